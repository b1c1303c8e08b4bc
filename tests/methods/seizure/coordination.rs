//! Coordination in time against numpy, closed forms and the night.

use crate::common::{in_threads, night, pair, poisson, random};
use equipoise::analysis::coordination::{Coordination, MaskReason, coordination};
use equipoise::analysis::{Scale, Task};
use equipoise::recording::{Interval, Recording};

fn of(
    recording: &Recording,
    baseline: Option<(f64, f64)>,
    scales: &[Scale],
    sliding: [f64; 2],
) -> Coordination {
    let baseline = baseline.map(|(from, to)| Interval::new(from, to));
    let hull = recording.span();
    coordination(recording, hull, baseline, scales, sliding, &Task::alone()).expect("not overtaken")
}

/// Spikes in the middle of bins of a scale.
fn spikes(counts: &[u32], scale: Scale) -> Vec<f64> {
    let at = |j: usize| (j as f64 + 0.5) * scale.width_s();
    let each = counts.iter().enumerate();
    each.flat_map(|(j, &n)| std::iter::repeat_n(at(j), n as usize))
        .collect()
}

#[test]
fn windows_hold_what_numpy_finds_in_them() {
    let scale = Scale::new(20.0);
    let dt = scale.width_s();
    let e = [1, 3, 2, 5, 4, 0, 1, 2, 6, 3, 2, 2, 5, 1, 0, 4, 3, 2, 1, 5];
    let i = [2, 3, 1, 6, 5, 1, 0, 2, 4, 3, 1, 3, 4, 2, 1, 5, 2, 2, 0, 4];
    let span = Interval::new(0.0, 20.0 * dt);
    let recording = pair(spikes(&e, scale), spikes(&i, scale), span);
    let made = of(
        &recording,
        Some((0.0, 20.0 * dt)),
        &[scale],
        [10.0 * dt, 5.0 * dt],
    );
    let row = &made.rows[0];
    assert_eq!((made.windows, row.bins), (3, 10));
    // numpy.corrcoef(e[s:s + 10], i[s:s + 10])[0, 1] for s in 0, 5, 10
    let r = [
        0.844_236_760_124_610_5,
        0.847_998_304_005_088,
        0.820_886_379_128_898_3,
    ];
    for (found, expected) in row.r.iter().zip(r) {
        assert!((found - expected).abs() < 1e-9, "{found} for {expected}");
    }
    // means of the windows less 2.6 and 2.55, over SDs 1.7146428 and 1.6575584 (n below)
    let mean = |x: &[u32]| x.iter().map(|&x| f64::from(x)).sum::<f64>() / x.len() as f64;
    for (s, m) in [0, 5, 10].into_iter().zip(&row.m) {
        let z_e = (mean(&e[s..s + 10]) - 2.6) / 1.714_642_819_948_224_7;
        let z_i = (mean(&i[s..s + 10]) - 2.55) / 1.657_558_445_425_077_6;
        assert!((m - (z_e - z_i)).abs() < 1e-9);
    }
    assert!(
        (made.time_s(0) - 5.0 * dt).abs() < 1e-12,
        "the centre of the first window"
    );
    assert!(row.band.is_none(), "two windows side by side are too few");
}

