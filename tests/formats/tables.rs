//! CSV, TSV and Parquet tables: excerpts written by others, variants, what is no table, damage.

use super::mutate::mutations;
use equipoise::formats::table::{self, Encoding, TableChoices, TimeUnit};
use equipoise::formats::{FormatError, OpenOptions, Progress, open, sha256, write_csv};
use equipoise::recording::{
    Class, ClassMapping, ClassSource, Column, ColumnValues, Epoch, EpochKind, Parts, Recording,
    SpikeTrains, State, Unit,
};
use rayon::prelude::*;
use std::path::{Path, PathBuf};
use tempfile::{TempDir, tempdir};

fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/formats/data/tables")
        .join(name)
}

fn read(path: &Path) -> Result<Recording, FormatError> {
    open(path, &OpenOptions::default(), &Progress::silent())
}

fn read_with(path: &Path, table: TableChoices) -> Result<Recording, FormatError> {
    let options = OpenOptions {
        table,
        ..OpenOptions::default()
    };
    open(path, &options, &Progress::silent())
}

fn file(name: &str, contents: impl AsRef<[u8]>) -> (TempDir, PathBuf) {
    let folder = tempdir().expect("a folder");
    let path = folder.path().join(name);
    std::fs::write(&path, contents).expect("a file");
    (folder, path)
}

fn beside(path: &Path, name: &str, contents: &str) {
    std::fs::write(path.with_file_name(name), contents).expect("a file");
}

fn ids(recording: &Recording) -> Vec<&str> {
    recording.units().iter().map(|u| u.id.as_str()).collect()
}

fn train(recording: &Recording, id: &str) -> Vec<f64> {
    let unit = recording
        .units()
        .iter()
        .position(|u| u.id == id)
        .expect("the unit");
    recording.trains().unit(unit).to_vec()
}

fn says(recording: &Recording, words: &str) -> bool {
    recording
        .warnings()
        .iter()
        .any(|w| w.to_string().contains(words))
}

/// Spikes of the excerpt as rows of text cells.
fn excerpt() -> Vec<(String, f64)> {
    let text = std::fs::read_to_string(data("wmaze.csv")).expect("the excerpt");
    text.lines()
        .skip(1)
        .map(|line| {
            let (unit, time) = line.split_once(',').expect("two cells");
            (unit.to_owned(), time.parse().expect("a number"))
        })
        .collect()
}

/// The units that the excerpt's spikes name, and their trains, against any variant of it.
fn assert_is_excerpt(recording: &Recording, tolerance_s: f64) {
    assert_eq!(ids(recording), ["11", "12", "15", "18", "20", "22", "24"]);
    assert_eq!(recording.trains().spike_count(), 300);
    for id in ids(recording) {
        let expected = excerpt()
            .into_iter()
            .filter(|(u, _)| u == id)
            .map(|(_, t)| t);
        for (found, expected) in train(recording, id).iter().zip(expected) {
            assert!(
                (found - expected).abs() <= tolerance_s,
                "{id}: {found} {expected}"
            );
        }
    }
}

#[test]
fn an_excerpt_with_units_and_epochs() {
    let recording = read(&data("wmaze.csv")).expect("a recording");
    assert_eq!(recording.units().len(), 25, "units without spikes appear");
    assert_eq!(recording.trains().spike_count(), 300);
    let unit = &recording.units()[24];
    assert_eq!(
        (unit.id.as_str(), unit.quality.as_deref()),
        ("24", Some("good"))
    );
    assert_eq!(recording.units()[0].electrode.as_deref(), Some("1"));
    let times_s = train(&recording, "24");
    assert_eq!(
        (times_s.len(), times_s[0], times_s[2]),
        (206, 64.4427, 64.472_867)
    );
    assert!(train(&recording, "0").is_empty());
    let names: Vec<&str> = recording
        .columns()
        .iter()
        .map(|c| c.name.as_str())
        .collect();
    assert_eq!(names, ["cluster", "n_spikes", "rate_hz", "isi_lt2ms"]);
    assert_eq!(
        recording.epochs()[1],
        Epoch::new("REST", 1228.0, 2164.0, EpochKind::Period)
    );
    assert_eq!(recording.epochs().len(), 3);
}

