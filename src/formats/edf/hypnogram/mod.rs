//! Hypnograms as text: one stage a line, as YASA writes it; a stage and the second at which it ends
//! a line, as Visbrain does; a table with columns of starts and of durations or ends.
//!
//! Numbers are 0 wake, 1 to 3 the stages of NREM sleep and 4 REM, as YASA, Visbrain and the AASM
//! count; where there is a 5, they are those of Rechtschaffen and Kales (4 is deep sleep, 5 REM).
//! Two headings say otherwise: that of the DREAMS database, `[HypnogramAASM]` (lines of 5 s, 5 wake,
//! 4 REM, 3 to 0 the stages from light to deep), and that of Elan, `time_base 30` and more up to
//! `epoch_list` (the length of a line, then numbers of Rechtschaffen and Kales).
//!
//! Where the file does not say how long a line is, a person may. Otherwise it is the common length
//! with which all lines are as long as the signal, or else 30 s, and a warning says so.

mod rows;
mod words;

use crate::recording::{Epoch, State};
use rows::{Rows, Times};
use std::collections::{BTreeMap, BTreeSet};
use words::{Code, Word, state, word};

/// Length of a line where nothing tells it.
const EPOCH_S: f64 = 30.0;
/// Lengths that laboratories use, the most common first.
const USUAL_S: [f64; 14] = [
    30.0, 20.0, 10.0, 4.0, 5.0, 1.0, 2.0, 2.5, 8.0, 12.0, 15.0, 16.0, 40.0, 60.0,
];
/// Length of a stage in the DREAMS database, and of any at most.
const DREAMS_S: f64 = 5.0;
const LONGEST_S: f64 = 3600.0;
/// Lines of Elan's heading at most.
const HEADING: usize = 16;
/// Fewer lines are no hypnogram, unless a heading or the name says so.
const LEAST: usize = 5;
/// More of them are none: three days of single seconds.
const MOST: usize = 1 << 18;
/// One line in so many may hold a word that is not known.
const UNKNOWN: usize = 10;

/// Stages and what was left out.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Hypnogram {
    pub epochs: Vec<Epoch>,
    pub lines: usize,
    /// Lines that stand for no stage: artefact, movement, not scored.
    pub unscored: usize,
    /// Words that are not known, and how many lines have them.
    pub unknown: BTreeMap<String, usize>,
    /// Length of a line, in seconds.
    pub epoch_s: f64,
    pub length: Length,
    /// What its numbers stand for, where stages are numbers: "0 Wake, 1 Light sleep".
    pub numbers: Option<String>,
    /// Whether a heading says that it is a hypnogram.
    is_stated: bool,
    /// Whether its stages may be numbers without a name that says so.
    is_coded: bool,
}

/// Where the length of a line comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Length {
    /// The file gives the times of all stages; in words, how.
    Times(&'static str),
    /// A heading of the file.
    File,
    Person,
    /// The one with which all lines are as long as the signal.
    Signal,
    #[default]
    Assumed,
}

/// What is known from elsewhere.
#[derive(Clone, Copy, Debug, Default)]
pub struct Hints {
    /// What a person says that the length of a line is.
    pub said_s: Option<f64>,
    /// The length of the signal.
    pub signal_s: Option<f64>,
}

/// Removes the heading, and gives what it says of the numbers and of the length of a line.
fn heading(lines: &mut Vec<&str>) -> (Code, Option<f64>) {
    let is_dreams = lines.first().is_some_and(|l| {
        let low = l.to_lowercase();
        low.starts_with("[hypnogram") && low.ends_with(']')
    });
    if is_dreams {
        lines.remove(0);
        return (Code::Dreams, None);
    }
    let mut first = lines.iter().take(HEADING);
    let Some(end) = first.position(|l| l.eq_ignore_ascii_case("epoch_list")) else {
        return (Code::Usual, None);
    };
    let heading: Vec<&str> = lines.drain(..=end).collect();
    let length_s = heading.iter().find_map(|l| {
        let (name, value) = l.split_once(char::is_whitespace)?;
        let value: f64 = value.trim().parse().ok()?;
        let is_length = value > 0.0 && value <= LONGEST_S;
        (name.eq_ignore_ascii_case("time_base") && is_length).then_some(value)
    });
    (Code::Old, length_s)
}

/// Whether a text is a hypnogram; `is_named` says that its name does.
pub fn is_hypnogram(text: &str, is_named: bool) -> bool {
    parse(text, Hints::default()).is_some_and(|h| {
        let is_plain = h.lines >= LEAST && h.unknown.is_empty();
        (is_named || h.is_stated || is_plain) && (is_named || h.is_coded || h.numbers.is_none())
    })
}

/// Whether a text is a table that gives the times of its stages.
pub(super) fn is_table(text: &str) -> bool {
    let has_times = |h: Hypnogram| matches!(h.length, Length::Times(how) if !how.is_empty());
    parse(text, Hints::default()).is_some_and(has_times)
}

