//! The data packets of `.nsX`: a new one after each pause, or one for every sample.

use super::clock::{Clock, Ticks};
use crate::formats::positional_file::{Header, PositionalFile};
use crate::formats::{FormatError, Progress};
use crate::recording::Warning;

/// Packets without samples that may follow each other.
const MOST_EMPTY: u64 = 16;
/// Stretches that are kept; a file has no more than one for so many of its bytes.
const MOST_PARTS: u64 = 1 << 20;
const FEWEST_BYTES: u64 = 64;

/// Samples without a pause.
#[derive(Clone, Copy, Debug)]
pub(super) struct Part {
    pub start_s: f64,
    pub rate_hz: f64,
    pub first: u64,
    pub stride: u64,
    pub samples: u64,
}

/// Bytes of a time.
pub(super) fn time_bytes(header: &Header<'_>) -> u64 {
    if header.u8(8).is_some_and(|version| version >= 3) {
        8
    } else {
        4
    }
}

/// Time and number of samples of the packet at a byte.
pub(super) fn packet_head(
    input: &PositionalFile,
    at: u64,
    time: u64,
) -> Result<Option<(u64, u32)>, FormatError> {
    let bytes = input.up_to(at, time + 5)?;
    let header = Header(&bytes);
    let start = match time {
        8 => header.u64(1),
        _ => header.u32(1).map(u64::from),
    };
    let count = header.u32(1 + time as usize);
    Ok(header.u8(0).filter(|b| *b == 1).and(start).zip(count))
}

/// The data packets of a file.
pub(super) struct Packets<'a> {
    pub input: &'a PositionalFile,
    pub clock: Clock,
    /// Bytes of a time.
    pub time: u64,
    /// Bytes of a sample of all channels.
    pub frame: u64,
    /// Steps of times in a second.
    pub per_second: u32,
    /// As the header says it.
    pub rate_hz: f64,
}

impl Packets<'_> {
    fn head(&self, at: u64) -> Result<Option<(u64, u32)>, FormatError> {
        packet_head(self.input, at, self.time)
    }

    pub(super) fn parts(
        &self,
        start: u64,
        progress: &Progress<'_>,
        warnings: &mut Vec<Warning>,
    ) -> Result<Vec<Part>, FormatError> {
        let object = self.input.name();
        let (mut parts, mut at, mut left_out) = (Vec::<Part>::new(), start, 0_usize);
        let before = self.time + 5;
        let most = (self.input.length() / FEWEST_BYTES).clamp(16, MOST_PARTS);
        while at + before <= self.input.length() {
            progress.check()?;
            let Some((time, count)) = self.head(at)? else {
                let what = format!("byte {at} begins no data packet; what follows is left out");
                warnings.push(Warning::new(what).at(object.clone()));
                break;
            };
            let there = (self.input.length() - at - before) / self.frame;
            let start_s = self.clock.seconds(Ticks {
                count: time,
                per_second: self.per_second,
            });
            let stride = before + self.frame;
            if count == 1 && self.head(at + stride)?.is_some_and(|h| h.1 == 1) {
                // Every sample is a packet: read across their heads, as far as they follow.
                let samples = self.run(at, time, stride, progress)?;
                if parts.len() < most as usize {
                    parts.push(Part {
                        start_s,
                        rate_hz: self.rate_of(at, time, stride, samples)?,
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
            if count == 0 && self.begins_packet(at + before)? {
                at += before;
                continue;
            }
            // A recording that was not closed says 0 samples.
            let mut samples = u64::from(count);
            if samples == 0 || samples > there {
                if there > 0 {
                    let what = format!(
                        "the last packet says {samples} samples and holds {there}, which are read"
                    );
                    warnings.push(Warning::new(what).at(object.clone()).of_end());
                }
                samples = there;
            }
            if samples > 0 {
                if parts.len() < most as usize {
                    let first = at + before;
                    parts.push(Part {
                        start_s,
                        rate_hz: self.rate_hz,
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
        let other = parts.iter().find(|p| p.rate_hz != self.rate_hz);
        if let Some(other) = other {
            let what = format!(
                "samples come at {:.3} Hz by their times, which is taken; the header says {} Hz",
                other.rate_hz, self.rate_hz
            );
            warnings.push(Warning::new(what).at(object.clone()));
        }
        if left_out > 0 {
            let what = format!("packets come after the first {most} and are left out");
            warnings.push(Warning::counted(left_out, what).at(object));
        }
        Ok(parts)
    }

    /// Whether a packet begins here and ends where another begins, or with the file: after a pause
    /// amplifiers may begin a packet and write nothing into it.
    fn begins_packet(&self, at: u64) -> Result<bool, FormatError> {
        let before = self.time + 5;
        let mut at = at;
        let mut count = 0;
        for _ in 0..MOST_EMPTY {
            match self.head(at)? {
                Some((_, 0)) => at += before,
                Some((_, samples)) => {
                    count = samples;
                    break;
                }
                None => return Ok(false),
            }
        }
        if count == 0 {
            return Ok(false);
        }
        let length = u64::from(count).saturating_mul(self.frame);
        let end = length.saturating_add(at + before);
        Ok(end == self.input.length() || self.head(end)?.is_some())
    }

    /// Nanoseconds since 1970 are too long for f64; their differences are not.
    fn passed_s(&self, from: u64, to: u64) -> f64 {
        to.wrapping_sub(from) as i64 as f64 / f64::from(self.per_second)
    }

    /// Samples a second of packets of one sample: as the header says it where their times agree to
    /// a sample, else by these, so that hours later a field is still where the spikes are.
    fn rate_of(&self, at: u64, time: u64, stride: u64, samples: u64) -> Result<f64, FormatError> {
        let steps = samples.saturating_sub(1);
        let last = self.head(at + steps * stride)?;
        let passed_s = last.map_or(0.0, |(t, _)| self.passed_s(time, t));
        let late = passed_s * self.rate_hz - steps as f64;
        let is_other = passed_s > 0.0 && late.abs() > 1.0;
        Ok(if is_other {
            // To a millionth: digits beyond are those of a clock that is not so good.
            (steps as f64 / passed_s * 1e6).round() / 1e6
        } else {
            self.rate_hz
        })
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
            let passed = |t: u64| self.passed_s(then, t);
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
