use super::common::frame;
use eframe::egui::Context;
use equipoise::plot::screen::cache::{Cache, is_same};
use equipoise::plot::{Ink, Mark, Theme};
use std::sync::Arc;

fn points(xy: &Arc<[[f64; 2]]>, radius_pt: f32) -> Mark {
    Mark::Points {
        xy: Arc::clone(xy),
        radius_pt,
        filled: true,
        ink: Ink::Text,
        opacity: 1.0,
    }
}

#[test]
fn a_mark_is_the_same_while_its_data_lie_where_they_lay() {
    let xy: Arc<[_]> = Arc::from([[f64::NAN, 1.0]]);
    let moved: Arc<[_]> = Arc::from([[f64::NAN, 1.0]]);
    assert!(is_same(&points(&xy, 2.0), &points(&xy, 2.0)));
    assert!(!is_same(&points(&xy, 2.0), &points(&xy, 3.0)));
    assert!(!is_same(&points(&xy, 2.0), &points(&moved, 2.0)));
}

#[test]
fn meshes_are_kept_until_something_changes_and_dropped_when_not_asked_for() {
    let ctx = Context::default();
    let mut cache = Cache::default();
    let xy: Arc<[_]> = Arc::from([[0.5, 0.5]]);
    let mark = points(&xy, 2.0);
    let frame = frame([0.0, 1.0], [0.0, 1.0]);
    let mut draw = |theme: &Theme, ask: bool| {
        cache.start_frame(theme);
        let mesh = ask.then(|| cache.mesh(&ctx, ("a", 0), &mark, &frame, theme));
        cache.end();
        mesh
    };
    let (light, dark) = (Theme::light(), Theme::dark());
    let first = draw(&light, true).unwrap();
    assert!(Arc::ptr_eq(&first, &draw(&light, true).unwrap()));
    assert!(!Arc::ptr_eq(&first, &draw(&dark, true).unwrap()));
    let held = Arc::downgrade(&draw(&dark, true).unwrap());
    draw(&dark, false);
    assert!(held.upgrade().is_none());
}
