//! The correlation at the chosen scale.

use super::surrogate::Band;
use super::{Outcome, draw, surrogate};
use crate::analysis::{Correlogram, width_text};
use crate::plot::{Axis, Dash, Ink, Legend, Mark, Plot, Sheet, Stroke};
use crate::views::Input;
use crate::views::shared::by_state::StateOutcome;
use crate::views::shared::{scale_plot, wording};

pub fn plot(outcome: &Outcome) -> Plot {
    let (chosen, realised) = (&outcome.chosen, outcome.realised.as_ref());
    let nearest = surrogate::nearest(chosen.scale);
    let band = Band::new(realised, chosen, |one, lag| one.r(nearest, lag));
    let mut plot = of_correlogram(chosen, band.as_ref(), &[]);
    plot.summary = draw::words(chosen);
    plot
}

/// Longer curves have no dots.
const MOST_DOTS: usize = 201;

/// A correlogram with its band and its peak, and others without their lag 0 behind it.
pub fn of_correlogram(
    chosen: &Correlogram,
    band: Option<&Band>,
    others: &[(&str, Stroke, &Correlogram)],
) -> Plot {
    let (step, unit, end) = lags(chosen);
    let half = chosen.half_if_unrelated();
    let others: Vec<_> = others
        .iter()
        .map(|(name, stroke, of)| (name, stroke, without_zero(of, step)))
        .collect();
    let behind = others.iter().flat_map(|(.., xy)| xy.iter().map(|p| p[1]));
    let mut plot = axes(chosen, unit, end, range(chosen, band, behind));
    if let Some(band) = band {
        plot.add_named("Surrogate, 95 %", band.mark(step));
    } else if half.is_finite() {
        plot.add_named(
            "95 % if unrelated",
            Mark::Band {
                x: [-end, end].into(),
                low: [-half; 2].into(),
                high: [half; 2].into(),
                ink: Ink::Surrogate,
                opacity: 0.25,
            },
        );
    }
    rests(&mut plot);
    for (name, stroke, xy) in &others {
        plot.add_named(**name, Mark::line(xy.as_slice(), **stroke));
    }
    let xy: Vec<[f64; 2]> = chosen
        .lags()
        .map(|(lag, r)| [lag as f64 * step, r])
        .collect();
    let line = Mark::line(xy.as_slice(), Stroke::new(Ink::Text, 1.25));
    if others.is_empty() {
        plot.add(line);
    } else {
        plot.add_named("E with I", line);
    }
    if xy.len() <= MOST_DOTS {
        plot.add(Mark::discs(xy, 1.5, Ink::Text));
    }
    if let Some(peak) = chosen.peak {
        let name = if peak.is_at_edge {
            "Largest, at the edge"
        } else {
            "Peak"
        };
        plot.add_named(
            name,
            Mark::rings([[peak.lag_bins * step, peak.r]], 4.5, Ink::Accent),
        );
    }
    plot.legend = Legend::TopLeft;
    plot
}

/// The curve of a train with itself, which is 1 at lag 0: a gap there.
fn without_zero(of: &Correlogram, step: f64) -> Vec<[f64; 2]> {
    of.lags()
        .map(|(lag, r)| [lag as f64 * step, if lag == 0 { f64::NAN } else { r }])
        .collect()
}

/// Lags of a scale up to `end`, in a unit of time.
fn axes(chosen: &Correlogram, unit: &str, end: f64, range: [f64; 2]) -> Plot {
    let mut plot = Plot::new(
        "curve",
        format!("Correlation in bins of {}", width_text(chosen.width_s)),
        Axis::new("Lag of inhibition", unit, [-end, end])
            .defined("Positive: inhibition follows excitation"),
        Axis::new("Correlation r", "", range)
            .defined("corr(z E(t), z I(t + lag)), divided by the number of all bins"),
    );
    plot.show_title = true;
    plot
}

/// The curve of every state at the chosen scale, and r at lag 0 over all scales, in its colour.
pub fn overlaid(input: &Input<'_>, states: &[StateOutcome<'_, Outcome>]) -> Sheet {
    let (low, high) = states
        .iter()
        .flat_map(|s| &s.outcome.chosen.r)
        .filter(|r| r.is_finite())
        .fold((0.0f64, 0.05f64), |(a, b), r| (a.min(*r), b.max(*r)));
    let range = [low - 0.05 * (high - low), high + 0.25 * (high - low)];
    let y = Axis::new("r at lag 0", "", range).defined("Correlation of E and I in the same bin");
    let mut zero = Plot::new("zero", "At lag 0", scale_plot::width_axis(), y);
    let of = |s: &StateOutcome<'_, Outcome>| {
        let scales = s.outcome.scales.iter();
        let points = scales.map(|c| [c.scale.width_s(), c.at_zero()]);
        (s.part.clone(), points.collect())
    };
    scale_plot::states(&mut zero, states.iter().map(of));
    scale_plot::fit_y(&mut zero);
    scale_plot::level(&mut zero, 0.0);
    scale_plot::marker(&mut zero, input.settings.scale);
    zero.show_title = true;
    let mut plots = vec![zero];
    if let Some(first) = states.first() {
        let chosen = &first.outcome.chosen;
        let (step, unit, end) = lags(chosen);
        let mut plot = axes(chosen, unit, end, range);
        rests(&mut plot);
        for state in states {
            let lags = state.outcome.chosen.lags();
            let xy: Vec<[f64; 2]> = lags.map(|(lag, r)| [lag as f64 * step, r]).collect();
            let stroke = Stroke::new(state.part.ink, 1.6).dashed(state.part.dash);
            scale_plot::stroked(&mut plot, Some(&state.part.name), xy, stroke);
        }
        plot.legend = Legend::TopLeft;
        plot.summary = format!("{} states over one another", states.len());
        plots.insert(0, plot);
    }
    Sheet::row(plots.into_iter().map(|plot| (1.0, plot)))
}

/// From lag to lag, the unit of that, and the end of the axis.
fn lags(chosen: &Correlogram) -> (f64, &'static str, f64) {
    let dt_s = chosen.width_s;
    let (by, unit) = wording::time_unit(dt_s * chosen.most_lag() as f64);
    let step = dt_s * by;
    (step, unit, (chosen.most_lag() as f64 + 0.5) * step)
}

/// No correlation, and no lag.
fn rests(plot: &mut Plot) {
    plot.add_level(0.0, Stroke::new(Ink::Hairline, 0.75));
    plot.add_vertical(0.0, Stroke::new(Ink::Faint, 1.0).dashed(Dash::Dashed));
}

/// From the data and the band, with room for the legend above.
fn range(chosen: &Correlogram, band: Option<&Band>, behind: impl Iterator<Item = f64>) -> [f64; 2] {
    let peak = chosen.peak.map(|peak| peak.r);
    let half = chosen.half_if_unrelated();
    let band = band.map_or_else(|| vec![half, -half], |band| band.ends().collect());
    let all = chosen
        .r
        .iter()
        .copied()
        .chain(peak)
        .chain(band)
        .chain(behind);
    let (low, high) = all
        .filter(|r| r.is_finite())
        .fold((0.0f64, 0.0f64), |(a, b), r| (a.min(r), b.max(r)));
    if high > low {
        let height = high - low;
        [low - 0.05 * height, high + 0.2 * height]
    } else {
        [-1.0, 1.0]
    }
}
