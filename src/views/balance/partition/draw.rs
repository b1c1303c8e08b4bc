//! The drawing of the partition curves.

use super::{Outcome, numbers};
use crate::analysis::partition::{Definition, Gini, Shares};
use crate::analysis::statistics::{AtScale, Statistics};
use crate::plot::{Axis, Cell, Dash, Ink, Legend, Mark, Plot, Sheet, Stroke, Table};
use crate::recording::Class;
use crate::views::shared::by_state::StateOutcome;
use crate::views::shared::surrogate_progress::Realisations;
use crate::views::shared::{scale_plot, wording};
use crate::views::{Input, NumberSource, Numbers, spread_cells};

/// Which class of a scale.
type Side = fn(&AtScale) -> &Gini;

pub fn sheet(outcome: &Outcome, input: &Input<'_>) -> Sheet {
    let (e, i) = (Class::Excitatory, Class::Inhibitory);
    Sheet {
        tables: vec![table(outcome, input)],
        notes: notes(outcome, input),
        ..three([
            curves(outcome, input, e),
            curves(outcome, input, i),
            ginis(outcome, input),
        ])
    }
}

/// E, I, and their coefficients, from left to right.
fn three([e, i, ginis]: [Plot; 3]) -> Sheet {
    Sheet::row([(1.0, e), (1.0, i), (1.1, ginis)])
}

fn chosen(input: &Input<'_>) -> usize {
    (input.settings.scale.k().round() as usize).saturating_sub(1)
}

/// Axes of one class, with the two reference curves.
fn axes(definition: Definition, class: Class) -> Plot {
    let (x, y) = match definition {
        Definition::ClassicLorenz => ("Share of bins", "Share of spikes"),
        Definition::PaperLevel => ("Cumulative ensemble firing", "Cumulative frequency"),
        Definition::PaperLevelWeighted => ("Cumulative ensemble firing", "Share of spikes"),
    };
    let (id, title, y) = if class == Class::Inhibitory {
        ("inhibitory", "Inhibition", "")
    } else {
        ("excitatory", "Excitation", y)
    };
    let mut plot = Plot::new(
        id,
        title,
        Axis::new(format!("{x}, {}", class.letter()), "", [0.0, 1.0]),
        Axis::new(y, "", [0.0, 1.0]),
    );
    plot.add_line(
        [[0.0, 0.0], [1.0, 1.0]],
        Stroke::new(Ink::Faint, 1.0).dashed(Dash::Dashed),
    );
    plot.add_line(
        (0..=50)
            .map(|j| f64::from(j) / 50.0)
            .map(|x| [x, x * x])
            .collect::<Vec<_>>(),
        Stroke::new(Ink::Faint, 1.0).dashed(Dash::Dotted),
    );
    plot
}

/// Picks the first of a pair for E and the second for I.
fn side(class: Class) -> usize {
    usize::from(class == Class::Inhibitory)
}

fn curves(outcome: &Outcome, input: &Input<'_>, class: Class) -> Plot {
    let side = side(class);
    let mut plot = axes(outcome.definition, class);
    let stroked = |shares: &Shares, stroke| Mark::line(shares.xy.clone(), stroke);
    let there: Vec<_> = outcome
        .data
        .scales
        .iter()
        .zip(outcome.curves.iter())
        .filter_map(|(at, both)| Some((at, both[side].as_ref()?)))
        .collect();
    let last = there.len().saturating_sub(1);
    for (place, (at, shares)) in there.iter().enumerate() {
        let ink = Ink::FineToCoarse(at.scale.fraction() as f32);
        let mark = stroked(shares, Stroke::new(ink, 0.9));
        if side == 0 && (place == 0 || place == last || place == last / 2) {
            plot.add_named(at.scale.width_text(), mark);
        } else {
            plot.add(mark);
        }
    }
    if let Some(shares) = outcome
        .curves
        .get(chosen(input))
        .and_then(|b| b[side].as_ref())
    {
        plot.add(stroked(shares, Stroke::new(Ink::from(class), 2.2)));
    }
    plot.legend = if side == 0 {
        Legend::TopLeft
    } else {
        Legend::None
    };
    plot
}

fn gini_of(outcome: &Outcome, gini: &Gini) -> f64 {
    match outcome.definition {
        Definition::ClassicLorenz => gini.classic,
        Definition::PaperLevel => gini.paper,
        Definition::PaperLevelWeighted => gini.paper_weighted,
    }
}

