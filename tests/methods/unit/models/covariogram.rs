use equipoise::models::synthetic::covariogram::Covariogram;

#[test]
fn integrals_of_an_exponential_covariance() {
    // With tau much above the step: G(T) = 2 tau^2 (T/tau - 1 + exp(-T/tau)).
    let tau = 3.0;
    let c = Covariogram::new(0.001, 20.0, |lag| (-lag / tau).exp());
    let exact = |t: f64| 2.0 * tau * tau * (t / tau - 1.0 + (-t / tau).exp());
    for t in [0.0005, 0.01, 1.0, 7.3, 20.0] {
        let got = c.double_integral(t);
        assert!((got / exact(t) - 1.0).abs() < 1e-3, "{t}: {got}");
    }
    // [1, 2] x [4, 7]: product of two one-dimensional integrals.
    let product = (tau * (2.0f64 / tau).exp() - tau * (1.0f64 / tau).exp())
        * (tau * (-4.0f64 / tau).exp() - tau * (-7.0f64 / tau).exp());
    let got = c.between((1.0, 2.0), (4.0, 7.0));
    assert!((got / product - 1.0).abs() < 1e-5);
    assert!((c.between((4.0, 7.0), (1.0, 2.0)) - got).abs() < 1e-9);
}

#[test]
fn a_held_white_process_loses_variance_as_one_over_width() {
    // Independent values held over 0.1 s: mean over n whole steps at random phase has
    // variance (n - 1/3) / n^2 in units of that of one value.
    let c = Covariogram::new(0.1, 10.0, |lag| f64::from(u8::from(lag == 0.0)));
    for n in [1.0, 2.0, 10.0f64] {
        let t = 0.1 * n;
        let got = c.double_integral(t) / (t * t);
        assert!(
            (got - (n - 1.0 / 3.0) / (n * n)).abs() < 1e-12,
            "{n}: {got}"
        );
    }
}
