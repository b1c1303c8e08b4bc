//! The drawing of rates and irregularity: two histograms, and the table of classes.

use super::histogram::Histogram;
use super::{Group, Outcome, RATE_AXIS, numbers};
use crate::analysis::{Distribution, Irregularity};
use crate::plot::{Anchor, Axis, Dash, Ink, Legend, Mark, Plot, Sheet, Stroke, Table, number_text};
use crate::recording::Class;
use crate::views::shared::wording;
use crate::views::{Input, NumberSource, ScreenTable};

pub fn sheet(outcome: &Outcome, input: &Input<'_>) -> Sheet {
    let is_log = input.values.choice(&RATE_AXIS) == "log";
    Sheet {
        tables: vec![table(outcome)],
        notes: notes(outcome, input, is_log),
        ..input.canvas.pair(rates(outcome, is_log), measures(outcome))
    }
}

/// "E", "I", "Without class".
fn name(class: Class) -> &'static str {
    match class {
        Class::Unclassified => "Without class",
        class => class.letter(),
    }
}

/// Medians are told apart without colour, too.
fn dash(class: Class) -> Dash {
    match class {
        Class::Excitatory => Dash::Solid,
        Class::Inhibitory => Dash::Dashed,
        Class::Unclassified => Dash::Dotted,
    }
}

/// The histogram and the median of every class.
fn histograms(
    outcome: &Outcome,
    bins: &Histogram,
    plot: &mut Plot,
    of: impl Fn(&Group) -> &Distribution,
    unit: &str,
) {
    // Few units are counted in whole numbers.
    let mut most = 3;
    let mut words = Vec::new();
    for group in &outcome.groups {
        let Group { class, .. } = *group;
        let values = of(group);
        let counts = bins.counts(&values.values);
        most = counts.iter().copied().fold(most, u64::max);
        let units = wording::counted(values.n() as u64, "unit", "units");
        let text = format!("{}: {units}", name(class));
        if values.n() > 0 {
            let median = format!("{} {unit}", number_text(values.median, 3));
            words.push(format!("{text}, median {}", median.trim_end()));
        } else {
            words.push(text.clone());
        }
        bins.draw(plot, text, &counts, class.into());
    }
    for group in &outcome.groups {
        let median = of(group).median;
        if median.is_finite() && (!plot.x.log || median > 0.0) {
            let stroke = Stroke::new(Ink::from(group.class), 1.8).dashed(dash(group.class));
            plot.add_vertical(median, stroke);
        }
    }
    // With room for the legend.
    plot.y.range = [0.0, 1.35 * most as f64];
    plot.show_title = true;
    plot.legend = Legend::TopRight;
    plot.summary = format!("{}.", words.join("; "));
}

fn rates(outcome: &Outcome, is_log: bool) -> Plot {
    let all = outcome.units.iter().map(|unit| unit.rate_hz);
    let bins = if is_log {
        Histogram::log(all)
    } else {
        Histogram::linear(all, 1e-3)
    };
    let mut x = Axis::new("Mean rate", "Hz", bins.range())
        .defined("Spikes over the selected time in which the unit was observed");
    x.log = is_log;
    let mut plot = Plot::new("rates", "Rates", x, units_axis());
    histograms(outcome, &bins, &mut plot, |group| &group.rate_hz, "Hz");
    plot
}

fn measures(outcome: &Outcome) -> Plot {
    let measure = outcome.measure;
    let all = outcome.units.iter().map(|unit| measure.of(unit));
    let bins = Histogram::linear(all, 2.0);
    let x = Axis::new(format!("{} of intervals", measure.name()), "", bins.range()).defined(
        "0 for a clock, 1 for a Poisson process; of the intervals between the spikes of a unit",
    );
    let title = format!("Irregularity ({})", measure.name());
    let mut plot = Plot::new("irregularity", title, x, units_axis());
    plot.add_vertical(1.0, Stroke::new(Ink::Faint, 1.0).dashed(Dash::DashDotted));
    histograms(outcome, &bins, &mut plot, |group| &group.measure, "");
    let [_, top] = plot.y.range;
    // Left of the line, where the legend is not.
    let [from, to] = plot.x.range;
    let at = [1.0 - 0.01 * (to - from), 0.93 * top];
    plot.add(Mark::text(at, "Poisson", Anchor::End, Ink::Faint, 10.5));
    plot
}

