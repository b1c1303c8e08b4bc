//! `equipoise render`: one view as SVG, PDF, PNG, or its numbers as CSV.

use super::args::{Drawing, Reading, Selecting};
use super::meter::Meter;
use super::trouble::{Trouble, say};
use super::{compute, figure, output, select, source};
use crate::analysis::Settings;
use crate::plot::Sheet;
use crate::plot::export::{self, Page};
use crate::views::{self, Input};
use std::path::Path;

/// What to write, from the ending of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Svg,
    Pdf,
    Png,
    Csv,
}

impl Kind {
    fn of(out: &Path) -> Result<Self, Trouble> {
        Ok(match output::ending(out).as_str() {
            "svg" => Self::Svg,
            "pdf" => Self::Pdf,
            "png" => Self::Png,
            "csv" => Self::Csv,
            _ => {
                return Err(Trouble::Usage(format!(
                    "--out: expected a file that ends in .svg, .pdf, .png or .csv: {}",
                    out.display()
                )));
            }
        })
    }
    fn bytes(self, sheet: &Sheet, page: &Page) -> Result<Vec<u8>, export::RenderError> {
        match self {
            Self::Svg => export::svg(sheet, page).map(String::into_bytes),
            Self::Pdf => export::pdf(sheet, page),
            Self::Png => export::png(sheet, page),
            Self::Csv => Ok(export::csv(sheet, page).into_bytes()),
        }
    }
}

pub(super) fn run(
    file: &Path,
    view: &str,
    out: &Path,
    drawing: &Drawing,
    selecting: &Selecting,
    reading: &Reading,
    meter: &Meter,
) -> Result<(), Trouble> {
    let kind = Kind::of(out)?;
    let view =
        views::by_id(view).ok_or_else(|| Trouble::Usage(format!("there is no view \"{view}\"")))?;
    let values = select::values(view.info().parameters, &drawing.set)?;
    let source = source::open(file, reading, meter)?;
    let (selection, remarks) = select::selection(&source.recording, selecting, file)?;
    for remark in remarks {
        say(format_args!("{remark}: {}", file.display()));
    }
    let settings = Settings {
        scale: drawing.scale.unwrap_or_default(),
        normalisation: selecting.normalisation(),
    };
    let size_mm = [drawing.width_mm, drawing.height_mm];
    let input = Input {
        recording: &source.recording,
        selection: &selection,
        settings: &settings,
        values: &values,
        canvas: figure::canvas(size_mm),
    };
    let page = figure::page(&source, &input, view.info(), size_mm, drawing.theme);
    let drawn = compute::draw(view, &input, meter).map_err(|e| Trouble::at(file, e))?;
    let bytes = kind
        .bytes(&drawn.sheet, &page)
        .map_err(|e| Trouble::at(out, e))?;
    output::write(out, &bytes)?;
    meter.done(&out.display().to_string());
    Ok(())
}
