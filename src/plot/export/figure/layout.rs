//! Where everything on a page goes: plot areas on their grid, margins as wide as their labels.

use super::Sizes;
use super::axes::{self, Label, named};
use super::frame::{Frame, Rect, Scale};
use super::text::{Weight, width_pt};
use crate::plot::{Plot, Sheet, Tick};

/// Length of a tick, points; minor ticks are shorter.
pub(super) const TICK_PT: f64 = 2.4;
/// Between tick and label, and between labels and title, points.
pub(super) const PAD_PT: f64 = 2.0;

/// A plot in its place.
#[derive(Clone, Debug)]
pub(super) struct PlacedPlot<'a> {
    pub plot: &'a Plot,
    pub row: usize,
    pub column: usize,
    pub frame: Frame,
    /// What the axes show: linked and with equal aspect.
    pub x_range: [f64; 2],
    pub y_range: [f64; 2],
    pub x_ticks: Vec<Tick>,
    pub y_ticks: Vec<Tick>,
    /// Whether the axis has tick labels and a title here, and not on a linked neighbour.
    pub x_named: bool,
    pub y_named: bool,
    pub x_label: Label,
    pub y_label: Label,
    /// Room kept for tick labels: that of the widest near neighbour in the column.
    pub y_ticks_width: f64,
}

/// Places the plots of a sheet in a rectangle of the page.
pub(super) fn place(sheet: &Sheet, body: Rect, sizes: Sizes) -> Vec<PlacedPlot<'_>> {
    let count = |given: usize, used: Option<usize>| given.max(used.map_or(0, |j| j + 1));
    let columns = count(
        sheet.columns.len(),
        sheet.panels.iter().map(|p| p.column).max(),
    );
    let rows = count(sheet.rows.len(), sheet.panels.iter().map(|p| p.row).max());
    let mut placed: Vec<PlacedPlot> = sheet
        .panels
        .iter()
        .map(|p| PlacedPlot {
            plot: &p.plot,
            row: p.row,
            column: p.column,
            frame: Frame {
                area: Rect::default(),
                x: Scale::new([0.0, 0.0], false, [0.0, 0.0]),
                y: Scale::new([0.0, 0.0], false, [0.0, 0.0]),
            },
            x_range: p.plot.x.range,
            y_range: p.plot.y.range,
            x_ticks: Vec::new(),
            y_ticks: Vec::new(),
            x_named: true,
            y_named: true,
            x_label: Label::default(),
            y_label: Label::default(),
            y_ticks_width: 0.0,
        })
        .collect();
    name_axes(&mut placed, sheet);
    let mut across = Tracks::new(&sheet.columns, columns, 1.4 * sizes.label);
    let mut down = Tracks::new(&sheet.rows, rows, 0.9 * sizes.label);
    // Margins depend on ticks, ticks on sizes, sizes on margins: a few rounds settle it.
    for _ in 0..4 {
        across.share(body.x, body.w);
        down.share(body.y, body.h);
        for p in &mut placed {
            let ([x, w], [y, h]) = (across.area(p.column), down.area(p.row));
            p.frame.area = Rect { x, y, w, h };
            p.x_range = p.plot.x.range;
            p.y_range = p.plot.y.range;
        }
        settle_ranges(&mut placed, sheet);
        across.clear();
        down.clear();
        for p in &mut placed {
            dress(p, sizes);
        }
        align_titles(&mut placed, sizes);
        for p in &placed {
            let [left, right, top, bottom] = margins(p, sizes);
            across.need(p.column, left, right);
            down.need(p.row, top, bottom);
        }
    }
    placed
}

/// Titles of y axes in a column stand in line, unless the tick labels beside them are so much
/// narrower that a title would be lost far from its axis.
fn align_titles(placed: &mut [PlacedPlot], sizes: Sizes) {
    let own: Vec<(usize, f64)> = placed
        .iter()
        .map(|p| {
            let named = p.y_named.then(|| widest(&p.y_ticks, sizes.small));
            (p.column, named.unwrap_or(0.0))
        })
        .collect();
    for (p, (column, width)) in placed.iter_mut().zip(&own) {
        let near = width + 3.0 * sizes.small;
        p.y_ticks_width = own
            .iter()
            .filter(|(c, w)| c == column && *w <= near && !p.y_label.across)
            .fold(*width, |most, (_, w)| most.max(*w));
    }
}

fn widest(ticks: &[Tick], size_pt: f64) -> f64 {
    ticks
        .iter()
        .map(|t| width_pt(&t.text, size_pt, Weight::Regular))
        .fold(0.0, f64::max)
}

