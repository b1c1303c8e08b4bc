//! The whole recording on one strip: hypnogram, E and I rate, the window as a handle, the playhead.

use super::events::{baseline_ui, events_ui, proposals_ui};
use crate::analysis::Overview;
use crate::app::action::Action;
use crate::app::quantity_text;
use crate::app::state::State;
use crate::app::theme::{self, colour};
use crate::app::time_control::{moved, zoomed};
use crate::app::workspace::Tab;
use crate::compute::LoadedRecording;
use crate::plot::{Axis, Ink, Theme, Ticks, ticks};
use crate::recording::{EpochKind, Interval, Recording, State as SleepState};
use crate::views::Marks;
use eframe::egui;
use egui::emath::GuiRounding as _;
use egui::{Align2, CursorIcon, FontId, Pos2, Rect, Sense, Stroke, StrokeKind, pos2, vec2};

/// Room for the names of the states on the left.
const NAMES: f32 = 44.0;
/// Height of the time axis at the bottom.
const AXIS: f32 = 16.0;
/// How near the edge of the window the pointer must be to stretch it.
const EDGE: f32 = 6.0;

/// Time to screen and back.
#[derive(Clone, Copy)]
pub(super) struct Map {
    pub span: Interval,
    left: f32,
    width: f32,
}

impl Map {
    pub fn x(&self, t_s: f64) -> f32 {
        self.left
            + ((t_s - self.span.start_s) / self.span.duration_s() * f64::from(self.width)) as f32
    }
    pub fn t_s(&self, x: f32) -> f64 {
        self.span.start_s
            + f64::from((x - self.left) / self.width.max(1.0)) * self.span.duration_s()
    }
    pub fn rect(&self, interval: Interval, area: Rect) -> Rect {
        Rect::from_x_y_ranges(
            self.x(interval.start_s)..=self.x(interval.stop_s).max(self.x(interval.start_s) + 1.0),
            area.y_range(),
        )
    }
}

pub fn overview_ui(
    ui: &mut egui::Ui,
    rect: Rect,
    state: &State,
    tab: &Tab,
    loaded: &LoadedRecording,
    actions: &mut Vec<Action>,
) {
    let strip = Rect::from_min_max(pos2(rect.left() + NAMES, rect.top()), rect.max);
    let (body, axis) = strip.split_top_bottom_at_y(strip.bottom() - AXIS);
    let map = Map {
        span: loaded.recording.span(),
        left: body.left(),
        width: body.width(),
    };
    let theme = &state.theme;
    let painter = ui.painter_at(rect);
    painter.rect_filled(body, 0.0, colour(theme.page));
    let rates = epochs_ui(&painter, rect, body, map, theme, &loaded.recording);
    rates_ui(&painter, rates, map, theme, &loaded.overview);
    axis_ui(&painter, axis, map, theme);
    marks_ui(&painter, body, map, theme, &state.marks);
    let window = tab.window.unwrap_or(map.span);
    window_ui(ui, body, map, theme, window, actions);
    baseline_ui(ui, body, map, theme, (tab, loaded), actions);
    proposals_ui(ui, body, map, state, tab, actions);
    events_ui(ui, body, map, theme, (tab, loaded), actions);
    playhead_ui(ui, strip, axis, map, theme, tab, actions);
}

/// A first look at a recording that is still being read: its rates and the time.
pub fn first_look_ui(ui: &mut egui::Ui, rect: Rect, theme: &Theme, overview: &Overview) {
    let (body, axis) = rect.split_top_bottom_at_y(rect.bottom() - AXIS);
    let map = Map {
        span: overview.span,
        left: body.left(),
        width: body.width(),
    };
    let painter = ui.painter_at(rect);
    painter.rect_filled(body, 0.0, colour(theme.page));
    rates_ui(&painter, body, map, theme, overview);
    axis_ui(&painter, axis, map, theme);
}

