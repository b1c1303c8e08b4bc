use equipoise::formats::table::TimeUnit;
use equipoise::formats::table::names::{by_name_or_number, find, time_rank, time_unit};

#[test]
fn names_of_time_columns() {
    let unit = |n| (time_rank(n).is_some(), time_unit(n));
    assert_eq!(unit("time_s"), (true, Some(TimeUnit::Seconds)));
    assert_eq!(unit("spikeTime (ms)"), (true, Some(TimeUnit::Milliseconds)));
    assert_eq!(
        unit("timestamps_\u{b5}s"),
        (true, Some(TimeUnit::Microseconds))
    );
    assert_eq!(unit("timesec"), (true, Some(TimeUnit::Seconds)));
    assert_eq!(
        unit("sample"),
        (true, Some(TimeUnit::Samples { rate_hz: None }))
    );
    assert_eq!(unit("spike_times"), (true, None));
    assert_eq!(unit("t"), (true, None));
    for other in [
        "start_time",
        "duration_s",
        "n_samples",
        "rate_hz",
        "s",
        "name",
        "isi_ms",
    ] {
        assert_eq!(time_rank(other), None, "{other}");
    }
    assert!(time_rank("time_s") < time_rank("time"));
    assert!(time_rank("time") < time_rank("sample"));
}

#[test]
fn columns_by_name_or_number() {
    let columns = ["Unit".to_owned(), "t".to_owned()];
    assert_eq!(by_name_or_number(&columns, "unit"), Some(0));
    assert_eq!(by_name_or_number(&columns, "2"), Some(1));
    assert_eq!(by_name_or_number(&columns, "3"), None);
    assert_eq!(
        find(&["Stop (s)".into(), "start_s".into()], &["start", "stop"]),
        Some(1)
    );
}
