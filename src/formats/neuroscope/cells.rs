//! What other programs keep beside a session: buzcode and CellExplorer its units with their classes,
//! sleep states and events, in MATLAB files of the same name; Kilosort its units, in a folder.

use super::session::Session;
use crate::formats::positional_file::name_of;
use crate::formats::{Contents, Format, FormatError, OpenOptions, Preview, Progress, buzcode, phy};
use crate::recording::{Epoch, EpochKind, Parts, Warning};

/// What the MATLAB files hold; `None` where there are none that can be read.
pub(super) fn read(
    session: &Session,
    progress: &Progress<'_>,
    warnings: &mut Vec<Warning>,
) -> Result<Option<Contents>, FormatError> {
    let Some(first) = session.matlab.first() else {
        return Ok(None);
    };
    match buzcode::read(first, &quiet(progress)) {
        Ok(cells) => Ok(Some(cells)),
        Err(FormatError::Cancelled) => Err(FormatError::Cancelled),
        Err(why) => {
            warnings.push(Warning::new(format!("left out: {why}")).at(name_of(first)));
            Ok(None)
        }
    }
}

/// Progress that can be cancelled and reports nothing: this is but a part of what is read.
fn quiet<'a>(progress: &Progress<'a>) -> Progress<'a> {
    Progress {
        report: &|_, _| (),
        ..*progress
    }
}

/// The sorting in a folder of the session, by its own sampling rate or that of the session.
pub(super) fn sorting(
    session: &Session,
    rate_hz: Option<f64>,
    progress: &Progress<'_>,
    warnings: &mut Vec<Warning>,
) -> Result<Option<Contents>, FormatError> {
    let Some(folder) = &session.sorting else {
        return Ok(None);
    };
    let read = |sample_rate_hz| {
        let options = OpenOptions {
            sample_rate_hz,
            ..OpenOptions::default()
        };
        phy::Phy.read(folder, Preview::None, &options, &quiet(progress))
    };
    let sorted = match read(None) {
        Err(FormatError::NoRate { .. }) if rate_hz.is_some() => read(rate_hz),
        other => other,
    };
    let (what, sorted) = match sorted {
        Err(FormatError::Cancelled) => return Err(FormatError::Cancelled),
        Err(why) => (format!("left out: {why}"), None),
        Ok(sorted) => {
            let what = "holds a sorting; the units are those of it, as there is no .clu";
            (what.to_owned(), Some(sorted))
        }
    };
    warnings.push(Warning::new(what).at(name_of(folder)));
    Ok(sorted)
}

/// Whether the units are to be taken from the MATLAB files: they were made from the clusters.
pub(super) fn has_units(cells: Option<&Contents>) -> bool {
    cells.is_some_and(|c| c.parts.trains.spike_count() > 0)
}

/// The units of another program stand for those of the session.
pub(super) fn take_units(from: Parts, parts: &mut Parts) {
    parts.units = from.units;
    parts.trains = from.trains;
    parts.columns = from.columns;
    parts.warnings.extend(from.warnings);
}

/// Adds what the MATLAB files have.
pub(super) fn add(cells: Contents, contents: &mut Contents) {
    let has_units = has_units(Some(&cells));
    let mut from = cells.parts;
    let parts = &mut contents.parts;
    contents.format = format!("{} with {}", contents.format, cells.format);
    parts.name = std::mem::take(&mut from.name);
    let is_state = |e: &Epoch| matches!(e.kind, EpochKind::State(_));
    if from.epochs.iter().any(is_state) {
        let before = parts.epochs.len();
        parts.epochs.retain(|e| !is_state(e));
        let twice = before - parts.epochs.len();
        if twice > 0 {
            let what = "states of .sts files are left out: the MATLAB file beside them has states";
            parts.warnings.push(Warning::counted(twice, what));
        }
    }
    parts.epochs.append(&mut from.epochs);
    parts.attribution = from.attribution.take();
    if has_units {
        contents.classes = cells.classes;
        take_units(from, parts);
    } else {
        parts.warnings.extend(from.warnings);
    }
}
