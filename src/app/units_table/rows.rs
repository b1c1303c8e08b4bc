//! Headings and rows; only the rows in sight are laid out.

use super::cells;
use super::columns::{self, Column};
use super::keys;
use super::table::{Content, UnitsTable};
use crate::app::action::Action;
use crate::app::theme;
use crate::plot::number_text;
use crate::recording::{Recording, Unit};
use eframe::egui;
use egui::{Rect, Sense, Shape, pos2, vec2};

pub(super) const ROW: f32 = 26.0;
const HEAD: f32 = 36.0;
/// Room for the bar that scrolls the rows.
const BAR: f32 = 12.0;

type Places = [(f32, f32); Column::ALL.len()];

pub(super) fn table_ui(
    ui: &mut egui::Ui,
    table: &mut UnitsTable,
    content: &Content<'_>,
    actions: &mut Vec<Action>,
) {
    ui.spacing_mut().item_spacing.y = 0.0;
    let width = (ui.available_width() - BAR).max(columns::least_width());
    let places = columns::places(width);
    egui::ScrollArea::horizontal()
        .id_salt("units table")
        .auto_shrink(false)
        .show(ui, |ui| {
            ui.set_width(width + BAR);
            heads_ui(ui, table, content, &places);
            stop_ui(ui);
            let mut area = egui::ScrollArea::vertical()
                .id_salt("units table rows")
                .auto_shrink(false);
            if std::mem::take(&mut table.follow)
                && let Some(offset) = table.followed()
            {
                area = area.vertical_scroll_offset(offset);
            }
            let n = table.order.len();
            let output = area.show_rows(ui, ROW, n, |ui, rows| {
                for row in rows {
                    if let Some(&at) = table.order.get(row) {
                        row_ui(ui, table, content, at, width, &places, actions);
                    }
                }
            });
            table.sight = (output.state.clamped_offset().y, output.inner_rect.height());
        });
}

impl UnitsTable {
    /// Where to scroll to so that the row of the cursor is in sight.
    fn followed(&self) -> Option<f32> {
        let top = self.place(self.cursor)? as f32 * ROW;
        let (from, height) = self.sight;
        let least = (top + ROW - height).max(0.0);
        (top < from || least > from).then(|| from.clamp(least.min(top), top))
    }
}

/// The rows as one stop of the Tab key; a ring shows that they have the focus.
fn stop_ui(ui: &egui::Ui) {
    let rect = ui.available_rect_before_wrap();
    let stop = ui.interact(rect, keys::rows_id(), Sense::focusable_noninteractive());
    stop.widget_info(|| {
        egui::WidgetInfo::labeled(egui::Role::Table, true, "Rows of the units table")
    });
    if stop.has_focus() {
        let filter = egui::EventFilter {
            vertical_arrows: true,
            ..Default::default()
        };
        ui.memory_mut(|m| m.set_focus_lock_filter(stop.id, filter));
        let ring = ui.visuals().selection.stroke;
        ui.painter()
            .rect_stroke(rect, 2.0, ring, egui::StrokeKind::Inside);
    }
}

fn heads_ui(ui: &mut egui::Ui, table: &mut UnitsTable, content: &Content<'_>, places: &Places) {
    let size = vec2(ui.available_width(), HEAD);
    let (all, _) = ui.allocate_exact_size(size, Sense::hover());
    for (column, &(left, width)) in Column::ALL.into_iter().zip(places) {
        let rect = Rect::from_min_size(all.min + vec2(left, 0.0), vec2(width, HEAD));
        head_ui(ui, table, content, column, rect);
    }
    let line = egui::Stroke::new(1.0, theme::colour(content.theme.hairline));
    ui.painter()
        .hline(all.x_range(), all.bottom().round() - 0.5, line);
}

