//! The view: what it draws and exports.

use crate::common::{self, asked, in_threads, number, pair, poisson, random};
use equipoise::analysis::{AnalysisError, Selection, Settings, SurrogateKind, Task, Value, Values};
use equipoise::models::synthetic::Night;
use equipoise::plot::Mark;
use equipoise::recording::{Interval, Recording};
use equipoise::views::{Canvas, Export, Input, Picture, by_id};

struct Asked<'a> {
    recording: &'a Recording,
    selection: Selection,
    settings: Settings,
    values: Values,
}

impl<'a> Asked<'a> {
    fn new(recording: &'a Recording) -> Self {
        Self {
            recording,
            selection: Selection::whole(recording),
            settings: Settings::default(),
            values: Values::default(),
        }
    }
    fn set(&mut self, parameter: &str, value: &Value) {
        let info = by_id("mncm").expect("registered").info();
        let parameter = info.parameters.iter().find(|p| p.id == parameter);
        self.values.set(parameter.expect("known"), value);
    }
    fn choose(&mut self, parameter: &str, option: &str) {
        self.set(parameter, &Value::Choice(option.to_owned()));
    }
    fn input(&self) -> Input<'_> {
        Input {
            recording: self.recording,
            selection: &self.selection,
            settings: &self.settings,
            values: &self.values,
            other_values: None,
            canvas: Canvas::default(),
        }
    }
    fn draw(&self) -> Result<Picture, AnalysisError> {
        let view = by_id("mncm").expect("registered");
        view.compute(&self.input(), &Task::alone())
    }
    fn export(&self) -> Export {
        let view = by_id("mncm").expect("registered");
        let mut exports = view
            .export(&self.input(), &Task::alone())
            .expect("exported");
        assert_eq!(exports.len(), 1);
        exports.remove(0)
    }
}

/// Ten minutes: every state and a seizure.
fn night() -> Recording {
    let night = Night {
        seed: 1,
        duration_s: 600.0,
        ..Night::default()
    };
    night.recording()
}

fn ids(picture: &Picture) -> Vec<&'static str> {
    picture.sheet.panels.iter().map(|p| p.plot.id).collect()
}

/// Dots of a plot, offset by offset.
fn dots(picture: &Picture, id: &str, each: usize) -> Vec<Vec<[f64; 2]>> {
    let plot = picture.sheet.plot(id).expect("the plot");
    let found = plot.layers.iter().filter_map(|l| match &l.mark {
        Mark::Points { xy, .. } if xy.len() == each => Some(xy.to_vec()),
        _ => None,
    });
    found.collect()
}

#[test]
fn a_night_has_every_panel_and_number() {
    let recording = night();
    let mut asked = Asked::new(&recording);
    let picture = asked.draw().expect("drawn");
    let panels = ["map", "offset", "course", "scale", "matrix", "shares"];
    assert_eq!(ids(&picture), panels);
    let table = &picture.sheet.tables[0];
    // Four states, the seizure and the time after it.
    assert_eq!(table.rows.len(), 6);
    let map = dots(&picture, "map", 36);
    assert_eq!(map.len(), 5);
    // Each feature is divided by its maximum: every block of six columns reaches 1.
    for block in 0..6 {
        let of_block = map.iter().flat_map(|d| &d[6 * block..6 * block + 6]);
        let most = of_block.map(|d| d[1]).fold(f64::NEG_INFINITY, f64::max);
        assert!((most - 1.0).abs() < 1e-12, "block {block}: {most}");
    }
    for said in ["Masked", "rounding lowers", "reconstructed", "disagree"] {
        assert!(
            picture.sheet.notes.iter().any(|n| n.contains(said)),
            "{said}"
        );
    }

    let export = asked.export();
    assert_eq!(export.key, "mncm");
    let offsets = export.json["offsets"].as_array().expect("a list");
    assert_eq!(offsets.len(), 5);
    let names = [
        "offset",
        "correlation",
        "contrast",
        "dissimilarity",
        "homogeneity",
        "energy",
        "asm",
        "entropy",
    ];
    for (offset, n) in offsets.iter().zip(1..) {
        assert_eq!(offset["offset"], n);
        assert_eq!(offset.as_object().expect("an object").len(), names.len());
        assert!(names.iter().all(|name| offset[*name].is_number()));
    }
    assert_eq!(export.json["parameters"]["levels"], 16);
    assert_eq!(export.json["parameters"]["direction"], "scale");
    assert_eq!(
        export.json["by_state"].as_object().expect("states").len(),
        6
    );
    let (header, rows) = export.csv.as_ref().expect("a table");
    assert_eq!(header.len(), 9);
    assert_eq!(rows.len(), 7 * 5);
    assert!(export.warnings.is_empty(), "{:?}", export.warnings);

    asked.choose("display", "absolute");
    let absolute = asked.draw().expect("drawn");
    assert_eq!(absolute.sheet.panels.len(), 9);
    let correlation = dots(&absolute, "map-correlation", 6);
    // What is drawn is what is exported.
    let wake = &export.json["by_state"]["Wake"]["offsets"];
    for (dots, offset) in correlation.iter().zip(0usize..) {
        let known = wake[offset]["correlation"].as_f64().expect("a number");
        assert!((dots[0][1] - known).abs() < 1e-12);
    }
}

