use super::common::frame;
use eframe::egui::pos2;
use equipoise::plot::screen::marks::stroke::{BEYOND, ellipse, polylines};

#[test]
fn thinning_keeps_every_peak() {
    let frame = frame([0.0, 100_000.0], [0.0, 1.0]);
    let mut xy: Vec<_> = (0..100_000).map(|j| [f64::from(j), 0.5]).collect();
    xy[54_321][1] = 1.0;
    xy[54_400][1] = 0.0;
    let runs = polylines(&xy, &frame);
    assert_eq!(runs.len(), 1);
    assert!(runs[0].len() <= 4 * 200);
    let highest = runs[0].iter().map(|p| p.y).fold(f32::INFINITY, f32::min);
    let lowest = runs[0].iter().map(|p| p.y).fold(0.0, f32::max);
    assert_eq!((highest, lowest), (0.0, 100.0));
}

#[test]
fn lines_break_where_a_value_is_missing_and_stay_near_the_plot() {
    let frame = frame([0.0, 1.0], [0.0, 1.0]);
    let xy = [
        [-1e9, 0.5],
        [0.5, 0.5],
        [0.6, f64::NAN],
        [0.7, 0.5],
        [0.8, 1e9],
    ];
    let runs = polylines(&xy, &frame);
    assert_eq!(runs.len(), 2);
    for p in runs.iter().flatten() {
        assert!(frame.rect.expand(BEYOND + 0.1).contains(*p), "{p:?}");
    }
    assert_eq!(runs[0].last(), Some(&pos2(100.0, 50.0)));
}

#[test]
fn an_ellipse_has_its_axes() {
    let points = ellipse([1.0, 2.0], [3.0, 1.0], std::f64::consts::FRAC_PI_2);
    assert!((points[0][0] - 1.0).abs() < 1e-12 && (points[0][1] - 5.0).abs() < 1e-12);
    assert!((points[45][0] - 0.0).abs() < 1e-12 && (points[45][1] - 2.0).abs() < 1e-12);
}

/// A tessellator makes no number of the corner between two segments without a length.
#[test]
fn points_at_one_place_are_one_point() {
    let frame = frame([0.0, 1.0], [0.0, 1.0]);
    let xy = [[0.2, 0.5], [0.2, 0.5], [0.2, 0.5], [0.4, 0.5], [0.4, 0.5]];
    let runs = polylines(&xy, &frame);
    assert_eq!(runs, [[pos2(40.0, 50.0), pos2(80.0, 50.0)]]);
    assert!(polylines(&[[0.3, 0.3]; 7], &frame).is_empty());
}
