//! The marks of a layer as SVG.

use super::frame::{Frame, Rect};
use super::picture::{self, Matrix};
use super::shapes::{self, Path};
use super::text::{self, Weight};
use super::writer::{Words, Writer, hex, num, number, opacity, opacity_attribute};
use crate::plot::{Anchor, Ink, Mark, Stroke, Theme};

/// Width of the line of a ring, points.
pub(super) const RING_PT: f64 = 0.6;

/// ` fill="…"`, with its opacity.
fn fill(theme: &Theme, ink: Ink, share: f32) -> String {
    let colour = theme.colour(ink);
    format!(
        " fill=\"{}\"{}",
        hex(colour),
        opacity_attribute("fill-opacity", opacity(colour, share))
    )
}

/// ` stroke="…"`, with its width and opacity.
fn line(theme: &Theme, ink: Ink, width: f64, share: f32) -> String {
    let colour = theme.colour(ink);
    format!(
        " fill=\"none\" stroke=\"{}\" stroke-width=\"{}\"{}",
        hex(colour),
        num(width.max(0.05)),
        opacity_attribute("stroke-opacity", opacity(colour, share))
    )
}

/// All attributes of a stroke.
pub(super) fn stroked(theme: &Theme, stroke: &Stroke) -> String {
    let dashes = shapes::dashes(stroke);
    let ends = if dashes.is_empty() {
        " stroke-linejoin=\"round\" stroke-linecap=\"round\"".to_owned()
    } else {
        let list: Vec<String> = dashes.into_iter().map(num).collect();
        format!(
            " stroke-linejoin=\"round\" stroke-dasharray=\"{}\"",
            list.join(" ")
        )
    };
    line(theme, stroke.ink, f64::from(stroke.width_pt), 1.0) + &ends
}

fn path(writer: &mut Writer, shape: &Path, attributes: &str) {
    if !shape.is_empty() {
        writer.push(&format!("<path d=\"{}\"{attributes}/>\n", shape.to_data()));
    }
}

/// Draws one layer.
pub(super) fn draw(writer: &mut Writer, mark: &Mark, frame: &Frame, theme: &Theme) {
    match mark {
        Mark::Points {
            xy,
            radius_pt,
            filled,
            ink,
            opacity,
        } => {
            let look = if *filled {
                fill(theme, *ink, *opacity)
            } else {
                line(theme, *ink, RING_PT, *opacity)
            };
            points(writer, frame, xy, f64::from(*radius_pt), &look);
        }
        Mark::Line { xy, stroke } => {
            path(writer, &shapes::line(frame, xy), &stroked(theme, stroke));
        }
        Mark::Band { .. } | Mark::Bars { .. } | Mark::Spans { .. } => {
            for (shape, ink, opacity) in shapes::areas(frame, mark) {
                path(writer, &shape, &fill(theme, ink, opacity));
            }
        }
        Mark::Ticks {
            xy,
            height,
            width_pt,
            ink,
            opacity,
        } => {
            let shape = shapes::strokes(frame, xy, *height);
            let look = line(theme, *ink, f64::from(*width_pt), *opacity);
            path(writer, &shape, &look);
        }
        Mark::Ellipse {
            centre,
            semi_axes,
            angle_rad,
            stroke,
            fill_opacity,
        } => {
            let shape = shapes::ellipse(frame, *centre, *semi_axes, *angle_rad);
            if *fill_opacity > 0.0 {
                path(writer, &shape, &fill(theme, stroke.ink, *fill_opacity));
            }
            path(writer, &shape, &stroked(theme, stroke));
        }
        Mark::Arrows { .. } => arrows(writer, mark, frame, theme),
        Mark::Image { .. } => image(writer, mark, frame, theme),
        Mark::VerticalLine { x, stroke } => {
            if let Some(x) = frame.x.place(*x) {
                straight(writer, frame.area, [Some(x), None], &stroked(theme, stroke));
            }
        }
        Mark::HorizontalLine { y, stroke } => {
            if let Some(y) = frame.y.place(*y) {
                straight(writer, frame.area, [None, Some(y)], &stroked(theme, stroke));
            }
        }
        Mark::Text {
            at,
            text,
            anchor,
            ink,
            size_pt,
            within,
        } => {
            let size_pt = f64::from(*size_pt);
            let room = within
                .and_then(|[from, to]| Some((frame.x.place(to)? - frame.x.place(from)?).abs()));
            let needs = || text::width_pt(text, size_pt, Weight::Regular) + size_pt / 2.0;
            if within.is_none() || room.is_some_and(|room| room >= needs()) {
                words(writer, frame, *at, text, *anchor, (theme, *ink), size_pt);
            }
        }
    }
}

