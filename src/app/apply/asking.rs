//! Questions to the person before a file is opened, and their answers.

use super::opening::start_opening;
use crate::app::dialog::Dialog;
use crate::app::open::FileInspection;
use crate::app::shell::Shell;
use crate::app::workspace::Source;
use crate::formats::mat::MatPlan;
use crate::formats::{MatChoices, OpenOptions};
use eframe::egui;
use std::collections::BTreeSet;
use std::path::PathBuf;

/// Shows a source's tab; reads it unless it is there, or on its way.
pub(super) fn open(shell: &mut Shell, ctx: &egui::Context, source: Source) {
    let id = shell.state.workspace.open(source);
    let tab = shell.state.tabs.get(&id);
    if !tab.is_some_and(|t| t.loaded.is_some() || t.opening.is_some()) {
        start_opening(shell, ctx, id);
    }
    // A question about another file waits for its answer; what is about a recording does not fit
    // the next.
    if !matches!(shell.dialog, Some(Dialog::Table(_) | Dialog::Variables(_))) {
        shell.dialog = None;
    }
}

/// Opens a file as the person described it, and remembers the description.
pub(super) fn open_variables(
    shell: &mut Shell,
    ctx: &egui::Context,
    path: PathBuf,
    signature: String,
    choices: Box<MatChoices>,
) {
    let remembered = &mut shell.state.workspace.mat_choices;
    if choices.is_empty() {
        remembered.remove(&signature);
    } else {
        remembered.insert(signature, (*choices).clone());
    }
    let mat = choices;
    let shown = shell.state.workspace.tab().map(|t| &t.source);
    // The recording that shows is read again as it is now said to be.
    if let Some(Source::File { path: own, options }) = shown
        && *own == path
    {
        let options = OpenOptions {
            mat,
            ..options.clone()
        };
        return set_options(shell, ctx, options);
    }
    let options = OpenOptions {
        mat,
        ..OpenOptions::default()
    };
    open(shell, ctx, Source::File { path, options });
}

pub(super) fn ask_for_files_of_recording(shell: &mut Shell) {
    let source = shell.state.workspace.tab().map(|t| &t.source);
    match source.and_then(Dialog::files) {
        Some(dialog) => shell.dialog = Some(dialog),
        None => shell
            .state
            .show_message("Open a file first: examples are whole.", true),
    }
}

pub(super) fn ask_for_variables(shell: &mut Shell, ctx: &egui::Context) {
    match shell.state.workspace.tab().map(|t| t.source.clone()) {
        Some(Source::File { path, .. }) => consider(shell, ctx, path, true),
        _ => shell.state.show_message(
            "Open a MATLAB file first: examples have no variables.",
            true,
        ),
    }
}

/// Reads the shown recording again, with other files added or another rate.
pub(super) fn set_options(shell: &mut Shell, ctx: &egui::Context, new: OpenOptions) {
    let Some(tab) = shell.state.workspace.tab_mut() else {
        return;
    };
    if let Source::File { options, .. } = &mut tab.source {
        *options = new;
    }
    let id = tab.id;
    shell.dialog = None;
    start_opening(shell, ctx, id);
}

/// Looks at a file: tables are shown for confirmation, everything else is opened at once.
pub(super) fn consider(shell: &mut Shell, ctx: &egui::Context, path: PathBuf, for_variables: bool) {
    let told: BTreeSet<String> = shell.state.workspace.mat_choices.keys().cloned().collect();
    let was_told = move |plan: &MatPlan| told.contains(&plan.signature());
    match FileInspection::start(ctx, path, for_variables, was_told) {
        Ok(considering) => shell.inspections.push(considering),
        Err(error) => shell
            .state
            .show_message(format!("No thread to read with: {error}"), true),
    }
}
