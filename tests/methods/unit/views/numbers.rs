use equipoise::analysis::Scale;
use equipoise::views::{Numbers, Rows};
use serde_json::json;

#[test]
fn json_csv_and_scalars_are_made_of_the_same_columns() {
    let scales = [(Scale::new(1.0), 0.5), (Scale::new(2.0), f64::NAN)];
    let rows = Rows::new("scales", scales)
        .scale(|(scale, _)| *scale)
        .n("n_bins", |_| 30_u64)
        .statistic("e.depth_s", |(_, depth)| *depth)
        .header("depth_e")
        .interval(|(_, depth)| depth.is_finite().then_some([0.4, 0.6]))
        .json("curve", |_| vec![0.0, f64::NAN]);
    let numbers = Numbers::new("key")
        .fact("slope", -1.5)
        .interval("slope_ci", Some([-2.0, -1.0]))
        .table(rows);
    let json = numbers.json();
    assert_eq!(json["slope_ci"], json!([-2.0, -1.0]));
    assert_eq!(json["scales"][0]["e"]["depth_s"], 0.5);
    assert!(json["scales"][1]["e"]["depth_s"].is_null());
    assert_eq!(json["scales"][1]["curve"], json!([0.0, null]));
    let (header, cells) = numbers.csv().expect("a table");
    assert_eq!(header, ["k", "dt_s", "n_bins", "depth_e"]);
    assert_eq!(cells[0], ["1", "0.001", "30", "0.5"]);
    assert_eq!(cells[1][3], "");
    let scalars = numbers.scalars();
    let named = |name: &str| scalars.iter().find(|s| s.name == name).expect("a scalar");
    assert_eq!(named("key.slope").interval, Some([-2.0, -1.0]));
    let depth = named("key.e.depth_s.k1");
    assert_eq!(
        (depth.unit, depth.n, depth.is_statistic),
        ("s", Some(30), true)
    );
    assert!(named("key.e.depth_s.k2").value.is_nan());
}
