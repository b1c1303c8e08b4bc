//! Correlation: E against I over lags and scales (methods B5).

pub(super) mod curve;
pub(super) mod draw;
mod numbers;
pub(super) mod surrogate;

use crate::analysis::{
    AnalysisError, Bins, Lagged, Parameter, Scale, ScaleCorrelation, Task, autocovariances,
    correlation,
};
use crate::plot::Sheet;
use crate::views::shared::by_state::{SPLIT, Split, StateOutcome};
use crate::views::shared::states::{EQUAL, EQUAL_SEED};
use crate::views::shared::surrogate_progress::{Realisations, refine_surrogate};
use crate::views::shared::wording;
use crate::views::{Dependency, Help, Info, Input, Numbers, View};
use rayon::prelude::*;
use std::sync::Arc;

pub static LAGS: Parameter = Parameter::count(
    "lags",
    "Lags",
    "bins",
    "How many bins inhibition is shifted against excitation, at most, to either side",
    [20, 5, 100],
);

/// The largest lag, in bins.
pub fn lags(input: &Input<'_>) -> usize {
    usize::try_from(input.values.integer(&LAGS)).unwrap_or(20)
}

pub static INFO: Info = Info {
    id: "correlation",
    title: "Correlation",
    summary: "The correlation of excitation and inhibition over lags and scales, and where its peak is",
    help: Help {
        shows: "Left, the correlation r of pooled excitation with pooled inhibition a lag later: lags in bins across, scales up, fine at the bottom. Discs are the peak of each scale; rings stand where the peak tells nothing, because r is inside the interval or the peak is at the edge. The line across is the chosen scale, and the curve on the right is its r against the lag in time, with its peak.",
        computed: "At each scale r(l) = corr(z E(t), z I(t + l)): a positive lag means that inhibition follows excitation. The estimator is the biased one: products of deviations are summed over the pairs of bins that lie l bins apart within one interval of the selection and divided by the number n of all bins; means and SDs are those of all bins, with n in the denominator. Sums are of whole numbers. The peak lies at the top of the parabola through the largest value and its two neighbours; at the first or last lag it is that lag. The interval of its lag is a jackknife: each of 20 blocks of time is left out in turn and the peak found anew, ±2.093 standard errors; it needs blocks of at least twice as many bins as there are lags to one side. The grey band is ±1.96/sqrt(n_eff), the 95 % interval of r at one lag if E and I had nothing to do with each other but each were as slow as it is: n_eff = n / (1 + 2 sum rho_E(l) rho_I(l)), Bartlett's effective number of bins, from the autocorrelations of E and of I at lags up to 20 s or a tenth of the selection. With a surrogate it is what 95 % of the realisations give at each lag instead, and a peak is compared with the peaks of the realisations, which are the largest of as many lags.",
        look_for: "A peak near lag 0 at many scales: excitation and inhibition move together. A ridge that keeps its lag in seconds moves towards lag 0 in bins as bins get longer. A peak that shifts away from 0 is what a network shows that is driven from outside while its own recurrence is weak.",
        fooled_by: "Where r is tiny the position of the maximum means nothing, and the interval of its lag does not know that it could be at any other lag: look at the band. The band is that of a single lag: the largest of 41 leaves it more often. It knows only what is faster than 20 s or a tenth of the selection: drifts and states make it too narrow. The surrogates that permute intervals or turn units round destroy the slow changes of each class too: they test whether there is any structure, not whether E and I belong together. At coarse scales few bins are left: see n. States of different rates in one selection correlate by themselves, at all lags. The biased estimator shrinks r at lags that are long against the intervals of the selection.",
        reconstructed: "The paper shows that the population correlation peaks near lag 0; estimator, lags in bins and interpolation are this program's.",
        source: "Dehghani et al., Dynamic balance of excitation and inhibition in human and monkey neocortex (Scientific Reports 6:23176, 2016). Conventions are set down in this program's ARCHITECTURE.",
    },
    parameters: &[&LAGS, &SPLIT, &EQUAL, &EQUAL_SEED],
};

/// The view.
#[derive(Clone, Copy, Debug)]
pub struct CorrelationView;

/// The correlation at all 32 scales, and at the chosen one, which may lie between two of them; and
/// the surrogate as far as it has been computed.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    pub scales: Arc<Vec<ScaleCorrelation>>,
    pub chosen: ScaleCorrelation,
    pub realised: Option<Realisations<Lagged>>,
}

/// What does not depend on the scale: worked out once for all steps of the slider.
fn all_scales(
    input: &Input<'_>,
    task: &Task<'_>,
) -> Result<Arc<Vec<ScaleCorrelation>>, AnalysisError> {
    let recording = input.recording;
    let intervals = input.selection.intervals(recording);
    let lags = lags(input);
    task.shared(
        || format!("correlation {} {lags} {intervals:?}", recording.id()),
        |all: &Vec<ScaleCorrelation>| all.iter().map(|c| c.bytes()).sum(),
        || {
            let scales: Vec<Scale> = Scale::all().collect();
            at(input, &scales, task)
        },
    )
}

