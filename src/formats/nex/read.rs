//! The data of each variable.

use super::variables::{Contents, Kind, Variable};
use crate::formats::assemble::MOST_UNITS;
use crate::formats::events::Events;
use crate::formats::positional_file::PositionalFile;
use crate::formats::raw::{Raw, RawChannel, SampleKind};
use crate::formats::{FormatError, Progress};
use crate::recording::{EpochKind, Field, Pyramid, SpikeTrains, Unit, Warning, Waveform};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Fragments that are kept as fields of their own.
const MOST_FRAGMENTS: u64 = 1000;

/// What the variables give.
pub(super) struct VariableData {
    pub units: Vec<Unit>,
    pub trains: SpikeTrains,
    pub events: Events,
    pub fields: Vec<Field>,
}

/// One stretch of a continuous variable.
struct Fragment {
    name: String,
    unit: String,
    rate_hz: f64,
    start_s: f64,
    samples: u64,
    kind: SampleKind,
    channel: RawChannel,
}

struct Reader<'a> {
    input: &'a Arc<PositionalFile>,
    ticks: f64,
    progress: &'a Progress<'a>,
    warnings: &'a mut Vec<Warning>,
    /// Bytes that variables may still take: many could claim the same bytes of a damaged file.
    allowance: u64,
    /// Bytes of the headers: no data begin before.
    headers: u64,
}

pub(super) fn read(
    input: &Arc<PositionalFile>,
    contents: &Contents,
    progress: &Progress<'_>,
    warnings: &mut Vec<Warning>,
) -> Result<VariableData, FormatError> {
    let mut reader = Reader {
        input,
        ticks: contents.ticks,
        progress,
        warnings,
        allowance: input.length(),
        headers: contents.headers,
    };
    let mut events = Events::new(input.length());
    let mut units = Vec::new();
    let spikes = contents.variables.iter().filter(|v| v.kind == Kind::Neuron);
    let spikes = spikes.fold(0_u64, |all, v| all.saturating_add(v.count));
    // A time takes four bytes at least.
    let mut times = Vec::with_capacity(spikes.min(input.length() / 4) as usize);
    let mut ends = Vec::new();
    let (mut waves, mut fragments) = (Vec::new(), Vec::new());
    let mut skipped = 0;
    for (number, variable) in contents.variables.iter().enumerate() {
        progress.check()?;
        let done = number as f32 / contents.variables.len() as f32;
        progress.report(0.05 + 0.8 * done, "variables");
        if !reader.fits(variable) {
            continue;
        }
        match variable.kind {
            Kind::Neuron if units.len() < MOST_UNITS => {
                reader.times(variable, variable.at, |t| times.push(t))?;
                ends.push(times.len());
                units.push(unit(variable));
            }
            Kind::Event => {
                let kind = EpochKind::from_label(&variable.name, "events");
                let label = &variable.name;
                reader.times(variable, variable.at, |t| events.push(label, t, t, kind))?;
            }
            Kind::Interval => reader.intervals(variable, &mut events)?,
            Kind::Waveform => waves.push((variable, reader.waveform(variable)?)),
            Kind::Continuous => reader.continuous(variable, &mut fragments)?,
            Kind::Marker => reader.markers(variable, &mut events)?,
            Kind::Neuron | Kind::Population | Kind::Other(_) => skipped += 1,
        }
    }
    if skipped > 0 {
        let what = "variables are of kinds that are not read (population vectors) and are left out";
        warnings.push(Warning::counted(skipped, what));
    }
    // Spikes that nobody sorted are all there is in some files.
    if units.iter().all(|u| !u.included) {
        for unit in &mut units {
            unit.included = true;
        }
    }
    give(&mut units, waves);
    Ok(VariableData {
        units,
        trains: SpikeTrains::from_ragged(times, &ends).unwrap_or_default(),
        fields: fields(input, fragments),
        events,
    })
}

fn unit(variable: &Variable) -> Unit {
    let mut unit = Unit::new(variable.name.clone());
    unit.electrode = variable.wire.filter(|w| *w > 0).map(|w| w.to_string());
    // Plexon names what was not sorted with an "i" after the channel, or a "U": sig001i, SPKC001U.
    let channel = variable
        .name
        .strip_prefix("sig")
        .or_else(|| variable.name.strip_prefix("SPK"));
    let letter = channel.map(|c| c.trim_start_matches(|c: char| !c.is_ascii_digit()));
    let letter = letter.map(|c| c.trim_start_matches(|c: char| c.is_ascii_digit()));
    if matches!(letter, Some("i" | "U")) {
        unit.quality = Some("unsorted".into());
        unit.included = false;
    }
    unit
}

