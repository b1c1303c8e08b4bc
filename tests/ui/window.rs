//! The whole window, headless: opened, dragged, selected, brushed and exported through the
//! accessibility tree, as a person with a screen reader would; and looked at, view by view.

use super::raster::{CpuRenderer, compare, looks};
use eframe::egui::accesskit::Role;
use eframe::egui::{Event, Key, Modifiers, PointerButton, Pos2, Rect, pos2};
use egui_kittest::kittest::Queryable;
use egui_kittest::{Harness, SnapshotResults};
use equipoise::analysis::Settings;
use equipoise::app::shell::{Shell, Start};
use equipoise::app::workspace::{Look, Source};
use equipoise::recording::Class;
use std::path::Path;
use std::time::{Duration, Instant};

/// No computation of these tests takes nearly as long, also on a busy machine.
pub const PATIENCE: Duration = Duration::from_mins(2);

pub fn window(source: Source, look: Look) -> Harness<'static, Shell> {
    started(Start {
        sources: vec![source],
        look: Some(look),
        ..Start::default()
    })
}

pub fn started(start: Start) -> Harness<'static, Shell> {
    let mut harness = begun(start);
    settle(&mut harness);
    harness
}

/// The same without waiting for what it works out.
pub fn begun(start: Start) -> Harness<'static, Shell> {
    Harness::builder()
        .with_size([1280.0, 800.0])
        .with_step_dt(1.0 / 60.0)
        .with_render_cursor(false)
        .renderer(CpuRenderer::default())
        .build_eframe(|creation| Shell::new(&creation.egui_ctx, start).expect("a window"))
}

pub fn night(look: Look) -> Harness<'static, Shell> {
    let id = "night".to_owned();
    window(Source::Example { id }, look)
}

/// Settings of the tab that shows.
pub fn settings(harness: &Harness<'static, Shell>) -> Settings {
    let tab = harness.state().state.workspace.tab().expect("a tab");
    tab.settings.clone()
}

/// Frames of half a second: whatever egui fades in has faded in.
const STILL: u32 = 30;

/// Runs frames until nothing is being read or computed, and nothing moves any more.
pub fn settle(harness: &mut Harness<'static, Shell>) {
    let began = Instant::now();
    let mut quiet = 0;
    while quiet < STILL {
        harness.step();
        quiet = if harness.state().is_busy() {
            0
        } else {
            quiet + 1
        };
        assert!(began.elapsed() < PATIENCE, "the window never came to rest");
        if quiet == 0 {
            std::thread::sleep(Duration::from_millis(2));
        }
    }
}

pub fn drag(harness: &mut Harness<'static, Shell>, from: Pos2, to: Pos2, modifiers: Modifiers) {
    let button = |pos, pressed| Event::PointerButton {
        pos,
        button: PointerButton::Primary,
        pressed,
        modifiers,
    };
    harness.event_modifiers(Event::PointerMoved(from), modifiers);
    harness.step();
    harness.event_modifiers(button(from, true), modifiers);
    harness.step();
    for share in [0.25, 0.5, 0.75, 1.0] {
        harness.event_modifiers(Event::PointerMoved(from + (to - from) * share), modifiers);
        harness.step();
    }
    harness.event_modifiers(button(to, false), modifiers);
    harness.step();
    settle(harness);
}

pub fn place(harness: &Harness<'static, Shell>, label: &str) -> Rect {
    harness.get_by_label_contains(label).rect()
}

#[test]
fn a_recording_opens_and_its_views_draw() {
    let harness = night(Look::Light);
    let recording = harness
        .state()
        .state
        .loaded()
        .expect("a recording")
        .recording
        .clone();
    assert!(recording.is_synthetic());
    assert_eq!(recording.units().len(), 100);
    harness.get_by_label("Synthetic recording");
    // The other views have no panel in this layout.
    for panel in harness.state().state.workspace.layout.panels() {
        let title = panel.view().expect("a view").info().title;
        assert!(
            harness.query_all_by_label_contains(title).count() > 0,
            "no panel says {title}"
        );
    }
}

