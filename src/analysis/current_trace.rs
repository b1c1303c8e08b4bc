//! The estimated synaptic current over a window: its moments, its envelope for a panel, and its
//! correlation with a field, piece by piece, so that no window is too long to hold.

use super::{AnalysisError, Task, current, current_samples};
use crate::recording::{Field, Interval, Recording};

/// Samples worked out at once.
const PIECE: usize = 1 << 20;
/// Blocks of the window for the interval of a correlation.
const BLOCKS: usize = 20;

/// One signal in columns over the window.
#[derive(Clone, Debug, PartialEq)]
pub struct CurrentTrace {
    /// Smallest, mean and largest of the samples in each column; NaN where there are none.
    pub low: Vec<f64>,
    pub mean: Vec<f64>,
    pub high: Vec<f64>,
    /// Of all samples; variance with n in the denominator.
    pub total_mean: f64,
    pub total_variance: f64,
}

/// The current of both classes, and a field's channel on the same samples.
#[derive(Clone, Debug, PartialEq)]
pub struct CurrentOutcome {
    pub window: Interval,
    pub rate_hz: f64,
    pub samples: usize,
    /// `C_E`, `C_I` and C.
    pub traces: [CurrentTrace; 3],
    /// The channel, where the samples are the field's own.
    pub field: Option<CurrentTrace>,
    pub correlation: Option<FieldCorrelation>,
}

/// Correlation of C with a field at lag 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FieldCorrelation {
    pub r: f64,
    /// Samples; neighbours are not independent.
    pub n: u64,
    /// 95 %, by leaving out each of 20 blocks of the window in turn.
    pub interval: Option<[f64; 2]>,
}

/// Which samples are taken.
#[derive(Clone, Copy, Debug)]
pub enum Sampling<'a> {
    /// Those of a channel of a field.
    Field(&'a Field, usize),
    /// So many a second from the start of the window on.
    Rate(f64),
}

/// Currents over a window in `columns` columns.
///
/// # Errors
/// [`AnalysisError::NothingToShow`] where the window holds no sample, [`AnalysisError::Field`] where
/// the field cannot be read, and when overtaken.
pub fn current_trace(
    recording: &Recording,
    window: Interval,
    sampling: Sampling<'_>,
    tau_s: [f64; 2],
    columns: usize,
    task: &Task<'_>,
) -> Result<CurrentOutcome, AnalysisError> {
    let (first, first_s, rate_hz, samples) = match sampling {
        Sampling::Field(field, _) => {
            let range = field.sample_range(window);
            let start_s = field.start_s + range.start as f64 / field.rate_hz;
            (
                range.start,
                start_s,
                field.rate_hz,
                (range.end - range.start) as usize,
            )
        }
        Sampling::Rate(rate_hz) => (0, window.start_s, rate_hz, current_samples(window, rate_hz)),
    };
    if samples == 0 {
        return Err(AnalysisError::NothingToShow(
            "The window holds no sample: choose a longer window, or one that the field covers."
                .to_owned(),
        ));
    }
    let trains = recording.ensembles().times_s();
    let mut gathered: [Gathering; 3] = std::array::from_fn(|_| Gathering::new(columns));
    let mut of_field = Gathering::new(columns);
    let mut blocks = [Sums::default(); BLOCKS];
    let mut from = 0;
    while from < samples {
        task.check()?;
        let count = PIECE.min(samples - from);
        let start_s = first_s + from as f64 / rate_hz;
        // Half a sample more, so that rounding does not lose the last.
        let piece = Interval::new(start_s, start_s + (count as f64 + 0.5) / rate_hz);
        let [e, i] = current(trains, piece, rate_hz, tau_s, task)?;
        let values = match sampling {
            Sampling::Field(field, channel) => {
                let own = first + from as u64..first + (from + count) as u64;
                Some(field.source.read(&[channel], own)?)
            }
            Sampling::Rate(_) => None,
        };
        for j in 0..count.min(e.len()) {
            let number = from + j;
            let column = (number as u128 * columns as u128 / samples as u128) as usize;
            let c = e[j] - i[j];
            gathered[0].add(column, e[j]);
            gathered[1].add(column, i[j]);
            gathered[2].add(column, c);
            if let Some(values) = &values {
                let value = values.get([0, j]).map_or(f64::NAN, |&v| f64::from(v));
                if value.is_finite() {
                    of_field.add(column, value);
                    let block = (number as u128 * BLOCKS as u128 / samples as u128) as usize;
                    blocks[block].add(c, value);
                }
            }
        }
        from += count;
        task.progress(from as f32 / samples as f32);
    }
    let has_field = matches!(sampling, Sampling::Field(..));
    Ok(CurrentOutcome {
        window: Interval::new(first_s, first_s + samples as f64 / rate_hz),
        rate_hz,
        samples,
        traces: gathered.map(Gathering::finish),
        field: (has_field && of_field.n > 0.0).then(|| of_field.finish()),
        correlation: has_field.then(|| correlated(&blocks)).flatten(),
    })
}

