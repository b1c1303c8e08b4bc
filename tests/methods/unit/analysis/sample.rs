use equipoise::analysis::Sample;
use equipoise::recording::{Interval, Intervals};

fn two() -> Intervals {
    vec![Interval::new(10.0, 310.0), Interval::new(1000.0, 1333.0)].into()
}

#[test]
fn a_sample_has_its_duration_and_lies_inside() {
    for (seed, duration_s) in [(1, 100.0), (2, 60.0), (3, 5.5), (4, 632.9)] {
        let sample = Sample { duration_s, seed };
        let part = sample.draw(&two());
        assert!((part.duration_s() - duration_s).abs() < 1e-9, "{part:?}");
        for drawn in part.as_slice() {
            let inside = |i: &Interval| i.start_s <= drawn.start_s && drawn.stop_s <= i.stop_s;
            assert!(two().as_slice().iter().any(inside), "{drawn:?}");
        }
        assert_eq!(part, sample.draw(&two()), "the same seed draws the same");
    }
}

#[test]
fn seeds_draw_different_blocks_and_too_long_a_sample_is_everything() {
    let of = |seed, duration_s| Sample { duration_s, seed }.draw(&two());
    assert_ne!(of(1, 120.0), of(2, 120.0));
    assert_eq!(of(1, 633.0), two());
    assert_eq!(of(1, 1e9), two());
}
