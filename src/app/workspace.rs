//! What is open, selected, set and laid out. Plain data: what a session file saves.

use super::layout::{Layout, PanelId};
use crate::analysis::{Selection, Settings, Surrogate, Values};
use crate::formats::MatChoices;
use crate::recording::{Interval, Recording};
use crate::views::Recipe;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub use crate::compute::{NetworkSource, Source};
pub use crate::views::Edits;

/// Recent files kept.
const RECENT: usize = 12;
/// Width of the window on a recording when it is first opened.
const FIRST_WINDOW_S: f64 = 600.0;

/// One open recording and how it is looked at.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Tab {
    pub id: u64,
    pub source: Source,
    /// The window on the timeline; `None` until the recording is there.
    pub window: Option<Interval>,
    /// Chips of the included states; empty for all time.
    #[serde(default)]
    pub states: Vec<String>,
    #[serde(default)]
    pub settings: Settings,
    /// What the surrogate switch switches on.
    #[serde(default)]
    pub last_surrogate: Surrogate,
    #[serde(default)]
    pub edits: Arc<Edits>,
    /// [Fingerprint](crate::formats::fingerprint) of the file when it was last read.
    #[serde(default)]
    pub fingerprint: Option<String>,
    #[serde(default)]
    pub playhead_s: f64,
    /// Width of the window while it stays at the end of a recording that grows.
    #[serde(default)]
    pub follow_s: Option<f64>,
    /// Selected units, by the [names](crate::recording::unit_names) that they have in the recording.
    #[serde(default)]
    pub selected_units: BTreeSet<String>,
}

impl Tab {
    pub fn new(id: u64, source: Source) -> Self {
        Self {
            id,
            source,
            window: None,
            states: Vec::new(),
            settings: Settings::default(),
            last_surrogate: Surrogate::default(),
            edits: Arc::default(),
            fingerprint: None,
            playhead_s: 0.0,
            follow_s: None,
            selected_units: BTreeSet::new(),
        }
    }
    /// Makes what was saved fit the recording that has arrived.
    pub fn settle(&mut self, recording: &Recording) {
        let span = recording.span();
        let first = Interval::new(
            span.start_s,
            (span.start_s + FIRST_WINDOW_S).min(span.stop_s),
        );
        let window = self
            .window
            .filter(|w| w.start_s.is_finite() && w.stop_s.is_finite())
            .and_then(|w| w.intersect(&span))
            .unwrap_or(first);
        self.window = Some(window);
        if !(self.playhead_s >= span.start_s && self.playhead_s <= span.stop_s) {
            self.playhead_s = window.start_s;
        }
        let chips = recording.chips();
        self.states
            .retain(|s| chips.iter().any(|chip| chip.name == *s));
    }
    /// Moves the window to the end of a recording, where it follows that.
    pub fn follow(&mut self, span: Interval) {
        if let Some(width_s) = self.follow_s {
            let start_s = (span.stop_s - width_s).max(span.start_s);
            self.window = Some(Interval::new(start_s, span.stop_s));
            self.playhead_s = span.stop_s;
        }
    }
    /// What is analysed.
    pub fn selection(&self, recording: &Recording) -> Selection {
        Selection {
            window: self.window.unwrap_or_else(|| recording.span()),
            states: self.states.clone(),
            sample: None,
        }
    }
}

/// What a pinned panel shows, whatever its tab shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Pin {
    /// Id of the tab whose recording it is of.
    pub tab: u64,
    pub recipe: Recipe,
}

/// Light, dark, or as the system says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Look {
    #[default]
    System,
    Light,
    Dark,
}

/// Pages of the left panel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum SidePage {
    #[default]
    Units,
    Epochs,
    Fields,
    Network,
}

/// All of it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default)]
pub struct Workspace {
    pub tabs: Vec<Tab>,
    pub active: usize,
    pub look: Look,
    pub side_open: bool,
    pub side_page: SidePage,
    pub layout: Layout,
    /// The panels that do not follow the tab that shows.
    pub pins: BTreeMap<PanelId, Pin>,
    /// Parameters of the views, by view.
    pub values: BTreeMap<String, Values>,
    /// Parameters of the detector of seizures.
    pub detector: Values,
    pub recent: Vec<PathBuf>,
    /// What variables of MATLAB files were said to be, by the shape of the file.
    pub mat_choices: BTreeMap<String, MatChoices>,
    /// Views whose help face shows.
    pub help_open: BTreeSet<String>,
    /// What was changed by hand in recordings that were open at any time, by
    /// [`fingerprint`](crate::formats::fingerprint); the latest first.
    pub kept: Vec<(String, Arc<Edits>)>,
    /// Views whose numbers were asked for, or sent away; otherwise they show where there is room.
    pub numbers: BTreeMap<String, bool>,
    next_tab: u64,
}

