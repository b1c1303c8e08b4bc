use egui_tiles::Tile;
use equipoise::app::layout::{Layout, LayoutName, PanelId};
use serde_json::Value;
use std::collections::BTreeSet;

/// As a session saved it when panels had no ids: the view alone.
fn without_ids(value: &mut Value) {
    let view = value.get("Pane").and_then(|panel| panel.get("view"));
    if let Some(view) = view.cloned() {
        value["Pane"] = view;
        return;
    }
    match value {
        Value::Object(all) => all.values_mut().for_each(without_ids),
        Value::Array(all) => all.iter_mut().for_each(without_ids),
        _ => {}
    }
}

#[test]
fn panels_of_sessions_that_knew_no_ids_get_some() {
    let mut layout = Layout::default();
    layout.show("connections");
    let mut saved = serde_json::to_value(&layout).expect("plain data");
    without_ids(&mut saved);
    saved.as_object_mut().expect("a map").remove("next");
    let mut read: Layout = serde_json::from_value(saved).expect("as it was saved then");
    read.mend();
    let views = |layout: &Layout| -> Vec<String> {
        let panels = layout.panels().into_iter();
        panels.map(|panel| panel.view).collect()
    };
    assert_eq!(views(&read), views(&layout));
    let ids: BTreeSet<PanelId> = read.names().into_keys().collect();
    assert_eq!(ids.len(), 4);
    assert!(!ids.contains(&PanelId::default()));
    let added = read.duplicate(*ids.first().expect("a panel"));
    assert!(!ids.contains(&added.expect("the panel is there")));
}

#[test]
fn layouts_name_views_that_there_are() {
    for name in LayoutName::ALL {
        let tree = name.tree();
        let panels = tree.tiles.tiles().filter_map(|tile| match tile {
            Tile::Pane(panel) => Some(panel),
            Tile::Container(_) => None,
        });
        for panel in panels {
            assert!(panel.view().is_some(), "{}", panel.view);
        }
    }
}
