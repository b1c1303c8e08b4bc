//! What rate networks do over coupling and size, or over coupling and current: where random-matrix
//! theory has the transition, where each network loses its rest, and which regime it is in.

mod draw;
mod numbers;
mod work;

use super::model::{self, network_parameters};
use super::pieces::{Pieces, Piecewise};
use crate::analysis::{AnalysisError, Parameter, Task};
use crate::models::rate::theory::{Critical, NoAnswer, Onset, Scanned, Theory};
use crate::plot::{Sheet, number_text};
use crate::views::{Help, Info, Input, Numbers, PickedPlace};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

pub static AGAINST: Parameter = Parameter::choice(
    "against",
    "Plane",
    "What the coupling J0 is crossed with: the size N (each half of the next larger one) or the current I0",
    "size",
    &[("size", "J0 and N"), ("current", "J0 and I0")],
);
pub static LARGEST: Parameter = Parameter::whole(
    "network-units",
    "Units of the largest",
    "Units of the largest network; each of the others has half of those of the next, and at least 100",
    [400, 100, 2000],
);
pub static SIZES: Parameter =
    Parameter::whole("sizes", "Sizes", "How many sizes N, at most", [3, 1, 5]);
pub static FROM: Parameter = Parameter::number("from", "From J0", "", "First J0", [0.6, 0.0, 5.0]);
pub static TO: Parameter = Parameter::number("to", "To J0", "", "Last J0", [2.0, 0.1, 5.0]);
pub static STEPS: Parameter = Parameter::whole("steps", "Couplings", "How many J0", [15, 2, 60]);
pub static REALISATIONS: Parameter = Parameter::whole(
    "networks",
    "Networks",
    "How many networks of each size, with seeds from the seed on",
    [3, 1, 20],
);
pub static SCAN_TIME: Parameter = Parameter::count(
    "time",
    "Time",
    "tau_m",
    "Time that the exponents of each network are from",
    [200, 20, 2000],
);
pub static SCAN_TRANSIENT: Parameter = Parameter::count(
    "transient",
    "Transient",
    "tau_m",
    "Time before that, which does not count",
    [100, 0, 2000],
);

pub static INFO: Info = Info {
    id: "phase-diagram",
    title: "Phase diagram",
    summary: "Where rate networks rest, oscillate and are chaotic: over the coupling J0 and the size, or the current",
    help: Help {
        shows: "Left: each row of cells is one network, several of each size (or current), and each cell what it does at that J0, by colour and letter. The line is where random-matrix theory has the bulk of eigenvalues touch the imaginary axis; discs and rings are where the network of that row loses its homogeneous rest. Between the dashed lines is the transition: from the first such loss to the J0 above which all networks are chaotic. Middle: largest Lyapunov exponent of each network against J0, thin, and their mean, thick. Right: the width of that transition against the size (or the current): discs where both ends are known, rings where not all networks are chaotic at the last J0, so that it is wider still.",
        computed: "Every network has fixed in-degrees, begins at random with its own seed and has the same connections at every J0. Exponents and regimes are those of the view Lyapunov exponents, with two tangents; zero is within max(0.004, 3 / time). A loss of rest is the first J0, to 0.001, at which an eigenvalue of the network's Jacobian at its homogeneous fixed point crosses the imaginary axis (dense eigenvalues); rings where a pair does (Hopf), discs where a real one does.",
        look_for: "Networks of one size lose their rest at different J0 and go different ways: patterned rest, cycle, chaos. The transition narrows as networks grow, towards the J0 of the limit.",
        fooled_by: "What counts as chaotic depends on how long is looked: near the transition more time moves cells. Attractors coexist, and each network is followed from one start only. A transition whose right end is not in the picture has none in the table. Three networks show the spread, not its distribution.",
        reconstructed: "The equations, all parameters but J0 and I0, and the integrator (Runge-Kutta, step 0.1).",
        source: "Angulo-Garcia and Torcini (2025), transition to rate chaos; random-matrix boundary as in the eigenvalue cloud.",
    },
    parameters: network_parameters![without j0, units LARGEST;
        &AGAINST,
        &SIZES,
        &FROM,
        &TO,
        &STEPS,
        &REALISATIONS,
        &SCAN_TRANSIENT,
        &SCAN_TIME
    ],
};

/// The view.
#[derive(Clone, Copy, Debug)]
pub struct PhaseView;

/// What J0 is crossed with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Against {
    Size,
    Current,
}

/// The networks of one size, or at one current.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    pub n: usize,
    pub i0: f64,
    /// Where the bulk touches the imaginary axis.
    pub critical: Result<Critical, NoAnswer>,
    pub networks: Vec<RowNetwork>,
}

/// One network, as far as it has been looked at.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RowNetwork {
    pub seed: u64,
    pub onset: Option<Result<Onset, NoAnswer>>,
    /// By J0; what cannot run says why.
    pub scanned: Vec<Option<Result<Scanned, String>>>,
}

/// A diagram that fills.
#[derive(Clone)]
pub struct Outcome {
    pub theory: Theory,
    pub against: Against,
    pub j0: Arc<[f64]>,
    /// By rising size or current.
    pub rows: Vec<Row>,
    /// The bulk's critical J0 and the size or current it is of, finely.
    pub boundary: Arc<[[f64; 2]]>,
    /// The bulk's critical J0 in the limit.
    pub limit: Result<Critical, NoAnswer>,
    pub transient: f64,
    pub time: f64,
    /// Jobs that are done, and all.
    pub done: usize,
    pub jobs: usize,
}

/// What is kept of it until another day.
#[derive(Serialize, Deserialize)]
struct Kept {
    done: usize,
    /// Those of all rows, one row after the other.
    networks: Vec<RowNetwork>,
}

