//! MATLAB files of both versions: values, known layouts, and files that a person maps.

mod chosen;
mod damage;
mod known;
mod sessions;
mod v4;
mod writer;

use equipoise::formats::mat::{MatPlan, MatValue, read_variables};
use equipoise::formats::{FormatError, MatChoices, OpenOptions, Progress, look, open};
use equipoise::recording::{Class, ColumnValues, EpochKind, Recording};
use std::path::{Path, PathBuf};
use writer::{MANNERS, Manner, V, col, file, one};

fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/formats/data/mat")
        .join(name)
}

fn read(path: &Path) -> Result<Recording, FormatError> {
    open(path, &OpenOptions::default(), &Progress::silent())
}

/// What `variables` give, written in one manner.
fn written(variables: &[(&str, V)], manner: Manner) -> Result<Recording, FormatError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("made.mat");
    std::fs::write(&path, file(variables, manner)).unwrap();
    read(&path)
}

fn mapped(path: &Path, choices: &str) -> Result<Recording, FormatError> {
    let options = OpenOptions {
        mat: Box::new(MatChoices::parse(choices).unwrap()),
        ..OpenOptions::default()
    };
    open(path, &options, &Progress::silent())
}

/// The variables of a file, and whether it is read without asking.
fn variables(path: &Path) -> (MatPlan, bool) {
    let looked = look(path, &Progress::silent()).unwrap();
    looked.variables().expect("a MATLAB file")
}

fn counts(recording: &Recording) -> Vec<usize> {
    let units = recording.units().len();
    (0..units)
        .map(|u| recording.trains().unit(u).len())
        .collect()
}

fn ids(recording: &Recording) -> Vec<&str> {
    recording.units().iter().map(|u| u.id.as_str()).collect()
}

fn said(recording: &Recording) -> String {
    let all = recording.warnings().iter().map(ToString::to_string);
    all.collect::<Vec<_>>().join("\n")
}

#[test]
fn every_kind_of_value_in_every_manner() {
    let nested = V::Cell(vec![
        V::Text("a"),
        V::Cell(vec![col(&[1.5, 2.5])]),
        V::Empty,
    ]);
    let array = V::Struct(
        vec!["x", "name"],
        vec![
            vec![V::Packed(1, 1, vec![7]), V::Text("first")],
            vec![V::Packed(1, 3, vec![1, 2, 3]), V::Text("")],
        ],
    );
    let variables = [
        ("m", V::F64(2, 3, vec![0.0, 1.0, 2.0, 3.0, 4.0, 5.5])),
        ("flags", V::Logical(vec![1, 0, 1])),
        ("small", V::I16(1, 2, vec![-300, 5])),
        ("z", V::Complex(vec![1.0, 2.0])),
        ("word", V::Text("héllo")),
        ("rows", V::Rows(2, 3, "adbec ")),
        ("nested", nested),
        ("array", array),
        ("sparse", V::Sparse),
        ("nothing", V::Empty),
    ];
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("values.mat");
    for manner in MANNERS {
        std::fs::write(&path, file(&variables, manner)).unwrap();
        let read = read_variables(&path, &Progress::silent()).unwrap();
        let names: Vec<&str> = read.list.iter().map(|(n, _)| n.as_str()).collect();
        assert_eq!(names, variables.each_ref().map(|v| v.0));
        let numbers = |name: &str| -> Vec<f64> {
            read.get(name)
                .unwrap()
                .numbers()
                .unwrap()
                .data
                .iter()
                .collect()
        };
        assert_eq!(numbers("m"), [0.0, 1.0, 2.0, 3.0, 4.0, 5.5]);
        assert_eq!(read.get("m").unwrap().describe(), "2 x 3 double");
        assert_eq!(numbers("flags"), [1.0, 0.0, 1.0]);
        assert_eq!(read.get("flags").unwrap().class(), "logical");
        assert_eq!(numbers("small"), [-300.0, 5.0]);
        assert_eq!(numbers("z"), [1.0, 2.0]);
        assert_eq!(read.get("word").unwrap().text(), Some("héllo"));
        let MatValue::Text(rows) = read.get("rows").unwrap() else {
            panic!("rows are text");
        };
        assert_eq!(rows.rows, ["abc", "de"]);
        let MatValue::Cell(nested) = read.get("nested").unwrap() else {
            panic!("nested is a cell array");
        };
        assert_eq!(nested.items[0].text(), Some("a"));
        assert!(nested.items[2].is_empty());
        let MatValue::Struct(array) = read.get("array").unwrap() else {
            panic!("array is a struct array");
        };
        assert_eq!(array.len(), 2);
        let second = array.get_at(1, "x").unwrap().numbers().unwrap();
        assert_eq!(second.data.iter().collect::<Vec<_>>(), [1.0, 2.0, 3.0]);
        assert_eq!(array.get_at(0, "name").unwrap().text(), Some("first"));
        assert_eq!(read.get("sparse").unwrap().class(), "sparse");
        let warnings: Vec<String> = read.warnings.iter().map(ToString::to_string).collect();
        assert_eq!(warnings.len(), 2, "{warnings:?}");
        assert!(warnings[0].starts_with("z: holds complex"));
        assert!(warnings[1].starts_with("sparse: sparse matrices"));
    }
}

