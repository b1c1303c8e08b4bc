//! What is painted in the cells: words, and small drawings of intervals, waveform and correlogram.

use super::columns::{self, Column};
use super::table::Content;
use crate::analysis::unit_stats::{ISI_BINS, ISI_FROM_S, REFRACTORY_S};
use crate::app::{quantity_text, theme};
use crate::plot::Ink;
use crate::recording::{Unit, Waveform};
use eframe::egui;
use egui::{Color32, Mesh, Painter, Rect, Shape, Stroke, pos2, vec2};

/// Above and below a drawing.
const MARGIN: f32 = 3.0;
/// How strong the bars are below their edge, and how high that is.
const PALE: f32 = 0.4;
const EDGE: f32 = 1.5;

/// Ink of the drawing, and of the thin line behind it.
#[derive(Clone, Copy)]
struct Inks {
    ink: Color32,
    hairline: Color32,
}

/// Words in a cell, cut with an ellipsis where they do not fit; where they stand.
pub(super) fn words(
    ui: &egui::Ui,
    rect: Rect,
    text: egui::RichText,
    ink: Color32,
    right: bool,
) -> Rect {
    let font = egui::TextStyle::Body;
    let galley = egui::WidgetText::from(text).into_galley(
        ui,
        Some(egui::TextWrapMode::Truncate),
        rect.width(),
        font,
    );
    let left = if right {
        rect.right() - galley.size().x
    } else {
        rect.left()
    };
    let top = rect.center().y - galley.size().y / 2.0;
    let place = pos2(left, top.round());
    let taken = Rect::from_min_size(place, galley.size());
    ui.painter().galley(place, galley, ink);
    taken
}

fn upright(painter: &Painter, rect: Rect, x: f32, ink: Color32) {
    let x = x.round() + 0.5;
    painter.vline(x, rect.y_range(), Stroke::new(1.0, ink));
}

/// Bars of equal width over the cell on a line of its own width, the highest as high as the cell;
/// false when there is none.
fn bars(painter: &Painter, rect: Rect, counts: &[u32], inks: Inks) -> bool {
    let most = counts.iter().copied().max().unwrap_or(0);
    if most == 0 {
        return false;
    }
    let line = Stroke::new(1.0, inks.hairline);
    painter.hline(rect.x_range(), rect.bottom().round() + 0.5, line);
    // Pale with an edge: a wall of colour in every row would outshout the numbers.
    let pale = inks.ink.gamma_multiply(PALE);
    let width = rect.width() / counts.len() as f32;
    let mut mesh = Mesh::default();
    for (bin, &count) in counts.iter().enumerate().filter(|(_, count)| **count > 0) {
        let left = rect.left() + bin as f32 * width;
        let height = rect.height() * (f64::from(count) / f64::from(most)) as f32;
        let top = rect.bottom() - height;
        let edge = (top + EDGE).min(rect.bottom());
        let bar = |from, to| Rect::from_min_max(pos2(left, from), pos2(left + width, to));
        mesh.add_colored_rect(bar(top, edge), inks.ink);
        mesh.add_colored_rect(bar(edge, rect.bottom()), pale);
    }
    painter.add(Shape::mesh(mesh));
    true
}

/// The middle of the cell, as wide as whole points a bin allow: every bar is as wide as the next.
fn whole_bins(rect: Rect, bins: usize) -> Rect {
    let each = (rect.width() / bins as f32).floor().max(1.0);
    let left = rect.left().round();
    Rect::from_min_max(
        pos2(left, rect.top()),
        pos2(left + each * bins as f32, rect.bottom()),
    )
}

/// Intervals by length; false when there is nothing to draw.
fn intervals(painter: &Painter, rect: Rect, counts: &[u32], inks: Inks) -> bool {
    let rect = whole_bins(rect, counts.len());
    let decades = (REFRACTORY_S / ISI_FROM_S).log10() as f32;
    let at = rect.left() + decades * 10.0 / ISI_BINS as f32 * rect.width();
    upright(painter, rect, at, inks.hairline);
    bars(painter, rect, counts, inks)
}

/// Pairs of spikes by lag; false when there is nothing to draw.
fn correlogram(painter: &Painter, rect: Rect, counts: &[u32], inks: Inks) -> bool {
    let rect = whole_bins(rect, counts.len());
    upright(painter, rect, rect.center().x - 0.5, inks.hairline);
    bars(painter, rect, counts, inks)
}

