use equipoise::plot::export::figure::axes::{clear, fitting, label, named};
use equipoise::plot::export::figure::frame::Scale;
use equipoise::plot::export::figure::text::{Weight, width_pt};
use equipoise::plot::{Axis, Tick, Ticks};

#[test]
fn labels_of_ticks_never_touch() {
    for (range, width) in [
        ([0.0, 1.0], 30.0),
        ([0.0, 123_456.0], 60.0),
        ([-1e-7, 1e-7], 40.0),
        ([5.0, 5.000_1], 80.0),
        ([0.0, 1.0], 3.0),
    ] {
        for time in [false, true] {
            let mut axis = Axis::new("x", "", range);
            if time {
                axis.ticks = Ticks::Time;
            }
            let scale = Scale::new(range, false, [0.0, width]);
            let found = fitting(&axis, range, &scale, 6.0, false);
            let extent = |t: &Tick| width_pt(&t.text, 6.0, Weight::Regular);
            assert!(clear(&found, &scale, extent), "{range:?} {width}");
            assert!(width < 5.0 || found.iter().any(|t| !t.text.is_empty()));
        }
    }
}

#[test]
fn an_axis_of_any_length_shows_a_scale() {
    let axis = Axis::new("x", "", [-4.0, 4.0]);
    for length in [30.0, 50.0, 70.0, 150.0, 400.0] {
        let scale = Scale::new([-4.0, 4.0], false, [length, 0.0]);
        let found = fitting(&axis, axis.range, &scale, 6.0, true);
        assert!((3..=9).contains(&named(&found).count()), "{length}");
    }
}

#[test]
fn places_that_are_given_keep_their_ticks_and_lose_labels() {
    let places = (0..50)
        .map(|j| (f64::from(j), format!("unit {j}")))
        .collect();
    let axis = Axis::new("", "", [0.0, 49.0]).with_ticks(Ticks::At(places));
    let scale = Scale::new([0.0, 49.0], false, [100.0, 0.0]);
    let found = fitting(&axis, [0.0, 49.0], &scale, 6.0, true);
    assert_eq!(found.len(), 50);
    let named = named(&found).count();
    assert!((10..=16).contains(&named), "{named}");
}

#[test]
fn a_long_label_breaks_before_its_unit_and_lies_down_when_it_must() {
    let axis = Axis::new("Excitation", "Hz per neuron", [0.0, 1.0]);
    assert_eq!(
        label(&axis, 200.0, 7.0, true).lines,
        ["Excitation (Hz per neuron)"]
    );
    assert_eq!(
        label(&axis, 60.0, 7.0, true).lines,
        ["Excitation", "(Hz per neuron)"]
    );
    assert!(label(&axis, 15.0, 7.0, true).across);
    assert!(!label(&axis, 15.0, 7.0, false).across);
}
