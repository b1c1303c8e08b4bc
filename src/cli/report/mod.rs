//! `equipoise report`: every view as SVG and PNG, and one HTML page that shows them.
//!
//! The page is made from the list of views: a new view joins by itself.

mod html;
mod section;

use super::analyze;
use super::args::{Look, ReportArgs};
use super::error::{Error, one_line, print_message};
use super::meter::Meter;
use super::runner::Runner;
use super::{figure, output, select, source};
use crate::analysis::{AnalysisError, Values};
use crate::plot::export::{self, Page};
use crate::views::{self, AnyView, Input, wording};
use section::{Figure, Section};
use std::path::Path;

/// Width and height of the figures.
const SIZE_MM: [f64; 2] = [180.0, 120.0];

/// Everything the page says.
#[derive(Debug)]
struct Contents<'a> {
    source: &'a source::Source,
    selection: String,
    settings: String,
    remarks: Vec<String>,
    sections: Vec<Section>,
    /// Numbers over all scales, by key.
    exports: Vec<views::Export>,
}

pub(super) fn run(args: &ReportArgs, meter: &Meter) -> Result<(), Error> {
    let (file, out) = (&args.file, &args.out);
    let source = source::open(file, &args.open, meter)?;
    let (selection, mut remarks) = select::selection(&source.recording, &args.selection, file)?;
    let settings = args.selection.settings(args.scale, None)?;
    output::folder(out)?;
    let values = Values::default();
    let input = Input {
        recording: &source.recording,
        selection: &selection,
        settings: &settings,
        values: &values,
        canvas: figure::canvas(SIZE_MM),
    };
    let runner = Runner::new(meter);
    let mut sections = Vec::new();
    let mut failed = false;
    for view in views::all() {
        let values = args.parameters.values(view.info().id);
        let input = Input {
            values: &values,
            ..input
        };
        let figure = match draw(*view, &source, &input, out, &runner)? {
            Ok(figure) => Ok(figure),
            Err(error) => {
                // An empty view says why on the page; a broken one is a failure of the report.
                if !matches!(error, AnalysisError::NothingToShow(_)) {
                    print_message(format_args!(
                        "{}: {error}: {}",
                        view.info().id,
                        file.display()
                    ));
                    failed = true;
                }
                Err(one_line(error))
            }
        };
        sections.push(Section {
            info: view.info(),
            parameters: section::parameters(&input, *view),
            figure,
        });
    }
    let (exports, export_remarks) = analyze::export_all(&input, &args.parameters, &runner);
    analyze::write_tables(out, &exports)?;
    remarks.splice(0..0, source.recording.warnings().iter().map(one_line));
    remarks.extend(export_remarks);
    remarks.extend(wording::guessed(&source.recording));
    let page = html::page(&Contents {
        source: &source,
        selection: select::selection_text(&selection),
        settings: format!(
            "k = {} · {} · {}",
            settings.scale.k_text(),
            settings.scale.width_text(),
            settings.normalisation.name()
        ),
        remarks,
        sections,
        exports,
    });
    let index = out.join("index.html");
    output::write(&index, page.as_bytes())?;
    meter.done(&index.display().to_string());
    if failed { Err(Error::Reported) } else { Ok(()) }
}

/// Draws a view and writes its two files. The outer error is one of writing, the inner one says
/// why there is nothing to draw.
fn draw(
    view: &dyn AnyView,
    source: &source::Source,
    input: &Input<'_>,
    out: &Path,
    runner: &Runner<'_>,
) -> Result<Result<Figure, AnalysisError>, Error> {
    let sheet = match runner.draw(view, input) {
        Ok(drawn) => drawn.sheet,
        Err(error) => return Ok(Err(error)),
    };
    let info = view.info();
    let [svg, png] = ["svg", "png"].map(|ending| out.join(format!("{}.{ending}", info.id)));
    let cannot = |e| Error::with_path(&svg, e);
    let page = figure::page(source, input, view, SIZE_MM, Look::Light);
    let picture = export::svg(&sheet, &page).map_err(cannot)?;
    output::write(&svg, picture.as_bytes())?;
    let pixels = export::png(&sheet, &page).map_err(|e| Error::with_path(&png, e))?;
    output::write(&png, &pixels)?;
    // On the page the tables and the foot are text of their own.
    let on_page = |look| {
        let page = Page {
            tables: false,
            footer: None,
            ..figure::page(source, input, view, SIZE_MM, look)
        };
        export::svg(&sheet, &page).map_err(cannot)
    };
    Ok(Ok(Figure {
        light: on_page(Look::Light)?,
        dark: on_page(Look::Dark)?,
        sheet,
    }))
}
