//! The drawing of waveform classes: the plane of both features, and the waveforms.

use super::shapes::GROUPS;
use super::{Outcome, numbers};
use crate::analysis::waveforms::{Fault, HalfWidth, way_out};
use crate::plot::{Axis, Cell, Dash, Ink, Legend, Mark, Plot, Sheet, Stroke, Table, number_text};
use crate::recording::Unit;
use crate::views::shared::wording;
use crate::views::{Input, NumberSource};
use std::collections::BTreeMap;
use std::sync::Arc;

const INKS: [Ink; GROUPS] = [Ink::Excitatory, Ink::Inhibitory, Ink::Unclassified];
const NAMES: [&str; GROUPS] = ["RS, taken as E", "FS, taken as I", "uncertain"];

pub fn sheet(outcome: &Outcome, input: &Input<'_>) -> Sheet {
    Sheet {
        tables: tables(outcome, input),
        notes: notes(outcome, input),
        ..input.canvas.pair(features(outcome), waveforms(outcome))
    }
}

/// A range with a little room.
fn room(values: impl Iterator<Item = f64> + Clone) -> [f64; 2] {
    let low = values.clone().fold(f64::INFINITY, f64::min);
    let high = values.fold(f64::NEG_INFINITY, f64::max);
    let more = 0.08 * (high - low).max(0.05);
    [(low - more).max(0.0), high + more]
}

fn features(outcome: &Outcome) -> Plot {
    let measured = &outcome.grouping.measured;
    let all = measured.iter().filter_map(|m| m.ok());
    let x = Axis::new(
        "Trough to peak",
        "ms",
        room(all.clone().map(|f| f.trough_to_peak_ms)),
    )
    .defined("From the deepest trough to the highest point after it");
    let width = match outcome.grouping.half_width {
        HalfWidth::Peak => "Half width",
        HalfWidth::Trough => "Half width of the trough",
    };
    let y = Axis::new(width, "ms", room(all.map(|f| f.half_width_ms)))
        .defined("Width at half of the peak, or of the trough, as chosen");
    let mut plot = Plot::new("features", "Features of waveforms", x, y);
    for group in 0..GROUPS {
        let own = measured.iter().enumerate().filter_map(|(unit, m)| {
            let f = (*m).ok()?;
            let is_own = outcome.shapes.group.get(unit) == Some(&Some(group));
            is_own.then_some([f.trough_to_peak_ms, f.half_width_ms])
        });
        let xy: Arc<[[f64; 2]]> = own.collect();
        if !xy.is_empty() {
            let mark = Mark::Points {
                xy,
                radius_pt: 3.0,
                // Told apart by shape too.
                filled: group != 1,
                ink: INKS[group],
                opacity: 0.85,
            };
            let count = outcome.shapes.counts[group];
            plot.add_named(format!("{}: {count}", NAMES[group]), mark);
        }
    }
    let boundary: Arc<[[f64; 2]]> = outcome.boundary.clone().into();
    let mut stroke = Stroke::new(Ink::Text, 1.2);
    stroke.dash = Dash::Dashed;
    plot.add_named("Boundary", Mark::line(Arc::clone(&boundary), stroke));
    plot.handle = Some(boundary);
    plot.legend = Legend::TopLeft;
    let [rs, fs, uncertain] = outcome.shapes.counts;
    plot.summary = format!("{rs} regular spiking, {fs} fast spiking, {uncertain} uncertain");
    plot
}

fn waveforms(outcome: &Outcome) -> Plot {
    let x = Axis::new("From the trough", "ms", [-0.6, 1.4]);
    let y = Axis::new("Depth of the trough", "", [-1.1, 1.0])
        .defined("Voltage over the depth of the waveform's own trough");
    let mut plot = Plot::new("waveforms", "Mean waveforms", x, y);
    for (some, ink) in outcome.shapes.some.iter().zip(INKS) {
        for points in some {
            plot.add_line(points.clone(), Stroke::new(ink, 0.4));
        }
    }
    for group in 0..2 {
        let mean = &outcome.shapes.mean[group];
        if mean.len() > 1 {
            let mut stroke = Stroke::new(INKS[group], 2.4);
            if group == 1 {
                stroke.dash = Dash::Dashed;
            }
            let name = ["Mean of RS", "Mean of FS"][group];
            plot.add_named(name, Mark::line(mean.clone(), stroke));
        }
    }
    plot.legend = Legend::TopRight;
    plot.summary = "Waveforms of all units, and the mean of each group".into();
    plot
}

