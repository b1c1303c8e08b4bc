//! Candidates for events: stretches in which something leaves what is usual for the recording.
//! They are proposals with reasons; nothing here decides that there was a seizure.
//!
//! Three series are looked at, each in equal steps: the imbalance f = E - I (the slope of
//! S(t)), the sliding correlation of E and I, and the line length of a
//! field. Each is measured by its own median and spread (the median absolute deviation times 1.4826,
//! which is the SD of a normal series and does not mind the event itself). Steps beyond a threshold
//! are joined over short gaps, and runs that are too short are left out. What is detected, and every
//! threshold, is this program's own.

use super::coordination::{CoordinationRow, coordination};
use crate::analysis::{AnalysisError, Bins, Parameter, Scale, Task, Values, count};
use crate::recording::{Interval, Intervals, Recording};

/// Why a stretch is proposed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Evidence {
    /// f = E - I, each in units of its median: the slope of S(t).
    Imbalance,
    /// The correlation of E and I in windows of 30 s falls.
    Coordination,
    /// The field's line length rises.
    LineLength,
}

impl Evidence {
    /// For people: "imbalance of E and I".
    pub fn name(self) -> &'static str {
        match self {
            Self::Imbalance => "imbalance of E and I",
            Self::Coordination => "loss of correlation of E and I",
            Self::LineLength => "line length of the field",
        }
    }
}

/// A stretch that is proposed.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    pub interval: Interval,
    /// Largest departure in it, in spreads of its series.
    pub score: f64,
    /// Every series that leaves its usual range in it.
    pub why: Vec<Evidence>,
    /// How exact the borders are: a step of the finest series that found it.
    pub within_s: f64,
}

/// How candidates are looked for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sensitivity {
    /// Departure in spreads.
    pub threshold: f64,
    /// Runs this close are one, if the later is at least as long as the gap or the gap itself is
    /// nearly beyond the threshold.
    pub join_s: f64,
    /// Runs shorter than this are left out.
    pub shortest_s: f64,
    /// Step of the series.
    pub step_s: f64,
}

pub static THRESHOLD: Parameter = Parameter::number(
    "threshold",
    "Threshold",
    "spreads",
    "How far a series must depart from its usual values",
    [6.0, 2.0, 50.0],
);

pub static JOIN: Parameter = Parameter::number(
    "join",
    "Join",
    "s",
    "Departures this close to each other are one",
    [5.0, 0.0, 120.0],
);

pub static SHORTEST: Parameter = Parameter::number(
    "shortest",
    "Shortest",
    "s",
    "Departures shorter than this are left out",
    [5.0, 0.0, 600.0],
);

pub static STEP: Parameter = Parameter::number(
    "step",
    "Step",
    "s",
    "Step of the series that are looked at",
    [1.0, 0.1, 10.0],
);

/// All of them, in the order in which they are shown.
pub static PARAMETERS: &[&Parameter] = &[&THRESHOLD, &JOIN, &SHORTEST, &STEP];

impl From<&Values> for Sensitivity {
    fn from(values: &Values) -> Self {
        Self {
            threshold: values.number(&THRESHOLD),
            join_s: values.number(&JOIN),
            shortest_s: values.number(&SHORTEST),
            step_s: values.number(&STEP),
        }
    }
}

impl Default for Sensitivity {
    /// The defaults of the parameters.
    fn default() -> Self {
        Self::from(&Values::default())
    }
}

/// A series in equal steps: value j covers `[start_s + j step_s, start_s + (j + 1) step_s)`.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    pub start_s: f64,
    pub step_s: f64,
    pub values: Vec<f64>,
    pub why: Evidence,
}

/// Line length: the sum of the sizes of successive differences of a signal in each step, per second
/// (Esteller et al. 2001). Samples that are not finite are passed over; a step without two
/// neighbouring samples is NaN.
pub fn line_length(samples: &[f32], rate_hz: f64, step_s: f64) -> Vec<f64> {
    let each = (rate_hz * step_s).round().max(1.0) as usize;
    (0..samples.len() / each)
        .map(|j| {
            // The difference to the first sample of the next step belongs to this one.
            let own = &samples[j * each..((j + 1) * each + 1).min(samples.len())];
            let (mut sum, mut n) = (0.0, 0usize);
            for pair in own
                .windows(2)
                .filter(|p| p[0].is_finite() && p[1].is_finite())
            {
                sum += f64::from((pair[1] - pair[0]).abs());
                n += 1;
            }
            if n == 0 {
                f64::NAN
            } else {
                sum / n as f64 * rate_hz
            }
        })
        .collect()
}

/// Departures from the usual in spreads: (value - median) / (1.4826 MAD); NaN where a value is
/// missing, all 0 where more than half of the values are the same.
pub fn departures(values: &[f64]) -> Vec<f64> {
    let middle = |mut list: Vec<f64>| {
        list.retain(|v| v.is_finite());
        list.sort_unstable_by(f64::total_cmp);
        crate::analysis::numerics::sorted::quantile(&list, 0.5)
    };
    let median = middle(values.to_vec());
    let spread = 1.4826 * middle(values.iter().map(|v| (v - median).abs()).collect());
    let measure = |v: &f64| {
        if spread > 0.0 {
            (v - median) / spread
        } else if v.is_finite() {
            0.0
        } else {
            f64::NAN
        }
    };
    values.iter().map(measure).collect()
}

