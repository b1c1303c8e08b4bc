//! The envelope of a field against brute force.

use super::field;
use equipoise::analysis::{AnalysisError, Task, TraceShape, envelope};
use equipoise::recording::{Field, FieldError, FieldSource, Interval, MemoryField};
use ndarray::Array2;
use proptest::prelude::*;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

fn columns_of(shape: &TraceShape) -> (&[f32], &[f32]) {
    match shape {
        TraceShape::Columns { low, high } => (low, high),
        TraceShape::Samples { .. } => panic!("expected columns"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_single_sample_is_in_the_picture_at_any_zoom(
        at in 0usize..200_000, from in 0usize..200_000, length in 1usize..200_000,
        columns in 1usize..2000,
    ) {
        let mut samples = Array2::zeros((1, 200_000));
        samples[[0, at]] = 1.0f32;
        let field = field(samples, 1000.0);
        let window = Interval::new(from as f64 / 1e3, (from + length) as f64 / 1e3);
        let seen = envelope(&field, &[0], window, columns, &Task::alone()).unwrap();
        let inside = (from..from + length).contains(&at);
        prop_assert_eq!(seen.traces[0].high == 1.0, inside);
        match &seen.traces[0].shape {
            TraceShape::Samples { values, .. } => {
                prop_assert!(values.len() <= 2 * columns);
                prop_assert_eq!(values.contains(&1.0), inside);
            }
            TraceShape::Columns { low, high } => {
                let peaks: Vec<usize> = (0..columns).filter(|&c| high[c] == 1.0).collect();
                prop_assert_eq!(peaks.len(), usize::from(inside));
                // Only columns behind the end of the field are without samples.
                for (c, &v) in low.iter().enumerate() {
                    let behind = from + (c + 1) * length / columns > 200_000 - 32;
                    prop_assert!(v == 0.0 || v == 1.0 || (v.is_nan() && behind));
                }
                if let Some(&column) = peaks.first() {
                    let place = (at - from) as f64 / length as f64 * columns as f64;
                    // Half a cell of the pyramid is a sixteenth of a column at most.
                    prop_assert!((place - column as f64 - 0.5).abs() < 0.5 + 1.0 / 16.0);
                }
            }
        }
    }

    #[test]
    fn columns_are_the_extremes_of_their_own_samples(
        values in prop::collection::vec(
            prop_oneof![8 => -1e3f32..1e3, 1 => Just(f32::NAN), 1 => Just(f32::INFINITY)],
            70..600,
        ),
        columns in 1usize..35,
    ) {
        let n = values.len();
        let field = field(Array2::from_shape_vec((1, n), values.clone()).unwrap(), 250.0);
        let seen = envelope(&field, &[0], field.extent(), columns, &Task::alone()).unwrap();
        let missing = values.iter().filter(|v| !v.is_finite()).count();
        prop_assert_eq!(seen.traces[0].missing, missing as u64);
        if n <= 2 * columns {
            return Ok(());
        }
        let (low, high) = columns_of(&seen.traces[0].shape);
        for c in 0..columns {
            // Sample j is in column c when c <= j columns / n < c + 1, in whole numbers.
            let own = (0..n).filter(|j| j * columns / n == c);
            let finite: Vec<f32> = own.map(|j| values[j]).filter(|v| v.is_finite()).collect();
            if finite.is_empty() {
                prop_assert!(low[c].is_nan() && high[c].is_nan());
            } else {
                prop_assert_eq!(low[c], finite.iter().copied().fold(f32::INFINITY, f32::min));
                prop_assert_eq!(high[c], finite.iter().copied().fold(-f32::INFINITY, f32::max));
            }
        }
    }
}

#[test]
fn blocks_join_without_a_seam() {
    // More than two blocks, and columns that straddle their borders.
    let n = 150_001;
    let value = |j: usize| ((j * 7919) % 10_007) as f32;
    let field = field(
        Array2::from_shape_fn((2, n), |(c, j)| value(j) * (c + 1) as f32),
        1e3,
    );
    let seen = envelope(&field, &[1, 0, 9], field.extent(), 37, &Task::alone()).unwrap();
    assert_eq!(seen.samples, n as u64);
    let channels: Vec<usize> = seen.traces.iter().map(|t| t.channel).collect();
    assert_eq!(channels, [1, 0]);
    let (low, high) = columns_of(&seen.traces[0].shape);
    // Borders inside are multiples of a cell of 64 samples.
    let border = |c: usize| match c {
        0 => 0,
        37 => n,
        c => ((c * n).div_ceil(37) + 32) / 64 * 64,
    };
    for c in 0..37 {
        let own = || (border(c)..border(c + 1)).map(|j| 2.0 * value(j));
        assert_eq!(low[c], own().fold(f32::INFINITY, f32::min));
        assert_eq!(high[c], own().fold(-f32::INFINITY, f32::max));
    }
    let mean = (0..n).map(|j| f64::from(value(j))).sum::<f64>() / n as f64;
    assert!((seen.traces[1].mean - mean).abs() < 1e-9 * mean);
}

/// Counts the samples that are asked for.
#[derive(Debug)]
struct Counting(MemoryField, AtomicU64);

impl FieldSource for Counting {
    fn read(&self, channels: &[usize], samples: Range<u64>) -> Result<Array2<f32>, FieldError> {
        let asked = (samples.end - samples.start) * channels.len() as u64;
        self.1.fetch_add(asked, Ordering::Relaxed);
        self.0.read(channels, samples)
    }
}

#[test]
fn what_was_read_once_is_not_read_again_and_changes_nothing() {
    let n = 300_000;
    let samples = Array2::from_shape_fn((3, n), |(c, j)| ((j * 7919 + c) % 10_007) as f32);
    let source = Arc::new(Counting(MemoryField(samples.clone()), AtomicU64::new(0)));
    let asked = || source.1.swap(0, Ordering::Relaxed);
    let fresh = || Field {
        source: Arc::clone(&source) as Arc<dyn FieldSource>,
        ..field(samples.clone(), 1e3)
    };
    let see = |field: &Field, channels: &[usize], from: f64, to: f64| {
        let window = Interval::new(from, to);
        envelope(field, channels, window, 100, &Task::alone()).unwrap()
    };
    let field = fresh();
    let first = see(&field, &[0, 1], 0.0, 300.0);
    assert!(asked() >= 2 * n as u64);
    assert_eq!(see(&field, &[0, 1], 0.0, 300.0), first);
    assert!(asked() < 2 * 64, "only what is no whole cell");
    // Another window and another channel: only the new channel is read.
    let moved = see(&field, &[1, 2], 20.013, 280.007);
    assert!((n as u64..n as u64 + 4 * 64).contains(&asked()));
    assert_eq!(see(&fresh(), &[1, 2], 20.013, 280.007), moved);
    assert!(field.bytes() > 0);
}

#[test]
fn few_samples_are_kept_as_they_are_with_their_gaps() {
    let values = vec![1.0, f32::NAN, 3.0, f32::NEG_INFINITY, 5.0];
    let field = field(Array2::from_shape_vec((1, 5), values).unwrap(), 10.0);
    let window = Interval::new(0.1, 9.0);
    let seen = envelope(&field, &[0], window, 100, &Task::alone()).unwrap();
    let trace = &seen.traces[0];
    let TraceShape::Samples {
        first_s,
        step_s,
        values,
    } = &trace.shape
    else {
        panic!("four samples on a hundred pixels")
    };
    assert_eq!((*first_s, *step_s, trace.missing), (0.1, 0.1, 2));
    assert_eq!(values.len(), 4);
    assert!(values[0].is_nan() && values[1] == 3.0 && values[2].is_nan() && values[3] == 5.0);
    assert_eq!((trace.mean, trace.low, trace.high), (4.0, 3.0, 5.0));
}

#[test]
fn nothing_is_not_a_number_rather_than_a_panic() {
    let field = field(Array2::from_elem((1, 1000), f32::NAN), 100.0);
    let all = envelope(&field, &[0], field.extent(), 10, &Task::alone()).unwrap();
    assert!(all.traces[0].mean.is_nan() && all.traces[0].high.is_nan());
    let outside = Interval::new(50.0, 60.0);
    let none = envelope(&field, &[0], outside, 10, &Task::alone()).unwrap();
    assert_eq!((none.samples, none.traces[0].missing), (0, 0));
    for (a, b) in [
        (f64::NAN, 1.0),
        (1.0, 0.0),
        (f64::NEG_INFINITY, f64::INFINITY),
    ] {
        assert!(envelope(&field, &[0], Interval::new(a, b), 0, &Task::alone()).is_ok());
    }
}

/// A source that fails, or gives too little.
#[derive(Debug)]
struct Broken(bool);

impl FieldSource for Broken {
    fn read(&self, _: &[usize], _: Range<u64>) -> Result<Array2<f32>, FieldError> {
        if self.0 {
            Ok(Array2::zeros((1, 3)))
        } else {
            Err(FieldError {
                field: "LFP".into(),
                message: "the file has gone".into(),
            })
        }
    }
}

#[test]
fn a_source_that_fails_or_gives_too_little_is_an_error() {
    let with = |source: Broken| Field {
        source: Arc::new(source),
        ..field(Array2::zeros((1, 1000)), 100.0)
    };
    for (source, words) in [(Broken(false), "gone"), (Broken(true), "expected")] {
        let field = with(source);
        let error = envelope(&field, &[0], field.extent(), 10, &Task::alone()).unwrap_err();
        assert!(matches!(error, AnalysisError::Field(_)));
        assert!(error.to_string().contains(words), "{error}");
    }
    let mut no_rate = field(Array2::zeros((1, 10)), 100.0);
    no_rate.rate_hz = 0.0;
    let window = Interval::new(0.0, 1.0);
    assert!(envelope(&no_rate, &[0], window, 10, &Task::alone()).is_err());
    let task = Task::new(&|| true, &|_| ());
    let field = field(Array2::zeros((1, 10)), 100.0);
    let stopped = envelope(&field, &[0], window, 10, &task);
    assert_eq!(stopped.err(), Some(AnalysisError::Cancelled));
}
