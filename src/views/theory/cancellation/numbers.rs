//! Correlations of each network and of each size, and the inputs that are drawn.

use super::{OfNetwork, Outcome};
use crate::views::{Numbers, Rows};

pub fn of_outcome(found: &Outcome) -> Numbers {
    let p = found.theory.parameters();
    let finite = |x: f64| x.is_finite().then_some(x);
    let sizes = Rows::new("sizes", &found.sizes)
        .column("n", |n| **n)
        .column("networks", |n| found.counts(**n)[0] as u64)
        .column("moving", |n| found.counts(**n)[1] as u64)
        .column("r_e", |n| finite(found.mean(**n, 0)[0]))
        .column("r_e_error", |n| finite(found.mean(**n, 0)[1]))
        .column("r_i", |n| finite(found.mean(**n, 1)[0]))
        .column("r_i_error", |n| finite(found.mean(**n, 1)[1]))
        .column("r_sum", |n| finite(found.mean(**n, 2)[0]))
        .column("r_sum_error", |n| finite(found.mean(**n, 2)[1]));
    let value = |one: &OfNetwork, part: usize| one.correlations.map(|all| all[part].value);
    let error = |one: &OfNetwork, part: usize| one.correlations.map(|all| all[part].error);
    let networks = Rows::new("networks", &found.found)
        .column("n", |one| one.n as u64)
        .column("seed", |one| one.seed)
        .column("r_e", |one| value(one, 0))
        .column("r_e_error", |one| error(one, 0))
        .column("r_i", |one| value(one, 1))
        .column("r_i_error", |one| error(one, 1))
        .column("r_sum", |one| value(one, 2))
        .column("r_sum_error", |one| error(one, 2));
    let [e, i, sum] = &found.traces.parts;
    let inputs = e.iter().zip(i).zip(sum);
    let inputs = inputs.map(|((e, i), sum)| (e[0], e[1], i[1], sum[1]));
    let inputs = Rows::new("inputs", inputs)
        .column("time", |row| row.0)
        .column("excitatory", |row| row.1)
        .column("inhibitory", |row| row.2)
        .column("sum", |row| row.3);
    Numbers::new("cancellation")
        .fact("n", p.n as u64)
        .fact("j0", p.j0)
        .fact("i0", p.i0)
        .fact("transient", found.times[0])
        .fact("time", found.times[1])
        .fact("exponent_sum", found.exponent())
        .json_table(sizes)
        .json_table(networks)
        .csv_table(inputs)
}
