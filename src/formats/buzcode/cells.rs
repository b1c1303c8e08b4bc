//! The units of `spikes` or `cell_metrics`, whose fields have the same names.

use super::waveforms;
use crate::formats::mat::per_unit;
use crate::formats::mat::{Cell, MatValue, Struct};
use crate::recording::{Column, ColumnValues, Unit, Warning};
use std::collections::HashSet;

/// Column that says of which classes a unit is known to be, from opto-tagging and the like.
const GROUND_TRUTH: &str = "groundTruthClassification";
/// Fields that are read into members of [`Unit`].
const PLACED: [&str; 7] = [
    "UID",
    "times",
    "brainRegion",
    "region",
    "maxWaveformCh",
    "maxWaveformCh1",
    "numcells",
];

/// Units, and what is known of each.
#[derive(Debug, Default)]
pub(super) struct Cells {
    pub units: Vec<Unit>,
    pub columns: Vec<Column>,
    /// Spike times in seconds, one list a unit; `None` where the file has no spikes.
    pub times_s: Option<Vec<Vec<f64>>>,
}

/// A struct array of one struct a unit, as one struct of one list a field.
fn gathered(array: Struct) -> Struct {
    let count = array.len();
    if count < 2 {
        return array;
    }
    let width = array.fields.len();
    let mut columns: Vec<Vec<MatValue>> = vec![Vec::with_capacity(count); width];
    for (at, value) in array.values.into_iter().enumerate() {
        if let Some(column) = columns.get_mut(at % width) {
            column.push(value);
        }
    }
    let dims = vec![1, count as u64];
    let cell = |items| {
        MatValue::Cell(Cell {
            dims: dims.clone(),
            items,
        })
    };
    Struct {
        dims: vec![1, 1],
        fields: array.fields,
        values: columns.into_iter().map(cell).collect(),
    }
}

/// Reads the struct `name` of a file.
pub(super) fn read(name: &str, root: Struct, warnings: &mut Vec<Warning>) -> Cells {
    let mut root = gathered(root);
    let times = match root.take_at(0, "times") {
        Some(times) => Some(times),
        None => match root.take_at(0, "spikes") {
            Some(MatValue::Struct(mut spikes)) => spikes.take_at(0, "times"),
            _ => None,
        },
    };
    // Older files have samples and their rate alone.
    let samples = match times {
        None => root.take_at(0, "ts"),
        Some(_) => None,
    };
    let rates = ["sr", "samplingRate", "sampleRate", "fs"].into_iter();
    let mut rates = rates.filter_map(|n| root.get(n)?.numbers()?.scalar());
    let per_second = match &samples {
        None => Some(1.0),
        Some(_) => rates.find(|r| r.is_finite() && *r > 0.0),
    };
    if samples.is_some() {
        let what = match per_second {
            Some(rate) => format!("spike times are those of ts, in samples at {rate} Hz"),
            None => {
                "ts holds samples, and there is neither times nor a rate (sr): no unit has spikes"
                    .to_owned()
            }
        };
        warnings.push(Warning::new(what).at(name));
    }
    let times = times.or(samples.filter(|_| per_second.is_some()));
    let Some(count) = count(&root, times.as_ref()) else {
        let what = "expected one value a unit in UID, times or putativeCellType, found none";
        warnings.push(Warning::new(what).at(name));
        return Cells::default();
    };
    let mut cells = Cells {
        units: ids(name, &root, count, warnings),
        ..Cells::default()
    };
    cells.times_s = times.and_then(|times| trains(name, times, count, warnings));
    if let Some(rate_hz) = per_second.filter(|r| *r != 1.0) {
        for time in cells.times_s.iter_mut().flatten().flatten() {
            *time /= rate_hz;
        }
    }
    place(&mut cells, &root);
    waveforms::read(name, &mut cells, &mut root, warnings);
    for field in &root.fields {
        let value = root.get(field);
        if let Some(value) = value.filter(|_| !PLACED.contains(&field.as_str())) {
            cells.columns.extend(per_unit::column(field, value, count));
        }
    }
    if let Some(MatValue::Struct(truth)) = root.get(GROUND_TRUTH) {
        let column = ground_truth(name, truth, count, warnings);
        cells.columns.extend(column);
    }
    cells
}

/// The number of units, from the first thing that tells.
fn count(root: &Struct, times: Option<&MatValue>) -> Option<usize> {
    let list = |name: &str| match root.get(name)? {
        MatValue::Numbers(n) if n.is_list() && !n.data.is_empty() => Some(n.data.len()),
        MatValue::Cell(c) if !c.items.is_empty() => Some(c.items.len()),
        // The cell array of a single unit collapses to what was in it.
        MatValue::Text(t) if t.rows.len() == 1 => Some(1),
        _ => None,
    };
    let of_times = || match times? {
        MatValue::Cell(c) => Some(c.items.len()),
        MatValue::Numbers(n) if n.is_list() => Some(1),
        _ => None,
    };
    list("UID")
        .or_else(of_times)
        .or_else(|| list("putativeCellType"))
        .or_else(|| list("cluID"))
}

