//! One panel: the title, the view's drawing or its help face, its numbers and notes.

use super::action::Action;
use super::command::Command;
use super::dialog::Dialog;
use super::outcomes::{Outcomes, Shown};
use super::parameters::parameters_ui;
use super::time_control;
use super::workspace::{Tab, Workspace};
use crate::analysis::AnalysisError;
use crate::plot::Theme;
use crate::plot::screen::{ScreenSheet, SheetResponse, TimeGesture, table_ui, table_width};
use crate::recording::{Class, Interval, Recording};
use crate::views::{AnyView, Drawn, Info, Marks};
use eframe::egui;

/// Width of the column of numbers beside a drawing.
const NUMBERS_WIDTH: f32 = 296.0;
/// A panel this wide has room for its numbers beside the drawing.
const NUMBERS_FROM: f32 = 580.0;
/// One this wide shows them without being asked: the drawing keeps two thirds.
const NUMBERS_UNASKED_FROM: f32 = 860.0;

/// What all panels look at, and where they put what they ask for.
pub struct PanelContext<'a> {
    pub workspace: &'a Workspace,
    pub tab: &'a Tab,
    pub recording: &'a Recording,
    pub outcomes: &'a mut Outcomes,
    pub theme: &'a Theme,
    pub marks: &'a Marks,
    pub actions: &'a mut Vec<Action>,
    /// What the pointer marks, gathered over all panels of this frame.
    pub pointed: &'a mut Option<Interval>,
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
        .fill(super::theme::colour(context.theme.page))
        .inner_margin(egui::Margin::symmetric(8, 4))
        .show(ui, |ui| {
            ui.take_available_space();
            let low = ui.available_height() < LOW;
            dragged = header_ui(ui, info, context);
            if context.workspace.help_open.contains(info.id) {
                help_ui(ui, info);
            } else {
                body_ui(ui, view, low, context);
            }
        });
    dragged
}

/// A popup that a button opens and closes, and in which lists can be opened: egui keeps one popup
/// open at a time, so this one keeps its own state, and ignores clicks while a list is open.
fn options_ui(button: &egui::Response, add: impl FnOnce(&mut egui::Ui)) {
    let (ctx, id) = (button.ctx.clone(), button.id.with("options"));
    let mut open = ctx.data(|d| d.get_temp(id).unwrap_or(false));
    let has_list = egui::Popup::is_any_open(&ctx);
    if button.clicked() {
        open = !open;
    } else if open && !has_list && ctx.input(|i| i.key_pressed(egui::Key::Escape)) {
        open = false;
    }
    let shown = egui::Popup::from_response(button)
        .open_bool(&mut open)
        .close_behavior(egui::PopupCloseBehavior::IgnoreClicks)
        .show(add);
    let left = shown.is_some_and(|s| s.response.clicked_elsewhere());
    if left && !has_list && !button.clicked() {
        open = false;
    }
    ctx.data_mut(|d| d.insert_temp(id, open));
}

/// A panel lower than this has its notes beside the title, so that more is left to the drawing.
const LOW: f32 = 190.0;

/// What is drawn, where its notes go beside the title.
fn notes_in_header(ui: &egui::Ui, info: &Info, context: &PanelContext<'_>) -> Option<Drawn> {
    let shown = context.outcomes.of(context.tab.id, info.id)?;
    let low = ui.available_height() < LOW;
    shown
        .drawn
        .clone()
        .filter(|d| low && !d.sheet.notes.is_empty())
}

fn has_numbers(info: &Info, context: &PanelContext<'_>) -> bool {
    context
        .outcomes
        .of(context.tab.id, info.id)
        .and_then(|s| s.drawn.as_ref())
        .is_some_and(|d| !d.sheet.tables.is_empty())
}

/// Whether the numbers show: as was asked, or where there is room beside the drawing.
fn numbers_shown(info: &Info, context: &PanelContext<'_>, width: f32) -> bool {
    let asked = context.workspace.numbers.get(info.id).copied();
    asked.unwrap_or(width >= NUMBERS_UNASKED_FROM)
}

