//! Plots in the window: how they look, what they answer, what they say.

use super::raster::{CpuRenderer, compare, looks};
use super::{gallery, gallery_maps};
use eframe::egui::{
    self, Event, Id, Modifiers, MouseWheelUnit, Pos2, TouchPhase, Ui, Vec2, pos2, vec2,
};
use egui_kittest::kittest::Queryable;
use egui_kittest::{Harness, HarnessBuilder};
use equipoise::app::theme;
use equipoise::plot::screen::{ScreenSheet, SheetResponse, TimeGesture, notes_ui, table_ui};
use equipoise::plot::{Sheet, Theme};

/// Frames as long as in the window, or a double click would be too slow for one.
const FRAME_S: f32 = 1.0 / 60.0;

fn themed(dark: bool) -> Theme {
    if dark { Theme::dark() } else { Theme::light() }
}

pub fn harness<'a>(
    size: [f32; 2],
    scale: f32,
    dark: bool,
    ui: impl FnMut(&mut Ui) + 'a,
) -> Harness<'a> {
    builder(dark)
        .with_size(size)
        .with_pixels_per_point(scale)
        .build_ui(ui)
}

/// A window in the theme of the program.
fn builder<State>(dark: bool) -> HarnessBuilder<State> {
    HarnessBuilder::default()
        .with_step_dt(FRAME_S)
        .with_theme(if dark {
            egui::Theme::Dark
        } else {
            egui::Theme::Light
        })
        .with_render_cursor(false)
        .with_context_setup(move |ctx| {
            theme::install_fonts(ctx);
            theme::apply(ctx, &themed(dark));
        })
        .renderer(CpuRenderer::default())
}

/// Draws a sheet and keeps what it answered.
struct Shown {
    sheet: Sheet,
    window: Option<[f64; 2]>,
    stale: bool,
    last: SheetResponse,
    seen: Vec<SheetResponse>,
}

impl Shown {
    fn new(sheet: Sheet) -> Self {
        Self {
            sheet,
            window: None,
            stale: false,
            last: SheetResponse::default(),
            seen: Vec::new(),
        }
    }
    fn harness(self, dark: bool) -> Harness<'static, Self> {
        builder(dark).with_size([600.0, 500.0]).build_ui_state(
            move |ui, shown: &mut Self| {
                let theme = themed(dark);
                shown.last = ScreenSheet {
                    sheet: &shown.sheet,
                    theme: &theme,
                    id: Id::unique("sheet"),
                    overlays: &[],
                    playhead_s: Some(1805.0),
                    window: shown.window,
                    stale: shown.stale,
                }
                .show_ui(ui);
                shown.seen.push(shown.last.clone());
            },
            self,
        )
    }
}

pub fn sheet_ui(ui: &mut Ui, sheet: &Sheet, dark: bool, stale: bool) {
    let theme = themed(dark);
    ScreenSheet {
        sheet,
        theme: &theme,
        id: Id::unique("gallery"),
        overlays: &[],
        playhead_s: Some(1824.0),
        window: None,
        stale,
    }
    .show_ui(ui);
}

