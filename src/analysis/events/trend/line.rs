//! The line fitted to the baseline, and the autocorrelation of its residuals.

/// Least squares of S over the baseline: S = `intercept` + `slope` (t - `origin_s`).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Line {
    pub intercept: f64,
    /// Per second.
    pub slope: f64,
    /// SD of the residuals, with n - 2 in the denominator.
    pub sd: f64,
    /// The first sample of the baseline, where the intercept is.
    pub origin_s: f64,
    /// Samples fitted.
    pub n: usize,
}

impl Line {
    /// Fits evenly spaced samples, the first at `origin_s`; at least 3 are needed.
    pub fn fit(values: &[f64], origin_s: f64, step_s: f64) -> Self {
        let n = values.len() as f64;
        let mean = values.iter().sum::<f64>() / n;
        let middle = (n - 1.0) / 2.0;
        let (mut cross, mut squares) = (0.0, 0.0);
        for (j, value) in values.iter().enumerate() {
            let x = j as f64 - middle;
            cross += x * (value - mean);
            squares += x * x;
        }
        let slope = cross / squares;
        let intercept = mean - slope * middle;
        let left: f64 = values
            .iter()
            .enumerate()
            .map(|(j, v)| (v - intercept - slope * j as f64).powi(2))
            .sum();
        Self {
            intercept,
            slope: slope / step_s,
            sd: (left / (n - 2.0)).sqrt(),
            origin_s,
            n: values.len(),
        }
    }
    /// The line at a time.
    pub fn value_at(&self, t_s: f64) -> f64 {
        self.intercept + self.slope * (t_s - self.origin_s)
    }
    /// Residuals of samples that begin at the origin.
    pub fn residuals(&self, values: &[f64], step_s: f64) -> Vec<f64> {
        let left = |(j, v): (usize, &f64)| v - self.intercept - self.slope * step_s * j as f64;
        values.iter().enumerate().map(left).collect()
    }
}

/// Mean, SD and coefficient of an AR(1) process fitted to a series by its correlation at lag 1
/// (Yule-Walker, which is always stationary). The coefficient of a constant series is 0.
pub fn autoregression(values: &[f64]) -> [f64; 3] {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let squares: f64 = values.iter().map(|v| (v - mean) * (v - mean)).sum();
    let next: f64 = values
        .windows(2)
        .map(|pair| (pair[0] - mean) * (pair[1] - mean))
        .sum();
    let phi = if squares > 0.0 { next / squares } else { 0.0 };
    [mean, (squares / n).sqrt(), phi]
}
