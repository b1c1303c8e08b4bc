//! What part of the data each panel shows: its own range, the person's zoom, the window in time.

use super::frame::axis_range;
use crate::plot::{Axis, Panel, Sheet};
use std::collections::HashMap;

/// Panels that are panned and zoomed together along one axis.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Group {
    /// A column (of x) or row (of y).
    Line(usize),
    Plot(&'static str),
}

pub(super) fn group_x(sheet: &Sheet, panel: &Panel) -> Group {
    if sheet.link_x {
        Group::Line(panel.column)
    } else {
        Group::Plot(panel.plot.id)
    }
}

pub(super) fn group_y(sheet: &Sheet, panel: &Panel) -> Group {
    if sheet.link_y {
        Group::Line(panel.row)
    } else {
        Group::Plot(panel.plot.id)
    }
}

/// A range the person chose, for the axis it was chosen on.
#[derive(Clone, Debug, PartialEq)]
struct Zoom {
    shown: [f64; 2],
    of: String,
}

/// What the person zoomed to; empty while the data's own ranges are followed.
#[derive(Clone, Debug, Default)]
pub struct Zooms {
    x: HashMap<Group, Zoom>,
    y: HashMap<Group, Zoom>,
}

impl Zooms {
    pub fn set_x(&mut self, sheet: &Sheet, panel: &Panel, shown: [f64; 2]) {
        set(&mut self.x, group_x(sheet, panel), &panel.plot.x, shown);
    }
    pub fn set_y(&mut self, sheet: &Sheet, panel: &Panel, shown: [f64; 2]) {
        set(&mut self.y, group_y(sheet, panel), &panel.plot.y, shown);
    }
    pub fn is_empty(&self) -> bool {
        self.x.is_empty() && self.y.is_empty()
    }
    pub fn clear(&mut self) {
        self.x.clear();
        self.y.clear();
    }
}

fn set(zooms: &mut HashMap<Group, Zoom>, group: Group, axis: &Axis, shown: [f64; 2]) {
    let [low, high] = [shown[0].min(shown[1]), shown[0].max(shown[1])];
    // Beyond this, f64 has no places left between the two ends.
    if (low.is_finite() && high.is_finite()) && high - low > 1e-12 * low.abs().max(high.abs()) {
        let of = axis.text();
        zooms.insert(group, Zoom { shown, of });
    }
}

/// The shown ranges of all panels, in axis coordinates, before any shape of the panel asks for
/// more ([`keep_aspect`]).
pub fn shown(sheet: &Sheet, zooms: &Zooms, window: Option<[f64; 2]>) -> Vec<[[f64; 2]; 2]> {
    sheet
        .panels
        .iter()
        .map(|panel| {
            let x = match window {
                Some(window) if sheet.is_time(panel.plot.id) => axis_range(&panel.plot.x, window),
                _ => own_or_zoomed(
                    &zooms.x,
                    group_x(sheet, panel),
                    &panel.plot.x,
                    sheet
                        .panels
                        .iter()
                        .filter(|p| group_x(sheet, p) == group_x(sheet, panel))
                        .map(|p| &p.plot.x),
                ),
            };
            let y = own_or_zoomed(
                &zooms.y,
                group_y(sheet, panel),
                &panel.plot.y,
                sheet
                    .panels
                    .iter()
                    .filter(|p| group_y(sheet, p) == group_y(sheet, panel))
                    .map(|p| &p.plot.y),
            );
            [x, y]
        })
        .collect()
}

fn own_or_zoomed<'a>(
    zooms: &HashMap<Group, Zoom>,
    group: Group,
    axis: &Axis,
    together: impl Iterator<Item = &'a Axis> + Clone,
) -> [f64; 2] {
    // A zoom made on another quantity (the normalisation changed) says nothing about this one.
    let quantity = |zoom: &&Zoom| together.clone().any(|a| a.text() == zoom.of);
    if let Some(zoom) = zooms.get(&group).filter(quantity) {
        return zoom.shown;
    }
    let own = axis_range(axis, axis.range);
    together
        .filter(|a| a.log == axis.log && a.range.iter().all(|end| end.is_finite()))
        .map(|a| axis_range(a, a.range))
        .fold(own, |all, one| {
            let [low, high] = [one[0].min(one[1]), one[0].max(one[1])];
            if own[0] <= own[1] {
                [all[0].min(low), all[1].max(high)]
            } else {
                [all[0].max(high), all[1].min(low)]
            }
        })
}

/// Widens ranges around their middle until one unit of x is as long as one unit of y in each
/// panel that asks for it. `sizes` are those of the plot areas, in points.
pub fn keep_aspect(sheet: &Sheet, sizes: &[[f32; 2]], shown: &mut [[[f64; 2]; 2]]) {
    for (j, panel) in sheet.panels.iter().enumerate() {
        let (Some(&[width, height]), Some(&[x, y])) = (sizes.get(j), shown.get(j)) else {
            continue;
        };
        if !panel.plot.equal_aspect
            || panel.plot.x.log
            || panel.plot.y.log
            || width <= 0.0
            || height <= 0.0
        {
            continue;
        }
        let per_x = (x[1] - x[0]).abs() / f64::from(width);
        let per_y = (y[1] - y[0]).abs() / f64::from(height);
        if (per_x / per_y - 1.0).abs() < 1e-3 {
            continue;
        }
        let widened = |range: [f64; 2], by: f64| {
            let (middle, half) = (
                f64::midpoint(range[0], range[1]),
                (range[1] - range[0]) / 2.0 * by,
            );
            [middle - half, middle + half]
        };
        let (axis, range) = if per_x < per_y {
            (0, widened(x, per_y / per_x))
        } else {
            (1, widened(y, per_x / per_y))
        };
        for (other, shown) in sheet.panels.iter().zip(shown.iter_mut()) {
            let same = if axis == 0 {
                group_x(sheet, other) == group_x(sheet, panel)
            } else {
                group_y(sheet, other) == group_y(sheet, panel)
            };
            if same {
                shown[axis] = range;
            }
        }
    }
}
