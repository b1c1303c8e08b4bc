//! `.ns1` to `.ns6`: continuous samples.
//!
//! Version 2.1 (`NEURALSG`): a short header, then samples to the end. Later (`NEURALCD`,
//! `BRSMPGRP`): a header with gains, then data packets, a new one after each pause; with the clock
//! of version 3 every sample may be a packet of its own. Samples are 16 bits, channels interleaved.

use super::NAME;
use super::map::Map;
use crate::formats::input::{Header, Input, name_of};
use crate::formats::raw::{Raw, RawChannel, SampleKind};
use crate::formats::{FormatError, Progress};
use crate::recording::{Field, Pyramid, Warning};
use std::path::Path;
use std::sync::Arc;

/// Periods are counted in samples of 30 kHz, whatever the resolution of the times.
const CLOCK_HZ: f64 = 30_000.0;
/// Bytes of the basic headers, and of what describes a channel in the later one.
const OLD_HEADER: u64 = 32;
const HEADER: u64 = 314;
const CHANNEL: u64 = 66;
/// Pauses that are kept as fields of their own, and channels of all of them together.
const MOST_PARTS: u64 = 1000;
const MOST_CHANNELS: u64 = 200_000;

pub(super) fn is_nsx(head: &[u8]) -> bool {
    [&b"NEURALSG"[..], b"NEURALCD", b"BRSMPGRP"]
        .iter()
        .any(|magic| head.starts_with(magic))
}

/// One channel.
#[derive(Clone, Debug)]
struct Channel {
    id: u32,
    name: String,
    gain: f64,
    offset: f64,
    unit: String,
}

/// Samples without a pause.
#[derive(Clone, Copy, Debug)]
struct Part {
    start_s: f64,
    first: u64,
    stride: u64,
    samples: u64,
}

pub(super) fn read(
    path: &Path,
    map: Option<&Map>,
    progress: &Progress<'_>,
    warnings: &mut Vec<Warning>,
) -> Result<Vec<Field>, FormatError> {
    let input = Arc::new(Input::open(path)?);
    let head = input.up_to(0, HEADER)?;
    let object = name_of(path);
    let is_old = head.starts_with(b"NEURALSG");
    let (channels, rate_hz, parts) = if is_old {
        old(&input, &head)?
    } else {
        new(&input, &head, progress, warnings)?
    };
    let mut fields = Vec::new();
    let mut units: Vec<&str> = channels.iter().map(|c| c.unit.as_str()).collect();
    units.sort_unstable();
    units.dedup();
    for (number, part) in parts.iter().enumerate() {
        for unit in &units {
            progress.check()?;
            let own: Vec<(usize, &Channel)> = channels
                .iter()
                .enumerate()
                .filter(|(_, c)| c.unit == *unit)
                .collect();
            let raw = own.iter().map(|(at, c)| RawChannel {
                first: part.first + 2 * *at as u64,
                gain: c.gain,
                offset: c.offset,
            });
            let source = Raw::new(
                Arc::clone(&input),
                SampleKind::I16,
                part.stride,
                part.samples,
                raw.collect(),
            );
            let Some(source) = source else { continue };
            let mut name = object.clone();
            if parts.len() > 1 {
                name = format!("{name} part {}", number + 1);
            }
            if units.len() > 1 {
                name = format!("{name} ({unit})");
            }
            fields.push(Field {
                name,
                rate_hz,
                start_s: part.start_s,
                samples: part.samples,
                channels: own.iter().map(|(_, c)| c.name.clone()).collect(),
                positions_um: own
                    .iter()
                    .map(|(_, c)| map?.positions_um.get(&c.id).copied())
                    .collect(),
                unit: (*unit).to_owned(),
                source: Arc::new(source),
                pyramid: Arc::new(Pyramid::new(part.samples)),
            });
        }
    }
    if fields.is_empty() {
        warnings.push(Warning::new("holds no samples").at(object));
    }
    Ok(fields)
}

fn malformed(input: &Input, expected: &str, found: String) -> FormatError {
    FormatError::malformed(
        input.path(),
        NAME,
        format!("the header of {}", input.name()),
        expected,
        found,
    )
}

type Contents = (Vec<Channel>, f64, Vec<Part>);

