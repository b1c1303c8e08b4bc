//! Co-occurrence (methods A9): against scikit-image, identities and Poisson trains.

mod multiscale;
mod view;

use crate::common::{poisson, random};
use equipoise::analysis::{
    Alignment, Cooccurrence, Direction, FIXED_SPAN, Features, LevelMatrix, MASKED, Multiscale,
    Scale, Signal, Span, Task, TimeGrid, level, multiscale as matrix_of,
};
use equipoise::recording::{Interval, Intervals};
use proptest::prelude::*;

/// Both trains at all scales, forward.
fn forward(e: &[f64], i: &[f64], span: Interval, step_s: f64) -> Multiscale {
    let scales: Vec<Scale> = Scale::all().collect();
    let grid = TimeGrid::new(&span.into(), step_s);
    matrix_of([e, i], grid, &scales, Alignment::Forward, &Task::alone()).expect("not overtaken")
}

/// Features of a picture given row by row, at an offset along columns (0) or rows (1).
fn of_picture(rows: &[[u8; 4]], levels: usize, offset: usize, axis: usize) -> Features {
    let mut pairs = Cooccurrence::new(levels);
    if axis == 0 {
        for row in rows {
            pairs.add(&row[..4 - offset], &row[offset..]);
        }
    } else {
        for (a, b) in rows.iter().zip(&rows[offset..]) {
            pairs.add(a, b);
        }
    }
    pairs.features()
}

#[test]
fn the_documented_picture_of_scikit_image() {
    let picture = [[0, 0, 1, 1], [0, 0, 1, 1], [0, 2, 2, 2], [2, 2, 3, 3]];
    let expected = [[7.0 / 12.0, 1.0], [1.25, 2.75]];
    for (offset, row) in expected.iter().enumerate() {
        for (axis, &contrast) in row.iter().enumerate() {
            let found = of_picture(&picture, 4, offset + 1, axis).contrast;
            assert!((found - contrast).abs() < 1e-12, "{found} for {contrast}");
        }
    }
    // graycomatrix([...], [1], [0], 4, symmetric=True): its counts, halved.
    let mut pairs = Cooccurrence::new(4);
    for row in &picture {
        pairs.add(&row[..3], &row[1..]);
    }
    let p: Vec<f64> = pairs.shares().iter().map(|p| p * 24.0).collect();
    let known = [
        4.0, 2.0, 1.0, 0.0, 2.0, 4.0, 0.0, 0.0, 1.0, 0.0, 6.0, 1.0, 0.0, 0.0, 1.0, 2.0,
    ];
    assert!(p.iter().zip(known).all(|(p, k)| (p - k).abs() < 1e-12));
}

#[test]
fn a_constant_picture() {
    let mut pairs = Cooccurrence::new(8);
    pairs.add(&[3; 100], &[3; 100]);
    let f = pairs.features();
    assert_eq!((f.contrast, f.dissimilarity, f.entropy), (0.0, 0.0, 0.0));
    assert_eq!(
        (f.homogeneity, f.energy, f.asm, f.correlation),
        (1.0, 1.0, 1.0, 1.0)
    );
    // Nothing at all is not constant.
    let none = Cooccurrence::new(8).features();
    assert!(none.correlation.is_nan() && none.entropy.is_nan() && none.energy.is_nan());
}

#[test]
fn levels_are_half_open() {
    for (z, l, expected) in [
        (-3.0, 16, 0),
        (-9.0, 16, 0),
        (9.0, 16, 15),
        (3.0, 16, 15),
        (0.0, 16, 8),
        (-1e-9, 16, 7),
        (0.375, 16, 9),
        (0.374_999, 16, 8),
        (f64::INFINITY, 64, 63),
        (f64::NAN, 16, MASKED),
    ] {
        assert_eq!(level(z, FIXED_SPAN, l), expected, "{z} of {l}");
    }
}

