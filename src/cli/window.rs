//! Opens the window; where that fails, says what to do.

use super::args::{ModelArgs, OpenArgs};
use super::catch_panic::catch_panic;
use super::error::{Error, one_line};
use super::source::{check_nothing_added, options};
use crate::compute::{NetworkSource, Source};
use crate::formats::OpenOptions;
use crate::models;
use std::path::PathBuf;

/// What a window needs at run time, by the names of Debian and Ubuntu.
const ON_X11: &str =
    "libx11-6 libx11-xcb1 libxcursor1 libxi6 libxkbcommon-x11-0 libegl1 libgl1 libgl1-mesa-dri";
const ON_WAYLAND: &str = "libwayland-client0 libwayland-egl1 libxkbcommon0 libegl1 libgl1-mesa-dri";
const WAY_OUT: &str = "to see a recording without a window, use: equipoise report [FILE] --out DIR";

/// Opens the window and stays until it is closed.
pub(super) fn open(files: Vec<PathBuf>, args: &OpenArgs) -> Result<(), Error> {
    if args.rate_classes.is_some() {
        return Err(Error::Usage(
            "--rate-classes is for the other commands; in the window choose Units, Classes by rate"
                .to_owned(),
        ));
    }
    for file in &files {
        check_nothing_added(file, args)?;
    }
    let options = options(args);
    if files.is_empty() && options != OpenOptions::default() {
        return Err(Error::Usage(
            "name the FILE that is to be read in that way".to_owned(),
        ));
    }
    let sources = files.into_iter().map(|f| crate::app::source(f, &options));
    show(sources.collect())
}

/// Opens the window on a network that runs.
pub(super) fn run_network(args: &ModelArgs) -> Result<(), Error> {
    let usage = |text: String| Error::Usage(text);
    let first = || {
        let found = models::networks().find(|m| m.id() == args.model);
        let first = found.and_then(|m| m.presets().first());
        first.map_or("", |p| p.id)
    };
    let preset = args.preset.as_deref().unwrap_or_else(first);
    let mut network = NetworkSource::preset(&args.model, preset).map_err(usage)?;
    network.seed = args.seed;
    let model = network.found().map(|(model, _)| model);
    for (name, text) in &args.set {
        let parameters = model.map_or(&[][..], |m| m.parameters());
        let found = models::parameter(parameters, name)
            .and_then(|parameter| Ok((parameter, parameter.parse(text)?)));
        let (parameter, value) = found.map_err(|e| Error::Usage(format!("--set {e}")))?;
        network.values.set(parameter, &value);
    }
    show(vec![Source::Network(network)])
}

fn show(sources: Vec<Source>) -> Result<(), Error> {
    let screen = Screen::of_environment();
    if screen == Screen::None {
        return Err(Error::Failed(anyhow::anyhow!(
            "there is no display (neither DISPLAY nor WAYLAND_DISPLAY is set); {WAY_OUT}"
        )));
    }
    // winit and glutin panic where a library of the system is missing.
    let reason = match catch_panic(|| crate::app::run(sources)) {
        Ok(Ok(())) => return Ok(()),
        Ok(Err(error)) => format!("{error:#}"),
        Err(panic) => panic,
    };
    let reason = one_line(reason);
    // A panic in our own code has nothing to do with what is installed.
    let advice = if reason.contains("(src/") {
        String::new()
    } else {
        screen.advice()
    };
    Err(Error::Failed(anyhow::anyhow!(
        "the window failed: {}; {WAY_OUT}{advice}",
        plainly(&reason)
    )))
}

/// What winit and glutin say, without where in their source they say it.
pub fn plainly(reason: &str) -> &str {
    if reason.contains("glutin") {
        return "OpenGL was not found or cannot be used";
    }
    reason
        .split_once("os error at ")
        .and_then(|(_, reason)| reason.split_once(": "))
        .map_or(reason, |(_, reason)| reason)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Screen {
    X11,
    Wayland,
    /// Windows, macOS: always there, nothing to install.
    Native,
    None,
}

impl Screen {
    fn of_environment() -> Self {
        if cfg!(not(target_os = "linux")) {
            return Self::Native;
        }
        let set = |name| std::env::var_os(name).is_some_and(|v| !v.is_empty());
        // The order in which winit looks.
        if set("WAYLAND_DISPLAY") || set("WAYLAND_SOCKET") {
            Self::Wayland
        } else if set("DISPLAY") {
            Self::X11
        } else {
            Self::None
        }
    }
    fn advice(self) -> String {
        match self {
            Self::X11 => format!("; on Debian or Ubuntu a window needs the packages {ON_X11}"),
            Self::Wayland => {
                format!("; on Debian or Ubuntu a window needs the packages {ON_WAYLAND}")
            }
            Self::Native | Self::None => String::new(),
        }
    }
}
