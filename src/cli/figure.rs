//! Pages of figures: what each of them carries besides the drawing.

use super::args::Look;
use super::select;
use super::source::Source;
use crate::analysis::{Selection, Settings, Values};
use crate::plot::Theme;
use crate::plot::export::Page;
use crate::views::{Canvas, Info};
use serde_json::json;

/// What a figure was made from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Made<'a> {
    pub source: &'a Source,
    pub selection: &'a Selection,
    pub settings: &'a Settings,
    pub values: &'a Values,
    pub info: &'static Info,
}

/// A page for a view: program, file, hash, selection and parameters are written into it, and what
/// is synthetic or owed to somebody is said at its foot.
pub(super) fn page(made: &Made<'_>, width_mm: f64, height_mm: f64, look: Look) -> Page {
    let mut page = Page::new(width_mm, height_mm);
    page.theme = match look {
        Look::Light => Theme::light(),
        Look::Dark => Theme::dark(),
    };
    page.footer = footer(made.source);
    page.metadata = metadata(made);
    page
}

/// The pixels that a page has, for views that thin what they draw.
pub(super) fn canvas(page: &Page) -> Canvas {
    let pixels = |mm: f64| (mm / 25.4 * f64::from(page.png_dpi)).round() as u32;
    Canvas {
        width_px: pixels(page.width_mm),
        height_px: pixels(page.height_mm),
    }
}

fn footer(source: &Source) -> Option<String> {
    let recording = &source.recording;
    let mut parts = Vec::new();
    if recording.is_synthetic() {
        parts.push(format!("Synthetic recording: {}", recording.name()));
    }
    parts.extend(recording.attribution().map(ToOwned::to_owned));
    (!parts.is_empty()).then(|| parts.join(". "))
}

fn metadata(made: &Made<'_>) -> Vec<(String, String)> {
    let recording = &made.source.recording;
    let mut pairs = vec![
        (
            "program",
            concat!(env!("CARGO_PKG_NAME"), " ", env!("CARGO_PKG_VERSION")).to_owned(),
        ),
        ("view", made.info.id.to_owned()),
        ("file", made.source.name.clone()),
        (
            "sha256",
            made.source
                .sha256
                .clone()
                .unwrap_or_else(|| "none: built in".to_owned()),
        ),
        (
            "selection",
            select::selection_json(recording, made.selection).to_string(),
        ),
        ("parameters", parameters(made).to_string()),
    ];
    if recording.is_synthetic() {
        pairs.push(("synthetic", "yes".to_owned()));
    }
    if let Some(thanks) = recording.attribution() {
        pairs.push(("attribution", thanks.to_owned()));
    }
    pairs
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}

/// The shared settings that the view heeds, and its own parameters.
pub(super) fn parameters(made: &Made<'_>) -> serde_json::Value {
    let mut map = serde_json::Map::new();
    if made.info.uses_normalisation {
        map.insert(
            "normalisation".into(),
            json!(made.settings.normalisation.id()),
        );
    }
    if made.info.uses_scale {
        map.insert("scale_k".into(), json!(made.settings.scale.k()));
        map.insert("scale_dt_s".into(), json!(made.settings.scale.width_s()));
    }
    map.insert(
        "class_column".into(),
        json!(made.source.recording.class_column()),
    );
    if let serde_json::Value::Object(own) = select::values_json(made.info.parameters, made.values) {
        map.extend(own);
    }
    serde_json::Value::Object(map)
}
