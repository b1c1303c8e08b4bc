//! The modes here, and those of every size and J0.

use super::Outcome;
use crate::views::{Numbers, Rows};

pub fn of_outcome(found: &Outcome) -> Numbers {
    let p = found.theory.parameters();
    let here = Rows::new("here", found.here.iter().flatten())
        .column("re", |mode| mode[0])
        .column("im", |mode| mode[1]);
    let rows = found.curves.iter().flat_map(|(size, points)| {
        let points = points
            .iter()
            .filter_map(|(j0, modes)| Some((*j0, (*modes)?)));
        points.map(move |(j0, modes)| (*size, j0, modes))
    });
    let mut table = Rows::new("modes", rows)
        .column("n", |(size, _, _)| size.to_string())
        .column("j0", |(_, j0, _)| *j0);
    for mode in 0..3 {
        table = table
            .column(format!("re{}", mode + 1), move |(_, _, modes)| {
                modes[mode][0]
            })
            .column(format!("im{}", mode + 1), move |(_, _, modes)| {
                modes[mode][1]
            });
    }
    let missing = found.here.err();
    Numbers::new("mean_modes")
        .fact("n", p.n as u64)
        .fact("j0", p.j0)
        .fact("i0", p.i0)
        .json_table(here)
        .table(table)
        .warn(missing.map(|reason| format!("mean_modes.here: empty, because {reason}")))
}
