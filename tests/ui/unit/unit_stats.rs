use eframe::egui;
use equipoise::app::unit_stats::{RecordingStats, Status};
use equipoise::recording::{Parts, Recording, SpikeTrains, Unit};
use std::sync::Arc;

#[test]
fn statistics_are_those_of_the_recording_whatever_its_classes() {
    let mut parts = Parts::new("two");
    parts.units = vec![Unit::new("a"), Unit::new("b")];
    parts.trains = SpikeTrains::from_units(vec![vec![0.0, 0.1, 0.2], vec![]]);
    let original = Arc::new(Recording::new(parts).expect("units and trains agree"));
    let mut stats = RecordingStats::start(&original, &egui::Context::default());
    while stats.is_running() {
        stats.receive();
        std::thread::yield_now();
    }
    let Status::Ready(all) = stats.status() else {
        panic!("{:?}", stats.status());
    };
    assert_eq!((all[0].spikes, all[1].spikes), (3, 0));
    // What is asked about is what the file gave; another reading of it is another recording.
    assert!(stats.is_of(&original));
    assert!(!stats.is_of(&original.with_units(|_| ())));
}