fn head_ui(
    ui: &egui::Ui,
    table: &mut UnitsTable,
    content: &Content<'_>,
    column: Column,
    rect: Rect,
) {
    let sorted = table.by.column == column;
    let stale = sorted && table.is_out_of_order(content);
    let id = egui::Id::unique(("units table", column.title()));
    let sense = if column.is_drawing() {
        Sense::hover()
    } else {
        Sense::click()
    };
    let head = ui.interact(rect.expand2(vec2(columns::GAP / 2.0, 0.0)), id, sense);
    let way = match (sorted, table.by.descending) {
        (true, true) => ", descending",
        (true, false) => ", ascending",
        (false, _) => "",
    };
    let name = if column.is_drawing() {
        column.title().to_owned()
    } else {
        format!("Sort by {}{way}", column.title())
    };
    head.widget_info(|| egui::WidgetInfo::labeled(egui::Role::ColumnHeader, true, &name));
    let text = theme::colour(content.theme.text);
    let faint = theme::colour(content.theme.faint);
    if head.hovered() && !column.is_drawing() || head.has_focus() {
        let fill = ui.visuals().faint_bg_color;
        ui.painter().rect_filled(head.rect, 2.0, fill);
    }
    let right = column.is_number();
    let arrow = if sorted { 12.0 } else { 0.0 };
    let upper = Rect::from_min_size(rect.min, vec2(rect.width(), 20.0));
    let words = if right {
        upper
    } else {
        upper.with_max_x(upper.right() - arrow)
    };
    let said = cells::words(ui, words, theme::strong(column.title()), text, right);
    let lower = Rect::from_min_max(pos2(rect.left(), rect.top() + 17.0), rect.max);
    let under = egui::RichText::new(column.under()).small();
    cells::words(ui, lower.translate(vec2(0.0, -2.0)), under, faint, right);
    if sorted {
        let ink = if stale {
            faint
        } else {
            theme::colour(content.theme.accent)
        };
        let x = if right {
            said.left() - 9.0
        } else {
            said.right() + 9.0
        };
        arrow_ui(ui, pos2(x, upper.center().y), table.by.descending, ink);
    }
    let meaning = if stale {
        format!(
            "{}\nUnits were changed since they were sorted: click to sort again",
            column.meaning()
        )
    } else {
        column.meaning().to_owned()
    };
    if head.on_hover_text(meaning).clicked() {
        table.sort_by(column, content);
    }
}

fn arrow_ui(ui: &egui::Ui, middle: egui::Pos2, down: bool, ink: egui::Color32) {
    let way = if down { 1.0 } else { -1.0 };
    let corners = [(-4.0, -2.5), (4.0, -2.5), (0.0, 3.0)];
    let corners = corners.map(|(x, y)| middle + vec2(x, y * way));
    let arrow = Shape::convex_polygon(corners.to_vec(), ink, egui::Stroke::NONE);
    ui.painter().add(arrow);
}

fn row_ui(
    ui: &mut egui::Ui,
    table: &mut UnitsTable,
    content: &Content<'_>,
    at: usize,
    width: f32,
    places: &Places,
    actions: &mut Vec<Action>,
) {
    let Some(unit) = content.recording.units().get(at) else {
        return;
    };
    // Not a stop of the Tab key: there may be thousands, and the arrows go through them.
    let (rect, row) = ui.allocate_exact_size(vec2(width, ROW), Sense::CLICK);
    let selected = table.selected.contains(&at);
    row.widget_info(|| {
        let name = spoken(unit, content, at);
        egui::WidgetInfo::selected(egui::Role::Row, true, selected, name)
    });
    if selected {
        let fill = ui.visuals().selection.bg_fill;
        ui.painter().rect_filled(rect, 2.0, fill);
    } else if row.hovered() {
        let fill = ui.visuals().faint_bg_color;
        ui.painter().rect_filled(rect, 2.0, fill);
    }
    if row.clicked() {
        let held = ui.input(|i| i.modifiers);
        table.select(at, held.shift, held.command);
    }
    for (column, &(left, width)) in Column::ALL.into_iter().zip(places) {
        let cell = Rect::from_min_size(rect.min + vec2(left, 0.0), vec2(width, ROW));
        match column {
            Column::Included => {
                included_ui(ui, cell, content.recording, (at, unit), actions);
            }
            column if column.is_drawing() => cells::drawing_ui(ui, cell, column, unit, content, at),
            column => cells::words_ui(ui, cell, column, unit, content, at),
        }
    }
}

/// A row as a screen reader says it.
fn spoken(unit: &Unit, content: &Content<'_>, at: usize) -> String {
    let out = if unit.included { "" } else { ", left out" };
    format!(
        "Unit {}: {}, {} Hz{out}",
        unit.id,
        unit.class.name().to_lowercase(),
        number_text(content.rate_hz(at), 3),
    )
}

fn included_ui(
    ui: &mut egui::Ui,
    cell: Rect,
    recording: &Recording,
    (at, unit): (usize, &Unit),
    actions: &mut Vec<Action>,
) {
    let mut included = unit.included;
    // Wide enough for the box: a wider one would push the rows below to the side.
    let place = Rect::from_min_size(cell.min, vec2(24.0, ROW));
    let check = ui.put(place, egui::Checkbox::without_text(&mut included));
    let name = format!("Unit {} takes part", unit.id);
    check.widget_info(|| {
        egui::WidgetInfo::selected(egui::Role::CheckBox, true, unit.included, &name)
    });
    if check.changed() {
        actions.push(Action::include(recording, [at], included));
    }
}