/// Stretches of a series that lie beyond the threshold.
pub fn candidates(series: &Series, sensitivity: &Sensitivity) -> Vec<Candidate> {
    let side = |z: f64| match series.why {
        Evidence::Imbalance => z.abs(),
        Evidence::Coordination => -z,
        Evidence::LineLength => z,
    };
    let beyond: Vec<f64> = departures(&series.values).into_iter().map(side).collect();
    let time = |j: usize| series.start_s + j as f64 * series.step_s;
    let mut list: Vec<Candidate> = Vec::new();
    // First step after the last run that was taken.
    let mut after = 0;
    let is_beyond = |j: usize| beyond[j] >= sensitivity.threshold;
    let mut j = 0;
    while j < beyond.len() {
        if !is_beyond(j) {
            j += 1;
            continue;
        }
        let from = j;
        while j < beyond.len() && is_beyond(j) {
            j += 1;
        }
        let score = beyond[from..j].iter().copied().fold(0.0, f64::max);
        let joins = !list.is_empty() && {
            let gap_s = (from - after) as f64 * series.step_s;
            gap_s <= sensitivity.join_s + 1e-9
                && (j - from >= from - after || lingers(&beyond[after..from], sensitivity))
        };
        match list.last_mut() {
            Some(last) if joins => {
                last.interval.stop_s = time(j);
                last.score = last.score.max(score);
            }
            _ => list.push(Candidate {
                interval: Interval::new(time(from), time(j)),
                score,
                why: vec![series.why],
                within_s: series.step_s,
            }),
        }
        after = j;
    }
    list.retain(|c| c.interval.duration_s() >= sensitivity.shortest_s - 1e-9);
    list
}

/// Whether a gap stays two thirds of the way beyond the threshold: an event that falters, not one
/// that is followed by a blip.
fn lingers(gap: &[f64], sensitivity: &Sensitivity) -> bool {
    let mean = gap.iter().sum::<f64>() / gap.len() as f64;
    mean >= sensitivity.threshold * 2.0 / 3.0
}

/// Candidates of several series put together, by score. Those that overlap are one, with the
/// borders that the series with the finest step gives.
pub fn propose(all: &[Series], sensitivity: &Sensitivity) -> Vec<Candidate> {
    let mut found: Vec<Candidate> = all
        .iter()
        .flat_map(|series| candidates(series, sensitivity))
        .collect();
    found.sort_by(|a, b| {
        a.within_s
            .total_cmp(&b.within_s)
            .then(b.score.total_cmp(&a.score))
            .then(a.interval.start_s.total_cmp(&b.interval.start_s))
    });
    let mut merged: Vec<Candidate> = Vec::new();
    for next in found {
        let same = merged
            .iter_mut()
            .find(|c| c.interval.intersect(&next.interval).is_some());
        let Some(same) = same else {
            merged.push(next);
            continue;
        };
        same.score = same.score.max(next.score);
        // Equally sharp series cover the event together; a blunter one only agrees.
        if next.within_s <= same.within_s {
            same.interval.start_s = same.interval.start_s.min(next.interval.start_s);
            same.interval.stop_s = same.interval.stop_s.max(next.interval.stop_s);
        }
        same.why.extend(next.why);
        same.why.sort_unstable();
        same.why.dedup();
    }
    merged.sort_by(|a, b| {
        b.score
            .total_cmp(&a.score)
            .then(a.interval.start_s.total_cmp(&b.interval.start_s))
    });
    merged
}

/// The series of the spikes of a recording: imbalance and coordination. Empty where a class has no
/// units or is silent.
///
/// # Errors
/// When overtaken.
pub fn spike_series(
    recording: &Recording,
    sensitivity: &Sensitivity,
    task: &Task<'_>,
) -> Result<Vec<Series>, AnalysisError> {
    const WINDOW_S: f64 = 30.0;
    let span = recording.span();
    let [e, i] = recording.ensembles().times_s();
    if e.is_empty() || i.is_empty() || span.duration_s() / sensitivity.step_s > 1e7 {
        return Ok(Vec::new());
    }
    let bins = Bins::with_width(&Intervals::from(span), sensitivity.step_s);
    let (e, i) = (count(e, &bins, task)?.counts, count(i, &bins, task)?.counts);
    let mean =
        |counts: &[u32]| counts.iter().map(|&c| f64::from(c)).sum::<f64>() / counts.len() as f64;
    let (of_e, of_i) = (mean(&e), mean(&i));
    let mut list = vec![Series {
        start_s: span.start_s,
        step_s: sensitivity.step_s,
        values: e
            .iter()
            .zip(&i)
            .map(|(&e, &i)| f64::from(e) / of_e - f64::from(i) / of_i)
            .collect(),
        why: Evidence::Imbalance,
    }];
    // In bins of 164 ms, of which a window holds 182.
    let scale = Scale::new(18.0);
    let step_s = sensitivity.step_s.max(WINDOW_S / 6.0);
    let made = coordination(recording, span, None, &[scale], [WINDOW_S, step_s], task)?;
    let rows: Vec<CoordinationRow> = made.rows;
    if let Some(row) = rows.into_iter().next().filter(|row| row.masked.is_none()) {
        list.push(Series {
            start_s: made.start_s - 0.5 * step_s,
            step_s,
            values: row.r,
            why: Evidence::Coordination,
        });
    }
    Ok(list)
}

/// Candidates of a recording by its spikes, with any other series (such as the line length of a
/// field) beside them; highest score first.
///
/// # Errors
/// When overtaken.
pub fn detect(
    recording: &Recording,
    more: Vec<Series>,
    sensitivity: &Sensitivity,
    task: &Task<'_>,
) -> Result<Vec<Candidate>, AnalysisError> {
    let mut all = spike_series(recording, sensitivity, task)?;
    all.extend(more);
    Ok(propose(&all, sensitivity))
}
