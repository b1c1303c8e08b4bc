//! Boundaries of each row, onsets of each network, and what it does at each J0.

use super::{Outcome, Width};
use crate::views::{Numbers, Rows};

pub fn of_outcome(found: &Outcome) -> Numbers {
    let p = found.theory.parameters();
    let rows = Rows::new("rows", &found.rows)
        .column("n", |row| row.n as u64)
        .column("i0", |row| row.i0)
        .column("networks", |row| row.networks.len() as u64)
        .column("critical_j0", |row| row.critical.map(|c| c.j0).ok())
        .column("critical_omega", |row| row.critical.map(|c| c.omega).ok())
        .column("first_onset", |row| row.first_onset())
        .column("all_chaotic", |row| row.all_chaotic(&found.j0))
        .column("width", |row| match row.width(&found.j0) {
            Some(Width::Known(width)) => Some(width),
            _ => None,
        })
        .column("width_above", |row| match row.width(&found.j0) {
            Some(Width::Above(width)) => Some(width),
            _ => None,
        });
    let networks = found.rows.iter().flat_map(|row| {
        let networks = row.networks.iter();
        networks.map(move |one| (row, one, one.onset.and_then(Result::ok)))
    });
    let onsets = Rows::new("onsets", networks)
        .column("n", |(row, _, _)| row.n as u64)
        .column("i0", |(row, _, _)| row.i0)
        .column("seed", |(_, one, _)| one.seed)
        .column("j0", |(_, _, onset)| onset.map(|o| o.j0))
        .column("omega", |(_, _, onset)| onset.map(|o| o.omega));
    let cells = found.rows.iter().flat_map(|row| {
        row.networks.iter().flat_map(move |one| {
            let all = found.j0.iter().enumerate();
            all.filter_map(move |(nth, j0)| Some((row, one, *j0, one.at(nth)?)))
        })
    });
    let cells = Rows::new("networks", cells)
        .column("n", |(row, ..)| row.n as u64)
        .column("i0", |(row, ..)| row.i0)
        .column("seed", |(_, one, ..)| one.seed)
        .column("j0", |(_, _, j0, _)| *j0)
        .column("exponent1", |(.., s)| s.exponents.values[0])
        .column("error1", |(.., s)| s.exponents.errors[0])
        .column("exponent2", |(.., s)| s.exponents.values[1])
        .column("error2", |(.., s)| s.exponents.errors[1])
        .column("regime", |(.., s)| s.exponents.regime.to_string())
        .column("phi_e", |(.., s)| s.phi_e)
        .column("phi_i", |(.., s)| s.phi_i)
        .column("w", |(.., s)| s.w)
        .column("sd_h_e", |(.., s)| s.apart);
    Numbers::new("phase_diagram")
        .fact("dt", p.dt)
        .fact("transient", found.transient)
        .fact("time", found.time)
        .fact("limit_critical_j0", found.limit.map(|c| c.j0).ok())
        .json_table(rows)
        .json_table(onsets)
        .table(cells)
}
