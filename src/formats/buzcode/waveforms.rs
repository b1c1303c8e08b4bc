//! Mean waveforms of units.

use super::cells::Cells;
use crate::formats::mat::{MatValue, Numbers, Struct, per_unit};
use crate::recording::{Warning, Waveform};

/// No waveform is sampled faster: times that say so are seconds, not milliseconds.
const FASTEST_HZ: f64 = 1e6;

/// The filtered mean waveform, or the raw one; rates from the times in milliseconds beside it, or
/// else that of the recording.
pub(super) fn read(name: &str, cells: &mut Cells, root: &mut Struct, warnings: &mut Vec<Warning>) {
    let count = cells.units.len();
    let recorded = root.get("sr").and_then(MatValue::numbers);
    let recorded_hz = recorded.and_then(Numbers::scalar).filter(|r| *r > 0.0);
    let mut inner = match root.take_at(0, "waveforms") {
        Some(MatValue::Struct(inner)) => Some(inner),
        _ => None,
    };
    let mut take = |inside: &str, beside: &str| {
        let value = match &mut inner {
            Some(inner) => inner.take_at(0, inside),
            None => root.take_at(0, beside),
        };
        per_unit::items(value?, count)
    };
    let Some(shapes) = take("filt", "filtWaveform").or_else(|| take("raw", "rawWaveform")) else {
        return;
    };
    let times = take("time", "timeWaveform").unwrap_or_default();
    let mut times = times.into_iter();
    let mut odd = 0;
    for (unit, shape) in cells.units.iter_mut().zip(shapes) {
        let time_ms = times.next().and_then(per_unit::list).unwrap_or_default();
        match per_unit::list(shape) {
            Some(samples) if samples.len() > 1 => {
                let samples: Vec<f32> = samples.into_iter().map(|v| v as f32).collect();
                let rate_hz = rate_hz(&time_ms, samples.len()).or(recorded_hz);
                unit.waveform = Some(Waveform {
                    samples,
                    rate_hz,
                    is_whitened: false,
                });
            }
            Some(_) => {}
            None => odd += 1,
        }
    }
    if odd > 0 {
        let what = "units have a waveform that is no list; it is left out";
        warnings.push(Warning::counted(odd, what).at(format!("{name}.waveforms")));
    }
}

/// Samples a second of a waveform whose samples have these times in milliseconds, or in seconds.
pub fn rate_hz(time_ms: &[f64], samples: usize) -> Option<f64> {
    let span_ms = time_ms.last()? - time_ms.first()?;
    let steps = time_ms.len().checked_sub(1)? as f64;
    let rate = (1e6 * steps / span_ms).round();
    let fits = time_ms.len() == samples && rate.is_finite() && rate > 0.0;
    let rate_hz = fits.then_some(rate / 1e3)?;
    Some(if rate_hz > FASTEST_HZ {
        rate_hz / 1e3
    } else {
        rate_hz
    })
}
