//! The view: which panels, what is said, what is under the pointer, and nothing that panics.

use super::{Setup, complete, field, recording, regular, unit};
use equipoise::analysis::{AnalysisError, Normalisation, Scale, Task, Value};
use equipoise::plot::export::{Page, svg};
use equipoise::plot::{Ink, Mark, Ramp, Sheet, Ticks};
use equipoise::recording::{Class, Epoch, Interval, Parts, Recording, State, Unit};
use equipoise::views::browse::{
    Browse, Outcome, SHOW_ENSEMBLES, SHOW_FIELDS, SHOW_RASTER, SHOW_STATES, SORT,
};
use equipoise::views::{self, Canvas, Marks, View, by_id};
use ndarray::Array2;

fn seen(setup: &Setup) -> (Outcome, Sheet) {
    let input = setup.input();
    let outcome = Browse.analyse(&input, &Task::alone()).unwrap();
    let sheet = Browse.draw(&input, &outcome);
    (outcome, sheet)
}

fn ids(sheet: &Sheet) -> Vec<&'static str> {
    sheet.panels.iter().map(|p| p.plot.id).collect()
}

fn notes(sheet: &Sheet) -> String {
    sheet.notes.join("\n")
}

#[test]
fn panels_stand_over_one_another_on_one_time_axis() {
    let setup = Setup::new(complete()).window(1.0, 9.0);
    let (_, sheet) = seen(&setup);
    assert_eq!(ids(&sheet), ["fields", "raster", "states", "ensembles"]);
    assert!(sheet.link_x);
    for panel in &sheet.panels {
        assert_eq!(panel.plot.x.range, [1.0, 9.0]);
        assert!(!panel.plot.summary.is_empty());
        let low = panel.plot.y.range[0];
        assert!(low < panel.plot.y.range[1], "{}", panel.plot.id);
    }
    let time = sheet
        .panels
        .iter()
        .filter(|p| p.plot.x.ticks == Ticks::Time);
    assert_eq!(time.map(|p| p.plot.id).collect::<Vec<_>>(), ["ensembles"]);
}

#[test]
fn what_is_left_out_is_said() {
    let setup = Setup::new(complete()).window(1.0, 9.0);
    let (outcome, sheet) = seen(&setup);
    let raster = outcome.raster.unwrap();
    let said = notes(&sheet);
    for words in [
        &format!("Every spike: {}", raster.inside),
        &format!("{} spikes before or after", raster.outside),
        "1 unit left out of the ensembles",
        "2 of 3 channels",
        "26 bins of 299 ms",
        "left over",
    ] {
        assert!(said.contains(words), "\"{words}\" is not in:\n{said}");
    }
}

#[test]
fn density_is_one_picture_a_class_and_says_so() {
    let setup = Setup::new(complete());
    let dense = Setup {
        canvas: Canvas {
            width_px: 20,
            height_px: 300,
        },
        ..setup
    };
    let (outcome, sheet) = seen(&dense);
    let plot = sheet.plot("raster").unwrap();
    let images: Vec<_> = plot
        .layers
        .iter()
        .filter_map(|l| match &l.mark {
            Mark::Image {
                y,
                columns,
                rows,
                values,
                ramp,
                ..
            } => Some((*y, *columns, *rows, values.len(), *ramp)),
            _ => None,
        })
        .collect();
    assert_eq!(
        images,
        [
            ([3.0, 5.0], 20, 2, 40, Ramp::Ink(Ink::Excitatory)),
            ([1.0, 3.0], 20, 2, 40, Ramp::Ink(Ink::Inhibitory)),
            ([0.0, 1.0], 20, 1, 20, Ramp::Ink(Ink::Unclassified)),
        ]
    );
    let inside = outcome.raster.unwrap().inside;
    let said = format!("Density: {inside} spikes in 20 columns");
    assert!(notes(&sheet).contains(&said), "{}", notes(&sheet));
    // The picture's first row is its lowest: of the two I units, the one that is left out fires
    // more, so it stands above; the lower one has the full ink.
    let Some(Mark::Image { values, .. }) = plot.layers.get(1).map(|l| &l.mark) else {
        panic!("an image of the inhibitory units")
    };
    assert!(values[..20].iter().sum::<f32>() > values[20..].iter().sum::<f32>());
}

