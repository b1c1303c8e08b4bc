//! The pooled trains of each class, made once for a recording.

use super::{Class, Interval, SpikeTrains, Unit};
use rayon::prelude::*;

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
    #[must_use]
    pub fn times_s(&self) -> &[f64] {
        &self.times_s
    }
    /// For each time, the index of its unit in the recording.
    #[must_use]
    pub fn unit_of(&self) -> &[u32] {
        &self.unit_of
    }
    /// Indices of the units pooled here, silent ones included.
    #[must_use]
    pub fn units(&self) -> &[u32] {
        &self.units
    }
    /// Number of units, the N of "per neuron".
    #[must_use]
    pub fn unit_count(&self) -> usize {
        self.units.len()
    }
    /// Index range of the spikes in `[start_s, stop_s)`.
    #[must_use]
    pub fn range(&self, interval: Interval) -> std::ops::Range<usize> {
        let from = self.times_s.partition_point(|&t| t < interval.start_s);
        let to = self.times_s.partition_point(|&t| t < interval.stop_s);
        from..to.max(from)
    }
    #[must_use]
    pub fn bytes(&self) -> usize {
        size_of_val(&self.times_s[..]) + size_of_val(&self.unit_of[..])
    }

    /// Merges the trains of `units`. Ties in time are ordered by unit, so that the result does not
    /// depend on the number of threads.
    #[must_use]
    fn merge(trains: &SpikeTrains, units: Vec<u32>) -> Self {
        /// Spikes a piece: two pieces of pairs stay in the second-level cache while they sort.
        const PIECE: usize = 1 << 15;
        let total: usize = units.iter().map(|&u| trains.unit(u as usize).len()).sum();
        let extent = units
            .iter()
            .filter_map(|&u| {
                let t = trains.unit(u as usize);
                Some((*t.first()?, *t.last()?))
            })
            .reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)));
        let Some((first, last)) = extent else {
            return Self {
                units,
                ..Self::default()
            };
        };
        let pieces = (total / PIECE).max(1);
        let border = |p: usize| match p {
            0 => f64::NEG_INFINITY,
            p if p == pieces => f64::INFINITY,
            p => first + (last - first) * (p as f64 / pieces as f64),
        };
        let slices = |p: usize| {
            let (from, to) = (border(p), border(p + 1));
            units.iter().map(move |&u| {
                let t = trains.unit(u as usize);
                let a = t.partition_point(|&x| x < from);
                let b = t.partition_point(|&x| x < to);
                (u, &t[a..b.max(a)])
            })
        };
        let sizes: Vec<usize> = (0..pieces)
            .into_par_iter()
            .map(|p| slices(p).map(|(_, s)| s.len()).sum())
            .collect();
        let mut times_s = vec![0.0; total];
        let mut unit_of = vec![0; total];
        let mut jobs = Vec::with_capacity(pieces);
        let (mut t_rest, mut u_rest) = (&mut times_s[..], &mut unit_of[..]);
        for (p, &size) in sizes.iter().enumerate() {
            let (t, t_tail) = t_rest.split_at_mut(size);
            let (u, u_tail) = u_rest.split_at_mut(size);
            jobs.push((p, t, u));
            (t_rest, u_rest) = (t_tail, u_tail);
        }
        jobs.into_par_iter().for_each(|(p, t_out, u_out)| {
            let mut pairs: Vec<(f64, u32)> = slices(p)
                .flat_map(|(u, s)| s.iter().map(move |&t| (t, u)))
                .collect();
            pairs.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            for ((t, u), pair) in t_out.iter_mut().zip(u_out).zip(pairs) {
                (*t, *u) = pair;
            }
        });
        Self {
            times_s,
            unit_of,
            units,
        }
    }
}

impl Ensembles {
    /// Pools the included units of each class.
    #[must_use]
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
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.excitatory.bytes() + self.inhibitory.bytes() + self.unclassified.bytes()
    }
}
