use equipoise::analysis::event::baseline_before;
use equipoise::analysis::{MarkedEvent, Settings};
use equipoise::recording::{Epoch, EpochKind, Interval, Parts, Recording, State};

fn recording(seizures: &[(f64, f64)]) -> Recording {
    let mut parts = Parts::new("test");
    parts.span = Some(Interval::new(0.0, 2000.0));
    parts.epochs = vec![Epoch::state(State::Wake, 0.0, 2000.0)];
    for &(from, to) in seizures {
        let epoch = Epoch::new("Seizure", from, to, EpochKind::Seizure);
        parts.epochs.push(epoch);
    }
    Recording::new(parts).expect("no units, no trains")
}

fn of(recording: &Recording, window: (f64, f64)) -> MarkedEvent {
    let window = Interval::new(window.0, window.1);
    MarkedEvent::find(recording, window, &Settings::default())
}

#[test]
fn the_event_is_the_first_seizure_of_the_window_else_of_the_recording_else_none() {
    let two = recording(&[(1000.0, 1040.0), (500.0, 550.0)]);
    assert_eq!(
        of(&two, (0.0, 2000.0)).event,
        Some(Interval::new(500.0, 550.0))
    );
    assert_eq!(
        of(&two, (900.0, 1010.0)).event,
        Some(Interval::new(1000.0, 1040.0))
    );
    assert_eq!(
        of(&two, (1500.0, 1600.0)).event,
        Some(Interval::new(500.0, 550.0))
    );
    let none = of(&recording(&[]), (100.0, 300.0));
    assert_eq!(
        (none.event, none.baseline),
        (None, Some(Interval::new(100.0, 200.0)))
    );
}

#[test]
fn the_baseline_ends_at_the_onset_and_holds_no_other_seizure() {
    let baseline = |seizures, at: usize| {
        let all = MarkedEvent::each(
            &recording(seizures),
            Interval::new(0.0, 1.0),
            &Settings::default(),
        );
        all[at].baseline
    };
    assert_eq!(
        baseline(&[(700.0, 720.0)], 0),
        Some(Interval::new(400.0, 700.0))
    );
    assert_eq!(
        baseline(&[(100.0, 120.0)], 0),
        Some(Interval::new(0.0, 100.0))
    );
    assert_eq!(baseline(&[(0.0, 120.0)], 0), None);
    let two = [(500.0, 550.0), (700.0, 720.0)];
    assert_eq!(baseline(&two, 1), Some(Interval::new(550.0, 700.0)));
}

#[test]
fn the_baseline_stays_in_the_state_in_which_the_event_begins() {
    let of = |wake_s: f64| {
        let mut parts = Parts::new("states");
        parts.span = Some(Interval::new(0.0, 2000.0));
        parts.epochs = vec![
            Epoch::state(State::Rem, 0.0, wake_s),
            Epoch::state(State::Wake, wake_s, 950.0),
            Epoch::state(State::Wake, 950.0, 1000.0),
            Epoch::new("Seizure", 1000.0, 1040.0, EpochKind::Seizure),
        ];
        let recording = Recording::new(parts).expect("epochs");
        baseline_before(&recording, 1000.0)
    };
    assert_eq!(of(850.0), Some(Interval::new(850.0, 1000.0)));
    assert_eq!(of(100.0), Some(Interval::new(700.0, 1000.0)));
    // Too little of the state: better some of another than none.
    assert_eq!(of(945.0), Some(Interval::new(700.0, 1000.0)));
}

#[test]
fn what_is_chosen_goes_before_what_is_found() {
    let recording = recording(&[(1000.0, 1040.0)]);
    let settings = Settings {
        event: Some(Interval::new(300.0, 310.0)),
        baseline: Some(Interval::new(10.0, 60.0)),
        ..Settings::default()
    };
    let window = Interval::new(0.0, 2000.0);
    let marked = MarkedEvent::find(&recording, window, &settings);
    assert_eq!(
        (marked.event, marked.baseline),
        (settings.event, settings.baseline)
    );
    assert!(marked.event_is_chosen && marked.baseline_is_chosen);
    assert_eq!(MarkedEvent::each(&recording, window, &settings), [marked]);
    // Nonsense is as if nothing had been chosen.
    let settings = Settings {
        event: Some(Interval::new(f64::NAN, 310.0)),
        baseline: Some(Interval::new(60.0, 10.0)),
        ..Settings::default()
    };
    let found = MarkedEvent::find(&recording, window, &settings);
    assert_eq!(
        found,
        MarkedEvent::find(&recording, window, &Settings::default())
    );
}
