//! The legend of the named layers, in a corner of its plot.

use super::Sizes;
use super::frame::Rect;
use super::layout::PlacedPlot;
use super::marks::{RING_PT, stroked};
use super::text::{CAP, Weight, width_pt};
use super::writer::{Words, Writer, hex, num, opacity, opacity_attribute};
use crate::plot::{Anchor, Layer, Legend, Mark, Theme};

const SWATCH_PT: f64 = 10.0;
const GAP_PT: f64 = 3.5;
const INSET_PT: f64 = 3.0;

/// Draws the legend, if the plot has one.
pub(super) fn draw(writer: &mut Writer, placed: &PlacedPlot, sizes: Sizes, theme: &Theme) {
    let mut entries: Vec<(&str, &Layer)> = Vec::new();
    for layer in &placed.plot.layers {
        if let Some(name) = layer.name.as_deref().filter(|n| !n.trim().is_empty())
            && !entries.iter().any(|(other, _)| *other == name)
        {
            entries.push((name, layer));
        }
    }
    if placed.plot.legend == Legend::None || entries.is_empty() {
        return;
    }
    let (area, size) = (placed.frame.area, sizes.small);
    let line = 1.45 * size;
    let fit = (((area.h - 2.0 * INSET_PT) / line) as usize).max(1);
    // Columns of equal length rather than a full one and a stub.
    let columns = entries.len().div_ceil(fit);
    let rows = entries.len().div_ceil(columns);
    let widths: Vec<f64> = entries
        .chunks(rows)
        .map(|c| {
            let name = c.iter().map(|e| width_pt(e.0, size, Weight::Regular));
            SWATCH_PT + GAP_PT + name.fold(0.0, f64::max)
        })
        .collect();
    let between = 2.0 * GAP_PT;
    let width = widths.iter().sum::<f64>() + between * (widths.len() - 1) as f64;
    let height = line * rows as f64;
    let right = matches!(placed.plot.legend, Legend::TopRight | Legend::BottomRight);
    let low = matches!(placed.plot.legend, Legend::BottomLeft | Legend::BottomRight);
    let x = if right {
        area.right() - INSET_PT - width
    } else {
        area.x + INSET_PT
    };
    let y = if low {
        area.bottom() - INSET_PT - height
    } else {
        area.y + INSET_PT
    };
    writer.push("<g data-part=\"legend\">\n");
    let back = Rect {
        x: x - 2.0,
        y: y - 1.0,
        w: width + 4.0,
        h: height + 2.0,
    };
    writer.rect(back, theme.page, 0.85);
    let mut left = x;
    for (chunk, width) in entries.chunks(rows).zip(widths) {
        for (j, (name, layer)) in chunk.iter().enumerate() {
            let middle = y + line * (j as f64 + 0.5);
            swatch(writer, &layer.mark, [left, middle], size, theme);
            writer.words(Words {
                text: name,
                at: [left + SWATCH_PT + GAP_PT, middle + CAP / 2.0 * size],
                size_pt: size,
                weight: Weight::Regular,
                anchor: Anchor::Start,
                colour: theme.text,
                upwards: false,
            });
        }
        left += width + between;
    }
    writer.push("</g>\n");
}

/// A sample of the mark, `SWATCH_PT` wide.
fn swatch(writer: &mut Writer, mark: &Mark, [x, y]: [f64; 2], size: f64, theme: &Theme) {
    let half = 0.38 * size;
    let block = Rect {
        x,
        y: y - half,
        w: SWATCH_PT,
        h: 2.0 * half,
    };
    match mark {
        Mark::Points {
            radius_pt,
            filled,
            ink,
            opacity: share,
            ..
        } => {
            let colour = theme.colour(*ink);
            // Faint points of a dense cloud are shown strong enough to tell their colour.
            let share = opacity(colour, share.max(0.7));
            let look = if *filled {
                format!(
                    "fill=\"{}\"{}",
                    hex(colour),
                    opacity_attribute("fill-opacity", share)
                )
            } else {
                format!(
                    "fill=\"none\" stroke=\"{}\" stroke-width=\"{RING_PT}\"",
                    hex(colour)
                )
            };
            writer.push(&format!(
                "<path data-part=\"sample\" d=\"{}\" {look}/>\n",
                disc(
                    [x + SWATCH_PT / 2.0, y],
                    f64::from(*radius_pt).clamp(1.2, half)
                )
            ));
        }
        Mark::Line { stroke, .. }
        | Mark::Arrows { stroke, .. }
        | Mark::Ellipse { stroke, .. }
        | Mark::HorizontalLine { stroke, .. }
        | Mark::VerticalLine { stroke, .. } => writer.push(&format!(
            "<path d=\"M{} {y}h{SWATCH_PT}\"{}/>\n",
            num(x),
            stroked(theme, stroke),
            y = num(y)
        )),
        Mark::Band { ink, opacity, .. } | Mark::Bars { ink, opacity, .. } => {
            writer.rect(block, theme.colour(*ink), *opacity);
        }
        Mark::Spans { spans, opacity, .. } => {
            if let Some((_, _, ink)) = spans.first() {
                writer.rect(block, theme.colour(*ink), *opacity);
            }
        }
        Mark::Ticks { ink, .. } => {
            for j in 0..3 {
                let x = x + SWATCH_PT * (0.2 + 0.3 * f64::from(j));
                writer.rule([x, y - half], [x, y + half], 0.8, theme.colour(*ink));
            }
        }
        Mark::Image { ramp, range, .. } => {
            for j in 0..5u8 {
                let share = f32::from(j) / 4.0;
                let value = range[0] + share * (range[1] - range[0]);
                let part = Rect {
                    x: x + SWATCH_PT * f64::from(j) / 5.0,
                    w: SWATCH_PT / 5.0,
                    ..block
                };
                writer.rect(part, theme.ramp(*ramp, value, *range), 1.0);
            }
        }
        Mark::Text { ink, .. } => writer.rect(block, theme.colour(*ink), 1.0),
    }
}

/// A disc as a path, so that circles are data and nothing else.
fn disc([x, y]: [f64; 2], radius: f64) -> String {
    let [left, y, r, d] = [x - radius, y, radius, 2.0 * radius].map(num);
    format!("M{left} {y}a{r} {r} 0 1 0 {d} 0a{r} {r} 0 1 0 -{d} 0Z")
}
