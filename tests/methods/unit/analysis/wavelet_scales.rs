use equipoise::analysis::wavelet::{FOURIER_FACTOR, OMEGA0, Scales};
use std::f64::consts::PI;

#[test]
fn the_factor_is_that_of_omega_6() {
    let factor = 4.0 * PI / (OMEGA0 + (2.0 + OMEGA0 * OMEGA0).sqrt());
    assert!((FOURIER_FACTOR - factor).abs() < 1e-15);
}

#[test]
fn frequencies_cover_what_was_asked_for_and_stop_at_two_samples() {
    let scales = Scales::new(1.0, 200.0, 12, 1000.0).unwrap();
    assert!((scales.frequency_hz(0.0) - 200.0).abs() < 1e-9);
    let lowest = scales.frequency_hz((scales.count() - 1) as f64);
    assert!((1.0..1.06).contains(&lowest), "{lowest}");
    let cut = Scales::new(1.0, 400.0, 12, 500.0).unwrap();
    assert!((cut.scale_s(0.0) - 0.004).abs() < 1e-15);
    assert_eq!(Scales::new(300.0, 400.0, 12, 500.0), None);
    assert_eq!(Scales::new(5.0, f64::NAN, 12, 500.0), None);
    assert!((scales.place(scales.frequency_hz(7.0)) - 7.0).abs() < 1e-9);
}
