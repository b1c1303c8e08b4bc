use super::common::frame;
use eframe::egui::{Color32, Mesh, Rect, pos2};
use equipoise::plot::screen::marks::area::{Bars, band};

fn rects(mesh: &Mesh) -> Vec<Rect> {
    mesh.vertices
        .chunks(4)
        .map(|v| Rect::from_points(&[v[0].pos, v[1].pos, v[2].pos, v[3].pos]))
        .collect()
}

#[test]
fn bars_meet_and_narrow_ones_show_their_extremes() {
    let frame = frame([0.0, 10.0], [-1.0, 1.0]);
    let bars = Bars {
        start: 0.0,
        width: 1.0,
        values: &[1.0, f64::NAN, -0.5],
        base: 0.0,
        along_y: false,
    };
    let wide = rects(&bars.mesh(Color32::BLACK, &frame));
    assert_eq!(
        wide[0],
        Rect::from_min_max(pos2(0.0, 0.0), pos2(20.0, 50.0))
    );
    assert_eq!(
        wide[1],
        Rect::from_min_max(pos2(40.0, 50.0), pos2(60.0, 75.0))
    );

    let mut values = vec![0.1; 10_000];
    values[5000] = 1.0;
    values[5001] = -1.0;
    let fine = Bars {
        start: 0.0,
        width: 0.001,
        values: &values,
        base: 0.0,
        along_y: false,
    };
    let thin = rects(&fine.mesh(Color32::BLACK, &frame));
    assert!(thin.len() <= 201);
    assert!(thin.iter().any(|r| r.top() == 0.0 && r.bottom() == 100.0));
}

#[test]
fn lying_bars_are_upright_ones_turned() {
    let frame = frame([0.0, 2.0], [0.0, 10.0]);
    let bars = Bars {
        start: 0.0,
        width: 5.0,
        values: &[1.0, 2.0],
        base: 0.0,
        along_y: true,
    };
    let lying = rects(&bars.mesh(Color32::BLACK, &frame));
    assert_eq!(
        lying[0],
        Rect::from_min_max(pos2(0.0, 50.0), pos2(100.0, 100.0))
    );
    assert_eq!(
        lying[1],
        Rect::from_min_max(pos2(0.0, 0.0), pos2(200.0, 50.0))
    );
}

#[test]
fn a_band_breaks_at_missing_values_and_keeps_its_widest() {
    let frame = frame([0.0, 3.0], [0.0, 1.0]);
    let mesh = band(
        &[0.0, 1.0, 2.0, 3.0],
        &[0.0, f64::NAN, 0.2, 0.2],
        &[1.0; 4],
        Color32::BLACK,
        &frame,
    );
    assert_eq!((mesh.vertices.len(), mesh.indices.len()), (12, 18));
    let x: Vec<f64> = (0..9000).map(|j| f64::from(j) / 3000.0).collect();
    let mut high = vec![0.5; 9000];
    high[1234] = 1.0;
    let mesh = band(&x, &vec![0.0; 9000], &high, Color32::BLACK, &frame);
    assert!(mesh.vertices.len() <= 4 * 201);
    assert_eq!(
        mesh.vertices
            .iter()
            .map(|v| v.pos.y)
            .fold(f32::INFINITY, f32::min),
        -0.5
    );
}
