use super::common;
use equipoise::plot::screen::marks::visible;

#[test]
fn bisection_keeps_one_more_on_each_side() {
    let xs: Vec<f64> = (0..1000).map(f64::from).collect();
    let frame = common::frame([500.0, 700.0], [0.0, 1.0]);
    // 64 points of reach on both sides of 200 points for 200 units.
    assert_eq!(visible(xs.len(), |j| xs[j], &frame, true), 435..766);
    assert_eq!(visible(xs.len(), |j| xs[j], &frame, false), 0..1000);
    let reversed = common::frame([700.0, 500.0], [0.0, 1.0]);
    assert_eq!(visible(xs.len(), |j| xs[j], &reversed, true), 435..766);
    let beyond = common::frame([5000.0, 7000.0], [0.0, 1.0]);
    assert_eq!(visible(xs.len(), |j| xs[j], &beyond, true), 999..1000);
    assert_eq!(visible(0, |_| 0.0, &frame, true), 0..0);
}
