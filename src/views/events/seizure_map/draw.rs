//! The drawing of the seizure map.

use super::{Outcome, numbers};
use crate::analysis::Scale;
use crate::analysis::seizure_map::{Extremum, MapRow};
use crate::plot::{
    Axis, Cell, Dash, Ink, Mark, Plot, Ramp, Sheet, Stroke, Table, Ticks, number_text,
};
use crate::recording::Interval;
use crate::views::shared::{event, scale_plot, wording};
use crate::views::{Input, NumberSource, PickedPlace};

/// Above the coarsest scale there is room for the names of event and baseline.
const STRIP: [f64; 2] = [33.0, 35.0];

pub fn sheet(outcome: &Outcome, input: &Input<'_>) -> Sheet {
    let mut plots = vec![(3.0, map(outcome, input))];
    let line = line(outcome, input);
    if input.canvas.is_low() {
        plots[0].1.x = line.x;
    } else {
        plots.push((1.0, line));
    }
    let mut sheet = Sheet::column(plots);
    sheet.tables.push(table(outcome));
    sheet.notes = notes(outcome, input);
    sheet
}

fn map(outcome: &Outcome, input: &Input<'_>) -> Plot {
    let made = &outcome.map;
    let at = [1, 8, 15, 20, 25, 32].map(|k| (f64::from(k), k.to_string()));
    let y = Axis::new("Scale k, z(E - I)", "", [0.5, 35.4])
        .with_ticks(Ticks::At(at.to_vec()))
        .defined("Row k holds windows of exp(0.3 (k - 1)) ms; blue where excitation dominates more than in the baseline");
    let x = Axis::bare(event::ends(outcome.window));
    let mut plot = Plot::new("map", "Seizure map", x, y);
    let most = strength(outcome);
    let half_s = 0.5 * made.step_s;
    plot.add(Mark::Image {
        x: [
            made.start_s - half_s,
            made.start_s + made.columns as f64 * made.step_s - half_s,
        ],
        y: [0.5, 0.5 + made.rows.len() as f64],
        columns: made.columns,
        rows: made.rows.len(),
        values: made.rows.iter().flat_map(|r| r.z.iter().copied()).collect(),
        ramp: Ramp::Diverging,
        range: [-most, most],
    });
    plot.add_level(input.settings.scale.k(), Stroke::new(Ink::Accent, 1.0));
    event::add_event(&mut plot, &outcome.marked);
    event::add_strip(&mut plot, &outcome.marked, STRIP, outcome.window);
    plot.summary = made.extrema(outcome.window).map_or_else(
        || "Nothing is defined".to_owned(),
        |[low, high]| format!("{}, {}", place("Lowest", &low), place("highest", &high)),
    );
    plot
}

fn place(name: &str, extremum: &Extremum) -> String {
    format!(
        "{name} {} SD at {} in windows of {}",
        number_text(extremum.z, 3),
        wording::clock(extremum.at_s),
        extremum.scale.width_text()
    )
}

/// The end of the colours: 99.5 % of the cells lie below it, at least 3 SD, so that a map without
/// an event stays pale.
fn strength(outcome: &Outcome) -> f32 {
    let all = outcome.map.rows.iter().flat_map(|r| &r.z);
    let mut sizes: Vec<f32> = all.filter(|z| z.is_finite()).map(|z| z.abs()).collect();
    if sizes.is_empty() {
        return 3.0;
    }
    let place = ((sizes.len() - 1) as f64 * 0.995) as usize;
    let (_, value, _) = sizes.select_nth_unstable_by(place, f32::total_cmp);
    value.max(3.0)
}

/// The whole scale nearest to the chosen one.
fn chosen(outcome: &Outcome, scale: Scale) -> Option<&MapRow> {
    outcome
        .map
        .rows
        .get((scale.k().round() as usize).checked_sub(1)?)
}