#[test]
fn any_of_the_three_tables_opens_all() {
    for name in ["wmaze_units.csv", "wmaze_epochs.csv", "wmaze_units.parquet"] {
        let recording = read(&data(name)).expect(name);
        assert_eq!(recording.units().len(), 25, "{name}");
        assert_eq!(recording.trains().spike_count(), 300, "{name}");
        assert_eq!(recording.epochs().len(), 3, "{name}");
        assert_eq!(
            recording.units()[0].quality.as_deref(),
            Some("good"),
            "{name}"
        );
    }
    let (_folder, path) = file("rat_units.csv", "unit_id,quality\n1,good\n2,mua\n");
    let error = read(&path).expect_err("no spikes").to_string();
    assert!(
        error.contains("a units table with no table of spikes beside it"),
        "{error}"
    );
}

#[test]
fn parquet_of_pandas() {
    for name in [
        "wmaze_snappy.parquet",
        "wmaze_zstd.parquet",
        "wmaze_gzip_v2.parquet",
    ] {
        assert_is_excerpt(&read(&data(name)).expect(name), 0.0);
    }
    let rate = TableChoices {
        rate_hz: Some(30_000.0),
        ..TableChoices::default()
    };
    let samples = read_with(&data("wmaze_samples.parquet"), rate).expect("samples");
    assert_is_excerpt(&samples, 0.6 / 30_000.0);
    let text = read(&data("wmaze_text_ids.parquet")).expect("text ids");
    assert_eq!(
        ids(&text),
        ["u11", "u12", "u15", "u18", "u20", "u22", "u24"]
    );
    assert_eq!(text.trains().spike_count(), 299);
    assert!(says(
        &text,
        "row 6, column time_s: expected a number, found nothing"
    ));
}

#[test]
fn parquet_that_cannot_be_read_says_why() {
    let brotli = read(&data("wmaze_brotli.parquet"))
        .expect_err("a codec")
        .to_string();
    assert!(
        brotli.contains("BROTLI") && brotli.contains("snappy, gzip or zstd"),
        "{brotli}"
    );
    let lists = read(&data("lists.parquet")).expect_err("lists").to_string();
    assert!(
        lists.contains("a Parquet table without a time column"),
        "{lists}"
    );
}

/// The excerpt with other separators, units and encodings, and what must be recognised in it.
#[test]
fn variants_are_recognised() {
    let rows = excerpt();
    let lines = |header: &str, row: &dyn Fn(&str, f64) -> String, end: &str| {
        let rows: String = rows.iter().map(|(u, t)| row(u, *t) + end).collect();
        format!("{header}{rows}")
    };
    let comma = |t: f64| format!("{t:.6}").replace('.', ",");
    let plain = lines("unit,time_s\n", &|u, t| format!("{u},{t:.6}"), "\n");
    let utf16 = |le: bool| -> Vec<u8> {
        let text = format!("\u{feff}{plain}");
        let bytes = |u: u16| if le { u.to_le_bytes() } else { u.to_be_bytes() };
        text.encode_utf16().flat_map(bytes).collect()
    };
    let cases: Vec<(&str, Vec<u8>, char, bool, Encoding)> = vec![
        (
            "semicolon, decimal comma",
            lines("unit;time_s\n", &|u, t| format!("{u};{}", comma(t)), "\n").into(),
            ';',
            true,
            Encoding::Utf8,
        ),
        (
            "tab",
            lines("time_s\tunit\n", &|u, t| format!("{t:.6}\t{u}"), "\n").into(),
            '\t',
            false,
            Encoding::Utf8,
        ),
        (
            "pipe",
            lines("unit|time_s\n", &|u, t| format!("{u}|{t:.6}"), "\n").into(),
            '|',
            false,
            Encoding::Utf8,
        ),
        (
            "spaces",
            lines("# unit time_s\n", &|u, t| format!("  {u}   {t:.6}"), "\n").into(),
            ' ',
            false,
            Encoding::Utf8,
        ),
        (
            "mark and CRLF",
            lines(
                "\u{feff}unit,time_s\r\n",
                &|u, t| format!("{u},{t:.6}"),
                "\r\n",
            )
            .into(),
            ',',
            false,
            Encoding::Utf8Mark,
        ),
        (
            "quoted, decimal comma",
            lines(
                "\"unit\",\"time_s\"\n",
                &|u, t| format!("\"{u}\",\"{}\"", comma(t)),
                "\n",
            )
            .into(),
            ',',
            true,
            Encoding::Utf8,
        ),
        ("UTF-16 little", utf16(true), ',', false, Encoding::Utf16Le),
        ("UTF-16 big", utf16(false), ',', false, Encoding::Utf16Be),
        (
            "UTF-16 without mark",
            utf16(true)[2..].to_vec(),
            ',',
            false,
            Encoding::Utf16Le,
        ),
        (
            "spaces after commas, comments, float ids, blank lines",
            lines(
                "# made by hand\nunit, time_s\n\n",
                &|u, t| format!("{u}.0, {t:.6}"),
                "\n",
            )
            .into(),
            ',',
            false,
            Encoding::Utf8,
        ),
    ];
    for (name, contents, separator, decimal_comma, encoding) in cases {
        let (_folder, path) = file("spikes.csv", contents);
        let plan = table::plan(&path).expect(name);
        assert_eq!(plan.separator.value, separator, "{name}");
        assert_eq!(plan.decimal_comma.value, decimal_comma, "{name}");
        assert_eq!(plan.encoding.value, encoding, "{name}");
        assert_eq!(plan.time_unit.value, TimeUnit::Seconds, "{name}");
        assert!(plan.time_unit.certain && plan.time_column.certain, "{name}");
        assert!(plan.unit_column.certain && plan.separator.certain, "{name}");
        assert_eq!(plan.preview.len(), 12, "{name}");
        let recording = read(&path).expect(name);
        assert_is_excerpt(&recording, 0.0);
        assert!(
            !says(&recording, "left out"),
            "{name}: {:?}",
            recording.warnings()
        );
    }
}