#[test]
fn every_kind_of_value_in_7_3() {
    let read = read_variables(&data("everything_7_3.mat"), &Progress::silent()).unwrap();
    let numbers = |name: &str| -> Vec<f64> {
        read.get(name)
            .unwrap()
            .numbers()
            .unwrap()
            .data
            .iter()
            .collect()
    };
    // As numpy has it by rows: [[0, 1, 2], [3, 4, 5]].
    assert_eq!(read.get("matrix").unwrap().dims(), [2, 3]);
    assert_eq!(numbers("matrix"), [0.0, 3.0, 1.0, 4.0, 2.0, 5.0]);
    assert_eq!(read.get("flags").unwrap().describe(), "1 x 3 logical");
    assert_eq!(read.get("nothing").unwrap().dims(), [0, 3]);
    assert_eq!(read.get("word").unwrap().text(), Some("héllo"));
    assert_eq!(read.get("no_word").unwrap().text(), Some(""));
    let b = read
        .get("nested")
        .unwrap()
        .get("a")
        .unwrap()
        .get("b")
        .unwrap();
    let MatValue::Cell(b) = b else {
        panic!("b is a cell array");
    };
    assert_eq!(b.items[0].numbers().unwrap().scalar(), Some(-3.0));
    assert_eq!(b.items[1].text(), Some("x"));
    let units = read.get("units").unwrap().structure().unwrap();
    assert_eq!(units.len(), 2);
    assert_eq!(units.get_at(1, "label").unwrap().text(), Some("int"));
    assert_eq!(read.get("sparse").unwrap().class(), "sparse");
    // And as a recording: a struct array with a field of times.
    let recording = self::read(&data("everything_7_3.mat")).unwrap();
    assert_eq!(recording.trains().unit(0), [0.5, 1.5, 2.75]);
    assert_eq!(recording.trains().unit(1), [0.25, 3.5]);
    let depth = recording.columns().iter().find(|c| c.name == "depth");
    assert_eq!(
        depth.unwrap().values,
        ColumnValues::Number(vec![100.0, 200.0])
    );
}

/// Values from scipy, on the same files.
#[test]
fn laboratories_files() {
    let synaptic = read(&data("all_unit.mat")).unwrap();
    let expected = [
        3238, 2532, 1167, 1253, 485, 3423, 1253, 1593, 1056, 1771, 5230, 2610, 4756, 2711, 1231,
        803,
    ];
    assert_eq!(counts(&synaptic), expected);
    assert_eq!(synaptic.trains().unit(15)[802], 997.98372);
    assert_eq!(ids(&synaptic)[15], "16");

    // Times start at 4397 s; six clusters have no spikes in this part of the session.
    let track = read(&data("lineartrack_spikes.mat")).unwrap();
    assert_eq!(track.units().len(), 37);
    assert_eq!(track.trains().spike_count(), 28_829);
    assert_eq!(&ids(&track)[..3], ["1.1", "1.2", "1.4"]);
    assert_eq!(&counts(&track)[..3], [1748, 106, 352]);
    assert_eq!(ids(&track)[36], "13.10");
    assert_eq!(track.units()[36].group.as_deref(), Some("tetrode 13"));
    assert!((track.span().start_s - 4396.9975).abs() < 1e-9);
    assert!(
        said(&track).contains("6 units have no spikes"),
        "{}",
        said(&track)
    );

    let ganglion = read(&data("Jan1912da02spks.mat")).unwrap();
    assert_eq!(ganglion.units().len(), 102);
    assert_eq!(&counts(&ganglion)[..3], [128, 220, 101]);
    let last = ganglion.trains().unit(101);
    assert_eq!(ids(&ganglion)[101], "102");
    assert!((last[last.len() - 1] - 82.484_506_35).abs() < 1e-8);
}

