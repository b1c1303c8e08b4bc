//! Static balance (methods B4): whether the magnitudes of E and of I have one distribution.
//!
//! Each class is divided by its own mean count over the bins, so that what is compared is the
//! shape and not the rate.

use crate::analysis::{JointCounts, Scale};
use crate::recording::Class;

/// How alike the distributions of the normalised magnitudes of E and I are at one scale.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StaticBalance {
    pub scale: Scale,
    /// Two-sample Kolmogorov-Smirnov distance, 0..=1: the largest difference of the cumulative
    /// distributions. NaN where a class is silent.
    pub ks: f64,
    /// Bins of each sample: both classes have the same.
    pub n_e: u64,
    pub n_i: u64,
}

impl StaticBalance {
    /// The comparison over bins with these counts.
    pub fn new(joint: &JointCounts) -> Self {
        let n = joint.len();
        Self {
            scale: joint.sums.scale,
            ks: distance(joint).unwrap_or(f64::NAN),
            n_e: n,
            n_i: n,
        }
    }
}

/// The means have one denominator, so that e / mean(e) is compared with i / mean(i) as e sum(i)
/// with i sum(e): in integers, in which ties are ties.
fn distance(joint: &JointCounts) -> Option<f64> {
    let moments = &joint.sums.moments;
    if moments.sum_e == 0 || moments.sum_i == 0 {
        return None;
    }
    let places = |marginal: Vec<(u32, u64)>, by: u128| {
        marginal
            .into_iter()
            .map(move |(count, bins)| (u128::from(count) * by, bins))
            .peekable()
    };
    let mut e = places(joint.marginal_e(), moments.sum_i);
    let mut i = places(joint.marginal_i(), moments.sum_e);
    let (mut up_to_e, mut up_to_i, mut most) = (0u64, 0u64, 0u64);
    while let (Some(&(at_e, _)), Some(&(at_i, _))) = (e.peek(), i.peek()) {
        let at = at_e.min(at_i);
        while let Some((_, bins)) = e.next_if(|(place, _)| *place <= at) {
            up_to_e += bins;
        }
        while let Some((_, bins)) = i.next_if(|(place, _)| *place <= at) {
            up_to_i += bins;
        }
        most = most.max(up_to_e.abs_diff(up_to_i));
    }
    Some(most as f64 / joint.len() as f64)
}

/// The complementary cumulative distribution of one class's magnitude at one scale.
#[derive(Clone, Debug, PartialEq)]
pub struct Ccdf {
    pub class: Class,
    /// Each magnitude that occurs (count / mean count, ascending), and the share of bins that have
    /// it or more. Empty for a class that is silent.
    pub points: Vec<[f64; 2]>,
}

impl Ccdf {
    /// The distribution of E, or of I for any other class.
    pub fn new(joint: &JointCounts, class: Class) -> Self {
        let (mean_e, mean_i) = joint.sums.moments.means();
        let (marginal, mean) = match class {
            Class::Excitatory => (joint.marginal_e(), mean_e),
            _ => (joint.marginal_i(), mean_i),
        };
        let n = joint.len();
        let mut rest = n;
        let mut points = Vec::with_capacity(marginal.len());
        if mean > 0.0 {
            for (count, bins) in marginal {
                points.push([f64::from(count) / mean, rest as f64 / n as f64]);
                rest -= bins;
            }
        }
        Self { class, points }
    }
}
