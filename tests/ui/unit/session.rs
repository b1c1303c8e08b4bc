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
    let aside = |n: usize| folder.path().join(format!("session.unreadable-{n}.json"));
    assert!(aside(1).exists());
    assert!(file.load().1.is_none(), "the next start is clean");
    // What is set aside later does not take its place.
    std::fs::write(folder.path().join("session.json"), "[3").expect("written");
    assert!(file.load().0.is_none());
    let [first, second] = [1, 2].map(|n| std::fs::read_to_string(aside(n)).expect("kept"));
    assert_eq!((first.as_str(), second.as_str()), ("{ \"tabs\": 3", "[3"));
}

#[test]
fn an_unreadable_part_of_a_session_costs_that_part_only() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = SessionFile::in_folder(folder.path());
    let mut workspace = Workspace::default();
    for name in ["a", "b", "c"] {
        workspace.open(Source::file(format!("/{name}.nwb")));
    }
    workspace.look = Look::Dark;
    workspace.tabs[2].playhead_s = 7.0;
    let mut json = serde_json::to_value(&workspace).expect("plain data");
    json["side_page"] = "Somewhere".into();
    json["tabs"][1]["source"] = 3.into();
    json["tabs"][2]["settings"] = "all".into();
    json["recent"] = serde_json::json!(["/a.nwb", 3]);
    let text = serde_json::to_string(&json).expect("JSON");
    std::fs::write(folder.path().join("session.json"), text).expect("written");
    let (back, said) = file.load();
    let back = back.expect("most of it");
    let names: Vec<String> = back.tabs.iter().map(|t| t.source.name()).collect();
    assert_eq!(names, ["a.nwb", "c.nwb"]);
    assert_eq!((back.look, back.tabs[1].playhead_s), (Look::Dark, 7.0));
    assert_eq!(back.recent.len(), 1);
    let said = said.expect("said");
    for part in ["recent", "side_page", "tabs", "session.unreadable-1.json"] {
        assert!(said.contains(part), "{said}");
    }
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
