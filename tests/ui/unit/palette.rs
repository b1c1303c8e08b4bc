use equipoise::app::dialog::palette::score;

#[test]
fn letters_in_order_are_found_and_beginnings_come_first() {
    assert!(score("gt", "Go to time…").is_some());
    assert!(score("tg", "Go to time…").is_none());
    assert!(score("exp", "Export view…") > score("exp", "Make examples"));
    assert!(score("", "anything").is_some());
    let [show, export] = ["Show", "Export"].map(|word| format!("{word} Waveform classes"));
    assert!(score("waveform classes", &show) > score("waveform classes", &export));
}
