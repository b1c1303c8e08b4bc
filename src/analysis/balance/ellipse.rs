//! The balance of E and I at one scale: the ellipse of their joint distribution (methods A4, E.3).

use crate::analysis::ensembles::moments::{Moments, ScaleMoments, moments};
use crate::analysis::{
    AnalysisError, Bins, CountSummary, Normalisation, Normaliser, Scale, Selection, Task,
    autocovariances,
};
use crate::recording::{Class, Recording, UnitCount};

/// Second-order statistics of the joint distribution of E and I over bins.
///
/// Everything but counts, r and the angle is in the unit of the chosen normalisation. SDs and
/// variances have n in the denominator. What cannot be had is NaN, and `reasons` says why.
#[derive(Clone, Debug, PartialEq)]
pub struct Balance {
    pub n_bins: u64,
    /// Seconds in partial last bins.
    pub left_out_s: f64,
    /// Spikes in partial last bins.
    pub left_out_e: u64,
    pub left_out_i: u64,
    pub mean_e: f64,
    pub sd_e: f64,
    pub mean_i: f64,
    pub sd_i: f64,
    /// Pearson correlation of E and I.
    pub r: f64,
    /// How many independent bins these are worth for r (Bartlett 1946): fewer than there are where E
    /// and I are both slow against the bin. NaN unless given by [`Balance::with_interval`].
    pub n_eff: f64,
    /// 95 % interval of r, by Fisher's z on `n_eff` bins; NaN without that.
    pub r_low: f64,
    pub r_high: f64,
    /// Angle of the major axis from the E axis, in (-90, 90].
    pub angle_deg: f64,
    /// One sigma along the major and the minor axis of the covariance ellipse.
    pub axis_major: f64,
    pub axis_minor: f64,
    /// SD along the balance diagonal, (1, 1)/sqrt 2, and across it, (1, -1)/sqrt 2.
    pub sd_along: f64,
    pub sd_across: f64,
    /// Variance of f = E - I.
    pub var_f: f64,
    /// Why numbers are missing, one sentence each.
    pub reasons: Vec<String>,
}

/// Standard normal quantile at 0.975.
const Z_95: f64 = 1.959_963_984_540_054;

/// The maps from counts to the chosen normalisation, for E and for I.
pub fn normalisers(
    moments: &Moments,
    units: [UnitCount; 2],
    width_s: f64,
    normalisation: Normalisation,
) -> (Normaliser, Normaliser) {
    let (mean_e, mean_i) = moments.means();
    let (var_e, var_i, _) = moments.second();
    let of = |class, units: UnitCount, sum: u128, mean, var: f64, max: u32| {
        normalisation.normaliser(&CountSummary {
            class,
            units: units.observed,
            width_s,
            sum: sum as f64,
            mean,
            sd: var.sqrt(),
            max: f64::from(max),
        })
    };
    let [e, i] = units;
    let (sum, max) = (
        [moments.sum_e, moments.sum_i],
        [moments.max_e, moments.max_i],
    );
    (
        of(Class::Excitatory, e, sum[0], mean_e, var_e, max[0]),
        of(Class::Inhibitory, i, sum[1], mean_i, var_i, max[1]),
    )
}

impl Balance {
    /// The statistics of counts with these sums, without an interval of r: how much bins tell of
    /// each other is not in their sums.
    pub fn new(sums: &ScaleMoments, units: [UnitCount; 2], normalisation: Normalisation) -> Self {
        let width_s = sums.scale.width_s();
        let (e, i) = normalisers(&sums.moments, units, width_s, normalisation);
        let mut balance = Self::of_moments(&sums.moments, e, i, normalisation);
        for (class, units) in ["excitatory", "inhibitory"].into_iter().zip(units) {
            if units.all == 0 {
                let reason = format!("no unit is classed as {class}");
                balance.reasons.insert(0, reason);
            }
        }
        balance.left_out_s = sums.left_out_s;
        balance.left_out_e = sums.left_out_e;
        balance.left_out_i = sums.left_out_i;
        if sums.moments.bins < 2 {
            balance.reasons.insert(
                0,
                format!(
                    "the selection holds {} bins of {}; spread needs two",
                    sums.moments.bins,
                    sums.scale.width_text()
                ),
            );
        }
        balance
    }

    /// With the 95 % interval of r, of bins that are worth so many independent ones.
    #[must_use]
    pub fn with_interval(mut self, n_eff: f64) -> Self {
        if self.r.is_nan() {
            return self;
        }
        self.n_eff = n_eff;
        let free = n_eff - 3.0;
        if free >= 1.0 {
            let half = Z_95 / free.sqrt();
            self.r_low = (self.r.atanh() - half).tanh();
            self.r_high = (self.r.atanh() + half).tanh();
        } else {
            self.reasons.push(if self.n_bins < 4 {
                "the interval of r needs four bins".to_owned()
            } else {
                format!(
                    "the interval of r needs four independent bins, and these {} are worth {n_eff:.1}",
                    self.n_bins
                )
            });
        }
        self
    }

