//! How often levels occur together, and the texture features of that (methods A9, E.7).
//!
//! The conventions are those of scikit-image's `graycomatrix(symmetric=True, normed=True)` and
//! `graycoprops`. What is gathered are integers, so that parts merge to the same sums in any order.

/// Level of a place that does not count.
pub const MASKED: u8 = u8::MAX;
/// Levels, at most.
pub const MOST_LEVELS: usize = 64;

/// The level of a value where `levels` half-open levels divide a range:
/// `clip(floor((value - low) / (high - low) * levels), 0, levels - 1)`; [`MASKED`] for what is not a
/// number. What is outside the range has the first or last level.
pub fn level(value: f64, [low, high]: [f64; 2], levels: usize) -> u8 {
    if value.is_nan() {
        return MASKED;
    }
    let last = levels.clamp(1, MOST_LEVELS) - 1;
    let place = (value - low) / (high - low) * levels as f64;
    // The integer is the floor. In a range without width all values are alike; a number that is
    // none saturates to 0.
    place.clamp(0.0, last as f64) as u8
}

/// Counted pairs of levels, `levels` x `levels`.
#[derive(Clone, Debug)]
pub struct Cooccurrence {
    levels: usize,
    /// Row by row, with a cell at the end for pairs that do not count. Neighbours take turns in the
    /// four lanes of a cell, so that equal ones do not wait for each other.
    cells: Vec<[u64; LANES]>,
}

const LANES: usize = 4;
/// Pairs whose cells are worked out at a time.
const BLOCK: usize = 256;

impl Cooccurrence {
    /// No pair yet. `levels` is clamped to 1..=64.
    pub fn new(levels: usize) -> Self {
        let levels = levels.clamp(1, MOST_LEVELS);
        Self {
            levels,
            cells: vec![[0; LANES]; levels * levels + 1],
        }
    }
    /// Counts the pairs `(a[j], b[j])`, as far as both go. A level that is not below `levels`, such
    /// as [`MASKED`], leaves its pair out.
    pub fn add(&mut self, a: &[u8], b: &[u8]) {
        let side = self.levels as u16;
        let none = side * side;
        let mut places = [none; BLOCK];
        for (a, b) in a.chunks(BLOCK).zip(b.chunks(BLOCK)) {
            for ((place, &a), &b) in places.iter_mut().zip(a).zip(b) {
                let inside = u16::from(a) * side + u16::from(b);
                *place = if u16::from(a.max(b)) < side {
                    inside
                } else {
                    none
                };
            }
            let (four, rest) = places[..a.len().min(b.len())].as_chunks::<LANES>();
            for places in four {
                for (lane, &place) in places.iter().enumerate() {
                    self.cells[place as usize][lane] += 1;
                }
            }
            for &place in rest {
                self.cells[place as usize][0] += 1;
            }
        }
    }
    /// Takes over the pairs of another with as many levels.
    #[must_use]
    pub fn merged(mut self, other: &Self) -> Self {
        for (mine, theirs) in self.cells.iter_mut().zip(&other.cells) {
            for (mine, theirs) in mine.iter_mut().zip(theirs) {
                *mine += theirs;
            }
        }
        self
    }
    pub fn levels(&self) -> usize {
        self.levels
    }
    /// How many pairs are `(a, b)` in this order.
    pub fn count(&self, a: usize, b: usize) -> u64 {
        if a.max(b) < self.levels {
            self.cells[a * self.levels + b].iter().sum()
        } else {
            0
        }
    }
    /// All pairs.
    pub fn pairs(&self) -> u64 {
        let inside = &self.cells[..self.levels * self.levels];
        inside.iter().flatten().sum()
    }
    /// P(a, b): the share of the pairs that are (a, b) or (b, a), each counted in both orders, so
    /// that all shares add up to 1. Row by row; NaN without pairs.
    pub fn shares(&self) -> Vec<f64> {
        let all = 2.0 * self.pairs() as f64;
        (0..self.levels * self.levels)
            .map(|place| {
                let (a, b) = (place / self.levels, place % self.levels);
                (self.count(a, b) + self.count(b, a)) as f64 / all
            })
            .collect()
    }
    /// The features of the symmetric, normalised matrix; all NaN without pairs.
    pub fn features(&self) -> Features {
        let pairs = self.pairs();
        if pairs == 0 {
            return Features::NONE;
        }
        let all = 2.0 * pairs as f64;
        // Sums over both orders; as integers nothing cancels.
        let (mut sum, mut sum_squares, mut sum_products) = (0u128, 0u128, 0u128);
        let (mut contrast, mut dissimilarity) = (0u128, 0u128);
        let (mut homogeneity, mut asm, mut entropy) = (0.0, 0.0, 0.0);
        for a in 0..self.levels {
            for b in 0..=a {
                // Off the diagonal both orders fall on each of two equal cells.
                let (count, equal) = if a == b {
                    (2 * self.count(a, a), 1.0)
                } else {
                    (self.count(a, b) + self.count(b, a), 2.0)
                };
                if count == 0 {
                    continue;
                }
                let (wide, apart) = (u128::from(count), (a - b) as u128);
                let both = if a == b { wide } else { 2 * wide };
                let (a, b) = (a as u128, b as u128);
                sum += wide * if a == b { a } else { a + b };
                sum_squares += wide * if a == b { a * a } else { a * a + b * b };
                sum_products += both * a * b;
                contrast += both * apart * apart;
                dissimilarity += both * apart;
                let p = count as f64 / all;
                homogeneity += equal * p / (1.0 + (apart * apart) as f64);
                asm += equal * p * p;
                entropy -= equal * p * p.ln();
            }
        }
        let n = 2 * u128::from(pairs);
        let variance = n * sum_squares - sum * sum;
        let covariance = (n * sum_products) as i128 - (sum * sum) as i128;
        Features {
            correlation: if variance == 0 {
                1.0
            } else {
                covariance as f64 / variance as f64
            },
            contrast: contrast as f64 / all,
            dissimilarity: dissimilarity as f64 / all,
            homogeneity,
            energy: asm.sqrt(),
            asm,
            // A sum of nothing is not minus nothing.
            entropy: entropy + 0.0,
        }
    }
}

/// The features of a co-occurrence matrix P(a, b), as scikit-image defines them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Features {
    /// Pearson correlation of the levels of a pair; 1 where all levels are one.
    pub correlation: f64,
    /// Sum of P (a - b)^2, in levels squared.
    pub contrast: f64,
    /// Sum of P |a - b|, in levels.
    pub dissimilarity: f64,
    /// Sum of P / (1 + (a - b)^2).
    pub homogeneity: f64,
    /// Square root of `asm`.
    pub energy: f64,
    /// Sum of P^2, the angular second moment.
    pub asm: f64,
    /// - sum of P ln P, in nats.
    pub entropy: f64,
}

impl Features {
    const NONE: Self = Self {
        correlation: f64::NAN,
        contrast: f64::NAN,
        dissimilarity: f64::NAN,
        homogeneity: f64::NAN,
        energy: f64::NAN,
        asm: f64::NAN,
        entropy: f64::NAN,
    };
}
