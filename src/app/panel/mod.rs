//! One panel: the title, the view's drawing or its help face, its numbers and notes.

mod header;
mod pointer;

use super::action::Action;
use super::class_commands::class_commands;
use super::command::Command;
use super::layout::{Panel, PanelId};
use super::outcomes::PanelOutcome;
use super::parameters::Change;
use super::state::{State, Subject};
use super::theme;
use crate::analysis::{AnalysisError, Values};
use crate::plot::Theme;
use crate::plot::screen::{ScreenSheet, stale_ui, table_ui, table_width};
use crate::recording::{Class, Interval};
use crate::views::{AnyView, Info, Marks, Picture, Recipe};
use eframe::egui;
use header::header_ui;
pub use header::pin_actions;
use pointer::respond;
use std::collections::BTreeMap;

/// Width of the column of numbers beside a drawing.
const NUMBERS_WIDTH: f32 = 296.0;
/// A panel this wide has room for its numbers beside the drawing.
const NUMBERS_FROM: f32 = 580.0;
/// One this wide shows them without being asked: the drawing keeps two thirds.
const NUMBERS_UNASKED_FROM: f32 = 860.0;

/// What all panels look at, and where they put what they ask for.
pub struct PanelContext<'a> {
    pub state: &'a State,
    /// What the panels of the layout are called.
    pub names: &'a BTreeMap<PanelId, String>,
    pub actions: &'a mut Vec<Action>,
    pub report: &'a mut Report,
}

/// Ranges of x and y of each plot.
type Ranges = Vec<[[f64; 2]; 2]>;

/// What all panels found out while they were drawn.
#[derive(Default)]
pub struct Report {
    /// Room for the drawing of each panel, in physical pixels.
    pub canvases: Vec<(PanelId, egui::Vec2)>,
    /// Tab and panel, and the ranges of its plots while the person has zoomed.
    pub zooms: Vec<(u64, PanelId, Option<Ranges>)>,
    /// The person has moved, resized or chosen panels.
    pub rearranged: bool,
    /// What the pointer marks in time.
    pub pointed: Option<Interval>,
}

/// A panel and what it is of.
struct Content<'a> {
    id: PanelId,
    view: &'static dyn AnyView,
    subject: Subject<'a>,
    /// Its recording is the one that shows, so that time and units mean the same in all views.
    is_shown: bool,
    is_pinned: bool,
}

impl Content<'_> {
    fn info(&self) -> &'static Info {
        self.view.info()
    }
    fn outcome<'s>(&self, state: &'s State) -> Option<&'s PanelOutcome> {
        state.outcomes.get(self.subject.tab.id, self.id)
    }
    /// The action that changes values of the view: those of the pinned panel, or of all panels that
    /// follow.
    fn change(&self, change: Change) -> Action {
        let view = self.info().view_id();
        let mut recipe = self.subject.recipe.clone();
        match (change, self.is_pinned) {
            (Change::Reset, false) => return Action::ResetValues(view),
            (Change::Set(parameter, value), false) => {
                return Action::SetValue {
                    view,
                    parameter: parameter.id.to_owned(),
                    value,
                };
            }
            (Change::Reset, true) => recipe.values = Values::default(),
            (Change::Set(parameter, value), true) => recipe.values.set(parameter, &value),
        }
        self.set_recipe(recipe)
    }
    fn set_recipe(&self, recipe: Recipe) -> Action {
        Action::SetRecipe {
            panel: self.id,
            recipe: Box::new(recipe),
        }
    }
}