/// Units by their UID, or numbered.
fn ids(name: &str, root: &Struct, count: usize, warnings: &mut Vec<Warning>) -> Vec<Unit> {
    let uids = root.get("UID").and_then(|v| per_unit::labels(v, count));
    let uids = uids.unwrap_or_else(|| (1..=count).map(|i| i.to_string()).collect());
    let mut seen = HashSet::new();
    let mut again = 0;
    let units = uids
        .into_iter()
        .map(|uid| {
            let mut id = uid.clone();
            let mut copy = 2;
            while !seen.insert(id.clone()) {
                id = format!("{uid} ({copy})");
                copy += 1;
            }
            again += usize::from(id != uid);
            Unit::new(id)
        })
        .collect();
    if again > 0 {
        let what = "units have the UID of another unit; they are numbered apart";
        warnings.push(Warning::counted(again, what).at(format!("{name}.UID")));
    }
    units
}

fn trains(
    name: &str,
    times: MatValue,
    count: usize,
    warnings: &mut Vec<Warning>,
) -> Option<Vec<Vec<f64>>> {
    let object = format!("{name}.times");
    let found = times.describe();
    let Some(items) = per_unit::items(times, count) else {
        let what =
            format!("expected a cell array of {count} lists, found {found}; no unit has spikes");
        warnings.push(Warning::new(what).at(object));
        return None;
    };
    let mut odd = 0;
    let trains: Vec<Vec<f64>> = items
        .into_iter()
        .map(|item| {
            per_unit::list(item).unwrap_or_else(|| {
                odd += 1;
                Vec::new()
            })
        })
        .collect();
    if odd > 0 {
        let what = "units have spike times that are no list; they stay without spikes";
        warnings.push(Warning::counted(odd, what).at(&object));
    }
    let same = (1..trains.len())
        .filter(|&u| {
            let (before, rest) = trains.split_at(u);
            let own = rest.first();
            own.is_some_and(|own| !own.is_empty() && before.contains(own))
        })
        .count();
    if same > 0 {
        let what =
            "units have exactly the spike times of another unit; leave one of each out in Units";
        warnings.push(Warning::counted(same, what).at(object));
    }
    Some(trains)
}

/// Area or shank as the group, the channel of the largest waveform as the electrode.
fn place(cells: &mut Cells, root: &Struct) {
    let count = cells.units.len();
    let labels = |name: &str| {
        let labels = per_unit::labels(root.get(name)?, count)?;
        labels.iter().any(|l| !l.is_empty()).then_some(labels)
    };
    let shanks = || {
        let shanks = labels("shankID")?;
        Some(shanks.into_iter().map(|s| format!("shank {s}")).collect())
    };
    let groups: Vec<String> = labels("brainRegion")
        .or_else(|| labels("region"))
        .or_else(shanks)
        .unwrap_or_default();
    // maxWaveformCh counts from 0, maxWaveformCh1 from 1; channels are named as in the former.
    let from_one = || -> Option<Vec<String>> {
        let channels = labels("maxWaveformCh1")?;
        let back = |c: String| c.parse::<f64>().map_or(c, |n| (n - 1.0).to_string());
        Some(channels.into_iter().map(back).collect())
    };
    let channels = labels("maxWaveformCh")
        .or_else(from_one)
        .unwrap_or_default();
    for (unit, group) in cells.units.iter_mut().zip(groups) {
        unit.group = Some(group).filter(|g| !g.is_empty());
    }
    for (unit, channel) in cells.units.iter_mut().zip(channels) {
        unit.electrode = Some(channel).filter(|c| !c.is_empty() && c != "NaN");
    }
}

/// "PV, VGAT": every class that lists the unit.
fn ground_truth(
    name: &str,
    truth: &Struct,
    count: usize,
    warnings: &mut Vec<Warning>,
) -> Option<Column> {
    let mut labels = vec![String::new(); count];
    let mut beyond = 0;
    for class in &truth.fields {
        let Some(MatValue::Numbers(units)) = truth.get(class) else {
            continue;
        };
        for number in units.data.iter() {
            // Units count from 1.
            let label = (number >= 1.0)
                .then(|| labels.get_mut(number as usize - 1))
                .flatten();
            match label {
                Some(label) if label.is_empty() => label.push_str(class),
                Some(label) => {
                    label.push_str(", ");
                    label.push_str(class);
                }
                None => beyond += 1,
            }
        }
    }
    if beyond > 0 {
        let what = format!("entries name units beyond the {count} that there are");
        warnings.push(Warning::counted(beyond, what).at(format!("{name}.{GROUND_TRUTH}")));
    }
    labels.iter().any(|l| !l.is_empty()).then(|| Column {
        name: GROUND_TRUTH.to_owned(),
        values: ColumnValues::Text(labels),
    })
}
