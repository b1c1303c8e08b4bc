//! Outcomes that come faster than they can be drawn.

use equipoise::analysis::{AnalysisError, Selection, Settings, Values};
use equipoise::app::layout::PanelId;
use equipoise::app::outcomes::Outcomes;
use equipoise::compute::{Job, PublishedPicture};
use equipoise::recording::{Hashes, Parts, Recording, SpikeTrains, Unit};
use equipoise::views::{self, Canvas, Recipe, Source};
use std::collections::BTreeMap;
use std::sync::Arc;

fn published(recording: &Arc<Recording>, panel: u64, said: &str) -> PublishedPicture {
    let view = views::by_id("browse").expect("a view");
    let recipe = Recipe {
        view: "browse".to_owned(),
        source: Source::recording(recording, &Hashes::default(), None),
        selection: Selection::whole(recording),
        settings: Settings::default(),
        values: Values::default(),
        other_values: BTreeMap::new(),
        canvas: Canvas::default(),
    };
    let tag = (1, panel);
    PublishedPicture {
        view: "browse",
        tag,
        key: Job::new(view, tag, recording, &recipe).key().clone(),
        result: Err(AnalysisError::NothingToShow(said.to_owned())),
    }
}

#[test]
fn the_newest_of_each_panel_is_shown_and_none_waits_for_ever() {
    let mut parts = Parts::new("test");
    parts.units = vec![Unit::new("a")];
    parts.trains = SpikeTrains::from_units(vec![vec![0.0, 1.0]]);
    let recording: Arc<Recording> = Recording::new(parts).expect("valid parts").into();
    let mut outcomes = Outcomes::default();
    let shown = |outcomes: &Outcomes| {
        [1, 2, 3].map(|panel| {
            let outcome = outcomes.get(1, PanelId(panel))?;
            outcome.error.as_ref().map(ToString::to_string)
        })
    };
    for said in ["a1", "b1", "c1", "a2", "a3", "c2"] {
        let panel = u64::from(said.as_bytes()[0] - b'a') + 1;
        outcomes.receive(published(&recording, panel, said));
    }
    assert_eq!(shown(&outcomes), [None, None, None]);
    let text = |said: &str| Some(said.to_owned());
    outcomes.show_received(1);
    assert_eq!(shown(&outcomes), [text("a3"), None, None]);
    // The first comes again and again; the others have their turns.
    outcomes.receive(published(&recording, 1, "a4"));
    outcomes.show_received(1);
    outcomes.receive(published(&recording, 1, "a5"));
    outcomes.show_received(1);
    assert_eq!(shown(&outcomes), [text("a3"), text("b1"), text("c2")]);
    assert!(outcomes.is_behind());
    outcomes.show_received(usize::MAX);
    assert_eq!(shown(&outcomes), [text("a5"), text("b1"), text("c2")]);
    assert!(!outcomes.is_behind());
}