#[test]
fn the_time_unit_from_names_and_values() {
    let rows = excerpt();
    let table = |header: &str, scale: f64, digits: usize| {
        let rows: String = rows
            .iter()
            .map(|(u, t)| format!("{u},{:.digits$}\n", t * scale))
            .collect();
        format!("{header}{rows}")
    };
    let samples = TimeUnit::Samples { rate_hz: None };
    let cases = [
        ("unit,t_ms\n", 1e3, 3, TimeUnit::Milliseconds, true),
        ("unit,spike_time_us\n", 1e6, 0, TimeUnit::Microseconds, true),
        ("unit,sample\n", 30_000.0, 0, samples, true),
        ("unit,time\n", 1.0, 6, TimeUnit::Seconds, false),
        ("unit,time\n", 1e3, 3, TimeUnit::Milliseconds, false),
        ("unit,timestamps\n", 30_000.0, 0, samples, false),
        ("", 1.0, 6, TimeUnit::Seconds, false),
        ("", 30_000.0, 0, samples, false),
    ];
    for (header, scale, digits, unit, certain) in cases {
        let (_folder, path) = file("spikes.csv", table(header, scale, digits));
        let plan = table::plan(&path).expect(header);
        assert_eq!(plan.time_unit.value, unit, "{header} x {scale}");
        assert_eq!(plan.time_unit.certain, certain, "{header} x {scale}");
        assert!(!plan.time_unit.because.is_empty());
        if unit == samples {
            let error = read(&path).expect_err("no rate").to_string();
            assert!(error.contains("--rate HZ"), "{error}");
        }
        let rate = TableChoices {
            rate_hz: Some(30_000.0),
            ..TableChoices::default()
        };
        let choices = if unit == samples {
            rate
        } else {
            TableChoices::default()
        };
        let recording = read_with(&path, choices).expect(header);
        assert_is_excerpt(&recording, 2e-5);
        assert_eq!(
            says(&recording, "unit of time is taken to be"),
            !certain && unit != samples
        );
    }
}

