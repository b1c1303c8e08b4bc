//! What views and controls ask for. They send actions and change nothing themselves; actions are
//! applied in one place, once a frame.
//!
//! Actions name things by what they are called, not by their place, so that a list of them means
//! the same in another window, another version and another file of the same recording.

use super::command::Command;
use super::layout::{Layout, PanelId};
use super::state::Undoable;
use super::workspace::{Edits, SidePage, Source};
use crate::analysis::{Normalisation, Scale, Surrogate, Value, Values};
use crate::formats::{MatChoices, OpenOptions};
use crate::plot::export::FileKind;
use crate::recording::{Class, ClassMapping, Interval, Recording, unit_names};
use crate::views::{Recipe, ViewId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::path::PathBuf;

/// A figure to be saved: of what, where and how large.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ExportRequest {
    pub panel: PanelId,
    pub path: PathBuf,
    pub kind: FileKind,
    pub width_mm: f64,
    pub height_mm: f64,
    pub dpi: f32,
    pub dark: bool,
    /// With the table of numbers beside the drawing.
    pub tables: bool,
}

/// A wish, with everything needed to fulfil it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    Run(Command),
    Open(Source),
    /// Opens a MATLAB file by what its variables were said to be, and remembers that for files of
    /// the same shape.
    OpenVariables {
        path: PathBuf,
        /// That of [`MatPlan`](crate::formats::mat::MatPlan): files of one shape have the same.
        signature: String,
        choices: Box<MatChoices>,
    },
    /// Opens a file after a look at it: tables ask for confirmation first.
    Consider(PathBuf),
    /// Tabs are named by their ids.
    ShowTab(u64),
    CloseTab(u64),
    Reload(u64),
    /// Reads the shown recording again with other options.
    SetOptions(Box<OpenOptions>),
    CancelOpening(u64),
    SetWindow(Interval),
    /// Moves the playhead.
    Seek(f64),
    /// Time has passed while it played.
    Advance {
        playhead_s: f64,
        window: Interval,
        /// Play has come to the end of the recording.
        ends: bool,
    },
    SetScale(Scale),
    SetNormalisation(Normalisation),
    /// Shows this surrogate beside the data, or none.
    SetSurrogate(Option<Surrogate>),
    /// Includes or leaves out one state; `only` makes it the only one.
    ToggleState {
        label: String,
        only: bool,
    },
    SetSpeed(f64),
    SetValue {
        view: ViewId,
        parameter: String,
        value: Value,
    },
    ResetValues(ViewId),
    /// Units are named as their recording [names](unit_names) them.
    SetClass {
        units: Vec<String>,
        class: Class,
    },
    Include {
        units: Vec<String>,
        included: bool,
    },
    TakeClasses {
        column: String,
        mapping: ClassMapping,
    },
    SetEdits(Box<Edits>),
    /// Puts back what undo and redo remember.
    Restore(Box<Undoable>),
    /// Looks for stretches that might be seizures, with these values of the detector's parameters.
    Propose(Values),
    /// Takes a proposed seizure as one.
    TakeProposal(u64),
    DismissProposal(u64),
    /// The event that seizure views are about; `None`: the first in the window.
    SetEvent(Option<Interval>),
    /// What events are measured against; `None`: the time before each.
    SetBaseline(Option<Interval>),
    /// Writes all epochs as a table.
    SaveEpochs(PathBuf),
    /// Writes what was turned on the network, as lines that `simulate --changes` reads.
    SaveChanges(PathBuf),
    /// Writes the recording as it is shown, with or without its fields.
    SaveNwb {
        path: PathBuf,
        fields: crate::formats::nwb::Fields,
    },
    /// Marks a stretch of time in all views, or none.
    Brush(Option<Interval>),
    SelectUnits(BTreeSet<String>),
    ShowView(ViewId),
    ClosePanel(PanelId),
    /// Lets a panel show what it shows now, whatever its tab will show.
    PinPanel(PanelId),
    /// Lets a pinned panel follow the tab that shows again.
    FollowTab(PanelId),
    /// Gives a pinned panel another recipe.
    SetRecipe {
        panel: PanelId,
        recipe: Box<Recipe>,
    },
    /// Shows the view of a panel a second time, beside it.
    DuplicatePanel(PanelId),
    /// Stops the work of a panel where it is, or lets it go on.
    HoldPanel {
        tab: u64,
        panel: PanelId,
        held: bool,
    },
    ToggleHelp(ViewId),
    ShowNumbers(ViewId, bool),
    SetLayout(Layout),
    /// Asks how the drawing of a panel is to be exported.
    AskExport(PanelId),
    CloseDialog,
    SidePage(SidePage),
    Export(ExportRequest),
    DismissMessage(u64),
    /// Something that is asked of the network that shows.
    Network(NetworkAction),
}

/// What is asked of a simulated network.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NetworkAction {
    Run(bool),
    /// Lets a hundredth of a second of model time pass.
    Step,
    Kick,
    /// Model seconds a second; `None` for as fast as it goes.
    Speed(Option<f64>),
    /// Turns a control; what cannot be turned while it runs starts it again.
    Set {
        parameter: String,
        value: Value,
    },
    /// From the first step, with the values of now.
    Restart {
        new_seed: bool,
    },
    Choose {
        model: String,
        preset: String,
    },
}

impl Action {
    /// Selects the units with these places in a recording, and no other.
    pub fn select_units(recording: &Recording, units: impl IntoIterator<Item = usize>) -> Self {
        Self::SelectUnits(named(recording, units))
    }
    /// Gives units their class by hand.
    pub fn set_class(
        recording: &Recording,
        units: impl IntoIterator<Item = usize>,
        class: Class,
    ) -> Self {
        let units = named(recording, units);
        Self::SetClass { units, class }
    }
    /// Lets units take part in the ensembles, or leaves them out.
    pub fn include(
        recording: &Recording,
        units: impl IntoIterator<Item = usize>,
        included: bool,
    ) -> Self {
        let units = named(recording, units);
        Self::Include { units, included }
    }
}

/// Names of the units with these places.
fn named<C: FromIterator<String>>(
    recording: &Recording,
    units: impl IntoIterator<Item = usize>,
) -> C {
    let names = unit_names(recording.units());
    let units = units.into_iter();
    units.filter_map(|at| names.get(at).cloned()).collect()
}
