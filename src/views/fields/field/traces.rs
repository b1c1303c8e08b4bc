//! Traces of some channels: as they are, or re-referenced and filtered.

use super::info::{COUNT, FIRST, HIGH, LOW, NOTCH, ORDER, REFERENCE};
use crate::analysis::filter::{Filter, Pass};
use crate::analysis::{AnalysisError, Reference, Task, envelope, field_samples};
use crate::plot::number_text;
use crate::recording::{Field, MemoryField, Pyramid};
use crate::views::Input;
use crate::views::browse::Fields;
use crate::views::shared::{field_choice, wording};
use ndarray::Array2;
use rayon::prelude::*;
use std::ops::Range;
use std::sync::Arc;

/// Values that are filtered at once, at most (256 MB while it lasts).
const MOST_VALUES: u64 = 1 << 24;
/// The time in which a filter settles is so many times as long as a gap that is bridged.
const BRIDGED: usize = 10;
/// Of a notch: its frequency over its width.
const QUALITY: f64 = 30.0;

/// The numbers of the channels that are shown, from 0.
pub fn channels(input: &Input<'_>, field: &Field) -> Result<Range<usize>, AnalysisError> {
    let first = field_choice::channel(input, &FIRST, field)?;
    let count = usize::try_from(input.values.integer(&COUNT)).unwrap_or(1);
    Ok(first..(first + count).min(field.channels.len()))
}

/// The filters that are asked for, and what they are called.
fn filters(input: &Input<'_>, rate_hz: f64) -> Result<(Vec<Filter>, Vec<String>), AnalysisError> {
    let values = input.values;
    let order = u32::try_from(values.integer(&ORDER)).unwrap_or(4);
    let hz = |v| format!("{} Hz", number_text(v, 3));
    let band = match (values.number(&LOW), values.number(&HIGH)) {
        (low, high) if low > 0.0 && high > 0.0 => Some((
            Pass::Band(low, high),
            format!("band-pass from {} to {}", hz(low), hz(high)),
        )),
        (low, _) if low > 0.0 => Some((Pass::High(low), format!("high-pass from {}", hz(low)))),
        (_, high) if high > 0.0 => Some((Pass::Low(high), format!("low-pass to {}", hz(high)))),
        _ => None,
    };
    let notch = values.choice(&NOTCH).parse().ok().map(|at: f64| {
        let pass = Pass::Notch {
            hz: at,
            quality: QUALITY,
        };
        (pass, format!("notch at {}", hz(at)))
    });
    let (mut made, mut names) = (Vec::new(), Vec::new());
    for (pass, name) in band.into_iter().chain(notch) {
        let Some(filter) = Filter::new(pass, order, rate_hz) else {
            return Err(AnalysisError::NothingToShow(format!(
                "A {name} does not fit {} samples a second: corners ascend, below half of that.",
                number_text(rate_hz, 4)
            )));
        };
        made.push(filter);
        names.push(match pass {
            Pass::Notch { .. } => name,
            _ => format!("{name}, order {order} each way"),
        });
    }
    Ok((made, names))
}

