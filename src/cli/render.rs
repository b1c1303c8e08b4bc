//! `equipoise render`: one view as SVG, PDF, PNG, an animation, or its numbers as CSV; from flags, or
//! from the recipe that a figure carries.

use super::args::{Look, ParameterArgs, RenderArgs};
use super::error::{Error, print_message};
use super::meter::Meter;
use super::runner::Runner;
use super::{output, select, source};
use crate::analysis::{Selection, Settings, Values};
use crate::compute::{FigureOptions, Program, Provenance, Source};
use crate::formats::OpenOptions;
use crate::plot::export::{FileKind, RenderError};
use crate::recording::{Hashes, Recording};
use crate::views::{self, About, AnyView, Canvas, Edits, Input, Recipe};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

pub(super) fn run(args: &RenderArgs, meter: &Meter) -> Result<(), Error> {
    let out = &args.out;
    let kind = FileKind::from_path(out).ok_or_else(|| {
        Error::Usage(format!(
            "--out: expected a file that ends in .svg, .pdf, .png, .apng or .csv: {}",
            out.display()
        ))
    })?;
    if cfg!(not(feature = "figures")) && kind != FileKind::Csv {
        return Err(RenderError::NoFigures.into());
    }
    let (recording, provenance, view) = match (&args.recipe, &args.file) {
        (Some(recipe), given) => from_recipe(recipe, given.as_deref(), args, meter)?,
        (None, file) => from_flags(file.as_deref(), args, meter)?,
    };
    let picture = Runner::new(meter)
        .draw(view, &Input::new(&recording, &provenance.recipe))
        .map_err(|e| Error::with_path(args.file.as_ref().unwrap_or(out), e))?;
    let bytes = provenance
        .render(view, &recording, &picture, kind)
        .map_err(|e| Error::with_path(out, e))?;
    output::write(out, &bytes)?;
    meter.done(&out.display().to_string());
    Ok(())
}

type Rendered = (Recording, Provenance, &'static dyn AnyView);

fn view_named(id: &str) -> Result<&'static dyn AnyView, Error> {
    views::by_id(id).ok_or_else(|| Error::Usage(format!("there is no view \"{id}\"")))
}

fn from_flags(file: Option<&Path>, args: &RenderArgs, meter: &Meter) -> Result<Rendered, Error> {
    let view = view_named(args.view.as_deref().unwrap_or_default())?;
    let values = select::values(view.info().parameters, &args.page.set)?;
    let settings = args.selection.settings(args.page.scale, None)?;
    let figure = FigureOptions {
        width_mm: args.page.width_mm,
        height_mm: args.page.height_mm,
        dark: args.page.theme == Look::Dark,
        numbers: args.page.numbers,
        ..FigureOptions::default()
    };
    let (recording, mut provenance) = match (file, view.about()) {
        (_, About::Model(_)) => of_model(view, settings),
        (None, About::Recording) => {
            return Err(Error::Usage("name the FILE to render".to_owned()));
        }
        (Some(file), About::Recording) => {
            let opened = source::open(file, &args.open, meter)?;
            let (selection, remarks) = select::selection(&opened.recording, &args.selection, file)?;
            for remark in remarks {
                print_message(format_args!("{remark}: {}", file.display()));
            }
            let provenance = opened.provenance(selection, settings, &ParameterArgs::default());
            (opened.recording, provenance)
        }
    };
    provenance.values.insert(view.info().id.to_owned(), values);
    provenance.recipe.canvas = figure.canvas();
    provenance.figure = Some(figure);
    Ok((recording, provenance.of_view(view), view))
}

/// Where no recording is looked at.
fn of_model(view: &dyn AnyView, settings: Settings) -> (Recording, Provenance) {
    let recording = Recording::nothing(view.info().title);
    let recipe = Recipe {
        view: String::new(),
        source: views::Source::recording(&recording, &Hashes::default(), None),
        selection: Selection::whole(&recording),
        settings,
        values: Values::default(),
        other_values: BTreeMap::new(),
        canvas: Canvas::default(),
    };
    let provenance = Provenance::new(recipe, None, &Edits::default());
    (recording, provenance)
}

