//! The top: menus, recordings, normalisation, states, palette.

use super::action::Action;
use super::command::Command;
use super::layout::LayoutName;
use super::menus::menus_ui;
use super::state::{OpenTab, State};
use super::surrogate::surrogate_ui;
use super::theme;
use super::workspace::Source;
use crate::analysis::Normalisation;
use crate::plot::{Ink, Theme};
use crate::recording::{Chip, Recording};
use eframe::egui;

/// Two rows: menus and recordings; what is analysed and how.
pub fn top_bar_ui(ui: &mut egui::Ui, state: &State, actions: &mut Vec<Action>) {
    egui::Panel::top("top")
        .frame(
            egui::Frame::new()
                .fill(theme::colour(state.theme.surround))
                .inner_margin(egui::Margin::symmetric(8, 4)),
        )
        .show(ui, |ui| {
            ui.horizontal(|ui| {
                menus_ui(ui, state, actions);
                ui.separator();
                if state.workspace.tabs.len() < 2 {
                    tabs_ui(ui, state, actions);
                }
                ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                    command_button(
                        ui,
                        Command::SwitchTheme,
                        if state.theme.dark { "Light" } else { "Dark" },
                        actions,
                    );
                    command_button(ui, Command::Palette, "Search…", actions);
                    if state.workspace.tabs.len() > 1 {
                        many_tabs_ui(ui, state, actions);
                    }
                });
            });
            if let Some(loaded) = state.loaded() {
                let recording = loaded.recording.clone();
                ui.add_space(2.0);
                ui.horizontal(|ui| {
                    layouts_ui(ui, state, actions);
                    ui.separator();
                    normalisation_ui(ui, state, actions);
                    surrogate_ui(ui, state, actions);
                    ui.separator();
                    chips_ui(ui, state, &recording, actions);
                    ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                        provenance_ui(ui, &recording, &state.theme);
                    });
                });
            }
        });
}

fn command_button(ui: &mut egui::Ui, command: Command, text: &str, actions: &mut Vec<Action>) {
    if ui
        .button(text)
        .on_hover_text(command.hover_text())
        .clicked()
    {
        actions.push(Action::Run(command));
    }
}

/// The tabs in the room that is left, to be scrolled where they need more.
fn many_tabs_ui(ui: &mut egui::Ui, state: &State, actions: &mut Vec<Action>) {
    ui.add_space(4.0);
    ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
        egui::ScrollArea::horizontal()
            .scroll_bar_visibility(egui::scroll_area::ScrollBarVisibility::AlwaysHidden)
            .show(ui, |ui| {
                ui.horizontal(|ui| tabs_ui(ui, state, actions));
            });
    });
}

fn tabs_ui(ui: &mut egui::Ui, state: &State, actions: &mut Vec<Action>) {
    for (at, tab) in state.workspace.tabs.iter().enumerate() {
        let name = tab.source.name();
        let shown = at == state.workspace.active;
        let grows = state.tabs.get(&tab.id).and_then(OpenTab::growing_text);
        let button = growing_label(ui, shown, &elided(&name), grows.as_deref(), &state.theme)
            .on_hover_text(match &tab.source {
                Source::File { path, .. } => path.display().to_string(),
                Source::Example { .. } => format!("Built-in example: {name}"),
                Source::Network(_) => "A simulated network: it goes on while it shows".to_owned(),
            });
        let is_unread = state.tabs.get(&tab.id).is_none_or(OpenTab::is_unread);
        let button = if is_unread && !shown {
            button.on_hover_text("Not opened yet: it is read when it is shown")
        } else {
            button
        };
        if shown {
            follow(ui, &button, tab.id);
        }
        if button.clicked() {
            actions.push(Action::ShowTab(tab.id));
        }
        if button.middle_clicked() {
            actions.push(Action::CloseTab(tab.id));
        }
    }
    if ui
        .button("+")
        .on_hover_text(Command::Open.hover_text())
        .clicked()
    {
        actions.push(Action::Run(Command::Open));
    }
}

/// The name of a tab, with a dot while its file grows.
fn growing_label(
    ui: &mut egui::Ui,
    shown: bool,
    name: &str,
    grows: Option<&str>,
    theme: &Theme,
) -> egui::Response {
    let Some(grows) = grows else {
        return ui.selectable_label(shown, name);
    };
    let label = ui.selectable_label(shown, format!("    {name}"));
    let centre = egui::pos2(label.rect.left() + 9.0, label.rect.center().y);
    ui.painter()
        .circle_filled(centre, 3.5, super::theme::colour(theme.colour(Ink::Accent)));
    let said = format!("{name}, {grows}");
    label.widget_info(|| egui::WidgetInfo::selected(egui::Role::Button, true, shown, &said));
    label.on_hover_text(grows)
}

/// Scrolls to a tab once it is the one that shows.
fn follow(ui: &egui::Ui, button: &egui::Response, tab: u64) {
    let id = egui::Id::unique("tab followed");
    if ui.data(|d| d.get_temp::<u64>(id)) != Some(tab) {
        button.scroll_to_me(None);
        ui.data_mut(|d| d.insert_temp(id, tab));
    }
}

fn elided(name: &str) -> String {
    const MOST: usize = 36;
    if name.chars().count() <= MOST {
        return name.to_owned();
    }
    let head: String = name.chars().take(MOST - 1).collect();
    format!("{head}…")
}

