//! Tables typeset: thin rules, words to the left, figures to the right with their unit.

use super::Sizes;
use super::frame::Rect;
use super::text::{self, CAP, Weight, width_pt};
use super::writer::{Words, Writer};
use crate::plot::{Anchor, Cell, Table, Theme, number_text};

/// Between columns, in sizes.
const GUTTER: f64 = 1.4;
/// Between a figure and its unit, in sizes.
const UNIT_GAP: f64 = 0.35;
/// From one row to the next, in sizes.
const ROW: f64 = 1.55;

/// A table with its measures.
#[derive(Clone, Debug)]
pub(super) struct TypesetTable<'a> {
    table: &'a Table,
    /// Of each column: width of words or figures, and of units.
    columns: Vec<[f64; 2]>,
    size_pt: f64,
    header: bool,
}

impl<'a> TypesetTable<'a> {
    pub(super) fn new(table: &'a Table, sizes: Sizes) -> Self {
        Self::sized(table, sizes.small)
    }

    fn sized(table: &'a Table, size_pt: f64) -> Self {
        let wide = |t: &str| width_pt(t, size_pt, Weight::Regular);
        let count = table
            .rows
            .iter()
            .map(Vec::len)
            .fold(table.columns.len(), usize::max);
        let columns = (0..count)
            .map(|j| {
                let mut widths = [0.0f64; 2];
                for cell in table.rows.iter().filter_map(|r| r.get(j)) {
                    let (text, unit) = parts(cell);
                    widths[0] = widths[0].max(wide(&text));
                    if !unit.is_empty() {
                        widths[1] = widths[1].max(wide(unit) + UNIT_GAP * size_pt);
                    }
                }
                if let Some(name) = table.columns.get(j) {
                    widths[0] = widths[0].max(wide(name) - widths[1]);
                }
                widths
            })
            .collect();
        Self {
            table,
            columns,
            size_pt,
            header: table.columns.iter().any(|c| !c.is_empty()),
        }
    }

    pub(super) fn width(&self) -> f64 {
        let gutters = GUTTER * self.size_pt * self.columns.len().saturating_sub(1) as f64;
        let columns = self.columns.iter().flatten().sum::<f64>() + gutters;
        columns.max(width_pt(&self.table.title, self.size_pt, Weight::SemiBold))
    }

    fn above(&self) -> f64 {
        let lines = usize::from(!self.table.title.is_empty()) + usize::from(self.header);
        ROW * self.size_pt * lines as f64 + 0.6 * self.size_pt
    }

    pub(super) fn height(&self) -> f64 {
        self.above() + ROW * self.size_pt * self.table.rows.len() as f64
    }

    /// The table in smaller letters, so that it is no wider; never below half the size.
    pub(super) fn at_most(self, width: f64) -> Self {
        let own = self.width();
        if own <= width || own <= 0.0 {
            return self;
        }
        Self::sized(self.table, self.size_pt * (width / own).max(0.5))
    }

    /// Draws the table with its upper left corner there, at most `height` tall: rows that do not
    /// fit are counted in a last line.
    pub(super) fn draw(&self, writer: &mut Writer, [x, top]: [f64; 2], height: f64, theme: &Theme) {
        let (size, row) = (self.size_pt, ROW * self.size_pt);
        let width = self.width();
        let mut y = top;
        let put = |writer: &mut Writer, text: &str, at, weight, anchor, colour| {
            writer.words(Words {
                text,
                anchor,
                ..Words::new(below(at, size), size, weight, colour)
            });
        };
        writer.push("<g data-part=\"table\">\n");
        if !self.table.title.is_empty() {
            put(
                writer,
                &self.table.title,
                [x, y],
                Weight::SemiBold,
                Anchor::Start,
                theme.text,
            );
            y += row;
        }
        let rule = |writer: &mut Writer, y: f64, colour| {
            writer.rule([x, y], [x + width, y], 0.4, colour);
        };
        rule(writer, y + 0.15 * size, theme.faint);
        y += 0.3 * size;
        let fits = (((height - self.above()) / row) as usize).max(1);
        let rows = self.table.rows.len();
        let shown = if rows <= fits { rows } else { fits - 1 };
        let cells = self.table.rows.iter().take(shown);
        if self.header {
            let mut left = x;
            for (j, [words, units]) in self.columns.iter().enumerate() {
                let name = self.table.columns.get(j).map_or("", String::as_str);
                let (at, anchor) = if self.figures(j) {
                    (left + words + units, Anchor::End)
                } else {
                    (left, Anchor::Start)
                };
                put(writer, name, [at, y], Weight::Regular, anchor, theme.faint);
                left += words + units + GUTTER * size;
            }
            y += row;
            rule(writer, y, theme.hairline);
            y += 0.15 * size;
        }
        for line in cells {
            let mut left = x;
            for ([words, units], cell) in self.columns.iter().zip(line) {
                let (text, unit) = parts(cell);
                match cell {
                    Cell::Text(_) => put(
                        writer,
                        &text,
                        [left, y],
                        Weight::Regular,
                        Anchor::Start,
                        theme.text,
                    ),
                    Cell::Number { .. } => {
                        put(
                            writer,
                            &text,
                            [left + words, y],
                            Weight::Regular,
                            Anchor::End,
                            theme.text,
                        );
                        let at = [left + words + UNIT_GAP * size, y];
                        put(
                            writer,
                            unit,
                            at,
                            Weight::Regular,
                            Anchor::Start,
                            theme.faint,
                        );
                    }
                }
                left += words + units + GUTTER * size;
            }
            y += row;
        }
        if shown < rows {
            let more = format!("… and {} more rows", rows - shown);
            let more = text::fit(&more, width, size, Weight::Regular);
            put(
                writer,
                &more,
                [x, y],
                Weight::Regular,
                Anchor::Start,
                theme.faint,
            );
            y += row;
        }
        rule(writer, y + 0.15 * size, theme.faint);
        writer.push("</g>\n");
    }

