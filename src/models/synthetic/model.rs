//! The night as an entry of the list of models.

use super::Night;
use super::connections::MOST;
use crate::analysis::{Parameter, Task, Values};
use crate::models::{Model, ModelError};
use crate::recording::Recording;

/// [`Night`] in the list of models.
pub struct NightModel;

static DURATION: Parameter = Parameter::number(
    "duration",
    "Duration",
    "s",
    "Length of the recording; states keep their proportions",
    [1800.0, 300.0, 28_800.0],
);
static EXCITATORY: Parameter = Parameter::whole(
    "excitatory-units",
    "Excitatory units",
    "Number of excitatory units",
    [80, 1, 1000],
);
static INHIBITORY: Parameter = Parameter::whole(
    "inhibitory-units",
    "Inhibitory units",
    "Number of inhibitory units",
    [20, 1, 1000],
);
static RATE_E: Parameter = Parameter::number(
    "excitatory-rate",
    "Excitatory rate",
    "Hz",
    "Mean rate of excitatory units in wakefulness",
    [1.7, 0.01, 100.0],
);
static RATE_I: Parameter = Parameter::number(
    "inhibitory-rate",
    "Inhibitory rate",
    "Hz",
    "Mean rate of inhibitory units in wakefulness",
    [8.5, 0.01, 100.0],
);
static FLUCTUATION: Parameter = Parameter::number(
    "fluctuation",
    "Fluctuation",
    "",
    "Factor on the drive's SD in every state; 0 leaves Poisson spikes and Up and Down states",
    [1.0, 0.0, 2.0],
);
static SEIZURE: Parameter = Parameter::number(
    "seizure",
    "Seizure",
    "s",
    "Duration of the seizure; 0 for a night without one",
    [40.0, 0.0, 60.0],
);
static RETURN: Parameter = Parameter::number(
    "return-time",
    "Return to balance",
    "s",
    "Time constant of the return to balance after the seizure",
    [120.0, 1.0, 3600.0],
);

static RETURN_RATIO: Parameter = Parameter::number(
    "regional-return",
    "Regional recovery",
    "",
    "Ratio of the times of return of neighbouring regions, thirds of the array; 1 where all recover alike",
    [1.0, 1.0, 4.0],
);
static CONNECTIONS: Parameter = Parameter::whole(
    "connections",
    "Connections",
    "Number of pairs of units that are connected, if there are the units for them",
    [MOST as i64, 0, MOST as i64],
);
static REMOTE: Parameter = Parameter::number(
    "remote-input",
    "Remote input",
    "",
    "Factor on the remote input and the noise of the field; at 0 the field is the synaptic current alone",
    [1.0, 0.0, 4.0],
);

static PARAMETERS: [&Parameter; 11] = [
    &DURATION,
    &EXCITATORY,
    &INHIBITORY,
    &RATE_E,
    &RATE_I,
    &FLUCTUATION,
    &SEIZURE,
    &RETURN,
    &RETURN_RATIO,
    &CONNECTIONS,
    &REMOTE,
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
         slow-wave sleep, a seizure in which E collapses while I surges, and the return to balance; some \
         planted connections, and a field that is partly remote input and noise"
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
            return_ratio: values.number(&RETURN_RATIO),
            connections: values.integer(&CONNECTIONS).max(0) as usize,
            ..Night::default()
        };
        night.remote = night.remote.times(values.number(&REMOTE));
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
