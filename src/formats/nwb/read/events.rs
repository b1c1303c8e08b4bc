//! Annotations and tables of events as epochs, most of which have no duration.

use super::epochs::labels;
use super::reader::{LEFT_OUT, Reader};
use super::table::{Table, check_rows};
use crate::formats::hdf5::Fault;
use crate::formats::hdf5::Group;
use crate::recording::{Epoch, EpochKind, State, Warning};

/// An `AnnotationSeries`: a time and a text each.
pub(super) fn annotations(reader: &mut Reader<'_>, group: &Group) -> Vec<Epoch> {
    let read = (|| {
        let times = needed(group, "timestamps")?.numbers()?;
        let texts = needed(group, "data")?.texts()?;
        Ok((times, texts))
    })();
    let Some((mut times, texts)) = reader.or_warn(read, LEFT_OUT) else {
        return Vec::new();
    };
    let more = times.len().abs_diff(texts.len());
    if more > 0 {
        let what = "annotations have only a time or only a text and are left out";
        reader.warn(Warning::counted(more, what).at(group.path()));
    }
    times.truncate(texts.len());
    epochs(reader, group, &times, &[], texts)
}

/// An `EventsTable`: a time, perhaps a duration, perhaps a text in each row.
pub(super) fn events(reader: &mut Reader<'_>, group: Group) -> Vec<Epoch> {
    let table = Table::open(reader, group);
    let times = needed(&table.group, "timestamp").and_then(|c| c.numbers());
    let Some(times) = reader.or_warn(times, LEFT_OUT) else {
        return Vec::new();
    };
    let durations = table.column("duration").and_then(|column| {
        let durations = column.map(|c| {
            check_rows(&c, times.len())?;
            c.numbers()
        });
        durations.transpose()
    });
    let durations = reader.if_there(durations, "events last no time");
    let labels = labels(reader, &table, times.len());
    let durations = durations.unwrap_or_default();
    epochs(reader, &table.group, &times, &durations, labels)
}

fn needed(group: &Group, name: &str) -> Result<crate::formats::hdf5::Dataset, Fault> {
    let object = group.child_path(name);
    let none = || Fault::new(object, "a list with one entry an event", "none");
    group.dataset(name)?.ok_or_else(none)
}

/// One epoch a time; without a text it has the name of its group.
fn epochs(
    reader: &mut Reader<'_>,
    group: &Group,
    times: &[f64],
    durations: &[f64],
    texts: Vec<String>,
) -> Vec<Epoch> {
    let name = group.name();
    let each = size_of::<Epoch>() + name.len();
    let paid = reader
        .file
        .charge((times.len() * each) as u64, group.path());
    if reader.or_warn(paid, LEFT_OUT).is_none() {
        return Vec::new();
    }
    let mut texts = texts.into_iter();
    let mut durations = durations.iter();
    let epoch = |&start_s: &f64| {
        let text = texts.next().filter(|t| !t.trim().is_empty());
        let label = text.unwrap_or_else(|| name.to_owned());
        // Events that are not known to last have none, or one that is no number.
        let lasts_s = durations.next().copied().filter(|d| *d > 0.0);
        let kind = kind(&label, lasts_s.is_some());
        Epoch::new(label, start_s, start_s + lasts_s.unwrap_or(0.0), kind)
    };
    times.iter().map(epoch).collect()
}

fn kind(label: &str, lasts: bool) -> EpochKind {
    // A bare number is a trigger, not a stage; and no state lasts no time.
    if label.trim().parse::<f64>().is_ok() || (!lasts && State::from_label(label).is_some()) {
        return EpochKind::Event;
    }
    EpochKind::from_label(label, "events")
}
