//! One folder per view: outcome -> [`Sheet`], plus its parameters, its help and its numbers. The
//! folders are sorted by what the views are about; `shared` is what several views are made of.
//!
//! [`all`] is the list that everything else learns of a view from: menu, palette, keyboard sheet,
//! command line, session file, help and report.

mod balance;
pub mod browse;
mod edit_changes;
mod edits;
mod events;
pub mod fields;
mod help;
mod input;
mod multiscale;
mod networks;
mod numbers;
mod recipe;
mod screen_table;
pub mod shared;
mod surrogates;
mod theory;
mod units;
mod view_id;

pub use balance::balance_plane::BalancePlane;
pub use balance::collapse::CollapseView;
pub use balance::correlation::CorrelationView;
pub use balance::cross_correlogram::CrossCorrelogramView;
pub use balance::ensembles::EnsemblesView;
pub use balance::partition::PartitionView;
pub use balance::variance::VarianceView;
pub use browse::Browse;
pub use edit_changes::{Change, apply_changes, changes, contradictions};
pub use edits::Edits;
pub use events::coordination::CoordinationView;
pub use events::event_raster::EventRaster;
pub use events::seizure_map::SeizureMapView;
pub use events::trajectory::TrajectoryView;
pub use events::trend::TrendView;
pub use fields::coherence::CoherenceView;
pub use fields::current::CurrentView;
pub use fields::field::FieldView;
pub use help::Help;
pub use input::{Canvas, Input, Marks, PickedPlace};
pub use multiscale::deviation::DeviationView;
pub use multiscale::matrix::MatrixView;
pub use multiscale::mncm::Mncm;
pub use networks::cell_input::CellInputView;
pub use networks::rate_units::RateUnitsView;
pub use numbers::{Column, Numbers, Output, Rows, Scalar, Table};
pub use recipe::{AddedSource, Dependency, Recipe, RecordingSource, Source};
pub use screen_table::{NumberSource, Row, ScreenTable, interval_text, spread_cells};
pub use shared::by_state::ByState;
pub use shared::surrogate_progress::Realisations;
pub(crate) use shared::wording;
pub use surrogates::surrogates;
pub use theory::cancellation::CancellationView;
pub use theory::cloud::CloudView;
pub use theory::efficacy::EfficacyView;
pub use theory::exponents::ExponentsView;
pub use theory::heterogeneous::HeterogeneousView;
pub use theory::limit::LimitView;
pub use theory::mean_field::MeanFieldView;
pub use theory::mean_field_scan::MeanFieldScanView;
pub use theory::modes::ModesView;
pub use theory::phase::PhaseView;
pub use theory::routes::RoutesView;
pub use units::connections::ConnectionsView;
pub use units::irregularity::IrregularityView;
pub use units::waveforms::WaveformsView;
pub use view_id::ViewId;

use crate::analysis::{AnalysisError, Parameter, Settings, Task, Value};
use crate::plot::export::Frame;
use crate::plot::{Ink, Mark, Sheet, Stroke};
use crate::recording::{Class, ClassSource, Interval, Origin, Recording};
use ndarray::{Array1, ArrayD};
use std::any::Any;
use std::collections::BTreeSet;
use std::sync::Arc;

/// What is known of a view without computing anything.
#[derive(Debug)]
pub struct Info {
    /// Name on the command line, in session files and in file names: `balance-plane`.
    pub id: &'static str,
    /// Title of its panel, sentence case.
    pub title: &'static str,
    /// One line for menus and the palette.
    pub summary: &'static str,
    pub help: Help,
    /// Its own parameters.
    pub parameters: &'static [&'static Parameter],
}

/// The [`Numbers`] of a view as they are written.
#[derive(Clone, Debug, PartialEq)]
pub struct Export {
    /// Key in `analysis.json` and stem of the CSV file.
    pub key: &'static str,
    pub json: serde_json::Value,
    /// Header and rows of the CSV of the same numbers; a missing number is an empty cell.
    pub csv: Option<(Vec<String>, Vec<Vec<String>>)>,
    /// Why numbers are missing.
    pub warnings: Vec<String>,
}

