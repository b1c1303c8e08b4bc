//! Files that change while they are open: read again when they grow, or when a person asks.

mod written;

use super::files::set_class;
use super::session::until;
use super::window::{settle, started};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;
use equipoise::app::action::Action;
use equipoise::app::command::Command;
use equipoise::app::shell::{Shell, Start};
use equipoise::app::workspace::{Look, Source, Tab};
use equipoise::formats::{self, OpenOptions, Progress};
use equipoise::recording::{Class, Interval, Recording};
use std::fs::OpenOptions as FileOptions;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;
use written::{Written, rows};

type Window = Harness<'static, Shell>;

/// The window on a file that is looked at all the time.
fn watched(path: &Path) -> Window {
    let mut harness = started(Start {
        sources: vec![Source::file(path)],
        look: Some(Look::Light),
        watch_every: Some(Duration::from_millis(3)),
        ..Start::default()
    });
    if harness.query_by_label("Open table").is_some() {
        harness.get_by_label("Open").click();
        settle(&mut harness);
    }
    harness
}

fn shown(harness: &Window) -> Arc<Recording> {
    Arc::clone(&harness.state().state.loaded().expect("read").recording)
}

fn tab(harness: &Window) -> &Tab {
    harness.state().state.workspace.tab().expect("a tab")
}

fn opened(path: &Path) -> Recording {
    formats::open(path, &OpenOptions::default(), &Progress::silent()).expect("a recording")
}

fn append(path: &Path, bytes: &[u8]) {
    let file = FileOptions::new().append(true).open(path);
    file.and_then(|mut f| f.write_all(bytes)).expect("written");
}

/// Whether two recordings are the same to the last bit: trains, units, epochs, samples and remarks.
fn is_same(a: &Recording, b: &Recording) -> bool {
    let values = |of: &Recording| -> Vec<Vec<u32>> {
        let fields = of.fields().iter();
        let all = fields.map(|f| {
            let channels: Vec<usize> = (0..f.channels.len()).collect();
            let read = f.source.read(&channels, 0..f.samples).expect("samples");
            read.iter().map(|v| v.to_bits()).collect()
        });
        all.collect()
    };
    a.trains() == b.trains()
        && a.units() == b.units()
        && a.epochs() == b.epochs()
        && a.span() == b.span()
        && a.warnings() == b.warnings()
        && a.ensembles().excitatory.times_s() == b.ensembles().excitatory.times_s()
        && values(a) == values(b)
}

/// Waits until the window shows the file as it is opened now.
fn until_it_shows(harness: &mut Window, path: &Path) {
    let file = opened(path);
    until(harness, |h| is_same(&shown(h), &file));
}

fn said(harness: &Window, words: &str) -> usize {
    harness.query_all_by_label_contains(words).count()
}

/// A thread that writes.
fn writer(work: impl FnOnce() + Send + 'static) -> JoinHandle<()> {
    let thread = std::thread::Builder::new().name("writer".into());
    thread.spawn(work).expect("a thread")
}

fn table(path: &Path, count: usize) {
    std::fs::write(path, written::table([count; 2], 0.1).first).expect("written");
}

/// Without watching: what a person set stays when a file is read again that has become longer, and
/// what was read stays when there is no file any more.
#[test]
fn reload_keeps_what_was_set() {
    let dir = tempfile::tempdir().expect("a folder");
    let path = dir.path().join("a.csv");
    table(&path, 400);
    std::fs::write(
        dir.path().join("a_epochs.csv"),
        "start,stop,state\n1,10,REM\n10,39,WAKE\n",
    )
    .expect("written");
    let mut harness = watched(&path);
    set_class(&mut harness, &[1], Class::Inhibitory);
    let actions = [
        Action::SetWindow(Interval::new(5.0, 25.0)),
        Action::Seek(12.0),
        Action::Run(Command::Coarser),
        Action::Run(Command::NextNormalisation),
        Action::ToggleState {
            label: "REM".into(),
            only: true,
        },
        Action::select_units(&shown(&harness), [2]),
    ];
    for action in actions {
        harness.state_mut().ask(action);
        settle(&mut harness);
    }
    let before = tab(&harness).clone();
    assert_eq!(before.states, ["REM"]);
    assert_eq!(before.window, Some(Interval::new(5.0, 25.0)));
    // One unit more, which comes first.
    let text = format!("unit,time_s\n00,0.001\n{}", rows(0, 500, 0.1));
    std::fs::write(&path, text).expect("written");
    harness.state_mut().ask(Action::Run(Command::Reload));
    settle(&mut harness);
    let recording = shown(&harness);
    assert_eq!(recording.trains().spike_count(), 501);
    let after = tab(&harness).clone();
    assert_eq!(after.window, before.window);
    assert_eq!(after.playhead_s, before.playhead_s);
    assert_eq!(after.states, before.states);
    assert_eq!(after.settings, before.settings);
    assert_eq!(after.edits, before.edits);
    assert_eq!(after.selected_units, before.selected_units);
    let unit = |id: &str| recording.units().iter().position(|u| u.id == id);
    let by_hand = unit("1").expect("still there");
    assert_eq!(recording.units()[by_hand].class, Class::Inhibitory);
    let selected = harness.state().state.selected_units(after.id);
    assert_eq!(
        selected.iter().copied().collect::<Vec<_>>(),
        [unit("2").expect("still there")]
    );
    std::fs::remove_file(&path).expect("removed");
    harness.state_mut().ask(Action::Run(Command::Reload));
    settle(&mut harness);
    assert_eq!(shown(&harness).id(), recording.id());
    until(&mut harness, |h| {
        said(h, "What was read before stays shown") == 1
    });
}

