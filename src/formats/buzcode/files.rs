//! Which files make up a session: `<session>.<kind>.mat`, side by side.

use std::path::{Path, PathBuf};

/// What a file of a session holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Spikes,
    Metrics,
    SleepState,
}

const ENDINGS: [(Kind, &str); 3] = [
    (Kind::Metrics, ".cell_metrics.cellinfo.mat"),
    (Kind::Spikes, ".spikes.cellinfo.mat"),
    (Kind::SleepState, ".SleepState.states.mat"),
];

/// Kind of a file and name of its session; `None` for a file of any other name.
pub(super) fn kind(name: &str) -> Option<(Kind, &str)> {
    ENDINGS.iter().find_map(|(kind, ending)| {
        // The names are ASCII: lengths stay the same in lower case.
        let at = name.len().checked_sub(ending.len())?;
        let (session, rest) = (name.get(..at)?, name.get(at..)?);
        (rest.eq_ignore_ascii_case(ending) && !session.is_empty()).then_some((*kind, session))
    })
}

/// The one session among these names; `None` when there are several, or none with units.
pub(super) fn only_session(names: &[String]) -> Option<String> {
    let mut with_units = names
        .iter()
        .filter_map(|name| kind(name))
        .filter(|(kind, _)| *kind != Kind::SleepState)
        .map(|(_, session)| session);
    let first = with_units.next()?;
    with_units.all(|s| s == first).then(|| first.to_owned())
}

/// The files of a session that are there, the metrics first.
pub(super) fn of_session(folder: &Path, session: &str) -> Vec<(Kind, PathBuf)> {
    let there = |(kind, ending): &(Kind, &str)| {
        let path = folder.join(format!("{session}{ending}"));
        path.is_file().then_some((*kind, path))
    };
    ENDINGS.iter().filter_map(there).collect()
}
