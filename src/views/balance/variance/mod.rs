//! Variance scaling: how the variance of f = E - I changes with the bin.

mod draw;
mod info;
mod numbers;

pub use info::{FROM_K, SHOW_CLASSES, TO_K};

use crate::analysis::statistics::{ENOUGH_BINS, Statistics, measured, statistics};
use crate::analysis::variance::{Fit, slope_interval};
use crate::analysis::{AnalysisError, Scale, Task, Value, Values};
use crate::plot::Sheet;
use crate::views::shared::by_state::{Shown, Split};
use crate::views::shared::surrogate_progress::{Realised, refined};
use crate::views::shared::wording;
use crate::views::{Dependency, Info, Input, Numbers, Recipe, View};
use std::sync::Arc;

/// The view.
#[derive(Clone, Copy, Debug)]
pub struct VarianceView;

/// The data at all scales, the fitted line, and the surrogate as far as it is there.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    pub data: Arc<Statistics>,
    /// Bin widths from and to, of the fit.
    pub range_s: [f64; 2],
    pub fit: Option<Fit>,
    /// 95 % interval of the slope.
    pub interval: Option<[f64; 2]>,
    pub realised: Option<Realised>,
}

/// Seed of the block bootstrap.
const SEED: u64 = 1;

/// The range of bin widths that is fitted unless another is chosen.
pub fn default_range_s() -> [f64; 2] {
    [10.0, 30.0].map(|k| Scale::new(k).width_s())
}

/// The chosen range, ends in order.
fn range_s(values: &Values) -> [f64; 2] {
    let [a, b] = [&FROM_K, &TO_K].map(|k| Scale::new(values.integer(k) as f64).width_s());
    [a.min(b), a.max(b)]
}

/// The line and the interval of its slope.
fn fitted(
    input: &Input<'_>,
    data: &Statistics,
    range_s: [f64; 2],
    task: &Task<'_>,
) -> Result<(Option<Fit>, Option<[f64; 2]>), AnalysisError> {
    let measured = measured(input.recording, input.selection, task)?;
    let enough: Vec<_> = data
        .scales
        .iter()
        .zip(measured.iter())
        .filter(|(at, _)| at.balance.n_bins >= ENOUGH_BINS)
        .map(|(at, measured)| (measured, at.e, at.i))
        .collect();
    let interval = slope_interval(&enough, range_s, SEED, task)?;
    Ok((data.fit(range_s), interval))
}

impl View for VarianceView {
    type Outcome = Outcome;

    fn info(&self) -> &'static Info {
        &info::INFO
    }

    fn depends(&self, recipe: &Recipe) -> Recipe {
        recipe.keep(
            &info::INFO,
            &[
                Dependency::Scale,
                Dependency::Normalisation,
                Dependency::Surrogate,
            ],
        )
    }

    fn analyse(&self, input: &Input<'_>, task: &Task<'_>) -> Result<Outcome, AnalysisError> {
        wording::both_classes(input.recording)?;
        let data = statistics(
            input.recording,
            input.selection,
            input.settings.normalisation,
            task,
        )?;
        if !data.scales.iter().any(|s| s.balance.n_bins >= ENOUGH_BINS) {
            return Err(wording::too_short());
        }
        let range_s = range_s(input.values);
        let (fit, interval) = fitted(input, &data, range_s, task)?;
        Ok(Outcome {
            data,
            range_s,
            fit,
            interval,
            realised: Realised::begin(input),
        })
    }

    fn is_complete(&self, _input: &Input<'_>, outcome: &Outcome) -> bool {
        outcome.realised.as_ref().is_none_or(Realised::is_complete)
    }

    fn refine(
        &self,
        input: &Input<'_>,
        outcome: &Outcome,
        task: &Task<'_>,
    ) -> Result<Option<Outcome>, AnalysisError> {
        refined(outcome.realised.as_ref(), input, task, |realised| Outcome {
            realised: Some(realised),
            ..outcome.clone()
        })
    }

    fn draw(&self, input: &Input<'_>, outcome: &Outcome) -> Sheet {
        draw::sheet(outcome, input)
    }

    fn bytes(&self, outcome: &Outcome) -> usize {
        outcome.data.bytes() + outcome.realised.as_ref().map_or(0, Realised::bytes)
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
        Ok(vec![numbers::numbers(input, task)?])
    }

    fn realisations(
        &self,
        input: &Input<'_>,
        all: &Realised,
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

    fn overlaid(&self, input: &Input<'_>, shown: &[Shown<'_, Outcome>]) -> Option<Sheet> {
        Some(draw::overlaid(input, shown))
    }
}
