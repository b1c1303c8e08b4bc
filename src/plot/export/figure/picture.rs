//! Pixels inside an SVG: matrices and dense layers.

use super::frame::Rect;
use super::writer::Writer;
use crate::plot::{Ramp, Rgba, Theme};
use base64::Engine as _;
use std::fmt::Write as _;

/// Most cells of a matrix: a gigabyte of colours.
const MOST_CELLS: usize = 1 << 28;

/// A PNG of straight (not premultiplied) colours.
pub(super) fn encode(width: u32, height: u32, rgba: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    let mut encoder = ::png::Encoder::new(&mut out, width, height);
    encoder.set_color(::png::ColorType::Rgba);
    encoder.set_depth(::png::BitDepth::Eight);
    let mut writer = encoder.write_header().ok()?;
    writer.write_image_data(rgba).ok()?;
    writer.finish().ok()?;
    Some(out)
}

/// Places a PNG; pixels keep their edges.
pub(super) fn embed(writer: &mut Writer, r: Rect, png: &[u8]) {
    // Four decimals: a picture must lie on the pixels it was made for.
    let _ = write!(
        writer.out,
        "<image x=\"{:.4}\" y=\"{:.4}\" width=\"{:.4}\" height=\"{:.4}\" \
         preserveAspectRatio=\"none\" style=\"image-rendering:pixelated\" \
         href=\"data:image/png;base64,",
        r.x, r.y, r.w, r.h
    );
    base64::engine::general_purpose::STANDARD.encode_string(png, &mut writer.out);
    writer.push("\"/>\n");
}

/// A matrix whose rows run down the page, and columns to the right, when not turned round.
#[derive(Clone, Copy, Debug)]
pub(super) struct Matrix<'a> {
    pub columns: usize,
    pub rows: usize,
    pub values: &'a [f32],
    pub ramp: Ramp,
    pub range: [f32; 2],
}

/// Draws a matrix with its first column at `x[0]` and its first row at `y[0]`, in points.
pub(super) fn matrix(writer: &mut Writer, m: Matrix, x: [f64; 2], y: [f64; 2], theme: &Theme) {
    let (columns, rows) = (m.columns, m.rows);
    let cells = columns.saturating_mul(rows);
    if !(1..=MOST_CELLS).contains(&cells) || x[0] == x[1] || y[0] == y[1] {
        return;
    }
    let mut rgba: Vec<u8> = Vec::with_capacity(4 * cells);
    for row in 0..rows {
        let row = if y[0] < y[1] { row } else { rows - 1 - row };
        for column in 0..columns {
            let column = if x[0] < x[1] {
                column
            } else {
                columns - 1 - column
            };
            let value = m.values.get(row * columns + column);
            let colour: Rgba = theme.ramp(m.ramp, value.copied().unwrap_or(f32::NAN), m.range);
            rgba.extend(colour);
        }
    }
    if let Some(png) = encode(columns as u32, rows as u32, &rgba) {
        let r = Rect {
            x: x[0].min(x[1]),
            y: y[0].min(y[1]),
            w: (x[1] - x[0]).abs(),
            h: (y[1] - y[0]).abs(),
        };
        embed(writer, r, &png);
    }
}
