//! The convolution test: counts against a smoothed correlogram, Poisson.

use super::{Bands, Correlogram, Options, Pair, Sign, Smoother, Verdict, judge, poisson};
use crate::analysis::{AnalysisError, Task};

/// Width of a bin in seconds.
pub const BIN_S: f64 = 0.0004;
/// Lags after which a synapse acts, first and last bin in seconds.
const CAUSAL_S: [f64; 2] = [0.0008, 0.004];
/// How far back its opposite reaches, from lag 0.
const ANTICAUSAL_S: f64 = 0.0032;

fn bins(lag_s: f64) -> usize {
    (lag_s / BIN_S).round() as usize
}

/// Among how many bins alpha is divided: those of 4 ms on both sides.
fn divided() -> f64 {
    2.0 * bins(CAUSAL_S[1]) as f64
}

/// Of each sign and direction, at most.
pub fn chance(alpha: f64) -> f64 {
    let causal = bins(CAUSAL_S[1]) - bins(CAUSAL_S[0]) + 1;
    causal as f64 * alpha / divided()
}

pub struct Convolution<'a> {
    counts: &'a Correlogram,
    smoother: Smoother,
    masks_centre: bool,
    alpha: f64,
    strict_troughs: bool,
}

impl<'a> Convolution<'a> {
    pub fn new(counts: &'a Correlogram, pair: &Pair<'_>, options: &Options) -> Self {
        Self {
            counts,
            smoother: Smoother::new(counts.bin_s),
            masks_centre: pair.same_electrode,
            alpha: options.alpha,
            strict_troughs: options.strict_troughs,
        }
    }

    fn is_masked(&self, bin: usize) -> bool {
        self.masks_centre && bin == self.counts.half()
    }

    fn predicted(&self, bin: usize) -> f64 {
        self.smoother
            .value_at(self.counts, bin, |b| self.is_masked(b))
    }

    /// First to second, second to first.
    pub fn both(&self, [first, second]: [usize; 2]) -> [Verdict; 2] {
        let middle = self.counts.half();
        let [from, to] = CAUSAL_S.map(bins);
        let to = to.min(middle);
        let back = bins(ANTICAUSAL_S).min(middle);
        let after: Vec<usize> = (from..=to).map(|d| middle + d).collect();
        let before: Vec<usize> = (from..=to).map(|d| middle - d).collect();
        [
            self.verdict(&after, middle - back..=middle, first),
            self.verdict(&before, middle..=middle + back, second),
        ]
    }

    fn verdict(
        &self,
        causal: &[usize],
        anticausal: std::ops::RangeInclusive<usize>,
        spikes: usize,
    ) -> Verdict {
        let level = self.alpha / divided();
        let count = |bin: usize| self.counts.counts[bin];
        let middle = self.counts.half();
        let strict = self.strict_troughs;
        let coincide = strict
            && !self.is_masked(middle)
            && poisson::at_least(count(middle), self.predicted(middle)) <= level;
        // Beyond its bound, p and lag of a bin of each sign: those that are beyond come first.
        let mut most_unusual = [(false, 2.0, 0.0); 2];
        let mut could_inhibit = false;
        for &bin in causal {
            let (n, mean) = (count(bin), self.predicted(bin));
            let half = 0.5 * poisson::exactly(n, mean);
            let (more, fewer) = (poisson::at_least(n, mean), poisson::at_most(n, mean));
            // A trough must stand out from its mirror image: dead time lies on both sides.
            let mirrored = count(2 * middle - bin) as f64;
            let stands_alone =
                !strict || (!coincide && poisson::at_most(n, mirrored) <= self.alpha);
            let is_trough = fewer < level && stands_alone;
            could_inhibit |= (-mean).exp() < level;
            let lag_s = self.counts.lag_s(bin).abs();
            let beyond = [more <= level, is_trough];
            for ((most, tail), beyond) in most_unusual.iter_mut().zip([more, fewer]).zip(beyond) {
                let p = (tail - half).max(0.0);
                if (beyond, -p) > (most.0, -most.1) {
                    *most = (beyond, p, lag_s);
                }
            }
        }
        // A peak must stand out from the other side of 0 as well.
        let most = causal.iter().map(|b| count(*b)).max().unwrap_or(0);
        let other = anticausal.filter(|b| !self.is_masked(*b)).map(count).max();
        let stands_out = poisson::at_least(most, other.unwrap_or(0) as f64) <= self.alpha;
        let masked = |bin: usize| self.is_masked(bin);
        let excess = self.smoother.excess(self.counts, causal, masked) / spikes.max(1) as f64;
        let of = |place: usize, sign| Verdict {
            sign,
            // A trough beside a peak, such as that of one cell split in two, is no inhibition.
            found: most_unusual[place].0
                && match sign {
                    Sign::Excitatory => stands_out,
                    Sign::Inhibitory => !strict || excess < 0.0,
                },
            lag_s: most_unusual[place].2,
            p: most_unusual[place].1,
            excess,
            could_inhibit,
            coincide,
        };
        judge(of(0, Sign::Excitatory), of(1, Sign::Inhibitory))
    }

    pub fn bands(&self, task: &Task<'_>) -> Result<Bands, AnalysisError> {
        let level = self.alpha / divided();
        let mut bands = Bands {
            predictor: Vec::new(),
            low: Vec::new(),
            high: Vec::new(),
            global: None,
        };
        for bin in 0..self.counts.counts.len() {
            task.check()?;
            let mean = self.predicted(bin);
            bands.predictor.push(mean);
            bands.low.push(poisson::quantile(level, mean) as f64);
            bands.high.push(poisson::quantile(1.0 - level, mean) as f64);
        }
        Ok(bands)
    }
}
