//! The surrogate beside the data.

use crate::analysis::statistics::Spread;
use crate::analysis::{
    AnalysisError, Correlogram, Lagged, Scale, Surrogate, Task, correlation_batch,
};
use crate::plot::{Ink, Mark};
use crate::views::Input;
use crate::views::shared::surrogate_progress::Realisations;
use std::sync::Arc;

/// The next realisations.
pub fn with_next_piece(
    realised: &Realisations<Lagged>,
    input: &Input<'_>,
    task: &Task<'_>,
) -> Result<Option<Realisations<Lagged>>, AnalysisError> {
    realised.with_next_batch(task, |next| batch(&realised.surrogate, next, input, task))
}

/// Realisations by the number of their batch.
pub fn batch(
    surrogate: &Surrogate,
    number: u32,
    input: &Input<'_>,
    task: &Task<'_>,
) -> Result<Arc<Vec<Lagged>>, AnalysisError> {
    let lags = super::lags(input);
    correlation_batch(
        input.recording,
        input.selection,
        surrogate,
        lags,
        number,
        task,
    )
}

/// The nearest of the 32 scales, which is where there are realisations.
pub fn nearest(scale: Scale) -> Scale {
    Scale::new(scale.k().round())
}

/// The range of the realisations at each lag of a correlogram; `None` before the first.
pub struct Band {
    lags: Vec<f64>,
    spreads: Vec<Spread>,
}

impl Band {
    pub fn new<T: Clone>(
        realised: Option<&Realisations<T>>,
        data: &Correlogram,
        r: impl Fn(&T, i64) -> f64,
    ) -> Option<Self> {
        let realised = realised?;
        let (lags, spreads): (Vec<f64>, Vec<Spread>) = data
            .lags()
            .filter_map(|(lag, _)| Some((lag as f64, realised.spread(|one| r(one, lag))?)))
            .unzip();
        (!lags.is_empty()).then_some(Self { lags, spreads })
    }
    /// The smallest and the largest r in it.
    pub fn ends(&self) -> impl Iterator<Item = f64> {
        self.spreads.iter().flat_map(|s| [s.low, s.high])
    }
    /// Drawn with this much time, or whatever else, from lag to lag.
    pub fn mark(&self, step: f64) -> Mark {
        Mark::Band {
            x: self.lags.iter().map(|lag| lag * step).collect(),
            low: self.spreads.iter().map(|s| s.low).collect(),
            high: self.spreads.iter().map(|s| s.high).collect(),
            ink: Ink::Surrogate,
            opacity: 0.35,
        }
    }
}
