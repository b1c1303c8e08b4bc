//! Balance plane: the cloud of (E, I) over bins, its ellipses and its numbers (methods A4).

mod cloud;
mod density;
mod draw;
mod numbers;
mod surrogate;

pub use cloud::Cloud;
pub use surrogate::SurrogateCloud;

use crate::analysis::statistics::Statistics;
use crate::analysis::{AnalysisError, Parameter, Scale, Task};
use crate::plot::{Ink, Mark, Sheet};
use crate::views::shared::wording;
use crate::views::{
    Dependency, Help, Info, Input, Marks, Numbers, PickedPlace, Realisations, View,
};

pub static SCALES: Parameter = Parameter::choice(
    "scales",
    "Scales",
    "One cloud at the chosen scale, or four over one another from fine to coarse, in steps of 5",
    "one",
    &[("one", "One"), ("four", "Four, fine to coarse")],
);

pub static SIGMAS: Parameter = Parameter::count(
    "sigmas",
    "Ellipses",
    "sigma",
    "Draws the covariance ellipses from 1 sigma to this many",
    [2, 1, 3],
);

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

pub static MAX_POINTS: Parameter = Parameter::count(
    "max-points",
    "Most points",
    "points",
    "Above this many bins a density picture is drawn instead of points",
    [20_000, 100, 200_000],
);

pub static INFO: Info = Info {
    id: "balance-plane",
    title: "Balance plane",
    summary: "The cloud of excitation against inhibition over bins, its ellipses and its numbers",
    help: Help {
        shows: "One point a bin: pooled excitation across, pooled inhibition up, at the chosen scale, or at four scales over one another. The ellipses hold the covariance at 1, 2 and 3 sigma around the mean, the thin cross lies along their principal axes, and the dashed diagonal is where E = I. Histograms of E and of I stand beside the cloud. Many bins become a density picture, coloured by the logarithm of the number of bins. A chosen surrogate is a second cloud in grey, of its realisation 0, with its ellipse at 1 sigma (of a density picture only that); its numbers over all realisations stand in the table.",
        computed: "Spikes of each class are counted in bins interval by interval of the selection and put into the chosen normalisation. Means, SDs, r and the covariance come from exact integer sums over bins, with n in the denominator. The axes are the roots of the eigenvalues of the covariance matrix, the angle is that of the larger one from the E axis, in (-90, 90] degrees. The width along is the SD along (1, 1)/sqrt 2, the width across along (1, -1)/sqrt 2. Var f is the variance of f = E - I, twice the square of the width across. The interval of r is Fisher's, with n_eff bins in place of n: n_eff = n / (1 + 2 sum rho_E(l) rho_I(l)), Bartlett's effective number, from the autocorrelations of E and of I at lags up to 20 s or a tenth of the selection. In simulations of Poisson trains and of rates that fluctuate over 0.5 and 5 s it holds r in 90 to 99 %.",
        look_for: "A cloud that is long along the diagonal and thin across it: excitation and inhibition move together. Whether it keeps that shape from fine to coarse scales while it contracts. Points far from the diagonal: moments of imbalance; point at one to see when it was.",
        fooled_by: "The normalisation decides the claim: with counts per neuron every width grows with the bin, and the contraction across the diagonal holds for rates and shares. The slope of Var f against bin width for rates is that for counts minus 2, exactly. The ellipse lies at 45 degrees only where E and I have equal variances; as z-scores it always does and says no more than r. An ellipse of 1, 2, 3 sigma holds 39.3, 86.5, 98.9 % of a Gaussian, not 68, 95, 99.7 %. The interval of r takes the selection as one steady state: drifts slower than 20 s or a tenth of the selection, and mixed states, make it too narrow; where n_eff is small it says little. States of different rates in one selection make a long cloud by themselves. At fine scales counts are few and points lie on one another.",
        reconstructed: "The unit of the published axes (\"Normalized Ensemble\", 0 to 4) is not identified: the centres of E and I differ there, so that it is not a share of the window, and rates per neuron would not give nearly equal centres either. Rate per neuron is the default here.",
        source: "Dehghani, Symmetry's Edge in Cortical Dynamics (2023), Fig 2A1-A3. Binning, normalisation and angle are this program's conventions, set down in its ARCHITECTURE.",
    },
    parameters: &[&SCALES, &SIGMAS, &MARGINALS, &STATES, &MAX_POINTS],
};

/// The view.
#[derive(Clone, Copy, Debug)]
pub struct BalancePlane;

