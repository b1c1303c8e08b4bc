//! Deviation: how far E and I are from balance in each state, and whether their magnitudes have
//! one distribution (methods B4).

mod draw;
mod measured;
mod numbers;

pub use measured::{AtScale, Group};

use crate::analysis::{AnalysisError, Parameter, Scale, Task};
use crate::plot::Sheet;
use crate::views::shared::states::{EQUAL, EQUAL_SEED};
use crate::views::shared::surrogate_progress::{Realisations, refine_surrogate};
use crate::views::shared::wording;
use crate::views::{Dependency, Help, Info, Input, Numbers, View};
use std::sync::Arc;

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

/// The view.
#[derive(Clone, Copy, Debug)]
pub struct DeviationView;

/// What is measured at all 32 scales, and at the chosen one, which may lie between two of them.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// Everything that is analysed, then each state in it.
    pub groups: Vec<Group>,
    pub scales: Arc<Vec<AtScale>>,
    pub chosen: AtScale,
    /// The surrogate of all that is analysed, as far as it has been computed.
    pub realised: Option<Realisations>,
}

/// Realisations are z-scored over the selection, so they are comparable with data that are as well.
fn is_comparable(input: &Input<'_>) -> bool {
    input.selection.states.is_empty() || input.values.choice(&RULER) == "selection"
}

fn realised(input: &Input<'_>) -> Option<Realisations> {
    Realisations::empty(input).filter(|_| is_comparable(input))
}

fn all_scales(
    input: &Input<'_>,
    groups: &[Group],
    task: &Task<'_>,
) -> Result<Arc<Vec<AtScale>>, AnalysisError> {
    task.shared(
        || {
            let (ruler, selection) = (input.values.choice(&RULER), input.selection);
            let equal = input
                .values
                .switch(&EQUAL)
                .then(|| input.values.integer(&EQUAL_SEED));
            let recording = input.recording.id();
            format!("deviation {recording} {ruler} {selection:?} {equal:?}")
        },
        |all: &Vec<AtScale>| all.iter().map(AtScale::bytes).sum(),
        || {
            let scales: Vec<Scale> = Scale::all().collect();
            measured::measure(input, groups, &scales, task)
        },
    )
}

/// The parts, all scales and the chosen one.
type Measurements = (Vec<Group>, Arc<Vec<AtScale>>, AtScale);

fn measured(input: &Input<'_>, task: &Task<'_>) -> Result<Measurements, AnalysisError> {
    let (groups, scale) = (measured::groups(input), input.settings.scale);
    let scales = all_scales(input, &groups, task)?;
    let chosen = match scales.iter().find(|at| at.scale == scale) {
        Some(whole) => whole.clone(),
        None => measured::measure(input, &groups, &[scale], task)?
            .pop()
            .ok_or_else(|| AnalysisError::Failed("no scale was measured".to_owned()))?,
    };
    Ok((groups, scales, chosen))
}

impl View for DeviationView {
    type Outcome = Outcome;
    const INFO: &'static Info = &INFO;
    const USES: &'static [Dependency] = &[Dependency::Scale, Dependency::Surrogate];

    fn analyse(&self, input: &Input<'_>, task: &Task<'_>) -> Result<Outcome, AnalysisError> {
        wording::both_classes(input.recording)?;
        let (groups, scales, chosen) = measured(input, task)?;
        if scales.iter().all(|at| at.static_balance.n_e == 0) {
            return Err(AnalysisError::NothingToShow(
                "The selection is shorter than one bin at every scale. Choose a longer window or more states."
                    .to_owned(),
            ));
        }
        Ok(Outcome {
            groups,
            scales,
            chosen,
            realised: realised(input),
        })
    }

    refine_surrogate!(realised, Realisations::with_next_piece);

    fn draw(&self, input: &Input<'_>, outcome: &Outcome) -> Sheet {
        draw::sheet(outcome, input)
    }

    fn bytes(&self, outcome: &Outcome) -> usize {
        let scales: usize = outcome.scales.iter().map(AtScale::bytes).sum();
        let realised = outcome.realised.as_ref().map_or(0, Realisations::bytes);
        scales + outcome.chosen.bytes() + realised
    }

    fn numbers(&self, input: &Input<'_>, task: &Task<'_>) -> Result<Vec<Numbers>, AnalysisError> {
        let (groups, scales, chosen) = measured(input, task)?;
        Ok(numbers::numbers(&groups, &scales, &chosen, input).into())
    }

    fn realisations(
        &self,
        input: &Input<'_>,
        all: &Realisations,
        _task: &Task<'_>,
    ) -> Result<Vec<Numbers>, AnalysisError> {
        let mut numbers: Vec<Numbers> = all.all().flat_map(numbers::of_realisation).collect();
        if let (Some(first), false) = (numbers.first_mut(), input.selection.states.is_empty()) {
            first.warnings.push(
                "surrogates: z-scores of deviation are over the selection, not all time in the window"
                    .to_owned(),
            );
        }
        Ok(numbers)
    }
}