#[test]
fn a_plan_is_changed_by_choices() {
    let (_folder, path) = file("odd.csv", "when;who\n1,5;a\n2,5;b\n3,5;a\n");
    let error = read(&path).expect_err("no time column").to_string();
    assert!(
        error.contains("without a time column (its columns are when, who;"),
        "{error}"
    );
    let choices = TableChoices {
        time_column: Some("WHEN".into()),
        unit_column: Some("2".into()),
        time_unit: Some(TimeUnit::Milliseconds),
        ..TableChoices::default()
    };
    let recording = read_with(&path, choices.clone()).expect("chosen columns");
    assert_eq!(train(&recording, "a"), [0.0015, 0.0035]);

    let mut plan = table::plan_with(&path, &choices).expect("a plan");
    assert_eq!(plan.columns, ["when", "who"]);
    let other = TableChoices {
        header: Some(false),
        ..choices.clone()
    };
    assert!(
        plan.apply(&other).is_err(),
        "without a header there is no column \"when\""
    );
    let seconds = TableChoices {
        time_unit: Some(TimeUnit::Seconds),
        ..TableChoices::default()
    };
    plan.apply(&seconds).expect("another unit");
    let options = OpenOptions::default();
    let recording = table::read(&path, &plan, &options, &Progress::silent()).expect("a recording");
    assert_eq!(train(&recording, "b"), [2.5]);

    let (_folder, path) = file("plain.csv", "1,5\n2,5\n1,7\n2,8\n");
    let mut plan = table::plan(&path).expect("a plan");
    assert_eq!(
        (plan.unit_column.value, plan.time_column.value),
        (Some(0), 1)
    );
    let swapped = TableChoices {
        header: Some(true),
        ..TableChoices::default()
    };
    assert!(
        plan.apply(&swapped).is_err(),
        "names 1 and 5 speak of no time"
    );
    let unknown = TableChoices {
        unit_column: Some("cell".into()),
        ..TableChoices::default()
    };
    let error = plan
        .apply(&unknown)
        .expect_err("no such column")
        .to_string();
    assert!(
        error.contains("column \"cell\"") && error.contains("column 1, column 2"),
        "{error}"
    );
}

#[test]
fn units_and_classes_from_their_table() {
    let (_folder, path) = file("rat.csv", "cell,time_s\n3,0.5\n10,0.25\nx,0.125\n3,0.75\n");
    beside(
        &path,
        "rat_units.csv",
        "cell;cell_type;depth;shank;channel;note\n10;narrow;1,5;A;7;\n3;pyramidal;2,5;B;8;odd\n4;?;;A;9;\n",
    );
    let recording = read(&path).expect("a recording");
    assert_eq!(ids(&recording), ["10", "3", "4", "x"]);
    let classes: Vec<Class> = recording.units().iter().map(|u| u.class).collect();
    let (e, i, u) = (Class::Excitatory, Class::Inhibitory, Class::Unclassified);
    assert_eq!(classes, [i, e, u, u]);
    assert_eq!(
        recording.units()[0].class_source,
        Some(ClassSource::File("cell_type".into()))
    );
    assert_eq!(recording.class_column(), Some("cell_type"));
    assert_eq!(recording.units()[1].group.as_deref(), Some("B"));
    assert_eq!(recording.units()[1].electrode.as_deref(), Some("8"));
    assert_eq!(train(&recording, "3"), [0.5, 0.75]);
    assert_eq!(train(&recording, "x"), [0.125]);
    assert!(says(
        &recording,
        "1 units have spikes but are not in the units table"
    ));
    let depth = recording
        .columns()
        .iter()
        .find(|c| c.name == "depth")
        .expect("depth");
    let ColumnValues::Number(depths) = &depth.values else {
        panic!("numbers")
    };
    assert_eq!(depths[..2], [1.5, 2.5]);
    assert!(depths[2].is_nan() && depths[3].is_nan());

    let mut options = OpenOptions {
        class_column: Some("note".into()),
        ..OpenOptions::default()
    };
    options.class_mapping = ClassMapping([("odd".to_owned(), i)].into());
    let other = open(&path, &options, &Progress::silent()).expect("another column");
    assert_eq!(other.units()[1].class, i);
    options.class_column = Some("nothing".into());
    let error = open(&path, &options, &Progress::silent())
        .expect_err("unknown")
        .to_string();
    assert!(
        error.contains("no units column \"nothing\"; columns are cell, cell_type"),
        "{error}"
    );
}

#[test]
fn a_units_table_of_another_recording_is_left_out() {
    let (_folder, path) = file("rat.csv", "unit,time_s\na,0.5\nb,0.25\n");
    beside(&path, "units.csv", "unit,cell_type\n7,pyr\n8,int\n");
    let recording = read(&path).expect("a recording");
    assert_eq!(ids(&recording), ["a", "b"]);
    assert!(says(&recording, "no unit in common"));
}

