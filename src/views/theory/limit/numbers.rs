//! The limit, the fixed point here, and fixed points by size.

use super::Outcome;
use crate::models::rate::mean::Rest;
use crate::models::rate::theory::NoAnswer;
use crate::views::{Numbers, Rows};

pub fn of_outcome(found: &Outcome) -> Numbers {
    let points = [("limit", found.limit), ("fixed_point", found.here)];
    let value =
        |at: &(&str, Result<Rest, NoAnswer>), of: fn(&Rest) -> f64| at.1.as_ref().ok().map(of);
    let states = Rows::new("states", points)
        .column("state", |(name, _)| *name)
        .column("phi_e", |at| value(at, |at| at.phi_e))
        .column("phi_i", |at| value(at, |at| at.phi_i))
        .column("w", |at| value(at, |at| at.w))
        .column("h_e", |at| value(at, |at| at.h_e))
        .column("h_i", |at| value(at, |at| at.h_i));
    let of = |at: &Option<Rest>, of: fn(&Rest) -> f64| at.as_ref().map(of);
    let sizes = Rows::new("sizes", &found.sizes)
        .column("n", |(n, _)| *n as u64)
        .column("phi_e", |(_, at)| of(at, |at| at.phi_e))
        .column("phi_i", |(_, at)| of(at, |at| at.phi_i))
        .column("w", |(_, at)| of(at, |at| at.w));
    let p = found.theory.parameters();
    let missing = points.into_iter().filter_map(|(name, at)| {
        let reason = at.err()?;
        Some(format!("rate_limit.{name}: null, because {reason}"))
    });
    Numbers::new("rate_limit")
        .fact("n", p.n as u64)
        .fact("j0", p.j0)
        .fact("i0", p.i0)
        .json_table(states)
        .table(sizes)
        .warn(missing)
}
