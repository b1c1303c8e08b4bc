use equipoise::formats::neuroscope::session::{Role, split};

#[test]
fn roles_by_name() {
    assert_eq!(split("a.b.res.12"), Some(("a.b", Role::Times(12))));
    assert_eq!(split("a.clu.1.bak"), None);
    assert_eq!(split("a.fet.3"), Some(("a", Role::Features(3))));
    assert_eq!(split("a.sts.REM"), Some(("a", Role::States)));
    assert_eq!(split("a.rip.evt"), Some(("a", Role::Events)));
    assert_eq!(split("a.evt.rip"), Some(("a", Role::Events)));
    assert_eq!(split("2024.evt"), Some(("2024", Role::Events)));
    assert_eq!(split(".xml"), None);
    assert_eq!(split("a.eeg"), Some(("a", Role::Field)));
    assert_eq!(split("é"), None);
}
