//! What the seizure views share: the event and its baseline, drawn and said; marks linked by time.

use crate::analysis::MarkedEvent;
use crate::plot::{Anchor, Axis, Dash, Ink, Mark, Plot, Stroke, Ticks};
use crate::recording::{EpochKind, Interval};
use crate::views::shared::{time_overlay, wording};
use crate::views::{Input, Marks};

/// The event and the baseline of an input.
pub fn marked(input: &Input<'_>) -> MarkedEvent {
    MarkedEvent::find(input.recording, input.selection.window, input.settings)
}

/// The window, where it has a length.
pub fn window(input: &Input<'_>) -> Result<Interval, crate::analysis::AnalysisError> {
    let window = input.selection.window;
    let seen = window.intersect(&input.recording.span());
    if window.start_s.is_finite() && window.stop_s.is_finite() && seen.is_some() {
        return Ok(window);
    }
    Err(crate::analysis::AnalysisError::NothingToShow(
        "The window holds nothing of the recording: stretch its handle on the timeline.".to_owned(),
    ))
}

/// Pixels across.
pub fn columns(input: &Input<'_>) -> usize {
    input.canvas.width_px.clamp(100, 4096) as usize
}

pub fn time_axis(window: Interval) -> Axis {
    Axis::new("Time", "", ends(window)).with_ticks(Ticks::Time)
}

pub fn ends(window: Interval) -> [f64; 2] {
    [window.start_s, window.stop_s]
}

/// The baseline as a pale band, onset and end as dotted lines. Goes below the data.
pub fn add_marks(plot: &mut Plot, marked: &MarkedEvent) {
    if let Some(baseline) = marked.baseline {
        plot.add_named(
            "Baseline",
            Mark::spans([(baseline.start_s, baseline.stop_s, Ink::Period)], 0.16),
        );
    }
    add_event(plot, marked);
}

/// Onset and end as dotted lines.
pub fn add_event(plot: &mut Plot, marked: &MarkedEvent) {
    for x in marked.event.iter().flat_map(|e| [e.start_s, e.stop_s]) {
        plot.add_vertical(x, Stroke::new(Ink::Seizure, 1.0).dashed(Dash::Dotted));
    }
}

/// Baseline and event as named bars in a strip `y` of the plot.
pub fn add_strip(plot: &mut Plot, marked: &MarkedEvent, y: [f64; 2], shown: Interval) {
    let bars = [
        (marked.baseline, Ink::Period, "Baseline"),
        (marked.event, Ink::Seizure, "Event"),
    ];
    for (bar, ink, name) in bars {
        let Some(bar) = bar.and_then(|b| b.intersect(&shown)) else {
            continue;
        };
        plot.add(Mark::Spans {
            spans: [(bar.start_s, bar.stop_s, ink)].into(),
            y: Some(y),
            opacity: 0.35,
        });
        plot.add(Mark::Text {
            at: [
                f64::midpoint(bar.start_s, bar.stop_s),
                f64::midpoint(y[0], y[1]),
            ],
            text: name.to_owned(),
            anchor: Anchor::Middle,
            ink: Ink::Text,
            size_pt: 9.0,
            within: Some([bar.start_s, bar.stop_s]),
        });
    }
}

/// What the event and the baseline are, and where they come from.
pub fn notes(marked: &MarkedEvent, input: &Input<'_>) -> Vec<String> {
    let between = |i: Interval| {
        format!(
            "{} to {}",
            wording::clock(i.start_s),
            wording::clock(i.stop_s)
        )
    };
    let mut notes = Vec::new();
    notes.push(match marked.event {
        Some(event) if marked.event_is_chosen => format!("Event: {}, as chosen.", between(event)),
        Some(event) if event.intersect(&input.selection.window).is_some() => {
            format!(
                "Event: {}, the first seizure in the window.",
                between(event)
            )
        }
        Some(event) => format!(
            "Event: {}, the first seizure of the recording; it is not in the window.",
            between(event)
        ),
        None => "The recording has no seizure and no event is chosen.".to_owned(),
    });
    match marked.baseline {
        Some(baseline) => {
            let why = match (marked.baseline_is_chosen, marked.event) {
                (true, _) => "as chosen",
                (false, Some(_)) => "the time before the onset (reconstructed rule)",
                (false, None) => "the first half of the window",
            };
            notes.push(format!("Baseline: {}, {why}.", between(baseline)));
            notes.extend(several_states(input, baseline));
        }
        None => notes.push("There is no time before the event to serve as baseline.".to_owned()),
    }
    if !input.selection.states.is_empty() {
        notes.push(
            "What is shown here needs time without gaps: the choice of states does not apply."
                .to_owned(),
        );
    }
    notes
}

/// States differ in balance; a baseline of several has a bent line and a wide spread.
fn several_states(input: &Input<'_>, baseline: Interval) -> Option<String> {
    let mut names: Vec<&str> = Vec::new();
    for epoch in input.recording.lasting_epochs() {
        let inside = epoch.interval().intersect(&baseline).is_some();
        if inside && matches!(epoch.kind, EpochKind::State(_)) && !names.contains(&epoch.chip()) {
            names.push(epoch.chip());
        }
    }
    (names.len() > 1).then(|| {
        format!(
            "The baseline spans several states ({}), which differ in balance: choose one within a state.",
            names.join(", ")
        )
    })
}

/// Brush, bin and playhead on plots over time.
pub fn linked(ids: &[&'static str], window: Interval, marks: &Marks) -> Vec<(&'static str, Mark)> {
    // About two pixels.
    let pixel_s = 5e-4 * window.duration_s();
    time_overlay::overlay(ids.iter().copied(), window, pixel_s, marks)
}