/// Traces in the window; `None` with the reason as a note where there are too many to filter.
pub fn traces(
    input: &Input<'_>,
    field: &Field,
    columns: usize,
    notes: &mut Vec<String>,
    task: &Task<'_>,
) -> Result<Option<Fields>, AnalysisError> {
    let (window, fields) = (input.selection.window, input.recording.fields().len());
    let channels: Vec<usize> = channels(input, field)?.collect();
    let (filters, names) = filters(input, field.rate_hz)?;
    let reference = Reference::from_id(&input.values.choice(&REFERENCE));
    if filters.is_empty() && reference == Reference::None {
        let envelope = envelope(field, &channels, window, columns, task)?;
        return Ok(Some(Fields::new(field, fields, envelope)));
    }
    let core = field.sample_range(window);
    let settles: usize = filters.iter().map(|f| f.settles() + f.reflected()).sum();
    let pad = (settles as u64).min((60.0 * field.rate_hz) as u64);
    let range = core.start.saturating_sub(pad)..(core.end + pad).min(field.samples);
    let many = reference
        .needs(&channels, field.channels.len())
        .len()
        .max(1) as u64;
    if (range.end - range.start) * many > MOST_VALUES {
        let most_s = (MOST_VALUES / many).saturating_sub(2 * pad) as f64 / field.rate_hz;
        notes.push(format!(
            "The traces are left out: {} would have to be read to filter or re-reference them. Choose a window of at most {}, or fewer channels.",
            wording::counted((range.end - range.start) * many, "value", "values"),
            wording::clock(most_s)
        ));
        return Ok(None);
    }
    let mut samples = field_samples(field, &channels, reference, range.clone(), task)?;
    filter_all(&mut samples, &filters, task)?;
    match reference {
        Reference::None => {}
        Reference::CommonAverage => notes.push(format!(
            "Less the mean of all {}.",
            wording::counted(field.channels.len() as u64, "channel", "channels")
        )),
        Reference::Bipolar => notes
            .push("Each channel less the next; the last of the field stays as it is.".to_owned()),
    }
    if !names.is_empty() {
        notes.push(format!("Traces: {}.", names.join("; ")));
    }
    let own = Field {
        start_s: field.start_s + range.start as f64 / field.rate_hz,
        samples: range.end - range.start,
        channels: channels
            .iter()
            .map(|c| field.channels[*c].clone())
            .collect(),
        positions_um: None,
        source: Arc::new(MemoryField(samples)),
        pyramid: Arc::new(Pyramid::new(range.end - range.start)),
        ..field.clone()
    };
    let all: Vec<usize> = (0..channels.len()).collect();
    let envelope = envelope(&own, &all, window, columns, task)?;
    let mut shown = Fields::new(&own, fields, envelope);
    shown.channels = field.channels.len();
    Ok(Some(shown))
}

/// Filters every channel. A gap is none less after; what lies on either side of one that is long for
/// the filters is filtered by itself, and only shorter ones are bridged.
fn filter_all(
    samples: &mut Array2<f32>,
    filters: &[Filter],
    task: &Task<'_>,
) -> Result<(), AnalysisError> {
    if filters.is_empty() {
        return Ok(());
    }
    let settles = filters.iter().map(Filter::settles).max().unwrap_or(0);
    let rows: Vec<_> = samples.rows_mut().into_iter().collect();
    rows.into_par_iter().try_for_each(|mut row| {
        let samples = row.to_vec();
        for own in stretches(&samples, settles / BRIDGED) {
            let mut work = bridged(samples[own.clone()].iter().copied());
            for filter in filters {
                task.check()?;
                work = filter.run(&work);
            }
            for (value, filtered) in row.iter_mut().skip(own.start).zip(work) {
                if value.is_finite() {
                    *value = filtered as f32;
                }
            }
        }
        Ok(())
    })
}

/// Parts between runs of more than `most` missing samples.
fn stretches(samples: &[f32], most: usize) -> Vec<Range<usize>> {
    let mut all: Vec<Range<usize>> = Vec::new();
    for (at, _) in samples.iter().enumerate().filter(|(_, v)| v.is_finite()) {
        match all.last_mut() {
            Some(last) if at - last.end <= most => last.end = at + 1,
            _ => all.push(at..at + 1),
        }
    }
    all
}

/// Straight lines over what is missing, level before the first and after the last sample.
pub fn bridged(samples: impl Iterator<Item = f32>) -> Vec<f64> {
    let mut out: Vec<f64> = samples.map(f64::from).collect();
    let mut before: Option<(usize, f64)> = None;
    for at in 0..out.len() {
        let value = out[at];
        if !value.is_finite() {
            continue;
        }
        let from = before.map_or(0, |(last, _)| last + 1);
        let (start, level) = before.unwrap_or((at, value));
        for (nth, gap) in out[from..at].iter_mut().enumerate() {
            let share = (from + nth).saturating_sub(start) as f64 / (at - start).max(1) as f64;
            *gap = level + (value - level) * share;
        }
        before = Some((at, value));
    }
    let (from, level) = before.map_or((0, 0.0), |(last, value)| (last + 1, value));
    out[from..].fill(level);
    out
}
