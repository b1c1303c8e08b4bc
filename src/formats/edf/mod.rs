//! EDF, EDF+ and BDF: fields of sleep laboratories and what was scored in them.
//!
//! Signals of one rate and unit are one field, read by window; the pauses of discontinuous files
//! (EDF+D) are gaps in it. Annotations become epochs, "Sleep stage .." states. A hypnogram beside a
//! recording, as EDF+ or as text, is read with it and put at its place by the two starting times.
//! Time 0 is the start that the header gives; EDF+ adds fractions of a second. Sources: Kemp et al.
//! 1992, Kemp and Olivan 2003 (www.edfplus.info), and BioSemi's page on BDF.

mod annotations;
pub mod header;
pub mod hypnogram;
pub mod hypnogram_files;
mod samples;
mod text;

pub use text::Hypnogram;

use super::events::Events;
use super::positional_file::{PositionalFile, name_of, stem_of};
use super::{Contents, Format, FormatError, OpenOptions, Preview, Progress, RecordingFile};
use crate::recording::{Field, FieldSource, Parts, Pyramid, Stretch, Warning};
use annotations::{Annotations, Run};
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
    fn grows(&self, _path: &Path) -> bool {
        true
    }
    fn starts_s(&self, path: &Path) -> Option<f64> {
        let input = PositionalFile::open(path).ok()?;
        Header::read(&input).ok()?.start_s
    }
    fn files(&self, path: &Path) -> Vec<RecordingFile> {
        let Some(hypnogram) = hypnogram_files::hypnogram(path) else {
            return Vec::new();
        };
        [path.to_owned(), hypnogram]
            .map(RecordingFile::whole)
            .into()
    }
    fn read(
        &self,
        path: &Path,
        _preview: Preview,
        options: &OpenOptions,
        progress: &Progress<'_>,
    ) -> Result<Contents, FormatError> {
        let input = Arc::new(PositionalFile::open(path)?);
        let header = Header::read(&input)?;
        let mut warnings = Vec::new();
        let mut events = Events::new(input.length());
        let said = annotations::read(&input, &header, 0.0, None, &mut events, progress)?;
        let object = name_of(path);
        remarks(&header, &said, &object, &mut warnings);
        let mut contents = Contents::new(path, header.version.clone());
        let parts = &mut contents.parts;
        parts.fields = fields(&input, &header, &said.runs, &mut warnings);
        let mut scores = hypnogram_files::hypnograms(path).into_iter();
        if let Some(file) = scores.next()
            && !parts.fields.is_empty()
            && !annotations::has_stages(&events)
        {
            let end_s = end_s(&parts.fields);
            match scored(&file, &header, end_s, options, &mut events, progress) {
                Ok(more) => warnings.extend(more),
                Err(FormatError::Cancelled) => return Err(FormatError::Cancelled),
                Err(why) => {
                    warnings.push(Warning::new(format!("left out: {why}")).at(name_of(&file)));
                }
            }
            let others: Vec<String> = scores.map(|p| name_of(&p)).collect();
            if !others.is_empty() {
                let what = format!(
                    "hypnograms beside it are not read ({}); add one in Files of this recording",
                    others.join(", ")
                );
                warnings.push(Warning::counted(others.len(), what).at(object.clone()));
            }
        }
        let end_s = end_s(&parts.fields);
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
        if let Some(clock_s) = options.clock_s {
            put_on_clock(parts, &header, clock_s, &object, &mut warnings);
        }
        parts.warnings = warnings;
        Ok(contents)
    }
}

/// Seconds from `clock_s` to the start of a file; 0 with a warning when that is more than a day.
fn later_s(
    header: &Header,
    clock_s: Option<f64>,
    object: &str,
    warnings: &mut Vec<Warning>,
) -> f64 {
    let shift_s = header.start_s.zip(clock_s).map(|(a, b)| a - b);
    shift_s
        .filter(|s| s.abs() <= FARTHEST_S)
        .unwrap_or_else(|| {
            let what = "its start is not that of the recording, or not given; taken to be the same";
            warnings.push(Warning::new(what).at(object));
            0.0
        })
}

