//! Whether a unit fires at another rate than before, measured by how variable that unit is itself: units
//! that burst or drift differ from window to window more than Poisson ones do.

use crate::analysis::numerics::normal;
use crate::analysis::numerics::two_rates::{student_beyond, two_rates};
use crate::recording::Interval;

/// Windows in a baseline, at least.
const LEAST_WINDOWS: f64 = 10.0;

/// How variable the counts of a unit are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Variability {
    /// Variance over mean of the counts in windows (n - 1 in the denominator); NaN without spikes.
    pub fano: f64,
    /// Windows less one.
    degrees_of_freedom: f64,
}

impl Variability {
    /// Windows are as long as the event, or a tenth of the baseline where that is shorter.
    pub fn window_s(baseline: Interval, event: Interval) -> f64 {
        let most_s = baseline.duration_s() / LEAST_WINDOWS;
        event.duration_s().min(most_s)
    }

    /// Of the spikes of a unit in a baseline, in windows from its end back.
    pub fn new(times_s: &[f64], baseline: Interval, window_s: f64) -> Self {
        // A tenth of a tenth is one, whatever rounding says.
        let windows = (baseline.duration_s() / window_s + 1e-6).floor();
        let mut counts = vec![0_u32; windows as usize];
        for t in times_s {
            let place = ((baseline.stop_s - t) / window_s) as usize;
            if let Some(count) = counts.get_mut(place) {
                *count += 1;
            }
        }
        let mean = counts.iter().map(|&n| f64::from(n)).sum::<f64>() / windows;
        let squares: f64 = counts.iter().map(|&n| (f64::from(n) - mean).powi(2)).sum();
        Self {
            fano: squares / (windows - 1.0) / mean,
            degrees_of_freedom: windows - 1.0,
        }
    }
}

/// p of the difference of two rates, from counts in times that long, the first of them of the
/// baseline: the exact test of two Poisson rates ([`two_rates`]); or, where that is larger, its z
/// over the root of the unit's own Fano factor, which is Student's t with as many degrees
/// of freedom as there are windows, less one. NaN where a time has no length.
pub fn rates_differ(counts: [u64; 2], times_s: [f64; 2], variability: &Variability) -> f64 {
    let exact = two_rates(counts[0], times_s[0], counts[1], times_s[1]);
    // Without a Fano factor, or with one of 0, there is nothing to scale with.
    if !(exact < 1.0 && variability.fano > 0.0) {
        return exact;
    }
    let z = normal::quantile(exact / 2.0);
    let t = z / variability.fano.sqrt();
    exact.max(student_beyond(t, variability.degrees_of_freedom))
}

/// For each p the share of false ones to expect among those that are at most as large, where as many
/// were tested as are numbers (Benjamini and Hochberg 1995, Journal of the Royal Statistical Society B
/// 57:289); NaN stays NaN.
pub fn share_expected_false(p: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p.len()).filter(|&place| !p[place].is_nan()).collect();
    order.sort_by(|&a, &b| p[a].total_cmp(&p[b]));
    let mut q = vec![f64::NAN; p.len()];
    let mut least = 1.0;
    for (rank, &place) in order.iter().enumerate().rev() {
        least = f64::min(least, p[place] * order.len() as f64 / (rank + 1) as f64);
        q[place] = least;
    }
    q
}
