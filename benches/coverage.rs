//! Do 95 % intervals hold what they say, and is p below 0.05 in 5 % where there is nothing? Simulated
//! recordings whose true values are known:
//! `cargo bench --bench coverage -- 200` for 200 recordings of each process, 5 min each.

#[path = "../tests/methods/processes.rs"]
mod processes;

use equipoise::analysis::variance::{Fit, ScaleTally, measure, slope_interval};
use equipoise::analysis::{
    Autocovariances, Bins, Normaliser, Realisation, Scale, Surrogate, SurrogateKind, Task,
    joint_counts_at, significance,
};
use equipoise::compute::SharedStore;
use equipoise::recording::{
    Class, ClassSource, Interval, Intervals, Parts, Recording, SpikeTrains, Unit,
};
use processes::Process;
use rayon::prelude::*;

const DURATION_S: f64 = 300.0;
const K: [u8; 5] = [10, 15, 20, 25, 28];
const Z_95: f64 = 1.959_963_984_540_054;

fn main() {
    let asked = std::env::args().skip(1).find_map(|word| word.parse().ok());
    let recordings: u64 = asked.unwrap_or(200);
    println!(
        "Shares of {recordings} recordings of {DURATION_S} s whose 95 % interval holds the truth."
    );
    println!("r: with n_eff (with n), at scales {K:?}.\n");
    let processes = [
        ("Poisson", Process::POISSON),
        ("slow 0.5 s", Process::slow(0.5)),
        ("slow 5 s", Process::slow(5.0)),
        ("unrelated 0.5 s", Process::unrelated(0.5)),
        ("unrelated 1 s", Process::unrelated(1.0)),
        ("unrelated 5 s", Process::unrelated(5.0)),
    ];
    for (name, process) in processes {
        let found: Vec<Found> = (0..recordings)
            .into_par_iter()
            .map(|seed| Found::new(&process, seed))
            .collect();
        let share = |held: &dyn Fn(&Found) -> bool| {
            100.0 * found.iter().filter(|f| held(f)).count() as f64 / found.len() as f64
        };
        let width = found.iter().map(|f| f.slope_width).sum::<f64>() / found.len() as f64;
        print!(
            "{name:16} slope {:5.1} (width {width:.3})   r",
            share(&|f| f.slope)
        );
        for place in 0..K.len() {
            let n_eff = found.iter().map(|f| f.n_eff[place]).sum::<f64>() / found.len() as f64;
            print!(
                "  {:5.1} ({:5.1}; n_eff {n_eff:.0})",
                share(&|f| f.r[place]),
                share(&|f| f.r_independent[place])
            );
        }
        println!();
    }
    println!(
        "\nShares with p of r at most 0.05, at the same scales and corrected for looking at them all:"
    );
    for kind in [SurrogateKind::IsiPermutation, SurrogateKind::ClassShift] {
        let called: Vec<[bool; K.len() + 1]> = (0..recordings)
            .into_par_iter()
            .map(|seed| called_related(&Process::unrelated(1.0), seed, kind))
            .collect();
        print!("{:16}", kind.id());
        for place in 0..=K.len() {
            let count = called.iter().filter(|one| one[place]).count();
            print!("  {:5.1}", 100.0 * count as f64 / called.len() as f64);
        }
        println!();
    }
}

