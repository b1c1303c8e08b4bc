//! Mean and SD that z-scores are computed with.

use crate::analysis::Moments;

/// Mean and SD of the counts of E and of I at one scale, and the SD of the difference of their
/// z-scores. SDs have n in the denominator.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ruler {
    pub mean_e: f64,
    pub sd_e: f64,
    pub mean_i: f64,
    pub sd_i: f64,
    /// SD of zE - zI, which is sqrt(2 (1 - r)); 0 where E and I are proportional.
    pub sd_difference: f64,
}

/// Below this a variance of z-scores is rounding.
const NOTHING: f64 = 1e-12;

impl Ruler {
    /// The ruler of counts with these sums.
    pub fn new(moments: &Moments) -> Self {
        let (mean_e, mean_i) = moments.means();
        let (var_e, var_i, covariance) = moments.second();
        let r = covariance / (var_e.sqrt() * var_i.sqrt());
        let variance = 2.0 * (1.0 - r);
        Self {
            mean_e,
            sd_e: var_e.sqrt(),
            mean_i,
            sd_i: var_i.sqrt(),
            sd_difference: if variance < NOTHING {
                0.0
            } else {
                variance.sqrt()
            },
        }
    }
    /// Whether both classes vary.
    pub fn is_defined(&self) -> bool {
        self.sd_e > 0.0 && self.sd_i > 0.0
    }
    /// z-score of a count of E; NaN where E does not vary.
    pub fn z_e(&self, count: f64) -> f64 {
        z(count, self.mean_e, self.sd_e)
    }
    /// z-score of a count of I; NaN where I does not vary.
    pub fn z_i(&self, count: f64) -> f64 {
        z(count, self.mean_i, self.sd_i)
    }
    /// zE - zI: positive where excitation is above its mean by more SDs than inhibition.
    pub fn difference(&self, e: f64, i: f64) -> f64 {
        self.z_e(e) - self.z_i(i)
    }
    /// The signed matrix M = z(zE - zI); 0 where E and I are proportional.
    pub fn signed(&self, e: f64, i: f64) -> f64 {
        let difference = self.difference(e, i);
        if self.sd_difference == 0.0 && !difference.is_nan() {
            return 0.0;
        }
        difference / self.sd_difference
    }
}

fn z(count: f64, mean: f64, sd: f64) -> f64 {
    if sd > 0.0 {
        (count - mean) / sd
    } else {
        f64::NAN
    }
}
