//! The controls of a simulated network that runs.

use crate::analysis::{Kind, Parameter, Value, Values};
use crate::app::action::{Action, NetworkAction};
use crate::app::command::Command;
use crate::app::parameters::parameter_ui;
use crate::app::workspace::NetworkSource;
use crate::app::{quantity_text, theme};
use crate::compute::LiveStatus;
use crate::models::{self, Changes, Model, ParameterGroup};
use crate::plot::number_text;
use eframe::egui;

/// Speeds to choose from; the last is as fast as it goes.
const SPEEDS: [Option<f64>; 7] = [
    Some(0.1),
    Some(0.2),
    Some(0.5),
    Some(1.0),
    Some(2.0),
    Some(5.0),
    None,
];
/// Without a spike for this long, activity has died.
const SILENT_S: f64 = 0.2;

pub fn network_ui(
    ui: &mut egui::Ui,
    source: &NetworkSource,
    status: Option<&LiveStatus>,
    actions: &mut Vec<Action>,
) {
    let Some((model, _)) = source.found() else {
        ui.weak("This version does not know the network.");
        return;
    };
    let mut asked = Vec::new();
    choice_ui(ui, model, source, &mut asked);
    if let Some(status) = status {
        run_ui(ui, source, status, &mut asked);
        ui.separator();
        egui::ScrollArea::vertical()
            .auto_shrink([false, false])
            .show(ui, |ui| {
                let is_live = |p: &&'static Parameter| model.live().iter().any(|l| l.id == p.id);
                for group in model.groups() {
                    let of_group = group.parameters.iter().copied();
                    let live: Vec<_> = of_group.filter(is_live).collect();
                    if !live.is_empty() {
                        ui.label(theme::strong(group.title));
                        parameters_ui(ui, &live, &status.values, &mut asked);
                        ui.add_space(8.0);
                    }
                }
                egui::CollapsingHeader::new("At the first step").show(ui, |ui| {
                    ui.weak("A change starts the network again.");
                    first_step_ui(ui, model.groups(), &is_live, &status.values, &mut asked);
                });
                changes_ui(ui, status, actions);
                ui.add_space(8.0);
                ui.weak(format!("Synthetic. {}", model.summary()));
            });
    }
    actions.extend(asked.into_iter().map(Action::Network));
}

/// Which network, and from which preset.
fn choice_ui(
    ui: &mut egui::Ui,
    model: &'static dyn Model,
    source: &NetworkSource,
    asked: &mut Vec<NetworkAction>,
) {
    let mut choose = |model: &'static dyn Model, preset: &str| {
        asked.push(NetworkAction::Choose {
            model: model.id().to_owned(),
            preset: preset.to_owned(),
        });
    };
    let width = ui.available_width();
    let label = ui.label("Network");
    egui::ComboBox::from_id_salt("network")
        .width(width)
        .truncate()
        .selected_text(model.title())
        .show_ui(ui, |ui| {
            for other in models::networks() {
                let is_this = other.id() == model.id();
                let button = ui.selectable_label(is_this, other.title());
                if button.on_hover_text(other.summary()).clicked()
                    && !is_this
                    && let Some(first) = other.presets().first()
                {
                    choose(other, first.id);
                }
            }
        })
        .response
        .labelled_by(label.id);
    let preset = model.presets().iter().find(|p| p.id == source.preset);
    let label = ui.label("Preset");
    egui::ComboBox::from_id_salt("preset")
        .width(width)
        .truncate()
        .selected_text(preset.map_or("", |p| p.title))
        .show_ui(ui, |ui| {
            for preset in model.presets() {
                let button = ui.selectable_label(preset.id == source.preset, preset.title);
                if button.on_hover_text(preset.help).clicked() {
                    choose(model, preset.id);
                }
            }
        })
        .response
        .labelled_by(label.id);
    if let Some(preset) = preset {
        ui.weak(preset.help);
    }
}

