//! The head of a panel: its title, its buttons, and the notes where the panel is low.

use super::{Content, LOW, PanelContext, notes_ui, numbers_shown};
use crate::app::action::Action;
use crate::app::command::Command;
use crate::app::layout::PanelId;
use crate::app::parameters::parameters_ui;
use crate::app::{quantity_text, theme};
use crate::views::{About, Info, Picture, Recipe};
use eframe::egui;

/// The buttons from the right, then the title in what they leave; true when the title is dragged.
pub(super) fn header_ui(
    ui: &mut egui::Ui,
    id: PanelId,
    info: &'static Info,
    content: Option<&Content<'_>>,
    context: &mut PanelContext<'_>,
) -> bool {
    let width = ui.available_width();
    let name = context.names.get(&id).map_or(info.title, String::as_str);
    let notes = content.and_then(|content| notes_in_header(ui, content, context));
    let size = egui::vec2(width, ui.spacing().interact_size.y);
    let from_right = egui::Layout::right_to_left(egui::Align::Center);
    ui.allocate_ui_with_layout(size, from_right, |ui| {
        buttons_ui(ui, (id, name), info, content, context);
        let from_left = egui::Layout::left_to_right(egui::Align::Center);
        ui.with_layout(from_left, |ui| {
            let dragged = title_ui(ui, (id, name), info, context);
            // In a narrow panel the buttons need the room; the top bar says it always.
            if let Some(word) = content.and_then(made_up).filter(|_| width > 440.0) {
                ui.weak(word);
            }
            pin_ui(ui, (id, name), content, context);
            if let Some(picture) = notes {
                notes_ui(ui, &picture.sheet.notes);
            }
            dragged
        })
        .inner
    })
    .inner
}