impl From<Numbers> for Export {
    fn from(numbers: Numbers) -> Self {
        Self {
            key: numbers.key,
            json: numbers.json(),
            csv: numbers.csv(),
            warnings: numbers.warnings,
        }
    }
}

/// Arrays of a view in full, for other programs.
#[derive(Clone, Debug)]
pub struct Arrays {
    /// Stem of the file.
    pub key: &'static str,
    /// Each with its name, which has its unit in it.
    pub arrays: Vec<(&'static str, Array)>,
}

/// One array; missing values are NaN.
#[derive(Clone, Debug)]
pub enum Array {
    F32(ArrayD<f32>),
    F64(ArrayD<f64>),
}

impl Array {
    /// An array of one dimension.
    pub fn line(values: impl IntoIterator<Item = f64>) -> Self {
        Self::F64(Array1::from_iter(values).into_dyn())
    }
}

/// What a view is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    Recording,
    /// The model with this id, and values of its parameters, which are the view's own: no recording is
    /// looked at. Views about one model share their values.
    Model(&'static str),
}

/// A view: an analysis, and how its outcome is drawn.
pub trait View: Send + Sync + 'static {
    type Outcome: Send + Sync + 'static;
    const INFO: &'static Info;
    const ABOUT: About = About::Recording;
    /// The settings that it depends on, besides its own parameters.
    const USES: &'static [Dependency] = &[];
    /// Where classes come from that [`classes`](Self::classes) gives; `None` for a view that gives
    /// none.
    const CLASS_SOURCE: Option<ClassSource> = None;

