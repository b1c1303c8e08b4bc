use equipoise::models::synthetic::lfp::{RATE_HZ, current};
use equipoise::recording::SpikeTrains;

#[test]
fn a_current_is_the_sum_of_decayed_spikes() {
    let times = vec![0.0101, 0.0137, 0.04];
    let trains = SpikeTrains::from_units(vec![times.clone()]);
    let got = current(&trains, 0..1, 0.005, 40);
    for (k, value) in got.iter().enumerate() {
        let t = k as f64 / RATE_HZ;
        let plain: f64 = times
            .iter()
            .filter(|&&s| s <= t)
            .map(|s| (-(t - s) / 0.005).exp())
            .sum();
        assert!((f64::from(*value) - plain).abs() < 1e-5, "sample {k}");
    }
}
