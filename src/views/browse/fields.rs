//! The field panel: channels one under the other, with a bar of microvolts.

use super::text::{counted, moment, thousands};
use crate::analysis::{Envelope, Trace, TraceShape};
use crate::plot::{Anchor, Axis, Ink, Mark, Plot, Stroke, Ticks, number_text};
use crate::recording::Field;
use std::sync::Arc;

const LINE_PT: f32 = 0.8;
const WORDS_PT: f32 = 9.0;

/// What is shown of a field.
#[derive(Clone, Debug)]
pub struct Fields {
    pub name: String,
    /// Unit of the values as shown: microvolts where the file's unit is one of voltage, millivolts
    /// where they are large.
    pub unit: String,
    /// From the file's unit to that.
    pub factor: f64,
    pub channel_names: Vec<String>,
    /// Channels of the field, and fields of the recording.
    pub channels: usize,
    pub fields: usize,
    pub envelope: Envelope,
    /// Distance between the baselines of two channels, in the unit shown.
    pub spacing: f64,
}

impl Fields {
    pub(in crate::views) fn new(field: &Field, fields: usize, envelope: Envelope) -> Self {
        /// From here on a number of microvolts is long to read: potentials inside cells.
        const LARGE_UV: f64 = 20_000.0;
        let (mut unit, mut factor) = shown_unit(&field.unit);
        let channel_names = envelope
            .traces
            .iter()
            .map(|t| field.channels.get(t.channel).cloned().unwrap_or_default())
            .collect();
        let tallest = envelope
            .traces
            .iter()
            .map(|t| f64::from(t.high) - f64::from(t.low))
            .filter(|h| h.is_finite())
            .fold(0.0, f64::max);
        if unit == "µV" && tallest * factor >= LARGE_UV {
            (unit, factor) = ("mV".to_owned(), factor * 1e-3);
        }
        Self {
            name: field.name.clone(),
            unit,
            factor,
            channel_names,
            channels: field.channels.len(),
            fields,
            spacing: round_up(tallest * factor),
            envelope,
        }
    }

    /// Height at which the mean of the trace in this place is drawn.
    fn baseline(&self, place: usize) -> f64 {
        -(place as f64) * self.spacing
    }

    fn range(&self) -> [f64; 2] {
        let mut range = [f64::INFINITY, f64::NEG_INFINITY];
        for (place, trace) in self.envelope.traces.iter().enumerate() {
            for v in [trace.low, trace.high].map(|v| self.y(place, trace, v)) {
                if v.is_finite() {
                    range = [range[0].min(v), range[1].max(v)];
                }
            }
        }
        let count = self.envelope.traces.len().max(1);
        let [low, high] = if range[0] <= range[1] {
            range
        } else {
            [self.baseline(count - 1), 0.0]
        };
        let margin = if high > low {
            (high - low) * 0.05
        } else {
            self.spacing / 2.0
        };
        [low - margin, high + margin]
    }

    fn y(&self, place: usize, trace: &Trace, value: f32) -> f64 {
        self.baseline(place) + (f64::from(value) - trace.mean) * self.factor
    }
}

/// Volts in microvolts, with a proper sign for micro; anything else as the file says.
pub fn shown_unit(unit: &str) -> (String, f64) {
    match unit.trim().to_lowercase().as_str() {
        "v" | "volt" | "volts" => ("µV".into(), 1e6),
        "mv" | "millivolt" | "millivolts" => ("µV".into(), 1e3),
        "uv" | "µv" | "μv" | "microvolt" | "microvolts" => ("µV".into(), 1.0),
        _ => (unit.trim().to_owned(), 1.0),
    }
}

/// The next of 1, 2, 5, 10, …, so that the distance of channels changes seldom; 1 for nothing.
pub fn round_up(height: f64) -> f64 {
    if !(height.is_finite() && height > 0.0) {
        return 1.0;
    }
    let power = 10f64.powf(height.log10().floor());
    let steps = [1.0, 2.0, 5.0, 10.0].map(|m| m * power);
    steps.into_iter().find(|s| *s >= height).unwrap_or(height)
}

pub(in crate::views) fn plot(fields: &Fields, x: Axis) -> Plot {
    let traces = &fields.envelope.traces;
    let names = fields.channel_names.iter().enumerate();
    let y = Axis::new(fields.name.clone(), fields.unit.clone(), fields.range())
        .with_ticks(Ticks::At(
            names
                .map(|(i, n)| (fields.baseline(i), n.clone()))
                .collect(),
        ))
        .defined("Each channel around its own mean in the window; the bar gives the size");
    let window = [
        fields.envelope.window.start_s,
        fields.envelope.window.stop_s,
    ];
    let mut plot = Plot::new("fields", "Fields", x, y);
    for (place, (trace, name)) in traces.iter().zip(&fields.channel_names).enumerate() {
        plot.add_named(
            name.clone(),
            Mark::line(line(fields, place, trace), Stroke::new(Ink::Field, LINE_PT)),
        );
    }
    if traces.iter().any(|t| t.mean.is_finite()) {
        add_bar(&mut plot, fields, window);
    }
    plot.summary = format!(
        "{} of {} of field {}",
        traces.len(),
        counted(fields.channels, "channel"),
        fields.name
    );
    plot
}

