use equipoise::formats::blackrock::clock::{Clock, Ticks};

#[test]
fn times_of_the_day_count_from_the_first_second_to_the_nanosecond() {
    let at = |count| Ticks {
        count,
        per_second: 1_000_000_000,
    };
    let first = 1_700_000_000_250_000_000;
    let clock = Clock::new([at(first + 5), at(first)].into_iter());
    assert_eq!(clock.seconds(at(first)), 0.25);
    assert_eq!(clock.seconds(at(first + 33)), 0.250_000_033);
    assert_eq!(clock.seconds(at(1_699_999_999_500_000_000)), -0.5);
    let said = clock.warning().expect("a word on it").message;
    assert!(said.contains("2023-11-14T22:13:20+00:00 (1700000000 s)"));
}

#[test]
fn other_clocks_stay() {
    let at = |count| Ticks {
        count,
        per_second: 30_000,
    };
    for count in [0, 90_000, u64::MAX] {
        let clock = Clock::new([at(count)].into_iter());
        assert_eq!(clock, Clock::default());
        assert_eq!(clock.warning(), None);
    }
    assert_eq!(Clock::default().seconds(at(90_000)), 3.0);
}