/// As many rows as there are pixels: more would cost a frame, and rows between pixels would be lost.
#[test]
fn units_that_outnumber_the_pixels_share_rows() {
    let class = |unit: usize| {
        if unit < 300 {
            Class::Excitatory
        } else {
            Class::Inhibitory
        }
    };
    let units = (0..330).map(|k| unit(&format!("u{k}"), class(k))).collect();
    // The first twelve units fire four times as often.
    let train = |k: usize| regular(0.001, if k < 12 { 0.05 } else { 0.2 }, 10.0);
    let recording = recording(units, (0..330).map(train).collect(), Some([0.0, 10.0]));
    let setup = Setup {
        canvas: Canvas {
            width_px: 20,
            height_px: 64,
        },
        ..Setup::new(recording)
    };
    let (_, sheet) = seen(&setup);
    let said = "330 units";
    let plot = sheet.plot("raster").unwrap();
    assert!(plot.summary.contains(said), "{}", plot.summary);
    assert!(notes(&sheet).contains("6 units a row"), "{}", notes(&sheet));
    let images: Vec<_> = plot
        .layers
        .iter()
        .filter_map(|l| match &l.mark {
            Mark::Image {
                y,
                rows,
                columns,
                values,
                ..
            } => Some((*y, *rows, *columns, values)),
            _ => None,
        })
        .collect();
    let [e, i] = images[..] else {
        panic!("two classes")
    };
    assert_eq!((e.0, e.1, e.2), ([30.0, 330.0], 50, 20));
    assert_eq!((i.0, i.1, i.2), ([0.0, 30.0], 5, 20));
    // The uppermost two rows are the busy ones: twice the ink, as ink goes with the square root.
    let row = |row: usize| e.3[row * 20..(row + 1) * 20].iter().sum::<f32>();
    for busy in [48, 49] {
        assert!(
            (row(busy) / row(10) - 2.0).abs() < 0.05,
            "{} {}",
            row(busy),
            row(10)
        );
    }
}

#[test]
fn excitation_goes_up_and_inhibition_down() {
    let setup = Setup::new(complete());
    let (outcome, sheet) = seen(&setup);
    let plot = sheet.plot("ensembles").unwrap();
    let bars: Vec<(Ink, Vec<f64>)> = plot
        .layers
        .iter()
        .filter_map(|l| match &l.mark {
            Mark::Bars { values, ink, .. } => Some((*ink, values.to_vec())),
            _ => None,
        })
        .collect();
    assert_eq!(bars.len(), 2);
    assert_eq!(bars[0].0, Ink::Excitatory);
    assert!(bars[0].1.iter().all(|v| *v >= 0.0) && bars[0].1.iter().any(|v| *v > 0.0));
    assert_eq!(bars[1].0, Ink::Inhibitory);
    assert!(bars[1].1.iter().all(|v| *v <= 0.0) && bars[1].1.iter().any(|v| *v < 0.0));
    // One I unit only is included: 5 Hz.
    let i = &outcome.trace.as_ref().unwrap().classes[1];
    assert_eq!(i.units, 1);
    assert_eq!(plot.y.unit, Normalisation::Rate.unit());

    let mut fine = Setup::new(complete());
    fine.settings.scale = Scale::FINEST;
    let (_, sheet) = seen(&fine);
    assert!(
        notes(&sheet).contains("line: mean of 25 bins"),
        "{}",
        notes(&sheet)
    );
    for layer in &sheet.plot("ensembles").unwrap().layers {
        if let Mark::Band { low, high, x, .. } = &layer.mark {
            assert_eq!((x.len(), low.len()), (high.len(), high.len()));
            assert!(low.iter().zip(high.iter()).all(|(l, h)| l <= h));
        }
    }
}

#[test]
fn without_classes_the_ensemble_is_of_all_units() {
    let units = vec![Unit::new("a"), Unit::new("b")];
    let trains = vec![regular(0.1, 0.5, 9.0), regular(0.2, 0.4, 9.0)];
    let setup = Setup::new(recording(units, trains, Some([0.0, 10.0])));
    let (_, sheet) = seen(&setup);
    assert_eq!(ids(&sheet), ["raster", "ensembles"]);
    let plot = sheet.plot("ensembles").unwrap();
    assert_eq!(plot.y.label, "All units");
    assert!(plot.layers.iter().any(|l| matches!(
        &l.mark,
        Mark::Bars {
            ink: Ink::Unclassified,
            ..
        }
    )));
    assert!(notes(&sheet).contains("No unit has a class"));
}

