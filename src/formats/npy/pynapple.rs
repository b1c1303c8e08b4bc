//! The objects of pynapple, told by their array `type`. Source: the `save` methods of pynapple 0.6
//! to 0.11.

use super::layout::{Spikes, together};
use super::members::Archive;
use crate::formats::{FormatError, Progress, assemble};
use crate::recording::{
    Epoch, EpochKind, Field, Interval, MemoryField, Pyramid, SpikeTrains, Unit, Warning,
};
use ndarray::Array2;
use std::sync::Arc;

/// Arrays that pynapple itself names.
pub(super) const OWN: [&str; 8] = ["t", "d", "index", "keys", "start", "end", "type", "columns"];
/// Steps of regular times differ from their mean by less than this share.
const UNEVEN: f64 = 0.01;

/// What the archive says it is; `None` where it is none of pynapple's.
pub(super) fn kind(
    archive: &mut Archive,
    progress: &Progress<'_>,
) -> Result<Option<String>, FormatError> {
    let Some(at) = archive.find(&["type"]) else {
        return Ok(None);
    };
    let is_word = |a: &super::members::ArrayEntry| {
        a.header.number.is_text() && a.header.count() == Some(1) && a.header.number.size < 256
    };
    if !archive.arrays.get(at).is_some_and(is_word) {
        return Ok(None);
    }
    Ok(archive.texts(at, progress)?.pop())
}

pub(super) fn read(
    archive: &mut Archive,
    kind: &str,
    progress: &Progress<'_>,
    warnings: &mut Vec<Warning>,
) -> Result<Spikes, FormatError> {
    let support = support(archive, progress)?;
    let mut read = match kind {
        "TsGroup" => group(archive, progress, warnings)?,
        "Ts" => one(archive, progress)?,
        "Tsd" | "TsdFrame" => field(archive, kind, progress)?,
        "IntervalSet" => {
            let epoch =
                |s: &Interval| Epoch::new("interval", s.start_s, s.stop_s, EpochKind::Period);
            return Ok(Spikes {
                epochs: support.iter().map(epoch).collect(),
                ..Spikes::default()
            });
        }
        _ => {
            let expected = "a TsGroup, Ts, Tsd, TsdFrame or IntervalSet of pynapple";
            return Err(archive.fault("type", expected, format!("\"{kind}\"")));
        }
    };
    if archive.skipped > 0 {
        let what = "members are no arrays and are left out: pynapple keeps metadata pickled, which is not read (a column of cell types has to be an array)";
        warnings.push(Warning::counted(archive.skipped, what));
    }
    // Rates are over the time that was observed.
    read.span = support
        .iter()
        .copied()
        .reduce(|a, b| Interval::new(a.start_s.min(b.start_s), a.stop_s.max(b.stop_s)));
    if support.len() > 1 {
        let epoch = |s: &Interval| Epoch::new("support", s.start_s, s.stop_s, EpochKind::Period);
        read.epochs = support.iter().map(epoch).collect();
    }
    Ok(read)
}

fn numbers(
    archive: &mut Archive,
    name: &str,
    progress: &Progress<'_>,
) -> Result<Vec<f64>, FormatError> {
    let Some(at) = archive.find(&[name]) else {
        return Err(archive.fault(name, "an array", "none".into()));
    };
    let stored = archive.arrays.get(at);
    let count = stored.and_then(|a| a.header.count()).unwrap_or(0);
    archive.charge(count.saturating_mul(8), name)?;
    let mut all = Vec::with_capacity(count as usize);
    archive.each(at, progress, |v| all.push(v))?;
    Ok(all)
}

/// The time support; empty where there is none.
fn support(archive: &mut Archive, progress: &Progress<'_>) -> Result<Vec<Interval>, FormatError> {
    if archive.find(&["start"]).is_none() || archive.find(&["end"]).is_none() {
        return Ok(Vec::new());
    }
    let starts = numbers(archive, "start", progress)?;
    let ends = numbers(archive, "end", progress)?;
    let all = starts.into_iter().zip(ends);
    let usable = all.filter(|(a, b)| a.is_finite() && b.is_finite() && a <= b);
    Ok(usable.map(|(a, b)| Interval::new(a, b)).collect())
}

fn group(
    archive: &mut Archive,
    progress: &Progress<'_>,
    warnings: &mut Vec<Warning>,
) -> Result<Spikes, FormatError> {
    let both = archive.find(&["t"]).zip(archive.find(&["index"]));
    let Some((times, units)) = both else {
        return Err(archive.fault("the arrays", "t and index", "others".into()));
    };
    let mut keys = Vec::new();
    if archive.find(&["keys"]).is_some() {
        let all = numbers(archive, "keys", progress)?;
        keys.extend(all.into_iter().map(assemble::cluster_number));
    }
    together(
        archive,
        [times, units],
        None,
        Some(&keys),
        progress,
        warnings,
    )
}

fn one(archive: &mut Archive, progress: &Progress<'_>) -> Result<Spikes, FormatError> {
    let times = numbers(archive, "t", progress)?;
    let ends = [times.len()];
    Ok(Spikes {
        units: vec![Unit::new("Ts")],
        trains: SpikeTrains::from_ragged(times, &ends).unwrap_or_default(),
        ..Spikes::default()
    })
}

/// Values at regular times, samples x channels.
fn field(
    archive: &mut Archive,
    kind: &str,
    progress: &Progress<'_>,
) -> Result<Spikes, FormatError> {
    let times = numbers(archive, "t", progress)?;
    let at = archive.find(&["d"]);
    let shape = at
        .and_then(|at| archive.arrays.get(at))
        .map(|a| a.header.clone());
    let Some(header) = shape else {
        return Err(archive.fault("d", "the values", "none".into()));
    };
    let channels = match header.shape.as_slice() {
        [n] if *n == times.len() as u64 => 1,
        [n, channels] if *n == times.len() as u64 && *channels > 0 => *channels,
        _ => {
            let found = format!("shape {:?}", header.shape);
            return Err(archive.fault("d", "a value, or a row of them, for each time", found));
        }
    };
    let steps = || times.windows(2).map(|pair| pair[1] - pair[0]);
    let mean_s = steps().sum::<f64>() / steps().len().max(1) as f64;
    if !(mean_s > 0.0 && steps().all(|s| (s - mean_s).abs() <= UNEVEN * mean_s)) {
        let found = "others".to_owned();
        return Err(archive.fault("t", "two or more regular times, as a field has them", found));
    }
    let values = numbers(archive, "d", progress)?;
    let (rows, columns) = (times.len(), channels as usize);
    archive.charge((rows as u64).saturating_mul(4 * channels), "d")?;
    let samples = Array2::from_shape_fn((columns, rows), |(channel, row)| {
        let place = if header.shape.len() == 1 {
            row as u64
        } else {
            header.place(&[row as u64, channel as u64])
        };
        values.get(place as usize).copied().unwrap_or(f64::NAN) as f32
    });
    let field = Field {
        name: kind.to_owned(),
        rate_hz: 1.0 / mean_s,
        start_s: times.first().copied().unwrap_or(0.0),
        samples: rows as u64,
        channels: (1..=columns).map(|c| c.to_string()).collect(),
        positions_um: None,
        unit: String::new(),
        source: Arc::new(MemoryField(samples)),
        pyramid: Arc::new(Pyramid::new(rows as u64)),
    };
    Ok(Spikes {
        fields: vec![field],
        ..Spikes::default()
    })
}
