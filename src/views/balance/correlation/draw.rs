//! The drawing of the correlation: the map over lags and scales, and what is said beside it.

use super::{Outcome, curve, numbers, surrogate};
use crate::analysis::{Correlogram, Peak, Scale, ScaleCorrelation, width_text};
use crate::plot::{Axis, Ink, Mark, Plot, Ramp, Sheet, Stroke, Table, Ticks, number_text};
use crate::views::shared::{colour_bar, wording};
use crate::views::{Input, NumberSource, ScreenTable};

/// The ends of the colours: not so near 0 that noise looks like something.
const LEAST_RANGE: f64 = 0.05;
/// Where the coarsest scale has fewer bins, that is said.
const FEW: u64 = 1000;

pub fn sheet(outcome: &Outcome, input: &Input<'_>) -> Sheet {
    let reach = reach(outcome);
    Sheet {
        tables: vec![table(outcome)],
        notes: notes(outcome, input),
        ..Sheet::row([
            (1.0, map(outcome, reach)),
            (0.03, colours(reach)),
            (1.0, curve::plot(outcome)),
        ])
    }
}

/// |r| at the ends of the colours.
fn reach(outcome: &Outcome) -> f64 {
    let all = outcome.scales.iter().flat_map(|c| &c.r);
    all.filter(|r| r.is_finite())
        .fold(LEAST_RANGE, |most, r| most.max(r.abs()))
}

fn map(outcome: &Outcome, reach: f64) -> Plot {
    let chosen = &outcome.chosen;
    let most = chosen.most_lag() as f64 + 0.5;
    let last = Scale::COUNT as f64 + 0.5;
    let ticks = [1.0, 5.0, 10.0, 15.0, 20.0, 25.0, 30.0]
        .map(|k| (k, format!("{k} · {}", Scale::new(k).width_text())))
        .to_vec();
    let y = Axis::new("Scale k · bin width", "", [0.5, last])
        .with_ticks(Ticks::At(ticks))
        .defined("Bins are exp(0.3 (k - 1)) ms wide");
    let x = Axis::new("Lag of inhibition", "bins", [-most, most])
        .defined("Positive: inhibition follows excitation");
    let mut plot = Plot::new("map", "Over lags and scales", x, y);
    plot.show_title = true;
    let values = outcome.scales.iter().flat_map(|c| &c.r);
    plot.add(Mark::Image {
        x: [-most, most],
        y: [0.5, last],
        columns: 2 * chosen.most_lag() + 1,
        rows: outcome.scales.len(),
        values: values.map(|&r| r as f32).collect(),
        ramp: Ramp::Diverging,
        range: [-reach as f32, reach as f32],
    });
    plot.add_vertical(0.0, Stroke::new(Ink::Faint, 0.75));
    plot.add_level(chosen.scale.k(), Stroke::new(Ink::Accent, 1.5));
    for tells in [false, true] {
        let peaks = outcome.scales.iter().filter_map(|c| {
            let peak = c
                .peak
                .filter(|peak| self::tells(outcome, c, *peak) == tells)?;
            Some([peak.lag_bins, c.scale.k()])
        });
        plot.add(Mark::Points {
            xy: peaks.collect(),
            radius_pt: 2.5,
            filled: tells,
            ink: Ink::Text,
            opacity: 1.0,
        });
    }
    plot.summary = format!(
        "Correlation of excitation and inhibition. {}",
        words(chosen)
    );
    plot
}

/// Whether the place of a peak says something: it rises above those of the surrogate, or before
/// there are any above the interval of unrelated E and I.
fn tells(outcome: &Outcome, correlation: &ScaleCorrelation, peak: Peak) -> bool {
    let scale = surrogate::nearest(correlation.scale);
    let peaks = outcome.realised.as_ref();
    let peaks = peaks.and_then(|realised| realised.spread(|one| one.peak_r(scale)));
    let above = peaks.map_or_else(|| correlation.half_if_unrelated(), |s| s.high);
    !peak.is_at_edge && peak.r > above
}

/// What the colours of the map mean.
fn colours(reach: f64) -> Plot {
    let y = Axis::new("r", "", [-reach, reach]).defined("Correlation: colours of the map");
    let mut plot = colour_bar::plot("Colours of r", y, Ramp::Diverging);
    plot.summary = format!("Red is -{0}, blue is {0}", number_text(reach, 2));
    plot
}

