//! The correlogram of one pair, with what it is held against.

use super::{Outcome, word};
use crate::analysis::connections::{Sign, Test, TestedPair};
use crate::plot::{Anchor, Axis, Dash, Ink, Legend, Mark, Plot, Stroke, number_text};
use crate::views::PickedPlace;
use std::sync::Arc;

/// Causal windows in ms, to be shaded.
const CAUSAL_MS: [f64; 2] = [0.6, 4.2];
const JITTER_MS: [f64; 2] = [0.75, 6.25];

pub fn plot(outcome: &Outcome) -> Plot {
    let shown = match &outcome.shown {
        Ok(shown) => shown,
        Err(why) => return empty(why),
    };
    let window_ms = 1e3 * outcome.options.lags().reach_s();
    let x = Axis::new(
        "Lag after the presynaptic spike",
        "ms",
        [-window_ms, window_ms],
    )
    .defined("Time from each spike of the presynaptic unit to the spikes of the postsynaptic one");
    let y = Axis::new("Rate of the postsynaptic unit", "Hz", [0.0, top(shown).0])
        .defined("Lags in each bin, divided by the number of presynaptic spikes and the bin width");
    let [pre, post] = [shown.pre, shown.post].map(|unit| outcome.name(unit));
    let verdict = &shown.verdict;
    let said = if verdict.found {
        format!(
            "{} at {} ms",
            word(verdict.sign),
            number_text(1e3 * verdict.lag_s, 2)
        )
    } else {
        "no connection".to_owned()
    };
    let mut plot = Plot::new("correlogram", format!("{pre} to {post}: {said}"), x, y);
    plot.show_title = true;
    let [from, to] = match outcome.options.test {
        Test::Convolution => CAUSAL_MS,
        Test::Jitter => JITTER_MS,
    };
    plot.add(Mark::spans([(from, to, Ink::Accent)], 0.1));
    let ink = match (verdict.found, verdict.sign) {
        (false, _) => Ink::Unclassified,
        (true, Sign::Excitatory) => Ink::Excitatory,
        (true, Sign::Inhibitory) => Ink::Inhibitory,
    };
    let bin_ms = 1e3 * shown.counts.bin_s;
    let half = shown.counts.half();
    plot.add(Mark::Bars {
        start: -(half as f64 + 0.5) * bin_ms,
        width: bin_ms,
        values: rates(shown),
        base: 0.0,
        along_y: false,
        ink,
        opacity: 0.75,
    });
    bands(&mut plot, outcome, shown);
    plot.add_vertical(0.0, Stroke::new(Ink::Faint, 0.8));
    plot.legend = Legend::TopLeft;
    plot.summary = format!(
        "{said}; {} and {} spikes, {} coincidences",
        shown.spikes[0],
        shown.spikes[1],
        shown.counts.counts.iter().sum::<u64>()
    );
    plot
}

/// Hz for one count.
fn per_count(shown: &TestedPair) -> f64 {
    1.0 / (shown.spikes[0].max(1) as f64 * shown.counts.bin_s)
}

/// Counts as rates; the masked bin is empty.
fn rates(shown: &TestedPair) -> Arc<[f64]> {
    let (by, half) = (per_count(shown), shown.counts.half());
    let all = shown.counts.counts.iter().enumerate();
    all.map(|(bin, n)| {
        let masked = shown.same_electrode && bin == half;
        if masked { 0.0 } else { *n as f64 * by }
    })
    .collect()
}

/// The bar at 0 may be so much higher than all else; then it is cut.
const CUT: f64 = 2.0;

/// Where the axis ends, and whether the bar at 0 goes beyond.
fn top(shown: &TestedPair) -> (f64, bool) {
    let (by, half) = (per_count(shown), shown.counts.half());
    let rates = rates(shown);
    let bounds = shown.bands.high.iter().map(|high| by * high);
    let global = shown.bands.global.iter().flatten().map(|g| by * g[1]);
    let beside = rates[..half].iter().chain(&rates[half + 1..]).copied();
    let most = beside.chain(bounds).chain(global).fold(0.0, f64::max);
    let is_cut = most > 0.0 && rates[half] > CUT * most;
    let most = if is_cut { most } else { most.max(rates[half]) };
    // Room for the legend above.
    let top = if most > 0.0 { 1.22 * most } else { 1.0 };
    (top, is_cut)
}

/// That the bar at 0 is cut, and how high it is.
pub fn cut(outcome: &Outcome) -> Option<String> {
    let shown = outcome.shown.as_ref().ok()?;
    let rate = rates(shown)[shown.counts.half()];
    top(shown).1.then(|| {
        format!(
            "The bar at 0 is cut: it reaches {} Hz.",
            number_text(rate, 3)
        )
    })
}

