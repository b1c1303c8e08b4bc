//! Exponents and regime of each network, and the rates that are drawn.

use super::{Outcome, Route};
use crate::views::{Numbers, Rows};

pub fn of_outcome(found: &Outcome) -> Numbers {
    let p = found.theory.parameters();
    let value = |route: &Route, nth: usize| route.found.as_ref().map(|f| f.values[nth]);
    let error = |route: &Route, nth: usize| {
        let error = route.found.as_ref().map(|f| f.errors[nth]);
        error.filter(|e| e.is_finite())
    };
    let networks = Rows::new("networks", &found.routes)
        .column("seed", |route| route.seed)
        .column("regime", |route| {
            route.found.as_ref().map(|f| f.regime.to_string())
        })
        .column("exponent1", |route| value(route, 0))
        .column("error1", |route| error(route, 0))
        .column("exponent2", |route| value(route, 1))
        .column("error2", |route| error(route, 1));
    let rates = found.routes.iter().flat_map(|route| {
        let units = route.rates.iter().zip(1u64..);
        units.flat_map(move |(line, unit)| {
            line.iter()
                .map(move |[time, phi]| (route.seed, unit, *time, *phi))
        })
    });
    let rates = Rows::new("rates", rates)
        .column("seed", |row| row.0)
        .column("unit", |row| row.1)
        .column("time", |row| row.2)
        .column("phi", |row| row.3);
    Numbers::new("routes")
        .fact("n", p.n as u64)
        .fact("j0", p.j0)
        .fact("i0", p.i0)
        .fact("transient", found.asked[0])
        .fact("time", found.asked[1])
        .json_table(networks)
        .csv_table(rates)
}
