//! The head of a panel: its title, its buttons, and the notes where the panel is low.

use super::{LOW, PanelContext, notes_ui, numbers_shown};
use crate::app::action::Action;
use crate::app::command::Command;
use crate::app::parameters::parameters_ui;
use crate::app::theme;
use crate::views::{Drawn, Info};
use eframe::egui;

/// The buttons from the right, then the title in what they leave; true when the title is dragged.
pub(super) fn header_ui(
    ui: &mut egui::Ui,
    info: &'static Info,
    context: &mut PanelContext<'_>,
) -> bool {
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
    let title = egui::Label::new(theme::strong(info.title))
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
        context.actions.push(Action::AskExport(info.id));
    }
    let open = context.state.workspace.help_open.contains(info.id);
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
            let (workspace, fields) = (&context.state.workspace, context.recording.fields());
            parameters_ui(ui, info, workspace, fields, context.actions);
        });
    }
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

/// What is drawn, where its notes go beside the title.
fn notes_in_header(ui: &egui::Ui, info: &Info, context: &PanelContext<'_>) -> Option<Drawn> {
    let shown = context.state.outcomes.of(context.tab.id, info.id)?;
    let low = ui.available_height() < LOW;
    shown
        .drawn
        .clone()
        .filter(|d| low && !d.sheet.notes.is_empty())
}

fn has_numbers(info: &Info, context: &PanelContext<'_>) -> bool {
    context
        .state
        .outcomes
        .of(context.tab.id, info.id)
        .and_then(|s| s.drawn.as_ref())
        .is_some_and(|d| !d.sheet.tables.is_empty())
}
