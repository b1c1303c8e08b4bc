use super::common::frame;
use eframe::egui::{Context, Mesh, Rect, pos2};
use equipoise::plot::Theme;
use equipoise::plot::screen::marks::Target;
use equipoise::plot::screen::marks::raster::{Strokes, nearest};

fn draw(xy: &[[f64; 2]]) -> (Mesh, bool) {
    let (ctx, theme) = (Context::default(), Theme::light());
    let frame = frame([0.0, 1.0], [0.0, 10.0]);
    let to = Target {
        ctx: &ctx,
        frame: &frame,
        theme: &theme,
        sorted: false,
        texture: None,
        disc: None,
    };
    let (mesh, texture) = Strokes {
        xy,
        height: 0.8,
        width_pt: 1.0,
        ink: theme.text,
        opacity: 1.0,
    }
    .mesh(&to);
    (mesh, texture.is_some())
}

#[test]
fn few_are_rectangles_and_many_are_one_picture() {
    let many: Vec<_> = (0..10_000)
        .map(|j| [f64::from(j) * 1e-4, f64::from(j % 10) + 0.5])
        .collect();
    let (mesh, picture) = draw(&many[..100]);
    assert_eq!((mesh.vertices.len(), picture), (400, false));
    let (mesh, picture) = draw(&many);
    assert_eq!((mesh.vertices.len(), picture), (4, true));
    // From the top of the highest row to the foot of the lowest.
    assert_eq!(
        mesh.calc_bounds(),
        Rect::from_min_max(pos2(0.0, 1.0), pos2(200.0, 99.0))
    );
}

#[test]
fn what_is_outside_or_not_finite_is_left_out() {
    let xy = [
        [0.5, 5.0],
        [f64::NAN, 5.0],
        [0.5, f64::INFINITY],
        [7.0, 5.0],
        [0.5, -3.0],
        [0.5, f64::NAN],
    ];
    let (mesh, _) = draw(&xy);
    assert_eq!(
        mesh.calc_bounds(),
        Rect::from_min_max(pos2(100.0, 46.0), pos2(101.0, 54.0))
    );
}

#[test]
fn strokes_over_one_another_darken() {
    let strokes = Strokes {
        xy: &[],
        height: 1.0,
        width_pt: 1.0,
        ink: [0, 0, 0, 255],
        opacity: 0.5,
    };
    let shades = strokes.shades();
    assert_eq!(shades[0].a(), 0);
    assert!(shades[1].a().abs_diff(128) <= 1);
    assert!(shades[2].a().abs_diff(192) <= 1);
}

#[test]
fn nearest_rounds_like_everyone() {
    for x in [-3.5f32, -1.2, -0.4, 0.0, 0.49, 0.51, 7.75, 3000.25] {
        assert_eq!(nearest(x), (x + 0.5).floor() as i32, "{x}");
    }
}
