use equipoise::analysis::normal::quantile;

#[test]
fn quantiles_are_those_of_the_tables() {
    // Values from statistics.NormalDist of Python.
    for (p, z) in [
        (0.5, 0.0),
        (0.975, 1.959_963_984_540_054),
        (0.25, -0.674_489_750_196_081_7),
        (0.01, -2.326_347_874_040_841),
        (1e-10, -6.361_340_902_404_056),
        (1e-20, -9.262_340_089_798_405),
        (1e-300, -37.047_096_299_361_2),
    ] {
        let found = quantile(p);
        assert!(
            (found - z).abs() <= 1e-12 * z.abs().max(1.0),
            "{p}: {found}"
        );
    }
    assert_eq!(
        (quantile(0.0), quantile(1.0)),
        (f64::NEG_INFINITY, f64::INFINITY)
    );
    assert!(quantile(-0.1).is_nan() && quantile(f64::NAN).is_nan());
}