/// Sums of one signal; the first value is taken off, so that variances do not cancel.
struct Gathering {
    low: Vec<f64>,
    high: Vec<f64>,
    sum: Vec<f64>,
    count: Vec<u32>,
    n: f64,
    zero: f64,
    total: f64,
    squares: f64,
}

impl Gathering {
    fn new(columns: usize) -> Self {
        Self {
            low: vec![f64::INFINITY; columns],
            high: vec![f64::NEG_INFINITY; columns],
            sum: vec![0.0; columns],
            count: vec![0; columns],
            n: 0.0,
            zero: f64::NAN,
            total: 0.0,
            squares: 0.0,
        }
    }
    fn add(&mut self, column: usize, value: f64) {
        if self.zero.is_nan() {
            self.zero = value;
        }
        self.low[column] = self.low[column].min(value);
        self.high[column] = self.high[column].max(value);
        self.sum[column] += value;
        self.count[column] += 1;
        self.n += 1.0;
        let off = value - self.zero;
        self.total += off;
        self.squares += off * off;
    }
    fn finish(self) -> CurrentTrace {
        let missing = |j: usize, v: f64| if self.count[j] == 0 { f64::NAN } else { v };
        let each = |values: &[f64]| {
            values
                .iter()
                .enumerate()
                .map(|(j, v)| missing(j, *v))
                .collect()
        };
        let mean = self.total / self.n;
        CurrentTrace {
            low: each(&self.low),
            high: each(&self.high),
            mean: self
                .sum
                .iter()
                .zip(&self.count)
                .map(|(s, n)| s / f64::from(*n))
                .collect(),
            total_mean: self.zero + mean,
            total_variance: (self.squares / self.n - mean * mean).max(0.0),
        }
    }
}

/// Sums of pairs.
#[derive(Clone, Copy, Debug, Default)]
struct Sums {
    n: u64,
    x: f64,
    y: f64,
    xx: f64,
    yy: f64,
    xy: f64,
}

impl Sums {
    fn add(&mut self, x: f64, y: f64) {
        self.n += 1;
        self.x += x;
        self.y += y;
        self.xx += x * x;
        self.yy += y * y;
        self.xy += x * y;
    }
    fn plus(&self, other: &Self) -> Self {
        Self {
            n: self.n + other.n,
            x: self.x + other.x,
            y: self.y + other.y,
            xx: self.xx + other.xx,
            yy: self.yy + other.yy,
            xy: self.xy + other.xy,
        }
    }
    fn correlation(&self) -> f64 {
        let n = self.n as f64;
        let var_x = self.xx / n - (self.x / n).powi(2);
        let var_y = self.yy / n - (self.y / n).powi(2);
        (self.xy / n - self.x / n * (self.y / n)) / (var_x * var_y).sqrt()
    }
}

/// The jackknife over blocks: their order in time is kept within a block, so that what is slower
/// than a sample does not make the interval too narrow.
fn correlated(blocks: &[Sums]) -> Option<FieldCorrelation> {
    let whole = blocks.iter().fold(Sums::default(), |all, b| all.plus(b));
    let r = whole.correlation();
    if !r.is_finite() {
        return None;
    }
    let without: Vec<f64> = (0..blocks.len())
        .map(|left_out| {
            let kept = blocks.iter().enumerate().filter(|(b, _)| *b != left_out);
            kept.fold(Sums::default(), |all, (_, b)| all.plus(b))
                .correlation()
        })
        .filter(|r| r.is_finite())
        .collect();
    let count = without.len() as f64;
    let mean = without.iter().sum::<f64>() / count;
    let squares: f64 = without.iter().map(|r| (r - mean).powi(2)).sum();
    let error = ((count - 1.0) / count * squares).sqrt();
    // Student's t at 97.5 % with 19 degrees of freedom.
    let reach = 2.093 * error;
    let interval = (without.len() == BLOCKS && blocks.iter().all(|b| b.n >= 2))
        .then(|| [(r - reach).max(-1.0), (r + reach).min(1.0)]);
    Some(FieldCorrelation {
        r,
        n: whole.n,
        interval,
    })
}