    /// From exact sums of counts and the maps to values.
    fn of_moments(
        moments: &Moments,
        e: Normaliser,
        i: Normaliser,
        normalisation: Normalisation,
    ) -> Self {
        let mut reasons = Vec::new();
        let n = moments.bins as f64;
        let (mean_e, mean_i) = moments.means();
        let (count_var_e, count_var_i, count_cov) = moments.second();
        let spread = moments.bins >= 2;
        let mean = |map: Normaliser, count_mean: f64| match normalisation {
            _ if !map.is_defined() || moments.bins == 0 => f64::NAN,
            // What the definition makes exact stays exact.
            Normalisation::Share => 1.0 / n,
            Normalisation::ZScore => 0.0,
            _ => map.apply(count_mean),
        };
        let variance = |map: Normaliser, count_var: f64| match normalisation {
            _ if !map.is_defined() || !spread => f64::NAN,
            Normalisation::ZScore => 1.0,
            _ => count_var * map.factor * map.factor,
        };
        if moments.bins > 0 && !(e.is_defined() && i.is_defined()) {
            reasons.push(format!(
                "the {} normalisation is undefined for a class that is silent or does not vary",
                normalisation.name().to_lowercase()
            ));
        }
        let (var_e, var_i) = (variance(e, count_var_e), variance(i, count_var_i));
        let varies = spread && count_var_e > 0.0 && count_var_i > 0.0;
        let r = if varies {
            (count_cov / (count_var_e.sqrt() * count_var_i.sqrt())).clamp(-1.0, 1.0)
        } else {
            if spread {
                reasons.push(
                    "r needs a class that varies: one has the same count in every bin".to_owned(),
                );
            }
            f64::NAN
        };
        let covariance = match normalisation {
            _ if !spread => f64::NAN,
            Normalisation::ZScore => r,
            _ => count_cov * e.factor * i.factor,
        };
        let ellipse = Ellipse::new(var_e, var_i, covariance);
        if ellipse.angle_deg.is_nan() && ellipse.major.is_finite() {
            reasons.push("the angle is undefined: the cloud is round or a single point".to_owned());
        }
        let middle = f64::midpoint(var_e, var_i);
        Self {
            n_bins: moments.bins,
            left_out_s: 0.0,
            left_out_e: 0,
            left_out_i: 0,
            mean_e: mean(e, mean_e),
            sd_e: var_e.sqrt(),
            mean_i: mean(i, mean_i),
            sd_i: var_i.sqrt(),
            r,
            n_eff: f64::NAN,
            r_low: f64::NAN,
            r_high: f64::NAN,
            angle_deg: ellipse.angle_deg,
            axis_major: ellipse.major,
            axis_minor: ellipse.minor,
            sd_along: (middle + covariance)
                .max(0.0)
                .sqrt()
                .or_nan(middle + covariance),
            sd_across: (middle - covariance)
                .max(0.0)
                .sqrt()
                .or_nan(middle - covariance),
            var_f: (var_e + var_i - 2.0 * covariance)
                .max(0.0)
                .or_nan(covariance + middle),
            reasons,
        }
    }
}

trait OrNan {
    fn or_nan(self, test: f64) -> f64;
}
impl OrNan for f64 {
    /// `max` takes the number of a number and a NaN; here NaN stays NaN.
    fn or_nan(self, test: f64) -> f64 {
        if test.is_nan() { f64::NAN } else { self }
    }
}

/// One-sigma ellipse of a covariance.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ellipse {
    /// One sigma along each axis.
    pub major: f64,
    pub minor: f64,
    /// Of the major axis from the first variable's axis, in (-90, 90]; NaN for a circle.
    pub angle_deg: f64,
}

impl Ellipse {
    /// Axes of the covariance matrix `[[var_x, cov], [cov, var_y]]`; NaN when any of it is.
    pub fn new(var_x: f64, var_y: f64, cov: f64) -> Self {
        if !(var_x + var_y + cov).is_finite() {
            return Self {
                major: f64::NAN,
                minor: f64::NAN,
                angle_deg: f64::NAN,
            };
        }
        let (middle, half) = (f64::midpoint(var_x, var_y), (var_x - var_y) / 2.0);
        let reach = half.hypot(cov);
        let large = middle + reach;
        // The product of the eigenvalues is the determinant: no cancellation for thin ellipses.
        let small = if large > 0.0 {
            ((var_x * var_y - cov * cov) / large).max(0.0)
        } else {
            0.0
        };
        let angle_deg = if reach > 0.0 {
            let angle = cov.atan2(half).to_degrees() / 2.0;
            if angle <= -90.0 { 90.0 } else { angle }
        } else {
            f64::NAN
        };
        Self {
            major: large.sqrt(),
            minor: small.sqrt(),
            angle_deg,
        }
    }
}

/// [`Balance`] at all 32 scales.
///
/// # Errors
/// When overtaken.
pub fn balance_all(
    recording: &Recording,
    selection: &Selection,
    normalisation: Normalisation,
    task: &Task<'_>,
) -> Result<Vec<(Scale, Balance)>, AnalysisError> {
    let scales: Vec<Scale> = Scale::all().collect();
    balance_at(recording, selection, normalisation, &scales, task)
}

/// [`Balance`] at the given scales.
///
/// # Errors
/// When overtaken.
pub fn balance_at(
    recording: &Recording,
    selection: &Selection,
    normalisation: Normalisation,
    scales: &[Scale],
    task: &Task<'_>,
) -> Result<Vec<(Scale, Balance)>, AnalysisError> {
    let time = selection.intervals(recording);
    let units = recording.unit_counts(&time);
    let sums = moments(recording.ensembles(), &time, scales, task)?;
    let memory = autocovariances(recording, &time, task)?;
    Ok(sums
        .iter()
        .map(|sums| {
            let (var_e, var_i, _) = sums.moments.second();
            let n_eff = memory.effective_bins(&Bins::new(&time, sums.scale), [var_e, var_i]);
            let balance = Balance::new(sums, units, normalisation);
            (sums.scale, balance.with_interval(n_eff))
        })
        .collect())
}
