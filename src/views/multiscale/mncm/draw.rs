//! The drawing of the co-occurrence view.

use super::info::{CORRELATION, Feature, SIX, poisson};
use super::{DISPLAY, Group, Outcome, map, notes, numbers, surrogate};
use crate::analysis::{Features, Scale};
use crate::plot::{
    Anchor, Axis, Cell, Dash, Ink, Mark, Panel, Plot, Ramp, Sheet, Stroke, Table, Ticks,
    number_text,
};
use crate::recording::EpochKind;
use crate::views::shared::wording;
use crate::views::{Input, NumberSource, Numbers, spread_cells};

pub fn sheet(outcome: &Outcome, input: &Input<'_>) -> Sheet {
    let mut sheet = if input.values.choice(&DISPLAY) == "absolute" {
        let mut plots: Vec<Plot> = (0..SIX.len()).map(|f| map::absolute(outcome, f)).collect();
        plots.extend([
            course(outcome, input),
            against_scale(outcome),
            shares(outcome),
        ]);
        grid(vec![1.0; 3], vec![1.0; 3], plots)
    } else {
        let plots = vec![
            map::relative(outcome),
            against_offset(outcome),
            course(outcome, input),
            against_scale(outcome),
            matrix(outcome),
            shares(outcome),
        ];
        grid(vec![2.1, 1.0], vec![1.25, 1.0, 1.1], plots)
    };
    sheet.tables.push(table(outcome));
    sheet.notes = notes::notes(outcome, input);
    sheet
}

/// Row by row.
fn grid(columns: Vec<f32>, rows: Vec<f32>, plots: Vec<Plot>) -> Sheet {
    let across = columns.len();
    let place = |(place, plot)| Panel {
        row: place / across,
        column: place % across,
        plot,
    };
    Sheet {
        panels: plots.into_iter().enumerate().map(place).collect(),
        columns,
        rows,
        ..Sheet::default()
    }
}

fn reference() -> Stroke {
    Stroke::new(Ink::Faint, 1.25).dashed(Dash::Dashed)
}

/// A range that holds the values, with room around them.
fn range(values: impl Iterator<Item = f64>) -> [f64; 2] {
    let (low, high) = values
        .filter(|v| v.is_finite())
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| {
            (low.min(v), high.max(v))
        });
    if high < low {
        return [0.0, 1.0];
    }
    let room = 0.12 * (high - low).max(1e-3 * high.abs()).max(1e-6);
    [low - room, high + room]
}

/// The Poisson line at offset 1, where it says something of the feature that is drawn.
fn line_of(outcome: &Outcome) -> Option<f64> {
    (outcome.parameters.feature.id == "correlation" && map::has_line(outcome)).then(|| poisson(1.0))
}

fn against_offset(outcome: &Outcome) -> Plot {
    let feature = &SIX[CORRELATION];
    let last = outcome.parameters.offsets;
    let all = outcome.groups.iter().flat_map(|g| &g.offsets);
    let line = map::has_line(outcome).then(|| [0.7, last as f64 + 0.3].map(poisson));
    let bars = outcome.surrogate.as_ref().map(|b| b.bars(feature));
    let bars = bars.filter(|bars| !bars.is_empty());
    let ends = bars.iter().flatten().flatten().map(|[_, y]| *y);
    let values = all
        .map(|f| feature.value_in(f))
        .chain(line.into_iter().flatten());
    let [low, high] = range(values.chain(ends));
    // Room at the foot for the word about the line.
    let y = [low - 0.1 * (high - low), high];
    let mut plot = Plot::new(
        "offset",
        "Correlation against offset",
        Axis::new(
            "Offset",
            outcome.parameters.offset_unit(),
            [0.7, last as f64 + 0.3],
        )
        .with_ticks(Ticks::At(
            (1..=last).map(|n| (n as f64, n.to_string())).collect(),
        )),
        Axis::new(feature.name, feature.unit, y).defined(feature.definition),
    );
    plot.show_title = true;
    if let Some(bars) = bars {
        plot.add_named("Surrogate, 95 %", surrogate::mark(&bars));
    }
    if map::has_line(outcome) {
        let curve = (0..=100).map(|j| {
            let n = 0.7 + f64::from(j) / 100.0 * (last as f64 - 0.4);
            [n, poisson(n)]
        });
        plot.add_named(
            "Poisson, exp(−0.15 n)",
            Mark::line(curve.collect::<Vec<_>>(), reference()),
        );
        plot.add(Mark::Text {
            at: [0.8, y[0] + 0.09 * (y[1] - y[0])],
            text: "Dashed: Poisson, exp(−0.15 n)".to_owned(),
            anchor: Anchor::Start,
            ink: Ink::Faint,
            size_pt: 10.0,
            within: Some([0.7, last as f64 + 0.3]),
        });
    }
    for group in &outcome.groups {
        let dots = group.offsets.iter().zip(1u32..);
        let dots: Vec<[f64; 2]> = dots
            .map(|(f, n)| [f64::from(n), feature.value_in(f)])
            .collect();
        add_line(&mut plot, group, &dots);
        plot.add(Mark::discs(dots, 2.6, group.ink));
    }
    plot.summary = said_of(outcome, |g| {
        let values = g
            .offsets
            .iter()
            .map(|f| number_text(feature.value_in(f), 3));
        values.collect::<Vec<_>>().join(", ")
    });
    plot
}

