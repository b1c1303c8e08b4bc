//! Layouts that are recognised, and what is asked for rather than guessed.

use super::writer::{MANNERS, Manner, V, col, file, one};
use super::{counts, ids, read, said, written};
use equipoise::recording::{Class, ColumnValues};

const PLAIN: Manner = MANNERS[0];

fn asked(variables: &[(&str, V)]) -> bool {
    let error = written(variables, PLAIN).map(|r| r.units().len());
    error.is_err_and(|e| e.to_string().contains("--mat spikes="))
}

fn trains() -> Vec<V> {
    vec![col(&[64.5, 65.25, 70.0]), V::Empty, col(&[64.75, 66.0])]
}

/// A list of all times and the cluster of each are not one unit.
#[test]
fn one_list_with_the_unit_of_each_time() {
    let times = || V::F64(1, 6, vec![0.5, 1.0, 1.25, 2.0, 2.5, 4.0]);
    let clusters = || V::Packed(6, 1, vec![3, 7, 3, 3, 7, 3]);
    for manner in MANNERS {
        let variables = [("spike_times", times()), ("spike_clusters", clusters())];
        let recording = written(&variables, manner).unwrap();
        assert_eq!(ids(&recording), ["3", "7"]);
        assert_eq!(recording.trains().unit(1), [1.0, 2.5]);
    }
    // Without it, they are.
    assert_eq!(
        counts(&written(&[("spike_times", times())], PLAIN).unwrap()),
        [6]
    );
    // Two lists that could be the unit, or one that does not say so.
    assert!(asked(&[
        ("spike_times", times()),
        ("clusters", clusters()),
        ("unit_id", clusters())
    ]));
    assert!(asked(&[("spike_times", times()), ("depth", clusters())]));
}

/// A neuron that never fires twice within a second is one whose times are in milliseconds.
#[test]
fn milliseconds_are_not_seconds() {
    // Steps of 2 to 41: milliseconds of a fast neuron.
    let times: Vec<f64> = (0..80_u32)
        .scan(100.5, |at, i| {
            *at += 2.0 + f64::from(i * 7 % 40);
            Some(*at)
        })
        .collect();
    let cells = || V::Cell(vec![col(&times), col(&times[..40])]);
    assert!(asked(&[("spikes", cells())]));
    let pairs: Vec<f64> = [vec![1.0; 80], times.clone()].concat();
    assert!(asked(&[("spks", V::F64(80, 2, pairs))]));
    let recording = written(&[("spikes_ms", cells())], PLAIN).unwrap();
    assert_eq!(recording.trains().unit(1)[39], times[39] / 1e3);
    let origin = format!("{:?}", recording.origin());
    assert!(
        origin.contains("milliseconds, as its name says"),
        "{origin}"
    );
    // The same times a thousandth of that are seconds.
    let seconds: Vec<f64> = times.iter().map(|t| t / 1e3).collect();
    assert_eq!(
        counts(&written(&[("spikes", V::Cell(vec![col(&seconds)]))], PLAIN).unwrap()),
        [80]
    );
}

#[test]
fn what_stands_beside_the_times_belongs_to_the_units() {
    let kinds = || V::Cell(vec![V::Text("pyramidal"), V::Text("FS"), V::Text("")]);
    let flat = [
        ("spikes", V::Cell(trains())),
        ("cell_type", kinds()),
        ("shank", V::Packed(1, 3, vec![1, 1, 2])),
        ("waves", V::F64(2, 3, vec![0.5; 6])),
        ("fs", V::F64(1, 1, vec![20_000.0])),
        ("note", V::Text("a note")),
    ];
    let deep = [(
        "session",
        one(vec![("spikes", V::Cell(trains())), ("cell_type", kinds())]),
    )];
    for manner in MANNERS {
        let recording = written(&flat, manner).unwrap();
        let classes: Vec<Class> = recording.units().iter().map(|u| u.class).collect();
        let expected = [Class::Excitatory, Class::Inhibitory, Class::Unclassified];
        assert_eq!(classes, expected);
        let shank = recording.columns().iter().find(|c| c.name == "shank");
        let shank = &shank.unwrap().values;
        assert_eq!(*shank, ColumnValues::Number(vec![1.0, 1.0, 2.0]));
        // What is left is counted; settings are not worth a word.
        let said = said(&recording);
        assert!(said.contains("1 variables are not used (waves)"), "{said}");
        let recording = written(&deep, manner).unwrap();
        assert_eq!(recording.count(Class::Inhibitory), 1);
    }
}