/// What a recipe makes of the recording that is given, or of the one it names.
fn from_recipe(
    file: &Path,
    given: Option<&Path>,
    args: &RenderArgs,
    meter: &Meter,
) -> Result<Rendered, Error> {
    let bytes = std::fs::read(file)
        .map_err(|e| Error::with_path(file, format_args!("cannot read the recipe: {e}")))?;
    let mut provenance = Provenance::read(&bytes).map_err(|e| Error::with_path(file, e))?;
    if let Some(version) = provenance.newer_version() {
        print_message(format_args!(
            "the recipe was written by version {version}, which is newer than this one ({}); what \
             it draws may differ: {}",
            env!("CARGO_PKG_VERSION"),
            file.display()
        ));
    }
    let view = match (provenance.recipe.view.as_str(), args.view.as_deref()) {
        ("", None) => {
            return Err(Error::Usage(format!(
                "the recipe is of all views; choose one with --view: {}",
                file.display()
            )));
        }
        ("", Some(view)) => view,
        (own, None) => own,
        (own, Some(view)) if own == view => own,
        (own, Some(_)) => {
            return Err(Error::Usage(format!(
                "--view: the recipe is of the view \"{own}\": {}",
                file.display()
            )));
        }
    };
    let view = view_named(view)?;
    let recording = if view.about() == About::Recording {
        let source = located(&provenance, given, file)?;
        let (original, hashes) = source::read(&source, meter)?;
        let place = match &source {
            Source::File { path, .. } => path,
            Source::Example { .. } | Source::Network(_) => file,
        };
        compare(&mut provenance, &original, &hashes, place)?;
        source::edited(original, &provenance.edits, place)?
    } else {
        Recording::nothing(view.info().title)
    };
    provenance.program = Program::this();
    let mut provenance = provenance.of_view(view);
    if provenance.figure.is_none() {
        let figure = FigureOptions::default();
        provenance.recipe.canvas = figure.canvas();
        provenance.figure = Some(figure);
    }
    Ok((recording, provenance, view))
}

/// The recording that is given, read as the recipe says, or the one that the recipe names: where it
/// was, or beside the recipe.
fn located(provenance: &Provenance, given: Option<&Path>, file: &Path) -> Result<Source, Error> {
    let folder = file.parent().unwrap_or(Path::new(""));
    let near = |path: &Path| -> PathBuf {
        let beside = path.file_name().map(|name| folder.join(name));
        let places = [Some(folder.join(path)), beside, Some(path.to_owned())];
        let mut there = places.into_iter().flatten().filter(|p| p.exists());
        there.next().unwrap_or_else(|| path.to_owned())
    };
    let near_all = |options: &OpenOptions| {
        let mut options = options.clone();
        for added in &mut options.added {
            added.path = near(&added.path);
        }
        options
    };
    match (given, &provenance.file) {
        (Some(path), Some(Source::File { options, .. })) => {
            source::from_path(path, near_all(options))
        }
        (Some(path), _) => source::from_path(path, OpenOptions::default()),
        (None, Some(Source::File { path, options })) => Ok(Source::File {
            path: near(path),
            options: near_all(options),
        }),
        (None, Some(example)) => Ok(example.clone()),
        (None, None) => Err(Error::Usage(format!(
            "the recipe does not say where its recording is; name the RECORDING too: {}",
            file.display()
        ))),
    }
}

/// That the recording has the hashes of the recipe; a recipe without takes them on.
fn compare(
    provenance: &mut Provenance,
    recording: &Recording,
    hashes: &Hashes,
    place: &Path,
) -> Result<(), Error> {
    let edits = provenance.edits.digest();
    let views::Source::Recording(found) = views::Source::recording(recording, hashes, edits);
    let views::Source::Recording(wanted) = &mut provenance.recipe.source;
    let differ = |what: &str, wanted: &str, found: &str| {
        let reason = format!(
            "expected the {what} of the recipe, {wanted}, and found another, {found}; give the \
             RECORDING that the recipe was made from"
        );
        Err(Error::with_path(place, reason))
    };
    let none = || "none".to_owned();
    if wanted.sha256.is_some() && wanted.sha256 != found.sha256 {
        let wanted = wanted.sha256.as_deref().unwrap_or_default();
        return differ(
            "recording with the SHA-256",
            wanted,
            &found.sha256.unwrap_or_else(none),
        );
    }
    let hashes = |added: &[views::AddedSource]| -> String {
        let all = added.iter().map(|a| a.sha256.clone().unwrap_or_else(none));
        all.collect::<Vec<_>>().join(", ")
    };
    let [added, given] = [&wanted.added, &found.added].map(|added| hashes(added));
    if added != given && !wanted.added.is_empty() {
        return differ("added files with the SHA-256", &added, &given);
    }
    *wanted = found;
    Ok(())
}
