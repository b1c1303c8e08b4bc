//! Collapse curves: sorted fluctuations, summed up, at all scales over one another.

mod draw;
mod numbers;

use crate::analysis::statistics::{Statistics, collapse_quality, statistics};
use crate::analysis::{AnalysisError, Parameter, Task};
use crate::plot::Sheet;
use crate::views::shared::by_state::{SPLIT, Split, StateOutcome};
use crate::views::shared::states::{EQUAL, EQUAL_SEED};
use crate::views::shared::surrogate_progress::{Realisations, refine_surrogate};
use crate::views::shared::wording;
use crate::views::{Dependency, Help, Info, Input, Numbers, View};
use std::sync::Arc;

pub static SCALED: Parameter = Parameter::choice(
    "scaled",
    "Curves divided by",
    "Their own depth shows their shape, the depth of the finest shows how they shrink or grow",
    "own",
    &[
        ("own", "Their own depth"),
        ("finest", "Depth of the finest"),
        ("raw", "Nothing"),
    ],
);

pub static SHOWN: Parameter = Parameter::choice(
    "shown",
    "Scales",
    "All scales with enough bins, every fifth, or only the chosen one",
    "all",
    &[
        ("all", "All"),
        ("fifth", "Every fifth"),
        ("chosen", "The chosen one"),
    ],
);

const fn end(id: &'static str, label: &'static str, default: i64) -> Parameter {
    Parameter::whole(
        id,
        label,
        "Draws the curves of the scales from the one to the other",
        [default, 1, 32],
    )
}

pub static FROM_K: Parameter = end("from-k", "From scale", 1);
pub static TO_K: Parameter = end("to-k", "To scale", 32);

pub static BESIDE: Parameter = Parameter::choice(
    "beside",
    "Against bin width",
    "The number of each curve that is drawn against the bin width",
    "depth",
    &[
        ("depth", "Depth per bin"),
        ("area", "Area / depth"),
        ("deepest", "Place of the deepest point"),
    ],
);

pub static CONTROLS: Parameter = Parameter::switch(
    "controls",
    "Normal controls",
    "Draws what normal deviates would give at the chosen scale: with the SD of f, and with those of E and I as if they were independent",
    true,
);

pub static INFO: Info = Info {
    id: "collapse",
    title: "Collapse",
    summary: "Sorted fluctuations of E - I, summed up, at all scales over one another",
    help: Help {
        shows: "For each scale the values of f = E - I over bins, less their mean, in ascending order and summed up: a U that starts and ends at 0, drawn downwards. Scales from fine to coarse, the chosen one thick. The thin dashed curve is the one of a Gaussian. Beside it, against the bin width: the depth of each curve per bin, or its area divided by its depth, with the values of uniform, Gaussian and Laplace distributions, or the place of its deepest point. Grey: the surrogate.",
        computed: "y at x = j / n is minus the sum of the j smallest deviations of f from its mean; the depth is half the sum of |f|, and the depth per bin half its mean, which does not count bins. For shares (UnitSum) it is the total-variation distance between the time courses of E and I. The Gaussian master curve is exp(-z^2 / 2) with z the normal quantile of x. Normal controls are the limit of many deviates: with the SD of f itself, and with variance sE^2 + sI^2, E and I taken as independent. Distance to master: RMS over scales and 201 values of x of the curves, each divided by its own depth, from their mean. Depth ratio: per bin, coarsest over finest. S: Houdayer and Hartmann's, with bootstrap errors of 50 redraws of bins; about 1 where curves agree within errors. P: Bhattacharjee and Seno's mean distance of every curve from every other. Scales with fewer than 30 bins are left out of all of these.",
        look_for: "Whether the data's curve is shallower than the surrogate's: excitation and inhibition then cancel part of each other. For equal SDs the ratio is 1 / sqrt(1 - r). Whether depth per bin against bin width is flatter than the surrogate's. A skew: the deepest point away from 0.5.",
        fooled_by: "Collapse does not by itself show universality: curves divided by their own depth fall on one another for independent Poisson trains as well as for correlated data. Look at the four measures beside the curves, for data and surrogate alike: distance to the data's own master, depth ratio, variance slope, r. The depth of a curve is a sum over bins, so it grows with the duration and falls with the bin; only that per bin compares, and it depends on the normalisation. At fine scales f takes few values and the curve is a polygon. Errors of S take bins as independent, which they are not.",
        reconstructed: "The definition of the curve reproduces the digitised figure to 0.02 everywhere; the text says only that values are sorted, cumulatively summed and rescaled. In print the tick labels of Fig 2B1 are offset by 0.2. The text describes permuted intervals, the figure behaves like permuted bins: both surrogates are offered. The measures of collapse are ours, after the definitions named.",
        source: "Dehghani, Symmetry's Edge in Cortical Dynamics (2023), Fig 2B. Houdayer and Hartmann 2004; Bhattacharjee and Seno 2001.",
    },
    parameters: &[
        &SCALED,
        &SHOWN,
        &FROM_K,
        &TO_K,
        &BESIDE,
        &CONTROLS,
        &SPLIT,
        &EQUAL,
        &EQUAL_SEED,
    ],
};

/// The view.
#[derive(Clone, Copy, Debug)]
pub struct CollapseView;

/// The data at all scales, and the surrogate as far as it has been computed.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    pub data: Arc<Statistics>,
    /// Houdayer-Hartmann S of the data's curves.
    pub quality: Option<f64>,
    pub realised: Option<Realisations>,
}

impl View for CollapseView {
    type Outcome = Outcome;
    const INFO: &'static Info = &INFO;
    const USES: &'static [Dependency] = &[
        Dependency::Scale,
        Dependency::Normalisation,
        Dependency::Surrogate,
    ];

    fn analyse(&self, input: &Input<'_>, task: &Task<'_>) -> Result<Outcome, AnalysisError> {
        wording::both_classes(input.recording)?;
        let (recording, selection) = (input.recording, input.selection);
        let normalisation = input.settings.normalisation;
        let data = statistics(recording, selection, normalisation, task)?;
        if data.curves().is_empty() {
            return Err(wording::too_short());
        }
        let quality = collapse_quality(recording, selection, normalisation, task)?;
        Ok(Outcome {
            data,
            quality: *quality,
            realised: Realisations::empty(input),
        })
    }

    refine_surrogate!(realised, Realisations::with_next_piece);

    fn draw(&self, input: &Input<'_>, outcome: &Outcome) -> Sheet {
        draw::sheet(outcome, input)
    }

    fn bytes(&self, outcome: &Outcome) -> usize {
        outcome.data.bytes() + outcome.realised.as_ref().map_or(0, Realisations::bytes)
    }

    fn numbers(&self, input: &Input<'_>, task: &Task<'_>) -> Result<Vec<Numbers>, AnalysisError> {
        Ok(vec![numbers::numbers(input, task)?])
    }

    fn realisations(
        &self,
        input: &Input<'_>,
        all: &Realisations,
        task: &Task<'_>,
    ) -> Result<Vec<Numbers>, AnalysisError> {
        numbers::realisations(input, all, task)
    }
}

impl Split for CollapseView {
    const COLUMN: &'static [usize] = &[0];

    fn overlaid(&self, input: &Input<'_>, shown: &[StateOutcome<'_, Outcome>]) -> Option<Sheet> {
        Some(draw::overlaid(input, shown))
    }
}
