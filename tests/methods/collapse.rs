//! Collapse curves against closed forms.

use equipoise::analysis::collapse::{
    CollapseCurve, CollapseSummary, GRID, grid_x, houdayer_hartmann, master, normal_depth,
};
use equipoise::analysis::normal;

fn of(quantile: impl Fn(f64) -> f64, n: u64) -> CollapseCurve {
    let values = (0..n)
        .map(|j| (quantile((j as f64 + 0.5) / n as f64), 1))
        .collect();
    CollapseCurve::of_values(values).expect("a curve")
}

fn laplace(p: f64) -> f64 {
    if p < 0.5 {
        (2.0 * p).ln()
    } else {
        -(2.0 * (1.0 - p)).ln()
    }
}

#[test]
fn gaussian_laplace_and_uniform_have_their_own_curves() {
    const X: [f64; 8] = [0.01, 0.05, 0.1, 0.2, 0.25, 0.3, 0.4, 0.5];
    type Anchors = [f64; 8];
    let check = |curve: &CollapseCurve, anchors: Anchors, area: f64| {
        let scaled: Vec<f64> = curve.scaled().collect();
        for (x, y) in X.iter().zip(anchors) {
            let found = scaled[(x * 200.0).round() as usize];
            assert!((found - y).abs() < 6e-4, "{x}: {found} {y}");
        }
        assert!((curve.area - area).abs() < 2e-4, "{}", curve.area);
        assert!((curve.x_at_min - 0.5).abs() < 1e-9);
    };
    let n = 200_000;
    let gaussian = of(normal::quantile, n);
    let anchors = [0.0668, 0.2585, 0.4399, 0.7018, 0.7965, 0.8715, 0.9684, 1.0];
    check(&gaussian, anchors, std::f64::consts::FRAC_1_SQRT_2);
    let depth = normal_depth(n, 1.0);
    assert!((gaussian.depth / depth - 1.0).abs() < 1e-4);
    check(
        &of(laplace, n),
        [0.0982, 0.3303, 0.5219, 0.7665, 0.8466, 0.9065, 0.9785, 1.0],
        0.75,
    );
    check(
        &of(|p| p, n),
        [0.0396, 0.19, 0.36, 0.64, 0.75, 0.84, 0.96, 1.0],
        2.0 / 3.0,
    );
    for j in 0..GRID {
        let x = grid_x(j);
        let scaled = gaussian.curve[j] / gaussian.depth;
        assert!((scaled - master(x)).abs() < 1e-3, "{x}");
    }
}

#[test]
fn few_values_are_summed_by_hand() {
    // Deviations from the mean 2: -1 (three times), 0 (twice), 3 (once).
    let curve = CollapseCurve::of_values(vec![(5.0, 1), (1.0, 3), (2.0, 2)]).expect("a curve");
    assert_eq!((curve.n, curve.depth), (6, 3.0));
    assert_eq!(curve.depth_per_bin(), 0.5);
    // Flat between 3/6 and 5/6.
    assert!((curve.x_at_min - 4.0 / 6.0).abs() < 1e-12);
    assert!((curve.curve[50] - 1.5).abs() < 1e-12);
    assert!((curve.curve[130] - 3.0).abs() < 1e-12);
    assert_eq!((curve.curve[0], curve.curve[200]), (0.0, 0.0));
    let area = (1.5 * 0.5 + 3.0 * 2.0 / 6.0 + 1.5 / 6.0) / 3.0;
    assert!((curve.area - area).abs() < 1e-12);
    // The unit does not matter to the shape.
    let tenth = CollapseCurve::of_values(vec![(0.5, 1), (0.1, 3), (0.2, 2)]).expect("a curve");
    assert!((tenth.area - curve.area).abs() < 1e-12 && (tenth.depth - 0.3).abs() < 1e-12);
    assert!(CollapseCurve::of_values(vec![(1.0, 9)]).is_none());
    assert!(CollapseCurve::of_values(vec![(1.0, 1)]).is_none());
    assert!(CollapseCurve::of_values(vec![(f64::NAN, 4)]).is_none());
}

#[test]
fn curves_of_one_shape_fall_on_one_another() {
    let (wide, narrow) = (
        of(normal::quantile, 50_000),
        of(|p| 0.1 * normal::quantile(p), 20_000),
    );
    let same = CollapseSummary::new(&[&narrow, &wide]).expect("two");
    assert!(same.distance < 1e-4 && same.bhattacharjee_seno < 1e-4 && same.gaussian_max < 1e-3);
    // Ten times as wide; how many deviates there are does not matter.
    assert!((same.depth_per_bin_ratio - 10.0).abs() < 0.004);
    let uniform = of(|p| p, 50_000);
    let other = CollapseSummary::new(&[&narrow, &uniform]).expect("two");
    assert!(other.distance > 0.02 && other.bhattacharjee_seno > 0.02);
    assert!(same.distance_of(&[&uniform]) > 0.03);
    assert!(CollapseSummary::new(&[&wide]).is_none());
}

/// Three flat curves at 0, 3 and 6 with errors 1, 1 and 2, so weights 1, 1 and 1/4. Each point is
/// held against the line through the points of the other two at x_j and x_(j+1). A line through two
/// places goes through the weighted mean at each, so that at x_j it is the mean of the others with
/// the variance 1 / sum of weights:
///
/// ```text
/// 0: mean (3 + 6/4) / (5/4) = 3.6, variance 0.8: 3.6^2 / (1 + 0.8) = 7.2
/// 3: mean (0 + 6/4) / (5/4) = 1.2, variance 0.8: 1.8^2 / (1 + 0.8) = 1.8
/// 6: mean (0 + 3) / 2       = 1.5, variance 0.5: 4.5^2 / (4 + 0.5) = 4.5
/// ```
#[test]
fn the_quality_of_flat_curves_by_hand() {
    let flat = |y: f64, error: f64| (vec![y; GRID], vec![error; GRID]);
    let found = houdayer_hartmann(&[flat(0.0, 1.0), flat(3.0, 1.0), flat(6.0, 2.0)]);
    let found = found.expect("points with errors");
    assert!((found - 13.5 / 3.0).abs() < 1e-6, "{found}");
    assert_eq!(houdayer_hartmann(&[flat(0.0, 0.0), flat(3.0, 0.0)]), None);
}

/// Scaled, the curves are 1, 1/2 and 1/4 everywhere: distances of 1/2, 3/4 and 1/4, 1/2 on average.
#[test]
fn the_mean_distance_of_flat_curves_by_hand() {
    let flat = |depth: f64, y: f64| CollapseCurve {
        n: 10,
        depth,
        area: 0.0,
        x_at_min: 0.5,
        curve: vec![y; GRID],
    };
    let curves = [flat(2.0, 2.0), flat(4.0, 2.0), flat(8.0, 2.0)];
    let all = CollapseSummary::new(&curves.each_ref()).expect("three curves");
    assert!((all.bhattacharjee_seno - 0.5).abs() < 1e-12);
}