/// Moves fields and epochs onto the clock of another recording.
fn put_on_clock(
    parts: &mut Parts,
    header: &Header,
    clock_s: f64,
    object: &str,
    warnings: &mut Vec<Warning>,
) {
    let shift_s = later_s(header, Some(clock_s), object, warnings);
    if shift_s == 0.0 {
        return;
    }
    for field in &mut parts.fields {
        field.start_s += shift_s;
    }
    for epoch in &mut parts.epochs {
        epoch.start_s += shift_s;
        epoch.stop_s += shift_s;
    }
    let what = format!("begins {shift_s} s after the recording, by the starting times of both");
    warnings.push(Warning::new(what).at(object));
}

/// When the last of the signals ends.
fn end_s(fields: &[Field]) -> Option<f64> {
    fields.iter().map(|f| f.extent().stop_s).reduce(f64::max)
}

/// Warnings about what had to be mended or left out.
fn remarks(header: &Header, said: &Annotations, object: &str, warnings: &mut Vec<Warning>) {
    if let Some(more) = header.said.and_then(|n| n.checked_sub(header.records))
        && more > 0
        && header.record_bytes > 0
    {
        let what = "records that the header counts are not in the file";
        warnings.push(Warning::counted(more as usize, what).at(object).of_end());
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
            "stages have no duration; each lasts until the next, the last until the end",
        ),
    ] {
        if count > 0 {
            warnings.push(Warning::counted(count, what).at(object));
        }
    }
}

/// One field for each rate and unit, with gaps where there was a pause.
fn fields(
    input: &Arc<PositionalFile>,
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
    for group in &groups {
        let Some(first) = group.first() else { continue };
        let rate_hz = first.samples as f64 / header.duration_s;
        let samples = first.samples.checked_mul(header.records);
        let Some(samples) = samples.filter(|_| rate_hz.is_finite() && rate_hz > 0.0) else {
            continue;
        };
        let name = if groups.len() == 1 {
            stem_of(input.path())
        } else if group.len() == 1 {
            first.label.clone()
        } else {
            let unit = Some(first.unit.as_str()).filter(|u| !u.is_empty());
            format!("{} at {rate_hz} Hz", unit.unwrap_or("signals"))
        };
        let channels = group.iter().map(|s| Channel {
            at: s.at,
            gain: s.gain,
            offset: s.offset,
        });
        let source: Arc<dyn FieldSource> = Arc::new(Samples {
            input: Arc::clone(input),
            first: header.bytes,
            records: header.records,
            record_bytes: header.record_bytes,
            per_record: first.samples,
            width: header.width,
            channels: channels.collect(),
        });
        let like = Field {
            name,
            rate_hz,
            start_s: 0.0,
            samples,
            channels: group.iter().map(|s| s.label.clone()).collect(),
            positions_um: None,
            unit: first.unit.clone(),
            source: Arc::clone(&source),
            pyramid: Arc::new(Pyramid::new(samples)),
        };
        let stretches = runs.iter().map(|run| Stretch {
            start_s: run.start_s,
            samples: first.samples * run.records,
            first: first.samples * run.first,
            source: Arc::clone(&source),
        });
        let parts = Field::of_stretches(&like, stretches.collect());
        if parts.len() > 1 {
            let what = format!(
                "fields are one signal ({}) whose time goes back, or pauses for very long",
                like.name
            );
            warnings.push(Warning::counted(parts.len(), what).at(object.clone()));
        }
        fields.extend(parts);
    }
    fields
}

/// Adds the stages of a hypnogram beside a recording.
fn scored(
    file: &Path,
    recording: &Header,
    end_s: Option<f64>,
    options: &OpenOptions,
    events: &mut Events,
    progress: &Progress<'_>,
) -> Result<Vec<Warning>, FormatError> {
    let object = name_of(file);
    let mut warnings = Vec::new();
    let input = PositionalFile::open(file)?;
    let head = input.up_to(0, 256)?;
    let mut own = Events::new(input.length());
    if header::is_header(&head) {
        let header = Header::read(&input)?;
        let shift_s = later_s(&header, recording.start_s, &object, &mut warnings);
        let said = annotations::read(&input, &header, shift_s, end_s, &mut own, progress)?;
        remarks(&header, &said, &object, &mut warnings);
        events.epochs.append(&mut own.epochs);
    } else {
        let hints = hypnogram::Hints {
            said_s: options.stage_s,
            signal_s: end_s,
        };
        let read = text::read(file, hints)?;
        warnings.extend(text::notes(&read, end_s, &object));
        events.epochs.extend(read.epochs);
    }
    Ok(warnings)
}
