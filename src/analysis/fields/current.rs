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

use crate::analysis::{AnalysisError, TOLERANCE, Task};
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
    let currents = Currents::new(trains, interval.start_s, rate_hz, tau_s)?;
    let samples = current_samples(interval, rate_hz);
    if samples > MOST_SAMPLES {
        return Err(AnalysisError::NothingToShow(format!(
            "{samples} samples are more than can be held at once ({MOST_SAMPLES}). Choose a shorter window or a lower rate."
        )));
    }
    let piece = currents.piece();
    let (mut e, mut i) = (vec![0.0; samples], vec![0.0; samples]);
    e.par_chunks_mut(piece)
        .zip(i.par_chunks_mut(piece))
        .enumerate()
        .try_for_each(|(nth, (e, i))| currents.fill(nth * piece, [e, i], task))?;
    Ok([e, i])
}

/// The currents of both classes on one clock, piece by piece.
pub(in crate::analysis) struct Currents<'a> {
    trains: [&'a [f64]; 2],
    decays: [Decay; 2],
}

impl<'a> Currents<'a> {
    /// Sample j is at `start_s + j / rate_hz`.
    pub fn new(
        trains: [&'a [f64]; 2],
        start_s: f64,
        rate_hz: f64,
        tau_s: [f64; 2],
    ) -> Result<Self, AnalysisError> {
        let positive = |x: f64| x.is_finite() && x > 0.0;
        if ![rate_hz, tau_s[0], tau_s[1]].into_iter().all(positive) {
            return Err(AnalysisError::NothingToShow(format!(
                "A current needs a positive rate and positive time constants, found {rate_hz} Hz, {} s and {} s.",
                tau_s[0], tau_s[1]
            )));
        }
        let decays = tau_s.map(|tau_s| Decay {
            start_s,
            rate_hz,
            tau_s,
        });
        Ok(Self { trains, decays })
    }
    /// Samples a piece: fixed, so that results do not depend on who works them out.
    pub fn piece(&self) -> usize {
        let longest = self.decays.iter().map(|d| d.tau_s * d.rate_hz);
        PIECE.max((PIECE_TAUS * longest.fold(0.0, f64::max)).min(1e9) as usize)
    }
    /// `C_E` and `C_I` from sample `first` on, in place of what is in `out`.
    pub fn fill(
        &self,
        first: usize,
        out: [&mut [f64]; 2],
        task: &Task<'_>,
    ) -> Result<(), AnalysisError> {
        for ((decay, train), out) in self.decays.iter().zip(self.trains).zip(out) {
            decay.fill(train, first as i64, out, task)?;
        }
        Ok(())
    }
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

    /// A piece, which starts from what the spikes before it have left.
    fn fill(
        &self,
        train: &[f64],
        first: i64,
        out: &mut [f64],
        task: &Task<'_>,
    ) -> Result<(), AnalysisError> {
        out.fill(0.0);
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
