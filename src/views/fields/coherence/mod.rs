//! Coherence: two signals over time and frequency, and the ridges of that picture (methods A11).

mod draw;
mod info;
mod level;
mod numbers;
mod picture;
mod ridges;
mod signals;

use crate::analysis::ridges::Ridge;
use crate::analysis::wavelet::{Coherence, CoherenceOptions, Level, Planes, Smoothing};
use crate::analysis::{AnalysisError, Task};
use crate::plot::{Mark, Sheet};
use crate::recording::Interval;
use crate::views::shared::time_overlay;
use crate::views::{Arrays, Dependency, Info, Input, Marks, Numbers, PickedPlace, View};
use std::sync::Arc;

/// The view.
#[derive(Clone, Copy, Debug)]
pub struct CoherenceView;

/// Columns of the picture, at most. They do not depend on the panel: neither do the ridges, then.
const COLUMNS: usize = 1500;

/// Pictures of two signals, as far as they have been computed.
#[derive(Clone)]
pub struct Outcome {
    pub window: Interval,
    /// Time of the first sample shown.
    pub start_s: f64,
    /// Seconds of a column.
    pub step_s: f64,
    pub rate_hz: f64,
    pub names: [String; 2],
    pub notes: Vec<String>,
    pub work: Arc<Coherence>,
    pub planes: Arc<Planes>,
    /// Pieces of the pictures that are there.
    pub pieces: usize,
    /// What red noise gives, as far as it has been computed.
    pub level: Option<Arc<Level>>,
    pub ridges: Arc<Vec<Ridge>>,
}

impl Outcome {
    /// Time of the middle of a column, which may lie between two.
    pub fn time_s(&self, column: f64) -> f64 {
        self.start_s + (column + 0.5) * self.step_s
    }
    /// The stretch that the columns cover.
    pub fn extent(&self) -> [f64; 2] {
        let end_s = self.start_s + self.planes.columns as f64 * self.step_s;
        [self.start_s, end_s]
    }
    /// Whether all of the pictures is there.
    pub fn is_whole(&self) -> bool {
        self.pieces >= self.work.pieces()
    }
}

/// `columns` says how many at most, given the number of frequencies.
fn blank(
    input: &Input<'_>,
    columns: impl FnOnce(usize) -> usize,
    task: &Task<'_>,
) -> Result<Outcome, AnalysisError> {
    let found = signals::signals(input, task)?;
    let columns = columns(found.scales.count());
    let wanted = CoherenceOptions {
        scales: found.scales,
        smoothing: Smoothing::from_id(&input.values.choice(&info::SMOOTHING)),
        columns,
        powers: true,
    };
    let [a, b] = &found.samples;
    let work = Coherence::new([a, b], found.core, found.rate_hz, &wanted)?;
    Ok(Outcome {
        window: input.selection.window,
        start_s: found.start_s,
        step_s: work.width as f64 / found.rate_hz,
        rate_hz: found.rate_hz,
        names: found.names,
        notes: found.notes,
        planes: Arc::new(work.blank()),
        work: Arc::new(work),
        pieces: 0,
        level: None,
        ridges: Arc::default(),
    })
}

/// The next piece of the pictures, without what lies outside the chosen states.
fn with_piece(
    outcome: &Outcome,
    input: &Input<'_>,
    task: &Task<'_>,
) -> Result<Outcome, AnalysisError> {
    let (piece, states) = (outcome.pieces, &input.selection.states);
    // What only looks different, or finds other ridges in the same picture, is not worked out again.
    let planes = task.shared(
        || {
            let of = info::DECISIVE.map(|p| input.values.get(p));
            let (id, window) = (input.recording.id(), input.selection.window);
            format!("coherence {id} {window:?} {states:?} {of:?} {piece}")
        },
        Planes::bytes,
        || {
            let mut planes = (*outcome.planes).clone();
            outcome.work.piece(piece, &mut planes, task)?;
            in_states(outcome, input, &mut planes);
            Ok(planes)
        },
    )?;
    let mut next = Outcome {
        planes,
        pieces: piece + 1,
        ..outcome.clone()
    };
    next.ridges = Arc::new(ridges::find(&next, input, task)?);
    let done = next.pieces as f32 / outcome.work.pieces() as f32;
    task.progress(done);
    Ok(next)
}

/// Leaves only what lies in the chosen states, where some are.
fn in_states(outcome: &Outcome, input: &Input<'_>, planes: &mut Planes) {
    if !input.selection.states.is_empty() {
        let intervals = input.selection.intervals(input.recording);
        planes.keep(|column| intervals.contains(outcome.time_s(column as f64)));
    }
}

/// A piece more of the pictures, or of the level once they are whole.
fn with_next_piece(
    outcome: &Outcome,
    input: &Input<'_>,
    task: &Task<'_>,
) -> Result<Option<Outcome>, AnalysisError> {
    if !outcome.is_whole() {
        return with_piece(outcome, input, task).map(Some);
    }
    let level = level::with_next_batch(outcome, input, task)?;
    Ok(level.map(|level| Outcome {
        level: Some(Arc::new(level)),
        ..outcome.clone()
    }))
}

impl View for CoherenceView {
    type Outcome = Outcome;
    const INFO: &'static Info = &info::INFO;
    const USES: &'static [Dependency] = &[Dependency::Canvas];

    fn analyse(&self, input: &Input<'_>, task: &Task<'_>) -> Result<Outcome, AnalysisError> {
        with_piece(&blank(input, |_| COLUMNS, task)?, input, task)
    }

    fn is_complete(&self, input: &Input<'_>, outcome: &Outcome) -> bool {
        let levels = outcome.level.as_ref().map_or(0, |l| l.surrogates);
        outcome.is_whole() && levels >= level::asked(input)
    }

    fn refine(
        &self,
        input: &Input<'_>,
        outcome: &Outcome,
        task: &Task<'_>,
    ) -> Result<Option<Outcome>, AnalysisError> {
        with_next_piece(outcome, input, task)
    }

    fn draw(&self, input: &Input<'_>, outcome: &Outcome) -> Sheet {
        draw::sheet(outcome, input)
    }

    fn arrays(&self, input: &Input<'_>, task: &Task<'_>) -> Result<Option<Arrays>, AnalysisError> {
        numbers::arrays(input, task).map(Some)
    }

    fn bytes(&self, outcome: &Outcome) -> usize {
        let level = outcome.level.as_ref().map_or(0, |l| l.bytes());
        let ridges: usize = outcome.ridges.iter().map(|r| 8 * r.columns()).sum();
        outcome.work.bytes() + outcome.planes.bytes() + level + ridges
    }

    fn overlay(&self, outcome: &Outcome, marks: &Marks) -> Vec<(&'static str, Mark)> {
        time_overlay::overlay(["picture", "ridges"], outcome.window, outcome.step_s, marks)
    }

    fn pick(
        &self,
        outcome: &Outcome,
        plot: &str,
        at: [f64; 2],
        _reach: [f64; 2],
    ) -> Option<PickedPlace> {
        draw::pick(outcome, plot, at)
    }

    fn numbers(&self, input: &Input<'_>, task: &Task<'_>) -> Result<Vec<Numbers>, AnalysisError> {
        let mut outcome = blank(input, |_| COLUMNS, task)?;
        while let Some(next) = with_next_piece(&outcome, input, task)? {
            outcome = next;
        }
        Ok(vec![
            numbers::coherence(&outcome),
            numbers::ridges(&outcome),
        ])
    }
}
