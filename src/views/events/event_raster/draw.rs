//! The drawing of the event raster.

use super::{Outcome, numbers};
use crate::analysis::{Change, EventUnit, EventUnits};
use crate::plot::{
    Axis, Cell, Dash, Ink, Legend, Mark, Plot, Sheet, Stroke, Table, Ticks, number_text,
};
use crate::recording::Class;
use crate::views::shared::{event, wording};
use crate::views::{Input, NumberSource, browse};

/// Ratios beyond 2 to this power are drawn at the edge.
const MOST: f64 = 5.0;

pub fn sheet(outcome: &Outcome, input: &Input<'_>) -> Sheet {
    let height_px = input.canvas.height_px;
    let mut raster =
        browse::raster::plot(&outcome.raster, event::time_axis(outcome.window), height_px);
    let above = std::mem::take(&mut raster.layers);
    event::add_marks(&mut raster, &outcome.marked);
    raster.layers.extend(above);
    let change = outcome.units.as_ref().map(|units| change(outcome, units));
    let width = if change.is_some() { 3.2 } else { 1.0 };
    let mut notes = event::notes(&outcome.marked, input);
    browse::raster::notes(&outcome.raster, height_px, &mut notes);
    notes.extend(outcome.units.iter().flat_map(told));
    Sheet {
        link_y: true,
        tables: outcome.units.iter().map(table).collect(),
        notes,
        ..Sheet::row(
            [(width, raster)]
                .into_iter()
                .chain(change.map(|plot| (1.0, plot))),
        )
    }
}

/// log2 of the rate now over that before; infinite where one of them is 0, `None` where both are.
pub fn log_ratio(before_hz: f64, now_hz: f64) -> Option<f64> {
    let ratio = (now_hz / before_hz).log2();
    (!ratio.is_nan()).then_some(ratio)
}

/// Units from the top of the raster down, with the height of their rows.
fn rows<'a>(
    outcome: &'a Outcome,
    units: &'a EventUnits,
) -> impl Iterator<Item = (f64, &'a EventUnit)> {
    let count = outcome.raster.rows.len() as f64;
    let rows = outcome.raster.rows.iter().enumerate();
    rows.filter_map(move |(place, row)| {
        Some((count - place as f64 - 0.5, units.units.get(row.unit)?))
    })
}

fn change(outcome: &Outcome, units: &EventUnits) -> Plot {
    let ticks = [
        (-MOST, "0"),
        (-3.0, "1/8"),
        (0.0, "1"),
        (3.0, "8"),
        (MOST, "new"),
    ];
    let ticks = ticks.map(|(at, word)| (at, word.to_owned())).to_vec();
    let x = Axis::new("Event / baseline", "", [-MOST - 0.7, MOST + 0.7])
        .with_ticks(Ticks::At(ticks))
        .defined("Rate in the event over the rate in the baseline, on a log axis");
    let y = Axis::bare([0.0, outcome.raster.rows.len().max(1) as f64]);
    let mut plot = Plot::new("change", "Change of rate", x, y);
    plot.add_vertical(0.0, Stroke::new(Ink::Faint, 1.0).dashed(Dash::Dashed));
    for x in [-3.0, 3.0] {
        plot.add_vertical(x, Stroke::new(Ink::Hairline, 0.6));
    }
    for class in Class::ALL {
        for counts in [true, false] {
            let xy: Vec<[f64; 2]> = rows(outcome, units)
                .filter(|(_, u)| u.class == class && (u.during != Change::Unchanged) == counts)
                .filter_map(|(y, u)| {
                    let ratio = log_ratio(u.before_hz, u.during_hz)?;
                    Some([ratio.clamp(-MOST, MOST), y])
                })
                .collect();
            if xy.is_empty() {
                continue;
            }
            plot.add_named(
                if counts {
                    class.name().to_owned()
                } else {
                    format!("{}, no change", class.name())
                },
                Mark::Points {
                    xy: xy.into(),
                    radius_pt: 2.4,
                    filled: counts,
                    ink: Ink::from(class),
                    opacity: if counts { 1.0 } else { 0.7 },
                },
            );
        }
    }
    plot.legend = Legend::None;
    let said: Vec<String> = Change::ALL
        .iter()
        .map(|&c| {
            let all: usize = Class::ALL.iter().map(|&class| units.count(class, c)).sum();
            format!("{all} {}", c.name().to_lowercase())
        })
        .collect();
    plot.summary = format!("Units in the event: {}", said.join(", "));
    plot
}

