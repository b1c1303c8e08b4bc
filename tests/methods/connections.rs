//! Short-latency connections (methods B2): correlograms, both tests, and the view.

mod tests;
mod view;

use crate::common::{poisson, random};
use equipoise::analysis::Task;
use equipoise::analysis::connections::{Correlogram, Options, Pair, Test, Verdict};
use equipoise::recording::{Class, ClassSource, Interval, Parts, Recording, SpikeTrains, Unit};
use rand::RngExt;

/// So long that 20 Hz make 2 10^4 spikes.
const SPAN: Interval = Interval::new(0.0, 1000.0);

fn options(test: Test) -> Options {
    Options {
        test,
        ..Options::default()
    }
}

fn tested(a: &[f64], b: &[f64], options: &Options) -> (Correlogram, [Verdict; 2]) {
    on_electrode(a, b, false, options)
}

fn on_electrode(
    a: &[f64],
    b: &[f64],
    same_electrode: bool,
    options: &Options,
) -> (Correlogram, [Verdict; 2]) {
    let pair = Pair {
        first: &[a],
        second: &[b],
        same_electrode,
        number: 7,
    };
    pair.test(options, &Task::alone()).expect("not overtaken")
}

/// Spikes of a second train that follow a share `p` of those of the first at 2 ms ± 0.4.
fn driven(seed: u64, pre: &[f64], mut post: Vec<f64>, p: f64) -> Vec<f64> {
    let mut rng = random(seed);
    for t in pre {
        if rng.random::<f64>() < p {
            post.push(t + 0.002 + 0.0004 * (2.0 * rng.random::<f64>() - 1.0));
        }
    }
    post.sort_unstable_by(f64::total_cmp);
    post
}

/// Without a share `p` of the spikes 1 to 5 ms after one of the first train.
fn silenced(seed: u64, pre: &[f64], mut post: Vec<f64>, p: f64) -> Vec<f64> {
    let mut rng = random(seed);
    post.retain(|t| {
        let after = pre.partition_point(|other| *other < t - 0.005);
        let in_reach = pre.get(after).is_some_and(|other| *other <= t - 0.001);
        !(in_reach && rng.random::<f64>() < p)
    });
    post
}

/// Units with classes, electrodes and trains.
fn units(units: Vec<(Class, Option<&str>, Vec<f64>)>, span: Interval) -> Recording {
    let mut parts = Parts::new("connected");
    let mut trains = Vec::new();
    for (index, (class, electrode, times)) in units.into_iter().enumerate() {
        let mut unit =
            Unit::new(format!("u{}", index + 1)).with_class(class, ClassSource::Waveform);
        unit.electrode = electrode.map(str::to_owned);
        parts.units.push(unit);
        trains.push(times);
    }
    parts.trains = SpikeTrains::from_units(trains);
    parts.span = Some(span);
    Recording::new(parts).expect("units and trains agree")
}

/// Unit 1 excites 2 and 3, unit 4 inhibits 2, and 5 is alone.
fn network(span: Interval) -> Recording {
    let mut rng = random(3);
    let mut train = || poisson(&mut rng, 20.0, span);
    let (exciting, inhibiting, alone) = (train(), train(), train());
    let two = driven(1, &exciting, train(), 0.05);
    let two = silenced(2, &inhibiting, two, 0.9);
    let three = driven(4, &exciting, train(), 0.05);
    units(
        vec![
            (Class::Inhibitory, Some("a"), exciting),
            (Class::Excitatory, Some("a"), two),
            (Class::Excitatory, Some("b"), three),
            (Class::Inhibitory, Some("c"), inhibiting),
            (Class::Unclassified, None, alone),
        ],
        span,
    )
}
