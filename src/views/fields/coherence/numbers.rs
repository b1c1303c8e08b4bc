//! Coherence in numbers: means of bands and of frequencies outside the cone, and every ridge.

use super::{Outcome, blank, in_states, picture};
use crate::analysis::ridges::Ridge;
use crate::analysis::{AnalysisError, Task};
use crate::views::{Array, Arrays, Input, Numbers, Rows};
use ndarray::{ArrayD, IxDyn};

/// Bands as they are commonly named, from and to in Hz.
const BANDS: [(&str, f64, f64); 6] = [
    ("delta", 1.0, 4.0),
    ("theta", 4.0, 8.0),
    ("alpha", 8.0, 13.0),
    ("beta", 13.0, 30.0),
    ("gamma", 30.0, 80.0),
    ("high_gamma", 80.0, 200.0),
];

/// Means over cells outside the cone of influence.
#[derive(Default)]
struct Sums {
    cells: u64,
    r2: f64,
    above: u64,
    /// Of unit vectors of the phase, weighed with R².
    vector: [f64; 2],
    power: [f64; 2],
}

impl Sums {
    fn add(&mut self, outcome: &Outcome, row: usize, level: Option<f64>) {
        let (planes, scales) = (&outcome.planes, outcome.work.scales());
        let hz = scales.frequency_hz(row as f64);
        for column in 0..planes.columns {
            let at = row * planes.columns + column;
            let r2 = f64::from(planes.r2[at]);
            if !r2.is_finite() || hz < outcome.work.cone_hz(column) {
                continue;
            }
            let phase = f64::from(planes.phase[at]);
            self.cells += 1;
            self.r2 += r2;
            self.above += u64::from(level.is_some_and(|level| r2 > level));
            self.vector[0] += r2 * phase.cos();
            self.vector[1] += r2 * phase.sin();
            for (sum, power) in self.power.iter_mut().zip(&planes.power) {
                *sum += f64::from(power[at]);
            }
        }
    }
    /// Mean R², share above the level, mean phase in radians, mean powers.
    fn means(&self, has_level: bool) -> [f64; 5] {
        let n = self.cells as f64;
        let above = if has_level {
            self.above as f64 / n
        } else {
            f64::NAN
        };
        let phase = self.vector[1].atan2(self.vector[0]);
        let phase = if self.cells > 0 { phase } else { f64::NAN };
        [
            self.r2 / n,
            above,
            phase,
            self.power[0] / n,
            self.power[1] / n,
        ]
    }
}

const MEANS: [&str; 5] = [
    "r2",
    "share_above_level",
    "phase_rad",
    "power_first",
    "power_second",
];

/// Rows over which means are taken, each with what comes before them.
fn with_means<T>(mut rows: Rows<(T, Sums)>, has_level: bool) -> Rows<(T, Sums)> {
    rows = rows.n("cells", |(_, sums)| sums.cells);
    for (place, name) in MEANS.into_iter().enumerate() {
        rows = rows.column(name, |(_, sums)| sums.means(has_level)[place]);
    }
    rows
}

pub fn coherence(outcome: &Outcome) -> Numbers {
    let (scales, levels) = (outcome.work.scales(), picture::levels(outcome));
    let level = |row: usize| levels.as_ref().and_then(|l| l.get(row).copied());
    let hz = |row: usize| scales.frequency_hz(row as f64);
    let sums = |rows: &mut dyn Iterator<Item = usize>| {
        let mut sums = Sums::default();
        rows.for_each(|row| sums.add(outcome, row, level(row)));
        sums
    };
    let all = 0..outcome.planes.rows;
    let bands: Vec<_> = BANDS
        .into_iter()
        .map(|band| {
            let within = |row: &usize| (band.1..band.2).contains(&hz(*row));
            (band, sums(&mut all.clone().filter(within)))
        })
        .collect();
    let empty = bands.iter().filter(|(_, sums)| sums.cells == 0);
    let empty = empty.map(|((_, low, high), _)| {
        format!("coherence: nothing between {low} and {high} Hz outside the cone of influence")
    });
    let warnings: Vec<String> = (outcome.notes.iter())
        .map(|n| format!("coherence: {n}"))
        .chain(empty)
        .collect();
    let bands = Rows::new("bands", bands)
        .column("name", |((name, ..), _)| *name)
        .column("from_hz", |((_, low, _), _)| *low)
        .column("to_hz", |((.., high), _)| *high);
    let frequencies = all.map(|row| (row, sums(&mut std::iter::once(row))));
    let frequencies = Rows::new("frequencies", frequencies)
        .column("frequency_hz", |(row, _)| hz(*row))
        .column("level_95", |(row, _)| level(*row));
    let [a, b] = &outcome.names;
    let ar1 = outcome.work.ar1.map(|ar1| ar1.coefficient);
    let surrogates = outcome.level.as_ref().map_or(0, |l| l.surrogates);
    Numbers::new("coherence")
        .fact("first", a.as_str())
        .fact("second", b.as_str())
        .fact("rate_hz", outcome.rate_hz)
        .fact("step_s", outcome.step_s)
        .fact("missing_samples", outcome.work.missing())
        .fact("ar1", ar1)
        .fact("surrogates", surrogates)
        .json_table(with_means(bands, levels.is_some()))
        .table(with_means(frequencies, levels.is_some()))
        .warn(warnings)
}

