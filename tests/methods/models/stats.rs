//! What the acceptance figures of the conductance-based network are made of.

/// Spikes of a run, E units first.
pub struct Spikes {
    pub trains: Vec<Vec<f64>>,
    pub n_e: usize,
    pub from_s: f64,
    pub to_s: f64,
}

impl Spikes {
    /// Mean rates of E and I.
    pub fn rates_hz(&self) -> [f64; 2] {
        let (e, i) = self.trains.split_at(self.n_e);
        [e, i].map(|units| {
            let inside = |t: &&f64| (self.from_s..self.to_s).contains(*t);
            let count: usize = units.iter().map(|u| u.iter().filter(inside).count()).sum();
            count as f64 / units.len() as f64 / (self.to_s - self.from_s)
        })
    }

    /// Mean over E units of SD over mean of their intervals, of those with four or more.
    pub fn cv(&self) -> f64 {
        let cvs: Vec<f64> = self.trains[..self.n_e]
            .iter()
            .filter_map(|train| {
                let inside = |t: &&f64| (self.from_s..self.to_s).contains(*t);
                let train: Vec<f64> = train.iter().filter(inside).copied().collect();
                let intervals: Vec<f64> = train.windows(2).map(|w| w[1] - w[0]).collect();
                let n = intervals.len() as f64;
                let mean = intervals.iter().sum::<f64>() / n;
                let variance = intervals.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / n;
                (n >= 4.0).then(|| variance.sqrt() / mean)
            })
            .collect();
        cvs.iter().sum::<f64>() / cvs.len() as f64
    }

    /// Pooled counts of E and I in bins.
    fn counts(&self, bin_s: f64) -> [Vec<f64>; 2] {
        let bins = ((self.to_s - self.from_s) / bin_s + 1e-6) as usize;
        let (e, i) = self.trains.split_at(self.n_e);
        [e, i].map(|units| {
            let mut counts = vec![0.0; bins];
            for t in units.iter().flatten() {
                // Spikes lie on steps of a tenth of a millisecond: no edge decides by rounding.
                let bin = ((t - self.from_s) / bin_s + 1e-3).floor();
                if bin >= 0.0 && (bin as usize) < bins {
                    counts[bin as usize] += 1.0;
                }
            }
            counts
        })
    }

    /// Correlation of E with I `lag` bins later.
    pub fn correlation(&self, bin_s: f64, lag: isize) -> f64 {
        let [e, i] = self.counts(bin_s);
        let n = e.len();
        let mean = |x: &[f64]| x.iter().sum::<f64>() / n as f64;
        let (mean_e, mean_i) = (mean(&e), mean(&i));
        let variance = |x: &[f64], m: f64| x.iter().map(|v| (v - m).powi(2)).sum::<f64>();
        let scale = (variance(&e, mean_e) * variance(&i, mean_i)).sqrt();
        let (skip_e, skip_i) = (lag.min(0).unsigned_abs(), lag.max(0).unsigned_abs());
        let pairs = e[skip_e..].iter().zip(&i[skip_i..]);
        pairs.map(|(e, i)| (e - mean_e) * (i - mean_i)).sum::<f64>() / scale
    }

    /// Lag (ms) of the peak of the correlation in bins of 1 ms, and its height.
    pub fn peak(&self) -> (isize, f64) {
        let all = (-10..=10).map(|lag| (lag, self.correlation(1e-3, lag)));
        all.fold(
            (0, f64::MIN),
            |best, at| if at.1 > best.1 { at } else { best },
        )
    }
}
