//! What the centre shows while there is no recording: reading, failed, or nothing open.

use super::action::Action;
use super::command::Command;
use super::dialog::controls::rate_field;
use super::state::State;
use super::workspace::{NetworkSource, Source, Tab};
use super::{quantity_text, theme, timeline};
use crate::compute::FirstLook;
use eframe::egui;

/// Of most amplifiers.
const USUAL_RATE_HZ: f64 = 30_000.0;

/// Progress of the recording on its way, why it failed, or what could be opened.
pub fn welcome_ui(ui: &mut egui::Ui, state: &State, actions: &mut Vec<Action>) {
    ui.vertical_centered(|ui| {
        ui.set_max_width(560.0);
        ui.add_space(ui.available_height() * 0.22);
        let Some(tab) = state.workspace.tab() else {
            ui.heading("Equipoise");
            ui.label(
                "See the balance of excitation and inhibition in a recording, at every time scale.",
            );
            ways_in_ui(ui, state, actions);
            return;
        };
        let Some(open) = state.tabs.get(&tab.id) else {
            return;
        };
        if let Some(opening) = &open.opening {
            let (done, what) = opening.progress();
            ui.heading(format!("Reading {}", opening.name()));
            ui.add(
                egui::ProgressBar::new(done)
                    .desired_width(320.0)
                    .desired_height(6.0),
            );
            ui.weak(what);
            ui.add_space(8.0);
            if ui.button("Cancel").clicked() {
                actions.push(Action::CancelOpening(tab.id));
            }
            if let Some(look) = state.first_look() {
                ui.add_space(16.0);
                first_look_ui(ui, state, look);
            }
        } else if let Some(failed) = &open.failed {
            if failed.wants_rate {
                rate_question_ui(ui, tab, actions);
            } else {
                ui.heading(format!("{} was not opened", tab.source.name()));
            }
            ui.add_space(4.0);
            ui.colored_label(theme::colour(state.theme.warning()), &failed.text);
            ui.add_space(12.0);
            centred_row_ui(ui, "ways on", |ui| {
                if ui.button("Try again").clicked() {
                    actions.push(Action::Reload(tab.id));
                }
                let files = Command::FilesOfRecording;
                if ui
                    .button("Files and rate…")
                    .on_hover_text(files.hover_text())
                    .clicked()
                {
                    actions.push(Action::Run(files));
                }
                let variables = Command::VariablesOfFile;
                if is_matlab(&tab.source)
                    && ui
                        .button("Variables…")
                        .on_hover_text(variables.hover_text())
                        .clicked()
                {
                    actions.push(Action::Run(variables));
                }
                if ui.button("Close").clicked() {
                    actions.push(Action::CloseTab(tab.id));
                }
            });
            ways_in_ui(ui, state, actions);
        }
    });
}

/// Asks for the sampling rate that no file says, and reads again with it.
fn rate_question_ui(ui: &mut egui::Ui, tab: &Tab, actions: &mut Vec<Action>) {
    let Source::File { options, .. } = &tab.source else {
        return;
    };
    ui.heading(format!(
        "What is the sampling rate of {}?",
        tab.source.name()
    ));
    ui.label("Its spike times are numbers of samples, and no file says how many make a second.");
    ui.add_space(8.0);
    let id = ui.scope_id().with(("rate", tab.id));
    let mut rate_hz = ui.data(|d| d.get_temp(id)).unwrap_or(USUAL_RATE_HZ);
    centred_row_ui(ui, "rate", |ui| {
        let label = "Sampling rate";
        let value = ui.add(rate_field(&mut rate_hz));
        value.widget_info(|| egui::WidgetInfo::labeled(egui::Role::SpinButton, true, label));
        if ui.button("Read").clicked() {
            let mut options = options.clone();
            options.sample_rate_hz = Some(rate_hz);
            actions.push(Action::SetOptions(Box::new(options)));
        }
    });
    ui.data_mut(|d| d.insert_temp(id, rate_hz));
    ui.add_space(8.0);
}

/// What is there already of a recording that is still being read.
fn first_look_ui(ui: &mut egui::Ui, state: &State, look: &FirstLook) {
    let size = egui::vec2(ui.available_width(), timeline::OVERVIEW_HEIGHT);
    let (rect, _) = ui.allocate_exact_size(size, egui::Sense::hover());
    timeline::first_look_ui(ui, rect, &state.theme, &look.overview);
    ui.weak(format!(
        "First look: mean rate per neuron over the whole recording; {} spikes, {} units",
        quantity_text::count(look.spikes),
        quantity_text::count(look.units),
    ));
}

/// A row in the middle, by its width in the frame before.
fn centred_row_ui(ui: &mut egui::Ui, name: &str, add: impl FnOnce(&mut egui::Ui)) {
    let id = ui.scope_id().with(name);
    let known: Option<f32> = ui.data(|d| d.get_temp(id));
    let before = 0.5 * (ui.available_width() - known.unwrap_or(0.0));
    ui.horizontal(|ui| {
        ui.add_space(before.max(0.0));
        let width = ui.scope(add).response.rect.width();
        if known != Some(width) {
            ui.data_mut(|d| d.insert_temp(id, width));
            ui.ctx().request_discard("the width of a centred row");
        }
    });
}

fn ways_in_ui(ui: &mut egui::Ui, state: &State, actions: &mut Vec<Action>) {
    ui.add_space(16.0);
    centred_row_ui(ui, "ways in", |ui| {
        for command in [Command::Open, Command::OpenPath] {
            if ui
                .button(command.text())
                .on_hover_text(command.hover_text())
                .clicked()
            {
                actions.push(Action::Run(command));
            }
        }
        ui.weak("or drop a file on the window");
    });
    ui.add_space(12.0);
    ui.label(theme::strong("Examples"));
    for example in crate::models::examples::examples() {
        if ui
            .link(example.title)
            .on_hover_text(example.summary)
            .clicked()
        {
            actions.push(Action::Open(Source::Example {
                id: example.id.to_owned(),
            }));
        }
    }
    ui.add_space(12.0);
    ui.label(theme::strong("Networks that run"));
    for model in crate::models::networks() {
        let network = ui.link(model.title()).on_hover_text(model.summary());
        if network.clicked()
            && let Some(preset) = model.presets().first()
            && let Ok(network) = NetworkSource::preset(model.id(), preset.id)
        {
            actions.push(Action::Open(Source::Network(network)));
            actions.push(Action::Run(Command::LayoutModels));
        }
    }
    if !state.workspace.recent.is_empty() {
        ui.add_space(12.0);
        ui.label(theme::strong("Recent"));
        for path in state.workspace.recent.iter().take(6) {
            if ui.link(path.display().to_string()).clicked() {
                actions.push(Action::Consider(path.clone()));
            }
        }
    }
}

/// Whether a person may say what is what in it.
fn is_matlab(source: &Source) -> bool {
    let Source::File { path, .. } = source else {
        return false;
    };
    path.extension()
        .is_some_and(|e| e.eq_ignore_ascii_case("mat"))
}
