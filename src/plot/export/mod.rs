//! Sheets as files: SVG, PDF, PNG, and the numbers as CSV.
//!
//! One writer makes the SVG; PNG and PDF are made from that same SVG, so that what is printed is
//! what was drawn. Lengths inside are points (1/72 inch), y runs down.
//!
//! Fonts: SVG keeps its text as text and carries the glyphs it uses of Inter as `@font-face`
//! (about 10 kB); programs that ignore embedded fonts fall back to Helvetica or Arial, for which
//! [`Page::text_as_outlines`] draws the text as outlines instead. PDF embeds a subset and its text
//! can be selected and searched. No font of the system is read, and the same sheet gives the same
//! bytes each time.

mod animation;
mod axes;
mod axis_lines;
mod csv;
mod dense;
mod embed;
mod frame;
mod kind;
mod layout;
mod legend;
mod marks;
mod pdf;
mod picture;
mod png;
mod shapes;
mod svg;
mod table;
mod text;
mod writer;

use super::{Sheet, Theme};
use resvg::usvg;

pub use animation::{Frame, PER_SECOND, apng};
pub use csv::csv;
pub use kind::FileKind;
pub use pdf::pdf;
pub use png::png;
pub use svg::svg;

/// Points in a millimetre.
const PT_PER_MM: f64 = 72.0 / 25.4;
/// Longest side of a page, that of a large poster.
const MOST_MM: f64 = 5_000.0;
/// Name and version of the program, as files carry it.
const PROGRAM: &str = concat!("Equipoise ", env!("CARGO_PKG_VERSION"));

/// The page a sheet is drawn on.
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    pub width_mm: f64,
    pub height_mm: f64,
    pub theme: Theme,
    /// Size of axis labels; ticks, notes and tables are a seventh smaller, headings larger.
    pub font_pt: f32,
    /// Dots per inch of PNG files and of embedded pictures.
    pub png_dpi: f32,
    /// A layer of more marks than this is drawn as one embedded picture.
    pub dense_marks: usize,
    /// Heading of the page.
    pub title: Option<String>,
    /// Small text at the foot of the page.
    pub footer: Option<String>,
    /// Typeset the tables of the sheet beside or below the plots.
    pub tables: bool,
    /// Names and values written into the file: program, file hash, selection, parameters.
    pub metadata: Vec<(String, String)>,
    /// In SVG, draw text as outlines instead of keeping it as text.
    pub text_as_outlines: bool,
}

impl Page {
    /// A light page: 7 pt text, 300 dpi, pictures above 20,000 marks, tables shown.
    #[must_use]
    pub fn new(width_mm: f64, height_mm: f64) -> Self {
        Self {
            width_mm,
            height_mm,
            theme: Theme::light(),
            font_pt: 7.0,
            png_dpi: 300.0,
            dense_marks: 20_000,
            title: None,
            footer: None,
            tables: true,
            metadata: Vec::new(),
            text_as_outlines: false,
        }
    }

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

/// Why a sheet could not be rendered.
#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    #[error(
        "expected a page of 1 to 5000 mm a side, found {width_mm} x {height_mm} mm; give a width \
         and a height in that range"
    )]
    Size { width_mm: f64, height_mm: f64 },
    #[error(
        "a picture of {width_px} x {height_px} pixels is too large; choose fewer dots per inch or \
         a smaller page"
    )]
    Pixels { width_px: u64, height_px: u64 },
    #[error("nothing moves in this view; choose PNG for a still picture")]
    Still,
    #[error("the drawing could not be read back as SVG ({0}); please report this sheet")]
    Svg(#[from] usvg::Error),
    #[error("the picture could not be compressed as PNG ({0})")]
    Png(#[from] ::png::EncodingError),
    #[error("the page could not be written as PDF ({0})")]
    Pdf(String),
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

/// The page's title, or that of the first plot.
fn title<'a>(sheet: &'a Sheet, page: &'a Page) -> &'a str {
    page.title
        .as_deref()
        .or_else(|| sheet.panels.first().map(|p| p.plot.title.as_str()))
        .unwrap_or_default()
}