fn ginis(outcome: &Outcome, input: &Input<'_>) -> Plot {
    let y = Axis::new("Gini coefficient", "", [0.0, 1.02])
        .defined("0: every bin holds the same; 1: one bin holds all");
    let mut plot = Plot::new("gini", "Gini", scale_plot::width_axis(), y);
    let sides: [(&str, Side, Ink); 2] = [
        ("E", |s| &s.excitatory, Ink::Excitatory),
        ("I", |s| &s.inhibitory, Ink::Inhibitory),
    ];
    for (name, side, ink) in sides {
        if let Some(realised) = &outcome.realised {
            scale_plot::band(&mut plot, realised, |s| gini_of(outcome, side(s)));
        }
        let points = scale_plot::points(&outcome.data, |s| gini_of(outcome, side(s)));
        scale_plot::line(&mut plot, Some(name), points, ink);
        if outcome.definition == Definition::ClassicLorenz {
            plot.add_named(
                format!("Poisson, mean of {name}"),
                Mark::line(
                    scale_plot::points(&outcome.data, |s| side(s).poisson),
                    Stroke::new(ink, 1.0).dashed(Dash::Dashed),
                ),
            );
        }
    }
    scale_plot::marker(&mut plot, input.settings.scale);
    plot.legend = Legend::TopRight;
    plot
}

/// The curves of every state at the chosen scale in its colour, and its Gini coefficients.
pub fn overlaid(input: &Input<'_>, states: &[StateOutcome<'_, Outcome>]) -> Sheet {
    let definition = super::definition(input);
    let of_class = |class: Class| {
        let mut plot = axes(definition, class);
        for state in states {
            let both = state.outcome.curves.get(chosen(input));
            let Some(shares) = both.and_then(|both| both[side(class)].as_ref()) else {
                continue;
            };
            plot.add_named(
                state.part.name.clone(),
                Mark::line(
                    shares.xy.clone(),
                    Stroke::new(state.part.ink, 1.8).dashed(state.part.dash),
                ),
            );
        }
        plot.legend = match class {
            Class::Inhibitory => Legend::None,
            _ => Legend::TopLeft,
        };
        plot
    };
    let y = Axis::new("Gini coefficient", "", [0.0, 1.02])
        .defined("Discs: excitation; rings: inhibition");
    let mut ginis = Plot::new("gini", "Gini", scale_plot::width_axis(), y);
    for state in states {
        let outcome = state.outcome;
        let points = |side: Side| scale_plot::points(&outcome.data, |s| gini_of(outcome, side(s)));
        let (e, i) = (points(|s| &s.excitatory), points(|s| &s.inhibitory));
        let stroke = Stroke::new(state.part.ink, 1.2).dashed(state.part.dash);
        scale_plot::stroked(&mut ginis, None, e, stroke);
        ginis.add(Mark::rings(
            i.into_iter()
                .filter(|p| p[1].is_finite())
                .collect::<Vec<_>>(),
            2.4,
            state.part.ink,
        ));
    }
    scale_plot::marker(&mut ginis, input.settings.scale);
    three([
        of_class(Class::Excitatory),
        of_class(Class::Inhibitory),
        ginis,
    ])
}

fn table(outcome: &Outcome, input: &Input<'_>) -> Table {
    let place = chosen(input);
    let at = outcome.data.scales.get(place);
    let data = numbers::partition(at);
    let names = |name: &str| {
        ["excitatory", "inhibitory"].map(|class| format!("{class}.{name}.k{}", place + 1))
    };
    let row = |words: &str, cells: [Cell; 2]| {
        let [e, i] = cells;
        vec![Cell::text(words), e, i]
    };
    let gini = |words: &str, name: &str| row(words, names(name).map(|name| data.cell(&name, 3)));
    let mut rows = vec![
        gini("Gini, Lorenz", "gini_classic"),
        gini("Gini, Poisson of that mean", "gini_poisson"),
        gini("Gini, levels", "gini_paper"),
        gini("Gini, levels weighted", "gini_paper_weighted"),
    ];
    if let Some(realised) = &outcome.realised {
        let of = |one: &Statistics| numbers::partition(one.scales.get(place));
        let all: Vec<Numbers> = realised.all().map(of).collect();
        let name = match outcome.definition {
            Definition::ClassicLorenz => "gini_classic",
            Definition::PaperLevel => "gini_paper",
            Definition::PaperLevelWeighted => "gini_paper_weighted",
        };
        let ends = names(name).map(|name| {
            spread_cells(&all, &name, "").map_or_else(|| Cell::text("–"), |[_, ends]| ends)
        });
        rows.push(row("Surrogate, 95 %", ends));
    }
    let bins = data.count_cell(&format!("n_bins.k{}", place + 1));
    rows.push(row("Bins n", [bins.clone(), bins]));
    Table::new(
        at.map_or_else(String::new, |s| {
            format!("Partition at {}", s.scale.width_text())
        }),
        ["", "E", "I"],
        rows,
    )
}

fn notes(outcome: &Outcome, input: &Input<'_>) -> Vec<String> {
    let mut notes = vec![match outcome.definition {
        Definition::ClassicLorenz => "Bins from the emptiest on; empty bins count.".to_owned(),
        _ => "Levels of firing from the rarest on; empty bins do not count. Reconstructed from the printed figure.".to_owned(),
    }];
    notes.extend(outcome.realised.as_ref().map(Realisations::note));
    notes.extend(wording::unclassified(input.recording));
    notes
}
