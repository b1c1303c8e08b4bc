//! Every seizure of the recording from its onset on: deviations from the lines of their baselines.

use super::Outcome;
use crate::analysis::trend::Trend;
use crate::plot::{Axis, Dash, Ink, Legend, Mark, Plot, Sheet, Stroke};
use crate::views::Input;
use crate::views::shared::{event, scale_plot, wording};

pub fn sheet(outcome: &Outcome, input: &Input<'_>) -> Sheet {
    let all: Vec<&Trend> = std::iter::once(&outcome.trend)
        .chain(&outcome.others)
        .collect();
    let before_s = all
        .iter()
        .map(|t| t.onset_s() - t.baseline.start_s)
        .fold(0.0, f64::max);
    let after_s = all
        .iter()
        .map(|t| t.until_s - t.onset_s())
        .fold(0.0, f64::max);
    let x = Axis::new("Time from onset", "s", [-before_s, after_s]);
    let y = Axis::new("S less its line", outcome.trend.unit(), [0.0, 1.0])
        .defined("Deviation of S from the line of each seizure's own baseline");
    let mut plot = Plot::new("aligned", "Seizures aligned at onset", x, y);
    plot.add_vertical(0.0, Stroke::new(Ink::Seizure, 1.0).dashed(Dash::Dotted));
    plot.add_level(0.0, Stroke::new(Ink::Faint, 1.0).dashed(Dash::Dashed));
    let shown_s = before_s + after_s;
    let most = 2.0 * event::columns(input) as f64;
    let mut values = Vec::new();
    for (nth, made) in all.iter().enumerate() {
        let every = (shown_s / made.options.step_s / most).ceil().max(1.0) as usize;
        let xy: Vec<[f64; 2]> = made
            .deviation()
            .enumerate()
            .map(|(j, d)| [made.time_s(j), d])
            .filter(|[t, _]| (made.baseline.start_s..=made.until_s).contains(t))
            .step_by(every)
            .map(|[t, d]| [t - made.onset_s(), d])
            .collect();
        values.extend(xy.iter().map(|p| p[1]));
        // The seizure in the window is in full; the others differ in their lines.
        let (ink, dash) = match nth {
            0 => (Ink::Text, Dash::Solid),
            n if n % 3 == 1 => (Ink::Faint, Dash::Solid),
            n if n % 3 == 2 => (Ink::Faint, Dash::Dashed),
            _ => (Ink::Faint, Dash::DashDotted),
        };
        let width_pt = if nth == 0 { 1.8 } else { 1.2 };
        let name = made
            .event
            .map_or_else(|| "No event".to_owned(), |e| wording::clock(e.start_s));
        plot.add_named(
            name,
            Mark::line(xy, Stroke::new(ink, width_pt).dashed(dash)),
        );
    }
    plot.y.range = scale_plot::range(values.into_iter(), false);
    plot.legend = Legend::BottomLeft;
    plot.summary = format!(
        "{} aligned at onset",
        wording::counted(all.len() as u64, "seizure", "seizures")
    );
    Sheet::column(vec![(1.0, plot)])
}
