//! *A cortical night with a seizure*: a synthetic recording whose truth is known.
//!
//! Nothing here was recorded from a brain. The model serves as the program's demonstration and as a
//! measuring stick: what the analyses should find is known in closed form, and [`Night::truth`]
//! says it.
//!
//! # The model
//!
//! Unit n of class X (E or I) fires as a Poisson process (no refractory period, which would spoil
//! the closed form) of rate
//!
//! ```text
//! lambda_n(t) = r_n  m_X(t)  u(t)  exp(s_X z_X(t) - s_X^2 / 2)
//! ```
//!
//! - `r_n`: the unit's own rate in wakefulness; the quantiles of a log-normal at (j + 1/2) / N,
//!   scaled so that their mean is exactly the class's, in an order that the seed decides.
//! - `m_X(t)`: the level of the regime (state, seizure, or the return after it).
//! - `z_X = sqrt(c) z_0 + sqrt(1 - c) z'_X`: a drive common to both classes and one of each class
//!   alone, so that E and I co-fluctuate across scales without being the same. Each of the three is
//!   a sum of six independent Ornstein-Uhlenbeck processes with log-spaced time constants
//!   `tau_j` from 30 ms to 60 s and weights `w_j ~ tau_j^-0.35`, whose autocorrelation
//!   `rho(t) = sum_j w_j exp(-|t| / tau_j)` falls slowly, nearly as a power of the lag.
//! - `u(t)`: Up and Down states in slow-wave sleep, a random telegraph with exponential durations
//!   (Up 0.6 s, Down 0.25 s on average) and 5 % of the Up rate left in Down states, of mean 1;
//!   elsewhere 1.
//!
//! The drive is sampled exactly every [`STEP_S`] (10 ms) and held in between.
//!
//! | regime | E level | I level | s_E, s_I | c | Up / Down |
//! |---|---|---|---|---|---|
//! | wake | 1 | 1 | 0.60 | 0.70 | |
//! | REM | 0.95 | 0.90 | 0.55 | 0.65 | |
//! | light sleep | 0.90 | 0.85 | 0.65 | 0.65 | |
//! | slow-wave sleep | 0.85 | 0.75 | 0.60 | 0.55 | 0.6 s / 0.25 s |
//! | seizure | 0.12 | 3.0 | 0.40 | 0.10 | 4 Hz rhythm, depth 0.6 |
//! | post-ictal | 1 - 0.5 x | 1 + 0.4 x | as wake | | x = exp(-t / 120 s) |
//!
//! Mean rates in wakefulness are 1.7 Hz for E and 8.5 Hz for I. In 1800 s: wake 0-240 and
//! 1200-1320, light sleep 240-420 and 840-960, slow-wave sleep 420-720 and 960-1140, REM 720-840 and
//! 1140-1200 s, the seizure at 1320-1360 s, then the return to balance. Other durations keep the
//! proportions, but not those of the seizure and of the return.
//!
//! The LFP is the synaptic current of all spikes (methods A11: exponential kernels, 5 ms for E and
//! 10 ms for I) times a gain, 60 uV in the superficial and 42 uV in the deep channel; input from
//! elsewhere, the same in both channels and in all states; both high-passed at 0.3 Hz; and white noise
//! of each channel alone ([`Remote`]). Remote input is slow (SD 110 uV, time constant 100 ms) and
//! rhythmic (60 uV at 10 Hz, quality 4), the noise has 18 uV. Waveforms, electrodes and depths are
//! invented.
//!
//! A few pairs of units are connected ([`PlantedConnection`]): 6 % of the spikes of some fast E units
//! draw one of a fast I unit, or of another E unit, to about 2 ms after them, and the fastest I unit
//! holds off 85 % of the spikes that two E units would fire 1 to 4 ms after its own. Spikes are moved,
//! by half a second at most; none is made or removed. The units' table says who is connected with whom.
//!
//! With [`Night::return_ratio`] above 1 three thirds of the array return to balance at different
//! speeds ([`Region`]).
//!
//! # Ground truth
//!
//! Within a state all is stationary. The relative rates `g_X = lambda_X / mean` have the covariance
//!
//! ```text
//! C_XY(t) = exp(s_X s_Y c_XY rho(t)) (1 + V exp(-k |t|)) - 1,    c_EE = c_II = 1, c_EI = c
//! V = p (1 - p) (1 - q)^2 / (p + (1 - p) q)^2,   k = 1 / Up + 1 / Down,   p = Up / (Up + Down)
//! ```
//!
//! (q the share of the rate left in Down states; V = 0 outside slow-wave sleep), taken at multiples
//! of the step and interpolated linearly between them, which is what holding does. The pooled rate
//! per neuron in bins of width T then has, L_X being its mean and N_X the number of units,
//!
//! ```text
//! Var X    = L_X^2 / T^2  iint C_XX(t - t') dt dt'  +  L_X / (N_X T)
//! Cov(E,I) = L_E L_I / T^2  iint C_EI(t - t') dt dt'
//! ```
//!
//! with both integrals over the bin. With the default parameters (Hz; var f: variance of e - i,
//! each in units of its mean):
//!
//! | state | k | bin | Var E | Var I | Cov | r | Var f |
//! |---|---|---|---|---|---|---|---|
//! | wake (1.700, 8.500 Hz) | 12 | 27.1 ms | 1.863 | 42.66 | 3.592 | 0.403 | 0.738 |
//! | | 18 | 164 ms | 0.8454 | 20.49 | 2.414 | 0.580 | 0.242 |
//! | | 24 | 992 ms | 0.4000 | 9.893 | 1.294 | 0.651 | 0.0962 |
//! | | 28 | 3.29 s | 0.2393 | 5.950 | 0.8018 | 0.672 | 0.0542 |
//! | REM (1.615, 7.650 Hz) | 12 | 27.1 ms | 1.541 | 31.98 | 2.336 | 0.333 | 0.759 |
//! | | 18 | 164 ms | 0.6552 | 14.27 | 1.580 | 0.517 | 0.239 |
//! | | 24 | 992 ms | 0.3039 | 6.747 | 0.8533 | 0.596 | 0.0937 |
//! | | 28 | 3.29 s | 0.1812 | 4.044 | 0.5305 | 0.620 | 0.0527 |
//! | light sleep (1.530, 7.225 Hz) | 12 | 27.1 ms | 1.762 | 36.89 | 3.026 | 0.375 | 0.912 |
//! | | 18 | 164 ms | 0.8121 | 17.71 | 2.028 | 0.535 | 0.319 |
//! | | 24 | 992 ms | 0.3841 | 8.500 | 1.084 | 0.600 | 0.131 |
//! | | 28 | 3.29 s | 0.2293 | 5.093 | 0.6707 | 0.621 | 0.0742 |
//! | slow-wave sleep (1.445, 6.375 Hz) | 12 | 27.1 ms | 2.431 | 46.11 | 5.521 | 0.521 | 1.100 |
//! | | 18 | 164 ms | 1.342 | 25.92 | 4.024 | 0.682 | 0.407 |
//! | | 24 | 992 ms | 0.5550 | 10.77 | 1.713 | 0.701 | 0.159 |
//! | | 28 | 3.29 s | 0.2642 | 5.132 | 0.7680 | 0.660 | 0.0860 |
//!
//! A sample of limited length shows less, because its slowest fluctuations go into its own mean:
//! [`Truth::sample_covariance`] is what to expect of one night. Var f falls as dt^-0.55 in wake
//! between k = 10 and 30: slower than dt^-1, as *Symmetry's Edge* reports (methods A7).
//!
//! These formulas leave the planted connections out, which move less than one spike in a hundred: to
//! the covariance of E and I they add 1 % at 27 ms, and nothing at bins longer than the moves.
//!
//! The squared coherence of the synaptic current and the superficial (deep) channel is in wake 0.22
//! (0.12) at 3 Hz, 0.12 (0.06) at 10 Hz, 0.72 (0.56) at 30 Hz and 0.69 (0.52) at 100 Hz
//! ([`Truth::field_coherence`]); in the seizure, in whose rhythm the current is strong, it is high around
//! 4 Hz.
//!
//! The seizure lasts from 1320 to 1360 s. After it the expected imbalance (E minus I, each in units
//! of its rate in wakefulness) is `-0.9 exp(-(t - 1360 s) / 120 s)`.

