use equipoise::plot::screen::marks::image::mean;

#[test]
fn blocks_are_averaged_over_their_numbers() {
    let values = [1.0, 3.0, f32::NAN, 5.0, 7.0, f32::NAN];
    assert_eq!(mean(&values, 3, 2, [0, 0], [2, 2]), 4.0);
    assert!(mean(&values, 3, 2, [2, 0], [2, 2]).is_nan());
}
