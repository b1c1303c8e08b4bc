//! What the partition curves say of themselves, and their parameters.

use crate::analysis::Parameter;
use crate::views::shared::by_state::SPLIT;
use crate::views::shared::states::{EQUAL, EQUAL_SEED};
use crate::views::{Help, Info};

pub static CURVE: Parameter = Parameter::choice(
    "curve",
    "Curve",
    "Lorenz curve of bins, or levels of firing from the rarest as the published figure has them",
    "classic",
    &[
        ("classic", "Lorenz curve"),
        ("paper", "Levels, as in the figure"),
        ("weighted", "Levels, weighted"),
    ],
);

pub static INFO: Info = Info {
    id: "partition",
    title: "Partition",
    summary: "How unequally the spikes of E and of I are spread over bins, at all scales",
    help: Help {
        shows: "One curve a scale, from fine to coarse, for excitation and for inhibition: x the share of bins, from the emptiest on, y their share of the spikes. The dashed diagonal is perfect equality, the dotted curve y = x². The chosen scale is thick. On the right the Gini coefficient against the bin width, with what Poisson trains of the same mean count would have (dashed). Grey: the surrogate.",
        computed: "Lorenz curve: bins sorted by their count. Levels: with h the number of bins that hold v spikes (v = 1 and up; levels that never occur count with h = 0), levels are sorted by h; x is their share of the sum of v, y their share of all bins with spikes, or of all spikes (weighted). Gini: 1 minus the sum of (y + previous y)(x - previous x), without n / (n - 1) correction. Poisson: exp(-2 m) (I0(2 m) + I1(2 m)) for mean count m.",
        look_for: "Convex curves: few bins hold many of the spikes. As bins get longer the curves move towards the diagonal; slower than the Poisson reference means that rates fluctuate over long times. A difference between E and I.",
        fooled_by: "At fine scales most bins are empty, and the Gini coefficient is near 1 for any train: compare with the Poisson line of the same mean, not with other scales. Low rates look unequal. The two definitions have different axes and values; do not compare one with the other.",
        reconstructed: "The published axes are read as levels of firing from the rarest, because the vertices of the printed curves fit no other reading; the reference curves are those of the function gini(pop, val): equality, and random classes (x²). The text is not explicit.",
        source: "Dehghani, Symmetry's Edge in Cortical Dynamics (2023), Fig 3A.",
    },
    parameters: &[&CURVE, &SPLIT, &EQUAL, &EQUAL_SEED],
};
