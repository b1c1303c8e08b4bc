//! Sortings as SpikeInterface saves them: `sorting.save(folder=..)`.
//!
//! A NumPy folder has `spikes.npy` (records of sample, unit and segment) and
//! `numpysorting_info.json` (rate, names of the units, number of segments); an npz folder has
//! `sorting_cached.npz`. Both have what is known of the units in `properties/*.npy`, one entry a unit.
//! Source: `spikeinterface.core.sortingfolder`, 0.98 to 0.105.

use super::folder::{folder_of, paths_in};
use super::npy::{self, Array, Records, Segments};
use super::positional_file::{name_of, stem_of, text};
use super::{
    Contents, Format, FormatError, OpenOptions, Preview, Progress, RecordingFile, assemble,
};
use crate::recording::{Column, ColumnValues, Unit, Warning};
use std::path::{Path, PathBuf};

const NAME: &str = "SpikeInterface sorting";
const SPIKES: &str = "spikes.npy";
const INFO: &str = "numpysorting_info.json";
const CACHED: &str = "sorting_cached.npz";
const PROPERTIES: &str = "properties";

/// Reader of sortings that SpikeInterface saved.
#[derive(Clone, Copy, Debug, Default)]
pub struct SortingFolder;

impl Format for SortingFolder {
    fn name(&self) -> &'static str {
        "SpikeInterface sorting folder"
    }
    fn extensions(&self) -> &'static [&'static str] {
        &["npy", "npz", "json"]
    }
    fn recognises(&self, path: &Path, _head: &[u8]) -> bool {
        path.is_file() && folder(path).is_some()
    }
    fn recognises_folder(&self, _folder: &Path, names: &[String]) -> bool {
        is_whole(|name| names.iter().any(|n| n == name))
    }
    fn files(&self, path: &Path) -> Vec<RecordingFile> {
        let Some(folder) = folder(path) else {
            return Vec::new();
        };
        let own = [SPIKES, CACHED, INFO].map(|n| folder.join(n));
        let there = own.into_iter().filter(|p| p.is_file());
        let all = there.chain(properties(&folder));
        all.map(RecordingFile::whole).collect()
    }
    fn read(
        &self,
        path: &Path,
        _preview: Preview,
        options: &OpenOptions,
        progress: &Progress<'_>,
    ) -> Result<Contents, FormatError> {
        let folder = folder(path).ok_or_else(|| {
            let expected = format!("a folder with {SPIKES} and {INFO}, or {CACHED}");
            FormatError::malformed(path, NAME, "the folder", expected, "none")
        })?;
        let mut contents = Contents::new(&folder, NAME);
        let parts = &mut contents.parts;
        let cached = folder.join(CACHED);
        let mut spikes = if cached.is_file() {
            npy::archive(&cached, options, progress, &mut parts.warnings)?
        } else {
            records(&folder, options, progress, &mut parts.warnings)?
        };
        progress.report(0.8, "properties of the units");
        describe(&folder, &mut spikes, progress, &mut parts.warnings)?;
        spikes.put_into(parts);
        Ok(contents)
    }
}

fn is_whole(has: impl Fn(&str) -> bool) -> bool {
    has(CACHED) || has(SPIKES) && has(INFO)
}

/// The folder of the sorting that a path stands for: the folder itself, or that of one of its files.
fn folder(path: &Path) -> Option<PathBuf> {
    let is_own = [SPIKES, INFO, CACHED, "si_folder.json"].contains(&name_of(path).as_str());
    let folder = if path.is_dir() {
        path
    } else if is_own {
        folder_of(path)
    } else {
        return None;
    };
    is_whole(|name| folder.join(name).is_file()).then(|| folder.to_owned())
}

