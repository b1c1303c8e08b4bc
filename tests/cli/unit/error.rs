use equipoise::cli::error::one_line;

#[test]
fn a_message_is_one_line() {
    assert_eq!(one_line("a\n  b\r\n\tc "), "a b c");
}