impl Default for Workspace {
    fn default() -> Self {
        Self {
            tabs: Vec::new(),
            active: 0,
            look: Look::default(),
            side_open: true,
            side_page: SidePage::default(),
            layout: Layout::default(),
            pins: BTreeMap::new(),
            values: BTreeMap::new(),
            detector: Values::default(),
            recent: Vec::new(),
            mat_choices: BTreeMap::new(),
            help_open: BTreeSet::new(),
            kept: Vec::new(),
            numbers: BTreeMap::new(),
            next_tab: 1,
        }
    }
}

impl Workspace {
    /// Recordings whose edits are kept, at most.
    const MOST_KEPT: usize = 500;

    /// What was changed by hand in the recording with that fingerprint.
    pub fn kept_edits(&self, fingerprint: &str) -> Option<&Arc<Edits>> {
        let mut kept = self.kept.iter();
        kept.find(|(f, _)| f == fingerprint).map(|(_, edits)| edits)
    }
    /// Keeps what was changed by hand, so that it is found when the file has moved.
    pub fn keep_edits(&mut self, fingerprint: &str, edits: &Arc<Edits>) {
        let none = Arc::default();
        let kept = self.kept_edits(fingerprint).unwrap_or(&none);
        if Arc::ptr_eq(kept, edits) || kept == edits {
            return;
        }
        self.kept.retain(|(f, _)| f != fingerprint);
        if !edits.is_empty() {
            let kept = (fingerprint.to_owned(), Arc::clone(edits));
            self.kept.insert(0, kept);
            self.kept.truncate(Self::MOST_KEPT);
        }
    }
    pub fn tab(&self) -> Option<&Tab> {
        self.tabs.get(self.active)
    }
    pub fn tab_mut(&mut self) -> Option<&mut Tab> {
        self.tabs.get_mut(self.active)
    }
    pub fn values(&self, view: &str) -> Values {
        self.values.get(view).cloned().unwrap_or_default()
    }
    /// Opens a tab beside the others and shows it, or shows the one that is there; gives its id.
    pub fn open(&mut self, source: Source) -> u64 {
        if let Source::File { path, .. } = &source {
            self.remember(path);
        }
        let is_same = |t: &Tab| match (&t.source, &source) {
            // However far it has run.
            (Source::Network(a), Source::Network(b)) => {
                (&a.model, &a.preset) == (&b.model, &b.preset)
            }
            (a, b) => a == b,
        };
        if let Some(at) = self.tabs.iter().position(is_same) {
            self.active = at;
            return self.tabs[at].id;
        }
        let id = self.next_tab;
        self.next_tab += 1;
        self.tabs.push(Tab::new(id, source));
        self.active = self.tabs.len() - 1;
        id
    }
    /// Closes a tab; the one after it is shown, or the last.
    pub fn close(&mut self, id: u64) {
        let Some(at) = self.tabs.iter().position(|t| t.id == id) else {
            return;
        };
        self.tabs.remove(at);
        if self.active > at {
            self.active -= 1;
        }
        self.active = self.active.min(self.tabs.len().saturating_sub(1));
    }
    fn remember(&mut self, path: &Path) {
        self.recent.retain(|p| p != path);
        self.recent.insert(0, path.to_owned());
        self.recent.truncate(RECENT);
    }
    /// Makes what was read from a file safe to use, whatever is in it.
    pub fn mend(&mut self) {
        self.layout.mend();
        let ids: Vec<u64> = self.tabs.iter().map(|t| t.id).collect();
        for pin in self.pins.values_mut() {
            // 0 is no tab: its recording is not open.
            let place = ids.iter().position(|id| *id == pin.tab);
            pin.tab = place.map_or(0, |place| place as u64 + 1);
        }
        for (place, tab) in self.tabs.iter_mut().enumerate() {
            tab.id = place as u64 + 1;
            if !tab.playhead_s.is_finite() {
                tab.playhead_s = 0.0;
            }
        }
        self.next_tab = self.tabs.len() as u64 + 1;
        self.active = self.active.min(self.tabs.len().saturating_sub(1));
    }
}
