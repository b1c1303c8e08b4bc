//! One view on the page: its figure or the reason why there is none, numbers, parameters, help.

use super::html::escape;
use crate::analysis::{Kind, MarkedEvent, Parameter, Value, Values};
use crate::cli::info::seconds;
use crate::plot::{Cell, Sheet, Table, number_text};
use crate::recording::Recording;
use crate::views::{AnyView, Dependency, Info, Recipe};
use std::fmt::Write;
use std::sync::Arc;

/// A drawn view, in both looks.
#[derive(Debug)]
pub(super) struct Figure {
    pub light: String,
    pub dark: String,
    pub sheet: Arc<Sheet>,
}

#[derive(Debug)]
pub(super) struct Section {
    pub info: &'static Info,
    /// Name, value with unit, and what it does.
    pub parameters: Vec<[String; 3]>,
    /// The figure, or why there is none.
    pub figure: Result<Figure, String>,
}

/// The shared settings that a view heeds and its own parameters, for people.
pub(super) fn parameters(
    recording: &Recording,
    recipe: &Recipe,
    view: &dyn AnyView,
) -> Vec<[String; 3]> {
    let (info, settings) = (view.info(), &recipe.settings);
    let uses = |dependency| recipe.uses(view, dependency);
    let mut rows = Vec::new();
    if uses(Dependency::Scale) {
        let scale = settings.scale;
        rows.push([
            "Scale".to_owned(),
            format!("k = {}, {}", scale.k_text(), scale.width_text()),
            "Bin width of the ensembles.".to_owned(),
        ]);
    }
    if uses(Dependency::Normalisation) {
        let normalisation = settings.normalisation;
        rows.push([
            "Normalisation".to_owned(),
            normalisation.name().to_owned(),
            normalisation.help().to_owned(),
        ]);
    }
    if let (true, Some(s)) = (uses(Dependency::Surrogate), settings.surrogate) {
        rows.push([
            "Surrogate".to_owned(),
            format!(
                "{}, {} realisations, seed {}",
                s.kind.name(),
                s.realisations,
                s.seed
            ),
            s.kind.help().to_owned(),
        ]);
    }
    if uses(Dependency::Event) {
        let marked = MarkedEvent::find(recording, recipe.selection.window, settings);
        for (name, stretch, help) in [
            ("Event", marked.event, "Onset and end of what is looked at."),
            ("Baseline", marked.baseline, "What it is measured against."),
        ] {
            let text = stretch.map_or_else(
                || "none".to_owned(),
                |s| format!("{} s to {} s", seconds(s.start_s), seconds(s.stop_s)),
            );
            rows.push([name.to_owned(), text, help.to_owned()]);
        }
    }
    for parameter in info.parameters {
        rows.push([
            parameter.label.to_owned(),
            value_text(parameter, &recipe.values),
            parameter.help.to_owned(),
        ]);
    }
    for (other, parameter, _) in recipe.changed_in_others(view) {
        rows.push([
            format!("{}: {}", other.title, parameter.label),
            value_text(parameter, &recipe.other_values[other.id]),
            parameter.help.to_owned(),
        ]);
    }
    rows
}

fn value_text(parameter: &Parameter, values: &Values) -> String {
    let text = match (values.get(parameter), parameter.kind) {
        (Value::Switch(on), _) => (if on { "yes" } else { "no" }).to_owned(),
        (Value::Integer(v), _) => v.to_string(),
        (Value::Number(v), _) => v.to_string(),
        (Value::Choice(id), Kind::Choice { options, .. }) => options
            .iter()
            .find(|(known, _)| *known == id)
            .map_or_else(|| id.clone(), |(_, label)| (*label).to_owned()),
        (Value::Choice(id), _) => id,
    };
    if parameter.unit.is_empty() {
        text
    } else {
        format!("{text} {}", parameter.unit)
    }
}

impl Section {
    pub(super) fn html(&self) -> String {
        let mut out = String::new();
        let id = self.info.id;
        let _ = write!(
            out,
            "<section id=\"{id}\">\n<h2>{}</h2>\n<p class=\"summary\">{}</p>\n",
            escape(self.info.title),
            escape(self.info.summary)
        );
        match &self.figure {
            Ok(figure) => self.figure_html(figure, &mut out),
            Err(reason) => {
                let _ = writeln!(out, "<p class=\"empty\">{}</p>", escape(reason));
            }
        }
        if !self.parameters.is_empty() {
            out.push_str("<h3>Parameters</h3>\n<table class=\"parameters\"><tbody>\n");
            for [name, value, help] in &self.parameters {
                let _ = writeln!(
                    out,
                    "<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td></tr>",
                    escape(name),
                    escape(value),
                    escape(help)
                );
            }
            out.push_str("</tbody></table>\n");
        }
        out.push_str("<details class=\"help\"><summary>Help</summary>\n");
        for (heading, text) in self.info.help.parts() {
            let _ = writeln!(out, "<h4>{heading}</h4>\n<p>{}</p>", escape(text));
        }
        out.push_str("</details>\n</section>\n");
        out
    }

    fn figure_html(&self, figure: &Figure, out: &mut String) {
        let id = self.info.id;
        let summaries: Vec<_> = figure
            .sheet
            .panels
            .iter()
            .map(|p| p.plot.summary.as_str())
            .filter(|s| !s.is_empty())
            .collect();
        let described = if summaries.is_empty() {
            self.info.summary.to_owned()
        } else {
            summaries.join(". ")
        };
        let _ = write!(
            out,
            "<figure>\n<picture>\
             <source media=\"(prefers-color-scheme: dark)\" srcset=\"{}\">\
             <img src=\"{}\" alt=\"{}\"></picture>\n\
             <figcaption><a href=\"{id}.svg\">SVG</a> <a href=\"{id}.png\">PNG</a></figcaption>\n\
             </figure>\n",
            data_uri(&figure.dark),
            data_uri(&figure.light),
            escape(&described)
        );
        for note in &figure.sheet.notes {
            let _ = writeln!(out, "<p class=\"note\">{}</p>", escape(note));
        }
        for table in &figure.sheet.tables {
            out.push_str(&table_html(table));
        }
    }
}

/// A table of a sheet.
pub fn table_html(table: &Table) -> String {
    let mut out = String::from("<div class=\"wide\"><table>\n");
    if !table.title.is_empty() {
        let _ = writeln!(out, "<caption>{}</caption>", escape(&table.title));
    }
    out.push_str("<thead><tr>");
    for column in &table.columns {
        let _ = write!(out, "<th scope=\"col\">{}</th>", escape(column));
    }
    out.push_str("</tr></thead>\n<tbody>\n");
    for row in &table.rows {
        out.push_str("<tr>");
        for cell in row {
            let _ = match cell {
                Cell::Text(text) => write!(out, "<td>{}</td>", escape(text)),
                Cell::Number {
                    value,
                    significant,
                    unit,
                } => write!(
                    out,
                    "<td class=\"number\">{} {}</td>",
                    escape(&number_text(*value, *significant)),
                    escape(unit)
                ),
            };
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody></table></div>\n");
    out
}

/// SVG inside an attribute: a picture of its own, so that nothing in it meets the page's names.
pub fn data_uri(svg: &str) -> String {
    let mut out = String::with_capacity(svg.len() * 5 / 4);
    out.push_str("data:image/svg+xml;charset=utf-8,");
    for &byte in svg.as_bytes() {
        // Commas and blanks part the candidates of a srcset.
        if byte.is_ascii_alphanumeric() || b"-._~/:;=+*$!".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}
