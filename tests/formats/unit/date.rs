use equipoise::formats::date::iso;
use std::time::{Duration, UNIX_EPOCH};

#[test]
fn known_moments() {
    let at = |seconds| iso(UNIX_EPOCH + Duration::from_secs(seconds));
    assert_eq!(at(0), "1970-01-01T00:00:00+00:00");
    assert_eq!(at(951_782_400), "2000-02-29T00:00:00+00:00");
    assert_eq!(at(1_735_689_599), "2024-12-31T23:59:59+00:00");
}