/// States as a hypnogram: the row says which, and so does the colour. Gives the room left below.
fn epochs_ui(
    painter: &egui::Painter,
    rect: Rect,
    body: Rect,
    map: Map,
    theme: &Theme,
    recording: &Recording,
) -> Rect {
    const ROW: f32 = 9.0;
    // Rounded corners are seen from here on.
    const NARROW: f32 = 4.0;
    let small = FontId::proportional(10.0);
    let mut top = body.top();
    let has = |kind: EpochKind| recording.lasting_epochs().any(|e| e.kind == kind);
    let of = |kind: EpochKind| recording.lasting_epochs().filter(move |e| e.kind == kind);
    // Epochs may begin before what was recorded, or end after it.
    let inside = painter.with_clip_rect(painter.clip_rect().intersect(body));
    for state in SleepState::ALL {
        let kind = EpochKind::State(state);
        if !has(kind) {
            continue;
        }
        let row = Rect::from_x_y_ranges(body.x_range(), top..=top + ROW);
        let short = match state {
            SleepState::Wake => "Wake",
            SleepState::Rem => "REM",
            SleepState::LightSleep => "Light",
            SleepState::SlowWaveSleep => "Slow",
        };
        painter.text(
            pos2(rect.left() + NAMES - 6.0, row.center().y),
            Align2::RIGHT_CENTER,
            short,
            small.clone(),
            colour(theme.faint),
        );
        let places = of(kind).map(|e| map.rect(e.interval(), row).shrink2(vec2(0.0, 1.0)));
        joined(&inside, places, colour(theme.colour(Ink::State(state))));
        top += ROW;
    }
    if has(EpochKind::Period) {
        let row = Rect::from_x_y_ranges(body.x_range(), top..=top + ROW + 3.0);
        let tint = colour(theme.colour(Ink::Period)).gamma_multiply(0.45);
        let mut narrow = Vec::new();
        for epoch in of(EpochKind::Period) {
            let place = map.rect(epoch.interval(), row).shrink(1.0);
            if place.width() < NARROW {
                narrow.push(map.rect(epoch.interval(), row).shrink2(vec2(0.0, 1.0)));
                continue;
            }
            inside.rect_filled(place, 2.0, tint);
            if place.width() > 8.0 + 6.0 * epoch.label.chars().count() as f32 {
                inside.text(
                    place.center(),
                    Align2::CENTER_CENTER,
                    &epoch.label,
                    small.clone(),
                    colour(theme.text),
                );
            }
        }
        joined(&inside, narrow.into_iter(), tint);
        top += ROW + 3.0;
    }
    for epoch in of(EpochKind::Seizure) {
        let place = map.rect(epoch.interval(), body);
        let ink = colour(theme.colour(Ink::Seizure));
        inside.rect_filled(place, 0.0, ink.gamma_multiply(0.25));
        inside.rect_filled(
            Rect::from_x_y_ranges(place.x_range(), body.top()..=body.top() + 3.0),
            0.0,
            ink,
        );
        inside.text(
            pos2(place.right() + 4.0, body.bottom() - 2.0),
            Align2::LEFT_BOTTOM,
            &epoch.label,
            small.clone(),
            colour(theme.text),
        );
    }
    Rect::from_min_max(pos2(body.left(), top + 2.0), body.max)
}

/// Places of one row, in order, in one colour; those that share a pixel are one. A night may have
/// thousands of them, and is drawn in every frame.
fn joined(painter: &egui::Painter, places: impl Iterator<Item = Rect>, tint: egui::Color32) {
    let mut mesh = egui::Mesh::default();
    let mut last: Option<Rect> = None;
    for place in places {
        let place = place.round_to_pixels(painter.pixels_per_point());
        match &mut last {
            Some(last) if place.left() <= last.right() && place.left() >= last.left() => {
                *last = last.union(place);
            }
            _ => {
                if let Some(last) = last.replace(place) {
                    mesh.add_colored_rect(last, tint);
                }
            }
        }
    }
    if let Some(last) = last {
        mesh.add_colored_rect(last, tint);
    }
    painter.add(mesh);
}

/// Mean rate of E upwards and of I downwards; of all units where there are no classes.
fn rates_ui(painter: &egui::Painter, area: Rect, map: Map, theme: &Theme, overview: &Overview) {
    if area.height() < 8.0 {
        return;
    }
    let top = |rates: &[f32]| rates.iter().copied().fold(0.0_f32, f32::max);
    let (e_top, i_top) = (top(&overview.e_rate), top(&overview.i_rate));
    if e_top <= 0.0 && i_top <= 0.0 {
        let ink = theme.colour(Ink::Unclassified);
        filled(
            painter,
            area,
            map,
            &overview.all_rate,
            area.bottom(),
            -area.height(),
            ink,
        );
        return;
    }
    let middle = area.center().y;
    let half = area.height() / 2.0;
    filled(
        painter,
        area,
        map,
        &overview.e_rate,
        middle,
        -half,
        theme.colour(Ink::Excitatory),
    );
    filled(
        painter,
        area,
        map,
        &overview.i_rate,
        middle,
        half,
        theme.colour(Ink::Inhibitory),
    );
}

