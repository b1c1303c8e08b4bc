//! What `wave_clus` writes: `times_*.mat` with `cluster_class`, cluster and milliseconds of each
//! spike, and `spikes`, the waveform of each. Cluster 0 is what was not sorted. Source: the
//! documentation of `wave_clus` 3.

use crate::formats::mat::Variables;
use crate::formats::mat::content::Content;
use crate::formats::mat::value::Numbers;
use crate::recording::Waveform;
use std::collections::HashMap;

use super::pairs::by_unit;

const CLASS: &str = "cluster_class";
const WAVES: &str = "spikes";
const PARAMETERS: &str = "par";
/// Variables of the sorting itself, of which nothing is shown.
const OWN: [&str; 8] = [
    "inspk",
    "forced",
    "Temp",
    "ipermut",
    "gui_status",
    "threshold",
    "coeff",
    "index",
];

/// Units of a file of `wave_clus`.
pub(super) fn find(variables: &Variables) -> Option<Content> {
    let class = variables.get(CLASS)?.numbers()?;
    let (rows, 2) = class.matrix()? else {
        return None;
    };
    let ids: Vec<f64> = class.column(rows, 0).collect();
    if rows == 0
        || !ids
            .iter()
            .all(|c| c.fract() == 0.0 && (0.0..1e6).contains(c))
    {
        return None;
    }
    let times = class.column(rows, 1).map(|ms| ms / 1e3);
    let mut content = by_unit(ids.iter().copied(), times);
    content.what.push(format!(
        "wave_clus, {CLASS}: cluster and milliseconds of each spike"
    ));
    content.used.push(CLASS.to_owned());
    let is_there = |name: &&&str| variables.get(name).is_some();
    content
        .used
        .extend(OWN.iter().filter(is_there).map(|n| (*n).to_owned()));
    for unit in content.units.iter_mut().filter(|u| u.id == "0") {
        unit.quality = Some("unsorted".into());
        unit.included = false;
    }
    if let Some(waves) = variables.get(WAVES).and_then(|v| v.numbers()) {
        let parameters = variables.get(PARAMETERS);
        let rate = parameters.and_then(|p| p.get("sr")?.numbers()?.scalar());
        let rate_hz = rate.filter(|r| r.is_finite() && *r > 0.0);
        waveforms(&mut content, waves, &ids, rate_hz);
        content.used.extend([WAVES, PARAMETERS].map(str::to_owned));
    }
    Some(content)
}

/// The mean waveform of each cluster, from one row a spike.
fn waveforms(content: &mut Content, waves: &Numbers, ids: &[f64], rate_hz: Option<f64>) {
    let Some((rows, samples)) = waves.matrix().filter(|(rows, _)| *rows == ids.len()) else {
        return;
    };
    let place: HashMap<String, usize> = (content.units.iter().enumerate())
        .map(|(at, u)| (u.id.clone(), at))
        .collect();
    let of: Vec<Option<usize>> = ids
        .iter()
        .map(|id| place.get(&id.to_string()).copied())
        .collect();
    let mut counts = vec![0_u32; content.units.len()];
    for unit in of.iter().flatten() {
        counts[*unit] += 1;
    }
    let mut means = vec![Vec::with_capacity(samples); content.units.len()];
    for sample in 0..samples {
        for mean in &mut means {
            mean.push(0.0_f64);
        }
        for (unit, value) in of.iter().zip(waves.column(rows, sample)) {
            if let Some(unit) = unit
                && let Some(mean) = means[*unit].last_mut()
            {
                *mean += value / f64::from(counts[*unit]);
            }
        }
    }
    for (unit, mean) in content.units.iter_mut().zip(means) {
        unit.waveform = Some(Waveform {
            samples: mean.into_iter().map(|v| v as f32).collect(),
            rate_hz,
            is_whitened: false,
        });
    }
}
