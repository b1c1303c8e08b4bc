//! The search for seizures, on a thread of its own. What it proposes is dotted on the timeline until
//! the person takes it.

use crate::analysis::detector::{Candidate, Evidence, Sensitivity, Series, detect, line_length};
use crate::analysis::{AnalysisError, Task};
use crate::compute::{Background, Poll};
use crate::plot::number_text;
use crate::recording::{EpochKind, Field, Interval, Recording};
use std::sync::Arc;

/// A stretch that might be marked, and why.
#[derive(Clone, Debug, PartialEq)]
pub struct Proposal {
    pub id: u64,
    pub interval: Interval,
    pub why: String,
}

/// Proposals on their way.
pub struct SeizureSearch(Background<Result<Vec<Proposal>, AnalysisError>>);

/// Candidates that are shown, at most: the strongest.
const MOST: usize = 20;
/// Samples of the field that are read at once.
const PIECE: u64 = 1 << 20;

impl SeizureSearch {
    /// # Errors
    /// When the system gives no thread.
    pub fn start(
        recording: Arc<Recording>,
        sensitivity: Sensitivity,
        wake: impl Fn() + Send + 'static,
    ) -> std::io::Result<Self> {
        Background::start("propose", wake, move || propose(&recording, &sensitivity)).map(Self)
    }
    /// `None` while it is being worked out.
    pub fn poll(&self) -> Option<Result<Vec<Proposal>, String>> {
        match self.0.poll() {
            Poll::Running => None,
            Poll::Ready(found) => Some(found.map_err(|e| e.to_string())),
            Poll::Lost => Some(Err("The detector failed; nothing is proposed.".to_owned())),
        }
    }
}

fn propose(
    recording: &Recording,
    sensitivity: &Sensitivity,
) -> Result<Vec<Proposal>, AnalysisError> {
    let task = Task::alone();
    let mut more = Vec::new();
    if let Some(field) = recording.fields().iter().find(|f| !f.channels.is_empty()) {
        more.push(field_series(field, sensitivity.step_s)?);
    }
    let all = detect(recording, more, sensitivity, &task)?;
    let known = |candidate: &&Candidate| {
        let mut epochs = recording.lasting_epochs();
        let overlaps = |i: Interval| i.intersect(&candidate.interval).is_some();
        !epochs.any(|e| e.kind == EpochKind::Seizure && overlaps(e.interval()))
    };
    Ok(all.iter().filter(known).take(MOST).map(proposal).collect())
}

fn proposal(candidate: &Candidate) -> Proposal {
    let why: Vec<&str> = candidate.why.iter().map(|w| w.name()).collect();
    Proposal {
        // Given when it is shown.
        id: 0,
        interval: candidate.interval,
        why: format!(
            "{} beyond what is usual, up to {} spreads; borders within {} s",
            why.join(", "),
            number_text(candidate.score, 2),
            number_text(candidate.within_s, 2)
        ),
    }
}

/// Line length of the first channel, read piece by piece.
fn field_series(field: &Field, step_s: f64) -> Result<Series, AnalysisError> {
    let each = (field.rate_hz * step_s).round().max(1.0) as u64;
    let piece = (PIECE / each).max(1) * each;
    let mut values = Vec::new();
    let mut from = 0;
    while from < field.samples {
        // One more sample: the difference to it belongs to the last step.
        let to = (from + piece + 1).min(field.samples);
        let read = field.source.read(&[0], from..to)?;
        let samples: Vec<f32> = read.row(0).to_vec();
        let lengths = line_length(&samples, field.rate_hz, step_s);
        values.extend(lengths.into_iter().take((piece / each) as usize));
        from += piece;
    }
    Ok(Series {
        start_s: field.start_s,
        step_s: each as f64 / field.rate_hz,
        values,
        why: Evidence::LineLength,
    })
}
