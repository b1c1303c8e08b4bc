//! The slope of the variance against bin width.

use crate::common::{poisson, random};
use crate::processes::Process;
use equipoise::analysis::variance::{BLOCKS, Fit, ScaleTally, measure, slope_interval};
use equipoise::analysis::{Normaliser, Scale, Task};
use equipoise::recording::{Interval, Intervals};

/// Scales, their widths and the range of a fit over all of them.
fn fitted(k: std::ops::RangeInclusive<u8>) -> (Vec<Scale>, Vec<f64>, [f64; 2]) {
    let scales: Vec<Scale> = k.map(|k| Scale::new(f64::from(k))).collect();
    let widths_s: Vec<f64> = scales.iter().map(|s| s.width_s()).collect();
    let range_s = [widths_s[0], widths_s[widths_s.len() - 1]];
    (scales, widths_s, range_s)
}

/// The slope of f in units of the mean counts of these rates, and its interval.
fn slope(
    process: &Process,
    seed: u64,
    span: Interval,
    k: std::ops::RangeInclusive<u8>,
) -> (f64, [f64; 2]) {
    let (scales, widths_s, range_s) = fitted(k);
    let task = Task::alone();
    let [e, i] = process.trains(seed, span);
    let measured =
        measure([&e, &i], &Intervals::from(span), &scales, &task).expect("not overtaken");
    let map = |of: usize, width_s: f64| Normaliser {
        offset: 0.0,
        factor: 1.0 / (process.rates_hz[of] * width_s),
    };
    let maps: Vec<_> = measured
        .iter()
        .zip(&widths_s)
        .map(|(m, &width_s)| (m, map(0, width_s), map(1, width_s)))
        .collect();
    let variance = |(m, a, b): &(&ScaleTally, Normaliser, Normaliser)| {
        let (e, i, both) = m.joint.sums.moments.second();
        e * a.factor * a.factor + i * b.factor * b.factor - 2.0 * both * a.factor * b.factor
    };
    let variances: Vec<f64> = maps.iter().map(variance).collect();
    let slope = Fit::new(&widths_s, &variances, range_s)
        .expect("a line")
        .slope;
    let interval = slope_interval(&maps, slope, range_s, &task).expect("not overtaken");
    (slope, interval.expect("lines without each block"))
}

/// Of 95 % intervals over the scales that are fitted by default, 90 to 98 % are to hold the slope that
/// is known. Blocks of as many bins at every scale, drawn anew, held it in 73 of 100.
#[test]
fn the_interval_of_the_slope_has_its_level() {
    const RECORDINGS: u64 = 100;
    let (span, k) = (Interval::new(0.0, 300.0), 10..=30);
    let (_, widths_s, range_s) = fitted(k.clone());
    let mut processes = [Process::POISSON, Process::slow(0.5), Process::slow(5.0)];
    for process in &mut processes {
        process.rates_hz = [200.0, 100.0];
        let variances: Vec<f64> = widths_s.iter().map(|&w| process.var_f(w)).collect();
        let truth = Fit::new(&widths_s, &variances, range_s)
            .expect("a line")
            .slope;
        let held = (0..RECORDINGS)
            .filter(|&seed| {
                let (_, [low, high]) = slope(process, seed, span, k.clone());
                low <= truth && truth <= high
            })
            .count();
        // 90 % of 100 less two standard errors.
        assert!(held >= 84, "{held} of {RECORDINGS} for {process:?}");
    }
}

/// It is as wide as 95 % of Student's t with 19 degrees of freedom, times the SD of the slopes.
#[test]
fn the_interval_of_the_slope_is_not_wider_than_it_has_to_be() {
    const RECORDINGS: u64 = 200;
    let process = Process {
        rates_hz: [20.0, 20.0],
        ..Process::POISSON
    };
    let all = (0..RECORDINGS).map(|seed| slope(&process, seed, Interval::new(0.0, 400.0), 9..=16));
    let (slopes, widths): (Vec<f64>, Vec<f64>) =
        all.map(|(slope, [low, high])| (slope, high - low)).unzip();
    let n = RECORDINGS as f64;
    let mean = slopes.iter().sum::<f64>() / n;
    let sd = (slopes.iter().map(|s| (s - mean).powi(2)).sum::<f64>() / n).sqrt();
    assert!((mean + 1.0).abs() < 4.0 * sd / n.sqrt(), "{mean}");
    // 2 * 2.093; the SD of 200 slopes is known to 5 %.
    let wide = widths.iter().sum::<f64>() / n / sd;
    assert!((3.7..4.8).contains(&wide), "{wide}");
}

/// Blocks are the same time at every scale, also where the selection has gaps: spikes in one block
/// of time alone are in that block alone, but for bins that lie across its ends.
#[test]
fn blocks_are_the_same_time_at_every_scale() {
    // 60 s in two pieces: block 7 is from 21 to 24 s of them, which is 31 to 34 s.
    let intervals = Intervals::from(vec![Interval::new(0.0, 20.0), Interval::new(30.0, 70.0)]);
    let train = poisson(&mut random(1), 200.0, Interval::new(31.0, 34.0));
    let scales: Vec<Scale> = Scale::all().collect();
    let all = measure([&train, &train], &intervals, &scales, &Task::alone());
    for at in all.expect("not overtaken") {
        let scale = at.joint.sums.scale;
        let width_s = scale.width_s();
        let bins: u64 = at.blocks.iter().map(|b| b.bins).sum();
        assert_eq!(
            (at.blocks.len(), bins),
            (BLOCKS, at.joint.sums.moments.bins)
        );
        for (block, own) in at.blocks.iter().enumerate() {
            if width_s < 3.0 {
                let expected = 3.0 / width_s;
                // One more or less at each end, and partial last bins of two intervals.
                assert!(
                    (own.bins as f64 - expected).abs() <= 2.0,
                    "{block} {scale:?} {own:?}"
                );
            }
            if block.abs_diff(7) > (width_s / 3.0).ceil() as usize {
                assert_eq!(own.sum_e, 0, "{block} {scale:?}");
            }
        }
        if width_s < 1.0 {
            let spread = at.blocks[7].sum_e as f64 / train.len() as f64;
            assert!(spread >= 1.0 - 2.0 * width_s / 3.0, "{spread} {scale:?}");
        }
    }
}
