//! The ridges as a table: when, how long, at which frequency, how strong.

use super::Outcome;
use crate::analysis::ridges::Ridge;
use crate::plot::{Cell, Table};
use crate::views::shared::wording;

/// Rows of the table, at most; the export has all.
pub const MOST: usize = 24;

/// A ridge in numbers.
pub struct RidgeNumbers {
    pub start_s: f64,
    pub duration_s: f64,
    pub hz: f64,
    pub lowest_hz: f64,
    pub highest_hz: f64,
    pub strength: f64,
    pub strongest: f64,
}

pub fn numbers(outcome: &Outcome, ridge: &Ridge) -> RidgeNumbers {
    let scales = outcome.work.scales();
    let ends = ridge
        .places
        .iter()
        .fold([f32::MAX, f32::MIN], |[a, b], p| [a.min(*p), b.max(*p)]);
    // The finest scale, which is the highest frequency, comes first.
    let [highest_hz, lowest_hz] = ends.map(|place| scales.frequency_hz(f64::from(place)));
    let there = || ridge.strengths.iter().filter(|s| s.is_finite());
    RidgeNumbers {
        start_s: outcome.start_s + ridge.first_column as f64 * outcome.step_s,
        duration_s: ridge.columns() as f64 * outcome.step_s,
        hz: scales.frequency_hz(ridge.place()),
        lowest_hz,
        highest_hz,
        strength: there().map(|s| f64::from(*s)).sum::<f64>() / there().count() as f64,
        strongest: there().fold(f64::NAN, |most, s| most.max(f64::from(*s))),
    }
}

/// The ridges that last longest, weighed with their strength, in order of time.
pub fn table(outcome: &Outcome) -> Table {
    let mut all: Vec<RidgeNumbers> = outcome.ridges.iter().map(|r| numbers(outcome, r)).collect();
    let weight = |n: &RidgeNumbers| n.strength * n.duration_s;
    all.sort_by(|a, b| weight(b).total_cmp(&weight(a)));
    all.truncate(MOST);
    all.sort_by(|a, b| a.start_s.total_cmp(&b.start_s));
    let columns = [
        "Start",
        "Duration",
        "Frequency",
        "From",
        "To",
        "Strength",
        "Strongest",
    ];
    Table {
        title: "Ridges".to_owned(),
        columns: columns.map(str::to_owned).to_vec(),
        rows: all
            .iter()
            .map(|n| {
                let hz = |hz| Cell::number(hz, 3, "Hz");
                vec![
                    Cell::text(wording::clock(n.start_s)),
                    Cell::number(n.duration_s, 3, "s"),
                    hz(n.hz),
                    hz(n.lowest_hz),
                    hz(n.highest_hz),
                    Cell::number(n.strength, 3, ""),
                    Cell::number(n.strongest, 3, ""),
                ]
            })
            .collect(),
    }
}
