//! Reading recordings, and working a person's changes into them.

use super::classes;
use crate::app::marking;
use crate::app::shell::Shell;
use crate::app::state::Identity;
use crate::app::workspace::{Edits, Source};
use crate::compute::Opening;
use crate::formats::{self, FormatError, Progress};
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
    let kept = (tab.edits == Edits::default()).then(|| shell.state.workspace.kept.clone());
    let identity = Arc::new(OnceLock::new());
    shell.state.tabs.entry(id).or_default().identity = Arc::clone(&identity);
    start(shell, ctx, id, move |progress| {
        if let Source::File { path, .. } = &source
            && let Ok(fingerprint) = formats::fingerprint(path)
        {
            let mut all = kept.iter().flatten();
            let edits = all.find(|(f, _)| *f == fingerprint).map(|(_, e)| e.clone());
            // Set once, here.
            let _ = identity.set(Identity { fingerprint, edits });
        }
        read_source(&source, progress).map(Arc::new)
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
    let own = tab.edits.clone();
    let identity = shell.state.tabs.get(&id).map(|t| Arc::clone(&t.identity));
    let wake = ctx.clone();
    let started = Opening::start(
        tab.source.name(),
        read,
        move |original| {
            let identity = identity.as_ref().and_then(|i| i.get());
            let kept = identity.and_then(|i| i.edits.as_ref());
            let edits = kept.filter(|_| own == Edits::default()).unwrap_or(&own);
            edited(original, edits)
        },
        move || wake.request_repaint(),
    );
    match started {
        Ok(opening) => {
            let tab = shell.state.tabs.entry(id).or_default();
            tab.failed = None;
            tab.opening = Some(opening);
        }
        Err(error) => shell
            .state
            .say(format!("No thread to read with: {error}"), true),
    }
}

fn read_source(source: &Source, progress: &Progress<'_>) -> Result<Recording, FormatError> {
    match source {
        Source::File { path, options } => formats::open(path, options, progress),
        Source::Example { id } => match crate::models::examples::find(id) {
            Some(example) => (example.open)(),
            None => Err(FormatError::malformed(
                std::path::Path::new(id),
                "example",
                "name",
                "a built-in example",
                "none of that name",
            )),
        },
    }
}

/// The recording with a person's changes to its units and marks; `None` when there are none.
fn edited(original: &Recording, edits: &Edits) -> Option<Recording> {
    if *edits == Edits::default() {
        return None;
    }
    let from_column = edits
        .column
        .as_ref()
        .and_then(|(column, mapping)| original.with_class_column(column, mapping).ok());
    let unmarked = from_column.as_ref().unwrap_or(original);
    let all = || marking::epochs(original, edits);
    let units_stay = Edits {
        marks: Vec::new(),
        set_aside: Vec::new(),
        ..edits.clone()
    } == Edits::default();
    if units_stay {
        return Some(original.with_epochs(all()));
    }
    let by_hand = unmarked.with_units(|units| classes::apply(units, original, edits));
    let is_marked = !edits.marks.is_empty() || !edits.set_aside.is_empty();
    Some(if is_marked {
        by_hand.with_epochs(all())
    } else {
        by_hand
    })
}

/// Changes the units by hand and pools the ensembles anew, in the background.
pub(super) fn edit_units(shell: &mut Shell, ctx: &egui::Context, edit: impl FnOnce(&mut Edits)) {
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
