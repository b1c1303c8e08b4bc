use equipoise::recording::{Class, ClassSource, Parts, Recording, SpikeTrains, Unit};
use equipoise::views::Edits;

fn recording() -> Recording {
    let mut parts = Parts::new("four");
    parts.units = ["a", "b", "c", "d"].map(Unit::new).to_vec();
    parts.units[3].class = Class::Excitatory;
    parts.units[3].class_source = Some(ClassSource::File("cell_type".into()));
    let times = |n: usize| (0..n).map(|j| j as f64 * 0.01).collect();
    parts.trains = SpikeTrains::from_units(vec![times(10), times(10), times(90), times(99)]);
    Recording::new(parts).expect("units and trains agree")
}

fn classes(edits: &Edits) -> Vec<(Class, Option<ClassSource>)> {
    let recording = recording();
    let changed = edits.apply(&recording);
    let units = changed.as_ref().unwrap_or(&recording).units().iter();
    units.map(|u| (u.class, u.class_source.clone())).collect()
}

#[test]
fn hand_goes_before_file_before_connections_before_rate() {
    use Class::{Excitatory, Inhibitory, Unclassified};
    let file = Some(ClassSource::File("cell_type".into()));
    let mut edits = Edits::default();
    assert_eq!(classes(&edits)[2], (Unclassified, None));
    edits.rate_hz = Some(50.0);
    let guessed = classes(&edits);
    assert_eq!(guessed[0], (Excitatory, Some(ClassSource::Rate)));
    assert_eq!(guessed[2], (Inhibitory, Some(ClassSource::Rate)));
    // Fast as it is, the file says otherwise.
    assert_eq!(guessed[3], (Excitatory, file.clone()));
    edits.connections.insert("c".into(), Excitatory);
    edits.connections.insert("d".into(), Inhibitory);
    let connected = classes(&edits);
    let source = Some(ClassSource::CrossCorrelogram);
    assert_eq!(connected[2], (Excitatory, source));
    assert_eq!(connected[3], (Excitatory, file));
    edits.classes.insert("c".into(), Unclassified);
    edits.classes.insert("d".into(), Inhibitory);
    let by_hand = classes(&edits);
    assert_eq!(by_hand[2], (Unclassified, Some(ClassSource::Hand)));
    assert_eq!(by_hand[3], (Inhibitory, Some(ClassSource::Hand)));
}

#[test]
fn the_digest_tells_edits_apart_and_outlives_a_session() {
    let mut edits = Edits::default();
    assert_eq!((edits.digest(), edits.summary()), (None, None));
    edits.classes.insert("a".into(), Class::Inhibitory);
    let one = edits.digest().expect("something was changed");
    assert_eq!(one.len(), 64);
    let text = serde_json::to_string(&edits).expect("plain values");
    let read: Edits = serde_json::from_str(&text).expect("as written");
    assert_eq!(read.digest(), Some(one.clone()));
    edits.rate_hz = Some(0.1 + 0.2);
    assert_ne!(edits.digest(), Some(one));
    assert_eq!(
        edits.summary().as_deref(),
        Some("1 class by hand, classes guessed from rates at 0.30000000000000004 Hz")
    );
}
