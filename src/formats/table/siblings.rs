//! Tables that belong together by their names: spikes, units, epochs.

use crate::formats::positional_file::stem_of;
use std::path::{Path, PathBuf};

/// Endings of tables.
pub(super) const ENDINGS: [&str; 6] = ["csv", "tsv", "txt", "dat", "parquet", "pq"];

/// What the name of a file says it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    Spikes,
    Units,
    Epochs,
}

/// "rat_units" is the units table of "rat"; "units" that of the folder (`None`).
pub fn split(stem: &str) -> (Role, Option<&str>) {
    for (word, role) in [
        ("units", Role::Units),
        ("epochs", Role::Epochs),
        ("states", Role::Epochs),
        ("spikes", Role::Spikes),
    ] {
        let Some(cut) = stem.len().checked_sub(word.len()) else {
            continue;
        };
        let (Some(base), Some(tail)) = (stem.get(..cut), stem.get(cut..)) else {
            continue;
        };
        if !tail.eq_ignore_ascii_case(word) {
            continue;
        }
        if base.is_empty() {
            return (role, None);
        }
        if let Some(base) = base.strip_suffix(['_', '-', '.']) {
            return (role, Some(base));
        }
    }
    (Role::Spikes, Some(stem))
}

pub(super) fn role(path: &Path) -> Role {
    split(&stem_of(path)).0
}

/// The first file of these stems in the folder of `path`, with the ending of `path` preferred.
fn find(path: &Path, stems: &[String]) -> Option<PathBuf> {
    let own = path.extension().and_then(|e| e.to_str());
    let mut endings: Vec<&str> = own.into_iter().collect();
    endings.extend(ENDINGS.iter().filter(|e| Some(**e) != own));
    stems.iter().find_map(|stem| {
        endings.iter().find_map(|ending| {
            let candidate = path.with_file_name(format!("{stem}.{ending}"));
            (candidate != path && candidate.is_file()).then_some(candidate)
        })
    })
}

/// The spikes table that a units or epochs table belongs to.
pub(super) fn spikes_of(path: &Path) -> Option<PathBuf> {
    let stem = stem_of(path);
    match split(&stem) {
        (Role::Spikes, _) => None,
        (_, None) => find(path, &["spikes".to_owned()]),
        (_, Some(base)) => find(path, &[base.to_owned(), format!("{base}_spikes")]),
    }
}

/// Names that tables of `kind` beside `spikes` may have, the particular before the general.
pub fn names(spikes: &Path, kind: &str) -> Vec<String> {
    let stem = stem_of(spikes);
    let mut names = vec![format!("{stem}_{kind}")];
    if let (Role::Spikes, Some(base)) = split(&stem)
        && base != stem
    {
        names.push(format!("{base}_{kind}"));
    }
    names.push(kind.to_owned());
    names
}

pub(super) fn units_of(spikes: &Path) -> Option<PathBuf> {
    find(spikes, &names(spikes, "units"))
}

/// Epochs, then states.
pub(super) fn epochs_of(spikes: &Path) -> Vec<PathBuf> {
    ["epochs", "states"]
        .iter()
        .filter_map(|kind| find(spikes, &names(spikes, kind)))
        .collect()
}