#[test]
fn trials_along_a_time_axis() {
    let recording = read(&data("spikes-LFP-1.mat")).unwrap();
    assert_eq!(recording.trains().spike_count(), 874);
    let field = &recording.fields()[0];
    assert_eq!(
        (field.name.as_str(), field.rate_hz, field.samples),
        ("y", 1000.0, 10_000)
    );
    let sample = |at: u64| field.source.read(&[0], at..at + 1).unwrap()[[0, 0]];
    assert_eq!(sample(9_999), -0.220_477_608_971_745_98_f64 as f32);
    assert_eq!(sample(1_000), -0.202_782_390_980_959_74_f64 as f32);
    // The first spike of the second trial is in its fifth sample; the first trial has 99.
    let spike = recording.trains().unit(0)[99];
    assert!((spike - 1.005).abs() < 1e-9, "{spike}");
    let trials = recording
        .epochs()
        .iter()
        .filter(|e| e.kind == EpochKind::Trial);
    assert_eq!(trials.count(), 10);
    assert!(said(&recording).contains("laid one after another"));
}

#[test]
fn layouts_are_known_in_every_manner() {
    for manner in MANNERS {
        let trains = || vec![col(&[64.5, 65.25, 70.0]), V::Empty, col(&[64.75, 66.0])];
        let cells = written(&[("spike_times", V::Cell(trains()))], manner).unwrap();
        assert_eq!(counts(&cells), [3, 0, 2]);
        assert_eq!(cells.span().start_s, 64.5);

        // Either order of the columns.
        let ids_first: Vec<f64> = (0..12).map(|i| f64::from(i % 3 + 1)).collect();
        let times: Vec<f64> = (0..12).map(|i| 0.5 + 0.3 * f64::from(i)).collect();
        let both = |a: &[f64], b: &[f64]| V::F64(12, 2, [a, b].concat());
        for pairs in [both(&ids_first, &times), both(&times, &ids_first)] {
            let recording = written(&[("spks", pairs)], manner).unwrap();
            assert_eq!(ids(&recording), ["1", "2", "3"]);
            assert_eq!(
                recording.trains().unit(1),
                [times[1], times[4], times[7], times[10]]
            );
        }

        let cluster = |times: &[f64]| one(vec![("time", col(times)), ("meanrate", col(&[1.0]))]);
        let tetrode = |clusters: Vec<V>| V::Cell(clusters);
        let tetrodes = vec![
            tetrode(vec![
                cluster(&[4397.5, 4398.75]),
                V::Empty,
                cluster(&[4400.25]),
            ]),
            V::Empty,
            tetrode(vec![cluster(&[4399.5])]),
        ];
        let nelpy = V::Cell(vec![V::Cell(vec![V::Cell(tetrodes)])]);
        let recording = written(&[("spikes", nelpy)], manner).unwrap();
        assert_eq!(ids(&recording), ["1.1", "1.3", "3.1"]);

        let signal: Vec<f64> = (0..100).map(|i| f64::from(i).sin()).collect();
        let axis: Vec<f64> = (0..100).map(|i| 2.0 + 0.004 * f64::from(i)).collect();
        let variables = [
            ("t", V::F64(1, 100, axis)),
            ("LFP", V::F64(1, 100, signal)),
            ("spiketimes", V::F64(1, 2, vec![2.1, 2.3])),
        ];
        let recording = written(&variables, manner).unwrap();
        let field = &recording.fields()[0];
        assert_eq!(
            (field.rate_hz, field.start_s, field.samples),
            (250.0, 2.0, 100)
        );
        assert_eq!(counts(&recording), [2]);
    }
}

