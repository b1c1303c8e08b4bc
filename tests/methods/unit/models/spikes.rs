use equipoise::models::random::{Purpose, Stream};
use equipoise::models::synthetic::STEP_S;
use equipoise::models::synthetic::spikes::{step_of, train};

#[test]
fn the_step_of_a_target_is_the_one_a_linear_search_finds() {
    let mut stream = Stream::new(5, Purpose::Spikes, 0);
    let mut cumulated = vec![0.0];
    for step in 0..500 {
        let more = if step % 7 == 0 { 0.0 } else { stream.uniform() };
        cumulated.push(cumulated[step] + more);
    }
    let end = cumulated[500];
    for _ in 0..2000 {
        let target = stream.uniform() * end;
        let plain = (0..500).find(|&s| cumulated[s + 1] > target).unwrap();
        let from = (stream.uniform() * (plain + 1) as f64) as usize;
        assert_eq!(step_of(&cumulated, from, target), plain);
    }
}

#[test]
fn a_train_is_poisson_in_rescaled_time() {
    // Intensity 0.5 for 100 s, then 2 for 100 s; the share of the second part is 0.8.
    let mut cumulated = vec![0.0];
    for step in 0..20_000 {
        let level = if step < 10_000 { 0.5 } else { 2.0 };
        cumulated.push(cumulated[step] + level * STEP_S);
    }
    let times = train(&cumulated, 40.0, Stream::new(9, Purpose::Spikes, 3));
    assert!(times.is_sorted());
    let n = times.len() as f64;
    assert!((n - 10_000.0).abs() < 4.0 * 100.0, "{n} spikes");
    let late = times.iter().filter(|&&t| t >= 100.0).count() as f64 / n;
    assert!((late - 0.8).abs() < 4.0 * (0.16f64 / n).sqrt(), "{late}");
    // Intervals inside the second part are exponential of 80 Hz: CV 1.
    let late: Vec<f64> = times.iter().copied().filter(|&t| t >= 100.0).collect();
    let gaps: Vec<f64> = late.windows(2).map(|w| w[1] - w[0]).collect();
    let mean = gaps.iter().sum::<f64>() / gaps.len() as f64;
    let var = gaps.iter().map(|g| (g - mean).powi(2)).sum::<f64>() / gaps.len() as f64;
    assert!((var.sqrt() / mean - 1.0).abs() < 0.05);
}