/// `fs` and `lfp`, whichever way it lies.
#[test]
fn a_signal_and_its_rate() {
    let samples: Vec<f64> = (0..400).map(|i| f64::from(i).sin()).collect();
    for (rows, columns) in [(200, 2), (2, 200)] {
        let variables = [
            ("lfp", V::F64(rows, columns, samples.clone())),
            ("Fs", V::F64(1, 1, vec![1250.0])),
            ("spikes", V::Cell(trains())),
        ];
        let recording = written(&variables, PLAIN).unwrap();
        let field = &recording.fields()[0];
        assert_eq!(
            (field.rate_hz, field.samples, field.channels.len()),
            (1250.0, 200, 2)
        );
        // In column order, the second channel begins at 200, or at 1.
        let (channel, sample) = (1, 7);
        let place = if rows > columns {
            200 + sample
        } else {
            2 * sample + channel
        };
        let read = field.source.read(&[channel], 7..8).unwrap()[[0, 0]];
        assert_eq!(read, samples[place] as f32);
        assert_eq!(recording.units().len(), 3);
    }
    // No rate, or two: nothing is guessed.
    let lfp = || V::F64(400, 1, samples.clone());
    assert!(asked(&[("lfp", lfp())]));
    let rate = |hz| V::F64(1, 1, vec![hz]);
    assert!(asked(&[
        ("lfp", lfp()),
        ("fs", rate(1250.0)),
        ("sr", rate(20_000.0))
    ]));
}

#[test]
fn pairs_in_two_rows() {
    // Column order: unit, time, unit, time ..
    let rows: Vec<f64> = (0..12)
        .flat_map(|i| [f64::from(i % 3 + 1), 0.5 + 0.3 * f64::from(i)])
        .collect();
    let recording = written(&[("spks", V::F64(2, 12, rows.clone()))], PLAIN).unwrap();
    assert_eq!(ids(&recording), ["1", "2", "3"]);
    assert_eq!(
        recording.trains().unit(1),
        [rows[3], rows[9], rows[15], rows[21]]
    );
    // Of two such matrices, the one whose name speaks of spikes.
    let other = V::F64(2, 12, rows.clone());
    let both = [("trials", other), ("spks", V::F64(2, 12, rows))];
    let recording = written(&both, PLAIN).unwrap();
    assert!(said(&recording).contains("not used (trials)"));
}

/// One unit: cell arrays have become what was in them.
#[test]
fn one_unit_whose_arrays_collapsed() {
    let times = col(&[64.5, 65.0, 65.25, 70.0]);
    for manner in MANNERS {
        let recording = written(&[("spikes", times.clone())], manner).unwrap();
        assert_eq!(counts(&recording), [4]);
        let session = one(vec![
            ("UID", V::Packed(1, 1, vec![31])),
            ("times", times.clone()),
            ("shankID", V::Packed(1, 1, vec![2])),
            ("filtWaveform", V::F64(1, 3, vec![0.0, -1.0, 0.5])),
            ("sr", V::F64(1, 1, vec![20_000.0])),
        ]);
        let recording = written(&[("spikes", session)], manner).unwrap();
        assert_eq!((ids(&recording), counts(&recording)), (vec!["31"], vec![4]));
        assert_eq!(recording.units()[0].group.as_deref(), Some("shank 2"));
        let wave = recording.units()[0].waveform.as_ref().unwrap();
        assert_eq!((wave.samples.len(), wave.rate_hz), (3, Some(20_000.0)));
        // One spike, and one number where a list was.
        let session = one(vec![
            ("UID", V::Packed(1, 1, vec![31])),
            ("times", V::F64(1, 1, vec![64.5])),
            ("putativeCellType", V::Text("Narrow Interneuron")),
        ]);
        let recording = written(&[("cell_metrics", session)], manner).unwrap();
        assert_eq!(recording.trains().unit(0), [64.5]);
        assert_eq!(recording.units()[0].class, Class::Inhibitory);
    }
}

