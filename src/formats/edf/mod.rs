//! EDF, EDF+ and BDF: fields of sleep laboratories and what was scored in them.
//!
//! Signals of one rate and unit are one field, read by window; discontinuous files (EDF+D) give a
//! field for each stretch. Annotations become epochs, "Sleep stage .." states. A hypnogram beside a
//! recording, as EDF+ or as text, is read with it and put at its place by the two starting times.
//! Time 0 is the start that the header gives; EDF+ adds fractions of a second. Sources: Kemp et al.
//! 1992, Kemp and Olivan 2003 (www.edfplus.info), and BioSemi's page on BDF.

mod annotations;
mod beside;
mod header;
mod hypnogram;
mod samples;

use super::events::Events;
use super::input::{Input, name_of, text};
use super::{Format, FormatError, OpenOptions, Progress, RecordingFile, finish, roster};
use crate::recording::{Field, Origin, Parts, Pyramid, Recording, Warning};
use annotations::{Run, Said};
use header::{Header, Signal};
use samples::{Channel, Samples};
use std::path::Path;
use std::sync::Arc;

const NAME: &str = "EDF";
/// A hypnogram that begins more than this before or after its recording is of another day.
const FARTHEST_S: f64 = 86_400.0;

/// Reader of EDF, EDF+ and BDF files.
#[derive(Clone, Copy, Debug, Default)]
pub struct Edf;

/// Reader of hypnograms as text.
#[derive(Clone, Copy, Debug, Default)]
pub struct Hypnogram;

impl Format for Edf {
    fn name(&self) -> &'static str {
        "EDF, EDF+ or BDF"
    }
    fn extensions(&self) -> &'static [&'static str] {
        &["edf", "bdf"]
    }
    fn recognises(&self, _path: &Path, head: &[u8]) -> bool {
        header::is_header(head)
    }
    fn files(&self, path: &Path) -> Vec<RecordingFile> {
        let Some(hypnogram) = beside::hypnogram(path) else {
            return Vec::new();
        };
        [path.to_owned(), hypnogram]
            .map(|path| RecordingFile {
                path,
                is_raw: false,
            })
            .into()
    }
    fn read(
        &self,
        path: &Path,
        options: &OpenOptions,
        progress: &Progress<'_>,
    ) -> Result<Recording, FormatError> {
        progress.check()?;
        let input = Arc::new(Input::open(path)?);
        let header = Header::read(&input)?;
        let mut warnings = Vec::new();
        let mut events = Events::new(input.length());
        let said = annotations::read(&input, &header, 0.0, &mut events, progress)?;
        let object = name_of(path);
        remarks(&header, &said, &object, &mut warnings);
        let mut parts = Parts::new(stem(path));
        parts.origin = Origin::File {
            path: path.to_owned(),
            format: header.version.clone(),
        };
        parts.fields = fields(&input, &header, &said.runs, &mut warnings);
        roster::keep_in_time(&mut parts.fields, &mut warnings);
        if let Some(file) = beside::hypnogram(path)
            && !parts.fields.is_empty()
            && !annotations::has_stages(&events)
        {
            match scored(&file, &header, &mut events, progress) {
                Ok(more) => warnings.extend(more),
                Err(FormatError::Cancelled) => return Err(FormatError::Cancelled),
                Err(why) => {
                    warnings.push(Warning::new(format!("left out: {why}")).at(name_of(&file)));
                }
            }
        }
        let end_s = parts
            .fields
            .iter()
            .map(|f| f.extent().stop_s)
            .reduce(f64::max);
        let past = events
            .epochs
            .iter()
            .filter(|e| end_s.is_some_and(|end| e.start_s >= end));
        let past = past.count();
        if past > 0 {
            let what = "epochs begin after the last sample";
            warnings.push(Warning::counted(past, what).at(object.clone()));
        }
        warnings.extend(events.warning(&object));
        parts.epochs = events.epochs;
        parts.class_column = roster::classify(path, &mut parts.units, &[], options)?;
        parts.warnings = warnings;
        finish(path, parts, progress)
    }
}

fn stem(path: &Path) -> String {
    path.file_stem()
        .map(|s| s.to_string_lossy().into_owned())
        .unwrap_or_default()
}

/// What had to be mended or left out.
fn remarks(header: &Header, said: &Said, object: &str, warnings: &mut Vec<Warning>) {
    if let Some(more) = header.said.and_then(|n| n.checked_sub(header.records))
        && more > 0
        && header.record_bytes > 0
    {
        let what = "records that the header counts are not in the file";
        warnings.push(Warning::counted(more as usize, what).at(object));
    }
    for (count, what) in [
        (
            said.padding,
            "annotations say \"Sleep stage ?\" and are left out",
        ),
        (
            said.unreadable,
            "annotations cannot be read and are left out",
        ),
        (
            said.left_out,
            "records come after too many pauses and are left out",
        ),
        (
            said.open,
            "stages have no duration; each lasts until the next",
        ),
        (
            said.runs.len().saturating_sub(1),
            "pauses; each stretch between them is a field",
        ),
    ] {
        if count > 0 {
            warnings.push(Warning::counted(count, what).at(object));
        }
    }
}

