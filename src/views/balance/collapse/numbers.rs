//! The collapse curves of all 32 scales.

use crate::analysis::collapse::{CollapseCurve, CollapseSummary};
use crate::analysis::statistics::{
    AtScale, Statistics, collapse_quality, quality_batch, statistics,
};
use crate::analysis::{AnalysisError, Scale, Task};
use crate::views::balance::variance::default_range_s;
use crate::views::shared::scale_plot::remarks;
use crate::views::shared::surrogate_progress::Realisations;
use crate::views::{Input, NumberSource, Numbers, Rows};

/// Some scales, or all.
pub fn scales<'a>(some: impl IntoIterator<Item = &'a AtScale>) -> Rows<&'a AtScale> {
    let of =
        |number: fn(&CollapseCurve) -> f64| move |at: &&AtScale| at.collapse.as_ref().map(number);
    Rows::new("scales", some)
        .scale(|at| at.scale)
        .n("n_bins", |at| at.balance.n_bins)
        .statistic("depth", of(|c| c.depth))
        .statistic("depth_per_bin", of(CollapseCurve::depth_per_bin))
        .statistic("area", of(|c| c.area))
        .statistic("x_at_min", of(|c| c.x_at_min))
        .statistic("r", |at| at.balance.r)
}

/// Of all scales together: what is worked out for realisations in the same way.
fn collapse(all: &Statistics, together: Option<&CollapseSummary>, quality: Option<f64>) -> Numbers {
    let slope = all.fit(default_range_s()).map(|fit| fit.slope);
    Numbers::new("collapse")
        .statistic(
            "depth_per_bin_ratio",
            together.map(|t| t.depth_per_bin_ratio),
        )
        .statistic("houdayer_hartmann", quality)
        .statistic("bhattacharjee_seno", together.map(|t| t.bhattacharjee_seno))
        .statistic("var_f_slope", slope)
}

pub fn of_data(all: &Statistics, quality: Option<f64>) -> Numbers {
    let together = all.collapse_summary();
    let together = together.as_ref();
    collapse(all, together, quality)
        // From their own master, of which they are a part: realisations are not.
        .fact("distance_to_master", together.map(|t| t.distance))
        .fact("gaussian_rms", together.map(|t| t.gaussian_rms))
        .fact("gaussian_max", together.map(|t| t.gaussian_max))
}

/// Of a realisation, which is measured against the master curve of the data.
pub fn of_realisation(
    one: &Statistics,
    master: Option<&CollapseSummary>,
    quality: Option<f64>,
) -> Numbers {
    let distance = master.map(|m| m.distance_of(&one.curves()));
    collapse(one, one.collapse_summary().as_ref(), quality)
        .statistic("distance_to_master", distance)
}

pub fn numbers(input: &Input<'_>, task: &Task<'_>) -> Result<Numbers, AnalysisError> {
    let (recording, selection) = (input.recording, input.selection);
    let normalisation = input.settings.normalisation;
    let all = statistics(recording, selection, normalisation, task)?;
    let quality = collapse_quality(recording, selection, normalisation, task)?;
    let found = of_data(&all, *quality);
    let missing: Vec<Scale> = (all.scales.iter())
        .filter(|at| at.collapse.is_none())
        .map(|at| at.scale)
        .collect();
    let why = "no curve, because there are fewer than two bins, f does not vary, or the normalisation is undefined";
    let mut warnings = remarks("collapse", missing.into_iter().map(|scale| (scale, why)));
    if found.value("depth_per_bin_ratio").is_nan() {
        warnings.push(
            "collapse: no distance_to_master, depth_per_bin_ratio and bhattacharjee_seno, because fewer than two scales have 30 bins and spread"
                .to_owned(),
        );
    }
    if quality.is_none() {
        warnings.push(
            "collapse: no houdayer_hartmann, because fewer than two scales have curves with errors"
                .to_owned(),
        );
    }
    let curve = |at: &&AtScale| at.collapse.as_ref().map(|c| c.curve.clone());
    let rows = scales(&all.scales).json("curve", curve);
    Ok(found.table(rows).warn(warnings))
}

/// Those of each realisation.
pub fn realisations(
    input: &Input<'_>,
    all: &Realisations,
    task: &Task<'_>,
) -> Result<Vec<Numbers>, AnalysisError> {
    let (recording, selection) = (input.recording, input.selection);
    let normalisation = input.settings.normalisation;
    let master = statistics(recording, selection, normalisation, task)?.collapse_summary();
    let qualities = Realisations::whole(all.surrogate, task, |surrogate, batch| {
        quality_batch(recording, selection, normalisation, surrogate, batch, task)
    })?;
    let numbers = all.all().zip(qualities.all()).map(|(one, quality)| {
        let together = of_realisation(one, master.as_ref(), Some(*quality));
        together.table(scales(&one.scales))
    });
    Ok(numbers.collect())
}