#[test]
fn epochs_and_states() {
    let (_folder, path) = file("rat.csv", "unit,time_ms\n1,500\n2,250\n");
    beside(
        &path,
        "rat_states.tsv",
        "start_s\tduration\tstate\n0\t10,5\tNREM\n10,5\t2\tREM\nx\t1\tREM\n",
    );
    beside(
        &path,
        "epochs.csv",
        "start,stop,label\n1000,2000,seizure 1\n3000,2500,maze\n",
    );
    let recording = read(&path).expect("a recording");
    let found: Vec<(f64, f64, &str)> = recording
        .epochs()
        .iter()
        .map(|e| (e.start_s, e.stop_s, e.chip()))
        .collect();
    let expected = [
        (0.0, 10.5, "Slow-wave sleep"),
        (1.0, 2.0, "Seizure"),
        (2.5, 3.0, "maze"),
        (10.5, 12.5, "REM"),
    ];
    assert_eq!(found, expected);
    assert!(says(&recording, "the first is line 4"));
    assert!(says(&recording, "times of epochs are read as milliseconds"));
    assert!(says(&recording, "start and stop were exchanged"));
}

#[test]
fn rows_that_cannot_be_read_are_counted_or_refused() {
    use std::fmt::Write;
    let mut text = String::from("unit,time_s\n");
    for k in 0..200 {
        let _ = writeln!(text, "{},{}", k % 7, f64::from(k) / 16.0);
    }
    let (_folder, path) = file(
        "rat.csv",
        text.replacen("3,0.1875", "3,soon", 1) + "5\n,3\n",
    );
    let recording = read(&path).expect("a recording");
    assert_eq!(recording.trains().spike_count(), 199);
    let warning = "3 rows are left out; the first is line 5, column time_s: expected a number, found \"soon\"";
    assert!(says(&recording, warning), "{:?}", recording.warnings());

    let (_folder, path) = file("rat.csv", format!("{text}{}", "5,x\n".repeat(30)));
    let error = read(&path).expect_err("too many").to_string();
    assert!(
        error.contains("line 202, column time_s") && error.contains("30 of 230 rows"),
        "{error}"
    );

    let numbers = text.split_once('\n').expect("a header").1;
    let (_folder, path) = file(
        "rat.csv",
        format!("unit,time_s\n{}{numbers}", "1,x\n".repeat(3)),
    );
    let error = read(&path).expect_err("first rows").to_string();
    assert!(
        error.contains("line 2, column time_s") && error.contains("first rows"),
        "{error}"
    );

    let (_folder, path) = file("rat.csv", format!("{text}\"{}", "7,1\n".repeat(400_000)));
    let error = read(&path).expect_err("an open quotation mark").to_string();
    assert!(
        error.contains("line 202") && error.contains("quotation mark"),
        "{error}"
    );
}

#[test]
fn what_is_no_recording_is_named() {
    let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01";
    let sine: String = (0..100)
        .map(|k| format!("{},{}\n", f64::from(k) * 0.001, k % 5))
        .collect();
    let cases: [(&str, Vec<u8>, &str); 14] = [
        ("image.csv", png.to_vec(), "a PNG image"),
        ("empty.csv", Vec::new(), "an empty file"),
        ("paper.pdf", b"%PDF-1.7\n".to_vec(), "a PDF document"),
        (
            "book.xlsx",
            b"PK\x03\x04\x14\0\x06\0".to_vec(),
            "a ZIP archive",
        ),
        (
            "spikes.csv.gz",
            vec![0x1f, 0x8b, 8, 0, 0, 0],
            "a gzip archive",
        ),
        (
            "a.mat",
            b"MATLAB 5.0 MAT-file, Platform\0\x01IM".to_vec(),
            "a MATLAB v5 file",
        ),
        (
            "noise.bin",
            (0..=255).collect(),
            "binary data that begins with 00 01 02",
        ),
        ("zeros.dat", vec![0; 4096], "nothing but zeros"),
        (
            "cities.csv",
            b"country,city,people\nFR,Paris,2100000\nDE,Berlin,3700000\n".to_vec(),
            "text without a time column (its columns are country, city, people",
        ),
        (
            "words.txt",
            b"It was a dark night.\nThe rain fell.\n".to_vec(),
            "text without a time column",
        ),
        (
            "lfp.csv",
            format!("time_s,value\n{sine}").into(),
            "its times are regular",
        ),
        (
            "noheader.csv",
            b"3,1,4\n1,5,9\n2,6,5\n3,5,8\n".to_vec(),
            "text without a time column",
        ),
        (
            "night.csv",
            b"start_s,stop_s,state\n0,1,wake\n1,2,REM\n".to_vec(),
            "a table of epochs",
        ),
        (
            "signal.csv",
            b"time_s,left,right\n0.5,0.25,0.75\n0.7,0.5,0.1\n".to_vec(),
            "no column that names the unit",
        ),
    ];
    for (name, contents, expected) in cases {
        let (_folder, path) = file(name, contents);
        let error = read(&path).expect_err(name);
        assert!(
            matches!(error, FormatError::Unrecognised { .. }),
            "{name}: {error:?}"
        );
        let text = error.to_string();
        assert!(text.contains(expected), "{name}: {text}");
        assert!(
            text.contains("known formats are") && text.contains("CSV, TSV or Parquet"),
            "{text}"
        );
        assert!(
            text.ends_with(&path.display().to_string()),
            "the path comes last: {text}"
        );
    }
    let folder = tempdir().expect("a folder");
    assert!(
        read(folder.path())
            .expect_err("a folder")
            .to_string()
            .contains("a folder")
    );
    let missing = read(&folder.path().join("missing.csv")).expect_err("nothing");
    assert!(matches!(missing, FormatError::Io { .. }), "{missing:?}");
}

