//! MNCM, the multiscale normalised co-occurrence matrix (methods A9): the multiscale matrix in
//! levels, and how often they occur together at an offset along scale or time.

use super::cooccurrence::{Cooccurrence, MASKED, level};
use crate::analysis::ensembles::multiscale::{Multiscale, NO_WINDOW, Row, Ruler};
use crate::analysis::{AnalysisError, Scale, Task};
use rayon::prelude::*;
use std::ops::Range;

/// The axis of the matrix along which the two places of a pair differ.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Direction {
    /// (k, t) with (k + n, t).
    #[default]
    Scale,
    /// (k, t) with (k, t + n steps).
    Time,
}

/// What is compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Signal {
    /// M = z(zE - zI).
    #[default]
    Difference,
    E,
    I,
    /// E at the first place against I at the second.
    Cross,
}

/// What the levels divide.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Span {
    /// z-scores from -3 to 3: the same levels whatever the data.
    #[default]
    Fixed,
    /// From the smallest to the largest value of all scales, as MATLAB's `graycomatrix` does: rare
    /// large values make all levels coarse.
    Extremes,
}

/// Ends of [`Span::Fixed`], in SDs.
pub const FIXED_SPAN: [f64; 2] = [-3.0, 3.0];

impl Span {
    /// Both ends for a matrix; of two trains that are compared, over both.
    pub fn ends(self, matrix: &Multiscale, rulers: &[Ruler], signal: Signal) -> [f64; 2] {
        if self == Self::Fixed {
            return FIXED_SPAN;
        }
        let all = matrix.rows.par_iter().zip(rulers).map(|(row, ruler)| {
            let both = |of: Value| row.map(move |e, i| of(ruler, e, i));
            let ends = |of: Value| {
                both(of)
                    .filter(|v| !v.is_nan())
                    .fold(NOWHERE, |ends, v| wider(ends, [v, v]))
            };
            signal.values().map(ends).into_iter().fold(NOWHERE, wider)
        });
        all.reduce(|| NOWHERE, wider)
    }
}

const NOWHERE: [f64; 2] = [f64::INFINITY, f64::NEG_INFINITY];

fn wider(a: [f64; 2], b: [f64; 2]) -> [f64; 2] {
    [a[0].min(b[0]), a[1].max(b[1])]
}

/// A value from the counts of E and I.
type Value = fn(&Ruler, f64, f64) -> f64;

impl Signal {
    /// What stands at the first and at the second place of a pair.
    fn values(self) -> [Value; 2] {
        let e: Value = |ruler, e, _| ruler.z_e(e);
        let i: Value = |ruler, _, i| ruler.z_i(i);
        match self {
            Self::Difference => [Ruler::signed; 2],
            Self::E => [e; 2],
            Self::I => [i; 2],
            Self::Cross => [e, i],
        }
    }
}

/// The level of every point. Where pairs of counts recur, each is looked up in a table of them.
fn row_of_levels(row: &Row, value: impl Fn(f64, f64) -> f64, level: impl Fn(f64) -> u8) -> Vec<u8> {
    let [rows, columns] = [row.moments.max_e, row.moments.max_i].map(|n| n as usize + 1);
    if rows.saturating_mul(columns) > row.e.len() / 2 {
        return row.map(value).map(level).collect();
    }
    let table: Vec<u8> = (0..rows * columns)
        .map(|place| level(value((place / columns) as f64, (place % columns) as f64)))
        .collect();
    let counts = row.e.iter().zip(&row.i);
    let found = counts.map(|(&e, &i)| match e {
        NO_WINDOW => MASKED,
        e => table[e as usize * columns + i as usize],
    });
    found.collect()
}