/// How wide the transition of a row is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Width {
    Known(f64),
    /// Not all networks are chaotic at the last J0: wider than this.
    Above(f64),
}

impl RowNetwork {
    /// What it does at a J0, once that is known and it could run.
    pub fn at(&self, nth: usize) -> Option<&Scanned> {
        self.scanned[nth].as_ref()?.as_ref().ok()
    }
}

impl Row {
    /// The first J0 at which a network loses its rest, once all have been looked at.
    pub fn first_onset(&self) -> Option<f64> {
        let all = self.networks.iter().map(|one| one.onset.as_ref());
        let all: Vec<&Result<Onset, NoAnswer>> = all.collect::<Option<_>>()?;
        let found = all.into_iter().flatten().map(|onset| onset.j0);
        found.reduce(f64::min)
    }

    /// The J0 of the grid from which on all networks are chaotic, once all have been looked at.
    pub fn all_chaotic(&self, j0: &[f64]) -> Option<f64> {
        let is_chaotic = |nth: usize| -> Option<bool> {
            let mut all = true;
            for one in &self.networks {
                all &= one.scanned[nth]
                    .as_ref()?
                    .as_ref()
                    .is_ok_and(Scanned::is_chaotic);
            }
            Some(all)
        };
        let all: Vec<bool> = (0..j0.len()).map(is_chaotic).collect::<Option<_>>()?;
        let others = all.iter().rposition(|chaotic| !chaotic);
        j0.get(others.map_or(0, |last| last + 1)).copied()
    }

    /// From the first loss of rest to the J0 above which all networks are chaotic, once all have been
    /// looked at; `None` where no network loses its rest among these J0.
    pub fn width(&self, j0: &[f64]) -> Option<Width> {
        let mut scanned = self.networks.iter().flat_map(|one| &one.scanned);
        let last = *j0.last()?;
        let first = self.first_onset().filter(|first| *first <= last)?;
        if !scanned.all(Option::is_some) {
            return None;
        }
        // Below its first loss of rest no network is chaotic, but among coarse J0 one may come first.
        let width = |j0: f64| (j0 - first).max(0.0);
        Some(match self.all_chaotic(j0) {
            Some(j0) => Width::Known(width(j0)),
            None => Width::Above(width(last)),
        })
    }

    /// Mean over networks of the largest exponent at a J0, of those that have run.
    pub fn mean_exponent(&self, nth: usize) -> Option<f64> {
        let all = self
            .networks
            .iter()
            .filter_map(|one| one.at(nth)?.exponents.values.first().copied());
        let (sum, count) = all.fold((0.0, 0.0), |(sum, count), value| (sum + value, count + 1.0));
        (count > 0.0).then(|| sum / count)
    }
}

impl Piecewise for PhaseView {
    type Outcome = Outcome;
    const INFO: &'static Info = &INFO;
}

impl Pieces for Outcome {
    fn begin(input: &Input<'_>) -> Result<Self, AnalysisError> {
        Ok(work::begin(input))
    }

    fn advance(&mut self, input: &Input<'_>, task: &Task<'_>) -> Result<(), AnalysisError> {
        work::advance(self, input, task)
    }

    fn is_over(&self) -> bool {
        self.done == self.jobs
    }

    fn sheet(&self) -> Sheet {
        draw::sheet(self)
    }

    fn bytes(&self) -> usize {
        // Of each network and J0 two exponents with their errors, and what stands beside them.
        let networks: usize = self.rows.iter().map(|row| row.networks.len()).sum();
        networks * self.j0.len() * (size_of::<Option<Result<Scanned, String>>>() + 32)
    }

    fn numbers(&self) -> Numbers {
        numbers::of_outcome(self)
    }

    fn kept(&self) -> Option<String> {
        let networks = self.rows.iter().flat_map(|row| row.networks.clone());
        let kept = Kept {
            done: self.done,
            networks: networks.collect(),
        };
        serde_json::to_string(&kept).ok()
    }

    fn take_up(&mut self, kept: &str) -> Option<()> {
        let kept: Kept = serde_json::from_str(kept).ok()?;
        let mut here = self.rows.iter().flat_map(|row| &row.networks);
        let is_whole = |scanned: &Scanned| {
            let exponents = &scanned.exponents;
            [&exponents.values, &exponents.errors].map(Vec::len) == [work::EXPONENTS; 2]
        };
        let is_same = kept.networks.iter().all(|of| {
            let one = here.next();
            one.is_some_and(|one| one.seed == of.seed && one.scanned.len() == of.scanned.len())
                && of.scanned.iter().flatten().flatten().all(is_whole)
        });
        if !is_same || here.next().is_some() || kept.done > self.jobs {
            return None;
        }
        let all = self.rows.iter_mut().flat_map(|row| &mut row.networks);
        for (one, kept) in all.zip(kept.networks) {
            *one = kept;
        }
        self.done = kept.done;
        Some(())
    }

    fn pick(&self, at: [f64; 2], _reach: [f64; 2]) -> Option<PickedPlace> {
        let (row, one, nth) = draw::cell_at(self, at)?;
        let scanned = one.at(nth)?;
        let j0 = number_text(self.j0[nth], 3);
        let largest = number_text(scanned.exponents.values[0], 2);
        let regime = scanned.exponents.regime;
        let place = match self.against {
            Against::Size => format!("N {}", row.n),
            Against::Current => format!("I0 {}", number_text(row.i0, 3)),
        };
        let text = format!(
            "J0 {j0}, {place}, seed {}: {regime}, largest exponent {largest}",
            one.seed
        );
        Some(PickedPlace::new(None, text))
    }
}