/// The stages of a text; none when it is no hypnogram.
pub fn parse(text: &str, hints: Hints) -> Option<Hypnogram> {
    let lines = text.lines().map(str::trim).filter(|l| !l.is_empty());
    let mut lines: Vec<&str> = lines.take(MOST + 1).collect();
    if lines.len() > MOST {
        return None;
    }
    let (mut code, length_s) = heading(&mut lines);
    let is_coded = code != Code::Usual;
    let is_visbrain = lines.iter().any(|l| l.starts_with('*'));
    lines.retain(|l| !l.starts_with(['*', '#', '%', ';']) && !l.starts_with("//"));
    let is_word = |text: &str| word(text, code).is_some();
    let ends = is_visbrain.then(|| rows::visbrain(&lines)).flatten();
    let rows = match ends {
        Some(rows) => rows,
        None => rows::rows(&lines, &is_word)?,
    };
    let mut unknown = BTreeMap::new();
    let mut words = Vec::with_capacity(rows.stages.len());
    for &stage in &rows.stages {
        let word = word(stage, code).unwrap_or_else(|| {
            *unknown.entry(stage.to_owned()).or_insert(0) += 1;
            Word::Unscored
        });
        words.push(word);
    }
    let strangers: usize = unknown.values().sum();
    // "N" alone may be the first letter of anything.
    let is_stage = |w: &Word| matches!(w, Word::Stage(_) | Word::Number(_));
    if strangers * UNKNOWN > words.len() || !words.iter().any(is_stage) {
        return None;
    }
    if code == Code::Usual && words.contains(&Word::Number(5)) {
        code = Code::Old;
    }
    let mut hypnogram = Hypnogram {
        lines: words.len(),
        unknown,
        is_stated: is_coded || rows.is_told,
        is_coded,
        numbers: numbers(&words, code),
        ..Hypnogram::default()
    };
    let from_file = length_s.or((code == Code::Dreams).then_some(DREAMS_S));
    (hypnogram.epoch_s, hypnogram.length) = length(&rows, from_file, length_s.is_some(), hints);
    hypnogram.unscored = words.iter().filter(|w| **w == Word::Unscored).count() - strangers;
    fill(&mut hypnogram, &words, &rows.times, code);
    Some(hypnogram)
}

/// The length of a line, and who says so.
fn length(rows: &Rows<'_>, usual_s: Option<f64>, is_file: bool, hints: Hints) -> (f64, Length) {
    let number = match &rows.times {
        Times::Given(_, how) => return (0.0, Length::Times(how)),
        Times::InTurn => rows.stages.len() as f64,
        Times::ClusterIndex(all) => all.iter().copied().fold(0.0, f64::max) + 1.0,
    };
    if let Some(said_s) = hints.said_s.filter(|s| *s > 0.0 && *s <= LONGEST_S) {
        return (said_s, Length::Person);
    }
    if let Some(usual_s) = usual_s.filter(|_| is_file) {
        return (usual_s, Length::File);
    }
    let usual = usual_s.into_iter().chain(USUAL_S);
    let fits = |&s: &f64| {
        hints
            .signal_s
            .is_some_and(|signal| (signal - number * s).abs() <= s)
    };
    match usual.into_iter().find(fits) {
        // A few lines are as long as many a signal.
        Some(fitting) if number >= LEAST as f64 => (fitting, Length::Signal),
        _ => (usual_s.unwrap_or(EPOCH_S), Length::Assumed),
    }
}

fn fill(hypnogram: &mut Hypnogram, words: &[Word], times: &Times, code: Code) {
    let length_s = hypnogram.epoch_s;
    for (at, &word) in words.iter().enumerate() {
        let place = |n: f64| (n * length_s, (n + 1.0) * length_s);
        let (start_s, stop_s) = match times {
            Times::InTurn => place(at as f64),
            Times::ClusterIndex(numbers) => place(numbers.get(at).copied().unwrap_or_default()),
            Times::Given(spans, _) => spans.get(at).copied().unwrap_or_default(),
        };
        let Some(state) = state(word, code) else {
            continue;
        };
        match hypnogram.epochs.last_mut() {
            // Equal stages one after the other are one epoch.
            Some(last) if last.stop_s == start_s && last.chip() == state.name() => {
                last.stop_s = stop_s;
            }
            _ => hypnogram.epochs.push(Epoch::state(state, start_s, stop_s)),
        }
    }
}

/// What the numbers among the words stand for.
fn numbers(words: &[Word], code: Code) -> Option<String> {
    let number = |w: &Word| match w {
        Word::Number(n) => Some(*n),
        _ => None,
    };
    let used: BTreeSet<u8> = words.iter().filter_map(number).collect();
    let name = |n: u8| state(Word::Number(n), code).map_or("", State::name);
    let all: Vec<String> = used.iter().map(|&n| format!("{n} {}", name(n))).collect();
    (!all.is_empty()).then(|| all.join(", "))
}
