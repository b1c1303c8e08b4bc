use equipoise::app::dialog::variables::role::{Role, pattern};
use equipoise::formats::MatChoices;

#[test]
fn names_that_are_numbered() {
    assert_eq!(pattern("sig001a"), pattern("sig014b"));
    assert_eq!(pattern("data.cell_1"), pattern("data.cell_12"));
    assert_ne!(pattern("sig001a"), pattern("ev001"));
    assert_ne!(pattern("spikes"), pattern("spikes2"));
    assert_ne!(pattern("x(:,1)"), pattern("y(:,1)"));
}

#[test]
fn several_variables_are_one_role() {
    let mut choices = MatChoices::default();
    Role::Spikes.set(&mut choices, "a1");
    Role::Spikes.set(&mut choices, "a2");
    Role::Unit.set(&mut choices, "u");
    Role::Unit.set(&mut choices, "w");
    assert_eq!(choices.spikes.as_deref(), Some("a1+a2"));
    assert_eq!(choices.unit.as_deref(), Some("w"));
    Role::Spikes.unset(&mut choices, "a1");
    assert!(Role::Spikes.is_of(&mut choices, "a2") && !Role::Spikes.is_of(&mut choices, "a1"));
    Role::Spikes.unset(&mut choices, "a2");
    assert!(choices.is_empty());
}
