use equipoise::app::workspace::{Source, Workspace};

#[test]
fn closing_a_tab_keeps_the_shown_one_shown() {
    let mut workspace = Workspace::default();
    let ids: Vec<u64> = ["a", "b", "c"]
        .into_iter()
        .map(|p| workspace.open(Source::file(p)))
        .collect();
    workspace.active = 1;
    workspace.close(ids[0]);
    assert_eq!(workspace.tab().map(|t| t.id), Some(ids[1]));
    workspace.close(ids[2]);
    workspace.close(ids[1]);
    assert!(workspace.tab().is_none());
    assert_eq!(workspace.recent.len(), 3);
}

#[test]
fn a_session_with_unknown_and_missing_parts_still_loads() {
    let mut read: Workspace = serde_json::from_str(
        r#"{"active": 99, "colour_of_the_moon": 3, "tabs": [{"id": 7, "source": {"Example": {"id": "night"}}, "window": null, "settings": {"scale": 400.0}}]}"#,
    )
    .expect("missing parts have defaults");
    read.mend();
    assert_eq!(read.active, 0);
    assert_eq!(read.tabs[0].settings.scale.k(), 32.0);
}
