//! The drawing of a phase diagram.

use super::{Against, Outcome, Row, RowNetwork, Width, work};
use crate::models::rate::theory::{NoAnswer, Onset, Regime};
use crate::plot::{
    Anchor, Axis, Cell, Dash, Ink, Legend, Mark, Plot, Sheet, Stroke, Table, number_text,
};
use crate::views::shared::scale_plot;
use crate::views::theory::model;

const OPACITY: f32 = 0.55;
const LETTER_PT: f32 = 8.0;

pub fn sheet(outcome: &Outcome) -> Sheet {
    Sheet {
        tables: vec![table(outcome)],
        notes: notes(outcome),
        ..Sheet::row([
            (1.3, diagram(outcome)),
            (1.0, exponents(outcome)),
            (0.7, widths(outcome)),
        ])
    }
}

/// Letter and ink of a regime: the darker, the less it is at rest.
fn look(regime: Regime) -> (&'static str, Ink) {
    match regime {
        Regime::HomogeneousRest => ("R", Ink::Hairline),
        Regime::HeterogeneousRest => ("P", Ink::Strength(0.15)),
        Regime::Cycle | Regime::CycleOrTorus => ("O", Ink::Strength(0.45)),
        Regime::Torus => ("Q", Ink::Strength(0.65)),
        Regime::Chaos => ("C", Ink::Strength(1.0)),
    }
}

/// The lower and upper edge of what network `nth` of a row covers on the axis across J0.
fn stretch(outcome: &Outcome, row: &Row, nth: usize) -> [f64; 2] {
    let count = row.networks.len() as f64;
    let edge = |k: usize| {
        let share = k as f64 / count - 0.5;
        match outcome.against {
            // Rows are a factor of two apart; a little is left between them.
            Against::Size => row.n as f64 * 1.9f64.powf(share),
            Against::Current => row.i0 + 0.28 * share,
        }
    };
    [edge(nth), edge(nth + 1)]
}

fn middle(outcome: &Outcome, [low, high]: [f64; 2]) -> f64 {
    match outcome.against {
        Against::Size => (low * high).sqrt(),
        Against::Current => 0.5 * (low + high),
    }
}

/// Half of the distance between two J0.
fn half(outcome: &Outcome) -> f64 {
    0.5 * (outcome.j0[1] - outcome.j0[0])
}

/// The network and J0 whose cell is there.
pub fn cell_at(outcome: &Outcome, at: [f64; 2]) -> Option<(&Row, &RowNetwork, usize)> {
    let nth = outcome
        .j0
        .iter()
        .position(|j0| (at[0] - j0).abs() <= half(outcome))?;
    outcome.rows.iter().find_map(|row| {
        let mut networks = row.networks.iter().enumerate();
        let (_, one) = networks.find(|(network, _)| {
            let [low, high] = stretch(outcome, row, *network);
            (low..high).contains(&at[1])
        })?;
        Some((row, one, nth))
    })
}

fn diagram(outcome: &Outcome) -> Plot {
    let [first, last] = [outcome.j0[0], outcome.j0[outcome.j0.len() - 1]];
    let ends = [first - half(outcome), last + half(outcome)];
    let x = Axis::new("Coupling J0", "", ends).defined("Strength of all couplings");
    let range = work::range(&outcome.rows, outcome.against);
    let y = match outcome.against {
        Against::Size => Axis {
            log: true,
            ..Axis::new("Units N", "", range)
        }
        .defined("Number of units; the networks of a size lie beside one another"),
        Against::Current => Axis::new("Current I0", "", range)
            .defined("Current from outside; the networks at a current lie beside one another"),
    };
    let mut plot = Plot::new("phase-diagram", "Phase diagram", x, y);
    for row in &outcome.rows {
        for (network, one) in row.networks.iter().enumerate() {
            add_cells(&mut plot, outcome, stretch(outcome, row, network), one);
        }
    }
    let line = Stroke::new(Ink::Text, 1.8);
    plot.add_named("Bulk", Mark::line(outcome.boundary.clone(), line));
    if let (Against::Size, Ok(limit)) = (outcome.against, &outcome.limit) {
        let dotted = Stroke::new(Ink::Faint, 1.2).dashed(Dash::Dotted);
        plot.add_named(
            "Bulk, N ∞",
            Mark::VerticalLine {
                x: limit.j0,
                stroke: dotted,
            },
        );
    }
    let first = edge(outcome, Row::first_onset);
    let last = edge(outcome, |row| row.all_chaotic(&outcome.j0));
    let dashed = Stroke::new(Ink::Accent, 1.6).dashed(Dash::Dashed);
    plot.add_named("Transition", Mark::line(first, dashed));
    plot.add_line(last, dashed);
    let onsets = |is_pair: bool| -> Vec<[f64; 2]> {
        let mut points = Vec::new();
        for row in &outcome.rows {
            for (network, one) in row.networks.iter().enumerate() {
                if let Some(Ok(onset)) = one.onset
                    && is_pair == (onset.omega > 0.0)
                {
                    points.push([onset.j0, middle(outcome, stretch(outcome, row, network))]);
                }
            }
        }
        points
    };
    let (real, pairs) = (onsets(false), onsets(true));
    if !real.is_empty() {
        plot.add_named(
            "Rest lost, zero frequency",
            Mark::discs(real, 3.5, Ink::Text),
        );
    }
    if !pairs.is_empty() {
        plot.add_named("Rest lost, Hopf", Mark::rings(pairs, 4.0, Ink::Text));
    }
    plot.legend = Legend::TopRight;
    plot.summary = summary(outcome);
    plot
}

