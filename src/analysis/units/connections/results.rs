//! Results of the tests of all pairs, piece by piece.

use super::{Sign, Verdict};
use std::sync::Arc;

/// Results of the pairs tested so far.
#[derive(Clone, Debug, PartialEq)]
pub struct Pairs {
    units: Arc<[usize]>,
    spikes: Arc<[usize]>,
    /// Row by row of first < second, both directions; with the number of pairs before each piece.
    pieces: Vec<(usize, Arc<Vec<[Verdict; 2]>>)>,
    done: usize,
}

/// A connection that was found; units by their place in the file.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Connection {
    pub pre: usize,
    pub post: usize,
    pub sign: Sign,
    /// Lag of the peak or trough in seconds.
    pub lag_s: f64,
    pub p: f64,
    /// As [`Verdict::excess`].
    pub excess: f64,
}

impl Pairs {
    pub(super) fn blank(units: Arc<[usize]>, spikes: Arc<[usize]>) -> Self {
        Self {
            units,
            spikes,
            pieces: Vec::new(),
            done: 0,
        }
    }
    /// With a piece more; those that are there are shared.
    pub(super) fn with(&self, piece: Arc<Vec<[Verdict; 2]>>) -> Self {
        let mut more = self.clone();
        more.done += piece.len();
        more.pieces.push((self.done, piece));
        more
    }
    /// Number of pairs, tested or not.
    pub fn count(&self) -> usize {
        self.units.len() * self.units.len().saturating_sub(1) / 2
    }
    /// Number of pairs that are tested.
    pub fn done(&self) -> usize {
        self.done
    }
    pub fn is_complete(&self) -> bool {
        self.done >= self.count()
    }
    /// Tested units by their place in the file, ascending.
    pub fn units(&self) -> &[usize] {
        &self.units
    }
    /// Spikes of each tested unit in the selection.
    pub fn spikes(&self) -> &[usize] {
        &self.spikes
    }

    /// Number of pairs in the rows above that of `a`.
    fn above(&self, a: usize) -> usize {
        a * (2 * self.units.len() - a - 1) / 2
    }

    /// The places of pair `number`.
    pub(super) fn pair(&self, number: usize) -> Option<[usize; 2]> {
        let n = self.units.len();
        if number >= self.count() {
            return None;
        }
        let (mut low, mut high) = (0, n - 1);
        while high - low > 1 {
            let middle = usize::midpoint(low, high);
            if self.above(middle) <= number {
                low = middle;
            } else {
                high = middle;
            }
        }
        Some([low, low + 1 + number - self.above(low)])
    }

    /// What was found from one unit to another, by their places among the tested units; `None`
    /// where it is not tested yet.
    pub fn verdict(&self, pre: usize, post: usize) -> Option<&Verdict> {
        let (a, b) = (pre.min(post), pre.max(post));
        if a == b || b >= self.units.len() {
            return None;
        }
        let number = self.above(a) + b - a - 1;
        let after = self.pieces.partition_point(|(from, _)| *from <= number);
        let (from, piece) = self.pieces.get(after.checked_sub(1)?)?;
        piece
            .get(number - from)
            .map(|both| &both[usize::from(pre > post)])
    }

    /// Every tested direction: places of the presynaptic and the postsynaptic unit.
    pub fn verdicts(&self) -> impl Iterator<Item = (usize, usize, &Verdict)> {
        let all = self.pieces.iter().flat_map(|(_, piece)| piece.iter());
        let n = self.units.len();
        let places = (0..n).flat_map(move |a| (a + 1..n).map(move |b| (a, b)));
        places
            .zip(all)
            .flat_map(|((a, b), [there, back])| [(a, b, there), (b, a, back)])
    }

    /// What was found so far, the least p first.
    pub fn connections(&self) -> Vec<Connection> {
        let found = self.verdicts().filter(|(.., verdict)| verdict.found);
        let of = |(pre, post, v): (usize, usize, &Verdict)| Connection {
            pre: self.units[pre],
            post: self.units[post],
            sign: v.sign,
            lag_s: v.lag_s,
            p: v.p,
            excess: v.excess,
        };
        let mut found: Vec<Connection> = found.map(of).collect();
        found.sort_by(|a, b| {
            let strength = b.excess.abs().total_cmp(&a.excess.abs());
            a.p.total_cmp(&b.p).then(strength)
        });
        found
    }

    pub fn bytes(&self) -> usize {
        self.done * size_of::<[Verdict; 2]>() + 2 * size_of_val(&self.units[..])
    }
}
