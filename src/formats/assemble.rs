//! What several formats say of their units: spikes put into trains, columns, classes.

use super::{FormatError, OpenOptions};
use crate::recording::{
    Class, ClassSource, Column, ColumnValues, Field, MOST_S, RecordingError, SpikeTrains, Unit,
    Warning, speaks_of_class,
};
use std::path::Path;

/// More than this are no units.
pub(super) const MOST_UNITS: usize = 100_000;

/// Puts spikes that come in any order of units into trains; the order within a unit is kept.
pub(super) struct TrainBuilder {
    times_s: Vec<f64>,
    next: Vec<usize>,
    ends: Vec<usize>,
}

impl TrainBuilder {
    /// For units with so many spikes each.
    pub(super) fn new(counts: &[usize]) -> Self {
        let mut total = 0;
        let mut next = Vec::with_capacity(counts.len());
        let mut ends = Vec::with_capacity(counts.len());
        for count in counts {
            next.push(total);
            total += count;
            ends.push(total);
        }
        Self {
            times_s: vec![0.0; total],
            next,
            ends,
        }
    }
    /// One more spike of a unit; one more than was said, or of a unit that does not exist, is
    /// nothing.
    pub(super) fn put(&mut self, unit: usize, time_s: f64) {
        let (Some(next), Some(&end)) = (self.next.get_mut(unit), self.ends.get(unit)) else {
            return;
        };
        if *next < end
            && let Some(slot) = self.times_s.get_mut(*next)
        {
            *slot = time_s;
            *next += 1;
        }
    }
    pub(super) fn into_trains(self) -> SpikeTrains {
        SpikeTrains::from_ragged(self.times_s, &self.ends).unwrap_or_default()
    }
}

/// A cluster that cannot be: negative, or no whole number below 2^32 - 1.
pub(super) const NO_CLUSTER: u32 = u32::MAX;
/// A list of every cluster up to the largest is made when it is not much longer than the spikes.
const SMALL: usize = 1 << 16;

/// The number of a cluster.
pub(super) fn cluster_number(v: f64) -> u32 {
    // What is negative, no whole number or too large does not come back as it was.
    let whole = v as u32;
    if f64::from(whole) == v {
        whole
    } else {
        NO_CLUSTER
    }
}

/// Clusters in ascending order, each once, and the way from one to its place.
#[derive(Debug)]
pub(super) struct ClusterIndex {
    pub ids: Vec<u32>,
    /// The place of every number up to the largest; empty where that would be too long.
    place: Vec<u32>,
}

impl ClusterIndex {
    /// `spikes` is what the memory for places is measured by.
    pub(super) fn new(mut ids: Vec<u32>, spikes: usize) -> Self {
        ids.sort_unstable();
        ids.dedup();
        ids.retain(|c| *c != NO_CLUSTER);
        ids.shrink_to_fit();
        let largest = ids.last().map_or(0, |c| *c as usize);
        let mut place = Vec::new();
        if largest < spikes.saturating_add(SMALL) {
            place.resize(largest + 1, NO_CLUSTER);
            for (at, id) in (0_u32..).zip(&ids) {
                place[*id as usize] = at;
            }
        }
        Self { ids, place }
    }
    /// [`NO_CLUSTER`] for a cluster that is not there.
    pub(super) fn place(&self, cluster: u32) -> u32 {
        if self.place.is_empty() {
            let found = self.ids.binary_search(&cluster);
            return found.map_or(NO_CLUSTER, |at| at as u32);
        }
        self.place
            .get(cluster as usize)
            .copied()
            .unwrap_or(NO_CLUSTER)
    }
}

/// The clusters that are there, in any order and perhaps more than once.
pub(super) fn distinct_clusters(of: &[u32]) -> Vec<u32> {
    let known = of.iter().filter(|c| **c != NO_CLUSTER);
    let largest = known.max().map_or(0, |c| *c as usize);
    if largest >= of.len().saturating_add(SMALL) {
        return of.to_vec();
    }
    let mut is_there = vec![false; largest + 1];
    for &cluster in of {
        if let Some(is_there) = is_there.get_mut(cluster as usize) {
            *is_there = true;
        }
    }
    let all = (0_u32..).zip(is_there);
    all.filter_map(|(id, is)| is.then_some(id)).collect()
}

/// Replaces the cluster of every spike by its place in the ascending list of clusters, which is
/// returned.
pub(super) fn number_clusters(of: &mut [u32]) -> Vec<u32> {
    let numbered = ClusterIndex::new(distinct_clusters(of), of.len());
    for cluster in of {
        *cluster = numbered.place(*cluster);
    }
    numbered.ids
}

