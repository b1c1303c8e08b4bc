//! Spikes far outside of all others, as a glitch of a clock leaves them.
//!
//! A spike is a stray where it, and whatever lies beyond it, is more than ten times as far away from
//! all the rest as the rest is long, and more than an hour; the rest are the other spikes, the
//! fields, the epochs and the time that the file says was observed. At most one spike in a thousand
//! is one: a recording of two parts, a year apart, has none.

use crate::recording::{Epoch, Field, Interval, Parts, SpikeTrains, Warning};
use rayon::prelude::*;

/// So many times as far away as the rest is long.
const LENGTHS: f64 = 10.0;
/// Seconds that it is away at least.
const LEAST_S: f64 = 3600.0;
/// One spike in so many is a stray at most, and one where there are fewer.
const AMONG: usize = 1000;
/// With fewer spikes there is no telling which are far from the others.
const FEWEST: usize = 100;
/// Spikes by which it is seen where most are.
const SAMPLE: usize = 1 << 12;
/// Strays that are named.
const NAMED: usize = 3;

/// Says which spikes are strays, and leaves them out where that is asked for.
pub(super) fn doubt(parts: &mut Parts, leaves_out: bool) {
    let Some(rest) = rest(parts) else {
        return;
    };
    let is_stray = |t_s: f64| t_s.is_finite() && !(rest.start_s..=rest.stop_s).contains(&t_s);
    let mut strays = Vec::new();
    for (unit, about) in parts.units.iter().enumerate() {
        let own = parts.trains.unit(unit).iter();
        strays.extend(own.filter(|t| is_stray(**t)).map(|t| (&about.id, *t)));
    }
    let mut named: Vec<String> = strays
        .iter()
        .take(NAMED)
        .map(|(unit, t_s)| format!("unit {unit} at {t_s} s"))
        .collect();
    if strays.len() > NAMED {
        named.push("and so on".to_owned());
    }
    let end = if leaves_out {
        "left out, as was asked for"
    } else {
        "a glitch of the clock? They stretch the recording, and every rate is too low; --leave-out-strays \
         (in the window: Files) leaves them out"
    };
    let what = format!(
        "spikes are far outside of everything else, which is from {} s to {} s ({}): {end}",
        rest.start_s,
        rest.stop_s,
        named.join(", ")
    );
    parts.warnings.push(Warning::counted(strays.len(), what));
    if leaves_out {
        let kept = |unit| -> Vec<f64> {
            let own = parts.trains.unit(unit).iter().copied();
            own.filter(|t| !is_stray(*t)).collect()
        };
        let kept = (0..parts.trains.len()).map(kept).collect();
        parts.trains = SpikeTrains::from_units(kept);
    }
}

/// From first to last of what is no stray; none where there is no stray.
fn rest(parts: &Parts) -> Option<Interval> {
    let trains = &parts.trains;
    let spikes = trains.spike_count();
    if spikes < FEWEST || parts.units.len() != trains.len() {
        return None;
    }
    let every = spikes.div_ceil(SAMPLE);
    let mut sample: Vec<f64> = (0..trains.len())
        .flat_map(|unit| trains.unit(unit).iter().step_by(every).copied())
        .collect();
    sample.retain(|t| t.is_finite());
    sample.sort_unstable_by(f64::total_cmp);
    // None where no time is a number.
    let last = sample.len().checked_sub(1)?;
    let at = |share: usize| sample.get((sample.len() * share / 100).min(last));
    // Strays are none of these: they are too few.
    let most = Interval::new(*at(2)?, *at(98)?);
    let reach_s = LEAST_S.max(LENGTHS * most.duration_s());
    let is_near = |t: f64| (most.start_s - reach_s..=most.stop_s + reach_s).contains(&t);
    let mut far: Vec<f64> = (0..trains.len())
        .into_par_iter()
        .flat_map_iter(|unit| trains.unit(unit).iter().copied())
        .filter(|t| t.is_finite() && !is_near(*t))
        .collect();
    // Most recordings end here.
    if far.is_empty() || far.len() > (spikes / AMONG).max(1) {
        return None;
    }
    far.sort_unstable_by(f64::total_cmp);
    let near = (0..trains.len()).flat_map(|unit| trains.unit(unit).iter().copied());
    let near = near.filter(|t| is_near(*t));
    let beside = parts.fields.iter().map(Field::extent);
    let beside = beside.chain(parts.epochs.iter().map(Epoch::interval));
    let beside = beside
        .chain(parts.span)
        .filter(|i| i.duration_s().is_finite());
    let mut rest = near
        .map(|t| Interval::new(t, t))
        .chain(beside)
        .reduce(|a, b| Interval::new(a.start_s.min(b.start_s), a.stop_s.max(b.stop_s)))?;
    let away_s = |rest: Interval| LEAST_S.max(LENGTHS * rest.duration_s());
    // From inside out: what is not far enough belongs to the rest.
    for &t in far.iter().filter(|t| **t > most.stop_s) {
        if t - rest.stop_s > away_s(rest) {
            break;
        }
        rest.stop_s = rest.stop_s.max(t);
    }
    for &t in far.iter().rev().filter(|t| **t < most.start_s) {
        if rest.start_s - t > away_s(rest) {
            break;
        }
        rest.start_s = rest.start_s.min(t);
    }
    let is_stray = |t: &f64| *t < rest.start_s || *t > rest.stop_s;
    far.iter().any(is_stray).then_some(rest)
}
