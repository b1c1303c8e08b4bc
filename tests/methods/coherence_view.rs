//! The views of coherence and of the field: what they show, say and export.

use crate::common::{asked, in_threads, pair, poisson, random, recording, said};
use equipoise::analysis::{AnalysisError, Task, Value, normal};
use equipoise::plot::{Mark, Plot};
use equipoise::recording::{
    Class, ClassSource, Field, Interval, MemoryField, Parts, Pyramid, Recording, SpikeTrains, Unit,
};
use ndarray::Array2;
use rand::RngExt;
use std::f64::consts::TAU;
use std::sync::Arc;

const RATE_HZ: f64 = 250.0;
const SPAN: Interval = Interval::new(0.0, 40.0);

/// One E and one I unit, and a field of two channels: a 20 Hz sine that stops after 20 s, and noise.
fn with_field() -> Recording {
    let mut rng = random(1);
    let n = (SPAN.stop_s * RATE_HZ) as usize;
    let mut samples = Array2::zeros((2, n));
    for j in 0..n {
        let t = j as f64 / RATE_HZ;
        let mut noise = || normal::quantile(rng.random::<f64>().max(1e-300));
        let sine = if t < 20.0 {
            (TAU * 20.0 * t).sin()
        } else {
            0.0
        };
        samples[[0, j]] = (3.0 * sine + 0.3 * noise()) as f32;
        samples[[1, j]] = (3.0 * (TAU * 20.0 * t).sin() + noise()) as f32;
    }
    let mut parts = Parts::new("with a field");
    for (name, class) in [("a", Class::Excitatory), ("b", Class::Inhibitory)] {
        parts
            .units
            .push(Unit::new(name).with_class(class, ClassSource::Hand));
    }
    parts.trains = SpikeTrains::from_units(vec![
        poisson(&mut rng, 40.0, SPAN),
        poisson(&mut rng, 40.0, SPAN),
    ]);
    parts.fields = vec![Field {
        name: "LFP".into(),
        rate_hz: RATE_HZ,
        start_s: 0.0,
        samples: n as u64,
        channels: vec!["left".into(), "right".into()],
        positions_um: None,
        unit: "uV".into(),
        source: Arc::new(MemoryField(samples)),
        pyramid: Arc::new(Pyramid::new(n as u64)),
    }];
    parts.span = Some(SPAN);
    Recording::new(parts).expect("units and trains agree")
}

fn few(asked: &mut crate::common::Asked<'_>) {
    asked.set("coherence", "surrogates", &Value::Integer(25));
    asked.set("coherence", "from-hz", &Value::Number(4.0));
    asked.set("coherence", "to-hz", &Value::Number(80.0));
}

fn image(plot: &Plot) -> (usize, usize, &[f32]) {
    let found = plot.layers.iter().find_map(|layer| match &layer.mark {
        Mark::Image {
            columns,
            rows,
            values,
            ..
        } => Some((*columns, *rows, &values[..])),
        _ => None,
    });
    found.expect("a picture")
}

fn words(error: Result<equipoise::views::Picture, AnalysisError>) -> String {
    match error {
        Err(AnalysisError::NothingToShow(why)) => why,
        Err(other) => panic!("{other}"),
        Ok(_) => panic!("something to show"),
    }
}

#[test]
fn two_channels_are_coherent_while_they_share_a_rhythm() {
    let recording = with_field();
    let mut asked = asked(&recording, 20.0);
    few(&mut asked);
    asked.set("coherence", "first", &Value::Choice("channel".into()));
    let (picture, pieces) = asked.draw_all("coherence");
    assert_eq!(pieces, 1, "the pictures come whole, then the level");
    let sheet = &picture.sheet;
    let (columns, rows, values) = image(sheet.plot("picture").expect("the picture"));
    assert_eq!(columns, 1429);
    // 80 Hz at the top: 24 voices of a twelfth of an octave further down are 20 Hz.
    let row = &values[24 * columns..25 * columns];
    let mean = |part: &[f32]| part.iter().sum::<f32>() / part.len() as f32;
    assert!(mean(&row[100..600]) > 0.95, "{}", mean(&row[100..600]));
    assert!(mean(&row[800..1300]) < 0.6, "{}", mean(&row[800..1300]));
    assert_eq!(rows, 52);
    assert!(
        sheet.notes.iter().any(|n| n.contains("25 pairs")),
        "{:?}",
        sheet.notes
    );
    let picture = sheet.plot("picture").expect("the picture");
    for name in ["Cone of influence", "95 % of red noise", "Phase"] {
        let has = |l: &equipoise::plot::Layer| l.name.as_deref() == Some(name);
        assert!(picture.layers.iter().any(has), "{name}");
    }
    let exports = asked.export("coherence");
    let keys: Vec<_> = exports.iter().map(|e| e.key).collect();
    assert_eq!(keys, ["coherence", "ridges"]);
    let beta = &exports[0].json["bands"][3];
    assert_eq!(beta["name"], "beta");
    assert!(beta["r2"].as_f64().expect("a number") > 0.3);
    assert!(
        exports[0].json["bands"][0]["r2"].is_null(),
        "below 4 Hz there is nothing"
    );
    let near = |ridge: &serde_json::Value| {
        let number = |key: &str| ridge[key].as_f64().expect("a number");
        (number("frequency_hz") / 20.0 - 1.0).abs() < 0.03 && number("duration_s") > 10.0
    };
    let ridges = exports[1].json.as_array().expect("a list");
    assert!(ridges.iter().any(near), "{ridges:?}");
}

