//! The numbers of a trend, as cells and in words.

use super::{Input, Outcome, wording};
use crate::analysis::trend::Trend;
use crate::plot::{Cell, Table, number_text};

/// "250 s (231 to 262 s)", "not within the recording (> 440 s)".
pub fn recovery(trend: &Trend, input: &Input<'_>) -> String {
    let Some(found) = trend.recovery else {
        return "no event".to_owned();
    };
    let Some(after_s) = found.after_s else {
        return format!(
            "not within {} (> {} s)",
            whither(trend, input),
            number_text(found.followed_s.max(0.0), 3)
        );
    };
    format!(
        "{} s{}",
        number_text(after_s, 3),
        between(found.interval_s, Some(found.followed_s))
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
    let Some(found) = trend.relaxation else {
        return if trend.event.is_none() {
            "no event".to_owned()
        } else {
            "too little time after the event".to_owned()
        };
    };
    let interval = between(found.interval_s, None);
    match found.tau_s {
        Some(tau_s) => format!("{} s{interval}", number_text(tau_s, 3)),
        None => format!("cannot be told{interval}"),
    }
}

/// " (60 to 200 s)"; an end beyond what is seen is said as such.
fn between(interval: Option<[f64; 2]>, seen_s: Option<f64>) -> String {
    let Some([low, high]) = interval else {
        return String::new();
    };
    let high = match (high.is_finite(), seen_s) {
        (true, _) => format!("{} s", number_text(high, 3)),
        (false, Some(seen_s)) => format!("> {} s", number_text(seen_s, 3)),
        (false, None) => "no upper limit".to_owned(),
    };
    format!(" ({} to {high})", number_text(low, 3))
}

/// One column for each seizure.
pub fn table(outcome: &Outcome, input: &Input<'_>) -> Table {
    let all: Vec<&Trend> = std::iter::once(&outcome.trend)
        .chain(&outcome.others)
        .collect();
    let unit = outcome.trend.unit();
    let row = |name: &str, cell: &dyn Fn(&Trend) -> Cell| {
        let mut row = vec![Cell::text(name)];
        row.extend(all.iter().map(|t| cell(t)));
        row
    };
    let mut columns = vec![String::new()];
    columns.extend(all.iter().map(|t| match t.event {
        Some(event) => wording::clock(event.start_s),
        None => "No event".to_owned(),
    }));
    let [stationary, random] = [0, 1];
    Table::new(
        "Trend and return",
        columns,
        vec![
            row("Recovery after the end (95 %)", &|t| {
                Cell::text(recovery(t, input))
            }),
            row("Time constant (95 %)", &|t| Cell::text(tau(t))),
            row("Slope of the line", &|t| {
                Cell::number(t.line.slope, 3, format!("{unit} / s"))
            }),
            row("Intercept", &|t| Cell::number(t.line.intercept, 3, unit)),
            row("SD about the line", &|t| Cell::number(t.line.sd, 3, unit)),
            row("Samples of the baseline n", &|t| {
                Cell::count(t.line.n as u64)
            }),
            row("AR(1) of the residuals", &|t| {
                Cell::number(t.fans[stationary].phi, 3, "")
            }),
            row("AR(1) of the increments", &|t| {
                Cell::number(t.fans[random].phi, 3, "")
            }),
            row("Paths in each fan n", &|t| {
                Cell::count(u64::from(t.options.paths))
            }),
        ],
    )
}
