//! The networks that run: conductance-based, and of rates with depression.

mod changes;
mod coba;
mod rate;
mod rate_laws;
mod run;
mod statistics;
mod stats;
mod theory;

use equipoise::analysis::Values;
use equipoise::models::{self, Model, Sink};

/// Values of a model's parameters, written as on the command line.
fn values(model: &dyn Model, set: &[(&str, &str)]) -> Values {
    with(Values::default(), model, set)
}

fn with(mut values: Values, model: &dyn Model, set: &[(&str, &str)]) -> Values {
    for (name, text) in set {
        let parameter = models::parameter(model.parameters(), name).expect("a parameter");
        values.set(parameter, &parameter.parse(text).expect("in its range"));
    }
    values
}

/// Keeps all spikes and samples.
#[derive(Debug, Default, PartialEq)]
struct Tape {
    spikes: Vec<(f64, usize)>,
    samples: Vec<f32>,
}

impl Tape {
    fn trains(&self, units: usize) -> Vec<Vec<f64>> {
        let mut trains = vec![Vec::new(); units];
        for &(time_s, unit) in &self.spikes {
            trains[unit].push(time_s);
        }
        trains
    }
}

impl Sink for Tape {
    fn spike(&mut self, time_s: f64, unit: usize) {
        self.spikes.push((time_s, unit));
    }
    fn sample(&mut self, values: &[f32]) {
        self.samples.extend_from_slice(values);
    }
}

fn in_threads<T: Send>(threads: usize, work: impl FnOnce() -> T + Send) -> T {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
    pool.expect("threads").install(work)
}
