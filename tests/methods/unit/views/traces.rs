use equipoise::views::fields::field::traces::bridged;

#[test]
fn gaps_are_bridged_and_ends_are_level() {
    let nan = f32::NAN;
    let found = bridged([nan, 2.0, nan, nan, 5.0, nan].into_iter());
    assert_eq!(found, [2.0, 2.0, 3.0, 4.0, 5.0, 5.0]);
    assert_eq!(bridged([nan; 2].into_iter()), [0.0; 2]);
}