fn add_line(plot: &mut Plot, group: &Group, xy: &[[f64; 2]]) {
    plot.add_named(
        group.name.clone(),
        Mark::line(xy, Stroke::new(group.ink, 1.5).dashed(group.dash)),
    );
}

/// "Wake: 0.93, 0.88; REM: ...".
pub fn said_of(outcome: &Outcome, text: impl Fn(&Group) -> String) -> String {
    let parts = outcome
        .groups
        .iter()
        .map(|g| format!("{}: {}", g.name, text(g)));
    parts.collect::<Vec<_>>().join("; ")
}

fn course(outcome: &Outcome, input: &Input<'_>) -> Plot {
    let feature = outcome.parameters.feature;
    let window = input.selection.window;
    let windows = &outcome.course.windows;
    let values = windows.iter().map(|(_, f)| feature.value_in(f));
    let y = range(values.chain(line_of(outcome)));
    let mut plot = Plot::new(
        "course",
        format!("{} against time", feature.name),
        Axis::new("Time", "", [window.start_s, window.stop_s]).with_ticks(Ticks::Time),
        Axis::new(feature.name, feature.unit, y).defined(format!(
            "{}, at offset 1, in windows of {} s",
            feature.definition,
            number_text(outcome.course.width_s, 3)
        )),
    );
    plot.show_title = true;
    let epochs = input.recording.lasting_epochs();
    let spans: Vec<_> = epochs
        .filter(|e| matches!(e.kind, EpochKind::State(_) | EpochKind::Seizure))
        .filter_map(|e| {
            let seen = e.interval().intersect(&window)?;
            Some((seen.start_s, seen.stop_s, Ink::from(e.kind)))
        })
        .collect();
    if !spans.is_empty() {
        plot.add(Mark::spans(spans.clone(), 0.12));
        plot.add(Mark::Spans {
            spans: spans.into(),
            y: Some([y[0], y[0] + 0.045 * (y[1] - y[0])]),
            opacity: 1.0,
        });
    }
    if let Some(y) = line_of(outcome) {
        let stroke = reference();
        plot.add_level(y, stroke);
    }
    plot.add_line(
        windows
            .iter()
            .map(|(t, f)| [*t, feature.value_in(f)])
            .collect::<Vec<_>>(),
        Stroke::new(Ink::Text, 1.25),
    );
    plot.summary = format!(
        "{} at offset 1 in {} of {} s",
        feature.name,
        wording::counted(windows.len() as u64, "window", "windows"),
        number_text(outcome.course.width_s, 3)
    );
    plot
}

fn against_scale(outcome: &Outcome) -> Plot {
    let feature = outcome.parameters.feature;
    let all = outcome.groups.iter().flat_map(|g| &g.scales);
    let values = all.map(|(_, f)| feature.value_in(f));
    let y = range(values.chain(line_of(outcome)));
    let mut plot = Plot::new(
        "scale",
        format!("{} against scale", feature.name),
        Axis::new("Scale", "k", [0.5, 32.5])
            .with_ticks(Ticks::At(scale_ticks()))
            .defined("Of the pairs whose first place is at this scale, at offset 1"),
        Axis::new(feature.name, feature.unit, y).defined(feature.definition),
    );
    plot.show_title = true;
    if let Some(y) = line_of(outcome) {
        let stroke = reference();
        plot.add_level(y, stroke);
    }
    for group in &outcome.groups {
        let points = group
            .scales
            .iter()
            .map(|(k, f)| [k.k(), feature.value_in(f)]);
        add_line(&mut plot, group, &points.collect::<Vec<_>>());
    }
    plot.summary = format!(
        "{} at offset 1 from each of 32 scales on, for {}",
        feature.name,
        said_of(outcome, |g| {
            let values = g.scales.iter().map(|(_, f)| feature.value_in(f));
            let seen = values.filter(|v| v.is_finite());
            let (low, high) = seen.fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), v| {
                (a.min(v), b.max(v))
            });
            format!("{} to {}", number_text(low, 3), number_text(high, 3))
        })
    );
    plot
}