/// The buttons from the right, then the title in what they leave; true when the title is dragged.
fn header_ui(ui: &mut egui::Ui, info: &'static Info, context: &mut PanelContext<'_>) -> bool {
    let width = ui.available_width();
    let notes = notes_in_header(ui, info, context);
    let size = egui::vec2(width, ui.spacing().interact_size.y);
    let from_right = egui::Layout::right_to_left(egui::Align::Center);
    ui.allocate_ui_with_layout(size, from_right, |ui| {
        buttons_ui(ui, info, context);
        let from_left = egui::Layout::left_to_right(egui::Align::Center);
        ui.with_layout(from_left, |ui| {
            let dragged = title_ui(ui, info);
            // In a narrow panel the buttons need the room; the top bar says it always.
            if context.recording.is_synthetic() && width > 440.0 {
                ui.weak("synthetic");
            }
            if let Some(drawn) = notes {
                notes_ui(ui, &drawn.sheet.notes);
            }
            dragged
        })
        .inner
    })
    .inner
}

fn title_ui(ui: &mut egui::Ui, info: &Info) -> bool {
    let title = egui::Label::new(super::theme::strong(info.title))
        .selectable(false)
        .truncate()
        // Ours has the title, too.
        .show_tooltip_when_elided(false)
        .sense(egui::Sense::drag());
    let help = format!(
        "{}\n{}\nDrag to dock this panel elsewhere",
        info.title, info.summary
    );
    ui.add(title)
        .on_hover_text(help)
        .on_hover_cursor(egui::CursorIcon::Grab)
        .drag_started()
}

fn buttons_ui(ui: &mut egui::Ui, info: &'static Info, context: &mut PanelContext<'_>) {
    let width = ui.available_width();
    let named = |response: egui::Response, what: &str| {
        let label = format!("{}: {what}", info.title);
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &label));
        response
    };
    if named(ui.small_button("×"), "close")
        .on_hover_text("Close this panel; it is found again in the Window menu")
        .clicked()
    {
        context.actions.push(Action::CloseView(info.id));
    }
    if named(ui.small_button("Export…"), "export")
        .on_hover_text(Command::ExportView.hover_text())
        .clicked()
    {
        let dialog = Box::new(Dialog::export(info.id));
        context.actions.push(Action::ShowDialog(dialog));
    }
    let open = context.workspace.help_open.contains(info.id);
    if named(ui.selectable_label(open, "?"), "help")
        .on_hover_text("What is drawn, how, what to look for, what would fool you")
        .clicked()
    {
        context.actions.push(Action::ToggleHelp(info.id));
    }
    if has_numbers(info, context) {
        let shown = numbers_shown(info, context, width);
        if named(ui.selectable_label(shown, "Numbers"), "numbers")
            .on_hover_text("The numbers of this drawing, as a table")
            .clicked()
        {
            context.actions.push(Action::ShowNumbers(info.id, !shown));
        }
    }
    if !info.parameters.is_empty() {
        let button = named(ui.small_button("Options"), "options");
        options_ui(&button, |ui| {
            let (workspace, fields) = (context.workspace, context.recording.fields());
            parameters_ui(ui, info, workspace, fields, context.actions);
        });
    }
}

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
    context
        .outcomes
        .set_canvas(info.id, size.x * scale, size.y * scale);
    let (drawn, error, stale) = match context.outcomes.of(context.tab.id, info.id) {
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
        tables_ui(ui, info, &drawn, context.theme);
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
            .show(ui, |ui| tables_ui(ui, info, &drawn, context.theme));
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
                super::theme::colour(context.theme.warning()),
                error.to_string(),
            ),
        };
        if context.recording.count(Class::Excitatory) == 0
            || context.recording.count(Class::Inhibitory) == 0
        {
            ui.add_space(8.0);
            for command in [
                Command::ClassesFromColumn,
                Command::ClassesFromWaveforms,
                Command::ClassesByRate,
            ] {
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
        ..context.marks.clone()
    };
    let overlays = view.overlay(drawn, &marks);
    let window = context.tab.window.map(|w| [w.start_s, w.stop_s]);
    let response = ScreenSheet {
        sheet: &drawn.sheet,
        theme: context.theme,
        id: egui::Id::unique(("sheet", context.tab.id, view.info().id)),
        overlays: &overlays,
        playhead_s: Some(context.tab.playhead_s),
        window,
        stale,
    }
    .show_ui(ui);
    let zoomed = response.zoomed.clone();
    context
        .outcomes
        .set_zoomed(context.tab.id, view.info().id, zoomed);
    respond(ui, view, drawn, &response, context);
}

