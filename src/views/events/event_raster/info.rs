//! What the event raster says of itself, and its parameters.

use crate::analysis::Parameter;
use crate::views::{Help, Info};

pub static SORT: Parameter = Parameter::choice(
    "sort",
    "Sort units by",
    "Order of the units within their class",
    "change",
    &[
        ("rate", "Rate"),
        ("silence", "First silence in the event"),
        ("change", "Change of rate in the event"),
    ],
);

pub static ALPHA: Parameter = Parameter::number(
    "alpha",
    "Alpha",
    "",
    "A change counts when a Poisson unit would show one as large by chance less often than this",
    [0.01, 1e-6, 0.2],
);

pub static INFO: Info = Info {
    id: "event-raster",
    title: "Units in the event",
    summary: "Raster of the event, and which units rose, fell and stopped",
    help: Help {
        shows: "The spikes of all units, excitatory at the top, sorted within their class; the shaded stretch is the baseline, dotted lines are onset and end of the event. To the right, on the same rows, the rate in the event over that in the baseline: a disc where the change counts, a ring where it does not; at the left edge units that stopped, at the right edge those that fired only in the event. Units without spikes in either have no mark.",
        computed: "Spikes of each unit are counted in the baseline, in the event, and after it for as long as the baseline lasted. Two counts are compared with the exact test of two Poisson rates: given their sum, one of them is binomial; the p-value is twice the smaller tail. A unit that fires in the baseline and not in the event has stopped, where chance would make that rarer than alpha. The first silence is the first gap in the event that, at the rate before, would be as long by chance less often than alpha. The table counts units by class; units left out of the ensembles are drawn paler and not counted.",
        look_for: "Which class stops and which surges, and in which order. Units that come back after the event, and those that do not.",
        fooled_by: "Real units are burstier than Poisson and drift, so more of them change by chance than alpha says: alpha times the number of units is the least to expect. Units that fire seldom cannot be seen to stop in a short event, and count as unchanged. Spike sorting fails in seizures: waveforms change, units merge, and a unit that stops may have been lost.",
        reconstructed: "The papers show sorted rasters; the test, alpha, and what counts as rising, falling, stopping and silence are this program's own, and so is the baseline where none is chosen.",
        source: "Dehghani et al., Dynamic Balance of Excitation and Inhibition (2016), Fig 6; Symmetry's Edge (2023), Fig 4C.",
    },
    parameters: &[&SORT, &ALPHA],
};
