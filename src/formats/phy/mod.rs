//! Spike sortings as phy shows them and Kilosort, SpyKING CIRCUS and SpikeInterface write them.
//!
//! A folder of arrays: `spike_times.npy` (samples, shape (N,) or (N, 1), any integer) and
//! `spike_clusters.npy` (else `spike_templates.npy`) are the spikes; `cluster_*.tsv` the units
//! table, its group good, mua or noise the quality (noise is not included at first); `params.py`
//! the sampling rate, read as text and never run; `templates.npy` the mean waveforms, unwhitened by
//! `whitening_mat_inv.npy` or the inverse of `whitening_mat.npy`;
//! `channel_map.npy` and `channel_positions.npy` the channels, and of each unit the place where its
//! waveform is largest; `dat_path` the raw data, read by
//! window. Opening any of these files opens the folder. Source: the phy documentation
//! ("Dataset description" of the template GUI).

mod folder;
pub mod params;
mod raw_data;
mod tables;
mod waveforms;
mod whitening;

use super::npy::{Clock, spikes};
use super::outside;
use super::positional_file::{name_of, text};
use super::{
    Contents, Format, FormatError, OpenOptions, Preview, Progress, RecordingFile, assemble,
};
use crate::recording::{Column, Unit, Warning, Waveform};
use params::Params;
use raw_data::Channels;
use std::path::Path;
use waveforms::Waves;

const NAME: &str = "phy / Kilosort sorting";

/// Reader of sortings.
#[derive(Clone, Copy, Debug, Default)]
pub struct Phy;

impl Format for Phy {
    fn name(&self) -> &'static str {
        "phy / Kilosort folder"
    }
    fn extensions(&self) -> &'static [&'static str] {
        &["npy", "py", "tsv", "csv"]
    }
    fn recognises(&self, path: &Path, _head: &[u8]) -> bool {
        path.is_file() && folder::sorting_folder(path).is_some()
    }
    fn recognises_folder(&self, _folder: &Path, names: &[String]) -> bool {
        folder::is_sorting(names.iter().map(String::as_str))
    }
    fn files(&self, path: &Path) -> Vec<RecordingFile> {
        let Some(folder) = folder::sorting_folder(path) else {
            return Vec::new();
        };
        let mut files = folder::files(&folder);
        let raw = params(&folder, &mut Vec::new()).and_then(|p| raw_data::path(&folder, &p));
        files.extend(raw.map(|path| RecordingFile { path, is_raw: true }));
        files
    }
    fn read(
        &self,
        path: &Path,
        _preview: Preview,
        options: &OpenOptions,
        progress: &Progress<'_>,
    ) -> Result<Contents, FormatError> {
        let folder = folder::sorting_folder(path).ok_or_else(|| {
            let expected = "a folder with spike_times.npy and spike_clusters.npy";
            FormatError::malformed(path, NAME, "the folder", expected, "none")
        })?;
        contents(path, &folder, options, progress)
    }
}

/// Whether a folder holds a sorting.
pub(super) fn is_sorting(path: &Path) -> bool {
    folder::sorting_folder(&path.join(folder::TIMES)).is_some()
}

/// What `params.py` says; `None` where there is none.
fn params(folder: &Path, warnings: &mut Vec<Warning>) -> Option<Params> {
    let path = folder.join(folder::PARAMS);
    if !path.is_file() {
        return None;
    }
    match text(&path, NAME) {
        Ok(text) => Some(Params::parse(&text)),
        Err(why) => {
            warnings.push(Warning::new(format!("left out: {why}")).at(folder::PARAMS));
            None
        }
    }
}

/// The sampling rate, from a person or else from `params.py`; it is never guessed.
fn rate_hz(
    path: &Path,
    params: Option<&Params>,
    options: &OpenOptions,
    warnings: &mut Vec<Warning>,
) -> Result<f64, FormatError> {
    const NAME_OF_RATE: &str = "sample_rate";
    let written = params.and_then(|p| p.number(NAME_OF_RATE));
    assemble::rate_hz(written, options, folder::PARAMS, warnings).ok_or_else(|| {
        let found = match params.map(|p| p.line(NAME_OF_RATE)) {
            Some(Some(line)) => format!("{line}, which is no number (params.py is never run)"),
            Some(None) => "a params.py without it".to_owned(),
            None => "no params.py".to_owned(),
        };
        FormatError::malformed(
            path,
            NAME,
            "the sampling rate",
            "a line such as \"sample_rate = 30000\" in params.py, or --sample-rate HZ",
            found,
        )
        .for_want_of_a_rate()
    })
}