fn arrows(writer: &mut Writer, mark: &Mark, frame: &Frame, theme: &Theme) {
    if let Mark::Arrows {
        at,
        angles_rad,
        length_pt,
        stroke,
    } = mark
    {
        let shape = shapes::arrows(frame, at, angles_rad, *length_pt);
        path(writer, &shape, &stroked(theme, stroke));
    }
}

fn image(writer: &mut Writer, mark: &Mark, frame: &Frame, theme: &Theme) {
    let Mark::Image {
        x,
        y,
        columns,
        rows,
        values,
        ramp,
        range,
    } = mark
    else {
        return;
    };
    let (xs, ys) = (
        x.map(|v| frame.x.place_from_zero(v)),
        y.map(|v| frame.y.place_from_zero(v)),
    );
    if let ([Some(x0), Some(x1)], [Some(y0), Some(y1)]) = (xs, ys) {
        let matrix = Matrix {
            columns: *columns,
            rows: *rows,
            values,
            ramp: *ramp,
            range: *range,
        };
        picture::matrix(writer, matrix, [x0, x1], [y0, y1], theme);
    }
}

fn points(writer: &mut Writer, frame: &Frame, xy: &[[f64; 2]], radius: f64, look: &str) {
    let radius = if radius.is_finite() {
        radius.max(0.05)
    } else {
        1.0
    };
    writer.push(&format!("<g{look}>\n"));
    let end = format!("\" r=\"{}\"/>\n", num(radius));
    for at in xy.iter().filter_map(|p| frame.place(*p)) {
        if frame.area.is_near(at, radius + RING_PT) {
            writer.push("<circle cx=\"");
            number(&mut writer.out, at[0]);
            writer.push("\" cy=\"");
            number(&mut writer.out, at[1]);
            writer.push(&end);
        }
    }
    writer.push("</g>\n");
}

fn straight(writer: &mut Writer, area: Rect, [x, y]: [Option<f64>; 2], look: &str) {
    let [x0, x1] = x.map_or([area.x, area.right()], |x| [x, x]);
    let [y0, y1] = y.map_or([area.y, area.bottom()], |y| [y, y]);
    let [x0, y0, x1, y1] = [x0, y0, x1, y1].map(num);
    writer.push(&format!("<path d=\"M{x0} {y0}L{x1} {y1}\"{look}/>\n"));
}

/// Words centred on the height of their place; those near an edge are pushed inwards rather than
/// cut off.
fn words(
    writer: &mut Writer,
    frame: &Frame,
    at: [f64; 2],
    text: &str,
    anchor: Anchor,
    (theme, ink): (&Theme, Ink),
    size_pt: f64,
) {
    let Some([x, y]) = frame.place(at).filter(|p| frame.area.is_near(*p, 0.01)) else {
        return;
    };
    let size_pt = if size_pt.is_finite() {
        size_pt.clamp(0.5, 500.0)
    } else {
        7.0
    };
    let (area, width) = (frame.area, text::width_pt(text, size_pt, Weight::Regular));
    let back = match anchor {
        Anchor::Start => 0.0,
        Anchor::Middle => width / 2.0,
        Anchor::End => width,
    };
    let left = (x - back).min(area.right() - width).max(area.x);
    let half = text::CAP / 2.0 * size_pt;
    let baseline = (y + half)
        .min(area.bottom() - 0.25 * size_pt)
        .max(area.y + 2.0 * half);
    writer.words(Words {
        text,
        at: [left + back, baseline],
        size_pt,
        weight: Weight::Regular,
        anchor,
        colour: theme.colour(ink),
        upwards: false,
    });
}
