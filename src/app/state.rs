//! All that the window shows. Panels, dialogs and the timeline read it and ask for changes by
//! [`Action`](super::action::Action)s; only the [`Shell`](super::shell::Shell), which owns it,
//! changes it.

use super::layout::{Panel, PanelId};
use super::outcomes::{Outcomes, PanelOutcome};
use super::proposals::{Proposal, SeizureSearch};
use super::time_control::TimeControl;
use super::unit_stats::RecordingStats;
use super::watched::{FilesRead, Watched};
use super::workspace::{Edits, Pin, Tab, Workspace};
use crate::analysis::{Settings, Values};
use crate::compute::{Failure, FirstLook, Live, LiveStatus, LoadedRecording, Opening};
use crate::plot::{Sheet, Theme};
use crate::recording::{Hashes, Interval, Recording, unit_names};
use crate::views::{self, Canvas, Marks, Recipe};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

/// The recording of a tab: on its way, there, or not to be had.
#[derive(Default)]
pub struct OpenTab {
    pub opening: Option<Opening>,
    pub loaded: Option<LoadedRecording>,
    /// The network whose recording it is, while it runs or could.
    pub live: Option<Live>,
    /// How that stands, as of this frame.
    pub live_status: Option<LiveStatus>,
    /// What the session says of time, until the network is where it was.
    pub saved_time: Option<SavedTime>,
    pub failed: Option<Failure>,
    /// Set by the thread that reads the file.
    pub identity: Arc<OnceLock<Identity>>,
    /// Set by that thread while the file is read.
    pub files: Option<Arc<OnceLock<FilesRead>>>,
    /// Whether the files that it was read from are as they were.
    pub watched: Option<Watched>,
    /// The edits of the tab that the journal has, or is about to have; `None` before the recording
    /// is there.
    pub journaled: Option<Arc<Edits>>,
    /// Candidates for seizures that wait to be taken.
    pub proposals: Vec<Proposal>,
    /// How many were proposed so far: the next has this number.
    pub proposed: u64,
    pub seizure_search: Option<SeizureSearch>,
    /// Statistics of the units, once the units table was open.
    pub unit_stats: Option<RecordingStats>,
    /// Places of the selected units in the recording.
    pub selected_units: BTreeSet<usize>,
    /// The frame in which it was last shown.
    pub shown_at: u64,
}

impl OpenTab {
    /// True when there is neither a recording nor a reason why not: it is read when it is shown.
    pub fn is_unread(&self) -> bool {
        self.opening.is_none()
            && self.live.is_none()
            && self.loaded.is_none()
            && self.failed.is_none()
    }
    /// Bytes of the recording that is held.
    pub fn bytes(&self) -> usize {
        self.loaded.as_ref().map_or(0, |loaded| {
            let (shown, original) = (&loaded.recording, &loaded.original);
            let is_shared = std::ptr::eq(shown.ensembles(), original.ensembles());
            let pooled_twice = if is_shared {
                0
            } else {
                shown.ensembles().bytes()
            };
            original.bytes() + pooled_twice
        })
    }
}

/// Window and playhead of the session, beside those that show while there is less of the recording.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SavedTime {
    pub saved: (Option<Interval>, f64),
    pub shown: (Option<Interval>, f64),
}

/// What identifies a recording when its file has moved.
#[derive(Clone, Debug)]
pub struct Identity {
    /// See [`formats::fingerprint`](crate::formats::fingerprint).
    pub fingerprint: String,
    /// What was changed by hand in a file with the same contents: what the journal has, or what an
    /// older session kept where the tab has no changes of its own.
    pub edits: Option<Arc<Edits>>,
    /// What the journal has of it.
    pub journaled: Option<Arc<Edits>>,
    /// Why the journal could not be read.
    pub problem: Option<String>,
}

/// A remark that stays until it is dismissed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    pub id: u64,
    pub text: String,
    pub error: bool,
    /// The tab that could be read again.
    pub reloads: Option<u64>,
}

