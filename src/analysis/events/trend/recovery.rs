//! When S is back at the line of its baseline, and how sure that is.

use super::fan::process;
use super::{Line, Options, autoregression};
use crate::analysis::numerics::random::random;
use crate::analysis::numerics::sorted::quantile;
use crate::analysis::{AnalysisError, Task};
use rayon::prelude::*;
use std::ops::Range;

/// Recovery: the first time after the end of the event from which on |D| stays within the chosen
/// number of SDs for as long as asked.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Recovery {
    /// Seconds after the end of the event; `None` where S does not recover while it is followed.
    pub after_s: Option<f64>,
    /// How long it is followed after the end of the event, in seconds.
    pub followed_s: f64,
    /// Central 95 % over refits of the line, in seconds after the end; infinite where at least
    /// 2.5 % of the refits see no recovery. `None` where too few refits see one to tell.
    pub interval_s: Option<[f64; 2]>,
    /// Share of the refits that see a recovery.
    pub seen: f64,
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
    /// The interval comes from refits of the line: to the fitted line an AR(1) process is added
    /// that is like its residuals, and the line and its SD are fitted anew. What happened after the
    /// event stays as it is; what is uncertain is what it is compared with.
    pub(super) fn find(
        series: &Series<'_>,
        line: &Line,
        options: &Options,
        task: &Task<'_>,
    ) -> Result<Self, AnalysisError> {
        let own = &series.s[series.baseline.clone()];
        let [_, _, phi] = autoregression(&line.residuals(own, series.step_s));
        let refits: Vec<f64> = (0..options.refits)
            .into_par_iter()
            .map(|number| {
                task.check()?;
                let mut rng = random(options.seed, number, PURPOSE);
                let made: Vec<f64> = process(&mut rng, phi, line.sd, own.len())
                    .enumerate()
                    .map(|(j, u)| line.intercept + line.slope * series.step_s * j as f64 + u)
                    .collect();
                let refit = Line::fit(&made, line.origin_s, series.step_s);
                Ok(first_return(series, &refit, options).unwrap_or(f64::INFINITY))
            })
            .collect::<Result<_, AnalysisError>>()?;
        let mut sorted = refits;
        sorted.sort_unstable_by(f64::total_cmp);
        let seen = sorted.iter().filter(|t| t.is_finite()).count();
        let interval = [0.025, 0.975].map(|p| finite_quantile(&sorted, p));
        Ok(Self {
            after_s: first_return(series, line, options),
            followed_s: series.start_s + (series.s.len() - 1) as f64 * series.step_s
                - series.event_s,
            interval_s: interval[0].is_finite().then_some(interval),
            seen: seen as f64 / f64::from(options.refits.max(1)),
            refits: options.refits,
        })
    }
}

/// Infinite where the quantile lies between or among infinite values.
fn finite_quantile(sorted: &[f64], p: f64) -> f64 {
    let upper = ((sorted.len().saturating_sub(1)) as f64 * p).ceil() as usize;
    match sorted.get(upper) {
        Some(at) if at.is_finite() => quantile(sorted, p),
        _ => f64::INFINITY,
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
