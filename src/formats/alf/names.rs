//! Names of the files of a collection, as ALF has them.
//!
//! `_namespace_object.attribute_timescale.extra.ending`, in a folder or in one for each revision,
//! `#2023-01-01#`. Source: the ALF specification of the Open Neurophysiology Environment (ONE).

use crate::formats::folder::{folder_of, paths_in};
use crate::formats::positional_file::name_of;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Object and attribute of a file: "spikes" and "times".
pub(super) fn parse(name: &str) -> Option<(&str, &str)> {
    let bare = match name.strip_prefix('_') {
        Some(rest) => rest.split_once('_')?.1,
        None => name,
    };
    let mut parts = bare.split('.');
    let (object, attribute) = (parts.next()?, parts.next()?);
    // At least an ending follows.
    parts.next()?;
    let attribute = attribute.split('_').next()?;
    (!object.is_empty() && !attribute.is_empty()).then_some((object, attribute))
}

fn is_revision(path: &Path) -> bool {
    let name = name_of(path);
    name.len() > 2 && name.starts_with('#') && name.ends_with('#')
}

/// The folder of the collection that a file or folder belongs to.
pub(super) fn collection(path: &Path) -> &Path {
    let folder = if path.is_dir() { path } else { folder_of(path) };
    if is_revision(folder) {
        folder_of(folder)
    } else {
        folder
    }
}

/// The files of a collection by object and attribute, of each the one of the latest revision.
#[derive(Debug, Default)]
pub(super) struct Collection {
    files: BTreeMap<(String, String), Vec<PathBuf>>,
    /// The revisions that files were taken from.
    pub revisions: Vec<String>,
}

impl Collection {
    pub(super) fn read(folder: &Path) -> Self {
        let own = paths_in(folder);
        let revisions: Vec<PathBuf> = own
            .iter()
            .filter(|p| is_revision(p) && p.is_dir())
            .cloned()
            .collect();
        let mut all = Self::default();
        // The latest come first, what is of no revision last.
        for revision in revisions.iter().rev().map(Some).chain([None]) {
            let paths = revision.map_or_else(|| own.clone(), |r| paths_in(r));
            let mut found: BTreeMap<(String, String), Vec<PathBuf>> = BTreeMap::new();
            for path in paths {
                let name = name_of(&path);
                let Some((object, attribute)) = parse(&name) else {
                    continue;
                };
                if ["spikes", "clusters"].contains(&object) && path.is_file() {
                    let key = (object.to_owned(), attribute.to_owned());
                    found.entry(key).or_default().push(path);
                }
            }
            let mut is_used = false;
            for (key, paths) in found {
                if let std::collections::btree_map::Entry::Vacant(free) = all.files.entry(key) {
                    is_used = true;
                    free.insert(paths);
                }
            }
            if let (true, Some(revision)) = (is_used, revision) {
                all.revisions.push(name_of(revision));
            }
        }
        all
    }

    /// The file of an attribute that has one of these endings.
    pub(super) fn file(&self, object: &str, attribute: &str, endings: &[&str]) -> Option<&Path> {
        let key = (object.to_owned(), attribute.to_owned());
        let own = self.files.get(&key)?.iter();
        let mut fit = own.filter(|p| has_ending(p, endings));
        fit.next().map(PathBuf::as_path)
    }

    /// Attributes of the clusters with the file of each that has one of these endings.
    pub(super) fn of_clusters<'a>(
        &'a self,
        endings: &'a [&'a str],
    ) -> impl Iterator<Item = (&'a str, &'a Path)> {
        self.files
            .iter()
            .filter_map(move |((object, attribute), paths)| {
                let path = paths.iter().find(|p| has_ending(p, endings))?;
                (object == "clusters").then_some((attribute.as_str(), path.as_path()))
            })
    }
}

fn has_ending(path: &Path, endings: &[&str]) -> bool {
    let own = path.extension().map(|e| e.to_string_lossy().to_lowercase());
    own.is_some_and(|e| endings.contains(&e.as_str()))
}
