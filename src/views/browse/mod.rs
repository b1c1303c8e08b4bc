//! Browse: fields, raster, states and both ensembles over one stretch of time.

mod ensembles;
pub mod fields;
mod numbers;
pub mod raster;
mod states;
pub mod text;

pub use fields::Fields;
pub use states::{Lane, Lanes, Span};

use crate::analysis::{
    AnalysisError, EnsembleTrace, Kind, Parameter, Raster, RowOrder, Task, ensemble_trace,
    envelope, raster,
};
use crate::plot::{Axis, Mark, Plot, Sheet, Ticks};
use crate::recording::Interval;
use crate::views::shared::time_overlay;
use crate::views::{Dependency, Help, Info, Input, Marks, Numbers, PickedPlace, View};

pub static SORT: Parameter = Parameter::choice(
    "sort",
    "Sort units by",
    "Order of the units within their class; rate is over the whole recording, so that rows stay put while the window moves",
    "rate",
    RowOrder::OPTIONS,
);

pub static CHANNELS: Parameter = Parameter::whole(
    "channels",
    "Field channels",
    "How many channels of the first field are shown, from the first on",
    [2, 1, 64],
);

const fn shown(id: &'static str, label: &'static str, help: &'static str) -> Parameter {
    Parameter {
        id,
        label,
        unit: "",
        help,
        kind: Kind::Switch { default: true },
    }
}

pub static SHOW_FIELDS: Parameter = shown("fields", "Fields", "Show the traces of the field");
pub static SHOW_RASTER: Parameter = shown("raster", "Raster", "Show the spikes of all units");
pub static SHOW_STATES: Parameter = shown(
    "states",
    "States",
    "Show states, seizures and other epochs as bands",
);
pub static SHOW_ENSEMBLES: Parameter = shown(
    "ensembles",
    "Ensembles",
    "Show the ensembles at the chosen scale",
);

pub(super) static INFO: Info = Info {
    id: "browse",
    title: "Browse",
    summary: "Fields, raster, states and both ensembles over time",
    help: Help {
        shows: "From the top: the field, one trace a channel around its own mean, with a bar for its size; the spikes of all units, one row a unit, excitatory (blue) at the top, inhibitory (red) below, units without class (grey) last; states, seizures and other epochs as named bands; the ensembles at the chosen scale, excitatory upwards and inhibitory downwards. Units left out of the ensembles, by hand or as noise, are paler.",
        computed: "Spikes are drawn one by one while there are at most 40,000 and on average a pixel for each; otherwise they are counted in columns of a pixel, and ink grows with the square root of the count up to the 99th percentile of the columns that hold spikes. A line below the picture says which. Field traces hold every sample, or the smallest and largest of the samples under a pixel; all samples are read, so no peak is lost. Ensembles are pooled counts of the included units in bins that start where the window starts (or each chosen state), in the chosen normalisation; the partial last bin is left out. Where there are more bins than pixels, the line is the mean of the bins under a pixel and the band runs from the smallest to the largest.",
        look_for: "E and I rising and falling together: Up and Down states, bursts, transitions between states. At coarse scales the two ensembles mirror each other where the recording is balanced; a seizure shows as one side that collapses or surges alone.",
        fooled_by: "A few fast units make an ensemble: sort by rate and look at who fires. In the density picture a pixel with full ink may hold any number of spikes above the stated one. Z-scores and maxima depend on the window; between windows compare rates. With z-scores, values below the mean lie on the other side of the line. Rates of units follow the recorded time in the window, gaps included.",
        reconstructed: "",
        source: "Dehghani, Symmetry's Edge in Cortical Dynamics (2023), Fig 1B-C. Binning is this program's convention, set down in its ARCHITECTURE.",
    },
    parameters: &[
        &SORT,
        &CHANNELS,
        &SHOW_FIELDS,
        &SHOW_RASTER,
        &SHOW_STATES,
        &SHOW_ENSEMBLES,
    ],
};

/// The view.
#[derive(Clone, Copy, Debug)]
pub struct Browse;

/// What is shown; a part is `None` where it is switched off or the recording has nothing for it.
#[derive(Clone, Debug)]
pub struct Outcome {
    pub window: Interval,
    /// Seconds a pixel.
    pub pixel_s: f64,
    /// Unit of the ensembles' values.
    pub unit: &'static str,
    pub fields: Option<Fields>,
    pub raster: Option<Raster>,
    pub lanes: Option<Lanes>,
    pub trace: Option<EnsembleTrace>,
}

impl Outcome {
    /// Ids of the panels that are there, from the top.
    fn panels(&self) -> impl Iterator<Item = &'static str> {
        [
            ("fields", self.fields.is_some()),
            ("raster", self.raster.is_some()),
            ("states", self.lanes.is_some()),
            ("ensembles", self.trace.is_some()),
        ]
        .into_iter()
        .filter_map(|(id, there)| there.then_some(id))
    }
    /// The bin of the ensembles at a time: what links this view to the others.
    fn bin_at(&self, t_s: f64) -> Option<Interval> {
        let bins = &self.trace.as_ref()?.columns.bins;
        bins.interval(bins.find(t_s)?)
    }
}

/// Pixels across; a panel that has not been laid out yet counts as one pixel wide.
fn columns(input: &Input<'_>) -> usize {
    input.canvas.width_px.clamp(1, 16_384) as usize
}

