//! Recordings at the edge of what there can be.

use equipoise::recording::{
    Class, ClassSource, Epoch, EpochKind, Parts, Recording, SpikeTrains, State, Unit,
};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;

/// E and I units with these trains, and epochs.
fn made(e: Vec<Vec<f64>>, i: Vec<Vec<f64>>, epochs: Vec<Epoch>) -> Recording {
    let mut parts = Parts::new("edge");
    for (class, count) in [(Class::Excitatory, e.len()), (Class::Inhibitory, i.len())] {
        let unit =
            |j: usize| Unit::new(format!("{class:?} {j}")).with_class(class, ClassSource::Hand);
        parts.units.extend((0..count).map(unit));
    }
    parts.trains = SpikeTrains::from_units(e.into_iter().chain(i).collect());
    parts.epochs = epochs;
    Recording::new(parts).expect("units and trains agree")
}

fn ordinary(epochs: Vec<Epoch>) -> Recording {
    let mut rng = Pcg64::seed_from_u64(3);
    let mut train = |rate_hz: f64| {
        let mut t = 0.0;
        std::iter::from_fn(|| {
            t += -(1.0 - rng.random::<f64>()).ln() / rate_hz;
            (t < 30.0).then_some(t)
        })
        .collect::<Vec<f64>>()
    };
    made(vec![train(8.0), train(4.0)], vec![train(15.0)], epochs)
}

pub fn edges() -> Vec<(&'static str, Recording)> {
    let seizure = |from, to| Epoch::new("seizure", from, to, EpochKind::Seizure);
    let some = || {
        (0..100)
            .map(|j| f64::from(j) * 0.25 + 0.01)
            .collect::<Vec<_>>()
    };
    let states = [State::Wake, State::Rem, State::SlowWaveSleep];
    let many = |n: u32| {
        let length_s = 30.0 / f64::from(n);
        let epoch = |j: u32| {
            let from_s = f64::from(j) * length_s;
            Epoch::state(states[j as usize % 3], from_s, from_s + length_s)
        };
        (0..n).map(epoch).collect::<Vec<_>>()
    };
    let far = || {
        let mut train = some();
        train.push(1e12);
        train
    };
    vec![
        ("one spike", made(vec![vec![0.5]], vec![vec![]], vec![])),
        (
            "one spike of each",
            made(vec![vec![0.5]], vec![vec![0.5]], vec![]),
        ),
        ("no spike", made(vec![vec![]], vec![vec![]], vec![])),
        (
            "identical times",
            made(vec![vec![7.0; 1000]], vec![vec![7.0; 1000]], vec![]),
        ),
        (
            "no inhibitory spike",
            made(vec![some()], vec![vec![]], vec![]),
        ),
        ("one unit", made(vec![some()], vec![], vec![])),
        ("equal trains", made(vec![some()], vec![some()], vec![])),
        (
            "far in the past",
            made(vec![vec![-1e12, -1e12 + 0.5]], vec![some()], vec![]),
        ),
        (
            "no numbers among the times",
            made(
                vec![
                    [f64::NAN, f64::INFINITY, f64::NEG_INFINITY]
                        .into_iter()
                        .chain(some())
                        .collect(),
                ],
                vec![vec![f64::NAN; 50]],
                vec![Epoch::state(State::Wake, f64::NAN, f64::INFINITY)],
            ),
        ),
        ("a stray", made(vec![far()], vec![some()], vec![])),
        (
            "no length",
            ordinary(vec![
                Epoch::state(State::Wake, 10.0, 10.0),
                Epoch::state(State::SlowWaveSleep, 20.0, 20.0),
                seizure(15.0, 15.0),
            ]),
        ),
        (
            "a seizure after the end",
            ordinary(vec![seizure(500.0, 560.0)]),
        ),
        ("very many epochs", ordinary(many(100_000))),
    ]
}

/// What a picture or a table cannot show.
pub fn not_finite(text: &str) -> Option<&str> {
    let word = |c: char| !c.is_alphanumeric();
    text.split(word)
        .find(|w| matches!(*w, "inf" | "NaN" | "Infinity"))
}
