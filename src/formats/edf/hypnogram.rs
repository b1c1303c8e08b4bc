//! Hypnograms as text: one stage a line for each 30 s, as YASA writes it, or a stage and the second
//! at which it ends a line, as Visbrain does.
//!
//! Numbers are 0 wake, 1 to 3 the stages of NREM sleep and 4 REM, as YASA, Visbrain and the AASM
//! count; where there is a 5, they are those of Rechtschaffen and Kales (4 is deep sleep, 5 REM).
//! Two headings say otherwise: that of the DREAMS database, `[HypnogramAASM]` (lines of 5 s, 5 wake,
//! 4 REM, 3 to 0 the stages from light to deep), and that of Elan, `time_base 30` and more up to
//! `epoch_list` (the length of a line, then numbers of Rechtschaffen and Kales).

use crate::recording::{Epoch, State};
use std::collections::BTreeSet;

/// Length of a stage that is not said.
const EPOCH_S: f64 = 30.0;
/// Length of a stage in the DREAMS database, and of any at most.
const DREAMS_S: f64 = 5.0;
const LONGEST_S: f64 = 3600.0;
/// Lines of Elan's heading at most.
const HEADING: usize = 16;
/// Fewer lines of stages are no hypnogram.
const LEAST: usize = 5;
/// More of them are none: eleven days.
const MOST: usize = 1 << 15;

/// Stages and what was left out.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Hypnogram {
    pub epochs: Vec<Epoch>,
    /// Lines that stand for no stage: artefact, movement, not scored.
    pub unscored: usize,
    /// Length of a line, in seconds, and whether it is only taken to be so.
    pub epoch_s: f64,
    pub is_assumed: bool,
    /// Whether the stages are numbers.
    pub is_numbered: bool,
    /// Whether a heading says what it is.
    is_stated: bool,
}

/// What the numbers stand for.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Code {
    Usual,
    /// Rechtschaffen and Kales, as Elan writes them.
    Elan,
    Dreams,
}

/// Words for what is no stage.
const UNSCORED: [&str; 14] = [
    "?",
    "-1",
    "-2",
    "art",
    "artefact",
    "artifact",
    "uns",
    "unscored",
    "unknown",
    "m",
    "mt",
    "movement",
    "l",
    "undefined",
];

#[derive(Clone, Copy, PartialEq)]
enum Word {
    Stage(State),
    Number(u8),
    Unscored,
}

fn word(text: &str, code: Code) -> Option<Word> {
    let text = text.trim().trim_matches('"');
    let low = text.to_lowercase();
    if UNSCORED.contains(&low.as_str()) {
        return Some(Word::Unscored);
    }
    // As numpy writes them, whole numbers have a point and an exponent.
    if let Ok(number) = low.parse::<f64>() {
        let is_whole = number.fract() == 0.0 && (-3.0..=9.0).contains(&number);
        return match (code, is_whole.then_some(number as i8)?) {
            (_, -2 | -1) | (Code::Dreams, -3) | (Code::Elan, 6..=9) => Some(Word::Unscored),
            (_, number @ 0..=5) => Some(Word::Number(number.unsigned_abs())),
            _ => None,
        };
    }
    // A word of one letter that is no stage is nothing.
    State::from_label(text).map(Word::Stage)
}

/// Takes the heading off; what it says of the numbers, and of the length of a line.
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
    (Code::Elan, length_s)
}

/// The words of a line, and the words that are left.
fn cells(line: &str) -> Vec<&str> {
    let separators = [',', ';', '\t'];
    if line.contains(separators) {
        line.split(separators).map(str::trim).collect()
    } else {
        line.split_whitespace().collect()
    }
}

/// Whether a text is a hypnogram; `is_named` says that its name does.
pub(super) fn is_hypnogram(text: &str, is_named: bool) -> bool {
    parse(text).is_some_and(|h| is_named || h.is_stated || !h.is_numbered)
}

pub(super) fn parse(text: &str) -> Option<Hypnogram> {
    let lines = text.lines().map(str::trim).filter(|l| !l.is_empty());
    let mut lines: Vec<&str> = lines.take(MOST + 1).collect();
    if lines.len() > MOST {
        return None;
    }
    let (code, length_s) = heading(&mut lines);
    let before = lines.len();
    lines.retain(|l| !l.starts_with(['*', '#']));
    let is_visbrain = before > lines.len() && lines.iter().all(|l| cells(l).len() == 2);
    let mut rows: Vec<Vec<&str>> = lines.iter().map(|l| cells(l)).collect();
    let column = if is_visbrain {
        0
    } else {
        rows.last()?.len().checked_sub(1)?
    };
    // A first line of names.
    if rows
        .first()
        .is_some_and(|r| r.get(column).is_none_or(|c| word(c, code).is_none()))
    {
        rows.remove(0);
    }
    if rows.len() < LEAST || rows.iter().any(|r| r.len() > 2) {
        return None;
    }
    // Two columns are the number of the epoch and its stage.
    let is_counted = |r: &Vec<&str>| r.len() < 2 || r[0].parse::<f64>().is_ok();
    if !is_visbrain && !rows.iter().all(is_counted) {
        return None;
    }
    let words: Option<Vec<Word>> = rows.iter().map(|r| word(r.get(column)?, code)).collect();
    let words = words?;
    let ends: Option<Vec<f64>> = if is_visbrain {
        let end = |r: &Vec<&str>| r.get(1)?.parse().ok().filter(|v: &f64| v.is_finite());
        Some(rows.iter().map(end).collect::<Option<_>>()?)
    } else {
        None
    };
    Some(build(&words, ends.as_deref(), code, length_s))
}

