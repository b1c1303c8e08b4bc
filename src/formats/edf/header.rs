//! The header: fixed-width text, 256 bytes and 256 more for each signal.

use super::NAME;
use crate::formats::FormatError;
use crate::formats::positional_file::PositionalFile;

/// Bytes of the first part, and of what describes a signal.
const PART: u64 = 256;
/// More signals than their number, of four digits, can say.
const MOST_SIGNALS: u64 = 9999;

/// One signal.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Signal {
    pub label: String,
    pub unit: String,
    pub gain: f64,
    pub offset: f64,
    /// Whether the header gives its scale.
    pub is_scaled: bool,
    /// Samples in each record.
    pub samples: u64,
    /// Bytes from the beginning of a record.
    pub at: u64,
    pub is_annotations: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Header {
    /// "EDF", "EDF+C", "EDF+D", "BDF" ..
    pub version: String,
    /// Bytes of a sample: 2, or 3 for BDF.
    pub width: u64,
    /// Seconds since the first day of year 0 of their calendar, by which two files are aligned.
    pub start_s: Option<f64>,
    /// Bytes of the header.
    pub bytes: u64,
    /// Records that are there, whole.
    pub records: u64,
    /// Records that the header says, where it does.
    pub said: Option<u64>,
    pub duration_s: f64,
    pub record_bytes: u64,
    pub signals: Vec<Signal>,
}

pub(super) fn is_bdf(head: &[u8]) -> bool {
    head.starts_with(b"\xffBIOSEMI")
}

/// Whether a file begins as one: the version, and numbers where they must be.
pub(super) fn is_header(head: &[u8]) -> bool {
    let number = |from: usize, to: usize| head.get(from..to).and_then(|b| number(&words(b)));
    (head.starts_with(b"0       ") || is_bdf(head))
        && number(184, 192).is_some_and(|n| n >= 256.0)
        && number(252, 256).is_some()
}

/// Text without padding; Latin-1 where it is not ASCII.
fn words(bytes: &[u8]) -> String {
    let all: String = bytes.iter().map(|&b| char::from(b)).collect();
    all.trim_matches([' ', '\0']).to_owned()
}

fn number(text: &str) -> Option<f64> {
    // Some writers use a decimal comma.
    let value: f64 = text.trim().replace(',', ".").parse().ok()?;
    value.is_finite().then_some(value)
}

/// Days since a day before all recordings, by the civil calendar; seconds within the day.
pub fn start_s(date: &str, time: &str) -> Option<f64> {
    let parts = |text: &str| -> Option<[i64; 3]> {
        let all: Option<Vec<i64>> = text
            .split(['.', ':', '/', '-'])
            .map(|p| p.trim().parse().ok())
            .collect();
        all?.try_into().ok()
    };
    let [day, month, year] = parts(date)?;
    let [hours, minutes, seconds] = parts(time)?;
    // Two digits: 85 to 99 are of the last century.
    let year = year + if year >= 85 { 1900 } else { 2000 };
    let ok = (1..=12).contains(&month) && (1..=31).contains(&day) && (0..=24).contains(&hours);
    if !ok || !(0..3000).contains(&year) {
        return None;
    }
    let (y, m) = if month <= 2 {
        (year - 1, month + 9)
    } else {
        (year, month - 3)
    };
    let days = 365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day;
    Some((days * 86_400 + hours * 3600 + minutes * 60 + seconds) as f64)
}

