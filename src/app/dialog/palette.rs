//! The command palette: any command, view, example, state or recent file by a few letters.

use super::controls::{Answer, text_ui};
use crate::analysis::Normalisation;
use crate::app::action::{Action, NetworkAction};
use crate::app::command::Command;
use crate::app::panel::pin_actions;
use crate::app::state::State;
use crate::app::workspace::Source;
use crate::views;
use eframe::egui;

/// Rows shown at most.
const MOST: usize = 12;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PaletteForm {
    query: String,
    at: usize,
}

struct Entry {
    text: String,
    detail: String,
    action: Action,
}

fn entries(state: &State) -> Vec<Entry> {
    let entry = |text: String, detail: String, action| Entry {
        text,
        detail,
        action,
    };
    let commands = Command::ALL
        .into_iter()
        .filter(|c| *c != Command::Palette)
        .map(|c| entry(c.text().to_owned(), c.keys_text(), Action::Run(c)));
    let views = views::all().iter().map(|v| {
        let info = v.info();
        entry(
            format!("Show {}", info.title),
            "view".to_owned(),
            Action::ShowView(info.view_id()),
        )
    });
    let names = state.workspace.layout.names();
    let panels = state.workspace.layout.panels().into_iter();
    let panels = panels.flat_map(|panel| {
        let id = panel.id;
        let name = names.get(&id).map_or("", String::as_str);
        let figure = "figure".to_owned();
        let export = entry(format!("Export {name}…"), figure, Action::AskExport(id));
        let is_pinned = state.workspace.pins.contains_key(&id);
        let pin = pin_actions(id, is_pinned).map(|(text, _, action)| {
            entry(
                format!("{name}: {}", text.to_lowercase()),
                "panel".to_owned(),
                action,
            )
        });
        std::iter::once(export).chain(pin).collect::<Vec<_>>()
    });
    let normalisations = Normalisation::ALL.into_iter().map(|n| {
        entry(
            format!("Normalisation {}", n.name()),
            n.unit().to_owned(),
            Action::SetNormalisation(n),
        )
    });
    let examples = crate::models::examples::examples().iter().map(|e| {
        entry(
            format!("Open example {}", e.title),
            "example".to_owned(),
            Action::Open(Source::Example {
                id: e.id.to_owned(),
            }),
        )
    });
    let networks = crate::models::networks().flat_map(|model| {
        model.presets().iter().map(|preset| {
            entry(
                format!("Run network {}: {}", model.title(), preset.title),
                "network".to_owned(),
                Action::Network(NetworkAction::Choose {
                    model: model.id().to_owned(),
                    preset: preset.id.to_owned(),
                }),
            )
        })
    });
    let recent = state.workspace.recent.iter().map(|p| {
        entry(
            format!("Open {}", p.display()),
            "recent".to_owned(),
            Action::Consider(p.clone()),
        )
    });
    let states = state.loaded().into_iter().flat_map(|l| {
        l.recording.chips().iter().map(|chip| {
            let label = chip.name.clone();
            entry(
                format!("Only {label}"),
                "state".to_owned(),
                Action::ToggleState { label, only: true },
            )
        })
    });
    commands
        .chain(views)
        .chain(panels)
        .chain(normalisations)
        .chain(states)
        .chain(examples)
        .chain(networks)
        .chain(recent)
        .collect()
}

/// How well the letters of `query` are found in `text`, in order; `None` when they are not. Words
/// begun and letters in a row count more. Of all places to begin, the best counts: the w of "Show"
/// is not that of "Waveform".
pub fn score(query: &str, text: &str) -> Option<i32> {
    let text: Vec<char> = text.to_lowercase().chars().collect();
    let query = query.to_lowercase();
    let wanted: Vec<char> = query.chars().filter(|c| !c.is_whitespace()).collect();
    let Some(first) = wanted.first() else {
        return Some(0);
    };
    let starts = (0..text.len()).filter(|at| text[*at] == *first);
    let best = starts.filter_map(|at| score_from(at, &wanted, &text)).max();
    best.map(|score| score * 40 - text.len() as i32)
}

/// The same with the first letter at or after `at`.
fn score_from(mut at: usize, wanted: &[char], text: &[char]) -> Option<i32> {
    let mut score = 0;
    let mut previous = None;
    for letter in wanted {
        let place = at + text.get(at..)?.iter().position(|c| c == letter)?;
        let starts_word = place == 0 || !text[place - 1].is_alphanumeric();
        score += if starts_word { 8 } else { 1 };
        if previous.is_some_and(|p| p + 1 == place) {
            score += 5;
        }
        previous = Some(place);
        at = place + 1;
    }
    Some(score)
}

impl PaletteForm {
    pub(super) fn ui(&mut self, ui: &mut egui::Ui, state: &State) -> Answer {
        ui.set_min_width(520.0);
        let (up, down) = ui.input_mut(|i| {
            let any = egui::Modifiers::NONE;
            (
                i.consume_key(any, egui::Key::ArrowUp),
                i.consume_key(any, egui::Key::ArrowDown),
            )
        });
        let before = self.query.clone();
        let entered = text_ui(
            ui,
            &mut self.query,
            "Find",
            "Find a command, view, example, state or file",
        );
        if self.query != before {
            self.at = 0;
        }
        let mut found: Vec<(i32, Entry)> = entries(state)
            .into_iter()
            .filter_map(|e| Some((score(&self.query, &e.text)?, e)))
            .collect();
        found.sort_by_key(|(s, _)| std::cmp::Reverse(*s));
        found.truncate(MOST);
        if down {
            self.at += 1;
        }
        if up {
            self.at = self.at.saturating_sub(1);
        }
        self.at = self.at.min(found.len().saturating_sub(1));
        ui.add_space(4.0);
        let mut chosen = None;
        for (row, (_, entry)) in found.iter().enumerate() {
            let button = egui::Button::selectable(row == self.at, &entry.text)
                .shortcut_text(&entry.detail)
                .min_size(egui::vec2(ui.available_width(), 24.0));
            if ui.add(button).clicked() {
                chosen = Some(row);
            }
        }
        if found.is_empty() {
            ui.weak("Nothing of that name.");
        }
        if entered {
            chosen = Some(self.at);
        }
        match chosen.and_then(|row| found.into_iter().nth(row)) {
            Some((_, entry)) => Answer::Do(entry.action),
            None => Answer::Stay,
        }
    }
}
