//! The spectrogram of one channel.

use super::info::{HIGHEST, REFERENCE, SEGMENT, SPECTRUM};
use crate::analysis::spectrogram::{Periodogram, segments};
use crate::analysis::{AnalysisError, Reference, Task, field_samples};
use crate::plot::{Axis, Mark, Plot, Ramp, number_text};
use crate::recording::{BLOCK, Field, Interval};
use crate::views::Input;
use crate::views::browse::fields::shown_unit;
use crate::views::shared::{colour_bar, field_choice, wording};

/// Power over time and frequency.
#[derive(Clone, Debug)]
pub struct Power {
    pub channel: String,
    pub unit: String,
    /// What the columns cover.
    pub extent: Interval,
    pub columns: usize,
    /// Seconds of a segment.
    pub segment_s: f64,
    /// Hz between two rows; row j is at j times that.
    pub row_hz: f64,
    pub rows: usize,
    /// Density, row by row from 0 Hz; NaN where samples are missing.
    pub density: Vec<f32>,
    /// Some of the window is in no segment.
    pub thinned: bool,
}

impl Power {
    /// Mean density of a row over the segments.
    pub fn mean(&self, row: usize) -> f64 {
        let row = &self.density[row * self.columns..(row + 1) * self.columns];
        let there = || row.iter().filter(|v| v.is_finite());
        there().map(|v| f64::from(*v)).sum::<f64>() / there().count() as f64
    }
    /// Decibels at a place of the picture.
    pub fn value_at(&self, t_s: f64, hz: f64) -> Option<f64> {
        let share = (t_s - self.extent.start_s) / self.extent.duration_s();
        let row = (hz / self.row_hz).round();
        if !(0.0..1.0).contains(&share) || !(0.0..self.rows as f64).contains(&row) {
            return None;
        }
        let column = ((share * self.columns as f64) as usize).min(self.columns - 1);
        let value = *self.density.get(row as usize * self.columns + column)?;
        value.is_finite().then(|| f64::from(decibels(value)))
    }
}

fn decibels(density: f32) -> f32 {
    10.0 * density.max(f32::MIN_POSITIVE).log10()
}

/// `None` with the reason as a note where the window is shorter than a segment.
pub fn power(
    input: &Input<'_>,
    field: &Field,
    most: usize,
    notes: &mut Vec<String>,
    task: &Task<'_>,
) -> Result<Option<Power>, AnalysisError> {
    let values = input.values;
    let index = match field_choice::channel(input, &SPECTRUM, field) {
        Ok(index) => index,
        Err(missing) => {
            notes.push(format!("No spectrogram: {missing}"));
            return Ok(None);
        }
    };
    let channel = &field.channels[index];
    let rate_hz = field.rate_hz;
    let (unit, factor) = shown_unit(&field.unit);
    let length = (values.number(&SEGMENT) * rate_hz).round().max(2.0) as usize;
    let periodogram = Periodogram::new(length, rate_hz);
    let range = field.sample_range(input.selection.window);
    let (places, thinned) = segments(&range, periodogram.length() as u64, most);
    if places.is_empty() {
        notes.push(format!(
            "The window is shorter than a segment of the spectrogram, {}: stretch it or choose shorter segments.",
            wording::seconds(length as f64 / rate_hz)
        ));
        return Ok(None);
    }
    let highest = values.number(&HIGHEST);
    let rows = (0..periodogram.rows())
        .take_while(|row| periodogram.frequency_hz(*row) <= highest)
        .count();
    let mut density = vec![f32::NAN; rows * places.len()];
    let reference = Reference::from_id(&values.choice(&REFERENCE));
    let mut from = 0;
    while from < places.len() {
        task.check()?;
        // Neighbours that overlap are read together.
        let start = places[from].start;
        let close = |at: usize| {
            at == from
                || (places[at].end - start <= BLOCK && places[at].start <= places[at - 1].end)
        };
        let to = (from..places.len())
            .find(|at| !close(*at))
            .unwrap_or(places.len());
        let stretch = start..places[to - 1].end;
        let read = field_samples(field, &[index], reference, stretch, task)?;
        let samples = read.row(0).to_vec();
        for (column, place) in places.iter().enumerate().take(to).skip(from) {
            let own = (place.start - start) as usize..(place.end - start) as usize;
            let found = samples.get(own).and_then(|s| periodogram.density(s));
            for (row, value) in found.iter().flatten().enumerate().take(rows) {
                density[row * places.len() + column] = (*value * factor * factor) as f32;
            }
        }
        from = to;
        task.progress(from as f32 / places.len() as f32);
    }
    let time = |sample: f64| field.start_s + sample / rate_hz;
    let half = if thinned || places.len() < 2 {
        (range.end - range.start) as f64 / places.len() as f64 / 2.0
    } else {
        (places[1].start - places[0].start) as f64 / 2.0
    };
    let middle = |at: usize| (places[at].start + places[at].end) as f64 / 2.0;
    Ok(Some(Power {
        channel: format!("{} · {channel}", field.name),
        unit,
        extent: Interval::new(
            time(middle(0) - half),
            time(middle(places.len() - 1) + half),
        ),
        columns: places.len(),
        segment_s: length as f64 / rate_hz,
        row_hz: periodogram.frequency_hz(1),
        rows,
        density,
        thinned,
    }))
}

