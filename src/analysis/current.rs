//! The estimated synaptic current C(t) = `C_E(t)` - `C_I(t)` (methods A11): every spike opens a
//! current that decays with the time constant of its class.
//!
//! ```text
//! C_X(t) = sum over spikes t_i <= t of class X of exp(-(t - t_i) / tau_X)
//! ```
//!
//! The sum is exact, not binned: a spike enters at the first sample at or after it, decayed by what
//! has passed since, and from there on `C_X(t + h) = C_X(t) exp(-h / tau_X)`. For a Poisson train
//! of rate r the mean is `r tau`, the variance `r tau / 2` and the two-sided power spectral density
//! `r tau^2 / (1 + (2 pi f tau)^2)`.

use super::{AnalysisError, TOLERANCE, Task};
use crate::recording::Interval;
use rayon::prelude::*;

/// What an earlier spike leaves after so many time constants (e^-40) is below rounding.
const FORGOTTEN_TAUS: f64 = 40.0;
/// Samples of one class, at most: half a gigabyte, 18 h at 1 kHz.
const MOST_SAMPLES: usize = 1 << 26;
/// Samples a piece; several times what is forgotten, so that starting it anew costs little.
const PIECE: usize = 1 << 16;
const PIECE_TAUS: f64 = 400.0;
/// Spikes between two looks at the task.
const STRIDE: usize = 1 << 14;

/// Where the samples of a current are: `interval.start_s + j / rate_hz`, j from 0.
#[must_use]
pub fn current_samples(interval: Interval, rate_hz: f64) -> usize {
    (interval.duration_s() * rate_hz + TOLERANCE).floor() as usize
}

/// `C_E` and `C_I` of two trains (E, I; ascending times in seconds) with decays `tau_s`, at times
/// `interval.start_s + j / rate_hz` for j below [`current_samples`], in spikes (a spike opens a
/// current of 1). Spikes before the interval are taken in as far as they are still felt; a spike a
/// millionth of a sample after a sample counts as on it.
///
/// # Errors
/// [`AnalysisError::NothingToShow`] for rates and time constants that are not positive numbers and
/// for more samples than can be held, and when overtaken.
pub fn current(
    trains: [&[f64]; 2],
    interval: Interval,
    rate_hz: f64,
    tau_s: [f64; 2],
    task: &Task<'_>,
) -> Result<[Vec<f64>; 2], AnalysisError> {
    let positive = |x: f64| x.is_finite() && x > 0.0;
    if ![rate_hz, tau_s[0], tau_s[1]].into_iter().all(positive) {
        return Err(AnalysisError::NothingToShow(format!(
            "A current needs a positive rate and positive time constants, found {rate_hz} Hz, {} s and {} s.",
            tau_s[0], tau_s[1]
        )));
    }
    let samples = current_samples(interval, rate_hz);
    if samples > MOST_SAMPLES {
        return Err(AnalysisError::NothingToShow(format!(
            "{samples} samples are more than can be held at once ({MOST_SAMPLES}). Choose a shorter window or a lower rate."
        )));
    }
    let of = |train, tau_s| {
        let decay = Decay {
            start_s: interval.start_s,
            rate_hz,
            tau_s,
        };
        decay.run(train, samples, task)
    };
    let [e, i] = trains;
    let (e, i) = rayon::join(|| of(e, tau_s[0]), || of(i, tau_s[1]));
    Ok([e?, i?])
}

struct Decay {
    start_s: f64,
    rate_hz: f64,
    tau_s: f64,
}

impl Decay {
    /// Time since the start in samples.
    fn place(&self, t_s: f64) -> f64 {
        (t_s - self.start_s) * self.rate_hz
    }
    /// The first sample at or after a place; negative before the start. Never decreases with time.
    fn sample(place: f64) -> i64 {
        // Rounded up without a call: this is asked for every spike.
        let place = place - TOLERANCE;
        let cut = place as i64;
        cut + i64::from((cut as f64) < place)
    }
    /// What a spike at a place has left at a sample that is not before it.
    fn left(&self, place: f64, sample: i64) -> f64 {
        let since = (sample as f64 - place).max(0.0);
        (-since * self.per_sample()).exp()
    }
    /// Time constants in a sample.
    fn per_sample(&self) -> f64 {
        1.0 / (self.rate_hz * self.tau_s)
    }

    /// Pieces of fixed lengths, each of which starts from the spikes before it: the same whoever
    /// works them out.
    fn run(
        &self,
        train: &[f64],
        samples: usize,
        task: &Task<'_>,
    ) -> Result<Vec<f64>, AnalysisError> {
        let piece = PIECE.max((PIECE_TAUS * self.tau_s * self.rate_hz).min(1e9) as usize);
        let mut out = vec![0.0; samples];
        out.par_chunks_mut(piece)
            .enumerate()
            .try_for_each(|(nth, out)| self.fill(train, (nth * piece) as i64, out, task))?;
        Ok(out)
    }

    fn fill(
        &self,
        train: &[f64],
        first: i64,
        out: &mut [f64],
        task: &Task<'_>,
    ) -> Result<(), AnalysisError> {
        let felt_s = self.start_s + first as f64 / self.rate_hz - FORGOTTEN_TAUS * self.tau_s;
        let felt = train.partition_point(|&t| t < felt_s);
        let own = felt + train[felt..].partition_point(|&t| Self::sample(self.place(t)) < first);
        let mut held = 0.0;
        for spikes in train[felt..own].chunks(STRIDE) {
            task.check()?;
            let left = spikes.iter().map(|&t| self.left(self.place(t), first));
            held += left.sum::<f64>();
        }
        let end = first + out.len() as i64;
        for spikes in train[own..].chunks(STRIDE) {
            task.check()?;
            let mut beyond = false;
            for &t in spikes {
                let place = self.place(t);
                let sample = Self::sample(place);
                if sample >= end {
                    beyond = true;
                    break;
                }
                out[(sample - first) as usize] += self.left(place, sample);
            }
            if beyond {
                break;
            }
        }
        let keep = (-self.per_sample()).exp();
        for samples in out.chunks_mut(STRIDE) {
            task.check()?;
            for value in samples {
                held += *value;
                *value = held;
                held *= keep;
            }
        }
        Ok(())
    }
}
