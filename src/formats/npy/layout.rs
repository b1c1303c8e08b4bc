//! What the arrays of a file mean.

use super::array::Array;
use super::members::{Archive, ArrayEntry};
use super::segments::{self, Segments};
use super::{NAME, RATES, TIMES, UNITS, pynapple};
use crate::formats::assemble::{self, ClusterIndex, MOST_UNITS, TrainBuilder};
use crate::formats::{FormatError, OpenOptions, Progress};
use crate::recording::{
    Column, ColumnValues, Epoch, Field, Interval, Parts, SpikeTrains, Unit, Warning,
};
use std::collections::HashMap;

/// Units with their spikes, and columns; and what else an object of pynapple holds.
#[derive(Debug, Default)]
pub(in crate::formats) struct Spikes {
    pub units: Vec<Unit>,
    pub trains: SpikeTrains,
    pub columns: Vec<Column>,
    pub epochs: Vec<Epoch>,
    pub fields: Vec<Field>,
    pub span: Option<Interval>,
}

impl Spikes {
    /// Puts everything where it belongs in a recording.
    pub(in crate::formats) fn put_into(self, parts: &mut Parts) {
        parts.units = self.units;
        parts.trains = self.trains;
        parts.columns = self.columns;
        parts.epochs = self.epochs;
        parts.fields = self.fields;
        parts.span = self.span;
    }
}

/// What times are divided by to have seconds: the rate, or 1.
fn per_second(
    is_samples: bool,
    rate_hz: Option<f64>,
    no_rate: impl FnOnce(&str, &str) -> FormatError,
) -> Result<f64, FormatError> {
    match (is_samples, rate_hz) {
        (false, _) => Ok(1.0),
        (true, Some(rate)) => Ok(rate),
        (true, None) => Err(no_rate(
            "seconds as floating-point numbers, an entry sampling_rate, or --sample-rate HZ",
            "integers, which are numbers of samples, without a rate",
        )
        .for_want_of_a_rate()),
    }
}

/// A lone array: (N,) one unit, (N, 2) unit and time.
pub(super) fn array(
    array: &Array,
    name: &str,
    options: &OpenOptions,
    progress: &Progress<'_>,
) -> Result<Spikes, FormatError> {
    let number = array.header.number;
    let expected = "times of one unit (N,), or unit and time (N, 2)";
    if number.is_text() {
        return Err(array.not(expected));
    }
    let rate = assemble::rate_hz(None, options, name, &mut Vec::new());
    let per_second = per_second(number.is_integer(), rate, |expected, found| {
        FormatError::malformed(array.input.path(), NAME, "the times", expected, found)
    })?;
    if array.list().is_some() {
        let times = array.numbers(progress)?;
        let ends = [times.len()];
        let times = times.into_iter().map(|t| t / per_second).collect();
        return Ok(Spikes {
            units: vec![Unit::new(name)],
            trains: SpikeTrains::from_ragged(times, &ends).unwrap_or_default(),
            ..Spikes::default()
        });
    }
    let &[count, 2] = array.header.shape.as_slice() else {
        return Err(array.not(expected));
    };
    let mut of = Vec::with_capacity(count as usize);
    let mut times = Vec::with_capacity(count as usize);
    let mut at = 0_u64;
    let is_fortran = array.header.is_fortran;
    array.each(0, array.count(), progress, |v| {
        let is_unit = if is_fortran {
            at < count
        } else {
            at.is_multiple_of(2)
        };
        at += 1;
        if is_unit {
            of.push(assemble::cluster_number(v));
        } else {
            times.push(v / per_second);
        }
    })?;
    let lost = of.iter().filter(|u| **u == assemble::NO_CLUSTER).count();
    if 2 * lost > of.len() {
        return Err(array.not("the unit, a whole number, and then the time"));
    }
    let ids = assemble::number_clusters(&mut of);
    if ids.len() > MOST_UNITS {
        return Err(array.not(&format!("at most {MOST_UNITS} units")));
    }
    let trains = trains(&of, times.into_iter(), ids.len());
    let units = ids.iter().map(|id| Unit::new(id.to_string())).collect();
    Ok(Spikes {
        units,
        trains,
        ..Spikes::default()
    })
}

fn counts(of: &[u32], units: usize) -> Vec<usize> {
    let mut counts = vec![0; units];
    for &unit in of {
        if let Some(count) = counts.get_mut(unit as usize) {
            *count += 1;
        }
    }
    counts
}

fn trains(of: &[u32], times_s: impl Iterator<Item = f64>, units: usize) -> SpikeTrains {
    let mut scatter = TrainBuilder::new(&counts(of, units));
    for (&unit, time_s) in of.iter().zip(times_s) {
        scatter.push_spike(unit as usize, time_s);
    }
    scatter.into_trains()
}

