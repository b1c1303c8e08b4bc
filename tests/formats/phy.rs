//! Sortings: as numpy writes them, with little beside the spikes, and damaged.

use crate::files::{Files, folder, npy, open, open_at_rate, survivors, warns};
use equipoise::formats::{self, FormatError, OpenOptions, Progress};
use equipoise::recording::{Class, ColumnValues, Recording, Unit};
use std::path::{Path, PathBuf};

fn data() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/formats/data/phy_wmaze")
}

fn unit(recording: &Recording, id: &str) -> usize {
    let found = recording.units().iter().position(|u| u.id == id);
    found.expect("a unit")
}

/// Spikes of clusters 0, 2 and 7 at 0, 0.1, 0.2 .. s and 10 kHz, times as `descr`.
fn spikes(descr: &str, bytes: impl Fn(u32) -> Vec<u8>, shape: &str) -> Files {
    let times: Vec<u8> = (0..9).flat_map(|n| bytes(n * 1000)).collect();
    let clusters: Vec<u8> = (0..9_usize)
        .flat_map(|n| [7_i32, 0, 2][n % 3].to_le_bytes())
        .collect();
    vec![
        ("spike_times.npy", npy(descr, shape, &times)),
        ("spike_clusters.npy", npy("<i4", "(9,)", &clusters)),
    ]
}

#[test]
fn as_numpy_writes_it() {
    let recording = open(&data()).expect("a sorting");
    // As numpy counts on the same arrays.
    assert_eq!(recording.trains().spike_count(), 400);
    let noise = unit(&recording, "24");
    assert_eq!(recording.trains().unit(noise)[0], 64.4427);
    assert_eq!(recording.units()[noise].quality.as_deref(), Some("noise"));
    assert!(!recording.units()[noise].included);
    assert!(
        recording
            .units()
            .iter()
            .any(|u| u.quality.as_deref() == Some("mua") && u.included)
    );
    assert_eq!(recording.class_column(), Some("cell_type"));
    assert_eq!(recording.units()[noise].class, Class::Inhibitory);
    assert!(warns(
        &recording,
        "1 clusters stand in the tables but have no spikes"
    ));
    assert!(warns(&recording, "1 units are kept but not included"));
    assert!(warns(&recording, "gone.dat: is the raw data by params.py"));
}

#[test]
fn templates_give_waveforms_and_electrodes() {
    let recording = open(&data().join("params.py")).expect("a sorting");
    // Cluster 24 comes after the templates; its spikes have template 3, largest on channel 11.
    let unit = &recording.units()[unit(&recording, "24")];
    assert_eq!(unit.electrode.as_deref(), Some("11"));
    let wave = unit.waveform.as_ref().expect("a waveform");
    assert_eq!((wave.samples.len(), wave.rate_hz), (12, Some(30_000.0)));
    assert_eq!(wave.samples[5], -4.0);
    // The fourth of four channels that are 20 um apart.
    let at = recording.units().iter().position(|u| u.id == "24");
    for (name, place) in [("x_um", "0"), ("y_um", "60")] {
        let column = recording.columns().iter().find(|c| c.name == name);
        let labels = column.expect(name).values.to_labels();
        assert_eq!(labels[at.expect("a unit")], place);
    }
}

/// 500.0056 Hz is no 500 Hz: an hour later that is 40 ms.
#[test]
fn a_sampling_rate_that_is_not_whole() {
    let mut files = spikes("<i4", |n| n.to_le_bytes().to_vec(), "(9,)");
    files.push(("params.py", b"sample_rate = 500.0056\n".to_vec()));
    let said = folder(&files);
    files.pop();
    let bare = folder(&files);
    let expected = [1000.0, 4000.0, 7000.0].map(|n| n / 500.0056);
    let recording = open(said.path()).expect("a sorting");
    assert_eq!(recording.trains().unit(0), expected);
    let recording = open_at_rate(bare.path(), 500.0056).expect("a sorting");
    assert_eq!(recording.trains().unit(0), expected);
}

