//! Mean waveforms of the clusters: clusters x samples x channels, in volts.

use super::{Collection, FormatError, NAME, Progress};
use crate::formats::npy::Array;
use crate::recording::{Unit, Waveform};

const VOLTS_TO_MICROVOLTS: f64 = 1e6;

/// The attributes that are read here, and not as columns.
pub(super) fn is_of_them(attribute: &str) -> bool {
    ["waveforms", "waveformsChannels"].contains(&attribute)
}

/// Gives each unit the waveform on the channel where it is largest.
pub(super) fn describe(
    units: &mut [Unit],
    ids: &[u32],
    all: &Collection,
    times: &std::path::Path,
    progress: &Progress<'_>,
) -> Result<(), FormatError> {
    let Some(path) = all.file("clusters", "waveforms", &["npy"]) else {
        return Ok(());
    };
    let array = Array::open(path, NAME)?;
    let largest = ids.last().map_or(0, |id| u64::from(*id) + 1);
    let [clusters, samples, channels] = array.header.shape[..] else {
        return Err(array.not("clusters x samples x channels"));
    };
    if clusters < largest || samples < 2 || array.header.number.is_text() {
        return Err(array.not(&format!("a waveform for each of {largest} clusters")));
    }
    let values = array.numbers(progress)?;
    let rate_hz = rate_hz(all, times, progress)?;
    for (unit, &id) in units.iter_mut().zip(ids) {
        let on = |channel: u64| -> Vec<f32> {
            let sample = |at: u64| {
                let place = array.header.place(&[u64::from(id), at, channel]);
                let volts = values.get(place as usize).copied().unwrap_or(f64::NAN);
                (volts * VOLTS_TO_MICROVOLTS) as f32
            };
            (0..samples).map(sample).collect()
        };
        let height = |samples: &Vec<f32>| {
            let ends = samples
                .iter()
                .fold([f32::MAX, f32::MIN], |[low, high], &v| {
                    [low.min(v), high.max(v)]
                });
            ends[1] - ends[0]
        };
        let own = (0..channels).map(on);
        let largest = own.max_by(|a, b| height(a).total_cmp(&height(b)));
        unit.waveform = largest
            .filter(|samples| height(samples) > 0.0)
            .map(|samples| Waveform {
                samples,
                rate_hz,
                is_whitened: false,
            });
    }
    Ok(())
}

/// Samples a second, from the times of the spikes as samples and as seconds.
fn rate_hz(
    all: &Collection,
    times: &std::path::Path,
    progress: &Progress<'_>,
) -> Result<Option<f64>, FormatError> {
    let Some(samples) = all.file("spikes", "samples", &["npy"]) else {
        return Ok(None);
    };
    let samples = Array::open(samples, NAME)?.numbers(progress)?;
    let times_s = Array::open(times, NAME)?.numbers(progress)?;
    let length = |of: &[f64]| Some(of.last()? - of.first()?);
    let rate_hz = length(&samples).zip(length(&times_s)).map(|(n, s)| n / s);
    let is_same = samples.len() == times_s.len();
    Ok(rate_hz.filter(|r| is_same && r.is_finite() && *r > 0.0))
}
