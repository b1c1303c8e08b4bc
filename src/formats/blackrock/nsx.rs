//! `.ns1` to `.ns6`: continuous samples.
//!
//! Version 2.1 (`NEURALSG`): a short header, then samples to the end. Later (`NEURALCD`,
//! `BRSMPGRP`): a header with gains, then data packets, a new one after each pause; with the clock
//! of version 3 every sample may be a packet of its own. Samples are 16 bits, channels interleaved.

use super::NAME;
use super::clock::{Clock, Ticks};
use super::map::Map;
use super::packets::{Packets, Part, packet_head, time_bytes};
use crate::formats::positional_file::{Header, PositionalFile, name_of};
use crate::formats::raw::{Raw, RawChannel, SampleKind};
use crate::formats::{FormatError, Progress};
use crate::recording::{Field, Pyramid, Stretch, Warning};
use std::path::Path;
use std::sync::Arc;

/// Periods are counted in samples of 30 kHz, whatever the resolution of the times.
const CLOCK_HZ: f64 = 30_000.0;
/// Bytes of the basic headers, and of what describes a channel in the later one.
const OLD_HEADER: u64 = 32;
const HEADER: u64 = 314;
const CHANNEL: u64 = 66;
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

/// The time of the first packet, where there is one.
pub(super) fn first_time(path: &Path) -> Option<Ticks> {
    let input = PositionalFile::open(path).ok()?;
    let head = input.up_to(0, HEADER).ok()?;
    let header = Header(&head);
    let length = header.u32(10).filter(|_| is_nsx(&head))?;
    let (count, _) = packet_head(&input, length.into(), time_bytes(&header)).ok()??;
    Some(Ticks {
        count,
        per_second: header.u32(290)?,
    })
}

pub(super) fn read(
    path: &Path,
    map: Option<&Map>,
    clock: Clock,
    progress: &Progress<'_>,
    warnings: &mut Vec<Warning>,
) -> Result<Vec<Field>, FormatError> {
    let input = Arc::new(PositionalFile::open(path)?);
    let head = input.up_to(0, HEADER)?;
    let object = name_of(path);
    let is_old = head.starts_with(b"NEURALSG");
    let (channels, parts) = if is_old {
        old(&input, &head)?
    } else {
        new(&input, &head, clock, progress, warnings)?
    };
    let mut fields = Vec::new();
    let mut units: Vec<&str> = channels.iter().map(|c| c.unit.as_str()).collect();
    units.sort_unstable();
    units.dedup();
    // Stretches of one rate are one field; where clocks measured it, the rate of the longest.
    let mut alike: Vec<Vec<&Part>> = Vec::new();
    for part in &parts {
        match alike.last_mut() {
            Some(last) if last.last().is_some_and(|before| is_alike(before, part)) => {
                last.push(part);
            }
            _ => alike.push(vec![part]),
        }
    }
    for (number, own_parts) in alike.iter().enumerate() {
        let Some(longest) = own_parts.iter().max_by_key(|p| p.samples) else {
            continue;
        };
        for unit in &units {
            progress.check()?;
            let own: Vec<(usize, &Channel)> = channels
                .iter()
                .enumerate()
                .filter(|(_, c)| c.unit == *unit)
                .collect();
            let raw = own.iter().map(|(at, c)| RawChannel {
                first: 2 * *at as u64,
                gain: c.gain,
                offset: c.offset,
            });
            let kind = SampleKind::I16;
            let first = Raw::new(Arc::clone(&input), kind, longest.stride, 1, raw.collect());
            let Some(first) = first else { continue };
            let stretch = |part: &&Part| {
                Some(Stretch {
                    start_s: part.start_s,
                    samples: part.samples,
                    first: 0,
                    source: Arc::new(first.later(part.first, part.samples)?),
                })
            };
            let stretches: Vec<Stretch> = own_parts.iter().filter_map(stretch).collect();
            let mut name = object.clone();
            if alike.len() > 1 {
                name = format!("{name} part {}", number + 1);
            }
            if units.len() > 1 {
                name = format!("{name} ({unit})");
            }
            let like = Field {
                name,
                rate_hz: longest.rate_hz,
                start_s: 0.0,
                samples: 0,
                channels: own.iter().map(|(_, c)| c.name.clone()).collect(),
                positions_um: own
                    .iter()
                    .map(|(_, c)| map?.positions_um.get(&c.id).copied())
                    .collect(),
                unit: (*unit).to_owned(),
                source: Arc::new(first),
                pyramid: Arc::new(Pyramid::new(0)),
            };
            fields.extend(Field::of_stretches(&like, stretches));
        }
    }
    if fields.is_empty() {
        warnings.push(Warning::new("holds no samples").at(object));
    }
    Ok(fields)
}

/// Whether samples of both lie on one grid, to half of one of them.
fn is_alike(a: &Part, b: &Part) -> bool {
    let most = a.samples.max(b.samples) as f64;
    a.stride == b.stride && (a.rate_hz / b.rate_hz - 1.0).abs() * most < 0.5
}

fn malformed(input: &PositionalFile, expected: &str, found: String) -> FormatError {
    FormatError::malformed(
        input.path(),
        NAME,
        format!("the header of {}", input.name()),
        expected,
        found,
    )
}

type Contents = (Vec<Channel>, Vec<Part>);

fn rate_hz(input: &PositionalFile, period: u32) -> Result<f64, FormatError> {
    if period == 0 {
        return Err(malformed(input, "a sampling period", "0".into()));
    }
    Ok(CLOCK_HZ / f64::from(period))
}

fn old(input: &PositionalFile, head: &[u8]) -> Result<Contents, FormatError> {
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
        rate_hz: rate_hz(input, period)?,
        first,
        stride,
        samples: (input.length() - first) / stride,
    };
    let channels = ids.iter().map(channel).collect();
    Ok((channels, vec![part]))
}

fn new(
    input: &PositionalFile,
    head: &[u8],
    clock: Clock,
    progress: &Progress<'_>,
    warnings: &mut Vec<Warning>,
) -> Result<Contents, FormatError> {
    let header = Header(head);
    let all = (|| {
        Some((
            header.u32(10)?,
            header.u32(286)?,
            header.u32(290)?,
            header.u32(310)?,
        ))
    })();
    let Some((length, period, time_rate, count)) = all else {
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
    let packets = Packets {
        input,
        clock,
        time: time_bytes(&header),
        frame: 2 * u64::from(count),
        per_second: time_rate,
        rate_hz: rate_hz(input, period)?,
    };
    let parts = packets.parts(length.into(), progress, warnings)?;
    Ok((channels, parts))
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
