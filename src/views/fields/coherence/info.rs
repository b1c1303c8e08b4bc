//! Help and parameters of the coherence view.

use crate::analysis::{Entry, Parameter};
use crate::views::{Help, Info};

pub static FIRST: Parameter = Parameter::choice(
    "first",
    "First signal",
    "Estimated synaptic current of both classes, of one, or a channel of the field",
    "c",
    &[
        ("c", "C(t) = C_E - C_I"),
        ("c-e", "C_E"),
        ("c-i", "C_I"),
        ("channel", "Another channel"),
    ],
);

pub static SECOND: Parameter = Parameter::choice(
    "second",
    "Second signal",
    "A channel of the field, or the estimated synaptic current of one class",
    "channel",
    &[("channel", "Field channel"), ("c-e", "C_E"), ("c-i", "C_I")],
);

pub static FIELD: Parameter = Parameter::entry(
    "field",
    "Field",
    "Which field of the recording, by name or number",
    1,
    Entry::Field,
);

pub static CHANNEL: Parameter = Parameter::entry(
    "channel",
    "Channel",
    "The channel that is the second signal, by name or number",
    1,
    Entry::Channel,
);

pub static OTHER: Parameter = Parameter::entry(
    "other-channel",
    "Another channel",
    "The channel that is the first signal, where it is a channel, by name or number",
    2,
    Entry::Channel,
);

pub static TAU_E: Parameter = Parameter::number(
    "tau-e",
    "Decay of E currents",
    "ms",
    "How long a spike of an excitatory unit is felt; reconstructed, the papers give no value",
    [5.0, 0.5, 100.0],
);

pub static TAU_I: Parameter = Parameter::number(
    "tau-i",
    "Decay of I currents",
    "ms",
    "How long a spike of an inhibitory unit is felt; reconstructed, the papers give no value",
    [10.0, 0.5, 100.0],
);

pub static LOWEST: Parameter = Parameter::number(
    "from-hz",
    "Lowest frequency",
    "Hz",
    "The longest wavelet; the lower, the more signal around the window is needed",
    [2.0, 0.05, 500.0],
);

pub static HIGHEST: Parameter = Parameter::number(
    "to-hz",
    "Highest frequency",
    "Hz",
    "The shortest wavelet, at most about half of the sampling rate",
    [200.0, 1.0, 2000.0],
);

pub static VOICES: Parameter = Parameter::whole(
    "voices",
    "Voices an octave",
    "Frequencies in each octave",
    [12, 4, 32],
);

pub static SMOOTHING: Parameter = Parameter::choice(
    "smoothing",
    "Smoothing over scales",
    "That of Grinsted's toolbox, or that of pycwt, which is about twice as wide",
    "grinsted",
    &[("grinsted", "Grinsted"), ("pycwt", "pycwt")],
);

pub static PICTURE: Parameter = Parameter::choice(
    "picture",
    "Picture",
    "What the colours show",
    "r2",
    &[
        ("r2", "Coherence R²"),
        ("cross", "Cross power"),
        ("power-first", "Power of the first"),
        ("power-second", "Power of the second"),
    ],
);

pub static AXIS: Parameter = Parameter::choice(
    "axis",
    "Frequency axis",
    "Logarithmic, linear, or linear with 0 at the top as in the paper",
    "log",
    &[
        ("log", "Logarithmic"),
        ("linear", "Linear"),
        ("linear-down", "Linear, 0 at the top"),
    ],
);

pub static ARROWS: Parameter = Parameter::switch(
    "arrows",
    "Phase arrows",
    "Right: in phase; left: in antiphase; up: the first signal leads by a quarter of a period",
    true,
);

pub static RIDGES: Parameter = Parameter::choice(
    "ridges",
    "Ridges",
    "Chains of local maxima, or paths through the whole window that pay for jumps",
    "chains",
    &[
        ("chains", "Chains"),
        ("paths", "Penalised paths"),
        ("none", "None"),
    ],
);

pub static OVER: Parameter = Parameter::switch(
    "ridges-over",
    "Ridges over the picture",
    "Draws the ridges on the picture too",
    false,
);

pub static THRESHOLD: Parameter = Parameter::number(
    "threshold",
    "Least R² of a chain",
    "",
    "Maxima of coherence below it are in no chain",
    [0.6, 0.0, 1.0],
);

