//! The numbers of a sheet as CSV, in long form: one row per mark.

use super::{PROGRAM, Page, title};
use crate::plot::{Axis, Cell, Layer, Mark, Sheet};
use std::fmt::Write as _;

const HEADER: &str = "panel,layer,mark,index,x,x_end,y,y_end,value,unit,text\n";

/// Every layer's numbers and the tables, one row per mark, with the metadata as `#` comments.
///
/// Columns: `panel` (the plot's id, or `table`), `layer` (its name, or its number), `mark`,
/// `index`, then what the mark has. `x` to `x_end` and `y` to `y_end` are what it covers: a band's
/// two curves are `y` and `y_end`; a bar covers its bin on one axis and, on the other, from its
/// base to its value. `value` is that of a cell of an image (or of a table). An ellipse has three
/// rows: centre, semi-axes, angle in radians. What is not finite is written `NaN`, `inf`, `-inf`.
/// Cells of tables are rows whose `layer` is the title of the table and whose `mark` is the name of
/// the column.
pub fn csv(sheet: &Sheet, page: &Page) -> String {
    let mut out = String::new();
    comment(&mut out, PROGRAM);
    let heading = title(sheet, page);
    if !heading.is_empty() {
        comment(&mut out, heading);
    }
    for (name, value) in &page.metadata {
        comment(&mut out, &format!("{name}: {value}"));
    }
    if let Some(recipe) = &page.recipe {
        comment(&mut out, &format!("recipe: {recipe}"));
    }
    for panel in &sheet.panels {
        let plot = &panel.plot;
        for (letter, axis) in [("x", &plot.x), ("y", &plot.y)] {
            if !axis.text().is_empty() {
                comment(&mut out, &axis_text(plot.id, letter, axis));
            }
        }
    }
    for note in &sheet.notes {
        comment(&mut out, note);
    }
    out.push_str(HEADER);
    for panel in &sheet.panels {
        for (j, layer) in panel.plot.layers.iter().enumerate() {
            let log = [panel.plot.x.log, panel.plot.y.log];
            rows(&mut out, panel.plot.id, j, layer, log);
        }
    }
    for table in &sheet.tables {
        for (j, row) in table.rows.iter().enumerate() {
            for (k, cell) in row.iter().enumerate() {
                let column = table.columns.get(k).filter(|c| !c.is_empty());
                let column = column.map_or_else(|| format!("column {}", k + 1), Clone::clone);
                let head = format!("table,{},{}", field(&table.title), field(&column));
                match cell {
                    Cell::Text(text) => row_of(&mut out, &head, j, Values::default(), "", text),
                    Cell::Number { value, unit, .. } => {
                        let values = Values {
                            value: Some(*value),
                            ..Values::default()
                        };
                        row_of(&mut out, &head, j, values, unit, "");
                    }
                }
            }
        }
    }
    out
}

fn axis_text(id: &str, letter: &str, axis: &Axis) -> String {
    let mut text = format!("{id}: {letter} is {}", axis.text());
    if !axis.definition.is_empty() {
        // Writing to a string does not fail.
        let _ = write!(text, ": {}", axis.definition);
    }
    text
}

fn comment(out: &mut String, text: &str) {
    for line in text.lines() {
        out.push_str("# ");
        out.push_str(line);
        out.push('\n');
    }
}

/// The numbers of one row; those a mark does not have stay empty.
#[derive(Clone, Copy, Debug, Default)]
struct Values {
    x: Option<f64>,
    x_end: Option<f64>,
    y: Option<f64>,
    y_end: Option<f64>,
    value: Option<f64>,
}

impl Values {
    fn point([x, y]: [f64; 2]) -> Self {
        Self {
            x: Some(x),
            y: Some(y),
            ..Self::default()
        }
    }
    fn over(x: [f64; 2], y: [f64; 2]) -> Self {
        Self {
            x: Some(x[0]),
            x_end: Some(x[1]),
            y: Some(y[0]),
            y_end: Some(y[1]),
            value: None,
        }
    }
}

fn row_of(out: &mut String, head: &str, index: usize, v: Values, unit: &str, text: &str) {
    // Writing to a string does not fail.
    let _ = write!(out, "{head},{index}");
    for value in [v.x, v.x_end, v.y, v.y_end, v.value] {
        out.push(',');
        if let Some(value) = value {
            number(out, value);
        }
    }
    let _ = writeln!(out, ",{},{}", field(unit), field(text));
}

/// As many digits as the number needs to be read back unchanged.
fn number(out: &mut String, value: f64) {
    let size = value.abs();
    let _ = if size == 0.0 || (1e-5..1e16).contains(&size) || !size.is_finite() {
        write!(out, "{value}")
    } else {
        write!(out, "{value:e}")
    };
}