#[test]
fn drawings_do_not_depend_on_the_number_of_threads() {
    let recording = with_field();
    let run = |threads| {
        in_threads(threads, || {
            let mut asked = asked(&recording, 20.0);
            few(&mut asked);
            asked.set("coherence", "ridges", &Value::Choice("paths".into()));
            let picture = asked.draw_all("coherence").0;
            said(&picture) + &said(&asked.draw("field").expect("drawn"))
        })
    };
    assert!(run(1) == run(2));
}

#[test]
fn without_a_field_the_currents_are_compared_and_it_is_said() {
    let mut rng = random(2);
    let trains = [poisson(&mut rng, 50.0, SPAN), poisson(&mut rng, 50.0, SPAN)];
    let [e, i] = trains;
    let recording = pair(e.clone(), i, SPAN);
    let mut both = asked(&recording, 20.0);
    few(&mut both);
    let picture = both.draw("coherence").expect("drawn");
    assert!(
        picture.sheet.notes[0].contains("no field"),
        "{:?}",
        picture.sheet.notes
    );
    assert!(words(both.draw("field")).contains("no field"));

    let recording = self::recording(vec![(Class::Excitatory, e)], SPAN);
    let mut alone = asked(&recording, 20.0);
    few(&mut alone);
    assert!(words(alone.draw("coherence")).contains("Set classes"));
}

/// The same choice, put in three ways; what is written on the trace says which channel it is.
#[test]
fn a_channel_is_found_by_its_name_and_by_its_number() {
    let recording = with_field();
    let mut chosen = asked(&recording, 20.0);
    for second in [
        Value::Choice("right".into()),
        Value::Choice("2".into()),
        Value::Integer(2),
    ] {
        chosen.set("field", "first-channel", &second);
        let picture = chosen.draw("field").expect("there is such a channel");
        let traces = &picture.sheet.panels[0].plot;
        let words = format!("{traces:?}");
        assert!(
            words.contains("right") && !words.contains("left"),
            "{second:?}"
        );
    }
    chosen.set("field", "first-channel", &Value::Choice("middle".into()));
    let why = words(chosen.draw("field"));
    assert!(
        why.contains("no channel middle") && why.contains("has 2 channels"),
        "{why}"
    );
}

#[test]
fn windows_frequencies_and_channels_that_do_not_fit_say_what_to_do() {
    let recording = with_field();
    let mut wrong = asked(&recording, 20.0);
    few(&mut wrong);
    let full = wrong.selection.window;
    wrong.selection.window = Interval::new(10.0, 10.02);
    assert!(words(wrong.draw("coherence")).contains("stretch it"));
    let short = wrong.draw("field").expect("five samples of each trace");
    let notes = short.sheet.notes.join(" ");
    assert!(notes.contains("shorter than a segment"), "{notes}");
    wrong.selection.window = Interval::new(100.0, 110.0);
    assert!(words(wrong.draw("coherence")).contains("outside the window"));
    assert!(words(wrong.draw("field")).contains("Move or stretch"));
    wrong.selection.window = full;
    wrong.set("coherence", "channel", &Value::Integer(9));
    assert!(words(wrong.draw("coherence")).contains("has 2 channels"));
    wrong.set("coherence", "channel", &Value::Integer(1));
    wrong.set("coherence", "from-hz", &Value::Number(130.0));
    assert!(words(wrong.draw("coherence")).contains("do not fit"));
    wrong.set("field", "first-channel", &Value::Integer(3));
    assert!(words(wrong.draw("field")).contains("has 2 channels"));
    wrong.set("field", "first-channel", &Value::Integer(1));
    wrong.set("field", "low-pass", &Value::Number(125.0));
    assert!(words(wrong.draw("field")).contains("does not fit"));
}

