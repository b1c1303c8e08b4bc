//! A network's run as a recording.

use super::changes::{Change, Changes, KICK};
use super::model::{DURATION, Model, ModelError};
use super::network::{Network, Sink};
use super::run::Run;
use crate::analysis::{Task, Value, Values};
use crate::recording::{Class, ClassSource, Epoch, EpochKind, Recording, Unit};
use std::fmt::Write;

/// The run is cut into pieces of this length of model time, to hear whether it is cancelled.
const PIECE_S: f64 = 0.05;

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
    let network = network_of(model, values, seed)?;
    record_network(network, values, model, seed, changes, task)
}

/// The network of a model before its first step.
///
/// # Errors
/// When the model is no network, or not with these values.
pub(super) fn network_of(
    model: &dyn Model,
    values: &Values,
    seed: u64,
) -> Result<Box<dyn Network>, ModelError> {
    model.network(values, seed)?.ok_or_else(|| {
        ModelError::Failed(format!("the model {} is no network that runs", model.id()))
    })
}

/// The same for a network that is there already.
pub(super) fn record_network(
    network: Box<dyn Network>,
    values: &Values,
    model: &dyn Model,
    seed: u64,
    changes: &Changes,
    task: &Task<'_>,
) -> Result<Recording, ModelError> {
    let step_s = network.step_s();
    let last = run_length(values, step_s);
    let piece = ((PIECE_S / step_s) as u64).max(1);
    let mut run = Run::of_network(model, network, seed);
    let mut to_come = changes.as_slice();
    let mut made = 0;
    while made < last {
        task.check()?;
        task.progress(made as f32 / last as f32);
        made = (made + piece).min(last);
        run.replay(&mut to_come, made)?;
    }
    let recording = run.into_recording()?;
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
