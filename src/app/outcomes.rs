//! What has been computed for each panel, and what is still asked for.

use super::layout::PanelId;
use crate::analysis::AnalysisError;
use crate::compute::{Engine, Job, Key, PublishedPicture, Request};
use crate::recording::Recording;
use crate::views::{AnyView, Canvas, Picture, Recipe};
use std::collections::HashMap;
use std::sync::Arc;

/// The last outcome of a panel.
#[derive(Default)]
pub struct PanelOutcome {
    key: Option<Key>,
    /// Of what is asked for; `None` while the panel does not show.
    wanted: Option<Key>,
    pub picture: Option<Picture>,
    /// Why there is no outcome for the current request.
    pub error: Option<AnalysisError>,
    /// What is not worked out further until the person says so.
    held: Option<Key>,
    /// It belongs to an earlier request; the one for the current is on its way.
    pub stale: bool,
    /// Ranges of its panels while the person has zoomed: what an export shows.
    pub zoomed: Option<Vec<[[f64; 2]; 2]>>,
}

impl PanelOutcome {
    fn compare(&mut self) {
        self.stale = !self.is_wanted(self.key.as_ref());
    }
    /// Whether that is what is asked for. Of a recording that grows, what was there a moment ago is as
    /// current as can be.
    fn is_wanted(&self, key: Option<&Key>) -> bool {
        let both = key.zip(self.wanted.as_ref());
        both.is_some_and(|(key, wanted)| key.is_of_same_topic(wanted))
    }
    /// Whether what is asked for was stopped, and can go on.
    pub fn is_held(&self) -> bool {
        self.is_wanted(self.held.as_ref())
    }
    /// Whether what shows is on its way, piece by piece.
    pub fn is_growing(&self) -> bool {
        !self.stale && self.picture.as_ref().is_some_and(|d| !d.complete)
    }
    /// Whether nothing more is to come of what is asked for.
    fn is_settled(&self) -> bool {
        let is_exact = self.wanted.is_some() && self.key == self.wanted;
        is_exact && (self.error.is_some() || self.picture.as_ref().is_some_and(|d| d.complete))
    }
}

/// What a panel is to show.
pub struct PanelRequest {
    /// Id of the tab whose recording it is of.
    pub tab: u64,
    pub panel: PanelId,
    pub view: &'static dyn AnyView,
    pub recording: Arc<Recording>,
    pub recipe: Recipe,
}

/// Outcomes by tab and panel: a panel that follows shows another tab's at once.
#[derive(Default)]
pub struct Outcomes {
    shown: HashMap<(u64, PanelId), PanelOutcome>,
    /// The newest of each panel that is to be shown.
    arrived: Vec<PublishedPicture>,
    canvas: HashMap<PanelId, Canvas>,
    /// What was asked for, and whether it was held.
    posted: Vec<((u64, PanelId), Key, bool)>,
}

impl Outcomes {
    pub fn get(&self, tab: u64, panel: PanelId) -> Option<&PanelOutcome> {
        self.shown.get(&(tab, panel))
    }
    /// Takes an outcome that has become ready, in the place of an earlier one of its panel that was not
    /// shown yet: they may come faster than they can be drawn.
    pub fn receive(&mut self, published: PublishedPicture) {
        let is_same = |p: &&mut PublishedPicture| p.tag == published.tag;
        match self.arrived.iter_mut().find(is_same) {
            Some(before) => *before = published,
            None => self.arrived.push(published),
        }
    }
    /// Shows what was received, `most` panels at a time, those that wait longest first.
    pub fn show_received(&mut self, most: usize) {
        let ready = most.min(self.arrived.len());
        for published in self.arrived.drain(..ready).collect::<Vec<_>>() {
            self.show(published);
        }
    }
    /// Whether something received is still to be shown.
    pub fn is_behind(&self) -> bool {
        !self.arrived.is_empty()
    }
    fn show(&mut self, published: PublishedPicture) {
        let (tab, panel) = published.tag;
        let shown = self.shown.entry((tab, PanelId(panel))).or_default();
        shown.key = Some(published.key);
        match published.result {
            Ok(picture) => {
                shown.picture = Some(picture);
                shown.error = None;
            }
            Err(error) => {
                // What was drawn before is of something else.
                shown.picture = None;
                shown.error = Some(error);
            }
        }
        shown.compare();
    }
    /// Stops what a panel asks for where it is, or lets it go on.
    pub fn hold(&mut self, tab: u64, panel: PanelId, held: bool) {
        if let Some(shown) = self.shown.get_mut(&(tab, panel)) {
            shown.held = shown.wanted.clone().filter(|_| held);
        }
    }
    /// Stops all that is under way where it is, and all that would begin again as its recording grows.
    pub fn hold_all(&mut self) {
        for shown in self.shown.values_mut() {
            let goes_on = !shown.is_settled() || shown.wanted.as_ref().is_some_and(Key::grows);
            if goes_on {
                shown.held.clone_from(&shown.wanted);
            }
        }
    }
    /// What part of its drawing the person has zoomed to.
    pub fn set_zoomed(&mut self, tab: u64, panel: PanelId, zoomed: Option<Vec<[[f64; 2]; 2]>>) {
        self.shown.entry((tab, panel)).or_default().zoomed = zoomed;
    }
    /// A panel says how large its drawing is. Rounded, so that a panel being stretched does not ask
    /// for a new outcome at every pixel.
    pub fn set_canvas(&mut self, panel: PanelId, width_px: f32, height_px: f32) {
        const STEP: f32 = 64.0;
        let round = |x: f32| ((x / STEP).ceil().max(1.0) * STEP) as u32;
        self.canvas.insert(
            panel,
            Canvas {
                width_px: round(width_px),
                height_px: round(height_px),
            },
        );
    }
    /// The size of the drawing of a panel.
    pub fn canvas(&self, panel: PanelId) -> Canvas {
        self.canvas.get(&panel).copied().unwrap_or_default()
    }
    pub fn forget(&mut self, tab: u64) {
        self.shown.retain(|(t, _), _| *t != tab);
    }
    /// Compares what shows with what was computed, marks the stale, and asks for what is missing.
    /// Does nothing while the same things show.
    pub fn update(&mut self, engine: &Engine, wanted: Vec<PanelRequest>) {
        // What does not show is not asked for: it is old as soon as anything changes.
        for shown in self.shown.values_mut() {
            shown.wanted = None;
            shown.compare();
        }
        let mut jobs = Vec::with_capacity(wanted.len());
        let mut keys = Vec::with_capacity(wanted.len());
        for wanted in wanted {
            let place = (wanted.tab, wanted.panel);
            let tag = (wanted.tab, wanted.panel.0);
            let job = Job::new(wanted.view, tag, &wanted.recording, &wanted.recipe);
            let shown = self.shown.entry(place).or_default();
            shown.wanted = Some(job.key().clone());
            shown.compare();
            keys.push((place, job.key().clone(), shown.is_held()));
            if !shown.is_settled() && !shown.is_held() {
                jobs.push(job);
            }
        }
        if keys != self.posted {
            self.posted = keys;
            engine.request(Request { jobs });
        }
    }
}
