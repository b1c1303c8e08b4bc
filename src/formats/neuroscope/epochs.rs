//! `.sts.*`: states in samples of the field potential. `.*.evt`: events in milliseconds.

use super::NAME;
use super::numbers;
use crate::formats::events::Events;
use crate::formats::positional_file::{name_of, text};
use crate::formats::{FormatError, Progress};
use crate::recording::{EpochKind, Warning};
use std::collections::BTreeMap;
use std::path::Path;

/// Words with which an interval begins and ends, as buzcode and FMAToolbox write them.
const STARTS: [&str; 5] = ["start", "on", "onset", "begin", "beginning"];
const STOPS: [&str; 5] = ["stop", "off", "offset", "end", "finish"];

/// Intervals of different descriptions that are open at a time.
const MOST_OPEN: usize = 1 << 12;

/// One pair of samples a line; the label is the last part of the name.
pub(super) fn states(
    path: &Path,
    rate_hz: f64,
    events: &mut Events,
    progress: &Progress<'_>,
    warnings: &mut Vec<Warning>,
) -> Result<(), FormatError> {
    let object = name_of(path);
    let label = object.rsplit('.').next().unwrap_or_default().to_owned();
    let kind = EpochKind::from_label(&label, "states");
    let mut start = None;
    numbers::each(path, false, progress, |sample| match start.take() {
        None => start = Some(sample),
        Some(from) => events.push(&label, from / rate_hz, sample / rate_hz, kind),
    })?;
    if start.is_some() {
        let what = "ends with a start that has no stop, which is left out";
        warnings.push(Warning::new(what).at(object));
    }
    Ok(())
}

/// One time and description a line. A start and the next stop of the same description become an
/// interval; everything else stays a point in time.
pub(super) fn events(
    path: &Path,
    events: &mut Events,
    progress: &Progress<'_>,
    warnings: &mut Vec<Warning>,
) -> Result<(), FormatError> {
    let object = name_of(path);
    let text = text(path, NAME)?;
    let mut open = BTreeMap::<String, f64>::new();
    let mut unreadable = 0;
    for (number, line) in text.lines().enumerate() {
        if number % 4096 == 0 {
            progress.check()?;
        }
        let line = line.trim();
        let (time, words) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        let Some(time_s) = time.parse::<f64>().ok().map(|ms| ms / 1e3) else {
            unreadable += usize::from(!line.is_empty());
            continue;
        };
        let (is_start, is_stop, label) = judge(words);
        let before = (is_start || is_stop).then(|| open.remove(&label)).flatten();
        if let Some(start_s) = before.filter(|s| is_stop && *s <= time_s) {
            let kind = EpochKind::from_label(&label, "events");
            events.push(&label, start_s, time_s, kind);
            continue;
        }
        if let Some(start_s) = before {
            point(events, &format!("{label} start"), start_s);
        }
        if !is_start {
            point(events, if is_stop { words } else { &label }, time_s);
        } else if open.len() < MOST_OPEN {
            open.insert(label, time_s);
        } else {
            point(events, &format!("{label} start"), time_s);
        }
    }
    for (label, start_s) in open {
        point(events, &format!("{label} start"), start_s);
    }
    if unreadable > 0 {
        let what = "lines do not begin with a time and are left out";
        warnings.push(Warning::counted(unreadable, what).at(object));
    }
    Ok(())
}

fn point(events: &mut Events, label: &str, at_s: f64) {
    events.push(label, at_s, at_s, EpochKind::Event);
}

/// Whether a description begins or ends an interval, and the description without that word.
fn judge(words: &str) -> (bool, bool, String) {
    let is_in = |list: &[&str], w: &str| list.iter().any(|l| w.eq_ignore_ascii_case(l));
    let is_start = words.split_whitespace().any(|w| is_in(&STARTS, w));
    let is_stop = !is_start && words.split_whitespace().any(|w| is_in(&STOPS, w));
    let rest: Vec<&str> = words
        .split_whitespace()
        .filter(|w| !is_in(&STARTS, w) && !is_in(&STOPS, w) && !w.eq_ignore_ascii_case("of"))
        .collect();
    let rest = if rest.is_empty() {
        words.trim().to_owned()
    } else {
        rest.join(" ")
    };
    let rest = if rest.is_empty() {
        "event".to_owned()
    } else {
        rest
    };
    (is_start, is_stop, rest)
}
