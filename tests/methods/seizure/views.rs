//! The seizure views: what they draw, and what they say when something is missing.

use crate::common::{asked, in_threads, night, pair, poisson, random, recording, said};
use equipoise::analysis::{AnalysisError, Task, Value};
use equipoise::plot::Mark;
use equipoise::recording::{Class, Interval, Recording};
use equipoise::views::{Marks, Picture, by_id};

const OVER_TIME: [&str; 5] = [
    "seizure-map",
    "trend",
    "coordination",
    "event-raster",
    "current",
];
const ALL: [&str; 6] = [
    "seizure-map",
    "trend",
    "coordination",
    "event-raster",
    "current",
    "trajectory",
];

fn notes(picture: &Picture) -> String {
    picture.sheet.notes.join(" ")
}

fn calm() -> Recording {
    let span = Interval::new(0.0, 200.0);
    let mut rng = random(71);
    pair(
        poisson(&mut rng, 20.0, span),
        poisson(&mut rng, 20.0, span),
        span,
    )
}

#[test]
fn each_shows_the_event_its_baseline_and_a_linked_time() {
    let mut asked = asked(night(), 20.0);
    asked.selection.window = Interval::new(1200.0, 1500.0);
    for id in ALL {
        let picture = asked.draw(id).expect(id);
        let text = notes(&picture);
        if id != "current" {
            assert!(
                text.contains("Event: 22:00.0 to 22:40.0, the first seizure"),
                "{id}: {text}"
            );
            assert!(
                text.contains("Baseline: 20:00.0 to 22:00.0"),
                "{id}: {text}"
            );
            // The rule stays in the state before the onset.
            assert!(!text.contains("spans several states"), "{id}: {text}");
        }
        assert!(picture.bytes() > 0 && !picture.sheet.panels.is_empty());
        assert!(
            picture
                .sheet
                .panels
                .iter()
                .all(|p| !p.plot.summary.is_empty()),
            "{id}"
        );
    }
    for id in OVER_TIME {
        let picture = asked.draw(id).expect(id);
        let view = by_id(id).expect("registered");
        let marks = Marks {
            playhead_s: Some(1330.0),
            ..Marks::default()
        };
        let overlay = view.overlay(&picture, &marks);
        assert!(!overlay.is_empty(), "{id}");
        for (plot, mark) in overlay {
            assert!(picture.sheet.is_time(plot), "{id} {plot}");
            let shown = picture.sheet.plot(plot).expect("it is there");
            assert_eq!(shown.x.range, [1200.0, 1500.0], "{id} {plot}");
            assert!(matches!(mark, Mark::VerticalLine { x, .. } if x == 1330.0));
        }
    }
}

#[test]
fn what_is_chosen_is_what_is_shown() {
    let mut asked = asked(night(), 20.0);
    let before = asked.draw("trend").expect("drawn");
    asked.settings.event = Some(Interval::new(1320.0, 1350.0));
    asked.settings.baseline = Some(Interval::new(1200.0, 1320.0));
    let after = asked.draw("trend").expect("drawn");
    assert!(
        notes(&after).contains("Event: 22:00.0 to 22:30.0, as chosen."),
        "{}",
        notes(&after)
    );
    assert!(!notes(&after).contains("several states"));
    assert_ne!(said(&before), said(&after));
    asked.settings.baseline = Some(Interval::new(1020.0, 1320.0));
    let bent = asked.draw("trend").expect("drawn");
    assert!(notes(&bent).contains("several states"), "{}", notes(&bent));
}

#[test]
fn without_a_seizure_each_says_so_and_shows_what_it_can() {
    let calm = calm();
    let asked = asked(&calm, 20.0);
    for id in ALL {
        let picture = asked.draw(id).expect(id);
        if id != "current" {
            assert!(
                notes(&picture).contains("no seizure"),
                "{id}: {}",
                notes(&picture)
            );
        }
    }
    let trend = asked.draw("trend").expect("drawn");
    assert!(said(&trend).contains("no event"));
    let seizure = &asked.export("trend")[0];
    assert_eq!(seizure.json["events"], serde_json::json!([]));
    assert!(seizure.warnings[0].contains("no events"));
}

#[test]
fn without_inhibitory_units_what_needs_none_is_shown() {
    let span = Interval::new(0.0, 200.0);
    let e = poisson(&mut random(72), 20.0, span);
    let only_e = recording(vec![(Class::Excitatory, e)], span);
    let asked = asked(&only_e, 20.0);
    for id in ALL {
        let picture = asked.draw(id);
        match id {
            "event-raster" => assert!(picture.is_ok()),
            "current" => {
                assert!(
                    notes(&picture.expect("drawn")).contains("No unit is classed as inhibitory")
                );
            }
            _ => match picture.err().expect(id) {
                AnalysisError::NothingToShow(text) => {
                    assert!(text.contains("inhibitory"), "{id}: {text}");
                }
                other => panic!("{id}: {other}"),
            },
        }
    }
}

