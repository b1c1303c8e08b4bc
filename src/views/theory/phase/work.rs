//! The work behind a phase diagram, in pieces.

use super::{
    AGAINST, Against, FROM, LARGEST, Outcome, REALISATIONS, Row, RowNetwork, SCAN_TIME,
    SCAN_TRANSIENT, SIZES, STEPS, TO, model,
};
use crate::analysis::{AnalysisError, Task, Value, Values};
use crate::models::ModelError;
use crate::models::rate::parameters::{I0, N};
use crate::models::rate::theory::{Length, Realisation, Scanned, Size, Theory};
use crate::views::Input;
use rayon::prelude::*;

/// J0 of one network that are one piece of the work, side by side.
const A_PIECE: usize = 4;
/// Fewest units of a network.
const FEWEST: usize = 100;
/// Currents of the rows.
const CURRENTS: [f64; 3] = [0.0, 0.3, 0.6];
/// Exponents of each network: the second tells a cycle from a torus.
pub const EXPONENTS: usize = 2;
/// Points of the boundary.
const POINTS: usize = 16;
/// The ends of the axis of sizes beyond the rows, as factors, and of currents.
const BEYOND: [f64; 2] = [0.7, 6.0];
const BEYOND_I0: [f64; 2] = [-0.15, 1.1];

pub fn begin(input: &Input<'_>) -> Outcome {
    let values = model::of_size(input, input.values.integer(&LARGEST));
    let theory = model::theory_of(&values);
    let against = match values.choice(&AGAINST).as_str() {
        "current" => Against::Current,
        _ => Against::Size,
    };
    let [from, to] = [&FROM, &TO].map(|p| values.number(p));
    let [from, to] = [from.min(to), from.max(to)];
    let steps = values.integer(&STEPS).max(2) as usize;
    let j0 = |k: usize| from + (to - from) * k as f64 / (steps - 1) as f64;
    let n = theory.parameters().n;
    let mut places: Vec<(usize, f64)> = match against {
        Against::Size => (0..values.integer(&SIZES).max(1))
            .rev()
            .map(|halvings| ((n >> halvings).max(FEWEST), theory.parameters().i0))
            .collect(),
        Against::Current => CURRENTS.iter().map(|i0| (n, *i0)).collect(),
    };
    places.dedup();
    let first = model::seed(input);
    let networks = values.integer(&REALISATIONS).max(1) as u64;
    let row = |(n, i0): (usize, f64)| Row {
        n,
        i0,
        critical: theory.with_size(Size::Finite(n)).with_i0(i0).critical(),
        networks: (first..first + networks)
            .map(|seed| RowNetwork {
                seed,
                onset: None,
                scanned: vec![None; steps],
            })
            .collect(),
    };
    let rows: Vec<Row> = places.into_iter().map(row).collect();
    let jobs = rows.iter().map(|row| row.networks.len()).sum::<usize>();
    let jobs = jobs * (1 + steps.div_ceil(A_PIECE));
    let [time, transient] = [&SCAN_TIME, &SCAN_TRANSIENT].map(|p| values.integer(p).max(0) as f64);
    Outcome {
        boundary: boundary(&theory, &rows, against).into(),
        limit: theory.with_size(Size::Infinite).critical(),
        theory,
        against,
        j0: (0..steps).map(j0).collect(),
        rows,
        transient,
        time,
        done: 0,
        jobs,
    }
}

/// The ends of the axis across J0.
pub fn range(rows: &[Row], against: Against) -> [f64; 2] {
    match against {
        Against::Size => {
            let ends = [rows.first(), rows.last()].map(|row| row.map_or(1.0, |row| row.n as f64));
            [ends[0] * BEYOND[0], ends[1] * BEYOND[1]]
        }
        Against::Current => BEYOND_I0,
    }
}

fn boundary(theory: &Theory, rows: &[Row], against: Against) -> Vec<[f64; 2]> {
    let [low, high] = range(rows, against);
    let p = theory.parameters();
    let at = |k: usize| {
        let share = k as f64 / (POINTS - 1) as f64;
        let (y, theory) = match against {
            Against::Size => {
                // Of these sizes in-degrees are nearly whole: between them the boundary jumps.
                let whole = (1.0 / (p.c * p.f_e.min(1.0 - p.f_e))).round().max(1.0);
                let n = (low * (high / low).powf(share) / whole).round().max(1.0) * whole;
                (n, theory.with_size(Size::Finite(n as usize)))
            }
            Against::Current => {
                let i0 = low + share * (high - low);
                (i0, theory.with_i0(i0))
            }
        };
        [theory.critical().map_or(f64::NAN, |c| c.j0), y]
    };
    (0..POINTS).map(at).collect()
}

/// The next piece: where one network loses its rest, or what it does at some J0. Networks take turns
/// from the smallest on, so that whole rows come one after another.
pub fn advance(
    outcome: &mut Outcome,
    input: &Input<'_>,
    task: &Task<'_>,
) -> Result<(), AnalysisError> {
    let steps = outcome.j0.len();
    let each = 1 + steps.div_ceil(A_PIECE);
    let (network, piece) = (outcome.done / each, outcome.done % each);
    let networks = outcome.rows[0].networks.len();
    let row = &mut outcome.rows[network / networks];
    let one = &mut row.networks[network % networks];
    let values = values(input, row.n, row.i0);
    let realisation = Realisation::new(&values, one.seed)
        .map_err(|e| AnalysisError::NothingToShow(format!("There is nothing to draw: {e}.")))?;
    let length = Length {
        transient: outcome.transient,
        time: outcome.time,
        exponents: EXPONENTS,
    };
    match piece.checked_sub(1) {
        None => one.onset = Some(realisation.onset(task)?),
        Some(piece) => {
            let first = piece * A_PIECE;
            let places = first..(first + A_PIECE).min(steps);
            let found: Vec<Result<Scanned, ModelError>> = places
                .clone()
                .into_par_iter()
                .map(|nth| {
                    let here = realisation.with(&[("j0", outcome.j0[nth])])?;
                    Ok(here.scanned(length, task)?)
                })
                .collect();
            for (nth, found) in places.zip(found) {
                one.scanned[nth] = Some(match found {
                    Ok(scanned) => Ok(scanned),
                    Err(ModelError::Cancelled) => return Err(AnalysisError::Cancelled),
                    Err(e) => Err(e.to_string()),
                });
            }
        }
    }
    outcome.done += 1;
    task.progress(outcome.done as f32 / outcome.jobs as f32);
    Ok(())
}

/// The values of a network of a row. It is built at J0 = 0, where no step of integration is too long.
fn values(input: &Input<'_>, n: usize, i0: f64) -> Values {
    let mut values = input.values.clone();
    values.set(&N, &Value::Integer(n as i64));
    values.set(&I0, &Value::Number(i0));
    values.set(&crate::models::rate::parameters::J0, &Value::Number(0.0));
    values
}