fn table(units: &EventUnits) -> Table {
    let numbers = numbers::of_units(units);
    let name = |class: &Class| class.name().to_lowercase();
    let has_some = |class: &Class| numbers.value(&format!("included.{}", name(class))) > 0.0;
    let classes: Vec<Class> = Class::ALL.into_iter().filter(has_some).collect();
    let mut columns = vec![String::new()];
    columns.extend(classes.iter().map(|c| c.name().to_owned()));
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    let mut row = |words: String, before: &str, after: &str| {
        let count = |c| numbers.count_cell(&format!("{before}.{}{after}", name(c)));
        let words = std::iter::once(Cell::text(words));
        rows.push(words.chain(classes.iter().map(count)).collect());
    };
    let both = [("Event", "counts"), ("After", "counts_after")];
    for (when, counts) in &both[..=usize::from(units.after.is_some())] {
        for change in Change::ALL {
            let words = format!("{when}: {}", change.name().to_lowercase());
            row(words, counts, &format!(".{}", numbers::key(change)));
        }
    }
    row("Units n".to_owned(), "included", "");
    Table::new("Units against the baseline", columns, rows)
}

fn told(units: &EventUnits) -> Vec<String> {
    let tested = units.tested();
    let mut notes = vec![format!(
        "Test of two rates by each unit's own variability, alpha {}: of {} tested, {} would differ by chance.",
        number_text(units.alpha, 2),
        wording::counted(tested as u64, "unit", "units"),
        number_text(units.alpha * tested as f64, 2)
    )];
    let changed = units.units.iter().filter(|u| u.during != Change::Unchanged);
    let q = changed.map(|u| u.q_during).fold(f64::NAN, f64::max);
    if q.is_finite() {
        notes.push(format!(
            "Of those that differ, {} % are expected to do so by chance (q).",
            number_text(100.0 * q, 2)
        ));
    }
    let silent: usize = Class::ALL
        .iter()
        .map(|&c| units.count(c, Change::Silent))
        .sum();
    if silent > 0 {
        notes.push(format!(
            "{} no spike in the baseline nor in the event.",
            wording::counted(silent as u64, "unit has", "units have")
        ));
    }
    match units.after {
        Some(after) => notes.push(format!(
            "After: {} from the end of the event on.",
            wording::seconds(after.duration_s())
        )),
        None => notes.push("There is no time after the event.".to_owned()),
    }
    notes
}

/// "3.2 Hz before, 0.4 Hz in the event, p 0.001".
pub fn pick(outcome: &Outcome, at: [f64; 2]) -> Option<String> {
    let units = outcome.units.as_ref()?;
    let from_top = outcome.raster.rows.len() as f64 - at[1];
    let row = outcome
        .raster
        .rows
        .get((from_top >= 0.0).then_some(from_top as usize)?)?;
    let unit = units.units.get(row.unit)?;
    let hz = |x: f64| number_text(x, 2);
    Some(format!(
        "Unit {} · {} Hz before, {} in the event, {} after · {}, p {}, q {}",
        row.name,
        hz(unit.before_hz),
        hz(unit.during_hz),
        hz(unit.after_hz),
        unit.during.name().to_lowercase(),
        number_text(unit.p_during, 2),
        number_text(unit.q_during, 2)
    ))
}
