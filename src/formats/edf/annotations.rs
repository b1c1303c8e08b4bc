//! EDF+ annotations: lists of time, duration and texts in signals of their own.

use super::header::Header;
use crate::formats::events::Events;
use crate::formats::positional_file::PositionalFile;
use crate::formats::{FormatError, Progress};
use crate::recording::{EpochKind, State};
use std::borrow::Cow;

/// Stretches between pauses that are kept, and signals in all of them together.
const MOST_RUNS: usize = 10_000;
const MOST_SIGNALS: usize = 200_000;

/// Records that follow each other without a pause.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Run {
    pub first: u64,
    pub records: u64,
    pub start_s: f64,
}

/// What the annotations say.
#[derive(Debug, Default)]
pub(super) struct Annotations {
    pub runs: Vec<Run>,
    /// Stages written "?", which stand for nothing.
    pub padding: usize,
    /// Lists that cannot be read.
    pub unreadable: usize,
    /// Records after the last run that is kept.
    pub left_out: usize,
    /// Stages without a duration, which last until the next.
    pub open: usize,
}

/// What a text is: a stage of sleep, a seizure, or an event.
pub(super) fn kind(label: &str) -> EpochKind {
    // A bare number is a trigger, not a stage.
    if label.bytes().all(|b| b.is_ascii_digit()) {
        return EpochKind::Event;
    }
    EpochKind::from_label(label, "events")
}

fn is_padding(label: &str) -> bool {
    label.eq_ignore_ascii_case("Sleep stage ?")
}

/// Reads all annotations of a file into `events`; times are seconds from the start in the header,
/// `shift_s` later. A last stage without a duration lasts until `end_s`, or the end of the signals.
pub(super) fn read(
    input: &PositionalFile,
    header: &Header,
    shift_s: f64,
    end_s: Option<f64>,
    events: &mut Events,
    progress: &Progress<'_>,
) -> Result<Annotations, FormatError> {
    let mut said = Annotations::default();
    let own: Vec<(u64, u64)> = header
        .signals
        .iter()
        .filter(|s| s.is_annotations)
        .map(|s| (s.at, s.samples * header.width))
        .collect();
    let first = events.epochs.len();
    if own.is_empty() {
        said.runs = vec![Run {
            first: 0,
            records: header.records,
            start_s: 0.0,
        }];
        return Ok(said);
    }
    for record in 0..header.records {
        if record % 1024 == 0 {
            progress.check()?;
            progress.report(
                0.1 + 0.6 * record as f32 / header.records as f32,
                "annotations",
            );
        }
        let start = header.bytes + record * header.record_bytes;
        let mut onset = None;
        for (number, &(at, bytes)) in own.iter().enumerate() {
            let list = input.up_to(start + at, bytes)?;
            for (place, item) in list
                .split(|&b| b == 0)
                .filter(|i| !i.is_empty())
                .enumerate()
            {
                let Some(item) = Item::parse(item) else {
                    said.unreadable += 1;
                    continue;
                };
                if number == 0 && place == 0 {
                    onset = Some(item.start_s);
                }
                item.add(shift_s, events, &mut said);
            }
        }
        said.record(record, header, onset);
    }
    let has_signals = header.signals.iter().any(|s| !s.is_annotations);
    let last = said.runs.last().filter(|_| has_signals);
    let end_s = end_s.or(last.map(|r| r.start_s + r.records as f64 * header.duration_s));
    close(events, first, end_s, &mut said);
    Ok(said)
}

impl Annotations {
    /// Continues the last run, or begins one where there was a pause.
    fn record(&mut self, record: u64, header: &Header, onset: Option<f64>) {
        let Some(last) = self.runs.last_mut() else {
            let start_s = onset.unwrap_or(0.0);
            self.runs.push(Run {
                first: record,
                records: 1,
                start_s,
            });
            return;
        };
        let expected = last.start_s + last.records as f64 * header.duration_s;
        let start_s = onset.unwrap_or(expected);
        let most = (MOST_SIGNALS / header.signals.len().max(1)).clamp(1, MOST_RUNS);
        let is_next = (start_s - expected).abs() <= 1e-3 * header.duration_s.max(1e-6);
        if is_next || !header.is_discontinuous() {
            last.records += 1;
        } else if self.runs.len() < most {
            self.runs.push(Run {
                first: record,
                records: 1,
                start_s,
            });
        } else {
            self.left_out += 1;
        }
    }
}

/// Stages without a duration last until the next stage.
fn close(events: &mut Events, first: usize, end_s: Option<f64>, said: &mut Annotations) {
    let own = events.epochs.get_mut(first..).unwrap_or_default();
    let mut next = end_s;
    for epoch in own.iter_mut().rev() {
        if !matches!(epoch.kind, EpochKind::State(_)) {
            continue;
        }
        if epoch.stop_s == epoch.start_s {
            said.open += 1;
            epoch.stop_s = next.unwrap_or(epoch.stop_s).max(epoch.start_s);
        }
        next = Some(epoch.start_s);
    }
}

/// One list entry: `+180<21>30<20>Sleep stage W<20>`.
struct Item<'a> {
    start_s: f64,
    duration_s: f64,
    texts: &'a [u8],
}

impl<'a> Item<'a> {
    fn parse(bytes: &'a [u8]) -> Option<Self> {
        let end = bytes.iter().position(|&b| b == 20)?;
        let times = std::str::from_utf8(bytes.get(..end)?).ok()?;
        let (start, duration) = times.split_once('\u{15}').unwrap_or((times, "0"));
        let seconds = |text: &str| text.trim().parse::<f64>().ok().filter(|v| v.is_finite());
        Some(Self {
            start_s: seconds(start)?,
            duration_s: seconds(duration)?.max(0.0),
            texts: bytes.get(end + 1..)?,
        })
    }
    fn add(&self, shift_s: f64, events: &mut Events, said: &mut Annotations) {
        for text in self.texts.split(|&b| b == 20) {
            // By the standard UTF-8; many programs write Latin-1.
            let label = match std::str::from_utf8(text) {
                Ok(label) => Cow::Borrowed(label),
                Err(_) => text
                    .iter()
                    .map(|&b| char::from(b))
                    .collect::<String>()
                    .into(),
            };
            let label = label.trim();
            if is_padding(label) {
                said.padding += 1;
            } else if !label.is_empty() {
                let start_s = self.start_s + shift_s;
                events.push(label, start_s, start_s + self.duration_s, kind(label));
            }
        }
    }
}

/// Whether there is a stage of sleep among the labels.
pub(super) fn has_stages(events: &Events) -> bool {
    let all = &events.epochs;
    all.iter()
        .any(|e| matches!(e.kind, EpochKind::State(_)) && State::from_label(&e.label).is_some())
}
