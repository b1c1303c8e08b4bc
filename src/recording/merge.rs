//! Many ascending trains merged into one, on all cores.

use rayon::prelude::*;

/// Spikes a piece at least: its times, units and cells stay in the caches while they are sorted.
const PIECE: usize = 1 << 13;
/// Spikes a piece at least for each train, so that looking at every train pays.
const EACH: usize = 8;
/// One spike in so many is looked at to find times that part the spikes evenly.
const SAMPLED: usize = 1 << 8;
/// Pieces that one thread does in a row.
const BLOCK: usize = 32;
/// Cells with more spikes are sorted by comparison, not by insertion.
const CROWDED: usize = 24;

/// The number of a unit and its times, ascending.
pub(super) type Train<'a> = (u32, &'a [f64]);

/// All times in ascending order, and the unit of each. Equal times are in the order of the trains,
/// so that the result does not depend on threads.
pub fn merge(trains: &[Train<'_>]) -> (Vec<f64>, Vec<u32>) {
    let total = trains.iter().map(|(_, t)| t.len()).sum();
    let borders = borders(trains, total);
    let starts_at = |border: &f64| -> Vec<usize> {
        let before = |(_, t): &Train<'_>| t.partition_point(|x| x < border);
        trains.iter().map(before).collect()
    };
    let starts: Vec<Vec<usize>> = borders.par_iter().step_by(BLOCK).map(starts_at).collect();
    let mut times_s = vec![0.0; total];
    let mut unit_of = vec![0; total];
    let mut jobs = Vec::with_capacity(starts.len());
    let (mut times_left, mut of_left) = (&mut times_s[..], &mut unit_of[..]);
    let mut before = 0;
    for (block, start) in starts.iter().enumerate() {
        let end = starts.get(block + 1).map_or(total, |s| s.iter().sum());
        let (times, times_after) = times_left.split_at_mut(end - before);
        let (of, of_after) = of_left.split_at_mut(end - before);
        let ends = borders[block * BLOCK..].iter().skip(1).take(BLOCK);
        let ends: Vec<Option<f64>> = ends.copied().map(Some).collect();
        jobs.push((start, ends, times, of));
        (times_left, of_left) = (times_after, of_after);
        before = end;
    }
    if let Some((_, ends, ..)) = jobs.last_mut() {
        ends.push(None);
    }
    jobs.into_par_iter()
        .for_each_init(Scratch::default, |scratch, (start, ends, times, of)| {
            scratch.block(trains, start, &ends, times, of);
        });
    (times_s, unit_of)
}

/// Where pieces begin; the first before everything.
fn borders(trains: &[Train<'_>], total: usize) -> Vec<f64> {
    let piece = PIECE.max(EACH * trains.len());
    let mut samples = Vec::with_capacity(total / SAMPLED + 1);
    let mut skipped = 0;
    for (_, train) in trains {
        let rest = train.get(skipped..).unwrap_or_default();
        samples.extend(rest.iter().step_by(SAMPLED));
        // Counting goes on in the next train, so that short trains are met in their share.
        skipped =
            skipped.saturating_sub(train.len()) + rest.len().next_multiple_of(SAMPLED) - rest.len();
    }
    samples.par_sort_unstable_by(f64::total_cmp);
    let first = std::iter::once(f64::NEG_INFINITY);
    let step = piece.div_ceil(SAMPLED);
    first
        .chain(samples.into_iter().step_by(step).skip(1))
        .collect()
}

/// The first index from `from` on whose time is not `before` (monotone: true, then false), found
/// in steps that double from `stride`. With `stride` near the expected distance this reads a few
/// neighbouring times where a bisection of everything would read far ones.
pub fn advance(times_s: &[f64], from: usize, stride: usize, before: impl Fn(f64) -> bool) -> usize {
    let mut low = from.min(times_s.len());
    let mut step = stride.max(1);
    while times_s.get(low + step - 1).is_some_and(|&t| before(t)) {
        low += step;
        step *= 2;
    }
    let high = (low + step).min(times_s.len());
    low + times_s[low..high].partition_point(|&t| before(t))
}

/// Room to merge one piece after the other.
#[derive(Default)]
struct Scratch<'a> {
    /// How far each train is done.
    done: Vec<usize>,
    /// The part of each train in a piece, where it has one.
    runs: Vec<Train<'a>>,
    /// First place of each cell of time, then its end.
    places: Vec<u32>,
    pairs: Vec<(f64, u32)>,
}

impl<'a> Scratch<'a> {
    /// Merges pieces that end at `ends` (`None` for the end of everything).
    fn block(
        &mut self,
        trains: &[Train<'a>],
        start: &[usize],
        ends: &[Option<f64>],
        mut times: &mut [f64],
        mut of: &mut [u32],
    ) {
        self.done.clear();
        self.done.extend_from_slice(start);
        for end in ends {
            self.runs.clear();
            let mut count = 0;
            for (&(unit, train), done) in trains.iter().zip(&mut self.done) {
                let to = end.map_or(train.len(), |end| advance(train, *done, EACH, |t| t < end));
                if to > *done {
                    self.runs.push((unit, &train[*done..to]));
                    count += to - *done;
                    *done = to;
                }
            }
            let (own_times, times_after) = times.split_at_mut(count);
            let (own_of, of_after) = of.split_at_mut(count);
            self.piece(own_times, own_of);
            (times, of) = (times_after, of_after);
        }
    }

    /// Merges the runs by dealing them out to as many short cells of time as there are spikes: a
    /// cell then holds few, which are sorted where they lie.
    fn piece(&mut self, times: &mut [f64], of: &mut [u32]) {
        let n = times.len();
        let ends = |(_, run): &Train<'_>| Some((*run.first()?, *run.last()?));
        let extent = self
            .runs
            .iter()
            .filter_map(ends)
            .reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)));
        let Some((first, last)) = extent else {
            return;
        };
        // Never decreases with t, so that cells are in order of time.
        let per_s = (n as f64 / (last - first)).min(f64::MAX);
        let cell = |t: f64| (((t - first) * per_s) as usize).min(n - 1);
        self.places.clear();
        self.places.resize(n + 1, 0);
        for (_, run) in &self.runs {
            for &t in *run {
                self.places[cell(t) + 1] += 1;
            }
        }
        let mut before = 0;
        for place in &mut self.places {
            before += *place;
            *place = before;
        }
        for &(unit, run) in &self.runs {
            for &t in run {
                let place = &mut self.places[cell(t)];
                times[*place as usize] = t;
                of[*place as usize] = unit;
                *place += 1;
            }
        }
        let mut start = 0;
        for &end in &self.places[..n] {
            let own = start..end as usize;
            start = own.end;
            if own.len() > CROWDED {
                self.pairs.clear();
                let pairs = times[own.clone()].iter().zip(&of[own.clone()]);
                self.pairs.extend(pairs.map(|(t, unit)| (*t, *unit)));
                self.pairs
                    .sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
                for (at, pair) in own.zip(&self.pairs) {
                    (times[at], of[at]) = *pair;
                }
            } else {
                insert(&mut times[own.clone()], &mut of[own]);
            }
        }
    }
}

/// Sorts few spikes by time; equal times stay as they are.
fn insert(times: &mut [f64], of: &mut [u32]) {
    for from in 1..times.len() {
        let (t, unit) = (times[from], of[from]);
        let mut to = from;
        while to > 0 && times[to - 1] > t {
            times[to] = times[to - 1];
            of[to] = of[to - 1];
            to -= 1;
        }
        times[to] = t;
        of[to] = unit;
    }
}
