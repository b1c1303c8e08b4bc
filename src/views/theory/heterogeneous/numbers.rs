//! Means and SDs of theory and network, and the branch against J0.

use super::Outcome;
use crate::models::rate::theory::{StaticBranch, mean_and_sd};
use crate::views::{Numbers, Rows};

pub fn of_outcome(found: &Outcome) -> Numbers {
    let p = found.theory.parameters();
    let branch = found.branch.as_ref().ok();
    let of = |of: fn(&StaticBranch) -> f64| branch.map(of);
    let [e, i] = found.inputs().map(|h| mean_and_sd(&h));
    let w = found.simulated.network().w();
    let states = [
        (
            "theory",
            [
                of(|b| b.mu_e),
                of(|b| b.s_e),
                of(|b| b.mu_i),
                of(|b| b.s_i),
                of(|b| b.w),
            ],
        ),
        (
            "network",
            [e[0], e[1], i[0], i[1], mean_and_sd(&w)[0]].map(Some),
        ),
    ];
    let states = Rows::new("states", states)
        .column("state", |(name, _)| *name)
        .column("mu_e", |(_, v)| v[0])
        .column("s_e", |(_, v)| v[1])
        .column("mu_i", |(_, v)| v[2])
        .column("s_i", |(_, v)| v[3])
        .column("w", |(_, v)| v[4]);
    let rows = found.curves.iter();
    let rows = rows.flat_map(|(size, points)| points.iter().map(move |(j0, at)| (*size, *j0, at)));
    let curves = Rows::new("branch", rows)
        .column("n", |(size, _, _)| size.to_string())
        .column("j0", |(_, j0, _)| *j0)
        .column("mu_e", |(_, _, at)| at.mu_e)
        .column("s_e", |(_, _, at)| at.s_e)
        .column("mu_i", |(_, _, at)| at.mu_i)
        .column("s_i", |(_, _, at)| at.s_i)
        .column("w", |(_, _, at)| at.w);
    let missing = found.branch.as_ref().err();
    Numbers::new("heterogeneous_rest")
        .fact("n", p.n as u64)
        .fact("seed", found.simulated.seed)
        .fact("j0", p.j0)
        .fact("i0", p.i0)
        .fact("rests", found.rests())
        .json_table(states)
        .table(curves)
        .warn(missing.map(|reason| format!("heterogeneous_rest.theory: null, because {reason}")))
}