/// The area between a base line and a curve, as one mesh, its largest value `reach` away.
fn filled(
    painter: &egui::Painter,
    area: Rect,
    map: Map,
    rates: &[f32],
    base: f32,
    reach: f32,
    ink: crate::plot::Rgba,
) {
    let largest = rates.iter().copied().fold(0.0_f32, f32::max);
    if largest <= 0.0 {
        return;
    }
    let pixels = (area.width() as usize).clamp(1, rates.len());
    let tint = colour(ink);
    let mut mesh = egui::Mesh::default();
    mesh.reserve_vertices(4 * pixels);
    mesh.reserve_triangles(2 * pixels);
    for p in 0..pixels {
        let (from, to) = (p * rates.len() / pixels, (p + 1) * rates.len() / pixels);
        let mean = rates[from..to].iter().sum::<f32>() / (to - from).max(1) as f32;
        let x0 = map.left + map.width * p as f32 / pixels as f32;
        let x1 = map.left + map.width * (p + 1) as f32 / pixels as f32;
        let y = base + reach * mean / largest;
        mesh.add_colored_rect(Rect::from_two_pos(pos2(x0, base), pos2(x1, y)), tint);
    }
    painter.add(mesh);
}

fn axis_ui(painter: &egui::Painter, area: Rect, map: Map, theme: &Theme) {
    let axis = Axis::new("Time", "", [map.span.start_s, map.span.stop_s]).with_ticks(Ticks::Time);
    let most = (area.width() / 90.0).max(2.0) as usize;
    for tick in ticks(&axis, axis.range, most) {
        let x = map.x(tick.at);
        painter.line_segment(
            [pos2(x, area.top()), pos2(x, area.top() + 3.0)],
            Stroke::new(1.0, colour(theme.hairline)),
        );
        let anchor = if x > area.right() - 24.0 {
            Align2::RIGHT_TOP
        } else if x < area.left() + 16.0 {
            Align2::LEFT_TOP
        } else {
            Align2::CENTER_TOP
        };
        painter.text(
            pos2(x, area.top() + 3.0),
            anchor,
            tick.text,
            FontId::proportional(10.5),
            colour(theme.faint),
        );
    }
}

fn marks_ui(painter: &egui::Painter, body: Rect, map: Map, theme: &Theme, marks: &Marks) {
    for interval in [marks.brush, marks.bin].into_iter().flatten() {
        painter.rect_filled(
            map.rect(interval, body),
            0.0,
            colour(theme.accent).gamma_multiply(0.45),
        );
    }
}

