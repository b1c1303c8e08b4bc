//! Where a correlation is largest.

/// The largest correlation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Peak {
    /// In bins, between bins by the parabola through the largest value and its neighbours.
    pub lag_bins: f64,
    /// At the top of the parabola.
    pub r: f64,
    /// The largest value is at the first or the last lag, or beside one without a value: there may
    /// be a larger one beyond, and nothing is interpolated.
    pub is_at_edge: bool,
}

impl Peak {
    /// The peak of `r` at the lags -m..=m; of equal ones that nearest to 0. None without values.
    #[must_use]
    pub fn of(r: &[f64]) -> Option<Self> {
        let middle = r.len() / 2;
        let (place, &top) =
            r.iter()
                .enumerate()
                .filter(|(_, r)| r.is_finite())
                .max_by(|(a, x), (b, y)| {
                    let near = |place: usize| place.abs_diff(middle);
                    x.total_cmp(y).then(near(*b).cmp(&near(*a)))
                })?;
        let lag_bins = place as f64 - middle as f64;
        let neighbour = |at: Option<usize>| at.and_then(|at| r.get(at)).filter(|r| r.is_finite());
        let (Some(before), Some(after)) =
            (neighbour(place.checked_sub(1)), neighbour(Some(place + 1)))
        else {
            return Some(Self {
                lag_bins,
                r: top,
                is_at_edge: true,
            });
        };
        let bend = before - 2.0 * top + after;
        // No bend: three equal values.
        let shift = if bend < 0.0 {
            0.5 * (before - after) / bend
        } else {
            0.0
        };
        Some(Self {
            lag_bins: lag_bins + shift,
            r: top - 0.25 * (before - after) * shift,
            is_at_edge: false,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parabola_has_its_top_between_bins() {
        let curve = |lag: f64| 0.5 - 0.01 * (lag - 1.3).powi(2);
        let r: Vec<f64> = (-5..=5).map(|l| curve(f64::from(l))).collect();
        let peak = Peak::of(&r).expect("a peak");
        assert!((peak.lag_bins - 1.3).abs() < 1e-9 && (peak.r - 0.5).abs() < 1e-12);
        assert!(!peak.is_at_edge);
    }

    #[test]
    fn an_edge_is_no_peak_and_nothing_has_none() {
        let peak = Peak::of(&[0.1, 0.2, 0.3]).expect("a largest value");
        assert!(peak.is_at_edge && peak.lag_bins == 1.0 && peak.r == 0.3);
        let peak = Peak::of(&[f64::NAN, 0.2, 0.1]).expect("a largest value");
        assert!(peak.is_at_edge && peak.lag_bins == 0.0);
        assert_eq!(Peak::of(&[f64::NAN; 3]), None);
        let flat = Peak::of(&[0.0; 5]).expect("a largest value");
        assert!(flat.lag_bins == 0.0 && !flat.is_at_edge);
    }
}
