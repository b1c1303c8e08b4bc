//! How far E and I are from balance (methods B4): the distribution of M = zE - zI over bins.
//!
//! z-scores need means and SDs. A [`Ruler`] holds them, so that several states can be measured with
//! that of the whole recording and keep their differences; measured with its own, every state has
//! z-scores of SD 1 and only the correlation of E and I is left.

use crate::analysis::{JointCounts, Ruler, Scale};

/// The deviation from balance over the bins of one scale.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Deviation {
    pub scale: Scale,
    /// Number of bins.
    pub n: u64,
    /// Root of the mean of M squared, in SDs: 0 for identical trains, sqrt 2 for independent ones
    /// on their own ruler. NaN without bins or where the ruler is undefined, as is `p_above_2`.
    pub rms: f64,
    /// Share of bins with |M| above 2.
    pub p_above_2: f64,
}

impl Deviation {
    /// The deviation of bins with these counts, measured with a ruler.
    pub fn new(joint: &JointCounts, ruler: &Ruler) -> Self {
        let n = joint.len();
        // Pairs have one order, so that the sum is the same however they were gathered.
        let (mut squares, mut above) = (0.0, 0u64);
        for pair in joint.pairs() {
            let m = ruler.difference(f64::from(pair.e), f64::from(pair.i));
            squares += m * m * pair.bins as f64;
            if m.abs() > 2.0 {
                above += pair.bins;
            }
        }
        let mean = |sum: f64| {
            if n > 0 && ruler.is_defined() {
                sum / n as f64
            } else {
                f64::NAN
            }
        };
        Self {
            scale: joint.sums.scale,
            n,
            rms: mean(squares).sqrt(),
            p_above_2: mean(above as f64),
        }
    }
}
