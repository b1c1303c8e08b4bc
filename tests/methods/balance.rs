//! The ellipse and its numbers (methods A2, A4, A7, E.2, E.3).

use crate::common::{pair, poisson, random, recording};
use equipoise::analysis::{
    Balance, Ellipse, Normalisation, Scale, ScaleMoments, Selection, Settings, Task, balance_all,
    balance_at, ensemble_series, moments,
};
use equipoise::recording::{Class, Interval, Recording};
use rand::RngExt;
use rand_pcg::Pcg64;

fn close(found: f64, expected: f64, tolerance: f64) {
    assert!(
        (found - expected).abs() <= tolerance * expected.abs().max(1.0),
        "found {found}, expected {expected}"
    );
}

/// A recording whose bins at the finest scale hold these counts.
fn of_counts(counts: &[(u32, u32)]) -> Recording {
    let train = |of: fn(&(u32, u32)) -> u32| -> Vec<f64> {
        (0..)
            .zip(counts)
            .flat_map(|(j, pair)| {
                std::iter::repeat_n((f64::from(j) + 0.5) * 1e-3, of(pair) as usize)
            })
            .collect()
    };
    let span = Interval::new(0.0, counts.len() as f64 * 1e-3);
    pair(train(|p| p.0), train(|p| p.1), span)
}

fn finest(recording: &Recording, normalisation: Normalisation) -> Balance {
    at(recording, normalisation, Scale::FINEST)
}

fn at(recording: &Recording, normalisation: Normalisation, scale: Scale) -> Balance {
    let selection = Selection::whole(recording);
    let found = balance_at(
        recording,
        &selection,
        normalisation,
        &[scale],
        &Task::alone(),
    );
    found.expect("not cancelled").remove(0).1
}

fn gaussian(rng: &mut Pcg64) -> f64 {
    let radius = (-2.0 * (1.0 - rng.random::<f64>()).ln()).sqrt();
    radius * (std::f64::consts::TAU * rng.random::<f64>()).cos()
}

#[test]
fn four_bins_by_hand() {
    // E 1 3 1 3, I 2 6 4 4: means 2 and 4, variances 1 and 2, covariance 1.
    let recording = of_counts(&[(1, 2), (3, 6), (1, 4), (3, 4)]);
    let b = finest(&recording, Normalisation::Count);
    assert_eq!((b.n_bins, b.mean_e, b.mean_i), (4, 2.0, 4.0));
    close(b.sd_e, 1.0, 1e-15);
    close(b.sd_i, 2f64.sqrt(), 1e-15);
    close(b.r, 0.5f64.sqrt(), 1e-15);
    // Eigenvalues (3 ± sqrt 5)/2 of [[1, 1], [1, 2]]; tan 2a = 2/(1 - 2).
    close(b.axis_major.powi(2), f64::midpoint(3.0, 5f64.sqrt()), 1e-14);
    close(b.axis_minor.powi(2), (3.0 - 5f64.sqrt()) / 2.0, 1e-14);
    close(b.angle_deg, 2f64.atan2(-1.0).to_degrees() / 2.0, 1e-14);
    close(b.sd_along.powi(2), 2.5, 1e-14);
    close(b.sd_across.powi(2), 0.5, 1e-14);
    close(b.var_f, 1.0, 1e-14);
    // Fisher's z with 4 - 3 = 1 in the root: atanh(r) ± 1.96.
    close(b.r_low, (b.r.atanh() - 1.959_963_984_540_054).tanh(), 1e-12);
    close(
        b.r_high,
        (b.r.atanh() + 1.959_963_984_540_054).tanh(),
        1e-12,
    );
    assert!(b.reasons.is_empty(), "{:?}", b.reasons);
}

#[test]
fn a_gaussian_has_the_ellipse_it_was_made_with() {
    let (angle_deg, major, minor) = (30.0f64, 12.0, 4.0);
    let (sin, cos) = angle_deg.to_radians().sin_cos();
    let mut rng = random(17);
    let counts: Vec<(u32, u32)> = (0..40_000)
        .map(|_| {
            let (u, v) = (major * gaussian(&mut rng), minor * gaussian(&mut rng));
            let count = |x: f64| (80.0 + x).round().max(0.0) as u32;
            (count(u * cos - v * sin), count(u * sin + v * cos))
        })
        .collect();
    let b = finest(&of_counts(&counts), Normalisation::Count);
    // Rounding to counts adds 1/12 to each variance; the rest is sampling (relative 1/sqrt(2 n)).
    close(b.axis_major, (major.powi(2) + 1.0 / 12.0).sqrt(), 0.015);
    close(b.axis_minor, (minor.powi(2) + 1.0 / 12.0).sqrt(), 0.015);
    assert!((b.angle_deg - angle_deg).abs() < 0.5, "{}", b.angle_deg);
    // So many of its bins lie inside n sigma.
    let (sin, cos) = b.angle_deg.to_radians().sin_cos();
    for (n, share) in [(1.0f64, 0.393), (2.0, 0.865), (3.0, 0.989)] {
        let inside = counts.iter().filter(|&&(e, i)| {
            let (x, y) = (f64::from(e) - b.mean_e, f64::from(i) - b.mean_i);
            let (u, v) = (x * cos + y * sin, y * cos - x * sin);
            (u / b.axis_major).powi(2) + (v / b.axis_minor).powi(2) <= n * n
        });
        let found = inside.count() as f64 / counts.len() as f64;
        assert!((found - share).abs() < 0.01, "{n} sigma: {found}");
    }
}

