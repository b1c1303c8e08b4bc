//! Provenance of a figure or a table of numbers: in words, and as a recipe from which the program
//! makes it again.

use super::Source;
use crate::analysis::{MarkedEvent, Scale, Value, Values};
use crate::models;
use crate::plot::export::{FileKind, Page, RenderError};
use crate::plot::{Sheet, Theme, number_text};
use crate::recording::{Class, Interval, Origin, Recording};
use crate::views::{self, About, AnyView, Canvas, Dependency, Edits, Picture, Recipe, wording};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt::Write;

/// All that is needed to make a figure or numbers again, but the bytes of the recording.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Provenance {
    pub program: Program,
    pub recipe: Recipe,
    /// Where the recording was, and how it was read.
    pub file: Option<Source>,
    /// What was changed by hand.
    #[serde(default)]
    pub edits: Edits,
    /// How it was drawn; numbers alone are not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub figure: Option<FigureOptions>,
    /// Values of the parameters of each view, where it is about all of them.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub values: BTreeMap<String, Values>,
}

/// What made it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Program {
    pub name: String,
    pub version: String,
}

impl Program {
    /// This program.
    pub fn this() -> Self {
        Self {
            name: env!("CARGO_PKG_NAME").to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
        }
    }
    fn is_newer(&self) -> bool {
        let numbers = |version: &str| -> Vec<u64> {
            let parts = version.split(['.', '-', '+']);
            parts.map_while(|part| part.parse().ok()).collect()
        };
        numbers(&self.version) > numbers(env!("CARGO_PKG_VERSION"))
    }
}

/// How a sheet is put on paper.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct FigureOptions {
    pub width_mm: f64,
    pub height_mm: f64,
    pub dpi: f32,
    /// On a dark page.
    pub dark: bool,
    /// With the tables of numbers beside the drawing.
    pub numbers: bool,
    /// Ranges of the axes of each panel, x and y, where the person has zoomed.
    pub ranges: Option<Vec<[[f64; 2]; 2]>>,
}

impl Default for FigureOptions {
    fn default() -> Self {
        let page = Page::new(170.0, 120.0);
        Self {
            width_mm: page.width_mm,
            height_mm: page.height_mm,
            dpi: page.png_dpi,
            dark: false,
            numbers: false,
            ranges: None,
        }
    }
}

impl FigureOptions {
    /// The pixels that a page of this size has, for views that thin what they draw.
    pub fn canvas(&self) -> Canvas {
        let pixels = |mm: f64| (mm / 25.4 * f64::from(self.dpi)).round() as u32;
        Canvas {
            width_px: pixels(self.width_mm),
            height_px: pixels(self.height_mm),
        }
    }
}

/// Why a file gives no recipe.
#[derive(Debug, thiserror::Error)]
pub enum RecipeError {
    #[error(
        "there is no recipe in this file: expected a recipe as JSON, or an SVG, PDF, PNG, CSV or \
         analysis.json that this program has written"
    )]
    None,
    #[error("the recipe cannot be read: {0}")]
    Malformed(#[from] serde_json::Error),
    #[error(
        "the recipe was written by version {version}, which is newer than this one ({}), and cannot \
         be read: {error}",
        env!("CARGO_PKG_VERSION")
    )]
    Newer {
        version: String,
        error: serde_json::Error,
    },
    #[error("the recipe is of a recording with changes by hand, which it does not hold")]
    Edits,
}

impl Provenance {
    /// What stands at the beginning of a recipe in a file of another kind.
    pub const START: &str = "{\"program\":{\"name\":\"equipoise\"";
    /// Most pixels of a side that a recipe may ask for: those of the largest page.
    const MOST_PX: u32 = 1 << 16;

    /// With all that the views of a recording have in common; `recipe` is that of one of them, or
    /// of none (with an empty name).
    pub fn new(recipe: Recipe, file: Option<Source>, edits: &Edits) -> Self {
        Self {
            program: Program::this(),
            recipe,
            file,
            edits: edits.clone(),
            figure: None,
            values: BTreeMap::new(),
        }
    }

