use clap::{CommandFactory, Parser};
use equipoise::analysis::Normalisation;
use equipoise::cli::args::{AnalyzeArgs, Cli, Command, YesNo};
use equipoise::recording::Class;
use std::path::PathBuf;

#[test]
fn the_definition_is_sound() {
    Cli::command().debug_assert();
}

#[test]
fn files_without_a_command_open_the_window() {
    let cli = Cli::try_parse_from(["equipoise", "a.nwb", "b.csv"]).expect("two files");
    assert_eq!(cli.files, [PathBuf::from("a.nwb"), PathBuf::from("b.csv")]);
    assert!(cli.command.is_none());
}

#[test]
fn flags_of_analyze() {
    let cli = Cli::try_parse_from([
        "equipoise",
        "analyze",
        "a.csv",
        "b.csv",
        "--out",
        "o",
        "--from",
        "-3.5",
        "--to",
        "9",
        "--states",
        "Wake,Slow-wave sleep",
        "--normalisation",
        "zscore",
        "--class",
        "x=y=i",
        "--separator",
        "tab",
        "--header",
        "no",
        "--time-unit",
        "samples",
        "--rate",
        "30000",
        "--sample-rate",
        "20000",
    ])
    .expect("all flags");
    let Some(Command::Analyze(AnalyzeArgs {
        files,
        selection,
        open,
        ..
    })) = cli.command
    else {
        panic!("not analyze");
    };
    assert_eq!(files.len(), 2);
    assert_eq!(selection.from, Some(-3.5));
    assert_eq!(selection.states, ["Wake", "Slow-wave sleep"]);
    let settings = selection.settings(None, None).expect("sensible");
    assert_eq!(settings.normalisation, Normalisation::ZScore);
    assert_eq!(open.classes, [("x=y".to_owned(), Class::Inhibitory)]);
    assert_eq!(open.separator, Some('\t'));
    assert_eq!(open.header, Some(YesNo::No));
    assert_eq!(open.rate, Some(30_000.0));
    assert_eq!(open.sample_rate, Some(20_000.0));
}

#[test]
fn what_is_out_of_range_is_wrong_usage() {
    for flags in [
        ["--from", "nan"],
        ["--normalisation", "mean"],
        ["--rate", "0"],
        ["--time-unit", "h"],
        ["--class", "FS"],
        ["--separator", "ab"],
        ["--threads", "0"],
        ["--as", "a/b"],
        ["--as", ".."],
        ["--set", "bins=3"],
    ] {
        let line = [&["equipoise", "analyze", "a.csv", "--out", "o"][..], &flags].concat();
        assert!(Cli::try_parse_from(line).is_err(), "{flags:?}");
    }
}
