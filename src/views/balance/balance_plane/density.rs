//! A cloud as a picture.

use super::{Cloud, Outcome};
use crate::analysis::Normaliser;
use crate::plot::{Axis, Ink, Mark, Plot, Ramp, Stroke};
use crate::recording::Class;

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
    pub fn index(&self, count: u32) -> usize {
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
        bins[y.index(pair.i) * columns + x.index(pair.e)] += pair.bins;
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

const MOST_BARS: u32 = 60;

/// The histogram of one class, with the axis it shares with the cloud. The largest bar of each
/// scale is 1.
pub fn plot(outcome: &Outcome, class: Class, shared: [f64; 2]) -> Plot {
    let (id, title, along_y) = match class {
        Class::Excitatory => ("histogram-e", "Histogram of excitation", false),
        _ => ("histogram-i", "Histogram of inhibition", true),
    };
    let (values, height) = (Axis::bare(shared), Axis::bare([0.0, 1.08]));
    let (x, y) = if along_y {
        (height, values)
    } else {
        (values, height)
    };
    let mut plot = Plot::new(id, title, x, y);
    let one = outcome.clouds.len() == 1;
    for cloud in &outcome.clouds {
        let (map, counts) = match class {
            Class::Excitatory => (cloud.e, cloud.joint.marginal_e()),
            _ => (cloud.i, cloud.joint.marginal_i()),
        };
        let cells = Cells::new(counts.iter().map(|c| c.0), MOST_BARS);
        let heights = heights(&cells, &counts);
        if one {
            let [start, next] = [cells.edge(0), cells.edge(1)].map(|count| map.apply(count));
            plot.add(Mark::Bars {
                start,
                width: next - start,
                values: heights.into(),
                base: 0.0,
                along_y,
                ink: class.into(),
                opacity: 0.7,
            });
        } else {
            plot.add(outline(cloud, &cells, &heights, map, along_y));
        }
    }
    plot.summary = if one {
        format!("{title}; the largest bar is 1")
    } else {
        format!(
            "{title} at {} scales; the peak of each is 1",
            outcome.clouds.len()
        )
    };
    plot
}

fn heights(cells: &Cells, counts: &[(u32, u64)]) -> Vec<f64> {
    let mut bins = vec![0u64; cells.count as usize];
    for &(count, n) in counts {
        bins[cells.index(count)] += n;
    }
    let top = bins.iter().copied().max().unwrap_or(0).max(1) as f64;
    bins.into_iter().map(|n| n as f64 / top).collect()
}

fn outline(cloud: &Cloud, cells: &Cells, heights: &[f64], map: Normaliser, along_y: bool) -> Mark {
    let mut xy = Vec::with_capacity(2 * heights.len() + 2);
    let mut push = |value: f64, height: f64| {
        xy.push(if along_y {
            [height, value]
        } else {
            [value, height]
        });
    };
    push(map.apply(cells.edge(0)), 0.0);
    for (cell, &height) in (0..).zip(heights) {
        push(map.apply(cells.edge(cell)), height);
        push(map.apply(cells.edge(cell + 1)), height);
    }
    push(map.apply(cells.edge(cells.count)), 0.0);
    Mark::line(
        xy,
        Stroke::new(Ink::FineToCoarse(cloud.scale.fraction() as f32), 1.0),
    )
}
