//! `.res.N` and `.clu.N`: the sample and the cluster of every spike of a group.

use super::session::{GroupFiles, Session, Times};
use super::{NAME, numbers};
use crate::formats::assemble::{self, TrainBuilder};
use crate::formats::positional_file::name_of;
use crate::formats::{FormatError, Progress};
use crate::recording::{SpikeTrains, Unit, Warning};
use std::path::Path;

/// The spikes of one group, before they are put into trains.
pub(super) struct GroupSpikes {
    pub group: u32,
    /// Place of the unit of every spike among the units of the group.
    pub of: Vec<u32>,
    /// Number of the first unit among all.
    pub first: usize,
    /// Number of units.
    pub units: usize,
}

#[derive(Default)]
pub(super) struct Spikes {
    pub units: Vec<Unit>,
    pub trains: SpikeTrains,
    pub groups: Vec<GroupSpikes>,
}

pub(super) fn read(
    path: &Path,
    session: &Session,
    rate_hz: Option<f64>,
    is_growing: bool,
    progress: &Progress<'_>,
    warnings: &mut Vec<Warning>,
) -> Result<Spikes, FormatError> {
    let mut units = Vec::new();
    let mut groups: Vec<(GroupSpikes, Times)> = Vec::new();
    let mut counts = Vec::new();
    for (&group, files) in &session.groups {
        progress.report(0.05, "clusters");
        let Some(times) = files.times() else {
            let object = files.clusters.as_deref().or(files.waveforms.as_deref());
            let what = "has no spike times (.res) beside it and is left out";
            warnings.push(Warning::new(what).at(object.map(name_of).unwrap_or_default()));
            continue;
        };
        if let Times::Features(path) = &times {
            let what = "has no spike times (.res) beside it; the last feature is taken as the time";
            warnings.push(Warning::new(what).at(name_of(path)));
        }
        let (of, ids) = clusters(group, &times, files, is_growing, progress, warnings)?;
        let first = units.len();
        if first + ids.len() > assemble::MOST_UNITS {
            return Err(FormatError::malformed(
                path,
                NAME,
                name_of(times.path()),
                format!("at most {} clusters", assemble::MOST_UNITS),
                "more",
            ));
        }
        let mut own = vec![0_usize; ids.len()];
        for &unit in &of {
            if let Some(count) = own.get_mut(unit as usize) {
                *count += 1;
            }
        }
        counts.extend(own);
        units.extend(
            ids.iter()
                .map(|id| unit(group, *id, files.clusters.is_some())),
        );
        let read = GroupSpikes {
            group,
            of,
            first,
            units: ids.len(),
        };
        groups.push((read, times));
    }
    let Some(rate_hz) = rate_hz.or(groups.is_empty().then_some(1.0)) else {
        return Err(FormatError::malformed(
            path,
            NAME,
            "the sampling rate",
            "<samplingRate> in the .xml beside the spikes, or --sample-rate HZ",
            "none",
        )
        .for_want_of_a_rate());
    };
    let mut scatter = TrainBuilder::new(&counts);
    for (read, times) in &groups {
        progress.report(0.3, "spike times");
        let mut of = read.of.iter();
        numbers::each_time(times, is_growing, progress, |sample| {
            if let Some(&unit) = of.next()
                && unit != assemble::NO_CLUSTER
            {
                scatter.push_spike(read.first + unit as usize, sample / rate_hz);
            }
        })?;
    }
    Ok(Spikes {
        units,
        trains: scatter.into_trains(),
        groups: groups.into_iter().map(|(g, _)| g).collect(),
    })
}

/// The unit of every spike of a group, and the numbers of its clusters.
fn clusters(
    group: u32,
    times: &Times,
    files: &GroupFiles,
    is_growing: bool,
    progress: &Progress<'_>,
    warnings: &mut Vec<Warning>,
) -> Result<(Vec<u32>, Vec<u32>), FormatError> {
    let spikes = numbers::count_times(times, is_growing, progress)?;
    let Some(path) = &files.clusters else {
        let what =
            format!("has no clusters (.clu) beside it; its spikes are one unit, {group}-all");
        warnings.push(Warning::new(what).at(name_of(times.path())));
        let ids = if spikes > 0 { vec![0] } else { Vec::new() };
        return Ok((vec![0; spikes], ids));
    };
    let object = name_of(path);
    let named = numbers::count(path, is_growing, progress)?;
    // The first line says how many clusters there are. While both are written, one of them is ahead.
    let is_bare = named == spikes && spikes > 0 && !is_growing;
    let mut skip = usize::from(!is_bare);
    if is_bare {
        let what = "does not begin with the number of clusters; read as one cluster a spike";
        warnings.push(Warning::new(what).at(object.clone()));
    } else if named.saturating_sub(1) != spikes {
        let more = named.saturating_sub(1).abs_diff(spikes);
        let what = "spikes have only a time or only a cluster and are left out";
        let warning = Warning::counted(more, what).at(object.clone());
        warnings.push(warning.of_end());
    }
    let count = named.saturating_sub(skip).min(spikes);
    let mut of = Vec::with_capacity(count);
    numbers::each(path, is_growing, progress, |v| {
        if skip > 0 {
            skip -= 1;
        } else if of.len() < count {
            of.push(assemble::cluster_number(v));
        }
    })?;
    let lost = of.iter().filter(|c| **c == assemble::NO_CLUSTER).count();
    if lost > 0 {
        let what = "spikes have no number of a cluster and are left out";
        warnings.push(Warning::counted(lost, what).at(object));
    }
    let ids = assemble::number_clusters(&mut of);
    Ok((of, ids))
}

fn unit(group: u32, cluster: u32, is_sorted: bool) -> Unit {
    let mut unit = Unit::new(format!("{group}-{cluster}"));
    unit.group = Some(group.to_string());
    if !is_sorted {
        unit.id = format!("{group}-all");
        unit.quality = Some("unsorted".into());
        unit.included = false;
        return unit;
    }
    // KlustaKwik and Klusters: 0 is artefacts, 1 what could not be told apart.
    unit.quality = match cluster {
        0 => Some("noise".into()),
        1 => Some("mua".into()),
        _ => None,
    };
    unit.included = cluster > 1;
    unit
}
