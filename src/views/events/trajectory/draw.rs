//! The drawing of the trajectory.

use super::{Outcome, SIGMAS, numbers};
use crate::plot::{
    Axis, Cell, Dash, Ink, Legend, Mark, Plot, Sheet, Stroke, Table, Ticks, number_text,
};
use crate::recording::Interval;
use crate::views::shared::{event, scale_plot, wording};
use crate::views::{Input, NumberSource, PickedPlace};

/// Pieces of the path that differ in colour.
const PIECES: usize = 48;
/// Axes whose lengths differ by more than this have ranges of their own.
const COMPARABLE: f64 = 4.0;

pub fn sheet(outcome: &Outcome, input: &Input<'_>) -> Sheet {
    Sheet {
        link_x: false,
        tables: vec![table(outcome, input)],
        notes: notes(outcome, input),
        ..Sheet::column(vec![(9.0, plane(outcome, input)), (1.0, key(outcome))])
    }
}

fn plane(outcome: &Outcome, input: &Input<'_>) -> Plot {
    let path = &outcome.path;
    let normalisation = input.settings.normalisation;
    let sigmas = input.values.integer(&SIGMAS) as f64;
    let reach = |axis: usize| {
        let (low, high) = path.baseline.map_or((f64::NAN, f64::NAN), |b| {
            let (sin, cos) = b.ellipse.angle_deg.to_radians().sin_cos();
            let along = if axis == 0 { [cos, sin] } else { [sin, cos] };
            let half = sigmas * (b.ellipse.major * along[0]).hypot(b.ellipse.minor * along[1]);
            (b.centre[axis] - half, b.centre[axis] + half)
        });
        let values = path.points.iter().map(|p| p[axis]);
        scale_plot::range(values.chain([low, high]), false)
    };
    let (x, y) = (reach(0), reach(1));
    let (width, height) = (x[1] - x[0], y[1] - y[0]);
    let are_comparable = width.max(height) <= COMPARABLE * width.min(height);
    let axis = |label, range| {
        Axis::new(label, normalisation.unit(), range).defined(format!(
            "Pooled spikes of a class in a bin. {}",
            normalisation.help()
        ))
    };
    let mut plot = Plot::new(
        "path",
        "Trajectory",
        axis("Excitation", x),
        axis("Inhibition", y),
    );
    plot.equal_aspect = are_comparable;
    add_baseline(&mut plot, outcome, sigmas);
    let (from, to) = (x[0].max(y[0]), x[1].min(y[1]));
    if from < to {
        plot.add_line(
            [[from, from], [to, to]],
            Stroke::new(Ink::Faint, 1.0).dashed(Dash::Dashed),
        );
    }
    add_path(&mut plot, outcome);
    add_ends(&mut plot, outcome);
    plot.legend = Legend::TopRight;
    plot.summary = format!(
        "Path of {} of {}",
        wording::counted(path.points.len() as u64, "point", "points"),
        wording::seconds(path.width_s)
    );
    plot
}

fn add_baseline(plot: &mut Plot, outcome: &Outcome, sigmas: f64) {
    let Some(baseline) = outcome.path.baseline else {
        return;
    };
    let mut n = sigmas;
    while n >= 1.0 {
        let mark = Mark::Ellipse {
            centre: baseline.centre,
            semi_axes: [n * baseline.ellipse.major, n * baseline.ellipse.minor],
            angle_rad: if baseline.ellipse.angle_deg.is_nan() {
                0.0
            } else {
                baseline.ellipse.angle_deg.to_radians()
            },
            stroke: Stroke::new(Ink::Surrogate, 1.2),
            fill_opacity: 0.12,
        };
        if n > 1.0 {
            plot.add(mark);
        } else {
            plot.add_named("Baseline", mark);
        }
        n -= 1.0;
    }
}

/// Share of the window at a time.
fn share(outcome: &Outcome, t_s: f64) -> f32 {
    let path = &outcome.path;
    let whole_s = path.points.len() as f64 * path.width_s;
    ((t_s - path.start_s) / whole_s).clamp(0.0, 1.0) as f32
}

/// The path in pieces of one colour; outside the event it is thin, so that the event stands out.
fn add_path(plot: &mut Plot, outcome: &Outcome) {
    let path = &outcome.path;
    let last = path.points.len() - 1;
    let mut borders: Vec<usize> = (0..=PIECES).map(|piece| last * piece / PIECES).collect();
    let event = outcome.marked.event;
    borders.extend(
        event
            .iter()
            .flat_map(|e| [path.point_at(e.start_s), path.point_at(e.stop_s)])
            .flatten(),
    );
    borders.sort_unstable();
    borders.dedup();
    for pair in borders.windows(2) {
        let middle_s = path.time_s(usize::midpoint(pair[0], pair[1]));
        let inside = event.is_some_and(|e| e.contains(middle_s));
        let width_pt = if inside { 2.0 } else { 0.7 };
        let ink = Ink::Along(share(outcome, middle_s));
        plot.add_line(&path.points[pair[0]..=pair[1]], Stroke::new(ink, width_pt));
    }
}

