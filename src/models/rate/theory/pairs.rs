//! How alike what several units receive is: the mean correlation over their pairs.

/// Blocks of time that the error of one network is from.
const BLOCKS: usize = 10;

/// A mean correlation over pairs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PairCorrelation {
    pub value: f64,
    /// Standard error, from leaving out each tenth of the time in turn.
    pub error: f64,
}

/// The mean over all pairs of series of Pearson's correlation between the two, the series all being
/// of the same length. Series that do not move are left out; `None` where less than two move, or
/// with less than two samples in each tenth of the time.
///
/// The sum of all correlations is that of a variance: of the sum of the series, each divided by its
/// own standard deviation.
pub fn pair_correlation(series: &[Vec<f32>]) -> Option<PairCorrelation> {
    let samples = series.first()?.len();
    if samples < 2 * BLOCKS {
        return None;
    }
    let value = without(series, 0..0)?;
    let left_out = (0..BLOCKS).map(|block| {
        let [from, to] = [block, block + 1].map(|b| b * samples / BLOCKS);
        without(series, from..to)
    });
    let left_out: Vec<f64> = left_out.collect::<Option<_>>()?;
    let mean = left_out.iter().sum::<f64>() / BLOCKS as f64;
    let squares: f64 = left_out.iter().map(|one| (one - mean).powi(2)).sum();
    let share = (BLOCKS - 1) as f64 / BLOCKS as f64;
    Some(PairCorrelation {
        value,
        error: (share * squares).sqrt(),
    })
}

/// The mean correlation without the samples of a stretch.
fn without(series: &[Vec<f32>], left_out: std::ops::Range<usize>) -> Option<f64> {
    let samples = series.first()?.len();
    let kept = || (0..left_out.start).chain(left_out.end..samples);
    let count = kept().count() as f64;
    let mut sum = vec![0.0; samples];
    let mut moving = 0.0;
    for one in series {
        let mean = kept().map(|t| f64::from(one[t])).sum::<f64>() / count;
        let squares = kept().map(|t| (f64::from(one[t]) - mean).powi(2));
        let sd = (squares.sum::<f64>() / count).sqrt();
        // What rounding leaves of a constant is no movement.
        if sd <= 1e-5 * mean.abs() || sd == 0.0 {
            continue;
        }
        moving += 1.0;
        for t in kept() {
            sum[t] += (f64::from(one[t]) - mean) / sd;
        }
    }
    if moving < 2.0 {
        return None;
    }
    let variance = kept().map(|t| sum[t] * sum[t]).sum::<f64>() / count;
    Some((variance - moving) / (moving * (moving - 1.0)))
}
