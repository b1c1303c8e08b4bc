//! What a correlogram would be without fast structure: smoothed with a partially hollow Gaussian
//! (Stark and Abeles 2009).

use super::Correlogram;

/// SD of the Gaussian: half of the 10 ms that CellExplorer convolves with.
pub const SD_S: f64 = 0.005;
/// By how much the weight of the bin itself is less.
pub const HOLLOW: f64 = 0.6;

/// Weights by distance in bins, not yet summing up to 1.
#[derive(Clone, Debug, PartialEq)]
pub struct Smoother {
    weights: Vec<f64>,
}

impl Smoother {
    /// For bins of `bin_s` seconds, reaching three SDs.
    pub fn new(bin_s: f64) -> Self {
        let sd = SD_S / bin_s;
        let reach = (3.0 * sd).ceil().clamp(1.0, 10_000.0) as u32;
        let weight = |d: u32| (-0.5 * (f64::from(d) / sd).powi(2)).exp();
        let mut weights: Vec<f64> = (0..=reach).map(weight).collect();
        weights[0] *= 1.0 - HOLLOW;
        Self { weights }
    }

    /// Expected count in `bin`. Edges are mirrored; masked bins weigh nothing. 0 where all are
    /// masked.
    pub fn value_at(&self, of: &Correlogram, bin: usize, masked: impl Fn(usize) -> bool) -> f64 {
        let count = of.counts.len() as i64;
        let (mut sum, mut weighed) = (0.0, 0.0);
        let mut add = |place: i64, weight: f64| {
            let place = place.rem_euclid(2 * count);
            let place = place.min(2 * count - 1 - place) as usize;
            if !masked(place) {
                sum += weight * of.counts[place] as f64;
                weighed += weight;
            }
        };
        for (distance, &weight) in self.weights.iter().enumerate() {
            add(bin as i64 - distance as i64, weight);
            if distance > 0 {
                add(bin as i64 + distance as i64, weight);
            }
        }
        if weighed > 0.0 { sum / weighed } else { 0.0 }
    }

    /// Spikes in `window` beyond what the bins around it lead to expect: those in it do not weigh.
    pub(super) fn excess(
        &self,
        of: &Correlogram,
        window: &[usize],
        masked: impl Fn(usize) -> bool,
    ) -> f64 {
        let outside = |bin: usize| masked(bin) || window.contains(&bin);
        let beyond = |&bin: &usize| of.counts[bin] as f64 - self.value_at(of, bin, outside);
        window.iter().filter(|bin| !masked(**bin)).map(beyond).sum()
    }
}
