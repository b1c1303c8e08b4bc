use equipoise::views::browse::raster::{FAINTEST, darkness, full_ink};

#[test]
fn a_single_spike_is_seen_beside_a_burst() {
    let mut counts = vec![0, 1, 4, 9];
    counts.extend([9; 100]);
    counts.push(100_000);
    let full = full_ink(counts);
    assert_eq!(full, 9);
    assert_eq!(darkness(0, full), 0.0);
    assert!((darkness(1, full) - 1.0 / 3.0).abs() < 1e-6);
    assert_eq!(darkness(100_000, full), 1.0);
    assert_eq!(darkness(1, 1_000_000), FAINTEST);
    assert_eq!(full_ink([0, 0]), 1);
}