/// A view without a panel shares the place of the largest one, and its title keeps clear of the
/// buttons; where there is no room for two it is a tab.
#[test]
fn a_view_that_is_asked_for_gets_room() {
    let mut harness = night(Look::Light);
    let ask = |harness: &mut Harness<'static, Shell>, name: &str| {
        harness.key_press_modifiers(Modifiers::COMMAND, Key::K);
        harness.step();
        harness.event(Event::Text(format!("show {name}")));
        harness.step();
        harness.key_press(Key::Enter);
        settle(harness);
    };
    for name in ["Connections", "Waveform classes"] {
        ask(&mut harness, name);
        let options = place(&harness, &format!("{name}: options"));
        let close = place(&harness, &format!("{name}: close"));
        let titles = harness.query_all_by_label(name).map(|n| n.rect());
        let title = titles
            .min_by(|a, b| a.top().total_cmp(&b.top()))
            .expect("a title");
        assert!(
            title.right() <= options.left(),
            "{name}: {title:?}, {options:?}"
        );
        // From the left of its panel to the button on the right.
        assert!(
            close.right() - title.left() > 400.0,
            "{name}: {title:?}, {close:?}"
        );
    }
    // The second found no panel large enough to be halved.
    harness.get_by_role_and_label(Role::Button, "Browse");
    harness.get_by_role_and_label(Role::Button, "Waveform classes");
    let here = harness.state().state.workspace.layout.panels();
    assert!(
        ["connections", "waveforms"]
            .iter()
            .all(|view| here.iter().any(|panel| panel.shows(view)))
    );
}

#[test]
fn the_scale_slider_answers_mouse_and_keys() {
    let mut harness = night(Look::Light);
    let k = |harness: &Harness<'static, Shell>| settings(harness).scale.k();
    assert_eq!(k(&harness), 20.0);
    let slider = place(&harness, "Scale, k = 20");
    let y = slider.center().y;
    drag(
        &mut harness,
        pos2(slider.center().x, y),
        pos2(slider.right() - 8.0, y),
        Modifiers::NONE,
    );
    assert_eq!(k(&harness), 32.0);
    harness.key_press(Key::OpenBracket);
    settle(&mut harness);
    assert_eq!(k(&harness), 31.0);
    let said = harness
        .query_all_by_label_contains("k = 31 · 8.10 s")
        .count();
    assert!(said > 0, "the label follows");
    drag(
        &mut harness,
        pos2(slider.left() + 20.0, y),
        pos2(slider.left() + 33.0, y),
        Modifiers::SHIFT,
    );
    let between = k(&harness);
    assert!(
        between > 1.0 && between < 4.0 && between.fract() != 0.0,
        "{between}"
    );
}

#[test]
fn a_state_is_selected_by_its_chip() {
    let mut harness = night(Look::Light);
    harness.get_by_label("Slow-wave sleep").click();
    settle(&mut harness);
    let states = &harness.state().state.workspace.tab().expect("a tab").states;
    assert_eq!(states, &["Slow-wave sleep"]);
    harness.key_press(Key::A);
    settle(&mut harness);
    assert!(
        harness
            .state()
            .state
            .workspace
            .tab()
            .expect("a tab")
            .states
            .is_empty()
    );
}

#[test]
fn the_window_on_time_moves_by_keys_and_undo_brings_it_back() {
    let mut harness = night(Look::Light);
    let start = |harness: &Harness<'static, Shell>| {
        harness
            .state()
            .state
            .workspace
            .tab()
            .and_then(|t| t.window)
            .expect("a window")
            .start_s
    };
    assert_eq!(start(&harness), 0.0);
    // Undo points are made once things have been still for a second.
    for _ in 0..90 {
        harness.step();
    }
    harness.key_press(Key::ArrowRight);
    settle(&mut harness);
    assert_eq!(start(&harness), 150.0);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    settle(&mut harness);
    assert_eq!(start(&harness), 0.0);
}

