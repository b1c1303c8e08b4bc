//! One panel: egui_plot's area with our layers in it, and what stands around.

use super::axes::{Axes, focus_ring_ui, ticks_x, ticks_y};
use super::cache::Cache;
use super::frame::{Frame, Scale};
use super::gestures::{BrushedRange, widget_id};
use super::legend::legend_ui;
use super::text::colour;
use super::{PlotPointer, ScreenSheet, SheetResponse, marks};
use crate::plot::{Ink, Mark, Panel, Stroke, Tick};
use eframe::egui::accesskit::Role;
use eframe::egui::{
    Color32, CursorIcon, Pos2, Response, Sense, Shape, Ui, UiBuilder, WidgetInfo, vec2,
};
use egui_plot::{GridMark, Plot, PlotBounds, PlotGeometry, PlotItem, PlotItemBase, PlotTransform};
use std::cell::RefCell;
use std::ops::RangeInclusive;

/// Overlays are cached behind the layers, whatever their number.
const FIRST_OVERLAY: usize = 1 << 16;
const PLAYHEAD: usize = usize::MAX;
const BRUSH: usize = usize::MAX - 1;

/// Points over which [`PlotPointer::reach`] reaches.
const REACH: f32 = 6.0;

pub(super) struct Drawing<'a> {
    pub screen: &'a ScreenSheet<'a>,
    pub panel: &'a Panel,
    pub frame: &'a Frame,
    pub brushed: Option<BrushedRange>,
    pub scarce: bool,
}

impl Drawing<'_> {
    pub fn show_ui(&self, ui: &mut Ui, cache: &mut Cache, out: &mut SheetResponse) {
        let (plot, frame, theme) = (&self.panel.plot, self.frame, self.screen.theme);
        let id = widget_id(self.screen.id, plot.id);
        let response = ui.interact(frame.rect, id, Sense::click_and_drag());
        response.widget_info(|| WidgetInfo::labeled(Role::Image, true, self.spoken()));
        self.point(ui, &response, out);

        let shapes = self.shapes(ui, cache);
        self.area_ui(ui, shapes);
        Axes {
            plot,
            theme,
            frame: *frame,
            id,
            scarce: self.scarce,
        }
        .show_ui(ui);
        legend_ui(ui, plot, frame.rect, theme);
        if response.has_focus() {
            focus_ring_ui(ui, frame, theme);
        }
    }

    /// What the accessibility tree says of the plot.
    fn spoken(&self) -> String {
        let plot = &self.panel.plot;
        let mut spoken = plot.title.clone();
        if self.screen.stale {
            spoken.push_str(", updating");
        }
        if !plot.summary.is_empty() {
            spoken = format!("{spoken}. {}", plot.summary);
        }
        spoken
    }

    fn point(&self, ui: &Ui, response: &Response, out: &mut SheetResponse) {
        if let Some(pos) = response.hover_pos() {
            out.hovered = Some(self.pointer(pos));
        }
        if let (true, Some(pos)) = (response.clicked(), response.interact_pointer_pos()) {
            out.clicked = Some(self.pointer(pos));
        }
        if response.dragged() && self.brushed.is_none() {
            ui.set_cursor_icon(CursorIcon::Grabbing);
        } else if response.contains_pointer() && ui.input(|i| i.modifiers.shift) {
            ui.set_cursor_icon(CursorIcon::ResizeHorizontal);
        }
    }

    fn pointer(&self, pos: Pos2) -> PlotPointer {
        let half = vec2(REACH, REACH) / 2.0;
        let (a, b) = (self.frame.value(pos - half), self.frame.value(pos + half));
        PlotPointer {
            plot: self.panel.plot.id,
            at: self.frame.value(pos),
            reach: [(b[0] - a[0]).abs(), (b[1] - a[1]).abs()],
        }
    }

    /// All layers and what lies over them, as few shapes as there are layers.
    fn shapes(&self, ui: &Ui, cache: &mut Cache) -> Vec<Shape> {
        let id = self.panel.plot.id;
        let layers = self.panel.plot.layers.iter().map(|l| &l.mark).enumerate();
        let overlays = self
            .screen
            .overlays
            .iter()
            .filter(|(plot, _)| *plot == id)
            .map(|(_, mark)| mark);
        let mut shapes = Vec::new();
        let mut add = |place: usize, mark: &Mark| {
            if let Some(text) = marks::text(ui, mark, self.frame, self.screen.theme) {
                shapes.push(text);
                return;
            }
            let mesh = cache.mesh(ui.ctx(), (id, place), mark, self.frame, self.screen.theme);
            if !mesh.is_empty() {
                shapes.push(Shape::Mesh(mesh));
            }
        };
        for (place, mark) in layers {
            add(place, mark);
        }
        for (place, mark) in overlays.enumerate() {
            add(FIRST_OVERLAY + place, mark);
        }
        if let Some((_, [from, to], _)) = self.brushed.filter(|(plot, ..)| *plot == id) {
            add(BRUSH, &Mark::spans([(from, to, Ink::Accent)], 0.18));
        }
        if let Some(x) = self
            .screen
            .playhead_s
            .filter(|_| self.screen.sheet.is_time(self.panel.plot.id))
        {
            let stroke = Stroke::new(Ink::Accent, 1.0);
            add(PLAYHEAD, &Mark::VerticalLine { x, stroke });
        }
        shapes
    }

    /// The plot area: egui_plot with the grid below and the layers above.
    fn area_ui(&self, ui: &mut Ui, shapes: Vec<Shape>) {
        let (plot, frame, theme) = (&self.panel.plot, self.frame, self.screen.theme);
        let id = widget_id(self.screen.id, plot.id).with("area");
        let mut child = ui.new_child(UiBuilder::new().id_salt(id).max_rect(frame.rect));
        child.spacing_mut().item_spacing = vec2(0.0, 0.0);
        let [x, y] = [&frame.x, &frame.y].map(|scale| {
            [
                scale.shown[0].min(scale.shown[1]),
                scale.shown[0].max(scale.shown[1]),
            ]
        });
        Plot::new(id)
            .id(id)
            .min_size(vec2(1.0, 1.0))
            .width(frame.rect.width())
            .height(frame.rect.height())
            .show_axes(false)
            .show_background(false)
            .show_x(false)
            .show_y(false)
            .show_crosshair(false)
            .allow_drag(false)
            .allow_zoom(false)
            .allow_scroll(false)
            .allow_boxed_zoom(false)
            .allow_axis_zoom_drag(false)
            .allow_double_click_reset(false)
            .auto_bounds(false)
            .sense(Sense::hover())
            .invert_x(frame.x.shown[0] > frame.x.shown[1])
            .invert_y(frame.y.shown[0] > frame.y.shown[1])
            .grid_color(colour(theme.hairline, 0.4))
            .grid_spacing(0.0..=0.1)
            .x_grid_spacer(move |_| grid(&ticks_x(&plot.x, &frame.x, frame.rect.width()), &frame.x))
            .y_grid_spacer(move |_| {
                grid(&ticks_y(&plot.y, &frame.y, frame.rect.height()), &frame.y)
            })
            .show(&mut child, |area| {
                area.set_plot_bounds(PlotBounds::from_min_max([x[0], y[0]], [x[1], y[1]]));
                area.add(Layers {
                    base: PlotItemBase::new(String::new()),
                    shapes: RefCell::new(shapes),
                });
            });
    }
}

