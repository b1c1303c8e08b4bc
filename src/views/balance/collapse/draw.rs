//! The drawing of the collapse curves.

use super::{BESIDE, CONTROLS, FROM_K, Outcome, SCALED, SHOWN, TO_K, numbers};
use crate::analysis::collapse::{CollapseCurve, GRID, grid_x, master, normal_depth};
use crate::analysis::statistics::{AtScale, ENOUGH_BINS, Spread, Statistics};
use crate::plot::{Axis, Dash, Ink, Legend, Mark, Plot, Sheet, Stroke, Table};
use crate::views::shared::by_state::StateOutcome;
use crate::views::shared::surrogate_progress::Realisations;
use crate::views::shared::{scale_plot, wording};
use crate::views::{Input, NumberSource, Numbers, ScreenTable};

pub fn sheet(outcome: &Outcome, input: &Input<'_>) -> Sheet {
    Sheet {
        tables: vec![table(outcome, input)],
        notes: notes(outcome, input),
        ..two(curves(outcome, input), beside(outcome, input))
    }
}

/// The curves, and a number of them beside.
fn two(curves: Plot, beside: Plot) -> Sheet {
    Sheet::row([(1.35, curves), (1.0, beside)])
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

fn has_enough(at: &AtScale) -> bool {
    at.balance.n_bins >= ENOUGH_BINS && at.collapse.is_some()
}

/// Axes of curves that are divided as `scaled` says.
fn axes(scaled: &str, input: &Input<'_>) -> Plot {
    let x = Axis::new("Scaled sample", "", [0.0, 1.0])
        .defined("Rank of a bin by its f, over the number of bins");
    let y = Axis::new(
        "Cumulative sum of sorted f",
        unit(scaled, input),
        [1.0, 0.0],
    )
    .defined("Minus the sum of the smallest deviations of f = E - I from its mean");
    Plot::new("curves", "Collapse", x, y)
}

/// What a curve is divided by.
fn divisor(all: &Statistics, scaled: &str, curve: &CollapseCurve) -> f64 {
    match scaled {
        "own" => curve.depth,
        "finest" => all.curves().first().map_or(1.0, |c| c.depth),
        _ => 1.0,
    }
}

/// The scales whose curves are drawn beside the chosen one.
fn drawn<'a>(all: &'a Statistics, input: &Input<'_>) -> Vec<&'a AtScale> {
    let shown = input.values.choice(&SHOWN);
    let of_choice = |s: &&AtScale| match shown.as_str() {
        "chosen" => false,
        "fifth" => (s.scale.k().round() as u32).is_multiple_of(5),
        _ => true,
    };
    let [a, b] = [&FROM_K, &TO_K].map(|k| input.values.integer(k) as f64);
    let within = a.min(b)..=a.max(b);
    let scales = all.scales.iter().filter(|s| has_enough(s));
    let scales = scales.filter(|s| within.contains(&s.scale.k()));
    scales.filter(of_choice).collect()
}

fn curve_line(curve: &CollapseCurve, by: f64, stroke: Stroke) -> Mark {
    let values = curve.curve.iter().enumerate();
    Mark::line(
        values.map(|(j, y)| [grid_x(j), y / by]).collect::<Vec<_>>(),
        stroke,
    )
}

fn gaussian(plot: &mut Plot, size: f64) {
    plot.add_named(
        "Gaussian",
        Mark::line(
            (0..GRID)
                .map(|j| [grid_x(j), size * master(grid_x(j))])
                .collect::<Vec<_>>(),
            Stroke::new(Ink::Text, 1.0).dashed(Dash::Dashed),
        ),
    );
}

fn curves(outcome: &Outcome, input: &Input<'_>) -> Plot {
    let scaled = input.values.choice(&SCALED);
    let data = &*outcome.data;
    let drawn = drawn(data, input);
    let mut plot = axes(&scaled, input);
    let mut deepest: f64 = 0.0;
    let steps = drawn.len().saturating_sub(1).max(1);
    for (place, at) in drawn.iter().enumerate() {
        let Some(curve) = &at.collapse else { continue };
        let by = divisor(data, &scaled, curve);
        deepest = deepest.max(curve.depth / by);
        let ink = Ink::FineToCoarse(at.scale.fraction() as f32);
        let mark = curve_line(curve, by, Stroke::new(ink, 0.9));
        // The finest, the coarsest and one between are named: a key to the colours.
        if place == 0 || place == steps || place == steps / 2 {
            plot.add_named(at.scale.width_text(), mark);
        } else {
            plot.add(mark);
        }
    }
    if let Some((at, curve)) = chosen(data, input).and_then(|at| Some((at, at.collapse.as_ref()?)))
    {
        let by = divisor(data, &scaled, curve);
        if let Some(realised) = &outcome.realised {
            deepest = deepest.max(surrogate_band(&mut plot, realised, at, by, scaled == "own"));
        }
        if input.values.switch(&CONTROLS) && scaled != "own" {
            deepest = deepest.max(controls(&mut plot, at, curve, by));
        }
        deepest = deepest.max(curve.depth / by);
        plot.add_named(
            format!("{} (chosen)", at.scale.width_text()),
            curve_line(curve, by, Stroke::new(Ink::Accent, 2.2)),
        );
        gaussian(&mut plot, curve.depth / by);
    }
    plot.y.range = [deepest.max(f64::MIN_POSITIVE) * 1.06, 0.0];
    plot.legend = Legend::BottomRight;
    plot.summary = format!("{} curves", drawn.len());
    plot
}

/// The curves of every state in its colour: the chosen scale thick, the others thin.
pub fn overlaid(input: &Input<'_>, states: &[StateOutcome<'_, Outcome>]) -> Sheet {
    let scaled = input.values.choice(&SCALED);
    let mut plot = axes(&scaled, input);
    let mut deepest: f64 = 0.0;
    for state in states {
        let (data, part) = (&*state.outcome.data, state.part);
        let stroke = |width_pt| Stroke::new(part.ink, width_pt).dashed(part.dash);
        // All scales of all states would hide one another.
        let fifth = input.values.choice(&SHOWN) == "fifth";
        for at in drawn(data, input).into_iter().filter(|_| fifth) {
            let Some(curve) = &at.collapse else { continue };
            let by = divisor(data, &scaled, curve);
            deepest = deepest.max(curve.depth / by);
            plot.add(curve_line(curve, by, stroke(0.6)));
        }
        if let Some(curve) = chosen(data, input).and_then(|at| at.collapse.as_ref()) {
            let by = divisor(data, &scaled, curve);
            deepest = deepest.max(curve.depth / by);
            plot.add_named(part.name.clone(), curve_line(curve, by, stroke(2.2)));
        }
    }
    if scaled == "own" {
        gaussian(&mut plot, 1.0);
    }
    plot.y.range = [deepest.max(f64::MIN_POSITIVE) * 1.06, 0.0];
    plot.legend = Legend::BottomRight;
    plot.summary = format!("{} states over one another", states.len());
    let against = WidthPlot::new(input);
    let value = against.value;
    let beside = against.plot(input, |plot| {
        let of = |s: &StateOutcome<'_, Outcome>| {
            (s.part.clone(), scale_plot::points(&s.outcome.data, value))
        };
        scale_plot::states(plot, states.iter().map(of));
    });
    let mut sheet = two(plot, beside);
    if input.values.choice(&SHOWN) == "all" {
        sheet.notes.push(
            "Overlaid, only the chosen scale of each state is drawn, or every fifth.".to_owned(),
        );
    }
    sheet
}

