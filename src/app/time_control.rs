//! Playback: a state machine that is given the time that has passed, and needs no window.

use crate::recording::Interval;

/// Speeds of play, in recorded seconds a second.
pub const SPEEDS: [f64; 10] = [0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0];
/// The shortest window.
pub const SHORTEST_S: f64 = 0.01;

/// Play, loop and speed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TimeControl {
    pub playing: bool,
    pub looping: bool,
    pub speed: f64,
}

impl Default for TimeControl {
    fn default() -> Self {
        Self {
            playing: false,
            looping: false,
            speed: 1.0,
        }
    }
}

/// Where time stands after a step.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Step {
    pub playhead_s: f64,
    pub window: Interval,
    /// Play has come to the end of the recording.
    pub ends: bool,
}

impl TimeControl {
    /// Lets `dt_s` of real time pass. The playhead runs through the window; at its end it starts
    /// again (loop), or the window turns over by a page, until the recording ends.
    pub fn step(&self, dt_s: f64, playhead_s: f64, window: Interval, span: Interval) -> Step {
        let at = |playhead_s, window| Step {
            playhead_s,
            window,
            ends: false,
        };
        if !self.playing || dt_s <= 0.0 {
            return at(playhead_s, window);
        }
        let from = if window.contains(playhead_s) {
            playhead_s
        } else {
            window.start_s
        };
        let mut playhead_s = from + dt_s * self.speed;
        let width = window.duration_s();
        if playhead_s < window.stop_s || width <= 0.0 {
            return at(playhead_s, window);
        }
        if self.looping {
            playhead_s = window.start_s + (playhead_s - window.start_s) % width;
            return at(playhead_s, window);
        }
        if window.stop_s >= span.stop_s {
            return Step {
                ends: true,
                ..at(window.stop_s, window)
            };
        }
        let pages = ((playhead_s - window.start_s) / width).floor().max(1.0);
        let window = moved(window, pages * width, span);
        at(playhead_s.clamp(window.start_s, window.stop_s), window)
    }
    /// The next speed up (`+1`) or down (`-1`).
    pub fn change_speed(&mut self, by: i32) {
        let at = SPEEDS
            .iter()
            .position(|s| *s >= self.speed * 0.999)
            .unwrap_or(SPEEDS.len() - 1) as i32;
        self.speed = SPEEDS[(at + by).clamp(0, SPEEDS.len() as i32 - 1) as usize];
    }
}

/// The window moved by so many seconds, inside the span, its width kept.
pub fn moved(window: Interval, by_s: f64, span: Interval) -> Interval {
    let width = window.duration_s().min(span.duration_s());
    let start = (window.start_s + by_s)
        .min(span.stop_s - width)
        .max(span.start_s);
    Interval::new(start, start + width)
}

/// The window made `factor` times as wide about `about_s`, inside the span.
pub fn zoomed(window: Interval, factor: f64, about_s: f64, span: Interval) -> Interval {
    let about = about_s.clamp(window.start_s, window.stop_s);
    let width =
        (window.duration_s() * factor).clamp(SHORTEST_S.min(span.duration_s()), span.duration_s());
    let share = (about - window.start_s) / window.duration_s().max(f64::MIN_POSITIVE);
    let start = about - share * width;
    moved(Interval::new(start, start + width), 0.0, span)
}