/// An archive: times with the unit of each, else one array a unit.
pub(super) fn archive(
    archive: &mut Archive,
    options: &OpenOptions,
    progress: &Progress<'_>,
    warnings: &mut Vec<Warning>,
) -> Result<Spikes, FormatError> {
    let mut written = None;
    if let Some(at) = archive.find(&RATES)
        && archive.arrays.get(at).and_then(|a| a.header.count()) == Some(1)
    {
        archive.each(at, progress, |v| written = Some(v))?;
    }
    let rate = assemble::rate_hz(written, options, "the sampling rate", warnings);
    if let Some(kind) = pynapple::kind(archive, progress)? {
        return pynapple::read(archive, &kind, progress, warnings);
    }
    if let Some(pairs) = segments::pairs(archive) {
        return in_segments(archive, &pairs, rate, progress, warnings);
    }
    let both = archive.find(&TIMES).zip(archive.find(&UNITS));
    let length = |archive: &Archive, at: usize| archive.arrays.get(at).and_then(ArrayEntry::list);
    if let Some((times, units)) = both
        && let (Some(a), Some(b)) = (length(archive, times), length(archive, units))
    {
        if a != b {
            let found = format!("{a} and {b}");
            return Err(archive.fault("times and units", "one unit for each time", found));
        }
        return together(archive, [times, units], rate, None, progress, warnings);
    }
    one_each(archive, rate, progress, warnings)
}

/// Pairs of arrays, one for each segment of SpikeInterface: samples, and the unit of each.
fn in_segments(
    archive: &mut Archive,
    pairs: &[[usize; 2]],
    rate: Option<f64>,
    progress: &Progress<'_>,
    warnings: &mut Vec<Warning>,
) -> Result<Spikes, FormatError> {
    let rate_hz = per_second(true, rate, |expected, found| {
        archive.fault("sampling_frequency", expected, found.to_owned())
    })?;
    // Ids are numbers or texts; texts compare both.
    let mut ids: Vec<String> = Vec::new();
    if let Some(at) = archive.find(&["unit_ids"]) {
        ids = archive.labels(at, progress)?;
    }
    let mut places: HashMap<String, u32> =
        (0..).zip(&ids).map(|(at, id)| (id.clone(), at)).collect();
    let mut all = Segments::new(pairs.len());
    for (segment, &[times, units]) in pairs.iter().enumerate() {
        let count = archive
            .arrays
            .get(times)
            .and_then(ArrayEntry::list)
            .unwrap_or(0);
        archive.charge((count as u64).saturating_mul(24), "the spikes")?;
        let mut of = Vec::with_capacity(count);
        archive.each_label(units, progress, |label| {
            let next = places.len() as u32;
            let place = places.get(label.as_ref()).copied();
            of.push(place.unwrap_or_else(|| {
                if ids.len() >= MOST_UNITS {
                    return assemble::NO_CLUSTER;
                }
                ids.push(label.clone().into_owned());
                places.insert(label.into_owned(), next);
                next
            }));
        })?;
        let mut of = of.into_iter();
        archive.each(times, progress, |sample| {
            let unit = of.next().unwrap_or(assemble::NO_CLUSTER);
            all.push(segment as u32, unit, sample);
        })?;
    }
    Ok(all.into_spikes(ids, rate_hz, warnings))
}

/// Every spike with its unit; `keys` are the units that there are, with spikes or without.
pub(super) fn together(
    archive: &mut Archive,
    [times, units]: [usize; 2],
    rate: Option<f64>,
    keys: Option<&[u32]>,
    progress: &Progress<'_>,
    warnings: &mut Vec<Warning>,
) -> Result<Spikes, FormatError> {
    let (Some(time), Some(unit)) = (archive.arrays.get(times), archive.arrays.get(units)) else {
        return Ok(Spikes::default());
    };
    let count = time.list().unwrap_or(0);
    let (name, named_by) = (time.name.clone(), unit.name.clone());
    let is_samples = time.header.number.is_integer();
    if time.header.number.is_text() {
        return Err(archive.fault(&name, "times", "texts".into()));
    }
    let is_text = unit.header.number.is_text();
    let each = unit.header.number.size as usize + size_of::<String>();
    let cost = if is_text { each + 4 + 8 } else { 4 + 8 };
    let per_second = per_second(is_samples, rate, |expected, found| {
        archive.fault(&name, expected, found.to_owned())
    })?;
    archive.charge((count as u64).saturating_mul(cost as u64), &named_by)?;
    let (mut of, names): (Vec<u32>, Vec<String>) = if is_text {
        let texts = archive.texts(units, progress)?;
        let mut names = texts.clone();
        names.sort_unstable();
        names.dedup();
        let place = |t: &String| names.binary_search(t).map_or(u32::MAX, |at| at as u32);
        (texts.iter().map(place).collect(), names)
    } else {
        let mut of = Vec::with_capacity(count);
        archive.each(units, progress, |v| of.push(assemble::cluster_number(v)))?;
        (of, Vec::new())
    };
    let ids: Vec<String> = if is_text {
        names
    } else {
        let mut all = assemble::distinct_clusters(&of);
        all.extend(keys.into_iter().flatten());
        let numbered = ClusterIndex::new(all, of.len());
        for unit in &mut of {
            *unit = numbered.place(*unit);
        }
        numbered.ids.iter().map(u32::to_string).collect()
    };
    if ids.len() > MOST_UNITS {
        let found = format!("{} different", ids.len());
        return Err(archive.fault(&named_by, &format!("at most {MOST_UNITS} units"), found));
    }
    let lost = of.iter().filter(|u| **u == assemble::NO_CLUSTER).count();
    if lost > 0 {
        let what = "spikes have a unit that is negative or too large and are left out";
        warnings.push(Warning::counted(lost, what).at(named_by));
    }
    let mut scatter = TrainBuilder::new(&counts(&of, ids.len()));
    let mut unit = of.iter();
    archive.each(times, progress, |t| {
        if let Some(&unit) = unit.next() {
            scatter.push_spike(unit as usize, t / per_second);
        }
    })?;
    let taken = [times, units];
    let columns = columns(
        archive,
        &taken,
        ids.len(),
        keys.is_some(),
        progress,
        warnings,
    )?;
    Ok(Spikes {
        units: ids.into_iter().map(Unit::new).collect(),
        trains: scatter.into_trains(),
        columns,
        ..Spikes::default()
    })
}