fn unit(scaled: &str, input: &Input<'_>) -> &'static str {
    match scaled {
        "own" => "own depth",
        "finest" => "depth of the finest",
        _ => input.settings.normalisation.unit(),
    }
}

/// The curves of the realisations at one scale; their largest y.
fn surrogate_band(
    plot: &mut Plot,
    realised: &Realisations,
    at: &AtScale,
    by: f64,
    own: bool,
) -> f64 {
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
fn controls(plot: &mut Plot, at: &AtScale, curve: &CollapseCurve, by: f64) -> f64 {
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
            Mark::line(
                (0..GRID)
                    .map(|j| [grid_x(j), depth * master(grid_x(j))])
                    .collect::<Vec<_>>(),
                Stroke::new(Ink::Faint, 1.2).dashed(dash),
            ),
        );
    }
    deepest
}

/// A number of the curves against the bin width.
struct WidthPlot {
    id: &'static str,
    title: &'static str,
    y: Axis,
    value: fn(&AtScale) -> f64,
    /// The range that is always shown; reference lines follow in `levels`.
    least: Option<[f64; 2]>,
    levels: &'static [(f64, &'static str)],
}

const LEVELS: [(f64, &str); 3] = [
    (2.0 / 3.0, "uniform"),
    (std::f64::consts::FRAC_1_SQRT_2, "Gaussian"),
    (0.75, "Laplace"),
];

fn if_enough(at: &AtScale, number: impl Fn(&CollapseCurve) -> f64) -> f64 {
    at.collapse
        .as_ref()
        .filter(|_| at.balance.n_bins >= ENOUGH_BINS)
        .map_or(f64::NAN, number)
}

