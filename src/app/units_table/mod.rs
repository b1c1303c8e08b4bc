//! The table of all units: what each is, what its spikes say of it, and edits of many at once.

mod cells;
mod columns;
mod head;
mod keys;
mod rows;
mod working;

use super::action::Action;
use super::dialog::Answer;
use super::shell::Shell;
use super::side::unit_matches;
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
    fn rate_hz(&self, at: usize) -> f64 {
        self.spikes(at) as f64 / self.recording.span().duration_s()
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
        head::foot_ui(ui);
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
}
