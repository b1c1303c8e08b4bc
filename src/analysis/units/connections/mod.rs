//! Short-latency interactions of pairs of units (methods B2): a sharp peak or trough of the
//! cross-correlogram just after 0 suggests that the one unit excites or inhibits the other.
//!
//! Two tests: the convolution test of Stark and Abeles (J Neurosci Methods 179:90, 2009) as
//! CellExplorer has it, and the jitter test of Peyrache et al. (PNAS 109:1731, 2012).

mod convolution;
mod correlogram;
mod draws;
mod evidence;
mod jitter;
mod options;
mod pairs;
mod results;
mod smooth;

pub use crate::analysis::numerics::poisson;
pub use convolution::BIN_S;
pub use correlogram::{Correlogram, Lags, correlogram};
pub use evidence::{Evidence, conflict, evidence, suggested_classes};
pub use jitter::{CONFIDENCE, JITTER_BIN_S};
pub use options::{ALPHA, JITTER, JITTERS, Options, SEED, STRICT, TEST, Test, WINDOW};
pub use pairs::{FEWEST_SPIKES, LeftOut, MOST_UNITS, TestedPair, Tests, connections};
pub use results::{Connection, Pairs};
pub use smooth::{HOLLOW, SD_S, Smoother};

use crate::analysis::{AnalysisError, Task};
use convolution::Convolution;
use jitter::Jittered;
use serde::{Deserialize, Serialize};

/// What a connection does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Sign {
    Excitatory,
    Inhibitory,
}

/// What a test says of one direction of a pair.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Verdict {
    /// Towards which the most unusual bin of the causal window lies.
    pub sign: Sign,
    /// The test is passed: this is a connection.
    pub found: bool,
    /// Lag of that bin in seconds, above 0.
    pub lag_s: f64,
    /// Its p before any correction (convolution: Poisson, mid-p; jitter: rank of the extreme).
    pub p: f64,
    /// Spikes of the postsynaptic unit in the causal window beyond those expected from the bins
    /// around it, for each spike of the presynaptic one.
    pub excess: f64,
    /// Whether there are enough coincidences to detect a trough.
    pub could_inhibit: bool,
    /// More spikes coincide than chance allows, as where one cell is sorted twice; next to them dead
    /// time looks like a trough, so none counts.
    pub coincide: bool,
}

/// What the correlogram is held against, one number a bin.
#[derive(Clone, Debug, PartialEq)]
pub struct Bands {
    pub predictor: Vec<f64>,
    /// Poisson bounds of the convolution test; pointwise band of the jitter test.
    pub low: Vec<f64>,
    pub high: Vec<f64>,
    /// The jitter test's global band, lower and upper; first to second, then second to first.
    pub global: Option<[[f64; 2]; 2]>,
}

/// A pair of trains, ready to be tested.
#[derive(Clone, Copy, Debug)]
pub struct Pair<'a> {
    /// Ascending times in seconds of each stretch of time.
    pub first: &'a [&'a [f64]],
    pub second: &'a [&'a [f64]],
    /// Both come from one electrode, where spikes that coincide are not told apart: the central
    /// bin is masked.
    pub same_electrode: bool,
    /// Which random numbers it gets, given the seed.
    pub number: u64,
}

impl Pair<'_> {
    /// Number of spikes of each.
    pub fn spikes(&self) -> [usize; 2] {
        [self.first, self.second].map(|train| train.iter().map(|t| t.len()).sum())
    }
    /// Tests both directions, first to second and second to first, in one correlogram. The edges
    /// of bins are half-open towards the first.
    ///
    /// # Errors
    /// [`AnalysisError::NothingToShow`] where there are too many lags to be jittered, and when
    /// overtaken.
    pub fn test(
        &self,
        options: &Options,
        task: &Task<'_>,
    ) -> Result<(Correlogram, [Verdict; 2]), AnalysisError> {
        let options = options.fitted();
        let counts = correlogram(self.first, self.second, options.lags(), task)?;
        let verdicts = match options.test {
            Test::Convolution => Convolution::new(&counts, self, &options).both(self.spikes()),
            Test::Jitter => {
                jitter::check_lags(&counts, &options)?;
                Jittered::new(self, &options, task)?.both(&counts, self.spikes())
            }
        };
        Ok((counts, verdicts))
    }
    /// What its correlogram is held against.
    ///
    /// # Errors
    /// When overtaken.
    pub fn bands(
        &self,
        counts: &Correlogram,
        options: &Options,
        task: &Task<'_>,
    ) -> Result<Bands, AnalysisError> {
        let options = options.fitted();
        match options.test {
            Test::Convolution => Convolution::new(counts, self, &options).bands(task),
            Test::Jitter => Jittered::new(self, &options, task)?.bands(task),
        }
    }
}

/// The verdict with the smaller p; one that was found wins over one that was not.
fn judge(excitation: Verdict, inhibition: Verdict) -> Verdict {
    let worse = (inhibition.found, -inhibition.p) > (excitation.found, -excitation.p);
    if worse { inhibition } else { excitation }
}
