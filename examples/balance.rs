//! A recording from arrays, and its balance at all 32 scales.
//!
//! `cargo run --example balance`

use equipoise::analysis::{Normalisation, Selection, Task, balance_all};
use equipoise::recording::{Class, ClassSource, Parts, Recording, SpikeTrains, Unit};

fn main() -> anyhow::Result<()> {
    // Spike times in seconds, one array a unit: an E cell, and an I cell that follows it by 20 ms
    // and misses every third spike.
    let e: Vec<f64> = (0..6000)
        .map(|n| f64::from(n) * 0.1 + 0.03 * f64::from(n).sin())
        .collect();
    let i: Vec<f64> = e
        .chunks(3)
        .flat_map(|three| &three[..2])
        .map(|t| t + 0.02)
        .collect();

    let mut parts = Parts::new("two cells");
    parts.units = vec![
        Unit::new("pyramidal").with_class(Class::Excitatory, ClassSource::Hand),
        Unit::new("basket").with_class(Class::Inhibitory, ClassSource::Hand),
    ];
    parts.trains = SpikeTrains::from_units(vec![e, i]);
    let recording = Recording::new(parts)?;

    let selection = Selection::whole(&recording);
    let scales = balance_all(
        &recording,
        &selection,
        Normalisation::default(),
        &Task::alone(),
    )?;
    println!("     bin    n bins  mean E  mean I       r   angle");
    for (scale, balance) in scales {
        println!(
            "{:>8}  {:>8}  {:6.2}  {:6.2}  {:6.3}  {:6.1}",
            scale.width_text(),
            balance.n_bins,
            balance.mean_e,
            balance.mean_i,
            balance.r,
            balance.angle_deg
        );
    }
    Ok(())
}
