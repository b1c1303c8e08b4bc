use equipoise::analysis::detail::row_order::natural;

#[test]
fn numbers_in_names_are_numbers() {
    let mut names = ["E10", "E2", "E02", "é1", "E", "10", "9", ""];
    names.sort_by(|a, b| natural(a, b));
    assert_eq!(names, ["", "9", "10", "E", "E2", "E02", "E10", "é1"]);
}
