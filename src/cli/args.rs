//! The words of the command line. What is wrong here is wrong usage: exit status 2.

use crate::analysis::{Normalisation, Scale, SurrogateKind};
use crate::formats::table::TimeUnit;
use crate::formats::{Added, MatChoices};
use crate::recording::Class;
use crate::{models, views};
use clap::builder::PossibleValuesParser;
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// See the balance of excitation and inhibition in a recording, at every time scale.
#[derive(Debug, Parser)]
#[command(
    name = "equipoise",
    version,
    args_conflicts_with_subcommands = true,
    after_help = "FILE is a recording of any format that the README lists (a folder where the format is one),\n\
                  or an example that is built in:\n\
                  example:night (synthetic), example:rat-w-track.\n\
                  Exit status: 0 done, 1 the work failed, 2 wrong usage."
)]
pub struct Cli {
    /// Recordings to open in the window; without any, the last workspace or the demonstration
    #[arg(value_name = "FILE")]
    pub files: Vec<PathBuf>,
    #[command(flatten)]
    pub reading: Reading,
    #[command(subcommand)]
    pub command: Option<Command>,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Say what is in a file
    Info {
        #[arg(value_name = "FILE")]
        file: PathBuf,
        #[command(flatten)]
        reading: Reading,
    },
    /// Write the numbers of every analysis as JSON and CSV, one folder per recording
    Analyze {
        #[arg(value_name = "FILE", required = true)]
        files: Vec<PathBuf>,
        /// Folder to write to; each recording gets a folder of its own in it
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
        /// Write full pictures too, as NumPy arrays (coherence.npz); they may be large
        #[arg(long)]
        arrays: bool,
        #[command(flatten)]
        selecting: Selecting,
        #[command(flatten)]
        reading: Reading,
    },
    /// Write one view as SVG, PDF or PNG, or its numbers as CSV
    Render {
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// The view to write
        #[arg(long, value_name = "NAME", value_parser = view_names())]
        view: String,
        /// File to write; its ending (.svg, .pdf, .png, .apng or .csv) says what
        #[arg(long, value_name = "F")]
        out: PathBuf,
        #[command(flatten)]
        drawing: Drawing,
        #[command(flatten)]
        selecting: Selecting,
        #[command(flatten)]
        reading: Reading,
    },
    /// Write every view as SVG and PNG, and one HTML page that shows them with their numbers
    Report {
        /// The recording; without it, the demonstration
        #[arg(value_name = "FILE")]
        file: Option<PathBuf>,
        /// Folder to write to
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
        /// Scale k of the views that show one, 1 to 32
        #[arg(long, value_name = "K", value_parser = scale)]
        scale: Option<Scale>,
        #[command(flatten)]
        selecting: Selecting,
        #[command(flatten)]
        reading: Reading,
    },
    /// Run a model and write what it makes as a recording
    Simulate {
        /// The model to run
        #[arg(value_name = "MODEL", value_parser = model_names())]
        model: String,
        /// File to write (.csv: one line per spike; or .nwb)
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
        /// Same seed, same recording
        #[arg(long, value_name = "N", default_value_t = 1)]
        seed: u64,
        /// Value of a parameter of the model; may be repeated
        #[arg(long = "set", value_name = "PARAM=VALUE", value_parser = assignment)]
        set: Vec<(String, String)>,
    },
    /// Write a recording as a table (.csv: one line per spike) or as NWB (.nwb)
    Convert {
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// File to write
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
        /// What becomes of the fields in an NWB file: copied, left in their own files (which it then
        /// names), or left out
        #[arg(long, value_name = "copied|linked|none", default_value = "copied")]
        fields: KeptFields,
        #[command(flatten)]
        reading: Reading,
    },
}

