//! A part of some intervals, so that states of unequal duration can be compared.

use crate::recording::{Interval, Intervals};
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_pcg::Pcg64;
use serde::{Deserialize, Serialize};

/// Blocks drawn at random, without putting back, until they make up a duration.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sample {
    pub duration_s: f64,
    pub seed: u64,
}

/// Length of a block in seconds: a few bins of the coarsest scale.
pub const BLOCK_S: f64 = 60.0;

impl Sample {
    /// The drawn part of `intervals`; all of them where they are no longer than the sample. Blocks
    /// that touch stay together, the last one drawn is cut to the rest.
    pub fn draw(&self, intervals: &Intervals) -> Intervals {
        if intervals.duration_s() <= self.duration_s {
            return intervals.clone();
        }
        let mut blocks: Vec<Interval> = intervals.as_slice().iter().flat_map(blocks).collect();
        blocks.shuffle(&mut Pcg64::seed_from_u64(self.seed));
        let mut left_s = self.duration_s;
        let drawn = blocks.into_iter().map_while(|block| {
            let taken_s = block.duration_s().min(left_s);
            left_s -= taken_s;
            (taken_s > 0.0).then(|| Interval::new(block.start_s, block.start_s + taken_s))
        });
        drawn.collect::<Vec<_>>().into()
    }
}

/// From the start on; the last one may be shorter. Neighbours have an edge in common, bit for bit.
fn blocks(interval: &Interval) -> impl Iterator<Item = Interval> + use<> {
    let Interval { start_s, stop_s } = *interval;
    let count = ((stop_s - start_s) / BLOCK_S).ceil() as u64;
    let edge = move |j: u64| (start_s + j as f64 * BLOCK_S).min(stop_s);
    (0..count).map(move |j| Interval::new(edge(j), edge(j + 1)))
}