#[test]
fn a_window_shorter_than_the_longest_wavelet_shows_what_it_can() {
    let recording = with_field();
    let mut short = asked(&recording, 20.0);
    few(&mut short);
    short.set("coherence", "from-hz", &Value::Number(0.2));
    short.selection.window = Interval::new(19.0, 20.0);
    let picture = short.draw("coherence").expect("drawn");
    let (_, rows, values) = image(picture.sheet.plot("picture").expect("the picture"));
    assert!(rows > 100 && values.iter().all(|v| (0.0..=1.0).contains(v)));
}

#[test]
fn a_filtered_trace_holds_its_band_and_the_spectrogram_its_peak() {
    let recording = with_field();
    let mut asked = asked(&recording, 20.0);
    asked.selection.window = Interval::new(5.0, 10.0);
    asked.set("field", "high-pass", &Value::Number(40.0));
    asked.set("field", "reference", &Value::Choice("bipolar".into()));
    let picture = asked.draw("field").expect("drawn");
    let sheet = &picture.sheet;
    for name in ["left", "right"] {
        let traces = sheet.plot("fields").expect("traces");
        assert!(
            traces
                .layers
                .iter()
                .any(|l| l.name.as_deref() == Some(name))
        );
    }
    assert!(
        sheet.notes.iter().any(|n| n.contains("high-pass from 40")),
        "{:?}",
        sheet.notes
    );
    assert!(sheet.notes.iter().any(|n| n.contains("less the next")));
    let exports = asked.export("field");
    assert_eq!(exports[0].key, "spectrum");
    assert_eq!(exports[0].json["whole_window"], true);
    // The 20 Hz of both channels cancel; with no reference they stand out.
    let largest = |asked: &crate::common::Asked<'_>| {
        let exports = asked.export("field");
        let rows = exports[0].json["spectrum"]
            .as_array()
            .expect("a list")
            .clone();
        let density = |r: &serde_json::Value| r["density"].as_f64().expect("a number");
        let top = rows.iter().max_by(|a, b| density(a).total_cmp(&density(b)));
        top.expect("some")["frequency_hz"]
            .as_f64()
            .expect("a number")
    };
    asked.set("field", "reference", &Value::Choice("none".into()));
    assert_eq!(largest(&asked), 20.0);
}

/// A field that counts what is read of it.
#[derive(Debug, Default)]
struct Counted(std::sync::atomic::AtomicU64);

impl equipoise::recording::FieldSource for Counted {
    fn read(
        &self,
        channels: &[usize],
        samples: std::ops::Range<u64>,
    ) -> Result<Array2<f32>, equipoise::recording::FieldError> {
        let shape = (channels.len(), (samples.end - samples.start) as usize);
        let values = (shape.0 * shape.1) as u64;
        self.0
            .fetch_add(values, std::sync::atomic::Ordering::Relaxed);
        Ok(Array2::from_shape_fn(shape, |(c, j)| ((c + j) % 7) as f32))
    }
}

/// 96 channels at 1 kHz for 8 h: scrolling reads the window of what is shown and little around it.
#[test]
fn no_more_of_a_field_is_read_than_is_shown() {
    let source = Arc::new(Counted::default());
    let samples = 8 * 3600 * 1000;
    let mut parts = Parts::new("long");
    parts.fields = vec![Field {
        name: "array".into(),
        rate_hz: 1000.0,
        start_s: 0.0,
        samples,
        channels: (0..96).map(|c| c.to_string()).collect(),
        positions_um: None,
        unit: "uV".into(),
        source: Arc::clone(&source) as _,
        pyramid: Arc::new(Pyramid::new(samples)),
    }];
    let recording = Recording::new(parts).expect("a field");
    let read = || source.0.swap(0, std::sync::atomic::Ordering::Relaxed);
    let mut asked = asked(&recording, 20.0);
    asked.selection.window = Interval::new(10_000.0, 10_010.0);
    asked.set("field", "high-pass", &Value::Number(10.0));
    asked.draw("field").expect("drawn");
    let values = read();
    // Eight channels and the spectrogram's one, 10 s, and a few seconds for the filter to settle.
    assert!(values < 9 * 14_000, "{values}");
    // The whole night: a segment a column of one channel, and no filtered traces, which is said.
    asked.selection.window = Interval::new(0.0, 28_800.0);
    let picture = asked.draw("field").expect("drawn");
    let values = read();
    assert!(values <= 1200 * 1000, "{values}");
    let notes = picture.sheet.notes.join(" ");
    assert!(
        notes.contains("left out") && notes.contains("not read"),
        "{notes}"
    );
    let task = Task::alone();
    let field = equipoise::views::by_id("field").expect("registered");
    assert!(
        !field.export(&asked.input(), &task).expect("exported")[0]
            .warnings
            .is_empty()
    );
}
