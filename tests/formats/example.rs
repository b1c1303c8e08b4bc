//! The built-in real recording against the table of its source.

use equipoise::formats::rat_w_track;
use equipoise::recording::{Class, EpochKind, Interval, Origin};

/// Tetrode, cluster, spikes, first and last spike in ticks of 1 / 30000 s: from `w-maze/spikes.mat`
/// of github.com/nelpy/example-data, read with scipy.
const SOURCE: [(u32, u32, usize, u32, u32); 25] = [
    (1, 1, 1104, 2_639_343, 129_377_191),
    (1, 2, 1330, 2_394_727, 130_176_631),
    (1, 4, 147, 3_875_368, 129_392_935),
    (1, 5, 1209, 3_571_977, 129_271_788),
    (1, 6, 329, 3_520_066, 124_485_725),
    (1, 9, 101, 12_126_918, 113_856_892),
    (1, 10, 291, 3_231_769, 124_575_638),
    (1, 18, 281, 3_496_408, 126_488_920),
    (1, 19, 245, 4_185_689, 124_697_215),
    (1, 20, 1387, 2_884_984, 130_576_368),
    (1, 22, 1797, 3_012_385, 130_097_795),
    (4, 1, 13_474, 1_935_491, 131_135_095),
    (9, 1, 3459, 1_938_722, 131_045_286),
    (10, 1, 631, 2_535_522, 129_797_579),
    (10, 3, 323, 2_921_871, 129_801_956),
    (10, 7, 6146, 1_957_287, 131_084_341),
    (10, 9, 461, 2_838_690, 130_761_840),
    (10, 10, 551, 2_833_102, 129_818_270),
    (10, 14, 2664, 1_934_804, 130_777_049),
    (10, 15, 461_464, 1_932_218, 131_135_374),
    (10, 20, 2179, 1_984_368, 130_754_548),
    (10, 22, 3545, 2_191_318, 130_089_567),
    (11, 1, 5248, 1_956_591, 131_114_539),
    (11, 2, 2544, 114_217_792, 130_919_122),
    (13, 1, 7442, 1_933_281, 131_110_637),
];

#[test]
fn the_w_track_is_what_its_source_says() {
    let recording = rat_w_track().unwrap();
    let trains = recording.trains();
    assert_eq!(recording.units().len(), 25);
    assert_eq!(trains.spike_count(), 518_352);
    for (u, &(tetrode, cluster, spikes, first, last)) in SOURCE.iter().enumerate() {
        let (unit, train) = (&recording.units()[u], trains.unit(u));
        assert_eq!(unit.id, format!("T{tetrode}-C{cluster}"));
        assert_eq!(unit.group, Some(format!("tetrode {tetrode}")));
        assert_eq!(train.len(), spikes, "{}", unit.id);
        let seconds = [first, last].map(|ticks| f64::from(ticks) / 30_000.0);
        assert_eq!([train[0], train[spikes - 1]], seconds, "{}", unit.id);
    }
    assert_eq!(recording.origin(), &Origin::Example);
    assert!(!recording.is_synthetic());
    assert_eq!(
        recording.attribution(),
        Some("Rat hippocampus, W-track · nelpy example data · MIT")
    );
}

#[test]
fn times_are_the_doubles_of_the_source() {
    let recording = rat_w_track().unwrap();
    // The first four of tetrode 13, as the source's own doubles (64.4427 is tick 1,933,281).
    let first: Vec<u64> = recording.trains().unit(24)[..4]
        .iter()
        .map(|t| t.to_bits())
        .collect();
    let ticks = [1_933_281.0, 1_933_644.0, 1_934_186.0, 1_934_436.0f64];
    assert_eq!(first, ticks.map(|t| (t / 30_000.0).to_bits()));
}

#[test]
fn nothing_is_made_up_and_the_noise_is_kept_but_left_out() {
    let recording = rat_w_track().unwrap();
    for unit in recording.units() {
        assert_eq!(unit.class, Class::Unclassified);
        assert_eq!(unit.class_source, None);
        assert_eq!(unit.waveform, None);
        let noise = unit.id == "T10-C15";
        assert_eq!(unit.included, !noise, "{}", unit.id);
        assert_eq!(unit.quality.is_some(), noise, "{}", unit.id);
    }
    let pooled = &recording.ensembles().unclassified;
    assert_eq!(pooled.times_s().len(), 518_352 - 461_464);
    let about_noise = recording
        .warnings()
        .iter()
        .any(|w| w.object.as_deref() == Some("tetrode 10, cluster 15"));
    assert!(about_noise, "{:?}", recording.warnings());
}

#[test]
fn epochs_are_run_and_rest() {
    let recording = rat_w_track().unwrap();
    let known = [
        ("RUN", 6.0, 1228.0),
        ("REST", 1228.0, 2164.0),
        ("RUN", 2164.0, 3464.0),
        ("REST", 3464.0, 4370.0),
    ];
    assert_eq!(recording.epochs().len(), known.len());
    for (epoch, (label, start_s, stop_s)) in recording.epochs().iter().zip(known) {
        assert_eq!(epoch.label, label);
        assert_eq!(epoch.interval(), Interval::new(start_s, stop_s));
        assert_eq!(epoch.kind, EpochKind::Period);
    }
}
