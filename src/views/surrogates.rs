//! Every statistic of the views over the realisations of the chosen surrogate.

use super::shared::surrogate_progress::Realisations;
use super::shared::wording;
use super::{AnyView, Input, Numbers, Rows, Scalar};
use crate::analysis::statistics::{Spread, surrogate_batch};
use crate::analysis::{AnalysisError, Significance, Task, Values, significance};
use serde_json::{Map, Value as Json, json};
use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicU32, Ordering};

/// A number of the views, of the data and over the realisations.
struct Statistic {
    name: String,
    /// What it has in common with those of other scales.
    column: String,
    /// Missing where the view gives none of the data that is measured alike.
    data: f64,
    realised: Vec<f64>,
}

/// Mean, SD and 95 % of each statistic over realisations, and p of the data among them, under the key
/// `surrogates`; `None` where no surrogate is chosen. Names are those of the views' numbers, with
/// `.k20` for the scale. `values` are those of the parameters of a view.
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
    let mut statistics: Vec<Statistic> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut warnings: Vec<String> = Vec::new();
    for view in super::all() {
        let values = values(view.info().id);
        let own = Input {
            values: &values,
            ..*input
        };
        let first = statistics.len();
        for numbers in view.realisations(&own, &all, task)? {
            for scalar in numbers.scalars().into_iter().filter(|s| s.is_statistic) {
                let place = *places.entry(scalar.name).or_insert_with_key(|name| {
                    statistics.push(Statistic {
                        name: name.clone(),
                        column: scalar.column,
                        data: f64::NAN,
                        realised: Vec::new(),
                    });
                    statistics.len() - 1
                });
                statistics[place].realised.push(scalar.value);
            }
            let is_new = |w: &String| !warnings.contains(w);
            let new: Vec<String> = numbers.warnings.into_iter().filter(is_new).collect();
            warnings.extend(new);
        }
        if statistics.len() > first {
            let quiet = task.with_progress(&|_| ());
            for scalar in of_data(*view, &own, &quiet)? {
                if let Some(&place) = places.get(&scalar.name) {
                    statistics[place].data = scalar.value;
                }
            }
        }
    }
    let (mut without, mut rows, mut found) = (Vec::new(), Vec::new(), Map::new());
    for (statistic, significance) in statistics.iter().zip(significances(&statistics)) {
        let Statistic { name, realised, .. } = statistic;
        let spread = Spread::new(realised.iter().copied());
        let [p, p_corrected] = [
            significance.map(|s| s.p),
            significance.map(|s| s.p_corrected),
        ];
        let json = spread.map(|s| {
            json!({
                "mean": s.mean, "sd": s.sd, "q025": s.low, "q975": s.high,
                "p": p, "p_corrected": p_corrected,
            })
        });
        found.insert(name.clone(), json.unwrap_or_default());
        match spread {
            Some(spread) => rows.push((name.clone(), spread, p, p_corrected)),
            None => without.push(name.clone()),
        }
    }
    if !without.is_empty() {
        let without = without.join(", ");
        warnings.insert(0, format!("surrogates: no realisation has {without}"));
    }
    let rows = Rows::new("rows", rows)
        .column("statistic", |(name, ..)| name.clone())
        .column("mean", |(_, s, ..)| s.mean)
        .column("sd", |(_, s, ..)| s.sd)
        .column("q025", |(_, s, ..)| s.low)
        .column("q975", |(_, s, ..)| s.high)
        .column("p", |(_, _, p, _)| *p)
        .column("p_corrected", |(.., p)| *p);
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

/// The statistics of the data in a view; none where it has nothing to show.
fn of_data(
    view: &dyn AnyView,
    input: &Input<'_>,
    task: &Task<'_>,
) -> Result<Vec<Scalar>, AnalysisError> {
    let numbers = match view.numbers(input, task) {
        Err(AnalysisError::NothingToShow(_)) => Vec::new(),
        found => found?,
    };
    let all = numbers.iter().flat_map(Numbers::scalars);
    Ok(all.filter(|scalar| scalar.is_statistic).collect())
}

/// p of each, corrected over those of the same column.
fn significances(statistics: &[Statistic]) -> Vec<Option<Significance>> {
    let mut columns: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (place, statistic) in statistics.iter().enumerate() {
        columns.entry(&statistic.column).or_default().push(place);
    }
    let mut all = vec![None; statistics.len()];
    for places in columns.into_values() {
        let of = |&place: &usize| (statistics[place].data, &statistics[place].realised[..]);
        let family: Vec<_> = places.iter().map(of).collect();
        for (place, found) in places.into_iter().zip(significance(&family)) {
            all[place] = found;
        }
    }
    all
}
