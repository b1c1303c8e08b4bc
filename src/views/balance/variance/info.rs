//! What variance scaling says of itself, and its parameters.

use crate::analysis::Parameter;
use crate::views::shared::by_state::SPLIT;
use crate::views::shared::states::{EQUAL, EQUAL_SEED};
use crate::views::{Help, Info};

const fn end(id: &'static str, label: &'static str, default: i64) -> Parameter {
    Parameter::whole(
        id,
        label,
        "End of the range of scales that the line is fitted to; Shift and drag on the plot sets both",
        [default, 1, 32],
    )
}

pub static FROM_K: Parameter = end("fit-from-k", "Fit from scale", 10);
pub static TO_K: Parameter = end("fit-to-k", "Fit to scale", 30);

pub static SHOW_CLASSES: Parameter = Parameter::switch(
    "classes",
    "E and I too",
    "Draws the variance of each ensemble beside that of their difference",
    true,
);

pub static INFO: Info = Info {
    id: "variance",
    title: "Variance scaling",
    summary: "How the variance of E - I falls or rises with the bin width",
    help: Help {
        shows: "The variance of f = E - I over bins against the bin width, both on log axes, with those of E and of I, and the fitted line over the shaded range; below it the local slope from each scale to the next. The dashed line is what independent events give (central limit theorem). Grey: the surrogate. Shift and drag along the plot chooses another range for the fit.",
        computed: "Variances come from exact integer sums over bins, n in the denominator. The line is fitted by least squares to log Var f against log bin width, over scales with at least 30 bins. The interval of the slope: 40 blocks of time that follow one another are drawn with replacement, the same at all scales, and the line is fitted anew, 400 times; it holds 95 %.",
        look_for: "A slope above -1 (for rates): the variance shrinks more slowly than that of independent events, because fluctuations last. Whether Var f lies below the surrogate: E and I cancel part of each other.",
        fooled_by: "The normalisation decides the slope. Independent Poisson trains give -1 for rates, +1 for counts per neuron and for shares of a window of fixed length; the slope for rates is that for counts minus 2, exactly. As z-scores the variances of E and I are 1 by definition and Var f is 2 (1 - r): it says no more than r. One slope describes a range only if the local slopes agree. Coarse scales have few bins.",
        reconstructed: "The range of the fit, scales 10 to 30, and the block bootstrap are choices of this program. The published text says that the decrease is slower than the central limit theorem's; digitised figures suggest a slope near -0.55.",
        source: "Dehghani, Symmetry's Edge in Cortical Dynamics (2023), Fig 1C and 2.",
    },
    parameters: &[&FROM_K, &TO_K, &SHOW_CLASSES, &SPLIT, &EQUAL, &EQUAL_SEED],
};
