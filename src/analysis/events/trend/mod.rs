//! The cumulative trend S(t) of an event: how far it leaves the line of its baseline, and when and
//! how it returns (methods A12, E.11).
//!
//! ```text
//! S(t) = sum over t' <= t of Ens_E(t') - Ens_I(t')
//! ```
//!
//! in spikes per neuron, or in seconds of baseline firing when each class is measured with its own
//! rate in the baseline. A line a + b t is fitted to S over the baseline; D(t) = S(t) - (a + b t) is
//! the deviation from it. S is a random walk with memory (E.11): how long it takes to return is
//! uncertain, and every number here comes with an interval that says how uncertain.

mod fan;
mod line;
mod options;
mod recovery;
mod relaxation;

pub use fan::{Fan, FanKind};
pub use line::{Line, autoregression};
pub use options::{FOLLOW, HOLD, MEASURE, Measure, Options, PATHS, SEED, STEP, WITHIN};
pub use recovery::Recovery;
pub use relaxation::{Relaxation, relaxation};

use super::event::{MarkedEvent, seizures};
use crate::analysis::{AnalysisError, Bins, Task, count};
use crate::recording::{Class, Interval, Intervals, Recording};

/// The trend of one event.
#[derive(Clone, Debug, PartialEq)]
pub struct Trend {
    pub event: Option<Interval>,
    pub baseline: Interval,
    pub options: Options,
    /// Time of `s[0]`, which is 0; `s[j]` is S at `start_s + j step_s`.
    pub start_s: f64,
    pub s: Vec<f64>,
    /// Fitted to S over the baseline.
    pub line: Line,
    /// Where S is followed to: the chosen time after the event, the next seizure or the end of the
    /// recording, whichever comes first.
    pub until_s: f64,
    /// Trend-stationary and difference-stationary paths from the onset (or from the end of the
    /// baseline, without an event) to `until_s`.
    pub fans: [Fan; 2],
    /// `None` without an event.
    pub recovery: Option<Recovery>,
    pub relaxation: Option<Relaxation>,
    /// Mean rate of E and of I per neuron in the baseline, in Hz.
    pub rates_hz: [f64; 2],
}

/// Samples of S a baseline has at least.
const FEWEST: usize = 10;
/// Samples of S, at most.
const MOST: f64 = 1e6;

/// The trend about an event, over at least `window`.
///
/// # Errors
/// [`AnalysisError::NothingToShow`] where there is no baseline, or one that is too short for a
/// line, and when overtaken.
pub fn trend(
    recording: &Recording,
    marked: &MarkedEvent,
    window: Interval,
    options: &Options,
    task: &Task<'_>,
) -> Result<Trend, AnalysisError> {
    let baseline = marked.baseline.ok_or_else(|| {
        AnalysisError::NothingToShow(
            "There is no time before the event to serve as baseline. Choose a baseline.".to_owned(),
        )
    })?;
    let span = recording.span();
    let until_s = until(recording, marked.event, window, options);
    let hull = Interval::new(
        window.start_s.min(baseline.start_s),
        window.stop_s.max(until_s).max(baseline.stop_s),
    )
    .intersect(&span)
    .unwrap_or(span);
    let anchor_s = marked.event.map_or(baseline.stop_s, |e| e.start_s);
    let (start_s, counts) = counted(recording, hull, anchor_s, options.step_s, task)?;
    let rates_hz = rates(recording, baseline);
    let weights = weights(recording, hull, options.measure, rates_hz)?;
    let mut s = cumulative(&counts, weights);
    let step_s = options.step_s;
    let place = |t_s: f64| ((t_s - start_s) / step_s - 1e-6).ceil().max(0.0) as usize;
    let own = place(baseline.start_s)..(place(baseline.stop_s + 0.5 * step_s)).min(s.len());
    if own.len() < FEWEST {
        return Err(AnalysisError::NothingToShow(format!(
            "The baseline holds {} samples of S(t), {step_s} s apart; a line needs {FEWEST}. Choose a longer baseline or a shorter step.",
            own.len()
        )));
    }
    // S is 0 where the baseline begins.
    let zero = s[own.start];
    for value in &mut s {
        *value -= zero;
    }
    let line = Line::fit(&s[own.clone()], start_s + own.start as f64 * step_s, step_s);
    let from = place(anchor_s).min(s.len() - 1);
    let steps = place(until_s).min(s.len() - 1).saturating_sub(from);
    let from_s = start_s + from as f64 * step_s;
    let fan = |kind| {
        let base = &s[own.clone()];
        Fan::new(kind, base, &line, [from_s, step_s], steps, options, task)
    };
    let fans = [
        fan(FanKind::TrendStationary)?,
        fan(FanKind::DifferenceStationary)?,
    ];
    let deviation: Vec<f64> = s
        .iter()
        .enumerate()
        .map(|(j, s)| s - line.value_at(start_s + j as f64 * step_s))
        .collect();
    let followed = from + steps;
    let (mut recovery, mut returned) = (None, None);
    if let Some(event) = marked.event {
        let end = place(event.stop_s).min(followed);
        let series = recovery::Series {
            s: &s[..=followed],
            baseline: own.clone(),
            start_s,
            step_s,
            end,
            event_s: event.stop_s,
        };
        recovery = Some(Recovery::find(&series, &line, options, task)?);
        let extreme = (from..=end)
            .max_by(|&a, &b| deviation[a].abs().total_cmp(&deviation[b].abs()))
            .unwrap_or(end);
        let per_s = |d: &[f64]| -> Vec<f64> {
            d.windows(2)
                .map(|pair| (pair[1] - pair[0]) / step_s)
                .collect()
        };
        let after = per_s(&deviation[extreme..=followed]);
        let before = per_s(&deviation[own]);
        returned = relaxation(&after, &before, step_s, options, task)?
            .map(|r| r.after(start_s + extreme as f64 * step_s));
    }
    Ok(Trend {
        event: marked.event,
        baseline,
        options: *options,
        start_s,
        s,
        line,
        until_s: from_s + steps as f64 * step_s,
        fans,
        recovery,
        relaxation: returned,
        rates_hz,
    })
}