#[test]
fn identical_trains_are_coordinated_and_independent_ones_are_not() {
    let span = Interval::new(0.0, 600.0);
    let mut rng = random(31);
    let (e, i) = (poisson(&mut rng, 30.0, span), poisson(&mut rng, 30.0, span));
    let scales = [Scale::new(15.0), Scale::new(20.0), Scale::new(24.0)];
    let same = of(
        &pair(e.clone(), e.clone(), span),
        Some((0.0, 300.0)),
        &scales,
        [30.0, 1.0],
    );
    for row in &same.rows {
        // The last window may lack the bin that the end of the recording cuts off.
        let whole = &row.r[..row.r.len() - 1];
        assert!(whole.iter().all(|r| (r - 1.0).abs() < 1e-9));
        assert!(row.m[..whole.len()].iter().all(|m| m.abs() < 1e-9));
    }
    let apart = of(&pair(e, i, span), Some((0.0, 300.0)), &scales, [30.0, 30.0]);
    for row in &apart.rows {
        // r of n independent pairs has mean 0 and variance 1 / (n - 1); 20 windows.
        let r = || row.r.iter().filter(|r| r.is_finite());
        let n = r().count() as f64;
        assert!(n >= 19.0);
        let mean = r().sum::<f64>() / n;
        let variance = r().map(|r| r * r).sum::<f64>() / n;
        let expected = 1.0 / (row.bins as f64 - 1.0);
        assert!(mean.abs() < 4.0 * (expected / n).sqrt(), "{mean}");
        assert!(
            (variance / expected - 1.0).abs() < 4.0 * (2.0 / n).sqrt(),
            "{variance}"
        );
    }
}

#[test]
fn the_band_is_what_the_windows_of_the_baseline_give() {
    let made = of(
        night(),
        Some((1020.0, 1320.0)),
        &[Scale::new(20.0)],
        [30.0, 1.0],
    );
    let row = &made.rows[0];
    let band = row.band.expect("ten windows side by side");
    assert_eq!((band.windows, band.side_by_side), (271, 10));
    let inside = |j: &usize| (1035.0..=1305.0).contains(&made.time_s(*j));
    let windows: Vec<usize> = (0..made.windows).filter(inside).collect();
    assert_eq!(windows.len(), 271);
    // 1 % of 271: three are lower (linear between the third and the fourth).
    let low = windows.iter().filter(|&&j| row.is_low(j)).count();
    assert!((2..=3).contains(&low), "{low}");
    // In the seizure inhibition dominates and E and I part.
    let seizure = (0..made.windows).filter(|&j| (1335.0..1345.0).contains(&made.time_s(j)));
    for j in seizure {
        assert!(
            row.is_off(j) && row.m[j] < band.low_m,
            "M {} at {}",
            row.m[j],
            made.time_s(j)
        );
        assert!(row.r[j] < band.mean_r, "r {} for {}", row.r[j], band.mean_r);
    }
    let flagged = made.stretches(|j| row.is_off(j));
    assert!(
        flagged
            .iter()
            .any(|s| s.start_s < 1335.0 && s.stop_s > 1345.0),
        "{flagged:?}"
    );
}

#[test]
fn scales_without_enough_bins_say_why_they_are_empty() {
    let made = of(
        night(),
        None,
        &[Scale::COARSEST, Scale::new(20.0)],
        [30.0, 5.0],
    );
    assert_eq!(made.rows[0].masked, Some(MaskReason::TooCoarse));
    assert!(made.rows[0].r.iter().all(|r| r.is_nan()));
    assert!(made.rows[1].masked.is_none() && made.rows[1].band.is_none());
    let long = Interval::new(0.0, 20_000.0);
    let sparse = pair(vec![1.0, 2.0], vec![3.0], long);
    let made = of(&sparse, None, &[Scale::FINEST], [30.0, 100.0]);
    assert_eq!(made.rows[0].masked, Some(MaskReason::TooFine));
    // A recording shorter than a window has none.
    let short = pair(vec![1.0], vec![1.0], Interval::new(0.0, 20.0));
    assert_eq!(
        of(&short, None, &[Scale::new(20.0)], [30.0, 1.0]).windows,
        0
    );
}

#[test]
fn the_number_of_threads_does_not_show() {
    let scales: Vec<Scale> = Scale::all().collect();
    let made = |threads| {
        in_threads(threads, || {
            of(night(), Some((1020.0, 1320.0)), &scales, [30.0, 5.0])
        })
    };
    assert_eq!(format!("{:?}", made(1)), format!("{:?}", made(2)));
}
