//! Exact eigenvalues of one rate network at its homogeneous fixed point, with the bulk that
//! random-matrix theory predicts.

mod draw;
mod numbers;

use super::model::{self, network_parameters};
use super::pieces::{Pieces, Piecewise};
use crate::analysis::{AnalysisError, Task};
use crate::models::rate::Matrix;
use crate::models::rate::mean::Rest;
use crate::models::rate::theory::{
    Critical, NoAnswer, Theory, homogeneous, jacobian, leading, spectrum_unless_cancelled,
};
use crate::plot::{Sheet, number_text};
use crate::views::{Help, Info, Input, Numbers, PickedPlace};

pub static INFO: Info = Info {
    id: "eigenvalue-cloud",
    title: "Eigenvalue cloud",
    summary: "Exact eigenvalues of a rate network at its homogeneous fixed point, and the bulk that theory predicts",
    help: Help {
        shows: "Each dot is an eigenvalue of one network, real part to the right and imaginary part upwards. The line around them is the outline of the bulk that theory predicts for a network of this size; the heavy upright line is the imaginary axis, to the right of which perturbations grow. Rings are the three mean modes, which all units of a class share. The leading eigenvalue is marked and named: Hopf where it is one of a pair, zero frequency where it is real.",
        computed: "The network has fixed in-degrees, drawn from the seed, and is taken at the homogeneous fixed point of this J0. Its Jacobian in all h and w has N plus N_E rows; all eigenvalues are found by reduction to Hessenberg form and the QR iteration (library faer, double precision). Of a network of more than 2000 units only the 20 of the largest real parts are found, by a Krylov-Schur iteration to a residual of 1e-11. The bulk is where rho(lambda) is at least |1 + lambda|^2, rho being the spectral radius of the 2 by 2 matrix of variances of the couplings, with the gain of depression in it.",
        look_for: "Turn J0: the cloud grows and touches the axis near the critical J0. At the same J0 take three seeds: here a pair crosses first, and the network begins to swing; there a real one does, and its units rest apart. Theory has a real one for the bulk; which of them a network has is its own.",
        fooled_by: "In small networks the leading eigenvalue lies outside the bulk or well inside by chance, so that a network becomes unstable before or after the critical J0. The spectrum is that of the homogeneous fixed point, which the network leaves once it is unstable. The dots are of a network of as many units as the view's parameter says, not of the one that runs.",
        reconstructed: "The equations, all parameters but J0 and I0, and fixed in-degrees.",
        source: "Angulo-Garcia and Torcini (2025), stability; bulk after Aljadeff, Stern and Sharpee (2015), Transition to chaos in random networks with cell-type-specific connectivity.",
    },
    parameters: network_parameters![],
};

/// The view.
#[derive(Clone, Copy, Debug)]
pub struct CloudView;

/// Points of the outline in the upper half plane.
const OUTLINE: usize = 361;
/// An eigenvalue is a mean mode within this.
const SAME: f64 = 1e-6;

/// Most units of a network all of whose eigenvalues are found; of a larger one only the leading ones.
const MOST_DENSE: usize = 2000;
/// Those.
const LEADING: usize = 20;

/// Eigenvalues of one network.
#[derive(Clone, Debug, PartialEq)]
pub struct Spectrum {
    /// By falling real part.
    pub values: Vec<[f64; 2]>,
    /// Whether these are all of them.
    pub is_whole: bool,
    /// The largest by real part that is no mean mode; of a pair the upper one.
    pub leading: [f64; 2],
    /// Share of those inside the predicted outline: filling above 0.9; where these are all of them.
    pub inside: Option<f64>,
}

/// Theory at once, the spectrum in a piece of its own.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    pub theory: Theory,
    pub seed: u64,
    pub rest: Rest,
    pub modes: [[f64; 2]; 3],
    pub critical: Result<Critical, NoAnswer>,
    /// Of the upper half plane.
    pub outline: Vec<[f64; 2]>,
    pub spectrum: Option<Result<Spectrum, NoAnswer>>,
}

