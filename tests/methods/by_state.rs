//! States side by side and over one another: what a column shows is what the state alone shows.

use crate::common::{asked, night, number, pair, poisson, random};
use equipoise::analysis::{Selection, SurrogateKind, Value};
use equipoise::plot::{Ink, Mark, Plot, Sheet};
use equipoise::recording::{Interval, Recording};
use equipoise::views::Picture;
use std::collections::BTreeSet;

const SPLIT: [&str; 4] = ["collapse", "variance", "partition", "correlation"];

fn choice(id: &str) -> Value {
    Value::Choice(id.to_owned())
}

fn split(recording: &Recording, view: &str, how: &str, states: &[&str]) -> Picture {
    let mut asked = asked(recording, 20.0);
    asked.selection.states = states.iter().map(|&s| s.to_owned()).collect();
    asked.set(view, "split", &choice(how));
    asked.draw(view).expect("drawn")
}

/// Everything that is drawn, without what is common to all columns.
fn marks(plot: &Plot) -> String {
    let own = plot.layers.iter().map(|layer| match &layer.mark {
        Mark::Image { values, .. } => format!("{values:?}"),
        mark => format!("{mark:?}"),
    });
    own.collect::<Vec<_>>().join("\n")
}

fn column(sheet: &Sheet, column: usize) -> Vec<&Plot> {
    let own = sheet.panels.iter().filter(|p| p.column == column);
    own.map(|p| &p.plot).collect()
}

#[test]
fn a_column_shows_what_the_state_alone_shows() {
    for view in SPLIT {
        let picture = split(night(), view, "columns", &["Wake", "REM"]);
        for (place, state) in ["Wake", "REM"].into_iter().enumerate() {
            let alone = split(night(), view, "together", &[state]);
            let alone: BTreeSet<String> =
                alone.sheet.panels.iter().map(|p| marks(&p.plot)).collect();
            let columns = column(&picture.sheet, place);
            assert!(!columns.is_empty(), "{view}: {state}");
            for plot in columns {
                assert!(alone.contains(&marks(plot)), "{view}: {state}, {}", plot.id);
            }
        }
        assert!(column(&picture.sheet, 2).is_empty(), "{view}: two states");
    }
}

#[test]
fn columns_have_common_axes_and_colours_and_names_of_their_own() {
    for view in SPLIT {
        let picture = split(night(), view, "columns", &[]);
        let panels = &picture.sheet.panels;
        let ids: BTreeSet<&str> = panels.iter().map(|p| p.plot.id).collect();
        assert_eq!(ids.len(), panels.len(), "{view}: every plot has its own id");
        for panel in panels {
            let first = panels.iter().find(|p| p.row == panel.row && p.column == 0);
            let first = &first.expect("a first column").plot;
            assert_eq!(panel.plot.y.range, first.y.range, "{view}");
            assert_eq!(panel.plot.x.range, first.x.range, "{view}");
            let colours = |plot: &Plot| {
                let mut images = plot.layers.iter().filter_map(|l| match &l.mark {
                    Mark::Image { range, .. } => Some(*range),
                    _ => None,
                });
                images.next()
            };
            assert_eq!(colours(&panel.plot), colours(first), "{view}");
        }
        let titles: Vec<&str> = panels
            .iter()
            .filter(|p| p.row == 0)
            .map(|p| p.plot.title.as_str())
            .collect();
        let states = ["Wake", "REM", "Light sleep", "Slow-wave sleep", "Seizure"];
        assert_eq!(titles[..5], states, "{view}: in the order of Fig 3B");
        let said = picture.sheet.notes.join(" ");
        assert!(said.contains("durations differ"), "{view}: {said}");
    }
}

#[test]
fn every_state_is_over_the_others_in_its_colour() {
    for view in SPLIT {
        let picture = split(night(), view, "overlaid", &["Wake", "REM"]);
        let layers = picture.sheet.panels.iter().flat_map(|p| &p.plot.layers);
        let named: BTreeSet<&str> = layers.filter_map(|l| l.name.as_deref()).collect();
        assert!(
            named.contains("Wake") && named.contains("REM"),
            "{view}: {named:?}"
        );
        let wake = split(night(), view, "together", &["Wake"]);
        let of_wake = &wake.sheet.tables[0].rows[0][1];
        let table = &picture.sheet.tables[0];
        let row = table
            .rows
            .iter()
            .find(|r| r[0] == wake.sheet.tables[0].rows[0][0]);
        assert_eq!(&row.expect("the same row")[1], of_wake, "{view}");
    }
}

#[test]
fn only_the_scales_that_are_asked_for_are_drawn() {
    let mut asked = asked(night(), 20.0);
    let count = |asked: &crate::common::Asked<'_>| {
        let picture = asked.draw("collapse").expect("drawn");
        let plot = picture.sheet.plot("curves").expect("the plot").clone();
        let lines = plot.layers.iter();
        let of_scales = lines.filter(|l| {
            matches!(&l.mark, Mark::Line { stroke, .. } if matches!(stroke.ink, Ink::FineToCoarse(_)))
        });
        of_scales.count()
    };
    // A night of half an hour has 30 bins at every scale.
    assert_eq!(count(&asked), 32);
    asked.set("collapse", "from-k", &Value::Integer(20));
    asked.set("collapse", "to-k", &Value::Integer(12));
    assert_eq!(count(&asked), 9, "ends in either order");
}

