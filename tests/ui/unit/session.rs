use equipoise::app::session::SessionFile;
use equipoise::app::workspace::{Look, Source, Workspace};

#[test]
fn what_was_saved_comes_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = SessionFile::in_folder(folder.path());
    assert!(file.load().0.is_none());
    let mut workspace = Workspace::default();
    workspace.open(Source::file("/a/b.nwb"));
    workspace.look = Look::Dark;
    file.save(&workspace).expect("saved");
    let (back, said) = file.load();
    let back = back.expect("a workspace");
    assert_eq!(
        (back.tabs, back.look, said),
        (workspace.tabs, Look::Dark, None)
    );
}

#[test]
fn a_broken_session_is_set_aside_and_said() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = SessionFile::in_folder(folder.path());
    std::fs::write(folder.path().join("session.json"), "{ \"tabs\": 3").expect("written");
    let (workspace, said) = file.load();
    assert!(workspace.is_none());
    assert!(said.expect("said").contains("set aside"));
    assert!(folder.path().join("session.unreadable.json").exists());
    assert!(file.load().1.is_none(), "the next start is clean");
}
