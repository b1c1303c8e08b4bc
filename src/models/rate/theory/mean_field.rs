//! Dynamic mean-field theory of the chaotic state: one E and one I unit in the Gaussian noise that
//! many units like them send.
//!
//! ```text
//! dh_a/dt = -h_a + mu_a + noise_a,   noise_a Gaussian with the autocovariance
//!   E: J0^2 (1 - c) [f_E g_EE^2 Cov(w phi)_E + f_I g_EI^2 Cov(phi)_I]
//!   I: J0^2 (1 - c) [f_E g_IE^2 Cov(phi)_E   + f_I g_II^2 Cov(phi)_I]
//! dw/dt = (1 - w) / tau_D - u w phi(h_E)
//! ```
//!
//! with covariances over paths and time about the mean of all, as fixed in-degrees ask, and means mu at
//! which the inputs balance (in the limit) or add up to mu (at a finite size). Solved by iteration:
//! periodic paths from the spectrum of the noise, always of the same random numbers; h from its
//! transfer function, w exactly periodic; spectra anew from the paths, mixed half and half with those
//! before; for the two means one step of Newton's method.

use super::static_branch::Balance;
use super::{NoAnswer, Theory};
use crate::models::random::{Purpose, Stream};
use crate::models::rate::gain::Gain;
use rayon::prelude::*;
use rustfft::num_complex::Complex;
use rustfft::{Fft, FftPlanner};
use std::f64::consts::TAU;
use std::sync::Arc;

/// Paths of each class, two to a transform.
const PAIRS: usize = 300;
/// Pairs that a thread takes at a time; fixed, so that no bit depends on the number of threads.
const BLOCK: usize = 25;
/// Points of a path and their distance in time constants: 204.8.
const POINTS: usize = 1024;
const DT: f64 = 0.2;
/// Share of the new spectrum in the next one.
const MIXING: f64 = 0.5;
/// Relative change at which it stops, and the number of steps at which it gives up.
const SETTLED: f64 = 2e-4;
pub const MOST_STEPS: usize = 150;
/// Variance of h below which there is no fluctuation.
const STILL: f64 = 1e-9;

type Spectrum = Vec<f64>;

/// The iteration at some step, for one set of random numbers.
#[derive(Clone)]
pub struct MeanField {
    theory: Theory,
    balance: Balance,
    /// Random numbers of each class.
    random: Arc<[Vec<Complex<f64>>; 2]>,
    forward: Arc<dyn Fft<f64>>,
    inverse: Arc<dyn Fft<f64>>,
    mu: [f64; 2],
    /// Power of the noise onto E and I by frequency.
    noise: [Spectrum; 2],
    found: Option<MeanFieldState>,
    steps: usize,
    change: f64,
}

/// What the theory says of the chaotic state.
#[derive(Clone, Debug, PartialEq)]
pub struct MeanFieldState {
    pub phi_e: f64,
    pub phi_i: f64,
    pub w: f64,
    /// Mean of w phi.
    pub w_phi: f64,
    /// Means of h.
    pub mu_e: f64,
    pub mu_i: f64,
    /// Variances of h, over paths and time.
    pub var_h_e: f64,
    pub var_h_i: f64,
    /// Autocovariances of h from lag 0 to half a period, 0.2 time constants apart.
    pub autocovariance_e: Vec<f64>,
    pub autocovariance_i: Vec<f64>,
}

impl MeanFieldState {
    /// Half width at half maximum of an autocovariance above its value at the longest lag, for lags that
    /// are `step` apart; `None` where it does not fall so far, or there is no variance.
    pub fn half_width(autocovariance: &[f64], step: f64) -> Option<f64> {
        let (first, last) = (*autocovariance.first()?, *autocovariance.last()?);
        let half = 0.5 * (first + last);
        if first < STILL {
            return None;
        }
        let after = autocovariance.iter().position(|&c| c <= half)?;
        let (above, below) = (autocovariance[after.checked_sub(1)?], autocovariance[after]);
        Some(step * (after as f64 - (half - below) / (above - below)))
    }
}

