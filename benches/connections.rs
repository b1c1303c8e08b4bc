//! The numbers to hold of connections: `cargo bench --bench connections`.

mod common;

use criterion::{Criterion, criterion_group, criterion_main};
use equipoise::analysis::Task;
use equipoise::analysis::connections::{Options, Pair, Test, Tests};
use equipoise::recording::Interval;
use std::hint::black_box;

fn connections(criterion: &mut Criterion) {
    let task = Task::alone();
    let mut group = criterion.benchmark_group("connections");
    group.sample_size(10);
    let reference = common::reference();
    let ten_minutes = Interval::new(0.0, 600.0);
    group.bench_function("convolution, all pairs of 100 units, 10 min", |b| {
        b.iter(|| {
            let options = Options::default();
            let tests = Tests::new(&reference, black_box(ten_minutes).into(), options, &task)?;
            tests.all(&task)
        });
    });
    // The two units with the most spikes: no pair takes longer.
    let mut trains: Vec<&[f64]> = (0..100)
        .map(|unit| reference.trains().unit_in(unit, ten_minutes))
        .collect();
    trains.sort_by_key(|train| std::cmp::Reverse(train.len()));
    let middle = [trains[49], trains[50]];
    for (name, [first, second]) in [
        ("1000 jitters, two median units, 10 min", middle),
        (
            "1000 jitters, the two fastest units, 10 min",
            [trains[0], trains[1]],
        ),
    ] {
        group.bench_function(name, |b| {
            let options = Options {
                test: Test::Jitter,
                ..Options::default()
            };
            let pair = Pair {
                first: &[first],
                second: &[second],
                same_electrode: false,
                number: 0,
            };
            b.iter(|| pair.test(black_box(&options), &task));
        });
    }
    group.finish();
}

criterion_group!(benches, connections);
criterion_main!(benches);
