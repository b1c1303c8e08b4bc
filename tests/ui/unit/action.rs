use equipoise::analysis::{Normalisation, Scale};
use equipoise::app::action::Action;
use equipoise::app::command::Command;
use equipoise::recording::{Class, Interval};
use equipoise::views::ViewId;
use std::collections::BTreeSet;

/// Lessons and recorded lists hold these: they stay as they are.
#[test]
fn actions_have_names_that_stay_and_unknown_views_are_refused() {
    let collapse = ViewId::find("collapse").expect("a view");
    let unit = || "u1".to_owned();
    let all = [
        (
            Action::Run(Command::MarkSeizure),
            r#"{"run":"mark-seizure"}"#,
        ),
        (Action::ShowTab(3), r#"{"show-tab":3}"#),
        (Action::SetScale(Scale::new(20.5)), r#"{"set-scale":20.5}"#),
        (
            Action::SetNormalisation(Normalisation::ALL[0]),
            r#"{"set-normalisation":"rate"}"#,
        ),
        (
            Action::SetClass {
                units: vec![unit()],
                class: Class::Inhibitory,
            },
            r#"{"set-class":{"units":["u1"],"class":"inhibitory"}}"#,
        ),
        (
            Action::SelectUnits(BTreeSet::from([unit()])),
            r#"{"select-units":["u1"]}"#,
        ),
        (
            Action::ShowNumbers(collapse, true),
            r#"{"show-numbers":["collapse",true]}"#,
        ),
        (
            Action::Advance {
                playhead_s: 0.1,
                window: Interval::new(0.0, 10.0),
                ends: false,
            },
            r#"{"advance":{"playhead_s":0.1,"window":{"start_s":0.0,"stop_s":10.0},"ends":false}}"#,
        ),
        (Action::CloseDialog, r#""close-dialog""#),
    ];
    for (action, text) in all {
        assert_eq!(serde_json::to_string(&action).expect("plain data"), text);
        let read: Action = serde_json::from_str(text).expect("a known action");
        assert_eq!(read, action);
    }
    assert!(serde_json::from_str::<Action>(r#"{"show-view":"moon"}"#).is_err());
}
