//! How often each value of E and of I occurs.

use super::density::Cells;
use super::{Cloud, Outcome};
use crate::analysis::Normaliser;
use crate::plot::{Axis, Ink, Mark, Plot, Stroke};
use crate::recording::Class;

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
        bins[cells.of(count)] += n;
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
    Mark::Line {
        xy: xy.into(),
        stroke: Stroke::new(Ink::FineToCoarse(cloud.scale.fraction() as f32), 1.0),
    }
}
