//! Wavelet coherence of two signals over a window, stretch by stretch.

use super::chunk::Engine;
use super::columns::{powers, smoothed};
use super::transform::{Plans, thinning};
use super::{Ar1, Edges, Scales, Smoothing};
use crate::analysis::{AnalysisError, Task};
use std::ops::Range;

/// Samples of each signal, at most (64 MB in double precision): 2.3 h at 1 kHz.
pub const MOST_SAMPLES: usize = 1 << 23;
/// Samples that are transformed at once: their spectrum stays in a core's own cache.
const LENGTH: usize = 1 << 16;
/// Samples of an outcome that comes in pieces, a piece, about.
const PIECE: usize = 1 << 18;

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CoherenceOptions {
    pub scales: Scales,
    pub smoothing: Smoothing,
    /// Columns of the picture, at most; as many as there are samples for every sample.
    pub columns: usize,
    /// Whether powers and cross power are worked out too.
    pub powers: bool,
}

/// Two signals made ready, and the plan of what is worked out when.
pub struct Coherence {
    engine: Engine,
    /// Standardised over the window; a third more than the data where they are missing.
    signals: [Vec<f32>; 2],
    core: Range<usize>,
    edges: Edges,
    /// Red noise like each signal in the window, before it was standardised.
    pub ar1: [Ar1; 2],
    /// Mean and SD of each signal in the window.
    pub moments: [(f64, f64); 2],
    /// Samples of a column; the last may have fewer.
    pub width: usize,
    pub columns: usize,
    scales: Scales,
    powers: bool,
    rate_hz: f64,
    /// Columns of each piece, in the order in which they are worked out.
    pieces: Vec<Vec<Range<usize>>>,
}

/// Pictures, row by row from the finest scale; NaN where nothing is worked out yet or a signal has
/// nothing. Each cell is the mean over its column.
#[derive(Clone, Debug, PartialEq)]
pub struct Planes {
    pub columns: usize,
    pub rows: usize,
    /// Squared coherence, 0 to 1.
    pub r2: Vec<f32>,
    /// Angle of the smoothed cross spectrum in radians; positive where the first signal leads.
    pub phase: Vec<f32>,
    /// `|W|^2` over the variance in the window, of each signal: 1 on average for white noise.
    pub power: [Vec<f32>; 2],
    /// `|W_a W_b|` over both SDs.
    pub cross: Vec<f32>,
}

impl Planes {
    pub fn new(columns: usize, rows: usize, powers: bool) -> Self {
        let empty = || vec![f32::NAN; columns * rows];
        let power = || if powers { empty() } else { Vec::new() };
        Self {
            columns,
            rows,
            r2: empty(),
            phase: empty(),
            power: [power(), power()],
            cross: power(),
        }
    }
    /// Empties the columns for which `keep` is false.
    pub fn keep(&mut self, keep: impl Fn(usize) -> bool) {
        let [a, b] = &mut self.power;
        for plane in [&mut self.r2, &mut self.phase, a, b, &mut self.cross] {
            for row in plane.chunks_mut(self.columns.max(1)) {
                for (_, cell) in row.iter_mut().enumerate().filter(|(c, _)| !keep(*c)) {
                    *cell = f32::NAN;
                }
            }
        }
    }
    pub fn bytes(&self) -> usize {
        let [a, b] = &self.power;
        let planes = [&self.r2, &self.phase, a, b, &self.cross];
        planes.iter().map(|p| size_of_val(&p[..])).sum()
    }
}

/// Coherence of two signals of one clock. `core` are the samples to be shown; what lies around them
/// serves as padding. NaN samples are gaps.
///
/// # Errors
/// See [`Coherence::new`]; [`AnalysisError::Cancelled`].
pub fn coherence(
    signals: [&[f64]; 2],
    core: Range<usize>,
    rate_hz: f64,
    wanted: &CoherenceOptions,
    task: &Task<'_>,
) -> Result<Planes, AnalysisError> {
    let work = Coherence::new(signals, core, rate_hz, wanted)?;
    let mut planes = work.blank();
    for piece in 0..work.pieces() {
        work.piece(piece, &mut planes, task)?;
        task.progress((piece + 1) as f32 / work.pieces() as f32);
    }
    Ok(planes)
}