/// Waveforms go by the name of their neuron: `sig001a_wf` to `sig001a`.
fn give(units: &mut [Unit], waves: Vec<(&Variable, Option<Waveform>)>) {
    let mut places = BTreeMap::new();
    for (at, unit) in units.iter().enumerate() {
        places.entry(unit.id.clone()).or_insert(at);
    }
    for (variable, wave) in waves {
        let name = &variable.name;
        let bare = ["_wf", "_wave", "_template", " wf"]
            .iter()
            .find_map(|tail| name.strip_suffix(tail));
        let place = bare
            .and_then(|n| places.get(n))
            .or_else(|| places.get(name));
        if let Some(unit) = place.and_then(|at| units.get_mut(*at)) {
            unit.waveform = wave.or_else(|| unit.waveform.take());
        }
    }
}

impl Reader<'_> {
    /// Whether the data of a variable lies in the file; a warning if not.
    fn fits(&mut self, variable: &Variable) -> bool {
        let bytes = variable.bytes().filter(|b| *b <= self.allowance);
        let end = bytes.and_then(|b| variable.at.checked_add(b));
        let is_inside = variable.count == 0 || variable.at >= self.headers;
        let end = end.filter(|e| is_inside && *e <= self.input.length());
        if let (Some(bytes), Some(_)) = (bytes, end) {
            self.allowance -= bytes;
            return true;
        }
        let what = format!(
            "says {} entries at byte {}, which do not lie in the file behind its headers; left out",
            variable.count, variable.at
        );
        self.warnings
            .push(Warning::new(what).at(variable.name.clone()));
        false
    }

    /// Calls `each` with the times of a variable that stand from `at` on, in seconds.
    fn times(
        &self,
        variable: &Variable,
        at: u64,
        mut each: impl FnMut(f64),
    ) -> Result<(), FormatError> {
        let size = variable.time_bytes;
        let end = at.saturating_add(variable.count.saturating_mul(size));
        self.input.pieces(at, end, size, |piece| {
            self.progress.check()?;
            for bytes in piece.chunks_exact(size as usize) {
                each(integer(bytes) as f64 / self.ticks);
            }
            Ok(())
        })
    }

    fn intervals(&self, variable: &Variable, events: &mut Events) -> Result<(), FormatError> {
        let mut starts = Vec::new();
        self.times(variable, variable.at, |t| starts.push(t))?;
        let mut start = starts.iter();
        let kind = EpochKind::from_label(&variable.name, "intervals");
        let stops = variable.at + variable.count * variable.time_bytes;
        self.times(variable, stops, |stop| {
            if let Some(&start) = start.next() {
                events.push(&variable.name, start, stop, kind);
            }
        })
    }

    /// The mean of all waveforms.
    fn waveform(&self, variable: &Variable) -> Result<Option<Waveform>, FormatError> {
        let size = variable.sample_bytes();
        let start = variable.at + variable.count * variable.time_bytes;
        let Some(one) = variable.points.checked_mul(size).filter(|b| *b > 0) else {
            return Ok(None);
        };
        let mut sum = Vec::new();
        let mut count = 0_u64;
        let end = start.saturating_add(variable.count.saturating_mul(one));
        self.input.pieces(start, end, one, |piece| {
            self.progress.check()?;
            for wave in piece.chunks_exact(one as usize) {
                sum.resize(variable.points as usize, 0.0);
                for (sum, bytes) in sum.iter_mut().zip(wave.chunks_exact(size as usize)) {
                    *sum += number(bytes);
                }
                count += 1;
            }
            Ok(())
        })?;
        let value = |sum: &f64| (sum / count as f64 * variable.gain + variable.offset) as f32;
        let rate = Some(variable.rate_hz).filter(|r| r.is_finite() && *r > 0.0);
        Ok((count > 0).then(|| Waveform {
            samples: sum.iter().map(value).collect(),
            rate_hz: rate,
            is_whitened: false,
        }))
    }

    fn continuous(
        &mut self,
        variable: &Variable,
        fragments: &mut Vec<Fragment>,
    ) -> Result<(), FormatError> {
        let object = || variable.name.clone();
        if !variable.rate_hz.is_finite() || variable.rate_hz <= 0.0 {
            let what = format!(
                "has a sampling rate of {} and is left out",
                variable.rate_hz
            );
            self.warnings.push(Warning::new(what).at(object()));
            return Ok(());
        }
        // Of all variables together no more than the file pays for.
        let left = (10_000 + self.input.length() / 256).saturating_sub(fragments.len() as u64);
        let kept = variable.count.min(MOST_FRAGMENTS).min(left);
        if variable.count > kept {
            let what = format!("fragments come after the first {kept} and are left out");
            let more = (variable.count - kept) as usize;
            self.warnings
                .push(Warning::counted(more, what).at(object()));
        }
        let times = self.input.up_to(variable.at, kept * variable.time_bytes)?;
        let index_at = variable.at + variable.count * variable.time_bytes;
        let firsts = self.input.up_to(
            index_at,
            variable.count.min(kept + 1) * variable.index_bytes,
        )?;
        let first: Vec<u64> = firsts
            .chunks_exact(variable.index_bytes as usize)
            .map(|b| u64::try_from(integer(b)).unwrap_or(u64::MAX))
            .collect();
        let samples_at = index_at + variable.count * variable.index_bytes;
        let size = variable.sample_bytes();
        for (at, time) in times.chunks_exact(variable.time_bytes as usize).enumerate() {
            let from = first.get(at).copied().unwrap_or(u64::MAX);
            let to = first.get(at + 1).copied().unwrap_or(variable.points);
            if from >= to || to > variable.points {
                let what = format!("fragment {at} does not lie in its samples and is left out");
                self.warnings.push(Warning::new(what).at(object()));
                continue;
            }
            fragments.push(Fragment {
                name: object(),
                unit: variable.unit.clone(),
                rate_hz: variable.rate_hz,
                start_s: integer(time) as f64 / self.ticks,
                samples: to - from,
                kind: if variable.is_float {
                    SampleKind::F32
                } else {
                    SampleKind::I16
                },
                channel: RawChannel {
                    first: samples_at + from * size,
                    gain: variable.gain,
                    offset: variable.offset,
                },
            });
        }
        Ok(())
    }

    /// Markers with their fields: "Strobed 7".
    fn markers(&mut self, variable: &Variable, events: &mut Events) -> Result<(), FormatError> {
        let mut times = Vec::new();
        self.times(variable, variable.at, |t| times.push(t))?;
        // Of several fields the first; most have one.
        let start = variable.at + variable.count * variable.time_bytes + 64;
        if variable.fields == 0 || variable.field_bytes == 0 {
            let label = &variable.name;
            for &t in &times {
                events.push(label, t, t, EpochKind::Event);
            }
            return Ok(());
        }
        if variable.fields > 1 {
            let more = variable.fields as usize - 1;
            let what = "fields of its markers come after the first and are left out";
            self.warnings
                .push(Warning::counted(more, what).at(variable.name.clone()));
        }
        let end = start + variable.count * variable.field_bytes;
        let mut time = times.iter();
        self.input
            .pieces(start, end, variable.field_bytes, |piece| {
                self.progress.check()?;
                for value in piece.chunks_exact(variable.field_bytes as usize) {
                    let text = if variable.has_numbers {
                        (integer(value) as u32).to_string()
                    } else {
                        let used = value.split(|&b| b == 0).next().unwrap_or_default();
                        String::from_utf8_lossy(used).trim().to_owned()
                    };
                    if let Some(&t) = time.next() {
                        let label = format!("{} {text}", variable.name);
                        events.push(label.trim(), t, t, EpochKind::Event);
                    }
                }
                Ok(())
            })
    }
}

