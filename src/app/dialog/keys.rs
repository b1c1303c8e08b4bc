//! The key sheet, and what the program is.

use super::controls::Answer;
use crate::app::command::{Command, Menu};
use crate::app::theme;
use eframe::egui;

/// Gestures that are no commands.
const GESTURES: [(&str, &str); 12] = [
    ("Wheel or pinch on a time axis", "Zoom about the pointer"),
    ("Drag on a time axis", "Move the window"),
    (
        "Shift+drag on a time axis",
        "Brush: mark the bins in every view",
    ),
    ("Escape", "Take the brush away"),
    ("Click", "Put the playhead there"),
    ("Double-click", "Take back the zoom of a plot"),
    ("Wheel on the scale slider", "One scale finer or coarser"),
    ("Shift on the scale slider", "Scales between the 32"),
    ("Alt+click on a state", "Only this state"),
    ("E, I, U on a unit or selected ones", "Class by hand"),
    ("Ctrl+click on a unit", "Select one more, or one less"),
    (
        "Shift+drag on waveform features",
        "Select the units of a stretch",
    ),
];

pub fn keys_ui(ui: &mut egui::Ui) -> Answer {
    egui::ScrollArea::vertical()
        .max_height(ui.ctx().content_rect().height() - 200.0)
        .show(ui, |ui| {
            egui::Grid::new("keys")
                .num_columns(2)
                .spacing([32.0, 4.0])
                .show(ui, |ui| {
                    for menu in Menu::ALL {
                        let commands: Vec<_> = Command::ALL
                            .into_iter()
                            .filter(|c| c.menu() == menu && !c.keys_text().is_empty())
                            .collect();
                        if commands.is_empty() {
                            continue;
                        }
                        ui.label(theme::strong(menu.name()));
                        ui.end_row();
                        for command in commands {
                            ui.label(command.text()).on_hover_text(command.tooltip());
                            ui.monospace(command.keys_text());
                            ui.end_row();
                        }
                    }
                    ui.label(theme::strong("Pointer"));
                    ui.end_row();
                    for (gesture, what) in GESTURES {
                        ui.label(what);
                        ui.monospace(gesture);
                        ui.end_row();
                    }
                });
        });
    close_ui(ui)
}

pub fn about_ui(ui: &mut egui::Ui) -> Answer {
    ui.set_max_width(520.0);
    ui.label(format!("Equipoise {}", env!("CARGO_PKG_VERSION")));
    ui.label("See the balance of excitation and inhibition in a recording, at every time scale.");
    ui.add_space(8.0);
    ui.label(theme::strong("What it computes"));
    for paper in [
        "N. Dehghani, Symmetry's Edge in Cortical Dynamics, arXiv 2306.11965",
        "N. Dehghani et al., Dynamic Balance of Excitation and Inhibition in Human and Monkey Neocortex, Sci Rep 6:23176 (2016)",
        "D. Angulo-Garcia, A. Torcini, A theory for self-sustained balanced states in absence of strong external currents, arXiv 2510.17492",
    ] {
        ui.label(paper);
    }
    ui.add_space(8.0);
    ui.label(theme::strong("Licence"));
    ui.label("MIT or Apache-2.0. The typeface is Inter (SIL Open Font License 1.1). The example Rat hippocampus, W-track comes from nelpy example data (MIT).");
    close_ui(ui)
}

fn close_ui(ui: &mut egui::Ui) -> Answer {
    ui.add_space(12.0);
    if ui.button("Close").clicked() {
        Answer::Close
    } else {
        Answer::Stay
    }
}
