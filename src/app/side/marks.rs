//! The list of marked events, to be edited or removed.

use crate::app::action::Action;
use crate::app::command::Command;
use crate::app::marking::{self, End, Origin};
use crate::app::workspace::Tab;
use crate::plot::Theme;
use crate::recording::{Epoch, EpochKind, Interval, Recording};
use eframe::egui;

/// Buttons that mark, and the marks there are.
pub fn marks_ui(
    ui: &mut egui::Ui,
    theme: &Theme,
    recording: &Recording,
    tab: &Tab,
    actions: &mut Vec<Action>,
) {
    ui.horizontal_wrapped(|ui| {
        for command in [
            Command::MarkSeizure,
            Command::MarkEvent,
            Command::SetBaseline,
            Command::ProposeSeizures,
        ] {
            let button = ui.small_button(command.text());
            if button.on_hover_text(command.hover_text()).clicked() {
                actions.push(Action::Run(command));
            }
        }
    });
    if tab.edits.marks.is_empty() {
        return;
    }
    ui.add_space(4.0);
    ui.label(crate::app::theme::strong("Marked by hand"));
    for (at, mark) in tab.edits.marks.iter().enumerate() {
        ui.push_id(("mark", tab.id, at), |ui| {
            if let Some(edited) = mark_ui(ui, mark, recording.span()) {
                let edits = match edited {
                    Edited::Changed(epoch) => {
                        marking::changed(&tab.edits, Origin::Hand(at), mark, epoch)
                    }
                    Edited::Removed => marking::removed(&tab.edits, Origin::Hand(at), mark),
                };
                actions.push(Action::SetEdits(Box::new(edits)));
            }
            let is_event = tab.settings.event == Some(mark.interval());
            let choose = ui
                .selectable_label(is_event, "Seizure views are about this")
                .on_hover_text("Otherwise they are about the first seizure in the window");
            if choose.clicked() {
                let event = (!is_event).then(|| mark.interval());
                actions.push(Action::SetEvent(event));
            }
        });
        ui.add_space(2.0);
    }
    if ui
        .small_button(Command::SaveEpochs.text())
        .on_hover_text(Command::SaveEpochs.hover_text())
        .clicked()
    {
        actions.push(Action::Run(Command::SaveEpochs));
    }
    ui.add_space(4.0);
    ui.painter().hline(
        ui.max_rect().x_range(),
        ui.cursor().top(),
        egui::Stroke::new(1.0, crate::app::theme::colour(theme.hairline)),
    );
    ui.add_space(4.0);
}

enum Edited {
    Changed(Epoch),
    Removed,
}

/// What is being typed or dragged is kept aside until it is finished, with the mark that it is of:
/// where another has come into its place, by undo say, it is forgotten.
#[derive(Clone)]
struct Unfinished<T> {
    of: Epoch,
    value: T,
}

fn unfinished<T: Clone + Send + Sync + 'static>(
    ui: &egui::Ui,
    id: egui::Id,
    mark: &Epoch,
) -> Option<T> {
    let kept: Option<Unfinished<T>> = ui.data(|d| d.get_temp(id));
    kept.filter(|kept| kept.of == *mark).map(|kept| kept.value)
}

fn keep<T: Clone + Send + Sync + 'static>(ui: &egui::Ui, id: egui::Id, mark: &Epoch, value: T) {
    let of = mark.clone();
    ui.data_mut(|d| d.insert_temp(id, Unfinished { of, value }));
}

fn forget<T: Clone + Send + Sync + 'static>(ui: &egui::Ui, id: egui::Id) {
    ui.data_mut(|d| d.remove::<Unfinished<T>>(id));
}

/// A mark in two lines: its name, kind and end; its times.
fn mark_ui(ui: &mut egui::Ui, mark: &Epoch, span: Interval) -> Option<Edited> {
    let mut edited = None;
    ui.horizontal(|ui| {
        let id = ui.scope_id().with("name");
        let mut name: String = unfinished(ui, id, mark).unwrap_or_else(|| mark.label.clone());
        let field = egui::TextEdit::singleline(&mut name).desired_width(96.0);
        let response = ui.add(field);
        response.widget_info(|| {
            let mut info =
                egui::WidgetInfo::labeled(egui::Role::TextInput, true, "Name of the mark");
            info.current_text_value = Some(name.clone());
            info
        });
        if response.has_focus() {
            keep(ui, id, mark, name.clone());
        } else {
            forget::<String>(ui, id);
        }
        let name = name.trim();
        if response.lost_focus() && !name.is_empty() && name != mark.label {
            edited = Some(Edited::Changed(Epoch {
                label: name.to_owned(),
                ..mark.clone()
            }));
        }
        for (kind, word) in [(EpochKind::Seizure, "Seizure"), (EpochKind::Event, "Event")] {
            if ui.selectable_label(mark.kind == kind, word).clicked() && mark.kind != kind {
                edited = Some(Edited::Changed(Epoch {
                    kind,
                    ..mark.clone()
                }));
            }
        }
        let remove = ui.small_button("×").on_hover_text("Throw this mark away");
        remove.widget_info(|| {
            egui::WidgetInfo::labeled(egui::Role::Button, true, format!("Remove {}", mark.label))
        });
        if remove.clicked() {
            edited = Some(Edited::Removed);
        }
    });
    ui.horizontal(|ui| {
        for (end, word) in [(End::Start, "from"), (End::Stop, "to")] {
            ui.label(egui::RichText::new(word).small().weak());
            let before = match end {
                End::Start => mark.start_s,
                End::Stop => mark.stop_s,
            };
            let id = ui.scope_id().with(word);
            let mut t_s: f64 = unfinished(ui, id, mark).unwrap_or(before);
            let drag = egui::DragValue::new(&mut t_s)
                .speed(0.1)
                .range(span.start_s..=span.stop_s)
                .max_decimals(3)
                .suffix(" s");
            let response = ui.add(drag);
            if response.dragged() || response.has_focus() {
                keep(ui, id, mark, t_s);
            } else if (t_s - before).abs() > 1e-9 {
                forget::<f64>(ui, id);
                edited = Some(Edited::Changed(marking::with_end(mark, end, t_s, span)));
            }
        }
    });
    edited
}
