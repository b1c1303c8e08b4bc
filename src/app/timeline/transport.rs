//! Play, pause, loop, speed, and where the playhead is.

use crate::app::action::Action;
use crate::app::command::Command;
use crate::app::quantity_text;
use crate::app::state::State;
use crate::app::time_control::SPEEDS;
use crate::app::workspace::Tab;
use crate::recording::Recording;
use eframe::egui;
use egui::{Color32, Pos2, Rect, Shape, vec2};

/// Buttons with drawn signs: fonts rarely have them.
#[derive(Clone, Copy)]
enum Sign {
    Previous,
    Play,
    Pause,
    Next,
    Loop,
}

pub fn transport_ui(
    ui: &mut egui::Ui,
    state: &State,
    tab: &Tab,
    recording: &Recording,
    actions: &mut Vec<Action>,
) {
    let time = &state.time;
    let mut button = |ui: &mut egui::Ui, sign, command: Command, on| {
        if sign_button_ui(ui, sign, command, on).clicked() {
            actions.push(Action::Run(command));
        }
    };
    button(ui, Sign::Previous, Command::PreviousEpoch, false);
    let sign = if time.playing {
        Sign::Pause
    } else {
        Sign::Play
    };
    button(ui, sign, Command::PlayPause, time.playing);
    button(ui, Sign::Next, Command::NextEpoch, false);
    button(ui, Sign::Loop, Command::Loop, time.looping);
    egui::ComboBox::from_id_salt("speed")
        .width(64.0)
        .selected_text(format!("{}×", time.speed))
        .show_ui(ui, |ui| {
            for speed in SPEEDS {
                if ui
                    .selectable_label(speed == time.speed, format!("{speed}×"))
                    .clicked()
                {
                    actions.push(Action::SetSpeed(speed));
                }
            }
        })
        .response
        .on_hover_text("Speed of play, in recorded seconds a second")
        .widget_info(|| egui::WidgetInfo::labeled(egui::Role::ComboBox, true, "Speed"));
    let place = quantity_text::clock(tab.playhead_s);
    let go = ui
        .add_sized(
            [84.0, 22.0],
            egui::Button::new(egui::RichText::new(&place)).frame(false),
        )
        .on_hover_text(Command::GoToTime.hover_text());
    go.widget_info(|| {
        egui::WidgetInfo::labeled(egui::Role::Button, true, format!("Playhead {place}"))
    });
    if go.clicked() {
        actions.push(Action::Run(Command::GoToTime));
    }
    let epoch = recording
        .epochs()
        .iter()
        .rfind(|e| e.interval().contains(tab.playhead_s))
        .map_or("", |e| e.chip());
    let window_s = tab.window.map_or(0.0, |w| w.duration_s());
    ui.add_sized(
        [190.0, 22.0],
        egui::Label::new(
            egui::RichText::new(if epoch.is_empty() {
                format!("window {}", quantity_text::duration(window_s))
            } else {
                format!("{epoch} · window {}", quantity_text::duration(window_s))
            })
            .weak(),
        )
        .truncate()
        .halign(egui::Align::LEFT),
    );
}

fn sign_button_ui(ui: &mut egui::Ui, sign: Sign, command: Command, on: bool) -> egui::Response {
    let response = ui
        .add_sized([28.0, 24.0], egui::Button::selectable(on, ""))
        .on_hover_text(format!("{}: {}", command.text(), command.hover_text()));
    response
        .widget_info(|| egui::WidgetInfo::selected(egui::Role::Button, true, on, command.text()));
    let colour = ui.style().interact(&response).fg_stroke.color;
    paint(ui.painter(), sign, response.rect, colour);
    response
}

fn paint(painter: &egui::Painter, sign: Sign, rect: Rect, colour: Color32) {
    let c = rect.center();
    let bar = |x: f32| {
        Shape::rect_filled(
            Rect::from_center_size(c + vec2(x, 0.0), vec2(2.5, 10.0)),
            0.5,
            colour,
        )
    };
    let triangle = |x: f32, way: f32| {
        let tip: [Pos2; 3] = [
            c + vec2(x + 4.5 * way, 0.0),
            c + vec2(x - 3.5 * way, -5.0),
            c + vec2(x - 3.5 * way, 5.0),
        ];
        Shape::convex_polygon(tip.to_vec(), colour, egui::Stroke::NONE)
    };
    match sign {
        Sign::Play => {
            painter.add(triangle(0.0, 1.0));
        }
        Sign::Pause => painter.extend([bar(-2.75), bar(2.75)]),
        Sign::Next => painter.extend([triangle(-1.0, 1.0), bar(5.0)]),
        Sign::Previous => painter.extend([triangle(1.0, -1.0), bar(-5.0)]),
        Sign::Loop => {
            let stroke = egui::Stroke::new(1.6, colour);
            let loop_rect = Rect::from_center_size(c, vec2(14.0, 8.0));
            painter.rect_stroke(loop_rect, 4.0, stroke, egui::StrokeKind::Middle);
            let tip = egui::pos2(c.x + 2.5, loop_rect.top());
            painter.add(Shape::convex_polygon(
                vec![tip, tip + vec2(-4.5, -3.5), tip + vec2(-4.5, 3.5)],
                colour,
                egui::Stroke::NONE,
            ));
        }
    }
}
