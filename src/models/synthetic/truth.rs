//! What is true of a [`Night`] by construction.

use super::covariogram::Covariogram;
use super::schedule::Stretch;
use super::{Night, Regime, STEP_S};
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

    /// Time constant of the return to balance after the seizure.
    pub fn return_time_constant_s(&self) -> f64 {
        self.night.return_s
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
        self.night
            .stretches()
            .into_iter()
            .find(|(_, interval)| interval.contains(t_s))
            .map_or((0.0, 0.0), |(stretch, _)| {
                let (e, i) = self.night.level(stretch, t_s);
                (e * self.night.rate_e_hz, i * self.night.rate_i_hz)
            })
    }

    /// Expected E minus I at a time, each in units of its own rate in wakefulness: 0 in balance,
    /// negative when inhibition dominates.
    pub fn imbalance(&self, t_s: f64) -> f64 {
        let (e, i) = self.rates_hz(t_s);
        e / self.night.rate_e_hz - i / self.night.rate_i_hz
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
