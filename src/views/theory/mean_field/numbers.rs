//! Means, variances and times of theory and network; autocovariances.

use super::{Field, Outcome};
use crate::models::rate::theory::{MeanField, MeanFieldState};
use crate::views::{Numbers, Rows};

type Of = fn(&MeanFieldState) -> f64;

/// What is compared: name, and how theory has it.
const QUANTITIES: [(&str, Of); 9] = [
    ("phi_e", |s| s.phi_e),
    ("phi_i", |s| s.phi_i),
    ("w", |s| s.w),
    ("mu_e", |s| s.mu_e),
    ("mu_i", |s| s.mu_i),
    ("var_h_e", |s| s.var_h_e),
    ("var_h_i", |s| s.var_h_i),
    ("half_width_e", |s| width(&s.autocovariance_e)),
    ("half_width_i", |s| width(&s.autocovariance_i)),
];

fn width(autocovariance: &[f64]) -> f64 {
    MeanFieldState::half_width(autocovariance).unwrap_or(f64::NAN)
}

fn usable(value: f64) -> Option<f64> {
    Some(value).filter(|v| v.is_finite())
}

pub fn of_outcome(found: &Outcome) -> Numbers {
    let p = found.theory.parameters();
    let [e, i] = &found.observed.classes;
    let zero = |of: Vec<[f64; 2]>| of.first().map_or(f64::NAN, |[_, c]| *c);
    let network = [
        e.mean_phi(),
        i.mean_phi(),
        found.observed.mean_w(),
        e.mean_h(),
        i.mean_h(),
        zero(e.autocovariance()),
        zero(i.autocovariance()),
        e.half_width().unwrap_or(f64::NAN),
        i.half_width().unwrap_or(f64::NAN),
    ];
    let theory = |field: &Field| QUANTITIES.map(|(_, of)| field.mean(of));
    let states = [
        ("limit", theory(&found.fields[1])),
        ("this_n", theory(&found.fields[0])),
        ("network", network.map(|value| [value, f64::NAN])),
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
        let [e, i] = [0, 1].map(|class| field.autocovariance(class, f64::INFINITY));
        e.into_iter()
            .zip(i)
            .map(move |(e, i)| (name, e[0], e[1], i[1]))
    });
    let seen = e.autocovariance().into_iter().zip(i.autocovariance());
    let seen = seen.map(|(e, i)| ("network", e[0], e[1], i[1]));
    let autocovariance = Rows::new("autocovariance", lines.chain(seen))
        .column("of", |row| row.0)
        .column("lag", |row| row.1)
        .column("e", |row| row.2)
        .column("i", |row| row.3);
    let steps = |field: &Field| {
        field
            .sets()
            .iter()
            .map(MeanField::steps)
            .max()
            .map(|n| n as u64)
    };
    let unsettled =
        |field: &Field| field.sets().iter().filter(|set| !set.is_settled()).count() as u64;
    let missing = ["this_n", "limit"].into_iter().zip(&found.fields);
    let missing = missing.filter_map(|(name, field)| {
        let reason = field.sets.as_ref().err()?;
        Some(format!("mean_field.{name}: null, because {reason}"))
    });
    Numbers::new("mean_field")
        .fact("n", p.n as u64)
        .fact("seed", found.simulated.seed)
        .fact("j0", p.j0)
        .fact("i0", p.i0)
        .fact("time", found.simulated.counted())
        .fact("steps_limit", steps(&found.fields[1]))
        .fact("steps_this_n", steps(&found.fields[0]))
        .fact("unsettled_limit", unsettled(&found.fields[1]))
        .fact("unsettled_this_n", unsettled(&found.fields[0]))
        .json_table(rows)
        .table(autocovariance)
        .warn(missing)
}
