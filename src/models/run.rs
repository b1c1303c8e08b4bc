//! A network that runs while one looks at it: its recording grows, its controls are turned, and the
//! list of what was turned replays to the same run.

use super::changes::{Change, KICK};
use super::model::{Model, ModelError};
use super::network::{Network, Sink, Trace};
use super::record::{attribution, network_of, run_to, tick, units};
use crate::analysis::{Value, Values};
use crate::recording::{
    Epoch, Field, GrowingSamples, Growth, Interval, Origin, Parts, Pyramid, Recording, SpikeTrains,
};
use std::sync::Arc;

/// A network in some state, and all that it has given so far.
pub struct Run<'a> {
    model: &'a dyn Model,
    seed: u64,
    first: Values,
    network: Box<dyn Network>,
    traces: Vec<Trace>,
    samples: Arc<GrowingSamples>,
    news: News,
    changes: Vec<Change>,
    recording: Option<Arc<Recording>>,
}

/// What has come since the recording last grew.
struct News {
    trains: Vec<Vec<f64>>,
    samples: Vec<f32>,
    epochs: Vec<Epoch>,
    last_spike_s: Option<f64>,
}

impl Sink for News {
    fn spike(&mut self, time_s: f64, unit: usize) {
        self.trains[unit].push(time_s);
        self.last_spike_s = Some(time_s);
    }
    fn sample(&mut self, values: &[f32]) {
        self.samples.extend_from_slice(values);
    }
}

