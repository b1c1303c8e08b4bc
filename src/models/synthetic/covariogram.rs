//! Covariance of a held (piecewise constant) stationary process, and its integrals over bins.

/// Covariance of two relative rates as a function of lag, with exact integrals.
///
/// The rates are held over steps of `step_s`. Averaged over the phase of a bin in its step, the
/// covariance at a lag between two multiples of the step is the linear interpolation of those at
/// the multiples, so that the integrals below are exact sums of cubic pieces.
pub struct Covariogram {
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
    pub fn new(step_s: f64, longest_s: f64, covariance: impl Fn(f64) -> f64) -> Self {
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
    pub fn double_integral(&self, t_s: f64) -> f64 {
        let t_s = t_s.abs();
        let m = ((t_s / self.step_s) as usize).min(self.at.len() - 2);
        let x = t_s - m as f64 * self.step_s;
        let slope = (self.at[m + 1] - self.at[m]) / self.step_s;
        self.double[m]
            + 2.0 * (self.area[m] * x + self.at[m] * x * x / 2.0 + slope * x * x * x / 6.0)
    }

    /// Integral of the covariance over `[a, b] x [c, d]`, two intervals that do not overlap or are
    /// the same, in s^2.
    pub fn between(&self, (a, b): (f64, f64), (c, d): (f64, f64)) -> f64 {
        if a == c && b == d {
            return self.double_integral(b - a);
        }
        let g = |t: f64| self.double_integral(t);
        0.5 * (g(d - a) + g(c - b) - g(c - a) - g(d - b))
    }
}
