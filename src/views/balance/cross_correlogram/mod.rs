//! E-I cross-correlogram: excitation against inhibition in fine bins (methods B5).

mod draw;
mod numbers;

use crate::analysis::{
    AnalysisError, Bins, Correlogram, Parameter, Surrogate, Task, autocovariances, correlogram,
    correlogram_batch,
};
use crate::plot::Sheet;
use crate::views::shared::surrogate_progress::{Realisations, refine_surrogate};
use crate::views::shared::wording;
use crate::views::{Dependency, Help, Info, Input, Numbers, View};
use std::sync::Arc;

pub static BIN: Parameter = Parameter::number(
    "bin-ms",
    "Bin",
    "ms",
    "Width of the bins that spikes are counted in",
    [1.0, 0.5, 20.0],
);

pub static MOST_LAG: Parameter = Parameter::number(
    "max-lag-ms",
    "Lags",
    "ms",
    "How far inhibition is shifted against excitation, at most, to either side; at least one bin",
    [50.0, 5.0, 500.0],
);

pub static INFO: Info = Info {
    id: "cross-correlogram",
    title: "E-I cross-correlogram",
    summary: "How the spikes of inhibition follow those of excitation, millisecond by millisecond",
    help: Help {
        shows: "The correlation of the pooled spikes of excitation with those of inhibition a lag later, in fine bins (black), with its peak. Thin dashed lines: excitation with itself (blue) and inhibition with itself (red); they are 1 at lag 0 by definition, so that lag is left out of them. Grey: the band that unrelated E and I stay in, or, where a surrogate is chosen, 95 % of its realisations at each lag.",
        computed: "Spikes of each class are counted in bins of the chosen width; no bin straddles two intervals of the selection. r(l) is Pearson's correlation of the counts of E with those of I l bins later: a positive lag means that inhibition follows excitation. The estimator is the biased one, as in Correlation: sums over the pairs of bins that lie l apart within one interval, divided by the number n of all bins, with means and SDs of all bins. The peak lies at the top of the parabola through the largest value and its neighbours. The interval of its lag is a jackknife over 20 blocks of time, as in Correlation. The band is ±1.96/sqrt(n_eff), the 95 % interval of r at one lag if E and I had nothing to do with each other but each were as slow as it is; n_eff is Bartlett's, as in Correlation.",
        look_for: "A network that sustains itself has its peak at lag 0 or within a millisecond or two of it. One that is driven from outside while its own recurrence is weak has it some milliseconds later: inhibition answers excitation. Pin a panel to keep one case beside another. A wide peak in all three curves is what slow changes of rate give that both classes share.",
        fooled_by: "r depends on the bin: it grows with it, since spikes that lie near one another then share bins, so that only heights at the same bin compare. It also grows with the number of units that are pooled. The grey band is that of a single lag, so that the largest of many leaves it more often, and it knows nothing of drifts and states. A flat top is interpolated between bins; the interval says how well its lag is known, but not that the peak could be elsewhere altogether where r is tiny. Only the largest r is called the peak; a trough is not. States of different rates in one selection correlate by themselves at all lags.",
        reconstructed: "The paper says that the population correlation peaks at lag 0; bin, lags, estimator and interpolation are this program's.",
        source: "Dehghani et al., Dynamic balance of excitation and inhibition in human and monkey neocortex (Scientific Reports 6:23176, 2016). Conventions are set down in this program's ARCHITECTURE.",
    },
    parameters: &[&BIN, &MOST_LAG],
};

/// The view.
#[derive(Clone, Copy, Debug)]
pub struct CrossCorrelogramView;

/// E with I, each with itself, and the surrogate as far as it has been computed.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    pub between: Correlogram,
    /// E with E, and I with I.
    pub within: [Correlogram; 2],
    pub realised: Option<Realisations<Correlogram>>,
}

/// Bin width in seconds and the largest lag in bins.
fn resolution(input: &Input<'_>) -> (f64, usize) {
    let (bin_ms, most_ms) = (input.values.number(&BIN), input.values.number(&MOST_LAG));
    (bin_ms * 1e-3, (most_ms / bin_ms).round().max(1.0) as usize)
}

fn measured(input: &Input<'_>, task: &Task<'_>) -> Result<Outcome, AnalysisError> {
    let (bin_s, most_lag) = resolution(input);
    let intervals = input.selection.intervals(input.recording);
    let bins = Bins::with_width(&intervals, bin_s);
    let [e, i] = input.recording.ensembles().times_s();
    let memory = autocovariances(input.recording, &intervals, task)?;
    let of = |trains| correlogram(trains, &bins, most_lag, task);
    Ok(Outcome {
        between: of([e, i])?
            .with_n_eff(&memory, &bins)
            .with_peak_lag_interval([e, i], &bins, task)?,
        within: [of([e, e])?, of([i, i])?],
        realised: None,
    })
}

fn batch(
    surrogate: &Surrogate,
    number: u32,
    input: &Input<'_>,
    task: &Task<'_>,
) -> Result<Arc<Vec<Correlogram>>, AnalysisError> {
    let (bin_s, most_lag) = resolution(input);
    let (recording, selection) = (input.recording, input.selection);
    correlogram_batch(
        recording, selection, surrogate, bin_s, most_lag, number, task,
    )
}

fn with_next_piece(
    realised: &Realisations<Correlogram>,
    input: &Input<'_>,
    task: &Task<'_>,
) -> Result<Option<Realisations<Correlogram>>, AnalysisError> {
    realised.with_next_batch(task, |next| batch(&realised.surrogate, next, input, task))
}

impl View for CrossCorrelogramView {
    type Outcome = Outcome;
    const INFO: &'static Info = &INFO;
    const USES: &'static [Dependency] = &[Dependency::Surrogate];

    fn analyse(&self, input: &Input<'_>, task: &Task<'_>) -> Result<Outcome, AnalysisError> {
        wording::both_classes(input.recording)?;
        let found = measured(input, task)?;
        if let Some(reason) = &found.between.reason {
            return Err(AnalysisError::NothingToShow(format!(
                "There is no correlation: {reason}. Choose a longer window, more states or more units."
            )));
        }
        Ok(Outcome {
            realised: Realisations::empty(input),
            ..found
        })
    }

    refine_surrogate!(realised, with_next_piece);

    fn draw(&self, input: &Input<'_>, outcome: &Outcome) -> Sheet {
        draw::sheet(outcome, input)
    }

    fn bytes(&self, outcome: &Outcome) -> usize {
        let realised = outcome.realised.iter().flat_map(Realisations::all);
        let all = outcome.within.iter().chain([&outcome.between]);
        all.chain(realised).map(Correlogram::bytes).sum()
    }

    fn numbers(&self, input: &Input<'_>, task: &Task<'_>) -> Result<Vec<Numbers>, AnalysisError> {
        Ok(vec![numbers::of_outcome(&measured(input, task)?)])
    }

    fn realisations(
        &self,
        input: &Input<'_>,
        all: &Realisations,
        task: &Task<'_>,
    ) -> Result<Vec<Numbers>, AnalysisError> {
        let all = Realisations::whole(all.surrogate, task, |surrogate, number| {
            batch(surrogate, number, input, task)
        })?;
        Ok(all.all().map(numbers::peak).collect())
    }
}
