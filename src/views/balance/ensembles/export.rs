//! The numbers of the ensembles.

use crate::analysis::{AnalysisError, Bins, Task, ensemble_series};
use crate::views::{Export, Input};
use serde_json::{Value, json};

/// Rows of a table that somebody would still open.
const MOST_ROWS: u64 = 1_000_000;

pub fn export(input: &Input<'_>, task: &Task<'_>) -> Result<Vec<Export>, AnalysisError> {
    let (recording, settings) = (input.recording, input.settings);
    let bins = Bins::new(&input.selection.intervals(recording), settings.scale);
    let head = json!({
        "k": settings.scale.k(),
        "dt_s": bins.width_s(),
        "n_bins": bins.len(),
        "left_out_s": bins.left_out_s(),
    });
    if bins.len() > MOST_ROWS {
        return Ok(vec![Export {
            key: "ensembles",
            json: head,
            csv: None,
            warnings: vec![format!(
                "the series at k = {} has {} bins, more than the {MOST_ROWS} that are written; choose a coarser scale",
                settings.scale.k_text(),
                bins.len()
            )],
        }]);
    }
    let series = ensemble_series(recording, input.selection, settings, task)?;
    let mut warnings = Vec::new();
    let number = |x: f64| serde_json::Number::from_f64(x).map_or(Value::Null, Value::Number);
    let sides = [("e", &series.excitatory), ("i", &series.inhibitory)];
    let mut head = head;
    for (name, side) in sides {
        head[format!("units_{name}")] = json!(side.units);
        head[format!("mean_{name}")] = number(side.mean);
        head[format!("sd_{name}")] = number(side.sd);
        head[format!("left_out_spikes_{name}")] = json!(side.left_out);
        if side.mean.is_nan() {
            warnings.push(format!(
                "{} ensemble at k = {}: no values as {}, because the class has no units, no spikes in the selection or no variance",
                side.class.name(),
                settings.scale.k_text(),
                settings.normalisation.unit()
            ));
        }
    }
    let header = ["bin", "interval", "start_s", "count_e", "count_i", "e", "i"];
    let cell = |x: f64| {
        if x.is_finite() {
            x.to_string()
        } else {
            String::new()
        }
    };
    let mut rows = Vec::with_capacity(bins.len() as usize);
    for (j, (&count_e, &count_i)) in series
        .excitatory
        .counts
        .iter()
        .zip(&series.inhibitory.counts)
        .enumerate()
    {
        if j % 4096 == 0 {
            task.check()?;
        }
        let place = j as u64;
        rows.push(vec![
            (j + 1).to_string(),
            bins.interval_index(place)
                .map_or_else(String::new, |i| (i + 1).to_string()),
            bins.interval(place)
                .map_or_else(String::new, |b| b.start_s.to_string()),
            count_e.to_string(),
            count_i.to_string(),
            cell(series.excitatory.value(j)),
            cell(series.inhibitory.value(j)),
        ]);
    }
    Ok(vec![Export {
        key: "ensembles",
        json: head,
        csv: Some((header.map(str::to_owned).to_vec(), rows)),
        warnings,
    }])
}
