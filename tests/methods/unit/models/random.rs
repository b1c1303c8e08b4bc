use equipoise::models::random::{BASE, Purpose, Stream, normal_quantile};

#[test]
fn normal_numbers_have_the_moments_of_a_normal() {
    let mut stream = Stream::new(1, Purpose::Noise, 0);
    let n = 200_000;
    let draws: Vec<f64> = (0..n).map(|_| stream.normal()).collect();
    let moment = |k: i32| draws.iter().map(|x| x.powi(k)).sum::<f64>() / f64::from(n);
    // Standard errors: 0.0022, 0.0032, 0.0087, 0.022.
    assert!(moment(1).abs() < 0.01, "mean {}", moment(1));
    assert!((moment(2) - 1.0).abs() < 0.015, "variance {}", moment(2));
    assert!(moment(3).abs() < 0.04, "third moment {}", moment(3));
    assert!((moment(4) - 3.0).abs() < 0.1, "fourth {}", moment(4));
    // Shares within 1, 2 and beyond the ziggurat's base; errors 0.001, 0.0005, 0.00005.
    let within = |z: f64| draws.iter().filter(|x| x.abs() < z).count() as f64 / f64::from(n);
    assert!((within(1.0) - 0.682_689).abs() < 0.004);
    assert!((within(2.0) - 0.954_500).abs() < 0.002);
    assert!((1.0 - within(BASE) - 0.000_576).abs() < 0.000_2);
}

#[test]
fn quantiles_of_the_normal() {
    for (p, z) in [
        (0.5, 0.0),
        (0.975, 1.959_963_985),
        (0.01, -2.326_347_874),
        (0.999, 3.090_232_306),
    ] {
        assert!((normal_quantile(p) - z).abs() < 1e-7, "{p}");
    }
}

#[test]
fn streams_of_other_index_purpose_or_seed_differ() {
    let first = |s, p, i| Stream::new(s, p, i).uniform().to_bits();
    let one = first(1, Purpose::Drive, 0);
    assert_eq!(one, first(1, Purpose::Drive, 0));
    assert_ne!(one, first(2, Purpose::Drive, 0));
    assert_ne!(one, first(1, Purpose::Spikes, 0));
    assert_ne!(one, first(1, Purpose::Drive, 1));
}

#[test]
fn an_order_holds_each_number_once() {
    let mut order = Stream::new(3, Purpose::Rates, 0).order(50);
    assert_ne!(order, (0..50).collect::<Vec<_>>());
    order.sort_unstable();
    assert_eq!(order, (0..50).collect::<Vec<_>>());
}