/// Draws a panel; true when its title is being dragged to dock it elsewhere.
pub fn panel_ui(ui: &mut egui::Ui, panel: &Panel, context: &mut PanelContext<'_>) -> bool {
    let Some(view) = panel.view() else {
        return false;
    };
    let state = context.state;
    let shown = state.workspace.tab().map(|tab| tab.id);
    let content = state.subject(panel).map(|subject| Content {
        id: panel.id,
        view,
        is_shown: shown == Some(subject.tab.id),
        is_pinned: state.workspace.pins.contains_key(&panel.id),
        subject,
    });
    let mut dragged = false;
    egui::Frame::new()
        .fill(theme::colour(state.theme.page))
        .inner_margin(egui::Margin::symmetric(8, 4))
        .show(ui, |ui| {
            ui.take_available_space();
            let low = ui.available_height() < LOW;
            dragged = header_ui(ui, panel.id, view.info(), content.as_ref(), context);
            if state.workspace.help_open.contains(view.info().id) {
                help_ui(ui, panel.id, view.info());
            } else if let Some(content) = &content {
                body_ui(ui, content, low, context);
            } else {
                ui.centered_and_justified(|ui| ui.weak("The recording of this panel is not open."));
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

fn help_ui(ui: &mut egui::Ui, id: PanelId, info: &Info) {
    egui::ScrollArea::vertical()
        .id_salt((id, "help"))
        .show(ui, |ui| {
            ui.set_max_width(ui.available_width().min(640.0));
            for (heading, text) in info.help.parts() {
                ui.add_space(8.0);
                ui.label(theme::strong(heading));
                ui.label(text);
            }
        });
}

fn body_ui(ui: &mut egui::Ui, content: &Content<'_>, low: bool, context: &mut PanelContext<'_>) {
    let (id, info) = (content.id, content.info());
    let size = ui.available_size() * ui.pixels_per_point();
    context.report.canvases.push((id, size));
    let (picture, error, stale) = match content.outcome(context.state) {
        Some(shown) => (shown.picture.clone(), shown.error.clone(), shown.stale),
        None => (None, None, true),
    };
    if let Some(error) = error.filter(|_| !stale) {
        error_ui(ui, &error, content, context);
        if picture.is_none() {
            return;
        }
    }
    let Some(picture) = picture else {
        let outcome = content.outcome(context.state);
        let said = if outcome.is_some_and(PanelOutcome::is_held) {
            "Stopped."
        } else {
            "Computing…"
        };
        ui.centered_and_justified(|ui| ui.weak(said));
        return;
    };
    let notes = !picture.sheet.notes.is_empty() && !low;
    let width = ui.available_width();
    let numbers = !picture.sheet.tables.is_empty() && numbers_shown(info, context, width);
    if notes {
        egui::Panel::bottom(egui::Id::unique((id, "notes")))
            .frame(egui::Frame::new())
            .show_separator_line(false)
            .exact_size(18.0)
            .show(ui, |ui| notes_ui(ui, &picture.sheet.notes));
    }
    if numbers && width < NUMBERS_FROM {
        // No room for both: the numbers take the place of the drawing.
        let (theme, area) = (&context.state.theme, ui.available_rect_before_wrap());
        tables_ui(ui, id, &picture, theme);
        stale_ui(ui, egui::Id::unique((id, "stale")), area, theme, stale);
        return;
    }
    if numbers {
        egui::Panel::right(egui::Id::unique((id, "numbers")))
            .frame(egui::Frame::new().inner_margin(egui::Margin {
                left: 12,
                ..egui::Margin::ZERO
            }))
            .show_separator_line(false)
            .resizable(false)
            .exact_size(numbers_width(ui, &picture, width))
            .show(ui, |ui| tables_ui(ui, id, &picture, &context.state.theme));
    }
    egui::CentralPanel::default()
        .frame(egui::Frame::new())
        .show(ui, |ui| drawing_ui(ui, content, &picture, stale, context));
}

/// Room for the widest table, as far as it leaves more than half to the drawing, or of a wide panel
/// enough. In steps, so that a longer number seldom moves the drawing.
fn numbers_width(ui: &egui::Ui, picture: &Picture, panel_width: f32) -> f32 {
    const STEP: f32 = 60.0;
    const BAR: f32 = 28.0;
    const WIDE: f32 = 1000.0;
    let tables = picture.sheet.tables.iter();
    let widest = tables.map(|t| table_width(t, ui)).fold(0.0, f32::max);
    let share = if panel_width < WIDE { 0.45 } else { 0.58 };
    let most = (share * panel_width).max(NUMBERS_WIDTH);
    (((widest + BAR) / STEP).ceil() * STEP).clamp(NUMBERS_WIDTH, most)
}

fn tables_ui(ui: &mut egui::Ui, id: PanelId, picture: &Picture, theme: &Theme) {
    egui::ScrollArea::both()
        .id_salt((id, "tables"))
        .auto_shrink([false, false])
        .show(ui, |ui| {
            for table in &picture.sheet.tables {
                table_ui(table, ui, theme);
            }
        });
}

/// Why there is nothing to see, and the way out.
fn error_ui(
    ui: &mut egui::Ui,
    error: &AnalysisError,
    content: &Content<'_>,
    context: &mut PanelContext<'_>,
) {
    let recording = content.subject.recording;
    ui.vertical_centered(|ui| {
        ui.add_space(ui.available_height() * 0.25);
        ui.set_max_width(ui.available_width().min(420.0));
        match error {
            AnalysisError::NothingToShow(_) => ui.label(error.to_string()),
            _ => ui.colored_label(
                theme::colour(context.state.theme.warning()),
                error.to_string(),
            ),
        };
        if recording.count(Class::Excitatory) == 0 || recording.count(Class::Inhibitory) == 0 {
            ui.add_space(8.0);
            for command in class_commands(recording) {
                if ui
                    .button(command.text())
                    .on_hover_text(command.tooltip())
                    .clicked()
                {
                    context.actions.push(Action::Run(command));
                }
            }
        } else if !content.subject.recipe.selection.states.is_empty() {
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
    content: &Content<'_>,
    picture: &Picture,
    stale: bool,
    context: &mut PanelContext<'_>,
) {
    let Subject { tab, recipe, .. } = &content.subject;
    let marks = Marks {
        scale: recipe.settings.scale,
        units: context.state.selected_units(tab.id).clone(),
        ..if content.is_shown {
            context.state.marks.clone()
        } else {
            Marks::default()
        }
    };
    let overlays = content.view.overlay(picture, &marks);
    let window = recipe.selection.window;
    let response = ScreenSheet {
        sheet: &picture.sheet,
        theme: &context.state.theme,
        id: egui::Id::unique(("sheet", tab.id, content.id)),
        overlays: &overlays,
        playhead_s: Some(tab.playhead_s),
        window: Some([window.start_s, window.stop_s]),
        stale,
    }
    .show_ui(ui);
    let zoomed = response.zoomed.clone();
    context.report.zooms.push((tab.id, content.id, zoomed));
    respond(ui, content, picture, &response, context);
}
