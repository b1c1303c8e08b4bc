//! The list of epochs; a click goes there.

use super::marks::marks_ui;
use crate::app::action::Action;
use crate::app::quantity_text;
use crate::app::theme;
use crate::app::workspace::Tab;
use crate::plot::{Ink, Theme};
use crate::recording::{EpochKind, Interval, Recording};
use eframe::egui;

const ROW: f32 = 22.0;

pub fn epochs_ui(
    ui: &mut egui::Ui,
    theme: &Theme,
    recording: &Recording,
    tab: &Tab,
    actions: &mut Vec<Action>,
) {
    marks_ui(ui, theme, recording, tab, actions);
    let epochs = recording.epochs();
    if epochs.is_empty() {
        ui.weak("This recording has no epochs.");
        return;
    }
    ui.label(
        egui::RichText::new("Click to go there, double-click to make it the window")
            .small()
            .weak(),
    );
    ui.spacing_mut().item_spacing.y = 0.0;
    egui::ScrollArea::vertical()
        .auto_shrink([false, false])
        .show_rows(ui, ROW, epochs.len(), |ui, rows| {
            for epoch in epochs.get(rows).unwrap_or_default() {
                let here = epoch.interval().contains(tab.playhead_s);
                let line = format!(
                    "{}   {}   {}",
                    epoch.label,
                    quantity_text::clock(epoch.start_s),
                    quantity_text::duration(epoch.stop_s - epoch.start_s)
                );
                ui.horizontal(|ui| {
                    ui.set_height(ROW);
                    ui.spacing_mut().interact_size.y = ROW - 2.0;
                    let (square, _) =
                        ui.allocate_exact_size(egui::vec2(9.0, 9.0), egui::Sense::hover());
                    ui.painter().rect_filled(
                        square,
                        2.0,
                        theme::colour(theme.colour(Ink::from(epoch.kind))),
                    );
                    let row = ui
                        .add(egui::Button::selectable(here, line).truncate())
                        .on_hover_text(kind_text(epoch.kind));
                    if row.double_clicked() {
                        actions.push(Action::SetWindow(Interval::new(
                            epoch.start_s,
                            epoch.stop_s,
                        )));
                    }
                    if row.clicked() {
                        actions.push(Action::Seek(epoch.start_s));
                    }
                });
            }
        });
}

fn kind_text(kind: EpochKind) -> &'static str {
    match kind {
        EpochKind::State(_) => "State",
        EpochKind::Seizure => "Seizure",
        EpochKind::Event => "Event",
        EpochKind::Trial => "Trial",
        EpochKind::Period => "Period of the session",
    }
}
