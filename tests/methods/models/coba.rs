//! The conductance-based network against closed forms, and against rates, irregularity and
//! correlations from an independent program (dt 0.1 ms, 2 to 17 seeds a case).

use super::stats::Spikes;
use super::{Tape, in_threads, values, with};
use equipoise::models::coba::{self, CobaModel, CobaNetwork, Parameters, towards_driven};
use equipoise::models::{self, Model, Network, Silent};

fn network(preset: &str, set: &[(&str, &str)], seed: u64) -> CobaNetwork {
    let preset = models::preset(&CobaModel, preset).expect("a preset");
    coba::build(&with(preset, &CobaModel, set), seed)
}

fn run(preset: &str, set: &[(&str, &str)], seed: u64, seconds: f64) -> Spikes {
    let mut network = network(preset, set, seed);
    let mut tape = Tape::default();
    network.advance(seconds, &mut tape);
    let Parameters { n, n_e, .. } = *network.parameters();
    Spikes {
        trains: tape.trains(n),
        n_e,
        from_s: 0.5,
        to_s: seconds,
    }
}

#[track_caller]
fn within(what: &str, value: f64, [low, high]: [f64; 2]) {
    assert!((low..=high).contains(&value), "{what}: {value}");
}

#[test]
fn it_sustains_itself_and_e_and_i_go_together() {
    let run = run("self-sustained", &[], 1, 4.0);
    let [e, i] = run.rates_hz();
    within("E", e, [15.0, 25.0]);
    within("I", i, [16.5, 22.0]);
    within("CV", run.cv(), [1.55, 1.95]);
    let (lag, peak) = run.peak();
    assert!((0..=1).contains(&lag), "peak at {lag} ms");
    within("peak", peak, [0.42, 0.62]);
    within("in 5-ms bins", run.correlation(5e-3, 0), [0.62, 0.84]);
}

#[test]
fn inhibition_follows_when_the_network_is_driven() {
    let run = run("driven", &[], 1, 6.0);
    let [e, i] = run.rates_hz();
    within("E", e, [9.5, 11.8]);
    within("I", i, [6.0, 7.4]);
    within("CV", run.cv(), [1.0, 1.2]);
    let (lag, peak) = run.peak();
    assert!((2..=4).contains(&lag), "peak at {lag} ms");
    within("peak", peak, [0.6, 0.82]);
    within("4 ms before", run.correlation(1e-3, -4), [-0.1, 0.15]);
}

#[test]
fn the_same_drive_to_both_leaves_the_peak_at_zero() {
    let (lag, peak) = run("symmetric", &[], 1, 4.0).peak();
    assert!((0..=2).contains(&lag), "peak at {lag} ms");
    within("peak", peak, [0.45, 0.68]);
}

#[test]
fn without_recurrence_cells_know_nothing_of_one_another() {
    let run = run("recurrence-off", &[("n", "2000")], 1, 4.0);
    let [e, i] = run.rates_hz();
    within("E", e, [9.0, 15.0]);
    within("I against E", i / e, [0.93, 1.07]);
    let (_, peak) = run.peak();
    within("peak", peak, [0.0, 0.09]);
}

/// Mean over four seeds of every case; `cargo test --release --test methods -- --ignored acceptance`.
#[test]
#[ignore = "takes minutes: prints the table of acceptance"]
fn acceptance_table() {
    type Case<'a> = (&'a str, &'a str, &'a [(&'a str, &'a str)], f64);
    let cases: [Case; 8] = [
        ("self-sustained", "self-sustained", &[], 10.0),
        (
            "delay 1.5 ms",
            "self-sustained",
            &[("delay_ms", "1.5")],
            10.0,
        ),
        (
            "4 / 51 nS",
            "self-sustained",
            &[("dg_e", "4"), ("dg_i", "51")],
            10.0,
        ),
        ("10,000, p 0.02", "self-sustained", &[("n", "10000")], 10.0),
        (
            "10,000, p 0.01",
            "self-sustained",
            &[("n", "10000"), ("p", "0.01")],
            10.0,
        ),
        ("driven", "driven", &[], 20.0),
        ("driven, unmodulated", "driven", &[("drive_sd", "0")], 20.0),
        ("symmetric", "symmetric", &[], 10.0),
    ];
    println!("case | E, I (Hz) | CV | peak | lags (ms) | in 5-ms bins | E-I at -4, -2 .. 6 ms");
    for (name, preset, set, seconds) in cases {
        let runs: Vec<Spikes> = (1..=4)
            .map(|seed| run(preset, set, seed, seconds))
            .collect();
        let mean = |of: &dyn Fn(&Spikes) -> f64| runs.iter().map(of).sum::<f64>() / 4.0;
        let lags: Vec<isize> = runs.iter().map(|r| r.peak().0).collect();
        let curve: Vec<String> = (-2..=3)
            .map(|k| format!("{:.2}", mean(&|r| r.correlation(1e-3, 2 * k))))
            .collect();
        println!(
            "{name} | {:.2}, {:.2} | {:.3} | {:.3} | {lags:?} | {:.3} | {}",
            mean(&|r| r.rates_hz()[0]),
            mean(&|r| r.rates_hz()[1]),
            mean(&Spikes::cv),
            mean(&|r| r.peak().1),
            mean(&|r| r.correlation(5e-3, 0)),
            curve.join(" ")
        );
    }
}

