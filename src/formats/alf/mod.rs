//! Spikes in the ALF names of the International Brain Laboratory.
//!
//! `spikes.times.npy` (seconds) and `spikes.clusters.npy` are the spikes; `clusters.*.npy` have one
//! entry a cluster, in the order of the numbers, and `clusters.metrics` is a table (CSV or Parquet).
//! Names may have a namespace (`_ibl_`), and files may lie in folders of revisions.

mod names;
mod waveforms;

use super::npy::{Array, Clock, spikes};
use super::positional_file::name_of;
use super::{
    Contents, Format, FormatError, OpenOptions, Preview, Progress, RecordingFile, assemble, table,
};
use crate::recording::{Column, ColumnValues, Unit, Warning};
use names::Collection;
use std::collections::HashMap;
use std::path::Path;

const NAME: &str = "ALF (IBL)";
const ARRAYS: [&str; 1] = ["npy"];
const TABLES: [&str; 4] = ["csv", "tsv", "pqt", "parquet"];

/// Reader of collections.
#[derive(Clone, Copy, Debug, Default)]
pub struct Alf;

impl Format for Alf {
    fn name(&self) -> &'static str {
        "ALF (IBL) folder"
    }
    fn extensions(&self) -> &'static [&'static str] {
        &["npy", "csv", "tsv", "pqt"]
    }
    fn recognises(&self, path: &Path, _head: &[u8]) -> bool {
        let name = name_of(path);
        let is_own = names::parse(&name).is_some_and(|(o, _)| o == "spikes" || o == "clusters");
        is_own && pair(&Collection::read(names::collection(path))).is_some()
    }
    fn recognises_folder(&self, folder: &Path, names: &[String]) -> bool {
        let is_near = |n: &String| n.starts_with('#') || n.contains("spikes.");
        names.iter().any(is_near) && pair(&Collection::read(names::collection(folder))).is_some()
    }
    fn files(&self, path: &Path) -> Vec<RecordingFile> {
        let all = Collection::read(names::collection(path));
        let Some(pair) = pair(&all) else {
            return Vec::new();
        };
        let about = all.of_clusters(&ARRAYS).chain(all.of_clusters(&TABLES));
        let paths = pair.into_iter().chain(about.map(|(_, path)| path));
        paths
            .map(|path| RecordingFile::whole(path.to_owned()))
            .collect()
    }
    fn read(
        &self,
        path: &Path,
        _preview: Preview,
        _options: &OpenOptions,
        progress: &Progress<'_>,
    ) -> Result<Contents, FormatError> {
        let folder = names::collection(path);
        let all = Collection::read(folder);
        let pair = pair(&all).ok_or_else(|| {
            let expected = "a folder with spikes.times.npy and spikes.clusters.npy";
            FormatError::malformed(path, NAME, "the folder", expected, "none")
        })?;
        let mut contents = Contents::new(folder, NAME);
        contents.parts.name = title(folder);
        let mut warnings = Vec::new();
        if !all.revisions.is_empty() {
            let what = format!(
                "files are those of the latest revision ({})",
                all.revisions.join(", ")
            );
            warnings.push(Warning::new(what));
        }
        let read = spikes::read(pair, Clock::Seconds, NAME, progress, &mut warnings)?;
        progress.report(0.7, "clusters");
        let mut units: Vec<Unit> = read
            .ids
            .iter()
            .map(|id| Unit::new(id.to_string()))
            .collect();
        let mut columns = Vec::new();
        for (attribute, path) in all.of_clusters(&ARRAYS) {
            if waveforms::is_of_them(attribute) {
                continue;
            }
            match array(path, attribute, &read.ids, progress) {
                Ok(more) => columns.extend(more),
                Err(FormatError::Cancelled) => return Err(FormatError::Cancelled),
                Err(why) => {
                    warnings.push(Warning::new(format!("left out: {why}")).at(name_of(path)));
                }
            }
        }
        for (_, path) in all.of_clusters(&TABLES) {
            match rows(path, &read.ids, progress) {
                Ok(more) => columns.extend(more),
                Err(FormatError::Cancelled) => return Err(FormatError::Cancelled),
                Err(why) => {
                    warnings.push(Warning::new(format!("left out: {why}")).at(name_of(path)));
                }
            }
        }
        match waveforms::describe(&mut units, &read.ids, &all, pair[0], progress) {
            Err(FormatError::Cancelled) => return Err(FormatError::Cancelled),
            Err(why) => warnings.push(Warning::new(format!("waveforms left out: {why}"))),
            Ok(()) => {}
        }
        describe(&mut units, &mut columns);
        let parts = &mut contents.parts;
        parts.units = units;
        parts.trains = read.trains;
        parts.columns = columns;
        parts.warnings = warnings;
        Ok(contents)
    }
}

/// The files of the spikes.
fn pair(all: &Collection) -> Option<[&Path; 2]> {
    let times = all.file("spikes", "times", &ARRAYS)?;
    let clusters = all.file("spikes", "clusters", &ARRAYS);
    Some([
        times,
        clusters.or_else(|| all.file("spikes", "templates", &ARRAYS))?,
    ])
}

