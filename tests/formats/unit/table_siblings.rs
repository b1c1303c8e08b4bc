use equipoise::formats::table::siblings::{Role, names, split};
use std::path::Path;

#[test]
fn roles_by_name() {
    assert_eq!(split("units"), (Role::Units, None));
    assert_eq!(split("rat_units"), (Role::Units, Some("rat")));
    assert_eq!(split("rat-states"), (Role::Epochs, Some("rat")));
    assert_eq!(split("rat_spikes"), (Role::Spikes, Some("rat")));
    assert_eq!(split("communits"), (Role::Spikes, Some("communits")));
    assert_eq!(split("é"), (Role::Spikes, Some("é")));
    assert_eq!(
        names(Path::new("d/rat_spikes.csv"), "units"),
        ["rat_spikes_units", "rat_units", "units"]
    );
}
