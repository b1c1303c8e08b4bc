//! Gini coefficients and Lorenz curves of all 32 scales.

use crate::analysis::partition::{Definition, Gini, Shares};
use crate::analysis::statistics::{AtScale, measured, statistics};
use crate::analysis::{AnalysisError, Scale, Task};
use crate::views::shared::scale_plot::remarks;
use crate::views::{Input, Numbers, Rows};

/// Points of a curve: the Lorenz curve at x = 0, 0.01, .., 1.
const POINTS: usize = 101;

type Number = fn(&Gini) -> f64;

/// Each, and whether realisations of a surrogate have it too.
const GINI: [(&str, Number, bool); 4] = [
    ("gini_classic", |g| g.classic, true),
    ("gini_paper", |g| g.paper, true),
    ("gini_paper_weighted", |g| g.paper_weighted, true),
    ("gini_poisson", |g| g.poisson, false),
];

fn scales<'a>(some: impl IntoIterator<Item = (usize, &'a AtScale)>) -> Rows<(usize, &'a AtScale)> {
    let mut rows = Rows::new("scales", some).scale(|(_, at)| at.scale);
    for (class, letter) in [("excitatory", 'e'), ("inhibitory", 'i')] {
        for (name, value, is_statistic) in GINI {
            let gini = |at: &AtScale| match letter {
                'e' => value(&at.excitatory),
                _ => value(&at.inhibitory),
            };
            let path = format!("{class}.{name}");
            rows = if is_statistic {
                rows.statistic(path, |(_, at)| gini(at))
            } else {
                rows.column(path, |(_, at)| gini(at))
            };
            rows = rows.header(format!("{name}_{letter}"));
        }
    }
    rows.n("n_bins", |(_, at)| at.balance.n_bins)
}

/// What is worked out for realisations too, at some scales or all.
pub fn partition<'a>(some: impl IntoIterator<Item = &'a AtScale>) -> Numbers {
    Numbers::new("partition").table(scales(some.into_iter().enumerate()))
}

pub fn numbers(input: &Input<'_>, task: &Task<'_>) -> Result<Numbers, AnalysisError> {
    let (recording, selection) = (input.recording, input.selection);
    let all = statistics(recording, selection, input.settings.normalisation, task)?;
    let measured = measured(recording, selection, task)?;
    let missing: Vec<Scale> = all
        .scales
        .iter()
        .filter(|s| !(s.excitatory.classic + s.inhibitory.classic).is_finite())
        .map(|s| s.scale)
        .collect();
    let why = "no Gini of a class without spikes in whole bins";
    let warnings = remarks("partition", missing.into_iter().map(|scale| (scale, why)));
    let rows = scales(all.scales.iter().enumerate())
        .json("excitatory.curve", |(place, _)| {
            curve(&measured[*place].joint.marginal_e())
        })
        .json("inhibitory.curve", |(place, _)| {
            curve(&measured[*place].joint.marginal_i())
        });
    Ok(Numbers::new("partition").table(rows).warn(warnings))
}

fn curve(occupancy: &[(u32, u64)]) -> Option<Vec<f64>> {
    let shares = Shares::new(occupancy, Definition::ClassicLorenz)?;
    let x = (0..POINTS).map(|j| j as f64 / (POINTS - 1) as f64);
    Some(x.map(|x| shares.value_at(x)).collect())
}
