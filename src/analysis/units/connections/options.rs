//! The settings of both tests, and the parameters that define their defaults and ranges.

use super::{BIN_S, CONFIDENCE, JITTER_BIN_S, Lags};
use crate::analysis::parameter::{Kind, Parameter, Values};
use serde::{Deserialize, Serialize};

/// A millisecond in seconds.
const MS: f64 = 1e-3;

pub static TEST: Parameter = Parameter::choice(
    "test",
    "Test",
    "What a correlogram is held against: itself smoothed, or itself with one train jittered",
    "convolution",
    &[("convolution", "Convolution"), ("jitter", "Jitter")],
);

pub static WINDOW: Parameter = Parameter::number(
    "window",
    "Largest lag",
    "ms",
    "The correlogram reaches so far to both sides of 0",
    [50.0, 10.0, 200.0],
);

pub static JITTER: Parameter = Parameter::number(
    "jitter",
    "Jitter",
    "ms",
    "Jitter test: spikes of one train move evenly by up to so much either way; 5 or 10 are usual",
    [5.0, 1.0, 25.0],
);

pub static JITTERS: Parameter = Parameter::whole(
    "jitters",
    "Jittered trains",
    "Jitter test: how many for each pair",
    [1000, 100, 10_000],
);

pub static ALPHA: Parameter = Parameter::number(
    "alpha",
    "Alpha",
    "",
    "Convolution test: level before it is divided by the 20 bins of 4 ms on both sides",
    [0.001, 1e-6, 0.05],
);

pub static SEED: Parameter = Parameter::whole(
    "seed",
    "Seed",
    "Jitter test: start of the random numbers",
    [1, 0, 1_000_000],
);

pub static STRICT: Parameter = Parameter::switch(
    "strict-troughs",
    "Strict troughs",
    "A trough is inhibition only where it stands out from its mirror image before 0 and beside no peak at 0; off, wherever it is below its bound",
    true,
);

/// How a correlogram is judged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Test {
    /// Against itself, smoothed; Poisson.
    #[default]
    Convolution,
    /// Against itself with one train jittered, many times.
    Jitter,
}

/// The settings of both tests. Values out of range are brought into it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Options {
    pub test: Test,
    /// Largest lag in seconds.
    pub window_s: f64,
    /// Level of the convolution test, before it is divided among bins.
    pub alpha: f64,
    /// Spikes are jittered by up to so many seconds either way.
    pub jitter_s: f64,
    /// Jittered trains of each pair.
    pub jitters: usize,
    pub seed: u64,
    /// A trough counts only where it stands out from its mirror image before 0 and beside no peak at
    /// 0: dead time and cells that are sorted twice make troughs on both sides.
    pub strict_troughs: bool,
}

impl From<&Values> for Options {
    fn from(values: &Values) -> Self {
        Self {
            test: match values.choice(&TEST).as_str() {
                "jitter" => Test::Jitter,
                _ => Test::Convolution,
            },
            window_s: MS * values.number(&WINDOW),
            alpha: values.number(&ALPHA),
            jitter_s: MS * values.number(&JITTER),
            jitters: usize::try_from(values.integer(&JITTERS)).unwrap_or(1),
            seed: u64::try_from(values.integer(&SEED)).unwrap_or(0),
            strict_troughs: values.switch(&STRICT),
        }
    }
}

impl Default for Options {
    /// The defaults of the parameters.
    fn default() -> Self {
        Self::from(&Values::default())
    }
}

impl Options {
    /// In the ranges of the parameters; what is not a number becomes their default.
    pub(super) fn fitted(self) -> Self {
        let within = |value: f64, parameter: &Parameter, unit: f64| match parameter.kind {
            Kind::Number { default, .. } if value.is_nan() => unit * default,
            Kind::Number { min, max, .. } => value.clamp(unit * min, unit * max),
            _ => value,
        };
        let jitters = match JITTERS.kind {
            Kind::Integer { min, max, .. } => self.jitters.clamp(min as usize, max as usize),
            _ => self.jitters,
        };
        Self {
            window_s: within(self.window_s, &WINDOW, MS),
            alpha: within(self.alpha, &ALPHA, 1.0),
            jitter_s: within(self.jitter_s, &JITTER, MS),
            jitters,
            ..self
        }
    }
    /// The bins of its correlograms: 0.4 ms for the convolution test, 0.5 ms for jitter.
    pub fn lags(&self) -> Lags {
        let options = self.fitted();
        let bin_s = match options.test {
            Test::Convolution => BIN_S,
            Test::Jitter => JITTER_BIN_S,
        };
        let half = (options.window_s / bin_s + 1e-6).floor() as usize;
        Lags { bin_s, half }
    }
    /// Connections of one sign that chance alone gives at most, for each direction that is tested.
    pub fn chance(&self) -> f64 {
        match self.test {
            Test::Convolution => super::convolution::chance(self.fitted().alpha),
            Test::Jitter => 1.0 - CONFIDENCE,
        }
    }
}
