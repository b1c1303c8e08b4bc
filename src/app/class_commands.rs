//! How units get their classes: the commands for all of them, the keys for the selected ones.

use super::action::Action;
use super::command::Command;
use crate::analysis::waveforms::FEWEST;
use crate::recording::{Class, Recording};
use eframe::egui;

/// Commands that can give classes, only those for which the recording has something.
pub fn class_commands(recording: &Recording) -> Vec<Command> {
    let units = recording.units();
    let waveforms = units.iter().filter(|u| u.waveform.is_some()).count();
    let has = [
        (
            Command::ClassesFromColumn,
            !recording.columns().is_empty() && !units.is_empty(),
        ),
        (Command::ClassesFromWaveforms, waveforms >= FEWEST),
        (Command::ClassesFromConnections, units.len() > 1),
        (Command::ClassesByRate, !units.is_empty()),
    ];
    let there = has.into_iter().filter(|(_, has)| *has);
    there.map(|(command, _)| command).collect()
}

/// E, I or U: the class of these units, by hand.
pub fn class_by_key(
    ui: &egui::Ui,
    recording: &Recording,
    units: &[usize],
    actions: &mut Vec<Action>,
) {
    if units.is_empty() || ui.ctx().egui_wants_keyboard_input() {
        return;
    }
    if let Some(class) = class_key(ui.ctx()) {
        let units = units.iter().copied();
        actions.push(Action::set_class(recording, units, class));
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
