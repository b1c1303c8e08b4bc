//! Co-occurrence of 32 scales x 60,000 columns: `cargo bench --bench mncm`.

use criterion::{Criterion, criterion_group, criterion_main};
use equipoise::analysis::{
    Alignment, Cooccurrence, Direction, FIXED_SPAN, Features, LevelMatrix, Scale, Signal, Task,
    TimeGrid, multiscale,
};
use equipoise::recording::Interval;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;
use std::hint::black_box;

/// A train of constant rate over 600 s.
fn train(rate_hz: f64, seed: u64) -> Vec<f64> {
    let mut rng = Pcg64::seed_from_u64(seed);
    let mut t = 0.0;
    std::iter::from_fn(|| {
        t -= (1.0 - rng.random::<f64>()).ln() / rate_hz;
        (t < 600.0).then_some(t)
    })
    .collect()
}

fn mncm(criterion: &mut Criterion) {
    let task = Task::alone();
    let span = Interval::new(0.0, 600.0);
    let (e, i) = (train(140.0, 1), train(60.0, 2));
    let scales: Vec<Scale> = Scale::all().collect();
    let matrix = || {
        let grid = TimeGrid::new(&span.into(), 0.01);
        multiscale([&e, &i], grid, &scales, Alignment::Forward, &task).expect("not overtaken")
    };
    let made = matrix();
    let rulers = made.rulers();
    let mut group = criterion.benchmark_group("mncm");
    group.sample_size(20);
    group.bench_function("multiscale matrix, 32 x 60,000", |b| {
        b.iter(|| black_box(matrix()));
    });
    group.bench_function("levels, 32 x 60,000", |b| {
        b.iter(|| {
            LevelMatrix::new(
                black_box(&made),
                &rulers,
                Signal::Difference,
                FIXED_SPAN,
                16,
            )
        });
    });
    for levels in [16, 64] {
        let matrix = LevelMatrix::new(&made, &rulers, Signal::Difference, FIXED_SPAN, levels);
        // As in benches/peers: along scale, as in the figure, and along time, with all rows.
        for (direction, name) in [(Direction::Scale, "scale"), (Direction::Time, "time")] {
            for offsets in [5, 10] {
                let title = format!("{offsets} offsets along {name}, {levels} levels, features");
                group.bench_function(title, |b| {
                    b.iter(|| -> Vec<Features> {
                        (1..=offsets)
                            .filter_map(|n| {
                                black_box(&matrix).cooccurrence(direction, n, &task).ok()
                            })
                            .map(|pairs: Cooccurrence| pairs.features())
                            .collect()
                    });
                });
            }
        }
    }
    group.finish();
}

criterion_group!(benches, mncm);
criterion_main!(benches);
