//! One table in many spellings, and what is recognised in each.

use super::{assert_is_excerpt, excerpt, file, read, read_with, says, train};
use equipoise::formats::table::{self, Encoding, TableChoices, TimeUnit};
use equipoise::formats::{OpenOptions, Progress, open};
use std::fmt::Write;

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
    let cases: Vec<Case> = vec![
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
    for case in cases {
        assert_recognised(case);
    }
}

/// Name, contents, and what must be recognised: separator, decimal comma, encoding.
type Case = (&'static str, Vec<u8>, char, bool, Encoding);

fn assert_recognised((name, contents, separator, decimal_comma, encoding): Case) {
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

#[test]
fn the_time_unit_from_names_and_values() {
    let rows = excerpt();
    let table = |header: &str, scale: f64, digits: usize| {
        let mut text = header.to_owned();
        for (unit, time_s) in &rows {
            let _ = writeln!(text, "{unit},{:.digits$}", time_s * scale);
        }
        text
    };
    let samples = TimeUnit::Samples { rate_hz: None };
    let cases = [
        ("unit,t_ms\n", 1e3, 3, TimeUnit::Milliseconds, true),
        ("unit,spike_time_us\n", 1e6, 0, TimeUnit::Microseconds, true),
        ("unit,sample\n", 30_000.0, 0, samples, true),
        ("unit,time\n", 1.0, 6, TimeUnit::Seconds, false),
        ("unit,time\n", 1e3, 3, TimeUnit::Milliseconds, false),
        ("unit,timestamps\n", 30_000.0, 0, samples, false),
        ("unit,spike_times\n", 30_000.0, 0, samples, false),
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
    let options = OpenOptions {
        table: TableChoices {
            time_unit: Some(TimeUnit::Seconds),
            ..choices
        },
        ..OpenOptions::default()
    };
    let recording = open(&path, &options, &Progress::silent()).expect("a recording");
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
fn units_as_numpy_writes_numbers() {
    let rows: String = [(1.0, 0.5), (2.0, 0.75), (1.0, 1.5), (-1.0, 2.0)]
        .map(|(unit, time): (f64, f64)| format!("{unit:.18}e+00 {time:.18}e+00\n"))
        .concat();
    let (_folder, path) = file("spikes.txt", format!("# unit time_s\n{rows}"));
    super::beside(&path, "spikes_units.csv", "unit,type\n2,E\n1,I\n");
    let recording = read(&path).expect("a recording");
    assert_eq!(super::ids(&recording), ["2", "1", "-1"]);
    assert_eq!(train(&recording, "1"), [0.5, 1.5]);
}

#[test]
fn a_stated_separator_goes_before_what_fits() {
    for (separator, encoding, start) in [
        (';', Encoding::Utf8, "sep=;\r\nunit;time_s\r\n"),
        (',', Encoding::Utf8Mark, "\u{feff}SEP=,\nunit,time_s\n"),
    ] {
        let mut text = start.to_owned();
        for (unit, time_s) in excerpt() {
            let _ = writeln!(text, "{unit}{separator}{time_s:.6}");
        }
        assert_recognised((start, text.into(), separator, false, encoding));
    }
    let (_folder, path) = file("rat.csv", "sep=;\n1;0,5\n1;1,5\n2;1,75\n");
    super::beside(&path, "rat_units.csv", "sep=;\nunit;type\n2;E\n1;I\n");
    let plan = table::plan(&path).expect("a plan");
    assert_eq!(plan.separator.value, ';');
    assert!(plan.separator.certain && !plan.has_header.value);
    let recording = read(&path).expect("a recording");
    assert_eq!(super::ids(&recording), ["2", "1"]);
    assert_eq!(train(&recording, "1"), [0.5, 1.5]);
    assert!(!says(&recording, "left out"), "{:?}", recording.warnings());
}

#[test]
fn units_numbered_anew_on_every_channel() {
    let rows = "1,1,0.5\n1,2,0.75\n2,1,1\n1,1,1.25\n3,0,1.5\n";
    let contents = format!("Channel,Unit,Timestamp\n{rows}");
    let (_folder, path) = file("plexon.csv", &contents);
    let recording = read(&path).expect("a recording");
    assert_eq!(super::ids(&recording), ["1-1", "1-2", "2-1", "3-0"]);
    assert_eq!(train(&recording, "1-1"), [0.5, 1.25]);
    assert!(says(&recording, "units are named Channel-Unit"));
    // A units table names them otherwise.
    super::beside(&path, "plexon_units.csv", "Unit,type\n2,E\n1,I\n0,E\n");
    let recording = read(&path).expect("a recording");
    assert_eq!(super::ids(&recording), ["2", "1", "0"]);
    assert_eq!(train(&recording, "1"), [0.5, 1.0, 1.25]);
    assert!(says(&recording, "are taken to be the same"));

    // One place for each unit, and units that wander among a few of many channels, are as named.
    let still = "Channel,Unit,Timestamp\n7,1,0.5\n7,2,0.75\n8,3,1\n7,1,1.25\n";
    let (_folder, path) = file("still.csv", still);
    let recording = read(&path).expect("a recording");
    assert_eq!(super::ids(&recording), ["1", "2", "3"]);
    assert_eq!(train(&recording, "1"), [0.5, 1.25]);
    assert!(!says(&recording, "several values"));
    let mut wandering = String::from("channel,unit,time_s\n");
    for k in 0..60 {
        let _ = writeln!(
            wandering,
            "{},{},{}",
            k % 12,
            k % 12 / 2,
            f64::from(k) / 8.0
        );
    }
    let (_folder, path) = file("wandering.csv", wandering);
    let recording = read(&path).expect("a recording");
    assert_eq!(super::ids(&recording), ["0", "1", "2", "3", "4", "5"]);
    assert!(says(
        &recording,
        "6 units of column unit occur with several values of channel"
    ));
}

#[test]
fn one_column_of_times_is_one_unit() {
    let (_folder, path) = file("cell.txt", "time_s\n0.5\n0.25\n1.5\n");
    let recording = read(&path).expect("a recording");
    assert_eq!(train(&recording, "1"), [0.25, 0.5, 1.5]);
    assert!(says(&recording, "out of order"));
}