/// Nothing but spikes: no params.py, no templates, no tables.
#[test]
fn spikes_and_nothing_else() {
    for (descr, shape) in [
        ("<u8", "(9, 1)"),
        ("<u8", "(9,)"),
        ("<i4", "(9, 1)"),
        ("<i4", "(9,)"),
    ] {
        let bytes = |n: u32| match descr {
            "<u8" => u64::from(n).to_le_bytes().to_vec(),
            _ => n.to_le_bytes().to_vec(),
        };
        let folder = folder(&spikes(descr, bytes, shape));
        let error = open(folder.path()).expect_err("no rate");
        assert!(matches!(error, FormatError::NoRate { .. }), "{error}");
        let recording = open_at_rate(folder.path(), 10_000.0).expect(descr);
        assert_eq!(recording.trains().unit(1), [0.2, 0.5, 0.8]);
        let bare = |u: &Unit| u.included && u.waveform.is_none() && u.quality.is_none();
        assert!(recording.units().iter().all(bare));
        assert!(recording.fields().is_empty() && recording.columns().is_empty());
        let warnings = recording.warnings();
        assert!(warnings.iter().all(|w| w.message.contains("no class")));
    }
}

/// The same array with its first axis fastest, as npy-matlab writes it; numbers of `size` bytes.
fn as_matlab_writes(array: &[u8], size: usize) -> Vec<u8> {
    let start = 10 + usize::from(u16::from_le_bytes([array[8], array[9]]));
    let head = String::from_utf8_lossy(&array[10..start]).into_owned();
    let shape = head.split(['(', ')']).nth(1).expect("a shape");
    let axes: Vec<usize> = shape
        .split(',')
        .filter_map(|n| n.trim().parse().ok())
        .collect();
    let count: usize = axes.iter().product();
    let numbers = (0..count).flat_map(|place| {
        // The index in the new order, and where it stood.
        let (mut rest, mut from) = (place, 0);
        let mut step = count;
        for n in &axes {
            step /= n;
            from += (rest % n) * step;
            rest /= n;
        }
        array[start + from * size..][..size].to_vec()
    });
    let mut bytes = array[..10].to_vec();
    bytes.extend(
        head.replace("'fortran_order': False", "'fortran_order': True ")
            .bytes(),
    );
    bytes.extend(numbers);
    bytes
}

/// Kilosort's own arrays are written by MATLAB, the first axis fastest.
#[test]
fn arrays_of_matlab_are_read_in_their_order() {
    let copy = tempfile::tempdir().expect("a folder");
    for entry in std::fs::read_dir(data()).expect("the data") {
        let path = entry.expect("a file").path();
        let name = path.file_name().expect("a name");
        let mut bytes = std::fs::read(&path).expect("a file");
        let size = match name.to_str() {
            Some("templates.npy") => 4,
            Some("channel_positions.npy" | "spike_times.npy") => 8,
            _ => 0,
        };
        if size > 0 {
            bytes = as_matlab_writes(&bytes, size);
        }
        std::fs::write(copy.path().join(name), bytes).expect("a copy");
    }
    let (ours, theirs) = (
        open(&data()).expect("one"),
        open(copy.path()).expect("other"),
    );
    assert_eq!(ours.units(), theirs.units());
    assert_eq!(ours.trains(), theirs.trains());
    assert_eq!(ours.warnings(), theirs.warnings());
    assert!(ours.units().iter().any(|u| u.waveform.is_some()));
}

/// Times with fractions cannot be samples; clusters may be floating-point numbers.
#[test]
fn floating_point_numbers() {
    let mut files = spikes(
        "<f8",
        |n| (f64::from(n) / 10_000.0).to_le_bytes().to_vec(),
        "(9,)",
    );
    let clusters: Vec<u8> = (0..9_usize)
        .flat_map(|n| [7.0_f64, 0.0, 2.5][n % 3].to_le_bytes())
        .collect();
    files[1].1 = npy("<f8", "(9,)", &clusters);
    let folder = folder(&files);
    let recording = open_at_rate(folder.path(), 10_000.0).expect("a sorting");
    let ids: Vec<&str> = recording.units().iter().map(|u| u.id.as_str()).collect();
    assert_eq!(ids, ["0", "7"]);
    assert_eq!(recording.trains().unit(0), [0.1, 0.4, 0.7]);
    assert!(warns(&recording, "taken to be seconds"));
    assert!(warns(
        &recording,
        "3 spikes have a number of a cluster that is negative, no whole"
    ));
}

