//! Networks that run, as multiples of real time: `cargo bench --bench models`; beside Brian2, numpy and
//! scipy: `benches/peers/models`.
//!
//! COBA after half a second of model time; RK4 steps of the rate network, of which a second at dt 0.1
//! has 500. Best of several. With `EQUIPOISE_PEERS_DIR` the times go there as `models.json`.

use equipoise::analysis::Values;
use equipoise::models::coba::{self, CobaModel};
use equipoise::models::rate::{self, RateModel};
use equipoise::models::{Model, Network, Silent, Sink, parameter, preset};
use std::error::Error;
use std::path::Path;
use std::time::Instant;

const REPEATS: usize = 7;
/// Of the rate network, whose repeats are short.
const RATE_REPEATS: usize = 25;
/// Steps of the rate network in a second: its time constant is 20 ms.
const RATE_STEPS_A_SECOND: f64 = 500.0;

/// Counts spikes.
#[derive(Default)]
struct Counted(u64);

impl Sink for Counted {
    fn spike(&mut self, _time_s: f64, _unit: usize) {
        self.0 += 1;
    }
    fn sample(&mut self, _values: &[f32]) {}
}

fn values(mut values: Values, model: &dyn Model, set: &[(&str, &str)]) -> Values {
    for (name, text) in set {
        let parameter = parameter(model.parameters(), name).expect("a parameter");
        values.set(parameter, &parameter.parse(text).expect("in its range"));
    }
    values
}

fn shortest_s(repeats: usize, mut work: impl FnMut()) -> f64 {
    let mut shortest = f64::INFINITY;
    for _ in 0..repeats {
        let start = Instant::now();
        work();
        shortest = shortest.min(start.elapsed().as_secs_f64());
    }
    shortest
}

fn conductances() -> Vec<serde_json::Value> {
    let mut found = Vec::new();
    for (id, n) in [
        ("self-sustained", 4000),
        ("driven", 4000),
        ("self-sustained", 10_000),
    ] {
        let preset = preset(&CobaModel, id).expect("a preset");
        let set = [("n", &*n.to_string())];
        let mut network = coba::build(&values(preset, &CobaModel, &set), 1);
        network.advance(0.5, &mut Silent);
        let mut spikes = Counted::default();
        let seconds = shortest_s(REPEATS, || network.advance(1.0, &mut spikes));
        let rate_hz = spikes.0 as f64 / f64::from(n) / REPEATS as f64;
        println!(
            "coba, {n} cells, {id}: {seconds:.3} s a second, {:.1} times real time, {rate_hz:.1} Hz",
            1.0 / seconds
        );
        found.push(serde_json::json!({
            "n": n, "preset": id, "seconds": seconds, "rate_hz": rate_hz,
        }));
    }
    found
}

fn rates() -> Vec<serde_json::Value> {
    let mut found = Vec::new();
    for n in ["1000", "2000", "4000", "8000"] {
        let given = values(Values::default(), &RateModel, &[("n", n)]);
        let mut network = rate::build(&given, 1).expect("a network");
        network.advance_steps(20, &mut Silent);
        let steps = 50;
        let seconds = shortest_s(RATE_REPEATS, || network.advance_steps(steps, &mut Silent));
        let seconds = seconds / steps as f64 * RATE_STEPS_A_SECOND;
        println!(
            "rate, {n} units: {seconds:.3} s a second, {:.2} times real time",
            1.0 / seconds
        );
        found.push(serde_json::json!({ "n": n.parse::<u32>().ok(), "seconds": seconds }));
    }
    found
}

fn main() -> Result<(), Box<dyn Error>> {
    let ours = serde_json::json!({
        "threads": rayon::current_num_threads(), "coba": conductances(), "rate": rates(),
    });
    if let Some(folder) = std::env::var_os("EQUIPOISE_PEERS_DIR") {
        std::fs::write(Path::new(&folder).join("models.json"), ours.to_string())?;
    }
    Ok(())
}