/// How to read the file, where it does not say so itself.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Reading the file")]
pub struct Reading {
    /// Units column to take the classes from
    #[arg(long, value_name = "NAME")]
    pub class_column: Option<String>,
    /// Class that a label of that column stands for; may be repeated
    #[arg(long = "class", value_name = "LABEL=CLASS", value_parser = class_of_label)]
    pub classes: Vec<(String, Class)>,
    /// Guess classes where nothing says them: units at or above this rate are inhibitory, the others
    /// excitatory. A heuristic, and marked as one in all that rests on it
    #[arg(long, value_name = "HZ", value_parser = positive)]
    pub rate_classes: Option<f64>,
    /// Separator of a table: comma, semicolon, tab, pipe or space, or the character itself
    #[arg(long, value_name = "CHAR", value_parser = separator)]
    pub separator: Option<char>,
    /// Numbers of the table are written 0,5
    #[arg(long)]
    pub decimal_comma: bool,
    /// Whether the first line of the table names the columns
    #[arg(long, value_name = "yes|no")]
    pub header: Option<YesNo>,
    /// Column of the unit's name, by name or number (the first is 1)
    #[arg(long, value_name = "NAME")]
    pub unit_column: Option<String>,
    /// Column of the spike time, by name or number (the first is 1)
    #[arg(long, value_name = "NAME")]
    pub time_column: Option<String>,
    /// Unit of the spike times of a table or a .mat file
    #[arg(long, value_name = "UNIT", value_parser = time_unit)]
    pub time_unit: Option<TimeUnit>,
    /// Samples a second, where spike times are in samples
    #[arg(long, value_name = "HZ", value_parser = positive)]
    pub rate: Option<f64>,
    /// Sampling rate of a sorting or session whose files do not say it
    #[arg(long, value_name = "HZ", value_parser = positive)]
    pub sample_rate: Option<f64>,
    /// Length of a line of a hypnogram that does not say it (30 without a signal that tells)
    #[arg(long, value_name = "SECONDS", value_parser = positive)]
    pub stage_length: Option<f64>,
    /// What the variables of a .mat file are, where they are not recognised
    #[arg(
        long,
        value_name = "spikes=PATH,unit=PATH,class=PATH,field=PATH,rate=PATH_OR_HZ",
        value_parser = MatChoices::parse
    )]
    pub mat: Option<MatChoices>,
    /// A further file that is part of the recording, later by that many seconds; may be repeated
    #[arg(long, value_name = "FILE[@SECONDS]", value_parser = |text: &str| Ok::<_, String>(Added::parse(text)))]
    pub add: Vec<Added>,
}

/// What is analysed, and in which normalisation.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Selection")]
pub struct Selecting {
    /// Start of the time window in seconds of the recording's clock
    #[arg(long, value_name = "S", value_parser = finite, allow_negative_numbers = true)]
    pub from: Option<f64>,
    /// End of the time window in seconds of the recording's clock
    #[arg(long, value_name = "S", value_parser = finite, allow_negative_numbers = true)]
    pub to: Option<f64>,
    /// States to include, such as "Wake,REM"; without it, all time
    #[arg(long, value_name = "A,B", value_delimiter = ',')]
    pub states: Vec<String>,
    /// Onset and end of the event that seizure views are about; without it, the first seizure
    #[arg(long, num_args = 2, value_names = ["FROM", "TO"], value_parser = finite, allow_negative_numbers = true)]
    pub event: Vec<f64>,
    /// What the event is measured against; without it, up to 300 s of one state before its onset
    #[arg(long, num_args = 2, value_names = ["FROM", "TO"], value_parser = finite, allow_negative_numbers = true)]
    pub baseline: Vec<f64>,
    /// Normalisation of the ensembles
    #[arg(long, value_name = "NAME", value_parser = normalisation_names(), default_value = "rate")]
    pub normalisation: String,
    /// Surrogate beside the data; `analyze` takes isi-permutation unless told "none"
    #[arg(long, value_name = "KIND", value_parser = surrogate_names())]
    pub surrogate: Option<String>,
    /// Seed of the surrogate
    #[arg(long, value_name = "N", default_value = "1")]
    pub surrogate_seed: u64,
    /// Realisations of the surrogate
    #[arg(long, value_name = "N", default_value = "100", value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub realisations: u32,
}

