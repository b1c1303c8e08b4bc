//! The drawing of the trend on the recording's clock, or normalised.

use super::{Axes, Outcome, aligned, words};
use crate::analysis::trend::{Fan, FanKind, Recovery, Trend};
use crate::plot::{Axis, Dash, Ink, Legend, Mark, Plot, Sheet, Stroke, number_text};
use crate::recording::Interval;
use crate::views::Input;
use crate::views::shared::{event, scale_plot, wording};
use std::sync::Arc;

/// Paths of the wide fan that are drawn one by one.
const SHOWN_PATHS: usize = 12;

/// From times and values of S to the axes.
#[derive(Clone, Copy)]
pub struct Map {
    pub x0: f64,
    pub per_x: f64,
    pub per_y: f64,
}

impl Map {
    fn x(&self, t_s: f64) -> f64 {
        (t_s - self.x0) * self.per_x
    }
    fn y(&self, s: f64) -> f64 {
        s * self.per_y
    }
}

pub fn sheet(outcome: &Outcome, input: &Input<'_>) -> Sheet {
    let mut sheet = match outcome.axes {
        Axes::Onset => aligned::sheet(outcome, input),
        Axes::Clock => clock(outcome, input),
        Axes::Normalised => normalised(outcome, input),
    };
    sheet.tables.push(words::table(outcome, input));
    sheet.notes.extend(notes(outcome, input));
    sheet
}

fn clock(outcome: &Outcome, input: &Input<'_>) -> Sheet {
    let made = &outcome.trend;
    let map = Map {
        x0: 0.0,
        per_x: 1.0,
        per_y: 1.0,
    };
    let bare = Axis::bare(event::ends(outcome.window));
    let x = event::time_axis(outcome.window);
    let y = |label: &str| Axis::new(label, made.unit(), [0.0, 1.0]);
    let top = y("Cumulative E - I, S")
        .defined("Running sum of excitation less inhibition, 0 where the baseline begins");
    let low = y("S less its line").defined("Deviation of S from the line of the baseline");
    let every = every(outcome, input);
    let mut trend = Plot::new("trend", "Cumulative trend", bare, top);
    event::add_marks(&mut trend, &outcome.marked);
    layers(&mut trend, outcome, map, every, false);
    fit_y(&mut trend, outcome.window);
    trend.legend = if made.line.slope < 0.0 {
        Legend::BottomLeft
    } else {
        Legend::TopLeft
    };
    let mut deviation = Plot::new("deviation", "Deviation from the line", x, low);
    event::add_marks(&mut deviation, &outcome.marked);
    layers(&mut deviation, outcome, map, every, true);
    fit_y(&mut deviation, outcome.window);
    trend.summary = summary(outcome, input);
    deviation.summary.clone_from(&trend.summary);
    if input.canvas.is_low() {
        trend.x = deviation.x;
        return Sheet::column(vec![(1.0, trend)]);
    }
    let Some((event, recovery)) = made.event.zip(made.recovery.as_ref()) else {
        return Sheet::column(vec![(1.6, trend), (1.0, deviation)]);
    };
    let time = std::mem::replace(&mut deviation.x, trend.x.clone());
    let seen = seen(event, recovery, outcome, time);
    Sheet::column(vec![(1.6, trend), (1.0, deviation), (0.5, seen)])
}

/// Share of the baselines that would have seen a return by then.
fn seen(event: Interval, recovery: &Recovery, outcome: &Outcome, x: Axis) -> Plot {
    let y = Axis::new("Return seen", "", [0.0, 1.05]).defined(
        "Share of the refits of the line to baselines like this one that see S return by then",
    );
    let mut plot = Plot::new("seen", "Baselines that see a return", x, y);
    event::add_marks(&mut plot, &outcome.marked);
    let mut steps = vec![[event.stop_s, 0.0]];
    for (k, t_s) in recovery.returns_s.iter().enumerate() {
        let share = |k: usize| k as f64 / f64::from(recovery.refits.max(1));
        let x = event.stop_s + t_s;
        steps.extend([[x, share(k)], [x, share(k + 1)]]);
    }
    steps.push([event.stop_s + recovery.followed_s, recovery.seen()]);
    plot.add(Mark::line(steps, Stroke::new(Ink::Text, 1.6)));
    if let Some(after_s) = recovery.after_s {
        let at = [event.stop_s + after_s, recovery.seen_by(after_s)];
        plot.add(Mark::rings([at], 5.0, Ink::Accent));
    }
    let percent = 100.0 * recovery.seen();
    plot.summary = format!("{percent:.0} % of {} see one", recovery.refits);
    plot
}

