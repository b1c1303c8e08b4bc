//! The eigenvalues, and what stands out of them.

use super::{Outcome, crossing_name};
use crate::views::{Numbers, Rows};

pub fn of_outcome(found: &Outcome) -> Numbers {
    let p = found.theory.parameters();
    let spectrum = found.spectrum.as_ref().and_then(|s| s.as_ref().ok());
    let values = spectrum.map_or(&[][..], |s| &s.values[..]);
    let eigenvalues = Rows::new("eigenvalues", values)
        .column("re", |z| z[0])
        .column("im", |z| z[1]);
    let modes = Rows::new("mean_modes", &found.modes)
        .column("re", |z| z[0])
        .column("im", |z| z[1]);
    let critical = found.critical.as_ref().ok();
    let reasons = [
        ("critical", found.critical.err()),
        (
            "eigenvalues",
            found
                .spectrum
                .as_ref()
                .and_then(|s| s.as_ref().err().copied()),
        ),
    ];
    let reasons = reasons.into_iter().filter_map(|(name, reason)| {
        Some(format!(
            "eigenvalue_cloud.{name}: missing, because {}",
            reason?
        ))
    });
    Numbers::new("eigenvalue_cloud")
        .fact("n", p.n as u64)
        .fact("seed", found.seed)
        .fact("j0", p.j0)
        .fact("i0", p.i0)
        .fact("leading_re", spectrum.map(|s| s.leading[0]))
        .fact("leading_im", spectrum.map(|s| s.leading[1]))
        .fact("leading", spectrum.map(|s| crossing_name(s.leading[1])))
        .fact("inside", spectrum.and_then(|s| s.inside))
        .fact("critical_j0", critical.map(|at| at.j0))
        .fact("critical_omega", critical.map(|at| at.omega))
        .json_table(modes)
        .table(eigenvalues)
        .warn(reasons)
}
