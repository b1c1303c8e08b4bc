//! Every statistic of the views over the realisations of the chosen surrogate.

use super::shared::surrogate_progress::Realisations;
use super::shared::wording;
use super::{Input, Numbers, Rows};
use crate::analysis::statistics::{Spread, surrogate_batch};
use crate::analysis::{AnalysisError, Task, Values};
use serde_json::{Map, Value as Json, json};
use std::collections::HashMap;
use std::sync::atomic::{AtomicU32, Ordering};

/// Mean, SD and 95 % of each statistic over realisations, under the key `surrogates`; `None` where
/// no surrogate is chosen. Names are those of the views' numbers, with `.k20` for the scale.
/// `values` are those of the parameters of a view.
pub fn surrogates(
    input: &Input<'_>,
    values: &dyn Fn(&str) -> Values,
    task: &Task<'_>,
) -> Result<Option<Numbers>, AnalysisError> {
    /// Through all realisations: one for all views, and those of collapse, correlation,
    /// cross-correlogram and co-occurrence.
    const PASSES: u32 = 5;
    let Some(surrogate) = input.settings.surrogate else {
        return Ok(None);
    };
    wording::both_classes(input.recording)?;
    let (recording, selection) = (input.recording, input.selection);
    let normalisation = input.settings.normalisation;
    let pass = AtomicU32::new(0);
    let progress = |done: f32| {
        let before = pass.load(Ordering::Relaxed) as f32;
        task.progress(((before + done) / PASSES as f32).min(1.0));
        if done >= 1.0 {
            pass.fetch_add(1, Ordering::Relaxed);
        }
    };
    let task = &task.with_progress(&progress);
    let all = Realisations::whole(surrogate, task, |surrogate, batch| {
        surrogate_batch(recording, selection, normalisation, surrogate, batch, task)
    })?;
    let mut statistics: Vec<(String, Vec<f64>)> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut warnings: Vec<String> = Vec::new();
    for view in super::all() {
        let values = values(view.info().id);
        let own = Input {
            values: &values,
            ..*input
        };
        for numbers in view.realisations(&own, &all, task)? {
            for scalar in numbers.scalars().into_iter().filter(|s| s.is_statistic) {
                let place = *places.entry(scalar.name).or_insert_with_key(|name| {
                    statistics.push((name.clone(), Vec::new()));
                    statistics.len() - 1
                });
                statistics[place].1.push(scalar.value);
            }
            let is_new = |w: &String| !warnings.contains(w);
            let new: Vec<String> = numbers.warnings.into_iter().filter(is_new).collect();
            warnings.extend(new);
        }
    }
    let (mut without, mut rows, mut found) = (Vec::new(), Vec::new(), Map::new());
    for (name, values) in statistics {
        let spread = Spread::new(values);
        let json =
            spread.map(|s| json!({ "mean": s.mean, "sd": s.sd, "q025": s.low, "q975": s.high }));
        found.insert(name.clone(), json.unwrap_or_default());
        match spread {
            Some(spread) => rows.push((name, spread)),
            None => without.push(name),
        }
    }
    if !without.is_empty() {
        let without = without.join(", ");
        warnings.insert(0, format!("surrogates: no realisation has {without}"));
    }
    let rows = Rows::new("rows", rows)
        .column("statistic", |(name, _)| name.clone())
        .column("mean", |(_, s)| s.mean)
        .column("sd", |(_, s)| s.sd)
        .column("q025", |(_, s)| s.low)
        .column("q975", |(_, s)| s.high);
    Ok(Some(
        Numbers::new("surrogates")
            .fact("kind", surrogate.kind.id())
            .fact("seed", surrogate.seed)
            .fact("n", all.count())
            .fact("statistics", Json::Object(found))
            .csv_table(rows)
            .warn(warnings),
    ))
}
