use equipoise::plot::export::figure::frame::{FAR_PT, Scale};

#[test]
fn values_are_placed_on_linear_reversed_and_log_axes() {
    let linear = Scale::new([0.0, 10.0], false, [100.0, 200.0]);
    assert_eq!(linear.place(2.5), Some(125.0));
    assert_eq!(linear.place(f64::NAN), None);
    assert_eq!(linear.place(1e300), Some(200.0 + FAR_PT));
    let down = Scale::new([10.0, 0.0], false, [100.0, 200.0]);
    assert_eq!(down.place(2.5), Some(175.0));
    let log = Scale::new([1.0, 1000.0], true, [0.0, 30.0]);
    assert!((log.place(10.0).unwrap() - 10.0).abs() < 1e-12);
    assert_eq!((log.place(0.0), log.place(-1.0)), (None, None));
    assert_eq!(log.place_from_zero(0.0), Some(-1.0));
    let log_down = Scale::new([1000.0, 1.0], true, [0.0, 30.0]);
    assert_eq!(log_down.place_from_zero(0.0), Some(31.0));
}

#[test]
fn empty_ranges_place_nothing() {
    for range in [[1.0, 1.0], [f64::NAN, 1.0], [0.0, f64::INFINITY]] {
        assert_eq!(Scale::new(range, false, [0.0, 1.0]).place(1.0), None);
    }
    assert!(!Scale::new([0.0, 1.0], true, [0.0, 1.0]).is_valid());
    assert!(!Scale::new([f64::MIN, f64::MAX], false, [0.0, 1.0]).is_valid());
}
