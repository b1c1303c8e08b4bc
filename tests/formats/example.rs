//! The built-in real recording against the table of its source.

use equipoise::formats::rat_w_track;
use equipoise::recording::{Class, EpochKind, Interval, Origin};

/// Tetrode, cluster, spikes, first and last spike in s: from `w-maze/spikes.mat` of
/// github.com/nelpy/example-data, read with scipy.
const SOURCE: [(u32, u32, usize, f64, f64); 25] = [
    (1, 1, 1104, 87.9781, 4312.573_033_333),
    (1, 2, 1330, 79.824_233_333, 4339.221_033_333),
    (1, 4, 147, 129.178_933_333, 4313.097_833_333),
    (1, 5, 1209, 119.0659, 4309.0596),
    (1, 6, 329, 117.335_533_333, 4149.524_166_667),
    (1, 9, 101, 404.2306, 3795.229_733_333),
    (1, 10, 291, 107.725_633_333, 4152.521_266_667),
    (1, 18, 281, 116.546_933_333, 4216.297_333_333),
    (1, 19, 245, 139.522_966_667, 4156.573_833_333),
    (1, 20, 1387, 96.166_133_333, 4352.5456),
    (1, 22, 1797, 100.412_833_333, 4336.593_166_667),
    (4, 1, 13_474, 64.516_366_667, 4371.169_833_333),
    (9, 1, 3459, 64.624_066_667, 4368.1762),
    (10, 1, 631, 84.5174, 4326.585_966_667),
    (10, 3, 323, 97.3957, 4326.731_866_667),
    (10, 7, 6146, 65.2429, 4369.478_033_333),
    (10, 9, 461, 94.623, 4358.728),
    (10, 10, 551, 94.436_733_333, 4327.275_666_667),
    (10, 14, 2664, 64.493_466_667, 4359.234_966_667),
    (10, 15, 461_464, 64.407_266_667, 4371.179_133_333),
    (10, 20, 2179, 66.1456, 4358.484_933_333),
    (10, 22, 3545, 73.043_933_333, 4336.3189),
    (11, 1, 5248, 65.2197, 4370.484_633_333),
    (11, 2, 2544, 3807.259_733_333, 4363.970_733_333),
    (13, 1, 7442, 64.4427, 4370.354_566_667),
];

#[test]
fn the_w_track_is_what_its_source_says() {
    let recording = rat_w_track().unwrap();
    let trains = recording.trains();
    assert_eq!(recording.units().len(), 25);
    assert_eq!(trains.spike_count(), 518_352);
    for (u, &(tetrode, cluster, spikes, first_s, last_s)) in SOURCE.iter().enumerate() {
        let (unit, train) = (&recording.units()[u], trains.unit(u));
        assert_eq!(unit.id, format!("T{tetrode}-C{cluster}"));
        assert_eq!(unit.group, Some(format!("tetrode {tetrode}")));
        assert_eq!(train.len(), spikes, "{}", unit.id);
        assert!((train[0] - first_s).abs() < 1e-9, "{}", unit.id);
        assert!((train[spikes - 1] - last_s).abs() < 1e-9, "{}", unit.id);
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