pub static POWER_THRESHOLD: Parameter = Parameter::number(
    "power-threshold",
    "Least power of a chain",
    "x variance",
    "Maxima of power or cross power below it are in no chain; white noise has 1 on average",
    [4.0, 0.0, 1000.0],
);

pub static PATHS: Parameter = Parameter::whole(
    "paths",
    "Paths",
    "How many penalised paths are drawn, the strongest first",
    [2, 1, 8],
);

pub static PENALTY: Parameter = Parameter::number(
    "penalty",
    "Penalty of a jump",
    "",
    "Cost of a change by a factor e of frequency from one column to the next, against the logarithm of what is lost",
    [20.0, 0.0, 1000.0],
);

pub static SURROGATES: Parameter = Parameter::whole(
    "surrogates",
    "Surrogates",
    "Pairs of red noise like the signals that give the 95 % level; 0 for none",
    [300, 0, 2000],
);

pub static SEED: Parameter = Parameter::whole(
    "seed",
    "Seed",
    "Start of the random numbers of the surrogates",
    [1, 0, 1_000_000],
);

/// Those on which the pictures depend; the others say what is made of them.
pub static DECISIVE: [&Parameter; 11] = [
    &FIRST, &SECOND, &FIELD, &CHANNEL, &OTHER, &TAU_E, &TAU_I, &LOWEST, &HIGHEST, &VOICES,
    &SMOOTHING,
];

pub static INFO: Info = Info {
    id: "coherence",
    title: "Coherence",
    summary: "Wavelet coherence of the estimated synaptic current and the field, with its ridges",
    help: Help {
        shows: "Squared coherence R² of two signals over time and frequency, from 0 to 1; or the power of either, or their cross power. Pale: the cone of influence, felt by an end of the data. Outlined: more than 95 % of the values that red noise gives at that frequency, in means over as long a column. Arrows: phase. Below, the ridges alone, darker or brighter the stronger they are.",
        computed: "C(t) sums a decaying exponential for every spike, E less I. Morlet wavelets with omega0 = 6, norm of Torrence and Compo; frequency is 1 / (1.033 s). R² = |S(W_a W_b* / s)|² / (S(|W_a|² / s) S(|W_b|² / s)), where S smooths with exp(-t² / 2 s²) over time and with a boxcar of 0.6 octaves over scales. Where a column is longer than a sample it shows the mean over it. Each signal has its mean in the window taken off and, for powers, is divided by its SD there. Chains link the maxima of neighbouring columns that are at most two voices apart and last three periods and three columns or more. Paths minimise -ln(value / largest of the column) + penalty x (change of ln scale)² over the whole window, one after the other without the half octave around those before. The 95 % level comes from pairs of independent AR(1) noise with each signal's own coefficient, rounded to 0.01, six longest scales long, outside the cone.",
        look_for: "Bands in which the spikes account for the field: the current of a recording that feels its own neighbourhood is coherent with it, with a steady phase. In a seizure the bands jump and split.",
        fooled_by: "Coherence without smoothing is 1 everywhere, and with little of it large: compare with the level, not with 0. A twentieth of any picture of noise is outlined. A line frequency, or spikes that leak into the field, make coherence that is no current. Where one signal is silent there is coherence of nothing with nothing. The power of the field falls with frequency, so its ridges lie low.",
        reconstructed: "The papers give the formula of C(t) but no time constants: 5 and 10 ms are those of the same group's network models. Wavelet, smoothing and ridges follow Torrence and Webster, Grinsted, Carmona and Iatsenko; the papers do not say which were used. The published ridges are drawn over 0 to 200 Hz with 0 at the top.",
        source: "Dehghani, Symmetry's Edge in Cortical Dynamics (2023), Fig 4A. Torrence and Compo (1998); Grinsted, Moore and Jevrejeva (2004).",
    },
    parameters: &[
        &FIRST,
        &SECOND,
        &FIELD,
        &CHANNEL,
        &OTHER,
        &TAU_E,
        &TAU_I,
        &LOWEST,
        &HIGHEST,
        &VOICES,
        &SMOOTHING,
        &PICTURE,
        &AXIS,
        &ARROWS,
        &RIDGES,
        &OVER,
        &THRESHOLD,
        &POWER_THRESHOLD,
        &PATHS,
        &PENALTY,
        &SURROGATES,
        &SEED,
    ],
};
