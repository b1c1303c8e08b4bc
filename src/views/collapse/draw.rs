//! The drawing of the collapse curves.

use super::{BESIDE, CONTROLS, Outcome, SCALED, SHOWN};
use crate::analysis::collapse::{Collapse, GRID, grid_x, master, normal_depth};
use crate::analysis::statistics::{AtScale, ENOUGH_BINS, Spread, Statistics};
use crate::plot::{Axis, Cell, Dash, Ink, Legend, Mark, Panel, Plot, Sheet, Stroke, Table};
use crate::views::realised::Realised;
use crate::views::variance::default_range_s;
use crate::views::{Input, over_scales, said};
use std::sync::Arc;

pub fn sheet(outcome: &Outcome, input: &Input<'_>) -> Sheet {
    let panel = |column, plot| Panel {
        row: 0,
        column,
        plot,
    };
    Sheet {
        columns: vec![1.35, 1.0],
        rows: vec![1.0],
        panels: vec![
            panel(0, curves(outcome, input)),
            panel(1, beside(outcome, input)),
        ],
        tables: vec![table(outcome, input)],
        notes: notes(outcome, input),
        ..Sheet::default()
    }
}

/// The scale whose curve stands out: the nearest of the 32 that has one.
fn chosen<'a>(all: &'a Statistics, input: &Input<'_>) -> Option<&'a AtScale> {
    let k = input.settings.scale.k();
    let away = |s: &AtScale| (s.scale.k() - k).abs();
    all.scales
        .iter()
        .filter(|s| s.collapse.is_some())
        .min_by(|a, b| away(a).total_cmp(&away(b)))
}

fn enough(at: &AtScale) -> bool {
    at.balance.n_bins >= ENOUGH_BINS && at.collapse.is_some()
}

fn curves(outcome: &Outcome, input: &Input<'_>) -> Plot {
    let scaled = input.values.choice(&SCALED);
    let finest = outcome.data.curves().first().map_or(1.0, |c| c.depth);
    let divisor = |curve: &Collapse| match scaled.as_str() {
        "own" => curve.depth,
        "finest" => finest,
        _ => 1.0,
    };
    let chosen = chosen(&outcome.data, input);
    let shown = input.values.choice(&SHOWN);
    let drawn: Vec<&AtScale> = outcome
        .data
        .scales
        .iter()
        .filter(|s| enough(s))
        .filter(|s| match shown.as_str() {
            "chosen" => false,
            "fifth" => (s.scale.k().round() as u32).is_multiple_of(5),
            _ => true,
        })
        .collect();
    let x = Axis::new("Scaled sample", "", [0.0, 1.0])
        .defined("Rank of a bin by its f, over the number of bins");
    let y = Axis::new(
        "Cumulative sum of sorted f",
        unit(&scaled, input),
        [1.0, 0.0],
    )
    .defined("Minus the sum of the smallest deviations of f = E - I from its mean");
    let mut plot = Plot::new("curves", "Collapse", x, y);
    let mut deepest: f64 = 0.0;
    let points = |values: &mut dyn Iterator<Item = f64>| -> Arc<[[f64; 2]]> {
        values.enumerate().map(|(j, y)| [grid_x(j), y]).collect()
    };
    let steps = drawn.len().saturating_sub(1).max(1);
    for (place, at) in drawn.iter().enumerate() {
        let Some(curve) = &at.collapse else { continue };
        let by = divisor(curve);
        deepest = deepest.max(curve.depth / by);
        let mark = Mark::Line {
            xy: points(&mut curve.curve.iter().map(|y| y / by)),
            stroke: Stroke::new(Ink::FineToCoarse(at.scale.fraction() as f32), 0.9),
        };
        // The finest, the coarsest and one between are named: a key to the colours.
        if place == 0 || place == steps || place == steps / 2 {
            plot.add_named(at.scale.width_text(), mark);
        } else {
            plot.add(mark);
        }
    }
    if let Some((at, curve)) = chosen.and_then(|at| Some((at, at.collapse.as_ref()?))) {
        let by = divisor(curve);
        if let Some(realised) = &outcome.realised {
            deepest = deepest.max(surrogate_band(&mut plot, realised, at, by, scaled == "own"));
        }
        if input.values.switch(&CONTROLS) && scaled != "own" {
            deepest = deepest.max(controls(&mut plot, at, curve, by));
        }
        deepest = deepest.max(curve.depth / by);
        plot.add_named(
            format!("{} (chosen)", at.scale.width_text()),
            Mark::Line {
                xy: points(&mut curve.curve.iter().map(|y| y / by)),
                stroke: Stroke::new(Ink::Accent, 2.2),
            },
        );
        let size = if scaled == "own" {
            1.0
        } else {
            curve.depth / by
        };
        plot.add_named(
            "Gaussian",
            Mark::Line {
                xy: points(&mut (0..GRID).map(|j| size * master(grid_x(j)))),
                stroke: Stroke::new(Ink::Text, 1.0).dashed(Dash::Dashed),
            },
        );
    }
    plot.y.range = [deepest.max(f64::MIN_POSITIVE) * 1.06, 0.0];
    plot.legend = Legend::BottomRight;
    plot.summary = format!("{} curves", drawn.len());
    plot
}