#[test]
fn what_could_be_several_things_is_asked_for() {
    let plain = MANNERS[0];
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("odd.mat");
    // Whole numbers: samples of an unknown rate.
    let samples = V::Cell(vec![col(&[30_000.0, 60_000.0, 61_000.0, 90_000.0])]);
    let kinds = V::Cell(vec![V::Text("pyramidal")]);
    let variables = [
        ("clu_ts", samples),
        ("kind", kinds),
        ("trace", V::F64(4, 1, vec![0.5, 1.0, -1.0, 2.0])),
        ("fs", V::F64(1, 1, vec![20_000.0])),
    ];
    std::fs::write(&path, file(&variables, plain)).unwrap();
    let error = read(&path).unwrap_err().to_string();
    assert!(
        error.contains("clu_ts (1 x 1 cell)") && error.contains("--mat spikes="),
        "{error}"
    );
    assert!(error.ends_with("odd.mat"), "{error}");
    let (plan, known) = self::variables(&path);
    assert!(!known);
    assert_eq!(plan.variables.len(), 4);
    assert_eq!(plan.variables[0].first, "of 4 x 1 double");
    assert_eq!(plan.variables[2].first, "0.5, 1, -1, 2");

    let recording = mapped(&path, "spikes=clu_ts{1},class=kind,field=trace,rate=fs").unwrap();
    assert_eq!(recording.units()[0].class, Class::Excitatory);
    assert_eq!(recording.fields()[0].rate_hz, 20_000.0);
    let mut options = OpenOptions {
        mat: Box::new(MatChoices::parse("spikes=clu_ts,rate=30000").unwrap()),
        ..OpenOptions::default()
    };
    options.mat.time_unit = "samples".parse().ok();
    let recording = open(&path, &options, &Progress::silent()).unwrap();
    assert_eq!(recording.trains().unit(0)[..2], [1.0, 2.0]);

    for (choices, expected) in [
        ("spikes=nothing", "clu_ts, kind, trace, fs"),
        ("spikes=clu_ts{2}", "at most 1 items"),
        ("spikes=clu_ts.x", "field \"x\""),
        ("spikes=clu_ts,unit=fs", "one name"),
        ("field=trace", "rate=HZ"),
        ("field=kind,rate=5", "a list or matrix"),
        ("field=trace,rate=0", "a rate from"),
        ("spikes=clu_ts,class=trace", "one label"),
        ("spikes=a..b", "a path such as"),
    ] {
        let error = mapped(&path, choices);
        // A single unit may be named by a scalar.
        if choices == "spikes=clu_ts,unit=fs" {
            assert_eq!(ids(&error.unwrap()), ["20000"]);
            continue;
        }
        let error = error.unwrap_err().to_string();
        assert!(error.contains(expected), "{choices}: {error}");
    }
    assert!(MatChoices::parse("spikes").is_err());
    assert!(MatChoices::parse("what=x").is_err());
}

#[test]
fn structs_are_reached_by_their_fields() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("deep.mat");
    let cell = |times: &[f64], name: &'static str| vec![col(times), V::Text(name)];
    let array = V::Struct(
        vec!["odd_times", "who"],
        vec![
            cell(&[1.0, 2.5], "FS a"),
            cell(&[0.5], "RS b"),
            cell(&[], "RS c"),
        ],
    );
    let clock = |n: u32| V::F64(n, 1, (0..n).map(|i| f64::from(i) * 0.5).collect());
    let variables = [
        ("data", one(vec![("cells", array), ("clock", clock(40))])),
        ("flat", V::F64(1, 4, vec![0.1, 0.2, 0.3, 0.4])),
        ("clu", V::Packed(1, 4, vec![5, 3, 5, 5])),
    ];
    std::fs::write(&path, file(&variables, MANNERS[1])).unwrap();
    let recording = mapped(
        &path,
        "spikes=data.cells.odd_times, unit=data.cells.who, class=data.cells.who",
    )
    .unwrap();
    assert_eq!(counts(&recording), [2, 1, 0]);
    assert_eq!(ids(&recording), ["FS a", "RS b", "RS c"]);
    assert_eq!(recording.count(Class::Excitatory), 2);
    let recording = mapped(&path, "spikes=flat,unit=clu").unwrap();
    assert_eq!(ids(&recording), ["3", "5"]);
    assert_eq!(recording.trains().unit(1), [0.1, 0.3, 0.4]);

    // Files of the same shape share their mapping, others do not.
    let (plan, _) = self::variables(&path);
    let mut longer = variables.clone();
    longer[1].1 = V::F64(1, 5, vec![0.1; 5]);
    std::fs::write(&path, file(&longer, MANNERS[2])).unwrap();
    let (same, _) = self::variables(&path);
    assert_eq!(plan.signature(), same.signature());
    longer[1].0 = "other";
    std::fs::write(&path, file(&longer, MANNERS[2])).unwrap();
    let (other, _) = self::variables(&path);
    assert_ne!(plan.signature(), other.signature());
}

#[test]
fn a_cut_file_gives_what_is_whole() {
    let trains = V::Cell(vec![col(&[0.5, 1.25]), col(&[0.75])]);
    let noise: Vec<f64> = (0..5000).map(|i| f64::from(i).sin()).collect();
    let variables = [("units", trains), ("noise", col(&noise))];
    for manner in MANNERS {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("cut.mat");
        let whole = file(&variables, manner);
        std::fs::write(&path, &whole[..whole.len() - 3000]).unwrap();
        let recording = read(&path).unwrap();
        assert_eq!(counts(&recording), [2, 1]);
        assert!(
            said(&recording).contains("it is left out"),
            "{}",
            said(&recording)
        );
    }
    let error = {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("short.mat");
        std::fs::write(&path, &file(&[], MANNERS[0])[..128]).unwrap();
        read(&path).unwrap_err().to_string()
    };
    assert!(error.contains("no variables"), "{error}");
}
