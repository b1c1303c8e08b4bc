//! `equipoise render`: one view as SVG, PDF, PNG, an animation, or its numbers as CSV.

use super::args::{Drawing, Reading, Selecting};
use super::compute::Compute;
use super::meter::Meter;
use super::trouble::{Trouble, say};
use super::{figure, output, select, source};
use crate::analysis::Settings;
use crate::plot::export::{FileKind, RenderError};
use crate::views::{self, Input};
use std::path::Path;

pub(super) fn run(
    file: &Path,
    view: &str,
    out: &Path,
    drawing: &Drawing,
    selecting: &Selecting,
    reading: &Reading,
    meter: &Meter,
) -> Result<(), Trouble> {
    let kind = FileKind::of(out).ok_or_else(|| {
        Trouble::Usage(format!(
            "--out: expected a file that ends in .svg, .pdf, .png, .apng or .csv: {}",
            out.display()
        ))
    })?;
    if cfg!(not(feature = "figures")) && kind != FileKind::Csv {
        return Err(RenderError::NoFigures.into());
    }
    let view =
        views::by_id(view).ok_or_else(|| Trouble::Usage(format!("there is no view \"{view}\"")))?;
    let values = select::values(view.info().parameters, &drawing.set)?;
    let source = source::open(file, reading, meter)?;
    let (selection, remarks) = select::selection(&source.recording, selecting, file)?;
    for remark in remarks {
        say(format_args!("{remark}: {}", file.display()));
    }
    let [event, baseline] = selecting.marked()?;
    let settings = Settings {
        scale: drawing.scale.unwrap_or_default(),
        normalisation: selecting.normalisation(),
        surrogate: selecting.surrogate(None),
        event,
        baseline,
    };
    let size_mm = [drawing.width_mm, drawing.height_mm];
    let input = Input {
        recording: &source.recording,
        selection: &selection,
        settings: &settings,
        values: &values,
        canvas: figure::canvas(size_mm),
    };
    let mut page = figure::page(&source, &input, view, size_mm, drawing.theme);
    page.tables = drawing.numbers;
    let drawn = Compute::new(meter)
        .draw(view, &input)
        .map_err(|e| Trouble::at(file, e))?;
    let bytes = kind
        .render(&drawn.sheet, &page, || {
            views::frames(view, &drawn, selection.window, &settings)
        })
        .map_err(|e| Trouble::at(out, e))?;
    output::write(out, &bytes)?;
    meter.done(&out.display().to_string());
    Ok(())
}