/// Two clusters merged into one whose number is that of a template without spikes, as phy gives it.
#[test]
fn a_merged_cluster_has_the_template_of_its_spikes() {
    let mut files = spikes("<u8", |n| u64::from(n).to_le_bytes().to_vec(), "(9,)");
    let numbers = |of: [i32; 9]| {
        of.into_iter()
            .flat_map(i32::to_le_bytes)
            .collect::<Vec<u8>>()
    };
    files[1].1 = npy("<i4", "(9,)", &numbers([2, 2, 2, 2, 2, 2, 1, 1, 1]));
    let templates = npy("<i4", "(9,)", &numbers([0, 0, 0, 0, 1, 1, 1, 1, 1]));
    files.push(("spike_templates.npy", templates));
    // Template t is largest on channel t.
    let waves: Vec<u8> = (0..3_usize)
        .flat_map(|t| {
            (0..6).map(move |at| {
                if at % 3 == t {
                    (at / 3 + 1) as f32
                } else {
                    0.0
                }
            })
        })
        .flat_map(f32::to_le_bytes)
        .collect();
    files.push(("templates.npy", npy("<f4", "(3, 2, 3)", &waves)));
    let folder = folder(&files);
    let recording = open_at_rate(folder.path(), 10_000.0).expect("a sorting");
    let electrodes = recording.units().iter().map(|u| u.electrode.as_deref());
    assert_eq!(electrodes.collect::<Vec<_>>(), [Some("1"), Some("0")]);
}

#[test]
fn any_file_of_the_folder_opens_it_and_has_its_hash() {
    let whole = formats::sha256(&data()).expect("a hash");
    for name in ["spike_times.npy", "params.py", "cluster_group.tsv"] {
        let recording = open(&data().join(name)).expect(name);
        assert_eq!(recording.trains().spike_count(), 400, "{name}");
        assert_eq!(formats::sha256(&data().join(name)).expect("a hash"), whole);
    }
    let copy = tempfile::tempdir().expect("a folder");
    for entry in std::fs::read_dir(data()).expect("files") {
        let entry = entry.expect("a file");
        std::fs::copy(entry.path(), copy.path().join(entry.file_name())).expect("a copy");
    }
    std::fs::write(copy.path().join("notes.txt"), "unread").expect("notes");
    assert_eq!(formats::sha256(copy.path()).expect("a hash"), whole);
    std::fs::write(copy.path().join("cluster_group.tsv"), "cluster_id\tgroup\n").expect("a table");
    assert_ne!(formats::sha256(copy.path()).expect("a hash"), whole);
}

#[test]
fn integers_of_any_type_and_shape() {
    type Bytes = fn(u32) -> Vec<u8>;
    let kinds: [(&str, Bytes); 6] = [
        // MATLAB writes doubles; they are samples all the same.
        ("<f8", |n| f64::from(n).to_le_bytes().to_vec()),
        ("<u8", |n| u64::from(n).to_le_bytes().to_vec()),
        ("<i8", |n| i64::from(n).to_le_bytes().to_vec()),
        ("<i4", |n| n.to_le_bytes().to_vec()),
        (">u4", |n| n.to_be_bytes().to_vec()),
        ("<u2", |n| (n as u16).to_le_bytes().to_vec()),
    ];
    for (descr, bytes) in kinds {
        for shape in ["(9,)", "(9, 1)", "(1, 9)"] {
            let folder = folder(&spikes(descr, bytes, shape));
            let recording = open_at_rate(folder.path(), 10_000.0).expect(descr);
            let ids: Vec<&str> = recording.units().iter().map(|u| u.id.as_str()).collect();
            assert_eq!(ids, ["0", "2", "7"]);
            assert_eq!(
                recording.trains().unit(0),
                [0.1, 0.4, 0.7],
                "{descr} {shape}"
            );
            assert_eq!(
                recording.trains().unit(2),
                [0.0, 0.3, 0.6],
                "{descr} {shape}"
            );
        }
    }
}