impl Coherence {
    /// # Errors
    /// [`AnalysisError::NothingToShow`] when the signals are of different lengths, too long, too
    /// short or constant.
    pub fn new(
        signals: [&[f64]; 2],
        core: Range<usize>,
        rate_hz: f64,
        wanted: &CoherenceOptions,
    ) -> Result<Self, AnalysisError> {
        let [a, b] = signals;
        let nothing = |why: String| Err(AnalysisError::NothingToShow(why));
        if a.len() != b.len() || core.end > a.len() || core.len() < 2 {
            return nothing(format!(
                "Coherence needs two signals with samples at the same times, found {} and {} for samples {} to {}.",
                a.len(),
                b.len(),
                core.start,
                core.end
            ));
        }
        if a.len() > MOST_SAMPLES {
            return nothing(format!(
                "{} samples are more than the {MOST_SAMPLES} that are transformed at once. Choose a shorter window.",
                a.len()
            ));
        }
        let moments = signals.map(|s| mean_and_sd(&s[core.clone()]));
        for (moments, which) in moments.iter().zip(["first", "second"]) {
            if !(moments.1.is_finite() && moments.1 > 0.0) {
                return nothing(format!(
                    "The {which} signal does not vary in the window: there is nothing to be coherent with. Choose another window or another signal."
                ));
            }
        }
        let scales: Vec<f64> = (0..wanted.scales.count())
            .map(|j| wanted.scales.scale_s(j as f64) * rate_hz)
            .collect();
        let grid = scales.iter().map(|s| thinning(*s)).max().unwrap_or(1);
        let reach = (wanted.scales.reach_s() * rate_hz).ceil() as usize + grid;
        let pad = reach.next_multiple_of(grid);
        let width = core.len().div_ceil(wanted.columns.max(1)).max(1);
        let all = (core.len() + 2 * pad).next_power_of_two();
        let length = all.min(LENGTH.max(8 * pad).max(width + 2 * pad).next_power_of_two());
        let columns = core.len().div_ceil(width);
        let a_chunk = ((length - 2 * pad) / width).clamp(1, columns);
        Ok(Self {
            engine: Engine {
                plans: Plans::new(length, scales.iter().copied()),
                scales,
                smoothing: wanted.smoothing,
                voices: wanted.scales.voices(),
                pad,
                coarsest_step: width,
                sparse_step: 0.0,
            },
            edges: Edges::find(signals),
            ar1: signals.map(|s| Ar1::fit(&s[core.clone()])),
            signals: [standardised(a, moments[0]), standardised(b, moments[1])],
            core,
            moments,
            width,
            columns,
            scales: wanted.scales,
            powers: wanted.powers,
            rate_hz,
            pieces: pieces(columns, a_chunk, width),
        })
    }
    /// Pictures with nothing in them yet.
    pub fn blank(&self) -> Planes {
        Planes::new(self.columns, self.engine.scales.len(), self.powers)
    }
    /// In how many pieces the picture comes. The first are spread evenly over the window.
    pub fn pieces(&self) -> usize {
        self.pieces.len()
    }
    /// Works out one piece and puts it in its place.
    ///
    /// # Errors
    /// [`AnalysisError::Cancelled`].
    pub fn piece(
        &self,
        piece: usize,
        planes: &mut Planes,
        task: &Task<'_>,
    ) -> Result<(), AnalysisError> {
        for columns in self.pieces.get(piece).into_iter().flatten() {
            self.chunk(columns, planes, task)?;
        }
        Ok(())
    }
    /// The cone of influence at a column's middle: lower frequencies are felt by an end of data or
    /// a gap.
    pub fn cone_hz(&self, column: usize) -> f64 {
        let middle = (column as f64 + 0.5) * self.width as f64 - 0.5;
        let away = self.edges.away(self.core.start as f64 + middle);
        Scales::cone_hz(away / self.rate_hz)
    }
    /// Samples of the window at which a signal is missing.
    pub fn missing(&self) -> usize {
        self.edges.missing()
    }
    /// The scales of the rows.
    pub fn scales(&self) -> &Scales {
        &self.scales
    }
    /// Bytes held.
    pub fn bytes(&self) -> usize {
        self.signals.iter().map(|s| size_of_val(&s[..])).sum()
    }

