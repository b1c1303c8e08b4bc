//! The centre of the window: the panels of the layout, which can be docked.

use super::layout::{Layout, Panel};
use super::panel::{PanelContext, panel_ui};
use eframe::egui;
use egui_tiles::{Behavior, EditAction, SimplificationOptions, TileId, UiResponse};

/// Draws the panels.
pub fn centre_ui(ui: &mut egui::Ui, layout: &mut Layout, context: &mut PanelContext<'_>) {
    let mut behavior = Panels { context };
    layout.tree_mut().ui(&mut behavior, ui);
}

struct Panels<'a, 'b> {
    context: &'a mut PanelContext<'b>,
}

impl Behavior<Panel> for Panels<'_, '_> {
    fn pane_ui(&mut self, ui: &mut egui::Ui, _tile: TileId, panel: &mut Panel) -> UiResponse {
        if panel_ui(ui, panel, self.context) {
            UiResponse::DragStarted
        } else {
            UiResponse::None
        }
    }
    fn tab_title_for_pane(&mut self, panel: &Panel) -> egui::WidgetText {
        let name = self.context.names.get(&panel.id);
        name.map_or("", String::as_str).into()
    }
    /// A session may name views that this version does not know.
    fn retain_pane(&mut self, panel: &Panel) -> bool {
        panel.view().is_some()
    }
    fn simplification_options(&self) -> SimplificationOptions {
        SimplificationOptions {
            all_panes_must_have_tabs: false,
            ..SimplificationOptions::default()
        }
    }
    fn on_edit(&mut self, _edit: EditAction) {
        self.context.report.rearranged = true;
    }
    fn gap_width(&self, _style: &egui::Style) -> f32 {
        4.0
    }
    fn tab_bar_color(&self, visuals: &egui::Visuals) -> egui::Color32 {
        visuals.panel_fill
    }
}
