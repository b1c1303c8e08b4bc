//! The built-in real recording: *Rat hippocampus, W-track*
//! (`assets/examples/rat-hippocampus-w-track/README.md` says where it is from and how it was made).

use super::FormatError;
use crate::recording::{
    Column, ColumnValues, Epoch, EpochKind, Origin, Parts, Recording, SpikeTrains, Unit, Warning,
};
use std::path::Path;
use std::str::FromStr;

/// What the window and figures say of it.
const ATTRIBUTION: &str = "Rat hippocampus, W-track · nelpy example data · MIT";
const FORMAT: &str = "built-in example";
const CLOCK_HZ: f64 = 30_000.0;
/// (tetrode, cluster) of what sorting left over.
const NOISE: (u32, u32) = (10, 15);

const UNITS: &str = include_str!("../../assets/examples/rat-hippocampus-w-track/units.csv");
const SPIKES: &[u8] = include_bytes!("../../assets/examples/rat-hippocampus-w-track/spikes.leb128");
const EPOCHS: &str = include_str!("../../assets/examples/rat-hippocampus-w-track/epochs.csv");

/// *Rat hippocampus, W-track*: 25 units without class, 518,352 spikes with times exact to the tick
/// of the 30 kHz clock, epochs RUN and REST, 64 to 4371 s. The noise cluster is in it but not
/// included.
///
/// # Errors
/// [`FormatError::Malformed`] only when the program was built from damaged assets.
pub fn rat_w_track() -> Result<Recording, FormatError> {
    let units = rows::<4>("units.csv", UNITS)?;
    let mut parts = Parts::new("Rat hippocampus, W-track");
    parts.origin = Origin::Example;
    parts.attribution = Some(ATTRIBUTION.into());
    let mut bytes = SPIKES;
    let mut trains = Vec::with_capacity(units.len());
    let mut short = Vec::with_capacity(units.len());
    for (line, [tetrode, cluster, n_spikes, percent]) in &units {
        let (tetrode, cluster): (u32, u32) = (number(*line, tetrode)?, number(*line, cluster)?);
        let id = format!("T{tetrode}-C{cluster}");
        trains.push(train(&mut bytes, number(*line, n_spikes)?, &id)?);
        short.push(number::<f64>(*line, percent)?);
        let mut unit = Unit::new(id);
        unit.group = Some(format!("tetrode {tetrode}"));
        if (tetrode, cluster) == NOISE {
            unit.included = false;
            unit.quality = Some("noise".into());
        }
        parts.units.push(unit);
    }
    if !bytes.is_empty() {
        let found = format!("{} bytes more", bytes.len());
        return Err(wrong("spikes.leb128", "the spikes of units.csv", found));
    }
    parts.trains = SpikeTrains::from_units(trains);
    parts.columns = vec![Column {
        name: "isi_below_2ms_percent".into(),
        values: ColumnValues::Number(short),
    }];
    for (line, [start_s, stop_s, label]) in rows::<3>("epochs.csv", EPOCHS)? {
        let (start_s, stop_s) = (number(line, start_s)?, number(line, stop_s)?);
        parts
            .epochs
            .push(Epoch::new(label, start_s, stop_s, EpochKind::Period));
    }
    parts.warnings = vec![
        Warning::new(
            "fires at 107 Hz throughout with 13 % of its intervals below 2 ms: noise left over \
             from sorting, not a cell; it is shown but not included in the ensembles",
        )
        .at("tetrode 10, cluster 15"),
        Warning::new(
            "14 % of its intervals are below 2 ms and it has no spike before 3807 s; it is \
             included, but may not be a single cell",
        )
        .at("tetrode 11, cluster 2"),
        Warning::new(
            "the borders of RUN and REST are not from the recording itself and approximate",
        )
        .at("epochs"),
    ];
    Recording::new(parts).map_err(|source| FormatError::Recording {
        path: FORMAT.into(),
        source,
    })
}

fn wrong(object: &str, expected: &str, found: impl Into<String>) -> FormatError {
    FormatError::malformed(Path::new(FORMAT), FORMAT, object, expected, found)
}

/// The lines of a table after its header, with their numbers, split into `N` fields.
fn rows<'a, const N: usize>(
    object: &str,
    text: &'a str,
) -> Result<Vec<(usize, [&'a str; N])>, FormatError> {
    text.lines()
        .enumerate()
        .skip(1)
        .map(|(line, row)| {
            let fields: Vec<&str> = row.split(',').map(str::trim).collect();
            let found = fields.len();
            <[&str; N]>::try_from(fields)
                .map(|fields| (line + 1, fields))
                .map_err(|_| {
                    let object = format!("{object}, line {}", line + 1);
                    wrong(&object, &format!("{N} fields"), found.to_string())
                })
        })
        .collect()
}

fn number<T: FromStr>(line: usize, text: &str) -> Result<T, FormatError> {
    text.parse()
        .map_err(|_| wrong(&format!("line {line}"), "a number", text))
}

/// Takes one unit's gaps off the front of `bytes` and adds them up.
pub fn train(bytes: &mut &[u8], n_spikes: usize, unit: &str) -> Result<Vec<f64>, FormatError> {
    let short = |found: usize| wrong(unit, &format!("{n_spikes} spikes"), found.to_string());
    // A gap has at least one byte, so that a wrong count cannot make a great allocation.
    if n_spikes > bytes.len() {
        return Err(short(bytes.len()));
    }
    let mut ticks = 0u64;
    let mut times_s = Vec::with_capacity(n_spikes);
    for spike in 0..n_spikes {
        let (gap, rest) = leb128(bytes).ok_or_else(|| short(spike))?;
        *bytes = rest;
        ticks = ticks.checked_add(gap).ok_or_else(|| short(spike))?;
        times_s.push(ticks as f64 / CLOCK_HZ);
    }
    Ok(times_s)
}

/// An unsigned LEB128 number of up to 63 bits, and what follows it.
pub fn leb128(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let mut value = 0u64;
    for (at, &byte) in bytes.iter().enumerate().take(9) {
        value |= u64::from(byte & 0x7f) << (7 * at);
        if byte < 0x80 {
            return Some((value, &bytes[at + 1..]));
        }
    }
    None
}
