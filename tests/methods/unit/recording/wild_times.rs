use equipoise::recording::{Epoch, Parts, Recording, SpikeTrains, State, Unit};

#[test]
fn a_wild_time_neither_stretches_the_recording_nor_goes_unsaid() {
    let mut parts = Parts::new("wild");
    parts.units = vec![Unit::new("a"), Unit::new("b")];
    parts.trains =
        SpikeTrains::from_units(vec![vec![1.0, 2.0, 1e300], vec![-f64::MAX, 1.5, f64::NAN]]);
    parts.epochs = vec![Epoch::state(State::Wake, 0.0, 1e200)];
    let recording = Recording::new(parts).expect("units");
    assert_eq!(recording.trains().spike_count(), 3);
    assert!(recording.epochs().is_empty());
    let span = recording.span();
    assert!(span.start_s == 1.0 && (span.stop_s - 2.0).abs() < 1e-9);
    // The last spike is in the window of the whole recording.
    assert_eq!(recording.trains().unit_in(0, span), [1.0, 2.0]);
    let said: Vec<_> = recording.warnings().iter().map(|w| w.count).collect();
    assert!(
        said.contains(&Some(3)) && said.contains(&Some(1)),
        "{said:?}"
    );
}
