//! What has been computed for each panel, and what is still asked for.

use super::workspace::{Tab, Workspace};
use crate::analysis::AnalysisError;
use crate::compute::{Engine, Job, Key, Published, Request};
use crate::recording::{Hashes, Recording};
use crate::views::{AnyView, Canvas, Drawn, Recipe, Source};
use std::collections::HashMap;
use std::sync::Arc;

/// The last outcome of a view in a tab.
#[derive(Default)]
pub struct Shown {
    key: Option<Key>,
    pub drawn: Option<Drawn>,
    /// Why there is no outcome for the current request.
    pub error: Option<AnalysisError>,
    /// It belongs to an earlier request; the one for the current is on its way.
    pub stale: bool,
    /// Ranges of its panels while the person has zoomed: what an export shows.
    pub zoomed: Option<Vec<[[f64; 2]; 2]>>,
}

impl Shown {
    /// Whether nothing more is to come of what is asked for.
    fn is_settled(&self) -> bool {
        !self.stale && (self.error.is_some() || self.drawn.as_ref().is_some_and(|d| d.complete))
    }
}

/// Outcomes by tab and view.
#[derive(Default)]
pub struct Outcomes {
    shown: HashMap<(u64, &'static str), Shown>,
    canvas: HashMap<&'static str, Canvas>,
    posted: Vec<Key>,
}

impl Outcomes {
    #[must_use]
    pub fn of(&self, tab: u64, view: &str) -> Option<&Shown> {
        // The key's text is static; look it up through the list of views.
        let id = crate::views::by_id(view)?.info().id;
        self.shown.get(&(tab, id))
    }
    /// Takes an outcome that has become ready.
    pub fn receive(&mut self, published: Published) {
        let panel = (published.tag, published.view);
        let shown = self.shown.entry(panel).or_default();
        shown.key = Some(published.key);
        match published.result {
            Ok(drawn) => {
                shown.drawn = Some(drawn);
                shown.error = None;
            }
            Err(error) => {
                // What was drawn before is of something else.
                shown.drawn = None;
                shown.error = Some(error);
            }
        }
    }
    /// What part of a view the person has zoomed to.
    pub fn set_zoomed(&mut self, tab: u64, view: &'static str, zoomed: Option<Vec<[[f64; 2]; 2]>>) {
        self.shown.entry((tab, view)).or_default().zoomed = zoomed;
    }
    /// A view says how large its panel is. Rounded, so that a panel being stretched does not ask
    /// for a new outcome at every pixel.
    pub fn set_canvas(&mut self, view: &'static str, width_px: f32, height_px: f32) {
        const STEP: f32 = 64.0;
        let round = |x: f32| ((x / STEP).ceil().max(1.0) * STEP) as u32;
        self.canvas.insert(
            view,
            Canvas {
                width_px: round(width_px),
                height_px: round(height_px),
            },
        );
    }
    /// The size of the panel of a view.
    #[must_use]
    pub fn canvas(&self, view: &str) -> Canvas {
        self.canvas.get(view).copied().unwrap_or_default()
    }
    pub fn forget(&mut self, tab: u64) {
        self.shown.retain(|(t, _), _| *t != tab);
    }
    /// Compares what shows with what was computed, marks the stale, and asks for what is missing.
    /// Does nothing while the same things show.
    pub fn update(
        &mut self,
        engine: &Engine,
        workspace: &Workspace,
        tab: &Tab,
        recording: &Arc<Recording>,
        views: &[&'static dyn AnyView],
    ) {
        // What does not show is not asked for: it is old as soon as anything changes.
        for shown in self.shown.values_mut() {
            shown.stale = true;
        }
        let mut jobs = Vec::with_capacity(views.len());
        let mut keys = Vec::with_capacity(views.len());
        for &view in views {
            let id = view.info().id;
            let recipe = Recipe {
                view: id.to_owned(),
                source: Source::recording(recording, &Hashes::default(), None),
                selection: tab.selection(recording),
                settings: tab.settings.clone(),
                values: workspace.values(id),
                canvas: self.canvas(id),
            };
            let job = Job::new(view, tab.id, recording, &recipe);
            keys.push(job.key().clone());
            let shown = self.shown.entry((tab.id, id)).or_default();
            shown.stale = shown.key.as_ref() != Some(job.key());
            if !shown.is_settled() {
                jobs.push(job);
            }
        }
        if keys != self.posted {
            self.posted = keys;
            engine.request(Request { jobs });
        }
    }
}