fn page_ui(ui: &mut Ui, [cloud, browse, maps]: &[Sheet; 3], dark: bool) {
    let theme = themed(dark);
    let all = ui.ctx().content_rect();
    ui.painter().rect_filled(all, 0.0, ui.visuals().panel_fill);
    let all = all.shrink(4.0);
    let part = |x: [f32; 2], y: [f32; 2]| {
        let at = |x, y| all.min + vec2(x * all.width(), y * all.height());
        egui::Rect::from_min_max(at(x[0], y[0]), at(x[1], y[1])).shrink(4.0)
    };
    let mut put = |rect, sheet: &Sheet, name: &str, stale| {
        ui.scope_builder(egui::UiBuilder::new().max_rect(rect), |ui| {
            ui.push_id(name, |ui| {
                ScreenSheet {
                    sheet,
                    theme: &theme,
                    id: Id::unique(name),
                    overlays: &[],
                    playhead_s: Some(1824.0),
                    window: None,
                    stale,
                }
                .show_ui(ui)
            });
        });
    };
    put(part([0.0, 0.42], [0.0, 0.55]), cloud, "cloud", false);
    put(part([0.42, 1.0], [0.0, 0.55]), browse, "browse", true);
    put(part([0.0, 0.7], [0.55, 1.0]), maps, "maps", false);
    ui.scope_builder(
        egui::UiBuilder::new().max_rect(part([0.71, 1.0], [0.56, 1.0])),
        |ui| {
            table_ui(&gallery_maps::table(), ui, &theme);
            ui.add_space(8.0);
            notes_ui(
                &["12 spikes lie outside the window and are left out.".into()],
                ui,
                &theme,
            );
            ui.add_space(8.0);
            controls_ui(ui);
        },
    );
}

/// Ordinary widgets in our looks.
fn controls_ui(ui: &mut Ui) {
    ui.heading("Heading");
    ui.horizontal(|ui| {
        let _ = ui.button("Open…");
        let _ = ui.selectable_label(true, "Wake");
        let _ = ui.selectable_label(false, "REM");
        ui.checkbox(&mut true, "Surrogate");
    });
    ui.horizontal(|ui| {
        let label = ui.label("Scale");
        ui.add(egui::Slider::new(&mut 20.0, 1.0..=32.0).show_value(false))
            .labelled_by(label.id);
        ui.weak("k = 20 · 299 ms");
    });
    ui.horizontal(|ui| {
        let _ = ui.radio(true, "Rate");
        let _ = ui.radio(false, "Count");
        ui.hyperlink_to("Source", "https://example.org");
    });
}

fn gallery_is_as_it_was(dark: bool, name: &str) {
    let sheets = [
        gallery::cloud(3000),
        gallery::browse(6000, 600, 3000),
        gallery_maps::maps(),
    ];
    let mut harness = harness([1240.0, 960.0], 1.0, dark, move |ui| {
        page_ui(ui, &sheets, dark);
    });
    harness.run_steps(30);
    compare(&mut harness, name, &looks());
}

#[test]
fn gallery_in_light() {
    gallery_is_as_it_was(false, "gallery_light");
}

#[test]
fn gallery_in_dark() {
    gallery_is_as_it_was(true, "gallery_dark");
}

#[test]
fn a_picture_at_twice_the_pixels_is_the_same_each_time() {
    let take = || {
        let sheet = gallery::cloud(3000);
        let mut harness = harness([420.0, 420.0], 2.0, false, move |ui| {
            sheet_ui(ui, &sheet, false, false);
        });
        harness.run_steps(2);
        let image = harness.render().unwrap();
        (image, harness)
    };
    let ((first, mut harness), (second, _)) = (take(), take());
    assert!(first == second);
    compare(&mut harness, "cloud_2x", &looks());
}

#[test]
fn plots_are_found_by_what_they_say() {
    let harness = Shown::new(gallery::cloud(300)).harness(false);
    let cloud = harness
        .get_by_label("Balance plane. n = 300 bins, r = 0.91")
        .rect();
    let (top, side) = (
        harness.get_by_label("Excitation alone").rect(),
        harness.get_by_label("Inhibition alone").rect(),
    );
    assert_eq!((top.left(), top.right()), (cloud.left(), cloud.right()));
    assert_eq!((side.top(), side.bottom()), (cloud.top(), cloud.bottom()));
    // Equal units, equal ranges: a square.
    assert!((cloud.width() - cloud.height()).abs() <= 1.0);
}

#[test]
fn the_keyboard_reaches_a_plot() {
    let mut harness = Shown::new(gallery::cloud(300)).harness(false);
    harness.get_by_label_contains("Balance plane").focus();
    harness.run_steps(2);
    assert!(harness.get_by_label_contains("Balance plane").is_focused());
}

