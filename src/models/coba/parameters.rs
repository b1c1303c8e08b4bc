//! The parameters of the conductance-based network, each defined once.

use crate::analysis::{Parameter, Value, Values};
use crate::models::Preset;
use crate::models::model::{DURATION, ParameterGroup};

/// Leak conductance, the unit in which others are counted.
pub(super) const LEAK_NS: f64 = 10.0;

static N: Parameter = Parameter::whole(
    "n",
    "Cells",
    "Number of cells, excitatory and inhibitory. Published: 4000",
    [4000, 500, 10_000],
);
static F_E: Parameter = Parameter::number(
    "f_e",
    "Excitatory share",
    "",
    "Share of the cells that are excitatory. Published: 0.8",
    [0.8, 0.5, 0.95],
);
static P: Parameter = Parameter::number(
    "p",
    "Connection probability",
    "",
    "Probability that one cell projects to another, or to itself. Published: 0.02",
    [0.02, 0.005, 0.1],
);
static TAU_M: Parameter = Parameter::number(
    "tau_m_ms",
    "Membrane time constant",
    "ms",
    "Time constant of the membrane without synaptic input. Published: 20 ms",
    [20.0, 5.0, 50.0],
);
static TAU_E: Parameter = Parameter::number(
    "tau_e_ms",
    "Excitatory decay",
    "ms",
    "Time constant of excitatory conductance. Published: 5 ms",
    [5.0, 1.0, 20.0],
);
static TAU_I: Parameter = Parameter::number(
    "tau_i_ms",
    "Inhibitory decay",
    "ms",
    "Time constant of inhibitory conductance. Published: 10 ms",
    [10.0, 2.0, 40.0],
);
static E_L: Parameter = Parameter::number(
    "e_l_mv",
    "Leak and reset",
    "mV",
    "Reversal potential of the leak, and where a cell is reset to. Published: -60 mV",
    [-60.0, -80.0, -52.0],
);
static V_TH: Parameter = Parameter::number(
    "v_th_mv",
    "Threshold",
    "mV",
    "A cell spikes when its potential passes this. Published: -50 mV",
    [-50.0, -51.0, -30.0],
);
static E_E: Parameter = Parameter::number(
    "e_e_mv",
    "Excitatory reversal",
    "mV",
    "Reversal potential of excitatory conductance. Published: 0 mV",
    [0.0, -20.0, 40.0],
);
static E_I: Parameter = Parameter::number(
    "e_i_mv",
    "Inhibitory reversal",
    "mV",
    "Reversal potential of inhibitory conductance. Published: -80 mV",
    [-80.0, -100.0, -60.0],
);
static REFRACTORY: Parameter = Parameter::number(
    "refractory_ms",
    "Refractory time",
    "ms",
    "After a spike the potential stays at the reset for this long. Published: 5 ms",
    [5.0, 0.0, 10.0],
);
static DG_E: Parameter = Parameter::number(
    "dg_e",
    "Excitatory weight",
    "nS",
    "Rise of a target's excitatory conductance at a spike, with a leak of 10 nS. Reconstructed: \
     published relative to the leak (ModelDB 83319)",
    [6.0, 0.0, 20.0],
);
static DG_I: Parameter = Parameter::number(
    "dg_i",
    "Inhibitory weight",
    "nS",
    "Rise of a target's inhibitory conductance at a spike, with a leak of 10 nS. Reconstructed: \
     published relative to the leak (ModelDB 83319)",
    [67.0, 0.0, 200.0],
);
static RECURRENCE: Parameter = Parameter::number(
    "recurrence",
    "Recurrence",
    "%",
    "Factor on all weights within the network. Reconstructed in the driven presets (20 %)",
    [100.0, 0.0, 150.0],
);
static EE_FACTOR: Parameter = Parameter::number(
    "ee_factor",
    "E-to-E factor",
    "",
    "Further factor on the weights from excitatory to excitatory cells. Reconstructed in the driven \
     preset (0.2)",
    [1.0, 0.0, 1.5],
);
static DELAY: Parameter = Parameter::number(
    "delay_ms",
    "Delay",
    "ms",
    "From a spike to its effect on the targets; 0 means the next step. Reconstructed in the driven \
     presets (1.5 ms). Spikes on their way when it is changed arrive by the new delay",
    [0.0, 0.0, 5.0],
);
static DRIVE_HZ: Parameter = Parameter::number(
    "drive_hz",
    "External drive",
    "1/s",
    "Excitatory events from outside for each driven cell, a Poisson process; 0 is off. Reconstructed \
     in the driven presets (120)",
    [0.0, 0.0, 500.0],
);
static DRIVE_NS: Parameter = Parameter::number(
    "drive_ns",
    "Weight of the drive",
    "nS",
    "Rise of a cell's excitatory conductance at an event from outside; not scaled by the recurrence. \
     Reconstructed",
    [6.0, 0.0, 20.0],
);
static DRIVE_TO: Parameter = Parameter::choice(
    "drive_to",
    "Driven cells",
    "Which cells have the external drive",
    "e",
    &[("e", "Excitatory"), ("i", "Inhibitory"), ("both", "Both")],
);
static DRIVE_SD: Parameter = Parameter::number(
    "drive_sd",
    "Modulation of the drive",
    "",
    "SD of the drive's common modulation, as a share of its rate: an Ornstein-Uhlenbeck process, cut \
     off where the rate would be negative. Reconstructed",
    [0.3, 0.0, 1.0],
);
static DRIVE_TAU: Parameter = Parameter::number(
    "drive_tau_ms",
    "Time constant of the modulation",
    "ms",
    "How long the drive's modulation remembers. Reconstructed",
    [20.0, 1.0, 1000.0],
);
static START: Parameter = Parameter::choice(
    "start",
    "Start",
    "How activity begins: 50 ms of Poisson events (200 a second for each cell, excitatory weight; at 100 a second some \
     networks die when the kick ends), \
     random conductances, or not at all",
    "kick",
    &[
        ("kick", "Kick"),
        ("conductances", "Random conductances"),
        ("silence", "Silence"),
    ],
);
static DT: Parameter =
    Parameter::number("dt", "Step", "ms", "Step of integration", [0.1, 0.05, 0.2]);
