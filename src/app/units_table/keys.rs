//! The table by keyboard.

use super::table::{Content, UnitsTable};
use crate::app::action::Action;
use crate::app::class_commands::class_key;
use crate::app::command::{Command, is_pressed};
use eframe::egui;
use egui::{Key, Modifiers};

/// Rows that Page up and Page down leave in sight.
const OVERLAP: usize = 1;

pub(super) fn filter_id() -> egui::Id {
    egui::Id::unique("units table filter")
}

/// The stop of the Tab key that stands for all rows.
pub(super) fn rows_id() -> egui::Id {
    egui::Id::unique("units table rows")
}

/// Does what the keys ask for; true when they ask to close the table.
pub(super) fn keys_ui(
    ui: &egui::Ui,
    table: &mut UnitsTable,
    content: &Content<'_>,
    actions: &mut Vec<Action>,
) -> bool {
    let ctx = ui.ctx();
    if command(ctx, Command::UnitsTable) {
        return true;
    }
    if ctx.input_mut(|i| i.consume_key(Modifiers::COMMAND, Key::F)) {
        ctx.memory_mut(|m| m.request_focus(filter_id()));
    }
    let focused = ctx.memory(egui::Memory::focused);
    let down = |ctx: &egui::Context| ctx.input(|i| i.key_pressed(Key::ArrowDown));
    if focused == Some(filter_id()) && down(ctx) {
        // Out of the filter into the rows.
        ctx.memory_mut(|m| m.request_focus(rows_id()));
    } else if ctx.text_edit_focused() {
        return false;
    }
    for undo in [Command::Undo, Command::Redo] {
        if command(ctx, undo) {
            actions.push(Action::Run(undo));
        }
    }
    if ctx.input_mut(|i| i.consume_key(Modifiers::COMMAND, Key::A)) {
        table.select_all();
    }
    if let Some(class) = class_key(ctx) {
        table.set_class((content.recording, class), actions);
    }
    // Where a button has the focus, Space presses it and arrows go to the next.
    if focused.is_none_or(|id| id == rows_id() || id == filter_id()) {
        if ctx.input_mut(|i| i.consume_key(Modifiers::NONE, Key::Space)) {
            let included = table.has_all_included(content.recording);
            table.include((content.recording, !included), actions);
        }
        for key in [
            Key::ArrowUp,
            Key::ArrowDown,
            Key::PageUp,
            Key::PageDown,
            Key::Home,
            Key::End,
        ] {
            step(ctx, table, key);
        }
    }
    false
}

fn command(ctx: &egui::Context, command: Command) -> bool {
    command
        .shortcuts()
        .any(|shortcut| is_pressed(ctx, shortcut))
}

fn step(ctx: &egui::Context, table: &mut UnitsTable, key: Key) {
    for (modifiers, extend) in [(Modifiers::SHIFT, true), (Modifiers::NONE, false)] {
        let times = ctx.input_mut(|i| i.count_and_consume_key(modifiers, key));
        if times > 0 {
            table.step(key, times, extend);
        }
    }
}

impl UnitsTable {
    /// Moves the cursor; the first step goes to the first row.
    fn step(&mut self, key: Key, times: usize, extend: bool) {
        let Some(last) = self.order.len().checked_sub(1) else {
            return;
        };
        let page = (self.sight.1 / super::rows::ROW) as usize;
        let page = page.saturating_sub(OVERLAP).max(1);
        let to = match (self.place(self.cursor), key) {
            (_, Key::End) => last,
            (_, Key::Home) | (None, _) => 0,
            (Some(from), Key::ArrowUp) => from.saturating_sub(times),
            (Some(from), Key::ArrowDown) => from + times,
            (Some(from), Key::PageUp) => from.saturating_sub(page * times),
            (Some(from), _) => from + page * times,
        };
        self.select(self.order[to.min(last)], extend, false);
        self.follow = true;
    }
}
