//! Rest at which units of a class differ: the theory of Gaussian inputs beside one rate network.

mod draw;
mod numbers;

use super::model::{self, TRANSIENT, network_parameters};
use super::pieces::{Pieces, Piecewise};
use super::simulated::Simulated;
use crate::analysis::{AnalysisError, Task};
use crate::models::rate::parameters::START_SEED;
use crate::models::rate::theory::{NoAnswer, Size, StaticBranch, Theory};
use crate::plot::Sheet;
use crate::views::{Help, Info, Input, Numbers};

pub static INFO: Info = Info {
    id: "heterogeneous-rest",
    title: "Heterogeneous rest",
    summary: "Rest at which the units of a class differ: inputs of one rate network with the Gaussian of theory, mean and SD against J0",
    help: Help {
        shows: "Left: how the inputs h of the E (blue) and I units (red) of one network are distributed at the end of its run, as bars of equal width, with the Gaussians that theory predicts for rest at this size. Right: mean and SD of the inputs of each class against J0 by the same theory, full lines for this size and dashed for a network without bound; an upright line is the present J0.",
        computed: "If the inputs of a class are Gaussian with mean mu and SD s, each unit rests at its own rate and efficacy 1 / (1 + u tau_D phi), and the means and variances of what units send give mu and s back: four equations, with averages over 128 Gauss-Hermite nodes. The branch is born where a real eigenvalue of the bulk becomes positive, and is followed from there. The network is run for the time of the transient and then looked at once; it is said whether it rests.",
        look_for: "Below the birth of the branch all units of a class rest alike: two upright lines. Above it the SD grows with the square root of the distance. Take J0 a little above the birth and several seeds: some networks rest there, as broad as theory says; others swing.",
        fooled_by: "That there is a branch does not say that a network stays on it: at large J0 it is not stable, and the bars are of a network that moves. A network of some hundred units differs from theory by chance; another seed differs otherwise.",
        reconstructed: "The equations, all parameters but J0 and I0, and that in-degrees are fixed.",
        source: "Angulo-Garcia and Torcini (2025), Fig. 8 C, D.",
    },
    parameters: network_parameters![&START_SEED, &TRANSIENT],
};

/// The view.
#[derive(Clone, Copy, Debug)]
pub struct HeterogeneousView;

/// J0 of the curves.
const POINTS: usize = 24;
/// A network rests when no h changes by more than this in a step.
const RESTS: f64 = 1e-5;

/// The branch against J0.
pub type Curve = Vec<(f64, StaticBranch)>;

/// Theory, and a network on its way.
#[derive(Clone)]
pub struct Outcome {
    pub theory: Theory,
    pub branch: Result<StaticBranch, NoAnswer>,
    /// Of this size and of one without bound.
    pub curves: [(Size, Curve); 2],
    pub range_j0: [f64; 2],
    pub simulated: Simulated,
    /// The largest change of an h in the last step.
    pub change: f64,
}

fn curve(theory: &Theory, [_, high]: [f64; 2]) -> Curve {
    let Err(NoAnswer::BelowBirth { birth, .. }) = theory.with_j0(1e-6).static_branch() else {
        return Vec::new();
    };
    // Closer to one another near the birth, where s goes as a square root.
    let at = |k: usize| birth + (high - birth) * (k as f64 / POINTS as f64).powi(2);
    let points = (1..=POINTS).map(at);
    points
        .filter_map(|j0| Some((j0, theory.with_j0(j0).static_branch().ok()?)))
        .collect()
}

impl Outcome {
    /// Whether the network rests; `None` while it is on its way.
    pub fn rests(&self) -> Option<bool> {
        self.simulated.is_over().then_some(self.change < RESTS)
    }

    /// h of the E and of the I units.
    pub fn inputs(&self) -> [Vec<f64>; 2] {
        let network = self.simulated.network();
        let mut e = network.h();
        let i = e.split_off(network.matrix().n_e());
        [e, i]
    }
}

impl Piecewise for HeterogeneousView {
    type Outcome = Outcome;
    const INFO: &'static Info = &INFO;
}

impl Pieces for Outcome {
    fn begin(input: &Input<'_>) -> Result<Self, AnalysisError> {
        let theory = model::theory_of(&model::of_network(input));
        let high = if theory.parameters().j0 > 3.0 {
            5.0
        } else {
            3.0
        };
        let range_j0 = [0.0, high];
        let sizes = [theory.size, Size::Infinite];
        Ok(Self {
            branch: theory.static_branch(),
            curves: sizes.map(|size| (size, curve(&theory.with_size(size), range_j0))),
            range_j0,
            theory,
            simulated: Simulated::without_counting(input)?,
            change: f64::INFINITY,
        })
    }

    fn advance(&mut self, _input: &Input<'_>, task: &Task<'_>) -> Result<(), AnalysisError> {
        self.simulated.advance(task, |_| ())?;
        if self.simulated.is_over() {
            self.change = self.simulated.change_of_a_step();
        }
        Ok(())
    }

    fn is_over(&self) -> bool {
        self.simulated.is_over()
    }

    fn sheet(&self) -> Sheet {
        draw::sheet(self)
    }

    fn bytes(&self) -> usize {
        self.simulated.network().bytes()
    }

    fn numbers(&self) -> Numbers {
        numbers::of_outcome(self)
    }
}