proptest! {
    #[test]
    fn features_are_those_of_the_formulas(
        pairs in prop::collection::vec((0u8..9, 0u8..9), 1..700),
    ) {
        // Level 8 of 8 is out of range: left out, like what is masked.
        let hide = |x: u8| if x == 8 { MASKED } else { x };
        let (a, b): (Vec<u8>, Vec<u8>) = pairs.iter().map(|&(a, b)| (hide(a), hide(b))).unzip();
        let mut counted = Cooccurrence::new(8);
        counted.add(&a, &b);
        let kept: Vec<(u8, u8)> = pairs.into_iter().filter(|&(a, b)| a < 8 && b < 8).collect();
        prop_assert_eq!(counted.pairs(), kept.len() as u64);
        prop_assume!(!kept.is_empty());
        let mut p = [[0.0; 8]; 8];
        for (a, b) in kept.iter().map(|&(a, b)| (usize::from(a), usize::from(b))) {
            p[a][b] += 0.5 / kept.len() as f64;
            p[b][a] += 0.5 / kept.len() as f64;
        }
        let shares = counted.shares();
        let sum = |f: &dyn Fn(f64, f64, f64) -> f64| -> f64 {
            (0..64).map(|j| f(p[j / 8][j % 8], (j / 8) as f64, (j % 8) as f64)).sum()
        };
        prop_assert!((0..64).all(|j| (shares[j] - p[j / 8][j % 8]).abs() < 1e-12));
        let f = counted.features();
        let mean = sum(&|p, a, _| p * a);
        let variance = sum(&|p, a, _| p * (a - mean).powi(2));
        let rho = sum(&|p, a, b| p * (a - mean) * (b - mean)) / variance;
        let contrast = sum(&|p, a, b| p * (a - b).powi(2));
        let asm = sum(&|p, _, _| p * p);
        for (found, known) in [
            (f.contrast, contrast),
            (f.dissimilarity, sum(&|p, a, b| p * (a - b).abs())),
            (f.homogeneity, sum(&|p, a, b| p / (1.0 + (a - b).powi(2)))),
            (f.asm, asm),
            (f.energy, asm.sqrt()),
            (f.entropy, sum(&|p, _, _| if p > 0.0 { -p * p.ln() } else { 0.0 })),
        ] {
            prop_assert!((found - known).abs() < 1e-9, "{found} for {known}");
        }
        if variance > 1e-12 {
            prop_assert!((f.correlation - rho).abs() < 1e-9);
            // Anchor (c); the symmetric matrix has one mean and one SD.
            prop_assert!((f.contrast - 2.0 * variance * (1.0 - f.correlation)).abs() < 1e-9);
        } else {
            prop_assert_eq!(f.correlation, 1.0);
        }
    }

    #[test]
    fn pieces_merge_to_the_same_counts(
        a in prop::collection::vec(0u8..20, 0..2000),
        b in prop::collection::vec(0u8..20, 0..2000),
        cut in 0usize..2000,
    ) {
        let n = a.len().min(b.len());
        let cut = cut.min(n);
        let of = |from: usize, to: usize| {
            let mut pairs = Cooccurrence::new(16);
            pairs.add(&a[from..to], &b[from..to]);
            pairs
        };
        let (all, parts) = (of(0, n), of(0, cut).merged(&of(cut, n)));
        for x in 0..16 {
            for y in 0..16 {
                prop_assert_eq!(all.count(x, y), parts.count(x, y));
            }
        }
        prop_assume!(all.pairs() > 0);
        prop_assert_eq!(all.features(), parts.features());
    }
}

#[test]
fn poisson_trains_correlate_along_scale_as_their_windows_overlap() {
    let span = Interval::new(0.0, 100.0);
    let mut rng = random(9);
    let (e, i) = (
        poisson(&mut rng, 140.0, span),
        poisson(&mut rng, 60.0, span),
    );
    let matrix = forward(&e, &i, span, 0.002);
    let rulers = matrix.rulers();
    // The anchors go with levels from the smallest to the largest value: one extreme value of one
    // sample sets the levels, which matters where they are few.
    let anchors = [
        (8, 0.045, [0.700, 0.567, 0.484, 0.417, 0.358]),
        (16, 0.02, [0.806, 0.687, 0.592, 0.507, 0.435]),
        (32, 0.02, [0.847, 0.724, 0.623, 0.533, 0.459]),
    ];
    let rho = |ends, levels, offset| {
        LevelMatrix::new(&matrix, &rulers, Signal::Difference, ends, levels)
            .cooccurrence(Direction::Scale, offset, &Task::alone())
            .expect("not overtaken")
            .features()
            .correlation
    };
    let extremes = Span::Extremes.ends(&matrix, &rulers, Signal::Difference);
    for (levels, within, expected) in anchors {
        for (offset, known) in (1..).zip(expected) {
            let found = rho(extremes, levels, offset);
            assert!(
                (found - known).abs() < within,
                "L {levels}, {offset}: {found}"
            );
            // With levels of a fixed width the rounding adds w^2/12 to a variance of 1.
            let exact = (-0.15 * offset as f64).exp();
            let width = 6.0 / levels as f64;
            let known = exact / (1.0 + width * width / 12.0);
            let found = rho(FIXED_SPAN, levels, offset);
            assert!(
                (found - known).abs() < 0.015,
                "L {levels}, {offset}: {found}"
            );
        }
    }
}