#[test]
fn one_column_of_times_is_one_unit() {
    let (_folder, path) = file("cell.txt", "time_s\n0.5\n0.25\n1.5\n");
    let recording = read(&path).expect("a recording");
    assert_eq!(train(&recording, "1"), [0.25, 0.5, 1.5]);
    assert!(says(&recording, "out of order"));
}

#[test]
fn cancelling_stops_reading() {
    let cancelled = || true;
    let report = |_: f32, _: &str| ();
    let progress = Progress::new(&cancelled, &report);
    let error = open(&data("wmaze.csv"), &OpenOptions::default(), &progress);
    assert!(matches!(error, Err(FormatError::Cancelled)));
}

#[test]
fn hash_of_a_file() {
    let (_folder, path) = file("abc", "abc");
    let known = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    assert_eq!(sha256(&path).expect("a hash"), known);
}

#[test]
fn what_is_written_reads_back_the_same() {
    let mut parts = Parts::new("made");
    let mut odd = Unit::new("#2, \"odd\"").with_class(Class::Inhibitory, ClassSource::Hand);
    odd.electrode = Some("7".into());
    odd.group = Some("shank; 1".into());
    odd.quality = Some("good".into());
    parts.units = vec![
        Unit::new("10").with_class(Class::Excitatory, ClassSource::Hand),
        odd,
        Unit::new("silent"),
        Unit::new("é 3"),
    ];
    parts.columns = vec![
        Column {
            name: "depth_um".into(),
            values: ColumnValues::Number(vec![1.5, -2.0, f64::NAN, 1e-7]),
        },
        Column {
            name: "class".into(),
            values: ColumnValues::Text(["wide", "narrow", "", "a,b"].map(String::from).to_vec()),
        },
    ];
    parts.trains = SpikeTrains::from_units(vec![
        vec![0.1, 0.1 + 0.2, 1.0 / 3.0, 1e5 / 7.0],
        vec![-0.5, 5e-324, 123_456.789_012_345_67],
        vec![],
        vec![2.0],
    ]);
    parts.epochs = vec![
        Epoch::state(State::Wake, 0.0, 1.0 / 3.0),
        Epoch::new("NREM", 1.0, 2.5, EpochKind::State(State::SlowWaveSleep)),
        Epoch::state(State::LightSleep, 2.5, 3.0),
        Epoch::new("odd, name", 3.0, 4.0, EpochKind::Seizure),
        Epoch::new("wake", 4.0, 5.0, EpochKind::Event),
        Epoch::new("left", 5.0, 6.0, EpochKind::Trial),
        Epoch::new("RUN", 6.0, 7.0, EpochKind::Period),
    ];
    let recording = Recording::new(parts).expect("a recording");
    let folder = tempdir().expect("a folder");
    let path = folder.path().join("made.csv");
    let paths = write_csv(&recording, &path).expect("written");
    assert_eq!(paths.len(), 3);
    assert_eq!(
        std::fs::read_dir(folder.path())
            .expect("the folder")
            .count(),
        3
    );
    for opened in &paths {
        let again = read(opened).expect("read back");
        assert_eq!(again.trains(), recording.trains());
        assert_eq!(again.epochs(), recording.epochs());
        for (a, b) in again.units().iter().zip(recording.units()) {
            assert_eq!((&a.id, a.class), (&b.id, b.class));
            assert_eq!(
                (&a.electrode, &a.group, &a.quality),
                (&b.electrode, &b.group, &b.quality)
            );
        }
        let names: Vec<&str> = again.columns().iter().map(|c| c.name.as_str()).collect();
        assert_eq!(names, ["class", "depth_um", "class (source)"]);
        let labels = again.columns()[1].values.to_labels();
        assert_eq!(labels, recording.columns()[0].values.to_labels());
        assert!(!says(&again, "left out"), "{:?}", again.warnings());
    }
}

