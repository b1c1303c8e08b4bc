//! Ridges of a time-frequency picture (methods A11): chains of local maxima, and the single path
//! that is strongest after a penalty for jumps.
//!
//! Pictures are row by row from the finest scale, as [`Planes`](super::wavelet::Planes) has them;
//! rows are voices apart, so that a distance in rows is one in the logarithm of frequency.

use crate::analysis::{AnalysisError, Task};
use std::f64::consts::LN_2;

/// A picture: `values[row * columns + column]`, not negative; NaN is nothing.
#[derive(Clone, Copy)]
pub struct Plane<'a> {
    pub values: &'a [f32],
    pub columns: usize,
    /// Seconds of a column.
    pub step_s: f64,
    /// Frequency of a row, which may lie between two.
    pub frequency_hz: &'a dyn Fn(f64) -> f64,
}

impl Plane<'_> {
    fn rows(&self) -> usize {
        self.values.len() / self.columns.max(1)
    }
    fn value(&self, row: usize, column: usize) -> f32 {
        let value = self.values.get(row * self.columns + column);
        value.copied().unwrap_or(f32::NAN)
    }
}

/// A ridge: one place in each of consecutive columns.
#[derive(Clone, Debug, PartialEq)]
pub struct Ridge {
    pub first_column: usize,
    /// Row at each column, between rows where the maximum is.
    pub places: Vec<f32>,
    /// Value there.
    pub strengths: Vec<f32>,
}

impl Ridge {
    pub fn columns(&self) -> usize {
        self.places.len()
    }
    /// Mean place, which stands for the geometric mean of the frequencies.
    pub fn place(&self) -> f64 {
        mean(&self.places)
    }
    pub fn strength(&self) -> f64 {
        mean(&self.strengths)
    }
}

fn mean(values: &[f32]) -> f64 {
    values.iter().map(|v| f64::from(*v)).sum::<f64>() / values.len() as f64
}

/// What makes maxima a chain.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rule {
    /// Rows from one column to the next, at most.
    pub most_jump: f64,
    /// Periods of its own frequency that a chain lasts, at least.
    pub least_periods: f64,
}

/// A maximum in one column belongs to a chain from so many columns on: one or two alone join
/// anything, however long a column is.
const LEAST_COLUMNS: usize = 3;

/// Chains of local maxima along frequency (the first and the last row are none) that reach `threshold` of their row, linked from column to
/// column: each to the nearest that is near enough, the nearest pairs first. In order of their
/// first column, and from high to low frequency.
///
/// # Errors
/// [`AnalysisError::Cancelled`].
pub fn chains(
    plane: &Plane<'_>,
    threshold: &dyn Fn(usize) -> f64,
    rule: Rule,
    task: &Task<'_>,
) -> Result<Vec<Ridge>, AnalysisError> {
    let thresholds: Vec<f64> = (0..plane.rows()).map(threshold).collect();
    let mut open: Vec<Ridge> = Vec::new();
    let mut done: Vec<Ridge> = Vec::new();
    for column in 0..plane.columns {
        task.check()?;
        let mut found: Vec<Option<(f32, f32)>> =
            maxima(plane, column, &thresholds).map(Some).collect();
        let mut pairs: Vec<(f64, usize, usize)> = Vec::new();
        for (chain, ridge) in open.iter().enumerate() {
            let last = ridge.places.last().copied().unwrap_or(f32::NAN);
            for (at, maximum) in found.iter().enumerate() {
                let away = maximum.map_or(f64::NAN, |(place, _)| f64::from((place - last).abs()));
                if away <= rule.most_jump {
                    pairs.push((away, chain, at));
                }
            }
        }
        pairs.sort_by(|a, b| a.0.total_cmp(&b.0).then((a.1, a.2).cmp(&(b.1, b.2))));
        let mut goes_on = vec![false; open.len()];
        for (_, chain, at) in pairs {
            if goes_on[chain] {
                continue;
            }
            if let Some((place, strength)) = found[at].take() {
                open[chain].places.push(place);
                open[chain].strengths.push(strength);
                goes_on[chain] = true;
            }
        }
        let mut still = goes_on.iter();
        let (on, ended): (Vec<Ridge>, Vec<Ridge>) =
            open.drain(..).partition(|_| still.next() == Some(&true));
        open = on;
        done.extend(ended);
        open.extend(found.into_iter().flatten().map(|(place, strength)| Ridge {
            first_column: column,
            places: vec![place],
            strengths: vec![strength],
        }));
    }
    done.append(&mut open);
    done.retain(|ridge| {
        let lasts_s = ridge.columns() as f64 * plane.step_s;
        let periods = lasts_s * (plane.frequency_hz)(ridge.place());
        ridge.columns() >= LEAST_COLUMNS && periods >= rule.least_periods
    });
    done.sort_by(|a, b| {
        let place = |r: &Ridge| r.places.first().copied().unwrap_or(0.0);
        let later = a.first_column.cmp(&b.first_column);
        later.then(place(a).total_cmp(&place(b)))
    });
    Ok(done)
}

