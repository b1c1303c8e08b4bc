//! What each unit does in an event: its rate before, during and after, whether it rose, fell or
//! stopped, and when it first fell silent.

use super::own_variability::{Variability, rates_differ, share_expected_false};
use crate::analysis::{AnalysisError, MarkedEvent, Task, event};
use crate::recording::{Class, Interval, Recording};

/// What became of the rate of a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    Rose,
    Fell,
    /// It fired before and not at all in the event, and by chance that would be rarer than alpha.
    Stopped,
    /// No difference that the test sees.
    Unchanged,
    /// No spike before nor in the event.
    Silent,
}

impl Change {
    pub const ALL: [Self; 5] = [
        Self::Rose,
        Self::Fell,
        Self::Stopped,
        Self::Unchanged,
        Self::Silent,
    ];
    pub fn name(self) -> &'static str {
        match self {
            Self::Rose => "Rose",
            Self::Fell => "Fell",
            Self::Stopped => "Stopped",
            Self::Unchanged => "Unchanged",
            Self::Silent => "No spikes",
        }
    }
}

/// One unit in an event.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EventUnit {
    /// Index in the recording.
    pub unit: usize,
    pub class: Class,
    pub included: bool,
    /// Rates in Hz in the baseline, in the event and after it; NaN where there is no such time.
    pub before_hz: f64,
    pub during_hz: f64,
    pub after_hz: f64,
    /// Fano factor of its counts in the baseline, in windows of [`EventUnits::fano_window_s`]; NaN
    /// without spikes there.
    pub fano: f64,
    /// Of [`rates_differ`], before against during and before against after.
    pub p_during: f64,
    pub p_after: f64,
    /// The share of false ones to expect among the units whose p is at most this (Benjamini and
    /// Hochberg 1995); NaN for units that do not count or have no spikes.
    pub q_during: f64,
    pub q_after: f64,
    pub during: Change,
    pub after: Change,
    /// Start of the first gap that begins in the event and, at the rate before, would be as long by
    /// chance less often than alpha; `None` where there is none.
    pub silent_from_s: Option<f64>,
}

/// All units of a recording in an event.
#[derive(Clone, Debug, PartialEq)]
pub struct EventUnits {
    pub event: Interval,
    pub baseline: Interval,
    /// As long as the baseline, from the end of the event on, as far as the recording and the next
    /// seizure allow.
    pub after: Option<Interval>,
    pub alpha: f64,
    /// Length of the windows of the baseline in which Fano factors are measured.
    pub fano_window_s: f64,
    pub units: Vec<EventUnit>,
}

/// Compares every unit, included or not, before, during and after an event; `None` without an event
/// or without a baseline.
///
/// # Errors
/// [`AnalysisError::Cancelled`].
pub fn event_units(
    recording: &Recording,
    marked: &MarkedEvent,
    alpha: f64,
    task: &Task<'_>,
) -> Result<Option<EventUnits>, AnalysisError> {
    let span = recording.span();
    let seen = |stretch: Interval| stretch.intersect(&span);
    let (Some(event), Some(baseline)) =
        (marked.event.and_then(seen), marked.baseline.and_then(seen))
    else {
        return Ok(None);
    };
    let all = event::seizures(recording);
    let next = all.as_slice().iter().filter(|s| s.start_s >= event.stop_s);
    let free_s = next.map(|s| s.start_s).fold(span.stop_s, f64::min);
    let after = Interval::new(event.stop_s, event.stop_s + baseline.duration_s())
        .intersect(&Interval::new(event.stop_s, free_s));
    let trains = recording.trains();
    let fano_window_s = Variability::window_s(baseline, event);
    let mut units = Vec::with_capacity(recording.units().len());
    for (unit, about) in recording.units().iter().enumerate() {
        task.check()?;
        let in_stretch = |stretch: Interval| trains.unit_in(unit, stretch).len() as u64;
        let (before, during) = (in_stretch(baseline), in_stretch(event));
        let (before_s, during_s) = (baseline.duration_s(), event.duration_s());
        let variability = Variability::new(trains.unit_in(unit, baseline), baseline, fano_window_s);
        let compare = |now: u64, now_s: f64| {
            let p = rates_differ([before, now], [before_s, now_s], &variability);
            (p, change([before, now], [before_s, now_s], p < alpha))
        };
        let (p_during, now) = compare(during, during_s);
        let later = after.map_or((0, 0.0), |a| (in_stretch(a), a.duration_s()));
        let (p_after, then) = compare(later.0, later.1);
        units.push(EventUnit {
            unit,
            class: about.class,
            included: about.included,
            before_hz: before as f64 / before_s,
            during_hz: during as f64 / during_s,
            after_hz: later.0 as f64 / later.1,
            fano: variability.fano,
            p_during,
            p_after,
            q_during: f64::NAN,
            q_after: f64::NAN,
            during: now,
            after: then,
            silent_from_s: silence(
                trains.unit(unit),
                event,
                before as f64 / before_s,
                span.stop_s,
                alpha,
            ),
        });
    }
    let q = |p: fn(&EventUnit) -> f64, change: fn(&EventUnit) -> Change| {
        let counts = |unit: &EventUnit| unit.included && change(unit) != Change::Silent;
        let of = |unit: &EventUnit| if counts(unit) { p(unit) } else { f64::NAN };
        share_expected_false(&units.iter().map(of).collect::<Vec<f64>>())
    };
    let both = q(|u| u.p_during, |u| u.during)
        .into_iter()
        .zip(q(|u| u.p_after, |u| u.after));
    for (unit, (q_during, q_after)) in units.iter_mut().zip(both.collect::<Vec<_>>()) {
        (unit.q_during, unit.q_after) = (q_during, q_after);
    }
    Ok(Some(EventUnits {
        event,
        baseline,
        after,
        alpha,
        fano_window_s,
        units,
    }))
}

/// What counts before and now, in times that long, say of a unit whose rates differ or not.
fn change([before, now]: [u64; 2], [before_s, now_s]: [f64; 2], differ: bool) -> Change {
    if before + now == 0 {
        Change::Silent
    } else if !differ {
        Change::Unchanged
    } else if now == 0 {
        Change::Stopped
    } else if now as f64 / now_s > before as f64 / before_s {
        Change::Rose
    } else {
        Change::Fell
    }
}

/// A gap of a Poisson train is longer than x with probability exp(-rate x).
fn silence(train: &[f64], event: Interval, rate_hz: f64, stop_s: f64, alpha: f64) -> Option<f64> {
    if rate_hz <= 0.0 {
        return None;
    }
    let least_s = -alpha.ln() / rate_hz;
    let first = train.partition_point(|&t| t < event.start_s);
    // A silence that reaches into the event counts from the onset on.
    let mut from_s = event.start_s;
    for &t in &train[first..] {
        if from_s >= event.stop_s {
            return None;
        }
        if t - from_s > least_s {
            return Some(from_s);
        }
        from_s = t;
    }
    (from_s < event.stop_s && stop_s - from_s > least_s).then_some(from_s)
}

impl EventUnits {
    /// Units of a class with a change in the event; those left out by hand do not count.
    pub fn count(&self, class: Class, change: Change) -> usize {
        let mine = self.units.iter().filter(|u| u.class == class && u.included);
        mine.filter(|u| u.during == change).count()
    }
    /// Units that count.
    pub fn tested(&self) -> usize {
        let tested = |u: &&EventUnit| u.included && u.during != Change::Silent;
        self.units.iter().filter(tested).count()
    }
}
