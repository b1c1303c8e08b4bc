use equipoise::cli::catch_panic::catch_panic;

#[test]
fn a_panic_becomes_its_message() {
    assert_eq!(catch_panic(|| 3), Ok(3));
    let message = catch_panic(|| panic!("no such {}", "thing")).expect_err("it panicked");
    assert!(
        message.starts_with("no such thing (tests/cli/unit/catch_panic.rs:"),
        "{message}"
    );
}
