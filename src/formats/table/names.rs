//! What the names of columns say.

use super::time_unit::TimeUnit;

/// Lower-case words of a name: "spikeTime (ms)" is spike, time, ms.
pub(super) fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut was_lower = false;
    for c in name.chars() {
        if !c.is_alphanumeric() {
            words.push(String::new());
            was_lower = false;
            continue;
        }
        if c.is_uppercase() && was_lower {
            words.push(String::new());
        }
        was_lower = c.is_lowercase();
        if let Some(word) = words.last_mut() {
            word.extend(c.to_lowercase());
        }
    }
    words.retain(|w| !w.is_empty());
    words
}

/// A name without case and punctuation: "Unit ID" is "unitid".
pub(super) fn bare(name: &str) -> String {
    name.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

fn unit_word(word: &str) -> Option<TimeUnit> {
    Some(match word {
        "s" | "sec" | "secs" | "second" | "seconds" => TimeUnit::Seconds,
        "ms" | "msec" | "msecs" | "millisecond" | "milliseconds" | "millis" => {
            TimeUnit::Milliseconds
        }
        // Both micro sign and Greek mu.
        "us" | "\u{b5}s" | "\u{3bc}s" | "usec" | "usecs" | "microsecond" | "microseconds"
        | "micros" => TimeUnit::Microseconds,
        "sample" | "samples" | "frame" | "frames" | "tick" | "ticks" => {
            TimeUnit::Samples { rate_hz: None }
        }
        _ => return None,
    })
}

/// The unit that the name of a time column gives, if it gives one.
pub fn time_unit(name: &str) -> Option<TimeUnit> {
    let words = words(name);
    if let Some(unit) = words.iter().rev().find_map(|w| unit_word(w)) {
        return Some(unit);
    }
    // "timems", "timesec": written together.
    let bare = bare(name);
    ["times", "time", "spiketimes", "spiketime"]
        .iter()
        .filter_map(|stem| bare.strip_prefix(stem))
        // "spiketimes" is a plural, not seconds.
        .filter(|rest| rest.len() > 1)
        .find_map(unit_word)
}

/// Rank of a name as that of the column of spike times (0 is best); `None` when it does not fit.
pub fn time_rank(name: &str) -> Option<u8> {
    const OTHER: [&str; 24] = [
        "start", "stop", "end", "begin", "onset", "offset", "duration", "n", "count", "rate",
        "num", "mean", "first", "last", "isi", "interval", "latency", "width", "trough", "peak",
        "median", "std", "bin", "half",
    ];
    const TIME: [&str; 11] = [
        "time",
        "times",
        "t",
        "ts",
        "timestamp",
        "timestamps",
        "stamp",
        "stamps",
        "spiketime",
        "spiketimes",
        "spiketrain",
    ];
    let words = words(name);
    if words.iter().any(|w| OTHER.contains(&w.as_str())) {
        return None;
    }
    let bare = bare(name);
    let speaks = words.iter().any(|w| TIME.contains(&w.as_str()))
        || bare.starts_with("spiketime")
        || (bare.starts_with("time") && time_unit(name).is_some());
    let unit = time_unit(name);
    match (speaks, unit) {
        (true, Some(TimeUnit::Seconds)) => Some(0),
        (true, Some(TimeUnit::Milliseconds)) => Some(1),
        (true, Some(TimeUnit::Microseconds)) => Some(2),
        (true, None) => Some(3),
        (_, Some(TimeUnit::Samples { .. })) => Some(4),
        (false, Some(_)) if words.len() == 1 && bare.len() > 1 => Some(5),
        _ => None,
    }
}

/// Rank of a name as that of the column of units (0 is best); `None` when it does not fit.
pub(super) fn unit_rank(name: &str) -> Option<usize> {
    const KNOWN: [&str; 41] = [
        "unitid",
        "unit",
        "units",
        "unitids",
        "neuronid",
        "neuron",
        "neurons",
        "neuronids",
        "cellid",
        "cell",
        "cells",
        "cellids",
        "clusterid",
        "cluster",
        "clusters",
        "clusterids",
        "spikeclusters",
        "spikecluster",
        "clu",
        "clustid",
        "unitindex",
        "unitidx",
        "unitname",
        "unitlabel",
        "unitnumber",
        "unitnum",
        "neuronindex",
        "neuronname",
        "cellname",
        "sender",
        "senders",
        "gid",
        "node",
        "nodeid",
        "trainid",
        "train",
        "id",
        "ids",
        "i",
        "label",
        "name",
    ];
    let bare = bare(name);
    KNOWN.iter().position(|known| *known == bare)
}

/// Index of the column that says where a unit was recorded, the widest place first.
pub(super) fn place(columns: &[String], is_free: impl Fn(&usize) -> bool) -> Option<usize> {
    const PLACES: [&str; 4] = ["tetrode", "shank", "electrode", "channel"];
    let bares: Vec<String> = columns.iter().map(|c| bare(c)).collect();
    let is = |bare: &str, place: &str| {
        let rest = bare.strip_prefix(place);
        rest.is_some_and(|r| ["", "id", "number", "num", "no", "name", "index"].contains(&r))
    };
    PLACES
        .iter()
        .find_map(|p| (0..bares.len()).find(|c| is_free(c) && is(&bares[*c], p)))
}

/// Index of the column whose name stands first in `known` (bare names).
pub fn find(columns: &[String], known: &[&str]) -> Option<usize> {
    let bares: Vec<String> = columns.iter().map(|c| strip_unit(c)).collect();
    known.iter().find_map(|k| bares.iter().position(|b| b == k))
}

/// The bare name without a unit of time at its end: "start (s)" is "start".
fn strip_unit(name: &str) -> String {
    let mut words = words(name);
    if words.len() > 1 && words.last().is_some_and(|w| unit_word(w).is_some()) {
        words.pop();
    }
    words.concat()
}

/// Index of a column by its name, without regard to case, or by its number from 1.
pub fn by_name_or_number(columns: &[String], wanted: &str) -> Option<usize> {
    let wanted = wanted.trim();
    columns
        .iter()
        .position(|c| c == wanted)
        .or_else(|| columns.iter().position(|c| c.eq_ignore_ascii_case(wanted)))
        .or_else(|| {
            let number: usize = wanted.parse().ok()?;
            (1..=columns.len()).contains(&number).then(|| number - 1)
        })
}
