//! What the recording of a synthetic night holds, and the lists that offer it.

use equipoise::analysis::{Task, Values};
use equipoise::models::synthetic::{Night, Remote};
use equipoise::models::{self, ModelError, examples};
use equipoise::recording::{Class, ClassSource, EpochKind, Interval, Origin, Recording, State};

/// Variance of `x`, variance of `y`, covariance.
fn moments(x: &[f64], y: &[f64]) -> [f64; 3] {
    let n = x.len() as f64;
    let (mean_x, mean_y) = (x.iter().sum::<f64>() / n, y.iter().sum::<f64>() / n);
    let mut sums = [0.0; 3];
    for (x, y) in x.iter().zip(y) {
        let (x, y) = (x - mean_x, y - mean_y);
        sums[0] += x * x;
        sums[1] += y * y;
        sums[2] += x * y;
    }
    sums.map(|s| s / n)
}

fn short(seed: u64) -> Night {
    Night {
        seed,
        duration_s: 400.0,
        ..Night::default()
    }
}

fn in_threads(threads: usize, work: impl FnOnce() -> Recording + Send) -> Recording {
    rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()
        .unwrap()
        .install(work)
}

fn samples(recording: &Recording) -> Vec<f32> {
    let field = &recording.fields()[0];
    let all = field.source.read(&[0, 1], 0..field.samples).unwrap();
    all.iter().copied().collect()
}

#[test]
fn a_seed_gives_one_night_whatever_the_number_of_threads() {
    let uneven = Night {
        return_ratio: 1.5,
        ..short(7)
    };
    let one = in_threads(1, || uneven.recording());
    let two = in_threads(2, || uneven.recording());
    assert_eq!(one.trains(), two.trains());
    assert_eq!(one.units(), two.units());
    assert_eq!(samples(&one), samples(&two));
    let other = short(8).recording();
    assert_ne!(one.trains(), other.trains());
    assert_ne!(samples(&one), samples(&other));
}

#[test]
fn a_night_says_what_it_is() {
    let recording = short(3).recording();
    assert!(recording.is_synthetic());
    assert!(recording.attribution().unwrap().starts_with("Synthetic:"));
    assert_eq!(
        *recording.origin(),
        Origin::Model {
            model: "night".into(),
            seed: 3
        }
    );
    assert!(
        recording.warnings().is_empty(),
        "{:?}",
        recording.warnings()
    );
    assert_eq!(recording.count(Class::Excitatory), 80);
    assert_eq!(recording.count(Class::Inhibitory), 20);
    let units = recording.units();
    assert_eq!(
        (units[0].id.as_str(), units[99].id.as_str()),
        ("E01", "I20")
    );
    assert!(
        units
            .iter()
            .all(|u| u.class_source == Some(ClassSource::Model))
    );
    assert_eq!(recording.span(), Interval::new(0.0, 400.0));
    // Epochs tile the night; each state is there, and one seizure.
    let epochs = recording.epochs();
    assert_eq!(epochs[0].start_s, 0.0);
    assert_eq!(epochs[epochs.len() - 1].stop_s, 400.0);
    assert!(epochs.windows(2).all(|w| w[0].stop_s == w[1].start_s));
    for state in State::ALL {
        assert!(epochs.iter().any(|e| e.kind == EpochKind::State(state)));
    }
    let seizures: Vec<_> = epochs
        .iter()
        .filter(|e| e.kind == EpochKind::Seizure)
        .collect();
    assert_eq!((seizures.len(), seizures[0].label.as_str()), (1, "Seizure"));
    let whole = Night::default().truth();
    assert_eq!(whole.intervals(State::SlowWaveSleep).duration_s(), 480.0);
}

