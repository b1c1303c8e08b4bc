use eframe::egui::{Rect, pos2};
use equipoise::plot::screen::layout::{Grid, Room, place};
use equipoise::plot::{Axis, Plot, Sheet};

fn plot(id: &'static str) -> Plot {
    Plot::new(
        id,
        "",
        Axis::new("x", "", [0.0, 10.0]),
        Axis::new("y", "", [0.0, 10.0]),
    )
}

#[test]
fn plot_areas_of_a_column_begin_and_end_together() {
    let sheet = Sheet::column(vec![(1.0, plot("a")), (3.0, plot("b"))]);
    let room = [
        Room {
            left: 20.0,
            right: 4.0,
            top: 0.0,
            bottom: 0.0,
        },
        Room {
            left: 50.0,
            right: 8.0,
            top: 0.0,
            bottom: 20.0,
        },
    ];
    let available = Rect::from_min_max(pos2(0.0, 0.0), pos2(258.0, 220.0));
    let mut shown = [[[0.0, 10.0]; 2]; 2];
    let mut grid = Grid::new(&sheet, &room, 258.0, 220.0);
    let rects = place(&sheet, &mut grid, available, 1.0, &mut shown);
    assert_eq!(
        rects[0],
        Rect::from_min_max(pos2(50.0, 0.0), pos2(250.0, 50.0))
    );
    assert_eq!(
        rects[1],
        Rect::from_min_max(pos2(50.0, 50.0), pos2(250.0, 200.0))
    );
}

#[test]
fn equal_units_make_a_square_in_the_middle() {
    let mut one = plot("a");
    one.equal_aspect = true;
    let sheet = Sheet::column(vec![(1.0, one)]);
    let mut shown = [[[0.0, 10.0]; 2]];
    let mut grid = Grid::new(&sheet, &[Room::default()], 150.0, 100.0);
    let available = Rect::from_min_max(pos2(0.0, 0.0), pos2(150.0, 100.0));
    let rects = place(&sheet, &mut grid, available, 1.0, &mut shown);
    assert_eq!(
        rects[0],
        Rect::from_min_max(pos2(25.0, 0.0), pos2(125.0, 100.0))
    );
    assert_eq!(shown[0], [[0.0, 10.0]; 2]);
}
