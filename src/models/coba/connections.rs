//! Who projects to whom: each pair with the same probability, cells to themselves included.

use crate::models::random::{Purpose, Stream};
use rayon::prelude::*;

/// Targets of every cell, cell after cell, as 16-bit numbers; those of one cell ascend, so that the
/// excitatory ones come first.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Connections {
    targets: Vec<u16>,
    /// Of each cell: where its targets begin, and where its inhibitory ones do; then the end.
    places: Vec<[usize; 2]>,
}

impl Connections {
    /// Bernoulli connections. Each cell has a stream of its own, so that no result depends on the
    /// number of threads.
    pub fn random(n: usize, n_e: usize, p: f64, seed: u64) -> Self {
        let rows: Vec<Vec<u16>> = (0..n)
            .into_par_iter()
            .map(|cell| {
                let mut stream = Stream::new(seed, Purpose::Connections, cell);
                // Gaps between connections are geometric.
                let scale = 1.0 / (1.0 - p).ln();
                let mut row = Vec::with_capacity((1.3 * p * n as f64) as usize + 8);
                let mut next = 0.0;
                loop {
                    next += (-stream.exponential() * scale).floor();
                    if next >= n as f64 {
                        return row;
                    }
                    row.push(next as u16);
                    next += 1.0;
                }
            })
            .collect();
        let mut targets = Vec::with_capacity(rows.iter().map(Vec::len).sum());
        let mut places = Vec::with_capacity(n + 1);
        for row in &rows {
            let split = row.partition_point(|&t| usize::from(t) < n_e);
            places.push([targets.len(), targets.len() + split]);
            targets.extend_from_slice(row);
        }
        places.push([targets.len(); 2]);
        Self { targets, places }
    }

    /// Excitatory and inhibitory targets of a cell.
    #[inline]
    pub fn targets(&self, cell: u16) -> [&[u16]; 2] {
        let at = usize::from(cell);
        let [from, split] = self.places[at];
        [
            &self.targets[from..split],
            &self.targets[split..self.places[at + 1][0]],
        ]
    }

    /// Number of connections.
    pub fn len(&self) -> usize {
        self.targets.len()
    }
}
