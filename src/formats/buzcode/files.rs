//! Which files make up a session: `<session>.<kind>.mat`, side by side.

use crate::formats::folder::paths_in;
use crate::formats::positional_file::name_of;
use std::path::{Path, PathBuf};

/// What a file of a session holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Spikes,
    Metrics,
    SleepState,
    /// `<session>.<name>.events.mat`, `.manipulation.mat`, `.states.mat`.
    Intervals,
}

/// Endings of files of intervals, which have a name of their own before them.
const INTERVALS: [&str; 3] = [".events.mat", ".manipulation.mat", ".states.mat"];

const ENDINGS: [(Kind, &str); 3] = [
    (Kind::Metrics, ".cell_metrics.cellinfo.mat"),
    (Kind::Spikes, ".spikes.cellinfo.mat"),
    (Kind::SleepState, ".SleepState.states.mat"),
];

/// Kind of a file and name of its session; `None` for a file of any other name.
pub fn kind(name: &str) -> Option<(Kind, &str)> {
    let known = ENDINGS.iter().find_map(|(kind, ending)| {
        let session = before(name, ending)?;
        Some((*kind, session))
    });
    known.or_else(|| {
        let named = INTERVALS.iter().find_map(|ending| before(name, ending))?;
        let (session, own) = named.rsplit_once('.')?;
        (!session.is_empty() && !own.is_empty()).then_some((Kind::Intervals, session))
    })
}

/// The text before an ending; `None` where the ending is another or nothing stands before it.
fn before<'a>(name: &'a str, ending: &str) -> Option<&'a str> {
    // The endings are ASCII: lengths stay the same in lower case.
    let at = name.len().checked_sub(ending.len())?;
    let (front, rest) = (name.get(..at)?, name.get(at..)?);
    (rest.eq_ignore_ascii_case(ending) && !front.is_empty()).then_some(front)
}

/// The one session among these names; `None` when there are several, or none with units.
pub(super) fn only_session(names: &[String]) -> Option<String> {
    let mut with_units = names
        .iter()
        .filter_map(|name| kind(name))
        .filter(|(kind, _)| matches!(kind, Kind::Spikes | Kind::Metrics))
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
    let mut files: Vec<(Kind, PathBuf)> = ENDINGS.iter().filter_map(there).collect();
    let intervals = paths_in(folder)
        .into_iter()
        .filter(|path| kind(&name_of(path)) == Some((Kind::Intervals, session)) && path.is_file());
    files.extend(intervals.map(|p| (Kind::Intervals, p)));
    files
}
