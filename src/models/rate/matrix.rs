//! Who is connected to whom, and sums over the inputs of a unit.

use super::parameters::{InDegree, Parameters};
use crate::models::random::{Purpose, Stream};
use rayon::prelude::*;
use std::ops::Range;

/// One number for each possible source.
pub(super) type Sources = [f64; SLOTS];
const SLOTS: usize = 1 << 16;
/// A source that is always 0: rows are filled up with it.
const NONE: u16 = u16::MAX;
/// Inputs of a group, added side by side.
const AT_ONCE: usize = 8;
/// Sources that are read at once: as one word, which is a tenth faster than each by itself.
const A_WORD: usize = 4;

/// Numbers of all sources, 0.
pub(super) fn no_sources() -> Box<Sources> {
    let zeros = vec![0.0; SLOTS].into_boxed_slice();
    zeros.try_into().expect("as long as its type says")
}

/// The sources of a word.
#[inline]
fn sources(word: u64) -> [usize; A_WORD] {
    std::array::from_fn(|at| usize::from((word >> (at as u32 * u16::BITS)) as u16))
}

/// Sources of a strip: their numbers stay in the processor's nearest cache while its rows are added.
const A_STRIP: usize = 1024;

/// The part of all rows that some neighbouring sources send.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Strip {
    /// Rows of whole groups, filled up with `NONE`; the first source of a word is in its lowest bits.
    groups: Vec<[u64; AT_ONCE / A_WORD]>,
    /// Where each row begins; then the end.
    begins: Vec<usize>,
}

impl Strip {
    /// Of the sources of a strip in each row, ascending.
    fn new<'a>(rows: impl Iterator<Item = &'a [u16]>) -> Self {
        let mut groups = Vec::new();
        let mut begins = vec![0];
        for row in rows {
            groups.extend(row.chunks(AT_ONCE).map(|inputs| {
                let source = |at: usize| u64::from(inputs.get(at).copied().unwrap_or(NONE));
                std::array::from_fn(|word| {
                    let places = (word * A_WORD..(word + 1) * A_WORD).rev();
                    places.fold(0, |word, at| (word << u16::BITS) | source(at))
                })
            }));
            begins.push(groups.len());
        }
        Self { groups, begins }
    }

    fn row(&self, unit: usize) -> &[[u64; AT_ONCE / A_WORD]] {
        &self.groups[self.begins[unit]..self.begins[unit + 1]]
    }

    fn sum(&self, unit: usize, of: &Sources) -> f64 {
        let mut sums = [0.0; AT_ONCE];
        for words in self.row(unit) {
            for (sums, &word) in sums.as_chunks_mut::<A_WORD>().0.iter_mut().zip(words) {
                for (sum, source) in sums.iter_mut().zip(sources(word)) {
                    *sum += of[source];
                }
            }
        }
        let [a, b, c, d, e, f, g, h] = sums;
        ((a + b) + (c + d)) + ((e + f) + (g + h))
    }
}

/// A matrix of zeros and ones, row by row: which units project to unit i, excitatory ones first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matrix {
    n: usize,
    n_e: usize,
    strips: Vec<Strip>,
    /// Inputs of each row from E and from I.
    in_degrees: Vec<[usize; 2]>,
}

/// Mean numbers of inputs: of E units from E, of E units from I, of I units from E and from I.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct InDegrees {
    pub ee: f64,
    pub ei: f64,
    pub ie: f64,
    pub ii: f64,
}

impl InDegrees {
    /// Those of a network of fixed in-degree.
    pub fn fixed(p: &Parameters) -> Self {
        let [e, i] = fixed_in_degree(p).map(|k| k as f64);
        Self {
            ee: e,
            ei: i,
            ie: e,
            ii: i,
        }
    }
}

/// Inputs from E and from I, where all units have as many.
fn fixed_in_degree(p: &Parameters) -> [usize; 2] {
    [p.n_e, p.n - p.n_e].map(|n| ((p.c * n as f64).round() as usize).min(n))
}

