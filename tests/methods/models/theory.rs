//! Theory of the rate network against the values of an independent program, closed forms, and the
//! network itself.

use super::rate::small_networks;
use super::{in_threads, values};
use crate::common::asked;
use equipoise::analysis::{AnalysisError, Task, Value, Values};
use equipoise::models::rate::mean::Rest;
use equipoise::models::rate::theory::{
    self, Length, MeanField, MeanFields, NoAnswer, Realisation, Regime, Run, Size, StaticBranch,
    Theory, homogeneous, jacobian, spectrum,
};
use equipoise::models::rate::{self, GivenNetwork, Parameters, RateModel, derivative};
use equipoise::recording::Recording;
use ndarray::Array2;
use serde_json::Value as Json;

/// A section of the reference values: its tolerance and its cases.
fn section(name: &str) -> (Json, Vec<Json>) {
    let json: Json = serde_json::from_str(include_str!("../data/rate_theory.json")).expect("JSON");
    let section = json[name].clone();
    let cases = section["cases"].as_array().expect("cases").clone();
    (section, cases)
}

fn number(json: &Json) -> f64 {
    json.as_f64().expect("a number")
}

fn pair(json: &Json) -> [f64; 2] {
    [number(&json[0]), number(&json[1])]
}

fn parameters(set: &[(&str, &str)]) -> Parameters {
    Parameters::from_values(&values(&RateModel, set))
}

fn theory_of(case: &Json) -> Theory {
    let mut all = Values::default();
    let set = case["params"].as_object().into_iter().flatten();
    for (name, value) in set {
        let parameter = equipoise::models::parameter(rate_parameters(), name).expect("known");
        all.set(
            parameter,
            &parameter.parse(&value.to_string()).expect("fits"),
        );
    }
    let p = Parameters::from_values(&all);
    let size = case["n"]
        .as_u64()
        .map_or(Size::Infinite, |n| Size::Finite(n as usize));
    Theory::new(size, p.f_e, &p)
}

fn rate_parameters() -> &'static [&'static equipoise::analysis::Parameter] {
    use equipoise::models::Model;
    RateModel.parameters()
}

#[track_caller]
fn close(found: f64, expected: f64, tolerance: f64) {
    assert!(
        (found - expected).abs() <= tolerance,
        "{found} {expected}: off by {:e}",
        found - expected
    );
}

fn numbers(at: &Rest) -> [f64; 5] {
    [at.h_e, at.h_i, at.phi_e, at.phi_i, at.w]
}

#[test]
fn the_limit_has_its_closed_form_and_says_which_condition_fails() {
    let (section, cases) = section("limit");
    for case in cases {
        let at = theory_of(&case).limit().expect("a limit");
        for (found, name) in numbers(&at)
            .into_iter()
            .zip(["h_e", "h_i", "phi_e", "phi_i", "w"])
        {
            close(found, number(&case[name]), number(&section["tol"]));
        }
    }
    let limit = |set| {
        let p = parameters(set);
        Theory::new(Size::Infinite, p.f_e, &p).limit()
    };
    close(limit(&[]).expect("a limit").phi_e, 2.0 / 15.0, 1e-15);
    assert_eq!(
        limit(&[("g_ei", "10")]),
        Err(NoAnswer::Efficacy(10.0 / 9.0))
    );
    assert_eq!(limit(&[("u", "0")]), Err(NoAnswer::NoDepression));
    assert_eq!(limit(&[("j0", "0")]), Err(NoAnswer::Uncoupled));
    // phi_E = (1 / 0.6 - 1) / (0.1 * 5).
    assert!(matches!(
        limit(&[("u", "0.1"), ("tau_d", "5")]),
        Err(NoAnswer::Saturated('E', rate)) if (rate - 4.0 / 3.0).abs() < 1e-12
    ));
}

