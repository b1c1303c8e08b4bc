use equipoise::plot::{Axis, Ticks, number_text, ticks};

#[test]
fn numbers_read_as_people_write_them() {
    for (value, figures, text) in [
        (0.0, 3, "0"),
        (-0.5, 2, "−0.50"),
        (1234.5, 3, "1230"),
        (0.001_234, 3, "0.00123"),
        (1.2e-5, 3, "1.2×10⁻⁵"),
        (1e6, 2, "10⁶"),
        (f64::NAN, 3, "–"),
    ] {
        assert_eq!(number_text(value, figures), text);
    }
}

#[test]
fn ticks_are_few_and_round() {
    let axis = Axis::new("x", "", [0.0, 1.0]);
    let texts = |axis: &Axis, range| -> Vec<String> {
        ticks(axis, range, 5).into_iter().map(|t| t.text).collect()
    };
    assert_eq!(
        texts(&axis, [0.0, 1.0]),
        ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]
    );
    assert_eq!(texts(&axis, [4.0, -4.0]), ["−4", "−2", "0", "2", "4"]);
    let time = axis.clone().with_ticks(Ticks::Time);
    assert_eq!(
        texts(&time, [0.0, 240.0]),
        ["0:00", "1:00", "2:00", "3:00", "4:00"]
    );
    assert_eq!(
        texts(&time, [59.9, 60.1]),
        ["59.90 s", "59.95 s", "1:00.00", "1:00.05", "1:00.10"]
    );
    assert!(texts(&axis, [f64::NAN, 1.0]).is_empty());
    let narrow: Vec<String> = ticks(&axis, [0.21, 0.85], 3)
        .into_iter()
        .map(|t| t.text)
        .collect();
    assert_eq!(narrow, ["0.4", "0.6", "0.8"]);
}

#[test]
fn log_axes_tick_at_powers_of_ten() {
    let mut axis = Axis::new("x", "", [1.0, 1000.0]);
    axis.log = true;
    let named: Vec<_> = ticks(&axis, [1.0, 1000.0], 6)
        .into_iter()
        .filter(|t| !t.text.is_empty())
        .map(|t| t.text)
        .collect();
    assert_eq!(named, ["1", "10", "100", "1000"]);
}
