use equipoise::app::session::{Saver, SessionFile};
use equipoise::app::workspace::{Look, Source, Workspace};
use std::sync::mpsc::sync_channel;

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

#[test]
fn the_last_of_many_is_on_the_disk_when_the_saver_has_finished() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = SessionFile::in_folder(&folder.path().join("deep/er"));
    let saver = Saver::start(file.clone(), || ()).expect("a thread");
    let mut workspace = Workspace::default();
    for n in 0..50 {
        workspace.open(Source::file(format!("/a/{n}.nwb")));
        saver.save(workspace.clone());
    }
    workspace.look = Look::Dark;
    saver.finish(workspace.clone());
    let back = file.load().0.expect("a workspace");
    assert_eq!((back.tabs, back.look), (workspace.tabs, Look::Dark));
}

#[test]
fn a_session_that_cannot_be_saved_is_said_each_time_until_it_can() {
    let folder = tempfile::tempdir().expect("a folder");
    let blocked = folder.path().join("config");
    std::fs::write(&blocked, "a file where the folder should be").expect("written");
    let (wake, woken) = sync_channel(4);
    let file = SessionFile::in_folder(&blocked);
    let saver = Saver::start(file.clone(), move || {
        wake.send(()).expect("the test listens");
    })
    .expect("a thread");
    let save = || {
        saver.save(Workspace::default());
        woken.recv().expect("woken after each attempt");
        saver.result().expect("a result")
    };
    for _ in 0..2 {
        let said = save().expect_err("no folder to write into");
        assert!(said.ends_with("session.json"), "{said}");
    }
    std::fs::remove_file(&blocked).expect("removed");
    assert_eq!(save(), Ok(()));
    assert!(file.load().0.is_some());
}
