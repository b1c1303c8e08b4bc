//! The renderer for the window: a [`Sheet`] through egui_plot.
//!
//! egui_plot holds each plot area: its transform, its grid (from [`ticks`](super::ticks), as in
//! every renderer) and the order of what is drawn. Axes, legend and gestures are our own, because
//! plot areas must be aligned between panels, labels must say what they say in exports, and a
//! frame must not lag behind the hand.
//!
//! - `ranges`: what part of the data each panel shows;
//! - `layout`: where the plot areas are;
//! - `marks` and `cache`: layers as meshes, made once;
//! - `axes`, `legend`, `tables`: what stands around and beside them;
//! - `gestures`: pan, zoom, brush, reset.

mod axes;
pub mod cache;
pub mod frame;
mod gestures;
pub mod layout;
mod legend;
pub mod marks;
mod panel;
pub mod ranges;
mod stale;
mod tables;
mod text;

pub use stale::stale_ui;
pub use tables::{notes_ui, table_ui, table_width};
pub use text::{BODY_PT, SEMIBOLD, SMALL_PT, colour, semibold};

use super::{Mark, Sheet, Theme};
use eframe::egui::mutex::Mutex;
use eframe::egui::{Id, Rect, Sense, Ui, vec2};
use frame::{Frame, Scale};
use gestures::{Brush, Gestures};
use layout::Grid;
use ranges::Zooms;
use std::collections::HashMap;
use std::sync::Arc;

/// A sheet to be drawn into the available space.
pub struct ScreenSheet<'a> {
    pub sheet: &'a Sheet,
    pub theme: &'a Theme,
    /// Zoom, meshes and textures are kept by it.
    pub id: Id,
    /// Marks on top of the plot with that id, such as the bin under the pointer.
    pub overlays: &'a [(&'static str, Mark)],
    /// Drawn over all panels whose x axis is time.
    pub playhead_s: Option<f64>,
    /// What panels with a time x axis show instead of their own range, so that scrubbing moves
    /// stale drawings at once. While it is given, such panels are not panned or zoomed here: the
    /// gesture is handed back as [`SheetResponse::scrolled_time`].
    pub window: Option<[f64; 2]>,
    /// A newer drawing is on its way.
    pub stale: bool,
}

/// What the pointer did.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SheetResponse {
    pub hovered: Option<PlotPointer>,
    pub clicked: Option<PlotPointer>,
    /// Shift and drag: id of the plot, data coordinates of x from and to (ascending), and whether
    /// the button is up again.
    pub brushed: Option<(&'static str, [f64; 2], bool)>,
    /// The handle of that plot was dragged to that place, in data coordinates.
    pub grabbed: Option<(&'static str, [f64; 2])>,
    /// Only while [`ScreenSheet::window`] is given.
    pub scrolled_time: Option<TimeGesture>,
    /// Zooms of the sheet are reset by it already.
    pub double_clicked: bool,
    /// While the person has zoomed: x and y of each panel as shown, in data coordinates.
    pub zoomed: Option<Vec<[[f64; 2]; 2]>>,
}

/// A place in a plot.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PlotPointer {
    pub plot: &'static str,
    /// Data coordinates.
    pub at: [f64; 2],
    /// Size of 6 points there, in data units.
    pub reach: [f64; 2],
}

/// What the pointer asks of the window in time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum TimeGesture {
    /// The window becomes `factor` times shorter; `about_s` stays where it is.
    Zoom { about_s: f64, factor: f64 },
    /// The window moves so many seconds later.
    Pan { by_s: f64 },
}

/// What is kept between frames.
#[derive(Default)]
struct Memory {
    zooms: Zooms,
    frames: HashMap<&'static str, Frame>,
    brush: Brush,
    grab: Option<&'static str>,
    cache: cache::Cache,
    /// Room to the left of each column: it grows with longer numbers and does not shrink again,
    /// so that nothing jumps.
    left: HashMap<usize, f32>,
    plots: Vec<&'static str>,
    staleness: stale::Staleness,
}

/// Too low for words that can be done without.
fn is_scarce(available: Rect) -> bool {
    available.height() < 150.0
}

