//! What the deviation says of itself, and its parameters.

use crate::analysis::Parameter;
use crate::views::shared::states::{EQUAL, EQUAL_SEED};
use crate::views::{Help, Info};

pub static RULER: Parameter = Parameter::choice(
    "ruler",
    "z-scores from",
    "Means and SDs of all time in the window, so that states keep their differences, or of the selection alone",
    "window",
    &[
        ("window", "All time in the window"),
        ("selection", "The selection"),
    ],
);

pub static INFO: Info = Info {
    id: "deviation",
    title: "Deviation",
    summary: "How far excitation and inhibition deviate from balance in each state, and whether their magnitudes are alike",
    help: Help {
        shows: "Above, the deviation from balance against bin width: its root mean square, and the share of bins in which it is larger than 2 SD; one line a state, the dashed one for all that is analysed. Below, the share of bins in which excitation (blue) or inhibition (red) reaches a magnitude or more, at the chosen scale, and the distance of the two distributions against bin width. The upright line is the chosen scale.",
        computed: "M = z(E) - z(I) in each bin, with z-scores from the means and SDs of pooled counts at that scale, by default over all time in the window: one ruler for all states. The deviation is sqrt(mean of M squared), and the share is that of |M| > 2. Each state is binned interval by interval. Magnitudes are counts divided by the mean count of their class over the selection. KS is the two-sample Kolmogorov-Smirnov distance of the two distributions, the largest difference of their cumulative shares; each has as many values as there are bins.",
        look_for: "Slow-wave sleep above REM and wake, at scales that hold its slow waves. An RMS below sqrt 2, the dotted line: independent excitation and inhibition, on their own ruler, give sqrt 2, and a correlation r gives sqrt(2 (1 - r)). Two curves below that lie on each other at many scales: excitation and inhibition are balanced in the distribution of their magnitudes as well.",
        fooled_by: "The ruler decides the claim. With the ruler of the whole window a state whose mean or SD differs deviates for that reason alone, also if its excitation and inhibition are as correlated as ever; with the ruler of the selection only their correlation is left for all of it. At fine scales counts are few: |M| > 2 then says how rare a spike is, states with more spikes deviate more, and the KS distance is mostly the difference in empty bins. At coarse scales few bins are left. Equal distributions do not mean that the two move together.",
        reconstructed: "Both definitions are reconstructed. The paper shows M as a picture and says that slow-wave sleep deviates most, without an index: RMS and the limit of 2 are this program's, and so is the KS distance for its statement that magnitudes are distributed alike. The matrices of the paper have the sign of I - E, which neither index sees.",
        source: "Dehghani et al., Dynamic balance of excitation and inhibition in human and monkey neocortex (Scientific Reports 6:23176, 2016), Fig 2. Conventions are set down in this program's ARCHITECTURE.",
    },
    parameters: &[&RULER, &EQUAL, &EQUAL_SEED],
};
