//! The event that seizure analyses are about, and the baseline it is measured against.
//!
//! Both can be chosen ([`Settings::event`], [`Settings::baseline`]). Where they are not:
//!
//! - the event is the first seizure of the recording that overlaps the window, else the first of
//!   the recording, else none;
//! - the baseline is the 300 s before the event's onset, or as much of them as the recording has
//!   and no earlier seizure takes, within the state in which the event begins if that leaves at
//!   least 60 s (states differ in balance, and a baseline of several has a bent line); without an event it is the first half of the window.
//!
//! What the papers take as baseline is not said in their words: this rule is reconstructed.

use crate::analysis::Settings;
use crate::recording::{EpochKind, Interval, Intervals, Recording};

/// Length of a baseline that nobody chose, at most.
pub const BASELINE_S: f64 = 300.0;
/// The shortest stretch of one state that is a baseline.
const STATE_BASELINE_S: f64 = 60.0;

/// An event and its baseline.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MarkedEvent {
    /// Onset and end; `None` in a recording without seizures, where nobody chose one.
    pub event: Option<Interval>,
    pub event_is_chosen: bool,
    /// `None` where there is no time before the event.
    pub baseline: Option<Interval>,
    pub baseline_is_chosen: bool,
}

/// Seizures of a recording in order of time; those that overlap or touch are one.
pub fn seizures(recording: &Recording) -> Intervals {
    let all = recording.lasting_epochs();
    let own = all.filter(|e| e.kind == EpochKind::Seizure);
    own.map(crate::recording::Epoch::interval)
        .collect::<Vec<_>>()
        .into()
}

/// Up to [`BASELINE_S`] before an onset, in the recording, after every earlier seizure and, where
/// that is long enough, in one state.
pub fn baseline_before(recording: &Recording, onset_s: f64) -> Option<Interval> {
    let span = recording.span();
    let seizures = seizures(recording);
    let before = seizures.as_slice().iter().filter(|s| s.start_s < onset_s);
    let free_s = before.map(|s| s.stop_s).fold(span.start_s, f64::max);
    let state_s = state_since(recording, onset_s)
        .filter(|since_s| onset_s - since_s >= STATE_BASELINE_S)
        .unwrap_or(span.start_s);
    let from_s = free_s.max(state_s);
    Interval::new(onset_s - BASELINE_S, onset_s).intersect(&Interval::new(from_s, span.stop_s))
}

/// Since when the state before a moment has lasted without a gap; `None` where no state is known.
fn state_since(recording: &Recording, at_s: f64) -> Option<f64> {
    /// Gaps that rounding leaves between epochs.
    const GAP_S: f64 = 1e-3;
    let before = |at_s: f64| {
        let mut epochs = recording.lasting_epochs();
        epochs.find(|e| {
            let holds = e.start_s < at_s - GAP_S && e.stop_s >= at_s - GAP_S;
            matches!(e.kind, EpochKind::State(_)) && holds
        })
    };
    let mut first = before(at_s)?;
    while let Some(earlier) = before(first.start_s).filter(|e| e.label == first.label) {
        first = earlier;
    }
    Some(first.start_s)
}

impl MarkedEvent {
    /// The event and the baseline of a window.
    pub fn find(recording: &Recording, window: Interval, settings: &Settings) -> Self {
        let chosen = usable(settings.event);
        let event = chosen.or_else(|| {
            let all = seizures(recording);
            let mut here = all.as_slice().iter();
            let here = here.find(|s| s.intersect(&window).is_some());
            here.or(all.as_slice().first()).copied()
        });
        Self {
            event_is_chosen: chosen.is_some(),
            ..Self::about(recording, window, event, usable(settings.baseline))
        }
    }

    /// One for every seizure of the recording, each with the baseline before it; only the chosen
    /// event where there is one. The chosen baseline goes with the event that [`Self::find`] gives.
    pub fn each(recording: &Recording, window: Interval, settings: &Settings) -> Vec<Self> {
        let first = Self::find(recording, window, settings);
        if first.event_is_chosen || first.event.is_none() {
            return vec![first];
        }
        let own = |&seizure: &Interval| {
            if first.event == Some(seizure) {
                first
            } else {
                Self::about(recording, window, Some(seizure), None)
            }
        };
        seizures(recording).as_slice().iter().map(own).collect()
    }

    fn about(
        recording: &Recording,
        window: Interval,
        event: Option<Interval>,
        chosen: Option<Interval>,
    ) -> Self {
        let baseline = chosen.or_else(|| match event {
            Some(event) => baseline_before(recording, event.start_s),
            None => window
                .intersect(&recording.span())
                .map(|seen| Interval::new(seen.start_s, f64::midpoint(seen.start_s, seen.stop_s))),
        });
        Self {
            event,
            event_is_chosen: false,
            baseline,
            baseline_is_chosen: chosen.is_some(),
        }
    }
}

/// What is not an interval of positive, finite length counts as not chosen.
fn usable(chosen: Option<Interval>) -> Option<Interval> {
    chosen.filter(|i| i.start_s.is_finite() && i.stop_s.is_finite() && i.duration_s() > 0.0)
}
