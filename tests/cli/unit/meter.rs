use equipoise::cli::meter::counted;

#[test]
fn things_are_counted_when_they_are_done() {
    let lines = [0.0, 0.12, 0.129, 1.0].map(|done| counted("Surrogates", done, 100));
    let numbers = lines.map(|l| l.replace("Surrogates ", ""));
    assert_eq!(
        numbers,
        ["0 of 100", "12 of 100", "12 of 100", "100 of 100"]
    );
}
