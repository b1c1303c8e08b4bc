//! What recordings that grow cost the window: `cargo bench --bench live [-- network|files [KIND...]]`.
//!
//! `network`: 4,000 conductance-based cells at real time in the layout Models, 1280 x 800: how fast
//! the model goes, what a frame costs (building and tessellating), and how long it takes from
//! turning a control to the picture that shows it. `files`: 8 h of recording are appended in a
//! minute to each kind of file that can grow while the window follows; in the end the window shows
//! what a file that is opened afterwards holds.

#[path = "window/unseen.rs"]
mod unseen;
#[path = "../tests/ui/growing/written.rs"]
mod written;

use equipoise::analysis::Value;
use equipoise::app::action::{Action, NetworkAction};
use equipoise::app::command::Command;
use equipoise::app::workspace::{NetworkSource, Source};
use equipoise::formats::{self, OpenOptions, Progress};
use std::fs::OpenOptions as FileOptions;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use unseen::Window;
use written::Written;

const FRAME: Duration = Duration::from_nanos(16_666_667);
const SIZE: [f32; 2] = [1280.0, 800.0];
const HOURS_S: usize = 8 * 3600;
/// For as long a recording is written, and in so many pieces.
const WRITTEN: Duration = Duration::from_mins(1);
const PIECES: usize = 600;

fn window(source: Source) -> Window {
    let mut window = Window::open(source).expect("a window");
    window.size = SIZE;
    window
}

/// For how long this thread was on a processor, where the system tells.
#[cfg(unix)]
fn on_processor() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::try_from(time).unwrap_or_default()
}

#[cfg(not(unix))]
fn on_processor() -> Duration {
    Duration::ZERO
}

/// Times of frames, at 60 a second: as the clock has them, and on the processor, since what is
/// computed meanwhile takes both cores.
#[derive(Default)]
struct Frames(Vec<Duration>, Vec<Duration>);

impl Frames {
    fn step(&mut self, window: &mut Window) {
        let (began, before) = (Instant::now(), on_processor());
        self.0.push(window.step());
        self.1.push(on_processor().saturating_sub(before));
        if let Some(left) = FRAME.checked_sub(began.elapsed()) {
            std::thread::sleep(left);
        }
    }
    fn said(self) -> String {
        let shares = |mut of: Vec<Duration>| {
            of.sort();
            let at = |share: f64| {
                let place = (share * (of.len() - 1) as f64).round() as usize;
                of[place].as_secs_f64() * 1e3
            };
            format!(
                "median {:.2} ms, 99 % below {:.2} ms, slowest {:.2} ms",
                at(0.5),
                at(0.99),
                at(1.0)
            )
        };
        let count = self.0.len();
        let (clock, processor) = (shares(self.0), shares(self.1));
        format!("{count} frames: {clock}; on the processor {processor}")
    }
}

fn network() {
    let network = NetworkSource::preset("coba", "self-sustained").expect("a network");
    let mut window = window(Source::Network(network));
    let run = |window: &mut Window, frames: &mut Frames, length_s: u64| {
        let began = Instant::now();
        while began.elapsed() < Duration::from_secs(length_s) {
            frames.step(window);
        }
    };
    let ask = |window: &mut Window, action| window.shell.ask(action);
    run(&mut window, &mut Frames::default(), 2);
    ask(&mut window, Action::Run(Command::LayoutModels));
    ask(&mut window, Action::Network(NetworkAction::Run(true)));
    // Until what is opened with the layout has come.
    run(&mut window, &mut Frames::default(), 5);
    let time_s = |window: &Window| {
        let open = window.shell.state.open_tab().expect("a tab");
        open.live_status.as_ref().expect("a network").time_s
    };
    let mut frames = Frames::default();
    let (began, before_s) = (Instant::now(), time_s(&window));
    run(&mut window, &mut frames, 20);
    let speed = (time_s(&window) - before_s) / began.elapsed().as_secs_f64();
    println!(
        "network: {speed:.3} model seconds a second; {}",
        frames.said()
    );
    let mut took: Vec<f64> = Vec::new();
    for turn in 0_u32..20 {
        run(&mut window, &mut Frames::default(), 1);
        let shown = |window: &Window| {
            let loaded = window.shell.state.loaded().expect("a recording");
            let epochs = loaded.recording.epochs();
            epochs.len()
        };
        let before = shown(&window);
        let began = Instant::now();
        let value = Value::Number(5.5 + 0.1 * f64::from(turn));
        let parameter = "dg_e".to_owned();
        ask(
            &mut window,
            Action::Network(NetworkAction::Set { parameter, value }),
        );
        while shown(&window) == before {
            Frames::default().step(&mut window);
        }
        took.push(began.elapsed().as_secs_f64() * 1e3);
    }
    took.sort_by(f64::total_cmp);
    println!(
        "from a control to the recording that shows it: median {:.0} ms, slowest {:.0} ms",
        took[took.len() / 2],
        took[took.len() - 1]
    );
}

