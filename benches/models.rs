//! Networks that run: `cargo bench --bench models`. One second of COBA against the clock; steps of
//! the rate network, of which a second at dt 0.1 has 500.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use equipoise::analysis::Values;
use equipoise::models::coba::{self, CobaModel};
use equipoise::models::rate::{self, RateModel};
use equipoise::models::{Model, Network, Silent, parameter, preset};

fn values(mut values: Values, model: &dyn Model, set: &[(&str, &str)]) -> Values {
    for (name, text) in set {
        let parameter = parameter(model.parameters(), name).expect("a parameter");
        values.set(parameter, &parameter.parse(text).expect("in its range"));
    }
    values
}

fn conductances(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("coba, 1 s");
    group.sample_size(10);
    for (name, id, n) in [
        ("4000, self-sustained", "self-sustained", "4000"),
        ("4000, driven", "driven", "4000"),
        ("10,000, self-sustained", "self-sustained", "10000"),
    ] {
        let preset = preset(&CobaModel, id).expect("a preset");
        let mut network = coba::build(&values(preset, &CobaModel, &[("n", n)]), 1);
        network.advance(0.5, &mut Silent);
        group.bench_function(name, |b| b.iter(|| network.advance(1.0, &mut Silent)));
    }
    group.finish();
}

fn rates(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("rate, RK4 step");
    group.sample_size(20);
    for n in ["1000", "2000", "4000", "8000"] {
        let given = values(Values::default(), &RateModel, &[("n", n)]);
        let mut network = rate::build(&given, 1).expect("a network");
        network.advance_steps(20, &mut Silent);
        let connections: usize = (0..network.matrix().n())
            .map(|unit| network.matrix().row(unit).len())
            .sum();
        group.throughput(Throughput::Elements(4 * connections as u64));
        group.bench_function(n, |b| b.iter(|| network.advance_steps(1, &mut Silent)));
    }
    group.finish();
}

criterion_group!(benches, conductances, rates);
criterion_main!(benches);
