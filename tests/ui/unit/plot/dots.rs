use super::common::frame;
use eframe::egui::{Color32, Context};
use equipoise::plot::screen::marks::dots::{Disc, points};

#[test]
fn what_is_outside_or_not_finite_is_left_out() {
    let frame = frame([0.0, 1.0], [0.0, 1.0]);
    let disc = Disc::new(&Context::default(), 2.0, true, 1.0);
    let xy = [
        [0.5, 0.5],
        [f64::NAN, 0.5],
        [0.5, f64::INFINITY],
        [7.0, 0.5],
        [0.5, -3.0],
    ];
    assert_eq!(
        points(&xy, &disc, Color32::BLACK, &frame, false)
            .vertices
            .len(),
        4
    );
}