fn line(fields: &Fields, place: usize, trace: &Trace) -> Arc<[[f64; 2]]> {
    let y = |value: f32| fields.y(place, trace, value);
    match &trace.shape {
        TraceShape::Samples {
            first_s,
            step_s,
            values,
        } => values
            .iter()
            .enumerate()
            .map(|(j, &v)| [first_s + j as f64 * step_s, y(v)])
            .collect(),
        TraceShape::Columns { low, high } => {
            let window = fields.envelope.window;
            let width = window.duration_s() / low.len().max(1) as f64;
            low.iter()
                .zip(high)
                .enumerate()
                .flat_map(|(c, (&low, &high))| {
                    let x = window.start_s + (c as f64 + 0.5) * width;
                    // To and fro: from one column to the next the line stays at the same end.
                    if c % 2 == 0 {
                        [[x, y(low)], [x, y(high)]]
                    } else {
                        [[x, y(high)], [x, y(low)]]
                    }
                })
                .collect()
        }
    }
}

/// A bar of a round size at the left edge, with its words, in a strip of its own below the traces.
fn add_bar(plot: &mut Plot, fields: &Fields, window: [f64; 2]) {
    let range = plot.y.range;
    let size = round_up((range[1] - range[0]) / 12.0);
    let x = |share: f64| window[0] + (window[1] - window[0]) * share;
    plot.y.range[0] -= size * 1.6;
    let foot = plot.y.range[0] + size * 0.3;
    plot.add_line(
        [[x(0.006), foot], [x(0.006), foot + size]],
        Stroke::new(Ink::Text, 1.5),
    );
    plot.add(Mark::text(
        [x(0.011), foot + size / 2.0],
        format!("{} {}", number_text(size, 1), fields.unit).trim(),
        Anchor::Start,
        Ink::Text,
        WORDS_PT,
    ));
}

pub(in crate::views) fn notes(fields: &Fields, notes: &mut Vec<String>) {
    let envelope = &fields.envelope;
    let shown = envelope.traces.len();
    let rest = if fields.fields > 1 {
        format!(" (the first of {} fields)", thousands(fields.fields))
    } else {
        String::new()
    };
    let how = match envelope.traces.first().map(|t| &t.shape) {
        _ if envelope.samples == 0 => "without samples in the window".to_owned(),
        Some(TraceShape::Columns { low, .. }) => format!(
            "smallest and largest of {} samples in each of {} columns",
            number_text(envelope.samples as f64 / low.len() as f64, 3),
            thousands(low.len())
        ),
        _ => "every sample".to_owned(),
    };
    notes.push(format!(
        "Field {}: {shown} of {}{rest}, {how}.",
        fields.name,
        counted(fields.channels, "channel"),
    ));
    let missing: u64 = envelope.traces.iter().map(|t| t.missing).sum();
    if missing > 0 {
        notes.push(format!(
            "{} of the field missing (not a finite number); the traces are broken there.",
            counted(missing as usize, "sample")
        ));
    }
}

/// "Channel 3 of LFP · −120 to 85 µV at 12.3000 s", relative to the file's own zero.
pub(in crate::views) fn pick(fields: &Fields, at: [f64; 2]) -> Option<String> {
    let place = (-at[1] / fields.spacing).round().max(0.0) as usize;
    let place = place.min(fields.envelope.traces.len().checked_sub(1)?);
    let trace = fields.envelope.traces.get(place)?;
    let number = |v: f32| number_text(f64::from(v) * fields.factor, 3);
    let value = match &trace.shape {
        TraceShape::Samples {
            first_s,
            step_s,
            values,
        } => {
            let index = ((at[0] - first_s) / step_s).round();
            let value = *values.get((index >= 0.0).then_some(index as usize)?)?;
            number(value)
        }
        TraceShape::Columns { low, high } => {
            let window = fields.envelope.window;
            if !window.contains(at[0]) {
                return None;
            }
            let share = (at[0] - window.start_s) / window.duration_s();
            let column = ((share * low.len() as f64) as usize).min(low.len().checked_sub(1)?);
            format!(
                "{} to {}",
                number(*low.get(column)?),
                number(*high.get(column)?)
            )
        }
    };
    Some(format!(
        "{} · {} · {value} {} at {}",
        fields.name,
        fields.channel_names.get(place)?,
        fields.unit,
        moment(at[0])
    ))
}
