use equipoise::views::shared::wording::{clock, counted, length};

#[test]
fn times_and_counts_read_as_people_write_them() {
    assert_eq!(clock(3.25), "3.25 s");
    assert_eq!(clock(119.96), "2:00.0");
    assert_eq!(clock(3723.44), "1:02:03.4");
    assert_eq!(clock(-61.0), "−1:01.0");
    assert_eq!(length(0.012), "12.0 ms");
    assert_eq!(length(28_800.0), "8.00 h");
    assert_eq!(counted(1, "bin", "bins"), "1 bin");
    assert_eq!(counted(1234, "bin", "bins"), "1234 bins");
    assert_eq!(
        counted(1_234_567, "bin", "bins"),
        "1\u{202f}234\u{202f}567 bins"
    );
}
