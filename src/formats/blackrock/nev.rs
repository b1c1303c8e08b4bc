//! `.nev`: spikes with the unit each was given, digital inputs and comments.
//!
//! A basic header, extended headers of 32 bytes, then packets of equal size, each with a time and
//! an identifier: 0 a digital input, 1 to 5120 a spike on that electrode, 65535 a comment. Higher
//! ones up to 65528 are markers of other makers (Ripple puts stimulation on 5121 and above); they
//! become events.

use super::NAME;
use super::clock::{Clock, Ticks};
use crate::formats::assemble::{MOST_UNITS, TrainBuilder};
use crate::formats::events::Events;
use crate::formats::positional_file::{Header, PositionalFile, name_of};
use crate::formats::{FormatError, Progress};
use crate::recording::{Epoch, EpochKind, SpikeTrains, Unit, Warning, Waveform};
use std::collections::BTreeMap;
use std::path::Path;

/// Bytes of the basic header, and of each extended one.
const BASIC: usize = 336;
const EXTENDED: usize = 32;
/// Memory for waveforms that does not depend on the size of the file.
const SMALL_CHANGE: u64 = 1 << 20;
/// Highest electrode.
const LAST_ELECTRODE: u16 = 5120;
/// Tracking, synchronisation, configuration and log packets begin here; comments come last.
const FIRST_OWN: u16 = 65529;
const COMMENT: u16 = 65535;
/// A digitisation factor of 21516 stands for one that does not fit into two bytes.
const FACTOR_OF_ANALOG: (u16, f64) = (21_516, 152_592.547);

/// What the header says of an electrode.
#[derive(Clone, Debug, Default)]
struct Electrode {
    label: Option<String>,
    /// Nanovolts a step.
    factor: Option<u16>,
    /// Bytes of a sample of its waveforms.
    width: usize,
}

/// What the file gives.
#[derive(Debug, Default)]
pub(super) struct Contents {
    pub units: Vec<Unit>,
    pub trains: SpikeTrains,
    pub epochs: Vec<Epoch>,
    /// Number of the electrode of each unit.
    pub electrodes: Vec<u32>,
    /// Units for the electrodes of the header, in a file without spikes.
    pub silent: Vec<Unit>,
    pub version: String,
}

struct Layout {
    /// Bytes of a time: 4, or 8 since version 3.
    time: usize,
    header: u64,
    packet: u64,
    per_second: u32,
    electrodes: BTreeMap<u16, Electrode>,
    /// Samples a second of waveforms.
    wave_rate_hz: Option<f64>,
    version: String,
}

/// Whether a file begins as one.
pub(super) fn is_nev(head: &[u8]) -> bool {
    head.starts_with(b"NEURALEV") || head.starts_with(b"BREVENTS")
}

fn layout(input: &PositionalFile) -> Result<Layout, FormatError> {
    let malformed = |object: &str, expected: &str, found: String| {
        FormatError::malformed(input.path(), NAME, object, expected, found)
    };
    let head = input.up_to(0, BASIC as u64)?;
    let basic = Header(&head);
    let all = (|| {
        Some((
            (basic.u8(8)?, basic.u8(9)?),
            basic.u16(10)?,
            basic.u32(12)?,
            basic.u32(16)?,
            basic.u32(20)?,
            basic.u32(24)?,
            basic.u32(332)?,
        ))
    })();
    let Some((version, flags, header, packet, time_rate, sample_rate, count)) = all else {
        let found = format!("a file of {} bytes", input.length());
        return Err(malformed("the header", "at least 336 bytes", found));
    };
    if !is_nev(&head) {
        return Err(malformed(
            "the header",
            "NEURALEV or BREVENTS",
            "other bytes".into(),
        ));
    }
    if !(2..=3).contains(&version.0) {
        let found = format!("version {}.{}", version.0, version.1);
        return Err(malformed("the header", "version 2.1 to 3.0", found));
    }
    let extended = u64::from(count) * EXTENDED as u64;
    if BASIC as u64 + extended > u64::from(header) || u64::from(header) > input.length() {
        let found = format!(
            "{header} bytes with {count} extended headers, in {}",
            input.length()
        );
        return Err(malformed(
            "the header",
            "a length that fits the file",
            found,
        ));
    }
    let time = if version.0 >= 3 { 8 } else { 4 };
    if (packet as usize) < time + 4 {
        return Err(malformed(
            "packets",
            "at least 8 bytes",
            format!("{packet} bytes"),
        ));
    }
    if time_rate == 0 {
        return Err(malformed("the resolution of times", "above 0", "0".into()));
    }
    let bytes = input.up_to(BASIC as u64, extended)?;
    let mut electrodes = electrodes(&bytes);
    if flags & 1 != 0 {
        for electrode in electrodes.values_mut() {
            electrode.width = 2;
        }
    }
    Ok(Layout {
        time,
        header: header.into(),
        packet: packet.into(),
        per_second: time_rate,
        electrodes,
        wave_rate_hz: (sample_rate > 0).then(|| sample_rate.into()),
        version: format!("{}.{}", version.0, version.1),
    })
}

