use equipoise::cli::analyze::folder_name;
use std::collections::BTreeSet;

#[test]
fn no_two_recordings_share_a_folder() {
    let mut taken = BTreeSet::new();
    let names: Vec<_> = ["a", "a", "a-2", "a", "b"]
        .map(|s| folder_name(s, &mut taken))
        .into();
    assert_eq!(names, ["a", "a-2", "a-2-2", "a-3", "b"]);
}