/// The groups, and how they agree with the classes that units have now.
fn tables(outcome: &Outcome, input: &Input<'_>) -> Vec<Table> {
    let numbers = numbers::groups(outcome, input.recording.units());
    let groups = numbers.rows("groups").map(|group| {
        let name = match group.words("group") {
            "rs" => NAMES[0],
            "fs" => NAMES[1],
            _ => NAMES[2],
        };
        vec![
            Cell::text(name),
            group.count_cell("n"),
            group.cell("trough_to_peak_ms", 3),
            group.cell("half_width_ms", 3),
        ]
    });
    let against = numbers.rows("classes").map(|row| {
        let name = match (row.words("class"), row.words("class_source")) {
            (class, "") => class.to_owned(),
            (class, source) => format!("{class} ({source})"),
        };
        let counts = ["rs", "fs", "uncertain"].map(|group| row.count_cell(group));
        std::iter::once(Cell::text(name)).chain(counts).collect()
    });
    vec![
        Table::new("Groups", ["", "n", "Trough to peak", "Half width"], groups),
        Table::new(
            "Against the classes of now",
            ["Class", "RS", "FS", "Uncertain"],
            against,
        ),
    ]
}

/// Measured waveforms that are whitened, as far as is known.
pub fn whitened(outcome: &Outcome, input: &Input<'_>) -> u64 {
    let units = input.recording.units().iter();
    let all = units.zip(&outcome.grouping.measured);
    let is_whitened = |unit: &Unit| unit.waveform.as_ref().is_some_and(|w| w.is_whitened);
    all.filter(|(unit, m)| m.is_ok() && is_whitened(unit))
        .count() as u64
}

fn notes(outcome: &Outcome, input: &Input<'_>) -> Vec<String> {
    let grouping = &outcome.grouping;
    let mut notes = vec![format!(
        "{} of {} units have waveforms that can be measured.",
        grouping.fast.iter().flatten().count(),
        grouping.fast.len()
    )];
    let mut faults: BTreeMap<Fault, u64> = BTreeMap::new();
    for fault in grouping.measured.iter().filter_map(|m| m.err()) {
        *faults.entry(fault).or_default() += 1;
    }
    for (fault, n) in faults {
        let waveforms = wording::counted(n, "waveform", "waveforms");
        notes.push(format!("Left out: {waveforms} that {}.", fault.words()));
    }
    let way_out = way_out(input.recording.units(), &grouping.measured);
    if !way_out.is_empty() {
        notes.push(way_out.trim_end().to_owned());
    }
    if grouping.options.half_width.is_none() && grouping.half_width == HalfWidth::Trough {
        notes.push("The half width is that of the trough: more than a tenth of the waveforms end before their peak has fallen to half.".to_owned());
    }
    let whitened = whitened(outcome, input);
    if whitened > 0 {
        notes.push(format!(
            "Whitened: {} as the sorter has them, with no way back. Whitening makes spikes shorter; classes by them are doubtful.",
            wording::counted(whitened, "waveform is", "waveforms are")
        ));
    }
    let measured = grouping.measured.iter();
    let rising = measured.filter(|m| m.is_ok_and(|f| f.rises_at_end)).count();
    if rising > 0 {
        notes.push(format!(
            "{} still rise where they end: their trough to peak is at least as long as drawn.",
            wording::counted(rising as u64, "waveform", "waveforms")
        ));
    }
    if grouping.options.shift != 0.0 {
        notes.push(format!(
            "The boundary was moved by hand ({}); no unit counts as uncertain.",
            number_text(grouping.options.shift, 3)
        ));
    }
    if outcome.shapes.depth < 0.01 {
        notes.push(format!(
            "Troughs are {} deep: volts, it seems, where microvolts are usual. Features do not depend on it.",
            number_text(outcome.shapes.depth, 2)
        ));
    }
    notes.push("Units, Classes from waveforms: gives units these classes.".to_owned());
    if input.recording.is_synthetic() {
        notes.push("The waveforms are synthetic.".to_owned());
    }
    notes
}