/// Lists with one entry a unit are columns: texts, and numbers too where the archive lists its units.
/// A warning counts the other arrays.
fn columns(
    archive: &mut Archive,
    taken: &[usize],
    units: usize,
    with_numbers: bool,
    progress: &Progress<'_>,
    warnings: &mut Vec<Warning>,
) -> Result<Vec<Column>, FormatError> {
    let mut columns = Vec::new();
    let mut others = 0;
    for at in 0..archive.arrays.len() {
        let Some(stored) = archive.arrays.get(at) else {
            break;
        };
        let is_rate = RATES.iter().any(|r| stored.name.eq_ignore_ascii_case(r));
        let is_own = with_numbers && pynapple::OWN.contains(&stored.name.as_str());
        if taken.contains(&at) || is_rate || is_own {
            continue;
        }
        let is_text = stored.header.number.is_text();
        if !(is_text || with_numbers) || stored.list() != Some(units) {
            others += 1;
            continue;
        }
        let name = stored.name.clone();
        if !is_text {
            archive.charge(8 * units as u64, &name)?;
            let mut values = Vec::with_capacity(units);
            archive.each(at, progress, |v| values.push(v))?;
            let values = ColumnValues::Number(values);
            columns.push(Column { name, values });
            continue;
        }
        let each = stored.header.number.size + size_of::<String>() as u64;
        archive.charge(each.saturating_mul(units as u64), &name)?;
        columns.push(assemble::column(name, archive.texts(at, progress)?));
    }
    if others > 0 {
        let what = "arrays are neither times nor units nor one text a unit and are left out";
        warnings.push(Warning::counted(others, what));
    }
    Ok(columns)
}

/// One array of times for each unit.
fn one_each(
    archive: &mut Archive,
    rate: Option<f64>,
    progress: &Progress<'_>,
    warnings: &mut Vec<Warning>,
) -> Result<Spikes, FormatError> {
    let is_rate = |name: &str| RATES.iter().any(|r| name.eq_ignore_ascii_case(r));
    let own: Vec<usize> = (0..archive.arrays.len())
        .filter(|at| {
            archive.arrays.get(*at).is_some_and(|a| {
                a.list().is_some() && !a.header.number.is_text() && !is_rate(&a.name)
            })
        })
        .take(MOST_UNITS)
        .collect();
    let rated = archive.arrays.iter().filter(|a| is_rate(&a.name)).count();
    let others = archive.arrays.len() - own.len() - rated + archive.skipped;
    if own.is_empty() {
        let found = match (archive.arrays.len(), archive.skipped) {
            (none, 0) => format!("{none} arrays that are none"),
            (none, skipped) => format!(
                "{none} arrays that are none, and {skipped} members that are not read (arrays of Python objects, or no arrays)"
            ),
        };
        let expected = "lists of spike times, one a unit, or spike_times and spike_clusters";
        return Err(archive.fault("the arrays", expected, found));
    }
    if others > 0 {
        let what = "members are no lists of times and are left out";
        warnings.push(Warning::counted(others, what));
    }
    let total = own
        .iter()
        .filter_map(|at| archive.arrays.get(*at)?.list())
        .fold(0_usize, usize::saturating_add);
    archive.charge((total as u64).saturating_mul(8), "the times")?;
    let mut all = Vec::with_capacity(total);
    let (mut ends, mut units) = (Vec::new(), Vec::new());
    for (done, &at) in own.iter().enumerate() {
        progress.report(0.1 + 0.7 * done as f32 / own.len() as f32, "spike times");
        let Some(stored) = archive.arrays.get(at) else {
            break;
        };
        let per_second = per_second(stored.header.number.is_integer(), rate, |e, f| {
            archive.fault(&stored.name, e, f.to_owned())
        })?;
        units.push(Unit::new(stored.name.clone()));
        archive.each(at, progress, |t| all.push(t / per_second))?;
        ends.push(all.len());
    }
    Ok(Spikes {
        units,
        trains: SpikeTrains::from_ragged(all, &ends).unwrap_or_default(),
        ..Spikes::default()
    })
}
