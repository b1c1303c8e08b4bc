//! Waveform classes: units parted into regular and fast spiking, and the person's hand in it.

mod boundary;
mod draw;
mod info;
mod numbers;
mod shapes;

use crate::analysis::waveforms::{Measured, Options, Parted, SHIFT, parted};
use crate::analysis::{AnalysisError, Task, Value};
use crate::plot::{Ink, Mark, Sheet, number_text};
use crate::views::{Dependency, Info, Input, Marks, Numbers, Picked, Recipe, View};
use shapes::Shapes;
use std::sync::Arc;

/// A probability to the hundredth.
fn share_text(p: f64) -> String {
    match p {
        p if p < 0.01 => "below 0.01".to_owned(),
        p if p > 0.99 => "above 0.99".to_owned(),
        p => number_text(p, 2),
    }
}

/// The view.
#[derive(Clone, Copy, Debug)]
pub struct WaveformsView;

/// The units in the plane of both features, and their waveforms.
#[derive(Clone, Debug)]
pub struct Outcome {
    pub parted: Parted,
    pub shapes: Shapes,
    /// In ms of both features.
    pub boundary: Vec<[f64; 2]>,
}

impl View for WaveformsView {
    type Outcome = Outcome;

    fn info(&self) -> &'static Info {
        &info::INFO
    }

    fn depends(&self, recipe: &Recipe) -> Recipe {
        recipe.keep(&info::INFO, &[Dependency::Canvas])
    }

    fn analyse(&self, input: &Input<'_>, task: &Task<'_>) -> Result<Outcome, AnalysisError> {
        let units = input.recording.units();
        if units.is_empty() {
            return Err(AnalysisError::NothingToShow(
                "This recording has no units.".to_owned(),
            ));
        }
        let parted = parted(units, &Options::from(input.values))?;
        task.check()?;
        Ok(Outcome {
            shapes: Shapes::of(units, &parted),
            boundary: boundary::curve(&parted),
            parted,
        })
    }

    fn draw(&self, input: &Input<'_>, outcome: &Outcome) -> Sheet {
        draw::sheet(outcome, input)
    }

    fn bytes(&self, outcome: &Outcome) -> usize {
        outcome.shapes.bytes() + 64 * outcome.parted.measured.len()
    }

    /// Rings around the selected units.
    fn overlay(&self, outcome: &Outcome, marks: &Marks) -> Vec<(&'static str, Mark)> {
        let at = |unit: &usize| {
            let features = outcome.parted.measured.get(*unit)?.ok()?;
            Some([features.valley_to_peak_ms, features.half_width_ms])
        };
        let xy: Arc<[[f64; 2]]> = marks.units.iter().filter_map(at).collect();
        if xy.is_empty() {
            return Vec::new();
        }
        let ring = Mark::Points {
            xy,
            radius_pt: 6.0,
            filled: false,
            ink: Ink::Accent,
            opacity: 1.0,
        };
        vec![("features", ring)]
    }

    fn units_within(&self, outcome: &Outcome, plot: &str, [from, to]: [f64; 2]) -> Vec<usize> {
        let all = outcome.parted.measured.iter().enumerate();
        let inside = |m: &Measured| m.is_ok_and(|f| (from..=to).contains(&f.valley_to_peak_ms));
        all.filter(|(_, m)| plot == "features" && inside(m))
            .map(|(unit, _)| unit)
            .collect()
    }

    fn pick(&self, outcome: &Outcome, plot: &str, at: [f64; 2], reach: [f64; 2]) -> Option<Picked> {
        if plot != "features" {
            return None;
        }
        let all = outcome.parted.measured.iter().enumerate();
        let near = all.filter_map(|(unit, measured)| {
            let features = measured.ok()?;
            let x = (features.valley_to_peak_ms - at[0]) / reach[0];
            let y = (features.half_width_ms - at[1]) / reach[1];
            let away = x * x + y * y;
            (away < 4.0).then_some((away, unit, features))
        });
        let (_, unit, features) = near.min_by(|a, b| a.0.total_cmp(&b.0))?;
        let at_least = if features.rises_at_end {
            "at least "
        } else {
            ""
        };
        Some(Picked {
            interval: None,
            text: format!(
                "Unit {} · {}, posterior {} · valley to peak {at_least}{} ms, half width {} ms\nIts class: {}\nE, I or U: class it by hand",
                outcome.shapes.names[unit],
                outcome.parted.group(unit),
                share_text(outcome.parted.posterior[unit]),
                number_text(features.valley_to_peak_ms, 3),
                number_text(features.half_width_ms, 3),
                outcome.shapes.classes[unit],
            ),
            unit: Some(unit),
        })
    }

    fn grabbed(&self, outcome: &Outcome, plot: &str, at: [f64; 2]) -> Vec<(&'static str, Value)> {
        if plot != "features" {
            return Vec::new();
        }
        let shift = outcome.parted.shift_through(at);
        // A hundredth is finer than a hand.
        vec![(SHIFT.id, Value::Number((shift * 100.0).round() / 100.0))]
    }

    fn numbers(&self, input: &Input<'_>, task: &Task<'_>) -> Result<Vec<Numbers>, AnalysisError> {
        let outcome = self.analyse(input, task)?;
        Ok(vec![numbers::waveforms(&outcome, input)])
    }
}
