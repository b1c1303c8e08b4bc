//! The table of all units: opened, sorted, selected in, edited by keys, and looked at.

use super::raster::{compare, looks};
use super::window::{night, settle, window};
use eframe::egui::accesskit::{Role, Toggled};
use eframe::egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT, Queryable};
use egui_kittest::{Harness, SnapshotResults};
use equipoise::app::shell::Shell;
use equipoise::app::workspace::{Look, Source};
use equipoise::recording::{Class, ClassSource, Recording};
use std::sync::Arc;

fn recording(harness: &Harness<'static, Shell>) -> Arc<Recording> {
    let loaded = harness.state().state.loaded().expect("a recording");
    Arc::clone(&loaded.recording)
}

fn open(harness: &mut Harness<'static, Shell>) {
    harness.key_press_modifiers(Modifiers::COMMAND, Key::U);
    settle(harness);
    harness.get_by_label("Close the units table");
}

/// What the rows say, from the top.
fn rows(harness: &Harness<'static, Shell>) -> Vec<String> {
    let mut rows: Vec<(f32, String)> = harness
        .query_all_by_role(Role::Row)
        .map(|row| {
            let label = row.accesskit_node().label().expect("a name");
            (row.rect().top(), label)
        })
        .collect();
    rows.sort_by(|a, b| a.0.total_cmp(&b.0));
    rows.into_iter().map(|(_, label)| label).collect()
}

fn selected(harness: &Harness<'static, Shell>) -> Vec<String> {
    let rows = harness.query_all_by_role(Role::Row);
    let rows = rows.filter(|row| {
        let node = row.accesskit_node();
        node.is_selected() == Some(true) || node.toggled() == Some(Toggled::True)
    });
    rows.map(|row| row.accesskit_node().label().expect("a name"))
        .collect()
}

fn rate_hz(row: &str) -> f64 {
    let rate = row.split(", ").nth(1).and_then(|r| r.strip_suffix(" Hz"));
    rate.and_then(|r| r.parse().ok()).expect("a rate")
}

/// Index of the unit of a row.
fn unit(recording: &Recording, row: &str) -> usize {
    let id = row.strip_prefix("Unit ").and_then(|r| r.split_once(": "));
    let id = id.expect("a unit").0;
    let mut units = recording.units().iter();
    units.position(|u| u.id == id).expect("in the recording")
}

fn click(harness: &mut Harness<'static, Shell>, row: &str, modifiers: Modifiers) {
    harness
        .get_by_role_and_label(Role::Row, row)
        .click_modifiers(modifiers);
    settle(harness);
}

#[test]
fn a_heading_sorts_and_again_turns_the_order() {
    let mut harness = night(Look::Light);
    harness.get_by_label("Units table…").click();
    settle(&mut harness);
    let recording = recording(&harness);
    let duration_s = recording.span().duration_s();
    let mut rates: Vec<f64> = (0..recording.units().len())
        .map(|u| recording.trains().unit(u).len() as f64 / duration_s)
        .collect();
    rates.sort_by(f64::total_cmp);
    harness.get_by_label("Sort by Rate").click();
    settle(&mut harness);
    let slowest = rows(&harness);
    assert!(slowest.len() > 10 && slowest.len() < 60, "{slowest:?}");
    assert!(
        slowest.iter().map(|r| rate_hz(r)).is_sorted(),
        "{slowest:?}"
    );
    assert!((rate_hz(&slowest[0]) / rates[0] - 1.0).abs() < 0.01);
    harness.get_by_label("Sort by Rate, ascending").click();
    settle(&mut harness);
    let fastest = rows(&harness);
    assert!(fastest.iter().rev().map(|r| rate_hz(r)).is_sorted());
    assert!((rate_hz(&fastest[0]) / rates[99] - 1.0).abs() < 0.01);
    let left = |row: egui_kittest::Node<'_>| row.rect().left();
    let mut lefts: Vec<f32> = harness.query_all_by_role(Role::Row).map(left).collect();
    lefts.dedup();
    assert_eq!(lefts.len(), 1, "rows stand under one another");
    // By what is worked out in the background, too.
    harness.get_by_label("Sort by CV").click();
    settle(&mut harness);
    assert_ne!(rows(&harness), fastest);
}

