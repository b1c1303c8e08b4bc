//! What the colours of a picture mean: an upright bar of them.

use crate::plot::{Axis, Mark, Plot, Ramp};

const STEPS: u16 = 64;

/// All colours of a ramp over the range of `y`, the values that they stand for.
pub fn plot(title: &str, y: Axis, ramp: Ramp) -> Plot {
    let range = y.range;
    let mut plot = Plot::new("colours", title, Axis::bare([0.0, 1.0]), y);
    let step = (range[1] - range[0]) / f64::from(STEPS);
    let value = |place: u16| range[0] + (f64::from(place) + 0.5) * step;
    plot.add(Mark::Image {
        x: [0.0, 1.0],
        y: range,
        columns: 1,
        rows: usize::from(STEPS),
        values: (0..STEPS).map(|place| value(place) as f32).collect(),
        ramp,
        range: range.map(|end| end as f32),
    });
    plot
}