    fn chunk(
        &self,
        columns: &Range<usize>,
        planes: &mut Planes,
        task: &Task<'_>,
    ) -> Result<(), AnalysisError> {
        let (engine, width) = (&self.engine, self.width);
        let from = self.core.start + columns.start * width;
        let samples = (columns.len() * width).min(self.core.end - from);
        let [a, b] = [&self.signals[0], &self.signals[1]].map(|s| {
            // Zeros, which is the mean, before the first sample and after the last.
            let first = from as isize - engine.pad as isize;
            let last = first + (samples + 2 * engine.pad) as isize;
            let inside = |at: isize| usize::try_from(at).unwrap_or(0).min(s.len());
            let mut piece = vec![0.0; (-first).max(0) as usize];
            piece.extend(s[inside(first)..inside(last)].iter().map(|v| f64::from(*v)));
            piece
        });
        let mut rows = engine.products([&a, &b], task)?;
        let made = engine.smoothed(&rows, samples, task, |_, step, products| {
            smoothed(products, step, width, columns.len())
        })?;
        let mut put = |plane: fn(&mut Planes) -> &mut Vec<f32>, row: usize, values: &[f32]| {
            let at = row * planes.columns + columns.start;
            if let Some(place) = plane(planes).get_mut(at..at + values.len()) {
                place.copy_from_slice(values);
            }
        };
        for (j, (made, row)) in made.iter().zip(rows.drain(..)).enumerate() {
            task.check()?;
            put(|p| &mut p.r2, j, &made.r2);
            put(|p| &mut p.phase, j, &made.phase);
            if !self.powers {
                continue;
            }
            let [a, b, cross] = powers(&row, engine.pad, width, 0..columns.len());
            put(|p| &mut p.power[0], j, &a);
            put(|p| &mut p.power[1], j, &b);
            put(|p| &mut p.cross, j, &cross);
        }
        Ok(())
    }
}

/// Stretches of so many columns, grouped into pieces and ordered so that the first pieces are
/// spread over the whole.
pub fn pieces(columns: usize, a_chunk: usize, width: usize) -> Vec<Vec<Range<usize>>> {
    let chunks = columns.div_ceil(a_chunk);
    let bits = usize::BITS - chunks.next_power_of_two().trailing_zeros();
    let mut order: Vec<usize> = (0..chunks).collect();
    if chunks > 1 {
        order.sort_by_key(|c| c.reverse_bits() >> bits);
    }
    let of = |c: usize| c * a_chunk..((c + 1) * a_chunk).min(columns);
    let together = (PIECE / (a_chunk * width)).max(1);
    let piece = |chunks: &[usize]| chunks.iter().map(|c| of(*c)).collect();
    order.chunks(together).map(piece).collect()
}

fn mean_and_sd(signal: &[f64]) -> (f64, f64) {
    let there = || signal.iter().filter(|v| v.is_finite());
    let n = there().count() as f64;
    let mean = there().sum::<f64>() / n;
    let variance = there().map(|v| (v - mean) * (v - mean)).sum::<f64>() / n;
    // Rounding of a constant is not a signal.
    let sd = variance.sqrt();
    (mean, if sd > 1e-12 * mean.abs() { sd } else { 0.0 })
}

/// Around the mean in SDs, gaps bridged by straight lines.
pub fn standardised(signal: &[f64], (mean, sd): (f64, f64)) -> Vec<f32> {
    let mut out: Vec<f32> = signal.iter().map(|v| ((v - mean) / sd) as f32).collect();
    let mut last = 0.0;
    let mut at = 0;
    while at < out.len() {
        if out[at].is_finite() {
            last = out[at];
            at += 1;
            continue;
        }
        let end = out[at..].iter().position(|v| v.is_finite());
        let (end, next) = end.map_or((out.len(), 0.0), |n| (at + n, out[at + n]));
        let length = (end - at + 1) as f32;
        for (nth, v) in out[at..end].iter_mut().enumerate() {
            *v = last + (next - last) * (nth + 1) as f32 / length;
        }
        at = end;
    }
    out
}
