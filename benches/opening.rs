//! How long large recordings take to open, and what memory that needs: `cargo bench --bench opening`.
//!
//! Made once in `target/opening` (1.3 GB, and a raw file that only looks large): a sorting of
//! 100 million spikes as Kilosort writes it, an NWB file of 5,000 units, a `.dat` of 50 GB beside
//! an `.xml`. Names after `--` choose among them: `phy`, `nwb`, `dat`.

use equipoise::analysis::{Task, overview};
use equipoise::formats::{self, OpenOptions, Progress, nwb};
use equipoise::recording::{Class, ClassSource, Parts, Recording, SpikeTrains, Unit};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::Instant;

const SPIKES: u64 = 100_000_000;
const CLUSTERS: u32 = 400;

/// The header that numpy writes before a list.
fn npy(path: &Path, descr: &str, count: u64) -> io::Result<BufWriter<File>> {
    let mut dict = format!("{{'descr': '{descr}', 'fortran_order': False, 'shape': ({count},), }}");
    while (dict.len() + 11) % 64 != 0 {
        dict.push(' ');
    }
    dict.push('\n');
    let mut file = BufWriter::with_capacity(1 << 20, File::create(path)?);
    file.write_all(b"\x93NUMPY\x01\x00")?;
    file.write_all(&(dict.len() as u16).to_le_bytes())?;
    file.write_all(dict.as_bytes())?;
    Ok(file)
}

/// 400 clusters in 8 h at 30 kHz, every fifth inhibitory.
fn sorting(folder: &Path) -> io::Result<()> {
    let mut rng = Pcg64::seed_from_u64(1);
    let mut times = npy(&folder.join("spike_times.npy"), "<i8", SPIKES)?;
    let mut clusters = npy(&folder.join("spike_clusters.npy"), "<i4", SPIKES)?;
    let mut at = 0_i64;
    for _ in 0..SPIKES {
        at += rng.random_range(1..17_i64);
        times.write_all(&at.to_le_bytes())?;
        clusters.write_all(&rng.random_range(0..CLUSTERS).to_le_bytes())?;
    }
    times.flush()?;
    clusters.flush()?;
    fs::write(folder.join("params.py"), "sample_rate = 30000.\n")?;
    let mut table = "cluster_id\tcell_class\n".to_owned();
    for id in 0..CLUSTERS {
        let class = if id % 5 == 0 { "I" } else { "E" };
        let _ = writeln!(table, "{id}\t{class}");
    }
    fs::write(folder.join("cluster_class.tsv"), table)
}

fn many_units(folder: &Path) -> io::Result<()> {
    let mut parts = Parts::new("5,000 units");
    parts.synthetic = true;
    parts.units = (0..5_000)
        .map(|unit| {
            let class = [Class::Excitatory, Class::Inhibitory][usize::from(unit % 5 == 0)];
            Unit::new(unit.to_string()).with_class(class, ClassSource::Model)
        })
        .collect();
    let mut rng = Pcg64::seed_from_u64(2);
    let trains = (0..5_000).map(|_| {
        let mut train: Vec<f64> = (0..4_000).map(|_| 3_600.0 * rng.random::<f64>()).collect();
        train.sort_by(f64::total_cmp);
        train
    });
    parts.trains = SpikeTrains::from_units(trains.collect());
    let recording = Recording::new(parts).map_err(io::Error::other)?;
    nwb::write(
        &recording,
        &folder.join("units.nwb"),
        nwb::Fields::LeftOut,
        &mut |_| (),
    )?;
    Ok(())
}

fn raw(folder: &Path) -> io::Result<()> {
    let xml = "<parameters><acquisitionSystem><nBits>16</nBits><nChannels>64</nChannels>\
               <samplingRate>20000</samplingRate></acquisitionSystem></parameters>";
    fs::write(folder.join("long.xml"), xml)?;
    // Sparse: the size is declared, no bytes are written.
    File::create(folder.join("long.dat"))?.set_len(50_000_000_000 / 128 * 128)
}

/// What is opened, and how it is made.
struct Case {
    name: &'static str,
    what: &'static str,
    opened: &'static str,
    make: fn(&Path) -> io::Result<()>,
}

const CASES: [Case; 3] = [
    Case {
        name: "phy",
        what: "phy folder, 100 million spikes",
        opened: "",
        make: sorting,
    },
    Case {
        name: "nwb",
        what: "NWB, 5,000 units, 20 million spikes",
        opened: "units.nwb",
        make: many_units,
    },
    Case {
        name: "dat",
        what: "raw file of 50 GB, 64 channels",
        opened: "long.dat",
        make: raw,
    },
];

/// Resident memory in MB, now and at most so far, where the system says.
fn memory_mb() -> Option<[f64; 2]> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let of = |key: &str| {
        let line = status.lines().find_map(|l| l.strip_prefix(key))?;
        let kb: f64 = line.trim().split(' ').next()?.parse().ok()?;
        Some(kb / 1e3)
    };
    Some([of("VmRSS:")?, of("VmHWM:")?])
}

fn measure(case: &Case, path: &Path) -> Result<(), Box<dyn std::error::Error>> {
    let began = Instant::now();
    let phases = Mutex::new(Vec::<(f64, String)>::new());
    let report = |_: f32, what: &str| {
        if let Ok(mut phases) = phases.lock()
            && phases.last().is_none_or(|(_, last)| last != what)
        {
            phases.push((began.elapsed().as_secs_f64(), what.to_owned()));
        }
    };
    let progress = Progress::new(&|| false, &report);
    let recording = formats::open(path, &OpenOptions::default(), &progress)?;
    let read_s = began.elapsed().as_secs_f64();
    overview(&recording, 2400, &Task::alone())?;
    let all_s = began.elapsed().as_secs_f64();
    println!(
        "{:<38} read {read_s:6.3} s, with the timeline {all_s:6.3} s",
        case.what
    );
    if let Some([now, most]) = memory_mb() {
        let spikes = recording.trains().spike_count() as f64 * 12.0 / 1e6;
        println!(
            "{:38} {now:.0} MB, at most {most:.0} MB; times (8 bytes) and clusters (4) of the spikes {spikes:.0} MB",
            ""
        );
    }
    for (at_s, what) in phases.into_inner()? {
        println!("{:38} from {at_s:6.3} s: {what}", "");
    }
    Ok(())
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let asked: Vec<String> = std::env::args().skip(1).collect();
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("target/opening");
    for case in &CASES {
        let is_choice = |a: &String| CASES.iter().any(|c| c.name == a);
        if asked.iter().any(is_choice) && !asked.iter().any(|a| a == case.name) {
            continue;
        }
        let folder = root.join(case.name);
        if !folder.is_dir() {
            let part = root.join(format!("{}.part", case.name));
            fs::create_dir_all(&part)?;
            (case.make)(&part)?;
            fs::rename(&part, &folder)?;
        }
        measure(case, &folder.join(case.opened))?;
    }
    Ok(())
}
