//! `equipoise render`: one view as SVG, PDF, PNG, an animation, or its numbers as CSV.

use super::args::RenderArgs;
use super::error::{Error, print_message};
use super::meter::Meter;
use super::runner::Runner;
use super::{figure, output, select, source};
use crate::plot::export::{FileKind, RenderError};
use crate::views::{self, Input};

pub(super) fn run(args: &RenderArgs, meter: &Meter) -> Result<(), Error> {
    let (file, out) = (&args.file, &args.out);
    let kind = FileKind::of(out).ok_or_else(|| {
        Error::Usage(format!(
            "--out: expected a file that ends in .svg, .pdf, .png, .apng or .csv: {}",
            out.display()
        ))
    })?;
    if cfg!(not(feature = "figures")) && kind != FileKind::Csv {
        return Err(RenderError::NoFigures.into());
    }
    let view = views::by_id(&args.view)
        .ok_or_else(|| Error::Usage(format!("there is no view \"{}\"", args.view)))?;
    let values = select::values(view.info().parameters, &args.page.set)?;
    let source = source::open(file, &args.open, meter)?;
    let (selection, remarks) = select::selection(&source.recording, &args.selection, file)?;
    for remark in remarks {
        print_message(format_args!("{remark}: {}", file.display()));
    }
    let settings = args.selection.settings(args.page.scale, None)?;
    let size_mm = [args.page.width_mm, args.page.height_mm];
    let input = Input {
        recording: &source.recording,
        selection: &selection,
        settings: &settings,
        values: &values,
        canvas: figure::canvas(size_mm),
    };
    let mut page = figure::page(&source, &input, view, size_mm, args.page.theme);
    page.tables = args.page.numbers;
    let drawn = Runner::new(meter)
        .draw(view, &input)
        .map_err(|e| Error::with_path(file, e))?;
    let bytes = kind
        .render(&drawn.sheet, &page, || {
            views::frames(view, &drawn, selection.window, &settings)
        })
        .map_err(|e| Error::with_path(out, e))?;
    output::write(out, &bytes)?;
    meter.done(&out.display().to_string());
    Ok(())
}
