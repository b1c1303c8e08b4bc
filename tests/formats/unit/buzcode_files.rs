use equipoise::formats::buzcode::files::{Kind, kind};

#[test]
fn kinds_by_name() {
    assert_eq!(kind("a.b.spikes.cellinfo.mat"), Some((Kind::Spikes, "a.b")));
    assert_eq!(
        kind("a.SleepState.states.mat"),
        Some((Kind::SleepState, "a"))
    );
    assert_eq!(
        kind("a.b.ripples.events.mat"),
        Some((Kind::Intervals, "a.b"))
    );
    assert_eq!(
        kind("a.opto.manipulation.mat"),
        Some((Kind::Intervals, "a"))
    );
    assert_eq!(kind("a.behaviour.states.mat"), Some((Kind::Intervals, "a")));
    assert_eq!(kind("ripples.events.mat"), None);
    assert_eq!(kind(".events.mat"), None);
}