mod connections;
pub mod covariogram;
mod drive;
pub mod lfp;
mod model;
mod regions;
mod remote;
mod schedule;
pub mod spikes;
mod truth;
pub mod units;

pub use connections::PlantedConnection;
pub use model::NightModel;
pub use regions::Region;
pub use remote::Remote;
pub use truth::{ExpectedCovariance, Truth};

use super::ModelError;
use crate::analysis::Task;
use crate::recording::{Interval, Origin, Parts, Recording};

/// The drive is held for this long.
pub const STEP_S: f64 = 0.01;

/// Up and Down states: a random telegraph.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct UpDown {
    /// Mean duration of an Up state.
    pub up_s: f64,
    /// Mean duration of a Down state.
    pub down_s: f64,
    /// Rate in Down states as a share of that in Up states, 0..1.
    pub residual: f64,
}

impl UpDown {
    /// Share of time in Up states.
    fn up_share(&self) -> f64 {
        self.up_s / (self.up_s + self.down_s)
    }
    /// The telegraph forgets at this rate (per second).
    fn switching_hz(&self) -> f64 {
        1.0 / self.up_s + 1.0 / self.down_s
    }
    /// Relative rate in Up states; the mean over both is 1.
    fn up_level(&self) -> f64 {
        1.0 / (self.up_share() + (1.0 - self.up_share()) * self.residual)
    }
    fn down_level(&self) -> f64 {
        self.residual * self.up_level()
    }
    /// Variance of the relative rate.
    fn variance(&self) -> f64 {
        let step = self.up_level() - self.down_level();
        self.up_share() * (1.0 - self.up_share()) * step * step
    }
}

