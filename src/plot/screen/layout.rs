//! Where the plot areas of a sheet are: aligned between rows and columns.

use super::ranges::keep_aspect;
use crate::plot::Sheet;
use eframe::egui::{Rect, pos2};

/// Room around a plot area, in points.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Room {
    pub left: f32,
    pub right: f32,
    pub top: f32,
    pub bottom: f32,
}

/// Least side of a plot area.
const LEAST: f32 = 8.0;

/// How far a row or a column may shrink so that equal units fit without empty range.
const MOST_SHRUNK: f32 = 0.45;

/// Rows and columns of the sheet in points.
#[derive(Clone, Debug, PartialEq)]
pub struct Grid {
    columns: Vec<Strip>,
    rows: Vec<Strip>,
}

/// One row or column: the plot area and the room on both sides.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Strip {
    before: f32,
    size: f32,
    after: f32,
}

impl Grid {
    /// Shares `width` and `height` among columns and rows. `room` has one entry per panel.
    pub fn new(sheet: &Sheet, room: &[Room], width: f32, height: f32) -> Self {
        let place = |at: fn(&crate::plot::Panel) -> usize,
                     before: fn(&Room) -> f32,
                     after: fn(&Room) -> f32| {
            move |sheet: &Sheet, room: &[Room], index: usize| {
                let here = || {
                    sheet
                        .panels
                        .iter()
                        .zip(room)
                        .filter(move |(p, _)| at(p) == index)
                };
                Strip {
                    before: here().map(|(_, r)| before(r)).fold(0.0, f32::max),
                    size: 0.0,
                    after: here().map(|(_, r)| after(r)).fold(0.0, f32::max),
                }
            }
        };
        let column = place(|p| p.column, |r| r.left, |r| r.right);
        let row = place(|p| p.row, |r| r.top, |r| r.bottom);
        let (n_columns, n_rows) = shape(sheet);
        let mut grid = Self {
            columns: (0..n_columns).map(|c| column(sheet, room, c)).collect(),
            rows: (0..n_rows).map(|r| row(sheet, room, r)).collect(),
        };
        share(&mut grid.columns, &sheet.columns, width);
        share(&mut grid.rows, &sheet.rows, height);
        grid
    }
    /// Shrinks columns or rows so that panels with equal units need no empty range.
    pub fn fit_aspect(&mut self, sheet: &Sheet, shown: &[[[f64; 2]; 2]]) {
        for (panel, [x, y]) in sheet.panels.iter().zip(shown) {
            if !panel.plot.equal_aspect || panel.plot.x.log || panel.plot.y.log {
                continue;
            }
            let (Some(column), Some(row)) = (
                self.columns.get_mut(panel.column),
                self.rows.get_mut(panel.row),
            ) else {
                continue;
            };
            let wanted = ((x[1] - x[0]) / (y[1] - y[0])).abs() as f32;
            if !(wanted.is_finite() && wanted > 0.0) {
                continue;
            }
            if column.size > row.size * wanted {
                column.size = (row.size * wanted).max(column.size * MOST_SHRUNK);
            } else {
                row.size = (column.size / wanted).max(row.size * MOST_SHRUNK);
            }
        }
    }
    /// Height of the plot area of a row, in points.
    pub fn height(&self, row: usize) -> f32 {
        self.rows.get(row).map_or(LEAST, |r| r.size)
    }
    /// The plot areas of all panels, the whole centred in `available`, edges on physical pixels.
    pub fn rects(&self, sheet: &Sheet, available: Rect, pixels_per_point: f32) -> Vec<Rect> {
        let total = |strips: &[Strip]| {
            strips
                .iter()
                .map(|s| s.before + s.size + s.after)
                .sum::<f32>()
        };
        let start = |strips: &[Strip], index: usize, origin: f32, extent: f32| {
            let spare = ((extent - total(strips)) / 2.0).max(0.0);
            let before = strips.get(..index).map_or(0.0, total);
            origin + spare + before + strips.get(index).map_or(0.0, |s| s.before)
        };
        let snap = |x: f32| (x * pixels_per_point).round() / pixels_per_point;
        sheet
            .panels
            .iter()
            .map(|panel| {
                let left = start(
                    &self.columns,
                    panel.column,
                    available.left(),
                    available.width(),
                );
                let top = start(&self.rows, panel.row, available.top(), available.height());
                let width = self.columns.get(panel.column).map_or(LEAST, |c| c.size);
                let height = self.height(panel.row);
                Rect::from_min_max(
                    pos2(snap(left), snap(top)),
                    pos2(snap(left + width), snap(top + height)),
                )
            })
            .collect()
    }
}

/// The plot areas, and the ranges that fill them.
pub fn place(
    sheet: &Sheet,
    grid: &mut Grid,
    available: Rect,
    pixels_per_point: f32,
    shown: &mut [[[f64; 2]; 2]],
) -> Vec<Rect> {
    grid.fit_aspect(sheet, shown);
    let rects = grid.rects(sheet, available, pixels_per_point);
    let sizes: Vec<_> = rects.iter().map(|r| [r.width(), r.height()]).collect();
    keep_aspect(sheet, &sizes, shown);
    rects
}

/// Columns and rows: as many as the sheet says, or its panels need.
fn shape(sheet: &Sheet) -> (usize, usize) {
    sheet.panels.iter().fold(
        (sheet.columns.len(), sheet.rows.len()),
        |(columns, rows), p| (columns.max(p.column + 1), rows.max(p.row + 1)),
    )
}

fn share(strips: &mut [Strip], weights: &[f32], extent: f32) {
    let taken: f32 = strips.iter().map(|s| s.before + s.after).sum();
    let weight = |j: usize| weights.get(j).copied().filter(|w| *w > 0.0).unwrap_or(1.0);
    let all: f32 = (0..strips.len()).map(weight).sum();
    let free = (extent - taken).max(0.0);
    for (j, strip) in strips.iter_mut().enumerate() {
        strip.size = (free * weight(j) / all).max(LEAST);
    }
}
