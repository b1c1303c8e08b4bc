//! The rate network against trajectories, fixed points and mean modes that an independent program
//! gives, and what its recording holds.

use super::{Tape, in_threads, values};
use equipoise::analysis::{Task, Values, normal};
use equipoise::models::rate::{self, GivenNetwork, InDegrees, Parameters, RateModel, mean, phi};
use equipoise::models::{ModelError, Network, Silent, record};
use equipoise::recording::Class;
use serde_json::Value as Json;

pub fn small_networks() -> Vec<Json> {
    let json: Json =
        serde_json::from_str(include_str!("../data/small_networks.json")).expect("JSON");
    json["cases"].as_array().expect("a list").clone()
}

fn numbers(json: &Json) -> Vec<f64> {
    let list = json.as_array().expect("a list").iter();
    list.map(|v| v.as_f64().expect("a number")).collect()
}

#[test]
fn small_networks_take_the_same_way() {
    for case in small_networks() {
        let given = GivenNetwork::parse(&case.to_string()).expect("a network");
        let mut network = rate::build_given(&given, &Values::default(), 1).expect("built");
        for at in case["rk4"].as_array().expect("states") {
            let t = at["t"].as_f64().expect("a time");
            let steps = (t / network.parameters().dt).round() as u64 - network.steps();
            network.advance_steps(steps, &mut Silent);
            for (found, expected) in [
                (network.h(), numbers(&at["h"])),
                (network.w(), numbers(&at["w"])),
            ] {
                assert_eq!(found.len(), expected.len());
                for (found, expected) in found.iter().zip(&expected) {
                    assert!((found - expected).abs() < 1e-9, "t {t}: {found} {expected}");
                }
            }
        }
    }
}

fn parameters(n: usize, j0: f64, i0: f64) -> Parameters {
    Parameters {
        n,
        n_e: n * 4 / 5,
        j0,
        i0,
        ..Parameters::default()
    }
}

#[test]
fn the_fixed_point_at_finite_size() {
    // N, J0, I0; h of E and I, rates of E and I, w.
    for (n, j0, i0, expected) in [
        (
            1000,
            0.6,
            0.0,
            [
                -0.715_437_446_193_891_5,
                -0.381_211_377_553_250_13,
                0.237_169_390_425_461_04,
                0.351_523_203_674_063_8,
                0.457_488_571_661_790_97,
            ],
        ),
        (
            1000,
            0.1,
            0.3,
            [
                -0.039_770_202_274_537_11,
                0.329_518_815_947_525_63,
                0.484_138_166_284_499_07,
                0.629_118_212_852_929,
                0.292_338_609_152_862_2,
            ],
        ),
        (
            10_000,
            1.5,
            0.3,
            [
                -1.012_222_581_481_149,
                -0.771_612_548_263_250_5,
                0.155_715_820_770_566_12,
                0.220_171_969_996_788_06,
                0.562_246_569_654_259,
            ],
        ),
    ] {
        let p = parameters(n, j0, i0);
        let at = mean::rest(&p, &InDegrees::fixed(&p)).expect("there is one");
        let found = [at.h_e, at.h_i, at.phi_e, at.phi_i, at.w];
        for (found, expected) in found.iter().zip(expected) {
            assert!(
                (found - expected).abs() < 1e-9,
                "{n} {j0}: {found} {expected}"
            );
        }
    }
}

#[test]
fn mean_modes() {
    for (n, j0, i0, expected) in [
        (
            1000,
            1.5,
            0.0,
            [
                [-2.692_837_867_986_501_3, -1.474_381_428_007_807_8],
                [-2.692_837_867_986_501_3, 1.474_381_428_007_807_8],
                [-0.722_325_302_075_413_6, 0.0],
            ],
        ),
        (
            10_000,
            0.1,
            0.3,
            [
                [-1.513_088_740_935_423_2, -0.962_510_631_653_194_8],
                [-1.513_088_740_935_423_2, 0.962_510_631_653_194_8],
                [-0.470_891_255_574_226_34, 0.0],
            ],
        ),
    ] {
        let p = parameters(n, j0, i0);
        let k = InDegrees::fixed(&p);
        let at = mean::rest(&p, &k).expect("there is one");
        let found = mean::modes(&p, &k, &at);
        for (found, expected) in found.iter().flatten().zip(expected.iter().flatten()) {
            assert!((found - expected).abs() < 1e-8, "{n}: {found} {expected}");
        }
    }
}