/// One sentence on bins of one width.
pub fn words(correlation: &Correlogram) -> String {
    let width = width_text(correlation.width_s);
    let Some(peak) = correlation.peak else {
        let reason = correlation.reason.as_deref().unwrap_or("no value");
        return format!("At {width} there is none: {reason}.");
    };
    format!(
        "At {width}: r {} at lag 0, largest {} at {}, {}.",
        number_text(correlation.at_zero(), 2),
        number_text(peak.r, 2),
        wording::seconds(peak.lag_bins * correlation.width_s),
        wording::counted(correlation.n, "bin", "bins"),
    )
}

fn table(outcome: &Outcome) -> Table {
    let chosen = &outcome.chosen;
    let scale = surrogate::nearest(chosen.scale);
    let realised = outcome.realised.as_ref().map(|realised| {
        let of = |one| numbers::of_realisation(one, [scale]);
        realised.all().map(of).collect()
    });
    let most_s = chosen.scale.width_s() * chosen.most_lag() as f64;
    let of_surrogate = |name: &str| format!("{name}.k{}", scale.k());
    let numbers: &dyn NumberSource = &numbers::of_chosen(chosen);
    ScreenTable::new([(chosen.scale.width_text(), numbers)], realised)
        .row("Peak lag", |n| {
            n.known_time_cell("chosen.peak_lag_s", most_s)
        })
        .row("Peak lag in bins", |n| n.cell("chosen.peak_lag_bins", 3))
        .compared("Peak r", "chosen.peak_r", &of_surrogate("peak_r"), "")
        .compared("r at lag 0", "chosen.r0", &of_surrogate("r0"), "")
        .row("Peak lag, 95 % interval", |n| {
            n.time_interval_cell("chosen.peak_lag_s", most_s)
        })
        .row("95 % if unrelated, ±", |n| {
            n.cell("chosen.half_if_unrelated", 3)
        })
        .row("Bins n", |n| n.count_cell("chosen.n"))
        .row("Independent bins n_eff", |n| n.cell("chosen.n_eff", 3))
        .titled("Correlation")
}

fn notes(outcome: &Outcome, input: &Input<'_>) -> Vec<String> {
    let chosen = &outcome.chosen;
    let width = chosen.scale.width_text();
    let mut notes = vec!["A positive lag means that inhibition follows excitation.".to_owned()];
    let realised = outcome.realised.as_ref();
    let interval = match realised.filter(|realised| realised.count() > 0) {
        Some(_) => "95 % of the peaks of the surrogate",
        None => "what unrelated E and I give",
    };
    match (chosen.peak, &chosen.reason) {
        (Some(peak), _) if peak.is_at_edge => notes.push(format!(
            "At {width} r is largest at the edge of the lags: that is no peak, and a larger one may lie beyond."
        )),
        (Some(peak), _) if !tells(outcome, chosen, peak) => notes.push(format!(
            "At {width} no r rises above {interval}: where r is tiny the position of the maximum means nothing."
        )),
        (None, Some(reason)) => notes.push(format!("Nothing at {width}: {reason}.")),
        _ => {}
    }
    let rings = |c: &&ScaleCorrelation| c.peak.is_some_and(|peak| !tells(outcome, c, peak));
    let count = outcome.scales.iter().filter(rings).count() as u64;
    if count > 0 {
        notes.push(format!(
            "Rings on {}: the peak does not rise above {interval}, or is at the edge of the lags.",
            wording::counted(count, "scale", "scales")
        ));
    }
    if let Some(last) = outcome.scales.last().filter(|c| c.n < FEW) {
        notes.push(format!(
            "Coarse scales have few bins: {} at {}, where even unrelated E and I give r up to ±{}.",
            last.n,
            last.scale.width_text(),
            number_text(last.half_if_unrelated(), 2),
        ));
    }
    if let Some((scale, reason)) = outcome
        .scales
        .iter()
        .find_map(|c| Some((c.scale, c.reason.as_ref()?)))
    {
        notes.push(format!(
            "Scales without colour have no correlation; the first, k = {}: {reason}.",
            scale.k_text()
        ));
    }
    match realised {
        Some(realised) => {
            notes.push(realised.note());
            let nearest = surrogate::nearest(chosen.scale);
            if nearest != chosen.scale {
                notes.push(format!(
                    "The surrogate is that of bins of {}, the nearest of the 32 scales, at the same lags in bins.",
                    nearest.width_text()
                ));
            }
        }
        None => notes.push(
            "The band is what E and I would give that have nothing to do with each other and are each as slow as these are."
                .to_owned(),
        ),
    }
    notes.extend(wording::unclassified(input.recording));
    notes
}
