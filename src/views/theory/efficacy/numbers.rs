//! Means by unit, the distribution and the identities.

use super::{BARS, Means, Outcome};
use crate::views::{Numbers, Rows};

pub fn of_outcome(found: &Outcome) -> Numbers {
    let p = found.theory.parameters();
    let means = found.means();
    let of = |of: fn(&Means) -> f64| means.as_ref().map(of);
    let units = means
        .iter()
        .flat_map(|m| m.w.iter().zip(&m.phi).zip(1u64..));
    let units = Rows::new("units", units)
        .column("unit", |(_, unit)| *unit)
        .column("phi", |((_, phi), _)| **phi)
        .column("w", |((w, _), _)| **w);
    let all: u64 = found.counts.iter().sum();
    let bars = Rows::new("distribution", found.counts.iter().zip(0u32..))
        .column("from", |(_, bar)| f64::from(*bar) / BARS as f64)
        .column("share", |(count, _)| **count as f64 / all.max(1) as f64);
    Numbers::new("efficacy")
        .fact("n", p.n as u64)
        .fact("seed", found.simulated.seed)
        .fact("j0", p.j0)
        .fact("i0", p.i0)
        .fact("time", of(|m| m.time))
        .fact("mean_w", of(|m| m.mean_w))
        .fact("expected_w", of(|m| m.expected_w))
        .fact("miss_w", of(|m| m.mean_w - m.expected_w))
        .fact("largest_miss_w", of(|m| m.largest_miss_w))
        .fact("mean_w_phi", of(|m| m.w_phi))
        .fact("mean_h_e", of(|m| m.mean_h_e))
        .fact("expected_h_e", of(|m| m.expected_h_e))
        .fact("miss_h_e", of(|m| m.mean_h_e - m.expected_h_e))
        .json_table(bars)
        .table(units)
}