/// The spikes of `spikes.npy`, by what the text beside it says.
fn records(
    folder: &Path,
    options: &OpenOptions,
    progress: &Progress<'_>,
    warnings: &mut Vec<Warning>,
) -> Result<npy::Spikes, FormatError> {
    let path = folder.join(INFO);
    let malformed =
        |expected: &str, found: String| FormatError::malformed(&path, NAME, INFO, expected, found);
    let info: serde_json::Value = serde_json::from_str(&text(&path, NAME)?)
        .map_err(|why| malformed("a text in JSON", why.to_string()))?;
    let written = info
        .get("sampling_frequency")
        .and_then(serde_json::Value::as_f64);
    let rate_hz = assemble::rate_hz(written, options, INFO, warnings).ok_or_else(|| {
        malformed("sampling_frequency, or --sample-rate HZ", "none".to_owned()).for_want_of_a_rate()
    })?;
    let ids = info.get("unit_ids").and_then(serde_json::Value::as_array);
    let ids = ids.ok_or_else(|| malformed("unit_ids, a list", "none".to_owned()))?;
    let label = |id: &serde_json::Value| id.as_str().map_or_else(|| id.to_string(), str::to_owned);
    let ids: Vec<String> = ids.iter().map(label).collect();
    if ids.len() > assemble::MOST_UNITS {
        let expected = format!("at most {} units", assemble::MOST_UNITS);
        return Err(malformed(&expected, ids.len().to_string()));
    }
    let segments = info
        .get("num_segments")
        .and_then(serde_json::Value::as_u64)
        .unwrap_or(1);
    let records = Records::open(&folder.join(SPIKES), NAME)?;
    let mut all = Segments::new(usize::try_from(segments).unwrap_or(1));
    let names = ["sample_index", "unit_index", "segment_index"];
    records.each(names, progress, |[sample, unit, segment]| {
        let [unit, segment] = [unit, segment].map(assemble::cluster_number);
        all.push(segment, unit, sample);
    })?;
    Ok(all.into_spikes(ids, rate_hz, warnings))
}

/// The files of `properties`, in the order of their names.
fn properties(folder: &Path) -> Vec<PathBuf> {
    let mut paths = paths_in(&folder.join(PROPERTIES));
    paths.retain(|p| p.extension().is_some_and(|e| e == "npy") && p.is_file());
    paths
}

/// Properties become columns; quality and group have a place of their own.
fn describe(
    folder: &Path,
    spikes: &mut npy::Spikes,
    progress: &Progress<'_>,
    warnings: &mut Vec<Warning>,
) -> Result<(), FormatError> {
    let units = spikes.units.len();
    for path in properties(folder) {
        let name = stem_of(&path);
        let column = match property(&path, name.clone(), units, progress) {
            Ok(column) => column,
            Err(FormatError::Cancelled) => return Err(FormatError::Cancelled),
            Err(why) => {
                warnings.push(Warning::new(format!("left out: {why}")).at(name_of(&path)));
                continue;
            }
        };
        let put: Option<fn(&mut Unit, String)> = match name.to_lowercase().as_str() {
            "quality" => Some(|u, v| {
                u.included = !v.eq_ignore_ascii_case("noise");
                u.quality = Some(v);
            }),
            "group" => Some(|u, v| u.group = Some(v)),
            "main_channel_id" | "max_channel" | "ch" => Some(|u, v| u.electrode = Some(v)),
            _ => None,
        };
        match put {
            Some(put) => {
                let cells = column.values.to_labels();
                let named = spikes.units.iter_mut().zip(cells);
                named
                    .filter(|(_, v)| !v.is_empty())
                    .for_each(|(u, v)| put(u, v));
            }
            None => spikes.columns.push(column),
        }
    }
    Ok(())
}

fn property(
    path: &Path,
    name: String,
    units: usize,
    progress: &Progress<'_>,
) -> Result<Column, FormatError> {
    if let Some(cells) = npy::objects(path, units)? {
        return Ok(assemble::column(name, cells));
    }
    let array = Array::open(path, NAME)?;
    let is_list =
        array.header.shape.first() == Some(&(units as u64)) && array.count() == units as u64;
    if !is_list {
        return Err(array.not(&format!("one entry for each of {units} units")));
    }
    if array.header.number.is_text() {
        return Ok(assemble::column(name, array.texts(progress)?));
    }
    let values = ColumnValues::Number(array.numbers(progress)?);
    Ok(Column { name, values })
}
