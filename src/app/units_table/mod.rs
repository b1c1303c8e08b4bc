//! The table of all units: what each is, what its spikes say of it, and edits of many at once.

mod cells;
mod columns;
mod keys;
mod rows;
mod working;

use super::action::Action;
use super::dialog::Answer;
use super::shell::Shell;
use super::side::unit_matches;
use super::text;
use super::theme;
use crate::analysis::UnitStats;
use crate::plot::Theme;
use crate::recording::{Class, Recording};
use columns::Column;
use eframe::egui;
use std::collections::BTreeSet;
pub use working::{Shown, StatsOf};

/// Share of the window that the table takes.
const SHARE: f32 = 0.9;
/// Height of what is said below the table.
const FOOT: f32 = 40.0;

/// By what the units are filtered and sorted; stays when the table is closed.
#[derive(Clone, Debug, Default, PartialEq)]
struct By {
    filter: String,
    column: Column,
    descending: bool,
}

/// What the table remembers while it is open.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct UnitsTable {
    by: By,
    selected: BTreeSet<usize>,
    /// Where a stretch of the selection begins, and where it ends: the row that the arrows move.
    anchor: Option<usize>,
    cursor: Option<usize>,
    /// The units that show, in the order of the rows.
    order: Vec<usize>,
    /// What the order was made of.
    ordered: Option<Ordered>,
    /// Top and height of the rows in sight, in points.
    sight: (f32, f32),
    /// Asks to be sorted again, though it may be by the same.
    anew: bool,
    /// Asks for the row of the cursor to be in sight.
    follow: bool,
}

#[derive(Clone, Debug, PartialEq)]
struct Ordered {
    by: By,
    original: u64,
    with_stats: bool,
    /// The recording with its edits: rows stay where they are while classes are set, until a
    /// heading is clicked again.
    recording: u64,
}

/// What the rows show.
struct Content<'a> {
    recording: &'a Recording,
    /// Id of the recording without edits.
    original: u64,
    shown: Shown<'a>,
    theme: &'a Theme,
}

impl Content<'_> {
    fn stats(&self, at: usize) -> Option<&UnitStats> {
        match self.shown {
            Shown::Ready(all) => all.get(at),
            Shown::Running(_) | Shown::Failed(_) => None,
        }
    }
    fn spikes(&self, at: usize) -> usize {
        self.recording.trains().unit(at).len()
    }
    fn is_running(&self) -> bool {
        matches!(self.shown, Shown::Running(_))
    }
}

/// Size of the table in a window of this size.
pub(super) fn size(window: egui::Vec2) -> egui::Vec2 {
    (window * SHARE).floor()
}

impl UnitsTable {
    /// The whole table with its buttons.
    pub(super) fn ui(
        &mut self,
        ui: &mut egui::Ui,
        shell: &Shell,
        actions: &mut Vec<Action>,
    ) -> Answer {
        let (Some(loaded), Some(open)) = (shell.loaded(), shell.open_tab()) else {
            return Answer::Close;
        };
        let stats = open.unit_stats.as_ref();
        let content = Content {
            recording: &loaded.recording,
            original: loaded.original.id(),
            shown: stats
                .filter(|s| s.is_of(&loaded.original))
                .map_or(Shown::Running(0), StatsOf::shown),
            theme: &shell.theme,
        };
        self.begin(ui, &content);
        if keys::keys_ui(ui, self, &content, actions) {
            return Answer::Close;
        }
        let closed = self.title_ui(ui, &content);
        ui.add_space(4.0);
        self.bulk_ui(ui, &content, actions);
        ui.add_space(8.0);
        self.order(&content);
        let room = ui.available_size() - egui::vec2(0.0, FOOT);
        ui.allocate_ui(room, |ui| {
            ui.set_min_size(room);
            if content.recording.units().is_empty() {
                ui.weak("This recording has no units.");
            } else if self.order.is_empty() {
                ui.weak(format!("No unit matches “{}”.", self.by.filter.trim()));
            } else {
                rows::table_ui(ui, self, &content, actions);
            }
        });
        foot_ui(ui);
        let kept = self.by.clone();
        ui.data_mut(|d| d.insert_temp(egui::Id::unique("units table by"), kept));
        if closed { Answer::Close } else { Answer::Stay }
    }

    /// In the first frame, and when another recording shows.
    fn begin(&mut self, ui: &egui::Ui, content: &Content<'_>) {
        if self
            .ordered
            .as_ref()
            .is_some_and(|o| o.original == content.original)
        {
            return;
        }
        let kept = ui.data(|d| d.get_temp(egui::Id::unique("units table by")));
        *self = Self {
            by: kept.unwrap_or_default(),
            ..Self::default()
        };
        self.order(content);
    }