/// A format that cannot be read while it is written: a change is said, once, and a click reads it.
#[test]
fn a_change_is_said_with_the_way_to_read_it() {
    let dir = tempfile::tempdir().expect("a folder");
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/formats/data");
    let path = dir.path().join("a.nwb");
    std::fs::copy(data.join("nwb_modern.nwb"), &path).expect("a copy");
    let mut harness = watched(&path);
    let first = shown(&harness);
    let words = "a.nwb has changed on disk. Reload (Ctrl+R) reads it again.";
    assert_eq!(said(&harness, words), 0);
    std::fs::copy(data.join("nwb_old.nwb"), &path).expect("a copy");
    until(&mut harness, |h| said(h, words) == 1);
    assert_eq!(shown(&harness).id(), first.id());
    // Once it was dismissed it is not said again.
    // What is below it has made room.
    settle(&mut harness);
    harness.get_by_label("Dismiss").click();
    for _ in 0..40 {
        harness.step();
        std::thread::sleep(Duration::from_millis(1));
    }
    assert_eq!(said(&harness, words), 0);
    std::fs::copy(data.join("nwb_ms.nwb"), &path).expect("a copy");
    harness.state_mut().ask(Action::Run(Command::Reload));
    settle(&mut harness);
    until_it_shows(&mut harness, &path);
    std::fs::copy(data.join("nwb_old.nwb"), &path).expect("a copy");
    until(&mut harness, |h| said(h, words) == 1);
    settle(&mut harness);
    harness.get_by_label("Reload").click();
    settle(&mut harness);
    until_it_shows(&mut harness, &path);
    assert_eq!(said(&harness, words), 0);
}

/// A writer appends lines, cut anywhere, while the window follows: in the end it shows what the
/// file holds, and what was set by hand has stayed.
#[test]
fn a_table_that_is_written_is_followed() {
    let dir = tempfile::tempdir().expect("a folder");
    let path = dir.path().join("a.csv");
    table(&path, 300);
    let mut harness = watched(&path);
    harness
        .state_mut()
        .ask(Action::SetWindow(Interval::new(5.0, 15.0)));
    settle(&mut harness);
    harness.state_mut().ask(Action::Run(Command::Follow));
    settle(&mut harness);
    let writer = {
        let path = path.clone();
        writer(move || {
            let text = rows(300, 1500, 0.1);
            for piece in text.as_bytes().chunks(97) {
                append(&path, piece);
                std::thread::sleep(Duration::from_millis(2));
            }
        })
    };
    until(&mut harness, |h| said(h, "a.csv, growing, ") > 0);
    // A half line would be another time or another unit.
    while !writer.is_finished() {
        harness.step();
        for unit in 0..3 {
            let recording = shown(&harness);
            let id = &recording.units()[unit].id;
            let first: usize = id.parse().expect("a number");
            for (at, time) in recording.trains().unit(unit).iter().enumerate() {
                let whole = (first + 3 * at) as f64 * 0.1 + 0.005;
                assert!((time - whole).abs() < 1e-9, "{time} s instead of {whole} s");
            }
        }
    }
    writer.join().expect("written");
    until_it_shows(&mut harness, &path);
    let span = shown(&harness).span();
    let window = tab(&harness).window.expect("a window");
    assert_eq!(window.stop_s, span.stop_s);
    assert!((window.duration_s() - 10.0).abs() < 1e-6);
    // By hand, then longer again: the change stays, and a window that does not follow stays.
    set_class(&mut harness, &[1], Class::Inhibitory);
    let window = Interval::new(2.0, 30.0);
    harness.state_mut().ask(Action::SetWindow(window));
    settle(&mut harness);
    append(&path, rows(1500, 1700, 0.1).as_bytes());
    until(&mut harness, |h| shown(h).trains().spike_count() == 1700);
    assert_eq!(shown(&harness).units()[1].class, Class::Inhibitory);
    assert_eq!(tab(&harness).window, Some(window));
    // A last line without its end is read once nobody writes any more.
    append(&path, b"1,171.5");
    until(&mut harness, |h| shown(h).trains().spike_count() == 1701);
}

