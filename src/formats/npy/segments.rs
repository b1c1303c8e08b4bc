//! Spikes of several segments, laid one after another in time.
//!
//! SpikeInterface counts samples anew in every segment and does not keep how long each was.

use super::layout::Spikes;
use super::members::Archive;
use crate::formats::assemble::{NO_CLUSTER, TrainBuilder};
use crate::recording::{Epoch, EpochKind, Unit, Warning};

/// More segments than this are none.
const MOST: usize = 10_000;

/// The arrays of samples and of units, a pair for each segment; `None` where the first is missing.
pub(super) fn pairs(archive: &Archive) -> Option<Vec<[usize; 2]>> {
    let pair = |segment: usize| {
        let times = archive.find(&[&format!("spike_indexes_seg{segment}")])?;
        let units = archive.find(&[&format!("spike_labels_seg{segment}")])?;
        let of = |at: usize| {
            archive
                .arrays
                .get(at)
                .and_then(super::members::ArrayEntry::list)
        };
        (of(times).is_some() && of(times) == of(units)).then_some([times, units])
    };
    let pairs: Vec<[usize; 2]> = (0..MOST).map_while(pair).collect();
    (!pairs.is_empty()).then_some(pairs)
}

/// Collects spikes as they are read.
pub(in crate::formats) struct Segments {
    /// Samples of each segment, as far as its last spike.
    lengths: Vec<f64>,
    of: Vec<(u32, u32)>,
    samples: Vec<f64>,
    lost: usize,
}

impl Segments {
    pub(in crate::formats) fn new(count: usize) -> Self {
        Self {
            lengths: vec![0.0; count.clamp(1, MOST)],
            of: Vec::new(),
            samples: Vec::new(),
            lost: 0,
        }
    }

    /// A spike of a unit; one without a place is counted.
    pub(in crate::formats) fn push(&mut self, segment: u32, unit: u32, sample: f64) {
        let Some(length) = self.lengths.get_mut(segment as usize) else {
            self.lost += 1;
            return;
        };
        if unit == NO_CLUSTER || !sample.is_finite() {
            self.lost += 1;
            return;
        }
        *length = length.max(sample + 1.0);
        self.of.push((segment, unit));
        self.samples.push(sample);
    }

    /// Units of these names, in their order, with the segments as epochs where there are several.
    pub(in crate::formats) fn into_spikes(
        mut self,
        ids: Vec<String>,
        rate_hz: f64,
        warnings: &mut Vec<Warning>,
    ) -> Spikes {
        let mut starts = Vec::with_capacity(self.lengths.len());
        let mut at = 0.0;
        for length in &self.lengths {
            starts.push(at);
            at += length;
        }
        let mut counts = vec![0; ids.len()];
        for (_, unit) in &self.of {
            match counts.get_mut(*unit as usize) {
                Some(count) => *count += 1,
                None => self.lost += 1,
            }
        }
        let mut builder = TrainBuilder::new(&counts);
        for ((segment, unit), sample) in self.of.iter().zip(&self.samples) {
            let start = starts.get(*segment as usize).copied().unwrap_or(0.0);
            builder.push_spike(*unit as usize, (start + sample) / rate_hz);
        }
        if self.lost > 0 {
            let what = "spikes name no unit or segment that there is and are left out";
            warnings.push(Warning::counted(self.lost, what));
        }
        let silent = counts.iter().filter(|n| **n == 0).count();
        if silent > 0 {
            warnings.push(Warning::counted(silent, "units have no spikes"));
        }
        let mut epochs = Vec::new();
        if self.lengths.len() > 1 {
            let what = "segments follow one another, each after the last spike of the one before, as the file does not say how long they were; they are marked as epochs, and between them there is no continuity";
            warnings.push(Warning::counted(self.lengths.len(), what));
            let all = (1..).zip(starts.iter().zip(&self.lengths));
            epochs.extend(all.filter(|(_, (_, length))| **length > 0.0).map(
                |(number, (start, length))| {
                    let (from, to) = (start / rate_hz, (start + length) / rate_hz);
                    Epoch::new(format!("segment {number}"), from, to, EpochKind::Period)
                },
            ));
        }
        Spikes {
            units: ids.into_iter().map(Unit::new).collect(),
            trains: builder.into_trains(),
            epochs,
            ..Spikes::default()
        }
    }
}
