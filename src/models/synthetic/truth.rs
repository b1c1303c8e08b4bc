//! What is true of a [`Night`] by construction.

use super::covariogram::Covariogram;
use super::lfp::{GAINS_UV, RATE_HZ, TAU_E_S, TAU_I_S, high_pass_power};
use super::schedule::Stretch;
use super::{Night, PlantedConnection, Regime, Region, STEP_S};
use crate::recording::{Interval, Intervals, State};

/// Mean and covariance of the pooled rates of E and I per neuron, in bins of one width.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ExpectedCovariance {
    pub mean_e_hz: f64,
    pub mean_i_hz: f64,
    pub var_e_hz2: f64,
    pub var_i_hz2: f64,
    pub cov_hz2: f64,
}

impl ExpectedCovariance {
    /// Correlation of E and I.
    pub fn r(&self) -> f64 {
        self.cov_hz2 / (self.var_e_hz2 * self.var_i_hz2).sqrt()
    }
    /// Variance of e - i, each class in units of its own mean.
    pub fn var_f(&self) -> f64 {
        self.var_e_hz2 / (self.mean_e_hz * self.mean_e_hz)
            + self.var_i_hz2 / (self.mean_i_hz * self.mean_i_hz)
            - 2.0 * self.cov_hz2 / (self.mean_e_hz * self.mean_i_hz)
    }
}

/// The ground truth of a night: see the [module documentation](super) for the formulas.
#[derive(Clone, Debug, PartialEq)]
pub struct Truth {
    night: Night,
}

impl Truth {
    pub(super) fn from_night(night: &Night) -> Self {
        Self {
            night: night.clone(),
        }
    }

    /// Onset and offset of the seizure; `None` in a night without one.
    pub fn seizure(&self) -> Option<Interval> {
        self.night.seizure_interval()
    }

    /// Time constant of the return to balance after the seizure; where regions differ, that of the
    /// second of three.
    pub fn return_time_constant_s(&self) -> f64 {
        self.night.return_s
    }

    /// The regions of the array: one where all return to balance alike.
    pub fn regions(&self) -> Vec<Region> {
        self.night.regions()
    }

    /// The connections planted; no other pair is connected.
    pub fn connections(&self) -> Vec<PlantedConnection> {
        self.night.planted()
    }

    /// When the night is in a state.
    pub fn intervals(&self, state: State) -> Intervals {
        self.night.intervals(state)
    }

    /// Rate of each unit in wakefulness, in Hz, excitatory units first.
    pub fn unit_rates_hz(&self) -> Vec<f64> {
        self.night.unit_rates_hz()
    }

    /// Expected rate per neuron at a time, (E, I) in Hz; zero outside the night.
    pub fn rates_hz(&self, t_s: f64) -> (f64, f64) {
        let (e, i) = self.levels(t_s);
        (e * self.night.rate_e_hz, i * self.night.rate_i_hz)
    }

    /// Expected E minus I at a time, each in units of its own rate in wakefulness: 0 in balance,
    /// negative when inhibition dominates.
    pub fn imbalance(&self, t_s: f64) -> f64 {
        let (e, i) = self.levels(t_s);
        e - i
    }

    /// Expected rates of both classes in units of those in wakefulness, each region with its share
    /// of the class's spikes.
    fn levels(&self, t_s: f64) -> (f64, f64) {
        let rates = self.night.unit_rates_hz();
        let sum = |units: &mut dyn Iterator<Item = usize>, is_e: bool| -> f64 {
            let of_class = units.filter(|&unit| (unit < self.night.excitatory) == is_e);
            of_class.map(|unit| rates[unit]).sum()
        };
        let whole = [true, false].map(|is_e| sum(&mut (0..rates.len()), is_e));
        let (mut e, mut i) = (0.0, 0.0);
        for region in self.regions() {
            let level = self.level(t_s, region.return_time_constant_s);
            e += level.0 * sum(&mut region.units.iter().copied(), true) / whole[0];
            i += level.1 * sum(&mut region.units.iter().copied(), false) / whole[1];
        }
        (e, i)
    }

