//! A cloud as a picture.

use super::Cloud;
use crate::plot::{Mark, Ramp};

/// Cells along an axis, at most.
const MOST_CELLS: u32 = 128;

/// Cells of whole counts along one axis: with counts so few, any other width makes stripes.
pub struct Cells {
    pub first: u32,
    /// Counts in a cell.
    pub each: u32,
    pub count: u32,
}

impl Cells {
    pub fn new(counts: impl Iterator<Item = u32>, most: u32) -> Self {
        let (low, high) = counts.fold((u32::MAX, 0), |(a, b), c| (a.min(c), b.max(c)));
        let low = low.min(high);
        let each = ((u64::from(high - low) + 1).div_ceil(u64::from(most)) as u32).max(1);
        Self {
            first: low,
            each,
            count: (high - low) / each + 1,
        }
    }
    pub fn of(&self, count: u32) -> usize {
        ((count.saturating_sub(self.first)) / self.each).min(self.count - 1) as usize
    }
    /// Edge of cell `c`, in counts: half a count before its first.
    pub fn edge(&self, c: u32) -> f64 {
        f64::from(self.first) + f64::from(c) * f64::from(self.each) - 0.5
    }
}

/// The logarithm of the number of bins in each cell; nothing where there are none.
pub fn image(cloud: &Cloud, ramp: Ramp) -> Mark {
    let pairs = cloud.joint.pairs();
    let x = Cells::new(pairs.iter().map(|p| p.e), MOST_CELLS);
    let y = Cells::new(pairs.iter().map(|p| p.i), MOST_CELLS);
    let (columns, rows) = (x.count as usize, y.count as usize);
    let mut bins = vec![0u64; columns * rows];
    for pair in pairs {
        bins[y.of(pair.i) * columns + x.of(pair.e)] += pair.bins;
    }
    let values: Vec<f32> = bins
        .iter()
        .map(|&n| {
            if n == 0 {
                f32::NAN
            } else {
                (n as f64).log10() as f32
            }
        })
        .collect();
    let top = values.iter().copied().fold(0.0, f32::max);
    // One ink is to be seen where a single bin is; viridis starts at its own darkest.
    let bottom = if matches!(ramp, Ramp::Ink(_)) {
        -0.35 * top.max(1.0)
    } else {
        0.0
    };
    Mark::Image {
        x: [x.edge(0), x.edge(x.count)].map(|count| cloud.e.apply(count)),
        y: [y.edge(0), y.edge(y.count)].map(|count| cloud.i.apply(count)),
        columns,
        rows,
        values: values.into(),
        ramp,
        range: [bottom, top.max(1e-3)],
    }
}
