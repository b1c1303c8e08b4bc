use equipoise::recording::{
    AddedParts, Class, ClassSource, Column, ColumnValues, Epoch, Parts, Recording, RecordingError,
    SpikeTrains, State, Unit,
};

fn recording(name: &str, ids: &[&str], at_s: f64) -> Recording {
    let mut parts = Parts::new(name);
    parts.units = ids.iter().map(|id| Unit::new(*id)).collect();
    parts.trains = SpikeTrains::from_units(vec![vec![at_s, at_s + 1.0]; ids.len()]);
    parts.columns = vec![Column {
        name: format!("of {name}"),
        values: ColumnValues::Number((0..ids.len()).map(|j| j as f64).collect()),
    }];
    parts.epochs = vec![Epoch::state(State::Wake, at_s, at_s + 2.0)];
    Recording::new(parts).expect("units and trains agree")
}

#[test]
fn what_is_added_lies_where_the_offset_says_and_names_stay_apart() {
    let (a, b) = (
        recording("a", &["1", "2"], 10.0),
        recording("b", &["1"], 0.5),
    );
    let both = a.with_added(&b, 100.0, AddedParts::ALL).expect("added");
    let ids: Vec<_> = both.units().iter().map(|u| u.id.as_str()).collect();
    assert_eq!(ids, ["1", "2", "b/1"]);
    assert_eq!(both.trains().unit(2), [100.5, 101.5]);
    assert_eq!(both.trains().unit(0), [10.0, 11.0]);
    let starts: Vec<_> = both.epochs().iter().map(|e| e.start_s).collect();
    assert_eq!(starts, [10.0, 100.5]);
    assert!(both.span().start_s <= 10.0 && both.span().stop_s >= 102.5);
    let column = |name: &str| {
        let found = both.columns().iter().find(|c| c.name == name);
        found.expect("a column").values.to_labels()
    };
    assert_eq!(column("of a"), ["0", "1", "NaN"]);
    assert_eq!(column("of b"), ["NaN", "NaN", "0"]);
}

#[test]
fn only_what_is_asked_for_is_taken_and_nothing_is_an_error() {
    let (a, b) = (recording("a", &["1"], 0.0), recording("b", &["1"], 0.0));
    let epochs = AddedParts {
        units: false,
        fields: false,
        epochs: true,
    };
    let both = a.with_added(&b, 5.0, epochs).expect("an epoch");
    assert_eq!((both.units().len(), both.epochs().len()), (1, 2));
    let fields = AddedParts {
        units: false,
        fields: true,
        epochs: false,
    };
    let nothing = a.with_added(&b, 5.0, fields).expect_err("no field");
    assert_eq!(nothing, RecordingError::NothingAdded("b".into()));
    assert!(a.with_added(&b, f64::NAN, AddedParts::ALL).is_err());
}

#[test]
fn classes_and_their_source_come_along() {
    let a = recording("a", &["1"], 0.0);
    let b = recording("b", &["9"], 0.0).with_units(|units| {
        units[0].class = Class::Inhibitory;
        units[0].class_source = Some(ClassSource::Hand);
    });
    let both = a.with_added(&b, 0.0, AddedParts::ALL).expect("added");
    assert_eq!(both.count(Class::Inhibitory), 1);
    assert_eq!(both.ensembles().inhibitory.times_s(), [0.0, 1.0]);
    assert!(!std::ptr::eq(both.trains(), a.trains()));
}