#[test]
fn the_gain_is_the_normal_distribution() {
    for (x, expected) in [
        (0.0, 0.5),
        (1.0, 0.841_344_746_068_542_9),
        (-1.96, 0.024_997_895_148_220_435),
        (3.0, 0.998_650_101_968_369_9),
        (-5.0, 2.866_515_718_791_939e-7),
    ] {
        assert!((phi(x) - expected).abs() < 1e-15, "{x}: {}", phi(x));
        assert!((normal::cdf(x) / expected - 1.0).abs() < 1e-13, "{x}");
    }
    for k in -4000..4000 {
        let x = f64::from(k) / 499.0;
        assert!((phi(x) - normal::cdf(x)).abs() < 3e-15, "{x}");
        if x.abs() < 5.0 {
            let back = normal::quantile(normal::cdf(x));
            assert!((back - x).abs() < 1e-9, "{x} {back}");
        }
    }
    assert_eq!((phi(40.0) - 1.0).abs() + phi(-40.0).abs(), phi(-9.0));
    assert!(phi(f64::NAN).is_nan());
}

#[test]
fn in_degrees_are_as_asked() {
    let of = |rule: &str| {
        let set = [("n", "500"), ("in_degree", rule)];
        rate::build(&values(&RateModel, &set), 4).expect("built")
    };
    let fixed = of("fixed");
    for unit in 0..500 {
        let row: Vec<usize> = fixed.matrix().row(unit).collect();
        assert!(row.is_sorted_by(|a, b| a < b), "{row:?}");
        assert_eq!(row.iter().filter(|&&s| s < 400).count(), 40);
        assert_eq!(row.len(), 50);
    }
    let by_chance = of("bernoulli");
    let counts: Vec<usize> = (0..500)
        .map(|u| by_chance.matrix().row(u).count())
        .collect();
    let mean = counts.iter().sum::<usize>() as f64 / 500.0;
    let variance = counts
        .iter()
        .map(|&k| (k as f64 - mean).powi(2))
        .sum::<f64>()
        / 500.0;
    // Binomial of 500 at 0.1: mean 50 +- 0.3, variance 45 +- 2.8.
    assert!((mean - 50.0).abs() < 1.5, "{mean}");
    assert!((33.0..57.0).contains(&variance), "{variance}");
    let k = by_chance.in_degrees();
    assert!((k.ee + k.ei - 50.0).abs() < 2.0 && (k.ie + k.ii - 50.0).abs() < 3.0);
}

#[test]
fn one_seed_is_one_run_whatever_the_threads_and_the_pieces() {
    let set = values(&RateModel, &[("n", "600")]);
    let run = |seed: u64, pieces: &[u64]| {
        let mut network = rate::build(&set, seed).expect("built");
        let mut tape = Tape::default();
        for &steps in pieces {
            network.advance_steps(steps, &mut tape);
        }
        (tape, network.h(), network.w())
    };
    let one = in_threads(1, || run(2, &[60]));
    assert!(!one.0.spikes.is_empty());
    assert_eq!(one, in_threads(2, || run(2, &[1, 2, 57])));
    assert_eq!(one, run(2, &[30, 30]));
    assert_ne!(one, run(3, &[60]));
    let other_start = values(&RateModel, &[("n", "600"), ("start_seed", "1")]);
    let other = rate::build(&other_start, 2).expect("built");
    let network = rate::build(&set, 2).expect("built");
    assert_eq!(network.matrix(), other.matrix());
    assert_ne!(network.h(), other.h());
}

