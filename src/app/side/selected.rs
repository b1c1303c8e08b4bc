//! The selected units, which the list and drawings of units share, and their class by a key.

use super::units::ListState;
use crate::app::action::Action;
use crate::recording::Class;
use eframe::egui;
use std::collections::BTreeSet;

/// Where the list keeps what it remembers.
pub(super) fn list_id(tab: u64) -> egui::Id {
    egui::Id::unique(("units", tab))
}

/// The units that are selected in the list, by their place in the file.
#[must_use]
pub fn selected_units(ctx: &egui::Context, tab: u64) -> BTreeSet<usize> {
    let state: Option<ListState> = ctx.data(|d| d.get_temp(list_id(tab)));
    state.unwrap_or_default().selected
}

/// Selects units in the list.
pub fn select_units(ctx: &egui::Context, tab: u64, units: BTreeSet<usize>) {
    let mut state: ListState = ctx.data(|d| d.get_temp(list_id(tab))).unwrap_or_default();
    state.selected = units;
    ctx.data_mut(|d| d.insert_temp(list_id(tab), state));
    ctx.request_repaint();
}

/// E, I or U: the class of these units, by hand.
pub fn class_by_key(ui: &egui::Ui, units: &[usize], actions: &mut Vec<Action>) {
    if units.is_empty() || ui.ctx().egui_wants_keyboard_input() {
        return;
    }
    if let Some(class) = class_key(ui.ctx()) {
        let units = units.to_vec();
        actions.push(Action::SetClass { units, class });
    }
}

/// The class whose key was pressed.
pub fn class_key(ctx: &egui::Context) -> Option<Class> {
    let keys = [
        (egui::Key::E, Class::Excitatory),
        (egui::Key::I, Class::Inhibitory),
        (egui::Key::U, Class::Unclassified),
    ];
    let pressed = |key| ctx.input_mut(|i| i.consume_key(egui::Modifiers::NONE, key));
    keys.into_iter()
        .find(|(key, _)| pressed(*key))
        .map(|(_, class)| class)
}
