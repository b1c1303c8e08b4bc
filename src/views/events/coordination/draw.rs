//! The drawing of coordination in time.

use super::{Outcome, numbers};
use crate::analysis::Scale;
use crate::analysis::coordination::{
    Coordination, CoordinationRow, FEWEST_BINS, FEWEST_WINDOWS, MaskReason,
};
use crate::plot::{
    Axis, Cell, Dash, Ink, Mark, Plot, Ramp, Sheet, Stroke, Table, Ticks, number_text,
};
use crate::recording::Interval;
use crate::views::shared::{event, scale_plot, wording};
use crate::views::{Input, NumberSource, PickedPlace};

pub fn sheet(outcome: &Outcome, input: &Input<'_>) -> Sheet {
    let with_map = outcome.map.is_some();
    let bare = || Axis::bare(event::ends(outcome.window));
    let time = || event::time_axis(outcome.window);
    let last = if with_map { bare() } else { time() };
    let mut plots = vec![
        (1.0, correlation(outcome, bare())),
        (1.0, imbalance(outcome, last)),
    ];
    if let Some(made) = &outcome.map {
        plots.push((1.4, map(made, outcome, input, time())));
    }
    let mut sheet = Sheet::column(plots);
    sheet.tables.push(table(outcome));
    sheet.notes = notes(outcome, input);
    sheet
}

fn row(outcome: &Outcome) -> Option<&CoordinationRow> {
    outcome.chosen.rows.first()
}

/// A line over time with its band, its flags and the marks of the event.
fn series(
    outcome: &Outcome,
    mut plot: Plot,
    values: &[f64],
    band: Option<[f64; 2]>,
    flags: &[Interval],
) -> Plot {
    let made = &outcome.chosen;
    event::add_marks(&mut plot, &outcome.marked);
    if let Some([low, high]) = band {
        let ends = event::ends(outcome.window);
        plot.add_named(
            "Usual in the baseline",
            Mark::Band {
                x: ends.into(),
                low: [low; 2].into(),
                high: [high; 2].into(),
                ink: Ink::Surrogate,
                opacity: 0.22,
            },
        );
    }
    if !flags.is_empty() {
        plot.add_named(
            "Flagged",
            Mark::spans(
                flags
                    .iter()
                    .map(|f| (f.start_s, f.stop_s, Ink::Accent))
                    .collect::<Vec<_>>(),
                0.16,
            ),
        );
    }
    plot.add_level(0.0, Stroke::new(Ink::Faint, 0.6).dashed(Dash::Dashed));
    plot.add_named(
        plot.title.clone(),
        Mark::line(
            values
                .iter()
                .enumerate()
                .map(|(j, v)| [made.time_s(j), *v])
                .collect::<Vec<_>>(),
            Stroke::new(Ink::Text, 1.4),
        ),
    );
    plot
}

fn flags_r(outcome: &Outcome) -> Vec<Interval> {
    row(outcome).map_or_else(Vec::new, |row| outcome.chosen.stretches(|j| row.is_low(j)))
}

fn flags_m(outcome: &Outcome) -> Vec<Interval> {
    row(outcome).map_or_else(Vec::new, |row| outcome.chosen.stretches(|j| row.is_off(j)))
}

fn correlation(outcome: &Outcome, x: Axis) -> Plot {
    let values = row(outcome).map_or(&[][..], |r| &r.r[..]);
    let band = row(outcome).and_then(|r| r.band);
    let lowest = shown(outcome, values).fold(0.0, f64::min);
    let y = Axis::new(
        "Correlation r of E and I",
        "",
        [(lowest - 0.05).min(-0.1), 1.0],
    )
    .defined("Correlation of the counts of E and of I in the bins of a sliding window");
    let plot = Plot::new("correlation", "Correlation", x, y);
    let flags = flags_r(outcome);
    let mut plot = series(outcome, plot, values, band.map(|b| [b.low_r, 1.0]), &flags);
    plot.summary = format!(
        "r in windows of {} at {}: {} below the baseline",
        wording::seconds(outcome.chosen.window_s),
        row(outcome).map_or_else(String::new, |r| r.scale.width_text()),
        wording::counted(flags.len() as u64, "stretch", "stretches")
    );
    plot
}

