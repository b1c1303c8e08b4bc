use equipoise::formats::edf::header::start_s;

#[test]
fn starts_are_told_apart() {
    let at = |date, time| start_s(date, time).unwrap();
    assert_eq!(
        at("01.03.24", "00.00.00") - at("28.02.24", "23.59.30"),
        86_430.0
    );
    assert_eq!(
        at("01.01.00", "00.00.05") - at("31.12.99", "23.59.55"),
        10.0
    );
    assert_eq!(start_s("X.X.X", "00.00.00"), None);
}