#[test]
fn brushing_time_is_kept_until_escape() {
    let mut harness = night(Look::Light);
    let plot = place(&harness, "Raster");
    let y = plot.center().y;
    drag(
        &mut harness,
        pos2(plot.left() + plot.width() * 0.3, y),
        pos2(plot.left() + plot.width() * 0.6, y),
        Modifiers::SHIFT,
    );
    let brush = harness
        .state()
        .state
        .marks
        .brush
        .unwrap_or_else(|| panic!("a brush on {plot:?}"));
    assert!((brush.duration_s() - 180.0).abs() < 20.0, "{brush:?}");
    harness.key_press(Key::Escape);
    settle(&mut harness);
    assert!(harness.state().state.marks.brush.is_none());
}

/// Exports the Balance plane through its dialog, and reads the figure.
fn exported(harness: &mut Harness<'static, Shell>, path: &Path) -> String {
    harness.get_by_label("Balance plane: export").click();
    settle(harness);
    let field = (Role::TextInput, "Save as");
    harness.get_by_role_and_label(field.0, field.1).focus();
    harness.step();
    harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
    harness.step();
    harness
        .get_by_role_and_label(field.0, field.1)
        .type_text(&path.display().to_string());
    settle(harness);
    harness.get_by_label("Export").click();
    settle(harness);
    std::fs::read_to_string(path).expect("the figure")
}

#[test]
fn a_view_is_exported_from_its_panel_as_it_is_seen() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut harness = night(Look::Light);
    let whole = exported(&mut harness, &folder.path().join("plane.svg"));
    assert!(whole.starts_with("<?xml") || whole.starts_with("<svg"));
    for said in ["Equipoise", "night, seed", "balance-plane", "synthetic"] {
        assert!(whole.contains(said), "the figure does not say {said}");
    }
    assert!(!whole.contains("shown_cloud_x"));
    // Zoomed with the wheel: the figure shows the same part, and says which.
    let plane = place(&harness, "Balance plane: export");
    let cloud = pos2(plane.left() - 150.0, plane.bottom() + 150.0);
    harness.event(Event::PointerMoved(cloud));
    harness.step();
    harness.event(Event::MouseWheel {
        unit: eframe::egui::MouseWheelUnit::Line,
        delta: eframe::egui::vec2(0.0, 5.0),
        phase: eframe::egui::TouchPhase::Move,
        source: eframe::egui::MouseWheelSource::Wheel,
        modifiers: Modifiers::NONE,
    });
    settle(&mut harness);
    let zoomed = exported(&mut harness, &folder.path().join("zoomed.svg"));
    assert!(zoomed.contains("shown_cloud_x"));
}

#[test]
fn what_is_no_recording_is_said_and_the_way_out_is_offered() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("picture.nwb");
    std::fs::write(&path, b"\x89PNG\r\n\x1a\n and so on").expect("written");
    let harness = window(Source::file(&path), Look::Light);
    harness.get_by_label_contains("PNG");
    harness.get_by_label("Try again");
    harness.get_by_label("Open path…");
}

#[test]
fn units_without_class_get_classes_by_hand() {
    let id = "rat-w-track".to_owned();
    let mut harness = window(Source::Example { id }, Look::Light);
    assert!(harness.query_all_by_label("Classes by rate…").count() > 0);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::K);
    settle(&mut harness);
    harness
        .get_by_role_and_label(Role::TextInput, "Find")
        .type_text("classes by rate");
    settle(&mut harness);
    harness.key_press(Key::Enter);
    settle(&mut harness);
    harness.get_by_label("Set classes").click();
    settle(&mut harness);
    let recording = harness
        .state()
        .state
        .loaded()
        .expect("a recording")
        .recording
        .clone();
    assert!(recording.count(Class::Excitatory) > 0 && recording.count(Class::Inhibitory) > 0);
}