fn imbalance(outcome: &Outcome, x: Axis) -> Plot {
    let values = row(outcome).map_or(&[][..], |r| &r.m[..]);
    let band = row(outcome).and_then(|r| r.band);
    let extra = band.iter().flat_map(|b| [b.low_m, b.high_m]);
    let range = scale_plot::range(shown(outcome, values).chain(extra).chain([0.0]), false);
    let y = Axis::new("Mean imbalance M", "SD", range)
        .defined("Mean of z(E) - z(I) in a sliding window, z-scored against the baseline; above 0 excitation dominates");
    let plot = Plot::new("imbalance", "Mean imbalance", x, y);
    let flags = flags_m(outcome);
    let mut plot = series(
        outcome,
        plot,
        values,
        band.map(|b| [b.low_m, b.high_m]),
        &flags,
    );
    plot.summary = format!(
        "Mean imbalance: {} outside the baseline's range",
        wording::counted(flags.len() as u64, "stretch", "stretches")
    );
    plot
}

/// Values of windows whose centre is shown.
fn shown<'a>(outcome: &'a Outcome, values: &'a [f64]) -> impl Iterator<Item = f64> + 'a {
    let inside = |j: usize| outcome.window.contains(outcome.chosen.time_s(j));
    values
        .iter()
        .enumerate()
        .filter(move |(j, _)| inside(*j))
        .map(|(_, v)| *v)
}

fn map(made: &Coordination, outcome: &Outcome, input: &Input<'_>, x: Axis) -> Plot {
    let at = [1, 8, 15, 20, 25, 32].map(|k| (f64::from(k), k.to_string()));
    let y = Axis::new("Scale k, r", "", [0.5, 32.5])
        .with_ticks(Ticks::At(at.to_vec()))
        .defined("Row k holds r in bins of exp(0.3 (k - 1)) ms, coarse at the top; dark is low, bright is 1");
    let mut plot = Plot::new("map", "Correlation at all scales", x, y);
    let half_s = 0.5 * made.step_s;
    plot.add(Mark::Image {
        x: [made.start_s - half_s, made.time_s(made.windows) - half_s],
        y: [0.5, 0.5 + made.rows.len() as f64],
        columns: made.windows,
        rows: made.rows.len(),
        values: made
            .rows
            .iter()
            .flat_map(|r| r.r.iter().map(|r| *r as f32))
            .collect(),
        ramp: Ramp::Sequential,
        range: [0.0, 1.0],
    });
    plot.add_level(input.settings.scale.k(), Stroke::new(Ink::Accent, 1.0));
    event::add_event(&mut plot, &outcome.marked);
    plot.summary = format!(
        "r from 0 (dark) to 1 (bright) in {} rows of scales",
        made.rows.len()
    );
    plot
}

