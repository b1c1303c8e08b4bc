//! Wavelet coherence of 600,000 samples at 49 scales, every sample kept: `cargo bench --bench
//! coherence`; beside pycwt: `benches/peers/coherence`.
//!
//! With `EQUIPOISE_PEERS_DIR` the signals go there as raw f64 files, with our best of five and some
//! values of R^2 to be checked.

use equipoise::analysis::wavelet::{CoherenceOptions, Scales, Smoothing, coherence};
use equipoise::analysis::{Task, normal};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;
use std::error::Error;
use std::path::Path;
use std::time::Instant;

const SAMPLES: usize = 600_000;
const RATE_HZ: f64 = 1000.0;

/// Red noise, half of it common to both signals.
fn signals() -> [Vec<f64>; 2] {
    let mut rng = Pcg64::seed_from_u64(4);
    let mut normal = || normal::quantile(rng.random::<f64>().max(f64::MIN_POSITIVE));
    let mut state = [0.0; 3];
    let mut out = [Vec::new(), Vec::new()];
    for _ in 0..SAMPLES {
        for x in &mut state {
            *x = 0.8 * *x + normal();
        }
        out[0].push(state[0] + state[2]);
        out[1].push(state[1] + state[2]);
    }
    out
}

fn main() -> Result<(), Box<dyn Error>> {
    let [a, b] = signals();
    let mut times = Vec::new();
    let mut checks = Vec::new();
    for (smoothing, columns, name) in [
        (Smoothing::Pycwt, SAMPLES, "every sample, smoothed as pycwt"),
        (
            Smoothing::Grinsted,
            SAMPLES,
            "every sample, smoothed as Grinsted",
        ),
        (
            Smoothing::Grinsted,
            2000,
            "2000 columns, smoothed as Grinsted",
        ),
    ] {
        let wanted = CoherenceOptions {
            scales: Scales::from_scale(2.0 / RATE_HZ, 12, 4.0),
            smoothing,
            columns,
            powers: false,
        };
        let mut shortest = f64::INFINITY;
        for _ in 0..5 {
            let start = Instant::now();
            let planes = coherence([&a, &b], 0..SAMPLES, RATE_HZ, &wanted, &Task::alone())?;
            shortest = shortest.min(start.elapsed().as_secs_f64());
            if checks.is_empty() {
                let at = |j: usize, t: usize| planes.r2[j * SAMPLES + t];
                for (j, t) in [(12, 1000), (20, 299_999), (30, 400_000), (40, 500_123)] {
                    checks.push(serde_json::json!([j, t, at(j, t)]));
                }
            }
        }
        println!("{SAMPLES} samples x 49 scales, {name}: {shortest:.3} s");
        times.push(serde_json::json!({ "name": name, "seconds": shortest }));
    }
    // Peak of the whole process, signals included; Linux only.
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|l| l.strip_prefix("VmHWM:"));
    let peak_mb = peak
        .and_then(|l| l.trim().trim_end_matches("kB").trim().parse::<f64>().ok())
        .map(|kb| kb / 1024.0);
    if let Some(mb) = peak_mb {
        println!("peak memory: {mb:.0} MB");
    }
    if let Some(folder) = std::env::var_os("EQUIPOISE_PEERS_DIR") {
        let folder = Path::new(&folder);
        for (signal, name) in [(&a, "a.f64"), (&b, "b.f64")] {
            let bytes: Vec<u8> = signal.iter().flat_map(|v| v.to_le_bytes()).collect();
            std::fs::write(folder.join(name), bytes)?;
        }
        let ours = serde_json::json!({
            "rate_hz": RATE_HZ, "threads": rayon::current_num_threads(),
            "times": times, "checks": checks, "peak_mb": peak_mb,
        });
        std::fs::write(folder.join("coherence.json"), ours.to_string())?;
    }
    Ok(())
}