static SHOWN: Parameter = Parameter::whole(
    "shown",
    "Cells with fields",
    "So many excitatory and as many inhibitory cells, the first ones, give their potential, \
     conductances and synaptic currents as fields",
    [4, 0, 32],
);

pub(super) static ALL: [&Parameter; 25] = [
    &DURATION,
    &N,
    &F_E,
    &P,
    &TAU_M,
    &TAU_E,
    &TAU_I,
    &E_L,
    &V_TH,
    &E_E,
    &E_I,
    &REFRACTORY,
    &DG_E,
    &DG_I,
    &RECURRENCE,
    &EE_FACTOR,
    &DELAY,
    &DRIVE_HZ,
    &DRIVE_NS,
    &DRIVE_TO,
    &DRIVE_SD,
    &DRIVE_TAU,
    &START,
    &DT,
    &SHOWN,
];
/// What can be changed while the network runs; the rest makes another network.
pub(super) static LIVE: [&Parameter; 18] = [
    &RECURRENCE,
    &EE_FACTOR,
    &DG_E,
    &DG_I,
    &DELAY,
    &DRIVE_HZ,
    &DRIVE_NS,
    &DRIVE_TO,
    &DRIVE_SD,
    &DRIVE_TAU,
    &TAU_M,
    &TAU_E,
    &TAU_I,
    &E_L,
    &V_TH,
    &E_E,
    &E_I,
    &REFRACTORY,
];

/// All but the duration, as they belong together.
pub(super) static GROUPS: [ParameterGroup; 5] = [
    ParameterGroup {
        title: "Connections",
        parameters: &[&RECURRENCE, &EE_FACTOR, &N, &F_E, &P],
    },
    ParameterGroup {
        title: "Synapses",
        parameters: &[&DG_E, &DG_I, &DELAY, &TAU_E, &TAU_I, &E_E, &E_I],
    },
    ParameterGroup {
        title: "Drive",
        parameters: &[&DRIVE_HZ, &DRIVE_NS, &DRIVE_TO, &DRIVE_SD, &DRIVE_TAU],
    },
    ParameterGroup {
        title: "Cells",
        parameters: &[&TAU_M, &E_L, &V_TH, &REFRACTORY],
    },
    ParameterGroup {
        title: "Start and integration",
        parameters: &[&START, &DT, &SHOWN],
    },
];

