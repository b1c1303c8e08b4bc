//! The drawing of fixed points.

use super::{MAP_I0, MAP_J0, Outcome, RANGE_I0, numbers};
use crate::models::rate::mean::Rest;
use crate::models::rate::theory::Size;
use crate::plot::{
    Axis, Dash, Ink, Legend, Mark, Panel, Plot, Ramp, Sheet, Stroke, Table, number_text,
};
use crate::views::shared::{colour_bar, scale_plot};
use crate::views::theory::model;
use crate::views::{Input, NumberSource, ScreenTable};

/// Id of the picture over J0 and I0.
pub const MAP: &str = "map";

pub fn sheet(outcome: &Outcome, input: &Input<'_>) -> Sheet {
    let mut sheet = if input.canvas.is_low() {
        Sheet::row([(1.0, rates(outcome)), (1.0, cuts(outcome))])
    } else {
        Sheet {
            columns: vec![1.0, 1.0, 0.05],
            rows: vec![1.2, 1.0],
            panels: vec![
                Panel::new(0, 0, rates(outcome)),
                Panel::new(1, 0, efficacy(outcome)),
                Panel::new(0, 1, map(outcome)),
                Panel::new(0, 2, colours(outcome)),
                Panel::new(1, 1, cuts(outcome)),
            ],
            ..Sheet::default()
        }
    };
    sheet.tables = vec![table(outcome)];
    sheet.notes = notes(outcome);
    sheet
}

fn size_axis() -> Axis {
    Axis {
        log: true,
        ..Axis::new("Units N", "", [1e2, 1e8])
    }
    .defined("Number of units, excitatory and inhibitory")
}

/// A quantity against N, with its limit dashed.
fn curve(plot: &mut Plot, outcome: &Outcome, name: &str, ink: Ink, of: fn(&Rest) -> f64) {
    let points = outcome.sizes.iter();
    let points = points.map(|(n, at)| [*n, at.as_ref().map_or(f64::NAN, of)]);
    let mark = Mark::line(points.collect::<Vec<_>>(), Stroke::new(ink, 2.0));
    plot.add_named(name, mark);
    if let Ok(limit) = &outcome.limit {
        plot.add_level(of(limit), Stroke::new(ink, 1.2).dashed(Dash::Dashed));
    }
    if let Ok(here) = &outcome.here {
        let n = outcome.theory.parameters().n as f64;
        plot.add(Mark::discs(vec![[n, of(here)]], 3.5, ink));
    }
}

fn here_line(plot: &mut Plot, outcome: &Outcome) {
    let n = outcome.theory.parameters().n as f64;
    plot.add_vertical(n, Stroke::new(Ink::Accent, 1.0));
}

fn rates(outcome: &Outcome) -> Plot {
    let y = Axis::new("Rate phi", "", [0.0, 1.0])
        .defined("Share of the largest rate at the fixed point: phi(h), from 0 to 1");
    let mut plot = Plot::new("rates", "Rates against size", size_axis(), y);
    here_line(&mut plot, outcome);
    curve(&mut plot, outcome, "E", Ink::Excitatory, |at| at.phi_e);
    curve(&mut plot, outcome, "I", Ink::Inhibitory, |at| at.phi_i);
    let all = outcome.sizes.iter().filter_map(|(_, at)| at.as_ref());
    let all = all.chain(outcome.limit.as_ref().ok());
    let all: Vec<f64> = all
        .flat_map(|at| [at.phi_e, at.phi_i])
        .chain([0.0])
        .collect();
    let [_, high] = scale_plot::range(all.into_iter(), false);
    plot.y.range = [0.0, high];
    plot.legend = Legend::TopRight;
    plot.summary = match &outcome.limit {
        Ok(limit) => format!(
            "Rates come to {} of E and {} of I as N grows",
            number_text(limit.phi_e, 3),
            number_text(limit.phi_i, 3)
        ),
        Err(reason) => format!("There is no limit: {reason}"),
    };
    plot
}

fn efficacy(outcome: &Outcome) -> Plot {
    let y = Axis::new("Efficacy w", "", [0.0, 1.0])
        .defined("Share of the strength of E-to-E synapses that depression has left");
    let mut plot = Plot::new("efficacy", "Efficacy against size", size_axis(), y);
    here_line(&mut plot, outcome);
    curve(&mut plot, outcome, "w", Ink::Text, |at| at.w);
    if let Ok(here) = &outcome.here {
        plot.summary = format!("Efficacy {} at this size", number_text(here.w, 3));
    }
    plot
}

