//! Covariance of a held (piecewise constant) stationary process, and its integrals over bins.

/// Covariance of two relative rates as a function of lag, with exact integrals.
///
/// The rates are held over steps of `step_s`. Averaged over the phase of a bin in its step, the
/// covariance at a lag between two multiples of the step is the linear interpolation of those at
/// the multiples, so that the integrals below are exact sums of cubic pieces.
pub(super) struct Covariogram {
    step_s: f64,
    /// Covariance at lag m steps.
    at: Vec<f64>,
    /// Integral of the covariance from 0 to lag m.
    area: Vec<f64>,
    /// `G` at m steps, see [`Self::double_integral`].
    double: Vec<f64>,
}

impl Covariogram {
    /// From the covariance at each multiple of the step, up to lag `longest_s` at least.
    pub(super) fn new(step_s: f64, longest_s: f64, covariance: impl Fn(f64) -> f64) -> Self {
        let steps = (longest_s / step_s).ceil() as usize + 2;
        let at: Vec<f64> = (0..=steps).map(|m| covariance(m as f64 * step_s)).collect();
        let mut area = vec![0.0];
        let mut double = vec![0.0];
        for m in 0..steps {
            let (now, next) = (at[m], at[m + 1]);
            area.push(area[m] + 0.5 * (now + next) * step_s);
            double.push(
                double[m]
                    + 2.0
                        * (area[m] * step_s
                            + now * step_s * step_s / 2.0
                            + (next - now) * step_s * step_s / 6.0),
            );
        }
        Self {
            step_s,
            at,
            area,
            double,
        }
    }

    /// `G(T)`: the integral of the covariance over the square `[0, T]^2`, in s^2.
    pub(super) fn double_integral(&self, t_s: f64) -> f64 {
        let t_s = t_s.abs();
        let m = ((t_s / self.step_s) as usize).min(self.at.len() - 2);
        let x = t_s - m as f64 * self.step_s;
        let slope = (self.at[m + 1] - self.at[m]) / self.step_s;
        self.double[m]
            + 2.0 * (self.area[m] * x + self.at[m] * x * x / 2.0 + slope * x * x * x / 6.0)
    }

    /// Integral of the covariance over `[a, b] x [c, d]`, two intervals that do not overlap or are
    /// the same, in s^2.
    pub(super) fn between(&self, (a, b): (f64, f64), (c, d): (f64, f64)) -> f64 {
        if a == c && b == d {
            return self.double_integral(b - a);
        }
        let g = |t: f64| self.double_integral(t);
        0.5 * (g(d - a) + g(c - b) - g(c - a) - g(d - b))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integrals_of_an_exponential_covariance() {
        // With tau much above the step: G(T) = 2 tau^2 (T/tau - 1 + exp(-T/tau)).
        let tau = 3.0;
        let c = Covariogram::new(0.001, 20.0, |lag| (-lag / tau).exp());
        let exact = |t: f64| 2.0 * tau * tau * (t / tau - 1.0 + (-t / tau).exp());
        for t in [0.0005, 0.01, 1.0, 7.3, 20.0] {
            let got = c.double_integral(t);
            assert!((got / exact(t) - 1.0).abs() < 1e-3, "{t}: {got}");
        }
        // [1, 2] x [4, 7]: product of two one-dimensional integrals.
        let product = (tau * (2.0f64 / tau).exp() - tau * (1.0f64 / tau).exp())
            * (tau * (-4.0f64 / tau).exp() - tau * (-7.0f64 / tau).exp());
        let got = c.between((1.0, 2.0), (4.0, 7.0));
        assert!((got / product - 1.0).abs() < 1e-5);
        assert!((c.between((4.0, 7.0), (1.0, 2.0)) - got).abs() < 1e-9);
    }

    #[test]
    fn a_held_white_process_loses_variance_as_one_over_width() {
        // Independent values held over 0.1 s: mean over n whole steps at random phase has
        // variance (n - 1/3) / n^2 in units of that of one value.
        let c = Covariogram::new(0.1, 10.0, |lag| f64::from(u8::from(lag == 0.0)));
        for n in [1.0, 2.0, 10.0f64] {
            let t = 0.1 * n;
            let got = c.double_integral(t) / (t * t);
            assert!(
                (got - (n - 1.0 / 3.0) / (n * n)).abs() < 1e-12,
                "{n}: {got}"
            );
        }
    }
}
