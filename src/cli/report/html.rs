//! The page: self-contained, with nothing fetched from anywhere.

use super::Contents;
use crate::cli::info::seconds;
use crate::plot::number_text;
use crate::recording::Class;
use crate::views::{Export, wording};
use std::fmt::Write;

const STYLE: &str = include_str!("style.css");
/// Longer tables are cut on the page, which says so; the CSV file beside it has them whole.
const MOST_ROWS: usize = 200;

/// Text as HTML, also inside a quoted attribute.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

pub(super) fn page(contents: &Contents<'_>) -> String {
    let name = escape(contents.opened.recording.name());
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"generator\" content=\"{} {}\">\n\
         <title>{name}: balance of excitation and inhibition</title>\n\
         <style>\n{STYLE}</style>\n</head>\n<body>\n<h1>{name}</h1>\n",
        env!("CARGO_PKG_NAME"),
        env!("CARGO_PKG_VERSION")
    );
    head(contents, &mut out);
    out.push_str("<nav>");
    for section in &contents.sections {
        let _ = write!(
            out,
            "<a href=\"#{}\">{}</a>",
            section.info.id,
            escape(section.info.title)
        );
    }
    out.push_str("<a href=\"#numbers\">Numbers</a></nav>\n");
    for section in &contents.sections {
        out.push_str(&section.html());
    }
    out.push_str("<section id=\"numbers\">\n<h2>Numbers</h2>\n");
    for export in &contents.exports {
        numbers(export, &mut out);
    }
    let _ = write!(
        out,
        "</section>\n<template id=\"recipe\">{}</template>\n</body>\n</html>\n",
        contents.recipe
    );
    out
}

/// What the recording is and what of it is shown.
fn head(contents: &Contents<'_>, out: &mut String) {
    let recording = &contents.opened.recording;
    if recording.is_synthetic() {
        out.push_str("<p class=\"synthetic\">Synthetic: simulated data</p>\n");
    }
    let units = format!(
        "{} excitatory, {} inhibitory, {} unclassified",
        recording.count(Class::Excitatory),
        recording.count(Class::Inhibitory),
        recording.count(Class::Unclassified)
    );
    let program = format!("{} {}", env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION"));
    let length = format!("{} s", seconds(recording.span().duration_s()));
    let name = contents.opened.name();
    let mut rows = vec![
        ("File", name.as_str()),
        ("Length", &length),
        ("Units", &units),
        ("Window", &contents.selection),
        ("Settings", &contents.settings),
        ("Program", &program),
    ];
    if let Some(hash) = &contents.opened.hashes.file {
        rows.push(("SHA-256", hash));
    }
    let classes = wording::class_sources(recording);
    if let Some(classes) = &classes {
        rows.push(("Classes", classes));
    }
    let added: Vec<String> = recording.added().iter().map(ToString::to_string).collect();
    rows.extend(added.iter().map(|file| ("Added", file.as_str())));
    if let Some(thanks) = recording.attribution() {
        rows.push(("Source", thanks));
    }
    out.push_str("<dl>\n");
    for (name, value) in rows {
        let _ = writeln!(out, "<dt>{name}</dt><dd>{}</dd>", escape(value));
    }
    out.push_str("</dl>\n");
    for remark in &contents.remarks {
        let _ = writeln!(out, "<p class=\"note\">{}</p>", escape(remark));
    }
}

/// The table of an export, as in its CSV file.
fn numbers(export: &Export, out: &mut String) {
    let Some((header, rows)) = &export.csv else {
        return;
    };
    let key = escape(export.key);
    let _ = write!(
        out,
        "<details><summary>{key} ({} rows)</summary>\n<p><a href=\"{key}.csv\">{key}.csv</a></p>\n",
        rows.len()
    );
    if rows.len() > MOST_ROWS {
        let _ = writeln!(
            out,
            "<p class=\"note\">The first {MOST_ROWS} of {} rows; the file has all.</p>",
            rows.len()
        );
    }
    out.push_str("<div class=\"wide\"><table>\n<thead><tr>");
    for name in header {
        let _ = write!(out, "<th scope=\"col\">{}</th>", escape(name));
    }
    out.push_str("</tr></thead>\n<tbody>\n");
    for row in rows.iter().take(MOST_ROWS) {
        out.push_str("<tr>");
        for cell in row {
            match cell.parse::<f64>() {
                Ok(value) => {
                    let _ = write!(out, "<td class=\"number\">{}</td>", shown(value));
                }
                Err(_) => {
                    let _ = write!(out, "<td>{}</td>", escape(cell));
                }
            }
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody></table></div>\n</details>\n");
}

/// Whole numbers whole, others with five figures; the CSV file has every digit.
pub fn shown(value: f64) -> String {
    if value.fract() == 0.0 && value.abs() < 1e9 {
        format!("{value:.0}")
    } else {
        number_text(value, 5)
    }
}
