//! The kinds of file that a sheet can be written as.

use super::{Frame, Page, RenderError, csv};
#[cfg(feature = "figures")]
use super::{apng, pdf, png, svg};
use crate::plot::Sheet;
use serde::{Deserialize, Serialize};
use std::path::Path;

/// A kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FileKind {
    Svg,
    Pdf,
    Png,
    /// Time passes: animated PNG.
    Animation,
    /// The numbers.
    Csv,
}

impl FileKind {
    pub const ALL: [Self; 5] = [Self::Svg, Self::Pdf, Self::Png, Self::Animation, Self::Csv];
    pub fn extension(self) -> &'static str {
        match self {
            Self::Svg => "svg",
            Self::Pdf => "pdf",
            Self::Png => "png",
            Self::Animation => "apng",
            Self::Csv => "csv",
        }
    }
    pub fn name(self) -> &'static str {
        match self {
            Self::Svg => "SVG",
            Self::Pdf => "PDF",
            Self::Png => "PNG",
            Self::Animation => "Animation (APNG)",
            Self::Csv => "CSV (numbers)",
        }
    }
    /// From the ending of a path.
    pub fn from_path(path: &Path) -> Option<Self> {
        let ending = path.extension()?.to_str()?.to_lowercase();
        Self::ALL.into_iter().find(|k| k.extension() == ending)
    }
    /// The whole file; `frames` makes what moves in an animation, and is called for nothing else.
    ///
    /// # Errors
    /// See [`RenderError`].
    pub fn render(
        self,
        sheet: &Sheet,
        page: &Page,
        frames: impl FnOnce() -> Vec<Frame>,
    ) -> Result<Vec<u8>, RenderError> {
        match self {
            #[cfg(feature = "figures")]
            Self::Svg => svg(sheet, page).map(String::into_bytes),
            #[cfg(feature = "figures")]
            Self::Pdf => pdf(sheet, page),
            #[cfg(feature = "figures")]
            Self::Png => png(sheet, page),
            #[cfg(feature = "figures")]
            Self::Animation => apng(sheet, &frames(), page),
            Self::Csv => Ok(csv(sheet, page).into_bytes()),
            #[cfg(not(feature = "figures"))]
            _ => {
                let _ = frames;
                Err(RenderError::NoFigures)
            }
        }
    }
}