fn bands(plot: &mut Plot, outcome: &Outcome, shown: &TestedPair) {
    let (by, bands) = (per_count(shown), &shown.bands);
    let x = |bin: usize| 1e3 * shown.counts.lag_s(bin);
    let line = |values: &[f64]| -> Arc<[[f64; 2]]> {
        let of = |(bin, value): (usize, &f64)| [x(bin), by * value];
        values.iter().enumerate().map(of).collect()
    };
    let (expected, band) = match outcome.options.test {
        Test::Convolution => (
            "Smoothed",
            format!("Bounds, {} / 20", outcome.options.alpha),
        ),
        Test::Jitter => ("Mean of jittered", "99 % of each bin".to_owned()),
    };
    plot.add_named(
        expected,
        Mark::line(line(&bands.predictor), Stroke::new(Ink::Text, 1.4)),
    );
    let stroke = Stroke::new(Ink::Text, 1.0).dashed(Dash::Dashed);
    plot.add_named(band, Mark::line(line(&bands.high), stroke));
    plot.add_line(line(&bands.low), stroke);
    let Some(global) = &bands.global else { return };
    let reach_ms = 1e3 * shown.counts.half() as f64 * shown.counts.bin_s;
    let stroke = Stroke::new(Ink::Text, 1.2).dashed(Dash::Dotted);
    let mut name = Some("99 % of all bins");
    for (levels, side) in global.iter().zip([1.0, -1.0]) {
        for level in levels {
            let xy = [[0.0, by * level], [side * reach_ms, by * level]];
            let mark = Mark::line(xy, stroke);
            match name.take() {
                Some(name) => plot.add_named(name, mark),
                None => plot.add(mark),
            }
        }
    }
}

/// Why a bin beyond the bounds of the convolution test is no connection.
pub fn held_back(outcome: &Outcome) -> Option<String> {
    let shown = outcome.shown.as_ref().ok()?;
    let (verdict, half) = (&shown.verdict, shown.counts.half());
    let bin = half + (verdict.lag_s / shown.counts.bin_s).round() as usize;
    let count = *shown.counts.counts.get(bin)? as f64;
    let why = match verdict.sign {
        Sign::Excitatory if count > *shown.bands.high.get(bin)? => {
            "passes the bound at {lag} ms, but does not stand out from the lags before 0"
        }
        Sign::Inhibitory if count >= *shown.bands.low.get(bin)? => return None,
        Sign::Inhibitory if verdict.coincide => {
            "falls below the bound at {lag} ms, but beside spikes that coincide, as dead time does"
        }
        Sign::Inhibitory if verdict.excess >= 0.0 => {
            "falls below the bound at {lag} ms, but all lags that count hold no fewer spikes than expected"
        }
        Sign::Inhibitory => {
            "falls below the bound at {lag} ms, but does not stand out from the same lag before 0"
        }
        Sign::Excitatory => return None,
    };
    let is_held_back = outcome.options.test == Test::Convolution && !verdict.found;
    is_held_back.then(|| {
        format!(
            "{} to {} {}.",
            outcome.name(shown.pre),
            outcome.name(shown.post),
            why.replace("{lag}", &number_text(1e3 * verdict.lag_s, 2))
        )
    })
}

/// Says why there is none.
fn empty(why: &str) -> Plot {
    let axes = [[0.0, 1.0]; 2].map(Axis::bare);
    let [x, y] = axes;
    let mut plot = Plot::new("correlogram", "No pair", x, y);
    plot.add(Mark::text(
        [0.5, 0.5],
        why,
        Anchor::Middle,
        Ink::Faint,
        11.0,
    ));
    why.clone_into(&mut plot.summary);
    plot
}

/// "2.0 ms: 12.1 Hz, 34 lags, 8.2 expected".
pub fn pick(outcome: &Outcome, at: [f64; 2]) -> Option<PickedPlace> {
    let shown = outcome.shown.as_ref().ok()?;
    let bin = outcome.options.lags().bin(1e-3 * at[0])?;
    let count = *shown.counts.counts.get(bin)?;
    let text = if shown.same_electrode && bin == shown.counts.half() {
        "Masked: one electrode cannot tell spikes that coincide".to_owned()
    } else {
        format!(
            "{} ms: {} Hz, {count} counted, {} expected, bounds {} and {}",
            number_text(1e3 * shown.counts.lag_s(bin), 2),
            number_text(count as f64 * per_count(shown), 3),
            number_text(*shown.bands.predictor.get(bin)?, 3),
            number_text(*shown.bands.low.get(bin)?, 3),
            number_text(*shown.bands.high.get(bin)?, 3),
        )
    };
    Some(PickedPlace::new(None, text))
}
