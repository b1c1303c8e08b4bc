//! What a person waits for, measured on the whole window without a screen: starting, opening the
//! reference recording from NWB, frames of the UI thread, a step of the scale slider, memory.
//!
//! `benches/window/run` makes the file and runs this; without it only the demonstration is measured.
//! A frame is layout, drawing and tessellation, as far as the triangles for the graphics card.

#[path = "unseen.rs"]
mod unseen;

use equipoise::analysis::{Scale, Surrogate};
use equipoise::app::layout::LayoutName;
use equipoise::app::shell::Shell;
use equipoise::app::workspace::Source;
use equipoise::recording::Interval;
use std::path::PathBuf;
use std::time::{Duration, Instant};
use unseen::Window;

/// Longer than anything here takes.
const PATIENCE: Duration = Duration::from_mins(3);
/// Between frames while something is awaited.
const EVERY: Duration = Duration::from_millis(4);

/// What is asked of the window, and waited for.
trait Asked {
    fn until(&mut self, done: impl Fn(&Shell) -> bool) -> Duration;
    fn settle(&mut self) -> Duration;
    fn show(&mut self, window: Option<Interval>, k: f64);
}

impl Asked for Window {
    /// Frames until `done`; how long that took.
    fn until(&mut self, done: impl Fn(&Shell) -> bool) -> Duration {
        let began = Instant::now();
        loop {
            self.step();
            if done(&self.shell) || began.elapsed() > PATIENCE {
                return began.elapsed();
            }
            std::thread::sleep(EVERY);
        }
    }
    fn settle(&mut self) -> Duration {
        let took = self.until(|shell| shell.state.loaded().is_some() && !shell.is_busy());
        self.step();
        took
    }
    fn show(&mut self, window: Option<Interval>, k: f64) {
        let whole = self.shell.state.loaded().map(|l| l.recording.span());
        if let Some(tab) = self.shell.state.workspace.tab_mut() {
            tab.window = window.or(whole);
            tab.settings.scale = Scale::new(k);
        }
    }
}

/// Median, 95 % and largest, in milliseconds.
fn spread(mut times: Vec<Duration>) -> String {
    times.sort_unstable();
    let at = |share: f64| {
        let place = ((times.len() - 1) as f64 * share).round() as usize;
        times[place].as_secs_f64() * 1e3
    };
    format!("{:8.2} {:8.2} {:8.2}", at(0.5), at(0.95), at(1.0))
}

fn report(name: &str, window: &mut Window) {
    println!("\n{name:<44}   median     95 %  largest (ms)");
    let span = window
        .shell
        .state
        .loaded()
        .map_or(Interval::new(0.0, 1.0), |l| l.recording.span());
    let from = span.start_s + span.duration_s() / 3.0;
    let ten = Interval::new(from, (from + 600.0).min(span.stop_s));
    for layout in LayoutName::ALL {
        window.shell.state.workspace.layout.name = layout;
        for (what, shown) in [("10 min", Some(ten)), ("whole recording", None)] {
            let name = layout.name();
            window.show(shown, 20.0);
            window.step();
            window.settle();
            let still = (0..200).map(|_| window.step()).collect();
            println!(
                "{:<44} {}",
                format!("{name}, {what}: still frame"),
                spread(still)
            );
            // Not every layout shows the plane.
            let shows_cloud = window.shell.state.is_current("balance-plane");
            let (mut clouds, mut all) = (Vec::new(), Vec::new());
            for k in 1..=32 {
                window.show(shown, f64::from(k));
                let began = Instant::now();
                window.step();
                if shows_cloud {
                    window.until(|shell| shell.state.is_current("balance-plane"));
                    clouds.push(began.elapsed());
                }
                window.settle();
                all.push(began.elapsed());
            }
            if shows_cloud {
                println!(
                    "{:<44} {}",
                    format!("{name}, {what}: slider to E x I cloud"),
                    spread(clouds)
                );
            }
            println!(
                "{:<44} {}",
                format!("{name}, {what}: slider to all panels"),
                spread(all)
            );
            if name == "Balance" && shown.is_some() {
                surrogates(window);
            }
            if let Some(ten) = shown {
                let moved = (0..200).map(|j| {
                    let by = f64::from(j) * 0.5;
                    window.show(Some(Interval::new(ten.start_s + by, ten.stop_s + by)), 20.0);
                    window.step()
                });
                let moved = moved.collect();
                println!(
                    "{:<44} {}",
                    format!("{name}, {what}: frame while scrubbing"),
                    spread(moved)
                );
                window.settle();
            }
        }
    }
}

/// From the switch of the surrogate to its first band, with new seeds.
fn surrogates(window: &mut Window) {
    let set = |window: &mut Window, surrogate| {
        if let Some(tab) = window.shell.state.workspace.tab_mut() {
            tab.settings.surrogate = surrogate;
        }
    };
    let first = (1..=10).map(|seed| {
        set(window, None);
        window.step();
        window.settle();
        let chosen = Surrogate {
            seed,
            ..Surrogate::default()
        };
        set(window, Some(chosen));
        let began = Instant::now();
        window.step();
        window.until(|shell| {
            let plots = shell
                .state
                .sheet("collapse")
                .into_iter()
                .flat_map(|s| &s.panels);
            let mut layers = plots.flat_map(|p| &p.plot.layers);
            layers.any(|l| l.name.as_deref() == Some("Surrogate"))
        });
        began.elapsed()
    });
    let first = first.collect();
    println!(
        "{:<44} {}",
        "Balance, 10 min: surrogate to first band",
        spread(first)
    );
    set(window, None);
    window.step();
    window.settle();
}

/// Largest resident memory of the process so far, where the system says.
fn peak_mb() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|l| l.starts_with("VmHWM:"))?;
    let kb: f64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kb / 1000.0)
}

fn demonstration() -> std::io::Result<()> {
    let began = Instant::now();
    let mut night = Window::open(Source::Example { id: "night".into() })?;
    night.settle();
    println!(
        "demonstration, to the picture of all panels: {:.0} ms",
        began.elapsed().as_secs_f64() * 1e3
    );
    report("demonstration", &mut night);
    Ok(())
}

fn main() -> std::io::Result<()> {
    let only_reference = std::env::args().any(|a| a == "reference");
    if !only_reference {
        demonstration()?;
    }
    let Some(path) = std::env::var_os("EQUIPOISE_REFERENCE").map(PathBuf::from) else {
        println!("\nbenches/window/run measures opening and the reference recording too");
        return Ok(());
    };
    let before = peak_mb();
    let began = Instant::now();
    let mut window = Window::open(Source::file(&path))?;
    window.until(|shell| shell.state.first_look().is_some() || shell.state.loaded().is_some());
    let first = began.elapsed();
    window.until(|shell| shell.state.loaded().is_some());
    let complete = began.elapsed();
    window.settle();
    let picture = began.elapsed();
    let spikes = window
        .shell
        .state
        .loaded()
        .map_or(0, |l| l.recording.trains().spike_count());
    println!(
        "\nreference recording ({spikes} spikes): first picture {:.2} s, read {:.2} s, picture of all panels {:.2} s",
        first.as_secs_f64(),
        complete.as_secs_f64(),
        picture.as_secs_f64()
    );
    report("reference recording", &mut window);
    if let (Some(before), Some(peak)) = (before, peak_mb()) {
        let limit = spikes as f64 * 24e-6 + 500.0;
        println!(
            "\nlargest memory: {peak:.0} MB ({before:.0} MB before opening); limit {limit:.0} MB"
        );
    }
    Ok(())
}