impl ScreenSheet<'_> {
    /// Draws the sheet into all available space.
    pub fn show_ui(self, ui: &mut Ui) -> SheetResponse {
        let mut available = ui.available_rect_before_wrap();
        if !available.height().is_finite() {
            available.set_height(available.width() * 0.6);
        }
        ui.allocate_rect(available, Sense::hover());
        if !ui.is_rect_visible(available) || available.width() < 16.0 || available.height() < 16.0 {
            return SheetResponse::default();
        }
        ui.painter()
            .rect_filled(available, 0.0, colour(self.theme.page, 1.0));
        let memory: Arc<Mutex<Memory>> =
            ui.data_mut(|data| Arc::clone(data.get_temp_mut_or_default(self.id)));
        self.draw_ui(ui, available, &mut memory.lock())
    }

    fn draw_ui(&self, ui: &mut Ui, available: Rect, memory: &mut Memory) -> SheetResponse {
        let plots: Vec<_> = self.sheet.panels.iter().map(|p| p.plot.id).collect();
        if memory.plots != plots {
            memory.plots = plots;
            memory.left.clear();
            memory.frames.clear();
        }
        let effect = Gestures {
            sheet: self.sheet,
            id: self.id,
            window_given: self.window.is_some(),
            frames: &memory.frames,
            zooms: &mut memory.zooms,
            brush: &mut memory.brush,
            grab: &mut memory.grab,
        }
        .apply(ui);
        if effect.reset {
            memory.left.clear();
        }
        let mut response = SheetResponse {
            brushed: effect.brushed,
            grabbed: effect.grabbed,
            scrolled_time: effect.time,
            double_clicked: effect.reset,
            ..SheetResponse::default()
        };

        let frames = self.frames(ui, available.shrink2(vec2(4.0, 2.0)), memory);
        if !memory.zooms.is_empty() {
            let shown = |f: &Frame| [f.x.data_range(), f.y.data_range()];
            response.zoomed = Some(frames.iter().map(shown).collect());
        }
        memory.cache.start_frame(self.theme);
        for (panel, frame) in self.sheet.panels.iter().zip(&frames) {
            panel::Drawing {
                screen: self,
                panel,
                frame,
                brushed: effect.brushed,
                scarce: is_scarce(available),
            }
            .show_ui(ui, &mut memory.cache, &mut response);
            memory.frames.insert(panel.plot.id, *frame);
        }
        memory.cache.end();
        stale::mark_ui(ui, available, self.theme, self.stale, &mut memory.staleness);
        response
    }

    /// Places the plot areas, aligned between rows and columns.
    fn frames(&self, ui: &Ui, available: Rect, memory: &mut Memory) -> Vec<Frame> {
        let sheet = self.sheet;
        let mut shown = ranges::shown(sheet, &memory.zooms, self.window);
        let mut room: Vec<_> = sheet
            .panels
            .iter()
            .map(|p| axes::room_upright(&p.plot, is_scarce(available)))
            .collect();
        let grid = Grid::new(sheet, &room, available.width(), available.height());
        for ((panel, room), [_, y]) in sheet.panels.iter().zip(&mut room).zip(&shown) {
            let height = grid.height(panel.row);
            let level = axes::room_level(
                ui,
                &panel.plot,
                &Scale::new(panel.plot.y.log, *y, [height, 0.0]),
                height,
            );
            let left = memory.left.entry(panel.column).or_default();
            *left = left.max(level.left);
            (room.left, room.right) = (*left, level.right);
        }
        let mut grid = Grid::new(sheet, &room, available.width(), available.height());
        let pixels_per_point = ui.pixels_per_point();
        let rects = layout::place(sheet, &mut grid, available, pixels_per_point, &mut shown);
        sheet
            .panels
            .iter()
            .zip(rects)
            .zip(shown)
            .map(|((panel, rect), [x, y])| {
                Frame::new(
                    rect,
                    (panel.plot.x.log, x),
                    (panel.plot.y.log, y),
                    pixels_per_point,
                )
            })
            .collect()
    }
}
