//! Pages of figures.

use super::args::Look;
use super::source::Source;
use crate::plot::Theme;
use crate::plot::export::Page;
use crate::views::{AnyView, Canvas, Input, provenance};

/// A page for a view of a recording from the command line.
pub(super) fn page(
    source: &Source,
    input: &Input<'_>,
    view: &dyn AnyView,
    size_mm: [f64; 2],
    look: Look,
) -> Page {
    let theme = match look {
        Look::Light => Theme::light(),
        Look::Dark => Theme::dark(),
    };
    provenance::page(input, view, &source.hashes, size_mm, theme)
}

/// The pixels that a page of this size has, for views that thin what they draw.
pub(super) fn canvas([width_mm, height_mm]: [f64; 2]) -> Canvas {
    let dpi = f64::from(Page::new(width_mm, height_mm).png_dpi);
    let pixels = |mm: f64| (mm / 25.4 * dpi).round() as u32;
    Canvas {
        width_px: pixels(width_mm),
        height_px: pixels(height_mm),
    }
}
