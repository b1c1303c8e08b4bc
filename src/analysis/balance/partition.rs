//! Partition curves: how unequally the spikes of an ensemble are spread over its bins (Symmetry's
//! Edge, Fig 3A; methods A8).

/// How often a count occurs among the bins: (count, bins), ascending by count.
pub type Occupancy = [(u32, u64)];

/// Which curve of an occupancy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Definition {
    /// Lorenz curve of bin counts: x the share of bins, from the emptiest; y their share of spikes.
    ClassicLorenz,
    /// Levels v = 1.. from the rarest: x the share of the sum of levels, y the share of bins.
    PaperLevel,
    /// The same with y the share of spikes.
    PaperLevelWeighted,
}

/// A curve of shares from (0, 0) to (1, 1); x ascends.
#[derive(Clone, Debug, PartialEq)]
pub struct Shares {
    pub xy: Vec<[f64; 2]>,
}

/// The three Gini coefficients of one class at one scale, and what Poisson trains would give.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gini {
    pub classic: f64,
    pub paper: f64,
    pub paper_weighted: f64,
    /// Classic, for a Poisson distribution of the same mean.
    pub poisson: f64,
}

impl Shares {
    /// `None` without spikes.
    pub fn new(occupancy: &Occupancy, definition: Definition) -> Option<Self> {
        let weighed: Vec<(f64, f64)> = match definition {
            Definition::ClassicLorenz => occupancy
                .iter()
                .map(|&(count, bins)| (bins as f64, f64::from(count) * bins as f64))
                .collect(),
            Definition::PaperLevel | Definition::PaperLevelWeighted => {
                let most = occupancy.last()?.0;
                let mut visited: Vec<(u64, u32)> = occupancy
                    .iter()
                    .filter(|(count, _)| *count > 0)
                    .map(|&(count, bins)| (bins, count))
                    .collect();
                visited.sort_unstable();
                // Levels that never occur come first and lie on the x axis together.
                let all = f64::from(most) * (f64::from(most) + 1.0) / 2.0;
                let seen: f64 = visited.iter().map(|v| f64::from(v.1)).sum();
                let level = |(bins, count): (u64, u32)| {
                    let weight = match definition {
                        Definition::PaperLevelWeighted => f64::from(count),
                        _ => 1.0,
                    };
                    (f64::from(count), bins as f64 * weight)
                };
                std::iter::once((all - seen, 0.0))
                    .filter(|(x, _)| *x > 0.0)
                    .chain(visited.into_iter().map(level))
                    .collect()
            }
        };
        let total = weighed
            .iter()
            .fold((0.0, 0.0), |s, w| (s.0 + w.0, s.1 + w.1));
        if !(total.0 > 0.0 && total.1 > 0.0) {
            return None;
        }
        let mut xy = Vec::with_capacity(weighed.len() + 1);
        xy.push([0.0, 0.0]);
        let mut sum = (0.0, 0.0);
        for (x, y) in weighed {
            sum = (sum.0 + x, sum.1 + y);
            xy.push([sum.0 / total.0, sum.1 / total.1]);
        }
        Some(Self { xy })
    }

    /// `1 - sum (y_j + y_j-1)(x_j - x_j-1)`, without n/(n-1) correction.
    pub fn gini(&self) -> f64 {
        let pieces = self.xy.windows(2);
        1.0 - pieces
            .map(|p| (p[1][1] + p[0][1]) * (p[1][0] - p[0][0]))
            .sum::<f64>()
    }

    /// y at an x, on the straight piece it lies on.
    pub fn value_at(&self, x: f64) -> f64 {
        let after = self
            .xy
            .partition_point(|p| p[0] < x)
            .clamp(1, self.xy.len() - 1);
        let ([x0, y0], [x1, y1]) = (self.xy[after - 1], self.xy[after]);
        if x1 > x0 {
            y0 + (y1 - y0) * ((x - x0) / (x1 - x0)).clamp(0.0, 1.0)
        } else {
            y1
        }
    }
}

impl Gini {
    /// Of one class at one scale; NaN without spikes.
    pub fn new(occupancy: &Occupancy) -> Self {
        let of = |definition| Shares::new(occupancy, definition).map_or(f64::NAN, |s| s.gini());
        let bins: u64 = occupancy.iter().map(|o| o.1).sum();
        let spikes: f64 = occupancy
            .iter()
            .map(|&(count, bins)| f64::from(count) * bins as f64)
            .sum();
        Self {
            classic: of(Definition::ClassicLorenz),
            paper: of(Definition::PaperLevel),
            paper_weighted: of(Definition::PaperLevelWeighted),
            poisson: poisson_gini(spikes / bins as f64),
        }
    }
}

/// Gini coefficient of a Poisson distribution: `e^(-2 m) (I0(2 m) + I1(2 m))` with mean m.
pub fn poisson_gini(mean: f64) -> f64 {
    if mean.is_nan() || mean <= 0.0 {
        return f64::NAN;
    }
    scaled_bessel(0, 2.0 * mean) + scaled_bessel(1, 2.0 * mean)
}

/// `e^(-x) I_n(x)` for n = 0 or 1 and x > 0.
fn scaled_bessel(n: u32, x: f64) -> f64 {
    if x < 30.0 {
        // Power series; its terms are positive, so nothing cancels.
        let quarter = x * x / 4.0;
        let mut term = if n == 0 { 1.0 } else { x / 2.0 };
        let mut sum = term;
        let mut k = 1.0;
        while term > 1e-17 * sum {
            term *= quarter / (k * (k + f64::from(n)));
            sum += term;
            k += 1.0;
        }
        return sum * (-x).exp();
    }
    // Hankel's expansion; the terms fall until far below f64.
    let mu = f64::from(4 * n * n);
    let (mut term, mut sum) = (1.0, 1.0);
    for k in 1..30u32 {
        let odd = f64::from(2 * k - 1);
        let next = -term * (mu - odd * odd) / (f64::from(k) * 8.0 * x);
        if next.abs() >= f64::abs(term) || next.abs() < 1e-17 {
            break;
        }
        term = next;
        sum += term;
    }
    sum / (std::f64::consts::TAU * x).sqrt()
}