    /// As one line of JSON in ASCII, without `<`, `>` and `&`: it can stand in any kind of file.
    pub fn json(&self) -> String {
        // Plain values with text as keys: nothing in it can fail.
        let json = serde_json::to_string(self).unwrap_or_default();
        let mut out = String::with_capacity(json.len());
        for c in json.chars() {
            if c.is_ascii() && !matches!(c, '<' | '>' | '&') {
                out.push(c);
            } else {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    // Writing to a string does not fail.
                    let _ = write!(out, "\\u{unit:04x}");
                }
            }
        }
        out
    }

    /// The recipe in a file: JSON of its own, or inside a figure, a table or `analysis.json`.
    ///
    /// # Errors
    /// When there is none, or it cannot be read.
    pub fn read(bytes: &[u8]) -> Result<Self, RecipeError> {
        let found = if bytes.trim_ascii_start().starts_with(b"{") {
            serde_json::from_slice(bytes)?
        } else {
            match first_json(bytes) {
                Some(found) => found?,
                // Another program may have written an SVG anew.
                None => first_json(&unescaped(bytes)).ok_or(RecipeError::None)??,
            }
        };
        Self::from_json(found)
    }

    fn from_json(mut found: serde_json::Value) -> Result<Self, RecipeError> {
        if let Some(inner) = found
            .get_mut("recipe")
            .filter(|r| r.get("recipe").is_some())
        {
            // That of an analysis.json.
            found = inner.take();
        }
        let program: Option<Program> = found
            .get("program")
            .and_then(|program| Program::deserialize(program).ok());
        let read = if found.get("recipe").is_some() {
            serde_json::from_value(found)
        } else if found.get("view").is_some() {
            serde_json::from_value(found).map(|recipe| Self::new(recipe, None, &Edits::default()))
        } else {
            return Err(RecipeError::None);
        };
        match read {
            Ok(mut read) => {
                let views::Source::Recording(source) = &read.recipe.source;
                if source.edits.is_some() && read.edits.is_empty() {
                    return Err(RecipeError::Edits);
                }
                read.fit();
                Ok(read)
            }
            Err(error) => Err(match program.filter(Program::is_newer) {
                Some(Program { version, .. }) => RecipeError::Newer { version, error },
                None => error.into(),
            }),
        }
    }

    /// Brings what could ask for too much into its range.
    fn fit(&mut self) {
        let Recipe {
            source: views::Source::Recording(source),
            settings,
            canvas,
            ..
        } = &mut self.recipe;
        source.edits = self.edits.digest();
        settings.scale = Scale::new(settings.scale.k());
        for side in [&mut canvas.width_px, &mut canvas.height_px] {
            *side = (*side).clamp(1, Self::MOST_PX);
        }
    }

    /// That of one view, where this is about all of them, with all its parameters.
    #[must_use]
    pub fn of_view(&self, view: &dyn AnyView) -> Self {
        let info = view.info();
        let values = self.values.get(info.id).unwrap_or(&self.recipe.values);
        let mut recipe = Recipe {
            view: info.id.to_owned(),
            values: values.complete(info.parameters),
            ..self.recipe.clone()
        };
        if !self.values.is_empty() {
            recipe = recipe.with_values_of_others(view, &self.values);
        }
        let of_view = Self {
            recipe,
            values: BTreeMap::new(),
            ..self.clone()
        };
        match view.about() {
            About::Recording => of_view,
            About::Model(_) => Self {
                file: None,
                edits: Edits::default(),
                ..of_view
            },
        }
    }

    /// The version that has written it, if that is newer than this program.
    pub fn newer_version(&self) -> Option<&str> {
        self.program
            .is_newer()
            .then_some(self.program.version.as_str())
    }

    /// The file of a figure of what was drawn by this recipe.
    ///
    /// # Errors
    /// See [`RenderError`].
    pub fn render(
        &self,
        view: &dyn AnyView,
        recording: &Recording,
        picture: &Picture,
        kind: FileKind,
    ) -> Result<Vec<u8>, RenderError> {
        let mut page = self.page(view, recording);
        let mut sheet = Sheet::clone(&picture.sheet);
        let ranges = self.figure.as_ref().and_then(|f| f.ranges.as_ref());
        if let Some(ranges) = ranges {
            page.metadata.extend(sheet.zoom(ranges));
        }
        let Recipe {
            selection,
            settings,
            ..
        } = &self.recipe;
        let frames = || views::frames(view, picture, selection.window, settings);
        kind.render(&sheet, &page, frames)
    }

    /// A page for a view: how the drawing came about is written into it, and in short at its foot,
    /// with thanks where they are owed.
    pub fn page(&self, view: &dyn AnyView, recording: &Recording) -> Page {
        let figure = self.figure.clone().unwrap_or_default();
        let footer = match view.about() {
            About::Recording => self.footer(recording),
            About::Model(model) => format!(
                "{}: theory, no recording · Equipoise {}",
                model_title(model),
                env!("CARGO_PKG_VERSION")
            ),
        };
        Page {
            theme: if figure.dark {
                Theme::dark()
            } else {
                Theme::light()
            },
            png_dpi: figure.dpi,
            tables: figure.numbers,
            footer: Some(footer),
            metadata: self.metadata(view, recording),
            recipe: Some(self.json()),
            ..Page::new(figure.width_mm, figure.height_mm)
        }
    }

    /// One short line for the foot of a figure, with thanks where they are owed.
    fn footer(&self, recording: &Recording) -> String {
        let selection = &self.recipe.selection;
        let synthetic = if recording.is_synthetic() {
            " (synthetic)"
        } else {
            ""
        };
        let states = if selection.states.is_empty() {
            String::new()
        } else {
            format!(" · {}", selection.states.join(", "))
        };
        let thanks = recording.attribution();
        let thanks = thanks.map_or_else(String::new, |thanks| format!(" · {thanks}"));
        format!(
            "{}{synthetic} · {} to {} s{states} · Equipoise {}{thanks}",
            recording.name(),
            number_text(selection.window.start_s, 6),
            number_text(selection.window.stop_s, 6),
            env!("CARGO_PKG_VERSION")
        )
    }

    /// The recording and its hash, the selection, what was changed by hand.
    fn recording_metadata(&self, recording: &Recording, say: &mut impl FnMut(&str, String)) {
        let Recipe {
            source, selection, ..
        } = &self.recipe;
        let views::Source::Recording(source) = source;
        say("recording", recording.name().to_owned());
        match recording.origin() {
            Origin::File { path, format } => {
                let name = path.file_name().unwrap_or_default();
                say("file", name.to_string_lossy().into_owned());
                say("format", format.clone());
            }
            Origin::Example => say("file", "built-in example".to_owned()),
            Origin::Model { model, seed } => say("model", format!("{model}, seed {seed}")),
            Origin::Memory => {}
        }
        if let Some(hash) = &source.sha256 {
            say("sha256", hash.clone());
        }
        let hashes = source.added.iter().map(|a| a.sha256.as_deref());
        let added: Vec<String> = recording
            .added()
            .iter()
            .zip(hashes)
            .map(|(file, hash)| format!("{file}, sha256 {}", hash.unwrap_or("unknown")))
            .collect();
        if !added.is_empty() {
            say("added", added.join("; "));
        }
        if recording.is_synthetic() {
            say("synthetic", "yes".to_owned());
        }
        if let Some(attribution) = recording.attribution() {
            say("attribution", attribution.to_owned());
        }
        let [e, i, u] = [Class::Excitatory, Class::Inhibitory, Class::Unclassified]
            .map(|class| recording.count(class));
        say(
            "units",
            format!("{e} excitatory, {i} inhibitory, {u} unclassified"),
        );
        if let Some(column) = recording.class_column() {
            say("class_column", column.to_owned());
        }
        if let Some(sources) = wording::class_sources(recording) {
            say("classes_from", sources);
        }
        if let Some(edits) = self.edits.summary() {
            say("edits", edits);
        }
        say("window_s", span(selection.window));
        let states = if selection.states.is_empty() {
            "all time".to_owned()
        } else {
            selection.states.join(", ")
        };
        say("states", states);
        if let Some(sample) = selection.sample {
            say(
                "sample",
                format!("{} s, seed {}", sample.duration_s, sample.seed),
            );
        }
    }

    /// Everything that a drawing depends on, in words: program version, what it is of, settings that
    /// the view uses, its parameters.
    fn metadata(&self, view: &dyn AnyView, recording: &Recording) -> Vec<(String, String)> {
        let Recipe {
            selection,
            settings,
            values,
            ..
        } = &self.recipe;
        let info = view.info();
        let uses = |dependency| self.recipe.uses(view, dependency);
        let mut out: Vec<(String, String)> = Vec::new();
        let mut say = |key: &str, text: String| out.push((key.to_owned(), text));
        say(
            "program",
            concat!("Equipoise ", env!("CARGO_PKG_VERSION")).to_owned(),
        );
        say("view", info.id.to_owned());
        match view.about() {
            About::Recording => self.recording_metadata(recording, &mut say),
            About::Model(model) => {
                say("model", model_title(model).to_owned());
                say("synthetic", "yes".to_owned());
            }
        }
        if uses(Dependency::Normalisation) {
            say("normalisation", settings.normalisation.id().to_owned());
        }
        if uses(Dependency::Scale) {
            say("scale_k", settings.scale.k_text());
            say("bin_width_s", settings.scale.width_s().to_string());
        }
        if uses(Dependency::Surrogate) {
            let text = settings.surrogate.map_or_else(
                || "none".to_owned(),
                |s| {
                    format!(
                        "{}, {} realisations, seed {}",
                        s.kind.id(),
                        s.realisations,
                        s.seed
                    )
                },
            );
            say("surrogate", text);
        }
        if uses(Dependency::Event) {
            let marked = MarkedEvent::find(recording, selection.window, settings);
            let text = |stretch: Option<Interval>| stretch.map_or_else(|| "none".to_owned(), span);
            say("event_s", text(marked.event));
            say("baseline_s", text(marked.baseline));
        }
        for parameter in info.parameters {
            say(parameter.id, value_text(&values.get(parameter)));
        }
        for (other, parameter, value) in self.recipe.changed_in_others(view) {
            say(
                &format!("{}.{}", other.id, parameter.id),
                value_text(&value),
            );
        }
        out
    }
}

fn value_text(value: &Value) -> String {
    match value {
        Value::Switch(on) => on.to_string(),
        Value::Integer(value) => value.to_string(),
        Value::Number(value) => value.to_string(),
        Value::Choice(text) => text.clone(),
    }
}

/// The first recipe among other things.
fn first_json(bytes: &[u8]) -> Option<Result<serde_json::Value, serde_json::Error>> {
    let start = Provenance::START.as_bytes();
    let place = bytes.windows(start.len()).position(|w| w == start)?;
    serde_json::Deserializer::from_slice(&bytes[place..])
        .into_iter()
        .next()
}

/// Text of XML with its quotation marks as they are.
fn unescaped(bytes: &[u8]) -> Vec<u8> {
    String::from_utf8_lossy(bytes)
        .replace("&quot;", "\"")
        .into_bytes()
}

fn span(of: Interval) -> String {
    format!("{} to {}", of.start_s, of.stop_s)
}

/// What the model with this id is called.
fn model_title(id: &'static str) -> &'static str {
    models::find(id).map_or(id, |model| model.title())
}