/// Run and pause, speed, and how it stands.
fn run_ui(
    ui: &mut egui::Ui,
    source: &NetworkSource,
    status: &LiveStatus,
    asked: &mut Vec<NetworkAction>,
) {
    ui.add_space(4.0);
    ui.horizontal_wrapped(|ui| {
        let mut button = |ui: &mut egui::Ui, text: &str, help: &str, action: NetworkAction| {
            if ui.button(text).on_hover_text(help).clicked() {
                asked.push(action);
            }
        };
        let (run, help) = if status.running {
            ("Pause", "Hold the network as it is")
        } else {
            ("Run", "Let the network go on")
        };
        button(ui, run, help, NetworkAction::Run(!status.running));
        button(
            ui,
            "One step",
            "Let 10 ms of model time pass",
            NetworkAction::Step,
        );
        button(
            ui,
            "Kick",
            "A push that may wake a silent network; it leaves a mark on the timeline",
            NetworkAction::Kick,
        );
        button(
            ui,
            "Restart",
            "From the first step, with these values and the same seed",
            NetworkAction::Restart { new_seed: false },
        );
        button(
            ui,
            "New seed",
            "From the first step, with these values and the next seed",
            NetworkAction::Restart { new_seed: true },
        );
    });
    ui.horizontal(|ui| {
        let label = ui.label("Speed");
        let wanted = Some(status.speed).filter(|s| s.is_finite());
        egui::ComboBox::from_id_salt("network speed")
            .selected_text(speed_text(wanted))
            .show_ui(ui, |ui| {
                for speed in SPEEDS {
                    let button = ui.selectable_label(speed == wanted, speed_text(speed));
                    if button.clicked() {
                        asked.push(NetworkAction::Speed(speed));
                    }
                }
            })
            .response
            .labelled_by(label.id)
            .on_hover_text("Model seconds a second");
        if let Some(reached) = status.reached {
            ui.weak(format!("{}× reached", number_text(reached, 2)));
        }
    });
    ui.weak(format!(
        "{} of model time, seed {}",
        quantity_text::duration(status.time_s),
        source.seed
    ));
    let since_s = status.last_spike_s.unwrap_or(0.0);
    if status.time_s - since_s > SILENT_S {
        ui.label(format!(
            "Silent since {}. A kick may bring it back.",
            quantity_text::duration(since_s)
        ));
    }
    if let Some(problem) = &status.problem {
        ui.label(problem);
    }
}

fn speed_text(speed: Option<f64>) -> String {
    speed.map_or("As fast as it goes".to_owned(), |speed| format!("{speed}×"))
}

