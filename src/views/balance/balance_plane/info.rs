//! What the balance plane says of itself, and its parameters.

use crate::analysis::{Kind, Parameter};
use crate::views::{Help, Info};

pub static SCALES: Parameter = Parameter::choice(
    "scales",
    "Scales",
    "One cloud at the chosen scale, or four over one another from fine to coarse, in steps of 5",
    "one",
    &[("one", "One"), ("four", "Four, fine to coarse")],
);

pub static SIGMAS: Parameter = Parameter {
    id: "sigmas",
    label: "Ellipses",
    unit: "sigma",
    help: "Draws the covariance ellipses from 1 sigma to this many",
    kind: Kind::Integer {
        default: 2,
        min: 1,
        max: 3,
    },
};

pub static MARGINALS: Parameter = Parameter::switch(
    "marginals",
    "Marginal histograms",
    "Draws how often each value of E and of I occurs, beside the cloud",
    true,
);

pub static STATES: Parameter = Parameter::switch(
    "colour-states",
    "Colour by state",
    "Colours the points by their state where several states are included",
    true,
);

pub static MAX_POINTS: Parameter = Parameter {
    id: "max-points",
    label: "Most points",
    unit: "points",
    help: "Above this many bins a density picture is drawn instead of points",
    kind: Kind::Integer {
        default: 20_000,
        min: 100,
        max: 200_000,
    },
};

pub static INFO: Info = Info {
    id: "balance-plane",
    title: "Balance plane",
    summary: "The cloud of excitation against inhibition over bins, its ellipses and its numbers",
    help: Help {
        shows: "One point a bin: pooled excitation across, pooled inhibition up, at the chosen scale, or at four scales over one another. The ellipses hold the covariance at 1, 2 and 3 sigma around the mean, the thin cross lies along their principal axes, and the dashed diagonal is where E = I. Histograms of E and of I stand beside the cloud. Many bins become a density picture, coloured by the logarithm of the number of bins. A chosen surrogate is a second cloud in grey, of its realisation 0, with its ellipse at 1 sigma (of a density picture only that); its numbers over all realisations stand in the table.",
        computed: "Spikes of each class are counted in bins interval by interval of the selection and put into the chosen normalisation. Means, SDs, r and the covariance come from exact integer sums over bins, with n in the denominator. The axes are the roots of the eigenvalues of the covariance matrix, the angle is that of the larger one from the E axis, in (-90, 90] degrees. The width along is the SD along (1, 1)/sqrt 2, the width across along (1, -1)/sqrt 2. Var f is the variance of f = E - I, twice the square of the width across. The interval of r is Fisher's, with n bins.",
        look_for: "A cloud that is long along the diagonal and thin across it: excitation and inhibition move together. Whether it keeps that shape from fine to coarse scales while it contracts. Points far from the diagonal: moments of imbalance; point at one to see when it was.",
        fooled_by: "The normalisation decides the claim: with counts per neuron every width grows with the bin, and the contraction across the diagonal holds for rates and shares. The slope of Var f against bin width for rates is that for counts minus 2, exactly. The ellipse lies at 45 degrees only where E and I have equal variances; as z-scores it always does and says no more than r. An ellipse of 1, 2, 3 sigma holds 39.3, 86.5, 98.9 % of a Gaussian, not 68, 95, 99.7 %. Neighbouring bins are not independent, so the interval of r is too narrow at fine scales. States of different rates in one selection make a long cloud by themselves. At fine scales counts are few and points lie on one another.",
        reconstructed: "The unit of the published axes (\"Normalized Ensemble\", 0 to 4) is not identified: the centres of E and I differ there, so that it is not a share of the window, and rates per neuron would not give nearly equal centres either. Rate per neuron is the default here.",
        source: "Dehghani, Symmetry's Edge in Cortical Dynamics (2023), Fig 2A1-A3. Binning, normalisation and angle are this program's conventions, set down in its ARCHITECTURE.",
    },
    parameters: &[&SCALES, &SIGMAS, &MARGINALS, &STATES, &MAX_POINTS],
};
