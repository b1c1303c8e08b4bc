//! `equipoise info`: what is in a file, in words.

use super::args::InfoArgs;
use super::error::{Error, one_line};
use super::meter::Meter;
use super::output;
use super::source::{self, OpenedFile};
use crate::formats::{Looked, mat::MatPlan};
use crate::plot::number_text;
use crate::recording::{Class, EpochKind, Field, Origin, Recording};
use std::fmt::Write;
use std::path::Path;

pub(super) fn run(args: &InfoArgs, meter: &Meter) -> Result<(), Error> {
    let (source, looked) = source::look(&args.file, &args.open, meter)?;
    if args.open.mat.is_none()
        && let Some((plan, false)) = looked.as_ref().and_then(Looked::variables)
    {
        return output::print(&variables(&plan));
    }
    let source = source::open_looked(&args.file, source, looked, &args.open, meter)?;
    output::print(&describe(&source))
}

/// The variables of a MATLAB file that is not recognised, and how to say what they are.
fn variables(plan: &MatPlan) -> String {
    format!(
        "{}\nNot recognised as a recording. Say which of these variables are what:\n\
         --mat spikes=PATH,unit=PATH,class=PATH,field=PATH,rate=PATH_OR_HZ\n\
         Several variables are joined by +; --time-unit says in what unit the times are.\n",
        plan.describe()
    )
}

/// Lines of a heading and what belongs to it, in two columns.
struct Lines(String);

impl Lines {
    fn add(&mut self, heading: &str, text: impl std::fmt::Display) {
        // Writing to a string cannot fail.
        let _ = writeln!(self.0, "{heading:<12} {text}");
    }
}

fn describe(source: &OpenedFile) -> String {
    let recording = &source.recording;
    let mut lines = Lines(String::new());
    lines.add("Recording", recording.name());
    lines.add("File", source.name());
    match recording.origin() {
        Origin::File { format, .. } => lines.add("Format", format),
        Origin::Example => lines.add("Format", "built-in example"),
        Origin::Model { model, seed } => {
            lines.add("Format", format_args!("model {model}, seed {seed}"));
        }
        Origin::Memory => lines.add("Format", "made in memory"),
    }
    if recording.is_synthetic() {
        lines.add("Synthetic", "yes: simulated data");
    }
    if let Some(hash) = &source.hashes.file {
        lines.add("SHA-256", hash);
    }
    if let Some(thanks) = recording.attribution() {
        lines.add("Source", thanks);
    }
    for (added, hash) in recording.added().iter().zip(&source.hashes.added) {
        lines.add("Added", format_args!("{added}"));
        lines.add("", format_args!("SHA-256 {hash}"));
    }
    let span = recording.span();
    lines.add(
        "Time",
        format_args!(
            "{} s to {} s, {} s long",
            seconds(span.start_s),
            seconds(span.stop_s),
            seconds(span.duration_s())
        ),
    );
    units(&mut lines, recording);
    epochs(&mut lines, recording);
    for (at, field) in recording.fields().iter().enumerate() {
        lines.add("Field", field_text(field));
        // Said only of one that stays in a file that is not given.
        let given = |path: &Path| match recording.origin() {
            Origin::File { path: own, .. } => own == path,
            _ => false,
        };
        let files = recording.added();
        let kept = recording.field_file(at).map(|f| f.path.as_path());
        let is_elsewhere = |path: &&Path| !given(path) && files.iter().all(|f| f.path != **path);
        if let Some(path) = kept.filter(is_elsewhere) {
            lines.add("", format_args!("stays in {}", path.display()));
        }
    }
    for warning in recording.warnings() {
        lines.add("Warning", one_line(warning));
    }
    lines.0
}

fn units(lines: &mut Lines, recording: &Recording) {
    lines.add(
        "Units",
        format_args!(
            "{}, {} spikes",
            recording.units().len(),
            recording.trains().spike_count()
        ),
    );
    for class in Class::ALL {
        let members = || {
            recording
                .units()
                .iter()
                .enumerate()
                .filter(move |(_, u)| u.class == class)
        };
        let count = members().count();
        if count == 0 {
            continue;
        }
        let spikes: usize = members()
            .map(|(u, _)| recording.trains().unit(u).len())
            .sum();
        let sum_hz: f64 = members().map(|(u, _)| recording.rate_hz(u)).sum();
        let rate = match sum_hz / count as f64 {
            rate if rate.is_nan() => "no rate per neuron, as all spikes are at one time".to_owned(),
            rate => format!("{} Hz per neuron", number_text(rate, 3)),
        };
        let class = class.name().to_lowercase();
        lines.add("", format_args!("{count} {class}, {spikes} spikes, {rate}"));
    }
    if let Some((count, most_s)) = recording.unobserved(&recording.span().into()) {
        let what = format!(
            "{count} of the units, for up to {} s; rates are those of the time observed",
            seconds(most_s)
        );
        lines.add("Unobserved", what);
    }
    for (source, count) in recording.class_sources() {
        let noun = if *count == 1 { "unit" } else { "units" };
        lines.add("Classes", format_args!("{source}: {count} {noun}"));
    }
    if !recording.columns().is_empty() {
        let names: Vec<_> = recording
            .columns()
            .iter()
            .map(|c| c.name.as_str())
            .collect();
        lines.add("Columns", names.join(", "));
    }
}

fn epochs(lines: &mut Lines, recording: &Recording) {
    for chip in recording.chips() {
        let kind = match chip.kind {
            EpochKind::State(_) => "State",
            EpochKind::Seizure => "Seizure",
            _ => "Period",
        };
        let (name, total) = (&chip.name, seconds(chip.total_s));
        let count = counted(chip.count, "epoch");
        lines.add(kind, format_args!("{name}: {count}, {total} s"));
    }
    for (kind, heading) in [(EpochKind::Event, "Events"), (EpochKind::Trial, "Trials")] {
        let count = recording.epochs().iter().filter(|e| e.kind == kind).count();
        if count > 0 {
            lines.add(heading, count);
        }
    }
}

/// Seconds to the millisecond, without idle zeros.
pub(super) fn seconds(value_s: f64) -> String {
    // Nothing is no less than nothing: the sum with 0 has no sign.
    ((value_s * 1e3).round() / 1e3 + 0.0).to_string()
}

/// "1 epoch", "2 epochs".
fn counted(count: usize, what: &str) -> String {
    let ending = if count == 1 { "" } else { "s" };
    format!("{count} {what}{ending}")
}

fn field_text(field: &Field) -> String {
    let extent = field.extent();
    format!(
        "{}: {}, {} Hz, {} s to {} s{}, in {}",
        field.name,
        counted(field.channels.len(), "channel"),
        field.rate_hz,
        seconds(extent.start_s),
        seconds(extent.stop_s),
        match field.gaps().len() {
            0 => String::new(),
            gaps => format!(" with {}", counted(gaps, "gap")),
        },
        if field.unit.is_empty() {
            "an unnamed unit"
        } else {
            &field.unit
        }
    )
}
