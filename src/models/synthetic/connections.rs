//! Planted connections: a few pairs of units of which the one draws or holds off spikes of the other.
//!
//! A connection moves spikes, by half a second at most and never from one state to another; it makes
//! and removes none. Every unit keeps its number of spikes in every state, so that what is expected of
//! rates, and of pooled rates in bins that are longer than such a move, stays as it is without them.

use super::Night;
use crate::analysis::connections::Sign;
use crate::models::random::{Purpose, Stream};
use crate::recording::Class;

/// An excited unit's spike is moved to a spike before it from no farther than this.
const REACH_S: f64 = 0.5;
/// Latencies scatter evenly by this much either way.
const SCATTER_S: f64 = 0.000_4;
/// Latencies at which an inhibited unit is held off.
const TROUGH_S: [f64; 2] = [0.001, 0.004];
/// A spike that is held off comes later by this much.
const DELAY_S: [f64; 2] = [0.003, 0.043];
/// Share of spikes that draw one of the excited unit.
const DRAWN: f64 = 0.06;
/// Share of the inhibited unit's spikes in the trough that are held off.
const HELD_OFF: f64 = 0.85;

/// One planted connection.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PlantedConnection {
    /// Places of the two among the units.
    pub pre: usize,
    pub post: usize,
    pub sign: Sign,
    /// Excitation: mean latency. Inhibition: middle of the trough.
    pub latency_s: f64,
    /// Excitation: share of the presynaptic spikes that draw a postsynaptic one, where there is one
    /// within half a second. Inhibition: share of the postsynaptic spikes in the trough that are
    /// held off.
    pub strength: f64,
}

/// A unit by its class and its rank by rate in wakefulness, the fastest being 0.
type Ranked = (Class, usize);

/// Who is connected with whom, and the latency in ms. No unit is on both sides, so the order does not
/// matter.
const PLAN: [(Ranked, Ranked, f64); 7] = {
    use Class::{Excitatory as E, Inhibitory as I};
    [
        ((E, 0), (I, 1), 2.0),
        ((I, 0), (E, 1), 2.5),
        ((E, 3), (I, 2), 2.4),
        ((E, 0), (I, 3), 1.6),
        ((I, 0), (E, 2), 2.5),
        ((E, 5), (E, 6), 2.2),
        ((E, 4), (I, 4), 2.8),
    ]
};
/// Connections that can be planted.
pub(super) const MOST: usize = PLAN.len();

impl Night {
    /// The first [`Night::connections`] of the plan that this night has the units for.
    pub(super) fn planted(&self) -> Vec<PlantedConnection> {
        let rates = self.unit_rates_hz();
        let ranked = |from: usize, to: usize| {
            let mut units: Vec<usize> = (from..to).collect();
            units.sort_by(|&a, &b| rates[b].total_cmp(&rates[a]));
            units
        };
        let all = self.excitatory + self.inhibitory;
        let (e, i) = (ranked(0, self.excitatory), ranked(self.excitatory, all));
        let unit = |(class, rank): Ranked| match class {
            Class::Excitatory => e.get(rank).copied(),
            _ => i.get(rank).copied(),
        };
        let planned = PLAN.iter().take(self.connections);
        planned
            .filter_map(|&(from, to, latency_ms)| {
                let (sign, strength) = match from.0 {
                    Class::Excitatory => (Sign::Excitatory, DRAWN),
                    _ => (Sign::Inhibitory, HELD_OFF),
                };
                Some(PlantedConnection {
                    pre: unit(from)?,
                    post: unit(to)?,
                    sign,
                    latency_s: latency_ms / 1e3,
                    strength,
                })
            })
            .collect()
    }

    /// Moves spikes of the postsynaptic units.
    pub(super) fn connect(&self, trains: &mut [Vec<f64>]) {
        let stretches = self.stretches();
        for (number, connection) in self.planted().into_iter().enumerate() {
            let mut stream = Stream::new(self.seed, Purpose::Planted, number);
            let mut moved = Vec::with_capacity(trains[connection.post].len());
            for (_, interval) in &stretches {
                let of = |unit: usize| {
                    let train = &trains[unit];
                    let place = |t: f64| train.partition_point(|s| *s < t);
                    &train[place(interval.start_s)..place(interval.stop_s)]
                };
                let (pre, post) = (of(connection.pre), of(connection.post));
                let stop_s = interval.stop_s;
                let mut times = match connection.sign {
                    Sign::Excitatory => drawn(pre, post, &connection, stop_s, &mut stream),
                    Sign::Inhibitory => held_off(pre, post, &connection, stop_s, &mut stream),
                };
                times.sort_unstable_by(f64::total_cmp);
                moved.extend(times);
            }
            trains[connection.post] = moved;
        }
    }
}

/// A share of the presynaptic spikes move the nearest spike of the other unit to just after them.
fn drawn(
    pre: &[f64],
    post: &[f64],
    connection: &PlantedConnection,
    stop_s: f64,
    stream: &mut Stream,
) -> Vec<f64> {
    let mut times = post.to_vec();
    let mut is_moved = vec![false; post.len()];
    for t in pre {
        if stream.uniform() >= connection.strength {
            continue;
        }
        let to_s = t + connection.latency_s + SCATTER_S * (2.0 * stream.uniform() - 1.0);
        if to_s >= stop_s {
            continue;
        }
        let after = post.partition_point(|s| *s < to_s);
        let free = |&place: &usize| !is_moved[place];
        let sides = [(0..after).rev().find(free), (after..post.len()).find(free)];
        let distance = |place: usize| (post[place] - to_s).abs();
        let nearest = sides
            .into_iter()
            .flatten()
            .min_by(|&a, &b| distance(a).total_cmp(&distance(b)));
        if let Some(place) = nearest.filter(|&place| distance(place) <= REACH_S) {
            (times[place], is_moved[place]) = (to_s, true);
        }
    }
    times
}

/// A share of the spikes in the trough after a presynaptic spike come later, outside of any trough.
fn held_off(
    pre: &[f64],
    post: &[f64],
    connection: &PlantedConnection,
    stop_s: f64,
    stream: &mut Stream,
) -> Vec<f64> {
    let [from_s, to_s] = TROUGH_S;
    let is_in_trough = |t: f64| {
        let before = pre.partition_point(|s| *s <= t - from_s);
        before > 0 && pre[before - 1] > t - to_s
    };
    let [least_s, most_s] = DELAY_S;
    let mut times = post.to_vec();
    for t in &mut times {
        if !is_in_trough(*t) || stream.uniform() >= connection.strength {
            continue;
        }
        let mut tried = (0..20).map(|_| *t + least_s + (most_s - least_s) * stream.uniform());
        let fitting = tried.find(|&later| later < stop_s && !is_in_trough(later));
        *t = fitting.unwrap_or(*t);
    }
    times
}