/// Smallest and largest rate of the map.
fn range(outcome: &Outcome) -> [f64; 2] {
    let all = outcome.map.iter().copied().map(f64::from);
    let ends = all
        .filter(|v| v.is_finite())
        .fold([f64::INFINITY, f64::NEG_INFINITY], |[low, high], v| {
            [low.min(v), high.max(v)]
        });
    if ends[0] < ends[1] { ends } else { [0.0, 1.0] }
}

fn current_axis() -> Axis {
    Axis::new("Current I0", "", RANGE_I0).defined("Current from outside, the same for all units")
}

fn map(outcome: &Outcome) -> Plot {
    let x = Axis::new("Coupling J0", "", outcome.range_j0).defined("Strength of all couplings");
    let mut plot = Plot::new(MAP, "Rate of E over J0 and I0", x, current_axis());
    plot.add(Mark::Image {
        x: outcome.range_j0,
        y: RANGE_I0,
        columns: MAP_J0,
        rows: MAP_I0,
        values: outcome.map.clone().into(),
        ramp: Ramp::Sequential,
        range: range(outcome).map(|end| end as f32),
    });
    let p = outcome.theory.parameters();
    let stroke = Stroke::new(Ink::Page, 1.2);
    plot.add_vertical(p.j0, stroke);
    plot.add_level(p.i0, stroke);
    let [low, high] = range(outcome).map(|end| number_text(end, 2));
    plot.summary = format!("Rate of E from {low} to {high}");
    plot
}

fn colours(outcome: &Outcome) -> Plot {
    let y = Axis::new("Rate of E", "", range(outcome)).defined("Colours of the map");
    colour_bar::plot("Colours of the rate of E", y, Ramp::Sequential)
}

fn cuts(outcome: &Outcome) -> Plot {
    let y = Axis::new("Rate of E", "", [0.0, 1.0])
        .defined("Rate of the excitatory units at the fixed point, at the present J0");
    let mut plot = Plot::new("cuts", "Rate of E against I0", current_axis(), y);
    let i0 = outcome.theory.parameters().i0;
    plot.add_vertical(i0, Stroke::new(Ink::Accent, 1.0));
    let last = (outcome.cuts.len() - 1).max(1) as f32;
    for (nth, (size, points)) in outcome.cuts.iter().enumerate() {
        let stroke = Stroke::new(Ink::FineToCoarse(nth as f32 / last), 1.8);
        plot.add_named(
            format!("N {}", model::size_text(*size)),
            Mark::line(points.clone(), stroke),
        );
    }
    if let Ok(limit) = &outcome.limit {
        let stroke = Stroke::new(Ink::Excitatory, 1.2).dashed(Dash::Dashed);
        let ends = RANGE_I0.map(|i0| [i0, limit.phi_e]);
        plot.add_named(
            format!("N {}", model::size_text(Size::Infinite)),
            Mark::line(ends, stroke),
        );
    }
    let all = outcome.cuts.iter().flat_map(|(_, points)| points);
    let all = all.map(|[_, rate]| *rate).chain([0.0]);
    plot.y.range = [0.0, scale_plot::range(all, false)[1]];
    plot.legend = Legend::BottomLeft;
    let ends = outcome.cuts.iter().map(|(size, points)| {
        let rate = |place: Option<&[f64; 2]>| number_text(place.map_or(f64::NAN, |p| p[1]), 2);
        let (first, last) = (rate(points.first()), rate(points.last()));
        format!("N {}: {first} to {last}", model::size_text(*size))
    });
    plot.summary = ends.collect::<Vec<_>>().join("; ");
    plot
}

fn table(outcome: &Outcome) -> Table {
    let numbers = numbers::of_outcome(outcome);
    let rows: Vec<_> = numbers.rows("states").collect();
    let columns = ["Limit", "This N"].into_iter().zip(&rows);
    let columns = columns.map(|(name, row)| {
        let row: &dyn NumberSource = row;
        (name.to_owned(), row)
    });
    ScreenTable::new(columns, None)
        .row("Rate of E", |n| n.cell("phi_e", 5))
        .row("Rate of I", |n| n.cell("phi_i", 5))
        .row("Efficacy w", |n| n.cell("w", 5))
        .row("Input h of E", |n| n.cell("h_e", 5))
        .row("Input h of I", |n| n.cell("h_i", 5))
        .titled("Fixed point")
}

fn notes(outcome: &Outcome) -> Vec<String> {
    let mut notes = Vec::new();
    if let Err(reason) = &outcome.limit {
        notes.push(format!("There is no limit of a large network: {reason}."));
    }
    if let Err(reason) = &outcome.here {
        notes.push(format!("No fixed point at this size: {reason}."));
    }
    notes.push(model::note(&outcome.theory));
    notes
}