/// A control for each, with the way back to its default.
fn parameters_ui(
    ui: &mut egui::Ui,
    parameters: &[&'static Parameter],
    values: &Values,
    asked: &mut Vec<NetworkAction>,
) {
    for &parameter in parameters {
        let value = values.get(parameter);
        let changed = match (parameter.kind, &value) {
            (Kind::Number { min, max, .. }, Value::Number(number)) => {
                let mut number = *number;
                let slider = egui::Slider::new(&mut number, min..=max).max_decimals(4);
                let ends = [min, max].map(|end| number_text(end, 4));
                match slider_ui(ui, parameter, &value, slider, &ends) {
                    Turned::No => None,
                    Turned::Moved => Some(Value::Number(number)),
                    Turned::Back => Some(parameter.default_value()),
                }
            }
            (Kind::Integer { min, max, .. }, Value::Integer(number)) => {
                let mut number = *number;
                let slider = egui::Slider::new(&mut number, min..=max);
                let ends = [min, max].map(|end| end.to_string());
                match slider_ui(ui, parameter, &value, slider, &ends) {
                    Turned::No => None,
                    Turned::Moved => Some(Value::Integer(number)),
                    Turned::Back => Some(parameter.default_value()),
                }
            }
            _ => {
                let row = ui.horizontal(|ui| {
                    let changed = parameter_ui(ui, parameter, values);
                    changed.or(default_ui(ui, parameter, &value))
                });
                row.inner
            }
        };
        if let Some(value) = changed {
            asked.push(NetworkAction::Set {
                parameter: parameter.id.to_owned(),
                value,
            });
        }
    }
}

/// The groups of what starts the network again: once for each drag, when it ends.
fn first_step_ui(
    ui: &mut egui::Ui,
    groups: &[ParameterGroup],
    is_live: &dyn Fn(&&'static Parameter) -> bool,
    values: &Values,
    asked: &mut Vec<NetworkAction>,
) {
    let id = egui::Id::unique("dragged at the first step");
    let dragged: Option<NetworkAction> = ui.data(|d| d.get_temp(id));
    let mut shown = values.clone();
    let mut all = groups.iter().flat_map(|group| group.parameters);
    if let Some(NetworkAction::Set { parameter, value }) = &dragged
        && let Some(parameter) = all.find(|p| p.id == parameter)
    {
        shown.set(parameter, value);
    }
    let mut changed = Vec::new();
    for group in groups {
        let of_group = group.parameters.iter().copied();
        let first: Vec<_> = of_group.filter(|p| !is_live(p)).collect();
        if !first.is_empty() {
            ui.label(theme::strong(group.title));
            parameters_ui(ui, &first, &shown, &mut changed);
            ui.add_space(8.0);
        }
    }
    let last = changed.pop().or(dragged);
    if ui.input(|i| i.pointer.any_down()) {
        ui.data_mut(|d| last.map(|last| d.insert_temp(id, last)));
    } else {
        ui.data_mut(|d| d.remove::<NetworkAction>(id));
        asked.extend(last);
    }
}

/// What was done with a slider.
enum Turned {
    No,
    Moved,
    /// To its default.
    Back,
}

/// A slider below its name, with unit and range.
fn slider_ui(
    ui: &mut egui::Ui,
    parameter: &Parameter,
    value: &Value,
    slider: egui::Slider<'_>,
    [min, max]: &[String; 2],
) -> Turned {
    let unit = with_unit(parameter);
    let default = parameter.default_value();
    let help = format!(
        "{}\n{min} to {max}{unit}; at first {default}{unit}. Double-click the name for that.",
        parameter.help,
    );
    let row = ui.horizontal(|ui| {
        let name = egui::Label::new(parameter.label).sense(egui::Sense::click());
        let name = ui.add(name).on_hover_text(&help);
        (default_ui(ui, parameter, value), name)
    });
    let (asked, name) = row.inner;
    // A row that is too wide would push the page wider with each frame.
    let of_value = 76.0 + 8.0 * unit.len() as f32;
    ui.spacing_mut().slider_width = (ui.available_width() - of_value).max(60.0);
    let slider = slider.suffix(unit).clamping(egui::SliderClamping::Always);
    let slider = ui.add(slider).labelled_by(name.id).on_hover_text(help);
    if name.double_clicked() || asked.is_some() {
        Turned::Back
    } else if slider.changed() {
        Turned::Moved
    } else {
        Turned::No
    }
}

fn with_unit(parameter: &Parameter) -> String {
    if parameter.unit.is_empty() {
        String::new()
    } else {
        format!(" {}", parameter.unit)
    }
}

/// At the end of a row, where the value is another: the default, when it is asked for.
fn default_ui(ui: &mut egui::Ui, parameter: &Parameter, value: &Value) -> Option<Value> {
    let default = parameter.default_value();
    let to_the_right = egui::Layout::right_to_left(egui::Align::Center);
    let button = ui.with_layout(to_the_right, |ui| {
        let text = egui::RichText::new("Default").small();
        let button = egui::Button::new(text).small().frame(false);
        ui.add_visible(*value != default, button)
    });
    let words = format!("Default of {}", parameter.label);
    let name = || egui::WidgetInfo::labeled(egui::Role::Button, true, &words);
    button.inner.widget_info(name);
    let help = format!("Back to {}", default_text(parameter, &default));
    button
        .inner
        .on_hover_text(help)
        .clicked()
        .then_some(default)
}

/// "6 nS", or the words of a choice.
fn default_text(parameter: &Parameter, default: &Value) -> String {
    match (parameter.kind, default) {
        (Kind::Choice { options, .. }, Value::Choice(chosen)) => {
            let words = options.iter().find(|(id, _)| id == chosen);
            words.map_or_else(String::new, |(_, words)| (*words).to_owned())
        }
        _ => format!("{default}{}", with_unit(parameter)),
    }
}

/// What was turned so far, to be copied or saved as a list that `simulate --changes` reads.
fn changes_ui(ui: &mut egui::Ui, status: &LiveStatus, actions: &mut Vec<Action>) {
    ui.add_space(8.0);
    let count = status.changes.len();
    ui.horizontal(|ui| {
        ui.label(match count {
            0 => "Nothing was turned yet".to_owned(),
            1 => "1 change".to_owned(),
            _ => format!("{count} changes"),
        });
        let help = "As lines that \"equipoise simulate --changes FILE\" replays";
        let copy = ui.add_enabled(count > 0, egui::Button::new("Copy list"));
        if copy.on_hover_text(help).clicked() {
            let list = Changes::new(status.changes.to_vec());
            ui.copy_text(list.to_json_lines());
        }
        let save = ui.add_enabled(count > 0, egui::Button::new("Save list…"));
        if save
            .on_hover_text(Command::SaveChanges.hover_text())
            .clicked()
        {
            actions.push(Action::Run(Command::SaveChanges));
        }
    });
}
