//! A sheet as SVG.

use super::dense::{self, Canvas};
use super::frame::Rect;
use super::layout::{self, PAD_PT, Placed, TICK_PT};
use super::table::Tables;
use super::text::{self, CAP, LEADING, Weight};
use super::writer::{Words, Writer, escape, num};
use super::{PROGRAM, Page, RenderError, Sizes, embed, legend, marks};
use crate::plot::{Anchor, Rgba, Sheet, Theme};

/// Width of axes and their ticks, points.
const AXIS_PT: f64 = 0.5;

/// Draws a sheet as SVG, text as text in an embedded font (or as outlines).
///
/// # Errors
/// When the page has no sensible size.
pub fn svg(sheet: &Sheet, page: &Page) -> Result<String, RenderError> {
    let writer = body(sheet, page, page.text_as_outlines)?;
    let style = embed::style(&writer.used);
    let style = if style.is_empty() {
        style
    } else {
        format!("<style>{style}</style>\n")
    };
    let described = format!(
        "<title>{}</title>\n<desc>{}</desc>\n{}{style}",
        escape(super::title(sheet, page)),
        escape(&super::description(sheet)),
        metadata(sheet, page)
    );
    assemble(page, &described, &writer)
}

/// The drawing alone, with text as text, for the other renderers.
pub(super) fn bare(sheet: &Sheet, page: &Page) -> Result<String, RenderError> {
    assemble(page, "", &body(sheet, page, false)?)
}

fn assemble(page: &Page, described: &str, writer: &Writer) -> Result<String, RenderError> {
    let [w, h] = page.size_pt()?.map(|v| format!("{v:.4}"));
    let clips: String = writer.clips.iter().map(String::as_str).collect();
    let defs = if clips.is_empty() {
        clips
    } else {
        format!("<defs>{clips}</defs>\n")
    };
    Ok(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{}mm\" height=\"{}mm\" \
         viewBox=\"0 0 {w} {h}\" role=\"img\" font-family=\"Inter, Helvetica, Arial, \
         sans-serif\">\n{described}{defs}{}</svg>\n",
        page.width_mm, page.height_mm, writer.out
    ))
}

fn metadata(sheet: &Sheet, page: &Page) -> String {
    let mut out = format!(
        "<metadata><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:equipoise=\"urn:equipoise:figure\">\
         <rdf:Description rdf:about=\"\"><dc:format>image/svg+xml</dc:format>\
         <dc:title>{}</dc:title><dc:creator>{PROGRAM}</dc:creator>\n",
        escape(super::title(sheet, page))
    );
    for (name, value) in &page.metadata {
        out.push_str(&format!(
            "<equipoise:entry rdf:parseType=\"Resource\"><equipoise:name>{}</equipoise:name>\
             <rdf:value>{}</rdf:value></equipoise:entry>\n",
            escape(name),
            escape(value)
        ));
    }
    out + "</rdf:Description></rdf:RDF></metadata>\n"
}

fn body(sheet: &Sheet, page: &Page, outlines: bool) -> Result<Writer, RenderError> {
    let [w, h] = page.size_pt()?;
    let (sizes, theme) = (page.sizes_pt(), &page.theme);
    let mut writer = Writer {
        outlines,
        ..Writer::default()
    };
    let whole = Rect {
        x: 0.0,
        y: 0.0,
        w,
        h,
    };
    writer.rect(whole, theme.page, 1.0);
    let edge = sizes.label.min(w.min(h) / 10.0);
    let mut body = Rect {
        x: edge,
        y: edge,
        w: w - 2.0 * edge,
        h: h - 2.0 * edge,
    };
    heading(&mut writer, page, &mut body, sizes);
    foot(&mut writer, sheet, page, &mut body, sizes);
    let tables = page
        .tables
        .then(|| Tables::place(&sheet.tables, &mut body, sizes));
    body.w = body.w.max(0.0);
    body.h = body.h.max(0.0);
    for placed in layout::place(sheet, body, sizes) {
        panel(&mut writer, &placed, page, sizes);
    }
    if let Some(tables) = tables {
        tables.draw(&mut writer, theme);
    }
    Ok(writer)
}

/// Lines of text from a baseline downwards.
fn lines(writer: &mut Writer, lines: &[String], first: Words) {
    for (j, line) in lines.iter().enumerate() {
        writer.words(Words {
            text: line,
            at: [
                first.at[0],
                first.at[1] + j as f64 * LEADING * first.size_pt,
            ],
            ..first
        });
    }
}

fn start<'a>(at: [f64; 2], size_pt: f64, weight: Weight, colour: Rgba) -> Words<'a> {
    Words {
        text: "",
        at,
        size_pt,
        weight,
        anchor: Anchor::Start,
        colour,
        upwards: false,
    }
}

fn heading(writer: &mut Writer, page: &Page, body: &mut Rect, sizes: Sizes) {
    let Some(title) = page.title.as_deref().filter(|t| !t.trim().is_empty()) else {
        return;
    };
    let size = sizes.heading;
    let broken = text::wrap(title, body.w, size, Weight::SemiBold);
    let at = [body.x, body.y + CAP * size];
    lines(
        writer,
        &broken,
        start(at, size, Weight::SemiBold, page.theme.text),
    );
    let height = size * (CAP + LEADING * (broken.len() as f64 - 1.0)) + 0.9 * sizes.label;
    body.y += height;
    body.h -= height;
}

