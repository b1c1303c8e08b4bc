//! Units that were observed for a part of the time only: what is said of them, and where.

use crate::common::asked;
use equipoise::analysis::{Normalisation, Scale, Selection, Task, Value, balance_at};
use equipoise::models::examples;
use equipoise::recording::{Class, Interval, Parts, Recording, SpikeTrains, Unit};
use equipoise::views::{self, About, shared::wording};

/// The example with fields, its inhibitory units observed for the first half, some excitatory ones
/// for the second.
fn partly_observed() -> Recording {
    let night = (examples::find("night").expect("an example").open)().expect("a recording");
    let span = night.span();
    let middle_s = f64::midpoint(span.start_s, span.stop_s);
    let halves = [
        Interval::new(span.start_s, middle_s),
        Interval::new(middle_s, span.stop_s),
    ];
    let mut parts = Parts::new("partly observed");
    parts.units = night.units().to_vec();
    let mut excitatory = 0;
    for unit in &mut parts.units {
        excitatory += usize::from(unit.class == Class::Excitatory);
        if unit.class == Class::Inhibitory {
            unit.observed = Some([halves[0]].into());
        } else if excitatory > 70 {
            unit.observed = Some([halves[1]].into());
        }
    }
    parts.trains = night.trains().clone();
    parts.epochs = night.epochs().to_vec();
    parts.fields = night.fields().to_vec();
    parts.span = Some(span);
    Recording::new(parts).expect("valid")
}

#[test]
fn every_view_says_how_many_units_were_not_observed_and_for_how_long() {
    let recording = partly_observed();
    let span = recording.span();
    let half_s = 0.5 * span.duration_s();
    let mut asked = asked(&recording, 20.0);
    // What takes its time whatever the recording.
    asked.set("coherence", "surrogates", &Value::Integer(20));
    asked.set("coherence", "from-hz", &Value::Number(8.0));
    let time = asked.selection.intervals(&recording);
    let said = wording::unobserved(&recording, &time).expect("there is something to say");
    let length = wording::length(half_s);
    let start = format!("30 units were not observed in all of the selection, for up to {length}");
    assert!(said.starts_with(&start), "{said}");
    let end = format!("For {length} of it no inhibitory unit was observed.");
    assert!(said.ends_with(&end), "{said}");
    assert!(!said.contains("no excitatory"), "{said}");
    let mut shown = 0;
    for view in views::all()
        .iter()
        .filter(|v| v.about() == About::Recording)
    {
        let id = view.info().id;
        if let Ok(picture) = asked.draw(id) {
            let notes = picture.sheet.notes.iter();
            assert_eq!(notes.filter(|n| **n == said).count(), 1, "{id}");
            shown += 1;
        }
    }
    assert!(shown >= 18, "{shown} views");
    // Time in which all were observed needs no word.
    asked.selection.window = Interval::new(span.start_s, span.start_s + 0.25 * half_s);
    let unit_time = asked.selection.intervals(&recording);
    let said = wording::unobserved(&recording, &unit_time).expect("excitatory ones were not");
    assert!(
        said.starts_with("10 units") && !said.contains("inhibitory"),
        "{said}"
    );
}

/// Two excitatory and two inhibitory units that fire at 10 Hz whenever they are observed, one of
/// each class only in the first quarter.
fn steady() -> Recording {
    let regular = |until_s: f64| {
        (0..)
            .map(|n| 0.05 + 0.1 * f64::from(n))
            .take_while(move |t| *t < until_s)
    };
    let mut parts = Parts::new("steady");
    let mut trains = Vec::new();
    for class in [Class::Excitatory, Class::Inhibitory] {
        for until_s in [100.0, 25.0] {
            let mut unit = Unit::new(format!("u{}", trains.len()));
            unit.class = class;
            unit.observed = (until_s < 100.0).then(|| [Interval::new(0.0, until_s)].into());
            parts.units.push(unit);
            trains.push(regular(until_s).collect());
        }
    }
    parts.trains = SpikeTrains::from_units(trains);
    parts.span = Some(Interval::new(0.0, 100.0));
    Recording::new(parts).expect("valid")
}

#[test]
fn rates_per_neuron_are_per_neuron_observed() {
    let recording = steady();
    let time = recording.span().into();
    let counts = recording.unit_counts(&time);
    assert_eq!(counts.map(|c| (c.all, c.observed)), [(2, 1.25); 2]);
    let selection = Selection::whole(&recording);
    let scales = [Scale::new(24.0)];
    let at = balance_at(
        &recording,
        &selection,
        Normalisation::Rate,
        &scales,
        &Task::alone(),
    );
    let (_, balance) = &at.expect("not cancelled")[0];
    // The bins end before the recording does.
    assert!((balance.mean_e - 10.0).abs() < 0.1, "{}", balance.mean_e);
    assert!((balance.mean_i - 10.0).abs() < 0.1, "{}", balance.mean_i);
    // Where nothing is known of the second unit there is one.
    let late = recording.unit_counts(&Interval::new(50.0, 100.0).into());
    assert_eq!(late.map(|c| (c.all, c.observed)), [(2, 1.0); 2]);
    let said = wording::unobserved(&recording, &time).expect("there is something to say");
    assert!(
        said.contains("1.2 of 2 excitatory, 1.2 of 2 inhibitory"),
        "{said}"
    );
}