/// A little-endian integer of 4 or 8 bytes.
fn integer(bytes: &[u8]) -> i64 {
    match *bytes {
        [a, b, c, d] => i32::from_le_bytes([a, b, c, d]).into(),
        [a, b, c, d, e, f, g, h] => i64::from_le_bytes([a, b, c, d, e, f, g, h]),
        _ => 0,
    }
}

/// A sample of 2 (integer) or 4 bytes (floating point).
fn number(bytes: &[u8]) -> f64 {
    match *bytes {
        [a, b] => i16::from_le_bytes([a, b]).into(),
        [a, b, c, d] => f32::from_le_bytes([a, b, c, d]).into(),
        _ => 0.0,
    }
}

/// Fragments that have rate, start, length and unit in common are channels of one field.
fn fields(input: &Arc<PositionalFile>, fragments: Vec<Fragment>) -> Vec<Field> {
    let mut groups: Vec<Vec<Fragment>> = Vec::new();
    let mut places = BTreeMap::new();
    for fragment in fragments {
        let key = (
            fragment.rate_hz.to_bits(),
            fragment.start_s.to_bits(),
            fragment.samples,
            fragment.unit.clone(),
            fragment.kind.size(),
        );
        let place = *places.entry(key).or_insert(groups.len());
        match groups.get_mut(place) {
            Some(group) => group.push(fragment),
            None => groups.push(vec![fragment]),
        }
    }
    groups
        .into_iter()
        .filter_map(|group| {
            let first = group.first()?;
            let (kind, samples) = (first.kind, first.samples);
            let channels = group.iter().map(|f| f.channel).collect();
            let source = Raw::new(Arc::clone(input), kind, kind.size(), samples, channels)?;
            let name = match group.as_slice() {
                [one] => one.name.clone(),
                [one, ..] => format!("{} and {} more", one.name, group.len() - 1),
                [] => String::new(),
            };
            Some(Field {
                name,
                rate_hz: first.rate_hz,
                start_s: first.start_s,
                samples,
                channels: group.iter().map(|f| f.name.clone()).collect(),
                positions_um: None,
                unit: first.unit.clone(),
                source: Arc::new(source),
                pyramid: Arc::new(Pyramid::new(samples)),
            })
        })
        .collect()
}