fn line(outcome: &Outcome, input: &Input<'_>) -> Plot {
    let row = chosen(outcome, input.settings.scale);
    let width = row.map_or_else(String::new, |r| r.scale.width_text());
    let values = row.map_or(&[][..], |r| &r.z[..]);
    let range = scale_plot::range(
        values.iter().map(|z| f64::from(*z)).chain([-3.0, 3.0]),
        false,
    );
    let y = Axis::new(format!("E - I at {width}"), "SD", range)
        .defined("E - I in SDs of the baseline, in windows of the chosen scale");
    let mut plot = Plot::new("scale", "Chosen scale", event::time_axis(outcome.window), y);
    event::add_marks(&mut plot, &outcome.marked);
    for (y, ink, width_pt) in [
        (0.0, Ink::Faint, 0.6),
        (-2.0, Ink::Hairline, 0.6),
        (2.0, Ink::Hairline, 0.6),
    ] {
        plot.add_level(y, Stroke::new(ink, width_pt).dashed(Dash::Dashed));
    }
    let made = &outcome.map;
    let points = values
        .iter()
        .enumerate()
        .map(|(j, z)| [made.start_s + j as f64 * made.step_s, f64::from(*z)]);
    plot.add_named(
        "E - I",
        Mark::line(points.collect::<Vec<_>>(), Stroke::new(Ink::Text, 1.0)),
    );
    plot.summary = format!("E - I in windows of {width}");
    plot
}

fn table(outcome: &Outcome) -> Table {
    let numbers = numbers::of_outcome(outcome);
    let rows = numbers.rows("extrema").map(|found| {
        let stretch = match found.words("stretch") {
            "event" => "Event",
            _ => "Window",
        };
        vec![
            Cell::text(format!("{stretch}, {}", found.words("extremum"))),
            found.cell_in("z", 3, "SD"),
            Cell::text(wording::clock(found.value("t_s"))),
            Cell::text(Scale::new(found.value("k")).width_text()),
        ]
    });
    Table::new("Extrema of E - I", ["", "z", "Time", "Window"], rows)
}

fn notes(outcome: &Outcome, input: &Input<'_>) -> Vec<String> {
    let mut notes = event::notes(&outcome.marked, input);
    let made = &outcome.map;
    notes.push(format!(
        "One column every {}, colours to ±{} SD of the baseline; blue: excitation dominates.",
        wording::seconds(made.step_s),
        number_text(f64::from(strength(outcome)), 2)
    ));
    let short = made
        .rows
        .iter()
        .filter(|r| r.windows < crate::analysis::seizure_map::FEWEST);
    if let Some(first) = short.clone().next() {
        notes.push(format!(
            "Left empty from {} on: windows of {} fit the baseline fewer than ten times.",
            first.scale.width_text(),
            wording::counted(short.count() as u64, "scale", "scales")
        ));
    }
    let still = made
        .rows
        .iter()
        .filter(|r| r.windows >= crate::analysis::seizure_map::FEWEST && !r.is_defined());
    if still.clone().next().is_some() {
        notes.push(format!(
            "{} left empty: E - I does not vary in the baseline.",
            wording::counted(still.count() as u64, "scale is", "scales are")
        ));
    }
    notes.extend(wording::unclassified(input.recording));
    notes
}

/// "E - I −1.2 SD at 299 ms, 3:12.4".
pub fn pick(outcome: &Outcome, plot: &str, at: [f64; 2]) -> Option<PickedPlace> {
    let made = &outcome.map;
    let column = (at[0] - made.start_s) / made.step_s + 0.5;
    if plot != "map" || !(0.0..made.columns as f64).contains(&column) || at[1] >= 32.5 {
        return None;
    }
    let row = chosen(outcome, Scale::new(at[1].round()))?;
    let z = *row.z.get(column as usize)?;
    let text = if z.is_finite() {
        format!("E - I {} SD", number_text(f64::from(z), 2))
    } else {
        "not defined".to_owned()
    };
    let half_s = 0.5 * row.scale.width_s();
    Some(PickedPlace::new(
        Interval::new(at[0] - half_s, at[0] + half_s),
        format!(
            "{text} at {}, {}",
            row.scale.width_text(),
            wording::clock(at[0])
        ),
    ))
}
