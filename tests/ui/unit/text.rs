use equipoise::app::quantity_text::{clock, count, duration, parse_time};

#[test]
fn times_are_read_as_people_write_them() {
    for (text, t_s) in [
        ("754.2", Some(754.2)),
        (" 12 s ", Some(12.0)),
        ("12:34", Some(754.0)),
        ("1:02:03.5", Some(3723.5)),
        ("−0:30", Some(-30.0)),
        ("2,5 min", Some(150.0)),
        ("250 ms", Some(0.25)),
        ("1:2:3:4", None),
        ("soon", None),
        ("", None),
    ] {
        assert_eq!(parse_time(text), t_s, "{text}");
    }
}

#[test]
fn times_and_counts_are_written_as_people_read_them() {
    assert_eq!(clock(3599.96), "1:00:00.0");
    assert_eq!(clock(192.44), "0:03:12.4");
    assert_eq!(duration(200.0), "3 min 20 s");
    assert_eq!(duration(3900.0), "1 h 05 min");
    assert_eq!(count(1_234_567), "1,234,567");
    assert_eq!(count(12), "12");
}
