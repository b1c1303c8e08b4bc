//! A model run as a recording, and written as a table of spikes that any program reads.
//!
//! `cargo run --example network [FILE.csv]`

use equipoise::analysis::{Task, Values};
use equipoise::recording::Class;
use equipoise::{formats, models};
use std::path::PathBuf;

fn main() -> anyhow::Result<()> {
    let out = std::env::args_os().nth(1);
    let out = out.map_or_else(|| PathBuf::from("night.csv"), PathBuf::from);

    let model = models::find("night").ok_or_else(|| anyhow::anyhow!("there is no such model"))?;
    println!("{}: {}", model.title(), model.summary());
    for parameter in model.parameters() {
        println!("  {}: {}", parameter.id, parameter.help);
    }
    let recording = model.run(&Values::default(), 7, &Task::alone())?;
    println!(
        "{} E and {} I units, {} spikes in {:.0} s",
        recording.count(Class::Excitatory),
        recording.count(Class::Inhibitory),
        recording.trains().spike_count(),
        recording.span().duration_s()
    );
    formats::write_csv(&recording, &out)?;
    println!("{}", out.display());
    Ok(())
}