/// Cells in rows and columns may be units and trials.
#[test]
fn cells_in_two_dimensions_are_said() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("two.mat");
    let list = |at: f64| col(&[at, at + 0.5]);
    let cells: Vec<V> = (0..6).map(|i| list(f64::from(i))).collect();
    let mut bytes = file(&[("spikes", V::Cell(cells))], PLAIN);
    // The dimensions 1 x 6 follow their tag; they become 2 x 3.
    let at = bytes.windows(8).position(|w| w == [1, 0, 0, 0, 6, 0, 0, 0]);
    let at = at.unwrap();
    bytes[at] = 2;
    bytes[at + 4] = 3;
    std::fs::write(&path, bytes).unwrap();
    let recording = read(&path).unwrap();
    assert_eq!(recording.units().len(), 6);
    assert!(said(&recording).contains("each of 2 x 3 lists is read as a unit"));
}

/// Clusters and milliseconds in one matrix, the waveform of each spike in another.
#[test]
fn what_wave_clus_writes() {
    let clusters = [1.0, 0.0, 2.0, 1.0];
    let times_ms = [250.0, 300.0, 500.0, 1750.5];
    // Column order: sample by sample, a number a spike.
    let waves: Vec<f64> = (0..3)
        .flat_map(|sample| [1.0, 9.0, 5.0, 3.0].map(|v| v * f64::from(sample)))
        .collect();
    let variables = [
        ("cluster_class", V::F64(4, 2, [clusters, times_ms].concat())),
        ("spikes", V::F64(4, 3, waves)),
        ("par", one(vec![("sr", V::F64(1, 1, vec![24_000.0]))])),
        ("inspk", V::F64(4, 2, vec![0.5; 8])),
        ("ipermut", V::F64(1, 4, vec![1.0, 2.0, 3.0, 4.0])),
    ];
    for manner in MANNERS {
        let recording = written(&variables, manner).unwrap();
        assert_eq!(ids(&recording), ["0", "1", "2"]);
        assert_eq!(recording.trains().unit(1), [0.25, 1.7505]);
        let units = recording.units();
        assert_eq!(
            (units[0].included, units[0].quality.as_deref()),
            (false, Some("unsorted"))
        );
        assert!(units[1].included);
        let wave = units[1].waveform.as_ref().unwrap();
        assert_eq!(
            (wave.samples.as_slice(), wave.rate_hz),
            (&[0.0, 2.0, 4.0][..], Some(24_000.0))
        );
        let said = said(&recording);
        assert!(
            !said.contains("not used") && said.contains("unsorted"),
            "{said}"
        );
    }
}

/// A struct of parameters with a field T, and results of one index in each cell.
#[test]
fn parameters_and_results_are_no_spikes() {
    let parameters = || {
        one(vec![
            ("T", V::F64(1, 2, vec![0.0, 0.0])),
            ("m", V::F64(1, 2, vec![1.0, 2.0])),
        ])
    };
    assert!(asked(&[("arm_params", parameters())]));
    let ramp = one(vec![
        ("T", V::F64(1, 3, vec![0.1, 0.25, 0.7])),
        ("m", col(&[1.0, 2.0])),
    ]);
    assert!(asked(&[("arm_params", ramp)]));
    let results = V::Cell((1..9).map(|n| col(&[f64::from(n)])).collect());
    assert!(asked(&[("site_index", results)]));
    // Times that go on, in a struct that says what they are.
    let unit = || one(vec![("t", col(&[0.5, 1.25])), ("m", col(&[1.0]))]);
    assert_eq!(counts(&written(&[("neuron", unit())], PLAIN).unwrap()), [2]);
}