/// Turns what the pointer did on a drawing into actions and marks.
fn respond(
    ui: &egui::Ui,
    view: &'static dyn AnyView,
    drawn: &Drawn,
    response: &SheetResponse,
    context: &mut PanelContext<'_>,
) {
    if let Some(pointer) = &response.hovered
        && let Some(picked) = view.pick(drawn, pointer.plot, pointer.at, pointer.reach)
    {
        *context.pointed = picked.interval;
        egui::Tooltip::always_open(
            ui.ctx().clone(),
            ui.layer_id(),
            egui::Id::unique((view.info().id, "picked")),
            egui::PopupAnchor::Pointer,
        )
        .gap(14.0)
        .show(|ui| ui.label(picked.text));
        if let Some(unit) = picked.unit {
            class_by_key(ui, unit, context);
        }
    }
    if let Some(pointer) = &response.clicked
        && let Some(t_s) = clicked_time(view, drawn, pointer.plot, pointer.at, pointer.reach)
    {
        context.actions.push(Action::Seek(t_s));
    }
    if let Some((plot, [from, to], _finished)) = response.brushed
        && drawn.sheet.is_time(plot)
    {
        let brush = Interval::new(from.min(to), from.max(to));
        context.actions.push(Action::Mark(Marks {
            brush: (brush.duration_s() > 0.0).then_some(brush),
            ..context.marks.clone()
        }));
    }
    if let Some((plot, range, _finished)) = response.brushed
        && !drawn.sheet.is_time(plot)
    {
        let view_id = view.info().id;
        for (parameter, value) in view.brushed(plot, range) {
            context.actions.push(Action::SetValue {
                view: view_id,
                parameter,
                value,
            });
        }
    }
    if let Some((plot, at)) = response.grabbed {
        for (parameter, value) in view.grabbed(drawn, plot, at) {
            context.actions.push(Action::SetValue {
                view: view.info().id,
                parameter,
                value,
            });
        }
    }
    let (Some(gesture), Some(window)) = (&response.scrolled_time, context.tab.window) else {
        return;
    };
    let span = context.recording.span();
    context.actions.push(Action::SetWindow(match *gesture {
        TimeGesture::Pan { by_s } => time_control::moved(window, by_s, span),
        TimeGesture::Zoom { factor, about_s } => {
            time_control::zoomed(window, 1.0 / factor, about_s, span)
        }
    }));
}

/// E, I or U while the pointer is on a unit: its class, by hand.
fn class_by_key(ui: &egui::Ui, unit: usize, context: &mut PanelContext<'_>) {
    if ui.ctx().egui_wants_keyboard_input() {
        return;
    }
    let keys = [
        (egui::Key::E, Class::Excitatory),
        (egui::Key::I, Class::Inhibitory),
        (egui::Key::U, Class::Unclassified),
    ];
    for (key, class) in keys {
        if ui.input_mut(|i| i.consume_key(egui::Modifiers::NONE, key)) {
            let units = vec![unit];
            context.actions.push(Action::SetClass { units, class });
        }
    }
}

/// The time that a click asks for: the time under it, or that of the dot it hit.
fn clicked_time(
    view: &'static dyn AnyView,
    drawn: &Drawn,
    plot: &str,
    at: [f64; 2],
    reach: [f64; 2],
) -> Option<f64> {
    if drawn.sheet.is_time(plot) {
        return Some(at[0]);
    }
    view.pick(drawn, plot, at, reach)?
        .interval
        .map(|i| i.start_s)
}