#[test]
fn without_a_rate_it_says_what_to_do() {
    let files = spikes("<i4", |n| n.to_le_bytes().to_vec(), "(9,)");
    let bare = folder(&files);
    let error = open(bare.path()).expect_err("no rate").to_string();
    assert!(
        error.contains("sample_rate") && error.contains("--sample-rate HZ"),
        "{error}"
    );
    let mut said = files;
    said.push(("params.py", b"sample_rate = 20_000.0 # Hz\n".to_vec()));
    let said = folder(&said);
    let recording = open(said.path()).expect("a sorting");
    assert_eq!(recording.trains().unit(0)[0], 0.05);
    let other = open_at_rate(said.path(), 10_000.0).expect("a sorting");
    assert_eq!(other.trains().unit(0)[0], 0.1);
    assert!(warns(&other, "says 20000 Hz; 10000 Hz is used"));
}

#[test]
fn templates_stand_in_for_clusters() {
    let mut files = spikes("<i4", |n| n.to_le_bytes().to_vec(), "(9,)");
    files[1].0 = "spike_templates.npy";
    let folder = folder(&files);
    let recording = open_at_rate(&folder.path().join("spike_times.npy"), 10_000.0);
    assert_eq!(recording.expect("a sorting").units().len(), 3);
}

#[test]
fn wild_numbers_of_clusters_are_few_units_all_the_same() {
    let mut files = spikes("<i4", |n| n.to_le_bytes().to_vec(), "(9,)");
    let clusters: Vec<u8> = (0..9_usize)
        .flat_map(|n| [4_000_000_000_i64, 5, -1][n % 3].to_le_bytes())
        .collect();
    files[1].1 = npy("<i8", "(9, 1)", &clusters);
    let folder = folder(&files);
    let recording = open_at_rate(folder.path(), 10_000.0).expect("a sorting");
    let ids: Vec<&str> = recording.units().iter().map(|u| u.id.as_str()).collect();
    assert_eq!(ids, ["5", "4000000000"]);
    assert!(warns(&recording, "3 spikes have a number of a cluster"));
}

#[test]
fn lists_of_different_length() {
    let mut files = spikes("<i4", |n| n.to_le_bytes().to_vec(), "(9,)");
    files[0].1 = npy("<i4", "(7,)", &[0; 28]);
    let folder = folder(&files);
    let recording = open_at_rate(folder.path(), 1.0).expect("a sorting");
    assert_eq!(recording.trains().spike_count(), 7);
    assert!(warns(
        &recording,
        "2 spikes have only a time or only a cluster"
    ));
}

#[test]
fn raw_data_is_a_field() {
    let mut files = spikes("<i4", |n| n.to_le_bytes().to_vec(), "(9,)");
    let samples = (0..300_i16)
        .flat_map(|n| [n, -n, 2 * n])
        .flat_map(i16::to_le_bytes);
    let raw: Vec<u8> = [1, 2, 3, 4].into_iter().chain(samples).collect();
    files.push(("raw.bin", raw));
    let params = "dat_path = ['/gone/raw.bin']\nn_channels_dat = 3\ndtype = 'int16'\noffset = 4\nsample_rate = 10000\n";
    files.push(("params.py", params.into()));
    files.push((
        "channel_map.npy",
        npy("<i4", "(3, 1)", &[0, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0]),
    ));
    let places: Vec<u8> = (0..6).flat_map(|n| f64::from(n).to_le_bytes()).collect();
    files.push(("channel_positions.npy", npy("<f8", "(3, 2)", &places)));
    let folder = folder(&files);
    let recording = open(folder.path()).expect("a sorting");
    let field = &recording.fields()[0];
    assert_eq!(
        (field.samples, field.rate_hz, field.channels.len()),
        (300, 10_000.0, 3)
    );
    assert_eq!(
        field.positions_um.as_ref().expect("positions")[2],
        [4.0, 5.0, 0.0]
    );
    let window = field.source.read(&[2, 0], 100..102).expect("samples");
    assert_eq!(
        window.as_slice().expect("in order"),
        [200.0, 202.0, 100.0, 101.0]
    );
    let before = formats::sha256(folder.path()).expect("a hash");
    // The raw data counts by name and size.
    std::fs::write(folder.path().join("raw.bin"), [0; 1804]).expect("other samples");
    assert_eq!(formats::sha256(folder.path()).expect("a hash"), before);
    std::fs::write(folder.path().join("raw.bin"), [0; 1802]).expect("fewer samples");
    assert_ne!(formats::sha256(folder.path()).expect("a hash"), before);
}

