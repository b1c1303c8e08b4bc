//! How each drawing came about: what goes into the metadata of every figure and table.

use crate::analysis::Marked;
use crate::plot::export::Page;
use crate::plot::{Theme, number_text};
use crate::recording::{Class, Hashes, Interval, Origin};
use crate::views::shared::wording;
use crate::views::{AnyView, Dependency, Input, Source};

/// Name and version of the program.
pub const PROGRAM: (&str, &str) = ("Equipoise", env!("CARGO_PKG_VERSION"));

/// Everything that a drawing depends on, as key and text: program version, recording and its hash,
/// selection, normalisation, scale, parameters.
#[must_use]
pub fn metadata(input: &Input<'_>, view: &dyn AnyView, hashes: &Hashes) -> Vec<(String, String)> {
    let recording = input.recording;
    let selection = input.selection;
    let info = view.info();
    let source = Source::recording(recording, hashes, None);
    let recipe = input.recipe(info.id, source);
    let uses = |part| recipe.uses(view, part);
    let mut out: Vec<(String, String)> = Vec::new();
    let mut say = |key: &str, text: String| out.push((key.to_owned(), text));
    say("program", format!("{} {}", PROGRAM.0, PROGRAM.1));
    say("view", info.id.to_owned());
    say("recording", recording.name().to_owned());
    match recording.origin() {
        Origin::File { path, format } => {
            let name = path
                .file_name()
                .map_or_else(String::new, |n| n.to_string_lossy().into_owned());
            say("file", name);
            say("format", format.clone());
        }
        Origin::Example => say("file", "built-in example".to_owned()),
        Origin::Model { model, seed } => say("model", format!("{model}, seed {seed}")),
        Origin::Memory => {}
    }
    if let Some(hash) = &hashes.file {
        say("sha256", hash.clone());
    }
    let added = recording.added().iter().zip(&hashes.added);
    let added: Vec<String> = added
        .map(|(f, hash)| format!("{f}, sha256 {hash}"))
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
    say(
        "units",
        format!(
            "{} excitatory, {} inhibitory, {} unclassified",
            recording.count(Class::Excitatory),
            recording.count(Class::Inhibitory),
            recording.count(Class::Unclassified)
        ),
    );
    if let Some(column) = recording.class_column() {
        say("class_column", column.to_owned());
    }
    if let Some(sources) = wording::class_sources(recording) {
        say("classes_from", sources);
    }
    say(
        "window_s",
        format!(
            "{} to {}",
            selection.window.start_s, selection.window.stop_s
        ),
    );
    let states = if selection.states.is_empty() {
        "all time".to_owned()
    } else {
        selection.states.join(", ")
    };
    say("states", states);
    if uses(Dependency::Normalisation) {
        say(
            "normalisation",
            input.settings.normalisation.id().to_owned(),
        );
    }
    if uses(Dependency::Scale) {
        say("scale_k", input.settings.scale.k_text());
        say("bin_width_s", input.settings.scale.width_s().to_string());
    }
    if uses(Dependency::Event) {
        let marked = Marked::of(recording, selection.window, input.settings);
        let text = |stretch: Option<Interval>| {
            stretch.map_or_else(
                || "none".to_owned(),
                |s| format!("{} to {}", s.start_s, s.stop_s),
            )
        };
        say("event_s", text(marked.event));
        say("baseline_s", text(marked.baseline));
    }
    for parameter in info.parameters {
        let value = serde_json::to_value(input.values.get(parameter)).unwrap_or_default();
        let text = match value {
            serde_json::Value::String(text) => text,
            other => other.to_string(),
        };
        say(parameter.id, text);
    }
    out
}

/// A page for a view: how the drawing came about is written into it, and in short at its foot,
/// with thanks where they are owed.
#[must_use]
pub fn page(
    input: &Input<'_>,
    view: &dyn AnyView,
    hashes: &Hashes,
    [width_mm, height_mm]: [f64; 2],
    theme: Theme,
) -> Page {
    let mut footer = footer(input);
    if let Some(thanks) = input.recording.attribution() {
        footer.push_str(" · ");
        footer.push_str(thanks);
    }
    Page {
        theme,
        footer: Some(footer),
        metadata: metadata(input, view, hashes),
        ..Page::new(width_mm, height_mm)
    }
}

/// One short line for the foot of a figure.
#[must_use]
pub fn footer(input: &Input<'_>) -> String {
    let window = input.selection.window;
    let synthetic = if input.recording.is_synthetic() {
        " (synthetic)"
    } else {
        ""
    };
    let states = if input.selection.states.is_empty() {
        String::new()
    } else {
        format!(" · {}", input.selection.states.join(", "))
    };
    format!(
        "{}{synthetic} · {} to {} s{states} · {} {}",
        input.recording.name(),
        number_text(window.start_s, 6),
        number_text(window.stop_s, 6),
        PROGRAM.0,
        PROGRAM.1
    )
}