#[test]
fn a_recording_shorter_than_the_coarsest_scale_says_what_it_leaves_out() {
    let span = Interval::new(0.0, 9.0);
    let mut rng = random(73);
    let short = pair(
        poisson(&mut rng, 50.0, span),
        poisson(&mut rng, 50.0, span),
        span,
    );
    let mut asked = asked(&short, 12.0);
    let map = asked.draw("seizure-map").expect("fine scales fit");
    assert!(notes(&map).contains("Left empty from"), "{}", notes(&map));
    match asked
        .draw("coordination")
        .err()
        .expect("a window of 30 s does not fit")
    {
        AnalysisError::NothingToShow(text) => {
            assert!(text.contains("shorter than one window"), "{text}");
        }
        other => panic!("{other}"),
    }
    match asked
        .draw("trend")
        .err()
        .expect("a baseline of 4 s is too short")
    {
        AnalysisError::NothingToShow(text) => {
            assert!(text.contains("longer baseline or a shorter step"), "{text}");
        }
        other => panic!("{other}"),
    }
    asked.set("trend", "step", &Value::Number(0.1));
    assert!(asked.draw("trend").is_ok());
}

#[test]
fn a_recovery_that_is_not_in_the_record_is_not_claimed() {
    let mut asked = asked(night(), 20.0);
    asked.settings.baseline = Some(Interval::new(1200.0, 1320.0));
    let picture = asked.draw("trend").expect("drawn");
    let text = said(&picture);
    assert!(
        text.contains("not within the recording (> 440 s)"),
        "{text}"
    );
    let event = &asked.export("trend")[0].json["events"][0];
    assert_eq!(event["onset_s"], 1320.0);
    assert_eq!(event["end_s"], 1360.0);
    assert!(event["recovery_s"].is_null());
    assert!(event["return_tau_s"].is_number());
    assert!(event["map_extrema"]["min"]["z"].as_f64().expect("a number") < -8.0);
    let samples = event["trend"]["s"].as_array().expect("a list").len();
    assert!((500..=2000).contains(&samples), "{samples}");
}

#[test]
fn the_trajectory_moves_with_the_playhead_and_drags_its_tail() {
    let mut asked = asked(night(), 20.0);
    asked.selection.window = Interval::new(1300.0, 1400.0);
    let picture = asked.draw("trajectory").expect("drawn");
    let view = by_id("trajectory").expect("registered");
    let at = |t_s| {
        let marks = Marks {
            playhead_s: Some(t_s),
            ..Marks::default()
        };
        let overlay = view.overlay(&picture, &marks);
        let dot = overlay.iter().find_map(|(_, mark)| match mark {
            Mark::Points { xy, .. } => Some(xy[0]),
            _ => None,
        });
        let tail: usize = overlay
            .iter()
            .map(|(_, mark)| {
                if let Mark::Line { xy, .. } = mark {
                    xy.len() - 1
                } else {
                    0
                }
            })
            .sum();
        (dot, tail)
    };
    let (before, tail) = at(1319.0);
    // 5 s in bins of 299 ms.
    assert_eq!(tail, 17);
    let (inside, _) = at(1340.0);
    let ([e0, i0], [e1, i1]) = (before.expect("a dot"), inside.expect("a dot"));
    assert!(
        e1 < e0 && i1 > i0,
        "E falls and I rises: {before:?} {inside:?}"
    );
    assert_eq!(at(1500.0).0, None, "outside the window");
}

#[test]
fn the_number_of_threads_does_not_show() {
    for id in ALL {
        let draw = |threads| {
            in_threads(threads, || {
                let mut asked = asked(night(), 20.0);
                asked.selection.window = Interval::new(1250.0, 1400.0);
                said(&asked.draw(id).expect(id))
            })
        };
        assert!(draw(1) == draw(2), "{id}");
    }
}

#[test]
fn what_is_overtaken_stops() {
    let asked = asked(night(), 20.0);
    let overtaken = Task::new(&|| true, &|_| ());
    for id in ALL {
        let view = by_id(id).expect("registered");
        let result = view.compute(&asked.input(), &overtaken);
        assert!(
            matches!(result.err(), Some(AnalysisError::Cancelled)),
            "{id}"
        );
    }
}
