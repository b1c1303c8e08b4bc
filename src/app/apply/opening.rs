//! Reading recordings, and working a person's changes into them.

use crate::app::shell::Shell;
use crate::app::state::Identity;
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
    // Edits of the tab itself stand; otherwise those that were kept of the same contents.
    let kept = tab
        .edits
        .is_empty()
        .then(|| shell.state.workspace.kept.clone());
    let identity = Arc::new(OnceLock::new());
    shell.state.tabs.entry(id).or_default().identity = Arc::clone(&identity);
    let looked = match &source {
        Source::File { path, .. } => shell.looked.remove(path),
        Source::Example { .. } => None,
    };
    start(shell, ctx, id, move |progress| {
        let mut looked = match looked.filter(Looked::is_current) {
            None => source.look(progress)?,
            current => current,
        };
        if let Some(Ok(fingerprint)) = looked.as_ref().map(Looked::fingerprint) {
            let mut all = kept.iter().flatten();
            let edits = all.find(|(f, _)| *f == fingerprint);
            let edits = edits.map(|(_, edits)| Arc::clone(edits));
            // Set once, here.
            let _ = identity.set(Identity { fingerprint, edits });
        }
        source.read_looked(looked.as_mut(), progress).map(Arc::new)
    });
}

fn start(
    shell: &mut Shell,
    ctx: &egui::Context,
    id: u64,
    read: impl FnOnce(&Progress<'_>) -> Result<Arc<Recording>, FormatError> + Send + 'static,
) {
    let Some(tab) = shell.state.workspace.tabs.iter().find(|t| t.id == id) else {
        return;
    };
    let own = Arc::clone(&tab.edits);
    let identity = shell.state.tabs.get(&id).map(|t| Arc::clone(&t.identity));
    let wake = ctx.clone();
    let started = Opening::start(
        tab.source.name(),
        read,
        move |original| {
            let identity = identity.as_ref().and_then(|i| i.get());
            let kept = identity.and_then(|i| i.edits.as_ref());
            let edits = kept.filter(|_| own.is_empty()).unwrap_or(&own);
            edits.apply(original)
        },
        move || wake.request_repaint(),
    );
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
    let Some(tab) = shell.state.workspace.tab_mut() else {
        return;
    };
    edit(&mut tab.edits);
    let id = tab.id;
    let original = shell
        .state
        .tabs
        .get(&id)
        .and_then(|t| t.loaded.as_ref())
        .map(|l| Arc::clone(&l.original));
    if let Some(original) = original {
        start(shell, ctx, id, move |_| Ok(original));
    }
}