#[test]
fn what_is_selected_is_classed_and_left_out_by_keys_and_undo_brings_it_back() {
    let mut harness = night(Look::Light);
    open(&mut harness);
    let before = recording(&harness);
    let shown = rows(&harness);
    click(&mut harness, &shown[2], Modifiers::NONE);
    click(&mut harness, &shown[5], Modifiers::SHIFT);
    assert_eq!(selected(&harness).len(), 4);
    harness.get_by_label("4 units selected");
    click(&mut harness, &shown[8], Modifiers::COMMAND);
    click(&mut harness, &shown[3], Modifiers::COMMAND);
    harness.get_by_label("4 units selected");
    let units: Vec<usize> = [2, 4, 5, 8]
        .map(|row: usize| unit(&before, &shown[row]))
        .to_vec();
    // Undo points are made once things have been still for a second.
    let still = |harness: &mut Harness<'static, Shell>| (0..90).for_each(|_| harness.step());
    still(&mut harness);
    for (key, class) in [
        (Key::I, Class::Inhibitory),
        (Key::E, Class::Excitatory),
        (Key::U, Class::Unclassified),
    ] {
        harness.key_press(key);
        settle(&mut harness);
        let now = recording(&harness);
        for (at, unit) in now.units().iter().enumerate() {
            if units.contains(&at) {
                assert_eq!(unit.class, class);
                assert_eq!(unit.class_source, Some(ClassSource::Hand));
            } else {
                assert_eq!(unit.class, before.units()[at].class);
            }
        }
        still(&mut harness);
    }
    harness.key_press(Key::Space);
    settle(&mut harness);
    let out = |recording: &Recording| {
        let all = recording.units().iter().enumerate();
        let out = all.filter(|(_, u)| !u.included).map(|(at, _)| at);
        out.collect::<Vec<_>>()
    };
    let mut sorted = units.clone();
    sorted.sort_unstable();
    assert_eq!(out(&recording(&harness)), sorted);
    still(&mut harness);
    for _ in 0..4 {
        harness.key_press_modifiers(Modifiers::COMMAND, Key::Z);
        settle(&mut harness);
    }
    assert_eq!(recording(&harness).units(), before.units());
    // One by its box, as many by the buttons.
    let id = &before.units()[units[0]].id;
    harness
        .get_by_label(&format!("Unit {id} takes part"))
        .click();
    settle(&mut harness);
    assert_eq!(out(&recording(&harness)), [units[0]]);
    harness.get_by_label("Leave out the selection").click();
    settle(&mut harness);
    assert_eq!(out(&recording(&harness)), sorted);
    harness
        .get_by_label("Set the selection to inhibitory")
        .click();
    settle(&mut harness);
    let now = recording(&harness);
    assert!(
        units
            .iter()
            .all(|&u| now.units()[u].class == Class::Inhibitory)
    );
}

#[test]
fn arrows_move_the_selection_and_shift_extends_it() {
    let mut harness = night(Look::Dark);
    open(&mut harness);
    let shown = rows(&harness);
    harness.key_press(Key::ArrowDown);
    harness.step();
    harness.key_press(Key::ArrowDown);
    settle(&mut harness);
    assert_eq!(selected(&harness), shown[1..2]);
    for _ in 0..3 {
        harness.key_press_modifiers(Modifiers::SHIFT, Key::ArrowDown);
        harness.step();
    }
    harness.key_press_modifiers(Modifiers::SHIFT, Key::ArrowUp);
    settle(&mut harness);
    assert_eq!(selected(&harness), shown[1..4]);
    // The window on time stays, whatever the arrows mean elsewhere.
    harness.key_press(Key::End);
    settle(&mut harness);
    assert_ne!(rows(&harness)[0], shown[0], "the last row comes in sight");
    assert_eq!(selected(&harness).len(), 1);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
    settle(&mut harness);
    harness.get_by_label("100 units selected");
    // The filter narrows what is selected to what is seen, and takes letters for itself.
    harness.key_press_modifiers(Modifiers::COMMAND, Key::F);
    settle(&mut harness);
    harness
        .get_by_role_and_label(Role::TextInput, "Filter the units table")
        .type_text("inhib");
    settle(&mut harness);
    let all = recording(&harness);
    let said = format!("{} units selected", all.count(Class::Inhibitory));
    harness.get_by_label(&said);
    assert!(rows(&harness).iter().all(|r| r.contains("inhibitory")));
    harness.key_press(Key::Escape);
    settle(&mut harness);
    assert!(harness.query_by_label("Close the units table").is_none());
}

#[test]
fn of_five_thousand_units_only_the_rows_in_sight_are_laid_out() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("many.csv");
    let mut table = "cell;ms\n".to_owned();
    for cell in 0..5000 {
        for spike in 0..=(cell % 4) {
            let row = format!("c{cell};{}\n", 10 * spike + cell % 7);
            table.push_str(&row);
        }
    }
    std::fs::write(&path, table).expect("written");
    let mut harness = window(Source::file(&path), Look::Light);
    harness.get_by_label("Open").click();
    settle(&mut harness);
    assert_eq!(recording(&harness).units().len(), 5000);
    open(&mut harness);
    let first = rows(&harness);
    assert!(first.len() > 10 && first.len() < 40, "{}", first.len());
    harness.key_press(Key::End);
    settle(&mut harness);
    harness.key_press(Key::End);
    settle(&mut harness);
    let last = rows(&harness);
    assert!(last.len() < 40 && last.iter().any(|r| r.starts_with("Unit c4999:")));
    // Of one, two or three spikes, without waveform or class: dashes, and no panic.
    harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
    harness.step();
    harness.key_press(Key::E);
    settle(&mut harness);
    assert_eq!(recording(&harness).count(Class::Excitatory), 5000);
}

#[test]
fn the_table_looks_as_it_was_approved() {
    let looks = looks().max_failed_pixels(8);
    let mut results = SnapshotResults::new();
    for (look, name) in [(Look::Light, "light"), (Look::Dark, "dark")] {
        let mut harness = night(look);
        open(&mut harness);
        harness.get_by_label("Sort by Rate").click();
        settle(&mut harness);
        harness.get_by_label("Sort by Rate, ascending").click();
        settle(&mut harness);
        // Left out, and some of these selected with others.
        let shown = rows(&harness);
        click(&mut harness, &shown[3], Modifiers::NONE);
        click(&mut harness, &shown[5], Modifiers::SHIFT);
        harness.key_press(Key::Space);
        settle(&mut harness);
        click(&mut harness, &shown[7], Modifiers::NONE);
        click(&mut harness, &shown[9], Modifiers::SHIFT);
        harness.hover_at(eframe::egui::pos2(0.0, 0.0));
        settle(&mut harness);
        results.extend(compare(
            &mut harness,
            &format!("units_table_{name}"),
            &looks,
        ));
    }
}