/// Grid lines at the ticks that have words and are not on the axis itself.
fn grid(ticks: &[Tick], scale: &Scale) -> Vec<GridMark> {
    let inside = |at: f64| {
        let [low, high] = [
            scale.shown[0].min(scale.shown[1]),
            scale.shown[0].max(scale.shown[1]),
        ];
        let edge = (high - low) * 1e-3;
        at > low + edge && at < high - edge
    };
    ticks
        .iter()
        .filter(|tick| !tick.text.is_empty())
        .map(|tick| if scale.log { tick.at.log10() } else { tick.at })
        .filter(|at| inside(*at))
        // egui_plot fades lines by their distance; ours are all of one strength.
        .map(|value| GridMark {
            value,
            step_size: f64::INFINITY,
        })
        .collect()
}

/// The layers of a plot as one item of egui_plot, already in screen coordinates.
struct Layers {
    base: PlotItemBase,
    shapes: RefCell<Vec<Shape>>,
}

impl PlotItem for Layers {
    fn shapes(&self, _ui: &Ui, _transform: &PlotTransform, shapes: &mut Vec<Shape>) {
        shapes.append(&mut self.shapes.borrow_mut());
    }
    fn initialize(&mut self, _x_range: RangeInclusive<f64>) {}
    fn color(&self) -> Color32 {
        Color32::TRANSPARENT
    }
    fn geometry(&self) -> PlotGeometry<'_> {
        PlotGeometry::None
    }
    fn bounds(&self) -> PlotBounds {
        PlotBounds::NOTHING
    }
    fn base(&self) -> &PlotItemBase {
        &self.base
    }
    fn base_mut(&mut self) -> &mut PlotItemBase {
        &mut self.base
    }
}
