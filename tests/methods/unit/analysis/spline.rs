use equipoise::analysis::spline::Spline;

#[test]
fn it_is_what_scipy_draws_through_the_same_samples() {
    // scipy.interpolate.CubicSpline(range(6), [0, 1, -2, 3, 0.5, 0], bc_type="natural").
    let spline = Spline::through(&[0.0, 1.0, -2.0, 3.0, 0.5, 0.0]).expect("six samples");
    for (place, expected) in [
        (0.5, 1.174_641_148),
        (1.25, 0.091_208_134),
        (2.5, 0.421_052_632),
        (3.9, 0.832_442_584),
        (4.75, -0.167_127_691),
        (5.0, 0.0),
    ] {
        let found = spline.value_at(place);
        assert!((found - expected).abs() < 1e-9, "{place}: {found}");
    }
    assert!(Spline::through(&[1.0, 2.0]).is_none());
    assert!(Spline::through(&[1.0, f64::NAN, 2.0]).is_none());
}