fn units_axis() -> Axis {
    Axis::new("Units", "", [0.0, 1.0]).defined("How many units of the class are in the bin")
}

fn table(outcome: &Outcome) -> Table {
    let numbers = numbers::groups(outcome);
    let rows: Vec<_> = numbers.rows("groups").collect();
    let columns = outcome.groups.iter().zip(&rows).map(|(group, row)| {
        let row: &dyn NumberSource = row;
        (name(group.class).to_owned(), row)
    });
    let of = |what: &str| format!("{} {what}", outcome.measure.name());
    ScreenTable::new(columns, None)
        .row("Units", |n| n.count_cell("units"))
        .row("Rate, median", |n| n.cell("rate_median_hz", 3))
        .row("95 % (over units)", |n| n.interval_cell("rate_median_hz"))
        .row("Rate, mean", |n| n.cell("rate_mean_hz", 3))
        .row("Rate, lower quartile", |n| n.cell("rate_q25_hz", 3))
        .row("Rate, upper quartile", |n| n.cell("rate_q75_hz", 3))
        .row(&of("of units"), |n| n.count_cell("units_measured"))
        .row(&of("median"), |n| n.cell("median", 3))
        .row("95 % (over units)", |n| n.interval_cell("median"))
        .row(&of("mean"), |n| n.cell("mean", 3))
        .row(&of("lower quartile"), |n| n.cell("q25", 3))
        .row(&of("upper quartile"), |n| n.cell("q75", 3))
        .titled("Rates and irregularity")
}

fn notes(outcome: &Outcome, input: &Input<'_>, is_log: bool) -> Vec<String> {
    let counted = |n: usize| wording::counted(n as u64, "unit", "units");
    let units = &outcome.units;
    let mut notes = vec![
        "Lines in the colour of a class are medians; their intervals are over units (bootstrap, seed 1)."
            .to_owned(),
    ];
    let selected = input.selection.intervals(input.recording);
    if input.recording.unobserved(&selected).is_some() {
        notes.push(
            "Rates of units here are over the time in which each was observed: they are not too low."
                .to_owned(),
        );
    }
    let too_few: usize = outcome.groups.iter().map(|group| group.too_few).sum();
    if too_few > 0 {
        notes.push(format!(
            "Without {}: {} with fewer than {} spikes in the selected time, or without two intervals in a stretch of it.",
            outcome.measure.name(),
            counted(too_few),
            outcome.least_spikes,
        ));
    }
    let silent = units.iter().filter(|unit| unit.rate_hz == 0.0).count();
    if is_log && silent > 0 {
        notes.push(format!(
            "Without a place on the log axis: {} without a spike in the selected time.",
            counted(silent)
        ));
    }
    let unobserved = units.iter().filter(|unit| unit.rate_hz.is_nan()).count();
    if unobserved > 0 {
        notes.push(format!(
            "Left out: {} not observed in the selected time.",
            counted(unobserved)
        ));
    }
    if units.iter().any(|unit| unit.unobserved_spikes > 0) {
        let spikes = units.iter().map(|unit| unit.unobserved_spikes as u64).sum();
        notes.push(format!(
            "Not counted: {} where the file says that their unit was not observed.",
            wording::counted(spikes, "spike", "spikes")
        ));
    }
    let straddling = |unit: &Irregularity| unit.spikes.saturating_sub(1 + unit.intervals) as u64;
    let straddling: u64 = units.iter().map(straddling).sum();
    if straddling > 0 {
        notes.push(format!(
            "Not counted: {} across borders of the selected or observed time.",
            wording::counted(straddling, "interval", "intervals")
        ));
    }
    notes
}
