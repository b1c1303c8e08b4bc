//! The list of units: sort, filter, select, set class, include.

use crate::app::action::Action;
use crate::app::class_commands::{class_by_key, class_commands};
use crate::app::command::Command;
use crate::app::theme;
use crate::plot::{Ink, Theme, number_text};
use crate::recording::{Class, Recording, Unit};
use eframe::egui;
use std::collections::BTreeSet;

const ROW: f32 = 22.0;
const SCROLL_BAR: f32 = 7.0;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Sort {
    #[default]
    File,
    Rate,
    Class,
    Electrode,
}

/// What the list remembers between frames; not worth saving.
#[derive(Clone, Debug, Default)]
struct ListState {
    filter: String,
    sort: Sort,
    /// Where a stretch selected with Shift begins.
    last: Option<usize>,
}

pub fn units_ui(
    ui: &mut egui::Ui,
    theme: &Theme,
    recording: &Recording,
    (tab, chosen): (u64, &BTreeSet<usize>),
    actions: &mut Vec<Action>,
) {
    let id = egui::Id::unique(("units", tab));
    let mut state: ListState = ui.data(|d| d.get_temp(id)).unwrap_or_default();
    let units = recording.units();
    if units.is_empty() {
        ui.weak("This recording has no units.");
        return;
    }
    controls_ui(ui, &mut state, actions);
    let order = ordered(recording, &state);
    selection_ui(ui, recording, chosen, &order, actions);
    ui.add_space(4.0);
    // The scroll bar that shows when the pointer is near lies in the margin, not on the rates.
    let rect = ui.available_rect_before_wrap();
    let wide = rect.with_max_x(rect.max.x + SCROLL_BAR);
    let mut list = ui.new_child(egui::UiBuilder::new().max_rect(wide));
    list.spacing_mut().item_spacing.y = 0.0;
    egui::ScrollArea::vertical()
        .auto_shrink([false, false])
        .show_rows(&mut list, ROW, order.len(), |ui, rows| {
            ui.set_max_width(rect.width());
            for &at in order.get(rows).unwrap_or_default() {
                let is_selected = chosen.contains(&at);
                if row_ui(ui, theme, recording, at, is_selected, actions) {
                    let units = selected(ui, &mut state, chosen, at, &order);
                    actions.push(Action::select_units(recording, units));
                }
            }
        });
    ui.advance_cursor_after_rect(rect);
    if ui.rect_contains_pointer(rect) {
        let units: Vec<usize> = chosen.iter().copied().collect();
        class_by_key(ui, recording, &units, actions);
    }
    ui.data_mut(|d| d.insert_temp(id, state));
}

fn controls_ui(ui: &mut egui::Ui, state: &mut ListState, actions: &mut Vec<Action>) {
    ui.allocate_ui_with_layout(
        egui::vec2(ui.available_width(), ROW),
        egui::Layout::right_to_left(egui::Align::Center),
        |ui| {
            let table = ui
                .button("Table…")
                .on_hover_text(Command::UnitsTable.hover_text());
            table.widget_info(|| {
                egui::WidgetInfo::labeled(egui::Role::Button, true, Command::UnitsTable.text())
            });
            if table.clicked() {
                actions.push(Action::Run(Command::UnitsTable));
            }
            let names = [
                (Sort::File, "As in file"),
                (Sort::Rate, "Rate"),
                (Sort::Class, "Class"),
                (Sort::Electrode, "Electrode"),
            ];
            let shown = names
                .iter()
                .find(|(s, _)| *s == state.sort)
                .map_or("", |n| n.1);
            egui::ComboBox::from_id_salt("sort units")
                .width(88.0)
                .selected_text(shown)
                .show_ui(ui, |ui| {
                    for (sort, name) in names {
                        ui.selectable_value(&mut state.sort, sort, name);
                    }
                })
                .response
                .on_hover_text("Order of the list")
                .widget_info(|| {
                    egui::WidgetInfo::labeled(egui::Role::ComboBox, true, "Sort units")
                });
            let filter = egui::TextEdit::singleline(&mut state.filter)
                .hint_text("Filter")
                .desired_width(ui.available_width());
            ui.add(filter)
                .on_hover_text("By name, class, group, electrode or quality")
                .widget_info(|| {
                    egui::WidgetInfo::labeled(egui::Role::TextInput, true, "Filter units")
                });
        },
    );
}

