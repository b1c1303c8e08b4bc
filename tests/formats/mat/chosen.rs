//! What a person says that the variables of a file are.

use super::writer::{MANNERS, V, col, file, one};
use super::{counts, ids, mapped};
use equipoise::formats::MatChoices;
use std::path::PathBuf;

fn with<T>(variables: &[(&str, V)], then: impl Fn(&PathBuf) -> T) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("odd.mat");
    for manner in MANNERS {
        std::fs::write(&path, file(variables, manner)).unwrap();
        then(&path);
    }
}

/// One variable a unit, as exports of sorters have it.
#[test]
fn several_variables_are_units() {
    let variables = [
        ("sig001a", col(&[0.5, 1.25, 3.0])),
        ("sig001b", col(&[0.75])),
        ("sig002a", V::Cell(vec![col(&[2.0, 2.5]), col(&[2.25])])),
        ("ad01", V::F64(4, 1, vec![0.5, 1.0, -1.0, 2.0])),
        ("ad02", V::F64(4, 1, vec![1.5, 1.0, -1.0, 2.0])),
    ];
    with(&variables, |path| {
        let choices = "spikes=sig001a+sig001b+sig002a,field=ad01+ad02,rate=500";
        let recording = mapped(path, choices).unwrap();
        let expected = ["sig001a", "sig001b", "sig002a 1", "sig002a 2"];
        assert_eq!(ids(&recording), expected);
        assert_eq!(counts(&recording), [3, 1, 2, 1]);
        let names: Vec<&str> = recording.fields().iter().map(|f| f.name.as_str()).collect();
        assert_eq!(names, ["ad01", "ad02"]);
        let error = mapped(path, "spikes=sig001a+sig001b,unit=ad01").unwrap_err();
        assert!(error.to_string().contains("no names of units"), "{error}");
        let error = mapped(path, "spikes=sig001a+sig009").unwrap_err();
        assert!(error.to_string().contains("\"sig009\""), "{error}");
    });
}

#[test]
fn columns_and_rows_of_a_matrix() {
    // Unit, time, amplitude in columns; the same in rows.
    let (units, times) = ([5.0, 3.0, 5.0, 5.0], [0.25, 0.5, 0.75, 1.25]);
    let tall = [&units[..], &times, &[9.0, 8.0, 7.0, 6.0]].concat();
    let wide: Vec<f64> = (0..4).flat_map(|i| [units[i], times[i], 9.0]).collect();
    let long = V::F64(20, 2, (0..40).map(f64::from).collect());
    let variables = [
        ("tall", V::F64(4, 3, tall)),
        ("wide", V::F64(3, 4, wide)),
        ("long", long),
    ];
    with(&variables, |path| {
        for choices in [
            "spikes=tall(:,2),unit=tall(:,1)",
            "unit=wide(1,:), spikes=wide(2,:)",
        ] {
            let recording = mapped(path, choices).unwrap();
            assert_eq!(ids(&recording), ["3", "5"]);
            assert_eq!(recording.trains().unit(1), [0.25, 0.75, 1.25]);
        }
        for (choices, expected) in [
            ("spikes=tall(:,4)", "a column or row of 4 x 3"),
            ("spikes=tall(:,0)", "a path such as"),
            ("spikes=tall(2,2)", "a path such as"),
            ("spikes=tall(:,2).x", "after a row or column"),
        ] {
            let error = mapped(path, choices).unwrap_err().to_string();
            assert!(error.contains(expected), "{choices}: {error}");
        }
        // Long ones are listed by their columns.
        let (plan, known) = super::variables(path);
        let paths: Vec<&str> = plan.variables.iter().map(|v| v.path.as_str()).collect();
        assert_eq!(paths, ["tall", "wide", "long", "long(:,1)", "long(:,2)"]);
        assert_eq!(plan.variables[4].first, "20, 21, 22, 23, …");
        assert!(!known);
    });
}

/// One list a column, the short ones filled up.
#[test]
fn lists_that_are_filled_up() {
    let nan = f64::NAN;
    let columns = vec![1.0, 2.0, 3.5, 4.0, 0.5, 0.75, nan, nan, 2.5, nan, nan, nan];
    let zeros: Vec<f64> = columns
        .iter()
        .map(|v| if v.is_nan() { 0.0 } else { *v })
        .collect();
    let pair = vec![1.5, 2.0, 2.5, 0.5, 0.75, nan];
    let falling = V::F64(2, 2, vec![2.5, 1.5, 0.5, 0.25]);
    let variables = [
        ("filled", V::F64(4, 3, columns)),
        ("zeros", V::F64(4, 3, zeros)),
        ("pair", V::F64(3, 2, pair)),
        ("falling", falling),
    ];
    with(&variables, |path| {
        for spikes in ["spikes=filled", "spikes=zeros"] {
            let recording = mapped(path, spikes).unwrap();
            assert_eq!(counts(&recording), [4, 2, 1], "{spikes}");
            assert_eq!(recording.trains().unit(1), [0.5, 0.75]);
        }
        // Two columns with gaps are no pairs of unit and time.
        assert_eq!(counts(&mapped(path, "spikes=pair").unwrap()), [3, 2]);
        let error = mapped(path, "spikes=falling").unwrap_err().to_string();
        assert!(error.contains("ascending times in each column"), "{error}");
    });
}

#[test]
fn a_struct_with_a_field_for_each_unit() {
    let units = one(vec![
        ("a", col(&[0.5, 1.0])),
        ("b", V::Empty),
        ("c", col(&[2.0])),
    ]);
    with(&[("units", units)], |path| {
        let recording = mapped(path, "spikes=units").unwrap();
        assert_eq!(ids(&recording), ["a", "b", "c"]);
        assert_eq!(counts(&recording), [2, 0, 1]);
    });
    let choices = MatChoices::parse("spikes=a(:,2),unit=a(:,1)").unwrap();
    assert_eq!(choices.unit.as_deref(), Some("a(:,1)"));
}

/// Counts that compress a hundredfold are left out at first, with their size, and read when they are
/// chosen.
#[test]
fn what_expands_much_is_read_when_it_is_chosen() {
    let (rows, columns) = (60_000_u32, 30_u32);
    let counts = (0..rows * columns).map(|at| f64::from(u8::from(at % 1000 == 7)));
    let variables = [
        ("Q", V::F64(rows, columns, counts.collect())),
        ("dt", V::F64(1, 1, vec![0.01])),
    ];
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("binned.mat");
    std::fs::write(&path, file(&variables, MANNERS[2])).unwrap();
    assert!(std::fs::metadata(&path).unwrap().len() < 1 << 20);
    let (plan, is_known) = super::variables(&path);
    let q = plan.variables.iter().find(|v| v.path == "Q").unwrap();
    assert!(
        !is_known && q.first.starts_with("14 MB, not read as yet"),
        "{}",
        q.first
    );
    let recording = mapped(&path, "field=Q,rate=100").unwrap();
    let field = &recording.fields()[0];
    assert_eq!(
        (field.rate_hz, field.samples, field.channels.len()),
        (100.0, 60_000, 30)
    );
    let read = field.source.read(&[0, 1], 6..8).unwrap();
    assert_eq!(
        read.iter().copied().collect::<Vec<_>>(),
        [0.0, 1.0, 0.0, 1.0]
    );
    let said = super::said(&recording);
    assert!(!said.contains("left out"), "{said}");
}
