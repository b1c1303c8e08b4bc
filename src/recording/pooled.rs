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
        jobs.into_par_iter()
            .for_each_init(Scratch::default, |scratch, (p, t_out, u_out)| {
                scratch.merge(slices(p), t_out, u_out);
            });
        Self {
            times_s,
            unit_of,
            units,
        }
    }
}

/// Room to merge one piece of the trains; reused from piece to piece.
#[derive(Default)]
struct Scratch {
    /// First place of each cell of time, then its end.
    places: Vec<u32>,
    pairs: Vec<(f64, u32)>,
}

impl Scratch {
    /// Merges ascending trains by dealing them out to as many short cells of time as there are
    /// spikes: a cell then holds few, which are sorted where they lie. Trains come in the order in
    /// which ties are to stand.
    fn merge<'a>(
        &mut self,
        trains: impl Iterator<Item = (u32, &'a [f64])> + Clone,
        t_out: &mut [f64],
        u_out: &mut [u32],
    ) {
        /// Cells with more spikes are sorted by comparison, not by insertion.
        const CROWDED: usize = 24;
        let n = t_out.len();
        let ends = |t: &[f64]| Some((*t.first()?, *t.last()?));
        let extent = trains
            .clone()
            .filter_map(|(_, t)| ends(t))
            .reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)));
        let Some((first, last)) = extent else {
            return;
        };
        // Never decreases with t, so that cells are in order of time.
        let per_s = (n as f64 / (last - first)).min(f64::MAX);
        let cell = |t: f64| (((t - first) * per_s) as usize).min(n - 1);
        self.places.clear();
        self.places.resize(n + 1, 0);
        for (_, train) in trains.clone() {
            for &t in train {
                self.places[cell(t) + 1] += 1;
            }
        }
        let mut before = 0;
        for place in &mut self.places {
            before += *place;
            *place = before;
        }
        self.pairs.resize(n, (0.0, 0));
        for (unit, train) in trains {
            for &t in train {
                let place = &mut self.places[cell(t)];
                self.pairs[*place as usize] = (t, unit);
                *place += 1;
            }
        }
        let mut start = 0;
        for &end in &self.places[..n] {
            let own = &mut self.pairs[start..end as usize];
            start = end as usize;
            if own.len() > CROWDED {
                own.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
                continue;
            }
            for from in 1..own.len() {
                let pair = own[from];
                let mut to = from;
                while to > 0 && own[to - 1].0 > pair.0 {
                    own[to] = own[to - 1];
                    to -= 1;
                }
                own[to] = pair;
            }
        }
        for ((t, u), pair) in t_out.iter_mut().zip(u_out).zip(&self.pairs) {
            (*t, *u) = *pair;
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
    /// Their spike times in seconds, ascending.
    #[must_use]
    pub fn times_s(&self) -> [&[f64]; 2] {
        self.pair().map(Pooled::times_s)
    }
    /// The two classes whose balance it is about.
    #[must_use]
    pub fn pair(&self) -> [&Pooled; 2] {
        [&self.excitatory, &self.inhibitory]
    }
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.excitatory.bytes() + self.inhibitory.bytes() + self.unclassified.bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn merging_is_sorting_by_time_then_unit(
            // Few distinct times, so that many coincide; some far away, so that cells are crowded.
            trains in prop::collection::vec(
                prop::collection::vec(
                    prop_oneof![6 => (0u32..200).prop_map(|t| f64::from(t) / 128.0), 1 => Just(1e6)],
                    0..120,
                ),
                1..9,
            ),
        ) {
            let trains: Vec<Vec<f64>> = trains
                .into_iter()
                .map(|mut t| { t.sort_by(f64::total_cmp); t })
                .collect();
            let mut sorted: Vec<(f64, u32)> = (0u32..)
                .zip(&trains)
                .flat_map(|(u, t)| t.iter().map(move |&t| (t, u)))
                .collect();
            sorted.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            let units = (0..trains.len() as u32).collect();
            let pooled = Pooled::merge(&SpikeTrains::from_units(trains), units);
            let merged = pooled.times_s.iter().copied().zip(pooled.unit_of.iter().copied());
            prop_assert!(merged.eq(sorted));
        }
    }
}
