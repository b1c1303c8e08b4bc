//! The bottom: transport and scale slider above, the overview of the whole recording below.

mod events;
mod overview;
pub mod scale_slider;
mod transport;

pub use overview::first_look_ui;

use super::action::Action;
use super::state::State;
use super::theme;
use eframe::egui;

/// Height of the overview in points.
pub const OVERVIEW_HEIGHT: f32 = 92.0;

/// Draws the bottom panel.
pub fn timeline_ui(ui: &mut egui::Ui, state: &State, actions: &mut Vec<Action>) {
    let (Some(loaded), Some(tab)) = (state.loaded(), state.workspace.tab()) else {
        return;
    };
    egui::Panel::bottom("timeline")
        .frame(
            egui::Frame::new()
                .fill(theme::colour(state.theme.surround))
                .inner_margin(egui::Margin::symmetric(8, 6)),
        )
        .show(ui, |ui| {
            ui.horizontal(|ui| {
                transport::transport_ui(ui, state, tab, &loaded.recording, actions);
                ui.add_space(16.0);
                scale_slider::scale_slider_ui(ui, &state.theme, tab, &loaded.recording, actions);
            });
            ui.add_space(4.0);
            let (rect, _) = ui.allocate_exact_size(
                egui::vec2(ui.available_width(), OVERVIEW_HEIGHT),
                egui::Sense::hover(),
            );
            overview::overview_ui(ui, rect, state, tab, loaded, actions);
        });
}
