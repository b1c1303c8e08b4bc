//! Sheets as SVG, PDF, PNG and animations.

mod animation;
pub mod axes;
mod axis_lines;
mod dense;
pub mod embed;
pub mod frame;
mod layout;
mod legend;
mod marks;
mod pdf;
mod picture;
mod png;
mod shapes;
mod svg;
mod table;
pub mod text;
pub mod writer;

use super::{Frame, PER_SECOND, PROGRAM, Page, RenderError, title};
use crate::plot::Sheet;
use resvg::usvg;

pub use animation::apng;
pub use pdf::pdf;
pub use png::png;
pub use svg::svg;

/// Points in a millimetre.
const PT_PER_MM: f64 = 72.0 / 25.4;
/// Longest side of a page, that of a large poster.
const MOST_MM: f64 = 5_000.0;

impl Page {
    /// Width and height in points.
    fn size_pt(&self) -> Result<[f64; 2], RenderError> {
        let sides = [self.width_mm, self.height_mm];
        if sides.iter().all(|s| (1.0..=MOST_MM).contains(s)) {
            Ok(sides.map(|s| s * PT_PER_MM))
        } else {
            Err(RenderError::Size {
                width_mm: self.width_mm,
                height_mm: self.height_mm,
            })
        }
    }

    /// Pixels in a point.
    fn pixels_per_pt(&self) -> f64 {
        let dpi = f64::from(self.png_dpi);
        if dpi.is_finite() {
            dpi.clamp(10.0, 2400.0) / 72.0
        } else {
            300.0 / 72.0
        }
    }

    /// Sizes of text: axis labels, small print, headings.
    fn sizes_pt(&self) -> Sizes {
        let label = if self.font_pt.is_finite() {
            f64::from(self.font_pt).clamp(2.0, 72.0)
        } else {
            7.0
        };
        Sizes {
            label,
            small: label * 6.0 / 7.0,
            heading: label * 9.0 / 7.0,
        }
    }
}

/// The three sizes of text on a page, in points.
#[derive(Clone, Copy, Debug)]
struct Sizes {
    label: f64,
    small: f64,
    heading: f64,
}

/// The SVG without fonts and metadata, read by the renderers of PNG and PDF.
fn tree(sheet: &Sheet, page: &Page) -> Result<usvg::Tree, RenderError> {
    let options = usvg::Options {
        font_family: "Inter".to_owned(),
        fontdb: text::database(),
        ..usvg::Options::default()
    };
    Ok(usvg::Tree::from_str(&svg::bare(sheet, page)?, &options)?)
}

/// One paragraph on what the sheet shows, from the summaries of its plots.
fn description(sheet: &Sheet) -> String {
    let mut words: Vec<String> = Vec::new();
    for panel in &sheet.panels {
        let (title, summary) = (panel.plot.title.trim(), panel.plot.summary.trim());
        let sentence = match (title.is_empty(), summary.is_empty()) {
            (true, true) => continue,
            (true, false) => summary.to_owned(),
            (false, true) => title.to_owned(),
            (false, false) => format!("{title}: {summary}"),
        };
        words.push(if sentence.ends_with(['.', '!', '?']) {
            sentence
        } else {
            format!("{sentence}.")
        });
    }
    words.extend(sheet.notes.iter().cloned());
    words.join(" ")
}
