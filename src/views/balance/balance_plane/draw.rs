//! The drawing of the balance plane.

use super::{Cloud, MARGINALS, MAX_POINTS, Outcome, SIGMAS, SurrogateCloud, density, numbers};
use crate::analysis::{Balance, Normalisation};
use crate::plot::{
    Axis, Dash, Ink, Legend, Mark, Panel, Plot, Ramp, Sheet, Stroke, Table, number_text,
};
use crate::recording::Class;
use crate::views::shared::wording;
use crate::views::shared::wording::short_unit;
use crate::views::{Input, NumberSource, Row, ScreenTable};
use std::sync::Arc;

/// Axes whose maxima differ by more than this have ranges of their own.
const COMPARABLE: f64 = 4.0;

pub fn sheet(outcome: &Outcome, input: &Input<'_>) -> Sheet {
    let ranges = ranges(outcome);
    let cloud = plane(outcome, input, &ranges);
    let mut sheet = if input.values.switch(&MARGINALS) {
        Sheet {
            columns: vec![4.0, 1.0],
            rows: vec![1.0, 4.0],
            panels: vec![
                Panel::new(0, 0, density::plot(outcome, Class::Excitatory, ranges.x)),
                Panel::new(1, 0, cloud),
                Panel::new(1, 1, density::plot(outcome, Class::Inhibitory, ranges.y)),
            ],
            link_x: true,
            link_y: true,
            ..Sheet::default()
        }
    } else {
        Sheet::column(vec![(1.0, cloud)])
    };
    sheet.tables.push(table(outcome));
    sheet.notes = notes(outcome, input, &ranges);
    sheet
}

struct Ranges {
    x: [f64; 2],
    y: [f64; 2],
    are_equal: bool,
}

/// From the data; from 0 but for z-scores, and equal where E and I are comparable, so that the
/// diagonal of the square is the balance line.
fn ranges(outcome: &Outcome) -> Ranges {
    let mut low = [f64::INFINITY; 2];
    let mut high = [f64::NEG_INFINITY; 2];
    for cloud in &outcome.clouds {
        let moments = &cloud.joint.sums.moments;
        for (axis, dot) in [cloud.dot(moments.max_e, moments.max_i), cloud.dot(0, 0)]
            .iter()
            .flat_map(|dot| dot.iter().enumerate())
        {
            if dot.is_finite() {
                low[axis] = low[axis].min(*dot);
                high[axis] = high[axis].max(*dot);
            }
        }
    }
    let surrogate = outcome.surrogate.as_ref().and_then(|b| b.first.as_ref());
    for dot in surrogate.iter().flat_map(|one| &one.dots) {
        for (axis, value) in dot.iter().enumerate().filter(|(_, v)| v.is_finite()) {
            low[axis] = low[axis].min(*value);
            high[axis] = high[axis].max(*value);
        }
    }
    let axis = |a: usize| {
        if high[a] > low[a] {
            let margin = 0.04 * (high[a] - low[a]);
            let from = if low[a] < 0.0 { low[a] - margin } else { 0.0 };
            [from, high[a] + margin]
        } else {
            [0.0, 1.0]
        }
    };
    let (x, y) = (axis(0), axis(1));
    let (width, height) = (x[1] - x[0], y[1] - y[0]);
    if width.max(height) <= COMPARABLE * width.min(height) {
        let both = [x[0].min(y[0]), x[1].max(y[1])];
        Ranges {
            x: both,
            y: both,
            are_equal: true,
        }
    } else {
        Ranges {
            x,
            y,
            are_equal: false,
        }
    }
}