/// x from 0 where the baseline begins to 1 where S is followed to; y likewise.
fn normalised(outcome: &Outcome, input: &Input<'_>) -> Sheet {
    let made = &outcome.trend;
    let whole_s = made.until_s - made.baseline.start_s;
    let end = made.sample(made.until_s).map_or(f64::NAN, |j| made.s[j]);
    let map = Map {
        x0: made.baseline.start_s,
        per_x: 1.0 / whole_s,
        per_y: 1.0 / end,
    };
    let x = Axis::new("Normalised time", "", [0.0, 1.0])
        .defined("0 where the baseline begins, 1 where S is no longer followed");
    let y = Axis::new("Normalised cumulative trend", "", [0.0, 1.0]).defined(
        "S over its value at the end; where that is negative, up means that inhibition dominates",
    );
    let mut plot = Plot::new("normalised", "Normalised cumulative trend", x, y);
    let baseline = [made.baseline.start_s, made.baseline.stop_s].map(|t| map.x(t));
    plot.add_named(
        "Baseline",
        Mark::spans([(baseline[0], baseline[1], Ink::Period)], 0.16),
    );
    for x in outcome
        .marked
        .event
        .iter()
        .flat_map(|e| [e.start_s, e.stop_s])
    {
        plot.add_vertical(
            map.x(x),
            Stroke::new(Ink::Seizure, 1.0).dashed(Dash::Dotted),
        );
    }
    layers(&mut plot, outcome, map, every(outcome, input), false);
    fit_y(&mut plot, Interval::new(0.0, 1.0));
    plot.legend = Legend::TopLeft;
    plot.summary = summary(outcome, input);
    let mut sheet = Sheet::column(vec![(1.0, plot)]);
    if end < 0.0 {
        sheet.notes.push(
            "S ends below 0, so up in this picture means that inhibition dominates.".to_owned(),
        );
    }
    if end.abs() < 4.0 * made.line.sd {
        sheet.notes.push(
            "S ends near 0: divided by its end it means little here. Use plain axes.".to_owned(),
        );
    }
    sheet
}

/// One of so many samples of S is drawn.
fn every(outcome: &Outcome, input: &Input<'_>) -> usize {
    let shown = match outcome.axes {
        Axes::Clock => outcome.window.duration_s(),
        _ => outcome.trend.until_s - outcome.trend.baseline.start_s,
    };
    let samples = shown / outcome.trend.options.step_s;
    (samples / (2.0 * event::columns(input) as f64))
        .ceil()
        .max(1.0) as usize
}

/// Fans, line, data and recovery; less the line where asked.
fn layers(plot: &mut Plot, outcome: &Outcome, map: Map, every: usize, less: bool) {
    let made = &outcome.trend;
    let value = |t_s: f64, s: f64| map.y(if less { s - made.line.value_at(t_s) } else { s });
    for fan in made.fans.iter().rev() {
        add_fan(plot, fan, map, every, &value);
    }
    let last_s = made.time_s(made.s.len() - 1);
    let from_s = match outcome.axes {
        Axes::Clock => made.start_s,
        _ => made.baseline.start_s,
    };
    let ends = [
        from_s,
        last_s.min(if outcome.axes == Axes::Clock {
            last_s
        } else {
            made.until_s
        }),
    ];
    plot.add_named(
        "Line of the baseline",
        Mark::line(
            ends.map(|t| [map.x(t), value(t, made.line.value_at(t))]),
            Stroke::new(Ink::Faint, 1.5).dashed(Dash::Dashed),
        ),
    );
    if less && made.event.is_some() {
        for side in [-1.0, 1.0] {
            plot.add_level(
                side * made.options.within_sd * made.line.sd,
                Stroke::new(Ink::Accent, 0.75).dashed(Dash::Dashed),
            );
        }
    }
    let shown = (0..made.s.len())
        .step_by(every)
        .map(|j| (made.time_s(j), made.s[j]))
        .filter(|(t, _)| (ends[0]..=ends[1]).contains(t));
    plot.add_named(
        "S(t)",
        Mark::line(
            shown
                .map(|(t, s)| [map.x(t), value(t, s)])
                .collect::<Vec<_>>(),
            Stroke::new(Ink::Text, 1.6),
        ),
    );
    let after_s = made.recovery.as_ref().and_then(|r| r.after_s);
    if let (Some(event), Some(after_s)) = (made.event, after_s) {
        let t_s = event.stop_s + after_s;
        if let Some(j) = made.sample(t_s) {
            plot.add_named(
                "Recovery",
                Mark::rings([[map.x(t_s), value(t_s, made.s[j])]], 5.0, Ink::Accent),
            );
        }
    }
}