/// A J0 of each row that has it, through the whole height of the row.
fn edge(outcome: &Outcome, of: impl Fn(&Row) -> Option<f64>) -> Vec<[f64; 2]> {
    let found = outcome.rows.iter().filter_map(|row| Some((row, of(row)?)));
    let ends = found.flat_map(|(row, x)| {
        let last = row.networks.len() - 1;
        let [low, high] = [stretch(outcome, row, 0)[0], stretch(outcome, row, last)[1]];
        [[x, low], [x, high]]
    });
    ends.collect()
}

fn add_cells(plot: &mut Plot, outcome: &Outcome, [low, high]: [f64; 2], one: &RowNetwork) {
    let half = half(outcome);
    let looks: Vec<(f64, &str, Ink)> = (0..outcome.j0.len())
        .filter_map(|nth| {
            let (letter, ink) = look(one.at(nth)?.exponents.regime);
            Some((outcome.j0[nth], letter, ink))
        })
        .collect();
    if looks.is_empty() {
        return;
    }
    let spans = looks
        .iter()
        .map(|(j0, _, ink)| (j0 - half, j0 + half, *ink));
    plot.add(Mark::Spans {
        spans: spans.collect(),
        y: Some([low, high]),
        opacity: OPACITY,
    });
    let y = middle(outcome, [low, high]);
    for (j0, letter, _) in looks {
        plot.add(Mark::Text {
            at: [j0, y],
            text: letter.to_owned(),
            anchor: Anchor::Middle,
            ink: Ink::Text,
            size_pt: LETTER_PT,
            within: Some([j0 - half, j0 + half]),
        });
    }
}

fn summary(outcome: &Outcome) -> String {
    let words = outcome.rows.iter().map(|row| {
        let place = place_text(outcome, row);
        match (row.first_onset(), row.all_chaotic(&outcome.j0)) {
            (Some(first), Some(last)) => {
                let [first, last] = [first, last].map(|j0| number_text(j0, 3));
                format!("{place}: rest lost from {first}, all chaotic from {last}")
            }
            (Some(first), None) => {
                format!(
                    "{place}: rest lost from {}, not all chaotic",
                    number_text(first, 3)
                )
            }
            (None, _) if row.networks.iter().all(|one| one.onset.is_some()) => {
                format!("{place}: rest is not lost")
            }
            _ => format!("{place}: on its way"),
        }
    });
    words.collect::<Vec<_>>().join("; ")
}

fn place_text(outcome: &Outcome, row: &Row) -> String {
    match outcome.against {
        Against::Size => format!("N {}", row.n),
        Against::Current => format!("I0 {}", number_text(row.i0, 3)),
    }
}

fn exponents(outcome: &Outcome) -> Plot {
    let [first, last] = [outcome.j0[0], outcome.j0[outcome.j0.len() - 1]];
    let x = Axis::new("Coupling J0", "", [first, last]).defined("Strength of all couplings");
    let y = Axis::new("Largest exponent", "per tau_m", [-0.1, 0.1])
        .defined("Mean rate at which a small difference grows (above 0) or decays");
    let mut plot = Plot::new("exponents", "Largest Lyapunov exponent", x, y);
    plot.add_level(0.0, Stroke::new(Ink::Text, 1.6));
    let rows = outcome.rows.len().max(2) as f32 - 1.0;
    let mut shown = Vec::new();
    for (nth, row) in outcome.rows.iter().enumerate() {
        let ink = Ink::FineToCoarse(nth as f32 / rows);
        for one in &row.networks {
            let points = (0..outcome.j0.len())
                .filter_map(|nth| Some([outcome.j0[nth], *one.at(nth)?.exponents.values.first()?]));
            let points: Vec<[f64; 2]> = points.collect();
            shown.extend(points.iter().map(|[_, y]| *y));
            plot.add_line(points, Stroke::new(ink, 0.7));
        }
        let mean = (0..outcome.j0.len())
            .filter_map(|k| Some([outcome.j0[k], row.mean_exponent(k)?]))
            .collect::<Vec<_>>();
        if !mean.is_empty() {
            let mark = Mark::line(mean, Stroke::new(ink, 2.4));
            plot.add_named(place_text(outcome, row), mark);
        }
    }
    plot.y.range = scale_plot::range(shown.into_iter().chain([-0.05, 0.05]), false);
    plot.legend = Legend::BottomRight;
    plot.summary = String::from("One thin line a network, their mean thick");
    plot
}

