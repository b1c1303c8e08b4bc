//! Features of one mean waveform.

use super::Spline;
use crate::recording::Waveform;

/// Samples of a waveform, at least.
const FEWEST_SAMPLES: usize = 12;
/// A waveform is measured at least so densely.
const DENSE_HZ: f64 = 100_000.0;
/// Values of the dense waveform, at most.
const MOST_DENSE: usize = 1 << 20;
/// A second trough so deep, as a share of the deepest, makes a waveform one of several troughs.
const SECOND_TROUGH: f64 = 0.5;
/// Between two troughs the waveform comes back by this share of the second.
const RISE_BETWEEN: f64 = 0.5;

/// Where the half width is taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum HalfWidth {
    /// Of the positive peak after the trough, at half of its height.
    #[default]
    Peak,
    /// Of the trough, at half of its depth.
    Trough,
}

/// The two features, in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Features {
    /// From the deepest trough to the highest point after it.
    pub trough_to_peak_ms: f64,
    pub half_width_ms: f64,
    /// The waveform still rises where it ends: the time to the peak is at least this long.
    pub rises_at_end: bool,
}

/// Why a waveform has no features.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fault {
    Missing,
    NoRate,
    TooFewSamples,
    Flat,
    Inverted,
    SeveralTroughs,
    CutShort,
}

impl Fault {
    /// What is wrong, after "n waveforms".
    pub fn words(self) -> &'static str {
        match self {
            Self::Missing => "are not in the file",
            Self::NoRate => "have no sampling rate",
            Self::TooFewSamples => "have fewer than 12 samples",
            Self::Flat => "are flat or not finite",
            Self::Inverted => "are inverted: their peak is higher than their trough is deep",
            Self::SeveralTroughs => "have several troughs",
            Self::CutShort => "end before their peak has fallen to half",
        }
    }
}

/// Whether a waveform that ends before its peak has fallen can be measured by its trough.
pub fn has_trough(waveform: Option<&Waveform>) -> bool {
    measure(waveform, HalfWidth::Trough).is_ok()
}

/// Features of a waveform on a spline of at least 100 kHz. What it holds before the spike (its first
/// tenth, the median) is taken as 0.
///
/// # Errors
/// The [`Fault`] for which it has none.
pub fn measure(waveform: Option<&Waveform>, half: HalfWidth) -> Result<Features, Fault> {
    let waveform = waveform.ok_or(Fault::Missing)?;
    let rate_hz = waveform
        .rate_hz
        .filter(|r| r.is_finite() && *r > 0.0)
        .ok_or(Fault::NoRate)?;
    if waveform.samples.len() < FEWEST_SAMPLES {
        return Err(Fault::TooFewSamples);
    }
    let samples: Vec<f64> = waveform.samples.iter().map(|v| f64::from(*v)).collect();
    let spline = Spline::through(&samples).ok_or(Fault::Flat)?;
    let each = ((DENSE_HZ / rate_hz).ceil() as usize)
        .min(MOST_DENSE / samples.len())
        .max(1);
    let mut dense = spline.dense(each);
    let zero = median(&samples[..(samples.len() / 10).max(1)]);
    for v in &mut dense {
        *v -= zero;
    }
    let ms = |samples: f64| 1e3 * samples / (each as f64 * rate_hz);

    let (trough, peak) = (lowest(&dense), highest(&dense));
    let depth = -dense[trough];
    if dense[peak] - dense[trough] <= 0.0 {
        return Err(Fault::Flat);
    }
    if dense[peak] > depth {
        return Err(Fault::Inverted);
    }
    if has_second_trough(&dense, trough) {
        return Err(Fault::SeveralTroughs);
    }
    let after = trough + highest(&dense[trough..]);
    let rises_at_end = after + 1 == dense.len();
    if after == trough || dense[after] <= 0.0 || (rises_at_end && half == HalfWidth::Peak) {
        return Err(Fault::CutShort);
    }
    let width = match half {
        HalfWidth::Peak => width_about(&dense, after, |v, top| v < 0.5 * top),
        HalfWidth::Trough => width_about(&dense, trough, |v, bottom| v > 0.5 * bottom),
    };
    Ok(Features {
        trough_to_peak_ms: ms((after - trough) as f64),
        half_width_ms: ms(width.ok_or(Fault::CutShort)?),
        rises_at_end,
    })
}

fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted[sorted.len() / 2]
}

fn lowest(values: &[f64]) -> usize {
    let all = values.iter().enumerate();
    all.min_by(|a, b| a.1.total_cmp(b.1)).map_or(0, |(j, _)| j)
}

/// The first of the highest.
fn highest(values: &[f64]) -> usize {
    let all = values.iter().enumerate();
    all.rev()
        .max_by(|a, b| a.1.total_cmp(b.1))
        .map_or(0, |(j, _)| j)
}

/// Whether there is another trough, after a rise.
fn has_second_trough(dense: &[f64], trough: usize) -> bool {
    let deepest = dense[trough];
    let another = |away: &mut dyn Iterator<Item = f64>| {
        let mut top = deepest;
        for v in away {
            top = top.max(v);
            if v < SECOND_TROUGH * deepest && v < top + RISE_BETWEEN * deepest {
                return true;
            }
        }
        false
    };
    another(&mut dense[trough..].iter().copied())
        || another(&mut dense[..trough].iter().rev().copied())
}

/// Width in dense samples, between the crossings on both sides; `None` where one is not there.
fn width_about(dense: &[f64], at: usize, is_out: impl Fn(f64, f64) -> bool) -> Option<f64> {
    let extreme = dense[at];
    let cross = |inner: usize, outer: usize| {
        let (a, b) = (dense[inner], dense[outer]);
        let share = (a - 0.5 * extreme) / (a - b);
        inner as f64 + share * (outer as f64 - inner as f64)
    };
    let right = (at + 1..dense.len()).find(|&j| is_out(dense[j], extreme))?;
    let left = (0..at).rev().find(|&j| is_out(dense[j], extreme))?;
    Some(cross(right - 1, right) - cross(left + 1, left))
}
