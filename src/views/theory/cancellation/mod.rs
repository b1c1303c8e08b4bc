//! How the inputs of a cell cancel: what two cells share of their excitation, of their inhibition and
//! of the sum of both, in networks of several sizes.

mod draw;
mod numbers;

use super::model::{self, TIME, TRANSIENT, network_parameters};
use super::pieces::{Pieces, Piecewise};
use super::simulated::Simulated;
use crate::analysis::{AnalysisError, Parameter, Task};
use crate::models::rate::RateNetwork;
use crate::models::rate::parameters::START_SEED;
use crate::models::rate::theory::{PairCorrelation, Theory, pair_correlation};
use crate::plot::Sheet;
use crate::views::{Help, Info, Input, Numbers};
use std::sync::Arc;

pub static LARGEST: Parameter = Parameter::whole(
    "network-units",
    "Units of the largest",
    "Units of the largest network; the others have a half, a quarter and an eighth of them, and at least \
     100. Of 8000 one network takes a minute",
    [2000, 100, 8000],
);
pub static NETWORKS: Parameter = Parameter::whole(
    "networks",
    "Networks",
    "How many networks of each size, with seeds from the seed on",
    [3, 1, 20],
);

pub static INFO: Info = Info {
    id: "cancellation",
    title: "Cancellation",
    summary: "What two cells of a rate network share of their excitatory input, of their inhibitory input, and of the sum of both, against size",
    help: Help {
        shows: "Left: mean correlation over pairs of excitatory cells of their excitatory input (blue), of their inhibitory input (red) and of the sum of both (dark), against the number of units, both axes logarithmic. Dots are networks, lines go through the means over the networks of a size. Right: the three inputs of one cell of the largest network that has run, over its last 60 time constants.",
        computed: "Each network has fixed in-degrees from its seed and begins at random; after the transient the inputs of up to 300 excitatory cells are taken once every time constant: a g_EE sum w phi, - a g_EI sum phi, and both together. The mean over all pairs of Pearson's r is worked out from the variance of the sum of standardised inputs. The error of a network is from leaving out each tenth of the time; that of a size is the standard error over its networks. Networks at rest have no correlation and are counted apart.",
        look_for: "Two cells share most of their excitation, yet their total inputs are nearly independent, and the more so the larger the network: the parts stay where they are or rise, the sum falls. Inhibition follows excitation and takes away what is shared.",
        fooled_by: "A small network may rest, or swing as one: its correlations say nothing of chaos. What is below zero by chance cannot stand on a logarithmic axis and is in the table only. With fixed in-degrees the parts share more than in a network in which cells differ in how many inputs they have.",
        reconstructed: "The equations, and all parameters but J0 and I0.",
        source: "Angulo-Garcia and Torcini (2025), dynamic cancellation of input correlations; after Renart and others (2010), The asynchronous state in cortical circuits.",
    },
    parameters: network_parameters![units LARGEST; &START_SEED, &TIME, &TRANSIENT, &NETWORKS],
};

/// The view.
#[derive(Clone, Copy, Debug)]
pub struct CancellationView;

/// Excitatory input, inhibitory input, sum of both.
pub const PARTS: usize = 3;
/// Cells of a network whose pairs count, at most.
const CELLS: usize = 300;
/// Shares of the largest network that are built, and the fewest units of one.
const SHARES: [i64; 4] = [8, 4, 2, 1];
const FEWEST: i64 = 100;
/// How long the inputs of one cell are drawn, in time constants.
pub const DRAWN: f64 = 60.0;
/// Below this share of its mean excitation, the total input of a cell does not move.
const STILL: f64 = 1e-3;

/// What one network came to.
#[derive(Clone, Debug, PartialEq)]
pub struct OfNetwork {
    pub n: usize,
    pub seed: u64,
    /// Of each part; `None` where the network rests.
    pub correlations: Option<[PairCorrelation; PARTS]>,
}

/// The inputs of one cell: for each part points of time and input.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Traces {
    pub n: usize,
    pub parts: [Vec<[f64; 2]>; PARTS],
}

