//! Saving what a view shows, in the background; a file is complete or absent.

use super::shell::Shell;
use crate::compute::{Background, Poll};
use crate::formats;
use crate::plot::export::{self, Page};
use crate::plot::{Sheet, Theme};
use crate::recording::Origin;
use crate::views::{self, Input, provenance};
use std::io::Write;
use std::path::{Path, PathBuf};

/// Kinds of file that a view can be saved as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    Svg,
    Pdf,
    Png,
    Csv,
}

impl FileKind {
    pub const ALL: [Self; 4] = [Self::Svg, Self::Pdf, Self::Png, Self::Csv];
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Svg => "svg",
            Self::Pdf => "pdf",
            Self::Png => "png",
            Self::Csv => "csv",
        }
    }
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Svg => "SVG",
            Self::Pdf => "PDF",
            Self::Png => "PNG",
            Self::Csv => "CSV (numbers)",
        }
    }
    #[must_use]
    pub fn of(path: &Path) -> Option<Self> {
        let ending = path.extension()?.to_str()?.to_lowercase();
        Self::ALL.into_iter().find(|k| k.extension() == ending)
    }
}

/// What is to be saved, where and how large.
#[derive(Clone, Debug, PartialEq)]
pub struct ExportRequest {
    pub view: String,
    pub path: PathBuf,
    pub kind: FileKind,
    pub width_mm: f64,
    pub height_mm: f64,
    pub dpi: f32,
    pub dark: bool,
    /// With the table of numbers beside the drawing.
    pub tables: bool,
}

/// A file being written.
pub struct Exporting(Background<Result<String, String>>);

impl Exporting {
    /// Takes the drawing that shows and writes it on a thread of its own.
    ///
    /// # Errors
    /// Says why there is nothing to be saved.
    pub fn start(
        shell: &Shell,
        request: ExportRequest,
        wake: impl Fn() + Send + 'static,
    ) -> Result<Self, String> {
        let nothing = || "There is nothing to export: this view shows no drawing yet.".to_owned();
        let view = views::by_id(&request.view).ok_or_else(nothing)?;
        let tab = shell.workspace.tab().cloned().ok_or_else(nothing)?;
        let recording = shell.loaded().ok_or_else(nothing)?.recording.clone();
        let shown = shell
            .outcomes
            .of(tab.id, &request.view)
            .ok_or_else(nothing)?;
        if shown.stale {
            return Err("This view is still being computed; try again in a moment.".to_owned());
        }
        let sheet = shown.drawn.as_ref().ok_or_else(nothing)?.sheet.clone();
        let values = shell.workspace.values(&request.view);
        let work = move || {
            let selection = tab.selection(&recording);
            let input = Input {
                recording: &recording,
                selection: &selection,
                settings: &tab.settings,
                values: &values,
                canvas: views::Canvas::default(),
            };
            let hash = match recording.origin() {
                Origin::File { path, .. } => Some(formats::sha256(path).map_err(|e| {
                    format!(
                        "The recording could not be read again for its hash: {e}: {}",
                        path.display()
                    )
                })?),
                _ => None,
            };
            let page = Page {
                theme: if request.dark {
                    Theme::dark()
                } else {
                    Theme::light()
                },
                png_dpi: request.dpi,
                tables: request.tables,
                footer: Some(provenance::footer(&input)),
                metadata: provenance::metadata(&input, view.info(), hash.as_deref()),
                ..Page::new(request.width_mm, request.height_mm)
            };
            let bytes = render(&sheet, &page, request.kind)?;
            write(&request.path, &bytes).map_err(|error| {
                format!(
                    "The figure could not be written: {error}: {}",
                    request.path.display()
                )
            })?;
            Ok(format!("Saved {}", request.path.display()))
        };
        Background::start("export", wake, work)
            .map(Self)
            .map_err(|error| format!("No thread to save with: {error}"))
    }
    /// What there is to say, once it is done.
    #[must_use]
    pub fn poll(&self) -> Option<Result<String, String>> {
        match self.0.poll() {
            Poll::Running => None,
            Poll::Ready(said) => Some(said),
            Poll::Lost => Some(Err("Saving failed; nothing was written.".to_owned())),
        }
    }
}

fn render(sheet: &Sheet, page: &Page, kind: FileKind) -> Result<Vec<u8>, String> {
    match kind {
        FileKind::Svg => export::svg(sheet, page).map(String::into_bytes),
        FileKind::Pdf => export::pdf(sheet, page),
        FileKind::Png => export::png(sheet, page),
        FileKind::Csv => Ok(export::csv(sheet, page).into_bytes()),
    }
    .map_err(|error| format!("The figure could not be drawn: {error}"))
}

fn write(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(bytes)?;
    file.persist(path).map_err(|e| e.error)?;
    Ok(())
}
