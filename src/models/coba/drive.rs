//! Events from outside: pooled Poisson processes, and the modulation that driven cells share.

use crate::models::random::{Purpose, Stream};
use std::ops::Range;

/// The Poisson processes of many cells of one rate, drawn as one: an event comes to any of them with
/// the same chance.
pub(super) struct Events {
    stream: Stream,
    /// Expected number of events until the next.
    until_next: f64,
}

impl Events {
    pub fn new(seed: u64, purpose: Purpose) -> Self {
        let mut stream = Stream::new(seed, purpose, 0);
        let until_next = stream.exponential();
        Self { stream, until_next }
    }

    /// One step in which `expected` events come to each of these cells on average.
    pub fn step(&mut self, cells: &Range<usize>, expected: f64, weight: f32, g_e: &mut [f32]) {
        let count = cells.len() as f64;
        self.until_next -= expected * count;
        while self.until_next <= 0.0 {
            let cell = (self.stream.uniform() * count) as usize;
            g_e[cells.start + cell.min(cells.len() - 1)] += weight;
            self.until_next += self.stream.exponential();
        }
    }
}

/// A standardised Ornstein-Uhlenbeck process.
pub(super) struct Modulation {
    stream: Stream,
    value: f64,
}

impl Modulation {
    pub fn new(seed: u64) -> Self {
        let mut stream = Stream::new(seed, Purpose::Drive, 1);
        let value = stream.normal();
        Self { stream, value }
    }

    /// The value after one more step, in which it keeps the share `kept` of what it was.
    pub fn step(&mut self, kept: f64) -> f64 {
        self.value = kept * self.value + (1.0 - kept * kept).sqrt() * self.stream.normal();
        self.value
    }
}
