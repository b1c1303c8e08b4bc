//! Sums of the counts from which the correlation at all lags is computed, as integers.

use crate::analysis::ensembles::bins::{Bins, Counts, LagSink, Place, Sink};
use crate::analysis::{AnalysisError, Moments, Task};

/// Bins whose products are summed at once: both classes stay in the first cache.
const BLOCK: usize = 4096;

/// Sums over the bins of one scale.
pub struct Sums {
    moments: Moments,
    /// Of E in a bin times I so many bins later, at the lags -m..=m.
    products: Vec<u128>,
    e: Borders,
    i: Borders,
}

/// Counts of the bins near the borders of intervals, by their distance from it, summed over
/// intervals: what takes no part in the pairs of a lag.
struct Borders {
    first: Vec<u128>,
    last: Vec<u128>,
}

impl Borders {
    fn new(most_lag: usize) -> Self {
        Self {
            first: vec![0; most_lag],
            last: vec![0; most_lag],
        }
    }
    fn add<T: Copy>(&mut self, place: Place, counts: &[T], wide: impl Fn(T) -> u128) {
        let from = |distance: u64| usize::try_from(distance).unwrap_or(usize::MAX);
        let first = self.first.iter_mut().skip(from(place.before));
        for (sum, &count) in first.zip(counts) {
            *sum += wide(count);
        }
        let last = self.last.iter_mut().skip(from(place.after));
        for (sum, &count) in last.zip(counts.iter().rev()) {
            *sum += wide(count);
        }
    }
    /// The count of one bin of an interval of so many.
    fn add_one(&mut self, bins: u64, bin: u64, count: u32) {
        let of = |sums: &mut [u128], distance: u64| {
            let place = usize::try_from(distance).unwrap_or(usize::MAX);
            if let Some(sum) = sums.get_mut(place) {
                *sum += u128::from(count);
            }
        };
        of(&mut self.first, bin);
        of(&mut self.last, bins - 1 - bin);
    }
    fn merge(&mut self, other: &Self) {
        add(&mut self.first, &other.first);
        add(&mut self.last, &other.last);
    }
}

fn add(mine: &mut [u128], theirs: &[u128]) {
    for (mine, theirs) in mine.iter_mut().zip(theirs) {
        *mine += theirs;
    }
}

impl Sums {
    pub fn new(most_lag: usize) -> Self {
        Self {
            moments: Moments::default(),
            products: vec![0; 2 * most_lag + 1],
            e: Borders::new(most_lag),
            i: Borders::new(most_lag),
        }
    }
    fn most_lag(&self) -> usize {
        self.products.len() / 2
    }

    /// Takes over those of other intervals.
    pub fn add(&mut self, other: &Self) {
        Sink::merge(&mut self.moments, other.moments);
        add(&mut self.products, &other.products);
        self.e.merge(&other.e);
        self.i.merge(&other.i);
    }

    /// Of the counts of E and I in every bin.
    pub fn of_counts(
        [e, i]: &[Counts; 2],
        bins: &Bins,
        most_lag: usize,
        task: &Task<'_>,
    ) -> Result<Self, AnalysisError> {
        let mut sums = Self::new(most_lag);
        let mut narrow = [Vec::new(), Vec::new()];
        let mut padded = Vec::new();
        let mut first = 0;
        for grid in bins.grids() {
            let own = first..first + grid.len() as usize;
            first = own.end;
            let (e, i) = (&e.counts[own.clone()], &i.counts[own]);
            for from in (0..e.len()).step_by(BLOCK) {
                task.check()?;
                let to = (from + BLOCK).min(e.len());
                let place = Place {
                    before: from as u64,
                    after: (e.len() - to) as u64,
                };
                let seen = from.saturating_sub(most_lag)..(to + most_lag).min(e.len());
                let front = most_lag - (from - seen.start);
                padded.clear();
                padded.resize(front, 0);
                padded.extend_from_slice(&i[seen]);
                padded.resize(to - from + 2 * most_lag, 0);
                let both = [&e[from..to], &padded[..]];
                if both.iter().all(|counts| is_narrow(counts)) {
                    for (narrow, counts) in narrow.iter_mut().zip(both) {
                        narrow.clear();
                        narrow.extend(counts.iter().map(|&count| count as i16));
                    }
                    sums.narrow(place, &narrow[0], &narrow[1]);
                } else {
                    sums.wide(place, both[0], both[1]);
                }
            }
        }
        Ok(sums)
    }

    /// r at the lags -m..=m, and the variances of both; none where a class does not vary.
    pub fn correlate(mut self, bins: &[&Bins]) -> Option<(Vec<f64>, [f64; 2])> {
        self.moments.bins = bins.iter().map(|bins| bins.len()).sum();
        let (var_e, var_i, _) = self.moments.second();
        if !(var_e > 0.0 && var_i > 0.0) {
            return None;
        }
        let most_lag = self.most_lag();
        let over = (self.moments.bins as f64).powi(3) * var_e.sqrt() * var_i.sqrt();
        let r = self.products.iter().enumerate().map(|(place, &products)| {
            let lag = place.abs_diff(most_lag);
            let pairs: u64 = bins
                .iter()
                .flat_map(|bins| bins.grids())
                .map(|g| g.len().saturating_sub(lag as u64))
                .sum();
            if pairs == 0 {
                return f64::NAN;
            }
            // At a positive lag the last bins of E and the first of I have no partner.
            let (gone_e, gone_i) = if place >= most_lag {
                (&self.e.last, &self.i.first)
            } else {
                (&self.e.first, &self.i.last)
            };
            let gone = |borders: &[u128]| borders[..lag].iter().sum::<u128>();
            let numerator = self.numerator(
                products,
                self.moments.sum_e - gone(gone_e),
                self.moments.sum_i - gone(gone_i),
                pairs,
            );
            (numerator / over).clamp(-1.0, 1.0)
        });
        Some((r.collect(), [var_e, var_i]))
    }