fn rate_hz(recording: &Recording, unit: usize) -> f64 {
    recording.rate_hz(unit)
}

/// What the filter field looks in.
pub fn matches(unit: &Unit, filter: &str) -> bool {
    let filter = filter.trim().to_lowercase();
    filter.is_empty()
        || [
            Some(unit.id.as_str()),
            Some(unit.class.name()),
            unit.electrode.as_deref(),
            unit.group.as_deref(),
            unit.quality.as_deref(),
        ]
        .into_iter()
        .flatten()
        .any(|text| text.to_lowercase().contains(&filter))
}

fn ordered(recording: &Recording, state: &ListState) -> Vec<usize> {
    let units = recording.units();
    let mut order: Vec<usize> = (0..units.len())
        .filter(|&u| matches(&units[u], &state.filter))
        .collect();
    match state.sort {
        Sort::File => {}
        Sort::Rate => {
            order.sort_by(|&a, &b| rate_hz(recording, b).total_cmp(&rate_hz(recording, a)));
        }
        Sort::Class => order.sort_by_key(|&u| units[u].class),
        Sort::Electrode => {
            order.sort_by(|&a, &b| units[a].electrode.cmp(&units[b].electrode));
        }
    }
    order
}

/// What can be done with the selected units.
fn selection_ui(
    ui: &mut egui::Ui,
    recording: &Recording,
    selected: &BTreeSet<usize>,
    order: &[usize],
    actions: &mut Vec<Action>,
) {
    ui.horizontal(|ui| {
        let units: Vec<usize> = selected.iter().copied().collect();
        let any = !units.is_empty();
        for class in Class::ALL {
            let button = ui
                .add_enabled(any, egui::Button::new(class.letter()))
                .on_hover_text(format!(
                    "Set the selected units to {} (key {} on the list)",
                    class.name().to_lowercase(),
                    class.name().chars().next().unwrap_or_default()
                ));
            button.widget_info(|| {
                egui::WidgetInfo::labeled(
                    egui::Role::Button,
                    any,
                    format!("Set class {}", class.name()),
                )
            });
            if button.clicked() {
                let units = units.iter().copied();
                actions.push(Action::set_class(recording, units, class));
            }
        }
        let included = units
            .iter()
            .all(|&u| recording.units().get(u).is_some_and(|u| u.included));
        let text = if included { "Leave out" } else { "Include" };
        if ui
            .add_enabled(any, egui::Button::new(text))
            .on_hover_text("Whether the selected units take part in the ensembles")
            .clicked()
        {
            let units = units.iter().copied();
            actions.push(Action::include(recording, units, !included));
        }
        if ui
            .button(if any { "None" } else { "All" })
            .on_hover_text("Select all units of the list, or none")
            .clicked()
        {
            let units = if any { &[] } else { order };
            let units = units.iter().copied();
            actions.push(Action::select_units(recording, units));
        }
    });
    let classified = recording.count(Class::Excitatory) + recording.count(Class::Inhibitory);
    if classified == 0 {
        ui.horizontal_wrapped(|ui| {
            ui.label("No unit has a class yet.");
            for command in class_commands(recording) {
                if ui
                    .link(command.text())
                    .on_hover_text(command.tooltip())
                    .clicked()
                {
                    actions.push(Action::Run(command));
                }
            }
        });
    }
}