/// A network on its way, and what was seen of it.
#[derive(Clone)]
struct Watched {
    simulated: Simulated,
    /// For each part one series a cell.
    series: [Vec<Vec<f32>>; PARTS],
    traces: Traces,
}

/// The networks so far; one at a time runs.
#[derive(Clone)]
pub struct Outcome {
    pub theory: Theory,
    /// Rising.
    pub sizes: Vec<i64>,
    pub networks: u64,
    first_seed: u64,
    pub times: [i64; 2],
    pub found: Vec<OfNetwork>,
    pub traces: Arc<Traces>,
    running: Option<Watched>,
}

impl Watched {
    fn new(simulated: Simulated) -> Self {
        let p = simulated.network().parameters();
        let cells = p.n_e.min(CELLS);
        Self {
            series: std::array::from_fn(|_| vec![Vec::new(); cells]),
            traces: Traces {
                n: p.n,
                ..Traces::default()
            },
            simulated,
        }
    }

    fn advance(&mut self, task: &Task<'_>, time: f64) -> Result<(), AnalysisError> {
        let Self {
            simulated,
            series,
            traces,
        } = self;
        let dt = simulated.network().parameters().dt;
        let every = (1.0 / dt).round().max(1.0) as u64;
        let mut counted = (simulated.counted() / dt).round() as u64;
        simulated.advance(task, |network| {
            if counted.is_multiple_of(every) {
                see(network, series);
            }
            let left = time - counted as f64 * dt;
            if left <= DRAWN
                && let Some(parts) = network.inputs(0)
            {
                for (line, part) in traces.parts.iter_mut().zip(with_sum(parts)) {
                    line.push([DRAWN - left, part]);
                }
            }
            counted += 1;
        })
    }

    fn correlations(&self) -> Option<[PairCorrelation; PARTS]> {
        let [e, _, sum] = &self.series;
        (!is_still(e, sum)).then_some(())?;
        let found = self.series.iter().map(|part| pair_correlation(part));
        let found: Vec<PairCorrelation> = found.collect::<Option<_>>()?;
        found.try_into().ok()
    }
}

fn with_sum([e, i]: [f64; 2]) -> [f64; PARTS] {
    [e, i, e + i]
}

fn see(network: &RateNetwork, series: &mut [Vec<Vec<f32>>; PARTS]) {
    let cells = series[0].len();
    let (phi, w) = (network.phi(), network.w());
    for cell in 0..cells {
        let parts = with_sum(network.inputs_of(cell, &phi, &w));
        for (lines, part) in series.iter_mut().zip(parts) {
            lines[cell].push(part as f32);
        }
    }
}

/// Whether the total inputs of all cells together hardly move.
fn is_still(excitation: &[Vec<f32>], sum: &[Vec<f32>]) -> bool {
    let mean = |of: &[f32]| of.iter().map(|x| f64::from(*x)).sum::<f64>() / of.len().max(1) as f64;
    let variance = |of: &Vec<f32>| {
        let middle = mean(of);
        let squares = of.iter().map(|x| (f64::from(*x) - middle).powi(2));
        squares.sum::<f64>() / of.len().max(1) as f64
    };
    let cells = sum.len().max(1) as f64;
    let sd = (sum.iter().map(variance).sum::<f64>() / cells).sqrt();
    let level = excitation.iter().map(|one| mean(one)).sum::<f64>() / cells;
    sd <= STILL * level.abs()
}

impl Outcome {
    pub fn all(&self) -> usize {
        self.sizes.len() * self.networks as usize
    }

    /// The next network: all of a size, and then those of the next.
    fn start(&mut self, input: &Input<'_>) -> Result<(), AnalysisError> {
        let next = self.found.len() as u64;
        let Some(size) = self.sizes.get((next / self.networks) as usize) else {
            return Ok(());
        };
        let seed = self.first_seed + next % self.networks;
        let simulated = Simulated::of(&model::of_size(input, *size), seed, self.times)?;
        self.running = Some(Watched::new(simulated));
        Ok(())
    }

    /// Networks of a size that have run, and those of them that move.
    pub fn counts(&self, size: i64) -> [usize; 2] {
        let of_size = || self.found.iter().filter(|one| one.n as i64 == size);
        let moving = of_size().filter(|one| one.correlations.is_some());
        [of_size().count(), moving.count()]
    }