/// What governs the rates in a state or in the seizure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Regime {
    /// Mean rate of E in units of that in wakefulness.
    pub rate_e: f64,
    /// Mean rate of I in units of that in wakefulness.
    pub rate_i: f64,
    /// SD of the logarithm of E's drive.
    pub sd_e: f64,
    /// SD of the logarithm of I's drive.
    pub sd_i: f64,
    /// Share of the drive's variance that E and I have in common, 0..=1.
    pub shared: f64,
    pub up_down: Option<UpDown>,
}

/// The parameters of the night; see the [module documentation](self) for what they do.
#[derive(Clone, Debug, PartialEq)]
pub struct Night {
    pub seed: u64,
    /// Length of the recording, 300 s to 8 h; a whole number of seconds is best.
    pub duration_s: f64,
    /// Number of E units, 1 to 1000.
    pub excitatory: usize,
    /// Number of I units, 1 to 1000.
    pub inhibitory: usize,
    /// Mean rate of E units in wakefulness.
    pub rate_e_hz: f64,
    /// Mean rate of I units in wakefulness.
    pub rate_i_hz: f64,
    /// SD of the logarithm of the rates of E units.
    pub spread_e: f64,
    /// SD of the logarithm of the rates of I units.
    pub spread_i: f64,
    /// Shortest time constant of the drive.
    pub tau_min_s: f64,
    /// Longest time constant of the drive.
    pub tau_max_s: f64,
    /// The variance of a component of the drive goes as its time constant to minus this.
    pub tau_exponent: f64,
    pub wake: Regime,
    pub rem: Regime,
    pub light_sleep: Regime,
    pub slow_wave_sleep: Regime,
    pub seizure: Regime,
    /// Duration of the seizure in whole seconds, 0 for none.
    pub seizure_s: f64,
    /// Rhythm of both classes in the seizure.
    pub seizure_rhythm_hz: f64,
    /// Depth of that rhythm, 0..=1.
    pub seizure_depth: f64,
    /// Time constant of the return to balance.
    pub return_s: f64,
    /// E lacks this share of its rate when the seizure ends, 0..=1.
    pub return_drop_e: f64,
    /// I exceeds its rate by this share when the seizure ends, at least 0.
    pub return_rise_i: f64,
    /// Ratio of the time constants of return of neighbouring thirds of the array; 1 where all
    /// return alike.
    pub return_ratio: f64,
    /// Pairs of units that are connected, 0 to 7, where there are the units for them.
    pub connections: usize,
    pub remote: Remote,
}

