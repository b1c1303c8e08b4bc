//! The meaning of the words of a hypnogram.

use crate::recording::State;

/// What the numbers stand for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Code {
    Usual,
    /// Rechtschaffen and Kales: 4 is deep sleep, 5 REM.
    Old,
    Dreams,
}

/// Words for lines that are not scored.
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

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Word {
    Stage(State),
    /// "N" and "NR": NREM sleep where there are other stages, or anything else.
    NonRem,
    Number(u8),
    Unscored,
}

/// The meaning of a word; `None` when it is none of a hypnogram.
pub(super) fn word(text: &str, code: Code) -> Option<Word> {
    let text = text.trim().trim_matches('"');
    let low = text.to_lowercase();
    let stage = low.strip_prefix("sleep stage ").unwrap_or(&low);
    if UNSCORED.contains(&stage) {
        return Some(Word::Unscored);
    }
    // As numpy writes them, whole numbers have a point and an exponent.
    if let Ok(number) = low.parse::<f64>() {
        let is_whole = number.fract() == 0.0 && (-3.0..=9.0).contains(&number);
        return match (code, is_whole.then_some(number as i8)?) {
            (_, -2 | -1) | (Code::Dreams, -3) | (Code::Usual | Code::Old, 6..=9) => {
                Some(Word::Unscored)
            }
            (_, number @ 0..=5) => Some(Word::Number(number.unsigned_abs())),
            _ => None,
        };
    }
    if low == "n" || low == "nr" {
        return Some(Word::NonRem);
    }
    // A word of one letter that is no stage is nothing.
    State::from_label(text).map(Word::Stage)
}

/// The state that a word stands for.
pub(super) fn state(word: Word, code: Code) -> Option<State> {
    Some(match (code, word) {
        (_, Word::Unscored) => return None,
        (_, Word::Stage(state)) => state,
        (Code::Dreams, Word::Number(5)) | (Code::Usual | Code::Old, Word::Number(0)) => State::Wake,
        (Code::Dreams, Word::Number(4)) => State::Rem,
        (Code::Dreams, Word::Number(2 | 3)) | (Code::Usual | Code::Old, Word::Number(1 | 2)) => {
            State::LightSleep
        }
        (_, Word::NonRem)
        | (Code::Dreams, Word::Number(_))
        | (Code::Usual | Code::Old, Word::Number(3))
        | (Code::Old, Word::Number(4)) => State::SlowWaveSleep,
        (_, Word::Number(_)) => State::Rem,
    })
}
