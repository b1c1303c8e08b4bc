//! Means, variances and times of theory and network; autocovariances.

use super::{Field, Outcome};
use crate::models::rate::theory::{MeanFields, QUANTITIES};
use crate::views::{Numbers, Rows};

fn usable(value: f64) -> Option<f64> {
    Some(value).filter(|v| v.is_finite())
}

/// What the network has of the theory's quantities; NaN for the others.
fn observed(found: &Outcome) -> [[f64; 2]; QUANTITIES.len()] {
    let [e, i] = &found.observed.classes;
    QUANTITIES.map(|(name, _)| {
        let value = match name {
            "phi_e" => e.mean_phi(),
            "phi_i" => i.mean_phi(),
            "w" => found.observed.mean_w(),
            "mu_e" => e.mean_h(),
            "mu_i" => i.mean_h(),
            "var_h_e" => e.variance(),
            "var_h_i" => i.variance(),
            "half_width_e" => e.half_width().unwrap_or(f64::NAN),
            "half_width_i" => i.half_width().unwrap_or(f64::NAN),
            _ => f64::NAN,
        };
        [value, f64::NAN]
    })
}

pub fn of_outcome(found: &Outcome) -> Numbers {
    let p = found.theory.parameters();
    let theory = |field: &Field| QUANTITIES.map(|(_, of)| field.mean(of));
    let states = [
        ("limit", theory(&found.fields[1])),
        ("this_n", theory(&found.fields[0])),
        ("network", observed(found)),
    ];
    let mut rows = Rows::new("states", states).column("state", |(name, _)| *name);
    for (place, (name, _)) in QUANTITIES.iter().enumerate() {
        rows = rows
            .column(*name, move |(_, all)| usable(all[place][0]))
            .column(format!("{name}_error"), move |(_, all)| {
                usable(all[place][1])
            });
    }
    let lines = [("limit", &found.fields[1]), ("this_n", &found.fields[0])];
    let lines = lines.into_iter().flat_map(|(name, field)| {
        let curves = field.autocovariances().into_iter();
        curves.map(move |(lag, [e, i])| (name, lag, e, i))
    });
    let [e, i] = &found.observed.classes;
    let seen = e.autocovariance().into_iter().zip(i.autocovariance());
    let seen = seen.map(|(e, i)| ("network", e[0], e[1], i[1]));
    let autocovariance = Rows::new("autocovariance", lines.chain(seen))
        .column("of", |row| row.0)
        .column("lag", |row| row.1)
        .column("e", |row| row.2)
        .column("i", |row| row.3);
    let progress = |field: &Field| {
        let solved = field.solved.as_ref().ok();
        solved.map(MeanFields::progress)
    };
    let of = |field: &Field, place: usize| progress(field).map(|all| all[place] as u64);
    let missing = ["this_n", "limit"].into_iter().zip(&found.fields);
    let missing = missing.filter_map(|(name, field)| {
        let reason = field.solved.as_ref().err()?;
        Some(format!("mean_field.{name}: null, because {reason}"))
    });
    Numbers::new("mean_field")
        .fact("n", p.n as u64)
        .fact("seed", found.simulated.seed)
        .fact("j0", p.j0)
        .fact("i0", p.i0)
        .fact("time", found.simulated.counted())
        .fact("steps_limit", of(&found.fields[1], 0))
        .fact("steps_this_n", of(&found.fields[0], 0))
        .fact("unsettled_limit", of(&found.fields[1], 1))
        .fact("unsettled_this_n", of(&found.fields[0], 1))
        .json_table(rows)
        .table(autocovariance)
        .warn(missing)
}
