//! A signal in columns: smallest, mean and largest in each, and the moments of all of it.

use crate::analysis::AnalysisError;
use std::ops::Range;

/// Why there is nothing of a field in a window.
pub fn no_samples() -> AnalysisError {
    AnalysisError::NothingToShow(
        "The window holds no sample: choose a longer window, or one that the field covers."
            .to_owned(),
    )
}

/// One signal in columns over the window.
#[derive(Clone, Debug, PartialEq)]
pub struct SignalTrace {
    /// Smallest, mean and largest of the samples in each column; NaN where there are none.
    pub low: Vec<f64>,
    pub mean: Vec<f64>,
    pub high: Vec<f64>,
    /// Of all samples; variance with n in the denominator.
    pub total_mean: f64,
    pub total_variance: f64,
}

/// Samples in parts of equal length.
pub struct Parts {
    pub samples: usize,
    pub count: usize,
}

impl Parts {
    /// Never more parts than samples.
    pub fn new(samples: usize, count: usize) -> Self {
        let count = count.min(samples).max(1);
        Self { samples, count }
    }
    /// The part that a sample is in.
    pub fn column(&self, sample: usize) -> usize {
        (sample as u128 * self.count as u128 / self.samples as u128) as usize
    }
    /// The parts that a range of samples touches, each with its own samples.
    pub fn within(&self, own: &Range<usize>) -> impl Iterator<Item = (usize, Range<usize>)> {
        let (own, count, samples) = (own.clone(), self.count as u128, self.samples as u128);
        let start = move |part: usize| (part as u128 * samples).div_ceil(count) as usize;
        let (first, last) = (self.column(own.start), self.column(own.end - 1));
        (first..=last).map(move |part| {
            let from = start(part).max(own.start);
            (part, from..start(part + 1).min(own.end))
        })
    }
}

/// One signal in some of the columns.
pub struct Gathering {
    columns: Range<usize>,
    low: Vec<f64>,
    high: Vec<f64>,
    sum: Vec<f64>,
    count: Vec<u32>,
    /// Of all of it: number, mean, and squares of what is off the mean.
    pub n: f64,
    mean: f64,
    squares: f64,
}

impl Gathering {
    pub fn over(columns: Range<usize>) -> Self {
        let count = columns.len();
        Self {
            columns,
            low: vec![f64::INFINITY; count],
            high: vec![f64::NEG_INFINITY; count],
            sum: vec![0.0; count],
            count: vec![0; count],
            n: 0.0,
            mean: 0.0,
            squares: 0.0,
        }
    }
    /// Samples from `own.start` on, each in its column; what is not finite is missing. The number of
    /// those.
    pub fn extend(&mut self, columns: &Parts, own: &Range<usize>, values: &[f64]) -> usize {
        let (mut finite, mut missing) = (Vec::new(), 0);
        for (column, range) in columns.within(own) {
            let values = &values[range.start - own.start..range.end - own.start];
            finite.clear();
            finite.extend(values.iter().filter(|v| v.is_finite()));
            missing += values.len() - finite.len();
            self.add(column, &finite);
        }
        missing
    }
    pub fn add(&mut self, column: usize, values: &[f64]) {
        if values.is_empty() {
            return;
        }
        let (low, high, sum) = extremes_and_sum(values);
        let place = column - self.columns.start;
        self.low[place] = self.low[place].min(low);
        self.high[place] = self.high[place].max(high);
        self.sum[place] += sum;
        self.count[place] += values.len() as u32;
        let n = values.len() as f64;
        self.moments(n, sum / n, squares_about(values, sum / n));
    }
    /// Moments of two parts make those of both (Chan, Golub and LeVeque 1979).
    fn moments(&mut self, n: f64, mean: f64, squares: f64) {
        let (both, apart) = (self.n + n, mean - self.mean);
        self.squares += squares + apart * apart * self.n * n / both;
        self.mean += apart * n / both;
        self.n = both;
    }
    pub fn join(&mut self, other: &Self) {
        for (place, column) in other.columns.clone().enumerate() {
            let own = column - self.columns.start;
            self.low[own] = self.low[own].min(other.low[place]);
            self.high[own] = self.high[own].max(other.high[place]);
            self.sum[own] += other.sum[place];
            self.count[own] += other.count[place];
        }
        if other.n > 0.0 {
            self.moments(other.n, other.mean, other.squares);
        }
    }
    pub fn finish(self) -> SignalTrace {
        let missing = |j: usize, v: f64| if self.count[j] == 0 { f64::NAN } else { v };
        let each = |values: &[f64]| {
            values
                .iter()
                .enumerate()
                .map(|(j, v)| missing(j, *v))
                .collect()
        };
        SignalTrace {
            low: each(&self.low),
            high: each(&self.high),
            mean: self
                .sum
                .iter()
                .zip(&self.count)
                .map(|(s, n)| s / f64::from(*n))
                .collect(),
            total_mean: self.mean,
            total_variance: self.squares / self.n,
        }
    }
}

/// Values that are looked at side by side.
const LANES: usize = 8;

/// Smallest, largest and sum.
fn extremes_and_sum(values: &[f64]) -> (f64, f64, f64) {
    let (eights, rest) = values.as_chunks::<LANES>();
    let (mut low, mut high) = ([f64::INFINITY; LANES], [f64::NEG_INFINITY; LANES]);
    let mut sum = [0.0; LANES];
    for eight in eights {
        for lane in 0..LANES {
            let v = eight[lane];
            low[lane] = if v < low[lane] { v } else { low[lane] };
            high[lane] = if v > high[lane] { v } else { high[lane] };
            sum[lane] += v;
        }
    }
    let all = |own: [f64; LANES]| own.into_iter().chain(rest.iter().copied());
    (
        all(low).fold(f64::INFINITY, f64::min),
        all(high).fold(f64::NEG_INFINITY, f64::max),
        all(sum).sum(),
    )
}

/// Sum of the squares of what is off a mean.
fn squares_about(values: &[f64], mean: f64) -> f64 {
    let (eights, rest) = values.as_chunks::<LANES>();
    let mut sum = [0.0; LANES];
    for eight in eights {
        for lane in 0..LANES {
            sum[lane] += (eight[lane] - mean).powi(2);
        }
    }
    let off = rest.iter().map(|v| (v - mean).powi(2));
    sum.into_iter().chain(off).sum()
}