    /// Rates of both classes in units of those in wakefulness; zero outside the night.
    fn level(&self, t_s: f64, return_s: f64) -> (f64, f64) {
        let mut stretches = self.night.stretches().into_iter();
        let now = stretches.find(|(_, interval)| interval.contains(t_s));
        now.map_or((0.0, 0.0), |(stretch, _)| {
            self.night.level(stretch, t_s, return_s)
        })
    }

    /// [`Self::imbalance`] of the units of one region.
    pub fn imbalance_of(&self, region: &Region, t_s: f64) -> f64 {
        let (e, i) = self.level(t_s, region.return_time_constant_s);
        e - i
    }

    /// Squared coherence of the synaptic current (methods A11, 5 and 10 ms) and each channel of the
    /// field at a frequency within a state: the share of the channel's power that the current makes.
    /// Frequencies from 0 to 250 Hz.
    pub fn field_coherence(&self, state: State, hz: f64) -> [f64; 2] {
        let remote = &self.night.remote;
        let passed = high_pass_power(hz);
        let current = self.current_density(state, hz);
        let rest = passed * remote.input_density(hz) + remote.noise_density();
        GAINS_UV.map(|gain_uv| {
            let local = passed * gain_uv * gain_uv * current;
            local / (local + rest)
        })
    }

    /// Two-sided power spectral density of the sampled synaptic current within a state.
    fn current_density(&self, state: State, hz: f64) -> f64 {
        /// Frequencies that sampling folds onto this one, either way.
        const FOLDED: i32 = 50;
        let night = &self.night;
        let regime = night.regime(Stretch::State(state));
        let lags = (10.0 * night.tau_max_s / STEP_S).ceil() as usize;
        // Held over steps: the spectrum of the values, times that of a step.
        let x = std::f64::consts::PI * hz * STEP_S;
        let step = if x == 0.0 { 1.0 } else { (x.sin() / x).powi(2) };
        let fluctuation = |sd_product: f64, coupling: f64| {
            let sum: f64 = (1..=lags)
                .map(|lag| {
                    let lag_s = lag as f64 * STEP_S;
                    let phase = std::f64::consts::TAU * hz * lag_s;
                    phase.cos() * relative(night, regime, sd_product * coupling, lag_s)
                })
                .sum();
            step * STEP_S * (2.0 * sum + relative(night, regime, sd_product * coupling, 0.0))
        };
        let e_hz = night.rate_e_hz * regime.rate_e * night.excitatory as f64;
        let i_hz = night.rate_i_hz * regime.rate_i * night.inhibitory as f64;
        let turn = |hz: f64, tau_s: f64| std::f64::consts::TAU * hz * tau_s;
        let power = |tau_s: f64, hz: f64| tau_s * tau_s / (1.0 + turn(hz, tau_s).powi(2));
        let (xe, xi) = (turn(hz, TAU_E_S), turn(hz, TAU_I_S));
        let cross = TAU_E_S * TAU_I_S * (1.0 + xe * xi) / ((1.0 + xe * xe) * (1.0 + xi * xi));
        let shot: f64 = (-FOLDED..=FOLDED)
            .map(|k| hz + f64::from(k) * RATE_HZ)
            .map(|hz| e_hz * power(TAU_E_S, hz) + i_hz * power(TAU_I_S, hz))
            .sum();
        shot + e_hz * e_hz * power(TAU_E_S, hz) * fluctuation(regime.sd_e * regime.sd_e, 1.0)
            + i_hz * i_hz * power(TAU_I_S, hz) * fluctuation(regime.sd_i * regime.sd_i, 1.0)
            - 2.0 * e_hz * i_hz * cross * fluctuation(regime.sd_e * regime.sd_i, regime.shared)
    }