/// Maxima of a column along frequency, with their height: between rows, by the parabola through
/// three of them.
fn maxima<'a>(
    plane: &'a Plane<'_>,
    column: usize,
    thresholds: &'a [f64],
) -> impl Iterator<Item = (f32, f32)> + 'a {
    // The first and the last row have a neighbour on one side only: what lies there may rise on.
    (1..plane.rows().saturating_sub(1)).filter_map(move |row| {
        let here = plane.value(row, column);
        let (above, below) = (plane.value(row - 1, column), plane.value(row + 1, column));
        let is_one = here > above && here >= below && f64::from(here) >= thresholds[row];
        if !is_one {
            return None;
        }
        let bend = above - 2.0 * here + below;
        let shift = 0.5 * (above - below) / bend;
        Some((row as f32 + shift, here - 0.25 * (above - below) * shift))
    })
}

/// What the single path is made by.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PathRule {
    /// Cost of a jump, for a change by a factor e of frequency from one column to the next.
    pub penalty: f64,
    /// How many ridges, the strongest first.
    pub ridges: usize,
    /// Rows to either side that a ridge takes with it.
    pub band: usize,
    pub voices: u32,
}

/// Values below this share of their column's largest count as it.
const FLOOR: f64 = 1e-9;

/// The path through all columns that minimises the sum of -ln(value / largest of the column) and of
/// `penalty` x (change of ln scale)^2; then, without the band around it, the next.
///
/// # Errors
/// [`AnalysisError::Cancelled`].
pub fn paths(
    plane: &Plane<'_>,
    rule: PathRule,
    task: &Task<'_>,
) -> Result<Vec<Ridge>, AnalysisError> {
    let (rows, columns) = (plane.rows(), plane.columns);
    let mut costs = vec![0.0f64; rows * columns];
    for column in 0..columns {
        let values = || (0..rows).map(|row| f64::from(plane.value(row, column)));
        let most = values().filter(|v| v.is_finite()).fold(0.0, f64::max);
        for (row, value) in values().enumerate() {
            // Where nothing is known, every row is as good.
            costs[column * rows + row] = if most > 0.0 && value.is_finite() {
                -(value / most).max(FLOOR).ln()
            } else if most > 0.0 {
                -FLOOR.ln()
            } else {
                0.0
            };
        }
    }
    let mut out = Vec::new();
    for nth in 0..rule.ridges {
        let path = cheapest(&costs, rows, rule, task)?;
        task.progress((nth + 1) as f32 / rule.ridges as f32);
        for (column, &row) in path.iter().enumerate() {
            let band = row.saturating_sub(rule.band)..(row + rule.band + 1).min(rows);
            for cost in &mut costs[column * rows..][band] {
                *cost = -FLOOR.ln();
            }
        }
        let strengths = path.iter().enumerate().map(|(c, r)| plane.value(*r, c));
        out.push(Ridge {
            first_column: 0,
            strengths: strengths.collect(),
            places: path.into_iter().map(|row| row as f32).collect(),
        });
    }
    Ok(out)
}

/// The cheapest row in each column, column by column forwards and then back.
fn cheapest(
    costs: &[f64],
    rows: usize,
    rule: PathRule,
    task: &Task<'_>,
) -> Result<Vec<usize>, AnalysisError> {
    let voice = LN_2 / f64::from(rule.voices.max(1));
    let jump: Vec<f64> = (0..rows)
        .map(|by| rule.penalty * (by as f64 * voice).powi(2))
        .collect();
    let columns = costs.len() / rows.max(1);
    let mut total: Vec<f64> = costs.get(..rows).unwrap_or_default().to_vec();
    let mut from: Vec<u16> = Vec::with_capacity(costs.len());
    for column in 1..columns {
        task.check()?;
        let own = &costs[column * rows..(column + 1) * rows];
        let mut next = Vec::with_capacity(rows);
        for (row, cost) in own.iter().enumerate() {
            let (mut best, mut least) = (row, f64::INFINITY);
            for (before, total) in total.iter().enumerate() {
                let sum = total + jump[row.abs_diff(before)];
                if sum < least {
                    (best, least) = (before, sum);
                }
            }
            next.push(least + cost);
            from.push(best as u16);
        }
        total = next;
    }
    let mut row = (0..rows)
        .min_by(|a, b| total[*a].total_cmp(&total[*b]))
        .unwrap_or(0);
    let mut path = vec![row; columns];
    for column in (1..columns).rev() {
        row = usize::from(from[(column - 1) * rows + row]);
        path[column - 1] = row;
    }
    Ok(path)
}