impl Matrix {
    /// Random connections by the rule of these parameters; units may project to themselves. Each row
    /// has a stream of its own, so that no result depends on the number of threads.
    pub fn random(p: &Parameters, seed: u64) -> Self {
        let (n, n_e) = (p.n.min(usize::from(NONE)), p.n_e);
        let fixed = fixed_in_degree(p);
        let row = |order: &mut [Vec<u16>; 2], unit: usize| {
            let mut stream = Stream::new(seed, Purpose::Connections, unit);
            match p.in_degree {
                InDegree::Fixed => {
                    let mut row = Vec::with_capacity(fixed.iter().sum());
                    let mut swaps = Vec::new();
                    for (class, count) in order.iter_mut().zip(fixed) {
                        for at in 0..count {
                            let left = class.len() - at;
                            let other = (stream.uniform() * left as f64) as usize;
                            swaps.push(at + other.min(left - 1));
                            class.swap(at, swaps[at]);
                        }
                        row.extend_from_slice(&class[..count]);
                        // The next row begins from the same order, whichever thread has it.
                        while let Some(other) = swaps.pop() {
                            class.swap(swaps.len(), other);
                        }
                    }
                    row.sort_unstable();
                    row
                }
                InDegree::Bernoulli => (0..n as u16).filter(|_| stream.uniform() < p.c).collect(),
            }
        };
        let order = || [(0..n_e as u16).collect(), (n_e as u16..n as u16).collect()];
        let rows: Vec<Vec<u16>> = (0..n).into_par_iter().map_init(order, row).collect();
        Self::from_rows(n_e, &rows)
    }

    /// From the inputs of every unit, ascending.
    pub(super) fn from_rows(n_e: usize, rows: &[Vec<u16>]) -> Self {
        let strip = |first: usize| {
            Strip::new(rows.iter().map(move |row| {
                let place = |at: usize| row.partition_point(|&source| usize::from(source) < at);
                &row[place(first)..place(first + A_STRIP)]
            }))
        };
        let strips = (0..rows.len()).step_by(A_STRIP).map(strip).collect();
        let in_degrees = rows.iter().map(|row| {
            let e = row.partition_point(|&source| usize::from(source) < n_e);
            [e, row.len() - e]
        });
        Self {
            n: rows.len(),
            n_e,
            strips,
            in_degrees: in_degrees.collect(),
        }
    }

    /// Number of units.
    pub fn n(&self) -> usize {
        self.n
    }

    /// Number of excitatory units, which are the first.
    pub fn n_e(&self) -> usize {
        self.n_e
    }

    /// Inputs of a unit, ascending.
    pub fn row(&self, unit: usize) -> impl Iterator<Item = usize> {
        let strips = self
            .strips
            .iter()
            .map(move |strip| strip.row(unit).as_flattened());
        let sources = strips.flatten().flat_map(|&word| sources(word));
        sources.filter(|&source| source != usize::from(NONE))
    }

    /// Number of connections, rows filled up to whole groups.
    pub(super) fn stored(&self) -> usize {
        self.strips
            .iter()
            .map(|strip| strip.groups.len() * AT_ONCE)
            .sum()
    }

    /// The sums over the inputs of some units, always in the same order.
    pub(super) fn sums(&self, units: Range<usize>, of: &Sources, found: &mut [f64]) {
        found.fill(0.0);
        for strip in &self.strips {
            for (unit, found) in units.clone().zip(&mut *found) {
                *found += strip.sum(unit, of);
            }
        }
    }

    /// Whether all units of a class have as many inputs of each class.
    pub fn is_fixed(&self) -> bool {
        let is_same = |mut units: std::ops::Range<usize>| {
            let first = units.next().map(|unit| self.in_degrees[unit]);
            units.all(|unit| Some(self.in_degrees[unit]) == first)
        };
        is_same(0..self.n_e) && is_same(self.n_e..self.n)
    }

    /// Mean numbers of inputs.
    pub fn in_degrees(&self) -> InDegrees {
        let mut counts = [[0usize; 2]; 2];
        for unit in 0..self.n {
            let [from_e, from_i] = self.in_degrees[unit];
            let count = &mut counts[usize::from(unit >= self.n_e)];
            count[0] += from_e;
            count[1] += from_i;
        }
        let mean = |count: usize, units: usize| count as f64 / units.max(1) as f64;
        let n_i = self.n - self.n_e;
        InDegrees {
            ee: mean(counts[0][0], self.n_e),
            ei: mean(counts[0][1], self.n_e),
            ie: mean(counts[1][0], n_i),
            ii: mean(counts[1][1], n_i),
        }
    }
}