fn unit(scaled: &str, input: &Input<'_>) -> &'static str {
    match scaled {
        "own" => "own depth",
        "finest" => "depth of the finest",
        _ => input.settings.normalisation.unit(),
    }
}

/// The curves of the realisations at one scale; their largest y.
fn surrogate_band(plot: &mut Plot, realised: &Realised, at: &AtScale, by: f64, own: bool) -> f64 {
    let place = (at.scale.k().round() as usize).saturating_sub(1);
    let of = |all: &Statistics, j: usize| {
        let curve = all.scales.get(place).and_then(|s| s.collapse.as_ref());
        curve.map_or(f64::NAN, |c| c.curve[j] / if own { c.depth } else { by })
    };
    let band: Option<Vec<Spread>> = (0..GRID)
        .map(|j| realised.spread(|all| of(all, j)))
        .collect();
    let Some(band) = band else { return 0.0 };
    plot.add_named(
        "Surrogate",
        Mark::Band {
            x: (0..GRID).map(grid_x).collect(),
            low: band.iter().map(|s| s.low).collect(),
            high: band.iter().map(|s| s.high).collect(),
            ink: Ink::Surrogate,
            opacity: 0.6,
        },
    );
    band.iter().map(|s| s.high).fold(0.0, f64::max)
}

/// What normal deviates would give; their largest y.
fn controls(plot: &mut Plot, at: &AtScale, curve: &Collapse, by: f64) -> f64 {
    let b = &at.balance;
    let mut deepest: f64 = 0.0;
    for (name, variance, dash) in [
        ("Normal, SD of f", b.var_f, Dash::Dotted),
        (
            "Normal, E and I independent",
            at.var_e() + at.var_i(),
            Dash::DashDotted,
        ),
    ] {
        let depth = normal_depth(curve.n, variance.sqrt()) / by;
        deepest = deepest.max(depth);
        plot.add_named(
            name,
            Mark::Line {
                xy: (0..GRID)
                    .map(|j| [grid_x(j), depth * master(grid_x(j))])
                    .collect(),
                stroke: Stroke::new(Ink::Faint, 1.2).dashed(dash),
            },
        );
    }
    deepest
}

fn number_plot(
    outcome: &Outcome,
    input: &Input<'_>,
    (id, title, y): (&'static str, &str, Axis),
    number: impl Fn(&AtScale) -> f64 + Copy,
) -> Plot {
    let mut plot = Plot::new(id, title, over_scales::width_axis(), y);
    if let Some(realised) = &outcome.realised {
        over_scales::band(&mut plot, realised, number);
    }
    let points = over_scales::points(&outcome.data, number);
    over_scales::line(&mut plot, Some("Data"), points, Ink::Text);
    let log = plot.y.log;
    let shown = plot.layers.iter().flat_map(|l| match &l.mark {
        Mark::Line { xy, .. } => xy.iter().map(|p| p[1]).collect(),
        Mark::Band { low, high, .. } => low.iter().chain(high.iter()).copied().collect(),
        _ => Vec::new(),
    });
    plot.y.range = over_scales::range(shown, log);
    over_scales::marker(&mut plot, input.settings.scale);
    plot
}

fn if_enough(at: &AtScale, number: impl Fn(&Collapse) -> f64) -> f64 {
    at.collapse
        .as_ref()
        .filter(|_| at.balance.n_bins >= ENOUGH_BINS)
        .map_or(f64::NAN, number)
}

fn beside(outcome: &Outcome, input: &Input<'_>) -> Plot {
    let mut plot = match input.values.choice(&BESIDE).as_str() {
        "area" => area(outcome, input),
        "deepest" => {
            let y = Axis::new("Deepest at", "share of bins", [0.4, 0.6])
                .defined("x of the deepest point: 0.5 for a symmetric distribution of f");
            let at = |s: &AtScale| if_enough(s, |c| c.x_at_min);
            let mut plot = number_plot(outcome, input, ("deepest", "Deepest", y), at);
            over_scales::level(&mut plot, 0.5);
            plot.y.range = [plot.y.range[0].min(0.45), plot.y.range[1].max(0.55)];
            plot
        }
        _ => {
            let y = Axis {
                log: true,
                ..Axis::new("Depth", "", [1.0, 2.0])
            }
            .defined("Half the sum of |f| over bins, in the unit of the normalisation");
            let at = |s: &AtScale| if_enough(s, |c| c.depth);
            number_plot(outcome, input, ("depth", "Depth", y), at)
        }
    };
    if outcome.realised.is_some() {
        plot.legend = Legend::TopRight;
    }
    plot
}

fn area(outcome: &Outcome, input: &Input<'_>) -> Plot {
    let y = Axis::new("Area / depth", "", [0.6, 0.8]).defined(
        "Integral of the curve divided by its depth: 2/3 uniform, 0.707 Gaussian, 3/4 Laplace",
    );
    let at = |s: &AtScale| if_enough(s, |c| c.area);
    let mut plot = number_plot(outcome, input, ("area", "Area", y), at);
    plot.y.range = [plot.y.range[0].min(0.655), plot.y.range[1].max(0.765)];
    let x = plot.x.range[1] * 0.93;
    for (name, value) in [
        ("uniform", 2.0 / 3.0),
        ("Gaussian", 0.5f64.sqrt()),
        ("Laplace", 0.75),
    ] {
        over_scales::level(&mut plot, value);
        plot.add(Mark::Text {
            at: [x, value + 0.03 * (plot.y.range[1] - plot.y.range[0])],
            text: name.to_owned(),
            anchor: crate::plot::Anchor::End,
            ink: Ink::Faint,
            size_pt: 9.5,
            within: None,
        });
    }
    plot
}

fn table(outcome: &Outcome, input: &Input<'_>) -> Table {
    let data = &outcome.data;
    let together = data.together();
    let k = input.settings.scale.k().round() as usize;
    let r = |all: &Statistics| all.scales.get(k - 1).map_or(f64::NAN, |s| s.balance.r);
    let range = default_range_s();
    let slope = |all: &Statistics| all.fit(range).map_or(f64::NAN, |f| f.slope);
    let ratio = |all: &Statistics| all.together().map_or(f64::NAN, |t| t.depth_ratio);
    let distance = |all: &Statistics| {
        together
            .as_ref()
            .map_or(f64::NAN, |t| t.distance_of(&all.curves()))
    };
    let pair = |all: &Statistics| all.together().map_or(f64::NAN, |t| t.bhattacharjee_seno);
    let mut columns = vec![String::new(), "Data".to_owned()];
    if outcome.realised.is_some() {
        columns.extend(["Surrogate".to_owned(), "95 %".to_owned()]);
    }
    let row = |name: &str, number: &dyn Fn(&Statistics) -> f64| {
        let mut row = vec![Cell::text(name), Cell::number(number(data), 3, "")];
        if let Some(realised) = &outcome.realised {
            row.extend(realised.cells(number, ""));
        }
        row
    };
    let mut rows = vec![
        row("Distance to the data's master", &distance),
        row("Depth ratio, coarse / fine", &ratio),
        row("Slope of Var f", &slope),
        row("r at the chosen scale", &r),
        row("P (Bhattacharjee-Seno)", &pair),
    ];
    let mut quality = vec![
        Cell::text("S (Houdayer-Hartmann)"),
        Cell::number(outcome.quality.unwrap_or(f64::NAN), 3, ""),
    ];
    quality.resize(columns.len(), Cell::text(""));
    rows.push(quality);
    Table {
        title: "Collapse".to_owned(),
        columns,
        rows,
    }
}

fn notes(outcome: &Outcome, input: &Input<'_>) -> Vec<String> {
    let few = outcome.data.scales.iter().filter(|s| !enough(s)).count();
    let mut notes = vec![format!(
        "f is E - I in {}, less its mean.",
        input.settings.normalisation.unit()
    )];
    if few > 0 {
        notes.push(format!(
            "{} with fewer than {ENOUGH_BINS} bins or without spread left out.",
            said::counted(few as u64, "scale", "scales")
        ));
    }
    notes.extend(outcome.realised.as_ref().map(Realised::note));
    notes.extend(said::unclassified(input.recording));
    notes
}
