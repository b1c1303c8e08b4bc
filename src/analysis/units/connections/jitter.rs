//! The jitter test: one train jittered many times leaves every structure slower than the jitter
//! and destroys what is faster.

use super::correlogram::sweep;
use super::draws::{BLOCK, Block, Draws};
use super::{Bands, Correlogram, Lags, Options, Pair, Sign, Smoother, Verdict, judge, poisson};
use crate::analysis::{AnalysisError, Task};

/// Width of a bin in seconds.
pub const JITTER_BIN_S: f64 = 0.0005;
/// Of both bands.
pub const CONFIDENCE: f64 = 0.99;
/// Middles of the first and the last bin in which a peak, and a trough, is looked for.
const WINDOWS_S: [[f64; 2]; 2] = [[0.0015, 0.004], [0.001, 0.006]];
/// Neighbouring bins that must leave the global band.
const IN_A_ROW: usize = 2;

/// Lags of a pair times jittered trains, at most: some minutes. Two units at 100 Hz have as many in a
/// day.
const MOST_LAGS: f64 = 1e11;

/// Refuses a pair whose lags would take hours to jitter.
pub fn check_lags(counts: &Correlogram, options: &Options) -> Result<(), AnalysisError> {
    let lags: u64 = counts.counts.iter().sum();
    if lags as f64 * options.jitters as f64 <= MOST_LAGS {
        return Ok(());
    }
    Err(AnalysisError::NothingToShow(format!(
        "A pair of units has {lags} lags; counting them in {} jittered trains would take hours. Choose the convolution test, fewer jittered trains or a shorter window, or leave out units that fire so fast.",
        options.jitters
    )))
}

/// Correlograms of a pair with the second train jittered.
pub struct Jittered {
    lags: Lags,
    /// Surrogate after surrogate.
    counts: Vec<u32>,
    masks_centre: bool,
    strict_troughs: bool,
    smoother: Smoother,
}

impl Jittered {
    pub fn new(pair: &Pair<'_>, options: &Options, task: &Task<'_>) -> Result<Self, AnalysisError> {
        let lags = options.lags();
        let mut draws = Draws::new(lags, options, pair.number);
        let mut block = Block::default();
        let reach_s = lags.reach_s() + lags.bin_s + options.jitter_s;
        for (first, second) in pair.first.iter().zip(pair.second) {
            let mut last = f64::NAN;
            sweep(second, first, reach_s, task, |t, near| {
                for other in near {
                    if block.lags.len() == BLOCK {
                        draws.add(&block, task)?;
                        block.go_on();
                    }
                    block.push(draws.ruler.fixed(t - other), t != last);
                    last = t;
                }
                Ok(())
            })?;
        }
        draws.add(&block, task)?;
        Ok(Self {
            lags,
            counts: draws.counts(),
            masks_centre: pair.same_electrode,
            strict_troughs: options.strict_troughs,
            smoother: Smoother::new(lags.bin_s),
        })
    }

    fn surrogates(&self) -> usize {
        self.counts.len() / self.lags.count()
    }

    /// Extremes of each surrogate over the bins after 0 (`later`) or before it: lowest, highest.
    fn extremes(&self, later: bool) -> Vec<[u32; 2]> {
        let half = self.lags.half;
        let of = |counts: &[u32]| {
            let side = if later {
                &counts[half + 1..]
            } else {
                &counts[..half]
            };
            let least = side.iter().copied().min().unwrap_or(0);
            [least, side.iter().copied().max().unwrap_or(0)]
        };
        let rows = self.counts.chunks_exact(self.lags.count());
        rows.map(of).collect()
    }

    /// First to second, second to first.
    pub fn both(&self, counts: &Correlogram, [first, second]: [usize; 2]) -> [Verdict; 2] {
        [
            self.verdict(counts, true, first),
            self.verdict(counts, false, second),
        ]
    }