fn contents(
    path: &Path,
    folder: &Path,
    options: &OpenOptions,
    progress: &Progress<'_>,
) -> Result<Contents, FormatError> {
    let mut contents = Contents::new(path, NAME);
    let parts = &mut contents.parts;
    parts.name = title(folder);
    let mut warnings = Vec::new();
    let params = params(folder, &mut warnings);
    let rate_hz = rate_hz(path, params.as_ref(), options, &mut warnings)?;
    let clusters = folder.join(folder::CLUSTERS);
    let clusters = if clusters.is_file() {
        clusters
    } else {
        folder.join(folder::TEMPLATES_OF_SPIKES)
    };
    let spikes = spikes::read(
        [&folder.join(folder::TIMES), &clusters],
        Clock::Samples(rate_hz),
        NAME,
        progress,
        &mut warnings,
    )?;
    progress.report(0.7, "clusters and templates");
    let mut table = tables::read(folder::tables(folder), &spikes.ids, progress, &mut warnings)?;
    let channels = Channels::read(folder, progress, &mut warnings)?;
    let waves = match waveforms::read(folder, &spikes.ids, progress, &mut warnings) {
        Err(FormatError::Cancelled) => return Err(FormatError::Cancelled),
        Err(why) => {
            warnings.push(Warning::new(format!("left out: {why}")).at(folder::TEMPLATES));
            Waves::default()
        }
        Ok(waves) => waves,
    };
    let is_whitened = waves.are_whitened;
    let waves = waves.of_clusters;
    let places = channels.places(waves.iter().map(|w| w.as_ref().map(|w| w.channel)));
    let mut units: Vec<Unit> = spikes
        .ids
        .iter()
        .map(|id| Unit::new(id.to_string()))
        .collect();
    for (unit, wave) in units.iter_mut().zip(waves) {
        let Some(wave) = wave else { continue };
        unit.electrode = Some(channels.name(wave.channel));
        unit.waveform = Some(Waveform {
            samples: wave.samples,
            rate_hz: Some(rate_hz),
            is_whitened,
        });
    }
    describe(&mut units, &mut table);
    let mut columns: Vec<_> = table
        .names
        .into_iter()
        .zip(table.cells)
        .map(|(name, cells)| assemble::column(name, cells))
        .collect();
    let is_new = |c: &Column| columns.iter().all(|own| own.name != c.name);
    let places: Vec<Column> = places.into_iter().filter(is_new).collect();
    columns.extend(places);
    let raw = params
        .as_ref()
        .and_then(|p| Some((raw_data::path(folder, p)?, p)));
    if let Some((raw, params)) = raw {
        let files = params.texts("dat_path");
        if files > 1 {
            let what =
                format!("is the first of {files} files that follow each other; only it is shown");
            warnings.push(Warning::new(what).at(name_of(&raw)));
        }
        match raw_data::field(&raw, params, rate_hz, &channels) {
            Ok(field) => {
                parts.fields.push(field);
                if outside::is_outside(folder, &raw) {
                    parts.outside.push(raw);
                }
            }
            Err(why) => {
                warnings.push(Warning::new(format!("is left out: {why}")).at(name_of(&raw)));
            }
        }
    }
    if let Some(line) = params.as_ref().and_then(raw_data::unreadable) {
        let what = format!(
            "{line} is no text in quotation marks, and params.py is never run: no field is shown"
        );
        warnings.push(Warning::new(what).at(folder::PARAMS));
    }
    if let Some(name) = params.as_ref().and_then(|p| raw_data::gone(folder, p)) {
        let what = "is the raw data by params.py and is not there: no field is shown";
        warnings.push(Warning::new(what).at(name));
    }
    parts.units = units;
    parts.columns = columns;
    parts.trains = spikes.trains;
    parts.warnings = warnings;
    Ok(contents)
}

/// Quality, electrode and group of the units from the tables.
fn describe(units: &mut [Unit], table: &mut tables::Table) {
    let group = table.take_column("group").unwrap_or_default();
    let sorter = table.get("KSLabel").unwrap_or_default();
    for (at, unit) in units.iter_mut().enumerate() {
        // What a person decided goes before what the sorter says.
        let said = |cells: &[String]| cells.get(at).filter(|c| !c.is_empty()).cloned();
        let decided = said(&group).filter(|g| !g.eq_ignore_ascii_case("unsorted"));
        unit.quality = decided.or_else(|| said(sorter)).or_else(|| said(&group));
        unit.included = !unit
            .quality
            .as_deref()
            .is_some_and(|q| q.eq_ignore_ascii_case("noise"));
    }
    let mut put = |names: &[&str], set: fn(&mut Unit, String)| {
        let Some(cells) = names.iter().find_map(|n| table.take_column(n)) else {
            return;
        };
        for (unit, cell) in units.iter_mut().zip(cells) {
            if !cell.is_empty() {
                set(unit, cell);
            }
        }
    };
    put(&["ch", "channel", "peak_channel"], |u, v| {
        u.electrode = Some(v);
    });
    put(&["sh", "shank"], |u, v| u.group = Some(v));
}

/// The folder's name; of a folder that only says what it holds, with the one above it.
fn title(folder: &Path) -> String {
    let folder = std::fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
    let own = name_of(&folder);
    let is_general = ["phy", "sorting", "sorter_output", "kilosort", "output"]
        .iter()
        .any(|g| own.to_lowercase().starts_with(g));
    match folder.parent().map(name_of) {
        Some(above) if is_general && !above.is_empty() => format!("{above} {own}"),
        _ if own.is_empty() => "sorting".to_owned(),
        _ => own,
    }
}