fn append(path: &Path, bytes: &[u8]) {
    let file = FileOptions::new().append(true).open(path);
    file.and_then(|mut f| f.write_all(bytes)).expect("written");
}

fn grow(kind: &str, files: Vec<Written>, open: &str) {
    let dir = tempfile::tempdir().expect("a folder");
    let mut bytes = 0;
    for file in &files {
        std::fs::write(dir.path().join(file.name), &file.first).expect("written");
        bytes += file.first.len() + file.rest.len();
    }
    let path = dir.path().join(open);
    let mut window = window(Source::file(&path));
    // A table would be asked about; it is read as it is recognised.
    window.shell.ask(Action::Open(Source::file(&path)));
    let began = Instant::now();
    while window.shell.state.loaded().is_none() {
        Frames::default().step(&mut window);
        assert!(began.elapsed() < WRITTEN, "{kind}: not opened");
    }
    window.shell.ask(Action::CloseDialog);
    while window.shell.is_busy() || window.shell.state.loaded().is_none() {
        Frames::default().step(&mut window);
    }
    window.shell.ask(Action::Run(Command::Follow));
    let paths: Vec<(PathBuf, Written)> = files
        .into_iter()
        .map(|file| (dir.path().join(file.name), file))
        .collect();
    let writer = std::thread::Builder::new().name("writer".into());
    let writer = writer
        .spawn(move || {
            let began = Instant::now();
            for piece in 0..PIECES {
                for (path, Written { rest, .. }) in &paths {
                    let at = |piece: usize| rest.len() * piece / PIECES;
                    append(path, &rest[at(piece)..at(piece + 1)]);
                }
                let until = WRITTEN * (piece as u32 + 1) / PIECES as u32;
                std::thread::sleep(until.saturating_sub(began.elapsed()));
            }
        })
        .expect("a thread");
    let mut frames = Frames::default();
    while !writer.is_finished() {
        frames.step(&mut window);
    }
    writer.join().expect("written");
    let ended = Instant::now();
    let opened = formats::open(&path, &OpenOptions::default(), &Progress::silent());
    let opened = opened.expect("a recording");
    let is_shown = |window: &Window| {
        let loaded = window.shell.state.loaded().expect("a recording");
        let shown = &loaded.recording;
        let samples = |of: &equipoise::recording::Recording| -> Vec<u64> {
            of.fields().iter().map(|f| f.samples).collect()
        };
        shown.span() == opened.span()
            && shown.trains() == opened.trains()
            && shown.epochs() == opened.epochs()
            && samples(shown) == samples(&opened)
    };
    while !is_shown(&window) {
        frames.step(&mut window);
        assert!(ended.elapsed() < WRITTEN, "{kind}: not all is shown");
    }
    println!(
        "{kind}, {} MB: {}; all shown {:.1} s after the last byte",
        bytes / 1_000_000,
        frames.said(),
        ended.elapsed().as_secs_f64()
    );
}

/// The files of a kind, made when they are needed.
type MakesFiles<'a> = &'a dyn Fn() -> Vec<Written>;

fn files(is_asked: impl Fn(&str) -> bool) {
    // As many spikes as the reference recording has.
    const SPIKES: usize = 20_000_000;
    let every_s = HOURS_S as f64 / SPIKES as f64;
    let samples = [2000, HOURS_S * 1250];
    let kinds: [(&str, &str, MakesFiles); 5] = [
        ("table", "a.csv", &|| {
            vec![written::table([1000, SPIKES], every_s)]
        }),
        ("session", "rat.xml", &|| {
            let every = (20_000.0 * every_s).round() as usize;
            written::session([1000, SPIKES], every, "rat.lfp", samples).into()
        }),
        ("EDF", "a.edf", &|| vec![written::edf([20, HOURS_S])]),
        ("NSx", "a.ns2", &|| {
            vec![written::nsx([2000, HOURS_S * 1000])]
        }),
        ("NEV", "a.nev", &|| {
            let ticks = (30_000.0 * every_s).round() as u32;
            vec![written::nev([300, SPIKES as u32], ticks)]
        }),
    ];
    for (kind, open, written) in kinds {
        if is_asked(kind) {
            grow(kind, written(), open);
        }
    }
}

fn main() {
    let asked: Vec<String> = std::env::args().skip(1).collect();
    let asked: Vec<&String> = asked.iter().filter(|a| !a.starts_with("--")).collect();
    let is_asked = |name: &str| asked.is_empty() || asked.iter().any(|a| *a == name);
    if is_asked("network") {
        network();
    }
    if is_asked("files") {
        files(|kind| asked.len() < 2 || is_asked(kind));
    }
}
