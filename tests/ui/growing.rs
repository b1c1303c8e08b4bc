//! Files that change while they are open: read again when they grow, or when a person asks.

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

fn rows(from: usize, to: usize) -> String {
    let row = |j: usize| format!("{},{:.3}\n", j % 3, j as f64 * 0.1 + 0.005);
    (from..to).map(row).collect()
}

fn table(path: &Path, count: usize) {
    std::fs::write(path, format!("unit,time_s\n{}", rows(0, count))).expect("written");
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
    let text = format!("unit,time_s\n00,0.001\n{}", rows(0, 500));
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
            let text = rows(300, 1500);
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
    append(&path, rows(1500, 1700).as_bytes());
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
    let other = rows(0, 900).replace(".105", ".107").replace(".205", ".207");
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
fn follows(files: &[(&str, Vec<u8>, Vec<u8>)], open: &str) {
    let dir = tempfile::tempdir().expect("a folder");
    for (name, first, _) in files {
        std::fs::write(dir.path().join(name), first).expect("written");
    }
    let path = dir.path().join(open);
    let mut harness = watched(&path);
    let first = shown(&harness).span();
    harness.state_mut().ask(Action::Run(Command::Follow));
    settle(&mut harness);
    let writer = {
        let files: Vec<_> = files
            .iter()
            .map(|(name, _, rest)| (dir.path().join(name), rest.clone()))
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

/// The first part of a file and the rest.
fn cut(mut bytes: Vec<u8>, at: usize) -> (Vec<u8>, Vec<u8>) {
    let rest = bytes.split_off(at);
    (bytes, rest)
}

fn padded(text: &str, size: usize, with: u8) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    bytes.resize(size, with);
    bytes
}

#[test]
fn a_session_that_is_written_is_followed() {
    let xml = "<parameters><acquisitionSystem><nBits>16</nBits><nChannels>2</nChannels>\
        <samplingRate>20000</samplingRate></acquisitionSystem></parameters>";
    let lines = |count: usize, line: &dyn Fn(usize) -> usize| -> Vec<u8> {
        (0..count)
            .flat_map(|n| format!("{}\n", line(n)).into_bytes())
            .collect()
    };
    let times = |count| lines(count, &|n| 1000 + 137 * n);
    let mut clusters = b"4\n".to_vec();
    clusters.extend(lines(2000, &|n| 2 + n % 3));
    let samples: Vec<u8> = (0..40_000_i32)
        .flat_map(|n| ((n % 1000) as i16).to_le_bytes())
        .collect();
    let (res, clu, dat) = (
        cut(times(2000), times(300).len()),
        cut(clusters, 2 + 2 * 300),
        cut(samples, 8000),
    );
    let files = [
        ("rat.xml", xml.into(), Vec::new()),
        ("rat.res.1", res.0, res.1),
        ("rat.clu.1", clu.0, clu.1),
        ("rat.dat", dat.0, dat.1),
    ];
    follows(&files, "rat.xml");
}

#[test]
fn an_edf_that_is_written_is_followed() {
    const RECORDS: usize = 120;
    let signals = [("EEG Fpz", 100), ("EDF Annotations", 30)];
    let mut bytes = Vec::new();
    let mut put = |text: &str, size: usize| bytes.extend(padded(text, size, b' '));
    put("0", 8);
    put("X X X X", 80);
    put("Startdate X", 80);
    put("01.02.24", 8);
    put("22.00.00", 8);
    put(&(256 * (signals.len() + 1)).to_string(), 8);
    put("EDF+C", 44);
    // How many records there will be nobody knows.
    put("-1", 8);
    put("1", 8);
    put(&signals.len().to_string(), 4);
    let mut put_all = |text: &dyn Fn(usize) -> String, size: usize| {
        for signal in 0..signals.len() {
            put(&text(signal), size);
        }
    };
    put_all(&|s| signals[s].0.to_owned(), 16);
    put_all(&|_| String::new(), 80);
    put_all(&|_| "uV".to_owned(), 8);
    for limit in ["-500", "500", "-1000", "1000"] {
        put_all(&|_| limit.to_owned(), 8);
    }
    put_all(&|_| String::new(), 80);
    put_all(&|s| signals[s].1.to_string(), 8);
    put_all(&|_| String::new(), 32);
    let mut begun = 0;
    for record in 0..RECORDS {
        if record == 20 {
            begun = bytes.len();
        }
        let sample = |n: usize| (((record * 37 + n * 11) % 1000) as i16).to_le_bytes();
        bytes.extend((0..100).flat_map(sample));
        let stage = match record % 10 {
            0 => format!("+{record}\x1510\x14Sleep stage W\x14\0"),
            5 => format!("+{record}\x14lights\x14\0"),
            _ => String::new(),
        };
        bytes.extend(padded(&format!("+{record}\x14\x14\0{stage}"), 60, 0));
    }
    let (first, rest) = cut(bytes, begun + 7);
    follows(&[("a.edf", first, rest)], "a.edf");
}

#[test]
fn a_field_that_an_amplifier_writes_is_followed() {
    let mut bytes = b"NEURALCD\x02\x03".to_vec();
    bytes.extend((314 + 66_u32).to_le_bytes());
    bytes.extend([0; 16 + 256]);
    for number in [30, 30_000_u32] {
        bytes.extend(number.to_le_bytes());
    }
    bytes.extend([0; 16]);
    bytes.extend(1_u32.to_le_bytes());
    bytes.extend(b"CC\x01\0");
    bytes.extend(padded("a", 16, 0));
    bytes.extend([0, 0]);
    for limit in [-32_764, 32_764, -8191, 8191_i16] {
        bytes.extend(limit.to_le_bytes());
    }
    bytes.extend(padded("uV", 16, 0));
    bytes.extend([0; 20]);
    // One packet, whose number of samples is written when it is closed.
    bytes.push(1);
    bytes.extend([0; 8]);
    let header = bytes.len();
    bytes.extend((0..20_000_i32).flat_map(|n| ((n % 3000) as i16).to_le_bytes()));
    bytes.push(5);
    let (first, rest) = cut(bytes, header + 4001);
    follows(&[("a.ns2", first, rest)], "a.ns2");
}

#[test]
fn spikes_that_an_amplifier_writes_are_followed() {
    let mut bytes = b"NEURALEV\x02\x03\x01\0".to_vec();
    for number in [336, 20, 30_000, 30_000_u32] {
        bytes.extend(number.to_le_bytes());
    }
    bytes.extend([0; 16 + 32 + 256]);
    bytes.extend(0_u32.to_le_bytes());
    let header = bytes.len();
    for n in 0..2000_u32 {
        bytes.extend((900 + 301 * n).to_le_bytes());
        let is_event = n % 50 == 7;
        bytes.extend((if is_event { 0 } else { 1 + (n % 4) as u16 }).to_le_bytes());
        let body = if is_event { [1, 0, 9, 0] } else { [1, 0, 0, 0] };
        bytes.extend(body);
        let wave = [0, -40 - (n % 5) as i16, 20, 0];
        bytes.extend(wave.into_iter().flat_map(i16::to_le_bytes).chain([0; 2]));
    }
    let (first, rest) = cut(bytes, header + 300 * 20 + 3);
    follows(&[("a.nev", first, rest)], "a.nev");
}
