//! The objects of pynapple, told by their array `type`. Source: the `save` methods of pynapple 0.6
//! to 0.11.

use super::layout::{Spikes, together};
use super::members::{Archive, METADATA};
use super::pickle::Pickle;
use crate::formats::{FormatError, Progress, assemble};
use crate::recording::{
    Epoch, EpochKind, Field, Interval, MemoryField, Pyramid, SpikeTrains, Stretch, Unit, Warning,
};
use ndarray::Array2;
use std::ops::Range;
use std::sync::Arc;

/// Arrays that pynapple itself names.
pub(super) const OWN: [&str; 8] = ["t", "d", "index", "keys", "start", "end", "type", "columns"];
/// Steps of regular times differ from their mean by less than this share.
const UNEVEN: f64 = 0.01;

/// Stretches between gaps, each of which becomes a field.
const MOST_RUNS: usize = 1000;

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
    let mut unread = archive.skipped;
    let mut read = match kind {
        "TsGroup" => {
            let mut group = group(archive, progress, warnings)?;
            if let Some(columns) = metadata(archive, group.units.len(), warnings)? {
                unread -= 1;
                let named = columns.into_iter().map(|(n, c)| assemble::column(n, c));
                group.columns.extend(named);
            }
            group
        }
        "Ts" => one(archive, progress)?,
        "Tsd" | "TsdFrame" => field(archive, kind, progress)?,
        "IntervalSet" => {
            let columns = metadata(archive, support.len(), warnings)?;
            unread -= usize::from(columns.is_some());
            Spikes {
                epochs: intervals(&support, columns.unwrap_or_default(), warnings),
                ..Spikes::default()
            }
        }
        _ => {
            let expected = "a TsGroup, Ts, Tsd, TsdFrame or IntervalSet of pynapple";
            return Err(archive.fault("type", expected, format!("\"{kind}\"")));
        }
    };
    if unread > 0 {
        let what = "members are no arrays and are left out: of metadata, which pynapple pickles, only dictionaries of plain arrays are read (write a column of cell types as an array)";
        warnings.push(Warning::counted(unread, what));
    }
    if kind == "IntervalSet" {
        return Ok(read);
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

/// Columns by their names.
type NamedColumns = Vec<(String, Vec<String>)>;

/// What is known of each unit or interval: columns of this length, by their names; `None` where the
/// file has none that can be read.
fn metadata(
    archive: &mut Archive,
    length: usize,
    warnings: &mut Vec<Warning>,
) -> Result<Option<NamedColumns>, FormatError> {
    let Some(bytes) = archive.pickled(METADATA)? else {
        return Ok(None);
    };
    let Some(pickle) = Pickle::read(&bytes) else {
        return Ok(None);
    };
    let (columns, others) = pickle.columns(length);
    if !others.is_empty() {
        let names = others.join(", ");
        let what = format!("columns of metadata are no plain arrays and are left out ({names})");
        warnings.push(Warning::counted(others.len(), what));
    }
    Ok(Some(columns))
}

/// Epochs with the label that their metadata give them: a column of that name, else the first of
/// texts.
fn intervals(
    support: &[Interval],
    mut columns: Vec<(String, Vec<String>)>,
    warnings: &mut Vec<Warning>,
) -> Vec<Epoch> {
    let is_texts = |(_, cells): &(String, Vec<String>)| {
        cells
            .iter()
            .any(|c| !c.is_empty() && c.parse::<f64>().is_err())
    };
    let is_label = |name: &str| {
        [
            "label", "labels", "name", "state", "states", "epoch", "tag", "type", "stage",
        ]
        .iter()
        .any(|l| name.eq_ignore_ascii_case(l))
    };
    let named = columns.iter().position(|c| is_label(&c.0));
    let chosen = named.or_else(|| columns.iter().position(is_texts));
    let (name, labels) = chosen.map(|at| columns.remove(at)).unwrap_or_default();
    if !columns.is_empty() {
        let all: Vec<&str> = columns.iter().map(|(n, _)| n.as_str()).collect();
        let what = format!(
            "columns of metadata are left out ({}): epochs have one label",
            all.join(", ")
        );
        warnings.push(Warning::counted(all.len(), what));
    }
    let mut labels = labels.into_iter();
    let epoch = |s: &Interval| {
        let label = labels.next().filter(|l| !l.is_empty());
        let label = label.unwrap_or_else(|| "interval".to_owned());
        let kind = EpochKind::from_label(&label, &name);
        Epoch::new(label, s.start_s, s.stop_s, kind)
    };
    support.iter().map(epoch).collect()
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
    archive.charge(8 * times.len() as u64, "t")?;
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
    let stretches = stretches(&times);
    let Some((step_s, runs)) = stretches else {
        let found = "others".to_owned();
        let expected = "two or more times at regular steps, but for gaps, as a field has them";
        return Err(archive.fault("t", expected, found));
    };
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
    let like = Field {
        name: kind.to_owned(),
        rate_hz: rounded(1.0 / step_s),
        start_s: times.first().copied().unwrap_or(0.0),
        samples: rows as u64,
        channels: (1..=columns).map(|c| c.to_string()).collect(),
        positions_um: None,
        unit: String::new(),
        source: Arc::new(MemoryField(samples)),
        pyramid: Arc::new(Pyramid::new(rows as u64)),
    };
    let stretch = |run: &Range<usize>| Stretch {
        start_s: times.get(run.start).copied().unwrap_or(like.start_s),
        samples: run.len() as u64,
        first: run.start as u64,
        source: Arc::clone(&like.source),
    };
    Ok(Spikes {
        fields: Field::of_stretches(&like, runs.iter().map(stretch).collect()),
        ..Spikes::default()
    })
}

/// The usual step, and the samples that follow each other at it; `None` where times are not regular.
fn stretches(times: &[f64]) -> Option<(f64, Vec<Range<usize>>)> {
    let mut steps: Vec<f64> = times.windows(2).map(|pair| pair[1] - pair[0]).collect();
    if steps.is_empty() {
        return None;
    }
    let middle = steps.len() / 2;
    let median_s = *steps.select_nth_unstable_by(middle, f64::total_cmp).1;
    if !(median_s > 0.0 && median_s.is_finite()) {
        return None;
    }
    let mut runs = Vec::new();
    let mut from = 0;
    let (mut sum, mut count) = (0.0, 0.0);
    for (at, pair) in (1..).zip(times.windows(2)) {
        let step_s = pair[1] - pair[0];
        if step_s > 1.5 * median_s {
            runs.push(from..at);
            from = at;
        } else if (step_s - median_s).abs() <= UNEVEN * median_s {
            sum += step_s;
            count += 1.0;
        } else {
            return None;
        }
    }
    runs.push(from..times.len());
    (count > 0.0 && runs.len() <= MOST_RUNS).then_some((sum / count, runs))
}

/// Times written in decimals make a rate of 99.9999999: that is 100.
fn rounded(rate_hz: f64) -> f64 {
    let near = (rate_hz * 1e3).round() / 1e3;
    if ((near - rate_hz) / rate_hz).abs() < 1e-7 {
        near
    } else {
        rate_hz
    }
}