/// Of linked axes, the lowest and the leftmost that have anything to say are named.
fn name_axes(placed: &mut [PlacedPlot], sheet: &Sheet) {
    let names: Vec<(bool, bool)> = placed
        .iter()
        .map(|p| {
            let lower = sheet.link_x
                && placed
                    .iter()
                    .any(|q| q.column == p.column && q.row > p.row && axes::is_shown(&q.plot.x));
            let lefter = sheet.link_y
                && placed
                    .iter()
                    .any(|q| q.row == p.row && q.column < p.column && axes::is_shown(&q.plot.y));
            (!lower, !lefter)
        })
        .collect();
    for (p, (x, y)) in placed.iter_mut().zip(names) {
        p.x_named = x;
        p.y_named = y;
    }
}

/// Gives linked axes one range and widens the ranges of plots with equal aspect.
fn settle_ranges(placed: &mut [PlacedPlot], sheet: &Sheet) {
    for _ in 0..3 {
        if sheet.link_x {
            link(placed, |p| p.column, |p| p.plot.x.log, |p| &mut p.x_range);
        }
        if sheet.link_y {
            link(placed, |p| p.row, |p| p.plot.y.log, |p| &mut p.y_range);
        }
        for p in placed.iter_mut() {
            equalise(p);
        }
    }
    if sheet.link_x {
        link(placed, |p| p.column, |p| p.plot.x.log, |p| &mut p.x_range);
    }
    if sheet.link_y {
        link(placed, |p| p.row, |p| p.plot.y.log, |p| &mut p.y_range);
    }
    for p in placed.iter_mut() {
        let a = p.frame.area;
        p.frame.x = Scale::new(p.x_range, p.plot.x.log, [a.x, a.right()]);
        p.frame.y = Scale::new(p.y_range, p.plot.y.log, [a.bottom(), a.y]);
    }
}

fn is_finite(range: [f64; 2]) -> bool {
    range.iter().all(|v| v.is_finite()) && range[0] != range[1]
}