#[test]
fn ellipses_of_known_matrices() {
    for (var_x, var_y, cov, angle_deg) in [
        (2.0, 2.0, 1.0, 45.0),
        (2.0, 2.0, -1.0, -45.0),
        (3.0, 1.0, 0.0, 0.0),
        (1.0, 3.0, 0.0, 90.0),
        (1.0, 3.0, -0.0, 90.0),
    ] {
        let ellipse = Ellipse::new(var_x, var_y, cov);
        close(ellipse.angle_deg, angle_deg, 1e-14);
        close(
            ellipse.major.powi(2) + ellipse.minor.powi(2),
            var_x + var_y,
            1e-14,
        );
    }
    assert!(Ellipse::new(1.0, 1.0, 0.0).angle_deg.is_nan());
    assert!(Ellipse::new(f64::NAN, 1.0, 0.0).major.is_nan());
    assert_eq!(Ellipse::new(4.0, 9.0, 6.0).minor, 0.0);
}

fn co_fluctuating() -> Recording {
    let span = Interval::new(0.0, 300.0);
    let mut rng = random(23);
    let mut units = Vec::new();
    for unit in 0..5 {
        let class = if unit < 3 {
            Class::Excitatory
        } else {
            Class::Inhibitory
        };
        let times = poisson(&mut rng, 12.0, span);
        // Half of the time is quiet for all.
        let kept = times
            .into_iter()
            .filter(|t| (t * 0.7).sin() > -0.3 || t.fract() < 0.3);
        units.push((class, kept.collect()));
    }
    recording(units, span)
}

#[test]
fn normalisations_are_what_they_promise() {
    let recording = co_fluctuating();
    let selection = Selection::whole(&recording);
    let all = |n| balance_all(&recording, &selection, n, &Task::alone()).expect("not cancelled");
    let [count, rate, share, z, max] = [
        Normalisation::Count,
        Normalisation::Rate,
        Normalisation::Share,
        Normalisation::ZScore,
        Normalisation::Max,
    ]
    .map(all);
    assert_eq!(count.len(), 32);
    for k in 0..32 {
        let (scale, c) = &count[k];
        let (r, s, z, m) = (&rate[k].1, &share[k].1, &z[k].1, &max[k].1);
        let dt = scale.width_s();
        // Var f of counts is that of rates times dt squared: slopes differ by 2.
        close(r.var_f * dt * dt, c.var_f, 1e-12);
        // The mean share is exactly one over the number of bins, for both.
        assert_eq!(s.mean_e, 1.0 / s.n_bins as f64);
        assert_eq!(s.mean_i, 1.0 / s.n_bins as f64);
        close(s.sd_e / s.mean_e, c.sd_e / c.mean_e, 1e-12);
        assert_eq!((z.mean_e, z.sd_e, z.mean_i, z.sd_i), (0.0, 1.0, 0.0, 1.0));
        close(z.angle_deg.abs(), 45.0, 1e-12);
        close(z.var_f, 2.0 * (1.0 - z.r), 1e-12);
        assert!(m.mean_e > 0.0 && m.mean_e <= 1.0);
        // r knows no normalisation, and Var f is twice the square of the width across.
        for b in [c, r, s, z, m] {
            assert_eq!(b.r, c.r);
            assert!(b.r_low < b.r && b.r < b.r_high);
            close(b.var_f / (2.0 * b.sd_across.powi(2)), 1.0, 1e-9);
            close(
                b.axis_major.hypot(b.axis_minor) / b.sd_along.hypot(b.sd_across),
                1.0,
                1e-12,
            );
        }
    }
}

#[test]
fn series_and_sums_say_the_same() {
    let recording = co_fluctuating();
    let selection = Selection::whole(&recording);
    for normalisation in Normalisation::ALL {
        let scale = Scale::new(17.6);
        let settings = Settings {
            scale,
            normalisation,
            ..Settings::default()
        };
        let series = ensemble_series(&recording, &selection, &settings, &Task::alone());
        let series = series.expect("not cancelled");
        let b = at(&recording, normalisation, scale);
        for (side, mean, sd) in [
            (&series.excitatory, b.mean_e, b.sd_e),
            (&series.inhibitory, b.mean_i, b.sd_i),
        ] {
            let values: Vec<f64> = side.values().collect();
            let n = values.len() as f64;
            let by_hand = values.iter().sum::<f64>() / n;
            let spread = (values.iter().map(|v| (v - by_hand).powi(2)).sum::<f64>() / n).sqrt();
            close(side.mean, mean, 1e-12);
            close(side.sd, sd, 1e-12);
            close(by_hand, mean, 1e-10);
            close(spread, sd, 1e-10);
        }
    }
}

