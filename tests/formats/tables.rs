//! CSV, TSV and Parquet tables: excerpts written by others, variants, what is no table, damage.

mod damage;
mod refused;
mod variants;
mod written;

use equipoise::formats::table::TableChoices;
use equipoise::formats::{FormatError, OpenOptions, Progress, open};
use equipoise::recording::{
    Class, ClassMapping, ClassSource, ColumnValues, Epoch, EpochKind, Recording,
};
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
    assert_eq!(recording.epochs().len(), 4);
}

#[test]
fn any_of_the_three_tables_opens_all() {
    for name in ["wmaze_units.csv", "wmaze_epochs.csv", "wmaze_units.parquet"] {
        let recording = read(&data(name)).expect(name);
        assert_eq!(recording.units().len(), 25, "{name}");
        assert_eq!(recording.trains().spike_count(), 300, "{name}");
        assert_eq!(recording.epochs().len(), 4, "{name}");
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

/// What stands beside each spike and is the same within a unit belongs to the units, also where
/// everything is in quotation marks behind an index.
#[test]
fn what_is_the_same_for_all_spikes_of_a_unit() {
    let rows = [
        ("2", 0.76, "interneuron", 3.5),
        ("1", 0.90, "pyramidal", 1.5),
        ("1", 1.30, "pyramidal", 2.5),
        ("2", 1.55, "interneuron", 1.0),
    ];
    let lines = (0..)
        .zip(rows)
        .map(|(at, (unit, t, kind, size))| format!("\"{at}\",\"{unit}\",{t},\"{kind}\",{size}\n"))
        .collect::<Vec<_>>()
        .concat();
    let head = "\"\",\"unit_id\",\"spike_time\",\"cell_type\",\"amplitude\"\n";
    let (_folder, path) = file("long.csv", format!("{head}{lines}"));
    let recording = read(&path).expect("a table");
    assert_eq!(ids(&recording), ["1", "2"]);
    let classes: Vec<Class> = recording.units().iter().map(|u| u.class).collect();
    assert_eq!(classes, [Class::Excitatory, Class::Inhibitory]);
    assert_eq!(recording.class_column(), Some("cell_type"));
    assert!(says(&recording, "not used (amplitude)"));
    let options = |column: &str| OpenOptions {
        class_column: Some(column.into()),
        ..OpenOptions::default()
    };
    let open = |column| open(&path, &options(column), &Progress::silent());
    assert_eq!(
        open("CELL_TYPE").expect("a table").class_column(),
        Some("cell_type")
    );
    let error = open("kind").expect_err("no such column").to_string();
    assert!(error.contains("columns are unit_id, cell_type"), "{error}");
}

/// A table of units goes before what stands beside the spikes, which adds what it has not.
#[test]
fn what_stands_beside_the_spikes_and_in_a_table_of_units() {
    let spikes = "unit,time_s,area,kind\na,0.5,CA1,RS\nb,0.75,CA3,FS\na,1.0,CA1,RS\nb,2.0,CA3,FS\n";
    let (_folder, path) = file("rat.csv", spikes);
    beside(
        &path,
        "rat_units.csv",
        "unit,cell_type,area\nb,pyramidal,DG\na,interneuron,DG\n",
    );
    let recording = read(&path).expect("a table");
    assert_eq!(ids(&recording), ["b", "a"]);
    assert_eq!(recording.units()[0].class, Class::Excitatory);
    assert_eq!(recording.units()[0].group.as_deref(), Some("DG"));
    let kind = recording.columns().iter().find(|c| c.name == "kind");
    let labels = ["FS", "RS"].map(str::to_owned);
    assert_eq!(
        kind.expect("a column").values,
        ColumnValues::Text(labels.into())
    );
}

/// Measurements, and counts in bins, are no spikes; a person may still say that they are.
#[test]
fn a_matrix_is_no_table_of_spikes() {
    let matrix = |cell: &dyn Fn(usize, usize) -> f64| -> String {
        let row = |r: usize| {
            let cells: Vec<String> = (0..20).map(|c| cell(r, c).to_string()).collect();
            cells.join(",") + "\n"
        };
        (0..200).map(row).collect()
    };
    let ramps = matrix(&|r, c| r as f64 * c as f64 / 7.0);
    let counts = matrix(&|r, c| f64::from(u8::from((r * 31 + c * 17) % 97 < 3)));
    for (contents, words) in [
        (&ramps, "a matrix of 20 columns of numbers without names"),
        (&counts, "without a time column"),
    ] {
        let (_folder, path) = file("matrix.csv", contents);
        let error = read(&path).expect_err("no spikes").to_string();
        assert!(error.contains(words), "{error}");
    }
    let (_folder, path) = file("matrix.csv", &ramps);
    let choices = TableChoices {
        time_column: Some("2".into()),
        unit_column: Some("1".into()),
        ..TableChoices::default()
    };
    assert_eq!(
        read_with(&path, choices)
            .expect("as was said")
            .units()
            .len(),
        1
    );
}