/// Every damaged copy gives a recording or an error, with the program alive.
fn survives(bases: &[(&str, Vec<u8>)], count: usize, seed: u64) -> (usize, usize) {
    let folder = tempdir().expect("a folder");
    let each = count / bases.len();
    let jobs: Vec<(usize, usize, Vec<u8>)> = bases
        .iter()
        .enumerate()
        .flat_map(|(b, (_, base))| {
            mutations(base, each, seed + b as u64)
                .enumerate()
                .map(move |(n, m)| (b, n, m))
        })
        .collect();
    let read_one = |(b, n, contents): (usize, usize, Vec<u8>)| {
        let path = folder.path().join(format!("{b}-{n}-{}", bases[b].0));
        std::fs::write(&path, contents).expect("a file");
        let result = read(&path);
        std::fs::remove_file(&path).expect("removed");
        if let Ok(recording) = &result {
            let all = recording.trains();
            for unit in 0..all.len() {
                assert!(all.unit(unit).is_sorted() && all.unit(unit).iter().all(|t| t.is_finite()));
            }
        }
        usize::from(result.is_ok())
    };
    let total = jobs.len();
    (jobs.into_par_iter().map(read_one).sum(), total)
}

fn base(name: &str) -> Vec<u8> {
    std::fs::read(data(name)).expect("a base")
}

#[test]
fn damaged_text_tables_never_bring_it_down() {
    let plain = base("wmaze.csv");
    let text = String::from_utf8(plain.clone()).expect("text");
    let utf16: Vec<u8> = format!("\u{feff}{text}")
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let semicolons = text.replace(',', ";").replace('.', ",");
    let bases = [
        ("spikes.csv", plain),
        ("utf16.csv", utf16),
        ("semicolons.csv", semicolons.into_bytes()),
        (
            "quoted.tsv",
            "\"unit\"\t\"t_ms\"\n\"a\"\t\"1.5\"\n\"b\"\t\"2.5\"\n"
                .repeat(8)
                .into_bytes(),
        ),
    ];
    let (read, total) = survives(&bases, 10_000, 1);
    assert_eq!(total, 10_000);
    assert!(
        read > 1000 && read < total,
        "{read} of {total} could be read"
    );
}

#[test]
fn damaged_parquet_tables_never_bring_it_down() {
    let names = [
        "wmaze_snappy.parquet",
        "wmaze_zstd.parquet",
        "wmaze_gzip_v2.parquet",
        "wmaze_samples.parquet",
        "wmaze_text_ids.parquet",
    ];
    let bases = names.map(|n| (n, base(n)));
    let (read, total) = survives(&bases, 10_000, 2);
    assert_eq!(total, 10_000);
    assert!(
        read > 500 && read < total,
        "{read} of {total} could be read"
    );
}

/// Damage to the tables beside the spikes is a warning, not an error.
#[test]
fn damaged_tables_beside_never_bring_it_down() {
    let spikes = base("wmaze.csv");
    let bases = [
        ("wmaze_units.csv", 0),
        ("wmaze_units.parquet", 1),
        ("wmaze_epochs.csv", 2),
    ];
    bases.par_iter().for_each(|(name, seed)| {
        let folder = tempdir().expect("a folder");
        let path = folder.path().join("wmaze.csv");
        std::fs::write(&path, &spikes).expect("spikes");
        for contents in mutations(&base(name), 400, *seed) {
            std::fs::write(folder.path().join(name), contents).expect("a table");
            let recording = read(&path).expect("the spikes can be read");
            assert_eq!(recording.trains().spike_count(), 300);
        }
    });
}
