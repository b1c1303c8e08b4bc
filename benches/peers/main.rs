//! Our side of the comparison with other programs; `benches/peers/run` runs both sides.
//!
//! Writes the pooled trains of the reference recording as raw f64 files into the folder named by
//! `EQUIPOISE_PEERS_DIR`, with the best of five of our own times and our sums for checking.

#[path = "../common/mod.rs"]
mod common;
mod mncm;

use equipoise::analysis::{Bins, Scale, Selection, Task, counts, moments};
use equipoise::recording::Pooled;
use std::error::Error;
use std::hint::black_box;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Instant;

fn main() -> Result<(), Box<dyn Error>> {
    let Some(folder) = std::env::var_os("EQUIPOISE_PEERS_DIR").map(PathBuf::from) else {
        println!("run benches/peers/run: it sets EQUIPOISE_PEERS_DIR and runs the other programs");
        return Ok(());
    };
    let recording = common::reference();
    let (pooled, task) = (recording.ensembles(), Task::alone());
    let intervals = Selection::whole(&recording).intervals(&recording);
    let scales: Vec<Scale> = Scale::all().collect();
    let joint_s = best(|| moments(pooled, &intervals, &scales, &task))?;
    let arrays_s = best(|| {
        for &scale in &scales {
            let bins = Bins::new(&intervals, scale);
            black_box(counts(&pooled.excitatory, &bins, &task)?);
            black_box(counts(&pooled.inhibitory, &bins, &task)?);
        }
        Ok(())
    })?;
    let sums: Vec<serde_json::Value> = moments(pooled, &intervals, &scales, &task)?
        .iter()
        .map(|s| {
            let m = &s.moments;
            serde_json::json!({
                "dt_s": s.scale.width_s(), "n_bins": m.bins,
                // As text: Python reads whole numbers of any size.
                "sum_e": m.sum_e.to_string(), "sum_ee": m.sum_ee.to_string(),
                "sum_i": m.sum_i.to_string(), "sum_ii": m.sum_ii.to_string(),
                "sum_ei": m.sum_ei.to_string(),
            })
        })
        .collect();
    let mncm = mncm::ours(&folder)?;
    raw(&folder.join("e.f64"), &pooled.excitatory)?;
    raw(&folder.join("i.f64"), &pooled.inhibitory)?;
    let ours = serde_json::json!({
        "duration_s": common::DURATION_S,
        "threads": rayon::current_num_threads(),
        "joint_s": joint_s, "arrays_s": arrays_s, "scales": sums, "mncm": mncm,
    });
    std::fs::write(folder.join("ours.json"), ours.to_string())?;
    Ok(())
}

/// Shortest of five, in seconds.
fn best<T>(
    mut run: impl FnMut() -> Result<T, equipoise::analysis::AnalysisError>,
) -> Result<f64, Box<dyn Error>> {
    let mut shortest = f64::INFINITY;
    for _ in 0..5 {
        let start = Instant::now();
        black_box(run()?);
        shortest = shortest.min(start.elapsed().as_secs_f64());
    }
    Ok(shortest)
}

fn raw(path: &Path, train: &Pooled) -> Result<(), Box<dyn Error>> {
    let mut file = std::io::BufWriter::new(std::fs::File::create(path)?);
    for t in train.times_s() {
        file.write_all(&t.to_le_bytes())?;
    }
    file.flush()?;
    Ok(())
}