/// The multiscale matrix in levels.
#[derive(Clone, Debug, PartialEq)]
pub struct LevelMatrix {
    pub levels: usize,
    pub scales: Vec<Scale>,
    /// Levels at the first place of a pair, a row per scale; [`MASKED`](crate::analysis::MASKED) where there is
    /// no window, or where the counts do not vary.
    first: Vec<Vec<u8>>,
    /// Levels at the second place, where they differ.
    second: Option<Vec<Vec<u8>>>,
    /// Columns of each interval: pairs along time never straddle a border.
    stretches: Vec<Range<usize>>,
}

impl LevelMatrix {
    /// Puts z-scores measured with `rulers` (one per row) into `levels` that divide what lies between
    /// `ends` ([`Span::ends`]).
    pub fn new(
        matrix: &Multiscale,
        rulers: &[Ruler],
        signal: Signal,
        ends: [f64; 2],
        levels: usize,
    ) -> Self {
        let rows = |of: Value| -> Vec<Vec<u8>> {
            let row = |(row, ruler): (&Row, &Ruler)| {
                row_of_levels(row, |e, i| of(ruler, e, i), |z| level(z, ends, levels))
            };
            matrix.rows.par_iter().zip(rulers).map(row).collect()
        };
        let [first, second] = signal.values();
        let first = rows(first);
        let second = (signal == Signal::Cross).then(|| rows(second));
        Self {
            levels,
            scales: matrix.rows.iter().map(|r| r.scale).collect(),
            first,
            second,
            stretches: matrix.grid.stretches().map(|(_, points)| points).collect(),
        }
    }
    /// A row of levels for each scale (those of E where E is against I).
    pub fn rows(&self) -> &[Vec<u8>] {
        &self.first
    }
    /// Bytes held.
    pub fn bytes(&self) -> usize {
        let rows = self.first.iter().chain(self.second.iter().flatten());
        size_of::<Self>() + rows.map(Vec::len).sum::<usize>()
    }
    /// All pairs at an offset, over all scales and columns.
    ///
    /// # Errors
    /// When overtaken.
    pub fn cooccurrence(
        &self,
        direction: Direction,
        offset: usize,
        task: &Task<'_>,
    ) -> Result<Cooccurrence, AnalysisError> {
        (0..self.first.len())
            .into_par_iter()
            .map(|row| {
                task.check()?;
                let mut pairs = Cooccurrence::new(self.levels);
                self.add_row(&mut pairs, direction, offset, row, 0..usize::MAX);
                Ok(pairs)
            })
            .try_reduce(|| Cooccurrence::new(self.levels), |a, b| Ok(a.merged(&b)))
    }
    /// The pairs whose first is at row `row` and whose columns lie in `columns`.
    pub fn of_row(
        &self,
        direction: Direction,
        offset: usize,
        row: usize,
        columns: Range<usize>,
    ) -> Cooccurrence {
        let mut pairs = Cooccurrence::new(self.levels);
        self.add_row(&mut pairs, direction, offset, row, columns);
        pairs
    }
    /// The pairs of all rows whose columns lie in `columns`: a window in time.
    pub fn of_columns(
        &self,
        direction: Direction,
        offset: usize,
        columns: &Range<usize>,
    ) -> Cooccurrence {
        let mut pairs = Cooccurrence::new(self.levels);
        for row in 0..self.first.len() {
            self.add_row(&mut pairs, direction, offset, row, columns.clone());
        }
        pairs
    }

    fn add_row(
        &self,
        pairs: &mut Cooccurrence,
        direction: Direction,
        offset: usize,
        row: usize,
        columns: Range<usize>,
    ) {
        let second = self.second.as_ref().unwrap_or(&self.first);
        let partner = match direction {
            Direction::Scale => row.saturating_add(offset),
            Direction::Time => row,
        };
        let (Some(a), Some(b)) = (self.first.get(row), second.get(partner)) else {
            return;
        };
        for stretch in &self.stretches {
            let from = stretch.start.max(columns.start);
            let to = stretch.end.min(columns.end).max(from);
            let apart = match direction {
                Direction::Scale => 0,
                Direction::Time => offset.min(to - from),
            };
            pairs.add(&a[from..to - apart], &b[from + apart..to]);
        }
    }
}
