//! The numbers of the raster: one row a unit.

use crate::analysis::Raster;
use crate::recording::{Recording, Unit};
use crate::views::{Numbers, Rows};

pub(super) fn units(recording: &Recording, raster: &Raster) -> Numbers {
    let text = |unit: usize, text: fn(&Unit) -> &Option<String>| {
        recording.units().get(unit).and_then(|u| text(u).clone())
    };
    let rows = Rows::new("", raster.rows.iter().enumerate())
        .column("row", |(place, _)| place + 1)
        .column("unit", |(_, row)| row.name.clone())
        .column("class", |(_, row)| row.class.name().to_lowercase())
        .column("group", |(_, row)| text(row.unit, |u| &u.group))
        .column("electrode", |(_, row)| text(row.unit, |u| &u.electrode))
        .column("included", |(_, row)| row.included)
        .column("spikes_in_window", |(_, row)| row.spikes)
        .column("rate_in_window_hz", |(place, _)| {
            raster.rate_in_window_hz(*place)
        })
        .column("rate_hz", |(_, row)| row.rate_hz)
        .column("first_spike_s", |(_, row)| row.first_s);
    let mut warnings = Vec::new();
    if raster.observed_s <= 0.0 && !raster.rows.is_empty() {
        warnings.push(
            "raster: rate_in_window_hz is missing because the window lies outside the recording"
                .to_owned(),
        );
    }
    if raster.rows.iter().any(|r| r.rate_hz.is_nan()) {
        warnings.push(
            "raster: rate_hz is null because all spikes are at one time, so that no time was observed"
                .to_owned(),
        );
    }
    let silent = raster.rows.iter().filter(|r| r.first_s.is_none()).count();
    if silent > 0 {
        warnings.push(format!(
            "raster: first_spike_s is missing for {silent} units without a spike in the window"
        ));
    }
    Numbers::new("raster").table(rows).warn(warnings)
}
