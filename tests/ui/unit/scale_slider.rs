use equipoise::analysis::Scale;
use equipoise::app::timeline::scale_slider::label;
use equipoise::recording::{Interval, Intervals};

#[test]
fn the_label_is_that_of_the_design() {
    let ten_minutes = Intervals::from(Interval::new(0.0, 600.0));
    assert_eq!(
        label(Scale::new(20.0), &ten_minutes),
        "k = 20 · 299 ms · 2007 bins"
    );
}

#[test]
fn no_bin_straddles_two_intervals() {
    let two = Intervals::from(vec![Interval::new(0.0, 0.0995), Interval::new(1.0, 1.0995)]);
    assert_eq!(label(Scale::new(1.0), &two), "k = 1 · 1.00 ms · 198 bins");
}