#[test]
fn the_field_follows_the_synaptic_current() {
    let mut night = short(2);
    night.remote = Remote {
        slow_sd_uv: 0.0,
        rhythm_sd_uv: 0.0,
        noise_sd_uv: 6.0,
        ..night.remote
    };
    let recording = night.recording();
    let field = &recording.fields()[0];
    assert_eq!((field.unit.as_str(), field.channels.len()), ("uV", 2));
    assert_eq!(field.extent(), recording.span());
    // Methods A11 by its definition for 7 s, then the amplifier's high pass at 0.3 Hz; the first
    // 3 s let the filter forget where it started.
    let (from, n, settle) = (97.0, 3500, 1500);
    let current: Vec<f64> = (0..n)
        .map(|k| {
            let t = from + f64::from(k) / field.rate_hz;
            let sum = |units: std::ops::Range<usize>, tau: f64| -> f64 {
                units
                    .flat_map(|u| recording.trains().unit_in(u, Interval::new(t - 0.2, t)))
                    .map(|s| (-(t - s) / tau).exp())
                    .sum()
            };
            sum(0..80, 0.005) - sum(80..100, 0.010)
        })
        .collect();
    let keep = 1.0 / (1.0 + std::f64::consts::TAU * 0.3 / field.rate_hz);
    let mut passed = vec![0.0];
    for pair in current.windows(2) {
        passed.push(keep * (passed[passed.len() - 1] + pair[1] - pair[0]));
    }
    let passed = &passed[settle..];
    let range = field.sample_range(Interval::new(from + 3.0, from + 7.0));
    for (channel, gain_uv) in [(0, 60.0), (1, 42.0)] {
        let lfp = field.source.read(&[channel], range.clone()).unwrap();
        let lfp: Vec<f64> = lfp.iter().map(|&v| f64::from(v)).collect();
        assert_eq!(lfp.len(), passed.len());
        let both = moments(&lfp, passed);
        let slope = both[2] / both[1];
        assert!((slope / gain_uv - 1.0).abs() < 0.03, "gain {slope} uV");
        // Without remote input, what the current does not explain is the noise of 6 uV.
        let rest_uv = (both[0] - slope * both[2]).sqrt();
        assert!((rest_uv - 6.0).abs() < 0.5, "noise {rest_uv} uV");
    }
}

#[test]
fn the_list_of_models_makes_the_default_night() {
    let model = models::find("night").unwrap();
    let mut values = Values::default();
    let set = |values: &mut Values, id: &str, text: &str| {
        let parameter = model.parameters().iter().find(|p| p.id == id).unwrap();
        values.set(parameter, &parameter.parse(text).unwrap());
    };
    set(&mut values, "duration", "400");
    let made = model.run(&values, 3, &Task::alone()).unwrap();
    assert_eq!(made.trains(), short(3).recording().trains());
    set(&mut values, "fluctuation", "0");
    set(&mut values, "inhibitory-units", "7");
    set(&mut values, "seizure", "0");
    let made = model.run(&values, 3, &Task::alone()).unwrap();
    assert_eq!(made.count(Class::Inhibitory), 7);
    assert!(made.epochs().iter().all(|e| e.kind != EpochKind::Seizure));
    let cancelled = model.run(&values, 3, &Task::new(&|| true, &|_| ()));
    assert_eq!(cancelled.unwrap_err(), ModelError::Cancelled);
    assert!(models::find("nothing").is_none());
}

#[test]
fn a_parameter_out_of_range_is_named() {
    for (night, name) in [
        (
            Night {
                duration_s: f64::NAN,
                ..Night::default()
            },
            "duration_s",
        ),
        (
            Night {
                excitatory: 0,
                ..Night::default()
            },
            "excitatory",
        ),
        (
            Night {
                tau_max_s: 0.01,
                ..Night::default()
            },
            "tau_max_s",
        ),
    ] {
        let error = night.run(&Task::alone()).unwrap_err();
        assert!(error.to_string().contains(name), "{error}");
    }
}

#[test]
fn every_example_opens_and_says_whether_it_is_synthetic() {
    for example in examples::examples() {
        let recording = (example.open)().unwrap();
        assert_eq!(recording.name(), example.title);
        assert_eq!(
            recording.is_synthetic(),
            example.summary.starts_with("Synthetic")
        );
        assert!(recording.attribution().is_some());
        assert_eq!(examples::find(example.id).unwrap().title, example.title);
    }
}