#[test]
fn the_fixed_point_comes_to_its_limit_as_one_over_the_root_of_n() {
    let p = parameters(&[]);
    let limit = Theory::new(Size::Infinite, p.f_e, &p)
        .limit()
        .expect("a limit");
    let away = |n: usize| {
        let theory = Theory::new(Size::Finite(n), p.f_e, &p);
        let at = theory.fixed_point().expect("a fixed point");
        numbers(&at)
            .map(f64::abs)
            .into_iter()
            .zip(numbers(&limit).map(f64::abs))
            .map(|(a, b)| (a - b).abs())
            .fold(0.0, f64::max)
    };
    let (near, far) = (away(100_000_000), away(1_000_000));
    close(far / near, 10.0, 0.2);
    // A current from outside matters the less the larger the network.
    let by_current = |n: usize| {
        let theory = Theory::new(Size::Finite(n), p.f_e, &p).with_j0(0.1);
        let with = theory.with_i0(0.3).fixed_point().expect("a fixed point");
        with.phi_e - theory.fixed_point().expect("a fixed point").phi_e
    };
    close(by_current(100_000_000) / by_current(1_000_000), 0.1, 0.02);
}

#[test]
fn the_bulk_and_where_it_becomes_unstable() {
    let (section_rho, cases) = section("rho");
    let p = parameters(&[]);
    let theory = Theory::new(Size::Finite(1000), p.f_e, &p).with_j0(0.9);
    let bulk = theory.bulk(&theory.fixed_point().expect("a fixed point"));
    for case in cases {
        let rho = bulk.radius(pair(&case["lambda"]));
        close(rho, number(&case["rho"]), number(&section_rho["tol"]));
    }
    let (section, cases) = section("critical");
    for case in cases {
        let found = theory_of(&case).critical().expect("a critical J0");
        close(found.j0, number(&case["j0"]), number(&section["tol"]));
        close(
            found.omega,
            number(&case["omega"]),
            number(&section["tol_omega"]),
        );
    }
    // The outline is where the bulk ends, and at the critical J0 it touches the axis.
    let critical = theory.critical().expect("a critical J0");
    let theory = theory.with_j0(critical.j0);
    let bulk = theory.bulk(&theory.fixed_point().expect("a fixed point"));
    let outline = bulk.outline(101);
    assert_eq!(outline.len(), 101);
    for &place in &outline {
        close(bulk.filling(place), 1.0, 1e-9);
    }
    close(outline[0][0], 0.0, 1e-9);
    // So weakly coupled (w* a third, rates of 0.4 and 0.8) none of the J0 looked at makes it unstable.
    let weak = parameters(&[
        ("g_ee", "0.003"),
        ("g_ei", "0.002"),
        ("g_ie", "0.001"),
        ("g_ii", "0.002"),
    ]);
    let weak = Theory::new(Size::Infinite, weak.f_e, &weak);
    assert_eq!(weak.critical(), Err(NoAnswer::Stable(100.0)));
}

