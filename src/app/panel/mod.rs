//! One panel: the title, the view's drawing or its help face, its numbers and notes.

mod header;
mod pointer;

use super::action::Action;
use super::class_commands::class_commands;
use super::command::Command;
use super::outcomes::Shown;
use super::state::State;
use super::workspace::Tab;
use crate::analysis::AnalysisError;
use crate::plot::Theme;
use crate::plot::screen::{ScreenSheet, table_ui, table_width};
use crate::recording::{Class, Interval, Recording};
use crate::views::{AnyView, Drawn, Info, Marks};
use eframe::egui;
use header::header_ui;
use pointer::respond;

/// Width of the column of numbers beside a drawing.
const NUMBERS_WIDTH: f32 = 296.0;
/// A panel this wide has room for its numbers beside the drawing.
const NUMBERS_FROM: f32 = 580.0;
/// One this wide shows them without being asked: the drawing keeps two thirds.
const NUMBERS_UNASKED_FROM: f32 = 860.0;

/// What all panels look at, and where they put what they ask for.
pub struct PanelContext<'a> {
    pub state: &'a State,
    pub tab: &'a Tab,
    pub recording: &'a Recording,
    pub actions: &'a mut Vec<Action>,
    pub report: &'a mut Report,
}

/// What all panels found out while they were drawn.
#[derive(Default)]
pub struct Report {
    /// Room for the drawing of each view, in physical pixels.
    pub canvases: Vec<(&'static str, egui::Vec2)>,
    /// Ranges of the plots of each view while the person has zoomed.
    pub zooms: Vec<(&'static str, Option<Vec<[[f64; 2]; 2]>>)>,
    /// What the pointer marks in time.
    pub pointed: Option<Interval>,
}

/// Draws a panel; true when its title is being dragged to dock it elsewhere.
pub fn panel_ui(
    ui: &mut egui::Ui,
    view: &'static dyn AnyView,
    context: &mut PanelContext<'_>,
) -> bool {
    let info = view.info();
    let mut dragged = false;
    egui::Frame::new()
        .fill(super::theme::colour(context.state.theme.page))
        .inner_margin(egui::Margin::symmetric(8, 4))
        .show(ui, |ui| {
            ui.take_available_space();
            let low = ui.available_height() < LOW;
            dragged = header_ui(ui, info, context);
            if context.state.workspace.help_open.contains(info.id) {
                help_ui(ui, info);
            } else {
                body_ui(ui, view, low, context);
            }
        });
    dragged
}

/// Whether the numbers show: as was asked, or where there is room beside the drawing.
fn numbers_shown(info: &Info, context: &PanelContext<'_>, width: f32) -> bool {
    let asked = context.state.workspace.numbers.get(info.id).copied();
    asked.unwrap_or(width >= NUMBERS_UNASKED_FROM)
}

/// A panel lower than this has its notes beside the title, so that more is left to the drawing.
const LOW: f32 = 190.0;

fn help_ui(ui: &mut egui::Ui, info: &Info) {
    egui::ScrollArea::vertical()
        .id_salt((info.id, "help"))
        .show(ui, |ui| {
            ui.set_max_width(ui.available_width().min(640.0));
            for (heading, text) in info.help.parts() {
                ui.add_space(8.0);
                ui.label(super::theme::strong(heading));
                ui.label(text);
            }
        });
}

fn body_ui(
    ui: &mut egui::Ui,
    view: &'static dyn AnyView,
    low: bool,
    context: &mut PanelContext<'_>,
) {
    let info = view.info();
    let scale = ui.pixels_per_point();
    let size = ui.available_size();
    context.report.canvases.push((info.id, size * scale));
    let (drawn, error, stale) = match context.state.outcomes.of(context.tab.id, info.id) {
        Some(Shown {
            drawn,
            error,
            stale,
            ..
        }) => (drawn.clone(), error.clone(), *stale),
        None => (None, None, true),
    };
    if let Some(error) = error.filter(|_| !stale) {
        error_ui(ui, &error, context);
        if drawn.is_none() {
            return;
        }
    }
    let Some(drawn) = drawn else {
        ui.centered_and_justified(|ui| ui.weak("Computing…"));
        return;
    };
    let notes = !drawn.sheet.notes.is_empty() && !low;
    let width = ui.available_width();
    let numbers = !drawn.sheet.tables.is_empty() && numbers_shown(info, context, width);
    if notes {
        egui::Panel::bottom(egui::Id::unique((info.id, "notes")))
            .frame(egui::Frame::new())
            .show_separator_line(false)
            .exact_size(18.0)
            .show(ui, |ui| notes_ui(ui, &drawn.sheet.notes));
    }
    if numbers && width < NUMBERS_FROM {
        // No room for both: the numbers take the place of the drawing.
        tables_ui(ui, info, &drawn, &context.state.theme);
        return;
    }
    if numbers {
        egui::Panel::right(egui::Id::unique((info.id, "numbers")))
            .frame(egui::Frame::new().inner_margin(egui::Margin {
                left: 12,
                ..egui::Margin::ZERO
            }))
            .show_separator_line(false)
            .resizable(false)
            .exact_size(numbers_width(ui, &drawn, width))
            .show(ui, |ui| tables_ui(ui, info, &drawn, &context.state.theme));
    }
    egui::CentralPanel::default()
        .frame(egui::Frame::new())
        .show(ui, |ui| drawing_ui(ui, view, &drawn, stale, context));
}

/// Room for the widest table, as far as it leaves more than half to the drawing. In steps, so that
/// a longer number seldom moves the drawing.
fn numbers_width(ui: &egui::Ui, drawn: &Drawn, panel_width: f32) -> f32 {
    const STEP: f32 = 60.0;
    const BAR: f32 = 28.0;
    let tables = drawn.sheet.tables.iter();
    let widest = tables.map(|t| table_width(t, ui)).fold(0.0, f32::max);
    let most = (0.45 * panel_width).max(NUMBERS_WIDTH);
    (((widest + BAR) / STEP).ceil() * STEP).clamp(NUMBERS_WIDTH, most)
}

fn tables_ui(ui: &mut egui::Ui, info: &Info, drawn: &Drawn, theme: &Theme) {
    egui::ScrollArea::both()
        .id_salt((info.id, "tables"))
        .auto_shrink([false, false])
        .show(ui, |ui| {
            for table in &drawn.sheet.tables {
                table_ui(table, ui, theme);
            }
        });
}

/// Why there is nothing to see, and the way out.
fn error_ui(ui: &mut egui::Ui, error: &AnalysisError, context: &mut PanelContext<'_>) {
    ui.vertical_centered(|ui| {
        ui.add_space(ui.available_height() * 0.25);
        ui.set_max_width(ui.available_width().min(420.0));
        match error {
            AnalysisError::NothingToShow(_) => ui.label(error.to_string()),
            _ => ui.colored_label(
                super::theme::colour(context.state.theme.warning()),
                error.to_string(),
            ),
        };
        if context.recording.count(Class::Excitatory) == 0
            || context.recording.count(Class::Inhibitory) == 0
        {
            ui.add_space(8.0);
            for command in class_commands(context.recording) {
                if ui
                    .button(command.text())
                    .on_hover_text(command.tooltip())
                    .clicked()
                {
                    context.actions.push(Action::Run(command));
                }
            }
        } else if !context.tab.states.is_empty() {
            ui.add_space(8.0);
            if ui.button(Command::AllStates.text()).clicked() {
                context.actions.push(Action::Run(Command::AllStates));
            }
        }
    });
}

fn notes_ui(ui: &mut egui::Ui, notes: &[String]) {
    let text = notes.join(" · ");
    let line = egui::Label::new(egui::RichText::new(&text).small().weak())
        .truncate()
        // Ours says it all, a sentence a line.
        .show_tooltip_when_elided(false);
    ui.add(line).on_hover_text(notes.join("\n"));
}

fn drawing_ui(
    ui: &mut egui::Ui,
    view: &'static dyn AnyView,
    drawn: &Drawn,
    stale: bool,
    context: &mut PanelContext<'_>,
) {
    let marks = Marks {
        scale: context.tab.settings.scale,
        units: context.tab.selected_units.clone(),
        ..context.state.marks.clone()
    };
    let overlays = view.overlay(drawn, &marks);
    let window = context.tab.window.map(|w| [w.start_s, w.stop_s]);
    let response = ScreenSheet {
        sheet: &drawn.sheet,
        theme: &context.state.theme,
        id: egui::Id::unique(("sheet", context.tab.id, view.info().id)),
        overlays: &overlays,
        playhead_s: Some(context.tab.playhead_s),
        window,
        stale,
    }
    .show_ui(ui);
    let zoomed = response.zoomed.clone();
    context.report.zooms.push((view.info().id, zoomed));
    respond(ui, view, drawn, &response, context);
}
