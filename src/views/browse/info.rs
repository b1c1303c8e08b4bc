//! What Browse says of itself.

use crate::analysis::{Kind, Parameter, RowOrder};
use crate::views::{Help, Info};

pub static SORT: Parameter = Parameter::choice(
    "sort",
    "Sort units by",
    "Order of the units within their class; rate is over the whole recording, so that rows stay put while the window moves",
    "rate",
    RowOrder::OPTIONS,
);

pub static CHANNELS: Parameter = Parameter::whole(
    "channels",
    "Field channels",
    "How many channels of the first field are shown, from the first on",
    [2, 1, 64],
);

const fn shown(id: &'static str, label: &'static str, help: &'static str) -> Parameter {
    Parameter {
        id,
        label,
        unit: "",
        help,
        kind: Kind::Switch { default: true },
    }
}

pub static SHOW_FIELDS: Parameter = shown("fields", "Fields", "Show the traces of the field");
pub static SHOW_RASTER: Parameter = shown("raster", "Raster", "Show the spikes of all units");
pub static SHOW_STATES: Parameter = shown(
    "states",
    "States",
    "Show states, seizures and other epochs as bands",
);
pub static SHOW_ENSEMBLES: Parameter = shown(
    "ensembles",
    "Ensembles",
    "Show the ensembles at the chosen scale",
);

pub(super) static INFO: Info = Info {
    id: "browse",
    title: "Browse",
    summary: "Fields, raster, states and both ensembles over time",
    help: Help {
        shows: "From the top: the field, one trace a channel around its own mean, with a bar for its size; the spikes of all units, one row a unit, excitatory (blue) at the top, inhibitory (red) below, units without class (grey) last; states, seizures and other epochs as named bands; the ensembles at the chosen scale, excitatory upwards and inhibitory downwards. Units left out of the ensembles, by hand or as noise, are paler.",
        computed: "Spikes are drawn one by one while there are at most 40,000 and on average a pixel for each; otherwise they are counted in columns of a pixel, and ink grows with the square root of the count up to the 99th percentile of the columns that hold spikes. A line below the picture says which. Field traces hold every sample, or the smallest and largest of the samples under a pixel; all samples are read, so no peak is lost. Ensembles are pooled counts of the included units in bins that start where the window starts (or each chosen state), in the chosen normalisation; the partial last bin is left out. Where there are more bins than pixels, the line is the mean of the bins under a pixel and the band runs from the smallest to the largest.",
        look_for: "E and I rising and falling together: Up and Down states, bursts, transitions between states. At coarse scales the two ensembles mirror each other where the recording is balanced; a seizure shows as one side that collapses or surges alone.",
        fooled_by: "A few fast units make an ensemble: sort by rate and look at who fires. In the density picture a pixel with full ink may hold any number of spikes above the stated one. Z-scores and maxima depend on the window; between windows compare rates. With z-scores, values below the mean lie on the other side of the line. Rates of units follow the recorded time in the window, gaps included.",
        reconstructed: "",
        source: "Dehghani, Symmetry's Edge in Cortical Dynamics (2023), Fig 1B-C. Binning is this program's convention, set down in its ARCHITECTURE.",
    },
    parameters: &[
        &SORT,
        &CHANNELS,
        &SHOW_FIELDS,
        &SHOW_RASTER,
        &SHOW_STATES,
        &SHOW_ENSEMBLES,
    ],
};