/// Ends of the colours: a fiftieth of the cells lies below, a two-hundredth above.
pub fn range(power: &Power) -> [f64; 2] {
    let mut all: Vec<f32> = power
        .density
        .iter()
        .filter(|v| **v > 0.0)
        .map(|v| decibels(*v))
        .collect();
    all.sort_by(f32::total_cmp);
    let at = |share: f64| all.get(((all.len().max(1) - 1) as f64 * share) as usize);
    match (at(0.02), at(0.995)) {
        (Some(low), Some(high)) if low < high => [f64::from(*low), f64::from(*high)],
        _ => [0.0, 1.0],
    }
}

pub fn plot(power: &Power, x: Axis) -> Plot {
    let highest = (power.rows.max(1) as f64 - 0.5) * power.row_hz;
    let y = Axis::new("Frequency", "Hz", [0.0, highest]);
    let title = format!("Spectrogram of {}", power.channel);
    let mut plot = Plot::new("spectrogram", title, x, y);
    plot.show_title = true;
    let ends = range(power);
    plot.add(Mark::Image {
        x: [power.extent.start_s, power.extent.stop_s],
        y: [-0.5 * power.row_hz, highest],
        columns: power.columns,
        rows: power.rows,
        values: power.density.iter().map(|v| decibels(*v)).collect(),
        ramp: Ramp::Sequential,
        range: ends.map(|v| v as f32),
    });
    plot.summary = format!(
        "Power of {} from {} to {} dB",
        power.channel,
        number_text(ends[0], 2),
        number_text(ends[1], 2)
    );
    plot
}

pub fn colours(power: &Power) -> Plot {
    let ends = range(power);
    let unit = format!("dB of {}²/Hz", power.unit);
    let y =
        Axis::new("Power", unit, ends).defined("Power spectral density: colours of the picture");
    let mut plot = colour_bar::plot("Colours", y, Ramp::Sequential);
    plot.summary = format!(
        "Power from {} to {} dB",
        number_text(ends[0], 2),
        number_text(ends[1], 2)
    );
    plot
}

pub fn note(power: &Power) -> String {
    let how = if power.thinned {
        "one in the middle of each column; what lies between them is not read"
    } else {
        "each half a segment after the one before"
    };
    format!(
        "Spectrogram: {} of {}, {how}.",
        wording::counted(power.columns as u64, "segment", "segments"),
        wording::seconds(power.segment_s)
    )
}
