//! Spikes in the names of the International Brain Laboratory.

use crate::files::{Files, folder, npy, open, survivors, warns};
use equipoise::recording::{ColumnValues, Recording};
use std::path::Path;

fn doubles(values: &[f64]) -> Vec<u8> {
    let bytes: Vec<u8> = values.iter().flat_map(|v| v.to_le_bytes()).collect();
    npy("<f8", &format!("({},)", values.len()), &bytes)
}

fn integers(values: &[u32]) -> Vec<u8> {
    let bytes: Vec<u8> = values.iter().flat_map(|v| v.to_le_bytes()).collect();
    npy("<u4", &format!("({},)", values.len()), &bytes)
}

fn texts(values: &[&str]) -> Vec<u8> {
    let wide = |text: &str| {
        let mut bytes: Vec<u8> = text
            .chars()
            .flat_map(|c| (c as u32).to_le_bytes())
            .collect();
        bytes.resize(16, 0);
        bytes
    };
    let bytes: Vec<u8> = values.iter().flat_map(|t| wide(t)).collect();
    npy("<U4", &format!("({},)", values.len()), &bytes)
}

/// Clusters 0 and 2 fire, 1 does not.
fn files() -> Files {
    let metrics = "cluster_id,firing_rate,label,ks2_label\n2,0.5,1.0,good\n0,1.5,0.3,mua\n";
    vec![
        ("spikes.times.npy", doubles(&[0.1, 0.25, 0.5, 1.5])),
        ("spikes.clusters.npy", integers(&[2, 0, 2, 2])),
        ("spikes.amps.npy", doubles(&[1.0; 4])),
        ("clusters.channels.npy", integers(&[7, 8, 9])),
        ("clusters.depths.npy", doubles(&[20.0, 40.0, 60.0])),
        ("clusters.acronym.npy", texts(&["CA1", "CA3", "DG"])),
        ("clusters.metrics.csv", metrics.into()),
    ]
}

fn is_right(recording: &Recording) {
    let ids: Vec<&str> = recording.units().iter().map(|u| u.id.as_str()).collect();
    assert_eq!(ids, ["0", "2"]);
    assert_eq!(recording.trains().unit(0), [0.25]);
    assert_eq!(recording.trains().unit(1), [0.1, 0.5, 1.5]);
}

fn number(recording: &Recording, name: &str) -> Vec<f64> {
    let column = recording.columns().iter().find(|c| c.name == name);
    match &column.expect(name).values {
        ColumnValues::Number(values) => values.clone(),
        other @ ColumnValues::Text(_) => panic!("{other:?}"),
    }
}

#[test]
fn a_folder_and_any_file_of_it() {
    let folder = folder(&files());
    for name in [
        "",
        "spikes.times.npy",
        "spikes.clusters.npy",
        "clusters.metrics.csv",
    ] {
        let recording = open(&folder.path().join(name)).expect("a collection");
        is_right(&recording);
        let unit = &recording.units()[1];
        assert_eq!(unit.electrode.as_deref(), Some("9"));
        assert_eq!(unit.group.as_deref(), Some("DG"));
        assert_eq!(unit.quality.as_deref(), Some("good"));
        assert_eq!(number(&recording, "depths"), [20.0, 60.0]);
        assert_eq!(number(&recording, "label"), [0.3, 1.0]);
    }
}

/// Namespaces, a word after the attribute, and files of which only the latest revision counts.
#[test]
fn namespaces_and_revisions() {
    let folder = folder(&vec![
        ("_ibl_spikes.times.npy", doubles(&[9.0, 9.5])),
        ("spikes.clusters.probe00.npy", integers(&[2, 0, 2, 2])),
    ]);
    for (revision, times) in [
        ("#2022-05-01#", [8.0, 8.25, 8.5, 9.0]),
        ("#2023-01-01#", [0.1, 0.25, 0.5, 1.5]),
    ] {
        let inner = folder.path().join(revision);
        std::fs::create_dir(&inner).expect("a folder");
        std::fs::write(
            inner.join("_ibl_spikes.times_ephysClock.npy"),
            doubles(&times),
        )
        .expect("a file");
    }
    let newest = Path::new("#2023-01-01#").join("_ibl_spikes.times_ephysClock.npy");
    for path in [folder.path().to_owned(), folder.path().join(newest)] {
        let recording = open(&path).expect("a collection");
        is_right(&recording);
        assert!(warns(
            &recording,
            "those of the latest revision (#2023-01-01#)"
        ));
    }
}

/// Without clusters beside them, times are of one unit, as any list of times.
#[test]
fn times_alone() {
    let folder = folder(&vec![("spikes.times.npy", doubles(&[0.5, 1.0]))]);
    let recording = open(&folder.path().join("spikes.times.npy")).expect("times");
    assert_eq!(recording.units().len(), 1);
}

#[test]
fn damaged_collections() {
    let opened = survivors(&files(), "", &[], 700, 97);
    assert!(opened > 200, "{opened} opened");
}

#[test]
fn a_waveform_is_that_of_the_largest_channel_in_microvolts() {
    // Three clusters, four samples, two channels; that of cluster 2 is on its second channel.
    let mut volts = [0.0; 24];
    volts[0] = -50e-6;
    volts[16 + 2 + 1] = -80e-6;
    volts[16 + 2 * 2 + 1] = 20e-6;
    volts[16 + 2] = -10e-6;
    let bytes: Vec<u8> = volts.iter().flat_map(|v: &f64| v.to_le_bytes()).collect();
    let mut files = files();
    files.push(("clusters.waveforms.npy", npy("<f8", "(3, 4, 2)", &bytes)));
    files.push(("spikes.samples.npy", integers(&[3000, 7500, 15000, 45000])));
    let folder = folder(&files);
    let recording = open(folder.path()).expect("a collection");
    is_right(&recording);
    let wave = |unit: usize| {
        recording.units()[unit]
            .waveform
            .clone()
            .expect("a waveform")
    };
    assert_eq!(wave(0).samples, [-50.0, 0.0, 0.0, 0.0]);
    assert_eq!(wave(1).samples, [0.0, -80.0, 20.0, 0.0]);
    assert!((wave(0).rate_hz.expect("known") - 30_000.0).abs() < 1e-6);
    // One that does not fit is left out by name.
    files.retain(|(name, _)| *name != "clusters.waveforms.npy");
    files.push((
        "clusters.waveforms.npy",
        npy("<f8", "(2, 4, 2)", &bytes[..128]),
    ));
    let folder = crate::files::folder(&files);
    let recording = open(folder.path()).expect("a collection");
    is_right(&recording);
    assert!(recording.units().iter().all(|u| u.waveform.is_none()));
    warns(&recording, "waveforms left out");
}
