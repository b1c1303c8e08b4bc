use equipoise::recording::{Unit, unit_names};

#[test]
fn no_two_units_share_a_name() {
    let units = ["a", "b", "a", "a #2", "a"].map(Unit::new);
    assert_eq!(unit_names(&units), ["a", "b", "a #2", "a #2 #2", "a #3"]);
}