/// A field, quoted where it must be. `#` is quoted too: readers may take it for a comment.
fn field(text: &str) -> String {
    if text.contains([',', '"', '\n', '\r', '#']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}

fn rows(out: &mut String, panel: &str, number: usize, layer: &Layer, log: [bool; 2]) {
    let name = layer
        .name
        .as_deref()
        .map_or_else(|| number.to_string(), field);
    let head = |mark: &str| format!("{},{name},{mark}", field(panel));
    match &layer.mark {
        Mark::Points { xy, .. } => points(out, &head("point"), xy),
        Mark::Line { xy, .. } => points(out, &head("line"), xy),
        Mark::Ticks { xy, .. } => points(out, &head("tick"), xy),
        Mark::Band { x, low, high, .. } => {
            let head = head("band");
            for (j, ((x, low), high)) in x.iter().zip(low.iter()).zip(high.iter()).enumerate() {
                let values = Values {
                    x_end: None,
                    ..Values::over([*x, *x], [*low, *high])
                };
                row_of(out, &head, j, values, "", "");
            }
        }
        Mark::Bars {
            start,
            width,
            values,
            base,
            along_y,
            ..
        } => {
            let head = head("bar");
            bars(out, &head, [*start, *width, *base], values, *along_y);
        }
        Mark::Ellipse {
            centre,
            semi_axes,
            angle_rad,
            ..
        } => {
            let head = head("ellipse");
            row_of(out, &head, 0, Values::point(*centre), "", "centre");
            row_of(out, &head, 1, Values::point(*semi_axes), "", "semi-axes");
            let angle = Values {
                value: Some(*angle_rad),
                ..Values::default()
            };
            row_of(out, &head, 2, angle, "rad", "angle");
        }
        Mark::Arrows { at, angles_rad, .. } => arrows(out, &head("arrow"), at, angles_rad),
        Mark::Image {
            x,
            y,
            columns,
            rows,
            values,
            ..
        } => {
            let head = head("cell");
            let edges = |ends: &[f64; 2], count, log| Edges {
                ends: *ends,
                count,
                log,
            };
            let (x, y) = (edges(x, *columns, log[0]), edges(y, *rows, log[1]));
            cells(out, &head, x, y, values);
        }
        Mark::Spans { spans, y, .. } => {
            let head = head("span");
            for (j, (start, stop, ink)) in spans.iter().enumerate() {
                let values = Values {
                    x: Some(*start),
                    x_end: Some(*stop),
                    y: y.map(|y| y[0]),
                    y_end: y.map(|y| y[1]),
                    value: None,
                };
                row_of(out, &head, j, values, "", &ink_name(*ink));
            }
        }
        Mark::VerticalLine { x, .. } => {
            let values = Values {
                x: Some(*x),
                ..Values::default()
            };
            row_of(out, &head("vertical line"), 0, values, "", "");
        }
        Mark::HorizontalLine { y, .. } => {
            let values = Values {
                y: Some(*y),
                ..Values::default()
            };
            row_of(out, &head("horizontal line"), 0, values, "", "");
        }
        Mark::Text { at, text, .. } => {
            row_of(out, &head("text"), 0, Values::point(*at), "", text);
        }
    }
}

fn arrows(out: &mut String, head: &str, at: &[[f64; 2]], angles_rad: &[f32]) {
    for (j, (at, angle)) in at.iter().zip(angles_rad).enumerate() {
        let values = Values {
            value: Some(f64::from(*angle)),
            ..Values::point(*at)
        };
        row_of(out, head, j, values, "rad", "");
    }
}

fn points(out: &mut String, head: &str, xy: &[[f64; 2]]) {
    for (j, p) in xy.iter().enumerate() {
        row_of(out, head, j, Values::point(*p), "", "");
    }
}

fn bars(
    out: &mut String,
    head: &str,
    [start, width, base]: [f64; 3],
    values: &[f64],
    along_y: bool,
) {
    for (j, value) in values.iter().enumerate() {
        let bin = [j, j + 1].map(|e| start + e as f64 * width);
        let span = [base, *value];
        let values = if along_y {
            Values::over(span, bin)
        } else {
            Values::over(bin, span)
        };
        row_of(out, head, j, values, "", "");
    }
}

/// Cells of an image along an axis: even on the page, so by equal factors on a log axis.
#[derive(Clone, Copy)]
struct Edges {
    ends: [f64; 2],
    count: usize,
    log: bool,
}

impl Edges {
    fn cell(&self, j: usize) -> [f64; 2] {
        let [from, to] = self.ends;
        [j, j + 1].map(|e| {
            let share = e as f64 / self.count as f64;
            if self.log {
                from * (to / from).powf(share)
            } else {
                from + (to - from) * share
            }
        })
    }
}

fn cells(out: &mut String, head: &str, x: Edges, y: Edges, values: &[f32]) {
    let all = x.count.saturating_mul(y.count);
    for (j, value) in values.iter().enumerate().take(all) {
        let cell = Values {
            value: Some(f64::from(*value)),
            ..Values::over(x.cell(j % x.count), y.cell(j / x.count))
        };
        row_of(out, head, j, cell, "", "");
    }
}

/// What the ink of a span means.
fn ink_name(ink: crate::plot::Ink) -> String {
    use crate::plot::Ink;
    match ink {
        Ink::State(state) => state.name().to_owned(),
        other => format!("{other:?}"),
    }
}