/// The correlation at some scales, with how many independent bins each is worth.
fn at(
    input: &Input<'_>,
    scales: &[Scale],
    task: &Task<'_>,
) -> Result<Vec<ScaleCorrelation>, AnalysisError> {
    let recording = input.recording;
    let intervals = input.selection.intervals(recording);
    let memory = autocovariances(recording, &intervals, task)?;
    let trains = recording.ensembles().times_s();
    let all = correlation(trains, &intervals, scales, lags(input), task)?;
    let with_n_eff = |one: ScaleCorrelation| ScaleCorrelation {
        correlogram: one
            .correlogram
            .with_n_eff(&memory, &Bins::new(&intervals, one.scale)),
        ..one
    };
    Ok(all.into_iter().map(with_n_eff).collect())
}

/// All scales, and the chosen one.
fn measured(
    input: &Input<'_>,
    task: &Task<'_>,
) -> Result<(Arc<Vec<ScaleCorrelation>>, ScaleCorrelation), AnalysisError> {
    let scale = input.settings.scale;
    let scales = all_scales(input, task)?;
    let chosen = match scales.iter().find(|c| c.scale == scale) {
        Some(whole) => whole.clone(),
        None => at(input, &[scale], task)?
            .pop()
            .ok_or_else(|| AnalysisError::Failed("no scale was correlated".to_owned()))?,
    };
    Ok((scales, with_peak_lag(chosen, input, task)?))
}

/// With the interval of the lag of the peak, which takes as long again as all lags.
fn with_peak_lag(
    one: ScaleCorrelation,
    input: &Input<'_>,
    task: &Task<'_>,
) -> Result<ScaleCorrelation, AnalysisError> {
    let recording = input.recording;
    let bins = Bins::new(&input.selection.intervals(recording), one.scale);
    let trains = recording.ensembles().times_s();
    let correlogram = one
        .correlogram
        .with_peak_lag_interval(trains, &bins, task)?;
    Ok(ScaleCorrelation { correlogram, ..one })
}

impl View for CorrelationView {
    type Outcome = Outcome;
    const INFO: &'static Info = &INFO;
    const USES: &'static [Dependency] = &[Dependency::Scale, Dependency::Surrogate];

    fn analyse(&self, input: &Input<'_>, task: &Task<'_>) -> Result<Outcome, AnalysisError> {
        wording::both_classes(input.recording)?;
        let (scales, chosen) = measured(input, task)?;
        if let (true, Some(reason)) = (scales.iter().all(|c| c.peak.is_none()), &chosen.reason) {
            return Err(AnalysisError::NothingToShow(format!(
                "There is no correlation at any scale: {reason}. Choose a longer window, more states or more units."
            )));
        }
        Ok(Outcome {
            scales,
            chosen,
            realised: Realisations::empty(input),
        })
    }

    refine_surrogate!(realised, surrogate::with_next_piece);

    fn draw(&self, input: &Input<'_>, outcome: &Outcome) -> Sheet {
        draw::sheet(outcome, input)
    }

    fn bytes(&self, outcome: &Outcome) -> usize {
        let all = outcome.scales.iter().chain([&outcome.chosen]);
        let all = all.map(|c| c.bytes()).sum::<usize>();
        let realised = outcome.realised.iter().flat_map(Realisations::all);
        all + realised.map(Lagged::bytes).sum::<usize>()
    }

    fn numbers(&self, input: &Input<'_>, task: &Task<'_>) -> Result<Vec<Numbers>, AnalysisError> {
        let (scales, chosen) = measured(input, task)?;
        let scales = scales.par_iter().cloned();
        let scales: Result<Vec<_>, _> = scales.map(|one| with_peak_lag(one, input, task)).collect();
        Ok(vec![numbers::numbers(&scales?, &chosen)])
    }

    fn realisations(
        &self,
        input: &Input<'_>,
        all: &Realisations,
        task: &Task<'_>,
    ) -> Result<Vec<Numbers>, AnalysisError> {
        let all = Realisations::whole(all.surrogate, task, |surrogate, batch| {
            surrogate::batch(surrogate, batch, input, task)
        })?;
        let of = |one| numbers::of_realisation(one, Scale::all());
        Ok(all.all().map(of).collect())
    }
}

impl Split for CorrelationView {
    const COLUMN: &'static [usize] = &[0, 2];

    fn overlaid(&self, input: &Input<'_>, shown: &[StateOutcome<'_, Outcome>]) -> Option<Sheet> {
        Some(curve::overlaid(input, shown))
    }
}
