use equipoise::views::ViewId;

#[test]
fn a_view_is_known_by_its_id_and_no_other_is() {
    let id = ViewId::find("collapse").expect("in the list");
    let text = serde_json::to_string(&id).expect("plain text");
    assert_eq!(text, "\"collapse\"");
    assert_eq!(serde_json::from_str::<ViewId>(&text).expect("known"), id);
    let unknown = serde_json::from_str::<ViewId>("\"moon\"").expect_err("no such view");
    assert!(unknown.to_string().contains("moon"), "{unknown}");
}