/// The window as a handle: drag it, stretch its edges, click elsewhere to bring it there; wheel and
/// pinch zoom about the pointer.
fn window_ui(
    ui: &egui::Ui,
    body: Rect,
    map: Map,
    theme: &Theme,
    window: Interval,
    actions: &mut Vec<Action>,
) {
    let id = ui.scope_id().with("window handle");
    let response = ui.interact(body, id, Sense::click_and_drag());
    response.widget_info(|| {
        egui::WidgetInfo::labeled(
            egui::Role::Slider,
            true,
            format!(
                "Window from {} to {}",
                quantity_text::clock(window.start_s),
                quantity_text::clock(window.stop_s)
            ),
        )
    });
    let place = map.rect(window, body);
    let painter = ui.painter_at(body.expand(1.0));
    let shade = colour(theme.surround).gamma_multiply(0.62);
    for outside in [
        Rect::from_min_max(body.min, pos2(place.left(), body.bottom())),
        Rect::from_min_max(pos2(place.right(), body.top()), body.max),
    ] {
        if outside.width() > 0.0 {
            painter.rect_filled(outside, 0.0, shade);
        }
    }
    let accent = colour(theme.accent);
    painter.rect_stroke(place, 2.0, Stroke::new(1.5, accent), StrokeKind::Inside);
    for x in [place.left(), place.right()] {
        painter.rect_filled(
            Rect::from_center_size(pos2(x, body.center().y), vec2(4.0, 18.0)),
            2.0,
            accent,
        );
    }
    let wanted = handle(ui, &response, place, map, window);
    if let Some(window) = wanted {
        actions.push(Action::SetWindow(window));
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Grip {
    Start,
    Stop,
    Whole,
}

fn grip_at(pointer: Pos2, place: Rect) -> Option<Grip> {
    // A narrow window is moved from its middle third, stretched from outside it.
    let edge = EDGE.min(place.width() / 3.0).max(2.0);
    if (pointer.x - place.left()).abs() <= edge
        || (pointer.x < place.left() && place.left() - pointer.x <= EDGE)
    {
        Some(Grip::Start)
    } else if (pointer.x - place.right()).abs() <= edge
        || (pointer.x > place.right() && pointer.x - place.right() <= EDGE)
    {
        Some(Grip::Stop)
    } else if place.x_range().contains(pointer.x) {
        Some(Grip::Whole)
    } else {
        None
    }
}

fn handle(
    ui: &egui::Ui,
    response: &egui::Response,
    place: Rect,
    map: Map,
    window: Interval,
) -> Option<Interval> {
    let memory = response.id.with("grip");
    if let Some(pointer) = response.hover_pos() {
        ui.ctx().set_cursor_icon(match grip_at(pointer, place) {
            Some(Grip::Start | Grip::Stop) => CursorIcon::ResizeHorizontal,
            Some(Grip::Whole) if response.dragged() => CursorIcon::Grabbing,
            Some(Grip::Whole) => CursorIcon::Grab,
            None => CursorIcon::Default,
        });
        let (zoom, roll) = ui.input(|i| (i.zoom_delta(), i.smooth_scroll_delta()));
        let factor = f64::from(1.0 / zoom) * f64::from(-roll.y * 0.004).exp();
        if (factor - 1.0).abs() > 1e-6 {
            return Some(zoomed(window, factor, map.t_s(pointer.x), map.span));
        }
    }
    if response.drag_started()
        && let Some(press) = ui.input(|i| i.pointer.press_origin())
    {
        let grip = grip_at(press, place).unwrap_or(Grip::Whole);
        ui.data_mut(|d| d.insert_temp(memory, grip));
        if grip_at(press, place).is_none() {
            return Some(centred(window, map.t_s(press.x), map.span));
        }
    }
    if response.dragged() {
        let by_s = f64::from(response.drag_delta().x / map.width.max(1.0)) * map.span.duration_s();
        let pointer_s = map.t_s(response.interact_pointer_pos()?.x);
        let least = super::super::time_control::SHORTEST_S;
        return Some(
            match ui.data(|d| d.get_temp(memory)).unwrap_or(Grip::Whole) {
                Grip::Start => Interval::new(
                    pointer_s.clamp(map.span.start_s, window.stop_s - least),
                    window.stop_s,
                ),
                Grip::Stop => Interval::new(
                    window.start_s,
                    pointer_s.clamp(window.start_s + least, map.span.stop_s),
                ),
                Grip::Whole => moved(window, by_s, map.span),
            },
        );
    }
    if response.clicked() {
        let pointer = response.interact_pointer_pos()?;
        if grip_at(pointer, place).is_none() {
            return Some(centred(window, map.t_s(pointer.x), map.span));
        }
    }
    None
}

fn centred(window: Interval, t_s: f64, span: Interval) -> Interval {
    moved(
        window,
        t_s - f64::midpoint(window.start_s, window.stop_s),
        span,
    )
}

/// The playhead, and the time axis as the place to put it.
fn playhead_ui(
    ui: &egui::Ui,
    strip: Rect,
    axis: Rect,
    map: Map,
    theme: &Theme,
    tab: &Tab,
    actions: &mut Vec<Action>,
) {
    let response = ui
        .interact(
            axis,
            ui.scope_id().with("time axis"),
            Sense::click_and_drag(),
        )
        .on_hover_text("Click or drag to move the playhead");
    response.widget_info(|| {
        egui::WidgetInfo::labeled(
            egui::Role::Slider,
            true,
            format!("Playhead at {}", quantity_text::clock(tab.playhead_s)),
        )
    });
    if (response.clicked() || response.dragged())
        && let Some(pointer) = response.interact_pointer_pos()
    {
        actions.push(Action::Seek(map.t_s(pointer.x)));
    }
    let x = map.x(tab.playhead_s);
    let painter = ui.painter_at(strip.expand(4.0));
    let ink = theme::colour(theme.text);
    painter.line_segment(
        [pos2(x, strip.top()), pos2(x, axis.top() + 4.0)],
        Stroke::new(1.0, ink),
    );
    painter.add(egui::Shape::convex_polygon(
        vec![
            pos2(x, axis.top()),
            pos2(x - 4.0, axis.top() + 6.0),
            pos2(x + 4.0, axis.top() + 6.0),
        ],
        ink,
        Stroke::NONE,
    ));
}
