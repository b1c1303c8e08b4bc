//! Above and below the rows: what is in the recording, the filter, edits of the selection, and how
//! to read the table.

use super::keys;
use super::table::{Content, UnitsTable};
use crate::app::action::Action;
use crate::app::unit_stats::Status;
use crate::app::{quantity_text, theme};
use crate::recording::{Class, Recording};
use eframe::egui;

impl UnitsTable {
    /// What is in the recording, the filter, and the way out; true when that was taken.
    pub(super) fn title_ui(&mut self, ui: &mut egui::Ui, content: &Content<'_>) -> bool {
        let recording = content.recording;
        let mut closed = false;
        ui.horizontal(|ui| {
            ui.heading("Units");
            ui.weak(summary(recording, self.order.len()));
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                let close = ui.small_button("×").on_hover_text("Close (Esc)");
                close.widget_info(|| {
                    egui::WidgetInfo::labeled(egui::Role::Button, true, "Close the units table")
                });
                closed = close.clicked();
                let field = egui::TextEdit::singleline(&mut self.by.filter)
                    .id(keys::filter_id())
                    .hint_text("Filter")
                    .desired_width(220.0);
                ui.add(field)
                    .on_hover_text("By name, class, group, electrode or quality (Ctrl+F)")
                    .widget_info(|| {
                        egui::WidgetInfo::labeled(
                            egui::Role::TextInput,
                            true,
                            "Filter the units table",
                        )
                    });
            });
        });
        closed
    }

    /// What can be done with all that are selected.
    pub(super) fn bulk_ui(
        &mut self,
        ui: &mut egui::Ui,
        content: &Content<'_>,
        actions: &mut Vec<Action>,
    ) {
        let n = self.selected.len();
        let any = n > 0;
        ui.horizontal(|ui| {
            let said = match n {
                0 => "No unit selected".to_owned(),
                1 => "1 unit selected".to_owned(),
                _ => format!("{} units selected", quantity_text::count(n)),
            };
            // Nothing jumps when the number gets longer.
            let layout = egui::Layout::left_to_right(egui::Align::Center);
            ui.allocate_ui_with_layout(egui::vec2(144.0, 24.0), layout, |ui| {
                ui.set_min_width(144.0);
                ui.label(theme::strong(&said));
            });
            let button = |ui: &mut egui::Ui, text: &str, name: &str, hover: &str| {
                let button = ui
                    .add_enabled(any, egui::Button::new(text))
                    .on_hover_text(hover);
                button.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, any, name));
                button.clicked()
            };
            for (class, key) in Class::ALL.into_iter().zip(["E", "I", "U"]) {
                let name = format!("Set the selection to {}", class.name().to_lowercase());
                if button(ui, class.name(), &name, &format!("{name} ({key})")) {
                    self.set_class((content.recording, class), actions);
                }
            }
            ui.add_space(8.0);
            for (included, text) in [(true, "Include"), (false, "Leave out")] {
                let name = format!("{text} the selection");
                let hover = if included {
                    "The selected units take part in the ensembles (Space)"
                } else {
                    "The selected units take no part in the ensembles (Space)"
                };
                if button(ui, text, &name, hover) {
                    self.include((content.recording, included), actions);
                }
            }
            ui.add_space(8.0);
            if ui
                .button("Select all")
                .on_hover_text("All units that show (Ctrl+A)")
                .clicked()
            {
                self.select_all();
            }
            if button(ui, "Select none", "Select none", "Clear the selection") {
                self.selected.clear();
            }
            ui.with_layout(
                egui::Layout::right_to_left(egui::Align::Center),
                |ui| match content.status {
                    Status::Running(percent) => {
                        ui.weak(format!("Working out the statistics, {percent} % …"));
                    }
                    Status::Failed(text) => {
                        ui.colored_label(ui.visuals().error_fg_color, text);
                    }
                    Status::Ready(_) => {}
                },
            );
        });
    }
}

/// "100 units: 80 excitatory, 20 inhibitory · 2 left out · 12 shown".
fn summary(recording: &Recording, shown: usize) -> String {
    let all = recording.units().len();
    let units = if all == 1 { "unit" } else { "units" };
    let classes: Vec<String> = Class::ALL
        .into_iter()
        .map(|class| {
            let n = recording.units().iter().filter(|u| u.class == class);
            (n.count(), class.name().to_lowercase())
        })
        .filter(|(n, _)| *n > 0)
        .map(|(n, name)| format!("{} {name}", quantity_text::count(n)))
        .collect();
    let mut said = vec![if classes.is_empty() {
        format!("{} {units}", quantity_text::count(all))
    } else {
        format!(
            "{} {units}: {}",
            quantity_text::count(all),
            classes.join(", ")
        )
    }];
    let out = recording.units().iter().filter(|u| !u.included).count();
    if out > 0 {
        said.push(format!("{} left out", quantity_text::count(out)));
    }
    if shown < all {
        said.push(format!("{} shown", quantity_text::count(shown)));
    }
    said.join(" · ")
}

pub(super) fn foot_ui(ui: &mut egui::Ui) {
    ui.add_space(6.0);
    ui.spacing_mut().item_spacing.y = 2.0;
    for line in [
        "All numbers are of the whole recording. Each drawing is scaled to its own height; a dash says that there is nothing to show.",
        "Keys: E, I and U set the class, Space includes or leaves out, Up and Down move, Shift extends, Ctrl+A selects all, Ctrl+Z takes back.",
    ] {
        ui.add(egui::Label::new(egui::RichText::new(line).small().weak()).truncate());
    }
}
