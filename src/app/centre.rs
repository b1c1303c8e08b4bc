//! The centre of the window: the panels of the layout, which can be docked.

use super::layout::{Layout, Pane};
use super::panel::{PanelContext, panel_ui};
use crate::views;
use eframe::egui;
use egui_tiles::{Behavior, SimplificationOptions, TileId, UiResponse};

/// Draws the panels.
pub fn centre_ui(ui: &mut egui::Ui, layout: &mut Layout, context: &mut PanelContext<'_>) {
    let mut behavior = Panels { context };
    layout.tree_mut().ui(&mut behavior, ui);
}

struct Panels<'a, 'b> {
    context: &'a mut PanelContext<'b>,
}

impl Behavior<Pane> for Panels<'_, '_> {
    fn pane_ui(&mut self, ui: &mut egui::Ui, _tile: TileId, pane: &mut Pane) -> UiResponse {
        let Some(view) = views::by_id(&pane.0) else {
            return UiResponse::None;
        };
        if panel_ui(ui, view, self.context) {
            UiResponse::DragStarted
        } else {
            UiResponse::None
        }
    }
    fn tab_title_for_pane(&mut self, pane: &Pane) -> egui::WidgetText {
        views::by_id(&pane.0)
            .map_or(pane.0.as_str(), |v| v.info().title)
            .into()
    }
    /// A session may name views that this version does not know.
    fn retain_pane(&mut self, pane: &Pane) -> bool {
        views::by_id(&pane.0).is_some()
    }
    fn simplification_options(&self) -> SimplificationOptions {
        SimplificationOptions {
            all_panes_must_have_tabs: false,
            ..SimplificationOptions::default()
        }
    }
    fn gap_width(&self, _style: &egui::Style) -> f32 {
        4.0
    }
    fn tab_bar_color(&self, visuals: &egui::Visuals) -> egui::Color32 {
        visuals.panel_fill
    }
}
