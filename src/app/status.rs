//! The status line between panels and timeline: progress, and messages.

use super::action::Action;
use super::command::Command;
use super::state::State;
use super::{quantity_text, theme};
use crate::recording::{Class, ClassSource, Recording};
use eframe::egui;

/// Messages above, then counts on the left and activity on the right.
pub fn status_ui(ui: &mut egui::Ui, state: &State, actions: &mut Vec<Action>) {
    let bar = egui::Frame::new()
        .fill(theme::colour(state.theme.surround))
        .inner_margin(egui::Margin::symmetric(8, 2));
    egui::Panel::bottom("status")
        .frame(bar)
        .show_separator_line(false)
        .show(ui, |ui| {
            for message in &state.messages {
                ui.horizontal_wrapped(|ui| {
                    if ui.small_button("Dismiss").clicked() {
                        actions.push(Action::DismissMessage(message.id));
                    }
                    if let Some(tab) = message.reloads
                        && ui
                            .small_button("Reload")
                            .on_hover_text(Command::Reload.hover_text())
                            .clicked()
                    {
                        actions.push(Action::Reload(tab));
                    }
                    let colour = if message.error {
                        state.theme.warning()
                    } else {
                        state.theme.text
                    };
                    ui.colored_label(theme::colour(colour), &message.text);
                });
            }
            ui.horizontal(|ui| {
                counts_ui(ui, state, actions);
                ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                    activity_ui(ui, state);
                });
            });
        });
}

fn counts_ui(ui: &mut egui::Ui, state: &State, actions: &mut Vec<Action>) {
    let Some(loaded) = state.loaded() else {
        ui.weak("No recording");
        return;
    };
    let recording = &loaded.recording;
    let left_out = recording.left_out();
    let mut line = format!(
        "{} E · {} I · {} unclassified · {} spikes · {}",
        recording.count(Class::Excitatory),
        recording.count(Class::Inhibitory),
        recording.count(Class::Unclassified),
        quantity_text::count(recording.trains().spike_count()),
        quantity_text::duration(recording.span().duration_s()),
    );
    if left_out > 0 {
        let noun = if left_out == 1 { "unit" } else { "units" };
        line = format!("{line} · {left_out} {noun} left out");
    }
    ui.label(egui::RichText::new(line).small().weak());
    sources_ui(ui, state, recording);
    added_ui(ui, recording, actions);
    let warnings = recording.warnings();
    if !warnings.is_empty() {
        let all: Vec<String> = warnings.iter().map(ToString::to_string).collect();
        let noun = if all.len() == 1 { "remark" } else { "remarks" };
        let label = ui.add(
            egui::Label::new(
                egui::RichText::new(format!("{} {noun} from reading", all.len()))
                    .small()
                    .color(theme::colour(state.theme.warning()))
                    .underline(),
            )
            .sense(egui::Sense::click()),
        );
        egui::Popup::menu(&label).show(|ui| {
            ui.set_max_width(480.0);
            for warning in &all {
                ui.label(warning);
            }
        });
        label.on_hover_text(all.join("\n"));
    }
}

/// Which source of classes holds, and for how many units; a guess in the colour of warnings.
fn sources_ui(ui: &mut egui::Ui, state: &State, recording: &Recording) {
    let sources = recording.class_sources();
    if sources.is_empty() {
        return;
    }
    let word = |source: &ClassSource| match source {
        ClassSource::Hand => "by hand",
        ClassSource::File(_) => "from the file",
        ClassSource::Model => "from the model",
        ClassSource::CrossCorrelogram => "from connections",
        ClassSource::Waveform => "from waveforms",
        ClassSource::Rate => "guessed from rate",
    };
    let mut words: Vec<(&str, usize)> = Vec::new();
    for (source, count) in sources {
        match words.last_mut() {
            Some((last, sum)) if *last == word(source) => *sum += count,
            _ => words.push((word(source), *count)),
        }
    }
    let words: Vec<String> = words.iter().map(|(w, n)| format!("{n} {w}")).collect();
    let is_guess = sources.iter().any(|(s, _)| *s == ClassSource::Rate);
    let text = egui::RichText::new(format!("Classes: {}", words.join(", "))).small();
    let text = if is_guess {
        text.color(theme::colour(state.theme.warning()))
    } else {
        text.weak()
    };
    let each: Vec<String> = sources.iter().map(|(s, n)| format!("{n} {s}")).collect();
    ui.label(text).on_hover_text(format!(
        "Hand goes before file, file before connections, these before waveforms, these before rate\n{}",
        each.join("\n")
    ));
}

/// What was added from other files, and when; a click leads to where that is set.
fn added_ui(ui: &mut egui::Ui, recording: &Recording, actions: &mut Vec<Action>) {
    let [first, more @ ..] = recording.added() else {
        return;
    };
    let rest = if more.is_empty() {
        String::new()
    } else {
        format!(" and {} more", more.len())
    };
    let line = format!("With {}, {}{rest}", first.name(), first.offset_text());
    let all: Vec<String> = recording.added().iter().map(ToString::to_string).collect();
    let link = ui
        .link(egui::RichText::new(line).small())
        .on_hover_text(format!("{}\nClick to change", all.join("\n")));
    if link.clicked() {
        actions.push(Action::Run(Command::FilesOfRecording));
    }
}

fn activity_ui(ui: &mut egui::Ui, state: &State) {
    // Always as wide as its longest text, so that nothing jumps.
    let text = if state.saving {
        "Saving…".to_owned()
    } else if let Some(done) = state.computing {
        if done > 0.0 {
            format!("Computing {:.0} %", done * 100.0)
        } else {
            "Computing…".to_owned()
        }
    } else {
        String::new()
    };
    ui.label(egui::RichText::new(text).small().weak());
}