#[test]
fn var_f_of_independent_poisson_rates_falls_as_one_over_dt() {
    let span = Interval::new(0.0, 20_000.0);
    let mut rng = random(29);
    let recording = pair(
        poisson(&mut rng, 40.0, span),
        poisson(&mut rng, 40.0, span),
        span,
    );
    let all = balance_all(
        &recording,
        &Selection::whole(&recording),
        Normalisation::Rate,
        &Task::alone(),
    )
    .expect("not cancelled");
    // Least squares over k = 10..25, where there are bins enough (methods A7).
    let points: Vec<(f64, f64)> = all[9..25]
        .iter()
        .map(|(scale, b)| (scale.width_s().ln(), b.var_f.ln()))
        .collect();
    let n = points.len() as f64;
    let (mx, my) = (
        points.iter().map(|p| p.0).sum::<f64>() / n,
        points.iter().map(|p| p.1).sum::<f64>() / n,
    );
    let slope = points.iter().map(|p| (p.0 - mx) * (p.1 - my)).sum::<f64>()
        / points.iter().map(|p| (p.0 - mx).powi(2)).sum::<f64>();
    assert!((slope + 1.0).abs() < 0.02, "{slope}");
}

#[test]
fn identical_trains_have_no_fluctuation() {
    let span = Interval::new(0.0, 60.0);
    let times = poisson(&mut random(31), 50.0, span);
    let recording = pair(times.clone(), times, span);
    for normalisation in Normalisation::ALL {
        let b = at(&recording, normalisation, Scale::new(12.0));
        assert_eq!(
            (b.var_f, b.sd_across, b.axis_minor, b.r),
            (0.0, 0.0, 0.0, 1.0)
        );
        close(b.angle_deg, 45.0, 1e-14);
    }
}

#[test]
fn what_cannot_be_had_is_nan_with_a_reason() {
    let said = |b: &Balance, words: &str| {
        assert!(
            b.reasons.iter().any(|r| r.contains(words)),
            "{words} not in {:?}",
            b.reasons
        );
    };
    let span = Interval::new(0.0, 1.0);
    let no_i = recording(vec![(Class::Excitatory, vec![0.1, 0.2])], span);
    let b = at(&no_i, Normalisation::Rate, Scale::FINEST);
    assert!(b.mean_i.is_nan() && b.r.is_nan() && b.var_f.is_nan() && b.mean_e > 0.0);
    said(&b, "inhibitory");
    // Every bin the same: no variance, so no r, no angle, no z-score.
    let flat = of_counts(&[(1, 2); 50]);
    let b = finest(&flat, Normalisation::Count);
    assert_eq!((b.sd_e, b.axis_major, b.var_f), (0.0, 0.0, 0.0));
    assert!(b.r.is_nan() && b.angle_deg.is_nan());
    said(&b, "r needs");
    said(&b, "angle");
    assert!(finest(&flat, Normalisation::ZScore).mean_e.is_nan());
    // One bin has a mean and no spread; none has neither.
    let b = finest(&of_counts(&[(3, 1)]), Normalisation::Count);
    assert!(b.mean_e == 3.0 && b.sd_e.is_nan() && b.var_f.is_nan());
    said(&b, "spread needs two");
    let b = at(&flat, Normalisation::Rate, Scale::COARSEST);
    assert!(b.n_bins == 0 && b.mean_e.is_nan());
    said(&b, "0 bins");
    // Three bins have r, but no interval.
    let b = finest(&of_counts(&[(0, 1), (2, 1), (1, 3)]), Normalisation::Count);
    assert!(b.r.is_finite() && b.r_low.is_nan());
    said(&b, "four bins");
}

#[test]
fn large_sums_do_not_cancel() {
    // A billion spikes more in every bin shift the mean and nothing else.
    let mut sums = ScaleMoments {
        scale: Scale::FINEST,
        moments: equipoise::analysis::Moments::default(),
        left_out_s: 0.0,
        left_out_e: 0,
        left_out_i: 0,
    };
    for (e, i) in [(1, 2), (3, 6), (1, 4), (3, 4)] {
        sums.moments
            .add(1_000_000_000 + e, 1_000_000_000 + i, 1_000_000);
    }
    assert_eq!(sums.moments.second(), (1.0, 2.0, 1.0));
    let recording = of_counts(&[(1, 1)]);
    let units = recording.unit_counts(&recording.span().into());
    let b = Balance::new(&sums, units, Normalisation::Count);
    close(b.var_f, 1.0, 1e-14);
    let empty = moments(
        recording.ensembles(),
        &Interval::new(5.0, 6.0).into(),
        &[Scale::FINEST],
        &Task::alone(),
    );
    assert_eq!(
        empty.expect("not cancelled")[0].moments.second(),
        (0.0, 0.0, 0.0)
    );
}
