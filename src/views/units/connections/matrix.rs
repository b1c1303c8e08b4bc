//! The matrix of connections: a row for each presynaptic unit, a column for each postsynaptic one.

use super::{Outcome, p_text, word};
use crate::analysis::connections::Sign;
use crate::plot::{Anchor, Axis, Ink, Mark, Plot, Ramp, Stroke, Ticks, number_text};
use crate::recording::Class;
use crate::views::shared::wording;
use crate::views::{Input, PickedPlace};

/// Up to so many units each has its name on the axes.
const NAMED: usize = 12;
/// Width of the strips that show classes, as a share of the matrix.
const STRIP: f64 = 0.025;

pub fn plot(outcome: &Outcome, input: &Input<'_>) -> Plot {
    let n = outcome.order.len() as f64;
    let ticks = Ticks::At(ticks(outcome, input));
    let strip = STRIP * n;
    let x = Axis::new("Postsynaptic unit", "", [-strip, n])
        .with_ticks(ticks.clone())
        .defined("The unit that fires after, or falls silent; E, I, unclassified, each in the order of the file");
    let y = Axis::new("Presynaptic unit", "", [n + strip, 0.0])
        .with_ticks(ticks)
        .defined("The unit that fires before; E, I, unclassified, each in the order of the file");
    let mut plot = Plot::new("matrix", "Connections", x, y);
    plot.show_title = true;
    untested(&mut plot, outcome);
    strips(&mut plot, outcome, input);
    plot.add_line([[0.0, 0.0], [n, n]], Stroke::new(Ink::Faint, 0.6));
    // Row and column of the pair that is shown, below the marks.
    if let Ok(shown) = &outcome.shown
        && let Some([x, y]) = place(outcome, shown.pre, shown.post)
    {
        let stroke = Stroke::new(Ink::Accent, 1.0);
        plot.add_level(y, stroke);
        plot.add_vertical(x, stroke);
    }
    let counts = found(&mut plot, outcome);
    if counts == [0, 0] && outcome.pairs.is_complete() {
        plot.add(Mark::text(
            [0.5 * n, 0.72 * n],
            "No connection found",
            Anchor::Middle,
            Ink::Faint,
            11.0,
        ));
    }
    plot.title = format!(
        "{}, {}",
        wording::counted(counts[0] as u64, "disc excites", "discs excite"),
        wording::counted(counts[1] as u64, "ring inhibits", "rings inhibit")
    );
    plot.summary = format!(
        "{} excitatory and {} inhibitory connections in {}",
        counts[0],
        counts[1],
        wording::counted(outcome.pairs.done() as u64, "pair", "pairs")
    );
    plot
}

/// Middle of the cell of two units of the file.
fn place(outcome: &Outcome, pre: usize, post: usize) -> Option<[f64; 2]> {
    let of = |unit: usize| {
        let tested = outcome.pairs.units().binary_search(&unit).ok()?;
        outcome.order.iter().position(|place| *place == tested)
    };
    Some([of(post)? as f64 + 0.5, of(pre)? as f64 + 0.5])
}

/// Discs and rings, and how many of each.
fn found(plot: &mut Plot, outcome: &Outcome) -> [usize; 2] {
    // Large enough to be seen, small enough not to hide neighbours.
    let radius_pt = (90.0 / outcome.order.len().max(1) as f32).clamp(2.2, 6.0);
    [
        ("Excitatory", Sign::Excitatory, Ink::Excitatory),
        ("Inhibitory", Sign::Inhibitory, Ink::Inhibitory),
    ]
    .map(|(name, sign, ink)| {
        let of_sign = outcome.found.iter().filter(|c| c.sign == sign);
        let xy: Vec<[f64; 2]> = of_sign
            .filter_map(|c| place(outcome, c.pre, c.post))
            .collect();
        let count = xy.len();
        plot.add_named(
            name,
            Mark::Points {
                xy: xy.into(),
                radius_pt,
                filled: sign == Sign::Excitatory,
                ink,
                opacity: 1.0,
            },
        );
        count
    })
}

