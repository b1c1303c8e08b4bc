use equipoise::plot::export::figure::writer::{escape, num};

#[test]
fn numbers_are_short_and_always_numbers() {
    for (value, text) in [
        (0.0, "0"),
        (-0.001, "0"),
        (-0.5, "-0.5"),
        (12.345_6, "12.35"),
        (3.05, "3.05"),
        (-7.0, "-7"),
        (f64::NAN, "0"),
        (f64::INFINITY, "1000000000"),
    ] {
        assert_eq!(num(value), text);
    }
}

#[test]
fn text_is_safe_in_xml() {
    assert_eq!(
        escape("a<b & \"c\" 'd'>\u{0}\n"),
        "a&lt;b &amp; &quot;c&quot; &#39;d&#39;&gt;\u{FFFD} "
    );
}
