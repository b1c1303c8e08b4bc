//! Quantiles of sorted values, and counting sorted times without visiting each.

pub(in crate::analysis) use crate::recording::advance;

/// Counts of ascending `times_s` in equal columns over `[start_s, stop_s]`. Each time is counted
/// exactly once: what lies before or after the columns goes to the first or the last one, so hand
/// over only what belongs to them. A time on an edge belongs to the later column, with the tolerance
/// of methods E.1: times of a clock fall on edges that are not exact in binary.
pub fn column_counts(times_s: &[f64], start_s: f64, stop_s: f64, out: &mut [u32]) {
    let columns = out.len();
    let stride = times_s.len() / columns.max(1);
    let width_s = (stop_s - start_s) / columns.max(1) as f64;
    let mut at = 0;
    for (c, count) in out.iter_mut().enumerate() {
        let next = if c + 1 == columns {
            times_s.len()
        } else {
            let edge = (c + 1) as f64;
            advance(times_s, at, stride, |t| {
                (t - start_s) / width_s + 1e-6 < edge
            })
        };
        *count = u32::try_from(next - at).unwrap_or(u32::MAX);
        at = next;
    }
}

/// The value that a share of sorted values lies below, linear between neighbours; NaN without
/// values.
pub(in crate::analysis) fn quantile(sorted: &[f64], share: f64) -> f64 {
    let Some(last) = sorted.len().checked_sub(1) else {
        return f64::NAN;
    };
    let place = last as f64 * share;
    let (low, part) = (place.floor() as usize, place.fract());
    sorted[low] + (sorted[(low + 1).min(last)] - sorted[low]) * part
}
