//! What must hold of the rate network whatever its numbers.

use super::rate::small_networks;
use super::values;
use equipoise::analysis::{Value, Values};
use equipoise::models::rate::{self, GivenNetwork, RateModel, RateNetwork, derivative};
use equipoise::models::{Network, Silent};
use serde_json::{Value as Json, json};

fn network(set: &[(&str, &str)]) -> RateNetwork {
    rate::build(&values(&RateModel, set), 1).expect("built")
}

fn given(case: &Json) -> RateNetwork {
    let given = GivenNetwork::parse(&case.to_string()).expect("a network");
    rate::build_given(&given, &Values::default(), 1).expect("built")
}

#[track_caller]
fn close(found: &[f64], expected: &[f64], tolerance: f64) {
    assert_eq!(found.len(), expected.len());
    for (k, (found, expected)) in found.iter().zip(expected).enumerate() {
        let error = (found - expected).abs();
        assert!(error < tolerance, "{k}: {found} {expected}");
    }
}

#[test]
fn names_of_units_do_not_matter() {
    let case = small_networks().remove(1);
    let mut plain = given(&case);
    // Excitatory units the other way round, and inhibitory ones too.
    let (n, n_e) = (20, 16);
    let other = |unit: usize| {
        if unit < n_e {
            n_e - 1 - unit
        } else {
            n + n_e - 1 - unit
        }
    };
    let mut renamed = case.clone();
    for i in 0..n {
        renamed["h0"][other(i)] = case["h0"][i].clone();
        if i < n_e {
            renamed["w0"][other(i)] = case["w0"][i].clone();
        }
        for j in 0..n {
            renamed["C"][other(i)][other(j)] = case["C"][i][j].clone();
        }
    }
    let mut renamed = given(&renamed);
    plain.advance_steps(200, &mut Silent);
    renamed.advance_steps(200, &mut Silent);
    let back: Vec<f64> = (0..n).map(|unit| renamed.h()[other(unit)]).collect();
    close(&plain.h(), &back, 1e-10);
}

#[test]
fn only_the_scale_of_couplings_counts() {
    // c four times as large and J0 twice: the same a, the same matrix, the same way.
    let case = small_networks().remove(0);
    let mut scaled = case.clone();
    scaled["params"]["c"] = json!(0.125);
    scaled["params"]["J0"] = json!(0.4);
    let (mut one, mut two) = (given(&case), given(&scaled));
    one.advance_steps(400, &mut Silent);
    two.advance_steps(400, &mut Silent);
    close(&one.h(), &two.h(), 1e-12);
    close(&one.w(), &two.w(), 1e-12);
}

#[test]
fn without_depression_efficacy_recovers_to_one() {
    let mut network = network(&[("n", "200"), ("u", "0"), ("tau_d", "4")]);
    let begin = network.w();
    network.advance_steps(80, &mut Silent);
    let left = (-8.0_f64 / 4.0).exp();
    let expected: Vec<f64> = begin.iter().map(|w| 1.0 - (1.0 - w) * left).collect();
    close(&network.w(), &expected, 1e-7);
    // Nothing balances: rates run to saturation.
    network.advance_steps(1500, &mut Silent);
    close(&network.w(), &vec![1.0; 160], 1e-9);
    let phi = network.phi();
    let mean = phi[..160].iter().sum::<f64>() / 160.0;
    assert!(mean > 0.4, "{mean}");
}

#[test]
fn without_coupling_the_current_is_all_there_is() {
    let at = |i0: &str| {
        let mut network = network(&[("n", "150"), ("j0", "0"), ("i0", i0)]);
        network.advance_steps(40, &mut Silent);
        network.h()
    };
    let (none, some) = (at("0"), at("0.7"));
    let shift = 0.7 * (1.0 - (-4.0_f64).exp());
    let expected: Vec<f64> = none.iter().map(|h| h + shift).collect();
    close(&some, &expected, 1e-5);
}

