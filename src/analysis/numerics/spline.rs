//! A natural cubic spline through samples at even distances.

/// The spline through `samples`, which stand at 0, 1, 2, …; its second derivative is 0 at both
/// ends.
#[derive(Clone, Debug, PartialEq)]
pub struct Spline {
    samples: Vec<f64>,
    /// Second derivatives at the samples.
    bends: Vec<f64>,
}

impl Spline {
    /// `None` for fewer than three samples, or some that are not finite.
    pub fn through(samples: &[f64]) -> Option<Self> {
        let n = samples.len();
        if n < 3 || !samples.iter().all(|v| v.is_finite()) {
            return None;
        }
        // Thomas's algorithm for bends[j - 1] + 4 bends[j] + bends[j + 1] = 6 second differences.
        let mut bends = vec![0.0; n];
        let mut upper = vec![0.0; n];
        for j in 1..n - 1 {
            let right = 6.0 * (samples[j - 1] - 2.0 * samples[j] + samples[j + 1]);
            let pivot = 4.0 - upper[j - 1];
            upper[j] = 1.0 / pivot;
            bends[j] = (right - bends[j - 1]) / pivot;
        }
        for j in (1..n - 1).rev() {
            bends[j] -= upper[j] * bends[j + 1];
        }
        Some(Self {
            samples: samples.to_vec(),
            bends,
        })
    }
    /// The value at a place, which is kept between the first and the last sample.
    pub fn value_at(&self, place: f64) -> f64 {
        let last = self.samples.len() - 1;
        let place = place.clamp(0.0, last as f64);
        let left = (place as usize).min(last - 1);
        let (b, a) = (place - left as f64, left as f64 + 1.0 - place);
        a * self.samples[left]
            + b * self.samples[left + 1]
            + ((a * a * a - a) * self.bends[left] + (b * b * b - b) * self.bends[left + 1]) / 6.0
    }
    /// Values `each` times as dense as the samples, from the first to the last.
    pub fn dense(&self, each: usize) -> Vec<f64> {
        let last = (self.samples.len() - 1) * each;
        (0..=last)
            .map(|j| self.value_at(j as f64 / each as f64))
            .collect()
    }
}