/// Shades the cells that are still to be tested.
fn untested(plot: &mut Plot, outcome: &Outcome) {
    if outcome.pairs.is_complete() {
        return;
    }
    let (n, order) = (outcome.order.len(), &outcome.order);
    let value = |cell: usize| {
        let (pre, post) = (order[cell / n], order[cell % n]);
        let tested = pre == post || outcome.pairs.verdict(pre, post).is_some();
        if tested { f32::NAN } else { 1.0 }
    };
    let end = n as f64;
    plot.add(Mark::Image {
        x: [0.0, end],
        y: [0.0, end],
        columns: n,
        rows: n,
        values: (0..n * n).map(value).collect(),
        ramp: Ramp::Ink(Ink::Hairline),
        range: [0.0, 1.0],
    });
}

/// Classes with the first and the last place that each has.
fn groups(outcome: &Outcome, input: &Input<'_>) -> Vec<(Class, [usize; 2])> {
    let units = input.recording.units();
    let mut groups: Vec<(Class, [usize; 2])> = Vec::new();
    for (at, place) in outcome.order.iter().enumerate() {
        let class = units[outcome.pairs.units()[*place]].class;
        match groups.last_mut() {
            Some((last, [_, end])) if *last == class => *end = at + 1,
            _ => groups.push((class, [at, at + 1])),
        }
    }
    groups
}

fn ticks(outcome: &Outcome, input: &Input<'_>) -> Vec<(f64, String)> {
    if outcome.order.len() <= NAMED {
        let name = |(at, place): (usize, &usize)| {
            let name = outcome.name(outcome.pairs.units()[*place]);
            (at as f64 + 0.5, name.chars().take(8).collect())
        };
        return outcome.order.iter().enumerate().map(name).collect();
    }
    let of = |(class, [from, to]): (Class, [usize; 2])| {
        let what = match class {
            Class::Unclassified => "units",
            class => class.letter(),
        };
        let text = format!("{} {what}", to - from);
        (0.5 * (from + to) as f64, text)
    };
    groups(outcome, input).into_iter().map(of).collect()
}

/// Which rows and columns are of which class, and the lines between them.
fn strips(plot: &mut Plot, outcome: &Outcome, input: &Input<'_>) {
    let n = outcome.order.len() as f64;
    let strip = STRIP * n;
    for (class, ends) in groups(outcome, input) {
        let [from, to] = ends.map(|end| end as f64);
        plot.add(Mark::Spans {
            spans: [(from, to, class.into())].into(),
            y: Some([n + 0.3 * strip, n + strip]),
            opacity: 1.0,
        });
        plot.add(Mark::Band {
            x: [-strip, -0.3 * strip].into(),
            low: [from; 2].into(),
            high: [to; 2].into(),
            ink: class.into(),
            opacity: 1.0,
        });
        for xy in [[[0.0, to], [n, to]], [[to, 0.0], [to, n]]] {
            plot.add_line(xy, Stroke::new(Ink::Hairline, 1.0));
        }
    }
}

/// "3 to 7: excitation at 2.0 ms, p 1.2×10⁻⁹, 0.021 spikes more for each".
pub fn pick(outcome: &Outcome, at: [f64; 2]) -> Option<PickedPlace> {
    let of = |x: f64| (x >= 0.0).then(|| outcome.order.get(x as usize)).flatten();
    let (post, pre) = (*of(at[0])?, *of(at[1])?);
    let units = outcome.pairs.units();
    let [from, to] = [pre, post].map(|place| outcome.name(units[place]));
    let text = match outcome.pairs.verdict(pre, post) {
        None if pre == post => format!("{from}: no pair with itself"),
        None => format!("{from} to {to}: not tested yet"),
        Some(v) => {
            let what = if v.found {
                format!("{} at {} ms", word(v.sign), number_text(1e3 * v.lag_s, 2))
            } else {
                format!(
                    "no connection; nearest to {} at {} ms",
                    word(v.sign),
                    number_text(1e3 * v.lag_s, 2)
                )
            };
            format!(
                "{from} to {to}: {what}, p {}, {} spikes in excess for each presynaptic one ({})",
                p_text(v.p),
                number_text(v.excess, 2),
                wording::counted(outcome.pairs.spikes()[pre] as u64, "spike", "spikes")
            )
        }
    };
    Some(PickedPlace::new(None, text))
}