fn press(harness: &Harness<'_, Shown>, pos: Pos2, pressed: bool, modifiers: Modifiers) {
    harness.event_modifiers(
        Event::PointerButton {
            pos,
            button: egui::PointerButton::Primary,
            pressed,
            modifiers,
        },
        modifiers,
    );
}

fn drag(harness: &mut Harness<'_, Shown>, from: Pos2, by: Vec2, modifiers: Modifiers) {
    harness.event_modifiers(Event::PointerMoved(from), modifiers);
    harness.step();
    press(harness, from, true, modifiers);
    harness.step();
    for part in [0.5, 1.0] {
        harness.event_modifiers(Event::PointerMoved(from + by * part), modifiers);
        harness.step();
    }
    press(harness, from + by, false, modifiers);
    harness.step();
}

fn value_at(harness: &mut Harness<'_, Shown>, pos: Pos2) -> [f64; 2] {
    harness.hover_at(pos);
    harness.run_steps(2);
    harness
        .state()
        .last
        .hovered
        .expect("the pointer is over a plot")
        .at
}

#[test]
fn a_drag_takes_the_place_along_and_a_double_click_brings_it_back() {
    let mut harness = Shown::new(gallery::cloud(300)).harness(false);
    let middle = harness
        .get_by_label_contains("Balance plane")
        .rect()
        .center();
    let before = value_at(&mut harness, middle);
    assert!(
        (before[0] - 5.0).abs() < 0.05 && (before[1] - 5.0).abs() < 0.05,
        "{before:?}"
    );
    drag(&mut harness, middle, vec2(40.0, -30.0), Modifiers::NONE);
    let after = value_at(&mut harness, middle + vec2(40.0, -30.0));
    assert!(
        (after[0] - before[0]).abs() < 0.05 && (after[1] - before[1]).abs() < 0.05,
        "{after:?}"
    );
    assert!(
        harness
            .state()
            .seen
            .iter()
            .all(|r| r.brushed.is_none() && r.scrolled_time.is_none())
    );
    for pressed in [true, false, true, false] {
        press(&harness, middle, pressed, Modifiers::NONE);
    }
    harness.run_steps(6);
    assert!(harness.state().seen.iter().any(|r| r.double_clicked));
    let back = value_at(&mut harness, middle);
    assert_eq!(back, before);
}

fn wheel(harness: &mut Harness<'_, Shown>, pos: Pos2, by: f32) {
    harness.hover_at(pos);
    harness.step();
    harness.event(Event::MouseWheel {
        unit: MouseWheelUnit::Point,
        delta: vec2(0.0, by),
        phase: TouchPhase::Move,
        source: egui::MouseWheelSource::Wheel,
        modifiers: Modifiers::NONE,
    });
    harness.run_steps(40);
}

#[test]
fn the_wheel_zooms_about_the_pointer_and_linked_panels_follow() {
    let mut harness = Shown::new(gallery::cloud(300)).harness(false);
    let cloud = harness.get_by_label_contains("Balance plane").rect();
    let place = cloud.lerp_inside(vec2(0.3, 0.3));
    let before = value_at(&mut harness, place);
    wheel(&mut harness, place, 240.0);
    let after = value_at(&mut harness, place);
    assert!(
        (after[0] - before[0]).abs() < 1e-4 && (after[1] - before[1]).abs() < 1e-4,
        "{before:?} {after:?}"
    );
    let width = |h: &mut Harness<'_, Shown>, y: f32| {
        value_at(h, pos2(cloud.right() - 1.0, y))[0] - value_at(h, pos2(cloud.left() + 1.0, y))[0]
    };
    let zoomed = width(&mut harness, cloud.center().y);
    assert!(zoomed < 4.5, "a factor e of 10 Hz, but {zoomed}");
    let top = harness.get_by_label("Excitation alone").rect().center().y;
    assert!((width(&mut harness, top) - zoomed).abs() < 1e-6);
}

