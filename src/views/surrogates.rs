//! Every scalar of the views over the realisations of the chosen surrogate.

use crate::analysis::partition::Gini;
use crate::analysis::statistics::{Spread, Statistics, quality_batch, statistics};
use crate::analysis::{AnalysisError, Lagged, Scale, SurrogateKind, Task, Values};
use crate::views::balance::{correlation, variance};
use crate::views::multiscale::mncm;
use crate::views::shared::scale_plot::number;
use crate::views::shared::surrogate_progress::Realised;
use crate::views::shared::wording;
use crate::views::{Export, Input};
use serde_json::{Map, Value, json};

/// Mean, SD and 95 % of each scalar over realisations, under the key `surrogates`; `None` where no
/// surrogate is chosen. Names are those of the exports, with `.k20` for the scale. `values` are
/// those of the parameters of a view.
///
/// # Errors
/// See [`AnalysisError`].
pub fn surrogates(
    input: &Input<'_>,
    values: &dyn Fn(&str) -> Values,
    task: &Task<'_>,
) -> Result<Option<Export>, AnalysisError> {
    let Some(realised) = Realised::begin(input) else {
        return Ok(None);
    };
    wording::both_classes(input.recording)?;
    let progress = pass(task, 0);
    let realised = whole(realised, |r| r.more(input, &task.with_progress(&progress)))?;
    let others = others(input, values, task)?;
    let data = statistics(
        input.recording,
        input.selection,
        input.settings.normalisation,
        task,
    )?;
    let variance_values = values("variance");
    let range_s = variance::range_s(&variance_values);
    let master = data.together();
    let all: Vec<Vec<(String, f64)>> = realised
        .all()
        .enumerate()
        .map(|(place, one)| {
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
                    ("variance.slope", one.fit(range_s).map(|f| f.slope)),
                ]
                .map(|(name, value)| (name.to_owned(), value.unwrap_or(f64::NAN))),
            );
            scalars.extend(others.iter().flat_map(|all| all[place].iter().cloned()));
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
    let mut warnings = Vec::new();
    if !without.is_empty() {
        let without = without.join(", ");
        warnings.push(format!("surrogates: no realisation has {without}"));
    }
    if realised.surrogate.kind == SurrogateKind::BinPermutation {
        warnings.push("surrogates: no mncm, because permuted bins have no matrix".to_owned());
    }
    if !input.selection.states.is_empty() {
        warnings.push(
            "surrogates: z-scores of deviation are over the selection, not all time in the window"
                .to_owned(),
        );
    }
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
        warnings,
    }))
}

/// To the last batch.
fn whole<T>(
    mut it: T,
    more: impl Fn(&T) -> Result<Option<T>, AnalysisError>,
) -> Result<T, AnalysisError> {
    while let Some(next) = more(&it)? {
        it = next;
    }
    Ok(it)
}

/// The scalars of every realisation that do not come from its joint histograms.
type Scalars = Vec<Vec<(String, f64)>>;

/// The progress of one of the passes over all realisations.
fn pass<'a>(task: &'a Task<'_>, nth: u8) -> impl Fn(f32) + Sync + 'a {
    const PASSES: f32 = 4.0;
    move |done| task.progress((f32::from(nth) + done) / PASSES)
}

fn others(
    input: &Input<'_>,
    values: &dyn Fn(&str) -> Values,
    task: &Task<'_>,
) -> Result<Vec<Scalars>, AnalysisError> {
    let mut all = Vec::new();
    if let Some(realised) = Realised::begin(input) {
        let (values, progress) = (values("correlation"), pass(task, 1));
        let input = &Input {
            values: &values,
            ..*input
        };
        let task = &task.with_progress(&progress);
        let realised = whole(realised, |r| correlation::more(r, input, task))?;
        all.push(realised.all().map(of_lags).collect());
    }
    if let Some(realised) = Realised::begin(input) {
        let (recording, selection) = (input.recording, input.selection);
        let normalisation = input.settings.normalisation;
        let progress = pass(task, 2);
        let task = &task.with_progress(&progress);
        let realised: Realised<f64> = whole(realised, |r: &Realised<f64>| {
            let surrogate = &r.surrogate;
            r.more_by(task, |next| {
                quality_batch(recording, selection, normalisation, surrogate, next, task)
            })
        })?;
        let named = |s: &f64| vec![("collapse.houdayer_hartmann".to_owned(), *s)];
        all.push(realised.all().map(named).collect());
    }
    let (values, progress) = (values("mncm"), pass(task, 3));
    let input = &Input {
        values: &values,
        ..*input
    };
    if let Some(beside) = mncm::Beside::of(input, &task.with_progress(&|_| ()))? {
        let task = &task.with_progress(&progress);
        let beside = whole(beside, |b| b.more(input, task))?;
        let named = |(name, value)| (format!("mncm.{name}"), value);
        all.push(
            beside
                .scalars()
                .map(|one| one.into_iter().map(named).collect())
                .collect(),
        );
    }
    Ok(all)
}

fn of_lags(one: &Lagged) -> Vec<(String, f64)> {
    Scale::all()
        .flat_map(|scale| {
            let k = scale.k_text();
            let peak_lag_s = one.peak_lag_bins(scale) * scale.width_s();
            [
                (format!("correlation.peak_lag_s.k{k}"), peak_lag_s),
                (format!("correlation.peak_r.k{k}"), one.peak_r(scale)),
                (format!("correlation.r0.k{k}"), one.r(scale, 0)),
            ]
        })
        .collect()
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
        say("deviation.rms", at.deviation.rms);
        say("deviation.p_above_2", at.deviation.p_above_2);
        say("static_balance.ks", at.static_balance.ks);
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
