//! Where the rate network rests, from a hundred units to infinitely many.

mod draw;
mod numbers;

use super::model;
use crate::analysis::{AnalysisError, Task};
use crate::models::rate::mean::Rest;
use crate::models::rate::parameters::THEORY;
use crate::models::rate::theory::{NoAnswer, Size, Theory};
use crate::plot::{Sheet, number_text};
use crate::views::{About, Dependency, Help, Info, Input, Numbers, PickedPlace, View};

pub static INFO: Info = Info {
    id: "rate-limit",
    title: "Limit and size",
    summary: "Rates and efficacy at the fixed point of the rate network against its size, coupling and current, with the limit of a large network",
    help: Help {
        shows: "Left: the rates of E (blue) and I (red) and below the efficacy w at the homogeneous fixed point against the number of units N, at the present J0 and I0; dashed, what they come to as N grows without bound. An upright line is the present N. Top right: the rate of E at the present N as colours over J0 and I0, with a cross at the present ones. Bottom right: the rate of E against I0 for several N, with its limit dashed.",
        computed: "In the limit sums of order square root of N must cancel: w = g_EI g_IE / (g_EE g_II), phi_E = (1/w - 1) / (u tau_D), phi_I = f_E g_IE phi_E / (f_I g_II), which holds neither J0 nor I0. There is a limit where w is between 0 and 1 and both rates are below 1. At a finite N, with whole in-degrees, the fixed point is followed from J0 = 0 by Newton's method to 1e-14.",
        look_for: "At N = 1000 a current I0 moves the rates; at a million it hardly does: nobody has to drive this network. The distance to the limit falls as one over the square root of N. Turn J0 at a large N: the rates stay.",
        fooled_by: "The fixed point need not be stable: beyond the critical J0 the network does not stay there, and its mean rates are others. With Bernoulli in-degrees there is no homogeneous fixed point; the curves are those of the mean in-degrees.",
        reconstructed: "The equations, and all parameters but J0 and I0.",
        source: "Angulo-Garcia and Torcini (2025), fixed point and its limit.",
    },
    parameters: &THEORY,
};

/// The view.
#[derive(Clone, Copy, Debug)]
pub struct LimitView;

/// J0 and I0 of the map.
const MAP_J0: usize = 48;
const MAP_I0: usize = 30;
const RANGE_I0: [f64; 2] = [-1.0, 2.0];
/// Sizes of the curves: from a hundred to a hundred millions, so many a decade.
const A_DECADE: i32 = 8;
const DECADES: [i32; 2] = [2, 8];
/// Sizes of the cuts.
const CUTS: [usize; 3] = [1000, 30_000, 1_000_000];

/// Fixed points.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    pub theory: Theory,
    pub limit: Result<Rest, NoAnswer>,
    pub here: Result<Rest, NoAnswer>,
    /// By number of units.
    pub sizes: Vec<(f64, Option<Rest>)>,
    /// Rate of E by I0 (rows) and J0 (columns) at this size; NaN where there is none.
    pub map: Vec<f32>,
    pub range_j0: [f64; 2],
    /// Rate of E against I0 of each of the sizes of the cuts.
    pub cuts: Vec<(Size, Vec<[f64; 2]>)>,
}

/// The middle of cell `k` of `count`.
fn middle([low, high]: [f64; 2], k: usize, count: usize) -> f64 {
    low + (high - low) * (k as f64 + 0.5) / count as f64
}

fn rate(theory: &Theory) -> f64 {
    theory.fixed_point().map_or(f64::NAN, |at| at.phi_e)
}

fn outcome(input: &Input<'_>, task: &Task<'_>) -> Result<Outcome, AnalysisError> {
    let theory = model::theory(input);
    let [first, last] = DECADES.map(|decade| decade * A_DECADE);
    let size = |step: i32| 10f64.powf(f64::from(step) / f64::from(A_DECADE));
    let sizes = (first..=last).map(|step| {
        let n = size(step).round();
        let at = theory.with_size(Size::Finite(n as usize));
        (n, at.fixed_point().ok())
    });
    let sizes = sizes.collect();
    let range_j0 = [
        0.0,
        if theory.parameters().j0 > 3.0 {
            5.0
        } else {
            3.0
        },
    ];
    let mut map = Vec::with_capacity(MAP_J0 * MAP_I0);
    for row in 0..MAP_I0 {
        task.check()?;
        let at = theory.with_i0(middle(RANGE_I0, row, MAP_I0));
        let cell = |column| rate(&at.with_j0(middle(range_j0, column, MAP_J0))) as f32;
        map.extend((0..MAP_J0).map(cell));
    }
    let cut = |n: usize| {
        let at = theory.with_size(Size::Finite(n));
        let place = |k: usize| {
            let i0 = RANGE_I0[0] + 0.1 * k as f64;
            [i0, rate(&at.with_i0(i0))]
        };
        (Size::Finite(n), (0..=30).map(place).collect())
    };
    Ok(Outcome {
        theory,
        limit: theory.limit(),
        here: theory.fixed_point(),
        sizes,
        map,
        range_j0,
        cuts: CUTS.into_iter().map(cut).collect(),
    })
}

impl View for LimitView {
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
        size_of_val(&outcome.map[..]) + size_of_val(&outcome.sizes[..])
    }

    fn pick(
        &self,
        outcome: &Outcome,
        plot: &str,
        at: [f64; 2],
        _reach: [f64; 2],
    ) -> Option<PickedPlace> {
        if plot != draw::MAP {
            return None;
        }
        let theory = outcome.theory.with_j0(at[0]).with_i0(at[1]);
        let found = theory.fixed_point().ok()?;
        let text = |value: f64| number_text(value, 3);
        Some(PickedPlace::new(
            None,
            format!(
                "J0 {}, I0 {}: rate of E {}, of I {}, w {}",
                text(at[0]),
                text(at[1]),
                text(found.phi_e),
                text(found.phi_i),
                text(found.w)
            ),
        ))
    }

    fn numbers(&self, input: &Input<'_>, task: &Task<'_>) -> Result<Vec<Numbers>, AnalysisError> {
        Ok(vec![numbers::of_outcome(&outcome(input, task)?)])
    }
}
