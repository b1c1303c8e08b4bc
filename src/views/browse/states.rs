//! The band of states, and of whatever other epochs there are: one lane for each kind.

use super::text::{counted, moment, thousands};
use crate::plot::{Anchor, Axis, Ink, Mark, Plot, Ticks};
use crate::recording::{EpochKind, Interval, Recording};
use crate::views::shared::wording::length;

const WORDS_PT: f32 = 9.0;
/// No letter is narrower in pixels: words without even this room need not be tried.
const LEAST_LETTER_PX: f64 = 2.0;
/// Pale enough for the words on them, in both looks.
const OPACITY: f32 = 0.45;

/// Lanes of epochs in a window. A lane is there if the recording has such epochs at all, so that
/// panels do not jump while the window moves.
#[derive(Clone, Debug, PartialEq)]
pub struct Lanes {
    pub window: Interval,
    /// From the top.
    pub lanes: Vec<Lane>,
    /// Epochs of the recording that lie outside the window.
    pub outside: usize,
}

/// Epochs of one kind.
#[derive(Clone, Debug, PartialEq)]
pub struct Lane {
    pub name: &'static str,
    /// By start; clipped to the window.
    pub spans: Vec<Span>,
}

/// What is drawn of an epoch.
#[derive(Clone, Debug, PartialEq)]
pub struct Span {
    pub label: String,
    pub ink: Ink,
    /// The whole epoch.
    pub epoch: Interval,
    /// Its part in the window.
    pub shown: Interval,
}

fn lane_of(kind: EpochKind) -> usize {
    match kind {
        EpochKind::State(_) => 0,
        EpochKind::Seizure => 1,
        EpochKind::Period => 2,
        EpochKind::Trial => 3,
        EpochKind::Event => 4,
    }
}

const NAMES: [&str; 5] = ["States", "Seizures", "Periods", "Trials", "Events"];

/// The lanes of a recording in a window; `None` when it has no epochs.
pub(super) fn lanes(recording: &Recording, window: Interval) -> Option<Lanes> {
    if recording.epochs().is_empty() {
        return None;
    }
    let mut lanes: Vec<(bool, Lane)> = NAMES
        .map(|name| {
            let spans = Vec::new();
            (false, Lane { name, spans })
        })
        .into();
    let mut outside = 0;
    for epoch in recording.epochs() {
        let Some((known, lane)) = lanes.get_mut(lane_of(epoch.kind)) else {
            continue;
        };
        *known = true;
        let whole = epoch.interval();
        let shown = Interval::new(
            whole.start_s.max(window.start_s),
            whole.stop_s.min(window.stop_s),
        );
        // Epochs without length are moments: they show too.
        let moment_inside = whole.duration_s() == 0.0 && window.contains(whole.start_s);
        if shown.duration_s() > 0.0 || moment_inside {
            lane.spans.push(Span {
                label: epoch.chip().to_owned(),
                ink: Ink::from(epoch.kind),
                epoch: whole,
                shown,
            });
        } else {
            outside += 1;
        }
    }
    Some(Lanes {
        window,
        lanes: lanes
            .into_iter()
            .filter_map(|(known, lane)| known.then_some(lane))
            .collect(),
        outside,
    })
}

/// Lane 0 is the uppermost.
fn bottom(lanes: &Lanes, lane: usize) -> f64 {
    (lanes.lanes.len() - 1 - lane) as f64
}

pub(super) fn plot(lanes: &Lanes, x: Axis, columns: usize) -> Plot {
    let names = lanes.lanes.iter().enumerate();
    let y = Axis::bare([0.0, lanes.lanes.len() as f64]).with_ticks(Ticks::At(
        names
            .map(|(i, l)| (bottom(lanes, i) + 0.5, l.name.to_owned()))
            .collect(),
    ));
    let mut plot = Plot::new("states", "States", x, y);
    let pixel_s = lanes.window.duration_s() / columns as f64;
    for (i, lane) in lanes.lanes.iter().enumerate() {
        let foot = bottom(lanes, i);
        let spans = drawn(&lane.spans, lanes.window, pixel_s);
        if !spans.is_empty() {
            plot.add_named(
                lane.name,
                Mark::Spans {
                    spans: spans.into(),
                    y: Some([foot + 0.06, foot + 0.94]),
                    opacity: OPACITY,
                },
            );
        }
        for span in &lane.spans {
            let room_px = span.shown.duration_s() / pixel_s;
            if room_px >= span.label.chars().count() as f64 * LEAST_LETTER_PX {
                plot.add(Mark::Text {
                    at: [
                        f64::midpoint(span.shown.start_s, span.shown.stop_s),
                        foot + 0.5,
                    ],
                    text: span.label.clone(),
                    anchor: Anchor::Middle,
                    ink: Ink::Text,
                    size_pt: WORDS_PT,
                    within: Some([span.shown.start_s, span.shown.stop_s]),
                });
            }
        }
    }
    let seen: Vec<String> = lanes
        .lanes
        .iter()
        .map(|l| format!("{} {}", l.name.to_lowercase(), thousands(l.spans.len())))
        .collect();
    plot.summary = format!("Epochs in the window: {}", seen.join(", "));
    plot
}

/// Spans at least a pixel wide; those of one ink that then overlap become one, so that there are
/// never more than a few a pixel.
fn drawn(spans: &[Span], window: Interval, pixel_s: f64) -> Vec<(f64, f64, Ink)> {
    let mut out: Vec<(f64, f64, Ink)> = Vec::new();
    for span in spans {
        let start = span.shown.start_s.min(window.stop_s - pixel_s);
        let stop = span.shown.stop_s.max(start + pixel_s);
        let narrow = span.shown.duration_s() < pixel_s;
        match out.last_mut() {
            Some(last) if last.2 == span.ink && narrow && start <= last.1 => {
                last.1 = last.1.max(stop);
            }
            _ => out.push((start, stop, span.ink)),
        }
    }
    out
}

pub(super) fn notes(lanes: &Lanes, notes: &mut Vec<String>) {
    if lanes.outside > 0 {
        notes.push(format!(
            "{} before or after the window.",
            counted(lanes.outside, "epoch")
        ));
    }
}

/// "Slow-wave sleep · 12:00.0000 to 14:30.0000 · 2.50 min".
pub(super) fn pick(lanes: &Lanes, at: [f64; 2], reach_s: f64) -> Option<String> {
    let from_top = lanes.lanes.len() as f64 - at[1];
    if from_top < 0.0 {
        return None;
    }
    let lane = lanes.lanes.get(from_top as usize)?;
    let distance = |s: &Span| {
        (s.epoch.start_s - at[0])
            .max(at[0] - s.epoch.stop_s)
            .max(0.0)
    };
    let span = lane
        .spans
        .iter()
        .filter(|s| distance(s) <= reach_s)
        .min_by(|a, b| distance(a).total_cmp(&distance(b)))?;
    Some(format!(
        "{} · {} to {} · {}",
        span.label,
        moment(span.epoch.start_s),
        moment(span.epoch.stop_s),
        length(span.epoch.duration_s())
    ))
}
