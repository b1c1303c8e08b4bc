//! The numbers to hold of seizures: `cargo bench --bench seizure`.

mod common;

use criterion::{Criterion, criterion_group, criterion_main};
use equipoise::analysis::seizure_map::seizure_map;
use equipoise::analysis::trend::{Options, trend};
use equipoise::analysis::{MarkedEvent, Sampling, Task, current, current_trace};
use equipoise::models::synthetic::Night;
use equipoise::recording::Interval;
use std::hint::black_box;

fn seizure(criterion: &mut Criterion) {
    let task = Task::alone();
    let mut group = criterion.benchmark_group("seizure");
    group.sample_size(10);
    let reference = common::reference();
    let whole = reference.span();
    group.bench_function("current, 20 M spikes, 1 kHz over 8 h", |b| {
        let trains = reference.ensembles().times_s();
        b.iter(|| current(trains, black_box(whole), 1000.0, [0.005, 0.01], &task));
    });
    group.bench_function("the same, as a view shows it", |b| {
        let rate = Sampling::Rate(1000.0);
        let tau_s = [0.005, 0.01];
        b.iter(|| current_trace(&reference, black_box(whole), rate, tau_s, 1600, &task));
    });
    drop(reference);
    let night = Night::default().recording();
    let window = Interval::new(1020.0, 1800.0);
    let marked = MarkedEvent::find(&night, window, &equipoise::analysis::Settings::default());
    group.bench_function("S(t), 200 paths in each fan", |b| {
        let options = Options {
            paths: 200,
            ..Options::default()
        };
        b.iter(|| trend(&night, &marked, black_box(window), &options, &task));
    });
    group.bench_function("seizure map, 1600 columns", |b| {
        let baseline = Interval::new(1020.0, 1320.0);
        b.iter(|| seizure_map(&night, black_box(window), baseline, 1600, &task));
    });
    group.finish();
}

criterion_group!(benches, seizure);
criterion_main!(benches);
