//! What the multiscale matrix says of itself, and its parameters.

use crate::analysis::{Kind, Parameter};
use crate::views::shared::by_state;
use crate::views::{Help, Info};

pub static SIGN: Parameter = Parameter::choice(
    "sign",
    "Sign",
    "E - I as in Symmetry's Edge, or I - E as in Dynamic Balance",
    "e-i",
    &[("e-i", "E - I"), ("i-e", "I - E")],
);

pub static WINDOWS: Parameter = Parameter::choice(
    "windows",
    "Windows",
    "Windows that begin at their place in time, or that are centred on it",
    "forward",
    &[("forward", "Forward"), ("centred", "Centred")],
);

pub static SPLIT: Parameter = Parameter {
    id: by_state::SPLIT.id,
    label: by_state::SPLIT.label,
    unit: "",
    help: "The window as it is, or a stretch of each state side by side",
    kind: Kind::Choice {
        default: "together",
        options: &[("together", "Together"), ("columns", "Side by side")],
    },
};

pub static STRETCH: Parameter = Parameter::number(
    "stretch",
    "Stretch of each state",
    "s",
    "Duration that is shown side by side: the middle of the longest epoch of each state",
    [60.0, 5.0, 7200.0],
);

pub static INFO: Info = Info {
    id: "matrix",
    title: "Multiscale matrix",
    summary: "Excitation against inhibition at all 32 scales over time",
    help: Help {
        shows: "A column for each time, a row for each scale, fine at the top: the z-score of one ensemble less that of the other in windows of that length, white at zero; the axis says which less which. Below, the z-scores of excitation and of inhibition summed over the scales and z-scored again. Where a window runs off the selection there is nothing.",
        computed: "Counts in windows [t, t + dt) (or centred on t) at evenly spaced t, all scales on the same grid. Each scale and class is z-scored over the times shown. The summed traces need a window at every scale that fits, so they end before the selection does. Nothing is smoothed: coarse windows overlap, fine ones are samples.",
        look_for: "Vertical streaks through many scales: moments of imbalance that are not fine-grained noise. Slow-wave sleep has more and stronger ones than wake. In a seizure a whole block turns one colour.",
        fooled_by: "With forward windows events bend to the left at coarse scales, earlier by about half a window; use centred ones to read times. z-scores belong to the window that shows: a seizure in it makes everything else pale. At fine scales the columns are samples of short windows, not averages over a pixel.",
        reconstructed: "z-scores over the window and forward windows are inferred from the printed matrices, in which events bend to the left and traces dive at the right edge. The published matrices of 2016 show I - E, in a rainbow of colours; here the colours are those of excitation and inhibition, white at zero.",
        source: "Dehghani et al., Dynamic Balance of Excitation and Inhibition (2016), Fig 2 and 6C; Symmetry's Edge (2023), Fig 4B.",
    },
    parameters: &[&SIGN, &WINDOWS, &SPLIT, &STRETCH],
};