fn plane(outcome: &Outcome, input: &Input<'_>, ranges: &Ranges) -> Plot {
    let normalisation = input.settings.normalisation;
    let axis = |label, range| {
        Axis::new(label, normalisation.unit(), range).defined(format!(
            "Pooled spikes of a class in a bin. {}",
            normalisation.help()
        ))
    };
    let mut plot = Plot::new(
        "cloud",
        "Balance plane",
        axis("Excitation", ranges.x),
        axis("Inhibition", ranges.y),
    );
    plot.equal_aspect = ranges.are_equal;
    let one = outcome.clouds.len() == 1;
    let surrogate = outcome.surrogate.as_ref().and_then(|b| b.first.as_ref());
    if let Some(surrogate) = surrogate {
        surrogate.add_points(&mut plot);
    }
    for cloud in &outcome.clouds {
        add_points(&mut plot, cloud, one);
    }
    let (from, to) = (ranges.x[0].min(ranges.y[0]), ranges.x[1].min(ranges.y[1]));
    plot.add_line(
        vec![[from, from], [to, to]],
        Stroke::new(Ink::Faint, 1.0).dashed(Dash::Dashed),
    );
    let sigmas = input.values.integer(&SIGMAS);
    for cloud in &outcome.clouds {
        add_ellipses(&mut plot, cloud, sigmas, one);
    }
    if let Some(surrogate) = surrogate {
        surrogate.add_ellipse(&mut plot);
    }
    plot.legend = if plot.layers.iter().any(|l| l.name.is_some()) {
        Legend::TopLeft
    } else {
        Legend::None
    };
    plot.summary = summary(outcome);
    plot
}

fn scale_ink(cloud: &Cloud) -> Ink {
    Ink::FineToCoarse(cloud.scale.fraction() as f32)
}

fn add_points(plot: &mut Plot, cloud: &Cloud, one: bool) {
    let name = (!one).then(|| cloud.scale.width_text());
    if cloud.is_dense {
        let ramp = if one {
            Ramp::Sequential
        } else {
            Ramp::Ink(scale_ink(cloud))
        };
        let mark = density::image(cloud, ramp);
        match name {
            Some(name) => plot.add_named(name, mark),
            None => plot.add(mark),
        }
        return;
    }
    // Few points are rings, as printed; many are discs through which others can be seen.
    let few = cloud.joint.len() <= 2000;
    let points = |dots: Arc<[[f64; 2]]>, ink| Mark::Points {
        xy: dots,
        radius_pt: if few { 2.2 } else { 1.5 },
        filled: !few,
        ink,
        opacity: if few { 0.8 } else { 0.35 },
    };
    if let Some(name) = name {
        let dots = cloud.groups.iter().flat_map(|g| g.dots.iter().copied());
        plot.add_named(name, points(dots.collect(), scale_ink(cloud)));
        return;
    }
    for group in &cloud.groups {
        let mark = points(group.dots.as_slice().into(), group.ink);
        match &group.name {
            Some(name) => plot.add_named(name.clone(), mark),
            None => plot.add(mark),
        }
    }
}

/// The ellipse of a cloud at `n` sigma; `None` without spread.
pub fn ellipse(balance: &Balance, n: f64, stroke: Stroke) -> Option<Mark> {
    let (major, minor) = (balance.axis_major, balance.axis_minor);
    let centre = [balance.mean_e, balance.mean_i];
    let is_finite = major.is_finite() && minor.is_finite() && centre.iter().all(|c| c.is_finite());
    is_finite.then(|| Mark::Ellipse {
        centre,
        semi_axes: [n * major, n * minor],
        angle_rad: angle_rad(balance),
        stroke,
        fill_opacity: 0.0,
    })
}

/// A circle has no angle; any will do.
fn angle_rad(balance: &Balance) -> f64 {
    if balance.angle_deg.is_nan() {
        0.0
    } else {
        balance.angle_deg.to_radians()
    }
}

fn add_ellipses(plot: &mut Plot, cloud: &Cloud, sigmas: i64, one: bool) {
    let balance = &cloud.balance;
    let ink = if one { Ink::Text } else { scale_ink(cloud) };
    let rings = (1..=sigmas).map_while(|n| {
        let width = if n == 1 { 1.5 } else { 1.0 };
        ellipse(balance, n as f64, Stroke::new(ink, width))
    });
    let rings: Vec<Mark> = rings.collect();
    if rings.is_empty() {
        return;
    }
    for ring in rings {
        plot.add(ring);
    }
    let centre = [balance.mean_e, balance.mean_i];
    let (sin, cos) = angle_rad(balance).sin_cos();
    let reach = sigmas as f64;
    for (half, direction) in [
        (balance.axis_major, [cos, sin]),
        (balance.axis_minor, [-sin, cos]),
    ] {
        let end = |sign: f64| {
            [
                centre[0] + sign * reach * half * direction[0],
                centre[1] + sign * reach * half * direction[1],
            ]
        };
        plot.add_line(vec![end(-1.0), end(1.0)], Stroke::new(ink, 0.75));
    }
}