/// A number of a state; NaN where there is none.
pub type Quantity = fn(&MeanFieldState) -> f64;

/// The numbers of a state by their names, those of both classes beside one another; plateaus are
/// autocovariances at the longest lag.
pub const QUANTITIES: [(&str, Quantity); 12] = [
    ("phi_e", |at| at.phi_e),
    ("phi_i", |at| at.phi_i),
    ("w", |at| at.w),
    ("w_phi", |at| at.w_phi),
    ("mu_e", |at| at.mu_e),
    ("mu_i", |at| at.mu_i),
    ("var_h_e", |at| at.var_h_e),
    ("var_h_i", |at| at.var_h_i),
    ("half_width_e", |at| width(&at.autocovariance_e)),
    ("half_width_i", |at| width(&at.autocovariance_i)),
    ("plateau_e", |at| plateau(&at.autocovariance_e)),
    ("plateau_i", |at| plateau(&at.autocovariance_i)),
];

fn width(autocovariance: &[f64]) -> f64 {
    MeanFieldState::half_width(autocovariance, DT).unwrap_or(f64::NAN)
}

fn plateau(autocovariance: &[f64]) -> f64 {
    autocovariance.last().copied().unwrap_or(f64::NAN)
}

/// The iteration from several sets of random numbers, whose differences give errors.
#[derive(Clone)]
pub struct MeanFields {
    sets: Vec<MeanField>,
}

impl MeanFields {
    /// Before the first step, one set for each of the seeds.
    ///
    /// # Errors
    /// See [`MeanField::new`].
    pub fn new(theory: &Theory, seeds: impl IntoIterator<Item = u64>) -> Result<Self, NoAnswer> {
        let sets = seeds.into_iter().map(|seed| MeanField::new(theory, seed));
        Ok(Self {
            sets: sets.collect::<Result<_, _>>()?,
        })
    }
    /// The sets.
    pub fn sets(&self) -> &[MeanField] {
        &self.sets
    }
    /// One step of every set that has not settled.
    pub fn step(&mut self) {
        for set in self.sets.iter_mut().filter(|set| !set.is_over()) {
            set.step();
        }
    }
    /// Whether nothing more is to be done.
    pub fn is_over(&self) -> bool {
        self.sets.iter().all(MeanField::is_over)
    }
    /// Steps of the set that needed most, and how many sets have not settled.
    pub fn progress(&self) -> [usize; 2] {
        let most = self.sets.iter().map(MeanField::steps).max();
        let open = self.sets.iter().filter(|set| !set.is_settled()).count();
        [most.unwrap_or(0), open]
    }
    fn states(&self) -> impl Iterator<Item = &MeanFieldState> {
        self.sets.iter().filter_map(MeanField::state)
    }
    /// Mean over the sets, and its standard error; NaN before the first step, and the error of one set.
    pub fn mean(&self, of: impl Fn(&MeanFieldState) -> f64) -> [f64; 2] {
        let all: Vec<f64> = self.states().map(of).collect();
        let n = all.len() as f64;
        let mean = all.iter().sum::<f64>() / n;
        let squares: f64 = all.iter().map(|x| (x - mean) * (x - mean)).sum();
        [mean, (squares / ((n - 1.0) * n)).sqrt()]
    }
    /// Lags and the mean autocovariances of h of E and of I; none before the first step.
    pub fn autocovariances(&self) -> Vec<(f64, [f64; 2])> {
        let lags = self.states().next();
        let lags = lags.map_or(0, |state| state.autocovariance_e.len());
        let at = |lag: usize| {
            let e = self.mean(|state| state.autocovariance_e[lag]);
            let i = self.mean(|state| state.autocovariance_i[lag]);
            (lag as f64 * DT, [e[0], i[0]])
        };
        (0..lags).map(at).collect()
    }
}