impl Header {
    pub(super) fn read(input: &PositionalFile) -> Result<Self, FormatError> {
        let malformed = |object: &str, expected: &str, found: String| {
            FormatError::malformed(input.path(), NAME, object, expected, found)
        };
        let first = input.up_to(0, PART)?;
        let field = |from: usize, to: usize| words(first.get(from..to).unwrap_or_default());
        let count = number(&field(252, 256)).filter(|n| *n >= 0.0);
        let Some(count) = count.filter(|_| first.len() as u64 == PART) else {
            let found = format!("\"{}\" in {} bytes", field(252, 256), input.length());
            return Err(malformed("the header", "a number of signals", found));
        };
        let count = (count as u64).min(MOST_SIGNALS);
        let bytes = PART * (count + 1);
        if bytes > input.length() {
            let found = format!("{count} in {} bytes", input.length());
            return Err(malformed(
                "the header",
                "a number of signals that fits the file",
                found,
            ));
        }
        let is_bdf = is_bdf(&first);
        let width = if is_bdf { 3 } else { 2 };
        let described = input.up_to(PART, PART * count)?;
        let (signals, record_bytes) =
            signals(&described, count as usize, width).map_err(|(label, what, found)| {
                malformed(&format!("signal \"{label}\""), what, format!("\"{found}\""))
            })?;
        let duration_s = number(&field(244, 252)).filter(|d| *d >= 0.0);
        let Some(duration_s) = duration_s else {
            let found = format!("\"{}\"", field(244, 252));
            return Err(malformed("the duration of a record", "seconds", found));
        };
        let there = (input.length() - bytes)
            .checked_div(record_bytes)
            .unwrap_or(0);
        let said = number(&field(236, 244))
            .filter(|n| *n >= 0.0)
            .map(|n| n as u64);
        let reserved = field(192, 236);
        let base = if is_bdf { "BDF" } else { "EDF" };
        let plus = reserved
            .get(..5)
            .filter(|r| ["EDF+C", "EDF+D", "BDF+C", "BDF+D"].contains(r));
        Ok(Self {
            version: plus.unwrap_or(base).to_owned(),
            width,
            start_s: start_s(&field(168, 176), &field(176, 184)),
            bytes,
            records: said.map_or(there, |n| n.min(there)),
            said,
            duration_s,
            record_bytes,
            signals,
        })
    }
    /// Records may have pauses between them.
    pub(super) fn is_discontinuous(&self) -> bool {
        self.version.ends_with("+D")
    }
}

type Fault = (String, &'static str, String);

/// The signals, and the bytes of a record. Each field stands for all signals together.
fn signals(bytes: &[u8], count: usize, width: u64) -> Result<(Vec<Signal>, u64), Fault> {
    let field = |signal: usize, before: usize, size: usize| {
        let from = before * count + signal * size;
        words(bytes.get(from..from + size).unwrap_or_default())
    };
    let mut at = 0_u64;
    let mut all = Vec::with_capacity(count);
    for signal in 0..count {
        let label = field(signal, 0, 16);
        let per_record = field(signal, 216, 8);
        let samples = number(&per_record).filter(|n| *n >= 0.0 && n.fract() == 0.0);
        let Some(samples) = samples.map(|n| n as u64) else {
            return Err((label, "a number of samples a record", per_record));
        };
        let limit = |before: usize| number(&field(signal, before, 8));
        let scale = (|| {
            let (low, high) = (limit(104)?, limit(112)?);
            let (low_stored, high_stored) = (limit(120)?, limit(128)?);
            let gain = (high - low) / (high_stored - low_stored);
            (gain.is_finite() && gain != 0.0).then_some((gain, low - low_stored * gain))
        })();
        let (gain, offset) = scale.unwrap_or((1.0, 0.0));
        let unit = match field(signal, 96, 8).as_str() {
            "uV" | "\u{b5}V" | "\u{3bc}V" | "microV" => "uV".to_owned(),
            unit => unit.to_owned(),
        };
        let is_annotations = label.ends_with("Annotations")
            && (label.starts_with("EDF") || label.starts_with("BDF"));
        all.push(Signal {
            label,
            unit: if scale.is_some() {
                unit
            } else {
                "steps".into()
            },
            gain,
            offset,
            is_scaled: scale.is_some(),
            samples,
            at,
            is_annotations,
        });
        // Eight digits times four digits: far below 2^64.
        at += samples.min(u64::from(u32::MAX)) * width;
    }
    Ok((all, at))
}
