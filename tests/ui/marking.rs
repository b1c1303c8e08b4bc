//! Events marked by hand: brushed, named, dragged, taken back, proposed.

use super::window::{drag, night, settings, settle};
use eframe::egui::accesskit::Role;
use eframe::egui::{Key, Modifiers, pos2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;
use equipoise::analysis::detector::THRESHOLD;
use equipoise::analysis::{Value, Values};
use equipoise::app::action::Action;
use equipoise::app::shell::Shell;
use equipoise::app::workspace::{Edits, Look, SidePage};
use equipoise::recording::{Epoch, EpochKind, Interval};

fn seizures(harness: &Harness<'static, Shell>) -> Vec<Epoch> {
    let loaded = harness.state().state.loaded().expect("a recording");
    let all = loaded.recording.epochs().iter();
    all.filter(|e| e.kind == EpochKind::Seizure)
        .cloned()
        .collect()
}

fn edits(harness: &Harness<'static, Shell>) -> Edits {
    let tab = harness.state().state.workspace.tab().expect("a tab");
    Edits::clone(&tab.edits)
}

#[test]
fn a_brushed_stretch_becomes_a_seizure_and_undo_takes_it_back() {
    let mut harness = night(Look::Light);
    let before = seizures(&harness).len();
    let raster = harness.get_by_label_contains("Raster").rect();
    let y = raster.center().y;
    let at = |share: f32| pos2(raster.left() + share * raster.width(), y);
    drag(&mut harness, at(0.3), at(0.5), Modifiers::SHIFT);
    settle(&mut harness);
    let brush = harness.state().state.marks.brush.expect("brushed");
    harness.key_press(Key::M);
    settle(&mut harness);
    let all = seizures(&harness);
    assert_eq!(all.len(), before + 1);
    let mark = &edits(&harness).marks[0];
    assert_eq!(mark.interval(), brush);
    assert!(all.contains(mark));
    // Seizure views are about what was just marked.
    assert_eq!(settings(&harness).event, Some(brush));
    assert_eq!(
        harness.state().state.marks.brush,
        None,
        "the brush has done its work"
    );
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    settle(&mut harness);
    assert_eq!(seizures(&harness).len(), before);
}

#[test]
fn the_seizure_of_the_file_is_dragged_by_its_end_and_the_file_keeps_its_own() {
    let mut harness = night(Look::Dark);
    let of_file = seizures(&harness)[0].clone();
    let flag = harness
        .get_by_label_contains("End of Seizure")
        .rect()
        .center();
    drag(
        &mut harness,
        flag,
        flag + eframe::egui::vec2(60.0, 0.0),
        Modifiers::NONE,
    );
    settle(&mut harness);
    let now = seizures(&harness);
    assert_eq!(now.len(), 1);
    assert_eq!(now[0].start_s, of_file.start_s);
    assert!(now[0].stop_s > of_file.stop_s + 10.0, "{now:?}");
    let loaded = harness.state().state.loaded().expect("a recording");
    assert!(loaded.original.epochs().contains(&of_file));
    // A mark from now on: it can be thrown away from the list.
    harness.state_mut().state.workspace.side_page = SidePage::Epochs;
    settle(&mut harness);
    harness
        .get_by_label(&format!("Remove {}", of_file.label))
        .click();
    settle(&mut harness);
    assert!(seizures(&harness).is_empty());
}

#[test]
fn the_baseline_is_what_is_brushed_until_nothing_is() {
    let mut harness = night(Look::Light);
    let baseline = |harness: &Harness<'static, Shell>| settings(harness).baseline;
    let raster = harness.get_by_label_contains("Raster").rect();
    let at = |share: f32| pos2(raster.left() + share * raster.width(), raster.center().y);
    drag(&mut harness, at(0.1), at(0.2), Modifiers::SHIFT);
    settle(&mut harness);
    let brush = harness.state().state.marks.brush;
    harness.key_press(Key::B);
    settle(&mut harness);
    assert!(brush.is_some());
    assert_eq!(baseline(&harness), brush);
    harness.key_press(Key::B);
    settle(&mut harness);
    assert_eq!(baseline(&harness), None);
}

#[test]
fn the_baseline_is_dragged_by_its_ends() {
    let mut harness = night(Look::Light);
    let foot = harness.get_by_label_contains("Start of the baseline");
    let foot = foot.rect().center();
    drag(
        &mut harness,
        foot,
        foot + eframe::egui::vec2(40.0, 0.0),
        Modifiers::NONE,
    );
    settle(&mut harness);
    let settings = &harness
        .state()
        .state
        .workspace
        .tab()
        .expect("a tab")
        .settings;
    let baseline = settings.baseline.expect("chosen by now");
    let onset_s = seizures(&harness)[0].start_s;
    assert!(
        (baseline.stop_s - onset_s).abs() < 1e-9,
        "the other end stays: {baseline:?}"
    );
    assert!(
        baseline.start_s > onset_s - 290.0 && baseline.start_s < onset_s,
        "{baseline:?}"
    );
}

#[test]
fn proposals_wait_until_they_are_taken() {
    let mut harness = night(Look::Light);
    // Without the seizure of the file: the detector is to find it again.
    let of_file = seizures(&harness)[0].clone();
    harness.state_mut().state.workspace.side_page = SidePage::Epochs;
    settle(&mut harness);
    let without = Edits {
        set_aside: vec![of_file.clone()],
        ..Edits::default()
    };
    harness.state_mut().ask(Action::SetEdits(Box::new(without)));
    settle(&mut harness);
    assert!(seizures(&harness).is_empty());
    harness.get_by_label("Propose seizures…").click();
    settle(&mut harness);
    for label in ["Threshold", "Join", "Shortest", "Step"] {
        harness.get_by_role_and_label(Role::SpinButton, label);
    }
    harness
        .get_by_role_and_label(Role::Button, "Propose")
        .click();
    settle(&mut harness);
    assert!(seizures(&harness).is_empty(), "it never decides");
    let id = harness.state().state.workspace.tab().expect("a tab").id;
    let proposals = harness.state().state.proposals(id).to_vec();
    let near = |i: &Interval| i.intersect(&of_file.interval()).is_some();
    let place = proposals.iter().position(|p| near(&p.interval));
    let place = place.expect("the seizure is among the proposals");
    let mut strict = Values::default();
    strict.set(&THRESHOLD, &Value::Number(50.0));
    harness.state_mut().ask(Action::Propose(strict.clone()));
    settle(&mut harness);
    assert!(harness.state().state.proposals(id).len() < proposals.len());
    assert_eq!(harness.state().state.workspace.detector, strict);
    harness.state_mut().ask(Action::Propose(Values::default()));
    settle(&mut harness);
    let proposals = harness.state().state.proposals(id).to_vec();
    let flags: Vec<_> = harness
        .query_all_by_label_contains("Proposed seizure")
        .collect();
    assert_eq!(flags.len(), proposals.len());
    flags[place].click();
    settle(&mut harness);
    assert!(
        seizures(&harness)[0]
            .interval()
            .intersect(&of_file.interval())
            .is_some()
    );
    assert_eq!(
        harness.state().state.proposals(id).len(),
        proposals.len() - 1
    );
}

#[test]
fn epochs_and_marks_are_saved_as_a_table_that_reads_back() {
    let mut harness = night(Look::Light);
    harness.key_press_modifiers(Modifiers::SHIFT, Key::M);
    settle(&mut harness);
    assert_eq!(edits(&harness).marks[0].kind, EpochKind::Event);
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("marked.csv");
    let save = Action::SaveEpochs(path.clone());
    harness.state_mut().ask(save);
    settle(&mut harness);
    let text = std::fs::read_to_string(path).expect("saved");
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[0], "start_s,stop_s,label,kind");
    let loaded = harness.state().state.loaded().expect("a recording");
    assert_eq!(lines.len(), 1 + loaded.recording.epochs().len());
    let mark = &edits(&harness).marks[0];
    let line = format!("{},{},{},event", mark.start_s, mark.stop_s, mark.label);
    assert!(lines.contains(&line.as_str()), "{line}");
}