    /// Whether the column holds figures.
    fn figures(&self, j: usize) -> bool {
        self.table
            .rows
            .iter()
            .filter_map(|r| r.get(j))
            .any(|c| matches!(c, Cell::Number { .. }))
    }
}

/// The baseline of a row whose upper edge is there.
fn below([x, y]: [f64; 2], size: f64) -> [f64; 2] {
    [x, y + f64::midpoint(ROW, CAP) * size]
}

/// What a cell shows, and its unit.
pub(super) fn parts(cell: &Cell) -> (String, &str) {
    match cell {
        Cell::Text(text) => (text.clone(), ""),
        Cell::Number {
            value,
            significant,
            unit,
        } => (
            number_text(*value, *significant),
            // A dash has no unit.
            if value.is_finite() { unit } else { "" },
        ),
    }
}

/// Where the tables of a sheet go.
#[derive(Clone, Debug)]
pub(super) struct Tables<'a> {
    sets: Vec<(TypesetTable<'a>, [f64; 2])>,
    /// Where they are.
    room: Rect,
}

impl<'a> Tables<'a> {
    /// Takes room from `body`: a column to the right of wide pages, else rows at the foot.
    pub(super) fn place(tables: &'a [Table], body: &mut Rect, sizes: Sizes) -> Self {
        let gap = 2.2 * sizes.label;
        let sets: Vec<TypesetTable> = tables
            .iter()
            .filter(|t| !t.rows.is_empty() || !t.columns.is_empty())
            .map(|t| TypesetTable::new(t, sizes))
            .collect();
        let widest = sets.iter().map(TypesetTable::width).fold(0.0, f64::max);
        let beside = body.w > 1.2 * body.h && widest < 0.38 * body.w;
        if sets.is_empty() {
            return Self {
                sets: Vec::new(),
                room: Rect::default(),
            };
        }
        let mut placed = Vec::new();
        let room = if beside {
            let room = Rect {
                x: body.right() - widest,
                w: widest,
                ..*body
            };
            let mut y = room.y;
            for set in sets {
                let height = set.height();
                placed.push((set, [room.x, y]));
                y += height + 1.5 * sizes.label;
            }
            body.w -= widest + gap;
            room
        } else {
            let (mut x, mut y, mut tall) = (body.x, 0.0, 0.0f64);
            for set in sets {
                let set = set.at_most(body.w);
                if x > body.x && x + set.width() > body.right() + 1e-6 {
                    (x, y, tall) = (body.x, y + tall + 1.5 * sizes.label, 0.0);
                }
                tall = tall.max(set.height());
                let width = set.width();
                placed.push((set, [x, y]));
                x += width + gap;
            }
            let h = (y + tall).min(0.45 * body.h);
            let top = body.bottom() - h;
            for (_, at) in &mut placed {
                at[1] += top;
            }
            body.h -= h + 1.5 * sizes.label;
            Rect { y: top, h, ..*body }
        };
        Self { sets: placed, room }
    }

    pub(super) fn draw(&self, writer: &mut Writer, theme: &Theme) {
        for (set, at) in &self.sets {
            let left = self.room.bottom() - at[1];
            if left > 0.0 {
                set.draw(writer, *at, left + 0.01, theme);
            }
        }
    }
}
