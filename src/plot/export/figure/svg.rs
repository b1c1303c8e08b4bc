//! A sheet as SVG.

use super::dense::{self, Canvas};
use super::frame::Rect;
use super::layout::{self, PlacedPlot};
use super::table::Tables;
use super::text::{self, CAP, LEADING, Weight};
use super::writer::{Words, Writer, escape};
use super::{PROGRAM, Page, RenderError, Sizes, axis_lines, embed, legend, marks};
use crate::plot::{LABEL_PT, Sheet};
use std::fmt::Write as _;

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
        // Writing to a string does not fail.
        let _ = writeln!(
            out,
            "<equipoise:entry rdf:parseType=\"Resource\"><equipoise:name>{}</equipoise:name>\
             <rdf:value>{}</rdf:value></equipoise:entry>",
            escape(name),
            escape(value)
        );
    }
    if let Some(recipe) = &page.recipe {
        let _ = writeln!(out, "<equipoise:recipe>{recipe}</equipoise:recipe>");
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
    let sheet = &sized(sheet, page.font_pt / LABEL_PT);
    for placed in layout::place(sheet, body, sizes) {
        panel(&mut writer, &placed, page, sizes);
    }
    if let Some(tables) = tables {
        tables.draw(&mut writer, theme);
    }
    Ok(writer)
}

/// The same drawing with strokes, dots and words in the measure of the page.
fn sized(sheet: &Sheet, by: f32) -> Sheet {
    let mut sheet = sheet.clone();
    let layers = sheet.panels.iter_mut().flat_map(|p| &mut p.plot.layers);
    for layer in layers {
        layer.mark = layer.mark.sized(by);
    }
    sheet
}

fn heading(writer: &mut Writer, page: &Page, body: &mut Rect, sizes: Sizes) {
    let Some(title) = page.title.as_deref().filter(|t| !t.trim().is_empty()) else {
        return;
    };
    let size = sizes.heading;
    let broken = text::wrap(title, body.w, size, Weight::SemiBold);
    let at = [body.x, body.y + CAP * size];
    writer.lines(
        &broken,
        Words::new(at, size, Weight::SemiBold, page.theme.text),
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
    writer.lines(
        &broken,
        Words::new(
            [body.x, last - below],
            size,
            Weight::Regular,
            page.theme.faint,
        ),
    );
    body.h -= below + 0.2 * size + CAP * size + 1.1 * sizes.label;
}

fn panel(writer: &mut Writer, placed: &PlacedPlot, page: &Page, sizes: Sizes) {
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
        axis_lines::draw(writer, placed, sizes, theme);
        legend::draw(writer, placed, sizes, theme);
    }
    if placed.plot.show_title {
        writer.words(Words {
            text: &placed.plot.title,
            ..Words::new(
                [area.x, area.y - layout::title_rise(sizes)],
                sizes.label,
                Weight::SemiBold,
                theme.text,
            )
        });
    }
    writer.push("</g>\n");
}

fn layers(writer: &mut Writer, placed: &PlacedPlot, page: &Page) {
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
