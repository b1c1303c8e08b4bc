//! What the current says of itself, and its parameters.

use crate::analysis::{Entry, Parameter};
use crate::views::{Help, Info};

pub static TAU_E: Parameter = Parameter::number(
    "tau-e",
    "Decay of E",
    "ms",
    "Time constant of excitatory currents; not stated in the paper, 5 ms is reconstructed (AMPA: 2 to 3 ms)",
    [5.0, 0.5, 200.0],
);

pub static TAU_I: Parameter = Parameter::number(
    "tau-i",
    "Decay of I",
    "ms",
    "Time constant of inhibitory currents; not stated in the paper, 10 ms is reconstructed (GABA A)",
    [10.0, 0.5, 200.0],
);

pub static RATE: Parameter = Parameter::number(
    "rate",
    "Samples a second",
    "Hz",
    "0 takes the field's own samples, or 1000 a second without a field; at another rate there is no correlation with the field",
    [0.0, 0.0, 50_000.0],
);

pub static FIELD: Parameter = Parameter::entry(
    "field",
    "Field",
    "Which field the current is laid over, by name or number",
    1,
    Entry::Field,
);

pub static CHANNEL: Parameter = Parameter::entry(
    "channel",
    "Field channel",
    "Which channel of the field the current is laid over, by name or number",
    1,
    Entry::Channel,
);

pub static INFO: Info = Info {
    id: "current",
    title: "Synaptic current",
    summary: "Currents that the spikes of E and I would open, over a field",
    help: Help {
        shows: "At the top the estimated current of excitation (blue, up) and of inhibition (red, down); below, their difference C over the field, which is scaled to the same mean and SD. Where there are more samples than pixels, lines are means and bands run from the smallest to the largest sample under a pixel. The table gives the correlation of C and the field at lag 0.",
        computed: "Every spike opens a current of 1 that decays exponentially with the time constant of its class; currents add up, and C is that of E less that of I. The sum is exact at every sample of the field (or so many times a second), with what spikes before the window have left. The correlation is over all samples of the window; its interval (95 %) comes from leaving out each of 20 blocks of the window in turn, because neighbouring samples are not independent.",
        look_for: "A field that follows C, up or down: the recorded cells stand for those that make the field. In a seizure both may part.",
        fooled_by: "All units count alike, however many synapses they have; faster classes weigh more, so C is mostly inhibition where inhibitory cells are fast. The sign of a field depends on depth and reference: a correlation of either sign may be meant. The current has a mean and slow changes that the amplifier's high pass takes out of the field; they lower the correlation. Spikes of the cells themselves leak into a field at its high frequencies. In a Poisson train the mean is rate x tau, and the variance half of that, without any rhythm.",
        reconstructed: "The formula is published, the time constants are not: 5 and 10 ms are those of the networks of the same laboratory.",
        source: "Dehghani, Symmetry's Edge in Cortical Dynamics (2023), Fig 4A; after Bedard, Kroger and Destexhe (2006).",
    },
    parameters: &[&TAU_E, &TAU_I, &FIELD, &CHANNEL, &RATE],
};