/// Whether r is called significant at each scale, and at any, by 19 realisations.
fn called_related(process: &Process, seed: u64, kind: SurrogateKind) -> [bool; K.len() + 1] {
    const REALISATIONS: u32 = 19;
    let span = Interval::new(0.0, DURATION_S);
    let store = SharedStore::new(1 << 20);
    let (task, intervals) = (Task::alone().with_store(&store), Intervals::from(span));
    let mut parts = Parts::new("simulated");
    parts.units = [Class::Excitatory, Class::Inhibitory]
        .map(|class| Unit::new(class.name()).with_class(class, ClassSource::Hand))
        .into();
    parts.trains = SpikeTrains::from_units(process.trains(seed, span).into());
    parts.span = Some(span);
    let recording = Recording::new(parts).expect("units and trains agree");
    let scales = K.map(|k| Scale::new(f64::from(k)));
    let r = |trains: [&[f64]; 2]| -> Vec<f64> {
        let joint = joint_counts_at(trains, &intervals, &scales, &task).expect("not overtaken");
        let of = |(e, i, both): (f64, f64, f64)| both / (e * i).sqrt();
        joint.iter().map(|j| of(j.sums.moments.second())).collect()
    };
    let data = r(recording.ensembles().times_s());
    let surrogate = Surrogate {
        kind,
        seed: 1,
        realisations: REALISATIONS,
    };
    let made: Vec<Vec<f64>> = (0..REALISATIONS)
        .map(|number| {
            let one = Realisation::new(&recording, &intervals, &surrogate, number, &task);
            r(one.expect("not overtaken").trains())
        })
        .collect();
    let at = |place: usize| made.iter().map(|one| one[place]).collect();
    let realised: Vec<Vec<f64>> = (0..K.len()).map(at).collect();
    let family: Vec<(f64, &[f64])> = data
        .into_iter()
        .zip(realised.iter().map(|all| &all[..]))
        .collect();
    let found = significance(&family);
    let p = |place: usize| found[place].map_or(1.0, |s| s.p);
    let any = found.iter().flatten().map(|s| s.p_corrected);
    let any = any.fold(1.0, f64::min);
    std::array::from_fn(|place| if place < K.len() { p(place) } else { any } <= 0.05)
}

/// Whether the intervals of one recording hold the truth.
struct Found {
    slope: bool,
    slope_width: f64,
    r: [bool; K.len()],
    r_independent: [bool; K.len()],
    n_eff: [f64; K.len()],
}

impl Found {
    fn new(process: &Process, seed: u64) -> Self {
        let (span, task) = (Interval::new(0.0, DURATION_S), Task::alone());
        let [e, i] = process.trains(seed, span);
        let intervals = Intervals::from(span);
        let scales: Vec<Scale> = (10..=30u8).map(|k| Scale::new(f64::from(k))).collect();
        let measured = measure([&e, &i], &intervals, &scales, &task).expect("not overtaken");

        let widths_s: Vec<f64> = scales.iter().map(|s| s.width_s()).collect();
        let range_s = [widths_s[0], widths_s[widths_s.len() - 1]];
        let rate = |of: usize, scale: &ScaleTally| Normaliser {
            offset: 0.0,
            factor: 1.0 / (process.rates_hz[of] * scale.joint.sums.scale.width_s()),
        };
        let maps: Vec<_> = measured
            .iter()
            .map(|m| (m, rate(0, m), rate(1, m)))
            .collect();
        let line = |variances: &[f64]| {
            Fit::new(&widths_s, variances, range_s)
                .expect("there are variances")
                .slope
        };
        let of_data: Vec<f64> = maps
            .iter()
            .map(|(m, by_e, by_i)| {
                let (e, i, both) = m.joint.sums.moments.second();
                let (a, b) = (by_e.factor, by_i.factor);
                e * a * a + i * b * b - 2.0 * both * a * b
            })
            .collect();
        let truth: Vec<f64> = widths_s.iter().map(|&w| process.var_f(w)).collect();
        let [low, high] = slope_interval(&maps, line(&of_data), range_s, &task)
            .expect("not overtaken")
            .expect("there are lines");

        let autocovariances =
            Autocovariances::new([&e, &i], &intervals, &task).expect("not overtaken");
        let (mut r, mut r_independent, mut n_eff) =
            ([false; K.len()], [false; K.len()], [0.0; K.len()]);
        for (place, k) in K.into_iter().enumerate() {
            let scale = &measured[usize::from(k) - 10];
            let moments = &scale.joint.sums.moments;
            let (var_e, var_i, both) = moments.second();
            let bins = Bins::new(&intervals, scale.joint.sums.scale);
            n_eff[place] = autocovariances.effective_bins(&bins, [var_e, var_i]);
            let away = (both / (var_e * var_i).sqrt()).atanh() - process.r(bins.width_s()).atanh();
            let holds = |n: f64| away.abs() <= Z_95 / (n - 3.0).max(1e-9).sqrt();
            r[place] = holds(n_eff[place]);
            r_independent[place] = holds(moments.bins as f64);
        }
        Self {
            slope: (low..=high).contains(&line(&truth)),
            slope_width: high - low,
            r,
            r_independent,
            n_eff,
        }
    }
}