#[test]
fn states_are_named_where_there_is_room() {
    let setup = Setup::new(complete());
    // Words on paper: a page says how wide they are.
    let words = |width_mm: f64| -> Vec<&str> {
        let (_, sheet) = seen(&setup);
        let svg = svg(&sheet, &Page::new(width_mm, 150.0)).unwrap();
        let shown = |name: &&str| svg.matches(&format!(">{name}<")).count() > 0;
        ["Wake", "REM", "Seizure", "RUN"]
            .into_iter()
            .filter(shown)
            .collect()
    };
    assert_eq!(words(500.0), ["Wake", "REM", "Seizure", "RUN"]);
    assert_eq!(words(60.0), ["Wake", "REM", "RUN"]);
    let (_, sheet) = seen(&setup);
    let Ticks::At(lanes) = &sheet.plot("states").unwrap().y.ticks else {
        panic!("named lanes")
    };
    let names: Vec<_> = lanes.iter().map(|l| l.1.as_str()).collect();
    assert_eq!(names, ["States", "Seizures", "Periods", "Events"]);
    let narrow = Setup {
        canvas: Canvas {
            width_px: 10,
            height_px: 10,
        },
        ..setup
    };
    let (_, sheet) = seen(&narrow);
    let layers = &sheet.plot("states").unwrap().layers;
    assert!(!layers.iter().any(|l| matches!(l.mark, Mark::Text { .. })));
}

#[test]
fn many_short_events_are_no_more_marks_than_pixels() {
    let mut parts = Parts::new("ripples");
    parts.epochs = (0..50_000)
        .map(|j| {
            let at = f64::from(j) * 0.01;
            let kind = equipoise::recording::EpochKind::Event;
            Epoch::new("ripple", at, at + 0.001, kind)
        })
        .collect();
    let setup = Setup::new(Recording::new(parts).unwrap());
    let (outcome, sheet) = seen(&setup);
    assert_eq!(ids(&sheet), ["states"]);
    assert_eq!(outcome.lanes.unwrap().lanes[0].spans.len(), 50_000);
    let marks: usize = sheet
        .plot("states")
        .unwrap()
        .layers
        .iter()
        .map(|l| l.mark.count())
        .sum();
    assert!(marks <= 400, "{marks}");
}

#[test]
fn the_pointer_is_told_what_it_is_on() {
    let setup = Setup::new(complete());
    let (outcome, _) = seen(&setup);
    let pick = |plot, at| Browse.pick(&outcome, plot, at, [0.05, 0.1]);
    // Rows from the top: e2 (4 Hz), e1, i1, i2, ?.
    let picked = pick("raster", [1.34, 4.5]).unwrap();
    assert_eq!(
        picked.text,
        "Unit e2 · excitatory · 4.0 Hz · spike at 1.3500 s"
    );
    let width = Scale::new(20.0).width_s();
    let bin = picked.interval.unwrap();
    assert_eq!((bin.start_s, bin.stop_s), (4.0 * width, 5.0 * width));
    assert!(
        pick("raster", [1.0, 2.5])
            .unwrap()
            .text
            .contains("not in the ensembles")
    );
    assert!(
        pick("raster", [1.0, 0.5])
            .unwrap()
            .text
            .contains("Unit ? · unclassified")
    );
    assert!(pick("raster", [1.0, 5.5]).is_none() && pick("raster", [1.0, -0.5]).is_none());
    assert!(pick("raster", [11.0, 1.5]).is_none());

    let text = pick("ensembles", [1.34, 0.0]).unwrap().text;
    assert!(
        text.contains("E ") && text.contains("I ") && text.ends_with("Hz per neuron"),
        "{text}"
    );
    assert!(
        pick("states", [5.0, 3.5])
            .unwrap()
            .text
            .starts_with("REM · 4.0000 s to 9.0000 s")
    );
    assert!(
        pick("states", [2.97, 0.5])
            .unwrap()
            .text
            .starts_with("tone")
    );
    assert!(pick("states", [2.0, 0.5]).is_none());
    let text = pick("fields", [2.0, 0.0]).unwrap().text;
    assert!(
        text.starts_with("LFP · ch0") && text.contains("µV"),
        "{text}"
    );
    for plot in ["fields", "raster", "states", "ensembles", "?"] {
        for at in [
            [f64::NAN, f64::NAN],
            [f64::INFINITY, -1e300],
            [-1e300, 1e300],
        ] {
            assert!(pick(plot, at).is_none_or(|p| p.interval.is_none()));
        }
    }
}

#[test]
fn marks_show_on_every_panel_and_never_outside_the_window() {
    let setup = Setup::new(complete()).window(1.0, 9.0);
    let (outcome, _) = seen(&setup);
    let marks = Marks {
        bin: Some(Interval::new(2.0, 2.0001)),
        brush: Some(Interval::new(0.0, 3.0)),
        playhead_s: Some(4.0),
        ..Marks::default()
    };
    let marked = Browse.overlay(&outcome, &marks);
    for id in ["fields", "raster", "states", "ensembles"] {
        let spans: Vec<(f64, f64)> = marked
            .iter()
            .filter(|(panel, _)| *panel == id)
            .filter_map(|(_, mark)| match mark {
                Mark::Spans { spans, .. } => Some((spans[0].0, spans[0].1)),
                _ => None,
            })
            .collect();
        assert_eq!(spans[0], (1.0, 3.0));
        // A bin far below a pixel (8 s / 400) is widened to two.
        assert!((spans[1].1 - spans[1].0 - 0.04).abs() < 1e-9);
    }
    assert_eq!(marked.len(), 12);
    let outside = Marks {
        bin: Some(Interval::new(20.0, 21.0)),
        brush: None,
        playhead_s: Some(0.5),
        ..Marks::default()
    };
    assert!(Browse.overlay(&outcome, &outside).is_empty());
}