fn window(input: &Input<'_>) -> Result<Interval, AnalysisError> {
    let window = input.selection.window;
    let ends = [window.start_s, window.stop_s];
    if ends.iter().all(|t| t.is_finite()) && window.duration_s() > 0.0 {
        return Ok(window);
    }
    Err(AnalysisError::NothingToShow(
        "The window has no length: stretch its handle on the timeline".to_owned(),
    ))
}

impl View for Browse {
    type Outcome = Outcome;
    const INFO: &'static Info = &INFO;
    const USES: &'static [Dependency] = &[
        Dependency::Scale,
        Dependency::Normalisation,
        Dependency::Canvas,
    ];

    fn analyse(&self, input: &Input<'_>, task: &Task<'_>) -> Result<Outcome, AnalysisError> {
        let (recording, values) = (input.recording, input.values);
        let window = window(input)?;
        let columns = columns(input);
        let has_units = !recording.units().is_empty();
        let lanes = values
            .switch(&SHOW_STATES)
            .then(|| states::lanes(recording, window))
            .flatten();
        let trace = (values.switch(&SHOW_ENSEMBLES) && has_units)
            .then(|| ensemble_trace(recording, input.selection, input.settings, columns, task))
            .transpose()?;
        let order = RowOrder::from_id(&values.choice(&SORT));
        let rows = (values.switch(&SHOW_RASTER) && has_units)
            .then(|| raster(recording, window, order, columns, task))
            .transpose()?;
        // Last, because it may have to wait for the file.
        let shown = recording
            .fields()
            .first()
            .filter(|f| values.switch(&SHOW_FIELDS) && !f.channels.is_empty());
        let fields = shown
            .map(|field| {
                let count = usize::try_from(values.integer(&CHANNELS)).unwrap_or(1);
                let channels: Vec<usize> = (0..count.min(field.channels.len())).collect();
                let traces = envelope(field, &channels, window, columns, task)?;
                Ok::<_, AnalysisError>(Fields::new(field, recording.fields().len(), traces))
            })
            .transpose()?;
        let outcome = Outcome {
            window,
            pixel_s: window.duration_s() / columns as f64,
            unit: input.settings.normalisation.unit(),
            fields,
            raster: rows,
            lanes,
            trace,
        };
        if outcome.panels().next().is_none() {
            return Err(AnalysisError::NothingToShow(
                "Everything this recording has is switched off in Browse: switch a panel on"
                    .to_owned(),
            ));
        }
        Ok(outcome)
    }

    fn draw(&self, input: &Input<'_>, outcome: &Outcome) -> Sheet {
        let range = [outcome.window.start_s, outcome.window.stop_s];
        let lowest = outcome.panels().last();
        let x = |id: &str| {
            if Some(id) == lowest {
                Axis::new("Time", "", range).with_ticks(Ticks::Time)
            } else {
                Axis::bare(range)
            }
        };
        let height_px = input.canvas.height_px;
        let mut plots: Vec<(f32, Plot)> = Vec::new();
        let mut notes = Vec::new();
        if let Some(shown) = &outcome.fields {
            plots.push((2.0, fields::plot(shown, x("fields"))));
            fields::notes(shown, &mut notes);
        }
        if let Some(shown) = &outcome.raster {
            plots.push((4.0, raster::plot(shown, x("raster"), height_px)));
            raster::notes(shown, height_px, &mut notes);
        }
        if let Some(shown) = &outcome.lanes {
            let weight = 0.4 * shown.lanes.len() as f32;
            plots.push((weight, states::plot(shown, x("states"), columns(input))));
            states::notes(shown, &mut notes);
        }
        if let Some(shown) = &outcome.trace {
            plots.push((2.0, ensembles::plot(shown, input.settings, x("ensembles"))));
            ensembles::notes(shown, input.settings.scale, outcome.window, &mut notes);
        }
        Sheet {
            notes,
            ..Sheet::column(plots)
        }
    }

    fn overlay(&self, outcome: &Outcome, marks: &Marks) -> Vec<(&'static str, Mark)> {
        let panels: Vec<&'static str> = outcome.panels().collect();
        time_overlay::overlay(panels, outcome.window, outcome.pixel_s, marks)
    }

    fn pick(
        &self,
        outcome: &Outcome,
        plot: &str,
        at: [f64; 2],
        reach: [f64; 2],
    ) -> Option<PickedPlace> {
        let text = match plot {
            "fields" => fields::pick(outcome.fields.as_ref()?, at),
            "raster" => raster::pick(outcome.raster.as_ref()?, at),
            "states" => states::pick(outcome.lanes.as_ref()?, at, reach[0]),
            "ensembles" => ensembles::pick(outcome.trace.as_ref()?, outcome.unit, at[0]),
            _ => None,
        }?;
        Some(PickedPlace::new(outcome.bin_at(at[0]), text))
    }

    fn numbers(&self, input: &Input<'_>, task: &Task<'_>) -> Result<Vec<Numbers>, AnalysisError> {
        if input.recording.units().is_empty() {
            return Ok(Vec::new());
        }
        let order = RowOrder::from_id(&input.values.choice(&SORT));
        let rows = raster(input.recording, window(input)?, order, columns(input), task)?;
        Ok(vec![numbers::units(input.recording, &rows)])
    }
}
