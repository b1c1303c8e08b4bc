//! Blackrock recordings: `.nev` (spikes, digital inputs, comments) and `.ns1` to `.ns6` (fields) of
//! one name, which open together, with the map of the array (`.cmp`, or the `.ccf` that has it) beside them.
//!
//! Units are named electrode-class: class 0 was not sorted and 255 is noise. Noise is not included
//! at first, nor are unsorted spikes where others are sorted. Source: "NEV File Format" and "NSx
//! File Format", Blackrock Neurotech, versions 2.1 to 3.0.

pub mod clock;
pub mod map;
mod nev;
mod nsx;
mod packets;

use super::folder::{folder_of, paths_in};
use super::positional_file::name_of;
use super::{Contents, Format, FormatError, OpenOptions, Preview, Progress, RecordingFile};
use crate::recording::{Column, ColumnValues, SpikeTrains, Warning};
use clock::Clock;
use map::Map;
use std::path::{Path, PathBuf};

const NAME: &str = "Blackrock";
/// Endings of the fields, coarse to fine.
const FIELDS: [&str; 6] = ["ns1", "ns2", "ns3", "ns4", "ns5", "ns6"];

/// Reader of NEV and NSx files.
#[derive(Clone, Copy, Debug, Default)]
pub struct Blackrock;

/// The files of one recording.
#[derive(Debug, Default)]
struct Session {
    events: Option<PathBuf>,
    fields: Vec<PathBuf>,
    map: Option<PathBuf>,
}

impl Session {
    fn from_path(path: &Path) -> Self {
        let beside = |ending: &str| {
            [ending.to_owned(), ending.to_uppercase()]
                .map(|e| path.with_extension(e))
                .into_iter()
                .find(|p| p.is_file())
        };
        let mut session = Self {
            events: beside("nev"),
            fields: FIELDS.iter().filter_map(|e| beside(e)).collect(),
            map: beside("cmp")
                .or_else(|| beside("ccf"))
                .or_else(|| only(path, "cmp"))
                .or_else(|| only(path, "ccf")),
        };
        // Under any other name it is still what it is.
        let is_own = |p: &PathBuf| p.as_path() == path;
        if !session.fields.iter().chain(&session.events).any(is_own) {
            let head =
                super::positional_file::PositionalFile::open(path).and_then(|i| i.up_to(0, 8));
            if head.is_ok_and(|h| nev::is_nev(&h)) {
                session.events = Some(path.to_owned());
            } else {
                session.fields = vec![path.to_owned()];
            }
        }
        session
    }
}

/// The only file of a kind in the folder: arrays are mapped once for many recordings.
fn only(path: &Path, ending: &str) -> Option<PathBuf> {
    let mut maps = paths_in(folder_of(path)).into_iter().filter(|p| {
        p.extension()
            .is_some_and(|e| e.eq_ignore_ascii_case(ending))
    });
    let first = maps.next()?;
    maps.next().is_none().then_some(first)
}

impl Format for Blackrock {
    fn name(&self) -> &'static str {
        "Blackrock NEV and NSx"
    }
    fn extensions(&self) -> &'static [&'static str] {
        &["nev", "ns1", "ns2", "ns3", "ns4", "ns5", "ns6"]
    }
    fn recognises(&self, _path: &Path, head: &[u8]) -> bool {
        nev::is_nev(head) || nsx::is_nsx(head)
    }
    fn grows(&self, _path: &Path) -> bool {
        true
    }
    fn files(&self, path: &Path) -> Vec<RecordingFile> {
        let session = Session::from_path(path);
        // A lone file of spikes has the hash of its bytes.
        if session.fields.is_empty() && session.map.is_none() {
            return Vec::new();
        }
        let whole = session
            .events
            .into_iter()
            .chain(session.map)
            .map(|p| (p, false));
        let raw = session.fields.into_iter().map(|p| (p, true));
        whole
            .chain(raw)
            .map(|(path, is_raw)| RecordingFile { path, is_raw })
            .collect()
    }
    fn read(
        &self,
        path: &Path,
        _preview: Preview,
        _options: &OpenOptions,
        progress: &Progress<'_>,
    ) -> Result<Contents, FormatError> {
        let mut contents = Contents::new(path, NAME);
        let parts = &mut contents.parts;
        let session = Session::from_path(path);
        let mut warnings = Vec::new();
        // What was opened must be read; what lies beside it may fail.
        let may_fail = |file: &Path, why: FormatError| match why {
            FormatError::Cancelled => Err(FormatError::Cancelled),
            why if file == path => Err(why),
            why => Ok(Warning::new(format!("left out: {why}")).at(name_of(file))),
        };
        let mut map = None;
        if let Some(file) = &session.map {
            match Map::read(file) {
                Ok(read) => map = Some(read),
                Err(why) => warnings.push(may_fail(file, why)?),
            }
        }
        let files = session.fields.iter().chain(&session.events);
        let clock =
            Clock::new(files.filter_map(|f| nev::first_time(f).or_else(|| nsx::first_time(f))));
        warnings.extend(clock.warning());
        let mut silent = Vec::new();
        if let Some(file) = &session.events {
            match nev::read(file, clock, progress, &mut warnings) {
                Ok(read) => {
                    contents.format = format!("{NAME} NEV {}", read.version);
                    parts.columns = positions(map.as_ref(), &read.electrodes);
                    parts.units = read.units;
                    parts.trains = read.trains;
                    parts.epochs = read.epochs;
                    silent = read.silent;
                }
                Err(why) => warnings.push(may_fail(file, why)?),
            }
        }
        for file in &session.fields {
            progress.report(0.8, "fields");
            match nsx::read(file, map.as_ref(), clock, progress, &mut warnings) {
                Ok(fields) => parts.fields.extend(fields),
                Err(why) => warnings.push(may_fail(file, why)?),
            }
        }
        progress.check()?;
        if parts.units.is_empty() && parts.epochs.is_empty() && parts.fields.is_empty() {
            // Nothing happened on these electrodes: that is no fault of the file.
            parts.trains = SpikeTrains::from_units(vec![Vec::new(); silent.len()]);
            parts.columns = Vec::new();
            parts.units = silent;
        }
        parts.warnings = warnings;
        Ok(contents)
    }
}

/// Where the electrode of each unit is, as columns of the units table.
fn positions(map: Option<&Map>, electrodes: &[u32]) -> Vec<Column> {
    let Some(map) = map.filter(|_| !electrodes.is_empty()) else {
        return Vec::new();
    };
    let axis = |name: &str, axis: usize| {
        let value = |e: &u32| map.positions_um.get(e).map_or(f64::NAN, |p| p[axis]);
        Column {
            name: name.to_owned(),
            values: ColumnValues::Number(electrodes.iter().map(value).collect()),
        }
    };
    vec![axis("x_um", 0), axis("y_um", 1)]
}
