use equipoise::cli::source::stem;
use std::path::Path;

#[test]
fn folders_are_named_after_files() {
    assert_eq!(stem(Path::new("a/night.2.nwb")), "night.2");
    assert_eq!(stem(Path::new("example:night")), "night");
    assert_eq!(stem(Path::new("/")), "recording");
}