/// Samples a second, as a person says it or else the file's `object`; it is never guessed.
pub(super) fn rate_hz(
    written: Option<f64>,
    options: &OpenOptions,
    object: &str,
    warnings: &mut Vec<Warning>,
) -> Option<f64> {
    let is_rate = |r: &f64| r.is_finite() && *r > 0.0;
    let written = written.filter(is_rate);
    let said = options.sample_rate_hz.filter(is_rate);
    if let (Some(said), Some(written)) = (said, written)
        && said != written
    {
        let what = format!("says {written} Hz; {said} Hz is used, as was asked for");
        warnings.push(Warning::new(what).at(object));
    }
    said.or(written)
}

/// A column: numbers where every cell that is not missing is one, else text.
pub(super) fn column(name: impl Into<String>, cells: Vec<String>) -> Column {
    let is_missing = |cell: &str| {
        cell.is_empty()
            || ["nan", "na", "none", "null"]
                .iter()
                .any(|m| cell.eq_ignore_ascii_case(m))
    };
    let number = |cell: &str| cell.parse::<f64>().ok().filter(|v| v.is_finite());
    let has_one = cells.iter().any(|c| number(c).is_some());
    let numeric = has_one && cells.iter().all(|c| is_missing(c) || number(c).is_some());
    let values = if numeric {
        let numbers = cells.iter().map(|c| number(c).unwrap_or(f64::NAN));
        ColumnValues::Number(numbers.collect())
    } else {
        ColumnValues::Text(cells)
    };
    Column {
        name: name.into(),
        values,
    }
}

/// Sets the classes of the units from the chosen column, or else from the first that speaks of
/// cell type and gives a class to most units, or to the most; says which.
///
/// # Errors
/// When the chosen column is not there.
pub(super) fn classify(
    path: &Path,
    units: &mut [Unit],
    columns: &[Column],
    options: &OpenOptions,
) -> Result<Option<String>, FormatError> {
    let read = |column: &Column| -> (String, Vec<Class>) {
        let labels = column.values.to_labels();
        let classes = labels.iter().map(|l| options.class_mapping.class_of(l));
        (column.name.clone(), classes.collect())
    };
    let chosen = match &options.class_column {
        Some(wanted) => {
            let named = columns.iter().find(|c| c.name.eq_ignore_ascii_case(wanted));
            Some(read(named.ok_or_else(|| unknown(path, columns, wanted))?))
        }
        None => best(
            columns
                .iter()
                .filter(|c| speaks_of_class(&c.name))
                .map(read),
        ),
    };
    let Some((name, classes)) = chosen else {
        return Ok(None);
    };
    for (unit, class) in units.iter_mut().zip(classes) {
        unit.class = class;
        unit.class_source = (class != Class::Unclassified).then(|| ClassSource::File(name.clone()));
    }
    Ok(Some(name))
}

fn best(columns: impl Iterator<Item = (String, Vec<Class>)>) -> Option<(String, Vec<Class>)> {
    let known = |classes: &[Class]| {
        classes
            .iter()
            .filter(|c| **c != Class::Unclassified)
            .count()
    };
    let mut best: Option<(String, Vec<Class>)> = None;
    for (name, classes) in columns {
        let count = known(&classes);
        if 2 * count > classes.len() {
            return Some((name, classes));
        }
        if count > best.as_ref().map_or(0, |(_, b)| known(b)) {
            best = Some((name, classes));
        }
    }
    best
}

fn unknown(path: &Path, columns: &[Column], column: &str) -> FormatError {
    let names: Vec<&str> = columns.iter().map(|c| c.name.as_str()).collect();
    let known = match names.as_slice() {
        [] => "none, as the files name none".into(),
        names => names.join(", "),
    };
    FormatError::Recording {
        path: path.to_owned(),
        source: RecordingError::UnknownColumn {
            column: column.to_owned(),
            known,
        },
    }
}

/// Leaves out fields whose times cannot be: one wild start would make a recording endless.
pub(super) fn keep_in_time(fields: &mut Vec<Field>, warnings: &mut Vec<Warning>) {
    let before = fields.len();
    let is_usable = |t: f64| t.abs() <= MOST_S;
    fields.retain(|f| is_usable(f.start_s) && is_usable(f.extent().stop_s));
    let lost = before - fields.len();
    if lost > 0 {
        let what = "fields begin or end beyond 10^12 s and are left out";
        warnings.push(Warning::counted(lost, what));
    }
}

/// The word on units that are left out of the ensembles at first, if there are any.
pub(super) fn excluded(units: &[Unit]) -> Option<Warning> {
    let out: Vec<&Unit> = units.iter().filter(|u| !u.included).collect();
    let mut kinds: Vec<&str> = out.iter().filter_map(|u| u.quality.as_deref()).collect();
    kinds.sort_unstable();
    kinds.dedup();
    let message = format!(
        "units are kept but not included, by their quality ({}); include them in Units",
        kinds.join(", ")
    );
    (!out.is_empty()).then(|| Warning::counted(out.len(), message))
}
