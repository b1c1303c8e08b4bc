//! A channel is chosen by its name, or by where it is on the array.

use super::window::{night, settle};
use eframe::egui::accesskit::Role;
use egui_kittest::kittest::Queryable;
use equipoise::analysis::Value;
use equipoise::app::action::Action;
use equipoise::app::workspace::Look;
use equipoise::views::ViewId;

#[test]
fn a_channel_is_chosen_by_name_or_on_the_map_and_kept_by_name() {
    let mut harness = night(Look::Light);
    harness
        .state_mut()
        .ask(Action::ShowView(ViewId::find("field").expect("a view")));
    settle(&mut harness);
    let chosen = |harness: &egui_kittest::Harness<'static, equipoise::app::shell::Shell>| {
        let values = harness.state().state.workspace.values("field");
        let mut all = equipoise::views::all().iter();
        let view = all.find(|v| v.info().id == "field").expect("in the list");
        let own = view.info().parameters.iter();
        let parameter = own.copied().find(|p| p.id == "spectrogram-channel");
        values.get(parameter.expect("a parameter of the view"))
    };
    assert_eq!(chosen(&harness), Value::Integer(1));
    harness.get_by_label("Field: options").click();
    settle(&mut harness);
    for (label, name) in [("Electrode deep", "deep"), ("superficial", "superficial")] {
        harness
            .get_by_role_and_label(Role::ComboBox, "Channel of the spectrogram")
            .click();
        settle(&mut harness);
        harness.get_by_label(label).click();
        settle(&mut harness);
        assert_eq!(chosen(&harness), Value::Choice(name.to_owned()));
    }
}
