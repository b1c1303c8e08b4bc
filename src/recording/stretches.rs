//! Fields that were recorded with pauses: one signal, its gaps marked.
//!
//! Samples stand on one regular grid; those of a gap are NaN, which no drawing joins and no analysis
//! counts. A stretch lies within half a sample of its own time.

use super::{Field, FieldError, FieldSource, Pyramid};
use ndarray::{Array2, Axis};
use std::ops::Range;
use std::sync::Arc;

/// A longer gap (10 h at 30 kHz) makes two fields of one: drawings go through every sample.
const LONGEST_GAP: u64 = 1 << 30;

/// Samples that follow each other without a pause, in a source.
#[derive(Clone, Debug)]
pub struct Stretch {
    /// Time of its first sample in seconds.
    pub start_s: f64,
    pub samples: u64,
    /// The number of its first sample in the source.
    pub first: u64,
    pub source: Arc<dyn FieldSource>,
}

impl Field {
    /// One field of stretches that come in the order of time, with gaps marked between them. Where a
    /// stretch begins before the one before it ends, or after a very long pause, a further field
    /// begins; then they are called part 1, 2 and so on. All else is as in `like`.
    pub fn of_stretches(like: &Self, stretches: Vec<Stretch>) -> Vec<Self> {
        let mut groups: Vec<Vec<PlacedStretch>> = Vec::new();
        for stretch in stretches.into_iter().filter(|s| s.samples > 0) {
            let at = groups.last().and_then(|g| place(g, &stretch, like.rate_hz));
            match (groups.last_mut(), at) {
                (Some(group), Some(at)) => group.push(PlacedStretch { at, stretch }),
                _ => groups.push(vec![PlacedStretch { at: 0, stretch }]),
            }
        }
        let many = groups.len() > 1;
        let field = |(number, group): (usize, Vec<PlacedStretch>)| {
            let start_s = group.first().map_or(like.start_s, |p| p.stretch.start_s);
            let samples = group.last().map_or(0, PlacedStretch::end);
            let part = || format!("{} part {}", like.name, number + 1);
            Self {
                name: if many { part() } else { like.name.clone() },
                start_s,
                samples,
                source: source(group),
                pyramid: Arc::new(Pyramid::new(samples)),
                ..like.clone()
            }
        };
        groups.into_iter().enumerate().map(field).collect()
    }
}

/// Where a stretch lies on the grid of those before it; `None` where it does not.
fn place(group: &[PlacedStretch], stretch: &Stretch, rate_hz: f64) -> Option<u64> {
    let start_s = group.first()?.stretch.start_s;
    let end = group.last()?.end();
    let at = ((stretch.start_s - start_s) * rate_hz).round();
    // A clock that is a little fast may seem to begin one sample too early.
    let fits = at >= end as f64 - 1.0 && at <= (end + LONGEST_GAP) as f64;
    fits.then_some((at as u64).max(end))
}

/// A stretch, and where it begins on the grid.
#[derive(Debug)]
struct PlacedStretch {
    at: u64,
    stretch: Stretch,
}

impl PlacedStretch {
    fn end(&self) -> u64 {
        self.at + self.stretch.samples
    }
}

fn source(group: Vec<PlacedStretch>) -> Arc<dyn FieldSource> {
    if let [only] = &group[..]
        && only.stretch.first == 0
    {
        return Arc::clone(&only.stretch.source);
    }
    let between = group.windows(2).map(|pair| pair[0].end()..pair[1].at);
    let gaps = between.filter(|gap| !gap.is_empty()).collect();
    Arc::new(GappedSource {
        placed: group,
        gaps,
    })
}

/// Stretches on one grid.
#[derive(Debug)]
struct GappedSource {
    placed: Vec<PlacedStretch>,
    gaps: Vec<Range<u64>>,
}

impl FieldSource for GappedSource {
    fn read(&self, channels: &[usize], samples: Range<u64>) -> Result<Array2<f32>, FieldError> {
        let count = samples.end.saturating_sub(samples.start) as usize;
        let mut out = Array2::from_elem((channels.len(), count), f32::NAN);
        let from = self.placed.partition_point(|p| p.end() <= samples.start);
        let to = self.placed.partition_point(|p| p.at < samples.end);
        let mut rest = self.placed.get(from..to).unwrap_or_default();
        while let Some(first) = rest.first() {
            // Stretches that follow each other in one source are read together.
            let follows = |pair: &[PlacedStretch]| {
                let [a, b] = [&pair[0].stretch, &pair[1].stretch];
                Arc::ptr_eq(&a.source, &b.source) && a.first + a.samples == b.first
            };
            let together = 1 + rest.windows(2).take_while(|pair| follows(pair)).count();
            let (own, tail) = rest.split_at(together);
            rest = tail;
            let inside = |p: &PlacedStretch| {
                let start = samples.start.max(p.at);
                let there = start..samples.end.min(p.end()).max(start);
                let stored = |at: u64| p.stretch.first + (at - p.at);
                (stored(there.start)..stored(there.end), there)
            };
            let (begin, _) = inside(first);
            let (end, _) = inside(own.last().unwrap_or(first));
            let read = first.stretch.source.read(channels, begin.start..end.end)?;
            for placed in own {
                let (stored, there) = inside(placed);
                let [a, b] = [stored.start, stored.end].map(|v| (v - begin.start) as usize);
                let [c, d] = [there.start, there.end].map(|v| (v - samples.start) as usize);
                if b > read.ncols() || read.nrows() != channels.len() {
                    return Err(FieldError {
                        field: "with gaps".into(),
                        message: format!("expected {b} samples, found {}", read.ncols()),
                    });
                }
                out.slice_axis_mut(Axis(1), (c..d).into())
                    .assign(&read.slice_axis(Axis(1), (a..b).into()));
            }
        }
        Ok(out)
    }
    fn bytes(&self) -> usize {
        let mut held = 0;
        let mut before: Option<&Arc<dyn FieldSource>> = None;
        for placed in &self.placed {
            let source = &placed.stretch.source;
            if before.is_none_or(|b| !Arc::ptr_eq(b, source)) {
                held += source.bytes();
            }
            before = Some(source);
        }
        held + size_of_val(&self.placed[..])
    }
    fn gaps(&self) -> &[Range<u64>] {
        &self.gaps
    }
}
