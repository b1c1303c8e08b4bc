//! Events on the overview: their ends can be dragged; the baseline; proposals that wait.

use super::overview::Map;
use crate::analysis::MarkedEvent;
use crate::app::action::Action;
use crate::app::marking::{self, End, Origin};
use crate::app::quantity_text;
use crate::app::state::State;
use crate::app::theme::colour;
use crate::app::workspace::Tab;
use crate::compute::LoadedRecording;
use crate::plot::{Ink, Theme};
use crate::recording::{Epoch, EpochKind, Interval};
use eframe::egui;
use egui::{Align2, CursorIcon, FontId, Rect, Sense, Stroke, pos2, vec2};

/// Half the width of the flag by which an end is taken.
const HALF: f32 = 4.0;
const FLAG: f32 = 11.0;
/// Height of the ends of the baseline.
const FOOT: f32 = 7.0;
/// More events than this are too dense to have handles; the list of epochs has them all.
const MOST: usize = 60;

/// Flags at both ends of seizures and marks.
pub fn events_ui(
    ui: &egui::Ui,
    body: Rect,
    map: Map,
    theme: &Theme,
    (tab, loaded): (&Tab, &LoadedRecording),
    actions: &mut Vec<Action>,
) {
    let recording = &loaded.recording;
    let is_seizure = |epoch: &&Epoch| epoch.kind == EpochKind::Seizure;
    let is_here = |mark: &&Epoch| recording.place_of_epoch(mark).is_some();
    let marks = tab.edits.marks.iter().filter(|mark| !is_seizure(mark));
    let marks = marks.filter(is_here);
    let events = recording.lasting_epochs().filter(is_seizure).chain(marks);
    let events = events
        .filter_map(|epoch| Some((epoch, marking::origin(&loaded.original, &tab.edits, epoch)?)));
    let events: Vec<(&Epoch, Origin)> = events.take(MOST + 1).collect();
    if events.len() > MOST {
        return;
    }
    for (epoch, origin) in events {
        if epoch.kind != EpochKind::Seizure {
            let place = map.rect(epoch.interval(), body);
            let ink = colour(theme.accent);
            let painter = ui.painter_at(body);
            painter.rect_filled(place, 0.0, ink.gamma_multiply(0.18));
            painter.text(
                pos2(place.right() + 4.0, body.bottom() - 2.0),
                Align2::LEFT_BOTTOM,
                &epoch.label,
                FontId::proportional(10.0),
                colour(theme.text),
            );
        }
        for end in [End::Start, End::Stop] {
            if let Some(moved) = flag_ui(ui, body, map, theme, (epoch, origin, end)) {
                let edits = marking::changed(&tab.edits, origin, epoch, moved);
                actions.push(Action::SetEdits(Box::new(edits)));
            }
        }
    }
}

/// One end: a flag to drag. Gives the epoch as it is wanted when it is let go.
fn flag_ui(
    ui: &egui::Ui,
    body: Rect,
    map: Map,
    theme: &Theme,
    (epoch, origin, end): (&Epoch, Origin, End),
) -> Option<Epoch> {
    let id = ui
        .scope_id()
        .with(("event", origin_key(origin), end == End::Start));
    let (at_s, name) = match end {
        End::Start => (epoch.start_s, "Onset"),
        End::Stop => (epoch.stop_s, "End"),
    };
    let x = map.x(at_s);
    let side = if end == End::Start { -1.0 } else { 1.0 };
    let place = Rect::from_two_pos(
        pos2(x, body.top()),
        pos2(x + side * 2.0 * HALF, body.top() + FLAG),
    );
    let response = ui.interact(place.expand(2.0), id, Sense::drag());
    response.widget_info(|| {
        let what = format!(
            "{name} of {} at {}",
            epoch.label,
            quantity_text::clock(at_s)
        );
        egui::WidgetInfo::labeled(egui::Role::Slider, true, what)
    });
    let wanted = response
        .interact_pointer_pos()
        .map(|pointer| marking::with_end(epoch, end, map.t_s(pointer.x), map.span));
    let shown_s = match (&wanted, end) {
        (Some(wanted), End::Start) => wanted.start_s,
        (Some(wanted), End::Stop) => wanted.stop_s,
        (None, _) => at_s,
    };
    let is_active = response.hovered() || response.dragged() || response.has_focus();
    let ink = colour(if is_active {
        theme.accent
    } else {
        theme.colour(Ink::Seizure)
    });
    let x = map.x(shown_s);
    let painter = ui.painter_at(body.expand(2.0 * HALF));
    painter.line_segment(
        [pos2(x, body.top()), pos2(x, body.bottom())],
        Stroke::new(if is_active { 1.5 } else { 1.0 }, ink),
    );
    painter.add(egui::Shape::convex_polygon(
        vec![
            pos2(x, body.top()),
            pos2(x + side * 2.0 * HALF, body.top() + FLAG / 2.0),
            pos2(x, body.top() + FLAG),
        ],
        ink,
        Stroke::NONE,
    ));
    if is_active {
        ui.ctx().set_cursor_icon(CursorIcon::ResizeHorizontal);
        painter.text(
            pos2(x + side * (2.0 * HALF + 3.0), body.top()),
            if end == End::Start {
                Align2::RIGHT_TOP
            } else {
                Align2::LEFT_TOP
            },
            quantity_text::clock(shown_s),
            FontId::proportional(10.5),
            colour(theme.text),
        );
    }
    wanted.filter(|_| response.drag_stopped())
}

