//! What views and controls ask for. They send actions and change nothing themselves; actions are
//! applied in one place, once a frame.

use super::command::Command;
use super::layout::{Layout, PanelId};
use super::workspace::{Edits, SidePage, Source};
use crate::analysis::{Normalisation, Scale, Surrogate, Value};
use crate::formats::{MatChoices, OpenOptions};
use crate::plot::export::FileKind;
use crate::recording::{Class, ClassMapping, Interval};
use crate::views::Recipe;
use std::collections::BTreeSet;
use std::path::PathBuf;

/// A figure to be saved: of what, where and how large.
#[derive(Clone, Debug, PartialEq)]
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
#[derive(Clone, Debug, PartialEq)]
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
    ShowTab(usize),
    CloseTab(u64),
    Reload(u64),
    /// Reads the shown recording again with other options.
    SetOptions(Box<OpenOptions>),
    CancelOpening(u64),
    SetWindow(Interval),
    /// Moves the playhead.
    Seek(f64),
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
        view: &'static str,
        parameter: &'static str,
        value: Value,
    },
    ResetValues(&'static str),
    SetClass {
        units: Vec<usize>,
        class: Class,
    },
    Include {
        units: Vec<usize>,
        included: bool,
    },
    TakeClasses {
        column: String,
        mapping: ClassMapping,
    },
    SetEdits(Box<Edits>),
    /// Takes a proposed seizure as one.
    TakeProposal(usize),
    DismissProposal(usize),
    /// The event that seizure views are about; `None`: the first in the window.
    SetEvent(Option<Interval>),
    /// What events are measured against; `None`: the time before each.
    SetBaseline(Option<Interval>),
    /// Writes all epochs as a table.
    SaveEpochs(PathBuf),
    /// Writes the recording as it is shown, with or without its fields.
    SaveNwb {
        path: PathBuf,
        fields: crate::formats::nwb::Fields,
    },
    /// Marks a stretch of time in all views, or none.
    Brush(Option<Interval>),
    /// Selects units by their place in the file.
    SelectUnits(BTreeSet<usize>),
    ShowView(&'static str),
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
    ToggleHelp(&'static str),
    ShowNumbers(&'static str, bool),
    SetLayout(Layout),
    /// Asks how the drawing of a panel is to be exported.
    AskExport(PanelId),
    SidePage(SidePage),
    Export(ExportRequest),
    DismissMessage(usize),
}