pub fn scale_ticks() -> Vec<(f64, String)> {
    [1u32, 8, 16, 24, 32]
        .map(|k| (f64::from(k), k.to_string()))
        .to_vec()
}

/// One row a state, at offset 1; and the selection as a whole beside a surrogate of it.
pub fn table(outcome: &Outcome) -> Table {
    let mut columns: Vec<String> = ["", "Duration", "Columns"].map(str::to_owned).to_vec();
    columns.extend(SIX.iter().map(|f| match f.unit {
        "" => f.name.to_owned(),
        unit => format!("{} ({unit})", f.name),
    }));
    let name = |feature: &Feature| format!("{}.o1", feature.id);
    let row = |group: &Group| {
        let numbers = numbers::object(group);
        let mut row = vec![
            Cell::text(group.name.clone()),
            numbers.cell("duration_s", 4),
            numbers.count_cell("n_columns"),
        ];
        row.extend(SIX.iter().map(|f| numbers.cell(&name(f), 3)));
        row
    };
    let mut rows: Vec<Vec<Cell>> = outcome.groups.iter().map(row).collect();
    if let Some(surrogate) = &outcome.surrogate {
        if outcome.groups.len() > 1 {
            rows.push(row(&outcome.selection));
        }
        let first = |one: &Vec<Features>| numbers::of_realisation(&one[..one.len().min(1)]);
        let all: Vec<Numbers> = surrogate.realised.all().map(first).collect();
        let cells = SIX.iter().map(|f| {
            let none = || [Cell::text("–"), Cell::text("–")];
            spread_cells(&all, &name(f), "").unwrap_or_else(none)
        });
        let (mean, interval): (Vec<Cell>, Vec<Cell>) = cells.map(|[a, b]| (a, b)).unzip();
        for (name, cells) in [("Surrogate", mean), ("Surrogate, 95 %", interval)] {
            let name = [name, "", ""].map(Cell::text);
            rows.push(name.into_iter().chain(cells).collect());
        }
    }
    Table::new("Features at offset 1", columns, rows)
}

/// M over time and scale, fine at the bottom.
pub fn matrix(outcome: &Outcome) -> Plot {
    let picture = &outcome.thumbnail;
    let window = [picture.window.start_s, picture.window.stop_s];
    let mut plot = Plot::new(
        "matrix",
        "Multiscale matrix M, −3 (red, I) to 3 (blue, E)",
        Axis::new("Time", "", window).with_ticks(Ticks::Time),
        Axis::new("Scale", "k", [0.5, 32.5])
            .with_ticks(Ticks::At(scale_ticks()))
            .defined("M = z(zE - zI) in forward windows, fine at the bottom"),
    );
    plot.show_title = true;
    plot.add(Mark::Image {
        x: window,
        y: [0.5, 32.5],
        columns: picture.columns,
        rows: Scale::COUNT,
        values: picture.values.clone(),
        ramp: Ramp::Diverging,
        range: [-3.0, 3.0],
    });
    plot.summary = format!(
        "z(zE - zI) at 32 scales, {} along time",
        wording::counted(picture.columns as u64, "cell", "cells")
    );
    plot
}

/// P at offset 1 as a picture: the logarithm, since the diagonal holds nearly all.
pub fn shares(outcome: &Outcome) -> Plot {
    let levels = outcome.pairs.levels();
    let values: Vec<f32> = outcome
        .pairs
        .shares()
        .into_iter()
        .map(|p| if p > 0.0 { p.log10() as f32 } else { f32::NAN })
        .collect();
    let top = values.iter().copied().fold(-6.0, f32::max);
    let axis = |label| {
        let definition = format!(
            "Level of {}, of {levels} between {} and {} SD; P from 10⁻⁵ (dark) to its largest (light)",
            outcome.parameters.signal_text(),
            number_text(outcome.ends[0], 2),
            number_text(outcome.ends[1], 2)
        );
        Axis::new(label, "SD", outcome.ends).defined(definition)
    };
    let mut plot = Plot::new(
        "shares",
        "P at offset 1, logarithm",
        axis("One place"),
        axis("The other"),
    );
    plot.show_title = true;
    plot.add(Mark::Image {
        x: outcome.ends,
        y: outcome.ends,
        columns: levels,
        rows: levels,
        values: values.into(),
        ramp: Ramp::Sequential,
        range: [-5.0, top],
    });
    plot.summary = format!(
        "Share of {} at offset 1 that have each two of {levels} levels",
        wording::counted(outcome.pairs.pairs(), "pair", "pairs")
    );
    plot
}
