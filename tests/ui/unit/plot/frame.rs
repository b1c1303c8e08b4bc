use eframe::egui::{Rect, pos2};
use equipoise::plot::Axis;
use equipoise::plot::screen::frame::{Frame, axis_range};

#[test]
fn a_place_on_the_screen_and_its_value_are_inverse() {
    let rect = Rect::from_min_max(pos2(10.0, 20.0), pos2(110.0, 70.0));
    let frame = Frame::new(
        rect,
        (false, [28_800.0, 28_801.0]),
        (true, [2.0, -1.0]),
        1.0,
    );
    assert_eq!(frame.pos([28_800.5, 100.0]), pos2(60.0, 70.0));
    assert_eq!(frame.pos([28_800.0, 0.1]), pos2(10.0, 20.0));
    let [x, y] = frame.value(pos2(60.0, 70.0));
    assert!((x - 28_800.5).abs() < 1e-9 && (y - 100.0).abs() < 1e-9);
    assert!(!frame.pos([f64::NAN, 1.0]).x.is_finite());
}

#[test]
fn any_range_can_be_drawn() {
    let mut axis = Axis::new("x", "", [0.0, 1.0]);
    assert_eq!(axis_range(&axis, [3.0, 1.0]), [3.0, 1.0]);
    assert_eq!(axis_range(&axis, [0.0, 0.0]), [-0.5, 0.5]);
    assert_eq!(axis_range(&axis, [f64::NAN, 1.0]), [0.0, 1.0]);
    axis.log = true;
    assert_eq!(axis_range(&axis, [0.0, 100.0]), [-1.0, 2.0]);
    let [low, high] = axis_range(&axis, [-1.0, 0.0]);
    assert!(low < high);
}
