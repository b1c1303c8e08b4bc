//! Where classes come from, and classes by hand on the scatter of waveforms.

use super::window::{drag, night, place, settle, window};
use eframe::egui::accesskit::Role;
use eframe::egui::{Event, Key, Modifiers, Rect, pos2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT, Queryable};
use equipoise::app::shell::Shell;
use equipoise::app::workspace::{Look, Source};
use equipoise::recording::{Class, ClassSource};

/// What cannot give classes is not offered, and what is can be reached on a small screen.
#[test]
fn ways_to_classes_are_those_the_recording_has_and_every_view_is_in_the_menu() {
    let id = "rat-w-track".to_owned();
    let mut harness = window(Source::Example { id }, Look::Light);
    let offered =
        |harness: &Harness<'static, Shell>, label| harness.query_all_by_label(label).count();
    assert!(offered(&harness, "Classes from connections") > 0);
    let loaded = harness.state().state.loaded().expect("a recording");
    assert!(
        loaded
            .recording
            .units()
            .iter()
            .all(|u| u.waveform.is_none())
    );
    assert_eq!(offered(&harness, "Classes from waveforms"), 0);
    harness
        .get_by_role_and_label(Role::Button, "Window")
        .click();
    settle(&mut harness);
    for view in equipoise::views::all() {
        let title = view.info().title;
        let entries = harness.query_all_by_role(Role::Button);
        let mut entries = entries.filter(|b| b.accesskit_node().label().as_deref() == Some(title));
        let inside = |rect: Rect| rect.top() > 0.0 && rect.bottom() < 800.0;
        assert!(entries.any(|b| inside(b.rect())), "{title}");
    }
}

#[test]
fn classes_from_connections_come_when_all_pairs_are_tested() {
    let id = "rat-w-track".to_owned();
    let mut harness = window(Source::Example { id }, Look::Light);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::K);
    settle(&mut harness);
    let find = harness.get_by_role_and_label(Role::TextInput, "Find");
    find.type_text("classes from connections");
    settle(&mut harness);
    harness.key_press(Key::Enter);
    settle(&mut harness);
    // Asked once, and answered without being asked again.
    harness.get_by_label_contains("classes are taken from them when all pairs are there");
    harness.get_by_label_contains("By their connections");
}

fn counts(harness: &Harness<'static, Shell>) -> [usize; 3] {
    let loaded = harness.state().state.loaded().expect("a recording");
    let all = [Class::Excitatory, Class::Inhibitory, Class::Unclassified];
    all.map(|class| loaded.recording.count(class))
}

#[test]
fn units_of_a_brushed_stretch_of_the_scatter_are_classed_by_a_key_and_undo_brings_them_back() {
    let mut harness = night(Look::Light);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::K);
    settle(&mut harness);
    let find = harness.get_by_role_and_label(Role::TextInput, "Find");
    find.type_text("show waveform classes");
    settle(&mut harness);
    harness.key_press(Key::Enter);
    settle(&mut harness);
    assert_eq!(counts(&harness), [80, 20, 0]);
    let scatter = place(&harness, "Features of waveforms");
    let (x, y) = (scatter.center().x, scatter.center().y);
    // FS units lie left of the middle: they and no other are selected.
    let from = pos2(scatter.left() + 4.0, y);
    drag(&mut harness, from, pos2(x, y), Modifiers::SHIFT);
    // The selection can be taken back by itself once things have been still for a second.
    harness.run_steps(90);
    harness.key_press(Key::U);
    settle(&mut harness);
    assert_eq!(counts(&harness), [80, 0, 20]);
    let loaded = harness.state().state.loaded().expect("a recording");
    let by_hand = loaded.recording.units().iter();
    let by_hand = by_hand.filter(|u| u.class_source == Some(ClassSource::Hand));
    assert_eq!(by_hand.count(), 20);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    settle(&mut harness);
    assert_eq!(counts(&harness), [80, 20, 0]);
    // The same units, on the list beside.
    let list = place(&harness, "Include unit E01").center();
    harness.event(Event::PointerMoved(list));
    harness.step();
    harness.key_press(Key::E);
    settle(&mut harness);
    assert_eq!(counts(&harness), [100, 0, 0]);
}
