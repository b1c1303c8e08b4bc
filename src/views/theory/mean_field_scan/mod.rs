//! Dynamic mean-field theory against the coupling J0, for several currents from outside and in the
//! limit of a large network.

mod draw;
mod numbers;

use super::model::{self, network_parameters};
use super::pieces::{Pieces, Piecewise};
use crate::analysis::{AnalysisError, Parameter, Task};
use crate::models::rate::theory::{MeanFields, NoAnswer, QUANTITIES, Size, Theory};
use crate::plot::Sheet;
use crate::views::{Help, Info, Input, Numbers};
use serde::{Deserialize, Serialize};

pub static UNITS: Parameter = Parameter::whole(
    "network-units",
    "Units",
    "Size of the network that theory is of, beside the limit of a large one",
    [2000, 100, 20_000],
);
pub static FROM: Parameter = Parameter::number("from", "From J0", "", "First J0", [0.8, 0.0, 5.0]);
pub static TO: Parameter = Parameter::number("to", "To J0", "", "Last J0", [2.2, 0.1, 5.0]);
pub static STEPS: Parameter = Parameter::whole("steps", "Couplings", "How many J0", [8, 2, 40]);
pub static CURRENTS: Parameter = Parameter::whole(
    "currents",
    "Currents",
    "How many currents I0 from outside: the present one, 0.3 more, and 0.6 more",
    [3, 1, 3],
);
pub static SETS: Parameter = Parameter::whole(
    "sets",
    "Sets of random numbers",
    "Theory is solved with each of them; the errors are from how they differ",
    [2, 1, 8],
);

pub static INFO: Info = Info {
    id: "mean-field-scan",
    title: "Mean field against J0",
    summary: "Dynamic mean-field theory of the rate network against J0: means, variances and decorrelation times for several currents, and in the limit",
    help: Help {
        shows: "From left to right: mean of the inputs h of E (blue) and I units (red), their variance, and the time in which they decorrelate, each against J0. Full lines are of a network of the chosen size at the present current I0, dashed lines with 0.3 more and dash-dotted ones with 0.6 more; dotted lines are the limit of a large network, in which the current does not matter. Upright strokes are one standard error to each side, over the sets of random numbers.",
        computed: "At every J0 and current the iteration of the view Mean field, with its settings, until the relative change is below 2e-4 or for 150 steps. Decorrelation time: half width at half maximum of the autocovariance above its value at the longest lag. The smallest J0 come first.",
        look_for: "Fluctuations are born at the critical J0, there slowly (long times) and weakly, and grow with J0 while they become faster. The current shifts the means of a network of some thousand units; in the limit all currents lie on one line: nobody has to drive that network.",
        fooled_by: "Just above the onset the iteration is slow and its widths uncertain by a quarter. Theory is of a network in chaos: small networks at the same J0 may rest. Two sets of random numbers give a rough error only.",
        reconstructed: "The equations, all parameters but J0 and I0, the iteration, and the decorrelation time (the paper fits a function that could not be read).",
        source: "Angulo-Garcia and Torcini (2025), Fig. 8 and its mean-field theory.",
    },
    parameters: network_parameters![without j0, units UNITS; &FROM, &TO, &STEPS, &CURRENTS, &SETS],
};

/// The view.
#[derive(Clone, Copy, Debug)]
pub struct MeanFieldScanView;

/// From one current to the next.
const CURRENT: f64 = 0.3;
/// Steps of the iteration that are one piece of the work.
const A_PIECE: usize = 6;

/// What the theory of one curve is of.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Of {
    Limit,
    Current(f64),
}

/// The quantities at one J0: mean and standard error of each, in the order of [`QUANTITIES`].
pub type Values = [[f64; 2]; QUANTITIES.len()];

/// Theory at one J0 and of one curve.
#[derive(Clone)]
pub struct Point {
    pub of: Of,
    pub j0: f64,
    /// Once it has settled, or given up.
    pub found: Option<Result<Values, NoAnswer>>,
    /// Whether all sets have settled.
    pub is_settled: bool,
}

/// [`Values`] without what is no number, which JSON does not know.
type KeptValues = [[Option<f64>; 2]; QUANTITIES.len()];

/// What is kept of a point until another day: what was found, and whether it had settled.
#[derive(Serialize, Deserialize)]
struct KeptPoint(Result<KeptValues, NoAnswer>, bool);

/// The points so far, in the order in which they are worked out.
#[derive(Clone)]
pub struct Outcome {
    pub theory: Theory,
    pub sets: u64,
    pub curves: Vec<Of>,
    pub points: Vec<Point>,
    /// Of the first point that is not found.
    running: Option<MeanFields>,
}