#[test]
fn time_belongs_to_the_window() {
    let mut shown = Shown::new(gallery::browse(500, 60, 600));
    shown.window = Some([1810.0, 1830.0]);
    let mut harness = shown.harness(true);
    let raster = harness.get_by_label_contains("Raster").rect();
    let per_point = 20.0 / f64::from(raster.width());
    assert!((value_at(&mut harness, raster.center())[0] - 1820.0).abs() < 2.0 * per_point);

    harness.state_mut().seen.clear();
    drag(
        &mut harness,
        raster.center(),
        vec2(-50.0, 0.0),
        Modifiers::NONE,
    );
    let panned: f64 = harness
        .state()
        .seen
        .iter()
        .filter_map(|r| match r.scrolled_time {
            Some(TimeGesture::Pan { by_s }) => Some(by_s),
            _ => None,
        })
        .sum();
    assert!((panned - 50.0 * per_point).abs() < 1e-6, "{panned}");

    wheel(&mut harness, raster.center(), 120.0);
    let zoomed: f64 = harness
        .state()
        .seen
        .iter()
        .filter_map(|r| match r.scrolled_time {
            Some(TimeGesture::Zoom { about_s, factor }) => {
                assert!((about_s - 1820.0).abs() < 2.0 * per_point);
                Some(factor)
            }
            _ => None,
        })
        .product();
    assert!((zoomed - 0.5f64.exp()).abs() < 0.02, "{zoomed}");
    // What was asked for is not done here.
    assert!((value_at(&mut harness, raster.center())[0] - 1820.0).abs() < 2.0 * per_point);
}

#[test]
fn shift_and_drag_brushes_and_ends_once() {
    let mut shown = Shown::new(gallery::browse(500, 60, 600));
    shown.window = Some([1800.0, 1860.0]);
    let mut harness = shown.harness(false);
    let rect = harness.get_by_label("Ensembles").rect();
    let from = rect.lerp_inside(vec2(0.75, 0.5));
    drag(
        &mut harness,
        from,
        vec2(-rect.width() / 2.0, 0.0),
        Modifiers::SHIFT,
    );
    let brushed: Vec<_> = harness
        .state()
        .seen
        .iter()
        .filter_map(|r| r.brushed)
        .collect();
    assert_eq!(brushed.iter().filter(|b| b.2).count(), 1);
    let (plot, [low, high], finished) = *brushed.last().unwrap();
    assert!(plot == "ensembles" && finished);
    assert!(
        (low - 1815.0).abs() < 0.2 && (high - 1845.0).abs() < 0.2,
        "{low} {high}"
    );
    assert!(
        harness
            .state()
            .seen
            .iter()
            .all(|r| r.scrolled_time.is_none())
    );
}

#[test]
fn stale_drawings_have_a_dot_at_once_and_words_after_a_while() {
    let mut harness = Shown::new(gallery::cloud(300)).harness(false);
    harness.run_steps(2);
    let fresh = harness.render().unwrap();
    harness.state_mut().stale = true;
    harness.step();
    let dot = harness.render().unwrap();
    assert!(dot != fresh);
    assert!(harness.query_all_by_label_contains(", updating").count() > 0);
    harness.run_steps(20);
    let words = harness.render().unwrap();
    assert!(words != fresh && words != dot);
    harness.state_mut().stale = false;
    harness.run_steps(2);
    assert!(harness.render().unwrap() == fresh);
}

#[test]
fn a_table_can_be_read_from_the_tree() {
    let harness = harness([400.0, 200.0], 1.0, false, |ui| {
        table_ui(&gallery_maps::table(), ui, &Theme::light());
    });
    let right = |words: &str| harness.get_by_label(words).rect().right();
    // Values of a column end together, whatever their length.
    assert!((right("0.913") - right("5.41")).abs() < 1.0);
    assert!((right("11.8") - right("−1.2×10⁻⁵")).abs() < 1.0);
}
