//! Finds the hypnogram in the folder of a recording, by its name.

use crate::formats::folder::{folder_of, paths_in};
use crate::formats::positional_file::name_of;
use std::path::{Path, PathBuf};

/// `SC4001E0-PSG.edf` has `SC4001EC-Hypnogram.edf`; `rat.edf` has `rat_hypno.txt`,
/// `rat-hypnogram.csv`, `rat_hypnogram.edf` or `rat.hyp`.
pub(super) fn hypnogram(path: &Path) -> Option<PathBuf> {
    hypnograms(path).into_iter().next()
}

/// All files that could be the hypnogram, in the order of their names.
pub(super) fn hypnograms(path: &Path) -> Vec<PathBuf> {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let mut found = paths_in(folder_of(path));
    found.retain(|p| p != path && belongs(&stem, &name_of(p)) && p.is_file());
    found
}

pub(super) fn is_named(name: &str) -> bool {
    name.to_lowercase().contains("hypno")
}

/// Whether the file of this name scores the recording of that stem.
pub fn belongs(stem: &str, name: &str) -> bool {
    let Some((front, ending)) = name.rsplit_once('.') else {
        return false;
    };
    if !["edf", "txt", "csv", "tsv", "hyp"].contains(&ending.to_lowercase().as_str()) {
        return false;
    }
    if front == stem && ending.eq_ignore_ascii_case("hyp") {
        return true;
    }
    // Sleep-EDF names differ in the last letter, which is the scorer.
    let night = |name: &str, tail: &str| {
        let night = name.strip_suffix(tail)?;
        let (cut, _) = night.char_indices().last()?;
        night.get(..cut).map(str::to_owned)
    };
    if let (Some(a), Some(b)) = (night(stem, "-PSG"), night(front, "-Hypnogram")) {
        return a == b && !a.is_empty();
    }
    front
        .strip_prefix(stem)
        .and_then(|rest| rest.strip_prefix(['_', '-', '.']))
        .is_some_and(is_named)
}