#[test]
fn a_state_on_its_own_is_the_selection() {
    let recording = night();
    let mut asked = Asked::new(&recording);
    let all = asked.export();
    asked.selection.states = vec!["REM".to_owned()];
    let rem = asked.export();
    assert_eq!(rem.json["offsets"], all.json["by_state"]["REM"]["offsets"]);
    // With the ruler of the selection the state's own spread is the unit.
    asked.choose("ruler", "selection");
    assert_ne!(asked.export().json["offsets"], rem.json["offsets"]);
}

#[test]
fn every_choice_can_be_drawn() {
    let span = Interval::new(3.0, 9.0);
    let mut rng = random(61);
    let recording = pair(
        poisson(&mut rng, 60.0, span),
        poisson(&mut rng, 40.0, span),
        span,
    );
    let info = by_id("mncm").expect("registered").info();
    for parameter in info.parameters {
        let equipoise::analysis::Kind::Choice { options, .. } = parameter.kind else {
            continue;
        };
        for (option, _) in options {
            let mut asked = Asked::new(&recording);
            asked.choose(parameter.id, option);
            let picture = asked.draw().expect("drawn");
            // Without states there is one column.
            assert_eq!(picture.sheet.tables[0].rows.len(), 1);
            for panel in &picture.sheet.panels {
                let ends = [panel.plot.x.range, panel.plot.y.range].concat();
                assert!(ends.iter().all(|end| end.is_finite()), "{option}: {ends:?}");
                assert!(!panel.plot.summary.is_empty());
            }
        }
    }
    let mut asked = Asked::new(&recording);
    asked.set("offset", &Value::Integer(10));
    assert_eq!(
        asked.export().json["offsets"].as_array().map(Vec::len),
        Some(10)
    );
}

#[test]
fn too_little_is_said_and_not_drawn() {
    let span = Interval::new(0.0, 0.0005);
    let short = pair(vec![0.0001], vec![0.0002], span);
    let said = |recording: &Recording| match Asked::new(recording).draw() {
        Err(AnalysisError::NothingToShow(text)) => text,
        _ => panic!("something was drawn"),
    };
    assert!(said(&short).contains("shorter than the finest window"));
    let span = Interval::new(0.0, 20.0);
    let silent = pair(poisson(&mut random(63), 30.0, span), Vec::new(), span);
    assert!(said(&silent).contains("do not vary"));
    // A number that is missing is null, with a sentence: no two scales 10 apart fit into 10 ms.
    let span = Interval::new(0.0, 0.01);
    let mut rng = random(67);
    let brief = pair(
        poisson(&mut rng, 3000.0, span),
        poisson(&mut rng, 3000.0, span),
        span,
    );
    let mut asked = Asked::new(&brief);
    asked.set("offset", &Value::Integer(10));
    let export = asked.export();
    assert!(export.json["offsets"][0]["correlation"].is_number());
    assert!(export.json["offsets"][9]["correlation"].is_null());
    assert!(export.warnings[0].contains("no features at offset"));
}

#[test]
fn a_surrogate_is_bars_and_two_rows() {
    let recording = night();
    let all = |kind, threads| {
        let asked = asked(&recording, 20.0).with_surrogate(kind, 6);
        in_threads(threads, || asked.draw_all("mncm"))
    };
    let (picture, pieces) = all(SurrogateKind::CircularShift, 1);
    assert_eq!(pieces, 2);
    let (again, _) = all(SurrogateKind::CircularShift, 2);
    assert_eq!(common::said(&again), common::said(&picture));
    let said = |picture: &Picture, text: &str| picture.sheet.notes.iter().any(|n| n.contains(text));
    assert!(said(&picture, "6 realisations, seed 5"));
    let bars = |picture: &Picture| {
        let plot = picture.sheet.plot("offset").expect("the plot");
        let is_bars = |name: &str| name.starts_with("Surrogate");
        let mut layers = plot.layers.iter();
        layers.any(|l| l.name.as_deref().is_some_and(is_bars))
    };
    assert!(bars(&picture));
    let rows = &picture.sheet.tables[0].rows;
    // Four states, the seizure, what follows it, the selection as a whole, its surrogate and the
    // interval.
    assert_eq!(rows.len(), 9);
    assert!(rows.iter().all(|row| row.len() == 9));
    // What units share makes neighbouring scales alike; turned round they do not share it.
    assert!(number(&rows[7][4]) < number(&rows[6][4]));

    let (permuted, pieces) = all(SurrogateKind::BinPermutation, 2);
    assert!(pieces == 0 && !bars(&permuted) && said(&permuted, "Permuted bins"));
    let (without, pieces) = asked(&recording, 20.0).draw_all("mncm");
    assert!(pieces == 0 && !bars(&without) && without.sheet.tables[0].rows.len() == 6);
}
