//! What is kept beside a session: by buzcode and CellExplorer its units with their classes, and its
//! sleep states and events, in MATLAB files of the same name; by Kilosort its units, in a folder.

use super::session::Session;
use crate::formats::positional_file::name_of;
use crate::formats::{Format, FormatError, OpenOptions, Progress, buzcode, phy};
use crate::recording::{Epoch, EpochKind, Origin, Parts, Recording, Warning};

/// The recording of the MATLAB files; `None` where there are none that can be read.
pub(super) fn read(
    session: &Session,
    options: &OpenOptions,
    progress: &Progress<'_>,
    warnings: &mut Vec<Warning>,
) -> Result<Option<Recording>, FormatError> {
    let Some(first) = session.matlab.first() else {
        return Ok(None);
    };
    match buzcode::alone(first, options, &quiet(progress)) {
        Ok(cells) => Ok(Some(cells)),
        // A column of classes that was asked for and is not there.
        Err(why @ (FormatError::Cancelled | FormatError::Recording { .. })) => Err(why),
        Err(why) => {
            warnings.push(Warning::new(format!("left out: {why}")).at(name_of(first)));
            Ok(None)
        }
    }
}

/// It is a part of what is read, and no recording to be looked at.
fn quiet<'a>(progress: &Progress<'a>) -> Progress<'a> {
    Progress {
        report: &|_, _| (),
        look: &|_, _| (),
        ..*progress
    }
}

/// The sorting in a folder of the session, by its own sampling rate or that of the session.
pub(super) fn sorting(
    session: &Session,
    rate_hz: Option<f64>,
    progress: &Progress<'_>,
    warnings: &mut Vec<Warning>,
) -> Result<Option<Recording>, FormatError> {
    let Some(folder) = &session.sorting else {
        return Ok(None);
    };
    let read = |sample_rate_hz| {
        let options = OpenOptions {
            sample_rate_hz,
            ..OpenOptions::default()
        };
        phy::Phy.read(folder, &options, &quiet(progress))
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
pub(super) fn has_units(cells: Option<&Recording>) -> bool {
    cells.is_some_and(|c| c.trains().spike_count() > 0)
}

/// The units of another recording of the session stand for its own.
pub(super) fn take_units(from: &Recording, parts: &mut Parts) {
    parts.units = from.units().to_vec();
    parts.trains = from.trains().clone();
    parts.columns = from.columns().to_vec();
    parts.class_column = from.class_column().map(str::to_owned);
}

pub(super) fn take_warnings(from: &Recording, parts: &mut Parts) {
    // That is said of all units in the end.
    let own = from.warnings().iter();
    let own = own.filter(|w| !w.message.contains("units have no class"));
    parts.warnings.extend(own.cloned());
}

/// Adds what the MATLAB files have.
pub(super) fn add(cells: &Recording, parts: &mut Parts) {
    cells.name().clone_into(&mut parts.name);
    if has_units(Some(cells)) {
        take_units(cells, parts);
    }
    let is_state = |e: &Epoch| matches!(e.kind, EpochKind::State(_));
    if cells.epochs().iter().any(is_state) {
        let before = parts.epochs.len();
        parts.epochs.retain(|e| !is_state(e));
        let twice = before - parts.epochs.len();
        if twice > 0 {
            let what = "states of .sts files are left out: the MATLAB file beside them has states";
            parts.warnings.push(Warning::counted(twice, what));
        }
    }
    parts.epochs.extend(cells.epochs().iter().cloned());
    parts.attribution = cells.attribution().map(str::to_owned);
    take_warnings(cells, parts);
    if let (Origin::File { format, .. }, Origin::File { format: more, .. }) =
        (&mut parts.origin, cells.origin())
    {
        *format = format!("{format} with {more}");
    }
}
