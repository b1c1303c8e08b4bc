//! When S is back at the line of its baseline, and how sure that is.

use super::fan::process;
use super::{Line, Options, autoregression};
use crate::analysis::numerics::random::random;
use crate::analysis::{AnalysisError, Task};
use rayon::prelude::*;
use std::ops::Range;
use std::sync::Arc;

/// Recovery: the first time after the end of the event from which on |D| stays within the chosen
/// number of SDs for as long as asked.
#[derive(Clone, Debug, PartialEq)]
pub struct Recovery {
    /// Seconds after the end of the event; `None` where S does not recover while it is followed.
    pub after_s: Option<f64>,
    /// How long it is followed after the end of the event, in seconds.
    pub followed_s: f64,
    /// When other baselines like this one would see a return, in seconds after the end, rising: one
    /// for each refit of the line that sees one.
    pub returns_s: Arc<[f64]>,
    pub refits: u32,
}

/// S up to where it is followed.
pub(super) struct Series<'a> {
    pub s: &'a [f64],
    pub baseline: Range<usize>,
    pub start_s: f64,
    pub step_s: f64,
    /// Sample at the end of the event.
    pub end: usize,
    pub event_s: f64,
}

const PURPOSE: u64 = 7;

impl Recovery {
    /// Share of the baselines like this one that would see a return within so many seconds after the
    /// end of the event, 0 to 1.
    pub fn seen_by(&self, after_s: f64) -> f64 {
        let seen = self.returns_s.partition_point(|t| *t <= after_s);
        seen as f64 / f64::from(self.refits.max(1))
    }
    /// Share of them that would see one while S is followed.
    pub fn seen(&self) -> f64 {
        self.seen_by(f64::INFINITY)
    }

    /// Other baselines are refits of the line: to the fitted line an AR(1) process is added that is
    /// like its residuals, and the line and its SD are fitted anew. What happened after the event stays
    /// as it is; what is uncertain is what it is compared with. The error of a line moves S away from
    /// it more often than towards it, so they tend to see a return later than the data do, or none: their
    /// quantiles are no interval about the data's own return.
    pub(super) fn find(
        series: &Series<'_>,
        line: &Line,
        options: &Options,
        task: &Task<'_>,
    ) -> Result<Self, AnalysisError> {
        let own = &series.s[series.baseline.clone()];
        let [_, _, phi] = autoregression(&line.residuals(own, series.step_s));
        let refits: Vec<Option<f64>> = (0..options.refits)
            .into_par_iter()
            .map(|number| {
                task.check()?;
                let mut rng = random(options.seed, number, PURPOSE);
                let made: Vec<f64> = process(&mut rng, phi, line.sd, own.len())
                    .enumerate()
                    .map(|(j, u)| line.intercept + line.slope * series.step_s * j as f64 + u)
                    .collect();
                let refit = Line::fit(&made, line.origin_s, series.step_s);
                Ok(first_return(series, &refit, options))
            })
            .collect::<Result<_, AnalysisError>>()?;
        let mut returns_s: Vec<f64> = refits.into_iter().flatten().collect();
        returns_s.sort_unstable_by(f64::total_cmp);
        Ok(Self {
            after_s: first_return(series, line, options),
            followed_s: series.start_s + (series.s.len() - 1) as f64 * series.step_s
                - series.event_s,
            returns_s: returns_s.into(),
            refits: options.refits,
        })
    }
}

/// Seconds from the end of the event to the first sample that is within, with all that follow for
/// as long as asked, of which there must be enough.
fn first_return(series: &Series<'_>, line: &Line, options: &Options) -> Option<f64> {
    let hold = (options.hold_s / series.step_s - 1e-6).ceil().max(1.0) as usize;
    let most = options.within_sd * line.sd;
    let mut run = 0;
    for (j, s) in series.s.iter().enumerate().skip(series.end + 1) {
        let t_s = series.start_s + j as f64 * series.step_s;
        run = if (s - line.value_at(t_s)).abs() <= most {
            run + 1
        } else {
            0
        };
        // So many steps lie between so many samples and one.
        if run > hold {
            let first_s = t_s - hold as f64 * series.step_s;
            return Some(first_s - series.event_s);
        }
    }
    None
}
