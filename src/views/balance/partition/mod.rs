//! Partition curves: how unequally the spikes of E and of I are spread over bins, at all scales.

mod draw;
mod numbers;

use crate::analysis::partition::{Definition, Shares};
use crate::analysis::statistics::{Statistics, measured, statistics};
use crate::analysis::{AnalysisError, Parameter, Task};
use crate::plot::Sheet;
use crate::views::shared::by_state::{SPLIT, Split, StateOutcome};
use crate::views::shared::states::{EQUAL, EQUAL_SEED};
use crate::views::shared::surrogate_progress::{Realisations, refine_surrogate};
use crate::views::shared::wording;
use crate::views::{Dependency, Help, Info, Input, Numbers, View};
use std::sync::Arc;

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

/// The view.
#[derive(Clone, Copy, Debug)]
pub struct PartitionView;

/// Curves of both classes at all scales, and the surrogate as far as it has been computed.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    pub data: Arc<Statistics>,
    pub definition: Definition,
    /// E and I at each of the 32 scales; `None` without spikes.
    pub curves: Arc<Vec<[Option<Shares>; 2]>>,
    pub realised: Option<Realisations>,
}

fn definition(input: &Input<'_>) -> Definition {
    match input.values.choice(&CURVE).as_str() {
        "paper" => Definition::PaperLevel,
        "weighted" => Definition::PaperLevelWeighted,
        _ => Definition::ClassicLorenz,
    }
}

/// Curves with at most a few hundred vertices: what a person can see.
fn thinned(shares: Shares) -> Shares {
    const MOST: usize = 400;
    let n = shares.xy.len();
    if n <= MOST {
        return shares;
    }
    let kept = (0..MOST).map(|j| shares.xy[j * (n - 1) / (MOST - 1)]);
    Shares { xy: kept.collect() }
}

impl View for PartitionView {
    type Outcome = Outcome;
    const INFO: &'static Info = &INFO;
    const USES: &'static [Dependency] = &[Dependency::Scale, Dependency::Surrogate];

    fn analyse(&self, input: &Input<'_>, task: &Task<'_>) -> Result<Outcome, AnalysisError> {
        wording::both_classes(input.recording)?;
        let (recording, selection) = (input.recording, input.selection);
        let data = statistics(recording, selection, input.settings.normalisation, task)?;
        let definition = definition(input);
        let curves = task.shared(
            || format!("partition {} {selection:?} {definition:?}", recording.id()),
            |all: &Vec<[Option<Shares>; 2]>| {
                let points = |s: &Option<Shares>| s.as_ref().map_or(0, |s| size_of_val(&s.xy[..]));
                all.iter().flatten().map(points).sum()
            },
            || {
                let measured = measured(recording, selection, task)?;
                let of = |occupancy: &[(u32, u64)]| Shares::new(occupancy, definition).map(thinned);
                Ok(measured
                    .iter()
                    .map(|m| [of(&m.joint.marginal_e()), of(&m.joint.marginal_i())])
                    .collect())
            },
        )?;
        if curves.iter().flatten().all(Option::is_none) {
            return Err(AnalysisError::NothingToShow(
                "There are no spikes in bins of the selection. Choose a longer window or more states."
                    .to_owned(),
            ));
        }
        Ok(Outcome {
            data,
            definition,
            curves,
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
        _input: &Input<'_>,
        all: &Realisations,
        _task: &Task<'_>,
    ) -> Result<Vec<Numbers>, AnalysisError> {
        let all = all.all().map(|one| numbers::partition(&one.scales));
        Ok(all.collect())
    }
}

impl Split for PartitionView {
    const COLUMN: &'static [usize] = &[0, 1];

    fn overlaid(&self, input: &Input<'_>, shown: &[StateOutcome<'_, Outcome>]) -> Option<Sheet> {
        Some(draw::overlaid(input, shown))
    }
}
