use equipoise::app::dialog::path::PathForm;
use std::path::PathBuf;

#[test]
fn paths_are_taken_as_file_managers_copy_them() {
    for text in [
        "/a/b c.nwb",
        " '/a/b c.nwb' ",
        "\"/a/b c.nwb\"",
        "file:///a/b c.nwb",
    ] {
        let form = PathForm { text: text.into() };
        assert_eq!(form.path(), PathBuf::from("/a/b c.nwb"));
    }
}