#[test]
fn along_scale_contrast_is_twice_the_variance_that_is_not_shared() {
    let span = Interval::new(0.0, 100.0);
    let mut rng = random(19);
    let (e, i) = (
        poisson(&mut rng, 140.0, span),
        poisson(&mut rng, 60.0, span),
    );
    let matrix = forward(&e, &i, span, 0.005);
    let quantised = LevelMatrix::new(
        &matrix,
        &matrix.rulers(),
        Signal::Difference,
        FIXED_SPAN,
        64,
    );
    // M has variance 1, and a level is 6/64 of it wide.
    let width = 6.0 / 64.0;
    for offset in 1..=5 {
        let f = quantised
            .cooccurrence(Direction::Scale, offset, &Task::alone())
            .expect("not overtaken")
            .features();
        let expected = 2.0 * (1.0 - f.correlation) / (width * width);
        let off = (f.contrast / expected - 1.0).abs();
        assert!(off < 0.05, "offset {offset}: {off}");
    }
}

#[test]
fn the_number_of_threads_does_not_matter() {
    let span = Interval::new(0.0, 30.0);
    let mut rng = random(29);
    let (e, i) = (poisson(&mut rng, 90.0, span), poisson(&mut rng, 70.0, span));
    let in_threads = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        pool.expect("threads").install(|| {
            let matrix = forward(&e, &i, span, 0.003);
            let levels = LevelMatrix::new(&matrix, &matrix.rulers(), Signal::Cross, FIXED_SPAN, 16);
            let features = [Direction::Scale, Direction::Time].map(|direction| {
                let pairs = levels.cooccurrence(direction, 3, &Task::alone());
                pairs.expect("not overtaken").features()
            });
            (matrix, levels, features)
        })
    };
    assert_eq!(in_threads(1), in_threads(2));
}

#[test]
fn pairs_along_time_are_those_within_an_interval() {
    let mut rng = random(21);
    let intervals = Intervals::from(vec![Interval::new(0.0, 4.0), Interval::new(10.0, 13.0)]);
    let span = Interval::new(0.0, 13.0);
    let (e, i) = (poisson(&mut rng, 50.0, span), poisson(&mut rng, 50.0, span));
    let scales = [1.0, 10.0, 20.0].map(Scale::new);
    let grid = TimeGrid::new(&intervals, 0.05);
    let task = Task::alone();
    let matrix = matrix_of([&e, &i], grid, &scales, Alignment::Forward, &task).expect("a matrix");
    let (levels, signal) = (8, Signal::Difference);
    let all = LevelMatrix::new(&matrix, &matrix.rulers(), signal, FIXED_SPAN, levels);
    for offset in [1, 3, 50, 1000] {
        let mut expected = vec![0; levels * levels];
        for row in all.rows() {
            for (_, points) in matrix.grid.stretches() {
                for j in points.clone().filter(|j| points.contains(&(j + offset))) {
                    let [a, b] = [row[j], row[j + offset]].map(usize::from);
                    if a < levels && b < levels {
                        expected[a * levels + b] += 1;
                    }
                }
            }
        }
        let found = all
            .cooccurrence(Direction::Time, offset, &task)
            .expect("not overtaken");
        for (place, &expected) in expected.iter().enumerate() {
            let (a, b) = (place / levels, place % levels);
            assert_eq!(found.count(a, b), expected, "{a} then {b} at {offset}");
        }
        assert_eq!(found.pairs() > 0, offset < 80);
    }
}
