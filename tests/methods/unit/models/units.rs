use equipoise::models::synthetic::units::{BROAD, NARROW, SAMPLE_RATE_HZ, Template};

#[test]
fn trough_to_peak_tells_broad_from_narrow() {
    let trough_to_peak_ms = |template: &Template| {
        let w = template.waveform(100.0, [1.0, 1.0]).samples;
        let extreme = |from: usize, sign: f32| {
            (from..w.len())
                .max_by(|&a, &b| (sign * w[a]).total_cmp(&(sign * w[b])))
                .unwrap()
        };
        let trough = extreme(0, -1.0);
        (extreme(trough, 1.0) - trough) as f64 / SAMPLE_RATE_HZ * 1e3
    };
    let (broad, narrow) = (trough_to_peak_ms(&BROAD), trough_to_peak_ms(&NARROW));
    assert!((broad - 0.7).abs() < 0.06, "{broad}");
    assert!((narrow - 0.3).abs() < 0.06, "{narrow}");
}
