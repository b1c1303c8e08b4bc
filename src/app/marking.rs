//! Events marked by hand: what a person's marks do to the epochs of a recording.

use super::workspace::Edits;
use crate::recording::{Epoch, EpochKind, Interval, Recording};

/// Shortest event that is marked, in seconds.
pub const SHORTEST_S: f64 = 0.01;
/// What is marked at the playhead where nothing is brushed.
pub const AT_PLAYHEAD_S: f64 = 10.0;

/// Which end of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    Start,
    Stop,
}

/// Where an epoch of the recording that shows comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Index among the epochs of the file.
    File(usize),
    /// Index among the marks.
    Hand(usize),
}

/// Where an epoch comes from; among equals the first.
pub fn origin(original: &Recording, edits: &Edits, epoch: &Epoch) -> Option<Origin> {
    let by_hand = edits.marks.iter().position(|mark| mark == epoch);
    let of_file = || {
        let is_set_aside = edits.set_aside.contains(epoch);
        original.place_of_epoch(epoch).filter(|_| !is_set_aside)
    };
    by_hand
        .map(Origin::Hand)
        .or_else(|| of_file().map(Origin::File))
}

/// Adds an event; `None` for one that is too short or outside.
pub fn marked(edits: &Edits, kind: EpochKind, stretch: Interval, span: Interval) -> Option<Edits> {
    let inside = stretch.intersect(&span)?;
    if inside.duration_s() < SHORTEST_S {
        return None;
    }
    let noun = match kind {
        EpochKind::Seizure => "Seizure",
        _ => "Event",
    };
    let alike = edits.marks.iter().filter(|m| m.kind == kind).count();
    let label = format!("{noun} {}", alike + 1);
    let mut edits = edits.clone();
    let mark = Epoch::new(label, inside.start_s, inside.stop_s, kind);
    edits.marks.push(mark);
    Some(edits)
}

/// With an epoch in another form: a mark is changed, an epoch of the file is set aside for a mark.
pub fn changed(edits: &Edits, origin: Origin, from: &Epoch, to: Epoch) -> Edits {
    let mut edits = edits.clone();
    match origin {
        Origin::Hand(at) => {
            // One that is as another is is that other one.
            let is_other = edits
                .marks
                .iter()
                .enumerate()
                .any(|(j, m)| j != at && *m == to);
            if is_other && at < edits.marks.len() {
                edits.marks.remove(at);
            } else if let Some(mark) = edits.marks.get_mut(at) {
                *mark = to;
            }
        }
        Origin::File(_) => {
            edits.set_aside.push(from.clone());
            edits.marks.push(to);
        }
    }
    edits
}

/// Without a mark; without an epoch of the file, which stays in the file.
pub fn removed(edits: &Edits, origin: Origin, epoch: &Epoch) -> Edits {
    let mut edits = edits.clone();
    match origin {
        Origin::Hand(at) if at < edits.marks.len() => {
            edits.marks.remove(at);
        }
        Origin::Hand(_) => {}
        Origin::File(_) => edits.set_aside.push(epoch.clone()),
    }
    edits
}

/// An epoch with one end at another time, inside the recording and before or after its other end.
pub fn with_end(epoch: &Epoch, end: End, t_s: f64, span: Interval) -> Epoch {
    let Interval { start_s, stop_s } = stretched(epoch.interval(), end, t_s, span);
    Epoch {
        start_s,
        stop_s,
        ..epoch.clone()
    }
}

/// An interval with one end at another time, inside `span` and before or after its other end.
pub fn stretched(interval: Interval, end: End, t_s: f64, span: Interval) -> Interval {
    let Interval { start_s, stop_s } = interval;
    match end {
        End::Start => {
            let last_s = stop_s - SHORTEST_S;
            Interval::new(t_s.clamp(span.start_s.min(last_s), last_s), stop_s)
        }
        End::Stop => {
            let first_s = start_s + SHORTEST_S;
            Interval::new(start_s, t_s.clamp(first_s, span.stop_s.max(first_s)))
        }
    }
}
