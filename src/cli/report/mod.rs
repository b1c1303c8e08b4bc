//! `equipoise report`: every view as SVG and PNG, and one HTML page that shows them.
//!
//! The page is made from the list of views: a new view joins by itself.

pub mod html;
pub mod section;

use super::analyze;
use super::args::ReportArgs;
use super::error::{Error, one_line, print_message};
use super::meter::Meter;
use super::runner::Runner;
use super::{output, select, source};
use crate::analysis::AnalysisError;
use crate::compute::{FigureOptions, Provenance};
use crate::plot::Theme;
use crate::plot::export::{self, FileKind, Page};
use crate::recording::Recording;
use crate::views::{self, AnyView, Input, wording};
use section::{Figure, Section};
use std::path::Path;

/// Width and height of the figures.
const SIZE_MM: [f64; 2] = [180.0, 120.0];

/// Everything the page says.
#[derive(Debug)]
struct Contents<'a> {
    opened: &'a source::OpenedFile,
    selection: String,
    settings: String,
    /// What makes the page again.
    recipe: String,
    remarks: Vec<String>,
    sections: Vec<Section>,
    /// Numbers over all scales, by key.
    exports: Vec<views::Export>,
}

pub(super) fn run(args: &ReportArgs, meter: &Meter) -> Result<(), Error> {
    let (file, out) = (&args.file, &args.out);
    let opened = source::open(file, &args.open, meter)?;
    let recording = &opened.recording;
    let (selection, mut remarks) = select::selection(recording, &args.selection, file)?;
    let settings = args.selection.settings(args.scale, None)?;
    let figure = FigureOptions {
        width_mm: SIZE_MM[0],
        height_mm: SIZE_MM[1],
        numbers: true,
        ..FigureOptions::default()
    };
    output::folder(out)?;
    let mut all = opened.provenance(selection, settings, &args.parameters);
    all.recipe.canvas = figure.canvas();
    all.figure = Some(figure);
    let runner = Runner::new(meter);
    let mut sections = Vec::new();
    let mut failed = false;
    for view in views::of(recording) {
        let provenance = all.of_view(view);
        let figure = match draw(view, recording, &provenance, out, &runner)? {
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
            parameters: section::parameters(recording, &provenance.recipe, view),
            figure,
        });
    }
    let (exports, export_remarks) = analyze::export_all(recording, &all, &runner);
    analyze::write_tables(out, &exports)?;
    remarks.splice(0..0, recording.warnings().iter().map(one_line));
    remarks.extend(export_remarks);
    remarks.extend(wording::guessed(recording));
    let time = all.recipe.selection.intervals(recording);
    remarks.extend(wording::unobserved(recording, &time));
    let settings = &all.recipe.settings;
    let page = html::page(&Contents {
        opened: &opened,
        selection: select::selection_text(&all.recipe.selection),
        settings: format!(
            "k = {} · {} · {}",
            settings.scale.k_text(),
            settings.scale.width_text(),
            settings.normalisation.name()
        ),
        recipe: all.json(),
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
    recording: &Recording,
    provenance: &Provenance,
    out: &Path,
    runner: &Runner<'_>,
) -> Result<Result<Figure, AnalysisError>, Error> {
    let picture = match runner.draw(view, &Input::new(recording, &provenance.recipe)) {
        Ok(picture) => picture,
        Err(error) => return Ok(Err(error)),
    };
    for kind in [FileKind::Svg, FileKind::Png] {
        let path = out.join(format!("{}.{}", view.info().id, kind.extension()));
        let bytes = provenance.render(view, recording, &picture, kind);
        output::write(&path, &bytes.map_err(|e| Error::with_path(&path, e))?)?;
    }
    // On the page the tables, the foot and the recipe are text of their own.
    let on_page = |theme| {
        let page = Page {
            theme,
            tables: false,
            footer: None,
            recipe: None,
            ..provenance.page(view, recording)
        };
        export::svg(&picture.sheet, &page).map_err(|e| Error::with_path(out, e))
    };
    Ok(Ok(Figure {
        light: on_page(Theme::light())?,
        dark: on_page(Theme::dark())?,
        sheet: picture.sheet,
    }))
}
