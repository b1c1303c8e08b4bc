//! Exponents, their errors and the regime; estimates by time.

use super::Outcome;
use crate::views::{Numbers, Rows};

pub fn of_outcome(found: &Outcome) -> Numbers {
    let p = found.theory.parameters();
    let last = found.found.as_ref();
    let values = last
        .into_iter()
        .flat_map(|f| f.values.iter().zip(&f.errors));
    let exponents = Rows::new("exponents", values.zip(1u64..))
        .column("exponent", |(_, nth)| *nth)
        .column("value", |((value, _), _)| **value)
        .column("error", |((_, error), _)| {
            Some(**error).filter(|e| e.is_finite())
        });
    let mut history = Rows::new("history", &found.history).column("time", |(time, _)| *time);
    for nth in 0..last.map_or(0, |f| f.values.len()) {
        history = history.column(format!("exponent{}", nth + 1), move |(_, all)| all[nth]);
    }
    Numbers::new("lyapunov_exponents")
        .fact("n", p.n as u64)
        .fact("seed", found.seed)
        .fact("j0", p.j0)
        .fact("i0", p.i0)
        .fact("dt", p.dt)
        .fact("transient", found.asked[0])
        .fact("time", last.map(|f| f.time))
        .fact("tolerance", last.map(|f| f.tolerance))
        .fact("regime", last.map(|f| f.regime.to_string()))
        .json_table(exponents)
        .table(history)
}
