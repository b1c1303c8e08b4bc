//! Reading recordings and applying a person's changes to them.

use super::network::{edit_network, start_network};
use crate::app::shell::Shell;
use crate::app::state::Identity;
use crate::app::watched::FilesRead;
use crate::app::workspace::{Edits, Source};
use crate::compute::Opening;
use crate::formats::{FormatError, Looked, Progress};
use crate::recording::Recording;
use eframe::egui;
use std::sync::{Arc, OnceLock};

/// Begins to read a tab's recording, with the person's changes to its units applied.
pub fn start_opening(shell: &mut Shell, ctx: &egui::Context, id: u64) {
    let Some(tab) = shell.state.workspace.tabs.iter().find(|t| t.id == id) else {
        return;
    };
    let source = tab.source.clone();
    if let Source::Network(network) = source {
        return start_network(shell, ctx, id, network);
    }
    // What the journal has stands; then edits of the tab itself; then those that an older session
    // kept of the same contents.
    let own = Arc::clone(&tab.edits);
    let kept = shell.state.workspace.kept.clone();
    let journals = shell.journal.as_ref().map(|journal| journal.folder.clone());
    let identity = Arc::new(OnceLock::new());
    let open = shell.state.tabs.entry(id).or_default();
    open.identity = Arc::clone(&identity);
    open.journaled = None;
    let files = Arc::new(OnceLock::new());
    open.files = Some(Arc::clone(&files));
    if let Some(watched) = &mut open.watched {
        watched.refresh = None;
    }
    let looked = match &source {
        Source::File { path, .. } => shell.looked.remove(path),
        Source::Example { .. } | Source::Network(_) => None,
    };
    let read = {
        let (source, identity, own) = (source.clone(), Arc::clone(&identity), Arc::clone(&own));
        move |progress: &Progress<'_>| {
            let mut looked = match looked.filter(Looked::is_current) {
                None => source.look(progress)?,
                current => current,
            };
            if let Some(looked) = &looked {
                // Set once, here.
                let _ = files.set(FilesRead::new(&source, looked));
            }
            let fingerprint = match (&source, looked.as_ref().map(Looked::fingerprint)) {
                (Source::Example { id }, _) => Some(format!("example-{id}")),
                (_, Some(Ok(fingerprint))) => Some(fingerprint),
                _ => None,
            };
            if let Some(fingerprint) = fingerprint {
                let mut journaled = None;
                let mut problem = None;
                match journals.map(|folder| folder.load(&fingerprint)) {
                    Some(Ok(edits)) => journaled = edits.map(Arc::new),
                    Some(Err(error)) => problem = Some(error.to_string()),
                    None => {}
                }
                let mut kept = kept.iter();
                let kept = kept.find(|(f, _)| own.is_empty() && *f == fingerprint);
                let edits = journaled.clone();
                let edits = edits.or_else(|| kept.map(|(_, edits)| Arc::clone(edits)));
                // Set once, here.
                let _ = identity.set(Identity {
                    fingerprint,
                    edits,
                    journaled,
                    problem,
                });
            }
            source.read_looked(looked.as_mut(), progress).map(Arc::new)
        }
    };
    start(shell, ctx, id, read, move |original| {
        let found = identity.get().and_then(|identity| identity.edits.as_ref());
        found.unwrap_or(&own).apply(original)
    });
}

fn start(
    shell: &mut Shell,
    ctx: &egui::Context,
    id: u64,
    read: impl FnOnce(&Progress<'_>) -> Result<Arc<Recording>, FormatError> + Send + 'static,
    change: impl FnOnce(&Recording) -> Option<Recording> + Send + 'static,
) {
    let Some(tab) = shell.state.workspace.tabs.iter().find(|t| t.id == id) else {
        return;
    };
    let wake = ctx.clone();
    let started = Opening::start(tab.source.name(), read, change, move || {
        wake.request_repaint();
    });
    match started {
        Ok(opening) => {
            let tab = shell.state.tabs.entry(id).or_default();
            tab.failed = None;
            tab.opening = Some(opening);
        }
        Err(error) => {
            let text = format!("No thread to read with: {error}");
            shell.state.tabs.entry(id).or_default().failed = Some(text.into());
        }
    }
}

/// Changes the shown recording by hand and pools the ensembles anew, in the background.
pub(super) fn edit_units(
    shell: &mut Shell,
    ctx: &egui::Context,
    edit: impl FnOnce(&mut Arc<Edits>),
) {
    if let Some(tab) = shell.state.workspace.tab_mut() {
        edit(&mut tab.edits);
        let id = tab.id;
        apply_edits(shell, ctx, id);
    }
}

/// Works the edits of a tab into its recording, where that is there.
pub fn apply_edits(shell: &mut Shell, ctx: &egui::Context, id: u64) {
    if edit_network(shell, id) {
        return;
    }
    let tabs = &shell.state.workspace.tabs;
    let Some(edits) = tabs
        .iter()
        .find(|t| t.id == id)
        .map(|t| Arc::clone(&t.edits))
    else {
        return;
    };
    let loaded = shell.state.tabs.get(&id).and_then(|t| t.loaded.as_ref());
    if let Some(original) = loaded.map(|l| Arc::clone(&l.original)) {
        let read = move |_: &Progress<'_>| Ok(original);
        start(shell, ctx, id, read, move |original| edits.apply(original));
    }
}
