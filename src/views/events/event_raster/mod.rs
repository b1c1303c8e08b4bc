//! Event raster: what each unit does in the event.

mod draw;
mod info;
mod numbers;

pub use info::{ALPHA, SORT};

use crate::analysis::{
    AnalysisError, EventUnits, Marked, Raster, RasterRow, Task, event_units, raster_sorted,
};
use crate::plot::{Mark, Sheet};
use crate::recording::Interval;
use crate::views::shared::event;
use crate::views::{Dependency, Info, Input, Marks, Numbers, Picked, Recipe, View, browse};

/// The view.
#[derive(Clone, Copy, Debug)]
pub struct EventRaster;

/// The raster of the window, and the units in the event; `None` without an event or baseline.
#[derive(Clone, Debug)]
pub struct Outcome {
    pub window: Interval,
    pub marked: Marked,
    pub raster: Raster,
    pub units: Option<EventUnits>,
}

/// Room for the raster beside the changes.
fn raster_columns(input: &Input<'_>) -> usize {
    event::columns(input) * 3 / 4
}

/// Sorts within classes: what comes first is at the top.
fn sort(rows: &mut [RasterRow], by: &str, units: Option<&EventUnits>) {
    let of = |row: &RasterRow| units.and_then(|u| u.units.get(row.unit));
    let rank = |row: &RasterRow| -> f64 {
        match (by, of(row)) {
            ("silence", Some(unit)) => unit.silent_from_s.unwrap_or(f64::INFINITY),
            // What rose most is at the top, what stopped at the bottom; ties by rate.
            ("change", Some(unit)) => {
                -draw::log_ratio(unit.before_hz, unit.during_hz).unwrap_or(0.0)
            }
            _ => -row.rate_hz,
        }
    };
    rows.sort_by(|a, b| {
        a.class
            .cmp(&b.class)
            .then(rank(a).total_cmp(&rank(b)))
            .then(b.rate_hz.total_cmp(&a.rate_hz))
    });
}

impl View for EventRaster {
    type Outcome = Outcome;

    fn info(&self) -> &'static Info {
        &info::INFO
    }

    fn depends(&self, recipe: &Recipe) -> Recipe {
        recipe.keep(&info::INFO, &[Dependency::Event, Dependency::Canvas])
    }

    fn analyse(&self, input: &Input<'_>, task: &Task<'_>) -> Result<Outcome, AnalysisError> {
        let recording = input.recording;
        if recording.units().is_empty() {
            return Err(AnalysisError::NothingToShow(
                "The recording has no units.".to_owned(),
            ));
        }
        let window = event::window(input)?;
        let marked = event::marked(input);
        let alpha = input.values.number(&ALPHA);
        let units = event_units(recording, &marked, alpha, task)?;
        let by = input.values.choice(&SORT);
        let order = |rows: &mut [RasterRow]| sort(rows, &by, units.as_ref());
        let raster = raster_sorted(recording, window, order, raster_columns(input), task)?;
        Ok(Outcome {
            window,
            marked,
            raster,
            units,
        })
    }

    fn draw(&self, input: &Input<'_>, outcome: &Outcome) -> Sheet {
        draw::sheet(outcome, input)
    }

    fn overlay(&self, outcome: &Outcome, marks: &Marks) -> Vec<(&'static str, Mark)> {
        event::linked(&["raster"], outcome.window, marks)
    }

    fn pick(&self, outcome: &Outcome, plot: &str, at: [f64; 2], _: [f64; 2]) -> Option<Picked> {
        match plot {
            "raster" => Some(Picked {
                unit: None,
                interval: Some(Interval::new(at[0], at[0])),
                text: browse::raster::pick(&outcome.raster, at)?,
            }),
            "change" => Some(Picked {
                unit: None,
                interval: None,
                text: draw::pick(outcome, at)?,
            }),
            _ => None,
        }
    }

    fn numbers(&self, input: &Input<'_>, task: &Task<'_>) -> Result<Vec<Numbers>, AnalysisError> {
        Ok(vec![numbers::numbers(input, task)?])
    }
}