#[test]
fn equal_durations_are_equal_and_the_seed_is_said() {
    let mut asked = asked(night(), 20.0);
    asked.set("collapse", "split", &choice("columns"));
    asked.set("collapse", "equal-durations", &Value::Switch(true));
    asked.selection.states = vec!["Wake".into(), "REM".into(), "Slow-wave sleep".into()];
    let picture = |seed: i64| {
        let mut asked = crate::common::Asked {
            selection: asked.selection.clone(),
            settings: asked.settings.clone(),
            values: asked.values.clone(),
            recording: asked.recording,
        };
        asked.set("collapse", "equal-seed", &Value::Integer(seed));
        asked.draw("collapse").expect("drawn")
    };
    let one = picture(3);
    let minutes: Vec<f64> = one.sheet.tables[0].rows[0][1..]
        .iter()
        .map(number)
        .collect();
    // REM lasts 3 min, and is the shortest of the three.
    assert!(
        minutes.iter().all(|m| (m - 3.0).abs() < 1e-9),
        "{minutes:?}"
    );
    let said = one.sheet.notes.join(" ");
    assert!(said.contains("cut to") && said.contains("seed 3"), "{said}");
    let wake = |d: &Picture| marks(&d.sheet.panels[0].plot);
    assert_eq!(wake(&one), wake(&picture(3)));
    assert_ne!(wake(&one), wake(&picture(4)), "another seed, other blocks");
}

#[test]
fn the_numbers_of_each_state_are_exported_as_they_are_drawn() {
    for view in SPLIT {
        let mut asked = asked(night(), 20.0);
        asked.selection.states = vec!["Wake".into(), "REM".into()];
        asked.set(view, "split", &choice("columns"));
        let both = asked.export(view);
        asked.set(view, "split", &choice("together"));
        for state in ["Wake", "REM"] {
            asked.selection.states = vec![state.to_owned()];
            for (alone, both) in asked.export(view).iter().zip(&both) {
                let own = &both.json["by_state"][state];
                assert_eq!(own["numbers"], alone.json, "{view}: {state}");
                assert!(own["intervals_s"][0][1].as_f64() > own["intervals_s"][0][0].as_f64());
                let rows = |csv: &Option<(Vec<String>, Vec<Vec<String>>)>| {
                    csv.as_ref().map_or(0, |(_, rows)| rows.len())
                };
                let (header, all) = both.csv.as_ref().expect("a table");
                assert_eq!(header[0], "state");
                let named = all.iter().filter(|row| row[0] == state).count();
                assert_eq!(named, rows(&alone.csv), "{view}: {state}");
            }
        }
    }
}

#[test]
fn the_surrogate_of_every_state_comes_in_pieces_too() {
    let mut asked = asked(night(), 20.0).with_surrogate(SurrogateKind::CircularShift, 6);
    asked.selection.states = vec!["REM".into(), "Seizure".into()];
    asked.set("variance", "split", &choice("columns"));
    let (picture, pieces) = asked.draw_all("variance");
    // Batches of four: all states get one at a time.
    assert_eq!(pieces, 2);
    for panel in picture.sheet.panels.iter().filter(|p| p.row == 0) {
        let bands = panel.plot.layers.iter();
        let bands = bands.filter(|l| matches!(l.mark, Mark::Band { .. }));
        assert_eq!(bands.count(), 1, "{}", panel.plot.title);
    }
}

#[test]
fn the_matrix_shows_a_stretch_of_each_state() {
    let mut asked = asked(night(), 20.0);
    asked.selection.states = vec!["Wake".into(), "Slow-wave sleep".into()];
    asked.set("matrix", "split", &choice("columns"));
    asked.set("matrix", "stretch", &Value::Number(45.0));
    let picture = asked.draw("matrix").expect("drawn");
    let tops: Vec<_> = picture.sheet.panels.iter().filter(|p| p.row == 0).collect();
    assert_eq!(tops.len(), 2);
    for panel in tops {
        let [from, to] = panel.plot.x.range;
        assert!((to - from - 45.0).abs() < 1e-9);
        let inside = |state: &str| {
            let selection = Selection {
                states: vec![state.to_owned()],
                ..Selection::whole(night())
            };
            let all = selection.intervals(night());
            let own = all.as_slice().iter();
            own.clone().any(|i| i.start_s <= from && to <= i.stop_s)
        };
        assert!(inside(&panel.plot.title), "{}", panel.plot.title);
    }
}

#[test]
fn a_recording_without_states_says_so() {
    let span = Interval::new(0.0, 60.0);
    let mut rng = random(3);
    let trains = [30.0, 20.0].map(|rate| poisson(&mut rng, rate, span));
    let [e, i] = trains;
    let recording = pair(e, i, span);
    for view in SPLIT {
        let mut asked = asked(&recording, 20.0);
        asked.set(view, "split", &choice("columns"));
        let error = asked.draw(view).err().expect("nothing to show").to_string();
        assert!(error.contains("no state"), "{error}");
    }
}
