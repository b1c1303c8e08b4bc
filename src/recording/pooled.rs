//! The pooled trains of each class, made once for a recording.

use super::merge::merge;
use super::pieces::{Piece, Pieces};
use super::{Class, Interval, SpikeTrains, Unit};
use std::sync::Arc;

/// All spikes of one class in order of time, with the unit each belongs to.
#[derive(Clone, Debug)]
pub struct Pooled {
    pieces: Pieces<Merged>,
    units: Vec<u32>,
}

/// Times of many units, ascending, and the unit of each.
#[derive(Clone, Debug, Default, PartialEq)]
struct Merged {
    times_s: Vec<f64>,
    unit_of: Vec<u32>,
}

impl Piece for Merged {
    fn size(&self) -> usize {
        self.times_s.len()
    }
    fn join(pieces: &[Arc<Self>]) -> Self {
        let times: Vec<&[f64]> = pieces.iter().map(|p| &p.times_s[..]).collect();
        let units: Vec<&[u32]> = pieces.iter().map(|p| &p.unit_of[..]).collect();
        Self {
            times_s: times.concat(),
            unit_of: units.concat(),
        }
    }
}

impl Default for Pooled {
    fn default() -> Self {
        Self::new(Merged::default(), Vec::new())
    }
}

impl PartialEq for Pooled {
    fn eq(&self, other: &Self) -> bool {
        self.units == other.units && self.pieces.all() == other.pieces.all()
    }
}

/// The ensembles of a recording: included units only. Units without class are pooled too, so that
/// they can be shown; no statistic of balance uses them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ensembles {
    pub excitatory: Pooled,
    pub inhibitory: Pooled,
    pub unclassified: Pooled,
}

impl Pooled {
    fn new(all: Merged, units: Vec<u32>) -> Self {
        Self {
            pieces: Pieces::new(all),
            units,
        }
    }
    /// Times in seconds, ascending.
    pub fn times_s(&self) -> &[f64] {
        &self.pieces.all().times_s
    }
    /// For each time, the index of its unit in the recording.
    pub fn unit_of(&self) -> &[u32] {
        &self.pieces.all().unit_of
    }
    /// Indices of the units pooled here, silent ones included.
    pub fn units(&self) -> &[u32] {
        &self.units
    }
    /// Number of units, the N of "per neuron".
    pub fn unit_count(&self) -> usize {
        self.units.len()
    }
    /// Index range of the spikes in `[start_s, stop_s)`.
    pub fn range(&self, interval: Interval) -> std::ops::Range<usize> {
        let times_s = self.times_s();
        let from = times_s.partition_point(|&t| t < interval.start_s);
        let to = times_s.partition_point(|&t| t < interval.stop_s);
        from..to.max(from)
    }
    pub fn bytes(&self) -> usize {
        let bytes = |p: &Merged| size_of_val(&p.times_s[..]) + size_of_val(&p.unit_of[..]);
        self.pieces.held().map(bytes).sum()
    }

    /// Merges the trains of `units`; ties in time are ordered by unit.
    fn merge(trains: &SpikeTrains, units: Vec<u32>) -> Self {
        let own: Vec<_> = units
            .iter()
            .map(|&unit| (unit, trains.unit(unit as usize)))
            .collect();
        let (times_s, unit_of) = merge(&own);
        Self::new(Merged { times_s, unit_of }, units)
    }
    /// The same with the later spikes of the same units.
    fn grown(&self, more: &Self) -> Self {
        Self {
            pieces: self.pieces.grown(more.pieces.all().clone()),
            units: self.units.clone(),
        }
    }
}

impl Ensembles {
    /// Pools the included units of each class.
    pub fn pool(trains: &SpikeTrains, units: &[Unit]) -> Self {
        let of = |class: Class| {
            (0u32..)
                .zip(units)
                .filter(|(_, u)| u.included && u.class == class)
                .map(|(i, _)| i)
                .collect()
        };
        let [excitatory, inhibitory, unclassified] =
            Class::ALL.map(|class| Pooled::merge(trains, of(class)));
        Self {
            excitatory,
            inhibitory,
            unclassified,
        }
    }
    /// The same with the later spikes of the same units.
    pub(super) fn grown(&self, more: &Self) -> Self {
        Self {
            excitatory: self.excitatory.grown(&more.excitatory),
            inhibitory: self.inhibitory.grown(&more.inhibitory),
            unclassified: self.unclassified.grown(&more.unclassified),
        }
    }
    /// Their spike times in seconds, ascending.
    pub fn times_s(&self) -> [&[f64]; 2] {
        self.pair().map(Pooled::times_s)
    }
    /// The two classes whose balance it is about.
    pub fn pair(&self) -> [&Pooled; 2] {
        [&self.excitatory, &self.inhibitory]
    }
    pub fn bytes(&self) -> usize {
        self.excitatory.bytes() + self.inhibitory.bytes() + self.unclassified.bytes()
    }
}
