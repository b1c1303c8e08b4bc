//! The numbers of all 32 scales.

use super::{AtScale, Group, RULER, is_comparable};
use crate::analysis::statistics::Statistics;
use crate::analysis::{Deviation, StaticBalance};
use crate::views::shared::scale_plot::remarks;
use crate::views::{Input, Numbers, Rows, Table};
use serde_json::{Value as Json, json};

/// Deviation and static balance at the chosen scale, which may lie between two of the 32.
pub fn of_chosen(groups: &[Group], chosen: &AtScale) -> [Numbers; 2] {
    let width_s = chosen.scale.width_s();
    let rows = Rows::new("chosen", groups.iter().zip(&chosen.deviations))
        .column("state", |(group, _)| group.name.as_str())
        .column("dt_s", |_| width_s)
        .column("n_bins", |(_, d)| d.n)
        .column("rms", |(_, d)| d.rms)
        .column("p_above_2", |(_, d)| d.p_above_2);
    let balance = &chosen.static_balance;
    [
        Numbers::new("deviation").json_table(rows),
        Numbers::new("static_balance")
            .fact("chosen.dt_s", width_s)
            .fact("chosen.ks", balance.ks)
            .fact("chosen.n_e", balance.n_e)
            .fact("chosen.n_i", balance.n_i),
    ]
}

pub fn numbers(
    groups: &[Group],
    scales: &[AtScale],
    chosen: &AtScale,
    input: &Input<'_>,
) -> [Numbers; 2] {
    let [deviations, balance] = of_chosen(groups, chosen);
    let balances = || scales.iter().map(|at| &at.static_balance);
    let missing = balances().filter(|s| s.ks.is_nan()).map(|s| {
        let text = if s.n_e == 0 {
            "no ks, because no whole bin fits"
        } else {
            "no ks, because a class is silent"
        };
        (s.scale, text)
    });
    [
        deviation(deviations, groups, scales, input),
        balance
            .table(static_balance(balances()))
            .warn(remarks("static_balance", missing)),
    ]
}

/// Those of a realisation.
pub fn of_realisation(one: &Statistics) -> Vec<Numbers> {
    let deviations = one.scales.iter().map(|at| &at.deviation);
    let balances = one.scales.iter().map(|at| &at.static_balance);
    vec![
        Numbers::new("deviation").table(of_scales(deviations)),
        Numbers::new("static_balance").table(static_balance(balances)),
    ]
}

fn of_scales<'a>(deviations: impl Iterator<Item = &'a Deviation>) -> Table {
    Rows::new("scales", deviations)
        .scale(|d| d.scale)
        .n("n_bins", |d| d.n)
        .statistic("rms", |d| d.rms)
        .statistic("p_above_2", |d| d.p_above_2)
        .into()
}

fn deviation(chosen: Numbers, groups: &[Group], scales: &[AtScale], input: &Input<'_>) -> Numbers {
    let of = |place: usize| scales.iter().filter_map(move |at| at.deviations.get(place));
    let mut numbers = chosen.fact("ruler", input.values.choice(&RULER));
    let mut all = Table::default();
    let mut states = Vec::new();
    for (place, group) in groups.iter().enumerate() {
        let mut table = of_scales(of(place));
        for column in &mut table.columns {
            column.is_statistic &= is_comparable(input);
        }
        if place > 0 {
            states.push(json!({ "state": group.name, "scales": table.json() }));
        } else {
            numbers = numbers.json_table(table.clone());
        }
        all.append("state", &group.name, table);
        let missing = of(place).filter(|d| d.rms.is_nan());
        let missing = missing.map(|d| (d.scale, why(d)));
        let what = format!("deviation, {},", group.name);
        numbers = numbers.warn(remarks(&what, missing));
    }
    numbers.fact("states", Json::Array(states)).csv_table(all)
}

fn why(deviation: &Deviation) -> &'static str {
    if deviation.n == 0 {
        "no rms, p_above_2, because no whole bin fits"
    } else {
        "no rms, p_above_2, because one class has the same count in every bin of the ruler"
    }
}

fn static_balance<'a>(all: impl Iterator<Item = &'a StaticBalance>) -> Table {
    Rows::new("scales", all)
        .scale(|s| s.scale)
        .statistic("ks", |s| s.ks)
        .n("n_e", |s| s.n_e)
        .column("n_i", |s| s.n_i)
        .into()
}