fn rate_hz(input: &Input, period: u32) -> Result<f64, FormatError> {
    if period == 0 {
        return Err(malformed(input, "a sampling period", "0".into()));
    }
    Ok(CLOCK_HZ / f64::from(period))
}

fn old(input: &Input, head: &[u8]) -> Result<Contents, FormatError> {
    let header = Header(head);
    let (Some(period), Some(count)) = (header.u32(24), header.u32(28)) else {
        return Err(malformed(
            input,
            "32 bytes",
            format!("{} bytes", input.length()),
        ));
    };
    let first = OLD_HEADER + 4 * u64::from(count);
    if count == 0 || first > input.length() {
        let found = format!("{count} in {} bytes", input.length());
        return Err(malformed(input, "a number of channels that fits", found));
    }
    let bytes = input.up_to(OLD_HEADER, 4 * u64::from(count))?;
    let (ids, _) = bytes.as_chunks::<4>();
    let channel = |id: &[u8; 4]| {
        let id = u32::from_le_bytes(*id);
        Channel {
            id,
            name: id.to_string(),
            gain: 1.0,
            offset: 0.0,
            // This version does not say.
            unit: "steps".into(),
        }
    };
    let stride = 2 * u64::from(count);
    let part = Part {
        start_s: 0.0,
        first,
        stride,
        samples: (input.length() - first) / stride,
    };
    let channels = ids.iter().map(channel).collect();
    Ok((channels, rate_hz(input, period)?, vec![part]))
}

fn new(
    input: &Input,
    head: &[u8],
    progress: &Progress<'_>,
    warnings: &mut Vec<Warning>,
) -> Result<Contents, FormatError> {
    let header = Header(head);
    let all = (|| {
        Some((
            header.u8(8)?,
            header.u32(10)?,
            header.u32(286)?,
            header.u32(290)?,
            header.u32(310)?,
        ))
    })();
    let Some((version, length, period, time_rate, count)) = all else {
        return Err(malformed(
            input,
            "314 bytes",
            format!("{} bytes", input.length()),
        ));
    };
    let described = HEADER + CHANNEL * u64::from(count);
    if count == 0 || described > u64::from(length) || u64::from(length) > input.length() {
        let found = format!(
            "{count} in a header of {length} bytes, in {}",
            input.length()
        );
        return Err(malformed(input, "a number of channels that fits", found));
    }
    if time_rate == 0 {
        return Err(malformed(input, "a resolution of times", "0".into()));
    }
    let bytes = input.up_to(HEADER, CHANNEL * u64::from(count))?;
    let channels: Vec<Channel> = bytes.chunks_exact(CHANNEL as usize).map(channel).collect();
    let rate_hz = rate_hz(input, period)?;
    let packets = Packets {
        input,
        time: if version >= 3 { 8 } else { 4 },
        frame: 2 * u64::from(count),
        time_rate: time_rate.into(),
        rate_hz,
    };
    let parts = packets.parts(length.into(), progress, warnings)?;
    Ok((channels, rate_hz, parts))
}

fn channel(bytes: &[u8]) -> Channel {
    let header = Header(bytes);
    let id = header.u16(2).unwrap_or(0).into();
    let limit = |at: usize| f64::from(header.i16(at).unwrap_or(0));
    let (low_digital, high_digital) = (limit(22), limit(24));
    let (low, high) = (limit(26), limit(28));
    let unit = header.text(30, 16).filter(|u| !u.is_empty());
    let name = header.text(4, 16).filter(|n| !n.is_empty());
    let steps = high_digital - low_digital;
    let is_scaled = steps != 0.0 && high != low;
    let gain = if is_scaled { (high - low) / steps } else { 1.0 };
    Channel {
        id,
        name: name.unwrap_or_else(|| id.to_string()),
        gain,
        offset: if is_scaled {
            low - low_digital * gain
        } else {
            0.0
        },
        unit: unit.filter(|_| is_scaled).unwrap_or_else(|| "steps".into()),
    }
}

/// The data packets of a file.
struct Packets<'a> {
    input: &'a Input,
    /// Bytes of a time.
    time: u64,
    /// Bytes of a sample of all channels.
    frame: u64,
    time_rate: f64,
    rate_hz: f64,
}

