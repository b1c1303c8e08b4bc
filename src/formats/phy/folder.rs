//! Which files of a folder are a sorting.

use super::whitening::{INVERSE, MATRIX};
use crate::formats::RecordingFile;
use crate::formats::folder::{folder_of, paths_in};
use crate::formats::positional_file::name_of;
use std::path::{Path, PathBuf};

pub(super) const TIMES: &str = "spike_times.npy";
pub(super) const CLUSTERS: &str = "spike_clusters.npy";
pub(super) const TEMPLATES_OF_SPIKES: &str = "spike_templates.npy";
pub(super) const TEMPLATES: &str = "templates.npy";
/// The second name is that of Kilosort, where all channels are in order.
pub(super) const TEMPLATES_IND: [&str; 2] = ["template_ind.npy", "templates_ind.npy"];
pub(super) const CHANNEL_MAP: &str = "channel_map.npy";
pub(super) const POSITIONS: &str = "channel_positions.npy";
pub(super) const PARAMS: &str = "params.py";
/// The files that are read, but for the tables.
const READ: [&str; 11] = [
    TIMES,
    CLUSTERS,
    TEMPLATES_OF_SPIKES,
    TEMPLATES,
    TEMPLATES_IND[0],
    TEMPLATES_IND[1],
    CHANNEL_MAP,
    POSITIONS,
    INVERSE,
    MATRIX,
    PARAMS,
];

/// Whether a folder that holds these names is a sorting.
pub(super) fn is_sorting<'a>(mut names: impl Iterator<Item = &'a str> + Clone) -> bool {
    names.clone().any(|n| n == TIMES) && names.any(|n| n == CLUSTERS || n == TEMPLATES_OF_SPIKES)
}

/// Whether a file of this name belongs to a sorting.
fn is_part(name: &str) -> bool {
    READ.contains(&name) || is_table(name)
}

/// `cluster_*.tsv`, and the `.csv` of old.
pub(super) fn is_table(name: &str) -> bool {
    let ending = name
        .strip_prefix("cluster_")
        .and_then(|n| n.rsplit_once('.'));
    ending.is_some_and(|(_, e)| e == "tsv" || e == "csv")
}

/// Whether a file may lie in the folder of a sorting: any array, read or not.
fn is_beside(name: &str) -> bool {
    is_part(name) || Path::new(name).extension().is_some_and(|e| e == "npy")
}

/// The folder of the sorting that a path stands for: the folder itself, or that of one of its
/// files.
pub(super) fn sorting_folder(path: &Path) -> Option<PathBuf> {
    if path.is_dir() {
        return Some(path.to_owned());
    }
    if !is_beside(&name_of(path)) {
        return None;
    }
    let folder = folder_of(path);
    let there = |name: &str| folder.join(name).is_file();
    (there(TIMES) && (there(CLUSTERS) || there(TEMPLATES_OF_SPIKES))).then(|| folder.to_owned())
}

/// The tables of clusters, in the order of their names.
pub(super) fn tables(folder: &Path) -> Vec<PathBuf> {
    let mut tables = paths_in(folder);
    tables.retain(|path| is_table(&name_of(path)) && path.is_file());
    tables
}

/// The files that are read.
pub(super) fn files(folder: &Path) -> Vec<RecordingFile> {
    let there = READ.iter().map(|n| folder.join(n)).filter(|p| p.is_file());
    let whole = there.chain(tables(folder)).map(RecordingFile::whole);
    whole.collect()
}
