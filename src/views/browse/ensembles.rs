//! The ensembles panel: E up, I down.

use super::text::{counted, moment, thousands};
use crate::analysis::{ClassTrace, EnsembleTrace, Normalisation, Scale, Settings};
use crate::plot::{Anchor, Axis, Ink, Mark, Plot, Stroke, Ticks, number_text};
use crate::recording::{Class, Interval};
use crate::views::shared::wording::length;
use std::sync::Arc;

/// Which way a class is drawn.
fn sign(class: Class) -> f64 {
    if class == Class::Inhibitory {
        -1.0
    } else {
        1.0
    }
}

/// What the trace is called: "All units" stands for units without class, where nothing has one.
fn name(class: Class) -> &'static str {
    match class {
        Class::Unclassified => "All units",
        class => class.name(),
    }
}

pub(super) fn plot(trace: &EnsembleTrace, settings: &Settings, x: Axis) -> Plot {
    let normalisation = settings.normalisation;
    let label = match trace.classes.as_slice() {
        [one] => name(one.class).to_owned(),
        _ => "E up, I down".to_owned(),
    };
    let y = Axis::new(label, normalisation.unit(), range(trace))
        .with_ticks(Ticks::Unsigned)
        .defined(normalisation.help());
    let mut plot = Plot::new("ensembles", "Ensembles", x, y);
    plot.add_level(0.0, Stroke::new(Ink::Faint, 0.6));
    for class in &trace.classes {
        if class.normaliser.is_defined() {
            add_class(&mut plot, trace, class);
        }
    }
    if let Some(words) = emptiness(trace, settings) {
        let middle = |r: [f64; 2]| f64::midpoint(r[0], r[1]);
        plot.add(Mark::text(
            [middle(plot.x.range), middle(plot.y.range)],
            words,
            Anchor::Middle,
            Ink::Faint,
            10.0,
        ));
    }
    plot.summary = format!(
        "{} of {}, {}",
        counted(trace.columns.bins.len() as usize, "bin"),
        settings.scale.width_text(),
        normalisation.name().to_lowercase()
    );
    plot
}

fn range(trace: &EnsembleTrace) -> [f64; 2] {
    let mut range = [0.0f64, 0.0];
    for class in &trace.classes {
        for v in class.low.iter().chain(&class.high) {
            let v = v * sign(class.class);
            if v.is_finite() {
                range = [range[0].min(v), range[1].max(v)];
            }
        }
    }
    if range[1] > range[0] {
        range.map(|v| v * 1.06)
    } else {
        [-1.0, 1.0]
    }
}

fn add_class(plot: &mut Plot, trace: &EnsembleTrace, class: &ClassTrace) {
    let (up, ink) = (sign(class.class), Ink::from(class.class));
    let signed = |v: &[f64]| -> Vec<f64> { v.iter().map(|v| v * up).collect() };
    let named = |plot: &mut Plot, first: bool, mark: Mark| {
        if first {
            plot.add_named(name(class.class), mark);
        } else {
            plot.add(mark);
        }
    };
    let runs = trace.columns.runs.iter().map(|run| run.columns.clone());
    for (nth, run) in runs.enumerate() {
        let (Some(points), Some(mean)) =
            (trace.points.get(run.clone()), class.mean.get(run.clone()))
        else {
            continue;
        };
        let Some(first) = points.first() else {
            continue;
        };
        if trace.columns.bins_each == 1 {
            let mark = Mark::Bars {
                start: first.start_s,
                width: trace.columns.bins.width_s(),
                values: signed(mean).into(),
                base: 0.0,
                along_y: false,
                ink,
                opacity: 0.85,
            };
            named(plot, nth == 0, mark);
            continue;
        }
        let x: Arc<[f64]> = points.iter().flat_map(|p| [p.start_s, p.stop_s]).collect();
        let (low, high) = (&class.low[run.clone()], &class.high[run.clone()]);
        // A class that is drawn downwards has its high values below.
        let (low, high) = if up < 0.0 { (high, low) } else { (low, high) };
        named(
            plot,
            nth == 0,
            Mark::Band {
                x: Arc::clone(&x),
                low: twice(&signed(low)),
                high: twice(&signed(high)),
                ink,
                opacity: 0.3,
            },
        );
        let mean = twice(&signed(mean));
        let steps = x.iter().zip(mean.iter());
        plot.add_line(
            steps.map(|(&x, &y)| [x, y]).collect::<Vec<_>>(),
            Stroke::new(ink, 1.0),
        );
    }
}