/// True when the name of the unit was clicked.
fn row_ui(
    ui: &mut egui::Ui,
    theme: &Theme,
    recording: &Recording,
    at: usize,
    is_selected: bool,
    actions: &mut Vec<Action>,
) -> bool {
    let Some(unit) = recording.units().get(at) else {
        return false;
    };
    ui.horizontal(|ui| {
        ui.set_height(ROW);
        ui.spacing_mut().interact_size.y = ROW - 2.0;
        let mut included = unit.included;
        let check = ui
            .checkbox(&mut included, "")
            .on_hover_text("Takes part in the ensembles");
        let name = format!("Include unit {}", unit.id);
        check.widget_info(|| {
            egui::WidgetInfo::selected(egui::Role::CheckBox, true, unit.included, &name)
        });
        if check.changed() {
            actions.push(Action::include(recording, [at], included));
        }
        ui.add_sized(
            [14.0, ROW - 4.0],
            egui::Label::new(
                egui::RichText::new(unit.class.letter())
                    .color(theme::colour(theme.colour(Ink::from(unit.class)))),
            ),
        );
        let rate = format!("{} Hz", number_text(rate_hz(recording, at), 3));
        let width = (ui.available_width() - 70.0).max(40.0);
        let group = unit
            .group
            .as_deref()
            .or(unit.electrode.as_deref())
            .unwrap_or("");
        let text = if group.is_empty() {
            unit.id.clone()
        } else {
            format!("{} · {group}", unit.id)
        };
        let label = egui::Button::selectable(is_selected, text).truncate();
        let button = ui
            .allocate_ui_with_layout(
                egui::vec2(width, ROW - 2.0),
                egui::Layout::left_to_right(egui::Align::Center),
                |ui| ui.add(label),
            )
            .inner
            .on_hover_ui(|ui| about_ui(ui, recording, at, unit));
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            ui.label(egui::RichText::new(rate).small().weak());
        });
        button.clicked()
    })
    .inner
}

/// Click selects one, Ctrl-click adds one, Shift-click all from the last one.
fn selected(
    ui: &egui::Ui,
    state: &mut ListState,
    before: &BTreeSet<usize>,
    at: usize,
    order: &[usize],
) -> BTreeSet<usize> {
    let held = ui.input(|i| i.modifiers);
    let mut selected = before.clone();
    let place = |unit| order.iter().position(|&u| u == unit);
    if held.shift
        && let (Some(from), Some(to)) = (state.last.and_then(place), place(at))
    {
        selected.extend(&order[from.min(to)..=from.max(to)]);
    } else if held.command {
        if !selected.remove(&at) {
            selected.insert(at);
        }
    } else if *before == BTreeSet::from([at]) {
        selected.clear();
    } else {
        selected = BTreeSet::from([at]);
    }
    state.last = Some(at);
    selected
}

fn about_ui(ui: &mut egui::Ui, recording: &Recording, at: usize, unit: &Unit) {
    ui.label(theme::strong(&format!("Unit {}", unit.id)));
    let source = unit
        .class_source
        .as_ref()
        .map_or_else(String::new, |s| format!(" ({s})"));
    ui.label(format!("{}{source}", unit.class.name()));
    let mut say = |what: &str, value: &Option<String>| {
        if let Some(value) = value {
            ui.label(format!("{what} {value}"));
        }
    };
    say("Electrode", &unit.electrode);
    say("Group", &unit.group);
    say("Quality", &unit.quality);
    let spikes = recording.trains().unit(at).len();
    ui.label(format!(
        "{} spikes, {} Hz",
        crate::app::quantity_text::count(spikes),
        number_text(rate_hz(recording, at), 3)
    ));
    for column in recording.columns().iter().take(8) {
        if let Some(value) = column.values.to_labels().get(at) {
            ui.label(
                egui::RichText::new(format!("{} {value}", column.name))
                    .small()
                    .weak(),
            );
        }
    }
}