#[test]
fn tables_by_hand() {
    let mut files = spikes("<i4", |n| n.to_le_bytes().to_vec(), "(9,)");
    files.push(("params.py", b"sample_rate = 10000".to_vec()));
    let info = "cluster_id\tKSLabel\tamp\tch\tdepth\tgroup\tsh\n0\tmua\t12.5\t3\t60\t\t1\n2\tgood\t\t4\t80\tnoise\t1\nx\n";
    files.push(("cluster_info.tsv", info.into()));
    files.push((
        "cluster_group.tsv",
        b"cluster_id\tgroup\n0\tgood\n".to_vec(),
    ));
    let folder = folder(&files);
    let recording = open(folder.path()).expect("a sorting");
    let units = recording.units();
    let quality: Vec<_> = units.iter().map(|u| u.quality.as_deref()).collect();
    assert_eq!(quality, [Some("good"), Some("noise"), None]);
    assert_eq!(units[0].electrode.as_deref(), Some("3"));
    assert_eq!(units[1].group.as_deref(), Some("1"));
    let column = |name: &str| {
        let found = recording.columns().iter().find(|c| c.name == name);
        found.expect(name).values.clone()
    };
    assert!(
        matches!(column("depth"), ColumnValues::Number(v) if v[..2] == [60.0, 80.0] && v[2].is_nan())
    );
    assert!(matches!(column("KSLabel"), ColumnValues::Text(v) if v == ["mua", "good", ""]));
    assert!(warns(
        &recording,
        "cluster_info.tsv: 1 lines name no cluster"
    ));
    let options = OpenOptions {
        class_column: Some("nothing".into()),
        ..OpenOptions::default()
    };
    let error = formats::open(folder.path(), &options, &Progress::silent());
    assert!(
        error
            .expect_err("no column")
            .to_string()
            .contains("KSLabel")
    );
}

#[test]
fn an_array_that_says_more_than_it_has() {
    let mut files = spikes("<i4", |n| n.to_le_bytes().to_vec(), "(9,)");
    files[0].1 = npy("<i4", "(4000000000000,)", &[0; 36]);
    let folder = folder(&files);
    let error = open_at_rate(folder.path(), 1.0)
        .expect_err("too few bytes")
        .to_string();
    assert!(
        error.contains("spike_times.npy") && error.contains("36 bytes"),
        "{error}"
    );
}

#[test]
fn ten_thousand_damaged_sortings() {
    let files: Files = [
        "spike_times.npy",
        "spike_clusters.npy",
        "spike_templates.npy",
        "templates.npy",
        "channel_map.npy",
        "channel_positions.npy",
        "cluster_group.tsv",
        "cluster_cell_type.tsv",
        "params.py",
    ]
    .map(|name| (name, std::fs::read(data().join(name)).expect(name)))
    .into();
    let opened = survivors(&files, "", &[], 10_000, 31);
    assert!(opened > 5_000 && opened < 10_000, "{opened} opened");
}

/// Two templates of four samples on three channels: on channel t + 1 a valley and a slow peak.
fn raw_templates() -> Vec<f64> {
    let shape = [0.0, -4.0, 1.0, 3.0];
    let value = |t: usize, s: usize, c: usize| if c == t + 1 { shape[s] } else { 0.0 };
    let places = (0..24).map(|at| (at / 12, at / 3 % 4, at % 3));
    places.map(|(t, s, c)| value(t, s, c)).collect()
}

/// Mixes channels so that the first is always the largest.
const WHITENING: [f64; 9] = [1.0, 0.0, 0.0, 5.0, 1.0, 0.0, 7.0, 0.5, 2.0];