fn origin_key(origin: Origin) -> (bool, usize) {
    match origin {
        Origin::File(at) => (false, at),
        Origin::Hand(at) => (true, at),
    }
}

/// A bracket below the baseline of the event, where there is an event; its ends can be dragged.
pub fn baseline_ui(
    ui: &egui::Ui,
    body: Rect,
    map: Map,
    theme: &Theme,
    (tab, loaded): (&Tab, &LoadedRecording),
    actions: &mut Vec<Action>,
) {
    let window = tab.window.unwrap_or(map.span);
    let marked = MarkedEvent::find(&loaded.recording, window, &tab.settings);
    let (Some(baseline), true) = (
        marked.baseline,
        marked.event.is_some() || marked.baseline_is_chosen,
    ) else {
        return;
    };
    let mut shown = baseline;
    for end in [End::Start, End::Stop] {
        if let Some((wanted, is_final)) = foot_ui(ui, body, map, baseline, end) {
            shown = wanted;
            if is_final {
                actions.push(Action::SetBaseline(Some(wanted)));
            }
        }
    }
    let place = map.rect(shown, body);
    let y = body.bottom() - 1.5;
    let ink = colour(theme.accent);
    let painter = ui.painter_at(body);
    painter.line_segment(
        [pos2(place.left(), y), pos2(place.right(), y)],
        Stroke::new(2.0, ink),
    );
    for x in [place.left(), place.right()] {
        painter.line_segment([pos2(x, y - FOOT), pos2(x, y)], Stroke::new(1.5, ink));
    }
    if place.width() > 52.0 {
        painter.text(
            pos2(place.left() + 4.0, y - 2.0),
            Align2::LEFT_BOTTOM,
            "Baseline",
            FontId::proportional(10.0),
            colour(theme.text),
        );
    }
}

/// One end of the baseline: the baseline as it is wanted while it is held, and whether it was let
/// go.
fn foot_ui(
    ui: &egui::Ui,
    body: Rect,
    map: Map,
    baseline: Interval,
    end: End,
) -> Option<(Interval, bool)> {
    let at_s = match end {
        End::Start => baseline.start_s,
        End::Stop => baseline.stop_s,
    };
    let x = map.x(at_s);
    let place = Rect::from_x_y_ranges(
        x - HALF..=x + HALF,
        body.bottom() - FOOT - 2.0..=body.bottom(),
    );
    let id = ui.scope_id().with(("baseline", end == End::Start));
    let response = ui.interact(place, id, Sense::drag());
    response.widget_info(|| {
        let name = if end == End::Start { "Start" } else { "End" };
        let what = format!("{name} of the baseline at {}", quantity_text::clock(at_s));
        egui::WidgetInfo::labeled(egui::Role::Slider, true, what)
    });
    if response.hovered() || response.dragged() {
        ui.ctx().set_cursor_icon(CursorIcon::ResizeHorizontal);
    }
    let pointer = response.interact_pointer_pos()?;
    let t_s = map.t_s(pointer.x);
    let wanted = marking::stretched(baseline, end, t_s, map.span);
    Some((wanted, response.drag_stopped()))
}

/// Candidates that wait to be taken: dotted, and a click takes one.
pub fn proposals_ui(
    ui: &egui::Ui,
    body: Rect,
    map: Map,
    state: &State,
    tab: &Tab,
    actions: &mut Vec<Action>,
) {
    let theme = &state.theme;
    for proposal in state.proposals(tab.id) {
        let Interval { start_s, stop_s } = proposal.interval;
        let place = Rect::from_x_y_ranges(
            map.x(start_s)..=map.x(stop_s).max(map.x(start_s) + 6.0),
            body.top() + FLAG + 2.0..=body.bottom() - 8.0,
        );
        let id = ui.scope_id().with(("proposal", proposal.id));
        let response = ui
            .interact(place, id, Sense::click())
            .on_hover_text(format!(
                "{}\nClick to take it as a seizure; right-click to dismiss it",
                proposal.why
            ));
        response.widget_info(|| {
            let what = format!("Proposed seizure at {}", quantity_text::clock(start_s));
            egui::WidgetInfo::labeled(egui::Role::Button, true, what)
        });
        let ink = colour(theme.colour(Ink::Seizure));
        let corners = [
            place.left_top(),
            place.right_top(),
            place.right_bottom(),
            place.left_bottom(),
            place.left_top(),
        ];
        let dots = egui::Shape::dashed_line(&corners, Stroke::new(1.2, ink), 2.0, 3.0);
        let painter = ui.painter_at(body);
        painter.extend(dots);
        if response.hovered() {
            painter.rect_filled(place.shrink2(vec2(1.0, 1.0)), 0.0, ink.gamma_multiply(0.12));
            ui.ctx().set_cursor_icon(CursorIcon::PointingHand);
        }
        if response.clicked() {
            actions.push(Action::TakeProposal(proposal.id));
        }
        if response.secondary_clicked() {
            actions.push(Action::DismissProposal(proposal.id));
        }
    }
}