fn link<'a>(
    placed: &mut [PlacedPlot<'a>],
    track: impl Fn(&PlacedPlot<'a>) -> usize,
    log: impl Fn(&PlacedPlot<'a>) -> bool,
    range: impl for<'b> Fn(&'b mut PlacedPlot<'a>) -> &'b mut [f64; 2],
) {
    for j in 0..placed.len() {
        let (this, kind) = (track(&placed[j]), log(&placed[j]));
        let mut hull: Option<[f64; 2]> = None;
        for q in placed.iter_mut() {
            if track(q) == this && log(q) == kind && is_finite(*range(q)) {
                let r = *range(q);
                let (low, high) = (r[0].min(r[1]), r[0].max(r[1]));
                hull = Some(hull.map_or([low, high], |h| [h[0].min(low), h[1].max(high)]));
            }
        }
        let own = range(&mut placed[j]);
        if let Some([low, high]) = hull.filter(|_| is_finite(*own)) {
            *own = if own[0] > own[1] {
                [high, low]
            } else {
                [low, high]
            };
        }
    }
}

/// Widens the range that is drawn too long, about its centre.
fn equalise(p: &mut PlacedPlot) {
    let [log_x, log_y] = [p.plot.x.log, p.plot.y.log];
    if !p.plot.equal_aspect || log_x != log_y || p.frame.area.w <= 0.0 || p.frame.area.h <= 0.0 {
        return;
    }
    let to = |r: [f64; 2]| if log_x { r.map(f64::log10) } else { r };
    let from = |r: [f64; 2]| if log_x { r.map(|v| 10f64.powf(v)) } else { r };
    let (x, y) = (to(p.x_range), to(p.y_range));
    if !is_finite(x) || !is_finite(y) {
        return;
    }
    let per_pt = [
        (x[1] - x[0]).abs() / p.frame.area.w,
        (y[1] - y[0]).abs() / p.frame.area.h,
    ];
    let widened = |r: [f64; 2], by: f64| {
        let (centre, half) = (f64::midpoint(r[0], r[1]), (r[1] - r[0]) / 2.0 * by);
        [centre - half, centre + half]
    };
    if per_pt[0] < per_pt[1] * (1.0 - 1e-12) {
        p.x_range = from(widened(x, per_pt[1] / per_pt[0]));
    } else if per_pt[1] < per_pt[0] * (1.0 - 1e-12) {
        p.y_range = from(widened(y, per_pt[0] / per_pt[1]));
    }
}

/// Chooses ticks and breaks the labels of the axes.
fn dress(p: &mut PlacedPlot, sizes: Sizes) {
    let area = p.frame.area;
    p.x_ticks = axes::fitting(&p.plot.x, p.x_range, &p.frame.x, sizes.small, false);
    p.y_ticks = axes::fitting(&p.plot.y, p.y_range, &p.frame.y, sizes.small, true);
    p.x_label = if p.x_named {
        axes::label(&p.plot.x, area.w, sizes.label, false)
    } else {
        Label::default()
    };
    p.y_label = if p.y_named {
        axes::label(&p.plot.y, area.h, sizes.label, true)
    } else {
        Label::default()
    };
}

/// Room needed left, right, above and below the plot area.
fn margins(p: &PlacedPlot, sizes: Sizes) -> [f64; 4] {
    let area = p.frame.area;
    let [mut left, mut right, mut top, mut bottom] = [0.0f64; 4];
    if !p.y_ticks.is_empty() {
        left = TICK_PT;
    }
    if p.y_named {
        if p.y_ticks_width > 0.0 {
            left = TICK_PT + PAD_PT + p.y_ticks_width;
        }
        if !p.y_label.lines.is_empty() {
            left += 1.5 * PAD_PT + p.y_label.depth();
        }
        let half = sizes.small / 2.0;
        for at in named(&p.y_ticks).filter_map(|t| p.frame.y.place(t.at)) {
            top = top.max(area.y + half - at);
            bottom = bottom.max(at + half - area.bottom());
        }
    }
    if !p.x_ticks.is_empty() {
        bottom = bottom.max(TICK_PT);
    }
    if p.x_named {
        if named(&p.x_ticks).next().is_some() {
            bottom = bottom.max(TICK_PT + PAD_PT + sizes.small);
        }
        if !p.x_label.lines.is_empty() {
            bottom += PAD_PT + p.x_label.height();
        }
        for tick in named(&p.x_ticks) {
            let half = width_pt(&tick.text, sizes.small, Weight::Regular) / 2.0;
            if let Some(at) = p.frame.x.place(tick.at) {
                left = left.max(area.x + half - at);
                right = right.max(at + half - area.right());
            }
        }
        let over = (p.x_label.width() - area.w) / 2.0;
        left = left.max(over);
        right = right.max(over);
    }
    if p.plot.show_title && !p.plot.title.is_empty() {
        top = title_rise(sizes) + sizes.label;
    }
    [left, right, top, bottom]
}

/// How far above its plot the baseline of a title is: clear of the highest tick label, and the same
/// for all plots of a row.
pub(super) fn title_rise(sizes: Sizes) -> f64 {
    sizes.small / 2.0 + 1.5 * PAD_PT
}

/// The columns or the rows of the grid: margins before and behind each, and what is left shared
/// out by weight.
struct Tracks {
    weights: Vec<f64>,
    before: Vec<f64>,
    behind: Vec<f64>,
    gap: f64,
    /// Start and length of each plot area.
    areas: Vec<[f64; 2]>,
}

impl Tracks {
    fn new(weights: &[f32], count: usize, gap: f64) -> Self {
        let weights = (0..count)
            .map(|j| match weights.get(j) {
                Some(w) if w.is_finite() && *w > 0.0 => f64::from(*w),
                _ => 1.0,
            })
            .collect();
        Self {
            weights,
            before: vec![0.0; count],
            behind: vec![0.0; count],
            gap,
            areas: vec![[0.0, 0.0]; count],
        }
    }
    fn share(&mut self, start: f64, length: f64) {
        let count = self.weights.len();
        let margins: f64 = self.before.iter().chain(&self.behind).sum();
        let gaps = self.gap * count.saturating_sub(1) as f64;
        let room = (length - margins - gaps).max(0.0);
        let total: f64 = self.weights.iter().sum();
        let mut at = start;
        for j in 0..count {
            at += self.before[j];
            let size = room * self.weights[j] / total;
            self.areas[j] = [at, size];
            at += size + self.behind[j] + self.gap;
        }
    }
    fn area(&self, j: usize) -> [f64; 2] {
        self.areas.get(j).copied().unwrap_or_default()
    }
    fn clear(&mut self) {
        self.before.fill(0.0);
        self.behind.fill(0.0);
    }
    fn need(&mut self, j: usize, before: f64, behind: f64) {
        if let (Some(a), Some(b)) = (self.before.get_mut(j), self.behind.get_mut(j)) {
            *a = a.max(before);
            *b = b.max(behind);
        }
    }
}
