//! The numbers at the chosen scale.

use super::Outcome;
use crate::plot::{Cell, Table};

pub fn tables(outcome: &Outcome) -> Vec<Table> {
    let chosen = &outcome.chosen;
    let states = outcome.groups.iter().zip(&chosen.deviations);
    let rows = states.map(|(group, deviation)| {
        vec![
            Cell::text(group.name.clone()),
            Cell::number(deviation.rms, 3, "SD"),
            Cell::number(deviation.p_above_2, 3, ""),
            Cell::count(deviation.n),
        ]
    });
    let columns = ["", "RMS of M", "P(|M| > 2)", "Bins n"];
    let balance = &chosen.static_balance;
    let row = |name: &str, cell| vec![Cell::text(name), cell];
    let width = chosen.scale.width_text();
    vec![
        Table {
            title: format!("Deviation in bins of {width}"),
            columns: columns.map(str::to_owned).to_vec(),
            rows: rows.collect(),
        },
        Table {
            title: format!("Static balance in bins of {width}"),
            columns: Vec::new(),
            rows: vec![
                row("KS distance", Cell::number(balance.ks, 3, "")),
                row("Bins of E", Cell::count(balance.n_e)),
                row("Bins of I", Cell::count(balance.n_i)),
            ],
        },
    ]
}