/// The name of a probe says little: that of the session stands before it.
fn title(folder: &Path) -> String {
    let folder = std::fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
    let names: Vec<String> = folder.ancestors().map(name_of).collect();
    let is_general = |n: &String| ["alf", "pykilosort", "iblsorter"].contains(&n.as_str());
    let probe = names.iter().take(3).find(|n| n.starts_with("probe"));
    let own = names
        .iter()
        .find(|n| !is_general(n) && !n.starts_with("probe") && !n.is_empty());
    match (own, probe) {
        (Some(own), Some(probe)) => format!("{own} {probe}"),
        (Some(own), None) => own.clone(),
        _ => "spikes".to_owned(),
    }
}

/// A list with one entry a cluster, or a table of few columns, for the clusters that have spikes.
fn array(
    path: &Path,
    attribute: &str,
    ids: &[u32],
    progress: &Progress<'_>,
) -> Result<Vec<Column>, FormatError> {
    /// Columns of an array without names.
    const MOST: u64 = 4;
    let largest = ids.last().map_or(0, |id| u64::from(*id) + 1);
    let array = Array::open(path, NAME)?;
    let expected = || array.not(&format!("one entry for each of {largest} clusters"));
    let (rows, width) = match array.header.shape.as_slice() {
        [rows] => (*rows, 1),
        [rows, width] if *width <= MOST => (*rows, *width),
        _ => return Err(expected()),
    };
    if rows < largest || rows > assemble::MOST_UNITS as u64 {
        return Err(expected());
    }
    let own = |all: &[String], column: u64| -> Vec<String> {
        let cell = |id: &u32| {
            let place = array.header.place(&[u64::from(*id), column]);
            let place = if width == 1 { u64::from(*id) } else { place };
            all.get(place as usize).cloned().unwrap_or_default()
        };
        ids.iter().map(cell).collect()
    };
    if array.header.number.is_text() {
        let all = array.texts(progress)?;
        return Ok(vec![assemble::column(attribute, own(&all, 0))]);
    }
    let all = array.numbers(progress)?;
    let column = |column: u64| {
        let cell = |id: &u32| {
            let place = array.header.place(&[u64::from(*id), column]);
            let place = if width == 1 { u64::from(*id) } else { place };
            all.get(place as usize).copied().unwrap_or(f64::NAN)
        };
        Column {
            name: match width {
                1 => attribute.to_owned(),
                _ => format!("{attribute} {}", column + 1),
            },
            values: ColumnValues::Number(ids.iter().map(cell).collect()),
        }
    };
    Ok((0..width).map(column).collect())
}

/// The columns of a table with a line for each cluster, named by `cluster_id` or else in order.
fn rows(path: &Path, ids: &[u32], progress: &Progress<'_>) -> Result<Vec<Column>, FormatError> {
    let grid = table::grid(path, progress)?;
    let names = &grid.columns;
    let key = names
        .iter()
        .position(|n| ["cluster_id", "cluster", "id"].contains(&n.as_str()));
    let row_of: HashMap<u32, usize> = match key {
        Some(key) => {
            let id = |row: usize| grid.cell(row, key).parse::<f64>().ok();
            let all = (0..grid.len()).filter_map(|row| Some((id(row)?, row)));
            all.map(|(id, row)| (assemble::cluster_number(id), row))
                .collect()
        }
        None => (0..).zip(0..grid.len()).collect(),
    };
    let column = |(at, name): (usize, &String)| {
        let cell = |id: &u32| {
            row_of
                .get(id)
                .map_or("", |row| grid.cell(*row, at))
                .to_owned()
        };
        assemble::column(name.clone(), ids.iter().map(cell).collect())
    };
    let named = names.iter().enumerate();
    Ok(named
        .filter(|(at, name)| Some(*at) != key && !name.is_empty())
        .map(column)
        .collect())
}

/// Channel, area and verdict of the units; what two files say of the same is kept once.
fn describe(units: &mut [Unit], columns: &mut Vec<Column>) {
    let mut seen = std::collections::HashSet::new();
    columns.retain(|c| seen.insert(c.name.clone()));
    let mut put = |names: &[&str], stays: bool, set: fn(&mut Unit, String)| {
        let is_one = |c: &Column| names.iter().any(|n| c.name.eq_ignore_ascii_case(n));
        let Some(at) = columns.iter().position(is_one) else {
            return;
        };
        let cells = columns[at].values.to_labels();
        for (unit, cell) in units.iter_mut().zip(cells) {
            if !cell.is_empty() && cell != "NaN" {
                set(unit, cell);
            }
        }
        if !stays {
            columns.remove(at);
        }
    };
    put(&["channels"], false, |u, v| u.electrode = Some(v));
    put(
        &["acronym", "acronyms", "brainLocationAcronyms"],
        true,
        |u, v| u.group = Some(v),
    );
    put(&["ks2_label", "KSLabel", "group"], false, |u, v| {
        u.included = !v.eq_ignore_ascii_case("noise");
        u.quality = Some(v);
    });
}