/// Notes of the sheet and the footer of the page, small and faint.
fn foot(writer: &mut Writer, sheet: &Sheet, page: &Page, body: &mut Rect, sizes: Sizes) {
    let size = sizes.small;
    let mut broken = text::wrap(&sheet.notes.join(" "), body.w, size, Weight::Regular);
    if let Some(footer) = &page.footer {
        broken.extend(text::wrap(footer, body.w, size, Weight::Regular));
    }
    if broken.is_empty() {
        return;
    }
    let below = LEADING * size * (broken.len() - 1) as f64;
    let last = body.bottom() - 0.2 * size;
    lines(
        writer,
        &broken,
        start(
            [body.x, last - below],
            size,
            Weight::Regular,
            page.theme.faint,
        ),
    );
    body.h -= below + 0.2 * size + CAP * size + 1.1 * sizes.label;
}

fn panel(writer: &mut Writer, placed: &Placed, page: &Page, sizes: Sizes) {
    let (area, theme) = (placed.frame.area, &page.theme);
    writer.push(&format!(
        "<g data-plot=\"{}\" aria-label=\"{}\">\n",
        escape(placed.plot.id),
        escape(&placed.plot.title)
    ));
    if area.w > 0.0 && area.h > 0.0 {
        let clip = writer.clip(area);
        writer.push(&format!("<g{clip}>\n"));
        layers(writer, placed, page);
        writer.push("</g>\n");
        axes(writer, placed, sizes, theme);
        legend::draw(writer, placed, sizes, theme);
    }
    if placed.plot.show_title {
        let left = area.x;
        let top = layout::named(&placed.y_ticks)
            .filter(|_| placed.y_named)
            .filter_map(|t| placed.frame.y.place(t.at))
            .fold(area.y, |top, at| top.min(at - sizes.small / 2.0));
        writer.words(Words {
            text: &placed.plot.title,
            ..start(
                [left, top - PAD_PT - 0.2 * sizes.label],
                sizes.label,
                Weight::SemiBold,
                theme.text,
            )
        });
    }
    writer.push("</g>\n");
}

fn layers(writer: &mut Writer, placed: &Placed, page: &Page) {
    let (frame, theme) = (&placed.frame, &page.theme);
    // Dense layers that follow one another share a picture.
    let mut canvas: Option<Canvas> = None;
    for layer in &placed.plot.layers {
        if layer.mark.count() > page.dense_marks && dense::rasterises(&layer.mark) {
            if canvas.is_none() {
                canvas = Canvas::new(frame.area, page.pixels_per_pt());
            }
            if let Some(canvas) = &mut canvas {
                canvas.draw(&layer.mark, frame, theme);
                continue;
            }
        } else if let Some(canvas) = canvas.take() {
            canvas.embed(writer);
        }
        match &layer.name {
            Some(name) => {
                writer.push(&format!("<g data-layer=\"{}\">\n", escape(name)));
                marks::draw(writer, &layer.mark, frame, theme);
                writer.push("</g>\n");
            }
            None => marks::draw(writer, &layer.mark, frame, theme),
        }
    }
    if let Some(canvas) = canvas {
        canvas.embed(writer);
    }
}

/// Two thin axes, ticks outwards, labels.
fn axes(writer: &mut Writer, placed: &Placed, sizes: Sizes, theme: &Theme) {
    let (area, frame, size) = (placed.frame.area, &placed.frame, sizes.small);
    let (left, bottom) = (area.x, area.bottom());
    writer.push("<g data-part=\"axes\" fill=\"none\">\n");
    let mut d = String::new();
    let mut rule = |from: [f64; 2], to: [f64; 2]| {
        let [a, b, c, e] = [from[0], from[1], to[0], to[1]].map(num);
        d.push_str(&format!("M{a} {b}L{c} {e}"));
    };
    if placed.plot.x.ticks != crate::plot::Ticks::None {
        rule([left, bottom], [area.right(), bottom]);
    }
    if placed.plot.y.ticks != crate::plot::Ticks::None {
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
            super::writer::hex(theme.faint)
        ));
    }
    writer.push("</g>\n");
    let base = start([0.0, 0.0], size, Weight::Regular, theme.text);
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

fn titles(writer: &mut Writer, placed: &Placed, sizes: Sizes, theme: &Theme) {
    let area = placed.frame.area;
    let base = Words {
        anchor: Anchor::Middle,
        ..start([0.0, 0.0], sizes.label, Weight::Regular, theme.text)
    };
    let mut below = area.bottom();
    if layout::named(&placed.x_ticks).next().is_some() {
        below += TICK_PT + PAD_PT + sizes.small;
    } else if !placed.x_ticks.is_empty() {
        below += TICK_PT;
    }
    let at = [
        area.x + area.w / 2.0,
        below + PAD_PT + CAP * placed.x_label.size_pt,
    ];
    lines(writer, &placed.x_label.lines, Words { at, ..base });
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
        let top = middle - (size * CAP + (count - 1.0) * LEADING * size) / 2.0;
        lines(
            writer,
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
