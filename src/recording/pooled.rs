//! The pooled trains of each class, made once for a recording.

use super::merge::merge;
use super::{Class, Interval, SpikeTrains, Unit};

/// All spikes of one class in order of time, with the unit each belongs to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pooled {
    times_s: Vec<f64>,
    unit_of: Vec<u32>,
    units: Vec<u32>,
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
    /// Times in seconds, ascending.
    pub fn times_s(&self) -> &[f64] {
        &self.times_s
    }
    /// For each time, the index of its unit in the recording.
    pub fn unit_of(&self) -> &[u32] {
        &self.unit_of
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
        let from = self.times_s.partition_point(|&t| t < interval.start_s);
        let to = self.times_s.partition_point(|&t| t < interval.stop_s);
        from..to.max(from)
    }
    pub fn bytes(&self) -> usize {
        size_of_val(&self.times_s[..]) + size_of_val(&self.unit_of[..])
    }

    /// Merges the trains of `units`; ties in time are ordered by unit.
    fn merge(trains: &SpikeTrains, units: Vec<u32>) -> Self {
        let own: Vec<_> = units
            .iter()
            .map(|&unit| (unit, trains.unit(unit as usize)))
            .collect();
        let (times_s, unit_of) = merge(&own);
        Self {
            times_s,
            unit_of,
            units,
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
