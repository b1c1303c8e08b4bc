//! The numbers beside the cloud.

use super::{Beside, Cloud, Outcome};
use crate::analysis::Balance;
use crate::plot::{Cell, Table, number_text};
use crate::views::shared::wording::short_unit;

type Value = fn(&Balance) -> f64;

/// One column a scale, and the surrogate at the chosen one.
pub fn table(outcome: &Outcome) -> Table {
    let mut columns = vec![String::new()];
    columns.extend(outcome.clouds.iter().map(|c| c.scale.width_text()));
    if outcome.beside.is_some() {
        columns.extend(["Surrogate".to_owned(), "95 %".to_owned()]);
    }
    let unit = outcome
        .clouds
        .first()
        .map_or("", |c| short_unit(c.normalisation));
    let in_unit: [(&str, Value); 8] = [
        ("Mean E", |b| b.mean_e),
        ("SD E", |b| b.sd_e),
        ("Mean I", |b| b.mean_i),
        ("SD I", |b| b.sd_i),
        ("Major axis", |b| b.axis_major),
        ("Minor axis", |b| b.axis_minor),
        ("Width along diagonal", |b| b.sd_along),
        ("Width across diagonal", |b| b.sd_across),
    ];
    let of_data = |name: &str, cell: &dyn Fn(&Cloud) -> Cell| {
        let mut row = vec![Cell::text(name)];
        row.extend(outcome.clouds.iter().map(cell));
        row
    };
    let row = |name: &str, cell: &dyn Fn(&Cloud) -> Cell| {
        let mut row = of_data(name, cell);
        row.resize(columns.len(), Cell::text(""));
        row
    };
    let number = |name: &str, value: Value, unit: &str| {
        let mut row = of_data(name, &|c| Cell::number(value(&c.balance), 3, unit));
        let cells = |beside: &Beside| beside.cells(value, unit);
        row.extend(outcome.beside.iter().flat_map(cells));
        row
    };
    let [mean_e, sd_e, mean_i, sd_i, major, minor, along, across] =
        in_unit.map(|(name, value)| number(name, value, unit));
    let squared = match unit {
        "" => String::new(),
        "Hz" | "SD" => format!("{unit}²"),
        _ => format!("({unit})²"),
    };
    let rows = vec![
        row("Bins", &|c| Cell::count(c.balance.n_bins)),
        row("Left out", &|c| Cell::number(c.balance.left_out_s, 3, "s")),
        mean_e,
        sd_e,
        mean_i,
        sd_i,
        number("r", |b| b.r, ""),
        row("r, 95 % interval", &|c| {
            let (low, high) = (c.balance.r_low, c.balance.r_high);
            Cell::text(if low.is_nan() {
                "–".to_owned()
            } else {
                format!("{} to {}", number_text(low, 3), number_text(high, 3))
            })
        }),
        row("Angle from E axis", &|c| {
            Cell::number(c.balance.angle_deg, 3, "°")
        }),
        major,
        minor,
        along,
        across,
        number("Var f", |b| b.var_f, &squared),
    ];
    Table {
        title: "Balance".to_owned(),
        columns,
        rows,
    }
}
