//! Waveforms as they are drawn: on the depth of their troughs, which lie at 0.

use crate::analysis::waveforms::{Spline, WaveformClasses};
use crate::recording::Unit;

/// Waveforms that are drawn one by one, at most, in each group; means are of all.
const MOST: usize = 200;
/// Times of the means, in ms from the trough, and their distance.
const FROM_MS: f64 = -0.6;
const TO_MS: f64 = 1.4;
const STEP_MS: f64 = 0.02;
/// A mean is drawn where so many of its group's waveforms reach.
const REACHED: f64 = 0.5;

/// Regular spiking, fast spiking, uncertain.
pub const GROUPS: usize = 3;

/// The waveforms of all groups.
#[derive(Clone, Debug)]
pub struct Shapes {
    /// Of all units.
    pub names: Vec<String>,
    /// The class that each has now, and where it comes from.
    pub classes: Vec<String>,
    /// Group by unit; `None` without features.
    pub group: Vec<Option<usize>>,
    /// By group: some of the waveforms, as (ms, depth).
    pub some: [Vec<Vec<[f64; 2]>>; GROUPS],
    /// By group.
    pub mean: [Vec<[f64; 2]>; GROUPS],
    pub counts: [usize; GROUPS],
    /// The median depth of the troughs in the file's unit.
    pub depth: f64,
}

/// "excitatory (set by hand)".
fn class_text(unit: &Unit) -> String {
    let class = unit.class.name().to_lowercase();
    match &unit.class_source {
        Some(source) => format!("{class} ({source})"),
        None => class,
    }
}

impl Shapes {
    pub fn new(units: &[Unit], grouping: &WaveformClasses) -> Self {
        let columns = ((TO_MS - FROM_MS) / STEP_MS).round() as usize + 1;
        let mut sums = [(); GROUPS].map(|()| vec![(0.0, 0_u32); columns]);
        let mut made = Self {
            names: units.iter().map(|u| u.id.clone()).collect(),
            classes: units.iter().map(class_text).collect(),
            group: vec![None; units.len()],
            some: Default::default(),
            mean: Default::default(),
            counts: [0; GROUPS],
            depth: f64::NAN,
        };
        let mut depths = Vec::new();
        for (at, unit) in units.iter().enumerate() {
            let (Some(fast), Some(waveform)) = (grouping.fast[at], &unit.waveform) else {
                continue;
            };
            let group = if grouping.is_uncertain(at) {
                2
            } else {
                usize::from(fast)
            };
            let samples: Vec<f64> = waveform.samples.iter().map(|v| f64::from(*v)).collect();
            let (Some(rate_hz), Some(spline)) = (waveform.rate_hz, Spline::through(&samples))
            else {
                continue;
            };
            let each_ms = 1e3 / rate_hz;
            let deepest = samples.iter().enumerate();
            let Some((trough, low)) = deepest.min_by(|a, b| a.1.total_cmp(b.1)) else {
                continue;
            };
            let depth = low.abs();
            depths.push(depth);
            made.group[at] = Some(group);
            made.counts[group] += 1;
            if made.some[group].len() < MOST {
                let points = samples.iter().enumerate();
                let points = points.map(|(j, v)| [(j as f64 - trough as f64) * each_ms, v / depth]);
                made.some[group].push(points.collect());
            }
            for (column, (sum, n)) in sums[group].iter_mut().enumerate() {
                let place = trough as f64 + (FROM_MS + column as f64 * STEP_MS) / each_ms;
                if place >= 0.0 && place <= (samples.len() - 1) as f64 {
                    *sum += spline.value_at(place) / depth;
                    *n += 1;
                }
            }
        }
        for ((mean, sums), count) in made.mean.iter_mut().zip(&sums).zip(made.counts) {
            let enough = (REACHED * count as f64).max(1.0);
            let columns = sums.iter().enumerate();
            let reached = columns.filter(|(_, (_, n))| f64::from(*n) >= enough);
            *mean = reached
                .map(|(column, (sum, n))| [FROM_MS + column as f64 * STEP_MS, sum / f64::from(*n)])
                .collect();
        }
        depths.sort_by(f64::total_cmp);
        made.depth = depths.get(depths.len() / 2).copied().unwrap_or(f64::NAN);
        made
    }
    pub fn bytes(&self) -> usize {
        let points = self.some.iter().flatten().map(Vec::len).sum::<usize>();
        16 * points + 96 * self.names.len()
    }
}

/// Places along the curve, and the SDs to both sides of the middle in which it is looked for.
const PLACES: u32 = 81;
const REACH: f64 = 4.0;
const STEPS: u32 = 400;

/// The boundary in ms of both features: for each place along it, the crossing that is nearest to
/// the middle between both groups.
pub fn curve(grouping: &WaveformClasses) -> Vec<[f64; 2]> {
    let [a, b] = grouping.means.centres;
    let along = [b[0] - a[0], b[1] - a[1]];
    let length = along[0].hypot(along[1]);
    let along = along.map(|v| v / length);
    let middle = [f64::midpoint(a[0], b[0]), f64::midpoint(a[1], b[1])];
    let share = |j: u32, of: u32| -1.0 + 2.0 * f64::from(j) / f64::from(of);
    let mut curve = Vec::new();
    for place in 0..PLACES {
        let across = REACH * share(place, PLACES - 1);
        let at = |t: f64| {
            [
                middle[0] + t * along[0] - across * along[1],
                middle[1] + t * along[1] + across * along[0],
            ]
        };
        let side = |j: u32| grouping.side(at(REACH * share(j, STEPS)));
        let crossings = (0..STEPS).filter_map(|j| {
            let (here, next) = (side(j), side(j + 1));
            let crosses = (here <= 0.0) != (next <= 0.0);
            crosses.then(|| {
                let within = here / (here - next);
                REACH * (share(j, STEPS) + within * 2.0 / f64::from(STEPS))
            })
        });
        if let Some(t) = crossings.min_by(|a, b| a.abs().total_cmp(&b.abs())) {
            let [(m, s), (n, d)] = grouping.standard;
            let p = at(t);
            curve.push([m + s * p[0], n + d * p[1]]);
        }
    }
    curve
}