fn summary(outcome: &Outcome) -> String {
    outcome
        .clouds
        .iter()
        .map(|cloud| {
            let b = &cloud.balance;
            format!(
                "{} of {}: r {}, angle {}°",
                wording::counted(b.n_bins, "bin", "bins"),
                cloud.scale.width_text(),
                number_text(b.r, 2),
                number_text(b.angle_deg, 3),
            )
        })
        .collect::<Vec<_>>()
        .join("; ")
}

fn notes(outcome: &Outcome, input: &Input<'_>, ranges: &Ranges) -> Vec<String> {
    let mut notes = Vec::new();
    let most = wording::counted(
        input.values.integer(&MAX_POINTS).unsigned_abs(),
        "bin",
        "bins",
    );
    for cloud in &outcome.clouds {
        let bins = wording::counted(cloud.joint.len(), "bin", "bins");
        let width = cloud.scale.width_text();
        notes.push(if cloud.is_dense {
            format!(
                "{bins} of {width} as a density picture (more than {most}); colour is the logarithm of the number of bins."
            )
        } else {
            format!("{bins} of {width}, each drawn as a point; equal ones lie on one another.")
        });
        if cloud.is_dense && cloud.series.is_none() && outcome.clouds.len() == 1 {
            notes.push(
                "Too many bins to mark single ones here: choose a coarser scale or a shorter window."
                    .to_owned(),
            );
        }
        for reason in &cloud.balance.reasons {
            notes.push(format!("At {width}: {reason}."));
        }
    }
    if let Some(cloud) = outcome.chosen() {
        let b = &cloud.balance;
        notes.push(wording::left_out(b.left_out_s, b.left_out_e, b.left_out_i));
        notes.extend(outcome.surrogate.iter().flat_map(|b| b.notes(cloud)));
    }
    if input.settings.normalisation == Normalisation::ZScore {
        notes.push(
            "As z-scores the ellipse always lies at 45 degrees and says no more than r.".to_owned(),
        );
    }
    if !ranges.are_equal {
        notes.push(
            "E and I differ so much that the axes have ranges of their own; the dashed line is E = I, and right angles do not look right."
                .to_owned(),
        );
    }
    notes.extend(wording::unclassified(input.recording));
    notes
}

/// One column a scale, and the surrogate at the chosen one.
pub fn table(outcome: &Outcome) -> Table {
    let unit = outcome
        .clouds
        .first()
        .map_or("", |c| short_unit(c.normalisation));
    let squared = match unit {
        "" => String::new(),
        "Hz" | "SD" => format!("{unit}²"),
        _ => format!("({unit})²"),
    };
    let numbers = numbers::of_clouds(&outcome.clouds);
    let rows: Vec<Row<'_>> = numbers.each_row().collect();
    let widths = outcome.clouds.iter().map(|c| c.scale.width_text());
    let columns = widths.zip(rows.iter().map(|row| row as &dyn NumberSource));
    let surrogate = outcome.surrogate.as_ref();
    let k = surrogate.map_or(f64::NAN, |s| s.scale.k());
    let at_k = format!(".k{k}");
    let means = [
        ("Mean E", "mean_e"),
        ("SD E", "sd_e"),
        ("Mean I", "mean_i"),
        ("SD I", "sd_i"),
    ];
    let widths = [
        ("Major axis", "axis_major"),
        ("Minor axis", "axis_minor"),
        ("Width along diagonal", "sd_along"),
        ("Width across diagonal", "sd_across"),
    ];
    ScreenTable::new(columns, surrogate.map(SurrogateCloud::numbers))
        .row("Bins", |n| n.count_cell("n_bins"))
        .row("Left out", |n| n.cell("left_out_s", 3))
        .each_compared(&means, &at_k, unit)
        .each_compared(&[("r", "r")], &at_k, "")
        .row("r, 95 % interval", |n| n.interval_cell("r"))
        .row("Independent bins n_eff", |n| n.cell("n_eff", 3))
        .row("Angle from E axis", |n| n.cell("angle_deg", 3))
        .each_compared(&widths, &at_k, unit)
        .each_compared(&[("Var f", "var_f")], &at_k, &squared)
        .titled("Balance")
}