impl Packets<'_> {
    /// Time and number of samples of the packet at a byte.
    fn head(&self, at: u64) -> Result<Option<(u64, u32)>, FormatError> {
        let bytes = self.input.up_to(at, self.time + 5)?;
        let header = Header(&bytes);
        let time = match self.time {
            8 => header.u64(1),
            _ => header.u32(1).map(u64::from),
        };
        let count = header.u32(1 + self.time as usize);
        Ok(header.u8(0).filter(|b| *b == 1).and(time).zip(count))
    }

    fn parts(
        &self,
        start: u64,
        progress: &Progress<'_>,
        warnings: &mut Vec<Warning>,
    ) -> Result<Vec<Part>, FormatError> {
        let object = self.input.name();
        let (mut parts, mut at, mut left_out) = (Vec::<Part>::new(), start, 0_usize);
        let before = self.time + 5;
        // A frame is two bytes for each channel.
        let most = (MOST_CHANNELS * 2 / self.frame).clamp(1, MOST_PARTS);
        while at + before <= self.input.length() {
            progress.check()?;
            let Some((time, count)) = self.head(at)? else {
                let what = format!("byte {at} begins no data packet; what follows is left out");
                warnings.push(Warning::new(what).at(object.clone()));
                break;
            };
            let there = (self.input.length() - at - before) / self.frame;
            let start_s = time as f64 / self.time_rate;
            let stride = before + self.frame;
            if count == 1 && self.head(at + stride)?.is_some_and(|h| h.1 == 1) {
                // Every sample is a packet: read across their heads, as far as they follow.
                let samples = self.run(at, time, stride, progress)?;
                if parts.len() < most as usize {
                    parts.push(Part {
                        start_s,
                        first: at + before,
                        stride,
                        samples,
                    });
                } else {
                    left_out += 1;
                }
                at += samples * stride;
                continue;
            }
            // A recording that was not closed says 0 samples.
            let mut samples = u64::from(count);
            if samples == 0 || samples > there {
                if there > 0 {
                    let what = format!(
                        "the last packet says {samples} samples and holds {there}, which are read"
                    );
                    warnings.push(Warning::new(what).at(object.clone()));
                }
                samples = there;
            }
            if samples > 0 {
                if parts.len() < most as usize {
                    let first = at + before;
                    parts.push(Part {
                        start_s,
                        first,
                        stride: self.frame,
                        samples,
                    });
                } else {
                    left_out += 1;
                }
            }
            at += before + samples * self.frame;
        }
        if left_out > 0 {
            let what = format!("packets come after the first {most} and are left out");
            warnings.push(Warning::counted(left_out, what).at(object));
        } else if parts.len() > 1 {
            let what = "stretches with pauses between them; each is a field";
            warnings.push(Warning::counted(parts.len(), what).at(object));
        }
        Ok(parts)
    }

    /// How many packets of one sample follow each other from a byte on, without a pause.
    fn run(
        &self,
        at: u64,
        time: u64,
        stride: u64,
        progress: &Progress<'_>,
    ) -> Result<u64, FormatError> {
        /// Packets between two that are looked at while all is well.
        const STEP: u64 = 1 << 12;
        /// Samples by which a time may be early or late.
        const LATE: f64 = 2.0;
        let most = (self.input.length() - at) / stride;
        // The time of a packet that is one sample and comes when it should after another.
        let follows = |(known, then): (u64, u64), next: u64| -> Result<Option<u64>, FormatError> {
            let head = self.head(at + next * stride)?;
            // Nanoseconds since 1970 are too long for f64; their differences are not.
            let passed = |t: u64| t.wrapping_sub(then) as i64 as f64 / self.time_rate;
            let expected_s = (next - known) as f64 / self.rate_hz;
            let is_due = |t: u64| (passed(t) - expected_s).abs() * self.rate_hz <= LATE;
            Ok(head
                .filter(|(t, count)| *count == 1 && is_due(*t))
                .map(|h| h.0))
        };
        let mut known = (0, time);
        while known.0 + 1 < most {
            progress.check()?;
            let next = (known.0 + STEP).min(most - 1);
            if let Some(time) = follows(known, next)? {
                known = (next, time);
                continue;
            }
            let (mut good, mut bad) = (known.0, next);
            while bad - good > 1 {
                let middle = good.midpoint(bad);
                if follows(known, middle)?.is_some() {
                    good = middle;
                } else {
                    bad = middle;
                }
            }
            return Ok(bad);
        }
        Ok(most)
    }
}