#[test]
fn a_network_near_its_fixed_point_goes_there() {
    let mut network = network(&[("n", "400"), ("j0", "0.1"), ("start", "rest")]);
    let rest = network.rest().expect("there is one");
    assert!(network.h().iter().all(|h| (h - rest.h_i).abs() < 0.5));
    network.advance_steps(800, &mut Silent);
    let mut expected = vec![rest.h_e; 320];
    expected.resize(400, rest.h_i);
    close(&network.h(), &expected, 1e-9);
    close(&network.w(), &vec![rest.w; 320], 1e-9);
    // There the right-hand side is nothing.
    let [dh, dw] = derivative(
        network.matrix(),
        network.parameters(),
        &expected,
        &vec![rest.w; 320],
    );
    close(&dh, &vec![0.0; 400], 1e-12);
    close(&dw, &vec![0.0; 320], 1e-12);
    network.kick();
    let moved = network
        .h()
        .iter()
        .map(|h| (h - rest.h_e).abs())
        .fold(0.0, f64::max);
    assert!(moved > 1e-3);
}

#[test]
fn efficacy_is_what_depression_leaves() {
    // Exact: <w> = 1 - u tau_D <w phi> - tau_D (w(T) - w(0)) / T, in time and over units.
    let mut network = network(&[("n", "200"), ("j0", "2"), ("dt", "0.05")]);
    let p = *network.parameters();
    let steps = 1200;
    let state = |network: &RateNetwork| {
        let (w, phi) = (network.w(), network.phi());
        let n = w.len() as f64;
        let used: f64 = w.iter().zip(&phi).map(|(w, phi)| w * phi).sum();
        [w.iter().sum::<f64>() / n, used / n]
    };
    let begin = state(&network);
    let (mut sums, mut end) = ([0.5 * begin[0], 0.5 * begin[1]], begin);
    for _ in 0..steps {
        network.advance_steps(1, &mut Silent);
        end = state(&network);
        sums = [sums[0] + end[0], sums[1] + end[1]];
    }
    let mean = [0, 1].map(|k| (sums[k] - 0.5 * end[k]) / f64::from(steps));
    let time = f64::from(steps) * p.dt;
    let drift = p.tau_d * (end[0] - begin[0]) / time;
    let expected = 1.0 - p.u * p.tau_d * mean[1] - drift;
    assert!((mean[0] - expected).abs() < 1e-4, "{} {expected}", mean[0]);
}

#[test]
fn integrators_have_their_orders() {
    let case = small_networks().remove(0);
    let end = |integrator: &str, dt: f64| {
        let mut case = case.clone();
        case["params"]["integrator"] = json!(integrator);
        case["dt"] = json!(dt);
        let mut network = given(&case);
        network.advance_steps((4.0 / dt).round() as u64, &mut Silent);
        network.h()
    };
    let truth = end("rk4", 0.01);
    let error = |integrator: &str, dt: f64| {
        let off = end(integrator, dt).into_iter().zip(&truth);
        off.map(|(h, truth)| (h - truth).abs()).fold(0.0, f64::max)
    };
    for (integrator, order) in [("rk4", 4.0), ("heun", 2.0)] {
        let found = (error(integrator, 0.2) / error(integrator, 0.1)).log2();
        assert!((found - order).abs() < 0.6, "{integrator}: {found}");
    }
}

#[test]
fn the_parts_of_an_input_add_up_to_the_slope() {
    let mut network = network(&[("n", "300"), ("i0", "0.2")]);
    network.advance_steps(20, &mut Silent);
    let (h, w) = (network.h(), network.w());
    let [dh, _] = derivative(network.matrix(), network.parameters(), &h, &w);
    for unit in [0, 100, 239, 240, 299] {
        let [e, i] = network.inputs(unit).expect("there");
        assert!(e > 0.0 && i < 0.0, "{unit}: {e} {i}");
        let slope = e + i + 0.2 - h[unit];
        assert!(
            (slope - dh[unit]).abs() < 1e-12,
            "{unit}: {slope} {}",
            dh[unit]
        );
    }
    assert_eq!(network.inputs(300), None);
}

#[test]
fn a_control_acts_from_the_next_step_on() {
    let mut turned = network(&[("n", "150"), ("j0", "0.5")]);
    let mut plain = network(&[("n", "150"), ("j0", "0.5")]);
    let first = network(&[("n", "150"), ("j0", "0.9")]);
    let old = turned.set("j0", &Value::Number(0.9)).expect("live");
    assert_eq!(old, Value::Number(0.5));
    assert_eq!(turned.parameters(), first.parameters());
    turned.advance_steps(1, &mut Silent);
    plain.advance_steps(1, &mut Silent);
    assert_ne!(turned.h(), plain.h());
    for name in ["n", "dt", "nothing"] {
        let refused = turned.set(name, &Value::Number(1.0));
        let words = refused.expect_err("not live").to_string();
        assert!(words.contains("parameters are j0, i0"), "{words}");
    }
}
