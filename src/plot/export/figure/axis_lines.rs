//! Axes on the page: two thin lines, ticks outwards, labels, titles.

use super::layout::{PAD_PT, PlacedPlot, TICK_PT};
use super::text::{CAP, LEADING, Weight};
use super::writer::{Words, Writer, hex, num};
use super::{Sizes, axes};
use crate::plot::{Anchor, Theme, Ticks};
use std::fmt::Write as _;

/// Width of axes and their ticks, points.
const AXIS_PT: f64 = 0.5;

/// Draws the axes of a plot and what is written along them.
pub(super) fn draw(writer: &mut Writer, placed: &PlacedPlot, sizes: Sizes, theme: &Theme) {
    let (area, frame, size) = (placed.frame.area, &placed.frame, sizes.small);
    let (left, bottom) = (area.x, area.bottom());
    writer.push("<g data-part=\"axes\" fill=\"none\">\n");
    let mut d = String::new();
    let mut rule = |from: [f64; 2], to: [f64; 2]| {
        let [a, b, c, e] = [from[0], from[1], to[0], to[1]].map(num);
        // Writing to a string does not fail.
        let _ = write!(d, "M{a} {b}L{c} {e}");
    };
    if placed.plot.x.ticks != Ticks::None {
        rule([left, bottom], [area.right(), bottom]);
    }
    if placed.plot.y.ticks != Ticks::None {
        rule([left, area.y], [left, bottom]);
    }
    let length = |text: &str| {
        if text.is_empty() {
            0.6 * TICK_PT
        } else {
            TICK_PT
        }
    };
    for tick in &placed.x_ticks {
        if let Some(x) = frame.x.place(tick.at) {
            rule([x, bottom], [x, bottom + length(&tick.text)]);
        }
    }
    for tick in &placed.y_ticks {
        if let Some(y) = frame.y.place(tick.at) {
            rule([left - length(&tick.text), y], [left, y]);
        }
    }
    if !d.is_empty() {
        writer.push(&format!(
            "<path d=\"{d}\" stroke=\"{}\" stroke-width=\"{AXIS_PT}\" stroke-linecap=\"square\"/>\n",
            hex(theme.faint)
        ));
    }
    writer.push("</g>\n");
    let base = Words::new([0.0, 0.0], size, Weight::Regular, theme.text);
    if placed.x_named {
        for tick in &placed.x_ticks {
            if let Some(x) = frame.x.place(tick.at) {
                writer.words(Words {
                    text: &tick.text,
                    at: [x, bottom + TICK_PT + PAD_PT + CAP * size],
                    anchor: Anchor::Middle,
                    ..base
                });
            }
        }
    }
    if placed.y_named {
        for tick in &placed.y_ticks {
            if let Some(y) = frame.y.place(tick.at) {
                writer.words(Words {
                    text: &tick.text,
                    at: [left - TICK_PT - PAD_PT, y + CAP / 2.0 * size],
                    anchor: Anchor::End,
                    ..base
                });
            }
        }
    }
    titles(writer, placed, sizes, theme);
}

fn titles(writer: &mut Writer, placed: &PlacedPlot, sizes: Sizes, theme: &Theme) {
    let area = placed.frame.area;
    let base = Words {
        anchor: Anchor::Middle,
        ..Words::new([0.0, 0.0], sizes.label, Weight::Regular, theme.text)
    };
    let mut below = area.bottom();
    if axes::named(&placed.x_ticks).next().is_some() {
        below += TICK_PT + PAD_PT + sizes.small;
    } else if !placed.x_ticks.is_empty() {
        below += TICK_PT;
    }
    let at = [
        area.x + area.w / 2.0,
        below + PAD_PT + CAP * placed.x_label.size_pt,
    ];
    writer.lines(&placed.x_label.lines, Words { at, ..base });
    let label = &placed.y_label;
    let mut right = area.x - 1.5 * PAD_PT;
    if placed.y_ticks_width > 0.0 {
        right -= TICK_PT + PAD_PT + placed.y_ticks_width;
    } else if !placed.y_ticks.is_empty() {
        right -= TICK_PT;
    }
    let (size, middle) = (label.size_pt, area.y + area.h / 2.0);
    let count = label.lines.len() as f64;
    if label.across {
        let top = middle - 0.5 * size * (CAP + (count - 1.0) * LEADING);
        writer.lines(
            &label.lines,
            Words {
                at: [right, top + CAP * size],
                anchor: Anchor::End,
                ..base
            },
        );
        return;
    }
    // The last line stands nearest to the axis, its descenders towards it.
    for (j, line) in label.lines.iter().enumerate() {
        let back = (count - 1.0 - j as f64) * LEADING * size;
        writer.words(Words {
            text: line,
            at: [right - 0.22 * size - back, middle],
            upwards: true,
            ..base
        });
    }
}
