//! The headers of both versions, and the variables they describe.

use super::NAME;
use crate::formats::FormatError;
use crate::formats::positional_file::{Header, PositionalFile};

/// Bytes of the file header and of each variable header, `.nex`.
const OLD: (u64, u64) = (544, 208);
/// The same, `.nex5`.
const NEW: (u64, u64) = (356, 244);

/// What a variable is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Neuron,
    Event,
    Interval,
    Waveform,
    Population,
    Continuous,
    Marker,
    Other(i32),
}

impl From<i32> for Kind {
    fn from(number: i32) -> Self {
        match number {
            0 => Self::Neuron,
            1 => Self::Event,
            2 => Self::Interval,
            3 => Self::Waveform,
            4 => Self::Population,
            5 => Self::Continuous,
            6 => Self::Marker,
            other => Self::Other(other),
        }
    }
}

/// One variable.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Variable {
    pub kind: Kind,
    pub name: String,
    /// Byte of its data.
    pub at: u64,
    /// Times, intervals, waveforms or fragments.
    pub count: u64,
    /// Bytes of a time: 4 or 8.
    pub time_bytes: u64,
    /// Bytes of the index of a fragment's first sample: 4 or 8.
    pub index_bytes: u64,
    /// Whether samples are floating-point numbers of 4 bytes; else integers of 2.
    pub is_float: bool,
    pub rate_hz: f64,
    pub gain: f64,
    pub offset: f64,
    pub unit: String,
    /// Samples of each waveform, or of all fragments together.
    pub points: u64,
    pub fields: u64,
    pub field_bytes: u64,
    /// Whether the fields of markers are numbers of 4 bytes; else text.
    pub has_numbers: bool,
    pub wire: Option<i32>,
    pub unit_number: Option<i32>,
}

/// What the file says of itself.
#[derive(Debug)]
pub(super) struct Contents {
    pub version: &'static str,
    /// Ticks a second.
    pub ticks: f64,
    pub variables: Vec<Variable>,
    /// Bytes of all headers.
    pub headers: u64,
}

pub(super) fn is_nex(head: &[u8]) -> bool {
    head.starts_with(b"NEX1") || head.starts_with(b"NEX5")
}

pub(super) fn read(input: &PositionalFile) -> Result<Contents, FormatError> {
    let malformed = |object: &str, expected: &str, found: String| {
        FormatError::malformed(input.path(), NAME, object, expected, found)
    };
    let head = input.up_to(0, OLD.0)?;
    let is_new = head.starts_with(b"NEX5");
    let (file_bytes, variable_bytes) = if is_new { NEW } else { OLD };
    let header = Header(&head);
    // The old header has a beginning and an end of 4 bytes where the new one has one of 8.
    let count = header.i32(280);
    let (Some(ticks), Some(count)) = (header.f64(264), count) else {
        let found = format!("a file of {} bytes", input.length());
        return Err(malformed("the header", "a longer file", found));
    };
    if !is_nex(&head) {
        return Err(malformed(
            "the header",
            "NEX1 or NEX5",
            "other bytes".into(),
        ));
    }
    if !ticks.is_finite() || ticks <= 0.0 {
        return Err(malformed(
            "the frequency of times",
            "above 0",
            ticks.to_string(),
        ));
    }
    let count = u64::try_from(count).unwrap_or(u64::MAX);
    let bytes = count.saturating_mul(variable_bytes);
    if file_bytes.saturating_add(bytes) > input.length() {
        let found = format!("{count} in {} bytes", input.length());
        return Err(malformed(
            "the header",
            "a number of variables that fits",
            found,
        ));
    }
    let described = input.up_to(file_bytes, bytes)?;
    let parse = if is_new { new } else { old };
    let variables = described
        .chunks_exact(variable_bytes as usize)
        .filter_map(|bytes| parse(Header(bytes)))
        .collect();
    Ok(Contents {
        version: if is_new { "NEX5" } else { "NEX" },
        ticks,
        variables,
        headers: file_bytes + bytes,
    })
}

fn size(value: i32) -> u64 {
    u64::try_from(value).unwrap_or(0)
}

fn old(header: Header<'_>) -> Option<Variable> {
    Some(Variable {
        kind: header.i32(0)?.into(),
        name: header.text(8, 64)?,
        // Files may be longer than 2 GB, numbers of entries are never negative.
        at: header.u32(72)?.into(),
        count: header.u32(76)?.into(),
        time_bytes: 4,
        index_bytes: 4,
        is_float: false,
        rate_hz: header.f64(112)?,
        gain: header.f64(120)?,
        offset: header.f64(140)?,
        unit: "mV".into(),
        points: header.u32(128)?.into(),
        fields: size(header.i32(132)?),
        field_bytes: size(header.i32(136)?),
        has_numbers: false,
        wire: header.i32(80),
        unit_number: header.i32(84),
    })
}

fn new(header: Header<'_>) -> Option<Variable> {
    let is_float = header.i32(92)? == 1;
    let has_numbers = header.i32(168)? == 1;
    let unit = header.text(104, 32).filter(|u| !u.is_empty());
    let eight = |is_long: i32| if is_long == 1 { 8 } else { 4 };
    Some(Variable {
        kind: header.i32(0)?.into(),
        name: header.text(8, 64)?,
        at: header.u64(72)?,
        count: header.u64(80)?,
        time_bytes: eight(header.i32(88)?),
        index_bytes: eight(header.i32(180)?),
        is_float,
        rate_hz: header.f64(96)?,
        gain: if is_float { 1.0 } else { header.f64(136)? },
        offset: if is_float { 0.0 } else { header.f64(144)? },
        unit: unit.unwrap_or_else(|| "mV".into()),
        points: header.u64(152)?,
        fields: size(header.i32(172)?),
        field_bytes: if has_numbers {
            4
        } else {
            size(header.i32(176)?)
        },
        has_numbers,
        wire: None,
        unit_number: None,
    })
}

impl Variable {
    pub(super) fn sample_bytes(&self) -> u64 {
        if self.is_float { 4 } else { 2 }
    }
    /// Bytes of its data; `None` where that is no number.
    pub(super) fn bytes(&self) -> Option<u64> {
        let times = self.count.checked_mul(self.time_bytes)?;
        match self.kind {
            Kind::Neuron | Kind::Event => Some(times),
            Kind::Interval => times.checked_mul(2),
            Kind::Waveform => {
                let samples = self.count.checked_mul(self.points)?;
                times.checked_add(samples.checked_mul(self.sample_bytes())?)
            }
            Kind::Continuous => {
                let index = self.count.checked_mul(self.index_bytes)?;
                let samples = self.points.checked_mul(self.sample_bytes())?;
                times.checked_add(index)?.checked_add(samples)
            }
            Kind::Marker => {
                let field = self.count.checked_mul(self.field_bytes)?.checked_add(64)?;
                times.checked_add(field.checked_mul(self.fields)?)
            }
            Kind::Population => self.points.checked_mul(8),
            Kind::Other(_) => Some(0),
        }
    }
}
