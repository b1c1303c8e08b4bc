use equipoise::app::time_control::{SHORTEST_S, Step, TimeControl, zoomed};
use equipoise::recording::Interval;

const SPAN: Interval = Interval::new(0.0, 100.0);

#[test]
fn play_runs_and_turns_pages_until_the_end() {
    let time = TimeControl {
        playing: true,
        speed: 10.0,
        ..TimeControl::default()
    };
    let mut at = Step {
        playhead_s: 75.0,
        window: Interval::new(70.0, 90.0),
        ends: false,
    };
    at = time.step(1.0, at.playhead_s, at.window, SPAN);
    assert_eq!((at.playhead_s, at.window.start_s), (85.0, 70.0));
    at = time.step(1.0, at.playhead_s, at.window, SPAN);
    assert_eq!(
        (at.playhead_s, at.window),
        (95.0, Interval::new(80.0, 100.0))
    );
    at = time.step(1.0, at.playhead_s, at.window, SPAN);
    assert_eq!((at.playhead_s, at.ends), (100.0, true));
}

#[test]
fn loop_stays_in_the_window() {
    let time = TimeControl {
        playing: true,
        looping: true,
        speed: 1.0,
    };
    let window = Interval::new(10.0, 20.0);
    let at = time.step(3.0, 19.0, window, SPAN);
    assert_eq!((at.playhead_s, at.window), (12.0, window));
}

#[test]
fn zoom_keeps_the_point_under_the_pointer_and_the_span() {
    let window = Interval::new(20.0, 40.0);
    let zoomed_in = zoomed(window, 0.5, 25.0, SPAN);
    assert_eq!(zoomed_in, Interval::new(22.5, 32.5));
    assert_eq!(zoomed(window, 1e9, 25.0, SPAN), SPAN);
    let least = zoomed(window, 0.0, 25.0, SPAN);
    assert!((least.duration_s() - SHORTEST_S).abs() < 1e-9);
}

#[test]
fn speeds_go_from_a_tenth_to_a_hundred() {
    let mut time = TimeControl::default();
    for _ in 0..20 {
        time.change_speed(1);
    }
    assert_eq!(time.speed, 100.0);
    for _ in 0..20 {
        time.change_speed(-1);
    }
    assert_eq!(time.speed, 0.1);
}
