//! Event raster: what each unit does in the event.

mod draw;
mod numbers;

use crate::analysis::{
    AnalysisError, EventUnits, MarkedEvent, Parameter, Raster, RasterRow, Task, event_units,
    raster_sorted,
};
use crate::plot::{Mark, Sheet};
use crate::recording::Interval;
use crate::views::shared::event;
use crate::views::{Dependency, Help, Info, Input, Marks, Numbers, PickedPlace, View, browse};

pub static SORT: Parameter = Parameter::choice(
    "sort",
    "Sort units by",
    "Order of the units within their class",
    "change",
    &[
        ("rate", "Rate"),
        ("silence", "First silence in the event"),
        ("change", "Change of rate in the event"),
    ],
);

pub static ALPHA: Parameter = Parameter::number(
    "alpha",
    "Alpha",
    "",
    "A change counts when a unit as variable as this one in the baseline would show one as large by chance less often than this",
    [0.01, 1e-6, 0.2],
);

pub static INFO: Info = Info {
    id: "event-raster",
    title: "Units in the event",
    summary: "Raster of the event, and which units rose, fell and stopped",
    help: Help {
        shows: "The spikes of all units, excitatory at the top, sorted within their class; the shaded stretch is the baseline, dotted lines are onset and end of the event. To the right, on the same rows, the rate in the event over that in the baseline: a disc where the change counts, a ring where it does not; at the left edge units that stopped, at the right edge those that fired only in the event. Units without spikes in either have no mark.",
        computed: "Spikes of each unit are counted in the baseline, in the event, and after it for as long as the baseline lasted. Two counts are compared with the exact test of two Poisson rates: given their sum, one of them is binomial; the p-value is twice the smaller tail. Units burst and drift, so each is also held against its own Fano factor, variance over mean of its counts in windows of the baseline as long as the event (a tenth of the baseline where that is shorter): the z of the test over the root of it is Student's t, and p is the larger of both. q is the share of false ones to expect among the units with a p at most as large (Benjamini and Hochberg). A unit that fires in the baseline and not in the event has stopped, where chance would make that rarer than alpha. The first silence is the first gap in the event that, at the rate before, would be as long by chance less often than alpha. The table counts units by class; units left out of the ensembles are drawn paler and not counted.",
        look_for: "Which class stops and which surges, and in which order. Units that come back after the event, and those that do not.",
        fooled_by: "Alpha times the number of units change by chance; q says what that comes to. A baseline knows nothing of drifts slower than it, so that more units differ in an event far from it than p says, and more still after it; Fano factors of ten windows are known to a factor of two. The first silence takes units as Poisson: for those that burst it comes too early. Units that fire seldom cannot be seen to stop in a short event, and count as unchanged. Spike sorting fails in seizures: waveforms change, units merge, and a unit that stops may have been lost.",
        reconstructed: "The papers show sorted rasters; the test, alpha, and what counts as rising, falling, stopping and silence are this program's own, and so is the baseline where none is chosen.",
        source: "Dehghani et al., Dynamic Balance of Excitation and Inhibition (2016), Fig 6; Symmetry's Edge (2023), Fig 4C.",
    },
    parameters: &[&SORT, &ALPHA],
};

/// The view.
#[derive(Clone, Copy, Debug)]
pub struct EventRaster;

/// The raster of the window, and the units in the event; `None` without an event or baseline.
#[derive(Clone, Debug)]
pub struct Outcome {
    pub window: Interval,
    pub marked: MarkedEvent,
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
    const INFO: &'static Info = &INFO;
    const USES: &'static [Dependency] = &[Dependency::Event, Dependency::Canvas];

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

    fn pick(
        &self,
        outcome: &Outcome,
        plot: &str,
        at: [f64; 2],
        _: [f64; 2],
    ) -> Option<PickedPlace> {
        match plot {
            "raster" => Some(PickedPlace::new(
                Interval::new(at[0], at[0]),
                browse::raster::pick(&outcome.raster, at)?,
            )),
            "change" => Some(PickedPlace::new(None, draw::pick(outcome, at)?)),
            _ => None,
        }
    }

    fn numbers(&self, input: &Input<'_>, task: &Task<'_>) -> Result<Vec<Numbers>, AnalysisError> {
        Ok(vec![numbers::numbers(input, task)?])
    }
}