fn branch_numbers(at: &StaticBranch) -> [(&'static str, f64); 7] {
    [
        ("mu_e", at.mu_e),
        ("s_e", at.s_e),
        ("mu_i", at.mu_i),
        ("s_i", at.s_i),
        ("phi_e", at.phi_e),
        ("phi_i", at.phi_i),
        ("w", at.w),
    ]
}

#[test]
fn the_static_branch_and_its_birth() {
    let (section, cases) = section("static_branch");
    for case in cases {
        let theory = theory_of(&case).with_j0(number(&case["j0"]));
        let at = theory.static_branch().expect("a branch");
        for (name, found) in branch_numbers(&at) {
            close(found, number(&case[name]), number(&section["tol"]));
        }
    }
    let p = parameters(&[]);
    let theory = Theory::new(Size::Infinite, p.f_e, &p);
    let birth = theory.critical().expect("a critical J0").j0;
    assert!(matches!(
        theory.with_j0(birth - 1e-6).static_branch(),
        Err(NoAnswer::BelowBirth { .. })
    ));
    // s_E goes with the root of the distance from it.
    let s_e = |above: f64| {
        theory
            .with_j0(birth + above)
            .static_branch()
            .expect("born")
            .s_e
    };
    close(s_e(4e-4) / s_e(1e-4), 2.0, 2e-3);
    close(s_e(4e-8) / s_e(1e-8), 2.0, 2e-3);
}

fn given(case: &Json) -> GivenNetwork {
    GivenNetwork::parse(&case.to_string()).expect("a network")
}

#[test]
fn spectra_of_given_networks() {
    let (section, cases) = section("small_networks");
    for (network, case) in small_networks().iter().zip(cases) {
        let given = given(network);
        let (_, p) = given.with_values(&Values::default());
        let found = spectrum(&jacobian(&given.matrix, &p, &given.h, &given.w)).expect("found");
        let expected = case["eigenvalues"].as_array().expect("a list");
        assert_eq!(found.len(), expected.len());
        for (found, expected) in found.iter().zip(expected) {
            for (found, expected) in found.iter().zip(pair(expected)) {
                close(*found, expected, number(&section["tol_eigenvalues"]));
            }
        }
    }
}

#[test]
fn the_jacobian_is_the_slope_of_the_right_hand_side() {
    let given = given(&small_networks()[1]);
    let (_, p) = given.with_values(&Values::default());
    let found = jacobian(&given.matrix, &p, &given.h, &given.w);
    let (n, step) = (given.h.len(), 1e-6);
    let slope_at = |j: usize, by: f64| {
        let (mut h, mut w) = (given.h.clone(), given.w.clone());
        *if j < n { &mut h[j] } else { &mut w[j - n] } += by;
        derivative(&given.matrix, &p, &h, &w).concat()
    };
    for j in 0..found.ncols() {
        let (above, below) = (slope_at(j, step), slope_at(j, -step));
        for (i, (above, below)) in above.iter().zip(below).enumerate() {
            close(found[[i, j]], (above - below) / (2.0 * step), 1e-8);
        }
    }
}

#[test]
fn eigenvalues_of_matrices_that_are_not_normal() {
    // A Jordan block but for its corner: the roots of (x - 1)^3 = 1e-3 are 0.1 apart from 1.
    let mut block = Array2::eye(3);
    (block[[0, 1]], block[[1, 2]], block[[2, 0]]) = (1.0, 1.0, 1e-3);
    let found = spectrum(&block).expect("found");
    let sine = 0.1 * (std::f64::consts::TAU / 3.0).sin();
    for (found, expected) in found.iter().zip([[1.1, 0.0], [0.95, -sine], [0.95, sine]]) {
        close(found[0], expected[0], 1e-12);
        close(found[1], expected[1], 1e-12);
    }
    block[[0, 0]] = f64::NAN;
    assert_eq!(spectrum(&block), Err(NoAnswer::NoEigenvalues));
}

#[test]
fn exponents_of_given_networks() {
    let (section, cases) = section("small_networks");
    for (network, case) in small_networks().iter().zip(cases) {
        let given = given(network);
        let (_, p) = given.with_values(&Values::default());
        let mut run = Run::new(&given.matrix, &p, [&given.h, &given.w], 3);
        for _ in 0..run.pieces(100.0) {
            run.advance();
        }
        let found = run.exponents();
        assert_eq!(found.time, 100.0);
        for (found, expected) in found
            .values
            .iter()
            .zip(case["exponents"].as_array().expect("three"))
        {
            close(*found, number(expected), number(&section["tol_exponents"]));
        }
        assert!(found.errors.iter().all(|e| *e > 0.0 && *e < 0.2));
    }
}

/// A network whose homogeneous fixed point is stable, and that point.
fn at_rest() -> (rate::RateNetwork, [Vec<f64>; 2]) {
    let set = [("n", "100"), ("c", "0.2"), ("j0", "0.4")];
    let network = rate::build(&values(&RateModel, &set), 3).expect("built");
    let at = network.rest().expect("a fixed point");
    let state = homogeneous(network.matrix(), &at);
    (network, state)
}

#[test]
fn exponents_at_a_stable_fixed_point_are_the_leading_eigenvalues() {
    let (network, [h, w]) = at_rest();
    let (matrix, p) = (network.matrix(), network.parameters());
    let leading = spectrum(&jacobian(matrix, p, &h, &w)).expect("found");
    assert!(leading[0][0] < -0.01);
    let mut run = Run::new(matrix, p, [&h, &w], 4);
    for _ in 0..run.pieces(200.0) {
        run.settle();
    }
    for _ in 0..run.pieces(400.0) {
        run.advance();
    }
    let found = run.exponents();
    for (found, [expected, _]) in found.values.iter().zip(&leading) {
        close(*found, *expected, 5e-3);
    }
    assert_eq!(found.regime, Regime::HomogeneousRest);
    assert_eq!(found.regime.to_string(), "homogeneous fixed point");
}

#[test]
fn what_is_not_depressed_any_more_recovers_with_the_slowest_exponent() {
    // All excitatory units are silent: w of each comes back to 1 with 1 / tau_D.
    let set = [
        ("n", "100"),
        ("g_ee", "0"),
        ("i0", "-1"),
        ("j0", "5"),
        ("g_ei", "20"),
    ];
    let network = rate::build(&values(&RateModel, &set), 1).expect("built");
    let p = Parameters {
        i0: -12.0,
        ..*network.parameters()
    };
    let (h, w) = (network.h(), network.w());
    let mut run = Run::new(network.matrix(), &p, [&h, &w], 1);
    for _ in 0..run.pieces(50.0) {
        run.settle();
    }
    for _ in 0..run.pieces(50.0) {
        run.advance();
    }
    close(run.exponents().values[0], -0.1, 1e-9);
}

#[test]
fn threads_change_no_bit() {
    let set = [("n", "600"), ("j0", "1.5")];
    let network = rate::build(&values(&RateModel, &set), 5).expect("built");
    let exponents = |threads| {
        in_threads(threads, || {
            let (h, w) = (network.h(), network.w());
            let mut run = Run::new(network.matrix(), network.parameters(), [&h, &w], 3);
            for _ in 0..5 {
                run.advance();
            }
            (run.exponents().values, run.state())
        })
    };
    assert_eq!(exponents(1), exponents(2));
    let eigenvalues = |threads| {
        in_threads(threads, || {
            let (network, [h, w]) = at_rest();
            theory::spectrum(&jacobian(network.matrix(), network.parameters(), &h, &w))
        })
    };
    assert_eq!(eigenvalues(1), eigenvalues(2));
}

#[test]
fn the_state_beside_the_tangents_is_the_network() {
    for integrator in ["rk4", "heun"] {
        let set = [("n", "150"), ("integrator", integrator)];
        let mut network = rate::build(&values(&RateModel, &set), 2).expect("built");
        let (h, w) = (network.h(), network.w());
        let mut run = Run::new(network.matrix(), network.parameters(), [&h, &w], 2);
        for _ in 0..10 {
            run.advance();
        }
        equipoise::models::Network::advance_steps(
            &mut network,
            100,
            &mut equipoise::models::Silent,
        );
        let [h, w] = run.state();
        for (found, expected) in h.iter().zip(network.h()).chain(w.iter().zip(network.w())) {
            close(*found, expected, 1e-12);
        }
    }
}

#[test]
fn almost_all_eigenvalues_lie_in_the_predicted_bulk() {
    let set = [("n", "300"), ("j0", "0.9")];
    let network = rate::build(&values(&RateModel, &set), 4).expect("built");
    let p = network.parameters();
    let at = network.rest().expect("a fixed point");
    let bulk = Theory::new(Size::Finite(p.n), p.f_e, p).bulk(&at);
    let [h, w] = homogeneous(network.matrix(), &at);
    let found = spectrum(&jacobian(network.matrix(), p, &h, &w)).expect("found");
    let inside = found.iter().filter(|&&z| bulk.filling(z) > 0.85).count();
    assert!(
        inside as f64 >= 0.985 * found.len() as f64,
        "{inside} of {}",
        found.len()
    );
    // The mean modes are among them: all units of a class have as many inputs.
    let theory = Theory::new(Size::Finite(p.n), p.f_e, p);
    for mode in theory.mean_modes(&at).expect("three") {
        let near = |z: &[f64; 2]| (z[0] - mode[0]).hypot(z[1] - mode[1]) < 1e-9;
        assert!(found.iter().any(near), "{mode:?}");
    }
    let sum: f64 = found.iter().map(|z| z[0]).sum();
    let trace = jacobian(network.matrix(), p, &h, &w).diag().sum();
    close(sum, trace, 1e-9);
}

/// The published means over three sets of random numbers or more: rates to 0.006, w to 0.015, variances
/// to 10 %, times to 12 %.
#[test]
fn mean_field_theory_has_the_published_means_and_times() {
    type Row = (Size, [(&'static str, f64, f64); 8]);
    let rows: [Row; 2] = [
        (
            Size::Infinite,
            [
                ("phi_e", 0.103, 0.006),
                ("phi_i", 0.137, 0.006),
                ("w", 0.692, 0.015),
                ("var_h_e", 0.427, 0.0427),
                ("var_h_i", 1.25, 0.125),
                ("half_width_e", 3.9, 0.468),
                ("mu_e", -1.51, 0.06),
                ("mu_i", -1.64, 0.06),
            ],
        ),
        (
            Size::Finite(2000),
            [
                ("phi_e", 0.134, 0.006),
                ("phi_i", 0.220, 0.006),
                ("w", 0.659, 0.015),
                ("var_h_e", 0.99, 0.099),
                ("var_h_i", 3.0, 0.3),
                ("half_width_e", 3.9, 0.468),
                ("mu_e", -1.56, 0.06),
                ("mu_i", -1.55, 0.06),
            ],
        ),
    ];
    let p = parameters(&[("j0", "1.5")]);
    for (size, expected) in rows {
        let mut fields = MeanFields::new(&Theory::new(size, p.f_e, &p), 1..=3).expect("a start");
        while !fields.is_over() {
            fields.step();
        }
        let number = |name: &str| {
            let (_, of) = theory::QUANTITIES
                .iter()
                .find(|(n, _)| *n == name)
                .expect("known");
            fields.mean(of)
        };
        for (name, expected, within) in expected {
            let [found, error] = number(name);
            let said = format!("N {size}: {name} {found} +- {error} and {expected}");
            assert!((found - expected).abs() <= within, "{said}");
        }
        if size == Size::Infinite {
            // E and I balance.
            close(number("w_phi")[0] / number("phi_e")[0], 0.6, 1e-3);
        }
        // All units of a class have one mean over time: the autocovariance falls to 0, within three
        // standard errors.
        let [plateau, error] = number("plateau_e");
        assert!(
            plateau.abs() < 3.0 * error,
            "N {size}: {plateau} +- {error}"
        );
    }
}

/// Below the onset nothing fluctuates.
#[test]
fn mean_field_theory_comes_to_rest() {
    let p = parameters(&[("j0", "0.7")]);
    let mut field = MeanField::new(&Theory::new(Size::Infinite, p.f_e, &p), 3).expect("a limit");
    while !field.is_over() {
        field.step();
    }
    let at = field.state().expect("a state");
    assert!(at.var_h_e < 1e-6, "{}", at.var_h_e);
    close(at.phi_e, 2.0 / 15.0, 1e-4);
}

#[test]
fn threads_change_no_bit_of_the_mean_field() {
    let of = |threads| {
        in_threads(threads, || {
            let p = parameters(&[("j0", "1.5")]);
            let theory = Theory::new(Size::Finite(1000), p.f_e, &p);
            let mut field = MeanField::new(&theory, 1).expect("a fixed point");
            field.step();
            field.step();
            field.state().cloned()
        })
    };
    assert!(of(1) == of(2));
}

/// Exact but for the rule by which means over time are taken; out-degrees enter the second.
#[test]
fn the_identities_of_efficacy_and_input_hold() {
    let nothing = Recording::nothing("rate network");
    let mut asked = asked(&nothing, 20.0);
    for (name, value) in [("network-units", 150), ("time", 60), ("transient", 20)] {
        asked.set("efficacy", name, &Value::Integer(value));
    }
    for in_degree in [0.1, 0.3] {
        asked.set("efficacy", "c", &Value::Number(in_degree));
        let found = &asked.export("efficacy")[0].json;
        let number = |name: &str| found[name].as_f64().expect(name);
        assert!(number("miss_w").abs() < 1e-5, "{}", number("miss_w"));
        assert!(
            number("largest_miss_w") < 1e-4,
            "{}",
            number("largest_miss_w")
        );
        assert!(number("miss_h_e").abs() < 1e-3, "{}", number("miss_h_e"));
        assert!((0.3..0.95).contains(&number("mean_w")));
    }
}

/// Below the birth of the branch all rest alike.
#[test]
fn a_view_of_a_model_needs_no_recording_and_says_where_theory_has_no_answer() {
    let nothing = Recording::nothing("rate network");
    let mut asked = asked(&nothing, 20.0);
    asked.set("heterogeneous-rest", "network-units", &Value::Integer(100));
    asked.set("heterogeneous-rest", "j0", &Value::Number(0.2));
    let export = &asked.export("heterogeneous-rest")[0];
    assert_eq!(export.json["rests"], true);
    assert!(
        export.warnings[0].contains("units rest alike below J0"),
        "{:?}",
        export.warnings
    );
}

/// A network of a scan: its rest is stable just below its onset and unstable just above, and the
/// frequency is that of the eigenvalue that crosses.
#[test]
fn an_onset_is_where_an_eigenvalue_crosses() {
    let mut kinds = [0; 2];
    for seed in 1..=6 {
        let values = values(&RateModel, &[("n", "100"), ("j0", "0")]);
        let one = Realisation::new(&values, seed).expect("a network");
        let onset = one.onset(&Task::alone()).expect("not overtaken");
        let onset = onset.expect("an onset");
        let leading = |j0: f64| {
            let mut values = values.clone();
            values.set(&rate::parameters::J0, &Value::Number(j0));
            let network = rate::build(&values, seed).expect("a network");
            let [h, w] = homogeneous(network.matrix(), &network.rest().expect("a fixed point"));
            spectrum(&jacobian(network.matrix(), network.parameters(), &h, &w)).expect("converges")
                [0]
        };
        let [below, above] = [onset.j0 - 0.0011, onset.j0].map(leading);
        assert!(
            below[0] < 0.0 && above[0] >= 0.0,
            "{seed}: {below:?} {above:?}"
        );
        assert_eq!(above[1].abs(), onset.omega);
        kinds[usize::from(onset.omega > 0.0)] += 1;
    }
    assert!(
        kinds[0] > 0 && kinds[1] > 0,
        "both kinds of onset: {kinds:?}"
    );
}

/// Networks of a scan are those that run by themselves, whatever the number of threads, and cross from
/// rest to where units differ.
#[test]
fn a_scanned_network_is_the_one_that_runs() {
    let length = Length {
        transient: 20.0,
        time: 60.0,
        exponents: 2,
    };
    let scanned = |j0: f64| {
        let values = values(&RateModel, &[("n", "100"), ("j0", "0")]);
        let one = Realisation::new(&values, 3).expect("a network");
        let one = one.with(&[("j0", j0)]).expect("in range");
        one.scanned(length, &Task::alone()).expect("not overtaken")
    };
    let values = values(&RateModel, &[("n", "100"), ("j0", "0.3")]);
    let network = rate::build(&values, 3).expect("a network");
    let (h, w) = (network.h(), network.w());
    let mut run = Run::new(network.matrix(), network.parameters(), [&h, &w], 2);
    (0..20).for_each(|_| run.settle());
    (0..60).for_each(|_| run.advance());
    let one = scanned(0.3);
    assert_eq!(one.exponents, run.exponents());
    assert_eq!(one.exponents.regime, Regime::HomogeneousRest);
    let rest = network.rest().expect("a fixed point");
    close(one.phi_e, rest.phi_e, 1e-3);
    close(one.phi_i, rest.phi_i, 1e-3);
    close(one.w, rest.w, 1e-2);
    assert!(one.apart < 1e-3 && scanned(1.5).apart > 0.1);
    assert_eq!(
        in_threads(1, || scanned(1.5)),
        in_threads(2, || scanned(1.5))
    );
    let refused = Realisation::new(&values, 3)
        .expect("a network")
        .with(&[("c", 0.2)]);
    let words = refused.err().expect("another matrix").to_string();
    assert!(words.contains("j0"), "{words}");
}

/// Against every pair by itself, and where all is shared, nothing is, or nothing moves.
#[test]
fn a_mean_correlation_over_pairs_is_that_of_each_pair() {
    let mut state = 7_u64;
    let mut noise = move || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (state >> 33) as f32 / (1_u64 << 31) as f32 - 0.5
    };
    let shared: Vec<f32> = (0..200).map(|_| noise()).collect();
    let series: Vec<Vec<f32>> = (0..12)
        .map(|cell| {
            let part = cell as f32 / 12.0;
            shared.iter().map(|s| 3.0 + part * s + noise()).collect()
        })
        .collect();
    let r = |a: &[f32], b: &[f32]| {
        let mean = |of: &[f32]| of.iter().map(|x| f64::from(*x)).sum::<f64>() / of.len() as f64;
        let (x, y) = (mean(a), mean(b));
        let product = |a: &[f32], x: f64, b: &[f32], y: f64| {
            let each = a.iter().zip(b);
            each.map(|(a, b)| (f64::from(*a) - x) * (f64::from(*b) - y))
                .sum::<f64>()
        };
        product(a, x, b, y) / (product(a, x, a, x) * product(b, y, b, y)).sqrt()
    };
    let pairs = (0..12).flat_map(|i| (0..i).map(move |j| (i, j)));
    let all: Vec<f64> = pairs.map(|(i, j)| r(&series[i], &series[j])).collect();
    let expected = all.iter().sum::<f64>() / all.len() as f64;
    let found = theory::pair_correlation(&series).expect("they move");
    close(found.value, expected, 1e-12);
    assert!(found.error > 0.0 && found.error < 0.1, "{found:?}");
    // One that does not move says nothing of the others.
    let with_still: Vec<_> = series.iter().cloned().chain([vec![2.5; 200]]).collect();
    close(
        theory::pair_correlation(&with_still).expect("others").value,
        expected,
        1e-12,
    );
    let alike = vec![shared.clone(); 5];
    close(
        theory::pair_correlation(&alike).expect("alike").value,
        1.0,
        1e-9,
    );
    assert!(theory::pair_correlation(&[shared]).is_none());
    assert!(theory::pair_correlation(&[vec![1.0; 200], vec![2.0; 200]]).is_none());
    assert!(theory::pair_correlation(&[vec![0.0, 1.0], vec![1.0, 0.0]]).is_none());
}

/// Against all of them, near the critical J0 and beyond it.
#[test]
fn leading_eigenvalues_are_those_of_the_whole_spectrum() {
    for (j0, seed) in [("0.9", 1), ("1.5", 2)] {
        let p = parameters(&[("n", "400"), ("j0", j0)]);
        let matrix = rate::Matrix::random(&p, seed);
        let theory = Theory::new(Size::Finite(p.n), p.f_e, &p);
        let rest = theory.fixed_point().expect("at rest");
        let [h, w] = homogeneous(&matrix, &rest);
        let all = spectrum(&jacobian(&matrix, &p, &h, &w)).expect("eigenvalues");
        let radius = 2.0 * p.j0;
        let found = theory::leading(&matrix, &p, [&h, &w], (20, radius), &Task::alone());
        let found = found.expect("not cancelled").expect("they converge");
        assert!((20..=21).contains(&found.len()), "{}", found.len());
        let modes = theory.mean_modes(&rest).expect("modes");
        let is_mode = |z: &&[f64; 2]| {
            let near = |mode: &[f64; 2]| (z[0] - mode[0]).hypot(z[1] - mode[1]) < 1e-6;
            modes.iter().any(near)
        };
        for (found, all) in found.iter().zip(all.iter().filter(|z| !is_mode(z))) {
            close(found[0], all[0], 1e-8);
            close(found[1].abs(), all[1].abs(), 1e-8);
        }
    }
}

/// The library that finds eigenvalues cannot be stopped; who waits for it can.
#[test]
fn nobody_has_to_wait_for_eigenvalues() {
    let p = parameters(&[("n", "500")]);
    let matrix = rate::Matrix::random(&p, 1);
    let state = [vec![-1.0; p.n], vec![0.5; p.n_e]];
    let [h, w] = state.each_ref().map(|of| &of[..]);
    let cancelled = || true;
    let task = Task::new(&cancelled, &|_| ());
    let all = theory::spectrum_unless_cancelled(jacobian(&matrix, &p, h, w), &task);
    assert!(matches!(all, Err(AnalysisError::Cancelled)), "{all:?}");
    let few = theory::leading(&matrix, &p, [h, w], (20, 2.0), &task);
    assert!(matches!(few, Err(AnalysisError::Cancelled)), "{few:?}");
}

/// An independent program has pairs of E cells at N = 1000 share 0.66 of their excitation, 0.08 of their
/// inhibition and 0.017 of the sum of both (mean of three networks).
#[test]
fn what_two_cells_share_cancels() {
    let nothing = Recording::nothing("rate network");
    let mut asked = asked(&nothing, 20.0);
    for (name, value) in [("network-units", 1000), ("networks", 1), ("time", 300)] {
        asked.set("cancellation", name, &Value::Integer(value));
    }
    let found = &asked.export("cancellation")[0].json;
    let largest = found["networks"].as_array().expect("networks").last();
    let largest = largest.expect("a network");
    assert_eq!(largest["n"], 1000);
    close(number(&largest["r_e"]), 0.66, 0.1);
    close(number(&largest["r_i"]), 0.085, 0.06);
    close(number(&largest["r_sum"]), 0.017, 0.012);
}

/// By an independent program: the limit at J0 1.5 and 2.0, and how slow fluctuations are there.
#[test]
fn mean_field_theory_against_j0_goes_through_the_published_values() {
    let nothing = Recording::nothing("rate network");
    let mut asked = asked(&nothing, 20.0);
    let id = "mean-field-scan";
    for (name, value) in [("steps", 2), ("currents", 1), ("sets", 1)] {
        asked.set(id, name, &Value::Integer(value));
    }
    asked.set(id, "from", &Value::Number(1.5));
    asked.set(id, "to", &Value::Number(2.0));
    let export = &asked.export(id)[0];
    let rows = export.json["points"].as_array().expect("points");
    let of_limit = rows.iter().filter(|row| row["n"].is_null());
    let published = [
        [0.103, 0.137, 0.692, 0.427, 1.25, 3.9],
        [0.087, 0.116, 0.739, 0.918, 2.68, 3.0],
    ];
    let names = ["phi_e", "phi_i", "w", "var_h_e", "var_h_i", "half_width_e"];
    let mut seen = 0;
    for (row, published) in of_limit.zip(published) {
        for (name, expected) in names.into_iter().zip(published) {
            let tolerance = match name {
                "w" => 0.015,
                "phi_e" | "phi_i" => 0.006,
                "half_width_e" => 0.12 * expected,
                _ => 0.1 * expected,
            };
            close(number(&row[name]), expected, tolerance);
        }
        seen += 1;
    }
    assert_eq!(seen, 2);
}
