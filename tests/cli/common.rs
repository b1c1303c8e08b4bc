//! Running the program, and small recordings to run it on.

use equipoise::views::{About, AnyView};
use std::ffi::OsStr;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A run that has ended.
#[derive(Debug)]
pub struct Run {
    pub status: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Run {
    /// It did its work and had nothing to complain about.
    #[track_caller]
    pub fn done(self) -> Self {
        assert_eq!((self.status, self.stderr.as_str()), (0, ""), "{self:?}");
        self
    }
    /// It failed, and says why in one line that ends with `last`.
    #[track_caller]
    pub fn failed_with(&self, last: impl AsRef<OsStr>) {
        assert_eq!(self.status, 1, "{self:?}");
        assert_eq!(self.stderr.lines().count(), 1, "{self:?}");
        let last = last.as_ref().to_string_lossy();
        assert!(self.stderr.trim_end().ends_with(last.as_ref()), "{self:?}");
        assert!(!self.stderr.contains("panicked"), "{self:?}");
    }
    #[track_caller]
    pub fn wrong_usage(&self) {
        assert_eq!(self.status, 2, "{self:?}");
        assert!(!self.stderr.is_empty(), "{self:?}");
    }
}

/// The program with these arguments, without a display.
pub fn equipoise<S: AsRef<OsStr>>(args: impl IntoIterator<Item = S>) -> Run {
    run(Command::new(env!("CARGO_BIN_EXE_equipoise")).args(args))
}

pub fn run(command: &mut Command) -> Run {
    let Output {
        status,
        stdout,
        stderr,
    } = command
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .env_remove("WAYLAND_SOCKET")
        .env_remove("RUST_LOG")
        .output()
        .expect("the program starts");
    Run {
        status: status.code().expect("it was not killed"),
        stdout: String::from_utf8(stdout).expect("text"),
        stderr: String::from_utf8(stderr).expect("text"),
    }
}

/// A folder with `spikes.csv`, `units.csv` and `epochs.csv`: three E and two I units over 200 s
/// that share slow waves, half of it Wake and half SWS.
pub fn table() -> (tempfile::TempDir, PathBuf) {
    let dir = tempfile::tempdir().expect("a folder");
    let spikes = dir.path().join("spikes.csv");
    let mut text = String::from("unit,time_s\n");
    for unit in 0..5u32 {
        let mut state = 17 + unit;
        for step in 0..20_000u32 {
            // A small generator of our own: the same table on every machine.
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let t = f64::from(step) * 0.01;
            let rate = 0.06 * (1.0 + 0.8 * (t / 3.0).sin()) * if unit > 2 { 2.0 } else { 1.0 };
            if f64::from(state >> 8) / f64::from(1 << 24) < rate {
                writeln!(text, "{unit},{:.4}", t + 0.005).expect("to memory");
            }
        }
    }
    std::fs::write(&spikes, text).expect("written");
    std::fs::write(
        dir.path().join("units.csv"),
        "unit,cell_type,other\n0,pyramidal,I\n1,pyramidal,I\n2,pyramidal,I\n3,interneuron,E\n4,interneuron,E\n",
    )
    .expect("written");
    std::fs::write(
        dir.path().join("epochs.csv"),
        "label,start_s,stop_s\nWake,0,100\nSWS,100,200\n",
    )
    .expect("written");
    (dir, spikes)
}

/// The views about recordings, which reports are made of.
pub fn of_recordings() -> impl Iterator<Item = &'static dyn AnyView> {
    let all = equipoise::views::all().iter().copied();
    all.filter(|view| view.about() == About::Recording)
}

/// Whether that table, which has no field and no waveforms, has something for this view.
pub fn has_something_for(view: &str) -> bool {
    !["field", "waveforms", "cell-input", "rate-units"].contains(&view)
}

/// Names in a folder, sorted, hidden ones too.
pub fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> = std::fs::read_dir(folder)
        .expect("a folder")
        .map(|e| {
            e.expect("an entry")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .collect();
    names.sort();
    names
}

pub fn json(path: &Path) -> serde_json::Value {
    let text = std::fs::read(path).expect("the file is there");
    serde_json::from_slice(&text).expect("it is JSON")
}