/// Sums over some paths: power of x and of h by frequency, sums of quantities.
#[derive(Clone)]
struct Sums {
    sent: Spectrum,
    plain: Spectrum,
    h: Spectrum,
    phi: f64,
    w: f64,
    w_phi: f64,
    /// Of the slopes of phi, and of w phi by h while w follows at once.
    slope: f64,
    sent_slope: f64,
}

impl Sums {
    fn none() -> Self {
        Self {
            sent: vec![0.0; POINTS],
            plain: vec![0.0; POINTS],
            h: vec![0.0; POINTS],
            phi: 0.0,
            w: 0.0,
            w_phi: 0.0,
            slope: 0.0,
            sent_slope: 0.0,
        }
    }
    fn add(&mut self, other: &Self) {
        for (to, from) in [
            (&mut self.sent, &other.sent),
            (&mut self.plain, &other.plain),
            (&mut self.h, &other.h),
        ] {
            for (to, from) in to.iter_mut().zip(from) {
                *to += from;
            }
        }
        self.phi += other.phi;
        self.w += other.w;
        self.w_phi += other.w_phi;
        self.slope += other.slope;
        self.sent_slope += other.sent_slope;
    }
    /// Means over all paths, powers without what is the same in all of them.
    fn averaged(mut self) -> Self {
        let paths = 2.0 * PAIRS as f64;
        let points = POINTS as f64;
        for mean in [
            &mut self.phi,
            &mut self.w,
            &mut self.w_phi,
            &mut self.slope,
            &mut self.sent_slope,
        ] {
            *mean /= paths * points;
        }
        for power in [&mut self.sent, &mut self.plain, &mut self.h] {
            for value in &mut *power {
                *value /= paths * points * points;
            }
        }
        self.sent[0] = (self.sent[0] - self.w_phi * self.w_phi).max(0.0);
        self.plain[0] = (self.plain[0] - self.phi * self.phi).max(0.0);
        self
    }
}

/// w along a path of rates, exactly periodic where rates are constant from point to point.
fn efficacies(rates: &[f64], u: f64, tau_d: f64, w: &mut [f64]) {
    // From point to point w becomes rest + (w - rest) kept.
    let steps: Vec<[f64; 2]> = (0..rates.len())
        .map(|at| {
            let mean = 0.5 * (rates[at] + rates[(at + 1) % rates.len()]);
            let decay = 1.0 / tau_d + u * mean;
            [1.0 / (tau_d * decay), (-decay * DT).exp()]
        })
        .collect();
    let next = |w: f64, [rest, kept]: &[f64; 2]| rest + (w - rest) * kept;
    // One period is a linear map.
    let around = |first: f64| steps.iter().fold(first, next);
    let (zero, one) = (around(0.0), around(1.0));
    let mut now = zero / (1.0 - (one - zero));
    for (w, step) in w.iter_mut().zip(&steps) {
        *w = now;
        now = next(now, step);
    }
}

impl MeanField {
    /// Before its first step, with the random numbers of a seed.
    ///
    /// # Errors
    /// When there is no fixed point to begin beside.
    pub fn new(theory: &Theory, seed: u64) -> Result<Self, NoAnswer> {
        let rest = theory.fixed_point()?;
        let p = theory.parameters();
        let random = [0, 1].map(|class| {
            let mut stream = Stream::new(seed, Purpose::Noise, class);
            let one = |_| Complex::new(stream.normal(), stream.normal());
            (0..PAIRS * POINTS).map(one).collect()
        });
        let mut planner = FftPlanner::new();
        let noise = [0.3, 1.0].map(|variance| {
            // Correlated over five time constants.
            let shape = (0..POINTS).map(|k| 1.0 / (1.0 + (5.0 * frequency(k)).powi(2)));
            let shape: Vec<f64> = shape.collect();
            let all: f64 = shape.iter().sum();
            let scale = variance * p.j0 * p.j0 / all;
            shape.into_iter().map(|power| power * scale).collect()
        });
        Ok(Self {
            balance: Balance::new(theory),
            theory: *theory,
            random: Arc::new(random),
            forward: planner.plan_fft_forward(POINTS),
            inverse: planner.plan_fft_inverse(POINTS),
            mu: [rest.h_e, rest.h_i],
            noise,
            found: None,
            steps: 0,
            change: f64::INFINITY,
        })
    }