    /// Covariance of the pooled rates per neuron in bins of `width_s` within a state: that of the
    /// process, as a sample of unlimited length has it.
    pub fn covariance(&self, state: State, width_s: f64) -> ExpectedCovariance {
        self.expected(state, width_s, width_s, |c| {
            c.double_integral(width_s) / (width_s * width_s)
        })
        .with_poisson(&self.night, 1.0 / width_s)
    }

    /// What a sample covariance (n in the denominator) over all of this night's time in a state is
    /// expected to be. It is smaller than [`Self::covariance`], for the slowest fluctuations go into
    /// the sample's own mean. Zero where the night has no such state.
    pub fn sample_covariance(&self, state: State, width_s: f64) -> ExpectedCovariance {
        let intervals = self.night.intervals(state);
        let total_s = intervals.duration_s();
        let longest_s = intervals.extent().map_or(0.0, |e| e.duration_s());
        let sides: Vec<(f64, f64)> = intervals
            .as_slice()
            .iter()
            .map(|i| (i.start_s, i.stop_s))
            .collect();
        self.expected(state, width_s, longest_s.max(width_s), |c| {
            let of_mean: f64 = sides
                .iter()
                .flat_map(|&a| sides.iter().map(move |&b| (a, b)))
                .map(|(a, b)| c.between(a, b))
                .sum();
            c.double_integral(width_s) / (width_s * width_s) - of_mean / (total_s * total_s)
        })
        .with_poisson(&self.night, 1.0 / width_s - 1.0 / total_s)
    }

    /// Covariance of the rates alone, each pair of classes reduced by `reduce`.
    fn expected(
        &self,
        state: State,
        width_s: f64,
        longest_s: f64,
        reduce: impl Fn(&Covariogram) -> f64,
    ) -> ExpectedCovariance {
        let night = &self.night;
        let regime = night.regime(Stretch::State(state));
        let longest_s = longest_s.max(width_s) + STEP_S;
        let reduced = |sd_product: f64, coupling: f64| {
            reduce(&Covariogram::new(STEP_S, longest_s, |lag_s| {
                relative(night, regime, sd_product * coupling, lag_s)
            }))
        };
        let mean_e_hz = night.rate_e_hz * regime.rate_e;
        let mean_i_hz = night.rate_i_hz * regime.rate_i;
        ExpectedCovariance {
            mean_e_hz,
            mean_i_hz,
            var_e_hz2: mean_e_hz * mean_e_hz * reduced(regime.sd_e * regime.sd_e, 1.0),
            var_i_hz2: mean_i_hz * mean_i_hz * reduced(regime.sd_i * regime.sd_i, 1.0),
            cov_hz2: mean_e_hz * mean_i_hz * reduced(regime.sd_e * regime.sd_i, regime.shared),
        }
    }
}

impl ExpectedCovariance {
    /// Adds the variance of the Poisson counts; `per_s` is 1 / bin width, less 1 / sample length.
    fn with_poisson(mut self, night: &Night, per_s: f64) -> Self {
        self.var_e_hz2 += self.mean_e_hz / night.excitatory as f64 * per_s;
        self.var_i_hz2 += self.mean_i_hz / night.inhibitory as f64 * per_s;
        self
    }
}

/// Covariance at a lag of two relative rates (mean 1) whose log drives have the covariance
/// `log_covariance` at lag 0.
fn relative(night: &Night, regime: &Regime, log_covariance: f64, lag_s: f64) -> f64 {
    let rho: f64 = night
        .components()
        .iter()
        .map(|(tau_s, weight)| weight * (-lag_s / tau_s).exp())
        .sum();
    let telegraph = regime.up_down.map_or(0.0, |up_down| {
        up_down.variance() * (-lag_s * up_down.switching_hz()).exp()
    });
    (log_covariance * rho).exp() * (1.0 + telegraph) - 1.0
}