fn build(words: &[Word], ends: Option<&[f64]>, code: Code, length_s: Option<f64>) -> Hypnogram {
    let is_old = code == Code::Elan || words.contains(&Word::Number(5));
    let is_dreams = code == Code::Dreams;
    let state = |word: Word| match word {
        Word::Stage(state) => Some(state),
        Word::Number(5) if is_dreams => Some(State::Wake),
        Word::Number(4) if is_dreams => Some(State::Rem),
        Word::Number(2 | 3) if is_dreams => Some(State::LightSleep),
        Word::Number(_) if is_dreams => Some(State::SlowWaveSleep),
        Word::Number(0) => Some(State::Wake),
        Word::Number(1 | 2) => Some(State::LightSleep),
        Word::Number(3) => Some(State::SlowWaveSleep),
        Word::Number(4) if is_old => Some(State::SlowWaveSleep),
        Word::Number(_) => Some(State::Rem),
        Word::Unscored => None,
    };
    let mut hypnogram = Hypnogram {
        epoch_s: length_s.unwrap_or(if is_dreams { DREAMS_S } else { EPOCH_S }),
        is_assumed: ends.is_none() && length_s.is_none(),
        is_stated: code != Code::Usual,
        is_numbered: words.iter().any(|w| matches!(w, Word::Number(_))),
        ..Hypnogram::default()
    };
    let mut start_s = 0.0;
    for (at, &word) in words.iter().enumerate() {
        let stop_s = ends
            .and_then(|e| e.get(at).copied())
            .unwrap_or((at + 1) as f64 * hypnogram.epoch_s);
        match state(word) {
            None => hypnogram.unscored += 1,
            Some(state) => match hypnogram.epochs.last_mut() {
                // Equal stages one after the other are one epoch.
                Some(last) if last.stop_s == start_s && last.chip() == state.name() => {
                    last.stop_s = stop_s;
                }
                _ => hypnogram.epochs.push(Epoch::state(state, start_s, stop_s)),
            },
        }
        start_s = stop_s;
    }
    hypnogram
}

impl Hypnogram {
    /// The distinct states, for a message.
    pub(super) fn names(&self) -> String {
        let names: BTreeSet<&str> = self.epochs.iter().map(Epoch::chip).collect();
        names.into_iter().collect::<Vec<_>>().join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_text() {
        let yasa = parse("Epoch,Stage\n0,W\n1,W\n2,N1\n3,N3\n4,R\n5,UNS\n").unwrap();
        assert_eq!(yasa.epochs.len(), 4);
        assert_eq!(
            (yasa.epochs[0].stop_s, yasa.epochs[3].start_s),
            (60.0, 120.0)
        );
        assert_eq!((yasa.unscored, yasa.is_assumed), (1, true));
        let visbrain =
            parse("*Duration_sec 90\n*Datafile a.edf\nWake 10.5\nN1 20\nN2 30\nArt 40\nREM 90\n")
                .unwrap();
        assert_eq!(visbrain.epochs[0].stop_s, 10.5);
        assert_eq!(
            (visbrain.epochs[2].start_s, visbrain.epochs[2].stop_s),
            (40.0, 90.0)
        );
        let numbers = parse("0\n1\n2\n3\n4\n").unwrap();
        assert_eq!(numbers.epochs.last().unwrap().chip(), "REM");
        let old = parse("0\n1\n4\n4\n5\n").unwrap();
        assert_eq!(old.epochs[2].chip(), "Slow-wave sleep");
        assert!(parse("unit,time\na,1\nb,2\nc,3\nd,4\ne,5\n").is_none());
        assert!(!is_hypnogram("0\n1\n2\n3\n4\n", false));
        assert!(is_hypnogram("W\nW\nN1\nN2\nR\n", false));
        assert!(parse("0\n1\n2\n3\n4.5\n").is_none());
        assert!(parse("0\n1\n2\n3\n6\n").is_none());
    }
}
