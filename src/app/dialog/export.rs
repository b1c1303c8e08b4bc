//! Saving a view as a figure, to the millimetre.

use super::controls::{Answer, buttons_ui, replaced_ui};
use crate::app::action::{Action, ExportRequest};
use crate::app::layout::PanelId;
use crate::app::state::State;
use crate::app::workspace::Source;
use crate::plot::export::FileKind;
use eframe::egui;
use std::path::PathBuf;

/// Widths that journals ask for.
const WIDTHS_MM: [(&str, f64); 3] = [
    ("One column, 85 mm", 85.0),
    ("One and a half, 120 mm", 120.0),
    ("Two columns, 180 mm", 180.0),
];

#[derive(Clone, Debug, PartialEq)]
pub struct ExportForm {
    panel: PanelId,
    kind: FileKind,
    /// Empty until the first frame, which proposes a name.
    path: String,
    width_mm: f64,
    height_mm: f64,
    dpi: f32,
    dark: bool,
    tables: bool,
}

impl ExportForm {
    pub(super) fn new(panel: PanelId) -> Self {
        Self {
            panel,
            kind: FileKind::Svg,
            path: String::new(),
            width_mm: 120.0,
            height_mm: 90.0,
            dpi: 300.0,
            dark: false,
            tables: false,
        }
    }

    pub(super) fn ui(&mut self, ui: &mut egui::Ui, state: &State) -> Answer {
        ui.set_min_width(460.0);
        if self.path.is_empty() {
            self.path = self.proposal(state).display().to_string();
        }
        egui::Grid::new("export")
            .num_columns(2)
            .spacing([12.0, 8.0])
            .show(ui, |ui| {
                self.view_ui(ui, state);
                ui.end_row();
                ui.label("Format");
                ui.horizontal(|ui| {
                    for kind in FileKind::ALL {
                        if ui.radio_value(&mut self.kind, kind, kind.name()).changed() {
                            self.take_ending();
                        }
                    }
                });
                ui.end_row();
                if self.kind != FileKind::Csv {
                    self.size_ui(ui);
                }
                let label = ui.label("Save as");
                ui.add(egui::TextEdit::singleline(&mut self.path).desired_width(440.0))
                    .labelled_by(label.id);
                ui.end_row();
            });
        if self.kind == FileKind::Animation {
            ui.weak("The playhead moves from the start to the end of the window in 10 s.");
        }
        ui.weak("The file carries the program's version, the recording's hash, the selection and all parameters.");
        let path = PathBuf::from(self.path.trim());
        replaced_ui(ui, &path);
        let ready = !self.path.trim().is_empty();
        buttons_ui(ui, "Export", ready, || {
            Action::Export(ExportRequest {
                panel: self.panel,
                path,
                kind: self.kind,
                width_mm: self.width_mm,
                height_mm: self.height_mm,
                dpi: self.dpi,
                dark: self.dark,
                tables: self.tables,
            })
        })
    }

    fn view_ui(&mut self, ui: &mut egui::Ui, state: &State) {
        let label = ui.label("View");
        let before = self.panel;
        let names = state.workspace.layout.names();
        egui::ComboBox::from_id_salt("export view")
            .width(200.0)
            .selected_text(names.get(&before).map_or("", String::as_str))
            .show_ui(ui, |ui| {
                for panel in state.workspace.layout.panels() {
                    if let Some(name) = names.get(&panel.id) {
                        ui.selectable_value(&mut self.panel, panel.id, name);
                    }
                }
            })
            .response
            .labelled_by(label.id);
        if self.panel != before {
            self.path = self.proposal(state).display().to_string();
        }
    }

    fn size_ui(&mut self, ui: &mut egui::Ui) {
        ui.label("Size");
        ui.horizontal(|ui| {
            let millimetres = |ui: &mut egui::Ui, value: &mut f64, name: &str| {
                ui.add(
                    egui::DragValue::new(value)
                        .range(20.0..=1200.0)
                        .speed(0.5)
                        .max_decimals(1)
                        .suffix(" mm"),
                )
                .on_hover_text(name)
                .widget_info(|| egui::WidgetInfo::labeled(egui::Role::SpinButton, true, name));
            };
            millimetres(ui, &mut self.width_mm, "Width");
            ui.label("×");
            millimetres(ui, &mut self.height_mm, "Height");
            ui.menu_button("Journal widths", |ui| {
                for (name, width_mm) in WIDTHS_MM {
                    if ui.button(name).clicked() {
                        self.height_mm *= width_mm / self.width_mm;
                        self.width_mm = width_mm;
                    }
                }
            });
        });
        ui.end_row();
        ui.label("Looks");
        ui.horizontal(|ui| {
            ui.checkbox(&mut self.tables, "With the numbers");
            ui.checkbox(&mut self.dark, "Dark");
            if self.kind == FileKind::Png {
                let label = ui.label("Dots per inch");
                ui.add(egui::DragValue::new(&mut self.dpi).range(72.0..=1200.0))
                    .labelled_by(label.id);
            }
        });
        ui.end_row();
    }

    /// Beside the recording, or in the folder the program was started in.
    fn proposal(&self, state: &State) -> PathBuf {
        let mut folder = std::env::current_dir().unwrap_or_default();
        let mut stem = "equipoise".to_owned();
        let mut view = "view";
        if let Some(panel) = state.workspace.layout.panel(self.panel) {
            view = panel.view().map_or(view, |v| v.info().id);
            if let Some(subject) = state.subject(&panel) {
                if let Source::File { path, .. } = &subject.tab.source
                    && let Some(parent) = path.parent()
                {
                    parent.clone_into(&mut folder);
                }
                stem = (subject.recording.name()).replace(['/', '\\', ' ', ','], "-");
            }
        }
        folder.join(format!("{stem}-{view}.{}", self.kind.extension()))
    }

    fn take_ending(&mut self) {
        let path = PathBuf::from(&self.path).with_extension(self.kind.extension());
        self.path = path.display().to_string();
    }
}
