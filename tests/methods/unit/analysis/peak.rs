use equipoise::analysis::Peak;

#[test]
fn a_parabola_has_its_top_between_bins() {
    let curve = |lag: f64| 0.5 - 0.01 * (lag - 1.3).powi(2);
    let r: Vec<f64> = (-5..=5).map(|l| curve(f64::from(l))).collect();
    let peak = Peak::highest(&r).expect("a peak");
    assert!((peak.lag_bins - 1.3).abs() < 1e-9 && (peak.r - 0.5).abs() < 1e-12);
    assert!(!peak.is_at_edge);
}

#[test]
fn an_edge_is_no_peak_and_nothing_has_none() {
    let peak = Peak::highest(&[0.1, 0.2, 0.3]).expect("a largest value");
    assert!(peak.is_at_edge && peak.lag_bins == 1.0 && peak.r == 0.3);
    let peak = Peak::highest(&[f64::NAN, 0.2, 0.1]).expect("a largest value");
    assert!(peak.is_at_edge && peak.lag_bins == 0.0);
    assert_eq!(Peak::highest(&[f64::NAN; 3]), None);
    let flat = Peak::highest(&[0.0; 5]).expect("a largest value");
    assert!(flat.lag_bins == 0.0 && !flat.is_at_edge);
}
