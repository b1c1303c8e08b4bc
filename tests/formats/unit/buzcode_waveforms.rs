use equipoise::formats::buzcode::waveforms::rate_hz;

#[test]
fn milliseconds_or_seconds() {
    let times = |step: f64| -> Vec<f64> { (-20..20).map(|i| f64::from(i) * step).collect() };
    assert_eq!(rate_hz(&times(0.05), 40), Some(20_000.0));
    assert_eq!(rate_hz(&times(5e-5), 40), Some(20_000.0));
    assert_eq!(rate_hz(&times(1.0 / 30.0), 40), Some(30_000.0));
    assert_eq!(rate_hz(&times(0.05), 32), None);
    assert_eq!(rate_hz(&[0.0, 0.0], 2), None);
}
