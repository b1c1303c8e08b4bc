//! What the table of units shows, and which of its rows are selected.

use super::columns::{self, Column};
use crate::analysis::UnitStats;
use crate::app::action::Action;
use crate::app::side::unit_matches;
use crate::app::unit_stats::Status;
use crate::plot::Theme;
use crate::recording::{Class, Recording};
use eframe::egui;
use std::collections::BTreeSet;

/// By what the units are filtered and sorted; stays when the table is closed.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct SortAndFilter {
    pub(super) filter: String,
    pub(super) column: Column,
    pub(super) descending: bool,
}

/// What the table remembers while it is open.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct UnitsTable {
    pub(super) by: SortAndFilter,
    pub(super) selected: BTreeSet<usize>,
    /// Where a stretch of the selection begins, and where it ends: the row that the arrows move.
    pub(super) anchor: Option<usize>,
    pub(super) cursor: Option<usize>,
    /// The units that show, in the order of the rows.
    pub(super) order: Vec<usize>,
    /// What the order was made of.
    ordered: Option<Ordered>,
    /// Top and height of the rows in sight, in points.
    pub(super) sight: (f32, f32),
    /// Asks to be sorted again, though it may be by the same.
    pub(super) anew: bool,
    /// Asks for the row of the cursor to be in sight.
    pub(super) follow: bool,
}

#[derive(Clone, Debug, PartialEq)]
struct Ordered {
    by: SortAndFilter,
    original: u64,
    with_stats: bool,
    /// The recording with its edits: rows stay where they are while classes are set, until a
    /// heading is clicked again.
    recording: u64,
}

/// What the rows show.
pub(super) struct Content<'a> {
    pub(super) recording: &'a Recording,
    /// Id of the recording without edits.
    pub(super) original: u64,
    pub(super) status: Status<'a>,
    pub(super) theme: &'a Theme,
}

impl Content<'_> {
    pub(super) fn stats(&self, at: usize) -> Option<&UnitStats> {
        match self.status {
            Status::Ready(all) => all.get(at),
            Status::Running(_) | Status::Failed(_) => None,
        }
    }
    pub(super) fn spikes(&self, at: usize) -> usize {
        self.recording.trains().unit(at).len()
    }
    pub(super) fn rate_hz(&self, at: usize) -> f64 {
        self.recording.rate_hz(at)
    }
    pub(super) fn is_running(&self) -> bool {
        matches!(self.status, Status::Running(_))
    }
}

impl UnitsTable {
    /// In the first frame, and when another recording shows.
    pub(super) fn reset_if_changed(&mut self, ui: &egui::Ui, content: &Content<'_>) {
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
    pub(super) fn order(&mut self, content: &Content<'_>) {
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
    pub(super) fn is_out_of_order(&self, content: &Content<'_>) -> bool {
        let sorted = self.ordered.as_ref().map(|o| o.recording);
        self.by.column.is_edited() && sorted != Some(content.recording.id())
    }

    /// By this column; again, the other way round.
    pub(super) fn sort_by(&mut self, column: Column, content: &Content<'_>) {
        if self.by.column != column {
            (self.by.column, self.by.descending) = (column, false);
        } else if !self.is_out_of_order(content) {
            self.by.descending = !self.by.descending;
        }
        self.anew = true;
    }

    pub(super) fn place(&self, unit: Option<usize>) -> Option<usize> {
        let unit = unit?;
        self.order.iter().position(|&at| at == unit)
    }

    /// Selects one row; with `extend` all from where the selection begins, with `add` also what
    /// was selected before.
    pub(super) fn select(&mut self, at: usize, extend: bool, add: bool) {
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

    pub(super) fn select_all(&mut self) {
        self.selected = self.order.iter().copied().collect();
    }

    pub(super) fn set_class(&self, to: (&Recording, Class), actions: &mut Vec<Action>) {
        if !self.selected.is_empty() {
            let units = self.selected.iter().copied();
            actions.push(Action::set_class(to.0, units, to.1));
        }
    }

    pub(super) fn include(&self, to: (&Recording, bool), actions: &mut Vec<Action>) {
        if !self.selected.is_empty() {
            let units = self.selected.iter().copied();
            actions.push(Action::include(to.0, units, to.1));
        }
    }

    pub(super) fn has_all_included(&self, recording: &Recording) -> bool {
        let mut units = self.selected.iter();
        units.all(|&at| recording.units().get(at).is_some_and(|u| u.included))
    }
}