    /// n^2 times the sum of (E - mean E)(I - mean I) over pairs: an integer, so that nothing
    /// cancels. `e` and `i` are the sums over the pairs.
    fn numerator(&self, products: u128, e: u128, i: u128, pairs: u64) -> f64 {
        let Moments {
            bins, sum_e, sum_i, ..
        } = self.moments;
        let exact = || {
            let whole = |x: u128| i128::try_from(x).ok();
            let (n, sum_e, sum_i) = (i128::from(bins), whole(sum_e)?, whole(sum_i)?);
            let mixed = n
                .checked_mul(whole(products)?)?
                .checked_sub(sum_i.checked_mul(whole(e)?)?)?
                .checked_sub(sum_e.checked_mul(whole(i)?)?)?;
            let means = sum_e.checked_mul(sum_i)?.checked_mul(i128::from(pairs))?;
            n.checked_mul(mixed)?.checked_add(means)
        };
        exact().map_or_else(
            // Beyond 10^38: no recording comes near.
            || {
                let (n, sum_e, sum_i) = (bins as f64, sum_e as f64, sum_i as f64);
                n * (n * products as f64 - sum_i * e as f64 - sum_e * i as f64)
                    + sum_e * sum_i * pairs as f64
            },
            |exact| exact as f64,
        )
    }
}

/// Whether the sum is at most `i16::MAX`.
fn is_narrow(counts: &[u32]) -> bool {
    let sum: u64 = counts.iter().map(|&count| u64::from(count)).sum();
    i16::try_from(sum).is_ok()
}

/// A stretch holds at most `i16::MAX` spikes of a class, so that i32 holds the sum. Eight products
/// at a time become one instruction, which they do not as one long sum.
fn dot(e: &[i16], i: &[i16]) -> i32 {
    const LANES: usize = 8;
    let plain = |e: &[i16], i: &[i16]| -> i32 {
        let pairs = e.iter().zip(i);
        pairs.map(|(&e, &i)| i32::from(e) * i32::from(i)).sum()
    };
    let (mut e, mut i) = (e.chunks_exact(LANES), i.chunks_exact(LANES));
    let mut sum = 0;
    for (e, i) in (&mut e).zip(&mut i) {
        sum += plain(e, i);
    }
    sum + plain(e.remainder(), i.remainder())
}

impl LagSink for Sums {
    fn narrow(&mut self, place: Place, e: &[i16], i: &[i16]) {
        let most_lag = self.most_lag();
        let same = &i[most_lag..most_lag + e.len()];
        Sink::narrow(&mut self.moments, 0, e, same);
        let wide = |count: i16| u128::from(count.unsigned_abs());
        self.e.add(place, e, wide);
        self.i.add(place, same, wide);
        for (block, e) in e.chunks(BLOCK).enumerate() {
            for (lag, sum) in self.products.iter_mut().enumerate() {
                let from = block * BLOCK + lag;
                *sum += u128::from(dot(e, &i[from..from + e.len()]).unsigned_abs());
            }
        }
    }
    fn wide(&mut self, place: Place, e: &[u32], i: &[u32]) {
        let most_lag = self.most_lag();
        let same = &i[most_lag..most_lag + e.len()];
        Sink::wide(&mut self.moments, 0, e, same);
        self.e.add(place, e, u128::from);
        self.i.add(place, same, u128::from);
        for (lag, sum) in self.products.iter_mut().enumerate() {
            let products = e.iter().zip(&i[lag..lag + e.len()]);
            *sum += products
                .map(|(&e, &i)| u128::from(u64::from(e) * u64::from(i)))
                .sum::<u128>();
        }
    }
    fn sparse(&mut self, bins: u64, e: &[(u64, u32)], i: &[(u64, u32)]) {
        for &(bin, count) in e {
            self.moments.add(count, 0, 1);
            self.e.add_one(bins, bin, count);
        }
        for &(bin, count) in i {
            self.moments.add(0, count, 1);
            self.i.add_one(bins, bin, count);
        }
        let most_lag = self.most_lag();
        let mut near = 0;
        for &(bin, count) in e {
            let first = bin.saturating_sub(most_lag as u64);
            while i.get(near).is_some_and(|other| other.0 < first) {
                near += 1;
            }
            for &(other, of_i) in &i[near..] {
                // How much later I is, counted from the earliest lag.
                let lag = (other + most_lag as u64 - bin) as usize;
                let Some(sum) = self.products.get_mut(lag) else {
                    break;
                };
                let product = u128::from(u64::from(count) * u64::from(of_i));
                *sum += product;
                if other == bin {
                    self.moments.sum_ei += product;
                }
            }
        }
    }
    fn merge(&mut self, other: Self) {
        self.add(&other);
    }
}
