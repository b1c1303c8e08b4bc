//! The table of all units: what each is, what its spikes say of it, and edits of many at once.

mod cells;
mod columns;
mod head;
mod keys;
mod rows;
mod table;

use super::action::Action;
use super::dialog::controls::Answer;
use super::state::State;
use super::unit_stats::{RecordingStats, Status};
use eframe::egui;
use table::Content;
pub use table::UnitsTable;

/// Share of the window that the table takes.
const SHARE: f32 = 0.9;
/// Height of what is said below the table.
const FOOT: f32 = 40.0;

/// Size of the table in a window of this size.
pub(super) fn size(window: egui::Vec2) -> egui::Vec2 {
    (window * SHARE).floor()
}

impl UnitsTable {
    /// The whole table with its buttons.
    pub(super) fn ui(
        &mut self,
        ui: &mut egui::Ui,
        state: &State,
        actions: &mut Vec<Action>,
    ) -> Answer {
        let (Some(loaded), Some(open)) = (state.loaded(), state.open_tab()) else {
            return Answer::Close;
        };
        let stats = open.unit_stats.as_ref();
        let content = Content {
            recording: &loaded.recording,
            original: loaded.original.id(),
            status: stats
                .filter(|s| s.is_of(&loaded.original))
                .map_or(Status::Running(0), RecordingStats::status),
            theme: &state.theme,
        };
        self.reset_if_changed(ui, &content);
        if keys::keys_ui(ui, self, &content, actions) {
            return Answer::Close;
        }
        let closed = self.title_ui(ui, &content);
        ui.add_space(4.0);
        self.bulk_ui(ui, &content, actions);
        ui.add_space(8.0);
        self.order(&content);
        let room = ui.available_size() - egui::vec2(0.0, FOOT);
        ui.allocate_ui(room, |ui| {
            ui.set_min_size(room);
            if content.recording.units().is_empty() {
                ui.weak("This recording has no units.");
            } else if self.order.is_empty() {
                ui.weak(format!("No unit matches “{}”.", self.by.filter.trim()));
            } else {
                rows::table_ui(ui, self, &content, actions);
            }
        });
        head::foot_ui(ui);
        let kept = self.by.clone();
        ui.data_mut(|d| d.insert_temp(egui::Id::unique("units table by"), kept));
        if closed { Answer::Close } else { Answer::Stay }
    }
}