#[test]
fn a_cell_alone_follows_its_equation() {
    // Random conductances, no connection: until its first spike a cell is a linear equation.
    let set = [("n", "500"), ("recurrence", "0"), ("start", "conductances")];
    let mut network = network("self-sustained", &set, 3);
    let begin: Vec<_> = (0..500).map(|k| network.cell(k).expect("there")).collect();
    let mut tape = Tape::default();
    network.advance(0.01, &mut tape);
    let mut compared = 0;
    for (cell, start) in begin.iter().enumerate() {
        if tape.spikes.iter().any(|s| s.1 == cell) {
            continue;
        }
        // Midpoint steps of a microsecond, in units of the leak.
        let (mut v, g_e, g_i) = (start.v_mv, start.g_e_ns / 10.0, start.g_i_ns / 10.0);
        for step in 0..10_000 {
            let t = f64::from(step) * 1e-3 + 5e-4;
            let slope = |v: f64| {
                let (e, i) = (g_e * (-t / 5.0).exp(), g_i * (-t / 10.0).exp());
                ((-60.0 - v) + e * (0.0 - v) + i * (-80.0 - v)) / 20.0
            };
            v += 1e-3 * slope(v + 5e-4 * slope(v));
        }
        let end = network.cell(cell).expect("there");
        // Conductances are held over a step: first order in dt.
        assert!((end.v_mv - v).abs() < 0.15, "{cell}: {} {v}", end.v_mv);
        let decayed = start.g_i_ns * (-1.0_f64).exp();
        assert!((end.g_i_ns - decayed).abs() < 1e-3 * (1.0 + decayed));
        compared += 1;
    }
    assert!(compared > 100, "{compared}");
}

#[test]
fn a_cell_rests_after_a_spike() {
    let set = [("n", "500"), ("recurrence", "0"), ("drive_hz", "500")];
    let run = run("symmetric", &set, 1, 1.0);
    let shortest = |run: &Spikes| {
        let intervals = run.trains.iter().flat_map(|t| t.windows(2));
        intervals.map(|w| w[1] - w[0]).fold(f64::MAX, f64::min)
    };
    assert!(shortest(&run) > 5e-3, "{}", shortest(&run));
}

#[test]
fn one_seed_is_one_run_whatever_the_threads_and_the_pieces() {
    let whole = |seed: u64| {
        let mut network = network("driven", &[("n", "700"), ("p", "0.05")], seed);
        let mut tape = Tape::default();
        network.advance(0.4, &mut tape);
        tape
    };
    let one = in_threads(1, || whole(5));
    assert!(one.spikes.len() > 500);
    assert_eq!(one, in_threads(2, || whole(5)));
    assert_ne!(one, whole(6));
    let mut network = network("driven", &[("n", "700"), ("p", "0.05")], 5);
    let mut tape = Tape::default();
    for steps in [1, 7, 1992, 2000] {
        network.advance_steps(steps, &mut tape);
    }
    assert_eq!(one, tape);
}

#[test]
fn a_silent_network_wakes_when_kicked() {
    let mut network = network("self-sustained", &[("start", "silence")], 1);
    let mut tape = Tape::default();
    network.advance(0.2, &mut tape);
    assert!(tape.spikes.is_empty());
    network.kick();
    network.advance(0.5, &mut tape);
    let late = tape.spikes.iter().filter(|s| s.0 > 0.6).count();
    assert!(late > 2000, "{late} spikes in the last 100 ms");
}

#[test]
fn extreme_values_stay_finite() {
    let set = [
        ("n", "500"),
        ("p", "0.1"),
        ("dg_e", "20"),
        ("dg_i", "200"),
        ("recurrence", "150"),
        ("tau_i", "40"),
        ("tau_m", "5"),
        ("dt", "0.2"),
        ("refractory", "0"),
        ("drive_hz", "500"),
        ("drive_ns", "20"),
    ];
    let mut network = network("symmetric", &set, 1);
    network.advance(0.5, &mut Silent);
    for cell in (0..500).map(|k| network.cell(k).expect("there")) {
        assert!(cell.v_mv.is_finite() && cell.g_e_ns.is_finite() && cell.g_i_ns.is_finite());
        assert!((-80.1..=0.0).contains(&cell.v_mv), "{cell:?}");
    }
    assert!(network.cell(500).is_none());
}

#[test]
fn the_slider_leads_from_self_sustained_to_driven() {
    for (share, preset) in [(0.0, "self-sustained"), (1.0, "driven")] {
        let mut made = values(&CobaModel, &[]);
        for (name, value) in towards_driven(share) {
            let parameter = models::parameter(CobaModel.live(), name).expect("live");
            made.set(parameter, &value);
        }
        let preset = Parameters::from_values(&models::preset(&CobaModel, preset).expect("there"));
        let made = Parameters::from_values(&made);
        assert_eq!(
            (made.recurrence, made.drive_hz),
            (preset.recurrence, preset.drive_hz)
        );
    }
}