impl Outcome {
    /// Points that are worked out.
    pub fn done(&self) -> usize {
        let done = self.points.iter().filter(|point| point.found.is_some());
        done.count()
    }

    fn theory_of(&self, point: &Point) -> Theory {
        let theory = self.theory.with_j0(point.j0);
        match point.of {
            Of::Limit => theory.with_size(Size::Infinite),
            Of::Current(i0) => theory.with_i0(i0),
        }
    }

    /// J0, mean and error of a quantity along one curve, as far as it is known.
    pub fn curve(&self, of: Of, name: &str) -> Vec<[f64; 3]> {
        let place = QUANTITIES.iter().position(|(known, _)| *known == name);
        let points = self.points.iter().filter(|point| point.of == of);
        let known = points.filter_map(|point| {
            let [mean, error] = point.found?.ok()?[place?];
            Some([point.j0, mean, error])
        });
        known.collect()
    }
}

impl Piecewise for MeanFieldScanView {
    type Outcome = Outcome;
    const INFO: &'static Info = &INFO;
}

impl Pieces for Outcome {
    fn begin(input: &Input<'_>) -> Result<Self, AnalysisError> {
        let values = input.values;
        let theory = model::theory_of(&model::of_size(input, values.integer(&UNITS)));
        let [from, to] = [&FROM, &TO].map(|p| values.number(p));
        let [from, to] = [from.min(to), from.max(to)];
        let steps = values.integer(&STEPS).max(2);
        let j0 = |k: i64| from + (to - from) * k as f64 / (steps - 1) as f64;
        let currents = 0..values.integer(&CURRENTS).max(1);
        let currents = currents.map(|k| Of::Current(theory.parameters().i0 + CURRENT * k as f64));
        let curves: Vec<Of> = [Of::Limit].into_iter().chain(currents).collect();
        let points = (0..steps).flat_map(|k| curves.iter().map(move |of| (*of, k)));
        let points = points.map(|(of, k)| Point {
            of,
            j0: j0(k),
            found: None,
            is_settled: false,
        });
        Ok(Self {
            sets: values.integer(&SETS).max(1) as u64,
            points: points.collect(),
            running: None,
            curves,
            theory,
        })
    }

    fn advance(&mut self, _input: &Input<'_>, task: &Task<'_>) -> Result<(), AnalysisError> {
        let at = self.done();
        let Some(point) = self.points.get(at) else {
            return Ok(());
        };
        let fields = match self.running.take() {
            Some(running) => Ok(running),
            None => MeanFields::new(&self.theory_of(point), 0..self.sets),
        };
        let point = &mut self.points[at];
        match fields {
            Err(reason) => point.found = Some(Err(reason)),
            Ok(mut fields) => {
                for _ in 0..A_PIECE {
                    task.check()?;
                    if !fields.is_over() {
                        fields.step();
                    }
                }
                if fields.is_over() {
                    point.is_settled = fields.progress()[1] == 0;
                    point.found = Some(Ok(QUANTITIES.map(|(_, of)| fields.mean(of))));
                } else {
                    self.running = Some(fields);
                }
            }
        }
        task.progress(self.done() as f32 / self.points.len() as f32);
        Ok(())
    }

    fn is_over(&self) -> bool {
        self.done() == self.points.len()
    }

    fn sheet(&self) -> Sheet {
        draw::sheet(self)
    }

    fn bytes(&self) -> usize {
        let sets = self.running.iter().flat_map(MeanFields::sets);
        let running: usize = sets
            .map(crate::models::rate::theory::MeanField::bytes)
            .sum();
        running + size_of_val(&self.points[..])
    }

    fn numbers(&self) -> Numbers {
        numbers::of_outcome(self)
    }

    fn kept(&self) -> Option<String> {
        let found = self.points.iter().map_while(|point| {
            let finite = |x: f64| x.is_finite().then_some(x);
            let values = |values: Values| values.map(|one| one.map(finite));
            Some(KeptPoint(point.found?.map(values), point.is_settled))
        });
        serde_json::to_string(&found.collect::<Vec<_>>()).ok()
    }

    fn take_up(&mut self, kept: &str) -> Option<()> {
        let kept: Vec<KeptPoint> = serde_json::from_str(kept).ok()?;
        if kept.len() > self.points.len() {
            return None;
        }
        for (point, KeptPoint(found, is_settled)) in self.points.iter_mut().zip(kept) {
            let values = |values: KeptValues| values.map(|one| one.map(|x| x.unwrap_or(f64::NAN)));
            (point.found, point.is_settled) = (Some(found.map(values)), is_settled);
        }
        Some(())
    }
}
