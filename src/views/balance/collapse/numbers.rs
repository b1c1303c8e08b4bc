//! The collapse curves of all 32 scales.

use crate::analysis::collapse::CollapseCurve;
use crate::analysis::statistics::{
    AtScale, Statistics, collapse_quality, quality_batch, statistics,
};
use crate::analysis::{AnalysisError, Scale, Task};
use crate::views::shared::scale_plot::remarks;
use crate::views::shared::surrogate_progress::Realisations;
use crate::views::{Input, Numbers, Rows};

fn scales(all: &Statistics) -> Rows<&AtScale> {
    let of =
        |number: fn(&CollapseCurve) -> f64| move |at: &&AtScale| at.collapse.as_ref().map(number);
    Rows::new("scales", &all.scales)
        .scale(|at| at.scale)
        .n("n_bins", |at| at.balance.n_bins)
        .statistic("depth", of(|c| c.depth))
        .statistic("area", of(|c| c.area))
        .statistic("x_at_min", of(|c| c.x_at_min))
}

/// What is worked out for realisations too; they are measured against the master curve of the data.
fn collapse(all: &Statistics, distance: Option<f64>, quality: Option<f64>) -> Numbers {
    let together = all.collapse_summary();
    let together = together.as_ref();
    Numbers::new("collapse")
        .statistic("distance_to_master", distance)
        .statistic("depth_ratio", together.map(|t| t.depth_ratio))
        .statistic("houdayer_hartmann", quality)
        .statistic("bhattacharjee_seno", together.map(|t| t.bhattacharjee_seno))
}

pub fn numbers(input: &Input<'_>, task: &Task<'_>) -> Result<Numbers, AnalysisError> {
    let (recording, selection) = (input.recording, input.selection);
    let normalisation = input.settings.normalisation;
    let all = statistics(recording, selection, normalisation, task)?;
    let quality = collapse_quality(recording, selection, normalisation, task)?;
    let together = all.collapse_summary();
    let together = together.as_ref();
    let missing: Vec<Scale> = (all.scales.iter())
        .filter(|at| at.collapse.is_none())
        .map(|at| at.scale)
        .collect();
    let why = "no curve, because there are fewer than two bins, f does not vary, or the normalisation is undefined";
    let mut warnings = remarks("collapse", missing.into_iter().map(|scale| (scale, why)));
    if together.is_none() {
        warnings.push(
            "collapse: no distance_to_master, depth_ratio and bhattacharjee_seno, because fewer than two scales have 30 bins and spread"
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
    Ok(collapse(&all, together.map(|t| t.distance), *quality)
        .fact("gaussian_rms", together.map(|t| t.gaussian_rms))
        .fact("gaussian_max", together.map(|t| t.gaussian_max))
        .table(scales(&all).json("curve", curve))
        .warn(warnings))
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
        let distance = master.as_ref().map(|m| m.distance_of(&one.curves()));
        collapse(one, distance, Some(*quality)).table(scales(one))
    });
    Ok(numbers.collect())
}
