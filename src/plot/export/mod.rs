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

mod csv;
#[cfg(feature = "figures")]
pub mod figure;
mod kind;

use super::{Mark, Sheet, Theme};

pub use csv::csv;
#[cfg(feature = "figures")]
pub use figure::{apng, pdf, png, svg};
pub use kind::FileKind;

/// Marks of one frame of an animation: each goes on top of the plot with that id.
pub type Frame = Vec<(&'static str, Mark)>;

/// Frames of a second of an animation.
pub const PER_SECOND: u16 = 12;

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
    /// What makes the figure again, as one line of JSON without `<`, `>` and `&`; goes into the file.
    pub recipe: Option<String>,
    /// In SVG, draw text as outlines instead of keeping it as text.
    pub text_as_outlines: bool,
}

impl Page {
    /// A light page: 7 pt text, 300 dpi, pictures above 20,000 marks, tables shown.
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
            recipe: None,
            text_as_outlines: false,
        }
    }
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
    #[cfg(feature = "figures")]
    Svg(#[from] resvg::usvg::Error),
    #[error("the picture could not be compressed as PNG ({0})")]
    #[cfg(feature = "figures")]
    Png(#[from] ::png::EncodingError),
    #[error("the page could not be written as PDF ({0})")]
    Pdf(String),
    #[error(
        "this build draws no figures; build it with the feature \"figures\" (cargo build --release \
         --features figures)"
    )]
    NoFigures,
}

/// The page's title, or that of the first plot.
fn title<'a>(sheet: &'a Sheet, page: &'a Page) -> &'a str {
    page.title
        .as_deref()
        .or_else(|| sheet.panels.first().map(|p| p.plot.title.as_str()))
        .unwrap_or_default()
}