/// Whether there is room for all layouts, the word beside the normalisation and the states of a night.
fn is_roomy(ui: &egui::Ui) -> bool {
    const ROOMY: f32 = 1440.0;
    ui.ctx().content_rect().width() >= ROOMY
}

fn layouts_ui(ui: &mut egui::Ui, state: &State, actions: &mut Vec<Action>) {
    let tab = state.workspace.tab();
    let is_network = tab.is_some_and(|t| matches!(t.source, Source::Network(_)));
    for name in LayoutName::ALL {
        // Of a network alone; the menu and the keyboard have it always.
        let shown = state.workspace.layout.name == name;
        if name == LayoutName::RateChaos && !(shown || is_network || is_roomy(ui)) {
            continue;
        }
        let command = match name {
            LayoutName::Browse => Command::LayoutBrowse,
            LayoutName::Balance => Command::LayoutBalance,
            LayoutName::States => Command::LayoutStates,
            LayoutName::Seizure => Command::LayoutSeizure,
            LayoutName::Models => Command::LayoutModels,
            LayoutName::RateChaos => Command::LayoutRateChaos,
        };
        let button = ui
            .selectable_label(shown, name.name())
            .on_hover_text(command.hover_text());
        button.widget_info(|| {
            egui::WidgetInfo::selected(egui::Role::Button, true, shown, command.text())
        });
        if button.clicked() {
            actions.push(Action::Run(command));
        }
    }
}

fn normalisation_ui(ui: &mut egui::Ui, state: &State, actions: &mut Vec<Action>) {
    let Some(now) = state.workspace.tab().map(|t| t.settings.normalisation) else {
        return;
    };
    let word = is_roomy(ui).then(|| ui.label("Normalisation"));
    let shown = egui::ComboBox::from_id_salt("normalisation")
        .width(150.0)
        .selected_text(now.name())
        .show_ui(ui, |ui| {
            for normalisation in Normalisation::ALL {
                if ui
                    .selectable_label(normalisation == now, normalisation.name())
                    .on_hover_text(normalisation.help())
                    .clicked()
                {
                    actions.push(Action::SetNormalisation(normalisation));
                }
            }
        })
        .response
        .on_hover_text(now.help());
    if let Some(word) = word {
        shown.labelled_by(word.id);
    } else {
        let name = |node: &mut egui::accesskit::Node| node.set_label("Normalisation");
        ui.ctx().accesskit_node_builder(shown.id, name);
    }
}

/// Chips of the states: click to include, Alt-click for only that one.
fn chips_ui(ui: &mut egui::Ui, state: &State, recording: &Recording, actions: &mut Vec<Action>) {
    let Some(tab) = state.workspace.tab() else {
        return;
    };
    let chips = recording.chips();
    if chips.is_empty() {
        ui.weak("No states in this recording");
        return;
    }
    let all = tab.states.is_empty();
    if ui
        .selectable_label(all, "All time")
        .on_hover_text(Command::AllStates.hover_text())
        .clicked()
    {
        actions.push(Action::Run(Command::AllStates));
    }
    for Chip {
        name,
        kind,
        total_s,
        ..
    } in chips
    {
        let colour = theme::colour(state.theme.colour(Ink::from(*kind)));
        let chip = chip_ui(ui, name, tab.states.contains(name), colour).on_hover_text(format!(
            "{name}: {} in the recording\nClick to include, Alt-click for only this one",
            super::quantity_text::duration(*total_s)
        ));
        if chip.clicked() {
            let only = ui.input(|i| i.modifiers.alt);
            let label = name.clone();
            actions.push(Action::ToggleState { label, only });
        }
    }
}

/// A chip: a square of the state's colour, filled when it is included, and the name.
fn chip_ui(
    ui: &mut egui::Ui,
    label: &str,
    included: bool,
    colour: egui::Color32,
) -> egui::Response {
    let button = egui::Button::selectable(included, format!("     {label}"));
    let response = ui.add(button);
    let square = egui::Rect::from_center_size(
        egui::pos2(response.rect.left() + 14.0, response.rect.center().y),
        egui::vec2(9.0, 9.0),
    );
    if included {
        ui.painter().rect_filled(square, 2.0, colour);
    } else {
        ui.painter().rect_stroke(
            square,
            2.0,
            egui::Stroke::new(1.5, colour),
            egui::StrokeKind::Inside,
        );
    }
    let name = label.to_owned();
    response
        .widget_info(|| egui::WidgetInfo::selected(egui::Role::CheckBox, true, included, &name));
    response
}

/// Who is to thank, and "synthetic" where it is.
fn provenance_ui(ui: &mut egui::Ui, recording: &Recording, theme: &Theme) {
    let text = match (recording.is_synthetic(), recording.attribution()) {
        (true, _) => "Synthetic recording",
        (false, Some(attribution)) => attribution,
        (false, None) => return,
    };
    let hover = recording.attribution().unwrap_or(text);
    let colour = if recording.is_synthetic() {
        theme.warning()
    } else {
        theme.faint
    };
    ui.add(
        egui::Label::new(
            egui::RichText::new(text)
                .small()
                .color(theme::colour(colour)),
        )
        .truncate(),
    )
    .on_hover_text(hover);
}