#[test]
fn parts_that_are_missing_or_switched_off_leave_no_gap() {
    let mut parts = Parts::new("field only");
    parts.fields = vec![field(Array2::zeros((1, 100)), 10.0)];
    let (_, sheet) = seen(&Setup::new(Recording::new(parts).unwrap()));
    assert_eq!(ids(&sheet), ["fields"]);
    let mut parts = Parts::new("epochs only");
    parts.epochs = vec![Epoch::state(State::Wake, 0.0, 5.0)];
    let (_, sheet) = seen(&Setup::new(Recording::new(parts).unwrap()));
    assert_eq!(ids(&sheet), ["states"]);

    let mut setup = Setup::new(complete());
    setup.values.set(&SHOW_RASTER, &Value::Switch(false));
    setup.values.set(&SHOW_FIELDS, &Value::Switch(false));
    let (_, sheet) = seen(&setup);
    assert_eq!(ids(&sheet), ["states", "ensembles"]);
    assert_eq!(sheet.panels[0].row, 0);
    setup.values.set(&SHOW_STATES, &Value::Switch(false));
    setup.values.set(&SHOW_ENSEMBLES, &Value::Switch(false));
    let error = Browse.analyse(&setup.input(), &Task::alone()).unwrap_err();
    assert!(matches!(error, AnalysisError::NothingToShow(_)));
}

#[test]
fn no_window_no_canvas_and_no_normalisation_make_it_panic() {
    let silent = || {
        let units = vec![unit("e", Class::Excitatory), unit("i", Class::Inhibitory)];
        recording(units, vec![vec![], vec![]], Some([0.0, 10.0]))
    };
    let excluded =
        || complete().with_units(|units| units.iter_mut().for_each(|u| u.included = false));
    let windows = [
        [0.0, 10.0],
        [100.0, 200.0],
        [-50.0, -40.0],
        [-1e9, 1e9],
        [3.0, 3.0 + 1e-9],
        [3.0, 3.0],
        [5.0, 1.0],
        [f64::NAN, 1.0],
        [f64::NEG_INFINITY, f64::INFINITY],
    ];
    for make in [&complete as &dyn Fn() -> Recording, &silent, &excluded] {
        for [start, stop] in windows {
            for width_px in [0, 1, 1600] {
                for normalisation in Normalisation::ALL {
                    let mut setup = Setup::new(make()).window(start, stop);
                    setup.settings.normalisation = normalisation;
                    setup.canvas = Canvas {
                        width_px,
                        height_px: 0,
                    };
                    let picture = views::AnyView::compute(&Browse, &setup.input(), &Task::alone());
                    let has_length = stop > start && (stop - start).is_finite();
                    match picture {
                        Ok(picture) => {
                            assert!(has_length);
                            for panel in &picture.sheet.panels {
                                let [low, high] = panel.plot.y.range;
                                assert!(low.is_finite() && high.is_finite() && low < high);
                            }
                        }
                        Err(error) => {
                            assert!(!has_length, "{error}");
                            assert!(matches!(error, AnalysisError::NothingToShow(_)));
                        }
                    }
                }
            }
        }
    }
}

#[test]
fn the_numbers_of_the_raster_can_be_had() {
    let mut setup = Setup::new(complete()).window(0.0, 1.0);
    setup.values.set(&SORT, &Value::Choice("file".into()));
    let exports = views::AnyView::export(&Browse, &setup.input(), &Task::alone()).unwrap();
    let (header, rows) = exports[0].csv.as_ref().unwrap();
    assert_eq!(rows.len(), 5);
    assert!(rows.iter().all(|r| r.len() == header.len()));
    let at = |name: &str| header.iter().position(|h| h == name).unwrap();
    assert_eq!(rows[0][at("unit")], "e1");
    assert_eq!(rows[0][at("spikes_in_window")], "2");
    assert_eq!(rows[2][at("included")], "false");
    assert_eq!(rows[4][at("first_spike_s")], "");
    assert_eq!(exports[0].json[4]["first_spike_s"], serde_json::Value::Null);
    assert!(exports[0].warnings[0].contains("1 units"));
}

#[test]
fn browse_is_the_first_of_the_views() {
    assert_eq!(equipoise::views::all()[0].info().id, "browse");
    let info = by_id("browse").unwrap().info();
    assert_eq!(info.parameters.len(), 6);
}