impl<'a> Run<'a> {
    /// The network with these values from this seed, before its first step.
    ///
    /// # Errors
    /// When the model is no network, or not with these values.
    pub fn new(model: &'a dyn Model, values: &Values, seed: u64) -> Result<Self, ModelError> {
        Ok(Self::of_network(
            model,
            network_of(model, values, seed)?,
            seed,
        ))
    }
    /// The same of a network that is there already.
    pub(super) fn of_network(model: &'a dyn Model, network: Box<dyn Network>, seed: u64) -> Self {
        let traces = network.traces();
        let channels = traces.iter().map(|t| t.channels.len()).sum();
        Self {
            model,
            seed,
            first: network.values().clone(),
            traces,
            samples: Arc::new(GrowingSamples::new(channels)),
            news: News {
                trains: vec![Vec::new(); network.classes().len()],
                samples: Vec::new(),
                epochs: Vec::new(),
                last_spike_s: None,
            },
            changes: Vec::new(),
            recording: None,
            network,
        }
    }
    pub fn time_s(&self) -> f64 {
        self.network.time_s()
    }
    pub fn step_s(&self) -> f64 {
        self.network.step_s()
    }
    /// The values of all parameters now.
    pub fn values(&self) -> &Values {
        self.network.values()
    }
    /// What was turned so far, and when.
    pub fn changes(&self) -> &[Change] {
        &self.changes
    }
    /// When there was a spike last.
    pub fn last_spike_s(&self) -> Option<f64> {
        self.news.last_spike_s
    }
    /// Makes so many steps.
    pub fn advance_steps(&mut self, steps: u64) {
        self.network.advance_steps(steps, &mut self.news);
    }
    /// Goes on until so many steps are made, with each of the changes at its time; what has acted is
    /// taken off.
    ///
    /// # Errors
    /// When a change cannot be made.
    pub fn replay(&mut self, changes: &mut &[Change], until: u64) -> Result<(), ModelError> {
        let (made, mut ticks) = (&mut self.changes, Vec::new());
        run_to(
            &mut *self.network,
            until,
            changes,
            &mut self.news,
            &mut |change, old| {
                made.push(change.clone());
                ticks.push(tick(change, old));
            },
        )?;
        self.news.epochs.extend(ticks);
        Ok(())
    }
    /// Makes the changes that were made where it is now; those of later times are left out.
    ///
    /// # Errors
    /// When a change cannot be made.
    pub fn replay_here(&mut self, changes: &[Change]) -> Result<(), ModelError> {
        let here = |change: &&Change| change.step(self.step_s()) <= self.network.steps();
        for change in changes.iter().filter(here).cloned().collect::<Vec<_>>() {
            if change.name == KICK {
                self.kick();
            } else {
                self.set(&change.name, &change.value)?;
            }
        }
        Ok(())
    }
    /// Turns a control from the next step on.
    ///
    /// # Errors
    /// When there is no such control, or it cannot be turned while the network runs.
    pub fn set(&mut self, name: &str, value: &Value) -> Result<(), ModelError> {
        let old = self.network.set(name, value)?;
        if old != *value {
            self.note(name, value, Some(old));
        }
        Ok(())
    }
    pub fn kick(&mut self) {
        self.network.kick();
        self.note(KICK, &Value::Switch(true), None);
    }
    fn note(&mut self, name: &str, value: &Value, old: Option<Value>) {
        let change = Change {
            time_s: self.time_s(),
            name: name.to_owned(),
            value: value.clone(),
        };
        self.news.epochs.push(tick(&change, old));
        self.changes.push(change);
    }
    /// All so far as a recording, which shares what it can with the one before.
    ///
    /// # Errors
    /// Before the first step there is none.
    pub fn recording(&mut self) -> Result<Arc<Recording>, ModelError> {
        let stop_s = self.time_s();
        let news = &mut self.news;
        if let Some(latest) = &self.recording
            && latest.span().stop_s >= stop_s
            && news.epochs.is_empty()
        {
            return Ok(Arc::clone(latest));
        }
        self.samples.append(&mut news.samples);
        let trains: Vec<Vec<f64>> = news.trains.iter_mut().map(std::mem::take).collect();
        let trains = SpikeTrains::from_units(trains);
        let epochs = std::mem::take(&mut news.epochs);
        let fields = self.fields();
        let recording = if let Some(latest) = &self.recording {
            latest.grown(Growth {
                trains,
                epochs,
                fields: Some(fields),
                stop_s,
            })
        } else {
            let mut parts = Parts::new(self.model.title());
            parts.origin = Origin::Model {
                model: self.model.id().to_owned(),
                seed: self.seed,
            };
            parts.synthetic = true;
            parts.attribution = Some(attribution(self.model, &self.first, self.seed));
            parts.units = units(&self.network.classes());
            parts.trains = trains;
            parts.epochs = epochs;
            parts.fields = fields;
            parts.span = Some(Interval::new(0.0, stop_s));
            Recording::new(parts)
        };
        let recording = Arc::new(recording?);
        self.recording = Some(Arc::clone(&recording));
        Ok(recording)
    }
    /// The recording, and no more.
    ///
    /// # Errors
    /// Before the first step there is none.
    pub fn into_recording(mut self) -> Result<Recording, ModelError> {
        let recording = self.recording()?;
        self.recording = None;
        let shared = || ModelError::Failed("its recording is in use".to_owned());
        Arc::into_inner(recording).ok_or_else(shared)
    }
    /// One field a trace; samples of all channels of all traces stand side by side.
    fn fields(&self) -> Vec<Field> {
        let samples = self.samples.moments();
        let rate_hz = 1.0 / (self.network.steps_a_sample() as f64 * self.step_s());
        let mut first = 0;
        let mut fields = Vec::new();
        for trace in &self.traces {
            let channels = trace.channels.len();
            let at = first;
            first += channels;
            if channels == 0 || samples == 0 {
                continue;
            }
            fields.push(Field {
                name: trace.name.clone(),
                rate_hz,
                start_s: 0.0,
                samples,
                channels: trace.channels.clone(),
                positions_um: None,
                unit: trace.unit.to_owned(),
                source: self.samples.source(at),
                pyramid: Arc::new(Pyramid::new(samples)),
            });
        }
        fields
    }
}
