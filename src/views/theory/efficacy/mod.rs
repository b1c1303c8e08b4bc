//! What depression has left of the synapses of one rate network, and two identities that must hold.

mod draw;
mod numbers;

use super::model::{self, TIME, TRANSIENT, network_parameters};
use super::pieces::{Pieces, Piecewise};
use super::simulated::Simulated;
use crate::analysis::{AnalysisError, Task};
use crate::models::rate::RateNetwork;
use crate::models::rate::parameters::START_SEED;
use crate::models::rate::theory::Theory;
use crate::plot::Sheet;
use crate::views::{Help, Info, Input, Numbers};

pub static INFO: Info = Info {
    id: "efficacy",
    title: "Efficacy",
    summary: "What depression leaves of the synapses of a rate network: its distribution, against the rates, and the identities it obeys",
    help: Help {
        shows: "Left: for each excitatory unit its mean efficacy w over time against its mean rate phi, with the curve on which a unit at rest would lie. Right: how often an efficacy was found in each twentieth of 0 to 1, over units and time, with the mean as an upright line. The table has the two identities and by how much they are missed.",
        computed: "At rest w = 1 / (1 + u tau_D phi). Over any time T, from the equation of w: mean w = 1 - u tau_D mean(w phi) - (w(T) - w(0)) tau_D / T, for every unit; and from that of h: mean h of E = I0 + a (g_EE sum_j K_j mean(w phi)_j - g_EI sum_j K_j mean(phi)_j) / N_E - (h(T) - h(0)) / T, K_j being the number of E units that unit j projects to. Means over time are by the trapezoidal rule on the steps of integration.",
        look_for: "At small J0 all dots fall on one place of the curve. In chaos they lie above it: a unit that is silent for a while regains more than it loses while it is active. The mean of w stays near g_EI g_IE / (g_EE g_II), where E and I balance.",
        fooled_by: "The identities hold for every network and say only that it was integrated well. With mean in-degrees in place of K_j the second one is missed by some hundredths. Means over a short time scatter about what they come to.",
        reconstructed: "The equations, and all parameters but J0 and I0.",
        source: "Angulo-Garcia and Torcini (2025), synaptic depression.",
    },
    parameters: network_parameters![&START_SEED, &TIME, &TRANSIENT],
};

/// The view.
#[derive(Clone, Copy, Debug)]
pub struct EfficacyView;

/// Bars of the distribution.
pub const BARS: usize = 20;

/// Sums over steps, by unit.
#[derive(Clone, Debug, Default, PartialEq)]
struct Sums {
    steps: u64,
    phi: Vec<f64>,
    w: Vec<f64>,
    w_phi: Vec<f64>,
    /// Of h over the E units.
    h_e: f64,
}

/// What the trapezoidal rule adds up: this state, so often.
fn add(sums: &mut Sums, network: &RateNetwork, weight: f64) {
    let (phi, w, h) = (network.phi(), network.w(), network.h());
    sums.phi.resize(phi.len(), 0.0);
    sums.w.resize(w.len(), 0.0);
    sums.w_phi.resize(w.len(), 0.0);
    for (sum, phi) in sums.phi.iter_mut().zip(&phi) {
        *sum += weight * phi;
    }
    for (unit, w) in w.iter().enumerate() {
        sums.w[unit] += weight * w;
        sums.w_phi[unit] += weight * w * phi[unit];
    }
    sums.h_e += weight * h[..w.len()].iter().sum::<f64>() / w.len() as f64;
}

/// A network on its way, and what was added up.
#[derive(Clone)]
pub struct Outcome {
    pub theory: Theory,
    pub simulated: Simulated,
    sums: Sums,
    /// w, and the mean of h of E, when it began to count.
    first: Option<(Vec<f64>, f64)>,
    pub counts: [u64; BARS],
}

/// Means over time.
#[derive(Clone, Debug, PartialEq)]
pub struct Means {
    /// By unit, excitatory first; w of those.
    pub phi: Vec<f64>,
    pub w: Vec<f64>,
    pub w_phi: f64,
    /// Mean w over units, what the identity says it is, and the largest miss of a unit.
    pub mean_w: f64,
    pub expected_w: f64,
    pub largest_miss_w: f64,
    /// Mean h of the E units, and what the identity says it is.
    pub mean_h_e: f64,
    pub expected_h_e: f64,
    /// Time they are over.
    pub time: f64,
}

impl Outcome {
    /// Means so far; `None` before anything counted.
    pub fn means(&self) -> Option<Means> {
        let (first_w, first_h) = self.first.as_ref()?;
        let network = self.simulated.network();
        let p = network.parameters();
        let mut sums = self.sums.clone();
        add(&mut sums, network, 0.5);
        let steps = sums.steps as f64;
        let time = steps * p.dt;
        let over = |all: Vec<f64>| -> Vec<f64> { all.into_iter().map(|x| x / steps).collect() };
        let (phi, w, w_phi) = (over(sums.phi), over(sums.w), over(sums.w_phi));
        let now = network.w();
        let expected = |unit: usize| {
            let drift = (now[unit] - first_w[unit]) * p.tau_d / time;
            1.0 - p.u * p.tau_d * w_phi[unit] - drift
        };
        let misses = (0..w.len()).map(|unit| (w[unit] - expected(unit)).abs());
        let mean = |all: &[f64]| all.iter().sum::<f64>() / all.len().max(1) as f64;
        let all_expected: Vec<f64> = (0..w.len()).map(expected).collect();
        // Onto E units alone.
        let mut projections = vec![0.0; phi.len()];
        for unit in 0..w.len() {
            for source in network.matrix().row(unit) {
                projections[source] += 1.0;
            }
        }
        let sent = projections.iter().enumerate().map(|(unit, count)| {
            count
                * match w_phi.get(unit) {
                    Some(w_phi) => p.g_ee * w_phi,
                    None => -p.g_ei * phi[unit],
                }
        });
        let received = p.scale() * sent.sum::<f64>() / w.len() as f64;
        let h_now = mean(&network.h()[..w.len()]);
        Some(Means {
            mean_w: mean(&w),
            expected_w: mean(&all_expected),
            largest_miss_w: misses.fold(0.0, f64::max),
            mean_h_e: sums.h_e / steps,
            expected_h_e: p.i0 + received - (h_now - first_h) / time,
            w_phi: mean(&w_phi),
            phi,
            w,
            time,
        })
    }
}

impl Piecewise for EfficacyView {
    type Outcome = Outcome;
    const INFO: &'static Info = &INFO;
}

impl Pieces for Outcome {
    fn begin(input: &Input<'_>) -> Result<Self, AnalysisError> {
        let simulated = Simulated::new(input)?;
        Ok(Self {
            theory: model::theory_of(&model::of_network(input)),
            simulated,
            sums: Sums::default(),
            first: None,
            counts: [0; BARS],
        })
    }

    fn advance(&mut self, _input: &Input<'_>, task: &Task<'_>) -> Result<(), AnalysisError> {
        let Self {
            simulated,
            sums,
            first,
            counts,
            ..
        } = self;
        simulated.advance(task, |network| {
            let weight = if first.is_none() { 0.5 } else { 1.0 };
            add(sums, network, weight);
            sums.steps += 1;
            let w = network.w();
            for w in &w {
                counts[((w * BARS as f64) as usize).min(BARS - 1)] += 1;
            }
            first.get_or_insert_with(|| {
                let h = network.h();
                let h_e = h[..w.len()].iter().sum::<f64>() / w.len() as f64;
                (w, h_e)
            });
        })
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
