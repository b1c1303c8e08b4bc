//! How rarely realisations of a surrogate lie as far out as the data: p of each number, and p corrected
//! for having looked at several, such as the 32 scales.

/// p of one number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Significance {
    /// Of the data and the realisations, the share that lies at least as far from the mean of all of
    /// them as the data does: (1 + beyond) / (n + 1).
    pub p: f64,
    /// The same for the largest distance in SDs over all numbers of a family: the chance that any of
    /// them would lie as far out as this one.
    pub p_corrected: f64,
}

/// Of a family of numbers; for each, the value of the data and those of the realisations, in one order
/// for all. The data count among what mean and SD are taken of, so that under the null
/// hypothesis none of them is special and p is exact. `None` where the data have no value, no
/// realisation has, or all are the same.
pub fn significance(family: &[(f64, &[f64])]) -> Vec<Option<Significance>> {
    let distances: Vec<Option<Vec<f64>>> = family.iter().map(|(d, r)| distances(*d, r)).collect();
    let longest = distances.iter().flatten().map(Vec::len).max().unwrap_or(0);
    let mut largest = vec![f64::NAN; longest];
    for of_one in distances.iter().flatten() {
        for (largest, distance) in largest.iter_mut().zip(of_one) {
            // The larger, and the number where one is missing.
            *largest = largest.max(*distance);
        }
    }
    let share = |all: &[f64], least: f64| {
        let there = all.iter().filter(|z| z.is_finite());
        there.clone().filter(|z| **z >= least).count() as f64 / there.count() as f64
    };
    let of = |of_one: Vec<f64>| Significance {
        p: share(&of_one, of_one[0]),
        p_corrected: share(&largest, of_one[0]),
    };
    distances.into_iter().map(|one| one.map(of)).collect()
}

/// Distance from the mean of all in SDs, of the data first; NaN where a realisation has no value.
fn distances(data: f64, realised: &[f64]) -> Option<Vec<f64>> {
    /// What differs by rounding alone is the same.
    const ROUNDING: f64 = 1e-12;
    let all = || std::iter::once(&data).chain(realised).copied();
    let there = || all().filter(|x| x.is_finite());
    let n = there().count();
    if !data.is_finite() || n < 2 {
        return None;
    }
    let mean = there().sum::<f64>() / n as f64;
    let sd = (there().map(|x| (x - mean).powi(2)).sum::<f64>() / n as f64).sqrt();
    let size = there().fold(0.0, |size: f64, x| size.max(x.abs()));
    (sd > ROUNDING * size).then(|| all().map(|x| (x - mean).abs() / sd).collect())
}