fn table(outcome: &Outcome) -> Table {
    let numbers = numbers::of_chosen(&outcome.chosen, &outcome.marked);
    let row = |words: &str, cell| vec![Cell::text(words), cell];
    let number = |words: &str, name: &str, unit: &str| {
        row(words, numbers.cell_in(&format!("chosen.{name}"), 3, unit))
    };
    let mut rows = Vec::new();
    if let Some(made) = self::row(outcome) {
        rows.extend([
            number("Baseline, mean r", "baseline.mean_r", ""),
            number("Baseline, lower 1 % of r", "baseline.low_r", ""),
            number("Baseline, mean M", "baseline.mean_m", "SD"),
            number("Baseline, lower 0.5 % of M", "baseline.low_m", "SD"),
            number("Baseline, upper 0.5 % of M", "baseline.high_m", "SD"),
        ]);
        if outcome.marked.event.is_some() {
            rows.push(number("Event, mean r", "event.mean_r", ""));
            rows.push(number("Event, mean M", "event.mean_m", "SD"));
        }
        rows.extend([
            number("r flagged for", "r_flagged_s", "s"),
            number("M flagged for", "m_flagged_s", "s"),
            row(
                "Bins in a window n",
                numbers.count_cell("chosen.bins_in_window"),
            ),
        ]);
        if made.band.is_some() {
            let count = |name: &str| numbers.value(&format!("chosen.baseline.{name}"));
            let (all, beside) = (count("windows"), count("side_by_side"));
            let text = format!("{all}, of which {beside} side by side");
            rows.push(row("Windows of the baseline n", Cell::text(text)));
        }
    }
    Table::new(
        "Coordination at the chosen scale",
        Vec::<String>::new(),
        rows,
    )
}

fn notes(outcome: &Outcome, input: &Input<'_>) -> Vec<String> {
    let mut notes = event::notes(&outcome.marked, input);
    let made = &outcome.chosen;
    notes.push(format!(
        "Windows of {} every {}; each point stands for half a window on either side.",
        wording::seconds(made.window_s),
        wording::seconds(made.step_s)
    ));
    notes.push(
        "Grey across: usual in the baseline; shaded in colour: flagged. Map: r from 0 (dark) to 1 (bright), below 0 as 0."
            .to_owned(),
    );
    if let Some(row) = row(outcome) {
        let width = row.scale.width_text();
        match row.masked {
            Some(MaskReason::TooCoarse) => notes.push(format!(
                "A window holds {} of {width}; r needs {FEWEST_BINS}. Choose a finer scale or a longer window.",
                wording::counted(row.bins as u64, "bin", "bins")
            )),
            Some(MaskReason::TooFine) => notes.push(format!(
                "There are too many bins of {width} to hold. Choose a coarser scale or a shorter window."
            )),
            None => {}
        }
        if row.masked.is_none() && row.band.is_none() && outcome.marked.baseline.is_some() {
            notes.push(format!(
                "No band: the baseline has room for fewer than {FEWEST_WINDOWS} windows side by side."
            ));
        }
    }
    if let Some(map) = &outcome.map {
        let of = |why| map.rows.iter().filter(|r| r.masked == Some(why)).count() as u64;
        let (coarse, fine) = (of(MaskReason::TooCoarse), of(MaskReason::TooFine));
        if coarse + fine > 0 {
            notes.push(format!(
                "Of the scales, {coarse} are too coarse for the window and {fine} too fine for the time shown; they are left empty."
            ));
        }
    }
    notes.extend(wording::unclassified(input.recording));
    notes
}

/// "r 0.62 at 299 ms, 3:12.4".
pub fn pick(outcome: &Outcome, plot: &str, at: [f64; 2]) -> Option<PickedPlace> {
    let of = if plot == "map" {
        outcome.map.as_ref()?
    } else {
        &outcome.chosen
    };
    let row = if plot == "map" {
        let scale = Scale::new(at[1].round());
        of.rows.get(scale.k() as usize - 1)?
    } else {
        of.rows.first()?
    };
    let place = ((at[0] - of.start_s) / of.step_s).round();
    let j = (place >= 0.0 && (place as usize) < of.windows).then_some(place as usize)?;
    let (t_s, half_s) = (of.time_s(j), 0.5 * of.window_s);
    let words = match (plot, row.r[j].is_finite()) {
        ("imbalance", _) => format!("M {} SD", number_text(row.m[j], 2)),
        (_, true) => format!("r {}", number_text(row.r[j], 2)),
        _ => "r not defined".to_owned(),
    };
    Some(PickedPlace::new(
        Interval::new(t_s - half_s, t_s + half_s),
        format!(
            "{words} at {}, {}",
            row.scale.width_text(),
            wording::clock(t_s)
        ),
    ))
}