impl WidthPlot {
    fn new(input: &Input<'_>) -> Self {
        match input.values.choice(&BESIDE).as_str() {
            "area" => Self {
                id: "area",
                title: "Area",
                y: Axis::new("Area / depth", "", [0.6, 0.8]).defined(
                    "Integral of the curve divided by its depth: 2/3 uniform, 0.707 Gaussian, 3/4 Laplace",
                ),
                value: |at| if_enough(at, |c| c.area),
                least: Some([0.655, 0.765]),
                levels: &LEVELS,
            },
            "deepest" => Self {
                id: "deepest",
                title: "Deepest",
                y: Axis::new("Deepest at", "share of bins", [0.4, 0.6])
                    .defined("x of the deepest point: 0.5 for a symmetric distribution of f"),
                value: |at| if_enough(at, |c| c.x_at_min),
                least: Some([0.45, 0.55]),
                levels: &[(0.5, "")],
            },
            _ => Self {
                id: "depth",
                title: "Depth per bin",
                y: Axis {
                    log: true,
                    ..Axis::new("Depth per bin", "", [1.0, 2.0])
                }
                .defined("Half the mean of |f| over bins, in the unit of the normalisation"),
                value: |at| if_enough(at, CollapseCurve::depth_per_bin),
                least: None,
                levels: &[],
            },
        }
    }
    /// The axes, what `draw` puts on them, and the reference lines.
    fn plot(self, input: &Input<'_>, draw: impl FnOnce(&mut Plot)) -> Plot {
        let mut plot = Plot::new(self.id, self.title, scale_plot::width_axis(), self.y);
        draw(&mut plot);
        scale_plot::fit_y(&mut plot);
        if let Some([low, high]) = self.least {
            let [shown_low, shown_high] = plot.y.range;
            plot.y.range = [shown_low.min(low), shown_high.max(high)];
        }
        let height = plot.y.range[1] - plot.y.range[0];
        let x = plot.x.range[1] * 0.93;
        for &(value, name) in self.levels {
            scale_plot::level(&mut plot, value);
            if !name.is_empty() {
                plot.add(Mark::text(
                    [x, value + 0.03 * height],
                    name,
                    crate::plot::Anchor::End,
                    Ink::Faint,
                    9.5,
                ));
            }
        }
        scale_plot::marker(&mut plot, input.settings.scale);
        plot
    }
}

fn beside(outcome: &Outcome, input: &Input<'_>) -> Plot {
    let against = WidthPlot::new(input);
    let value = against.value;
    let mut plot = against.plot(input, |plot| {
        if let Some(realised) = &outcome.realised {
            scale_plot::band(plot, realised, value);
        }
        let points = scale_plot::points(&outcome.data, value);
        scale_plot::line(plot, Some("Data"), points, Ink::Text);
    });
    if outcome.realised.is_some() {
        plot.legend = Legend::TopRight;
    }
    plot
}

fn table(outcome: &Outcome, input: &Input<'_>) -> Table {
    let k = input.settings.scale.k().round() as usize;
    let with_scale =
        |numbers: Numbers, all: &Statistics| numbers.table(numbers::scales(all.scales.get(k - 1)));
    let all = &outcome.data;
    let data = with_scale(numbers::of_data(all, outcome.quality), all);
    let realised = outcome.realised.as_ref().map(|realised| {
        let master = all.collapse_summary();
        let of = |one| with_scale(numbers::of_realisation(one, master.as_ref(), None), one);
        realised.all().map(of).collect()
    });
    let r = format!("r.k{k}");
    let rows = [
        ("Distance to the data's master", "distance_to_master"),
        ("Depth per bin, coarse / fine", "depth_per_bin_ratio"),
        ("Slope of Var f", "var_f_slope"),
        ("r at the chosen scale", &r),
        ("P (Bhattacharjee-Seno)", "bhattacharjee_seno"),
    ];
    let data: &dyn NumberSource = &data;
    ScreenTable::new([("Data".to_owned(), data)], realised)
        .each_compared(&rows, "", "")
        .row("S (Houdayer-Hartmann)", |data| {
            data.cell("houdayer_hartmann", 3)
        })
        .titled("Collapse")
}

fn notes(outcome: &Outcome, input: &Input<'_>) -> Vec<String> {
    let few = outcome
        .data
        .scales
        .iter()
        .filter(|s| !has_enough(s))
        .count();
    let mut notes = vec![format!(
        "f is E - I in {}, less its mean.",
        input.settings.normalisation.unit()
    )];
    if few > 0 {
        notes.push(format!(
            "{} with fewer than {ENOUGH_BINS} bins or without spread left out.",
            wording::counted(few as u64, "scale", "scales")
        ));
    }
    notes.extend(outcome.realised.as_ref().map(Realisations::note));
    notes.extend(wording::unclassified(input.recording));
    notes
}
