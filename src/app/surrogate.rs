//! The surrogate switch of the top bar: which, how many, and from which seed.

use super::action::Action;
use super::command::Command;
use super::state::State;
use crate::analysis::{Surrogate, SurrogateKind};
use eframe::egui;

/// A switch, and behind it what is switched on.
pub fn surrogate_ui(ui: &mut egui::Ui, state: &State, actions: &mut Vec<Action>) {
    let Some(tab) = state.workspace.tab() else {
        return;
    };
    let now = tab.settings.surrogate;
    let title = egui::RichText::new("Surrogate");
    let button = egui::Button::selectable(now.is_some(), title);
    let (response, _) = egui::containers::menu::MenuButton::from_button(button)
        .config(
            egui::containers::menu::MenuConfig::new()
                .close_behavior(egui::PopupCloseBehavior::CloseOnClickOutside),
        )
        .ui(ui, |ui| {
            ui.set_min_width(300.0);
            kinds_ui(ui, now, tab.last_surrogate, actions);
            ui.separator();
            numbers_ui(ui, now.unwrap_or(tab.last_surrogate), actions);
            ui.separator();
            if ui
                .button(Command::StopComputing.text())
                .on_hover_text(Command::StopComputing.hover_text())
                .clicked()
            {
                actions.push(Action::Run(Command::StopComputing));
            }
        });
    let hover = now.map_or_else(
        || Command::SwitchSurrogate.hover_text(),
        |s| format!("{}, seed {}: {}", s.kind.name(), s.seed, s.kind.help()),
    );
    let response = response.on_hover_text(hover);
    response.widget_info(|| {
        egui::WidgetInfo::selected(egui::Role::Button, true, now.is_some(), "Surrogate")
    });
}

fn kinds_ui(ui: &mut egui::Ui, now: Option<Surrogate>, last: Surrogate, actions: &mut Vec<Action>) {
    if ui.radio(now.is_none(), "None").clicked() {
        actions.push(Action::SetSurrogate(None));
    }
    for kind in SurrogateKind::ALL {
        let chosen = now.is_some_and(|s| s.kind == kind);
        if ui
            .radio(chosen, kind.name())
            .on_hover_text(kind.help())
            .clicked()
        {
            let changed = Surrogate { kind, ..last };
            actions.push(Action::SetSurrogate(Some(changed)));
        }
    }
}

fn numbers_ui(ui: &mut egui::Ui, mut shown: Surrogate, actions: &mut Vec<Action>) {
    let before = shown;
    egui::Grid::new("surrogate").num_columns(2).show(ui, |ui| {
        let label = ui.label("Realisations");
        ui.add(egui::DragValue::new(&mut shown.realisations).range(4..=1000))
            .labelled_by(label.id)
            .on_hover_text("How many times the spikes are shuffled");
        ui.end_row();
        let label = ui.label("Seed");
        ui.add(egui::DragValue::new(&mut shown.seed))
            .labelled_by(label.id)
            .on_hover_text("The same seed gives the same realisations");
        ui.end_row();
    });
    if shown != before {
        actions.push(Action::SetSurrogate(Some(shown)));
    }
}
