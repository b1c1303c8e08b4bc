//! Means, variances and times of theory, a row for each J0 of each curve.

use super::{Of, Outcome, Point};
use crate::models::rate::theory::QUANTITIES;
use crate::views::{Numbers, Rows};

pub fn of_outcome(found: &Outcome) -> Numbers {
    let p = found.theory.parameters();
    let value = |point: &Point, place: usize, which: usize| {
        let values = point.found.and_then(Result::ok)?;
        Some(values[place][which]).filter(|v| v.is_finite())
    };
    let mut rows = Rows::new("points", &found.points)
        .column("n", |point| match point.of {
            Of::Limit => None,
            Of::Current(_) => Some(p.n as u64),
        })
        .column("i0", |point| match point.of {
            Of::Limit => None,
            Of::Current(i0) => Some(i0),
        })
        .column("j0", |point| point.j0)
        .column("settled", |point| point.is_settled);
    for (place, (name, _)) in QUANTITIES.iter().enumerate() {
        rows = rows
            .column(*name, move |point| value(point, place, 0))
            .column(format!("{name}_error"), move |point| value(point, place, 1));
    }
    let missing = found.points.iter().filter_map(|point| {
        let reason = point.found?.err()?;
        Some(format!(
            "mean_field_scan.points: null at J0 {}, because {reason}",
            point.j0
        ))
    });
    Numbers::new("mean_field_scan")
        .fact("n", p.n as u64)
        .fact("sets", found.sets)
        .table(rows)
        .warn(missing)
}