fn twice(values: &[f64]) -> Arc<[f64]> {
    values.iter().flat_map(|&v| [v, v]).collect()
}

/// Why there is nothing to see, and the way out.
fn emptiness(trace: &EnsembleTrace, settings: &Settings) -> Option<String> {
    if trace.points.is_empty() {
        return Some(format!(
            "No stretch of the selection holds a bin of {}: choose a finer scale, more states or a longer window",
            settings.scale.width_text()
        ));
    }
    if trace.classes.is_empty() {
        return Some("No unit is included: include units in the Units panel".to_owned());
    }
    let undefined: Vec<&str> = trace
        .classes
        .iter()
        .filter(|c| !c.normaliser.is_defined())
        .map(|c| name(c.class))
        .collect();
    (!undefined.is_empty()).then(|| {
        let why = match settings.normalisation {
            Normalisation::ZScore => "all bins are equal",
            _ => "there are no spikes",
        };
        format!(
            "{} of {} is not defined: {why}",
            settings.normalisation.name(),
            undefined.join(" and ")
        )
    })
}

pub(super) fn notes(
    trace: &EnsembleTrace,
    scale: Scale,
    window: Interval,
    notes: &mut Vec<String>,
) {
    let (bins, each) = (&trace.columns.bins, trace.columns.bins_each);
    let (width_s, left_out_s) = (bins.width_s(), bins.left_out_s());
    let mut parts = vec![format!(
        "Ensembles: {} of {}",
        counted(bins.len() as usize, "bin"),
        scale.width_text()
    )];
    if each > 1 {
        parts.push(format!(
            "line: mean of {} bins, band: their smallest and largest",
            thousands(each as usize)
        ));
    }
    let left_out: u64 = trace.classes.iter().map(|c| c.spikes_left_out).sum();
    if left_out_s > 1e-6 * width_s || left_out > 0 {
        parts.push(format!(
            "{} with {} left over, too short for a bin",
            length(left_out_s),
            counted(left_out as usize, "spike")
        ));
    }
    notes.push(format!("{}.", parts.join("; ")));
    let selected_s = left_out_s + bins.len() as f64 * width_s;
    if window.duration_s() - selected_s > 1e-6 * window.duration_s() {
        notes.push(format!(
            "Ensembles take only the chosen states: {} of {}.",
            length(selected_s),
            length(window.duration_s())
        ));
    }
    match trace.classes.as_slice() {
        [only] if only.class == Class::Unclassified => notes.push(
            "No unit has a class: the ensemble is of all units. Set classes in Units.".to_owned(),
        ),
        [only] => notes.push(format!(
            "There is no included {} unit: only one ensemble is drawn.",
            if only.class == Class::Excitatory {
                "inhibitory"
            } else {
                "excitatory"
            }
        )),
        _ => {}
    }
}

/// "12.3000 s to 12.5989 s · E 2.1 · I 3.4 Hz per neuron".
pub(super) fn pick(trace: &EnsembleTrace, unit: &str, t_s: f64) -> Option<String> {
    let point = trace.point_at(t_s)?;
    let extent = trace.points.get(point)?;
    let of = |list: &[f64]| number_text(list.get(point).copied().unwrap_or(f64::NAN), 3);
    let mut values = Vec::new();
    for class in &trace.classes {
        let letter = match class.class {
            Class::Unclassified => "all units",
            class => class.letter(),
        };
        let range = if trace.columns.bins_each == 1 {
            String::new()
        } else {
            format!(" ({} to {})", of(&class.low), of(&class.high))
        };
        values.push(format!("{letter} {}{range}", of(&class.mean)));
    }
    Some(format!(
        "{} to {} · {} {unit}",
        moment(extent.start_s),
        moment(extent.stop_s),
        values.join(" · ")
    ))
}