    /// The recipe without what this view does not use: all that its outcome and its drawing depend
    /// on. What is left out cannot be read, because the view is then computed from what is left.
    fn depends(&self, recipe: &Recipe) -> Recipe {
        let kept = recipe.keep(Self::INFO, Self::USES);
        match Self::ABOUT {
            About::Recording => kept,
            About::Model(_) => kept.without_recording(),
        }
    }
    /// Runs the analysis. On the compute thread.
    fn analyse(&self, input: &Input<'_>, task: &Task<'_>) -> Result<Self::Outcome, AnalysisError>;
    /// Whether nothing is left to [`refine`](Self::refine).
    fn is_complete(&self, _input: &Input<'_>, _outcome: &Self::Outcome) -> bool {
        true
    }
    /// Computes the next piece of an outcome that comes in pieces, such as realisations of a
    /// surrogate; `None` when it is complete. A piece takes a second or two at most.
    fn refine(
        &self,
        _input: &Input<'_>,
        _outcome: &Self::Outcome,
        _task: &Task<'_>,
    ) -> Result<Option<Self::Outcome>, AnalysisError> {
        Ok(None)
    }
    /// What is kept of an outcome until another day, where its work takes long: a scan goes on where
    /// it was stopped.
    fn kept(&self, _outcome: &Self::Outcome) -> Option<String> {
        None
    }
    /// An outcome that goes on from what was [`kept`](Self::kept) of one of the same recipe; `None`
    /// where it cannot be read.
    fn take_up(&self, _input: &Input<'_>, _kept: &str) -> Option<Self::Outcome> {
        None
    }
    /// Draws the outcome. Pure; on the compute thread.
    fn draw(&self, input: &Input<'_>, outcome: &Self::Outcome) -> Sheet;
    /// Bytes the outcome holds besides its drawing, for the cache.
    fn bytes(&self, _outcome: &Self::Outcome) -> usize {
        0
    }
    /// Marks that follow the pointer: the marked bin, the brushed stretch. On the UI thread, every
    /// frame: cheap. Each goes on top of the plot with that id.
    fn overlay(&self, _outcome: &Self::Outcome, _marks: &Marks) -> Vec<(&'static str, Mark)> {
        Vec::new()
    }
    /// What is under the pointer at `at` (data coordinates) of a plot; `reach` is the size of a
    /// few pixels in data units.
    fn pick(
        &self,
        _outcome: &Self::Outcome,
        _plot: &str,
        _at: [f64; 2],
        _reach: [f64; 2],
    ) -> Option<PickedPlace> {
        None
    }
    /// Values of its parameters that a person asks for by brushing along the x axis of a plot that
    /// does not show time, from and to in data coordinates.
    fn brushed(&self, _plot: &str, _range: [f64; 2]) -> Vec<(&'static str, Value)> {
        Vec::new()
    }
    /// Units of the points in a stretch of x of a plot, to be selected by brushing it.
    fn units_within(&self, _outcome: &Self::Outcome, _plot: &str, _range: [f64; 2]) -> Vec<usize> {
        Vec::new()
    }
    /// Values of its parameters that a person asks for by selecting units, by their places in the file.
    fn units_selected(
        &self,
        _recording: &Recording,
        _units: &BTreeSet<usize>,
    ) -> Vec<(&'static str, Value)> {
        Vec::new()
    }
    /// Values of its parameters that a person asks for by dragging the handle of a plot to a place,
    /// in data coordinates.
    fn grabbed(
        &self,
        _outcome: &Self::Outcome,
        _plot: &str,
        _at: [f64; 2],
    ) -> Vec<(&'static str, Value)> {
        Vec::new()
    }
    /// The class that the outcome suggests for each unit of the file; `None` while it is incomplete,
    /// and for views that are not about classes.
    fn classes(&self, _outcome: &Self::Outcome) -> Option<Vec<Option<Class>>> {
        None
    }
    /// The numbers of this view over all scales.
    fn numbers(&self, _input: &Input<'_>, _task: &Task<'_>) -> Result<Vec<Numbers>, AnalysisError> {
        Ok(Vec::new())
    }
    /// Its statistics in every realisation of the chosen surrogate; `all` holds what is made of the
    /// joint counts of each, for all views.
    fn realisations(
        &self,
        _input: &Input<'_>,
        _all: &Realisations,
        _task: &Task<'_>,
    ) -> Result<Vec<Numbers>, AnalysisError> {
        Ok(Vec::new())
    }
    /// What it shows in full, as arrays; `None` where its [`numbers`](Self::numbers) are all there
    /// is.
    fn arrays(
        &self,
        _input: &Input<'_>,
        _task: &Task<'_>,
    ) -> Result<Option<Arrays>, AnalysisError> {
        Ok(None)
    }
}

/// A computed view: its sheet, and the outcome behind it.
#[derive(Clone)]
pub struct Picture {
    pub sheet: Arc<Sheet>,
    pub outcome: Arc<dyn Any + Send + Sync>,
    /// Whether nothing is left to refine; otherwise what is drawn is a part of the whole.
    pub complete: bool,
    outcome_bytes: usize,
}

impl Picture {
    /// Bytes of the drawing and of the outcome behind it.
    pub fn bytes(&self) -> usize {
        self.sheet.bytes() + self.outcome_bytes
    }
}

/// A [`View`] whose outcome has any type; what the list holds.
pub trait AnyView: Send + Sync {
    fn info(&self) -> &'static Info;
    fn about(&self) -> About;
    /// See [`View::depends`].
    fn depends(&self, recipe: &Recipe) -> Recipe;
    /// Analyses and draws.
    fn compute(&self, input: &Input<'_>, task: &Task<'_>) -> Result<Picture, AnalysisError>;
    /// A piece more of what was computed; `None` when it is complete.
    fn refine(
        &self,
        input: &Input<'_>,
        picture: &Picture,
        task: &Task<'_>,
    ) -> Result<Option<Picture>, AnalysisError>;
    /// See [`View::kept`].
    fn kept(&self, picture: &Picture) -> Option<String>;
    /// See [`View::take_up`].
    fn take_up(&self, input: &Input<'_>, kept: &str) -> Option<Picture>;
    fn overlay(&self, picture: &Picture, marks: &Marks) -> Vec<(&'static str, Mark)>;
    fn pick(
        &self,
        picture: &Picture,
        plot: &str,
        at: [f64; 2],
        reach: [f64; 2],
    ) -> Option<PickedPlace>;
    fn brushed(&self, plot: &str, range: [f64; 2]) -> Vec<(&'static str, Value)>;
    fn units_within(&self, picture: &Picture, plot: &str, range: [f64; 2]) -> Vec<usize>;
    fn units_selected(
        &self,
        recording: &Recording,
        units: &BTreeSet<usize>,
    ) -> Vec<(&'static str, Value)>;
    fn grabbed(&self, picture: &Picture, plot: &str, at: [f64; 2]) -> Vec<(&'static str, Value)>;
    /// See [`View::CLASS_SOURCE`].
    fn class_source(&self) -> Option<ClassSource>;
    /// See [`View::classes`].
    fn classes(&self, picture: &Picture) -> Option<Vec<Option<Class>>>;
    /// # Errors
    /// See [`AnalysisError`].
    fn numbers(&self, input: &Input<'_>, task: &Task<'_>) -> Result<Vec<Numbers>, AnalysisError>;
    fn realisations(
        &self,
        input: &Input<'_>,
        all: &Realisations,
        task: &Task<'_>,
    ) -> Result<Vec<Numbers>, AnalysisError>;
    /// Its numbers as they are written.
    fn export(&self, input: &Input<'_>, task: &Task<'_>) -> Result<Vec<Export>, AnalysisError> {
        let numbers = self.numbers(input, task)?;
        Ok(numbers.into_iter().map(Export::from).collect())
    }
    fn arrays(&self, input: &Input<'_>, task: &Task<'_>) -> Result<Option<Arrays>, AnalysisError>;
}

impl<V: View> AnyView for V {
    fn info(&self) -> &'static Info {
        V::INFO
    }
    fn about(&self) -> About {
        V::ABOUT
    }
    fn depends(&self, recipe: &Recipe) -> Recipe {
        View::depends(self, recipe)
    }
    fn compute(&self, input: &Input<'_>, task: &Task<'_>) -> Result<Picture, AnalysisError> {
        let outcome = self.analyse(input, task)?;
        task.check()?;
        Ok(picture(self, input, outcome))
    }
    fn refine(
        &self,
        input: &Input<'_>,
        before: &Picture,
        task: &Task<'_>,
    ) -> Result<Option<Picture>, AnalysisError> {
        let Some(outcome) = before.outcome.downcast_ref().filter(|_| !before.complete) else {
            return Ok(None);
        };
        let more = View::refine(self, input, outcome, task)?;
        Ok(more.map(|outcome| picture(self, input, outcome)))
    }
    fn kept(&self, picture: &Picture) -> Option<String> {
        View::kept(self, picture.outcome.downcast_ref()?)
    }
    fn take_up(&self, input: &Input<'_>, kept: &str) -> Option<Picture> {
        let outcome = View::take_up(self, input, kept)?;
        Some(picture(self, input, outcome))
    }
    fn overlay(&self, picture: &Picture, marks: &Marks) -> Vec<(&'static str, Mark)> {
        picture
            .outcome
            .downcast_ref()
            .map_or_else(Vec::new, |outcome| View::overlay(self, outcome, marks))
    }
    fn pick(
        &self,
        picture: &Picture,
        plot: &str,
        at: [f64; 2],
        reach: [f64; 2],
    ) -> Option<PickedPlace> {
        View::pick(self, picture.outcome.downcast_ref()?, plot, at, reach)
    }
    fn brushed(&self, plot: &str, range: [f64; 2]) -> Vec<(&'static str, Value)> {
        View::brushed(self, plot, range)
    }
    fn units_within(&self, picture: &Picture, plot: &str, range: [f64; 2]) -> Vec<usize> {
        let outcome = picture.outcome.downcast_ref();
        outcome.map_or_else(Vec::new, |o| View::units_within(self, o, plot, range))
    }
    fn units_selected(
        &self,
        recording: &Recording,
        units: &BTreeSet<usize>,
    ) -> Vec<(&'static str, Value)> {
        View::units_selected(self, recording, units)
    }
    fn grabbed(&self, picture: &Picture, plot: &str, at: [f64; 2]) -> Vec<(&'static str, Value)> {
        picture
            .outcome
            .downcast_ref()
            .map_or_else(Vec::new, |outcome| View::grabbed(self, outcome, plot, at))
    }
    fn class_source(&self) -> Option<ClassSource> {
        V::CLASS_SOURCE
    }
    fn classes(&self, picture: &Picture) -> Option<Vec<Option<Class>>> {
        View::classes(self, picture.outcome.downcast_ref()?)
    }
    fn numbers(&self, input: &Input<'_>, task: &Task<'_>) -> Result<Vec<Numbers>, AnalysisError> {
        View::numbers(self, input, task)
    }
    fn realisations(
        &self,
        input: &Input<'_>,
        all: &Realisations,
        task: &Task<'_>,
    ) -> Result<Vec<Numbers>, AnalysisError> {
        View::realisations(self, input, all, task)
    }
    fn arrays(&self, input: &Input<'_>, task: &Task<'_>) -> Result<Option<Arrays>, AnalysisError> {
        View::arrays(self, input, task)
    }
}

fn picture<V: View>(view: &V, input: &Input<'_>, outcome: V::Outcome) -> Picture {
    let mut sheet = view.draw(input, &outcome);
    if V::ABOUT == About::Recording {
        // First, so that no narrow panel cuts it off.
        let time = input.selection.intervals(input.recording);
        let first = wording::guessed(input.recording);
        let first = first
            .into_iter()
            .chain(wording::unobserved(input.recording, &time));
        sheet.notes.splice(0..0, first);
    }
    Picture {
        sheet: Arc::new(sheet),
        complete: View::is_complete(view, input, &outcome),
        outcome_bytes: View::bytes(view, &outcome),
        outcome: Arc::new(outcome),
    }
}

/// Frames of an animation of a view, from the start to the end of `window`: what the playhead
/// moves. Empty where it moves nothing.
pub fn frames(
    view: &dyn AnyView,
    picture: &Picture,
    window: Interval,
    settings: &Settings,
) -> Vec<Frame> {
    const FRAMES: u32 = 120;
    let frame = |j: u32| {
        let share = f64::from(j) / f64::from(FRAMES - 1);
        let t_s = window.start_s + share * window.duration_s();
        let marks = Marks {
            playhead_s: Some(t_s),
            scale: settings.scale,
            ..Marks::default()
        };
        let mut frame = view.overlay(picture, &marks);
        for panel in &picture.sheet.panels {
            let id = panel.plot.id;
            if picture.sheet.is_time(id) {
                let stroke = Stroke::new(Ink::Accent, 1.0);
                frame.push((id, Mark::VerticalLine { x: t_s, stroke }));
            }
        }
        frame
    };
    let (first, last) = (frame(0), frame(FRAMES - 1));
    if first == last {
        return Vec::new();
    }
    (0..FRAMES).map(frame).collect()
}

/// The list: every view of the program, in the order of menus and of the report.
pub fn all() -> &'static [&'static dyn AnyView] {
    &[
        &Browse,
        &EnsemblesView,
        &BalancePlane,
        &ByState(CollapseView),
        &ByState(VarianceView),
        &ByState(PartitionView),
        &ByState(CorrelationView),
        &CrossCorrelogramView,
        &ByState(MatrixView),
        &DeviationView,
        &Mncm,
        &IrregularityView,
        &ConnectionsView,
        &CellInputView,
        &RateUnitsView,
        &LimitView,
        &ModesView,
        &CloudView,
        &ExponentsView,
        &RoutesView,
        &PhaseView,
        &HeterogeneousView,
        &MeanFieldView,
        &MeanFieldScanView,
        &CancellationView,
        &EfficacyView,
        &FieldView,
        &CurrentView,
        &CoherenceView,
        &SeizureMapView,
        &TrendView,
        &CoordinationView,
        &EventRaster,
        &TrajectoryView,
        &WaveformsView,
    ]
}

/// Those that a recording is reported with: about itself, and about the model that it is from.
pub fn of(recording: &Recording) -> impl Iterator<Item = &'static dyn AnyView> {
    let origin = match recording.origin() {
        Origin::Model { model, .. } => Some(model.clone()),
        _ => None,
    };
    let is_of = move |view: &&'static dyn AnyView| match view.about() {
        About::Recording => true,
        About::Model(model) => origin.as_deref() == Some(model),
    };
    all().iter().copied().filter(is_of)
}

/// The view that gives classes from that source.
pub fn by_class_source(source: &ClassSource) -> Option<&'static dyn AnyView> {
    let mut all = all().iter().copied();
    all.find(|v| v.class_source().as_ref() == Some(source))
}

/// The view with that id.
pub fn by_id(id: &str) -> Option<&'static dyn AnyView> {
    all().iter().copied().find(|v| v.info().id == id)
}
