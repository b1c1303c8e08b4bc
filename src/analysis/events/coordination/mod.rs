//! Coordination of E and I in time (methods B7): their correlation in a sliding window, at every
//! scale, and their mean imbalance, against what the same window gives in a baseline.
//!
//! At a scale of bin width dt, the window of length L about t holds the `floor(L / dt)` bins from
//! t - L/2 on. In it r is the correlation of the counts of E and of I, and M the mean of z(E) - z(I),
//! each class z-scored with its mean and SD over the bins of the baseline. The flags of methods B7
//! are reconstructed: r is flagged below the lower 1 % of the baseline's windows, M outside their
//! central 99 %.

mod slide;

use self::slide::Slide;
use crate::analysis::numerics::sorted::quantile;
use crate::analysis::{AnalysisError, Bins, Scale, TOLERANCE, Task, count};
use crate::recording::{Interval, Intervals, Recording};
use rayon::prelude::*;

/// Bins a window holds at least.
pub const FEWEST_BINS: usize = 10;
/// Windows side by side that a baseline has room for at least, for its band to count.
pub const FEWEST_WINDOWS: usize = 3;
/// Bins between two looks at the task.
const STRIDE: usize = 1 << 18;
/// Bins of a scale, at most.
const MOST_BINS: u64 = 1 << 23;

/// Coordination at several scales, over common windows.
#[derive(Clone, Debug, PartialEq)]
pub struct Coordination {
    /// Window j is centred on `start_s + j step_s`.
    pub start_s: f64,
    pub step_s: f64,
    /// Length of a window.
    pub window_s: f64,
    pub windows: usize,
    pub rows: Vec<CoordinationRow>,
}

/// One scale.
#[derive(Clone, Debug, PartialEq)]
pub struct CoordinationRow {
    pub scale: Scale,
    /// Bins in a window.
    pub bins: usize,
    /// Correlation in each window: NaN where it runs off, where a class does not vary, and at
    /// scales with too few bins a window or too many in all.
    pub r: Vec<f64>,
    /// Mean of z(E) - z(I).
    pub m: Vec<f64>,
    pub band: Option<BaselineBand>,
    /// Why there is nothing at this scale.
    pub masked: Option<MaskReason>,
}

/// Why a scale has no values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MaskReason {
    TooCoarse,
    TooFine,
}

/// What the windows that lie in the baseline give.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BaselineBand {
    pub mean_r: f64,
    /// 1 % of the windows have a lower correlation.
    pub low_r: f64,
    pub mean_m: f64,
    /// 0.5 and 99.5 % of the windows.
    pub low_m: f64,
    pub high_m: f64,
    /// Windows, which overlap, and how many fit side by side.
    pub windows: usize,
    pub side_by_side: usize,
}

/// Coordination over `hull` (which holds the baseline) at several scales.
///
/// # Errors
/// When overtaken.
pub fn coordination(
    recording: &Recording,
    hull: Interval,
    baseline: Option<Interval>,
    scales: &[Scale],
    [window_s, step_s]: [f64; 2],
    task: &Task<'_>,
) -> Result<Coordination, AnalysisError> {
    let start_s = hull.start_s + 0.5 * window_s;
    let room_s = hull.duration_s() - window_s;
    let windows = if room_s < 0.0 {
        0
    } else {
        (room_s / step_s + TOLERANCE).floor() as usize + 1
    };
    let rows = scales
        .par_iter()
        .map(|&scale| {
            let layout = Layout {
                hull,
                baseline,
                window_s,
                step_s,
                windows,
            };
            layout.row(recording, scale, task)
        })
        .collect::<Result<_, AnalysisError>>()?;
    Ok(Coordination {
        start_s,
        step_s,
        window_s,
        windows,
        rows,
    })
}

impl Coordination {
    /// Centre of window j.
    pub fn time_s(&self, j: usize) -> f64 {
        self.start_s + j as f64 * self.step_s
    }
    /// Stretches of time in which the windows satisfy something, from centre to centre, half a step
    /// more on either side.
    pub fn stretches(&self, is: impl Fn(usize) -> bool) -> Vec<Interval> {
        let mut list: Vec<Interval> = Vec::new();
        let mut from = None;
        for j in 0..=self.windows {
            let inside = j < self.windows && is(j);
            match (inside, from) {
                (true, None) => from = Some(j),
                (false, Some(first)) => {
                    let half_s = 0.5 * self.step_s;
                    list.push(Interval::new(
                        self.time_s(first) - half_s,
                        self.time_s(j - 1) + half_s,
                    ));
                    from = None;
                }
                _ => {}
            }
        }
        list
    }
    /// Bytes held.
    pub fn bytes(&self) -> usize {
        size_of::<Self>() + self.rows.len() * self.windows * 2 * size_of::<f64>()
    }
}