/// The mean waveform, as high as the cell; false when there is none that can be drawn.
fn waveform(painter: &Painter, rect: Rect, wave: Option<&Waveform>, inks: Inks) -> bool {
    let Some(samples) = wave.map(|w| &w.samples[..]) else {
        return false;
    };
    let finite = samples.iter().copied().filter(|v| v.is_finite());
    let (least, most) = finite.fold((0.0_f32, 0.0_f32), |(a, b), v| (a.min(v), b.max(v)));
    let range = most - least;
    if samples.len() < 2 || !range.is_finite() || range <= 0.0 {
        return false;
    }
    let y = |value: f32| rect.bottom() - rect.height() * ((value - least) / range);
    let zero = y(0.0).round() + 0.5;
    painter.hline(rect.x_range(), zero, Stroke::new(1.0, inks.hairline));
    let step = rect.width() / (samples.len() - 1) as f32;
    let points = samples.iter().enumerate().filter(|(_, v)| v.is_finite());
    let points = points.map(|(j, &v)| pos2(rect.left() + j as f32 * step, y(v)));
    painter.add(Shape::line(points.collect(), Stroke::new(1.3, inks.ink)));
    true
}

/// A number with two decimals, or that it is smaller than they can say.
fn decimals(value: f64) -> String {
    if !value.is_finite() {
        "–".to_owned()
    } else if value > 0.0 && value < 0.005 {
        "< 0.01".to_owned()
    } else {
        format!("{value:.2}")
    }
}

pub(super) fn words_ui(
    ui: &egui::Ui,
    cell: Rect,
    column: Column,
    unit: &Unit,
    content: &Content<'_>,
    at: usize,
) {
    let of_stats = |value: Option<f64>| match value {
        Some(value) => decimals(value),
        None if content.is_running() => "…".to_owned(),
        None => "–".to_owned(),
    };
    let said = match column {
        Column::Unit => Some(unit.id.clone()),
        Column::Class => Some(unit.class.letter().to_owned()),
        Column::Source => unit.class_source.as_ref().map(ToString::to_string),
        Column::Quality => unit.quality.clone(),
        Column::Group => columns::group_text(unit),
        Column::Spikes => Some(quantity_text::count(content.spikes(at))),
        Column::Rate => Some(decimals(content.rate_hz(at))),
        Column::Cv => Some(of_stats(content.stats(at).map(|s| s.cv))),
        Column::Violations => {
            let share = content.stats(at).map(|s| 100.0 * s.violations);
            Some(of_stats(share))
        }
        Column::Included | Column::Intervals | Column::Waveform | Column::Correlogram => None,
    };
    let ink = match column {
        Column::Class => content.theme.colour(Ink::from(unit.class)),
        Column::Source => content.theme.faint,
        _ if !unit.included => content.theme.faint,
        _ => content.theme.text,
    };
    let said = said.filter(|s| !s.is_empty());
    let said = said.as_deref().unwrap_or("–");
    let styled = if column == Column::Class {
        theme::strong(said)
    } else {
        egui::RichText::new(said)
    };
    words(ui, cell, styled, theme::colour(ink), column.is_number());
}

pub(super) fn drawing_ui(
    ui: &egui::Ui,
    cell: Rect,
    column: Column,
    unit: &Unit,
    content: &Content<'_>,
    at: usize,
) {
    let ink = theme::colour(content.theme.colour(Ink::from(unit.class)));
    let inks = Inks {
        ink: if unit.included {
            ink
        } else {
            ink.gamma_multiply(0.5)
        },
        hairline: theme::colour(content.theme.hairline),
    };
    let (painter, rect) = (ui.painter(), cell.shrink2(vec2(0.0, MARGIN)));
    let stats = content.stats(at);
    let drawn = match column {
        Column::Intervals => {
            stats.is_some_and(|s| intervals(painter, rect, &s.isi_histogram, inks))
        }
        Column::Correlogram => {
            stats.is_some_and(|s| correlogram(painter, rect, &s.autocorrelogram, inks))
        }
        _ => waveform(painter, rect, unit.waveform.as_ref(), inks),
    };
    if !drawn {
        let waits = column != Column::Waveform && content.is_running();
        let said = egui::RichText::new(if waits { "…" } else { "–" });
        let faint = theme::colour(content.theme.faint);
        words(ui, cell, said, faint, false);
    }
}
