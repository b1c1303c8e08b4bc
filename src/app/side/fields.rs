//! What is known of the fields.

use crate::app::{quantity_text, theme};
use crate::plot::number_text;
use crate::recording::Recording;
use eframe::egui;

pub fn fields_ui(ui: &mut egui::Ui, recording: &Recording) {
    if recording.fields().is_empty() {
        ui.weak("This recording has no fields.");
        return;
    }
    egui::ScrollArea::vertical()
        .auto_shrink([false, false])
        .show(ui, |ui| {
            for field in recording.fields() {
                ui.label(theme::strong(&field.name));
                let extent = field.extent();
                ui.label(format!(
                    "{} channels, {} Hz, {}",
                    field.channels.len(),
                    number_text(field.rate_hz, 5),
                    field.unit
                ));
                let gaps = match field.gaps().len() {
                    0 => String::new(),
                    1 => ", with 1 gap".to_owned(),
                    gaps => format!(", with {gaps} gaps"),
                };
                ui.label(format!(
                    "from {} for {}{gaps}",
                    quantity_text::clock(extent.start_s),
                    quantity_text::duration(extent.duration_s())
                ));
                ui.add(
                    egui::Label::new(
                        egui::RichText::new(field.channels.join(", "))
                            .small()
                            .weak(),
                    )
                    .truncate(),
                )
                .on_hover_text(field.channels.join(", "));
                ui.add_space(8.0);
            }
        });
}