    /// Bytes in memory, random numbers included.
    pub fn bytes(&self) -> usize {
        2 * PAIRS * POINTS * size_of::<Complex<f64>>() + 4 * POINTS * size_of::<f64>()
    }
    /// Steps made so far.
    pub fn steps(&self) -> usize {
        self.steps
    }
    /// Largest relative change of the last step.
    pub fn change(&self) -> f64 {
        self.change
    }
    /// Whether it has settled.
    pub fn is_settled(&self) -> bool {
        self.change < SETTLED
    }
    /// Whether nothing more is to be done.
    pub fn is_over(&self) -> bool {
        self.is_settled() || self.steps >= MOST_STEPS
    }
    /// What was found in the last step.
    pub fn state(&self) -> Option<&MeanFieldState> {
        self.found.as_ref()
    }

    /// Paths of one class, and what they send.
    fn paths(&self, class: usize) -> Sums {
        let p = self.theory.parameters();
        let (mu, noise, random) = (self.mu[class], &self.noise[class], &self.random[class]);
        let transfer: Vec<Complex<f64>> = (0..POINTS)
            .map(|k| noise[k].sqrt() / Complex::new(1.0, frequency(k)))
            .collect();
        let block = |block: &[Complex<f64>]| {
            let mut sums = Sums::none();
            let mut scratch = vec![
                Complex::default();
                self.inverse
                    .get_inplace_scratch_len()
                    .max(self.forward.get_inplace_scratch_len())
            ];
            let gain = Gain::get();
            let mut rates = vec![0.0; POINTS];
            let mut slopes = vec![0.0; POINTS];
            let mut w = vec![1.0; POINTS];
            for random in block.chunks_exact(POINTS) {
                let mut h: Vec<Complex<f64>> =
                    random.iter().zip(&transfer).map(|(x, t)| x * t).collect();
                for (k, sum) in sums.h.iter_mut().enumerate() {
                    *sum += pair_power(&h, k) * (POINTS * POINTS) as f64;
                }
                self.inverse.process_with_scratch(&mut h, &mut scratch);
                let mut sent = vec![Complex::default(); POINTS];
                let mut plain = vec![Complex::default(); POINTS];
                for half in 0..2 {
                    let part = |z: &Complex<f64>| if half == 0 { z.re } else { z.im };
                    for ((rate, slope), z) in rates.iter_mut().zip(&mut slopes).zip(&h) {
                        [*rate, *slope] = gain.phi_and_slope(mu + part(z));
                    }
                    if class == 0 {
                        efficacies(&rates, p.u, p.tau_d, &mut w);
                    }
                    for at in 0..POINTS {
                        let (rate, w) = (rates[at], w[at]);
                        let set = |z: &mut Complex<f64>, value: f64| {
                            *(if half == 0 { &mut z.re } else { &mut z.im }) = value;
                        };
                        set(&mut plain[at], rate);
                        set(&mut sent[at], w * rate);
                        let by_h = slopes[at];
                        sums.phi += rate;
                        sums.w += w;
                        sums.w_phi += w * rate;
                        sums.slope += by_h;
                        sums.sent_slope += w * w * by_h;
                    }
                }
                let mut transforms = vec![(&mut plain, &mut sums.plain)];
                if class == 0 {
                    transforms.push((&mut sent, &mut sums.sent));
                }
                for (path, power) in transforms {
                    self.forward.process_with_scratch(path, &mut scratch);
                    for (k, sum) in power.iter_mut().enumerate() {
                        *sum += pair_power(path, k);
                    }
                }
            }
            sums
        };
        let blocks: Vec<Sums> = random.par_chunks(BLOCK * POINTS).map(block).collect();
        let mut all = Sums::none();
        for sums in &blocks {
            all.add(sums);
        }
        all.averaged()
    }