pub fn ridges(outcome: &Outcome) -> Numbers {
    let scales = outcome.work.scales();
    // The finest scale, which is the highest frequency, comes first.
    let end_hz = |ridge: &Ridge, end: fn(f32, f32) -> f32, from: f32| {
        let place = ridge.places.iter().fold(from, |most, p| end(most, *p));
        scales.frequency_hz(f64::from(place))
    };
    let there = |ridge: &Ridge| -> Vec<f64> {
        let all = ridge.strengths.iter().filter(|s| s.is_finite());
        all.map(|s| f64::from(*s)).collect()
    };
    let mean = |all: &[f64]| all.iter().sum::<f64>() / all.len() as f64;
    let start_s = |column: usize| outcome.start_s + column as f64 * outcome.step_s;
    let rows = Rows::new("", outcome.ridges.iter())
        .column("start_s", |r| start_s(r.first_column))
        .column("duration_s", |r| r.columns() as f64 * outcome.step_s)
        .column("frequency_hz", |r| scales.frequency_hz(r.place()))
        .column("lowest_hz", |r| end_hz(r, f32::max, f32::MIN))
        .column("highest_hz", |r| end_hz(r, f32::min, f32::MAX))
        .column("strength", |r| mean(&there(r)))
        .column("strongest", |r| {
            there(r).into_iter().fold(f64::NAN, f64::max)
        });
    Numbers::new("ridges").table(rows)
}

/// Values of one picture, at most (64 MB).
const MOST_VALUES: usize = 1 << 24;

/// One column a sample; where that would be too much, means over as few samples as will do.
pub fn arrays(input: &Input<'_>, task: &Task<'_>) -> Result<Arrays, AnalysisError> {
    let columns = |rows: usize| MOST_VALUES / rows.max(1);
    let outcome = blank(input, columns, task)?;
    let mut planes = outcome.work.blank();
    let pieces = outcome.work.pieces();
    for piece in 0..pieces {
        outcome.work.piece(piece, &mut planes, task)?;
        task.progress((piece + 1) as f32 / pieces as f32);
    }
    in_states(&outcome, input, &mut planes);
    let scales = outcome.work.scales();
    let shape = [planes.rows, planes.columns];
    let rows = (0..planes.rows).map(|row| scales.frequency_hz(row as f64));
    let of_columns = |of: fn(&Outcome, usize) -> f64| {
        Array::line((0..shape[1]).map(|column| of(&outcome, column)))
    };
    let plane = |values: Vec<f32>| {
        ArrayD::from_shape_vec(IxDyn(&shape), values)
            .map(Array::F32)
            .map_err(|e| AnalysisError::Failed(e.to_string()))
    };
    let [first, second] = planes.power;
    Ok(Arrays {
        key: "coherence",
        arrays: vec![
            ("frequency_hz", Array::line(rows)),
            ("time_s", of_columns(|o, column| o.time_s(column as f64))),
            ("cone_hz", of_columns(|o, column| o.work.cone_hz(column))),
            ("r2", plane(planes.r2)?),
            ("phase_rad", plane(planes.phase)?),
            ("power_first", plane(first)?),
            ("power_second", plane(second)?),
            ("cross_power", plane(planes.cross)?),
        ],
    })
}
