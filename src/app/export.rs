//! Saving what a view shows, in the background; a file is complete or absent.

use super::action::ExportRequest;
use super::state::{State, Subject};
use super::workspace::Source;
use crate::analysis::{AnalysisError, Task};
use crate::compute::{Background, FigureOptions, Poll, Provenance, SharedStore};
use crate::formats::nwb::Fields;
use crate::formats::{self, atomic_write};
use crate::models::Changes;
use crate::recording::Recording;
use crate::views::{self, About, AnyView, Input, Picture, Recipe};
use std::path::PathBuf;
use std::sync::Arc;

/// Bytes of intermediate results while a drawing is completed.
const STORE_BYTES: usize = 96 << 20;

/// A file being written.
pub struct FileExport {
    work: Background<Result<String, String>>,
    /// The tab whose recording is being written.
    pub tab: u64,
}

impl FileExport {
    /// Takes the drawing that shows and writes it on a thread of its own.
    ///
    /// # Errors
    /// Says why there is nothing to be saved.
    pub fn start(
        state: &State,
        request: ExportRequest,
        wake: impl Fn() + Send + 'static,
    ) -> Result<Self, String> {
        let nothing = || "There is nothing to export: this view shows no drawing yet.".to_owned();
        let panel = state.workspace.layout.panel(request.panel);
        let panel = panel.ok_or_else(nothing)?;
        let view = panel.view().ok_or_else(nothing)?;
        let Subject {
            tab,
            recording,
            recipe,
        } = state.subject(&panel).ok_or_else(nothing)?;
        let outcome = state.outcomes.get(tab.id, panel.id).ok_or_else(nothing)?;
        if outcome.stale {
            return Err("This view is still being computed; try again in a moment.".to_owned());
        }
        let picture = outcome.picture.clone().ok_or_else(nothing)?;
        let recording = match view.about() {
            About::Recording => Arc::clone(recording),
            About::Model(_) => Arc::new(Recording::nothing(view.info().title)),
        };
        let mut provenance = Provenance {
            figure: Some(FigureOptions {
                width_mm: request.width_mm,
                height_mm: request.height_mm,
                dpi: request.dpi,
                dark: request.dark,
                numbers: request.tables,
                ranges: outcome.zoomed.clone(),
            }),
            ..Provenance::new(recipe, Some(tab.source.clone()), &tab.edits).of_view(view)
        };
        let work = move || {
            let hashes = formats::hashes(&recording)
                .map_err(|e| format!("The recording could not be read again for its hash: {e}"))?;
            let edits = provenance.edits.digest();
            provenance.recipe.source = views::Source::recording(&recording, &hashes, edits);
            let written = completed(view, &recording, &provenance.recipe, picture)
                .map_err(|error| error.to_string())
                .and_then(|picture| {
                    let bytes = provenance.render(view, &recording, &picture, request.kind);
                    bytes.map_err(|error| error.to_string())
                });
            let bytes =
                written.map_err(|error| format!("The figure could not be drawn: {error}"))?;
            atomic_write::write(&request.path, &bytes).map_err(|error| {
                format!(
                    "The figure could not be written: {error}: {}",
                    request.path.display()
                )
            })?;
            Ok(format!("Saved {}", request.path.display()))
        };
        Self::run(state, wake, work)
    }
    /// Writes all epochs of the recording that shows, on a thread of its own.
    ///
    /// # Errors
    /// Says why there is nothing to be saved.
    pub fn epochs(
        state: &State,
        path: PathBuf,
        wake: impl Fn() + Send + 'static,
    ) -> Result<Self, String> {
        let loaded = state.loaded();
        let recording = loaded.ok_or("There is no recording to save epochs of.")?;
        let recording = recording.recording.clone();
        let work = move || {
            formats::table::write_epochs_csv(&recording, &path)
                .map_err(|error| error.to_string())?;
            let count = recording.epochs().len();
            Ok(format!("Saved {count} epochs: {}", path.display()))
        };
        Self::run(state, wake, work)
    }
    /// Writes what was turned on the network that shows, on a thread of its own.
    ///
    /// # Errors
    /// Says why there is nothing to be saved.
    pub fn changes(
        state: &State,
        path: PathBuf,
        wake: impl Fn() + Send + 'static,
    ) -> Result<Self, String> {
        let status = state.open_tab().and_then(|open| open.live_status.as_ref());
        let status = status.ok_or("There is no network on which something could be turned.")?;
        if status.changes.is_empty() {
            return Err("Nothing was turned on this network yet.".to_owned());
        }
        let list = Changes::new(status.changes.to_vec());
        let work = move || {
            atomic_write::write(&path, list.to_json_lines().as_bytes()).map_err(|error| {
                let path = path.display();
                format!("The changes could not be written: {error}: {path}")
            })?;
            let count = list.as_slice().len();
            let changes = if count == 1 { "change" } else { "changes" };
            Ok(format!("Saved {count} {changes}: {}", path.display()))
        };
        Self::run(state, wake, work)
    }
    /// Starts a thread that writes the shown recording as NWB, over no file that is open.
    ///
    /// # Errors
    /// Says why there is nothing to be saved.
    pub fn nwb(
        state: &State,
        path: PathBuf,
        fields: Fields,
        wake: impl Fn() + Send + 'static,
    ) -> Result<Self, String> {
        let loaded = state.loaded().ok_or("There is no recording to save.")?;
        let recording = loaded.recording.clone();
        let sources = state.workspace.tabs.iter().map(|tab| &tab.source);
        let opened: Vec<PathBuf> = sources.flat_map(Source::paths).cloned().collect();
        let work = move || {
            // Other names of a file are found out here, for a disk may be slow to say.
            let place = path.canonicalize().ok();
            if place.is_some() && opened.iter().any(|p| p.canonicalize().ok() == place) {
                return Err(format!(
                    "This file is open here and stays as it is; choose another name: {}",
                    path.display()
                ));
            }
            let lost = formats::nwb::write(&recording, &path, fields, &mut |_| ())
                .map_err(|error| format!("Saving as NWB failed ({error}): {}", path.display()))?;
            let mut said = format!("Saved {} units as NWB", recording.units().len());
            for what in lost {
                said = format!("{said}; {what}");
            }
            Ok(format!("{said}: {}", path.display()))
        };
        Self::run(state, wake, work)
    }
    fn run(
        state: &State,
        wake: impl Fn() + Send + 'static,
        work: impl FnOnce() -> Result<String, String> + Send + 'static,
    ) -> Result<Self, String> {
        let tab = state.workspace.tab().map_or(0, |t| t.id);
        Background::start("export", wake, work)
            .map(|work| Self { work, tab })
            .map_err(|error| format!("No thread to save with: {error}"))
    }
    /// What there is to say, once it is done.
    pub fn poll(&self) -> Option<Result<String, String>> {
        match self.work.poll() {
            Poll::Running => None,
            Poll::Ready(said) => Some(said),
            Poll::Lost => Some(Err("Saving failed; nothing was written.".to_owned())),
        }
    }
}

/// A drawing to which nothing is left to add: what comes in pieces is not exported in part.
fn completed(
    view: &dyn AnyView,
    recording: &Recording,
    recipe: &Recipe,
    mut picture: Picture,
) -> Result<Picture, AnalysisError> {
    let recipe = view.depends(recipe);
    let input = Input::new(recording, &recipe);
    let store = SharedStore::new(STORE_BYTES);
    let task = Task::alone().with_store(&store);
    while let Some(more) = view.refine(&input, &picture, &task)? {
        picture = more;
    }
    Ok(picture)
}