fn add_fan(plot: &mut Plot, fan: &Fan, map: Map, every: usize, value: &dyn Fn(f64, f64) -> f64) {
    let points: Vec<usize> = (0..fan.low.len()).step_by(every).collect();
    let time = |j: usize| fan.start_s + j as f64 * fan.step_s;
    let side =
        |edge: &[f64]| -> Arc<[f64]> { points.iter().map(|&j| value(time(j), edge[j])).collect() };
    let (low, high) = if map.per_y < 0.0 {
        (side(&fan.high), side(&fan.low))
    } else {
        (side(&fan.low), side(&fan.high))
    };
    let (name, ink, opacity) = match fan.kind {
        FanKind::TrendStationary => ("If it keeps to the line", Ink::Text, 0.28),
        FanKind::DifferenceStationary => ("If shocks stay", Ink::Surrogate, 0.18),
    };
    plot.add_named(
        name,
        Mark::Band {
            x: points.iter().map(|&j| map.x(time(j))).collect(),
            low,
            high,
            ink,
            opacity,
        },
    );
    if fan.kind == FanKind::TrendStationary {
        return;
    }
    for path in fan.paths.iter().take(SHOWN_PATHS) {
        let xy = points
            .iter()
            .map(|&j| [map.x(time(j)), value(time(j), f64::from(path[j]))]);
        plot.add_line(xy.collect::<Vec<_>>(), Stroke::new(Ink::Surrogate, 0.5));
    }
}

/// y from what the shown part of the data, its line and the bands need.
pub fn fit_y(plot: &mut Plot, shown: Interval) {
    let inside = |x: f64| (shown.start_s..=shown.stop_s).contains(&x);
    let mut values = Vec::new();
    for layer in &plot.layers {
        match &layer.mark {
            Mark::Line { xy, stroke } if stroke.width_pt > 0.5 && xy.len() > 2 => {
                values.extend(xy.iter().filter(|p| inside(p[0])).map(|p| p[1]));
            }
            Mark::Band { x, low, high, .. } => {
                let edges = x.iter().zip(low.iter().zip(high.iter()));
                let edges = edges.filter(|(x, _)| inside(**x));
                values.extend(edges.flat_map(|(_, (l, h))| [*l, *h]));
            }
            _ => {}
        }
    }
    plot.y.range = scale_plot::range(values.into_iter(), false);
}

fn summary(outcome: &Outcome, input: &Input<'_>) -> String {
    let made = &outcome.trend;
    format!(
        "Slope {} {} a second, SD {}; recovery {}; time constant {}",
        number_text(made.line.slope, 3),
        made.unit(),
        number_text(made.line.sd, 3),
        words::recovery(made, input),
        words::tau(made)
    )
}

fn notes(outcome: &Outcome, input: &Input<'_>) -> Vec<String> {
    let made: &Trend = &outcome.trend;
    let options = &made.options;
    let mut notes = event::notes(&outcome.marked, input);
    if let Some(recovery) = &made.recovery {
        notes.push(format!(
            "Recovery after the end of the event: {}; it counts within {} SD of the line for {} s. Baselines: {} refits of the line to such as this one.",
            words::recovery(made, input),
            number_text(options.within_sd, 2),
            number_text(options.hold_s, 3),
            recovery.refits,
        ));
        notes.push(format!(
            "Time constant of the return: {}.",
            words::tau(made)
        ));
    }
    notes.push(format!(
        "Fans: {} paths each, seed {}; bands hold 95 % of them{}.",
        options.paths,
        options.seed,
        if outcome.axes == Axes::Onset {
            ""
        } else {
            ", 12 paths are drawn"
        }
    ));
    let every = every(outcome, input);
    if every > 1 && outcome.axes != Axes::Onset {
        notes.push(format!(
            "One of every {every} samples of S is drawn ({} apart).",
            wording::seconds(options.step_s * every as f64)
        ));
    }
    for (onset_s, why) in &outcome.missing {
        notes.push(format!(
            "Seizure at {} left out: {why}",
            wording::clock(*onset_s)
        ));
    }
    notes.extend(wording::unclassified(input.recording));
    notes
}