fn worked_out(of: &Outcome, task: &Task<'_>) -> Result<Result<Spectrum, NoAnswer>, AnalysisError> {
    let p = of.theory.parameters();
    let matrix = Matrix::random(p, of.seed);
    let [h, w] = homogeneous(&matrix, &of.rest);
    let is_whole = p.n <= MOST_DENSE;
    let values = if is_whole {
        spectrum_unless_cancelled(jacobian(&matrix, p, &h, &w), task)?
    } else {
        let reach = of.outline.iter().map(|[re, im]| (re + 1.0).hypot(*im));
        let radius = reach.fold(0.0, f64::max);
        leading(&matrix, p, [&h, &w], (LEADING, radius), task)?
    };
    Ok(values.and_then(|values| named(of, values, is_whole)))
}

fn named(of: &Outcome, values: Vec<[f64; 2]>, is_whole: bool) -> Result<Spectrum, NoAnswer> {
    let is_mode = |z: &[f64; 2]| {
        let near = |mode: &[f64; 2]| (z[0] - mode[0]).hypot(z[1] - mode[1]) < SAME;
        of.modes.iter().any(near)
    };
    let leading = values.iter().find(|z| z[1] >= 0.0 && !is_mode(z));
    let bulk = of.theory.bulk(&of.rest);
    let others: Vec<_> = values.iter().filter(|z| !is_mode(z)).collect();
    let inside = others.iter().filter(|z| bulk.filling(***z) > 0.9).count();
    Ok(Spectrum {
        leading: leading.copied().ok_or(NoAnswer::NoEigenvalues)?,
        inside: is_whole.then(|| inside as f64 / others.len().max(1) as f64),
        is_whole,
        values,
    })
}

/// "Hopf" or "zero frequency".
pub fn crossing_name(omega: f64) -> &'static str {
    if omega == 0.0 {
        "zero frequency"
    } else {
        "Hopf"
    }
}

impl Piecewise for CloudView {
    type Outcome = Outcome;
    const INFO: &'static Info = &INFO;
}

impl Pieces for Outcome {
    fn begin(input: &Input<'_>) -> Result<Self, AnalysisError> {
        let theory = model::theory_of(&model::of_network(input));
        let rest = theory.fixed_point().map_err(model::nothing)?;
        Ok(Self {
            theory,
            seed: model::seed(input),
            rest,
            modes: theory.mean_modes(&rest).map_err(model::nothing)?,
            critical: theory.critical(),
            outline: theory.bulk(&rest).outline(OUTLINE),
            spectrum: None,
        })
    }

    fn advance(&mut self, _input: &Input<'_>, task: &Task<'_>) -> Result<(), AnalysisError> {
        task.check()?;
        self.spectrum = Some(worked_out(self, task)?);
        Ok(())
    }

    fn is_over(&self) -> bool {
        self.spectrum.is_some()
    }

    fn sheet(&self) -> Sheet {
        draw::sheet(self)
    }

    fn bytes(&self) -> usize {
        let values = self.spectrum.iter().flatten();
        values.map(|found| size_of_val(&found.values[..])).sum()
    }

    fn numbers(&self) -> Numbers {
        numbers::of_outcome(self)
    }

    fn pick(&self, at: [f64; 2], reach: [f64; 2]) -> Option<PickedPlace> {
        let Some(Ok(found)) = &self.spectrum else {
            return None;
        };
        let away = |z: &[f64; 2]| ((z[0] - at[0]) / reach[0]).hypot((z[1] - at[1]) / reach[1]);
        let near = found.values.iter().map(|z| (away(z), z));
        let (away, [re, im]) = near.min_by(|a, b| a.0.total_cmp(&b.0))?;
        (away < 2.0).then(|| {
            let [re, im] = [*re, *im].map(|part| number_text(part, 4));
            PickedPlace::new(None, format!("Real part {re}, imaginary part {im}"))
        })
    }
}