fn electrodes(bytes: &[u8]) -> BTreeMap<u16, Electrode> {
    let mut all = BTreeMap::<u16, Electrode>::new();
    for extended in bytes.chunks_exact(EXTENDED) {
        let header = Header(extended);
        let Some(id) = header.u16(8) else { continue };
        if extended.starts_with(b"NEUEVWAV") {
            let electrode = all.entry(id).or_default();
            electrode.factor = header.u16(12);
            // 0 and 1 both mean one byte.
            electrode.width = header.u8(21).map_or(2, usize::from).max(1);
        } else if extended.starts_with(b"NEUEVLBL") {
            let label = header.text(10, 16).filter(|l| !l.is_empty());
            all.entry(id).or_default().label = label;
        }
    }
    all
}

/// Spikes of one unit.
#[derive(Default)]
struct UnitSums {
    count: usize,
    sum: Vec<f64>,
}

/// The state of reading.
struct PacketReader<'a> {
    layout: &'a Layout,
    clock: Clock,
    places: BTreeMap<(u16, u8), usize>,
    units: Vec<UnitSums>,
    /// Place of the unit of every spike, and its time.
    unit_of_spike: Vec<u32>,
    times_s: Vec<f64>,
    events: Events,
    /// Bytes that mean waveforms may take.
    allowance: u64,
    skipped: usize,
    foreign: usize,
    too_many: usize,
    set_back: usize,
    last: u64,
}

