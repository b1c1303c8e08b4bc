//! Statistics of random rate networks against those of an independent program: what no single network
//! could be held to. `benches/peers/scan_check.py` does the same with more and larger networks.

use super::values;
use equipoise::analysis::Task;
use equipoise::models::rate::RateModel;
use equipoise::models::rate::theory::{Length, Realisation, Scanned};
use rayon::prelude::*;
use serde_json::Value as Json;
use std::collections::BTreeMap;

/// Networks of each size, small ones differ more.
fn seeds(n: &Json) -> u64 {
    match n.as_u64() {
        Some(250) => 12,
        Some(500) => 6,
        _ => 4,
    }
}
/// Means may differ by so many standard errors of their difference: 52 are compared, and some
/// distributions have long tails.
const ERRORS: f64 = 3.0;

fn reference(name: &str) -> Vec<Json> {
    let text = include_str!("../data/rate_statistics.json");
    let json: Json = serde_json::from_str(text).expect("JSON");
    json[name].as_array().expect("cases").clone()
}

fn number(json: &Json) -> f64 {
    json.as_f64().expect("a number")
}

/// Mean and variance.
fn moments(of: &[f64]) -> [f64; 2] {
    let count = of.len() as f64;
    let mean = of.iter().sum::<f64>() / count;
    let squares = of.iter().map(|x| (x - mean).powi(2));
    [mean, squares.sum::<f64>() / (count - 1.0)]
}

/// Whether the mean fits that of so many other networks. Both samples estimate one variance, by which
/// they are weighted; a little is left for the time that the values are from.
fn assert_fits(what: &str, found: &[f64], expected: &Json, little: f64) {
    let [mean, variance] = moments(found);
    let (n, m) = (found.len() as f64, number(&expected["n"]));
    let known = expected["sd"].as_f64().map_or(variance, |sd| sd * sd);
    let pooled = ((n - 1.0) * variance + (m - 1.0) * known) / (n + m - 2.0);
    let error = (pooled * (1.0 / n + 1.0 / m)).sqrt();
    let off = mean - number(&expected["mean"]);
    assert!(
        off.abs() <= ERRORS * error + little,
        "{what}: {mean} of {n}, {expected}: off by {off}, standard error {error}"
    );
}

fn realisations(n: &Json, seeds: u64) -> Vec<Realisation> {
    let n = n.to_string();
    let values = values(&RateModel, &[("n", &n), ("j0", "0")]);
    let all = (1..=seeds).map(|seed| Realisation::new(&values, seed).expect("a network"));
    all.collect()
}

#[test]
fn exponents_rates_and_regimes_are_those_of_other_networks() {
    let mut cases = reference("scan");
    cases.retain(|case| number(&case["n"]) <= 1000.0);
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for case in &cases {
        let length = Length {
            transient: 250.0,
            time: if case["n"] == 1000 { 500.0 } else { 600.0 },
            exponents: 2,
        };
        let all: Vec<Scanned> = realisations(&case["n"], seeds(&case["n"]))
            .into_par_iter()
            .map(|one| {
                let one = one.with(&[("j0", number(&case["j0"]))]).expect("in range");
                one.scanned(length, &Task::alone()).expect("not overtaken")
            })
            .collect();
        let of = |value: fn(&Scanned) -> f64| all.iter().map(value).collect::<Vec<f64>>();
        let quantities = [
            ("exponent1", of(|one| one.exponents.values[0])),
            ("phi_e", of(|one| one.phi_e)),
            ("phi_i", of(|one| one.phi_i)),
            ("w", of(|one| one.w)),
        ];
        for (name, found) in quantities {
            let what = format!("{name} of {} units at {}", case["n"], case["j0"]);
            assert_fits(&what, &found, &case[name], 0.01);
        }
        for one in all {
            *seen.entry(one.exponents.regime.to_string()).or_default() += 1;
        }
    }
    // All ways that the paper's transition takes are met.
    let known = cases.iter().filter_map(|case| case["regimes"].as_object());
    for regime in known.flat_map(|regimes| regimes.keys()) {
        assert!(seen.contains_key(regime), "{regime}: {seen:?}");
    }
}

#[test]
fn rest_is_lost_where_other_networks_lose_it() {
    let cases = reference("onset");
    let case = cases.iter().find(|case| case["n"] == 250);
    let case = case.expect("a small one");
    let onsets: Vec<_> = realisations(&case["n"], 12)
        .into_par_iter()
        .map(|one| one.onset(&Task::alone()).expect("not overtaken"))
        .map(|onset| onset.expect("an onset"))
        .collect();
    let found: Vec<f64> = onsets.iter().map(|onset| onset.j0).collect();
    assert_fits("onset", &found, &case["j0"], 0.0);
    let hopf = onsets.iter().filter(|onset| onset.omega > 0.0).count();
    assert!((3..=10).contains(&hopf), "{hopf} of 12, about half");
}
