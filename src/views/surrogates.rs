//! Every scalar of the views of balance over the realisations of the chosen surrogate.

use super::over_scales::number;
use super::realised::Realised;
use super::variance::default_range_s;
use super::{Export, Input, said};
use crate::analysis::partition::Gini;
use crate::analysis::statistics::{Spread, Statistics, statistics};
use crate::analysis::{AnalysisError, Task};
use serde_json::{Map, Value, json};

/// Mean, SD and 95 % of each scalar over realisations, under the key `surrogates`; `None` where no
/// surrogate is chosen. Names are those of the exports, with `.k20` for the scale.
///
/// # Errors
/// See [`AnalysisError`].
pub fn surrogates(input: &Input<'_>, task: &Task<'_>) -> Result<Option<Export>, AnalysisError> {
    let Some(mut realised) = Realised::begin(input) else {
        return Ok(None);
    };
    said::both_classes(input.recording)?;
    while let Some(more) = realised.more(input, task)? {
        realised = more;
    }
    let data = statistics(
        input.recording,
        input.selection,
        input.settings.normalisation,
        task,
    )?;
    let master = data.together();
    let all: Vec<Vec<(String, f64)>> = realised
        .all()
        .map(|one| {
            let mut scalars = of_scales(one);
            let together = one.together();
            let distance = master.as_ref().map(|m| m.distance_of(&one.curves()));
            scalars.extend(
                [
                    ("collapse.distance_to_master", distance),
                    (
                        "collapse.depth_ratio",
                        together.as_ref().map(|t| t.depth_ratio),
                    ),
                    (
                        "collapse.bhattacharjee_seno",
                        together.as_ref().map(|t| t.bhattacharjee_seno),
                    ),
                    (
                        "variance.slope",
                        one.fit(default_range_s()).map(|f| f.slope),
                    ),
                ]
                .map(|(name, value)| (name.to_owned(), value.unwrap_or(f64::NAN))),
            );
            scalars
        })
        .collect();
    let names = all.first().map_or(&[][..], Vec::as_slice);
    let mut without = Vec::new();
    let mut found = Map::new();
    let mut rows = Vec::new();
    for (place, (name, _)) in names.iter().enumerate() {
        let spread = Spread::new(all.iter().map(|one| one[place].1));
        let Some(s) = spread else {
            without.push(name.as_str());
            found.insert(name.clone(), Value::Null);
            continue;
        };
        found.insert(
            name.clone(),
            json!({
                "mean": number(s.mean),
                "sd": number(s.sd),
                "q025": number(s.low),
                "q975": number(s.high),
            }),
        );
        let numbers = [s.mean, s.sd, s.low, s.high].map(|x| x.to_string());
        rows.push([vec![name.clone()], numbers.to_vec()].concat());
    }
    let warnings = (!without.is_empty())
        .then(|| format!("surrogates: no realisation has {}", without.join(", ")));
    let header = ["statistic", "mean", "sd", "q025", "q975"];
    Ok(Some(Export {
        key: "surrogates",
        json: json!({
            "kind": realised.surrogate.kind.id(),
            "seed": realised.surrogate.seed,
            "n": realised.count(),
            "statistics": found,
        }),
        csv: Some((header.map(str::to_owned).to_vec(), rows)),
        warnings: warnings.into_iter().collect(),
    }))
}

/// One of the coefficients.
type Number = fn(&Gini) -> f64;

fn of_scales(all: &Statistics) -> Vec<(String, f64)> {
    let mut out = Vec::new();
    for at in &all.scales {
        let k = at.scale.k_text();
        let mut say = |name: &str, value: f64| out.push((format!("{name}.k{k}"), value));
        let curve = at.collapse.as_ref();
        say("ensemble.r", at.balance.r);
        say("collapse.depth", curve.map_or(f64::NAN, |c| c.depth));
        say("collapse.area", curve.map_or(f64::NAN, |c| c.area));
        say("collapse.x_at_min", curve.map_or(f64::NAN, |c| c.x_at_min));
        say("variance.var_f", at.balance.var_f);
        say("variance.var_e", at.var_e());
        say("variance.var_i", at.var_i());
        for (class, gini) in [("excitatory", at.excitatory), ("inhibitory", at.inhibitory)] {
            let numbers: [(&str, Number); 3] = [
                ("gini_classic", |g| g.classic),
                ("gini_paper", |g| g.paper),
                ("gini_paper_weighted", |g| g.paper_weighted),
            ];
            for (name, value) in numbers {
                say(&format!("partition.{class}.{name}"), value(&gini));
            }
        }
    }
    out
}
