//! Correlation of two signals on the same samples, with an interval that does not take neighbours as
//! independent.

/// Blocks of the window for the interval of a correlation.
pub(super) const BLOCKS: usize = 20;

/// Correlation of two signals at lag 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FieldCorrelation {
    pub r: f64,
    /// Samples; neighbours are not independent.
    pub n: u64,
    /// 95 %, by leaving out each of 20 blocks of the window in turn.
    pub interval: Option<[f64; 2]>,
}

/// Sums of pairs.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Sums {
    n: u64,
    x: f64,
    y: f64,
    xx: f64,
    yy: f64,
    xy: f64,
}

impl Sums {
    pub fn add(&mut self, x: f64, y: f64) {
        self.n += 1;
        self.x += x;
        self.y += y;
        self.xx += x * x;
        self.yy += y * y;
        self.xy += x * y;
    }
    pub fn plus(&self, other: &Self) -> Self {
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
pub(super) fn correlated(blocks: &[Sums]) -> Option<FieldCorrelation> {
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