/// What undo takes back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Undoable {
    pub tab: u64,
    /// Missing where it follows the end: then it moves by itself, which nobody did.
    pub window: Option<Interval>,
    #[serde(default)]
    pub follow_s: Option<f64>,
    pub states: Vec<String>,
    pub settings: Settings,
    pub edits: Arc<Edits>,
    pub selected_units: BTreeSet<String>,
    pub values: BTreeMap<String, Values>,
    pub pins: BTreeMap<PanelId, Pin>,
}

/// What a panel is of: that of its tab, or what it was pinned to.
pub struct Subject<'a> {
    pub tab: &'a Tab,
    pub recording: &'a Arc<Recording>,
    pub recipe: Recipe,
}

/// What undo takes back, as it is handed to it in every frame: shared, so that nothing is copied or
/// compared while it stays the same.
#[derive(Clone, Debug)]
pub struct UndoPoint(pub Arc<Undoable>);

impl PartialEq for UndoPoint {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.0 == other.0
    }
}

/// All that the window shows.
pub struct State {
    pub workspace: Workspace,
    /// The recordings of the tabs, by the tab's id.
    pub tabs: BTreeMap<u64, OpenTab>,
    pub outcomes: Outcomes,
    pub time: TimeControl,
    pub marks: Marks,
    pub messages: Vec<Message>,
    /// Messages shown so far: the next has this id.
    pub said: u64,
    pub theme: Theme,
    /// How far the computation that runs is, from 0 to 1.
    pub computing: Option<f32>,
    /// Whether a file is being written.
    pub saving: bool,
}

