//! Fonts and colours on the screen.

use crate::plot::Rgba;
use eframe::egui::text::{LayoutJob, TextFormat, TextWrapping};
use eframe::egui::{Color32, FontFamily, FontId, Galley, Painter};
use std::sync::Arc;

/// Name of the font family of headings and titles; where it is not installed they are in the
/// proportional one.
pub const SEMIBOLD: &str = "semibold";
/// Text size, in points.
pub const BODY_PT: f32 = crate::plot::LABEL_PT;
/// Size of ticks, legends and remarks, in points.
pub const SMALL_PT: f32 = 11.0;

/// The ordinary font at that size.
pub fn font(size_pt: f32) -> FontId {
    FontId::proportional(size_pt)
}

/// The font of titles at that size.
pub fn semibold(painter: &Painter, size_pt: f32) -> FontId {
    let family = FontFamily::Name(SEMIBOLD.into());
    if painter.fonts(|f| f.definitions().families.contains_key(&family)) {
        FontId::new(size_pt, family)
    } else {
        font(size_pt)
    }
}

/// A colour of the theme as egui's, `opacity` in 0..=1.
pub fn colour(rgba: Rgba, opacity: f32) -> Color32 {
    let [r, g, b, a] = rgba;
    let alpha = (f32::from(a) * opacity.clamp(0.0, 1.0)).round() as u8;
    Color32::from_rgba_unmultiplied(r, g, b, alpha)
}

/// One line.
pub(super) fn line(painter: &Painter, text: &str, font: FontId, colour: Color32) -> Arc<Galley> {
    painter.layout_no_wrap(text.to_owned(), font, colour)
}

/// One line no wider than `width`, the rest elided.
pub(super) fn elided(
    painter: &Painter,
    text: &str,
    font: FontId,
    colour: Color32,
    width: f32,
) -> Arc<Galley> {
    let mut job = LayoutJob::single_section(text.to_owned(), TextFormat::simple(font, colour));
    job.wrap = TextWrapping::truncate_at_width(width);
    painter.layout_job(job)
}

/// At most `rows` lines no wider than `width`, centred, the rest elided.
pub(super) fn block(
    painter: &Painter,
    text: &str,
    font: FontId,
    colour: Color32,
    width: f32,
    rows: usize,
) -> Arc<Galley> {
    let mut job = LayoutJob::single_section(text.to_owned(), TextFormat::simple(font, colour));
    job.wrap = TextWrapping {
        max_width: width,
        max_rows: rows,
        break_anywhere: rows == 1,
        overflow_character: Some('…'),
    };
    job.halign = eframe::egui::Align::Center;
    painter.layout_job(job)
}