impl PacketReader<'_> {
    fn packet(&mut self, bytes: &[u8]) {
        let header = Header(bytes);
        let time = match self.layout.time {
            8 => header.u64(0),
            _ => header.u32(0).map(u64::from),
        };
        let (Some(time), Some(id)) = (time, header.u16(self.layout.time)) else {
            return;
        };
        // More of the comment before, in files of four bytes of time.
        if self.layout.time == 4 && time == u64::from(u32::MAX) {
            self.skipped += 1;
            return;
        }
        // Half a second back is no late packet but a new clock.
        let half = u64::from(self.layout.per_second / 2);
        self.set_back += usize::from(time.saturating_add(half) < self.last);
        self.last = time;
        let time_s = self.clock.seconds(Ticks {
            count: time,
            per_second: self.layout.per_second,
        });
        let body = self.layout.time + 2;
        match id {
            0 => {
                let reason = header.u8(body).unwrap_or(0);
                let value = header.u16(body + 2).unwrap_or(0);
                // Bit 0: the parallel port; bit 7: the serial one.
                let label = if reason & 0x80 == 0 {
                    format!("digital {value}")
                } else {
                    format!("serial {}", value & 0xff)
                };
                self.events.push(&label, time_s, time_s, EpochKind::Event);
            }
            1..=LAST_ELECTRODE => self.spike(id, header, time_s),
            COMMENT => {
                let text = comment(header, body, bytes.len());
                let label = if text.is_empty() { "comment" } else { &text };
                let kind = EpochKind::from_label(label, "events");
                self.events.push(label, time_s, time_s, kind);
            }
            FIRST_OWN.. => self.skipped += 1,
            _ => {
                self.foreign += 1;
                let label = format!("packet {id}");
                self.events.push(&label, time_s, time_s, EpochKind::Event);
            }
        }
    }

    fn spike(&mut self, id: u16, header: Header<'_>, time_s: f64) {
        let class = header.u8(self.layout.time + 2).unwrap_or(0);
        let next = self.units.len();
        let place = *self.places.entry((id, class)).or_insert(next);
        if place == next {
            if next >= MOST_UNITS {
                self.places.remove(&(id, class));
                self.too_many += 1;
                return;
            }
            self.units.push(UnitSums::default());
        }
        self.unit_of_spike.push(place as u32);
        self.times_s.push(time_s);
        // An electrode may have a label and nothing else.
        let said = self.layout.electrodes.get(&id).map(|e| e.width);
        let width = said.filter(|w| *w > 0).unwrap_or(2);
        let start = self.layout.time + 4;
        let samples = header.0.get(start..).unwrap_or_default();
        let Some(unit) = self.units.get_mut(place) else {
            return;
        };
        unit.count += 1;
        if unit.sum.is_empty() {
            let cost = samples.len() as u64 / width as u64 * 8;
            let Some(left) = self.allowance.checked_sub(cost) else {
                return;
            };
            self.allowance = left;
        }
        unit.sum.resize(samples.len() / width, 0.0);
        for (sum, bytes) in unit.sum.iter_mut().zip(samples.chunks_exact(width)) {
            *sum += match *bytes {
                [a] => f64::from(a as i8),
                [a, b] => f64::from(i16::from_le_bytes([a, b])),
                [a, b, c, d] => f64::from(i32::from_le_bytes([a, b, c, d])),
                _ => 0.0,
            };
        }
    }
}

/// The time of the first packet, where there is one.
pub(super) fn first_time(path: &Path) -> Option<Ticks> {
    let input = PositionalFile::open(path).ok()?;
    let layout = layout(&input).ok()?;
    let bytes = input.up_to(layout.header, layout.time as u64).ok()?;
    let count = match layout.time {
        8 => Header(&bytes).u64(0),
        _ => Header(&bytes).u32(0).map(u64::from),
    };
    Some(Ticks {
        count: count?,
        per_second: layout.per_second,
    })
}

/// Reads a file.
pub(super) fn read(
    path: &Path,
    clock: Clock,
    progress: &Progress<'_>,
    warnings: &mut Vec<Warning>,
) -> Result<Contents, FormatError> {
    let input = PositionalFile::open(path)?;
    let object = name_of(path);
    let layout = layout(&input)?;
    let packets = (input.length() - layout.header) / layout.packet;
    let over = (input.length() - layout.header) % layout.packet;
    if over > 0 {
        let what = "bytes at its end are no whole packet and are left out";
        let warning = Warning::counted(over as usize, what).at(object.clone());
        warnings.push(warning.of_end());
    }
    let mut reader = PacketReader {
        layout: &layout,
        clock,
        places: BTreeMap::new(),
        units: Vec::new(),
        unit_of_spike: Vec::new(),
        times_s: Vec::new(),
        events: Events::new(input.length()),
        allowance: SMALL_CHANGE.saturating_add(input.length()),
        skipped: 0,
        foreign: 0,
        too_many: 0,
        set_back: 0,
        last: 0,
    };
    let mut done = 0_u64;
    input.pieces(layout.header, input.length(), layout.packet, |piece| {
        progress.check()?;
        progress.report(0.05 + 0.7 * done as f32 / packets.max(1) as f32, "spikes");
        for packet in piece.chunks_exact(layout.packet as usize) {
            reader.packet(packet);
            done += 1;
        }
        Ok(())
    })?;
    for (count, what) in [
        (
            reader.skipped,
            "packets are of the amplifier's own (tracking, synchronisation, log) and are left out",
        ),
        (
            reader.foreign,
            "packets have identifiers above 5120, as stimulation has; they are events",
        ),
        (
            reader.too_many,
            "spikes are of more units than can be and are left out",
        ),
        (
            reader.set_back,
            "times the clock was set back; later times overlap earlier ones",
        ),
    ] {
        if count > 0 {
            warnings.push(Warning::counted(count, what).at(object.clone()));
        }
    }
    warnings.extend(reader.events.warning(&object));
    if reader.unit_of_spike.is_empty() {
        warnings.push(Warning::new("holds no spikes").at(object));
    }
    Ok(finish(reader))
}

