//! The numbers to hold that rest on binning: `cargo bench --bench scales`.

mod common;

use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, Criterion, criterion_group, criterion_main};
use equipoise::analysis::statistics::{batches, statistics, surrogate_batch};
use equipoise::analysis::{
    Bins, Normalisation, Scale, Selection, Settings, Surrogate, Task, Values, balance_all,
    correlation, counts, joint_counts,
};
use equipoise::recording::{Interval, Recording};
use equipoise::views::{Canvas, Input, by_id};
use std::hint::black_box;

fn scales(criterion: &mut Criterion) {
    let recording = common::reference();
    let task = Task::alone();
    let whole = Selection::whole(&recording);
    let window = Selection {
        window: Interval::new(3600.0, 4200.0),
        states: Vec::new(),
        sample: None,
    };
    let mut group = criterion.benchmark_group("scales");
    group.sample_size(10);
    group.bench_function("all 32, joint statistics, whole recording", |b| {
        b.iter(|| balance_all(&recording, black_box(&whole), Normalisation::Rate, &task));
    });
    let intervals = whole.intervals(&recording);
    let all: Vec<Scale> = Scale::all().collect();
    group.bench_function("all 32, correlation at 41 lags, whole recording", |b| {
        let trains = recording.ensembles().times_s();
        b.iter(|| correlation(trains, black_box(&intervals), &all, 20, &task));
    });
    for k in [1.0, 10.0, 20.0, 32.0] {
        let scale = Scale::new(k);
        group.bench_function(format!("joint histogram, whole recording, k = {k}"), |b| {
            b.iter(|| joint_counts(recording.ensembles(), &intervals, black_box(scale), &task));
        });
        group.bench_function(
            format!("E and I in every bin, whole recording, k = {k}"),
            |b| {
                let bins = Bins::new(&intervals, scale);
                b.iter(|| {
                    let train = |train| counts(train, black_box(&bins), &task);
                    recording.ensembles().pair().map(train)
                });
            },
        );
    }
    statistics_of_balance(&mut group, &recording, [&whole, &window]);
    let values = Values::default();
    group.bench_function("deviation, first drawing, whole recording", |b| {
        let view = by_id("deviation").expect("the view exists");
        let input = Input {
            recording: &recording,
            selection: &whole,
            settings: &Settings::default(),
            values: &values,
            other_values: None,
            canvas: Canvas::default(),
        };
        b.iter(|| view.compute(&input, &task).map(black_box));
    });
    for (name, selection) in [("10 min", &window), ("whole recording", &whole)] {
        for id in ["browse", "balance-plane", "ensembles"] {
            let view = by_id(id).expect("the view exists");
            let mut k = 0;
            group.bench_function(format!("{id}, one slider step, {name}"), |b| {
                b.iter(|| {
                    // From scale to scale, as a hand drags it.
                    k = k % 32 + 1;
                    let settings = Settings {
                        scale: Scale::new(f64::from(k)),
                        normalisation: Normalisation::Rate,
                        ..Settings::default()
                    };
                    let input = Input {
                        recording: &recording,
                        selection,
                        settings: &settings,
                        values: &values,
                        other_values: None,
                        canvas: Canvas::default(),
                    };
                    view.compute(&input, &task).map(black_box)
                });
            });
        }
    }
    group.finish();
}

type Group<'a> = BenchmarkGroup<'a, WallTime>;

fn statistics_of_balance(
    group: &mut Group<'_>,
    recording: &Recording,
    [whole, window]: [&Selection; 2],
) {
    let task = Task::alone();
    let normalisation = Normalisation::Share;
    group.bench_function("collapse, variance and partition, whole recording", |b| {
        b.iter(|| statistics(recording, black_box(whole), normalisation, &task));
    });
    let surrogate = Surrogate::default();
    group.bench_function("the same of 100 pooled permutations, 10 min", |b| {
        b.iter(|| {
            (0..batches(&surrogate)).try_for_each(|batch| {
                let window = black_box(window);
                surrogate_batch(recording, window, normalisation, &surrogate, batch, &task)
                    .map(|_| ())
            })
        });
    });
    // As the window and `analyze` have it: what several views need is worked out once.
    group.bench_function("the same with correlation and MNCM", |b| {
        let settings = Settings {
            normalisation,
            surrogate: Some(surrogate),
            ..Settings::default()
        };
        let values = Values::default();
        let input = Input {
            recording,
            selection: window,
            settings: &settings,
            values: &values,
            other_values: None,
            canvas: Canvas::default(),
        };
        b.iter(|| {
            for id in ["collapse", "correlation", "mncm"] {
                let view = by_id(id).expect("the view exists");
                let mut picture = view.compute(&input, &task).expect("drawn");
                while let Some(more) = view.refine(&input, &picture, &task).expect("refined") {
                    picture = more;
                }
                black_box(picture);
            }
        });
    });
}

criterion_group!(benches, scales);
criterion_main!(benches);
