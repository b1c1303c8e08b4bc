//! Where the units of a recording can get their classes from.

use super::command::Command;
use crate::analysis::waveforms::FEWEST;
use crate::recording::Recording;

/// Commands that can give classes, only those for which the recording has something.
pub fn class_commands(recording: &Recording) -> Vec<Command> {
    let units = recording.units();
    let waveforms = units.iter().filter(|u| u.waveform.is_some()).count();
    let has = [
        (
            Command::ClassesFromColumn,
            !recording.columns().is_empty() && !units.is_empty(),
        ),
        (Command::ClassesFromWaveforms, waveforms >= FEWEST),
        (Command::ClassesFromConnections, units.len() > 1),
        (Command::ClassesByRate, !units.is_empty()),
    ];
    let there = has.into_iter().filter(|(_, has)| *has);
    there.map(|(command, _)| command).collect()
}
