//! The numbers of a trend, as cells and in words.

use super::{Input, Outcome, numbers, wording};
use crate::analysis::trend::Trend;
use crate::plot::{Cell, Table, number_text};
use crate::views::{NumberSource, Row, ScreenTable};

/// "250 s; 62 % of baselines see one by then, 97 % at all", "not within the recording (> 440 s); 3 % of
/// baselines see one".
pub fn recovery(trend: &Trend, input: &Input<'_>) -> String {
    let numbers = numbers::of_trends([trend]);
    let found = numbers.each_row().next();
    found.map_or_else(String::new, |found| recovery_text(&found, trend, input))
}

fn recovery_text(found: &Row<'_>, trend: &Trend, input: &Input<'_>) -> String {
    if trend.recovery.is_none() {
        return "no event".to_owned();
    }
    let percent = |name: &str| format!("{:.0} %", 100.0 * found.value(name));
    let (after_s, followed_s) = (found.value("recovery_s"), found.value("followed_s"));
    if after_s.is_nan() {
        return format!(
            "not within {} (> {} s); {} of baselines see one",
            whither(trend, input),
            number_text(followed_s.max(0.0), 3),
            percent("recovery_seen")
        );
    }
    format!(
        "{} s; {} of baselines see one by then, {} at all",
        number_text(after_s, 3),
        percent("recovery_seen_by_then"),
        percent("recovery_seen")
    )
}

/// What ends the time that is followed.
pub fn whither(trend: &Trend, input: &Input<'_>) -> &'static str {
    let end_s = input.recording.span().stop_s;
    let event_s = trend.event.map_or(f64::NAN, |e| e.stop_s);
    if trend.until_s + 1.5 * trend.options.step_s >= end_s {
        "the recording"
    } else if trend.until_s + 1.5 * trend.options.step_s < event_s + trend.options.follow_s {
        "the time before the next seizure"
    } else {
        "the time followed"
    }
}

/// "120 s (60 to 200 s)".
pub fn tau(trend: &Trend) -> String {
    let numbers = numbers::of_trends([trend]);
    let found = numbers.each_row().next();
    found.map_or_else(String::new, |found| tau_text(&found, trend))
}

fn tau_text(found: &Row<'_>, trend: &Trend) -> String {
    if trend.event.is_none() {
        return "no event".to_owned();
    }
    if trend.relaxation.is_none() {
        return "too little time after the event".to_owned();
    }
    let interval = between(found.interval_of("return_tau_s"));
    match found.value("return_tau_s") {
        tau_s if tau_s.is_nan() => format!("cannot be told{interval}"),
        tau_s => format!("{} s{interval}", number_text(tau_s, 3)),
    }
}

/// " (60 to 200 s)"; an end beyond what is seen is said as such.
fn between(interval: Option<[f64; 2]>) -> String {
    let Some([low, high]) = interval else {
        return String::new();
    };
    let high = if high.is_finite() {
        format!("{} s", number_text(high, 3))
    } else {
        "no upper limit".to_owned()
    };
    format!(" ({} to {high})", number_text(low, 3))
}

/// One column for each seizure.
pub fn table(outcome: &Outcome, input: &Input<'_>) -> Table {
    let all = || std::iter::once(&outcome.trend).chain(&outcome.others);
    let numbers = numbers::of_trends(all());
    let rows: Vec<Row<'_>> = numbers.each_row().collect();
    let onset = |row: &Row<'_>| match row.value("onset_s") {
        onset_s if onset_s.is_nan() => "No event".to_owned(),
        onset_s => wording::clock(onset_s),
    };
    let columns = rows
        .iter()
        .map(|row| (onset(row), row as &dyn NumberSource));
    let texts = |words: &str, text: &dyn Fn(&Row<'_>, &Trend) -> String| {
        let cells = rows.iter().zip(all());
        let cells = cells.map(|(row, trend)| Cell::text(text(row, trend)));
        std::iter::once(Cell::text(words)).chain(cells).collect()
    };
    let unit = outcome.trend.unit();
    let slope = format!("{unit} / s");
    let mut table = ScreenTable::new(columns, None)
        .row("Slope of the line", |n| {
            n.cell_in("baseline.slope", 3, &slope)
        })
        .row("Intercept", |n| n.cell_in("baseline.intercept", 3, unit))
        .row("SD about the line", |n| n.cell_in("baseline.sd", 3, unit))
        .row("Samples of the baseline n", |n| n.count_cell("baseline.n"))
        .row("AR(1) of the residuals", |n| n.cell("ar1_residuals", 3))
        .row("AR(1) of the increments", |n| n.cell("ar1_increments", 3))
        .row("Paths in each fan n", |n| n.count_cell("paths"))
        .titled("Trend and return");
    let told = [
        texts("Recovery after the end", &|row, trend| {
            recovery_text(row, trend, input)
        }),
        texts("Time constant (95 %)", &tau_text),
    ];
    table.rows.splice(0..0, told);
    table
}
