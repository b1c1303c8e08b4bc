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
pub struct Marked {
    /// Onset and end; `None` in a recording without seizures, where nobody chose one.
    pub event: Option<Interval>,
    pub event_is_chosen: bool,
    /// `None` where there is no time before the event.
    pub baseline: Option<Interval>,
    pub baseline_is_chosen: bool,
}

/// Seizures of a recording in order of time; those that overlap or touch are one.
#[must_use]
pub fn seizures(recording: &Recording) -> Intervals {
    let all = recording.epochs().iter();
    let own = all.filter(|e| e.kind == EpochKind::Seizure);
    own.map(crate::recording::Epoch::interval)
        .collect::<Vec<_>>()
        .into()
}

/// Up to [`BASELINE_S`] before an onset, in the recording, after every earlier seizure and, where
/// that is long enough, in one state.
#[must_use]
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
        let mut epochs = recording.epochs().iter();
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

impl Marked {
    /// The event and the baseline of a window.
    #[must_use]
    pub fn of(recording: &Recording, window: Interval, settings: &Settings) -> Self {
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
    /// event where there is one. The chosen baseline goes with the event that [`Self::of`] gives.
    #[must_use]
    pub fn each(recording: &Recording, window: Interval, settings: &Settings) -> Vec<Self> {
        let first = Self::of(recording, window, settings);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recording::{Epoch, Parts, State};

    fn recording(seizures: &[(f64, f64)]) -> Recording {
        let mut parts = Parts::new("test");
        parts.span = Some(Interval::new(0.0, 2000.0));
        parts.epochs = vec![Epoch::state(State::Wake, 0.0, 2000.0)];
        for &(from, to) in seizures {
            let epoch = Epoch::new("Seizure", from, to, EpochKind::Seizure);
            parts.epochs.push(epoch);
        }
        Recording::new(parts).expect("no units, no trains")
    }

    fn of(recording: &Recording, window: (f64, f64)) -> Marked {
        let window = Interval::new(window.0, window.1);
        Marked::of(recording, window, &Settings::default())
    }

    #[test]
    fn the_event_is_the_first_seizure_of_the_window_else_of_the_recording_else_none() {
        let two = recording(&[(1000.0, 1040.0), (500.0, 550.0)]);
        assert_eq!(
            of(&two, (0.0, 2000.0)).event,
            Some(Interval::new(500.0, 550.0))
        );
        assert_eq!(
            of(&two, (900.0, 1010.0)).event,
            Some(Interval::new(1000.0, 1040.0))
        );
        assert_eq!(
            of(&two, (1500.0, 1600.0)).event,
            Some(Interval::new(500.0, 550.0))
        );
        let none = of(&recording(&[]), (100.0, 300.0));
        assert_eq!(
            (none.event, none.baseline),
            (None, Some(Interval::new(100.0, 200.0)))
        );
    }

    #[test]
    fn the_baseline_ends_at_the_onset_and_holds_no_other_seizure() {
        let baseline = |seizures, at: usize| {
            let all = Marked::each(
                &recording(seizures),
                Interval::new(0.0, 1.0),
                &Settings::default(),
            );
            all[at].baseline
        };
        assert_eq!(
            baseline(&[(700.0, 720.0)], 0),
            Some(Interval::new(400.0, 700.0))
        );
        assert_eq!(
            baseline(&[(100.0, 120.0)], 0),
            Some(Interval::new(0.0, 100.0))
        );
        assert_eq!(baseline(&[(0.0, 120.0)], 0), None);
        let two = [(500.0, 550.0), (700.0, 720.0)];
        assert_eq!(baseline(&two, 1), Some(Interval::new(550.0, 700.0)));
    }

    #[test]
    fn the_baseline_stays_in_the_state_in_which_the_event_begins() {
        let of = |wake_s: f64| {
            let mut parts = Parts::new("states");
            parts.span = Some(Interval::new(0.0, 2000.0));
            parts.epochs = vec![
                Epoch::state(State::Rem, 0.0, wake_s),
                Epoch::state(State::Wake, wake_s, 950.0),
                Epoch::state(State::Wake, 950.0, 1000.0),
                Epoch::new("Seizure", 1000.0, 1040.0, EpochKind::Seizure),
            ];
            let recording = Recording::new(parts).expect("epochs");
            baseline_before(&recording, 1000.0)
        };
        assert_eq!(of(850.0), Some(Interval::new(850.0, 1000.0)));
        assert_eq!(of(100.0), Some(Interval::new(700.0, 1000.0)));
        // Too little of the state: better some of another than none.
        assert_eq!(of(945.0), Some(Interval::new(700.0, 1000.0)));
    }

    #[test]
    fn what_is_chosen_goes_before_what_is_found() {
        let recording = recording(&[(1000.0, 1040.0)]);
        let settings = Settings {
            event: Some(Interval::new(300.0, 310.0)),
            baseline: Some(Interval::new(10.0, 60.0)),
            ..Settings::default()
        };
        let window = Interval::new(0.0, 2000.0);
        let marked = Marked::of(&recording, window, &settings);
        assert_eq!(
            (marked.event, marked.baseline),
            (settings.event, settings.baseline)
        );
        assert!(marked.event_is_chosen && marked.baseline_is_chosen);
        assert_eq!(Marked::each(&recording, window, &settings), [marked]);
        // Nonsense is as if nothing had been chosen.
        let settings = Settings {
            event: Some(Interval::new(f64::NAN, 310.0)),
            baseline: Some(Interval::new(60.0, 10.0)),
            ..Settings::default()
        };
        let found = Marked::of(&recording, window, &settings);
        assert_eq!(found, Marked::of(&recording, window, &Settings::default()));
    }
}
