//! The format of hypnograms as text.

use super::hypnogram::{self, Hints, Length};
use super::hypnogram_files;
use crate::formats::positional_file::{name_of, text};
use crate::formats::{Contents, Format, FormatError, OpenOptions, Preview, Progress, table};
use crate::recording::Warning;
use std::path::Path;

/// Words that a warning names.
const NAMED: usize = 5;

/// Reader of hypnograms as text.
#[derive(Clone, Copy, Debug, Default)]
pub struct Hypnogram;

pub(super) fn read(path: &Path, hints: Hints) -> Result<hypnogram::Hypnogram, FormatError> {
    let text = text(path, "hypnogram")?;
    hypnogram::parse(&text, hints).ok_or_else(|| {
        let expected = "one stage a line (W, N1, N2, N3, R), a stage and the second of its end, \
                        or columns such as onset, duration and stage";
        FormatError::malformed(path, "hypnogram", "the lines", expected, "others")
    })
}

/// The warnings; `end_s` is the end of the signal.
pub(super) fn notes(read: &hypnogram::Hypnogram, end_s: Option<f64>, object: &str) -> Vec<Warning> {
    let mut notes = Vec::new();
    let length_s = read.epoch_s;
    let note = match read.length {
        Length::Assumed => {
            let signal = end_s.map_or(String::new(), |end_s| {
                let all_s = read.lines as f64 * length_s;
                format!(", which makes {all_s} s where the signal has {end_s} s")
            });
            Some(format!(
                "each line is taken to be {length_s} s, from the start of the recording{signal}; \
                 set another length in Files of this recording, or with --stage-length"
            ))
        }
        Length::Signal => Some(format!(
            "each line is taken to be {length_s} s, as the lines then are as long as the signal"
        )),
        Length::Times(how) if !how.is_empty() => Some(format!("its columns are read as {how}")),
        Length::Times(_) | Length::File | Length::Person => None,
    };
    notes.extend(note.map(|n| Warning::new(n).at(object)));
    if let Some(numbers) = &read.numbers {
        notes.push(Warning::new(format!("its numbers are read as {numbers}")).at(object));
    }
    if read.unscored > 0 {
        let what = "lines say that there is no stage (artefact, movement, not scored)";
        notes.push(Warning::counted(read.unscored, what).at(object));
    }
    if !read.unknown.is_empty() {
        let words: Vec<&str> = read
            .unknown
            .keys()
            .take(NAMED)
            .map(String::as_str)
            .collect();
        let more = if read.unknown.len() > NAMED {
            ", .."
        } else {
            ""
        };
        let what = format!(
            "lines hold words that are no stage ({}{more}); nothing is scored there",
            words.join(", ")
        );
        notes.push(Warning::counted(read.unknown.values().sum(), what).at(object));
    }
    notes
}

impl Format for Hypnogram {
    fn name(&self) -> &'static str {
        "hypnogram as text"
    }
    fn extensions(&self) -> &'static [&'static str] {
        // Before the tables, which have these endings, too.
        &["hyp", "txt", "csv", "tsv"]
    }
    fn recognises(&self, path: &Path, head: &[u8]) -> bool {
        // The last line may be cut off.
        let text = String::from_utf8_lossy(head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head));
        let whole = text
            .rfind('\n')
            .and_then(|at| text.get(..at))
            .unwrap_or(&text);
        let is_named = hypnogram_files::is_named(&name_of(path))
            || path
                .extension()
                .is_some_and(|e| e.eq_ignore_ascii_case("hyp"));
        if head.contains(&0) || !hypnogram::is_hypnogram(whole, is_named) {
            return false;
        }
        // States that belong to a table of spikes are read with it.
        !(hypnogram::is_table(whole) && table::is_beside_spikes(path))
    }
    fn would_open(&self, _path: &Path) -> bool {
        // In a folder it is what was scored of a recording.
        false
    }
    fn read(
        &self,
        path: &Path,
        _preview: Preview,
        options: &OpenOptions,
        _progress: &Progress<'_>,
    ) -> Result<Contents, FormatError> {
        let hints = Hints {
            said_s: options.stage_s,
            signal_s: None,
        };
        let read = read(path, hints)?;
        let mut contents = Contents::new(path, "hypnogram");
        contents.parts.warnings = notes(&read, None, &name_of(path));
        contents.parts.epochs = read.epochs;
        Ok(contents)
    }
}