/// A word for what shows nothing recorded.
fn made_up(content: &Content<'_>) -> Option<&'static str> {
    match content.view.about() {
        About::Model(_) => Some("theory"),
        About::Recording => {
            let is_synthetic = content.subject.recording.is_synthetic();
            is_synthetic.then_some("synthetic")
        }
    }
}

fn title_ui(
    ui: &mut egui::Ui,
    (id, name): (PanelId, &str),
    info: &Info,
    context: &mut PanelContext<'_>,
) -> bool {
    let title = egui::Label::new(theme::strong(name))
        .selectable(false)
        .truncate()
        // Ours has the title, too.
        .show_tooltip_when_elided(false)
        .sense(egui::Sense::click_and_drag());
    let help = format!(
        "{name}\n{}\nDrag to dock this panel elsewhere; right-click to pin it, or to show it twice",
        info.summary
    );
    let title = ui.add(title);
    title.context_menu(|ui| {
        for (text, hover, action) in pin_actions(id, context.state.workspace.pins.contains_key(&id))
        {
            if ui.button(text).on_hover_text(hover).clicked() {
                context.actions.push(action);
            }
        }
    });
    title
        .on_hover_text(help)
        .on_hover_cursor(egui::CursorIcon::Grab)
        .drag_started()
}

/// What the menu of a panel offers, what that does, and the action.
pub fn pin_actions(id: PanelId, is_pinned: bool) -> [(&'static str, &'static str, Action); 2] {
    let first = if is_pinned {
        (
            "Follow the tab again",
            "Show what the recording, the window and the settings of the tab say",
            Action::FollowTab(id),
        )
    } else {
        (
            "Pin this panel",
            "Keep recording, window and settings as they are now, whatever the tab will show",
            Action::PinPanel(id),
        )
    };
    let second = (
        "Show a second time",
        "Another panel with this view beside it: pin one of them to compare two scales or recordings",
        Action::DuplicatePanel(id),
    );
    [first, second]
}

/// The mark of a pinned panel, and what it shows that the tab does not.
fn pin_ui(
    ui: &mut egui::Ui,
    (id, name): (PanelId, &str),
    content: Option<&Content<'_>>,
    context: &mut PanelContext<'_>,
) {
    if !context.state.workspace.pins.contains_key(&id) {
        return;
    }
    let label = format!("{name}: pinned");
    let mark = ui.selectable_label(true, egui::RichText::new("Pinned").small());
    mark.widget_info(|| egui::WidgetInfo::selected(egui::Role::Button, true, true, &label));
    if mark
        .on_hover_text("It keeps what it shows; click to let it follow the tab again")
        .clicked()
    {
        context.actions.push(Action::FollowTab(id));
    }
    let said = content.map(|content| differences(content, context).join(" · "));
    if let Some(said) = said.filter(|said| !said.is_empty()) {
        let line = egui::RichText::new(&said).small();
        let line = egui::Label::new(line).truncate();
        ui.add(line.show_tooltip_when_elided(false))
            .on_hover_text(said);
    }
}

/// In which of the things that the view depends on a pinned panel differs from the tab that shows,
/// in few words.
fn differences(content: &Content<'_>, context: &PanelContext<'_>) -> Vec<String> {
    let state = context.state;
    let (Some(tab), Some(loaded)) = (state.workspace.tab(), state.loaded()) else {
        return Vec::new();
    };
    let followed = state.recipe(content.info().id, tab, &loaded.recording);
    let reduced = |recipe: &Recipe| content.view.depends(recipe);
    let (own, tab) = (reduced(&content.subject.recipe), reduced(&followed));
    let mut said = Vec::new();
    let mut say = |differs: bool, words: String| said.extend(differs.then_some(words));
    say(!content.is_shown, content.subject.tab.source.name());
    let (a, b) = (&own.settings, &tab.settings);
    say(a.scale != b.scale, a.scale.width_text());
    let window = own.selection.window;
    let from_to = [window.start_s, window.stop_s]
        .map(quantity_text::clock)
        .join(" to ");
    say(window != tab.selection.window, from_to);
    let states = match own.selection.states.as_slice() {
        [] => "all time".to_owned(),
        states => states.join(", "),
    };
    say(own.selection.states != tab.selection.states, states);
    let normalisation = a.normalisation.name().to_lowercase();
    say(a.normalisation != b.normalisation, normalisation);
    let surrogate = a.surrogate.map_or("no surrogate", |s| s.kind.name());
    say(a.surrogate != b.surrogate, surrogate.to_owned());
    let event = (a.event, a.baseline) != (b.event, b.baseline);
    say(event, "other event".to_owned());
    let options = (own.values, own.other_values) != (tab.values, tab.other_values);
    say(options, "own options".to_owned());
    said
}

fn buttons_ui(
    ui: &mut egui::Ui,
    (id, name): (PanelId, &str),
    info: &'static Info,
    content: Option<&Content<'_>>,
    context: &mut PanelContext<'_>,
) {
    let width = ui.available_width();
    let named = |response: egui::Response, what: &str| {
        let label = format!("{name}: {what}");
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &label));
        response
    };
    if named(ui.small_button("×"), "close")
        .on_hover_text("Close this panel; it is found again in the Window menu")
        .clicked()
    {
        context.actions.push(Action::ClosePanel(id));
    }
    if named(ui.small_button("Export…"), "export")
        .on_hover_text(Command::ExportView.hover_text())
        .clicked()
    {
        context.actions.push(Action::AskExport(id));
    }
    let open = context.state.workspace.help_open.contains(info.id);
    if named(ui.selectable_label(open, "?"), "help")
        .on_hover_text("What is drawn, how, what to look for, what would fool you")
        .clicked()
    {
        context.actions.push(Action::ToggleHelp(info.view_id()));
    }
    let Some(content) = content else {
        return;
    };
    if has_numbers(content, context) {
        let shown = numbers_shown(info, context, width);
        if named(ui.selectable_label(shown, "Numbers"), "numbers")
            .on_hover_text("The numbers of this drawing, as a table")
            .clicked()
        {
            context
                .actions
                .push(Action::ShowNumbers(info.view_id(), !shown));
        }
    }
    if !info.parameters.is_empty() {
        let button = named(ui.small_button("Options"), "options");
        options_ui(&button, |ui| {
            let fields = content.subject.recording.fields();
            let change = parameters_ui(ui, info, &content.subject.recipe.values, fields);
            context.actions.extend(change.map(|c| content.change(c)));
        });
    }
    if let Some((text, hover, held)) = hold(content, context)
        && named(ui.small_button(text), &text.to_lowercase())
            .on_hover_text(hover)
            .clicked()
    {
        context.actions.push(Action::HoldPanel {
            tab: content.subject.tab.id,
            panel: id,
            held,
        });
    }
}

/// What stops long work on a model, and what lets stopped work go on: what the button says, and
/// whether the work is held then.
fn hold(
    content: &Content<'_>,
    context: &PanelContext<'_>,
) -> Option<(&'static str, &'static str, bool)> {
    let shown = content.outcome(context.state)?;
    let is_long = shown.is_growing() && content.view.about() != About::Recording;
    if shown.is_held() {
        Some(("Continue", "Go on from where it was stopped", false))
    } else {
        is_long.then_some((
            "Stop",
            "Stop here; what is there stays, and it can go on",
            true,
        ))
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
fn notes_in_header(
    ui: &egui::Ui,
    content: &Content<'_>,
    context: &PanelContext<'_>,
) -> Option<Picture> {
    let picture = content.outcome(context.state)?.picture.clone();
    let low = ui.available_height() < LOW;
    picture.filter(|d| low && !d.sheet.notes.is_empty())
}

fn has_numbers(content: &Content<'_>, context: &PanelContext<'_>) -> bool {
    let outcome = content.outcome(context.state);
    let picture = outcome.and_then(|outcome| outcome.picture.as_ref());
    picture.is_some_and(|picture| !picture.sheet.tables.is_empty())
}
