//! Which files make up a session: `<session>.<kind>.mat`, side by side.

use std::path::{Path, PathBuf};

/// What a file of a session holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Spikes,
    Metrics,
    SleepState,
    /// `<session>.<name>.events.mat`, `.manipulation.mat`, `.states.mat`.
    Intervals,
}

/// Endings of files of intervals, which have a name of their own before them.
const INTERVALS: [&str; 3] = [".events.mat", ".manipulation.mat", ".states.mat"];
/// Entries of a folder that are looked at.
const MOST_ENTRIES: usize = 1 << 16;

const ENDINGS: [(Kind, &str); 3] = [
    (Kind::Metrics, ".cell_metrics.cellinfo.mat"),
    (Kind::Spikes, ".spikes.cellinfo.mat"),
    (Kind::SleepState, ".SleepState.states.mat"),
];

/// Kind of a file and name of its session; `None` for a file of any other name.
pub(super) fn kind(name: &str) -> Option<(Kind, &str)> {
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

/// What stands before an ending, if it does and is not empty.
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
    let names = std::fs::read_dir(folder).into_iter().flatten();
    let mut intervals: Vec<PathBuf> = names
        .take(MOST_ENTRIES)
        .filter_map(|e| Some(e.ok()?.path()))
        .filter(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            kind(&name) == Some((Kind::Intervals, session)) && path.is_file()
        })
        .collect();
    intervals.sort_unstable();
    files.extend(intervals.into_iter().map(|p| (Kind::Intervals, p)));
    files
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_by_name() {
        assert_eq!(kind("a.b.spikes.cellinfo.mat"), Some((Kind::Spikes, "a.b")));
        assert_eq!(
            kind("a.SleepState.states.mat"),
            Some((Kind::SleepState, "a"))
        );
        assert_eq!(
            kind("a.b.ripples.events.mat"),
            Some((Kind::Intervals, "a.b"))
        );
        assert_eq!(
            kind("a.opto.manipulation.mat"),
            Some((Kind::Intervals, "a"))
        );
        assert_eq!(kind("a.behaviour.states.mat"), Some((Kind::Intervals, "a")));
        assert_eq!(kind("ripples.events.mat"), None);
        assert_eq!(kind(".events.mat"), None);
    }
}