    /// One step.
    pub fn step(&mut self) {
        let [e, i] = [self.paths(0), self.paths(1)];
        let p = *self.theory.parameters();
        let covariance = |power: &[f64]| self.covariance(power);
        let state = MeanFieldState {
            phi_e: e.phi,
            phi_i: i.phi,
            w: e.w,
            w_phi: e.w_phi,
            mu_e: self.mu[0],
            mu_i: self.mu[1],
            var_h_e: e.h.iter().sum(),
            var_h_i: i.h.iter().sum(),
            autocovariance_e: covariance(&e.h),
            autocovariance_i: covariance(&i.h),
        };
        let [f_e, f_i] = self.balance.shares;
        let strength = p.j0 * p.j0 * (1.0 - p.c);
        for k in 0..POINTS {
            let onto_e = f_e * p.g_ee.powi(2) * e.sent[k] + f_i * p.g_ei.powi(2) * i.plain[k];
            let onto_i = f_e * p.g_ie.powi(2) * e.plain[k] + f_i * p.g_ii.powi(2) * i.plain[k];
            for (noise, onto) in self.noise.iter_mut().zip([onto_e, onto_i]) {
                noise[k] += MIXING * (strength * onto - noise[k]);
            }
        }
        let [k_e, k_i] = self.balance.inputs;
        let lag = self.balance.slack / p.j0;
        let miss = [
            k_e * p.g_ee * e.w_phi - k_i * p.g_ei * i.phi + lag * (p.i0 - self.mu[0]),
            k_e * p.g_ie * e.phi - k_i * p.g_ii * i.phi + lag * (p.i0 - self.mu[1]),
        ];
        let [[a, b], [c, d]] = [
            [k_e * p.g_ee * e.sent_slope - lag, -k_i * p.g_ei * i.slope],
            [k_e * p.g_ie * e.slope, -k_i * p.g_ii * i.slope - lag],
        ];
        let det = a * d - b * c;
        let by = [
            (b * miss[1] - d * miss[0]) / det,
            (c * miss[0] - a * miss[1]) / det,
        ];
        for (mu, by) in self.mu.iter_mut().zip(by) {
            // Far from balance a step may be too long.
            *mu += by.clamp(-0.5, 0.5);
        }
        self.steps += 1;
        self.change = match &self.found {
            Some(before) => state.change_from(before),
            None => f64::INFINITY,
        };
        self.found = Some(state);
    }

    /// Autocovariance to half a period, of a power by frequency.
    fn covariance(&self, power: &[f64]) -> Vec<f64> {
        let mut all: Vec<Complex<f64>> = power.iter().map(|&p| Complex::new(p, 0.0)).collect();
        self.inverse.process(&mut all);
        all[..=POINTS / 2].iter().map(|z| z.re).collect()
    }
}

impl MeanFieldState {
    /// The largest relative change of a number that is not 0.
    fn change_from(&self, before: &Self) -> f64 {
        let numbers = |of: &Self| [of.phi_e, of.phi_i, of.w, of.var_h_e, of.var_h_i];
        let pairs = numbers(self).into_iter().zip(numbers(before));
        let change = |(now, before): (f64, f64)| {
            if now.max(before) < STILL {
                0.0
            } else {
                (now - before).abs() / now.abs().max(before.abs())
            }
        };
        pairs.map(change).fold(0.0, f64::max)
    }
}

/// Angular frequency of place `k` of a transform.
fn frequency(k: usize) -> f64 {
    let k = if k <= POINTS / 2 {
        k as f64
    } else {
        k as f64 - POINTS as f64
    };
    TAU * k / (POINTS as f64 * DT)
}

/// Power of two real paths at a frequency, from the transform of one plus i times the other.
fn pair_power(transform: &[Complex<f64>], k: usize) -> f64 {
    let mirrored = (POINTS - k) % POINTS;
    0.5 * (transform[k].norm_sqr() + transform[mirrored].norm_sqr())
}
