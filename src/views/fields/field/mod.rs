//! The field: filtered and re-referenced traces, and the spectrogram of one channel.

mod info;
mod power;
pub mod traces;

use crate::analysis::{AnalysisError, Task};
use crate::plot::{Axis, Mark, Panel, Sheet, Ticks, number_text};
use crate::recording::{Field, Interval};
use crate::views::browse::{Fields, fields};
use crate::views::shared::{field_choice, time_overlay, wording};
use crate::views::{Dependency, Info, Input, Marks, Numbers, PickedPlace, Rows, View};
use power::Power;

/// The view.
#[derive(Clone, Copy, Debug)]
pub struct FieldView;

/// Segments of a spectrogram, at most.
const COLUMNS: usize = 1200;

/// What is shown; a part is `None` where the notes say why.
#[derive(Clone, Debug)]
pub struct Outcome {
    pub window: Interval,
    pub pixel_s: f64,
    pub traces: Option<Fields>,
    pub power: Option<Power>,
    pub notes: Vec<String>,
}

/// The field that is asked for.
fn field<'a>(input: &Input<'a>) -> Result<&'a Field, AnalysisError> {
    let nothing = |why: String| Err(AnalysisError::NothingToShow(why));
    let Some(field) = field_choice::field(input, &info::FIELD)? else {
        return nothing(
            "This recording has no field: open a file with an LFP or EEG, such as an NWB file with an ElectricalSeries.".to_owned(),
        );
    };
    let (window, extent) = (input.selection.window, field.extent());
    if field.channels.is_empty() || field.sample_range(window).is_empty() {
        return nothing(format!(
            "Field {} has no samples in the window; it runs from {} to {}. Move or stretch the window.",
            field.name,
            wording::clock(extent.start_s),
            wording::clock(extent.stop_s)
        ));
    }
    Ok(field)
}

impl View for FieldView {
    type Outcome = Outcome;
    const INFO: &'static Info = &info::INFO;
    const USES: &'static [Dependency] = &[Dependency::Canvas];

    fn analyse(&self, input: &Input<'_>, task: &Task<'_>) -> Result<Outcome, AnalysisError> {
        let field = field(input)?;
        let columns = input.canvas.width_px.clamp(1, 16_384) as usize;
        let mut notes = Vec::new();
        let traces = traces::traces(input, field, columns, &mut notes, task)?;
        let power = power::power(input, field, COLUMNS, &mut notes, task)?;
        let window = input.selection.window;
        if traces.is_none() && power.is_none() {
            return Err(AnalysisError::NothingToShow(notes.join(" ")));
        }
        Ok(Outcome {
            window,
            pixel_s: window.duration_s() / columns as f64,
            traces,
            power,
            notes,
        })
    }

    fn draw(&self, _input: &Input<'_>, outcome: &Outcome) -> Sheet {
        let range = [outcome.window.start_s, outcome.window.stop_s];
        let time = || Axis::new("Time", "", range).with_ticks(Ticks::Time);
        let (mut panels, mut rows, mut notes) = (Vec::new(), Vec::new(), outcome.notes.clone());
        if let Some(traces) = &outcome.traces {
            let lowest = outcome.power.is_none();
            let x = if lowest { time() } else { Axis::bare(range) };
            panels.push(Panel::new(0, 0, fields::plot(traces, x)));
            rows.push(1.0 + 0.05 * traces.envelope.traces.len() as f32);
            fields::notes(traces, &mut notes);
        }
        if let Some(power) = &outcome.power {
            panels.push(Panel::new(rows.len(), 0, power::plot(power, time())));
            panels.push(Panel::new(rows.len(), 1, power::colours(power)));
            rows.push(1.0);
            notes.push(power::note(power));
        }
        Sheet {
            columns: vec![1.0, 0.025],
            rows,
            panels,
            link_x: true,
            notes,
            ..Sheet::default()
        }
    }

    fn bytes(&self, outcome: &Outcome) -> usize {
        outcome
            .power
            .as_ref()
            .map_or(0, |p| size_of_val(&p.density[..]))
    }

    fn overlay(&self, outcome: &Outcome, marks: &Marks) -> Vec<(&'static str, Mark)> {
        let plots = [
            outcome.traces.as_ref().map(|_| "fields"),
            outcome.power.as_ref().map(|_| "spectrogram"),
        ];
        time_overlay::overlay(
            plots.into_iter().flatten(),
            outcome.window,
            outcome.pixel_s,
            marks,
        )
    }

    fn pick(
        &self,
        outcome: &Outcome,
        plot: &str,
        at: [f64; 2],
        _reach: [f64; 2],
    ) -> Option<PickedPlace> {
        let text = match plot {
            "fields" => fields::pick(outcome.traces.as_ref()?, at)?,
            "spectrogram" => {
                let power = outcome.power.as_ref()?;
                format!(
                    "{} dB at {} Hz, {}",
                    number_text(power.value_at(at[0], at[1])?, 3),
                    number_text(at[1], 3),
                    wording::clock(at[0])
                )
            }
            _ => return None,
        };
        Some(PickedPlace::new(None, text))
    }

    fn numbers(&self, input: &Input<'_>, task: &Task<'_>) -> Result<Vec<Numbers>, AnalysisError> {
        let field = field(input)?;
        let mut warnings = Vec::new();
        let Some(power) = power::power(input, field, COLUMNS, &mut warnings, task)? else {
            return Err(AnalysisError::NothingToShow(warnings.join(" ")));
        };
        if power.thinned {
            warnings.push(format!("spectrum: {}", power::note(&power)));
        }
        let rows = Rows::new("spectrum", 0..power.rows)
            .column("frequency_hz", |row| *row as f64 * power.row_hz)
            .column("density", |row| power.mean(*row));
        let numbers = Numbers::new("spectrum")
            .fact("field", field.name.as_str())
            .fact("channel", power.channel.as_str())
            .fact("unit", format!("{}²/Hz", power.unit))
            .fact("segment_s", power.segment_s)
            .fact("segments", power.columns)
            .fact("whole_window", !power.thinned)
            .table(rows)
            .warn(warnings);
        Ok(vec![numbers])
    }
}