impl Default for Night {
    fn default() -> Self {
        let regime = |rate_e, rate_i, sd, shared, up_down| Regime {
            rate_e,
            rate_i,
            sd_e: sd,
            sd_i: sd,
            shared,
            up_down,
        };
        let up_down = UpDown {
            up_s: 0.6,
            down_s: 0.25,
            residual: 0.05,
        };
        Self {
            seed: 1,
            duration_s: 1800.0,
            excitatory: 80,
            inhibitory: 20,
            rate_e_hz: 1.7,
            rate_i_hz: 8.5,
            spread_e: 0.9,
            spread_i: 0.5,
            tau_min_s: 0.03,
            tau_max_s: 60.0,
            tau_exponent: 0.35,
            wake: regime(1.0, 1.0, 0.6, 0.7, None),
            rem: regime(0.95, 0.9, 0.55, 0.65, None),
            light_sleep: regime(0.9, 0.85, 0.65, 0.65, None),
            slow_wave_sleep: regime(0.85, 0.75, 0.6, 0.55, Some(up_down)),
            seizure: regime(0.12, 3.0, 0.4, 0.1, None),
            seizure_s: 40.0,
            seizure_rhythm_hz: 4.0,
            seizure_depth: 0.6,
            return_s: 120.0,
            return_drop_e: 0.5,
            return_rise_i: 0.4,
            return_ratio: 1.0,
            connections: connections::MOST,
            remote: Remote {
                slow_tau_s: 0.1,
                slow_sd_uv: 110.0,
                rhythm_hz: 10.0,
                rhythm_quality: 4.0,
                rhythm_sd_uv: 60.0,
                noise_sd_uv: 18.0,
            },
        }
    }
}

