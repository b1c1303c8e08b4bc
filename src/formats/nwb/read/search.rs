//! Finds series and the tables of intervals, events and units in containers of any depth.

use super::epochs;
use super::own;
use super::reader::Reader;
use crate::formats::FormatError;
use crate::formats::hdf5::{AttributeOwner, Group};
use std::collections::HashSet;

/// Containers within containers that are still searched.
const DEPTH: usize = 4;
/// Groups looked at before the search is given up.
const MANY: usize = 20_000;

/// What was found, in the order of the file's names.
#[derive(Default)]
pub(super) struct FoundGroups {
    /// `ElectricalSeries` and its kin.
    pub electrical: Vec<Group>,
    /// Plain `TimeSeries` whose name says that they are fields.
    pub named_like_fields: Vec<Group>,
    pub intervals: Vec<Group>,
    /// `AnnotationSeries`.
    pub annotations: Vec<Group>,
    /// Tables of events with one time each.
    pub events: Vec<Group>,
    /// Units tables that are not in their place at the root.
    pub units: Vec<Group>,
}

struct Search<'r, 'a> {
    reader: &'r mut Reader<'a>,
    /// Addresses: links may lead round in circles.
    seen: HashSet<u64>,
    found: FoundGroups,
}

pub(super) fn search(reader: &mut Reader<'_>, root: &Group) -> Result<FoundGroups, FormatError> {
    let mut search = Search {
        reader,
        seen: HashSet::from([root.address()]),
        found: FoundGroups::default(),
    };
    for place in ["intervals", "epochs", "acquisition", "processing", "events"] {
        if let Some(group) = search.enter(root, place) {
            search.group(&group, DEPTH)?;
        }
    }
    // What was presented is no recording; only what is noted of it counts.
    let mut found = std::mem::take(&mut search.found);
    let stimulus = search.enter(root, "stimulus");
    if let Some(shown) = stimulus.and_then(|s| search.enter(&s, "presentation")) {
        search.group(&shown, DEPTH)?;
        found.annotations.append(&mut search.found.annotations);
        found.events.append(&mut search.found.events);
    }
    Ok(found)
}

impl Search<'_, '_> {
    /// A child group not yet seen.
    fn enter(&mut self, parent: &Group, name: &str) -> Option<Group> {
        let group = self
            .reader
            .if_there(parent.group(name), super::reader::LEFT_OUT)?;
        (self.seen.len() < MANY && self.seen.insert(group.address())).then_some(group)
    }

    fn group(&mut self, group: &Group, depth: usize) -> Result<(), FormatError> {
        self.reader.step(0.01, "contents")?;
        let kind = group.neurodata_type();
        if kind == "SpikeEventSeries" {
            return Ok(());
        }
        if kind.ends_with("ElectricalSeries") || kind.starts_with("ElectricalSeries") {
            self.found.electrical.push(group.clone());
            return Ok(());
        }
        if kind == "TimeSeries" {
            if own::is_field(group) {
                self.found.electrical.push(group.clone());
            } else if speaks_of_field(group.path()) {
                self.found.named_like_fields.push(group.clone());
            }
            return Ok(());
        }
        if kind == "TimeIntervals" || epochs::is_intervals(group) {
            self.found.intervals.push(group.clone());
            return Ok(());
        }
        if kind == "Units" {
            self.found.units.push(group.clone());
            return Ok(());
        }
        if kind == "AnnotationSeries" {
            self.found.annotations.push(group.clone());
            return Ok(());
        }
        if kind == "EventsTable" {
            self.found.events.push(group.clone());
            return Ok(());
        }
        // Tables, images and other series hold neither fields nor intervals.
        if depth == 0 || kind == "DynamicTable" || kind.ends_with("Series") {
            return Ok(());
        }
        for (name, file) in group.external_links() {
            let object = group.child_path(&name);
            self.reader.warn(super::not_followed(&object, &file));
        }
        let children = self
            .reader
            .or_warn(group.children(), "what is in it is left out");
        for name in children.map(|(groups, _)| groups).unwrap_or_default() {
            if let Some(child) = self.enter(group, &name) {
                self.group(&child, depth - 1)?;
            }
        }
        Ok(())
    }
}

/// True for a path that speaks of a local field potential or the like.
fn speaks_of_field(path: &str) -> bool {
    let path = path.to_lowercase();
    ["lfp", "eeg", "ecog", "field_potential", "fieldpotential"]
        .iter()
        .any(|word| path.contains(word))
}