    /// Mean and standard error over the networks of a size that move, by part; without a network the
    /// mean is NaN, of one alone the error is its own.
    pub fn mean(&self, size: i64, part: usize) -> [f64; 2] {
        let of_size = self.found.iter().filter(|one| one.n as i64 == size);
        let all: Vec<PairCorrelation> = of_size
            .filter_map(|one| Some(one.correlations?[part]))
            .collect();
        let count = all.len() as f64;
        let mean = all.iter().map(|one| one.value).sum::<f64>() / count;
        if let [only] = &all[..] {
            return [only.value, only.error];
        }
        let squares = all.iter().map(|one| (one.value - mean).powi(2));
        [mean, (squares.sum::<f64>() / (count - 1.0) / count).sqrt()]
    }

    /// The power of N with which the mean of the sum changes, by least squares on both logarithms;
    /// `None` with less than three sizes, or where a mean is not above zero.
    pub fn exponent(&self) -> Option<f64> {
        let means = self.sizes.iter().map(|n| (*n, self.mean(*n, PARTS - 1)[0]));
        let points: Vec<[f64; 2]> = means
            .filter(|(_, mean)| mean.is_finite())
            .map(|(n, mean)| (mean > 0.0).then(|| [(n as f64).ln(), mean.ln()]))
            .collect::<Option<_>>()?;
        (points.len() >= 3).then(|| {
            let middle = |axis: usize| {
                points.iter().map(|point| point[axis]).sum::<f64>() / points.len() as f64
            };
            let (x, y) = (middle(0), middle(1));
            let across: f64 = points.iter().map(|[a, b]| (a - x) * (b - y)).sum();
            across / points.iter().map(|[a, _]| (a - x).powi(2)).sum::<f64>()
        })
    }
}

impl Piecewise for CancellationView {
    type Outcome = Outcome;
    const INFO: &'static Info = &INFO;
}

impl Pieces for Outcome {
    fn begin(input: &Input<'_>) -> Result<Self, AnalysisError> {
        let largest = input.values.integer(&LARGEST);
        let mut sizes: Vec<i64> = SHARES.iter().map(|s| (largest / s).max(FEWEST)).collect();
        sizes.dedup();
        let mut found = Self {
            theory: model::theory_of(&model::of_size(input, largest)),
            sizes,
            networks: input.values.integer(&NETWORKS).max(1) as u64,
            first_seed: model::seed(input),
            times: [&TRANSIENT, &TIME].map(|p| input.values.integer(p).max(0)),
            found: Vec::new(),
            traces: Arc::default(),
            running: None,
        };
        found.start(input)?;
        Ok(found)
    }

    fn advance(&mut self, input: &Input<'_>, task: &Task<'_>) -> Result<(), AnalysisError> {
        let time = self.times[1] as f64;
        let Some(at) = &mut self.running else {
            return Ok(());
        };
        at.advance(task, time)?;
        if at.simulated.is_over() {
            self.found.push(OfNetwork {
                n: at.simulated.network().parameters().n,
                seed: at.simulated.seed,
                correlations: at.correlations(),
            });
            if at.simulated.seed == self.first_seed {
                self.traces = Arc::new(std::mem::take(&mut at.traces));
            }
            self.running = None;
            self.start(input)?;
        }
        task.progress(self.found.len() as f32 / self.all() as f32);
        Ok(())
    }

    fn is_over(&self) -> bool {
        self.found.len() == self.all()
    }

    fn sheet(&self) -> Sheet {
        draw::sheet(self)
    }

    fn bytes(&self) -> usize {
        let running = self.running.as_ref().map_or(0, |at| {
            let series = at.series.iter().flatten().map(|one| size_of_val(&one[..]));
            at.simulated.network().bytes() + series.sum::<usize>()
        });
        let traces = self.traces.parts.iter().map(|line| size_of_val(&line[..]));
        running + traces.sum::<usize>()
    }

    fn numbers(&self) -> Numbers {
        numbers::of_outcome(self)
    }
}
