//! The correlation at the chosen scale.

use super::beside::Band;
use super::{Outcome, draw};
use crate::plot::{Axis, Dash, Ink, Legend, Mark, Plot, Stroke};
use crate::views::said;

pub fn plot(outcome: &Outcome) -> Plot {
    let chosen = &outcome.chosen;
    let dt_s = chosen.scale.width_s();
    let (by, unit) = said::time_unit(dt_s * chosen.most_lag() as f64);
    let step = dt_s * by;
    let end = (chosen.most_lag() as f64 + 0.5) * step;
    let half = chosen.half_if_independent();
    let band = Band::new(outcome.realised.as_ref(), chosen);
    let mut plot = Plot::new(
        "curve",
        format!("Correlation in bins of {}", chosen.scale.width_text()),
        Axis::new("Lag of inhibition", unit, [-end, end])
            .defined("Positive: inhibition follows excitation"),
        Axis::new("Correlation r", "", range(outcome, band.as_ref()))
            .defined("corr(z E(t), z I(t + lag)), divided by the number of all bins"),
    );
    plot.show_title = true;
    if let Some(band) = &band {
        plot.add_named("Surrogate, 95 %", band.mark(step));
    } else if half.is_finite() {
        plot.add_named(
            "95 % if bins were independent",
            Mark::Band {
                x: [-end, end].into(),
                low: [-half; 2].into(),
                high: [half; 2].into(),
                ink: Ink::Surrogate,
                opacity: 0.25,
            },
        );
    }
    plot.add(Mark::HorizontalLine {
        y: 0.0,
        stroke: Stroke::new(Ink::Hairline, 0.75),
    });
    plot.add(Mark::VerticalLine {
        x: 0.0,
        stroke: Stroke::new(Ink::Faint, 1.0).dashed(Dash::Dashed),
    });
    let xy: Vec<[f64; 2]> = chosen
        .lags()
        .map(|(lag, r)| [lag as f64 * step, r])
        .collect();
    plot.add(Mark::Line {
        xy: xy.as_slice().into(),
        stroke: Stroke::new(Ink::Text, 1.25),
    });
    plot.add(Mark::Points {
        xy: xy.into(),
        radius_pt: 1.5,
        filled: true,
        ink: Ink::Text,
        opacity: 1.0,
    });
    if let Some(peak) = chosen.peak {
        let name = if peak.is_at_edge {
            "Largest, at the edge"
        } else {
            "Peak"
        };
        plot.add_named(
            name,
            Mark::Points {
                xy: [[peak.lag_bins * step, peak.r]].into(),
                radius_pt: 4.5,
                filled: false,
                ink: Ink::Accent,
                opacity: 1.0,
            },
        );
    }
    plot.legend = Legend::TopLeft;
    plot.summary = draw::words(chosen);
    plot
}

/// From the data and the band, with room for the legend above.
fn range(outcome: &Outcome, band: Option<&Band>) -> [f64; 2] {
    let chosen = &outcome.chosen;
    let peak = chosen.peak.map(|peak| peak.r);
    let half = chosen.half_if_independent();
    let band = band.map_or_else(|| vec![half, -half], |band| band.ends().collect());
    let all = chosen.r.iter().copied().chain(peak).chain(band);
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
