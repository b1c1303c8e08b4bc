//! A network's run as a recording.

use super::changes::{Change, Changes, KICK};
use super::model::{DURATION, Model, ModelError};
use super::network::{Network, Sink, Trace};
use crate::analysis::{Task, Value, Values};
use crate::recording::{
    Class, ClassSource, Epoch, EpochKind, Field, Interval, MemoryField, Origin, Parts, Pyramid,
    Recording, SpikeTrains, Unit,
};
use ndarray::Array2;
use std::fmt::Write;
use std::sync::Arc;

/// The run is cut into pieces of this length of model time, to hear whether it is cancelled.
const PIECE_S: f64 = 0.05;

/// Keeps all it hears.
struct Tape {
    trains: Vec<Vec<f64>>,
    samples: Vec<f32>,
}

impl Sink for Tape {
    fn spike(&mut self, time_s: f64, unit: usize) {
        self.trains[unit].push(time_s);
    }
    fn sample(&mut self, values: &[f32]) {
        self.samples.extend_from_slice(values);
    }
}

/// Steps of a run of the duration that these values have.
pub fn run_length(values: &Values, step_s: f64) -> u64 {
    ((values.number(&DURATION) / step_s).round() as u64).max(1)
}

/// Advances a network until so many steps are made, with each change at its time. `changes` are
/// those still to come; what has acted is taken off, and given to `told` with the value before.
///
/// # Errors
/// When a change cannot be made.
pub fn run_to(
    network: &mut dyn Network,
    until: u64,
    changes: &mut &[Change],
    sink: &mut dyn Sink,
    told: &mut dyn FnMut(&Change, Option<Value>),
) -> Result<(), ModelError> {
    loop {
        let due = changes.first().map(|c| (c, c.step(network.step_s())));
        match due {
            Some((change, step)) if step <= network.steps() && step < until => {
                if change.name == KICK {
                    network.kick();
                    told(change, None);
                } else {
                    let old = network.set(&change.name, &change.value);
                    let old = old.map_err(|e| {
                        ModelError::Change(format!("the change at {} s: {e}", change.time_s))
                    })?;
                    told(change, Some(old));
                }
                *changes = &changes[1..];
            }
            _ if network.steps() >= until => return Ok(()),
            _ => {
                let stop = due.map_or(until, |(_, step)| step.min(until));
                network.advance_steps(stop - network.steps(), sink);
            }
        }
    }
}

/// The recording of a run that begins with these values and is changed in this way.
///
/// # Errors
/// When the model is no network, when a change cannot be made, or when cancelled.
pub fn record(
    model: &dyn Model,
    values: &Values,
    seed: u64,
    changes: &Changes,
    task: &Task<'_>,
) -> Result<Recording, ModelError> {
    task.check()?;
    let network = model.network(values, seed)?.ok_or_else(|| {
        ModelError::Failed(format!("the model {} is no network that runs", model.id()))
    })?;
    record_network(network, values, model, seed, changes, task)
}

/// The same for a network that is there already.
pub(super) fn record_network(
    mut network: Box<dyn Network>,
    values: &Values,
    model: &dyn Model,
    seed: u64,
    changes: &Changes,
    task: &Task<'_>,
) -> Result<Recording, ModelError> {
    let step_s = network.step_s();
    let last = run_length(values, step_s);
    let duration_s = last as f64 * step_s;
    let classes = network.classes();
    let given = network.values().clone();
    let mut tape = Tape {
        trains: vec![Vec::new(); classes.len()],
        samples: Vec::new(),
    };
    let mut to_come = changes.as_slice();
    let mut epochs = Vec::new();
    let piece = ((PIECE_S / step_s) as u64).max(1);
    while network.steps() < last {
        task.check()?;
        task.progress(network.steps() as f32 / last as f32);
        let until = (network.steps() + piece).min(last);
        run_to(
            &mut *network,
            until,
            &mut to_come,
            &mut tape,
            &mut |change, old| epochs.push(tick(change, old)),
        )?;
    }
    let mut parts = Parts::new(model.title());
    parts.origin = Origin::Model {
        model: model.id().to_owned(),
        seed,
    };
    parts.synthetic = true;
    parts.attribution = Some(attribution(model, &given, seed));
    parts.units = units(&classes);
    parts.trains = SpikeTrains::from_units(tape.trains);
    parts.epochs = epochs;
    let rate_hz = 1.0 / (network.steps_a_sample() as f64 * step_s);
    parts.fields = fields(&network.traces(), &tape.samples, rate_hz);
    parts.span = Some(Interval::new(0.0, duration_s));
    let recording = Recording::new(parts)?;
    task.progress(1.0);
    Ok(recording)
}

/// A change as a mark on the timeline, with the value before and after.
pub(super) fn tick(change: &Change, old: Option<Value>) -> Epoch {
    let label = old.map_or_else(
        || change.name.clone(),
        |old| format!("{} {old} to {}", change.name, change.value),
    );
    Epoch::new(label, change.time_s, change.time_s, EpochKind::Event)
}

/// What made it, and with which parameters that are not the default ones.
pub(super) fn attribution(model: &dyn Model, values: &Values, seed: u64) -> String {
    let mut chosen = String::new();
    for p in model.parameters().iter().filter(|p| p.id != DURATION.id) {
        let value = values.get(p);
        if value != p.default_value() {
            let _ = write!(chosen, ", {} = {value}", p.id);
        }
    }
    format!(
        "Synthetic: made by Equipoise's model \"{}\", seed {seed}{chosen}. {}",
        model.id(),
        model.summary()
    )
}

/// "E1".. then "I1"..
pub(super) fn units(classes: &[Class]) -> Vec<Unit> {
    let mut numbers = [0; 2];
    classes
        .iter()
        .map(|&class| {
            let (letter, number) = match class {
                Class::Inhibitory => ("I", &mut numbers[1]),
                _ => ("E", &mut numbers[0]),
            };
            *number += 1;
            Unit::new(format!("{letter}{number}")).with_class(class, ClassSource::Model)
        })
        .collect()
}

/// One field a trace; samples of all channels of all traces stand side by side.
fn fields(traces: &[Trace], samples: &[f32], rate_hz: f64) -> Vec<Field> {
    let width: usize = traces.iter().map(|t| t.channels.len()).sum();
    let count = samples.len().checked_div(width).unwrap_or(0);
    let mut first = 0;
    let mut fields = Vec::new();
    for trace in traces {
        let channels = trace.channels.len();
        let values = Array2::from_shape_fn((channels, count), |(channel, at)| {
            samples[at * width + first + channel]
        });
        first += channels;
        if channels == 0 || count == 0 {
            continue;
        }
        fields.push(Field {
            name: trace.name.clone(),
            rate_hz,
            start_s: 0.0,
            samples: count as u64,
            channels: trace.channels.clone(),
            positions_um: None,
            unit: trace.unit.to_owned(),
            source: Arc::new(MemoryField(values)),
            pyramid: Arc::new(Pyramid::new(count as u64)),
        });
    }
    fields
}
