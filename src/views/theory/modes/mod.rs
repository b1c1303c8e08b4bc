//! How the rate network answers to what all units of a class share: three eigenvalues against J0.

mod draw;
mod numbers;

use super::model;
use crate::analysis::{AnalysisError, Task};
use crate::models::rate::parameters::THEORY;
use crate::models::rate::theory::{NoAnswer, Size, Theory};
use crate::plot::{Sheet, number_text};
use crate::views::{About, Dependency, Help, Info, Input, Numbers, PickedPlace, View};

pub static INFO: Info = Info {
    id: "mean-modes",
    title: "Mean modes",
    summary: "Decay and frequency of perturbations that all units of the rate network share, against the coupling J0",
    help: Help {
        shows: "Real parts (top) and imaginary parts (bottom) of the three mean modes against J0, for networks of several sizes, the small ones dark on paper; the present size is in the colour of what is marked. Above the heavy line at 0 a perturbation that all units of a class share would grow. The upright line is the present J0.",
        computed: "The Jacobian of the network for perturbations of h of all E units, h of all I units and all w at the homogeneous fixed point of that J0, a matrix of 3 by 3; its eigenvalues by their characteristic polynomial. In-degrees are fixed and whole numbers. Of a pair only the upper imaginary part is drawn.",
        look_for: "With the default parameters all real parts stay below 0 at every J0: the means return, and what makes the network unstable is not shared by the units (see the eigenvalue cloud). Two modes answer fast, the faster the larger the network; the third has about the time of the depression's recovery.",
        fooled_by: "Stable means do not make a stable network: units can part from one another while their means rest. A step of integration must be short enough for the fastest of these modes, which the network refuses otherwise. With Bernoulli in-degrees the modes are those of the mean in-degrees.",
        reconstructed: "The equations, and all parameters but J0 and I0.",
        source: "Angulo-Garcia and Torcini (2025), Fig. 3.",
    },
    parameters: &THEORY,
};

/// The view.
#[derive(Clone, Copy, Debug)]
pub struct ModesView;

/// J0 of the curves.
const POINTS: usize = 120;
/// Sizes beside the present one.
const SIZES: [usize; 4] = [250, 1000, 10_000, 100_000];

/// The three modes, by rising real part.
type Modes = [[f64; 2]; 3];

/// J0, and the modes there.
type Curve = Vec<(f64, Option<Modes>)>;

/// Modes by size and J0.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    pub theory: Theory,
    /// At the present J0 and size.
    pub here: Result<Modes, NoAnswer>,
    pub range_j0: [f64; 2],
    /// By rising size: J0, and its modes where there is a fixed point.
    pub curves: Vec<(Size, Curve)>,
}

fn modes(theory: &Theory) -> Result<Modes, NoAnswer> {
    theory.mean_modes(&theory.fixed_point()?)
}

fn outcome(input: &Input<'_>, task: &Task<'_>) -> Result<Outcome, AnalysisError> {
    let theory = model::theory(input);
    let p = theory.parameters();
    let range_j0 = [0.0, if p.j0 > 3.0 { 5.0 } else { 3.0 }];
    let mut sizes: Vec<usize> = SIZES.into_iter().chain([p.n]).collect();
    sizes.sort_unstable();
    sizes.dedup();
    let mut curves = Vec::new();
    for n in sizes {
        task.check()?;
        let at = theory.with_size(Size::Finite(n));
        let point = |k: usize| {
            let j0 = range_j0[1] * k as f64 / POINTS as f64;
            (j0, modes(&at.with_j0(j0)).ok())
        };
        curves.push((Size::Finite(n), (1..=POINTS).map(point).collect()));
    }
    Ok(Outcome {
        theory,
        here: modes(&theory),
        range_j0,
        curves,
    })
}

impl View for ModesView {
    type Outcome = Outcome;
    const INFO: &'static Info = &INFO;
    const ABOUT: About = model::ABOUT;
    const USES: &'static [Dependency] = &[Dependency::Canvas];

    fn analyse(&self, input: &Input<'_>, task: &Task<'_>) -> Result<Outcome, AnalysisError> {
        outcome(input, task)
    }

    fn draw(&self, input: &Input<'_>, outcome: &Outcome) -> Sheet {
        draw::sheet(outcome, input)
    }

    fn bytes(&self, outcome: &Outcome) -> usize {
        outcome
            .curves
            .iter()
            .map(|(_, all)| size_of_val(&all[..]))
            .sum()
    }

    fn pick(
        &self,
        outcome: &Outcome,
        _plot: &str,
        at: [f64; 2],
        _reach: [f64; 2],
    ) -> Option<PickedPlace> {
        let found = modes(&outcome.theory.with_j0(at[0])).ok()?;
        let words = found.map(|[re, im]| {
            let re = number_text(re, 3);
            match im {
                0.0 => re,
                im if im < 0.0 => format!("{re} − {}i", number_text(-im, 3)),
                im => format!("{re} + {}i", number_text(im, 3)),
            }
        });
        let text = format!("J0 {}: {}", number_text(at[0], 3), words.join(", "));
        Some(PickedPlace::new(None, text))
    }

    fn numbers(&self, input: &Input<'_>, task: &Task<'_>) -> Result<Vec<Numbers>, AnalysisError> {
        Ok(vec![numbers::of_outcome(&outcome(input, task)?)])
    }
}
