//! What the coordination says of itself, and its parameters.

use crate::analysis::Parameter;
use crate::views::{Help, Info};

pub static WINDOW: Parameter = Parameter::number(
    "window",
    "Sliding window",
    "s",
    "Length of the window in which E and I are correlated (reconstructed)",
    [30.0, 1.0, 600.0],
);

pub static STEP: Parameter = Parameter::number(
    "step",
    "Step",
    "s",
    "From one window to the next; a pixel of the panel at least",
    [1.0, 0.1, 60.0],
);

pub static MAP: Parameter = Parameter::switch(
    "map",
    "All scales",
    "Show the correlation at all scales below",
    true,
);

pub static INFO: Info = Info {
    id: "coordination",
    title: "Coordination in time",
    summary: "Correlation of E and I in a sliding window, and their mean imbalance",
    help: Help {
        shows: "At the top the correlation r of the two ensembles in a window that slides over the recording, at the chosen scale; below it the mean imbalance M in the same window. Pale bands across are what the windows of the baseline give; stretches where r falls out of its band, or M out of its own, are shaded. At the bottom r at all scales, coarse at the top. Dotted lines are onset and end of the event.",
        computed: "In each window the counts of E and of I in the bins of the scale are correlated; M is the mean of z(E) - z(I) there, each class z-scored with its mean and SD over the bins of the baseline. r is flagged below the lower 1 % of the windows that lie in the baseline, M outside their central 99 %. There is no band where the baseline has room for fewer than three windows side by side. Scales of which a window holds fewer than ten bins are left empty, and so are those with more than eight million bins.",
        look_for: "r falling in a seizure: E and I no longer go together, whatever their levels. M below its band: inhibition dominates; above: excitation. How long after the end both stay out.",
        fooled_by: "Windows overlap: neighbouring points are almost the same data, and a flag lasts at least a window. A baseline of 300 s has ten windows of 30 s side by side; the lower 1 % of so few is close to their lowest, so about one flag in such a stretch means nothing. A common rhythm or a common silence makes r high without balance; at fine scales r is small because spikes are few. A point stands for the window half before and half after it, so that events show early by up to half a window.",
        reconstructed: "The paper reports the loss of co-fluctuation in words and matrices; the sliding correlation, the mean imbalance and the flags are reconstructed, and so is the baseline where none is chosen.",
        source: "Dehghani et al., Dynamic Balance of Excitation and Inhibition (2016), Fig 6.",
    },
    parameters: &[&WINDOW, &STEP, &MAP],
};
