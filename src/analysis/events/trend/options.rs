//! Options of a trend, and the parameters that define their defaults and ranges.

use crate::analysis::parameter::{Parameter, Values};

/// Refits behind each interval, if nothing else is asked for.
const REFITS: u32 = 200;

pub static MEASURE: Parameter = Parameter::choice(
    "measure",
    "Measure",
    "Spikes per neuron as published, or each class in units of its own rate in the baseline, which takes out what both share",
    "neuron",
    &[
        ("neuron", "Spikes per neuron"),
        ("baseline", "Of the baseline's rate"),
    ],
);

pub static STEP: Parameter = Parameter::number(
    "step",
    "Step",
    "s",
    "Time between two samples of S; the models of the fans are fitted to these (reconstructed)",
    [1.0, 0.1, 30.0],
);

pub static FOLLOW: Parameter = Parameter::number(
    "follow",
    "Follow",
    "s",
    "How long after the event S is followed, if no other seizure and no end of the recording comes first",
    [600.0, 30.0, 14_400.0],
);

pub static WITHIN: Parameter = Parameter::number(
    "within",
    "Recovered within",
    "SD",
    "S has recovered when it is this near to the line, in SDs of the baseline about it (reconstructed)",
    [2.0, 0.5, 6.0],
);

pub static HOLD: Parameter = Parameter::number(
    "hold",
    "for at least",
    "s",
    "How long S has to stay near the line (reconstructed)",
    [10.0, 1.0, 300.0],
);

pub static PATHS: Parameter =
    Parameter::whole("paths", "Paths", "Paths in each fan", [100, 20, 1000]);

pub static SEED: Parameter = Parameter::whole(
    "seed",
    "Seed",
    "Of the paths and of the refits behind the intervals",
    [1, 0, 1_000_000],
);

/// How the ensembles are measured.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Measure {
    /// Spikes per neuron.
    #[default]
    PerNeuron,
    /// Each class in units of its own rate in the baseline: S is in seconds.
    OfBaseline,
}

/// Options of a trend.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Options {
    pub measure: Measure,
    /// Between two samples of S.
    pub step_s: f64,
    /// How long after the end of the event S is followed.
    pub follow_s: f64,
    /// S has recovered within so many SDs of the baseline's residuals,
    pub within_sd: f64,
    /// for at least so long.
    pub hold_s: f64,
    /// Paths of each fan.
    pub paths: u32,
    /// Refits behind each interval.
    pub refits: u32,
    pub seed: u64,
}

impl From<&Values> for Options {
    fn from(values: &Values) -> Self {
        let whole = |parameter| u32::try_from(values.integer(parameter)).unwrap_or(0);
        Self {
            measure: if values.choice(&MEASURE) == "baseline" {
                Measure::OfBaseline
            } else {
                Measure::PerNeuron
            },
            step_s: values.number(&STEP),
            follow_s: values.number(&FOLLOW),
            within_sd: values.number(&WITHIN),
            hold_s: values.number(&HOLD),
            paths: whole(&PATHS),
            refits: REFITS,
            seed: u64::from(whole(&SEED)),
        }
    }
}

impl Default for Options {
    /// The defaults of the parameters.
    fn default() -> Self {
        Self::from(&Values::default())
    }
}
