use equipoise::views::browse::text::{counted, moment, thousands};

#[test]
fn numbers_are_grouped_and_times_read_as_clocks() {
    let grouped = [0, 999, 1000, 1_234_567].map(thousands);
    assert_eq!(grouped, ["0", "999", "1,000", "1,234,567"]);
    assert_eq!(counted(1, "spike"), "1 spike");
    assert_eq!(moment(12.345_64), "12.3456 s");
    assert_eq!(moment(59.999_99), "1:00.0000");
    assert_eq!(moment(-3723.5), "−1:02:03.5000");
    assert_eq!(moment(f64::NAN), "–");
}
