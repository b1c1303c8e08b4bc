//! What buzcode and CellExplorer keep beside a session: its units with their classes, and its sleep
//! states and events, in MATLAB files of the same name.

use super::session::Session;
use crate::formats::buzcode;
use crate::formats::input::name_of;
use crate::formats::{Format, FormatError, OpenOptions, Progress};
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
    // It is a part of what is read, and no recording to be looked at.
    let quiet = Progress {
        report: &|_, _| (),
        look: &|_, _| (),
        ..*progress
    };
    match buzcode::Session.read(first, options, &quiet) {
        Ok(cells) => Ok(Some(cells)),
        // A column of classes that was asked for and is not there.
        Err(why @ (FormatError::Cancelled | FormatError::Recording { .. })) => Err(why),
        Err(why) => {
            warnings.push(Warning::new(format!("left out: {why}")).at(name_of(first)));
            Ok(None)
        }
    }
}

/// Whether the units are to be taken from the MATLAB files: they were made from the clusters.
pub(super) fn has_units(cells: Option<&Recording>) -> bool {
    cells.is_some_and(|c| c.trains().spike_count() > 0)
}

/// Adds what the MATLAB files have.
pub(super) fn add(cells: &Recording, parts: &mut Parts) {
    if has_units(Some(cells)) {
        parts.units = cells.units().to_vec();
        parts.trains = cells.trains().clone();
        parts.columns = cells.columns().to_vec();
        parts.class_column = cells.class_column().map(str::to_owned);
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
    let own = cells.warnings().iter();
    // That is said of all units in the end.
    let own = own.filter(|w| !w.message.contains("units have no class"));
    parts.warnings.extend(own.cloned());
    if let (Origin::File { format, .. }, Origin::File { format: more, .. }) =
        (&mut parts.origin, cells.origin())
    {
        *format = format!("{format} with {more}");
    }
}