    fn verdict(&self, counts: &Correlogram, later: bool, spikes: usize) -> Verdict {
        let (half, extremes) = (self.lags.half, self.extremes(later));
        let global = band(&extremes);
        // Bins of a window outwards from 0.
        let bins = |[from, to]: [f64; 2]| -> Vec<usize> {
            let [from, to] = [from, to].map(|s| (s / self.lags.bin_s).round() as usize);
            let at = |d: usize| if later { half + d } else { half - d };
            (from..=to.min(half)).map(at).collect()
        };
        let mask = |bin: usize| self.masks_centre && bin == half;
        let strict = self.strict_troughs;
        let coincide = strict && !self.masks_centre && counts.counts[half] as f64 > global[1];
        let of = |place: usize, sign: Sign| {
            let window = bins(WINDOWS_S[place]);
            let value = |bin: usize| counts.counts[bin];
            let is_peak = sign == Sign::Excitatory;
            let beyond = |bin: usize| {
                let n = value(bin) as f64;
                if is_peak {
                    return n > global[1];
                }
                // A trough must stand out from its mirror image: dead time lies on both sides.
                let mirrored = value(2 * half - bin) as f64;
                let level = 1.0 - CONFIDENCE;
                let stands_alone =
                    !strict || (!coincide && poisson::at_most(value(bin), mirrored) <= level);
                n < global[0] && stands_alone
            };
            let found = window
                .windows(IN_A_ROW)
                .any(|row| row.iter().all(|b| beyond(*b)));
            // Of equal ones that next to 0.
            let extreme = if is_peak {
                window.iter().rev().max_by_key(|b| value(**b))
            } else {
                window.iter().min_by_key(|b| value(**b))
            };
            let extreme = extreme.copied().unwrap_or(half);
            let n = value(extreme);
            let as_far = |[least, most]: &&[u32; 2]| {
                if is_peak {
                    u64::from(*most) >= n
                } else {
                    u64::from(*least) <= n
                }
            };
            let as_far = extremes.iter().filter(as_far).count();
            let excess = self.smoother.excess(counts, &window, mask) / spikes.max(1) as f64;
            Verdict {
                sign,
                found: found && (is_peak || !strict || excess < 0.0),
                lag_s: counts.lag_s(extreme).abs(),
                p: (1 + as_far) as f64 / (1 + extremes.len()) as f64,
                excess,
                could_inhibit: global[0] > 0.0,
                coincide,
            }
        };
        judge(of(0, Sign::Excitatory), of(1, Sign::Inhibitory))
    }

    pub fn bands(&self, task: &Task<'_>) -> Result<Bands, AnalysisError> {
        let (surrogates, bins) = (self.surrogates(), self.lags.count());
        let mut bands = Bands {
            predictor: Vec::new(),
            low: Vec::new(),
            high: Vec::new(),
            global: Some([true, false].map(|later| band(&self.extremes(later)))),
        };
        let tail = 0.5 * (1.0 - CONFIDENCE);
        for bin in 0..bins {
            task.check()?;
            let at = self.counts.iter().skip(bin).step_by(bins).copied();
            let mut values: Vec<u32> = at.collect();
            values.sort_unstable();
            let sum: u64 = values.iter().map(|v| u64::from(*v)).sum();
            bands.predictor.push(sum as f64 / surrogates.max(1) as f64);
            bands.low.push(ranked(&values, tail)[0]);
            bands.high.push(ranked(&values, tail)[1]);
        }
        Ok(bands)
    }
}

/// The global band: 99 % of the lowest and of the highest values lie within it.
fn band(extremes: &[[u32; 2]]) -> [f64; 2] {
    let sorted = |place: usize| {
        let mut values: Vec<u32> = extremes.iter().map(|e| e[place]).collect();
        values.sort_unstable();
        values
    };
    let tail = 1.0 - CONFIDENCE;
    [ranked(&sorted(0), tail)[0], ranked(&sorted(1), tail)[1]]
}

/// The quantiles `tail` and 1 - `tail`.
fn ranked(sorted: &[u32], tail: f64) -> [f64; 2] {
    let Some(last) = sorted.len().checked_sub(1) else {
        return [0.0; 2];
    };
    let out = ((tail * sorted.len() as f64 + 1e-9) as usize).min(last);
    [sorted[out], sorted[last - out]].map(f64::from)
}
