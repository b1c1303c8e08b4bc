//! Writing a recording as tables that read back as the same recording.

use super::epochs::kind_word;
use super::text::io_error;
use crate::formats::{FormatError, atomic_write};
use crate::recording::{ColumnValues, Recording, Unit};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// Writes `recording` as three CSV tables: the spikes (`unit_id`, `time_s`) at `spikes_path`, and
/// beside it `<stem>_units.csv` and `<stem>_epochs.csv`. Times are in seconds, with as many digits
/// as the number needs. Fields, waveforms and the observed span have no place in them. Each file is
/// complete or absent, and the spikes come last. Returns the paths, spikes first.
///
/// # Errors
/// When a file cannot be written.
pub fn write_csv(recording: &Recording, spikes_path: &Path) -> Result<Vec<PathBuf>, FormatError> {
    let stem = spikes_path
        .file_stem()
        .map_or_else(|| "recording".into(), |s| s.to_string_lossy());
    let beside = |kind: &str| spikes_path.with_file_name(format!("{stem}_{kind}.csv"));
    let (units_path, epochs_path) = (beside("units"), beside("epochs"));
    let units = table(&units_path, |out| write_units(recording, out))?;
    let epochs = table(&epochs_path, |out| write_epochs(recording, out))?;
    let spikes = table(spikes_path, |out| write_spikes(recording, out))?;
    for (file, path) in [(units, &units_path), (epochs, &epochs_path)] {
        atomic_write::persist(file, path).map_err(|e| io_error(path, e))?;
    }
    atomic_write::persist(spikes, spikes_path).map_err(|e| io_error(spikes_path, e))?;
    Ok(vec![spikes_path.to_owned(), units_path, epochs_path])
}

/// Writes the epochs alone: `start_s`, `stop_s`, `label`, `kind`. Complete or absent.
///
/// # Errors
/// When the file cannot be written.
pub fn write_epochs_csv(recording: &Recording, path: &Path) -> Result<(), FormatError> {
    let file = table(path, |out| write_epochs(recording, out))?;
    atomic_write::persist(file, path).map_err(|e| io_error(path, e))
}

type Rows<'a> = csv::Writer<BufWriter<&'a mut NamedTempFile>>;

/// A whole table under a passing name in the folder of `path`.
fn table(
    path: &Path,
    write: impl FnOnce(&mut Rows<'_>) -> csv::Result<()>,
) -> Result<NamedTempFile, FormatError> {
    let mut file = atomic_write::temporary(path).map_err(|e| io_error(path, e))?;
    let mut out = csv::WriterBuilder::new()
        // A unit called "#1" must not read back as a comment.
        .comment(Some(b'#'))
        .from_writer(BufWriter::with_capacity(1 << 16, &mut file));
    write(&mut out)
        .and_then(|()| out.flush().map_err(csv::Error::from))
        .map_err(|e| io_error(path, io::Error::from(e)))?;
    drop(out);
    file.flush().map_err(|e| io_error(path, e))?;
    Ok(file)
}

fn write_spikes(recording: &Recording, out: &mut Rows<'_>) -> csv::Result<()> {
    out.write_record(["unit_id", "time_s"])?;
    let mut text = Vec::new();
    for (index, unit) in recording.units().iter().enumerate() {
        for time_s in recording.trains().unit(index) {
            text.clear();
            // The shortest digits that read back as the same number.
            write!(text, "{time_s}")?;
            out.write_record([unit.id.as_bytes(), &text])?;
        }
    }
    Ok(())
}

fn write_units(recording: &Recording, out: &mut Rows<'_>) -> csv::Result<()> {
    type Get = fn(&Unit) -> Option<&str>;
    let places: [(&str, Get); 3] = [
        ("electrode", |u| u.electrode.as_deref()),
        ("group", |u| u.group.as_deref()),
        ("quality", |u| u.quality.as_deref()),
    ];
    let units = recording.units();
    let places: Vec<_> = places
        .into_iter()
        .filter(|(_, get)| units.iter().any(|u| get(u).is_some()))
        .collect();
    // Columns that would read back as one of ours step aside.
    let ours = ["unit_id", "class", "electrode", "group", "quality"];
    let columns: Vec<_> = recording
        .columns()
        .iter()
        .map(|c| {
            let clash = ours
                .iter()
                .any(|o| super::names::bare(o) == super::names::bare(&c.name));
            let name = if clash {
                format!("{} (source)", c.name)
            } else {
                c.name.clone()
            };
            (name, &c.values)
        })
        .collect();
    let mut header = vec!["unit_id".to_owned(), "class".to_owned()];
    header.extend(places.iter().map(|(name, _)| (*name).to_owned()));
    header.extend(columns.iter().map(|(name, _)| name.clone()));
    out.write_record(&header)?;
    for (index, unit) in units.iter().enumerate() {
        let mut row = vec![unit.id.clone(), unit.class.name().to_owned()];
        row.extend(
            places
                .iter()
                .map(|(_, get)| get(unit).unwrap_or_default().to_owned()),
        );
        row.extend(columns.iter().map(|(_, values)| {
            match values {
                ColumnValues::Text(v) => v.get(index).cloned().unwrap_or_default(),
                ColumnValues::Number(v) => v
                    .get(index)
                    .filter(|x| !x.is_nan())
                    .map_or_else(String::new, f64::to_string),
            }
        }));
        out.write_record(&row)?;
    }
    Ok(())
}

fn write_epochs(recording: &Recording, out: &mut Rows<'_>) -> csv::Result<()> {
    out.write_record(["start_s", "stop_s", "label", "kind"])?;
    for epoch in recording.epochs() {
        out.write_record([
            epoch.start_s.to_string().as_str(),
            epoch.stop_s.to_string().as_str(),
            &epoch.label,
            kind_word(epoch.kind),
        ])?;
    }
    Ok(())
}
