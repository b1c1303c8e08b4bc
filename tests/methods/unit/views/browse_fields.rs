use equipoise::views::browse::fields::{round_up, shown_unit};

#[test]
fn sizes_are_round_and_volts_become_microvolts() {
    assert_eq!(round_up(130.0), 200.0);
    assert_eq!(round_up(0.3), 0.5);
    assert_eq!(round_up(f64::NAN), 1.0);
    assert_eq!(shown_unit("volts"), ("µV".to_owned(), 1e6));
    assert_eq!(shown_unit("a.u."), ("a.u.".to_owned(), 1.0));
}