impl Night {
    /// Whether every parameter is in its range.
    ///
    /// # Errors
    /// Names the first that is not, with its range.
    pub fn check(&self) -> Result<(), ModelError> {
        let within = |name: &'static str, value: f64, min: f64, max: f64| {
            if (min..=max).contains(&value) {
                Ok(())
            } else {
                Err(ModelError::Parameter {
                    name,
                    expected: format!("{min} to {max}"),
                    found: value.to_string(),
                })
            }
        };
        within("duration_s", self.duration_s, 300.0, 28_800.0)?;
        within("excitatory", self.excitatory as f64, 1.0, 1000.0)?;
        within("inhibitory", self.inhibitory as f64, 1.0, 1000.0)?;
        within("rate_e_hz", self.rate_e_hz, 0.01, 100.0)?;
        within("rate_i_hz", self.rate_i_hz, 0.01, 100.0)?;
        within("spread_e", self.spread_e, 0.0, 2.0)?;
        within("spread_i", self.spread_i, 0.0, 2.0)?;
        within("tau_min_s", self.tau_min_s, STEP_S, 10.0)?;
        within("tau_max_s", self.tau_max_s, self.tau_min_s, 1000.0)?;
        within("tau_exponent", self.tau_exponent, -2.0, 2.0)?;
        for regime in [
            &self.wake,
            &self.rem,
            &self.light_sleep,
            &self.slow_wave_sleep,
            &self.seizure,
        ] {
            within("rate_e of a regime", regime.rate_e, 0.0, 10.0)?;
            within("rate_i of a regime", regime.rate_i, 0.0, 10.0)?;
            within("sd_e of a regime", regime.sd_e, 0.0, 2.0)?;
            within("sd_i of a regime", regime.sd_i, 0.0, 2.0)?;
            within("shared of a regime", regime.shared, 0.0, 1.0)?;
            if let Some(up_down) = regime.up_down {
                within("up_s", up_down.up_s, STEP_S, 100.0)?;
                within("down_s", up_down.down_s, STEP_S, 100.0)?;
                within("residual", up_down.residual, 0.0, 1.0)?;
            }
        }
        within("seizure_s", self.seizure_s, 0.0, 600.0)?;
        within("seizure_rhythm_hz", self.seizure_rhythm_hz, 0.0, 20.0)?;
        within("seizure_depth", self.seizure_depth, 0.0, 1.0)?;
        within("return_s", self.return_s, 1.0, 3600.0)?;
        within("return_drop_e", self.return_drop_e, 0.0, 1.0)?;
        within("return_rise_i", self.return_rise_i, 0.0, 10.0)?;
        within("return_ratio", self.return_ratio, 1.0, 4.0)?;
        let most = connections::MOST as f64;
        within("connections", self.connections as f64, 0.0, most)?;
        let remote = &self.remote;
        within("slow_tau_s", remote.slow_tau_s, 0.002, 10.0)?;
        within("slow_sd_uv", remote.slow_sd_uv, 0.0, 10_000.0)?;
        within("rhythm_hz", remote.rhythm_hz, 1.0, 200.0)?;
        within("rhythm_quality", remote.rhythm_quality, 0.5, 100.0)?;
        within("rhythm_sd_uv", remote.rhythm_sd_uv, 0.0, 10_000.0)?;
        within("noise_sd_uv", remote.noise_sd_uv, 0.0, 10_000.0)
    }

    fn assert_in_range(&self) {
        if let Err(error) = self.check() {
            panic!("{error}");
        }
    }

    /// The recording: the same for the same parameters and seed, whatever the number of threads.
    ///
    /// # Panics
    /// When a parameter is out of its range; see [`Night::check`].
    pub fn recording(&self) -> Recording {
        match self.run(&Task::alone()) {
            Ok(recording) => recording,
            Err(error) => panic!("{error}"),
        }
    }

    /// The recording, with progress and cancel.
    ///
    /// # Errors
    /// When a parameter is out of its range, or when cancelled.
    pub fn run(&self, task: &Task<'_>) -> Result<Recording, ModelError> {
        self.check()?;
        task.check()?;
        let trains = self.trains();
        task.progress(0.6);
        task.check()?;
        let field = self.lfp(&trains);
        task.progress(0.9);
        task.check()?;
        let mut parts = Parts::new("A cortical night with a seizure");
        parts.origin = Origin::Model {
            model: "night".into(),
            seed: self.seed,
        };
        parts.synthetic = true;
        parts.attribution = Some(format!(
            "Synthetic: made by Equipoise's model \"night\", seed {}. Its LFP is the synaptic current \
             of the spikes with remote input and noise",
            self.seed
        ));
        parts.units = self.units();
        parts.columns = self.columns(&parts.units);
        parts.trains = trains;
        parts.epochs = self.epochs();
        parts.fields = vec![field];
        parts.span = Some(Interval::new(0.0, self.duration_s));
        let recording = Recording::new(parts)?;
        task.progress(1.0);
        Ok(recording)
    }

    /// What is true of this night by construction.
    pub fn truth(&self) -> Truth {
        Truth::from_night(self)
    }
}
