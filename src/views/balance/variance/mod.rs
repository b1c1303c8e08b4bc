//! Variance scaling: how the variance of f = E - I changes with the bin.

mod draw;
mod numbers;

use crate::analysis::statistics::{ENOUGH_BINS, Statistics, measured, statistics};
use crate::analysis::variance::{Fit, slope_interval};
use crate::analysis::{AnalysisError, Parameter, Scale, Task, Value, Values};
use crate::plot::Sheet;
use crate::views::shared::by_state::{SPLIT, Split, StateOutcome};
use crate::views::shared::states::{EQUAL, EQUAL_SEED};
use crate::views::shared::surrogate_progress::{Realisations, refine_surrogate};
use crate::views::shared::wording;
use crate::views::{Dependency, Help, Info, Input, Numbers, View};
use std::sync::Arc;

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
        computed: "Variances come from exact integer sums over bins, n in the denominator. The line is fitted by least squares to log Var f against log bin width, over scales with at least 30 bins. The interval of the slope is a jackknife: the time of the selection is cut into 20 equal blocks, the same seconds at all scales, each is left out in turn and the line fitted anew; the interval is ±2.093 (Student's t, 19 degrees of freedom) standard errors of that.",
        look_for: "A slope above -1 (for rates): the variance shrinks more slowly than that of independent events, because fluctuations last. Whether Var f lies below the surrogate: E and I cancel part of each other.",
        fooled_by: "The normalisation decides the slope. Independent Poisson trains give -1 for rates, +1 for counts per neuron and for shares of a window of fixed length; the slope for rates is that for counts minus 2, exactly. As z-scores the variances of E and I are 1 by definition and Var f is 2 (1 - r): it says no more than r. One slope describes a range only if the local slopes agree. Coarse scales have few bins.",
        reconstructed: "The range of the fit, scales 10 to 30, and the jackknife are choices of this program. The published text says that the decrease is slower than the central limit theorem's; digitised figures suggest a slope near -0.55.",
        source: "Dehghani, Symmetry's Edge in Cortical Dynamics (2023), Fig 1C and 2.",
    },
    parameters: &[&FROM_K, &TO_K, &SHOW_CLASSES, &SPLIT, &EQUAL, &EQUAL_SEED],
};

/// The view.
#[derive(Clone, Copy, Debug)]
pub struct VarianceView;

/// The data at all scales, the fitted line, and the surrogate as far as it has been computed.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    pub data: Arc<Statistics>,
    /// Bin widths from and to, of the fit.
    pub range_s: [f64; 2],
    pub fit: Option<Fit>,
    /// 95 % interval of the slope.
    pub interval: Option<[f64; 2]>,
    pub realised: Option<Realisations>,
}

/// The range of bin widths that is fitted unless another is chosen.
pub fn default_range_s() -> [f64; 2] {
    [10.0, 30.0].map(|k| Scale::new(k).width_s())
}

/// The chosen range, ends in order.
fn range_s(values: &Values) -> [f64; 2] {
    let [a, b] = [&FROM_K, &TO_K].map(|k| Scale::new(values.integer(k) as f64).width_s());
    [a.min(b), a.max(b)]
}

/// The data and their line, without a surrogate.
fn of_data(input: &Input<'_>, task: &Task<'_>) -> Result<Outcome, AnalysisError> {
    let (recording, selection) = (input.recording, input.selection);
    let data = statistics(recording, selection, input.settings.normalisation, task)?;
    let range_s = range_s(input.values);
    let measured = measured(recording, selection, task)?;
    let enough: Vec<_> = data
        .scales
        .iter()
        .zip(measured.iter())
        .filter(|(at, _)| at.balance.n_bins >= ENOUGH_BINS)
        .map(|(at, measured)| (measured, at.e, at.i))
        .collect();
    let fit = data.fit(range_s);
    let interval = match fit {
        Some(fit) => slope_interval(&enough, fit.slope, range_s, task)?,
        None => None,
    };
    Ok(Outcome {
        fit,
        interval,
        data,
        range_s,
        realised: None,
    })
}

impl View for VarianceView {
    type Outcome = Outcome;
    const INFO: &'static Info = &INFO;
    const USES: &'static [Dependency] = &[
        Dependency::Scale,
        Dependency::Normalisation,
        Dependency::Surrogate,
    ];

    fn analyse(&self, input: &Input<'_>, task: &Task<'_>) -> Result<Outcome, AnalysisError> {
        wording::both_classes(input.recording)?;
        let found = of_data(input, task)?;
        let mut scales = found.data.scales.iter();
        if !scales.any(|s| s.balance.n_bins >= ENOUGH_BINS) {
            return Err(wording::too_short());
        }
        Ok(Outcome {
            realised: Realisations::empty(input),
            ..found
        })
    }

    refine_surrogate!(realised, Realisations::with_next_piece);

    fn draw(&self, input: &Input<'_>, outcome: &Outcome) -> Sheet {
        draw::sheet(outcome, input)
    }

    fn bytes(&self, outcome: &Outcome) -> usize {
        outcome.data.bytes() + outcome.realised.as_ref().map_or(0, Realisations::bytes)
    }

    fn brushed(&self, _plot: &str, [from, to]: [f64; 2]) -> Vec<(&'static str, Value)> {
        // The nearest of the 32 widths.
        let k = |width_s: f64| {
            ((width_s.max(1e-6) * 1e3).ln() / 0.3 + 1.0)
                .round()
                .clamp(1.0, 32.0)
        };
        vec![
            (FROM_K.id, Value::Integer(k(from) as i64)),
            (TO_K.id, Value::Integer(k(to) as i64)),
        ]
    }

    fn numbers(&self, input: &Input<'_>, task: &Task<'_>) -> Result<Vec<Numbers>, AnalysisError> {
        Ok(vec![numbers::of_outcome(&of_data(input, task)?)])
    }

    fn realisations(
        &self,
        input: &Input<'_>,
        all: &Realisations,
        _task: &Task<'_>,
    ) -> Result<Vec<Numbers>, AnalysisError> {
        let range_s = range_s(input.values);
        Ok(all
            .all()
            .map(|one| numbers::variance(one, range_s))
            .collect())
    }
}

impl Split for VarianceView {
    const COLUMN: &'static [usize] = &[0, 1];

    fn overlaid(&self, input: &Input<'_>, shown: &[StateOutcome<'_, Outcome>]) -> Option<Sheet> {
        Some(draw::overlaid(input, shown))
    }
}