impl State {
    pub fn new(workspace: Workspace) -> Self {
        Self {
            workspace,
            tabs: BTreeMap::new(),
            outcomes: Outcomes::default(),
            time: TimeControl::default(),
            marks: Marks::default(),
            messages: Vec::new(),
            said: 0,
            theme: Theme::light(),
            computing: None,
            saving: false,
        }
    }
    /// What can be seen of a recording that is still being read.
    pub fn first_look(&self) -> Option<&FirstLook> {
        self.open_tab()?.opening.as_ref()?.first_look()
    }
    /// The recording that shows, when it is there.
    pub fn loaded(&self) -> Option<&LoadedRecording> {
        self.open_tab()?.loaded.as_ref()
    }
    /// What a detector proposes in a tab.
    pub fn proposals(&self, tab: u64) -> &[Proposal] {
        self.tabs.get(&tab).map_or(&[], |t| &t.proposals)
    }
    pub fn open_tab(&self) -> Option<&OpenTab> {
        self.tabs.get(&self.workspace.tab()?.id)
    }
    pub fn open_tab_mut(&mut self) -> Option<&mut OpenTab> {
        let id = self.workspace.tab()?.id;
        self.tabs.get_mut(&id)
    }
    /// What a panel is of; `None` while its recording is not there.
    pub fn subject(&self, panel: &Panel) -> Option<Subject<'_>> {
        let pin = self.workspace.pins.get(&panel.id);
        let tab = match pin {
            Some(pin) => self.workspace.tabs.iter().find(|t| t.id == pin.tab)?,
            None => self.workspace.tab()?,
        };
        let recording = &self.tabs.get(&tab.id)?.loaded.as_ref()?.recording;
        let view = panel.view()?.info().id;
        let mut recipe = match pin {
            Some(pin) => pin.recipe.clone(),
            None => self.recipe(view, tab, recording),
        };
        recipe.canvas = self.outcomes.canvas(panel.id);
        Some(Subject {
            tab,
            recording,
            recipe,
        })
    }
    /// What a view shows of a tab that it follows.
    pub fn recipe(&self, view: &str, tab: &Tab, recording: &Recording) -> Recipe {
        let recipe = Recipe {
            view: view.to_owned(),
            source: views::Source::recording(recording, &Hashes::default(), None),
            selection: tab.selection(recording),
            settings: tab.settings.clone(),
            values: self.workspace.values(view),
            other_values: BTreeMap::new(),
            canvas: Canvas::default(),
        };
        match views::by_id(view) {
            Some(view) => recipe.with_values_of_others(view, &self.workspace.values),
            None => recipe,
        }
    }
    /// The last outcome of a view in a panel that follows the tab that shows.
    pub fn outcome(&self, view: &str) -> Option<&PanelOutcome> {
        let tab = self.workspace.tab()?.id;
        let mut panels = self.workspace.layout.panels().into_iter();
        let panel = panels.find(|p| p.shows(view) && !self.workspace.pins.contains_key(&p.id))?;
        self.outcomes.get(tab, panel.id)
    }
    /// True when a view shows the outcome of what is selected and set now.
    pub fn is_current(&self, view: &str) -> bool {
        let outcome = self.outcome(view);
        outcome.is_some_and(|shown| !shown.stale && shown.picture.is_some())
    }
    /// What a view shows now, current or not.
    pub fn sheet(&self, view: &str) -> Option<&Sheet> {
        Some(&self.outcome(view)?.picture.as_ref()?.sheet)
    }
    /// Shows a message, unless it shows already.
    pub fn show_message(&mut self, text: impl Into<String>, error: bool) {
        self.message(text, error);
    }
    /// The same; gives the id of the message.
    pub fn message(&mut self, text: impl Into<String>, error: bool) -> u64 {
        let text = text.into();
        let mut shown = self.messages.iter();
        if let Some(same) = shown.find(|m| m.text == text && m.error == error) {
            return same.id;
        }
        let id = self.said;
        self.said += 1;
        let reloads = None;
        self.messages.push(Message {
            id,
            text,
            error,
            reloads,
        });
        id
    }
    /// Shows what is wrong with the files of a tab, once, with the way to read them again where that
    /// helps.
    pub fn say_of_files(&mut self, tab: u64, text: String, reloads: bool) {
        let said = self
            .tabs
            .get(&tab)
            .and_then(|t| t.watched.as_ref()?.said.as_ref());
        if said.is_some_and(|(_, before)| *before == text) {
            return;
        }
        self.unsay_of_files(tab);
        let id = self.message(text.clone(), true);
        if let Some(message) = self.messages.iter_mut().find(|m| m.id == id) {
            message.reloads = reloads.then_some(tab);
        }
        if let Some(watched) = self.tabs.get_mut(&tab).and_then(|t| t.watched.as_mut()) {
            watched.said = Some((id, text));
        }
    }
    /// Takes it back.
    pub fn unsay_of_files(&mut self, tab: u64) {
        let watched = self.tabs.get_mut(&tab).and_then(|t| t.watched.as_mut());
        if let Some((id, _)) = watched.and_then(|w| w.said.take()) {
            self.messages.retain(|m| m.id != id);
        }
    }
    /// Knows a recording that has grown by what it is now, so that what was changed by hand is found
    /// again with it.
    pub fn adopt_identity(&mut self, id: u64) {
        let Some(open) = self.tabs.get_mut(&id) else {
            return;
        };
        let Some(fingerprint) = open.watched.as_mut().and_then(|w| w.fingerprint.take()) else {
            return;
        };
        if let Some(tab) = self.workspace.tabs.iter_mut().find(|t| t.id == id) {
            tab.fingerprint = Some(fingerprint.clone());
        }
        let identity = Identity {
            fingerprint,
            edits: None,
            journaled: None,
            problem: None,
        };
        open.identity = Arc::new(OnceLock::from(identity));
        // All of it is written anew.
        open.journaled = Some(Arc::default());
    }
    /// The selected units of a tab, by their places in its recording.
    pub fn selected_units(&self, tab: u64) -> &BTreeSet<usize> {
        static NONE: BTreeSet<usize> = BTreeSet::new();
        self.tabs.get(&tab).map_or(&NONE, |t| &t.selected_units)
    }
    /// Selects units of a tab by their names; those that its recording has not are left out once it
    /// is there.
    pub fn select_units(&mut self, id: u64, names: BTreeSet<String>) {
        let Some(tab) = self.workspace.tabs.iter_mut().find(|t| t.id == id) else {
            return;
        };
        tab.selected_units = names;
        let Some(open) = self.tabs.get_mut(&id) else {
            return;
        };
        let Some(loaded) = &open.loaded else {
            return;
        };
        open.selected_units.clear();
        if tab.selected_units.is_empty() {
            return;
        }
        let names = unit_names(loaded.original.units()).into_iter().enumerate();
        let there = names.filter(|(_, name)| tab.selected_units.contains(name));
        let (places, names): (_, BTreeSet<String>) = there.unzip();
        (open.selected_units, tab.selected_units) = (places, names);
    }
    /// Sets parameters of views that go with the selected units of a tab.
    pub fn follow_selection(&mut self, id: u64) {
        let Some(open) = self.tabs.get(&id) else {
            return;
        };
        let Some(loaded) = &open.loaded else {
            return;
        };
        for view in views::all() {
            let asked = view.units_selected(&loaded.recording, &open.selected_units);
            for (id, value) in asked {
                let info = view.info();
                if let Some(parameter) = info.parameters.iter().find(|p| p.id == id) {
                    let values = self.workspace.values.entry(info.id.to_owned());
                    values.or_default().set(parameter, &value);
                }
            }
        }
    }
    /// Remembers what was changed by hand under the fingerprints of the files.
    pub fn keep_edits(&mut self) {
        for (id, open) in self.tabs.iter().filter(|(_, t)| t.loaded.is_some()) {
            let tab = self.workspace.tabs.iter().find(|t| t.id == *id);
            let edits = tab.map(|t| Arc::clone(&t.edits));
            if let (Some(identity), Some(edits)) = (open.identity.get(), edits) {
                self.workspace.keep_edits(&identity.fingerprint, &edits);
            }
        }
    }
    /// What undo would bring back later: `before`, where all of it is still so.
    pub fn undo_point(&self, before: Option<&UndoPoint>) -> Option<UndoPoint> {
        let tab = self.workspace.tab()?;
        let follow_s = tab.follow_s;
        let window = tab.window.filter(|_| follow_s.is_none());
        // Before a recording is there nothing was done to it, and nothing leads back to that.
        window.map(|w| w.start_s).or(follow_s)?;
        let is_same = |b: &Undoable| {
            b.tab == tab.id
                && b.window == window
                && b.follow_s == follow_s
                && b.states == tab.states
                && b.settings == tab.settings
                && (Arc::ptr_eq(&b.edits, &tab.edits) || b.edits == tab.edits)
                && b.selected_units == tab.selected_units
                && b.values == self.workspace.values
                && b.pins == self.workspace.pins
        };
        if let Some(same) = before.filter(|point| is_same(&point.0)) {
            return Some(same.clone());
        }
        Some(UndoPoint(Arc::new(Undoable {
            tab: tab.id,
            window,
            follow_s,
            states: tab.states.clone(),
            settings: tab.settings.clone(),
            edits: Arc::clone(&tab.edits),
            selected_units: tab.selected_units.clone(),
            values: self.workspace.values.clone(),
            pins: self.workspace.pins.clone(),
        })))
    }
    /// Puts back what was shown once; gives the edits where those of the tab are others now, which
    /// have to be worked into the recording.
    #[must_use]
    pub fn restore(&mut self, before: Undoable) -> Option<Arc<Edits>> {
        let at = (self.workspace.tabs.iter()).position(|t| t.id == before.tab)?;
        self.workspace.active = at;
        self.workspace.values = before.values;
        self.workspace.pins = before.pins;
        let span = self
            .tabs
            .get(&before.tab)
            .and_then(|open| open.loaded.as_ref());
        let span = span.map(|loaded| loaded.recording.span());
        let tab = &mut self.workspace.tabs[at];
        tab.follow_s = before.follow_s;
        match (before.window, span) {
            (None, Some(span)) => tab.follow(span),
            (window, _) => tab.window = window.or(tab.window),
        }
        tab.states = before.states;
        tab.settings = before.settings;
        let edits = (tab.edits != before.edits).then_some(before.edits);
        self.select_units(before.tab, before.selected_units);
        edits
    }
}