pub(super) static PRESETS: [Preset; 4] = [
    Preset {
        id: "self-sustained",
        title: "Self-sustained",
        help: "Kicked once and left alone: it goes on by itself, and E and I rise and fall together",
        values: &[],
    },
    Preset {
        id: "driven",
        title: "Externally driven",
        help: "Weak recurrence, drive to excitatory cells alone: inhibition follows 3 ms behind. \
               All of it is reconstructed",
        values: &[
            ("recurrence", "20"),
            ("ee_factor", "0.2"),
            ("delay_ms", "1.5"),
            ("drive_hz", "120"),
            ("drive_to", "e"),
            ("start", "silence"),
        ],
    },
    Preset {
        id: "symmetric",
        title: "Symmetric drive",
        help: "The control: with the same drive to excitatory and inhibitory cells the peak stays at \
               lag 0. Reconstructed",
        values: &[
            ("recurrence", "20"),
            ("delay_ms", "1.5"),
            ("drive_hz", "120"),
            ("drive_to", "both"),
            ("start", "silence"),
        ],
    },
    Preset {
        id: "recurrence-off",
        title: "Recurrence off",
        help: "No cell hears another: independent cells that the same kind of drive makes fire, \
               without common modulation",
        values: &[
            ("recurrence", "0"),
            ("drive_hz", "45"),
            ("drive_to", "both"),
            ("drive_sd", "0"),
            ("start", "silence"),
        ],
    },
];

/// Values between self-sustained (0) and driven (1): what the one slider that leads from the one to
/// the other turns. Recurrence goes from 100 to 20 %, the drive from 0 to 120 events a second.
pub fn towards_driven(share: f64) -> [(&'static str, Value); 2] {
    let share = share.clamp(0.0, 1.0);
    [
        (RECURRENCE.id, Value::Number(100.0 - 80.0 * share)),
        (DRIVE_HZ.id, Value::Number(120.0 * share)),
    ]
}

/// How activity begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    Kick,
    Conductances,
    Silence,
}

/// The parameters as numbers; see the help of each. Weights are in nS, times in ms.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Parameters {
    pub n: usize,
    pub n_e: usize,
    pub p: f64,
    pub tau_m_ms: f64,
    pub tau_e_ms: f64,
    pub tau_i_ms: f64,
    pub e_l_mv: f64,
    pub v_th_mv: f64,
    pub e_e_mv: f64,
    pub e_i_mv: f64,
    pub refractory_ms: f64,
    pub dg_e: f64,
    pub dg_i: f64,
    /// As a share: 1 where the parameter says 100 %.
    pub recurrence: f64,
    pub ee_factor: f64,
    pub delay_ms: f64,
    pub drive_hz: f64,
    pub drive_ns: f64,
    pub drives_e: bool,
    pub drives_i: bool,
    pub drive_sd: f64,
    pub drive_tau_ms: f64,
    pub start: Start,
    pub dt_ms: f64,
    /// Cells of each class that have fields.
    pub shown: usize,
}

impl Default for Parameters {
    fn default() -> Self {
        Self::from_values(&Values::default())
    }
}

impl Parameters {
    pub fn from_values(values: &Values) -> Self {
        let number = |parameter| values.number(parameter);
        let n = values.integer(&N).max(1) as usize;
        let drive_to = values.choice(&DRIVE_TO);
        Self {
            n,
            n_e: ((n as f64 * number(&F_E)).round() as usize).clamp(1, n),
            p: number(&P),
            tau_m_ms: number(&TAU_M),
            tau_e_ms: number(&TAU_E),
            tau_i_ms: number(&TAU_I),
            e_l_mv: number(&E_L),
            v_th_mv: number(&V_TH),
            e_e_mv: number(&E_E),
            e_i_mv: number(&E_I),
            refractory_ms: number(&REFRACTORY),
            dg_e: number(&DG_E),
            dg_i: number(&DG_I),
            recurrence: number(&RECURRENCE) / 100.0,
            ee_factor: number(&EE_FACTOR),
            delay_ms: number(&DELAY),
            drive_hz: number(&DRIVE_HZ),
            drive_ns: number(&DRIVE_NS),
            drives_e: drive_to != "i",
            drives_i: drive_to != "e",
            drive_sd: number(&DRIVE_SD),
            drive_tau_ms: number(&DRIVE_TAU),
            start: match values.choice(&START).as_str() {
                "conductances" => Start::Conductances,
                "silence" => Start::Silence,
                _ => Start::Kick,
            },
            dt_ms: number(&DT),
            shown: values.integer(&SHOWN).max(0) as usize,
        }
    }
}
