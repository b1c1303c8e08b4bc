//! Tables and notes beside a drawing.

use super::text::{BODY_PT, SMALL_PT, colour, font, line, semibold};
use crate::plot::{Cell, Rgba, Table, Theme, number_text};
use eframe::egui::{Align, FontId, Layout, Rect, RichText, Sense, Ui, UiBuilder, pos2, vec2};

const ROW: f32 = 20.0;
/// Between columns, and between a value and its unit.
const GAP: f32 = 20.0;
const UNIT_GAP: f32 = 4.0;
/// No column of numbers is narrower, so that a longer number seldom moves the others.
const LEAST_VALUE: f32 = 48.0;

/// Widths of a column: words or values, and units behind them.
#[derive(Clone, Copy, Default)]
struct Widths {
    value: f32,
    unit: f32,
    numbers: bool,
}

impl Widths {
    fn whole(self) -> f32 {
        self.value
            + if self.unit > 0.0 {
                UNIT_GAP + self.unit
            } else {
                0.0
            }
    }
}

/// How wide a table is drawn.
pub fn table_width(table: &Table, ui: &Ui) -> f32 {
    let across: f32 = widths(table, ui).iter().map(|w| w.whole() + GAP).sum();
    (across - GAP).max(0.0)
}

/// Draws a table: words from the left, values to the right in tabular figures, their units behind
/// them in one line. The cells are labels, to be selected and copied.
pub fn table_ui(table: &Table, ui: &mut Ui, theme: &Theme) {
    let text = theme.text;
    if !table.title.is_empty() {
        let font = semibold(ui.painter(), BODY_PT);
        ui.label(
            RichText::new(&table.title)
                .font(font)
                .color(colour(text, 1.0)),
        );
    }
    let widths = widths(table, ui);
    let across = table_width(table, ui);
    let headed = table.columns.iter().any(|c| !c.is_empty());
    let rows = table.rows.len() + usize::from(headed);
    let (area, _) =
        ui.allocate_exact_size(vec2(across.max(0.0), ROW * rows as f32), Sense::hover());
    let mut top = area.top();
    if headed {
        let mut left = area.left();
        for (title, w) in table.columns.iter().zip(&widths) {
            let rect = Rect::from_min_size(
                pos2(left, top),
                vec2(if w.numbers { w.value } else { w.whole() }, ROW),
            );
            cell_ui(ui, rect, title, font(SMALL_PT), theme.faint, w.numbers);
            left += w.whole() + GAP;
        }
        top += ROW;
        let hairline = eframe::egui::Stroke::new(1.0, colour(theme.hairline, 1.0));
        ui.painter().hline(area.x_range(), top - 1.0, hairline);
    }
    if table.rows.is_empty() {
        let none = RichText::new("none").font(font(BODY_PT));
        ui.label(none.color(colour(theme.faint, 1.0)));
    }
    for row in &table.rows {
        let mut left = area.left();
        for (cell, w) in row.iter().zip(&widths) {
            match cell {
                Cell::Text(words) => {
                    let rect = Rect::from_min_size(pos2(left, top), vec2(w.whole(), ROW));
                    cell_ui(ui, rect, words, font(BODY_PT), text, false);
                }
                Cell::Number {
                    value,
                    significant,
                    unit,
                } => {
                    let rect = Rect::from_min_size(pos2(left, top), vec2(w.value, ROW));
                    cell_ui(
                        ui,
                        rect,
                        &number_text(*value, *significant),
                        font(BODY_PT),
                        text,
                        true,
                    );
                    let rect = Rect::from_min_size(
                        pos2(left + w.value + UNIT_GAP, top),
                        vec2(w.unit, ROW),
                    );
                    cell_ui(ui, rect, unit, font(SMALL_PT), theme.faint, false);
                }
            }
            left += w.whole() + GAP;
        }
        top += ROW;
    }
}

/// Draws what the drawing leaves out, thins or assumes.
pub fn notes_ui(notes: &[String], ui: &mut Ui, theme: &Theme) {
    for note in notes {
        ui.label(
            RichText::new(note)
                .font(font(SMALL_PT))
                .color(colour(theme.faint, 1.0)),
        );
    }
}

fn widths(table: &Table, ui: &Ui) -> Vec<Widths> {
    let painter = ui.painter();
    let width = |words: &str, size_pt| {
        line(painter, words, font(size_pt), ui.visuals().text_color())
            .size()
            .x
    };
    let columns = table
        .rows
        .iter()
        .map(Vec::len)
        .fold(table.columns.len(), usize::max);
    (0..columns)
        .map(|j| {
            let mut w = Widths::default();
            for cell in table.rows.iter().filter_map(|row| row.get(j)) {
                match cell {
                    Cell::Text(words) => w.value = w.value.max(width(words, BODY_PT)),
                    Cell::Number {
                        value,
                        significant,
                        unit,
                    } => {
                        w.numbers = true;
                        w.value = w
                            .value
                            .max(width(&number_text(*value, *significant), BODY_PT))
                            .max(LEAST_VALUE);
                        w.unit = w.unit.max(width(unit, SMALL_PT));
                    }
                }
            }
            if let Some(title) = table.columns.get(j) {
                w.value = w.value.max(width(title, SMALL_PT));
            }
            w.value = (w.value / 8.0).ceil() * 8.0;
            w
        })
        .collect()
}

fn cell_ui(ui: &mut Ui, rect: Rect, words: &str, font: FontId, ink: Rgba, to_the_right: bool) {
    if words.is_empty() {
        return;
    }
    let layout = if to_the_right {
        Layout::right_to_left(Align::Center)
    } else {
        Layout::left_to_right(Align::Center)
    };
    let mut child = ui.new_child(UiBuilder::new().max_rect(rect).layout(layout));
    child.add(
        eframe::egui::Label::new(RichText::new(words).font(font).color(colour(ink, 1.0))).extend(),
    );
}