/// One cloud a scale, fine to coarse, which of them is the chosen scale's, and the surrogate as far
/// as it is there.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    pub clouds: Vec<Cloud>,
    pub chosen: usize,
    pub surrogate: Option<SurrogateCloud>,
}

impl Outcome {
    fn chosen(&self) -> Option<&Cloud> {
        self.clouds.get(self.chosen)
    }
}

/// The scales that are drawn: the chosen one, or four in steps of 5 (a factor of 4.5 in width, as
/// in Fig 2A), of which the chosen one is the finest that leaves room for the others.
fn scales(input: &Input<'_>) -> (Vec<Scale>, usize) {
    let chosen = input.settings.scale;
    if input.values.choice(&SCALES) != "four" {
        return (vec![chosen], 0);
    }
    let place = ((chosen.k() - 17.0) / 5.0).ceil().clamp(0.0, 3.0);
    let all = (0..4u8)
        .map(|step| Scale::new(chosen.k() + 5.0 * (f64::from(step) - place)))
        .collect();
    (all, place as usize)
}

impl View for BalancePlane {
    type Outcome = Outcome;
    const INFO: &'static Info = &INFO;
    const USES: &'static [Dependency] = &[
        Dependency::Scale,
        Dependency::Normalisation,
        Dependency::Surrogate,
    ];

    fn analyse(&self, input: &Input<'_>, task: &Task<'_>) -> Result<Outcome, AnalysisError> {
        wording::both_classes(input.recording)?;
        let (scales, chosen) = scales(input);
        let most = u64::try_from(input.values.integer(&MAX_POINTS)).unwrap_or(0);
        let clouds = scales
            .iter()
            .enumerate()
            .map(|(place, &scale)| Cloud::new(input, scale, place == chosen, most, task))
            .collect::<Result<Vec<_>, _>>()?;
        if clouds[chosen].joint.is_empty() {
            return Err(AnalysisError::NothingToShow(format!(
                "The selection is shorter than one bin of {}. Choose a finer scale, a longer window or more states.",
                input.settings.scale.width_text()
            )));
        }
        Ok(Outcome {
            clouds,
            chosen,
            surrogate: SurrogateCloud::empty(input),
        })
    }

    fn is_complete(&self, _input: &Input<'_>, outcome: &Outcome) -> bool {
        let surrogate = outcome
            .surrogate
            .as_ref()
            .filter(|_| outcome.chosen().is_some());
        surrogate.is_none_or(|b| b.first.is_some() && b.realised.is_complete())
    }

    fn refine(
        &self,
        input: &Input<'_>,
        outcome: &Outcome,
        task: &Task<'_>,
    ) -> Result<Option<Outcome>, AnalysisError> {
        let (Some(surrogate), Some(chosen)) = (&outcome.surrogate, outcome.chosen()) else {
            return Ok(None);
        };
        let more = surrogate.with_next_piece(input, chosen, task)?;
        Ok(more.map(|surrogate| Outcome {
            surrogate: Some(surrogate),
            ..outcome.clone()
        }))
    }

    fn draw(&self, input: &Input<'_>, outcome: &Outcome) -> Sheet {
        draw::sheet(outcome, input)
    }

    fn bytes(&self, outcome: &Outcome) -> usize {
        outcome.surrogate.as_ref().map_or(0, SurrogateCloud::bytes)
    }

    fn overlay(&self, outcome: &Outcome, marks: &Marks) -> Vec<(&'static str, Mark)> {
        let Some(cloud) = outcome.chosen() else {
            return Vec::new();
        };
        let rings = |xy: Vec<[f64; 2]>, radius_pt| {
            let mark = Mark::rings(xy, radius_pt, Ink::Accent);
            ("cloud", mark)
        };
        let brushed = marks.brush.map(|brush| rings(cloud.dots_in(brush), 3.0));
        let pointed = marks
            .bin
            .and_then(|bin| cloud.dot_at(f64::midpoint(bin.start_s, bin.stop_s)))
            .map(|dot| rings(vec![dot], 5.5));
        brushed
            .into_iter()
            .chain(pointed)
            .filter(|(_, mark)| mark.count() > 0)
            .collect()
    }

    fn pick(
        &self,
        outcome: &Outcome,
        plot: &str,
        at: [f64; 2],
        reach: [f64; 2],
    ) -> Option<PickedPlace> {
        if plot != "cloud" {
            return None;
        }
        outcome.chosen()?.pick(at, reach)
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
        let ensemble = |one: &Statistics| {
            numbers::ensemble(one.scales.iter().map(|at| (at.scale, &at.balance)))
        };
        Ok(all.all().map(ensemble).collect())
    }
}
