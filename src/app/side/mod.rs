//! The left panel: units, epochs, fields.

mod epochs;
mod fields;
mod marks;
mod network;
mod units;

use super::action::Action;
use super::state::State;
use super::theme;
use super::workspace::{SidePage, Source, Tab};
use eframe::egui;
pub use units::matches as unit_matches;

/// The page that was chosen, where the recording has it.
fn page_shown(state: &State, tab: &Tab) -> SidePage {
    match (state.workspace.side_page, &tab.source) {
        (SidePage::Network, Source::File { .. } | Source::Example { .. }) => SidePage::Units,
        (page, _) => page,
    }
}

pub fn side_ui(ui: &mut egui::Ui, state: &State, actions: &mut Vec<Action>) {
    let (Some(loaded), Some(tab)) = (state.loaded(), state.workspace.tab()) else {
        return;
    };
    let recording = &loaded.recording;
    egui::Panel::left("side")
        .frame(
            egui::Frame::new()
                .fill(theme::colour(state.theme.surround))
                .inner_margin(egui::Margin::symmetric(8, 6)),
        )
        .default_size(252.0)
        .min_size(200.0)
        .max_size(440.0)
        .show(ui, |ui| {
            ui.horizontal(|ui| {
                let is_network = matches!(tab.source, Source::Network(_));
                let network = is_network.then(|| (SidePage::Network, "Network".to_owned()));
                let pages = [
                    (
                        SidePage::Units,
                        format!("Units {}", recording.units().len()),
                    ),
                    (
                        SidePage::Epochs,
                        format!("Epochs {}", recording.epochs().len()),
                    ),
                    (
                        SidePage::Fields,
                        format!("Fields {}", recording.fields().len()),
                    ),
                ];
                for (page, name) in network.into_iter().chain(pages) {
                    let shown = page == page_shown(state, tab);
                    if ui.selectable_label(shown, name).clicked() {
                        actions.push(Action::SidePage(page));
                    }
                }
            });
            ui.add_space(4.0);
            match page_shown(state, tab) {
                SidePage::Network => {
                    if let Source::Network(source) = &tab.source {
                        let status = state.open_tab().and_then(|t| t.live_status.as_ref());
                        network::network_ui(ui, source, status, actions);
                    }
                }
                SidePage::Units => {
                    let chosen = (tab.id, state.selected_units(tab.id));
                    units::units_ui(ui, &state.theme, recording, chosen, actions);
                }
                SidePage::Epochs => epochs::epochs_ui(ui, &state.theme, recording, tab, actions),
                SidePage::Fields => fields::fields_ui(ui, recording),
            }
        });
}