    /// Filters and sorts, when what that rests on has changed.
    fn order(&mut self, content: &Content<'_>) {
        let stats_matter = self.by.column.needs_stats();
        let now = Ordered {
            by: self.by.clone(),
            original: content.original,
            with_stats: stats_matter && !content.is_running(),
            recording: content.recording.id(),
        };
        let stands = |before: &Ordered| {
            before.by == now.by
                && before.original == now.original
                && before.with_stats == now.with_stats
        };
        let anew = std::mem::take(&mut self.anew);
        if !anew && self.ordered.as_ref().is_some_and(stands) {
            return;
        }
        let units = content.recording.units();
        self.order = (0..units.len())
            .filter(|&at| unit_matches(&units[at], &self.by.filter))
            .collect();
        columns::sort(&mut self.order, self.by.column, self.by.descending, content);
        // What is not seen is not changed.
        let seen: BTreeSet<usize> = self.order.iter().copied().collect();
        self.selected.retain(|at| seen.contains(at));
        self.anchor = self.anchor.filter(|at| seen.contains(at));
        self.cursor = self.cursor.filter(|at| seen.contains(at));
        self.ordered = Some(now);
    }

    /// True when units were changed since they were sorted by what was changed.
    fn is_out_of_order(&self, content: &Content<'_>) -> bool {
        let sorted = self.ordered.as_ref().map(|o| o.recording);
        self.by.column.is_edited() && sorted != Some(content.recording.id())
    }

    /// By this column; again, the other way round.
    fn sort_by(&mut self, column: Column, content: &Content<'_>) {
        if self.by.column != column {
            (self.by.column, self.by.descending) = (column, false);
        } else if !self.is_out_of_order(content) {
            self.by.descending = !self.by.descending;
        }
        self.anew = true;
    }

    fn place(&self, unit: Option<usize>) -> Option<usize> {
        let unit = unit?;
        self.order.iter().position(|&at| at == unit)
    }

    /// Selects one row; with `extend` all from where the selection begins, with `add` also what
    /// was selected before.
    fn select(&mut self, at: usize, extend: bool, add: bool) {
        let anchor = self.place(self.anchor);
        if extend && let (Some(from), Some(to)) = (anchor, self.place(Some(at))) {
            if !add {
                self.selected.clear();
            }
            let rows = &self.order[from.min(to)..=from.max(to)];
            self.selected.extend(rows);
        } else {
            if !add {
                self.selected = BTreeSet::from([at]);
            } else if !self.selected.remove(&at) {
                self.selected.insert(at);
            }
            self.anchor = Some(at);
        }
        self.cursor = Some(at);
    }

    fn select_all(&mut self) {
        self.selected = self.order.iter().copied().collect();
    }

    fn set_class(&self, class: Class, actions: &mut Vec<Action>) {
        let units: Vec<usize> = self.selected.iter().copied().collect();
        if !units.is_empty() {
            actions.push(Action::SetClass { units, class });
        }
    }

    fn include(&self, included: bool, actions: &mut Vec<Action>) {
        let units: Vec<usize> = self.selected.iter().copied().collect();
        if !units.is_empty() {
            actions.push(Action::Include { units, included });
        }
    }

    fn all_included(&self, recording: &Recording) -> bool {
        let mut units = self.selected.iter();
        units.all(|&at| recording.units().get(at).is_some_and(|u| u.included))
    }

    /// What is in the recording, the filter, and the way out; true when that was taken.
    fn title_ui(&mut self, ui: &mut egui::Ui, content: &Content<'_>) -> bool {
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
    fn bulk_ui(&mut self, ui: &mut egui::Ui, content: &Content<'_>, actions: &mut Vec<Action>) {
        let n = self.selected.len();
        let any = n > 0;
        ui.horizontal(|ui| {
            let said = match n {
                0 => "No unit selected".to_owned(),
                1 => "1 unit selected".to_owned(),
                _ => format!("{} units selected", text::count(n)),
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
                    self.set_class(class, actions);
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
                    self.include(included, actions);
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
                |ui| match content.shown {
                    Shown::Running(percent) => {
                        ui.weak(format!("Working out the statistics, {percent} % …"));
                    }
                    Shown::Failed(text) => {
                        ui.colored_label(ui.visuals().error_fg_color, text);
                    }
                    Shown::Ready(_) => {}
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
        .map(|(n, name)| format!("{} {name}", text::count(n)))
        .collect();
    let mut said = vec![if classes.is_empty() {
        format!("{} {units}", text::count(all))
    } else {
        format!("{} {units}: {}", text::count(all), classes.join(", "))
    }];
    let out = recording.units().iter().filter(|u| !u.included).count();
    if out > 0 {
        said.push(format!("{} left out", text::count(out)));
    }
    if shown < all {
        said.push(format!("{} shown", text::count(shown)));
    }
    said.join(" · ")
}

fn foot_ui(ui: &mut egui::Ui) {
    ui.add_space(6.0);
    ui.spacing_mut().item_spacing.y = 2.0;
    for line in [
        "All numbers are of the whole recording. Each drawing is scaled to its own height; a dash says that there is nothing to show.",
        "Keys: E, I and U set the class, Space includes or leaves out, Up and Down move, Shift extends, Ctrl+A selects all, Ctrl+Z takes back.",
    ] {
        ui.add(egui::Label::new(egui::RichText::new(line).small().weak()).truncate());
    }
}
