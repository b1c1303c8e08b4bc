//! The multiscale seizure map (methods A10): `f_obs` = `Ens_E` - `Ens_I` in centred windows of every
//! scale, z-scored against a baseline.
//!
//! Each scale is measured with the mean and SD that f has at that scale in the baseline; a scale at
//! which the baseline holds fewer than [`FEWEST`] windows side by side is masked, and so are windows
//! that run off the recording.

use crate::analysis::{
    Alignment, AnalysisError, Multiscale, Row, Scale, TOLERANCE, Task, TimeGrid, multiscale,
};
use crate::recording::{Interval, Intervals, Recording};

/// Windows that fit side by side into a baseline, at least, for its SD to count.
pub const FEWEST: usize = 10;
/// Points at which the baseline is sampled, at most.
const BASELINE_POINTS: usize = 20_000;

/// z-scores of f, scale by scale over columns of time.
#[derive(Clone, Debug, PartialEq)]
pub struct SeizureMap {
    /// Column j is centred on `start_s + j step_s`.
    pub start_s: f64,
    pub step_s: f64,
    pub columns: usize,
    /// From the finest scale.
    pub rows: Vec<MapRow>,
}

/// One scale.
#[derive(Clone, Debug, PartialEq)]
pub struct MapRow {
    pub scale: Scale,
    /// Mean and SD of f in the baseline, in Hz per neuron.
    pub mean_hz: f64,
    pub sd_hz: f64,
    /// Windows that fit side by side into the baseline.
    pub windows: usize,
    /// z-score of each column; NaN where masked.
    pub z: Vec<f32>,
}

/// A place of the map.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Extremum {
    pub z: f64,
    /// Centre of its window.
    pub at_s: f64,
    pub scale: Scale,
}

impl MapRow {
    /// Whether the baseline is long enough, and f varies in it.
    pub fn is_defined(&self) -> bool {
        self.windows >= FEWEST && self.sd_hz > 0.0
    }
}

/// How a scale is measured: what f does in the baseline.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Rule {
    scale: Scale,
    mean_hz: f64,
    sd_hz: f64,
    windows: usize,
}

/// The map of a window at about `most` columns, measured with `baseline`. Windows reach into what
/// the recording has before and after the window. What the baseline gives is shared: it stays while
/// the window moves.
///
/// # Errors
/// As [`multiscale`].
pub fn seizure_map(
    recording: &Recording,
    window: Interval,
    baseline: Interval,
    most: usize,
    task: &Task<'_>,
) -> Result<SeizureMap, AnalysisError> {
    let span = recording.span();
    let baseline = baseline.intersect(&span).unwrap_or(baseline);
    let rules = task.shared(
        || format!("seizure map {} {baseline:?}", recording.id()),
        |rules: &Vec<Rule>| size_of_val(&rules[..]),
        || rules(recording, baseline, task),
    )?;
    let step_s = TimeGrid::step_for(window.duration_s(), most);
    let seen = window.intersect(&span).unwrap_or(window);
    // Half a window of the coarsest scale more on either side, on the same points.
    let more = (0.5 * Scale::COARSEST.width_s() / step_s).ceil() + 1.0;
    let room = ((seen.start_s - span.start_s) / step_s + TOLERANCE).floor();
    let before = more.min(room.max(0.0));
    let wide = Interval::new(
        seen.start_s - before * step_s,
        (seen.stop_s + more * step_s)
            .min(span.stop_s)
            .max(seen.stop_s),
    );
    let around = counted(recording, wide, step_s, task)?;
    let columns = TimeGrid::new(&Intervals::from(seen), step_s).len();
    let first = before as usize;
    let f = difference(recording, seen);
    let row = |(rule, row): (&Rule, &Row)| {
        let usable = rule.windows >= FEWEST && rule.sd_hz > 0.0;
        let z = |e: f64, i: f64| {
            if usable {
                (f(rule.scale, e, i) - rule.mean_hz) / rule.sd_hz
            } else {
                f64::NAN
            }
        };
        let shown = row.map(z).skip(first).take(columns);
        MapRow {
            scale: rule.scale,
            mean_hz: rule.mean_hz,
            sd_hz: rule.sd_hz,
            windows: rule.windows,
            z: shown.map(|z| z as f32).collect(),
        }
    };
    Ok(SeizureMap {
        start_s: seen.start_s,
        step_s,
        columns,
        rows: rules.iter().zip(&around.rows).map(row).collect(),
    })
}

/// Counts in centred windows of all scales.
fn counted(
    recording: &Recording,
    stretch: Interval,
    step_s: f64,
    task: &Task<'_>,
) -> Result<Multiscale, AnalysisError> {
    let scales: Vec<Scale> = Scale::all().collect();
    let grid = TimeGrid::new(&Intervals::from(stretch), step_s);
    let trains = recording.ensembles().times_s();
    multiscale(trains, grid, &scales, Alignment::Centred, task)
}

/// f in Hz per neuron of counts of E and I in a window of a scale.
fn difference(recording: &Recording, time: Interval) -> impl Fn(Scale, f64, f64) -> f64 {
    let units = recording.unit_counts(&time.into());
    let [of_e, of_i] = units.map(|units| 1.0 / units.observed);
    move |scale, e, i| (e * of_e - i * of_i) / scale.width_s()
}

fn rules(
    recording: &Recording,
    baseline: Interval,
    task: &Task<'_>,
) -> Result<Vec<Rule>, AnalysisError> {
    let step_s = TimeGrid::step_for(baseline.duration_s(), BASELINE_POINTS);
    let f = difference(recording, baseline);
    let made = counted(recording, baseline, step_s, task)?;
    let rule = |row: &Row| {
        let values = || row.map(|e, i| f(row.scale, e, i)).filter(|v| v.is_finite());
        let n = values().count() as f64;
        let mean = values().sum::<f64>() / n;
        let squares: f64 = values().map(|v| (v - mean) * (v - mean)).sum();
        Rule {
            scale: row.scale,
            mean_hz: mean,
            sd_hz: (squares / n).sqrt(),
            windows: (baseline.duration_s() / row.scale.width_s() + TOLERANCE).floor() as usize,
        }
    };
    Ok(made.rows.iter().map(rule).collect())
}

impl SeizureMap {
    /// Lowest and highest z in a stretch of time, the finest scale and earliest time first among
    /// equals; `None` where all is masked.
    pub fn extrema(&self, stretch: Interval) -> Option<[Extremum; 2]> {
        let mut found: Option<[Extremum; 2]> = None;
        for row in &self.rows {
            for (j, &z) in row.z.iter().enumerate().filter(|(_, z)| z.is_finite()) {
                let at_s = self.start_s + j as f64 * self.step_s;
                if !stretch.contains(at_s) {
                    continue;
                }
                let here = Extremum {
                    z: f64::from(z),
                    at_s,
                    scale: row.scale,
                };
                let [low, high] = found.get_or_insert([here; 2]);
                if here.z < low.z {
                    *low = here;
                }
                if here.z > high.z {
                    *high = here;
                }
            }
        }
        found
    }
    /// Bytes held.
    pub fn bytes(&self) -> usize {
        size_of::<Self>() + self.rows.len() * self.columns * size_of::<f32>()
    }
}