/// How wide the transition is, by size or current.
fn widths(outcome: &Outcome) -> Plot {
    let x = match outcome.against {
        Against::Size => Axis {
            log: true,
            ..Axis::new("Units N", "", work::range(&outcome.rows, outcome.against))
        }
        .defined("Number of units"),
        Against::Current => Axis::new(
            "Current I0",
            "",
            work::range(&outcome.rows, outcome.against),
        )
        .defined("Current from outside"),
    };
    let y = Axis::new("Width in J0", "", [0.0, 1.0])
        .defined("From the first loss of rest to the J0 from which on all networks are chaotic");
    let mut plot = Plot::new("width", "Width of the transition", x, y);
    let (mut known, mut above) = (Vec::new(), Vec::new());
    for row in &outcome.rows {
        let x = match outcome.against {
            Against::Size => row.n as f64,
            Against::Current => row.i0,
        };
        match row.width(&outcome.j0) {
            Some(Width::Known(width)) => known.push([x, width]),
            Some(Width::Above(width)) => above.push([x, width]),
            None => {}
        }
    }
    let highest = known.iter().chain(&above).map(|[_, y]| *y);
    plot.y.range[1] = 1.3 * highest.fold(0.4, f64::max);
    plot.summary = if known.len() + above.len() == 0 {
        "No size has been looked at to its end".to_owned()
    } else {
        format!(
            "{} of {} known to their end",
            known.len(),
            known.len() + above.len()
        )
    };
    plot.add_line(known.clone(), Stroke::new(Ink::Faint, 1.2));
    if !known.is_empty() {
        plot.add_named("Width", Mark::discs(known, 4.0, Ink::Text));
    }
    if !above.is_empty() {
        plot.add_named("At least", Mark::rings(above, 4.0, Ink::Text));
    }
    plot.legend = Legend::TopRight;
    plot
}

fn table(outcome: &Outcome) -> Table {
    let optional =
        |value: Option<f64>| value.map_or_else(|| Cell::text("–"), |v| Cell::number(v, 4, ""));
    let rows = outcome.rows.iter().map(|row| {
        let (first, last) = (row.first_onset(), row.all_chaotic(&outcome.j0));
        let hopf = row.networks.iter().filter(|one| is_hopf(one.onset)).count();
        vec![
            Cell::count(row.n as u64),
            Cell::number(row.i0, 3, ""),
            optional(row.critical.map(|c| c.j0).ok()),
            optional(first),
            Cell::count(hopf as u64),
            optional(last),
            optional(first.zip(last).map(|(first, last)| last - first)),
        ]
    });
    Table::new(
        "Transition",
        [
            "N",
            "I0",
            "Bulk",
            "Rest lost from",
            "By Hopf",
            "All chaotic from",
            "Width",
        ],
        rows,
    )
}

fn is_hopf(onset: Option<Result<Onset, NoAnswer>>) -> bool {
    onset.is_some_and(|onset| onset.is_ok_and(|at| at.omega > 0.0))
}

fn notes(outcome: &Outcome) -> Vec<String> {
    let mut notes = Vec::new();
    if outcome.done < outcome.jobs {
        let share = 100.0 * outcome.done as f64 / outcome.jobs as f64;
        notes.push(format!("{share:.0} % done."));
    }
    notes.push(
        "R: all rest alike; P: patterned rest; O: oscillation (cycle); Q: quasi-periodic; C: chaos."
            .to_owned(),
    );
    let seeds = outcome
        .rows
        .first()
        .map_or(&[][..], |row| &row.networks[..]);
    if let [first, .., last] = seeds {
        notes.push(format!("Seeds {} to {} of each.", first.seed, last.seed));
    } else if let [only] = seeds {
        notes.push(format!("Seed {} of each.", only.seed));
    }
    let why = outcome
        .rows
        .iter()
        .flat_map(|row| &row.networks)
        .find_map(|one| {
            one.scanned
                .iter()
                .flatten()
                .find_map(|found| found.as_ref().err())
        });
    notes.extend(why.map(|reason| format!("Some networks could not run: {reason}.")));
    let [transient, time] = [outcome.transient, outcome.time].map(|t| number_text(t, 4));
    let p = outcome.theory.parameters();
    let fixed = match outcome.against {
        Against::Size => format!("I0 {}", number_text(p.i0, 3)),
        Against::Current => format!("N {}", p.n),
    };
    notes.push(format!(
        "{time} tau_m after a transient of {transient}; {} of step {}. {fixed}; {}",
        p.integrator.name(),
        number_text(p.dt, 3),
        model::other_parameters(&outcome.theory)
    ));
    notes
}