fn add_ends(plot: &mut Plot, outcome: &Outcome) {
    let path = &outcome.path;
    let Some(event) = outcome.marked.event else {
        return;
    };
    for (t_s, name, filled) in [(event.start_s, "Onset", false), (event.stop_s, "End", true)] {
        let Some(j) = path.point_at(t_s) else {
            continue;
        };
        plot.add_named(
            name,
            Mark::Points {
                xy: [path.points[j]].into(),
                radius_pt: 5.0,
                filled,
                ink: Ink::Seizure,
                opacity: 1.0,
            },
        );
    }
}

/// The colours of time, with the event on them.
fn key(outcome: &Outcome) -> Plot {
    let path = &outcome.path;
    let end_s = path.start_s + path.points.len() as f64 * path.width_s;
    let onset_s = outcome.marked.event.map(|e| e.start_s);
    let label = if onset_s.is_some() {
        "Time from onset"
    } else {
        "Time"
    };
    let zero_s = onset_s.unwrap_or(path.start_s);
    let ends = [path.start_s - zero_s, end_s - zero_s];
    let x = Axis::new(label, "s", ends);
    let mut plot = Plot::new(
        "key",
        "Colours of time",
        x,
        Axis::bare([0.0, 1.0]).with_ticks(Ticks::None),
    );
    let spans = (0..PIECES).map(|piece| {
        let at = |k: usize| ends[0] + (ends[1] - ends[0]) * k as f64 / PIECES as f64;
        let f = (piece as f32 + 0.5) / PIECES as f32;
        // To the end: the next covers it, so that no seam shows between two.
        (at(piece), ends[1], Ink::Along(f))
    });
    plot.add(Mark::spans(spans.collect::<Vec<_>>(), 1.0));
    for t_s in outcome
        .marked
        .event
        .iter()
        .flat_map(|e| [e.start_s, e.stop_s])
    {
        plot.add_vertical(
            t_s - zero_s,
            Stroke::new(Ink::Seizure, 1.2).dashed(Dash::Dotted),
        );
    }
    plot.summary = format!(
        "Colour runs with time over {}",
        wording::seconds(end_s - path.start_s)
    );
    plot
}

fn table(outcome: &Outcome, input: &Input<'_>) -> Table {
    let unit = wording::short_unit(input.settings.normalisation);
    let numbers = numbers::of_outcome(outcome);
    let rows = numbers.rows("means").map(|mean| {
        let stretch = match mean.words("stretch") {
            "baseline" => "Baseline",
            "event" => "Event",
            _ => "After, in the window",
        };
        vec![
            Cell::text(stretch),
            mean.cell_in("e", 3, unit),
            mean.cell_in("i", 3, unit),
            mean.count_cell("n"),
        ]
    });
    Table::new("Mean of the points", ["", "E", "I", "Points n"], rows)
}

fn notes(outcome: &Outcome, input: &Input<'_>) -> Vec<String> {
    let path = &outcome.path;
    let mut notes = event::notes(&outcome.marked, input);
    let width = input.settings.scale.width_text();
    notes.push(if path.bins_each > 1 {
        format!(
            "The window has too many bins of {width}: each point is the mean of {} of them, {}.",
            path.bins_each,
            wording::seconds(path.width_s)
        )
    } else {
        format!(
            "{} of {width}.",
            wording::counted(path.points.len() as u64, "bin", "bins")
        )
    });
    if path.baseline.is_none() {
        notes
            .push("No ellipse: the baseline holds fewer than ten points of this width.".to_owned());
    }
    notes.extend(wording::unclassified(input.recording));
    notes
}

/// The point nearest to the pointer, within reach.
pub fn pick(outcome: &Outcome, at: [f64; 2], reach: [f64; 2]) -> Option<PickedPlace> {
    let path = &outcome.path;
    let far = |p: &[f64; 2]| ((p[0] - at[0]) / reach[0]).hypot((p[1] - at[1]) / reach[1]);
    let (j, distance) = path
        .points
        .iter()
        .map(far)
        .enumerate()
        .min_by(|a, b| a.1.total_cmp(&b.1))?;
    if distance > 2.0 {
        return None;
    }
    let (t_s, [e, i]) = (path.time_s(j), path.points[j]);
    let half_s = 0.5 * path.width_s;
    Some(PickedPlace::new(
        Interval::new(t_s - half_s, t_s + half_s),
        format!(
            "E {}, I {} at {}",
            number_text(e, 3),
            number_text(i, 3),
            wording::clock(t_s)
        ),
    ))
}
