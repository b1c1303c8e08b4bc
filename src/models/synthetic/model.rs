//! The night as an entry of the list of models.

use super::Night;
use crate::analysis::{Kind, Parameter, Task, Values};
use crate::models::{Model, ModelError};
use crate::recording::Recording;

/// [`Night`] in the list of models.
pub struct NightModel;

static DURATION: Parameter = Parameter {
    id: "duration",
    label: "Duration",
    unit: "s",
    help: "Length of the recording; states keep their proportions",
    kind: Kind::Number {
        default: 1800.0,
        min: 300.0,
        max: 28_800.0,
    },
};
static EXCITATORY: Parameter = Parameter {
    id: "excitatory-units",
    label: "Excitatory units",
    unit: "",
    help: "Number of excitatory units",
    kind: Kind::Integer {
        default: 80,
        min: 1,
        max: 1000,
    },
};
static INHIBITORY: Parameter = Parameter {
    id: "inhibitory-units",
    label: "Inhibitory units",
    unit: "",
    help: "Number of inhibitory units",
    kind: Kind::Integer {
        default: 20,
        min: 1,
        max: 1000,
    },
};
static RATE_E: Parameter = Parameter {
    id: "excitatory-rate",
    label: "Excitatory rate",
    unit: "Hz",
    help: "Mean rate of excitatory units in wakefulness",
    kind: Kind::Number {
        default: 1.7,
        min: 0.01,
        max: 100.0,
    },
};
static RATE_I: Parameter = Parameter {
    id: "inhibitory-rate",
    label: "Inhibitory rate",
    unit: "Hz",
    help: "Mean rate of inhibitory units in wakefulness",
    kind: Kind::Number {
        default: 8.5,
        min: 0.01,
        max: 100.0,
    },
};
static FLUCTUATION: Parameter = Parameter {
    id: "fluctuation",
    label: "Fluctuation",
    unit: "",
    help: "Factor on the drive's SD in every state; 0 leaves Poisson spikes and Up and Down states",
    kind: Kind::Number {
        default: 1.0,
        min: 0.0,
        max: 2.0,
    },
};
static SEIZURE: Parameter = Parameter {
    id: "seizure",
    label: "Seizure",
    unit: "s",
    help: "Duration of the seizure; 0 for a night without one",
    kind: Kind::Number {
        default: 40.0,
        min: 0.0,
        max: 60.0,
    },
};
static RETURN: Parameter = Parameter {
    id: "return-time",
    label: "Return to balance",
    unit: "s",
    help: "Time constant of the return to balance after the seizure",
    kind: Kind::Number {
        default: 120.0,
        min: 1.0,
        max: 3600.0,
    },
};

static PARAMETERS: [&Parameter; 8] = [
    &DURATION,
    &EXCITATORY,
    &INHIBITORY,
    &RATE_E,
    &RATE_I,
    &FLUCTUATION,
    &SEIZURE,
    &RETURN,
];

impl Model for NightModel {
    fn id(&self) -> &'static str {
        "night"
    }
    fn title(&self) -> &'static str {
        "A cortical night with a seizure"
    }
    fn summary(&self) -> &'static str {
        "Synthetic: E and I units that co-fluctuate across scales through wake, REM, light and \
         slow-wave sleep, a seizure in which E collapses while I surges, and the return to balance"
    }
    fn parameters(&self) -> &'static [&'static Parameter] {
        &PARAMETERS
    }
    fn run(&self, values: &Values, seed: u64, task: &Task<'_>) -> Result<Recording, ModelError> {
        let mut night = Night {
            seed,
            duration_s: values.number(&DURATION).round(),
            excitatory: values.integer(&EXCITATORY).max(1) as usize,
            inhibitory: values.integer(&INHIBITORY).max(1) as usize,
            rate_e_hz: values.number(&RATE_E),
            rate_i_hz: values.number(&RATE_I),
            seizure_s: values.number(&SEIZURE).round(),
            return_s: values.number(&RETURN),
            ..Night::default()
        };
        let factor = values.number(&FLUCTUATION);
        for regime in [
            &mut night.wake,
            &mut night.rem,
            &mut night.light_sleep,
            &mut night.slow_wave_sleep,
            &mut night.seizure,
        ] {
            regime.sd_e *= factor;
            regime.sd_i *= factor;
        }
        night.run(task)
    }
}