#[test]
fn every_view_looks_as_it_was_approved() {
    // Where a letter lies in the font's texture depends on what arrived first; in turned text that
    // moves the rounding of a pixel or two by one level of 255.
    let looks = looks().max_failed_pixels(8);
    let mut results = SnapshotResults::new();
    for (look, name) in [(Look::Light, "light"), (Look::Dark, "dark")] {
        let mut harness = night(look);
        results.extend(compare(
            &mut harness,
            &format!("window_browse_{name}"),
            &looks,
        ));
        for (key, layout) in [
            (Key::Num2, "balance"),
            (Key::Num3, "states"),
            (Key::Num4, "seizure"),
        ] {
            harness.key_press_modifiers(Modifiers::COMMAND, key);
            settle(&mut harness);
            results.extend(compare(
                &mut harness,
                &format!("window_{layout}_{name}"),
                &looks,
            ));
        }
    }
}

#[test]
fn a_broken_file_of_the_disk_keeps_the_window_alive() {
    let missing = Path::new("/nowhere/at/all.nwb");
    let harness = window(Source::file(missing), Look::Dark);
    assert!(
        harness
            .query_all_by_label_contains("/nowhere/at/all.nwb")
            .count()
            > 0
    );
}

#[test]
fn a_table_given_at_the_start_is_confirmed_before_it_is_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("spikes.csv");
    let rows: Vec<String> = (0..400)
        .map(|j| format!("{};{},5", ["a", "b"][j % 2], j * 10))
        .collect();
    std::fs::write(&path, format!("cell;ms\n{}\n", rows.join("\n"))).expect("written");
    let mut harness = window(Source::file(&path), Look::Light);
    assert!(harness.state().state.loaded().is_none());
    harness.get_by_label_contains("spikes.csv");
    harness.get_by_label("Open").click();
    settle(&mut harness);
    let recording = &harness
        .state()
        .state
        .loaded()
        .expect("a recording")
        .recording;
    assert_eq!(recording.units().len(), 2);
    assert!((recording.trains().unit(1)[0] - 0.0105).abs() < 1e-12);
}

#[test]
fn the_surrogate_switch_shows_it_beside_the_data_and_takes_it_away() {
    let mut harness = night(Look::Light);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Num2);
    settle(&mut harness);
    // Few: what is tested is the switch.
    if let Some(tab) = harness.state_mut().state.workspace.tab_mut() {
        tab.last_surrogate.realisations = 5;
    }
    let said = |harness: &Harness<'static, Shell>| {
        harness
            .query_all_by_label_contains("5 realisations, seed 1")
            .count()
    };
    assert_eq!(said(&harness), 0);
    harness.key_press(Key::S);
    settle(&mut harness);
    assert!(said(&harness) > 0, "no view says what the grey is");
    let chosen = |harness: &Harness<'static, Shell>| {
        let tab = harness.state().state.workspace.tab().expect("a tab");
        tab.settings.surrogate
    };
    assert!(chosen(&harness).is_some());
    harness.key_press(Key::S);
    settle(&mut harness);
    assert!(chosen(&harness).is_none());
    assert_eq!(said(&harness), 0);
}

#[test]
fn a_stretch_of_bin_widths_is_brushed_for_the_fit() {
    let mut harness = night(Look::Light);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Num2);
    settle(&mut harness);
    let plot = place(&harness, "Variance. Slope");
    let at = |share: f32| pos2(plot.left() + share * plot.width(), plot.center().y);
    drag(&mut harness, at(0.25), at(0.75), Modifiers::SHIFT);
    let values = harness.state().state.workspace.values("variance");
    let of = |id: &str| {
        let info = equipoise::views::by_id("variance")
            .expect("the view")
            .info();
        let parameter = info
            .parameters
            .iter()
            .find(|p| p.id == id)
            .expect("a parameter");
        values.integer(parameter)
    };
    let (from, to) = (of("fit-from-k"), of("fit-to-k"));
    assert!(
        (8..=10).contains(&from) && (23..=26).contains(&to),
        "{from} {to}"
    );
}
