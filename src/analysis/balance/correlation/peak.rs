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
    pub fn highest(r: &[f64]) -> Option<Self> {
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