/// The words of a comment: bytes, or UTF-16 where its set of characters is 1.
fn comment(header: Header<'_>, body: usize, length: usize) -> String {
    let (start, count) = (body + 6, length.saturating_sub(body + 6));
    if header.u8(body) != Some(1) {
        return header.text(start, count).unwrap_or_default();
    }
    let (units, _) = header
        .bytes(start, count)
        .unwrap_or_default()
        .as_chunks::<2>();
    let units = units.iter().map(|b| u16::from_le_bytes(*b));
    let units: Vec<u16> = units.take_while(|u| *u != 0).collect();
    String::from_utf16_lossy(&units).trim().to_owned()
}

/// Units in the order of electrodes and classes.
fn finish(reader: PacketReader<'_>) -> Contents {
    let layout = reader.layout;
    let mut order = vec![0; reader.units.len()];
    let mut counts = Vec::with_capacity(order.len());
    let mut all = Contents {
        version: layout.version.clone(),
        ..Contents::default()
    };
    if reader.unit_of_spike.is_empty() {
        let silent = layout.electrodes.iter().map(|(id, electrode)| {
            let mut unit = Unit::new(format!("{id}-0"));
            unit.electrode = electrode.label.clone().or_else(|| Some(id.to_string()));
            unit.quality = Some("unsorted".into());
            unit
        });
        all.silent = silent.collect();
    }
    let has_sorted = reader
        .places
        .keys()
        .any(|(_, class)| !matches!(class, 0 | 255));
    for (at, (&(id, class), &place)) in reader.places.iter().enumerate() {
        if let Some(slot) = order.get_mut(place) {
            *slot = at;
        }
        let Some(sums) = reader.units.get(place) else {
            continue;
        };
        counts.push(sums.count);
        let electrode = layout.electrodes.get(&id);
        let mut unit = Unit::new(format!("{id}-{class}"));
        let label = electrode.and_then(|e| e.label.clone());
        unit.electrode = Some(label.unwrap_or_else(|| id.to_string()));
        unit.quality = match class {
            0 => Some("unsorted".into()),
            255 => Some("noise".into()),
            _ => None,
        };
        // Spikes that nobody sorted are all there is in some files.
        unit.included = class != 255 && (class != 0 || !has_sorted);
        let microvolts = match electrode.and_then(|e| e.factor) {
            Some(factor) if factor == FACTOR_OF_ANALOG.0 => FACTOR_OF_ANALOG.1 / 1000.0,
            Some(factor) if factor > 0 => f64::from(factor) / 1000.0,
            _ => 1.0,
        };
        let mean = |sum: &f64| (sum / sums.count.max(1) as f64 * microvolts) as f32;
        let samples: Vec<f32> = sums.sum.iter().map(mean).collect();
        if samples.iter().any(|v| *v != 0.0) {
            unit.waveform = Some(Waveform {
                samples,
                rate_hz: layout.wave_rate_hz,
                is_whitened: false,
            });
        }
        all.units.push(unit);
        all.electrodes.push(id.into());
    }
    let mut scatter = TrainBuilder::new(&counts);
    for (&place, &time_s) in reader.unit_of_spike.iter().zip(&reader.times_s) {
        if let Some(&unit) = order.get(place as usize) {
            scatter.push_spike(unit, time_s);
        }
    }
    all.trains = scatter.into_trains();
    all.epochs = reader.events.epochs;
    all
}