/// One field for each rate, unit and stretch without a pause.
fn fields(
    input: &Arc<Input>,
    header: &Header,
    runs: &[Run],
    warnings: &mut Vec<Warning>,
) -> Vec<Field> {
    let object = input.name();
    let signals = || {
        header
            .signals
            .iter()
            .filter(|s| !s.is_annotations && s.samples > 0)
    };
    if header.duration_s <= 0.0 && signals().next().is_some() {
        let what = "signals have records of 0 s, so no sampling rate, and are left out";
        warnings.push(Warning::counted(signals().count(), what).at(object));
        return Vec::new();
    }
    let unscaled = signals().filter(|s| !s.is_scaled).count();
    if unscaled > 0 {
        let what = "signals have no scale (physical and digital limits); shown as stored";
        warnings.push(Warning::counted(unscaled, what).at(object.clone()));
    }
    // In the order in which they first come.
    let mut groups: Vec<Vec<&Signal>> = Vec::new();
    for signal in signals() {
        let like = |g: &&mut Vec<&Signal>| {
            g.first()
                .is_some_and(|f| f.samples == signal.samples && f.unit == signal.unit)
        };
        match groups.iter_mut().find(like) {
            Some(group) => group.push(signal),
            None => groups.push(vec![signal]),
        }
    }
    let mut fields = Vec::new();
    for (number, run) in runs.iter().enumerate().filter(|(_, r)| r.records > 0) {
        for group in &groups {
            let Some(first) = group.first() else { continue };
            let rate_hz = first.samples as f64 / header.duration_s;
            let Some(samples) = first.samples.checked_mul(run.records) else {
                continue;
            };
            if !rate_hz.is_finite() || rate_hz <= 0.0 {
                continue;
            }
            let mut name = if groups.len() == 1 {
                stem(input.path())
            } else if group.len() == 1 {
                first.label.clone()
            } else {
                let unit = Some(first.unit.as_str()).filter(|u| !u.is_empty());
                format!("{} at {rate_hz} Hz", unit.unwrap_or("signals"))
            };
            if runs.len() > 1 {
                name = format!("{name} part {}", number + 1);
            }
            let channels = group.iter().map(|s| Channel {
                at: s.at,
                gain: s.gain,
                offset: s.offset,
            });
            let source = Samples {
                input: Arc::clone(input),
                first: header.bytes + run.first * header.record_bytes,
                records: run.records,
                record_bytes: header.record_bytes,
                per_record: first.samples,
                width: header.width,
                channels: channels.collect(),
            };
            fields.push(Field {
                name,
                rate_hz,
                start_s: run.start_s,
                samples,
                channels: group.iter().map(|s| s.label.clone()).collect(),
                positions_um: None,
                unit: first.unit.clone(),
                source: Arc::new(source),
                pyramid: Arc::new(Pyramid::new(samples)),
            });
        }
    }
    fields
}

/// Adds the stages of a hypnogram beside a recording.
fn scored(
    file: &Path,
    recording: &Header,
    events: &mut Events,
    progress: &Progress<'_>,
) -> Result<Vec<Warning>, FormatError> {
    let object = name_of(file);
    let mut warnings = Vec::new();
    let input = Input::open(file)?;
    let head = input.up_to(0, 256)?;
    let mut own = Events::new(input.length());
    if header::is_header(&head) {
        let header = Header::read(&input)?;
        let shift_s = header.start_s.zip(recording.start_s).map(|(a, b)| a - b);
        let shift_s = shift_s
            .filter(|s| s.abs() <= FARTHEST_S)
            .unwrap_or_else(|| {
                let what =
                    "its start is not that of the recording, or not given; taken to be the same";
                warnings.push(Warning::new(what).at(object.clone()));
                0.0
            });
        let said = annotations::read(&input, &header, shift_s, &mut own, progress)?;
        remarks(&header, &said, &object, &mut warnings);
        events.epochs.append(&mut own.epochs);
    } else {
        let read = read_text(file)?;
        warnings.extend(notes(&read, &object));
        events.epochs.extend(read.epochs);
    }
    Ok(warnings)
}

fn read_text(path: &Path) -> Result<hypnogram::Hypnogram, FormatError> {
    let text = text(path, "hypnogram")?;
    hypnogram::parse(&text).ok_or_else(|| {
        let expected = "one stage a line (W, N1, N2, N3, R), or a stage and the second of its end";
        FormatError::malformed(path, "hypnogram", "the lines", expected, "others")
    })
}

fn notes(read: &hypnogram::Hypnogram, object: &str) -> Vec<Warning> {
    let mut notes = Vec::new();
    if read.is_assumed {
        let length = read.epoch_s;
        let what = format!("each line is taken to be {length} s, from the start of the recording");
        notes.push(Warning::new(what).at(object));
    }
    if read.is_numbered {
        let what = format!("its numbers are read as {}", read.names());
        notes.push(Warning::new(what).at(object));
    }
    if read.unscored > 0 {
        let what = "lines say that there is no stage (artefact, movement, not scored)";
        notes.push(Warning::counted(read.unscored, what).at(object));
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
        let text = String::from_utf8_lossy(head);
        let whole = text
            .rfind('\n')
            .and_then(|at| text.get(..at))
            .unwrap_or(&text);
        let is_named = beside::is_named(&name_of(path))
            || path
                .extension()
                .is_some_and(|e| e.eq_ignore_ascii_case("hyp"));
        !head.contains(&0) && hypnogram::is_hypnogram(whole, is_named)
    }
    fn read(
        &self,
        path: &Path,
        options: &OpenOptions,
        progress: &Progress<'_>,
    ) -> Result<Recording, FormatError> {
        progress.check()?;
        let read = read_text(path)?;
        let mut parts = Parts::new(stem(path));
        parts.origin = Origin::File {
            path: path.to_owned(),
            format: "hypnogram".to_owned(),
        };
        parts.warnings = notes(&read, &name_of(path));
        parts.epochs = read.epochs;
        parts.class_column = roster::classify(path, &mut parts.units, &[], options)?;
        finish(path, parts, progress)
    }
}