fn whitened() -> Files {
    let raw = raw_templates();
    let rows = raw.chunks(3).flat_map(|row| {
        [0, 1, 2].map(|to| {
            (0..3)
                .map(|from| row[from] * WHITENING[from * 3 + to])
                .sum::<f64>()
        })
    });
    let floats: Vec<u8> = rows.flat_map(|v| (v as f32).to_le_bytes()).collect();
    let clusters: Vec<u8> = (0..9).flat_map(|n: i32| (n % 2).to_le_bytes()).collect();
    let mut files = spikes("<u8", |n| u64::from(n).to_le_bytes().to_vec(), "(9,)");
    files[1].1 = npy("<i4", "(9,)", &clusters);
    files.push(("templates.npy", npy("<f4", "(2, 4, 3)", &floats)));
    files
}

fn matrix(values: &[f64]) -> Vec<u8> {
    let bytes: Vec<u8> = values.iter().flat_map(|v| v.to_le_bytes()).collect();
    npy("<f8", "(3, 3)", &bytes)
}

/// As phylib has it: templates times the inverse are those on the electrodes.
#[test]
fn whitened_templates_are_unwhitened() {
    // Worked out by hand.
    let inverse = [1.0, 0.0, 0.0, -5.0, 1.0, 0.0, -2.25, -0.25, 0.5];
    for (name, values) in [
        ("whitening_mat_inv.npy", inverse),
        ("whitening_mat.npy", WHITENING),
    ] {
        let mut files = whitened();
        files.push((name, matrix(&values)));
        let folder = folder(&files);
        let recording = open_at_rate(folder.path(), 10_000.0).expect(name);
        for (unit, electrode) in recording.units().iter().zip(["1", "2"]) {
            assert_eq!(unit.electrode.as_deref(), Some(electrode), "{name}");
            let wave = unit.waveform.as_ref().expect("a waveform");
            let far = wave.samples.iter().zip([0.0, -4.0, 1.0, 3.0]);
            assert!(
                far.map(|(a, b)| (a - b).abs()).all(|d| d < 1e-5),
                "{wave:?}"
            );
            assert!(!wave.is_whitened);
        }
        assert!(!warns(&recording, "whitened"));
    }
}

#[test]
fn templates_without_a_way_back_are_said_to_be_whitened() {
    let bare = folder(&whitened());
    let mut files = whitened();
    // A matrix that cannot be inverted is no way back either.
    files.push(("whitening_mat.npy", matrix(&[1.0; 9])));
    let singular = folder(&files);
    for folder in [bare, singular] {
        let recording = open_at_rate(folder.path(), 10_000.0).expect("a sorting");
        assert!(warns(&recording, "2 templates may be whitened"));
        let unit = &recording.units()[0];
        assert_eq!(unit.electrode.as_deref(), Some("0"));
        assert!(unit.waveform.as_ref().is_some_and(|w| w.is_whitened));
    }
}

/// `params.py` is read and never run: a name stands for its value, all else is said with its line.
#[test]
fn expressions_in_params() {
    let mut files = spikes("<i4", |n| n.to_le_bytes().to_vec(), "(9,)");
    files.push(("params.py", b"fs = 20000\nsample_rate = fs\n".to_vec()));
    let named = folder(&files);
    let recording = open(named.path()).expect("a sorting");
    assert_eq!(recording.trains().unit(0), [0.05, 0.2, 0.35]);
    let written = b"n_channels_dat = 4\nsample_rate = 2 * 10_000 # Hz\ndat_path = join('a')\n";
    files[2].1 = written.to_vec();
    let folder = folder(&files);
    let error = open(folder.path()).expect_err("no rate");
    assert!(matches!(error, FormatError::NoRate { .. }), "{error}");
    let error = error.to_string();
    assert!(
        error.contains("line 2 \"sample_rate = 2 * 10_000 # Hz\""),
        "{error}"
    );
    let recording = open_at_rate(folder.path(), 20_000.0).expect("a sorting");
    assert!(warns(&recording, "line 3 \"dat_path = join('a')\""));
}
