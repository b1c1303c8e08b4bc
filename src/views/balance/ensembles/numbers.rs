//! The numbers of the ensembles.

use crate::analysis::{AnalysisError, Bins, Task, ensemble_series};
use crate::views::{Input, Numbers, Rows};

/// Rows of a table that somebody would still open.
const MOST_ROWS: u64 = 1_000_000;

pub fn numbers(input: &Input<'_>, task: &Task<'_>) -> Result<Numbers, AnalysisError> {
    let (recording, settings) = (input.recording, input.settings);
    let bins = Bins::new(&input.selection.intervals(recording), settings.scale);
    let numbers = Numbers::new("ensembles")
        .fact("k", settings.scale.k())
        .fact("dt_s", bins.width_s())
        .fact("n_bins", bins.len())
        .fact("left_out_s", bins.left_out_s());
    let k = settings.scale.k_text();
    if bins.len() > MOST_ROWS {
        return Ok(numbers.warn([format!(
            "the series at k = {k} has {} bins, more than the {MOST_ROWS} that are written; choose a coarser scale",
            bins.len()
        )]));
    }
    let series = ensemble_series(recording, input.selection, settings, task)?;
    let [e, i] = [&series.excitatory, &series.inhibitory];
    let warnings = [e, i].into_iter().filter(|s| s.mean.is_nan()).map(|side| {
        format!(
            "{} ensemble at k = {k}: no values as {}, because the class has no units, no spikes in the selection or no variance",
            side.class.name(),
            settings.normalisation.unit()
        )
    });
    let rows = Rows::new("bins", 0..e.counts.len())
        .column("bin", |j| j + 1)
        .column("interval", |&j| {
            bins.interval_index(j as u64).map(|i| (i + 1) as f64)
        })
        .column("start_s", |&j| bins.interval(j as u64).map(|b| b.start_s))
        .column("count_e", |&j| e.counts[j])
        .column("count_i", |&j| i.counts[j])
        .column("e", |&j| e.value(j))
        .column("i", |&j| i.value(j));
    task.check()?;
    Ok(numbers
        .fact("units_e", e.units)
        .fact("mean_e", e.mean)
        .fact("sd_e", e.sd)
        .fact("left_out_spikes_e", e.left_out)
        .fact("units_i", i.units)
        .fact("mean_i", i.mean)
        .fact("sd_i", i.sd)
        .fact("left_out_spikes_i", i.left_out)
        .csv_table(rows)
        .warn(warnings))
}