impl CoordinationRow {
    /// Whether r of window j is below the baseline's lower 1 %.
    pub fn is_low(&self, j: usize) -> bool {
        let r = self.r.get(j).copied().unwrap_or(f64::NAN);
        self.band.is_some_and(|band| r < band.low_r)
    }
    /// Whether M of window j is outside the baseline's central 99 %.
    pub fn is_off(&self, j: usize) -> bool {
        let m = self.m.get(j).copied().unwrap_or(f64::NAN);
        self.band.is_some_and(|b| m < b.low_m || m > b.high_m)
    }
}

struct Layout {
    hull: Interval,
    baseline: Option<Interval>,
    window_s: f64,
    step_s: f64,
    windows: usize,
}

impl Layout {
    fn row(
        &self,
        recording: &Recording,
        scale: Scale,
        task: &Task<'_>,
    ) -> Result<CoordinationRow, AnalysisError> {
        let width_s = scale.width_s();
        let each = (self.window_s / width_s + TOLERANCE).floor() as usize;
        let bins = Bins::new(&Intervals::from(self.hull), scale);
        let masked = if each < FEWEST_BINS {
            Some(MaskReason::TooCoarse)
        } else if bins.len() > MOST_BINS {
            Some(MaskReason::TooFine)
        } else {
            None
        };
        if masked.is_some() {
            return Ok(CoordinationRow {
                scale,
                bins: each,
                r: vec![f64::NAN; self.windows],
                m: vec![f64::NAN; self.windows],
                band: None,
                masked,
            });
        }
        let [e, i] = recording.ensembles().times_s();
        let (e, i) = (count(e, &bins, task)?.counts, count(i, &bins, task)?.counts);
        let place = |t_s: f64| {
            ((t_s - self.hull.start_s) / width_s - TOLERANCE)
                .ceil()
                .max(0.0) as usize
        };
        let mut slide = Slide::new(&e, &i);
        // The baseline's own mean and SD of both classes; those of all bins without one.
        let all = 0..e.len();
        let own = self.baseline.map_or(all, |b| {
            let to = ((b.stop_s - self.hull.start_s) / width_s + TOLERANCE).floor();
            place(b.start_s).min(e.len())..(to.max(0.0) as usize).min(e.len())
        });
        let own = own.start..own.end.max(own.start);
        for end in own.clone().step_by(STRIDE) {
            task.check()?;
            slide.move_to(own.start..end);
        }
        let rule = slide.move_to(own).moments();
        let mut slide = Slide::new(&e, &i);
        let (mut r, mut m) = (
            Vec::with_capacity(self.windows),
            Vec::with_capacity(self.windows),
        );
        for j in 0..self.windows {
            task.check()?;
            let first = place(self.hull.start_s + j as f64 * self.step_s);
            if first + each > e.len() {
                r.push(f64::NAN);
                m.push(f64::NAN);
                continue;
            }
            let here = slide.move_to(first..first + each).moments();
            r.push(here.correlation());
            m.push(
                (here.mean_e - rule.mean_e) / rule.var_e.sqrt()
                    - (here.mean_i - rule.mean_i) / rule.var_i.sqrt(),
            );
        }
        for value in m.iter_mut().filter(|m| m.is_infinite()) {
            *value = f64::NAN;
        }
        let band = self.baseline.and_then(|b| self.band(b, &r, &m));
        Ok(CoordinationRow {
            scale,
            bins: each,
            r,
            m,
            band,
            masked: None,
        })
    }

    /// Of the windows that lie in the baseline with both halves.
    fn band(&self, baseline: Interval, r: &[f64], m: &[f64]) -> Option<BaselineBand> {
        let side_by_side = (baseline.duration_s() / self.window_s + TOLERANCE).floor() as usize;
        if side_by_side < FEWEST_WINDOWS {
            return None;
        }
        let slack_s = 1e-6 * self.step_s;
        let inside = |j: usize| {
            let start_s = self.hull.start_s + j as f64 * self.step_s;
            start_s >= baseline.start_s - slack_s
                && start_s + self.window_s <= baseline.stop_s + slack_s
        };
        let of = |values: &[f64]| {
            let all = values.iter().enumerate().filter(|(j, _)| inside(*j));
            let mut there: Vec<f64> = all.map(|(_, v)| *v).filter(|v| v.is_finite()).collect();
            there.sort_unstable_by(f64::total_cmp);
            there
        };
        let (r, m) = (of(r), of(m));
        if r.is_empty() || m.is_empty() {
            return None;
        }
        let mean = |v: &[f64]| v.iter().sum::<f64>() / v.len() as f64;
        Some(BaselineBand {
            mean_r: mean(&r),
            low_r: quantile(&r, 0.01),
            mean_m: mean(&m),
            low_m: quantile(&m, 0.005),
            high_m: quantile(&m, 0.995),
            windows: r.len(),
            side_by_side,
        })
    }
}
