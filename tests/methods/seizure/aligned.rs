//! Several seizures of one recording, laid over one another from their onsets on.

use crate::common::{asked, poisson, random, said};
use equipoise::analysis::Value;
use equipoise::plot::Mark;
use equipoise::recording::{
    Class, ClassSource, Epoch, EpochKind, Interval, Parts, Recording, SpikeTrains, Unit,
};

/// Two seizures of 20 s, in which E is silent, at 200 and at 600 s; a third at the very start has no
/// time before it.
fn three() -> Recording {
    let span = Interval::new(0.0, 1000.0);
    let mut rng = random(81);
    let mut e = poisson(&mut rng, 20.0, span);
    e.retain(|t| !(200.0..220.0).contains(t) && !(600.0..620.0).contains(t));
    let i = poisson(&mut rng, 10.0, span);
    let mut parts = Parts::new("three");
    for (name, class) in [("e", Class::Excitatory), ("i", Class::Inhibitory)] {
        let unit = Unit::new(name).with_class(class, ClassSource::Hand);
        parts.units.push(unit);
    }
    parts.trains = SpikeTrains::from_units(vec![e, i]);
    parts.epochs = [(0.0, 10.0), (200.0, 220.0), (600.0, 620.0)]
        .map(|(from, to)| Epoch::new("Seizure", from, to, EpochKind::Seizure))
        .into();
    parts.span = Some(span);
    Recording::new(parts).expect("units and trains agree")
}

#[test]
fn seizures_lie_over_one_another_and_what_has_no_baseline_is_named() {
    let recording = three();
    let mut asked = asked(&recording, 20.0);
    asked.selection.window = Interval::new(150.0, 400.0);
    asked.set("trend", "axes", &Value::Choice("onset".to_owned()));
    let picture = asked.draw("trend").expect("drawn");
    let plot = picture.sheet.plot("aligned").expect("it is there");
    assert!(
        !picture.sheet.is_time("aligned"),
        "time from onset is not the clock"
    );
    let lines: Vec<_> = plot
        .layers
        .iter()
        .filter_map(|layer| match (&layer.name, &layer.mark) {
            (Some(name), Mark::Line { xy, .. }) => Some((name.clone(), xy.clone())),
            _ => None,
        })
        .collect();
    let names: Vec<&str> = lines.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["3:20.0", "10:00.0"]);
    for (name, xy) in &lines {
        let at = |t: f64| xy.iter().find(|p| p[0] >= t).expect("followed")[1];
        // 20 s without 20 Hz, and noise of the line.
        let lost = at(20.0) - at(0.0);
        assert!((lost + 400.0).abs() < 120.0, "{name}: {lost}");
    }
    // The first is followed to the onset of the second.
    let last = lines[0].1.last().expect("a line")[0];
    assert!((last - 400.0).abs() < 1.5, "{last}");
    assert_eq!(picture.sheet.tables[0].columns.len(), 3);
    let text = said(&picture);
    assert!(text.contains("Seizure at 0.00 s left out: There is no time before the event"));
    // The export has all three, and says what the first lacks.
    let export = &asked.export("trend")[0];
    let events = export.json["events"].as_array().expect("a list");
    assert_eq!(events.len(), 3);
    assert!(events[0].get("baseline").is_none() && events[1]["baseline"]["slope"].is_number());
    assert!(
        export.warnings.iter().any(|w| w.contains("seizure at 0 s")),
        "{:?}",
        export.warnings
    );
}
