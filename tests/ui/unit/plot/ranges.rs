use equipoise::plot::screen::ranges::{Zooms, keep_aspect, shown};
use equipoise::plot::{Axis, Panel, Plot, Sheet, Ticks};

fn axis(range: [f64; 2]) -> Axis {
    Axis::new("x", "Hz", range)
}

fn joint() -> Sheet {
    let panel = |row, column, plot| Panel { row, column, plot };
    let mut cloud = Plot::new("cloud", "", axis([0.0, 10.0]), axis([0.0, 5.0]));
    cloud.equal_aspect = true;
    Sheet {
        columns: vec![4.0, 1.0],
        rows: vec![1.0, 4.0],
        panels: vec![
            panel(
                0,
                0,
                Plot::new("top", "", axis([0.0, 8.0]), axis([0.0, 300.0])),
            ),
            panel(1, 0, cloud),
            panel(
                1,
                1,
                Plot::new("side", "", axis([0.0, 99.0]), axis([0.0, 5.0])),
            ),
        ],
        link_x: true,
        link_y: true,
        ..Sheet::default()
    }
}

#[test]
fn linked_panels_show_the_same() {
    let sheet = joint();
    let mut zooms = Zooms::default();
    let all = shown(&sheet, &zooms, None);
    assert_eq!(all[0][0], [0.0, 10.0]);
    assert_eq!(all[2], [[0.0, 99.0], [0.0, 5.0]]);
    zooms.set_x(&sheet, &sheet.panels[0], [2.0, 3.0]);
    let all = shown(&sheet, &zooms, None);
    assert_eq!(
        (all[0][0], all[1][0], all[2][0]),
        ([2.0, 3.0], [2.0, 3.0], [0.0, 99.0])
    );
}

#[test]
fn a_zoom_does_not_outlive_its_quantity() {
    let mut sheet = joint();
    let mut zooms = Zooms::default();
    zooms.set_x(&sheet, &sheet.panels[1], [2.0, 3.0]);
    for panel in &mut sheet.panels {
        panel.plot.x.unit = "SD".into();
    }
    assert_eq!(shown(&sheet, &zooms, None)[1][0], [0.0, 10.0]);
}

#[test]
fn equal_units_widen_the_short_side_of_all_linked_panels() {
    let sheet = joint();
    let mut all = shown(&sheet, &Zooms::default(), None);
    keep_aspect(
        &sheet,
        &[[100.0, 30.0], [100.0, 100.0], [30.0, 100.0]],
        &mut all,
    );
    assert_eq!(all[1], [[0.0, 10.0], [-2.5, 7.5]]);
    assert_eq!(all[2][1], [-2.5, 7.5]);
}

#[test]
fn the_window_rules_time_also_where_the_axis_is_bare() {
    let time = Axis::new("Time", "", [0.0, 60.0]).with_ticks(Ticks::Time);
    let sheet = Sheet::column(vec![
        (
            1.0,
            Plot::new("raster", "", Axis::bare([0.0, 60.0]), axis([0.0, 9.0])),
        ),
        (1.0, Plot::new("rates", "", time, axis([0.0, 9.0]))),
    ]);
    let all = shown(&sheet, &Zooms::default(), Some([5.0, 15.0]));
    assert_eq!((all[0][0], all[1][0]), ([5.0, 15.0], [5.0, 15.0]));
    assert_eq!(all[0][1], [0.0, 9.0]);
}
