//! The menus at the top: every command, recent files, examples and views.

use super::action::Action;
use super::command::{Command, Menu};
use super::state::State;
use super::workspace::{NetworkSource, Source};
use crate::views::{self, About};
use eframe::egui;

/// All menus, from the list of commands.
pub(super) fn menus_ui(ui: &mut egui::Ui, state: &State, actions: &mut Vec<Action>) {
    ui.scope(|ui| {
        egui::containers::menu::menu_style(ui.style_mut());
        for menu in Menu::ALL {
            ui.menu_button(menu.name(), |ui| {
                if menu == Menu::Window {
                    window_menu_ui(ui, actions);
                    return;
                }
                ui.set_min_width(220.0);
                for command in Command::ALL.into_iter().filter(|c| c.menu() == menu) {
                    entry_ui(ui, command, actions);
                    if command == Command::OpenPath {
                        sources_ui(ui, state, actions);
                    }
                }
            });
        }
    });
}

fn entry_ui(ui: &mut egui::Ui, command: Command, actions: &mut Vec<Action>) {
    let button = egui::Button::new(command.text()).shortcut_text(command.keys_text());
    if ui.add(button).on_hover_text(command.tooltip()).clicked() {
        actions.push(Action::Run(command));
    }
}

/// Commands, and beside them all views: below each other they are higher than a small screen.
fn window_menu_ui(ui: &mut egui::Ui, actions: &mut Vec<Action>) {
    let room = ui.ctx().content_rect().height() - 64.0;
    ui.set_min_width(640.0);
    egui::ScrollArea::vertical()
        .max_height(room)
        .min_scrolled_height(room)
        .show(ui, |ui| {
            ui.columns(3, |columns| {
                if let [left, middle, right] = columns {
                    for command in Command::ALL {
                        if command.menu() == Menu::Window {
                            entry_ui(left, command, actions);
                        }
                    }
                    // Those about a model have a column of their own.
                    for view in views::all() {
                        let column = match view.about() {
                            About::Recording => &mut *middle,
                            About::Model(_) => &mut *right,
                        };
                        let info = view.info();
                        let button = column.button(info.title).on_hover_text(info.summary);
                        if button.clicked() {
                            actions.push(Action::ShowView(info.view_id()));
                        }
                    }
                }
            });
        });
}

fn sources_ui(ui: &mut egui::Ui, state: &State, actions: &mut Vec<Action>) {
    ui.menu_button("Open recent", |ui| {
        if state.workspace.recent.is_empty() {
            ui.weak("Nothing was opened yet");
        }
        for path in &state.workspace.recent {
            if ui.button(path.display().to_string()).clicked() {
                actions.push(Action::Consider(path.clone()));
            }
        }
    });
    ui.menu_button("Examples", |ui| {
        for example in crate::models::examples::examples() {
            if ui
                .button(example.title)
                .on_hover_text(example.summary)
                .clicked()
            {
                actions.push(Action::Open(Source::Example {
                    id: example.id.to_owned(),
                }));
            }
        }
    });
    ui.menu_button("Networks", |ui| networks_ui(ui, actions));
    ui.separator();
}

/// Networks that run, by their presets.
fn networks_ui(ui: &mut egui::Ui, actions: &mut Vec<Action>) {
    for model in crate::models::networks() {
        ui.weak(model.title());
        for preset in model.presets() {
            if ui.button(preset.title).on_hover_text(preset.help).clicked()
                && let Ok(network) = NetworkSource::preset(model.id(), preset.id)
            {
                actions.push(Action::Open(Source::Network(network)));
                actions.push(Action::Run(Command::LayoutModels));
            }
        }
    }
}
