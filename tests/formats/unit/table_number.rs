use equipoise::formats::table::number::{canonical_id, natural_order, parse};

#[test]
fn numbers_with_point_and_comma() {
    assert_eq!(parse(b" 64.5 ", false), Some(64.5));
    assert_eq!(parse(b"64,5", true), Some(64.5));
    assert_eq!(parse(b"-1,5e-3", true), Some(-0.0015));
    assert_eq!(parse(b"64,5", false), None);
    assert_eq!(parse(b"1,2,3", true), None);
    assert_eq!(parse(b"nan", false), None);
    assert_eq!(parse(b"", true), None);
    assert_eq!(parse(&[b','; 200], true), None);
}

#[test]
fn units_in_natural_order() {
    let mut ids = vec!["u10", "10", "u2", "2", "u2b", "002"];
    ids.sort_by(|a, b| natural_order(a, b));
    assert_eq!(ids, ["002", "2", "10", "u2", "u2b", "u10"]);
}

#[test]
fn one_unit_in_two_spellings() {
    assert_eq!(canonical_id(" 7.0"), "7");
    assert_eq!(canonical_id("7.5"), "7.5");
    assert_eq!(canonical_id("a.0"), "a.0");
    assert_eq!(canonical_id("1.000000000000000000e+00"), "1");
    assert_eq!(canonical_id("-1.0E+00"), "-1");
    assert_eq!(canonical_id("9.007199254740991e+15"), "9007199254740991");
    assert_eq!(canonical_id("1.25e+00"), "1.25e+00");
    assert_eq!(canonical_id("1.0e+300"), "1.0e+300");
    assert_eq!(canonical_id("2e4"), "2e4");
}
