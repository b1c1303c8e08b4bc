//! A network that runs: it is advanced piece by piece, and its controls are turned in between.

use super::model::ModelError;
use crate::analysis::{Value, Values};
use crate::recording::Class;

/// Signals of one unit of measure that a network gives beside its spikes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trace {
    pub name: String,
    /// Unit of the samples, or empty.
    pub unit: &'static str,
    pub channels: Vec<String>,
}

/// What a network tells while it is advanced.
pub trait Sink: Send {
    /// A spike of a unit, counted from 0. Times of one unit ascend.
    fn spike(&mut self, time_s: f64, unit: usize);
    /// One sample of every channel of every trace, in their order.
    fn sample(&mut self, values: &[f32]);
}

/// Hears nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Silent;

impl Sink for Silent {
    fn spike(&mut self, _: f64, _: usize) {}
    fn sample(&mut self, _: &[f32]) {}
}

/// A simulated network in some state. What it does next depends on its state alone, so that any
/// way to cut a run into pieces gives the same run.
pub trait Network: Send {
    /// Length of one step of integration.
    fn step_s(&self) -> f64;
    /// Steps made so far.
    fn steps(&self) -> u64;
    /// Model time.
    fn time_s(&self) -> f64 {
        self.steps() as f64 * self.step_s()
    }
    /// Class of each unit.
    fn classes(&self) -> Vec<Class>;
    /// The signals that [`Sink::sample`] gets.
    fn traces(&self) -> Vec<Trace>;
    /// Steps from one sample to the next; the first is that of the state before the first step.
    fn steps_a_sample(&self) -> u64;
    /// The values of all parameters now.
    fn values(&self) -> &Values;
    /// Turns a control, from the next step on; gives the value it had.
    ///
    /// # Errors
    /// When there is no such control, when it cannot be turned while the network runs, or when the
    /// network cannot be integrated so.
    fn set(&mut self, name: &str, value: &Value) -> Result<Value, ModelError>;
    /// A push: what it is, the network says.
    fn kick(&mut self);
    /// Makes this many steps.
    fn advance_steps(&mut self, steps: u64, sink: &mut dyn Sink);
    /// Advances by a whole number of steps, as near to this duration as can be.
    fn advance(&mut self, duration_s: f64, sink: &mut dyn Sink) {
        self.advance_steps((duration_s / self.step_s()).round().max(0.0) as u64, sink);
    }
}