/// A file that becomes shorter, something else or nothing: what was read stays, and it is said once;
/// when it is itself again, it is read on.
#[test]
fn what_was_read_stays_when_its_file_does_not() {
    let dir = tempfile::tempdir().expect("a folder");
    let path = dir.path().join("a.csv");
    table(&path, 300);
    let mut harness = watched(&path);
    let stays = "What was read before stays shown";
    let remains = |harness: &mut Window, words: &str| {
        until(harness, |h| said(h, words) == 1);
        settle(harness);
        assert_eq!(said(harness, stays), 1);
        assert_eq!(shown(harness).trains().spike_count(), 300);
    };
    table(&path, 100);
    remains(&mut harness, "a.csv is not what it was: it ends at");
    let other = rows(0, 900, 0.1)
        .replace(".105", ".107")
        .replace(".205", ".207");
    std::fs::write(&path, format!("unit,time_s\n{other}")).expect("written");
    remains(&mut harness, "has lost spikes");
    std::fs::write(&path, [0_u8, 159, 146, 150].repeat(999)).expect("written");
    remains(&mut harness, "a.csv cannot be read again (");
    std::fs::remove_file(&path).expect("removed");
    remains(&mut harness, "a.csv is not there any more.");
    table(&path, 310);
    until(&mut harness, |h| shown(h).trains().spike_count() == 310);
    assert_eq!(said(&harness, stays), 0);
    // Read as it is now, where a person wants it.
    table(&path, 50);
    until(&mut harness, |h| said(h, stays) == 1);
    settle(&mut harness);
    harness.get_by_label("Reload").click();
    settle(&mut harness);
    until_it_shows(&mut harness, &path);
    assert_eq!(said(&harness, stays), 0);
}

/// Appends the rest of each file in pieces that end anywhere, turn by turn, while the window follows.
/// In the end it must show what the files hold, bit for bit.
fn follows(files: &[Written], open: &str) {
    let dir = tempfile::tempdir().expect("a folder");
    for file in files {
        std::fs::write(dir.path().join(file.name), &file.first).expect("written");
    }
    let path = dir.path().join(open);
    let mut harness = watched(&path);
    let first = shown(&harness).span();
    harness.state_mut().ask(Action::Run(Command::Follow));
    settle(&mut harness);
    let writer = {
        let files: Vec<_> = files
            .iter()
            .map(|file| (dir.path().join(file.name), file.rest.clone()))
            .collect();
        writer(move || {
            const PIECES: usize = 60;
            for piece in 0..PIECES {
                for (path, rest) in &files {
                    let at = |piece: usize| rest.len() * piece / PIECES;
                    append(path, &rest[at(piece)..at(piece + 1)]);
                }
                std::thread::sleep(Duration::from_millis(3));
            }
        })
    };
    while !writer.is_finished() {
        harness.step();
        // Nothing is amiss while it is written.
        assert_eq!(said(&harness, "What was read before stays shown"), 0);
    }
    writer.join().expect("written");
    until_it_shows(&mut harness, &path);
    let span = shown(&harness).span();
    assert!(span.stop_s > 2.0 * first.stop_s, "{span:?} after {first:?}");
    until(&mut harness, |h| {
        tab(h).window.is_some_and(|w| w.stop_s == span.stop_s)
    });
}

#[test]
fn a_session_that_is_written_is_followed() {
    follows(
        &written::session([300, 2000], 137, "rat.dat", [2000, 20_000]),
        "rat.xml",
    );
}

#[test]
fn an_edf_that_is_written_is_followed() {
    follows(&[written::edf([20, 120])], "a.edf");
}

#[test]
fn a_field_that_an_amplifier_writes_is_followed() {
    follows(&[written::nsx([2000, 20_000])], "a.ns2");
}

#[test]
fn spikes_that_an_amplifier_writes_are_followed() {
    follows(&[written::nev([300, 2000], 301)], "a.nev");
}
