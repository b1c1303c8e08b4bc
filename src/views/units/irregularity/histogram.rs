//! Histograms of several classes over common bins, on a linear or a log axis.

use crate::plot::{Ink, Mark, Plot, Stroke};

/// Bins of a decade on a log axis.
const A_DECADE: f64 = 8.0;
/// Bins on a linear axis, about.
const BINS: f64 = 30.0;
/// On any axis, at most: a lone value far off does not make thousands.
const MOST: f64 = 400.0;

/// Bins with ascending edges.
pub struct Histogram {
    edges: Vec<f64>,
}

/// The next of 1, 2 and 5 times a power of ten.
fn round_up(x: f64) -> f64 {
    let decade = 10f64.powf(x.log10().floor());
    let steps = [1.0, 2.0, 5.0].map(|step| step * decade);
    let enough = steps.into_iter().find(|step| *step >= x * (1.0 - 1e-9));
    enough.unwrap_or(10.0 * decade)
}

impl Histogram {
    /// From 0 to the largest of the values, or to `least` where they are smaller.
    pub fn linear(values: impl Iterator<Item = f64>, least: f64) -> Self {
        let top = values.fold(least, f64::max);
        let width = round_up(top / BINS);
        let bins = (top / width).floor().min(MOST) as u32 + 1;
        Self {
            edges: (0..=bins).map(|j| f64::from(j) * width).collect(),
        }
    }
    /// Bins of equal ratio, over the values above 0; from 0.1 to 10 without any.
    pub fn log(values: impl Iterator<Item = f64>) -> Self {
        let (low, high) = values
            .filter(|v| *v > 0.0)
            .fold((f64::INFINITY, 0.0), |(a, b), v| (v.min(a), v.max(b)));
        let (low, high) = if high > 0.0 { (low, high) } else { (0.1, 10.0) };
        let first = (low.log10() * A_DECADE).floor();
        let bins = ((high.log10() * A_DECADE).floor() - first).min(MOST) as u32 + 1;
        let edge = |j: u32| 10f64.powf((first + f64::from(j)) / A_DECADE);
        Self {
            edges: (0..=bins).map(edge).collect(),
        }
    }
    /// First and last edge.
    pub fn range(&self) -> [f64; 2] {
        let ends = [self.edges.first(), self.edges.last()];
        ends.map(|end| end.copied().unwrap_or(1.0))
    }
    /// How many values each bin holds; what lies before the first edge is in none.
    pub fn counts(&self, values: &[f64]) -> Vec<u64> {
        let mut counts = vec![0; self.edges.len().saturating_sub(1)];
        let last = counts.len().saturating_sub(1);
        for value in values {
            let bin = self.edges.partition_point(|edge| edge <= value);
            if let Some(bin) = bin.checked_sub(1) {
                counts[bin.min(last)] += 1;
            }
        }
        counts
    }
    /// The outline of counts, with the area below it.
    pub fn draw(&self, plot: &mut Plot, name: String, counts: &[u64], ink: Ink) {
        let bins = self.edges.windows(2).zip(counts);
        let tops: Vec<[f64; 2]> = bins
            .flat_map(|(edges, &n)| [[edges[0], n as f64], [edges[1], n as f64]])
            .collect();
        plot.add(Mark::Band {
            x: tops.iter().map(|p| p[0]).collect(),
            low: vec![0.0; tops.len()].into(),
            high: tops.iter().map(|p| p[1]).collect(),
            ink,
            opacity: 0.2,
        });
        let [first, last] = self.range();
        let mut outline = vec![[first, 0.0]];
        outline.extend(tops);
        outline.push([last, 0.0]);
        plot.add_named(name, Mark::line(outline, Stroke::new(ink, 1.3)));
    }
}