/// How one view is drawn.
#[derive(Debug, Args)]
#[command(next_help_heading = "Drawing")]
pub struct Drawing {
    /// Width of the page
    #[arg(long, value_name = "MM", value_parser = millimetres, default_value = "170")]
    pub width_mm: f64,
    /// Height of the page
    #[arg(long, value_name = "MM", value_parser = millimetres, default_value = "120")]
    pub height_mm: f64,
    #[arg(long, value_name = "light|dark", default_value = "light")]
    pub theme: Look,
    /// Scale k, 1 to 32; fractions lie between the 32
    #[arg(long, value_name = "K", value_parser = scale)]
    pub scale: Option<Scale>,
    /// With the table of numbers beside the drawing
    #[arg(long)]
    pub numbers: bool,
    /// Value of a parameter of the view; may be repeated
    #[arg(long = "set", value_name = "PARAM=VALUE", value_parser = assignment)]
    pub set: Vec<(String, String)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum YesNo {
    Yes,
    No,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum KeptFields {
    Copied,
    Linked,
    None,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Look {
    Light,
    Dark,
}

fn view_names() -> PossibleValuesParser {
    PossibleValuesParser::new(views::all().iter().map(|v| v.info().id))
}

fn model_names() -> PossibleValuesParser {
    PossibleValuesParser::new(models::all().iter().map(|m| m.id()))
}

fn surrogate_names() -> PossibleValuesParser {
    let none = std::iter::once("none");
    PossibleValuesParser::new(none.chain(SurrogateKind::ALL.map(SurrogateKind::id)))
}

fn normalisation_names() -> PossibleValuesParser {
    PossibleValuesParser::new(Normalisation::ALL.map(Normalisation::id))
}

fn finite(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(v) if v.is_finite() => Ok(v),
        _ => Err("expected a number".into()),
    }
}

fn positive(text: &str) -> Result<f64, String> {
    finite(text)
        .ok()
        .filter(|v| *v > 0.0)
        .ok_or_else(|| "expected a number above 0".into())
}

fn millimetres(text: &str) -> Result<f64, String> {
    finite(text)
        .ok()
        .filter(|v| (20.0..=2000.0).contains(v))
        .ok_or_else(|| "expected a length from 20 to 2000 mm".into())
}

fn scale(text: &str) -> Result<Scale, String> {
    finite(text)
        .ok()
        .filter(|k| (1.0..=32.0).contains(k))
        .map(Scale::new)
        .ok_or_else(|| "expected a scale from 1 to 32".into())
}

fn separator(text: &str) -> Result<char, String> {
    Ok(match text {
        "," | "comma" => ',',
        ";" | "semicolon" => ';',
        "\t" | "\\t" | "tab" => '\t',
        "|" | "pipe" => '|',
        " " | "space" => ' ',
        _ => return Err("expected comma, semicolon, tab, pipe, space, or the character".into()),
    })
}

fn time_unit(text: &str) -> Result<TimeUnit, String> {
    match text {
        "s" => Ok(TimeUnit::Seconds),
        "ms" => Ok(TimeUnit::Milliseconds),
        "us" => Ok(TimeUnit::Microseconds),
        "samples" => Ok(TimeUnit::Samples { rate_hz: None }),
        _ => Err("expected s, ms, us or samples".into()),
    }
}

fn assignment(text: &str) -> Result<(String, String), String> {
    text.split_once('=')
        .filter(|(name, _)| !name.is_empty())
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .ok_or_else(|| "expected PARAM=VALUE".into())
}

fn class_of_label(text: &str) -> Result<(String, Class), String> {
    // The last "=": a label may hold one itself.
    let (label, class) = text
        .rsplit_once('=')
        .filter(|(label, _)| !label.is_empty())
        .ok_or("expected LABEL=CLASS")?;
    let class = match class.to_lowercase().as_str() {
        "excitatory" | "e" => Class::Excitatory,
        "inhibitory" | "i" => Class::Inhibitory,
        "unclassified" | "none" => Class::Unclassified,
        _ => return Err("expected excitatory, inhibitory or unclassified after =".into()),
    };
    Ok((label.to_owned(), class))
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

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
        let Some(Command::Analyze {
            files,
            selecting,
            reading,
            ..
        }) = cli.command
        else {
            panic!("not analyze");
        };
        assert_eq!(files.len(), 2);
        assert_eq!(selecting.from, Some(-3.5));
        assert_eq!(selecting.states, ["Wake", "Slow-wave sleep"]);
        assert_eq!(selecting.normalisation(), Normalisation::ZScore);
        assert_eq!(reading.classes, [("x=y".to_owned(), Class::Inhibitory)]);
        assert_eq!(reading.separator, Some('\t'));
        assert_eq!(reading.header, Some(YesNo::No));
        assert_eq!(reading.rate, Some(30_000.0));
        assert_eq!(reading.sample_rate, Some(20_000.0));
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
        ] {
            let line = [&["equipoise", "analyze", "a.csv", "--out", "o"][..], &flags].concat();
            assert!(Cli::try_parse_from(line).is_err(), "{flags:?}");
        }
    }
}