#[test]
fn a_step_too_long_for_the_mean_modes_is_refused() {
    let set = [("n", "20000"), ("j0", "5"), ("g_ii", "20"), ("dt", "0.2")];
    let refused = rate::build(&values(&RateModel, &set), 1).err();
    let Some(ModelError::Parameter { name, expected, .. }) = refused else {
        panic!("not refused: {refused:?}");
    };
    assert_eq!(name, "dt");
    assert!(expected.starts_with("a step of at most 0."), "{expected}");

    let set = [("n", "500"), ("j0", "0.1"), ("dt", "0.2"), ("g_ii", "20")];
    let mut network = rate::build(&values(&RateModel, &set), 1).expect("slow enough");
    let before = network.values().clone();
    let refused = network.set("j0", &equipoise::analysis::Value::Number(5.0));
    assert!(refused.is_err());
    assert_eq!(network.values(), &before);
}

#[test]
fn a_recording_has_classes_spikes_of_the_rates_and_fields() {
    let set = [
        ("n", "300"),
        ("duration", "20"),
        ("shown", "2"),
        ("j0", "0.1"),
    ];
    let recording = record(
        &RateModel,
        &values(&RateModel, &set),
        3,
        &equipoise::models::Changes::default(),
        &Task::alone(),
    )
    .expect("a recording");
    assert!(recording.is_synthetic());
    let said = recording.attribution().expect("said");
    assert!(
        said.contains("Synthetic") && said.contains("n = 300") && said.contains("not the paper's"),
        "{said}"
    );
    assert_eq!(recording.count(Class::Excitatory), 240);
    assert_eq!(recording.count(Class::Inhibitory), 60);
    let names: Vec<_> = recording.fields().iter().map(|f| f.name.as_str()).collect();
    let inputs = ["excitatory input", "inhibitory input"];
    let states = ["h", "phi", "w", "mean", "fixed point"];
    assert_eq!(names, [&states[..], &inputs].concat());
    let field = &recording.fields()[1];
    assert_eq!(field.channels, ["E1", "E2", "I1", "I2"]);
    assert_eq!((field.samples, field.rate_hz.round()), (10_000, 500.0));
    let mean = &recording.fields()[3];
    let all = mean.source.read(&[2, 3], 0..mean.samples).expect("read");
    for (class, units) in [(0, 0..240), (1, 240..300)] {
        let phi = f64::from(all.row(class).mean().expect("samples"));
        let spikes: usize = units
            .clone()
            .map(|u| recording.trains().unit(u).len())
            .sum();
        let rate_hz = spikes as f64 / units.len() as f64 / 20.0;
        // Poisson: the relative error is one over the square root of the spikes, below 0.6 %.
        assert!(
            (rate_hz * 0.02 / phi - 1.0).abs() < 0.025,
            "{rate_hz} {phi}"
        );
    }
}

#[test]
fn a_file_that_is_no_network_says_where() {
    let case = small_networks().remove(0);
    let error = |change: &dyn Fn(&mut Json)| {
        let mut case = case.clone();
        change(&mut case);
        GivenNetwork::parse(&case.to_string()).expect_err("wrong")
    };
    assert!(error(&|c| c["C"][1][2] = 0.5.into()).contains("C[1][2]: expected 0 or 1"));
    assert!(error(&|c| c["C"][3] = Json::Null).contains("C[3]: expected 10 numbers"));
    assert!(error(&|c| c["h0"] = Json::Array(vec![])).contains("h0: expected 10 numbers"));
    assert!(error(&|c| c["w0"][0] = 3.into()).contains("w0: expected efficacies"));
    assert!(error(&|c| c["NE"] = 10.into()).contains("NE: expected 1 to 9"));
    assert!(
        error(&|c| c["params"]["J0"] = 50.into()).contains("j0: expected a number from 0 to 5")
    );
    assert!(error(&|c| c["params"]["q"] = 1.into()).contains("there is no parameter q"));
    assert!(GivenNetwork::parse("[1, 2]").is_err());
    assert!(GivenNetwork::parse("{").is_err());
}
