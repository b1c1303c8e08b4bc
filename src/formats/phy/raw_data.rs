//! The raw recording that a sorting was made from, where it is still there.

use super::NAME;
use super::folder::{CHANNEL_MAP, POSITIONS};
use super::params::Params;
use crate::formats::npy::Array;
use crate::formats::positional_file::{PositionalFile, name_of};
use crate::formats::raw::{Raw, SampleKind};
use crate::formats::{FormatError, Progress, outside};
use crate::recording::{Column, ColumnValues, Field, Pyramid, Warning};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Probes have fewer channels than this.
const MOST_CHANNELS: u64 = 1 << 16;

/// Number of the channel in the raw data, and position, of each channel of the sorting.
#[derive(Debug, Default)]
pub(super) struct Channels {
    pub map: Vec<u64>,
    pub positions_um: Vec<[f64; 3]>,
}

impl Channels {
    /// An array that is missing or wrong leaves its part empty.
    pub(super) fn read(
        folder: &Path,
        progress: &Progress<'_>,
        warnings: &mut Vec<Warning>,
    ) -> Result<Self, FormatError> {
        let mut array = |name: &str, is_good: fn(&Array) -> bool| -> Option<Array> {
            let path = folder.join(name);
            if !path.is_file() {
                return None;
            }
            let array = Array::open(&path, NAME).and_then(|array| {
                let fits = is_good(&array) && array.count() <= 3 * MOST_CHANNELS;
                fits.then_some(())
                    .ok_or_else(|| array.not("one entry a channel"))?;
                Ok(array)
            });
            array
                .map_err(|why| warnings.push(Warning::new(format!("left out: {why}")).at(name)))
                .ok()
        };
        let mut channels = Self::default();
        if let Some(map) = array(CHANNEL_MAP, |a| a.list().is_some()) {
            let numbers = map.numbers(progress)?;
            channels.map = numbers.iter().map(|v| v.max(0.0) as u64).collect();
        }
        let is_places = |a: &Array| matches!(a.header.shape.as_slice(), [_, 2 | 3]);
        if let Some(places) = array(POSITIONS, is_places) {
            let numbers = places.numbers(progress)?;
            let axes = places.header.shape.last().copied().unwrap_or(2);
            let count = places.count() / axes;
            // MATLAB writes all x before all y.
            let at = |channel, axis| {
                let place = places.header.place(&[channel, axis]);
                numbers.get(place as usize).copied().unwrap_or(f64::NAN)
            };
            let depth = |channel| if axes == 3 { at(channel, 2) } else { 0.0 };
            let all = (0..count).map(|c| [at(c, 0), at(c, 1), depth(c)]);
            channels.positions_um = all.collect();
        }
        Ok(channels)
    }
    /// Places of units, whose channels of the sorting these are, as columns of the units table.
    pub(super) fn places(&self, of: impl Iterator<Item = Option<usize>>) -> Vec<Column> {
        let all: Vec<Option<&[f64; 3]>> = of.map(|c| self.positions_um.get(c?)).collect();
        if all.iter().all(Option::is_none) {
            return Vec::new();
        }
        let axis = |(axis, name): (usize, &str)| Column {
            name: name.to_owned(),
            values: ColumnValues::Number(
                all.iter()
                    .map(|p| p.map_or(f64::NAN, |p| p[axis]))
                    .collect(),
            ),
        };
        [(0, "x_um"), (1, "y_um")].map(axis).into()
    }
    /// The name of a channel of the sorting.
    pub(super) fn name(&self, channel: usize) -> String {
        let number = self.map.get(channel).copied().unwrap_or(channel as u64);
        number.to_string()
    }
}

/// The raw file of `dat_path`, beside the sorting or where it was.
pub(super) fn path(folder: &Path, params: &Params) -> Option<PathBuf> {
    let written = params.text("dat_path").filter(|p| !p.is_empty())?;
    let there = folder.join(&written);
    let there = (!outside::is_network(&written)).then_some(there);
    // A path from another system: its last part may lie beside.
    let last = written.rsplit(['/', '\\']).next().unwrap_or(&written);
    let beside = folder.join(last);
    there.into_iter().chain([beside]).find(|p| p.is_file())
}

/// The raw file that `dat_path` names and that is not there.
pub(super) fn gone(folder: &Path, params: &Params) -> Option<String> {
    let written = params.text("dat_path").filter(|p| !p.is_empty())?;
    let last = written.rsplit(['/', '\\']).next().unwrap_or(&written);
    path(folder, params).is_none().then(|| last.to_owned())
}

/// The line of `dat_path` where it names no file that could be made out.
pub(super) fn unreadable(params: &Params) -> Option<String> {
    let written = params.written("dat_path")?;
    let is_nothing = ["None", "[]", "()", ""].contains(&written.trim());
    (!is_nothing && params.text("dat_path").is_none())
        .then(|| params.line("dat_path"))
        .flatten()
}

/// The raw data as a field, or what is wrong with it.
pub(super) fn field(
    path: &Path,
    params: &Params,
    rate_hz: f64,
    channels: &Channels,
) -> Result<Field, String> {
    let count = params
        .number("n_channels_dat")
        .filter(|n| *n >= 1.0 && *n <= MOST_CHANNELS as f64)
        .ok_or_else(|| match params.line("n_channels_dat") {
            Some(line) => format!(
                "params.py gives its number of channels by {line}, which is no number of them"
            ),
            None => "params.py does not give its number of channels (n_channels_dat)".to_owned(),
        })? as usize;
    let start = match (params.number("offset"), params.line("offset")) {
        (None, Some(line)) => {
            return Err(format!(
                "params.py gives where it begins by {line}, which is no number"
            ));
        }
        (start, _) => start.unwrap_or(0.0).max(0.0) as u64,
    };
    let kind = kind(params)?;
    let input = PositionalFile::open(path).map_err(|e| e.to_string())?;
    let raw = Raw::interleaved(Arc::new(input), kind, start, &vec![1.0; count])
        .ok_or("it holds no whole sample")?;
    let samples = raw.samples();
    let positions = (0..count as u64).map(|c| {
        let row = channels.map.iter().position(|m| *m == c)?;
        channels.positions_um.get(row).copied()
    });
    Ok(Field {
        name: name_of(path),
        rate_hz,
        start_s: 0.0,
        samples,
        channels: (0..count).map(|c| c.to_string()).collect(),
        positions_um: positions.collect(),
        unit: "steps".into(),
        source: Arc::new(raw),
        pyramid: Arc::new(Pyramid::new(samples)),
    })
}

/// `'int16'`, `np.float32`, `"<i2"`; int16 where it is not said, as everywhere in phy.
fn kind(params: &Params) -> Result<SampleKind, String> {
    let written = params.written("dtype").unwrap_or("'int16'");
    let word: String = written
        .split('#')
        .next()
        .unwrap_or_default()
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || "<>.".contains(*c))
        .collect();
    let word = word.rsplit('.').next().unwrap_or_default();
    Ok(match word.trim_start_matches('<') {
        "int8" | "i1" => SampleKind::I8,
        "uint8" | "u1" => SampleKind::U8,
        "int16" | "i2" | "h" => SampleKind::I16,
        "uint16" | "u2" => SampleKind::U16,
        "int32" | "i4" => SampleKind::I32,
        "float32" | "f4" | "single" => SampleKind::F32,
        "float64" | "f8" | "double" => SampleKind::F64,
        _ => {
            let line = params.line("dtype").unwrap_or_default();
            return Err(format!("its type is not known (params.py, {line})"));
        }
    })
}