impl Trend {
    /// When sample `j` of S is.
    pub fn time_s(&self, j: usize) -> f64 {
        self.start_s + j as f64 * self.options.step_s
    }
    /// The sample at or before a time.
    pub fn sample(&self, t_s: f64) -> Option<usize> {
        let place = (t_s - self.start_s) / self.options.step_s + 1e-6;
        (place >= 0.0 && (place as usize) < self.s.len()).then_some(place as usize)
    }
    /// D(t): S less the line.
    pub fn deviation(&self) -> impl ExactSizeIterator<Item = f64> + '_ {
        let line = self.line;
        self.s
            .iter()
            .enumerate()
            .map(move |(j, s)| s - line.value_at(self.time_s(j)))
    }
    /// Onset, or the end of the baseline without an event: where the fans begin.
    pub fn onset_s(&self) -> f64 {
        self.event.map_or(self.baseline.stop_s, |e| e.start_s)
    }
    /// Unit of S.
    pub fn unit(&self) -> &'static str {
        match self.options.measure {
            Measure::PerNeuron => "spikes per neuron",
            Measure::OfBaseline => "s of baseline firing",
        }
    }
    /// Bytes held.
    pub fn bytes(&self) -> usize {
        size_of::<Self>()
            + size_of_val(&self.s[..])
            + self.fans.iter().map(Fan::bytes).sum::<usize>()
    }
}

fn until(
    recording: &Recording,
    event: Option<Interval>,
    window: Interval,
    options: &Options,
) -> f64 {
    let stop_s = recording.span().stop_s;
    let Some(event) = event else {
        return window.stop_s.min(stop_s);
    };
    let all = seizures(recording);
    let next = all.as_slice().iter().filter(|s| s.start_s >= event.stop_s);
    next.map(|s| s.start_s)
        .fold((event.stop_s + options.follow_s).min(stop_s), f64::min)
}

/// Counts of E and of I in steps over a stretch, with an edge at `anchor_s`; and its start.
fn counted(
    recording: &Recording,
    hull: Interval,
    anchor_s: f64,
    step_s: f64,
    task: &Task<'_>,
) -> Result<(f64, [Vec<u32>; 2]), AnalysisError> {
    if hull.duration_s() / step_s > MOST {
        return Err(AnalysisError::NothingToShow(format!(
            "S(t) in steps of {step_s} s would have more than a million samples. Choose a longer step or a shorter window."
        )));
    }
    let start_s = anchor_s - ((anchor_s - hull.start_s) / step_s + 1e-6).floor() * step_s;
    let bins = Bins::with_width(
        &Intervals::from(Interval::new(start_s, hull.stop_s)),
        step_s,
    );
    let [e, i] = recording.ensembles().times_s();
    Ok((
        start_s,
        [count(e, &bins, task)?.counts, count(i, &bins, task)?.counts],
    ))
}

/// Mean rates per neuron in a stretch, in Hz; NaN for a class without units.
fn rates(recording: &Recording, stretch: Interval) -> [f64; 2] {
    recording.ensembles().pair().map(|pool| {
        let spikes = pool.range(stretch).len() as f64;
        spikes / recording.observed_units(pool, &stretch.into()) / stretch.duration_s()
    })
}

/// What a spike of E and one of I count.
fn weights(
    recording: &Recording,
    hull: Interval,
    measure: Measure,
    rates_hz: [f64; 2],
) -> Result<[f64; 2], AnalysisError> {
    let units = recording.unit_counts(&hull.into());
    let per_neuron = units.map(|units| 1.0 / units.observed);
    if measure == Measure::PerNeuron {
        return Ok(per_neuron);
    }
    for (rate_hz, class) in rates_hz
        .into_iter()
        .zip([Class::Excitatory, Class::Inhibitory])
    {
        if rate_hz <= 0.0 {
            return Err(AnalysisError::NothingToShow(format!(
                "No {} spike in the baseline: its rate cannot serve as unit. Choose another baseline or spikes per neuron.",
                class.name().to_lowercase()
            )));
        }
    }
    Ok([per_neuron[0] / rates_hz[0], per_neuron[1] / rates_hz[1]])
}

/// S at the edges of the steps. Spikes are summed as whole numbers, so that nothing is lost.
fn cumulative([e, i]: &[Vec<u32>; 2], [of_e, of_i]: [f64; 2]) -> Vec<f64> {
    let (mut sum_e, mut sum_i) = (0u64, 0u64);
    let mut s = Vec::with_capacity(e.len() + 1);
    s.push(0.0);
    for (e, i) in e.iter().zip(i) {
        sum_e += u64::from(*e);
        sum_i += u64::from(*i);
        s.push(sum_e as f64 * of_e - sum_i as f64 * of_i);
    }
    s
}
