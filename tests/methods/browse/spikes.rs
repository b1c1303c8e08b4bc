//! Raster, ensembles over time, overview.

use super::{recording, regular, unit};
use equipoise::analysis::{
    AnalysisError, MOST_TICKS, Normalisation, Raster, RasterSpikes, RowOrder, Scale, Selection,
    Settings, Task, ensemble_trace, first_look, overview, raster,
};
use equipoise::recording::{Class, Epoch, Interval, Parts, Recording, SpikeTrains, State, Unit};
use proptest::prelude::*;
use rand::{RngExt, SeedableRng};

fn names(raster: &Raster) -> Vec<&str> {
    raster.rows.iter().map(|r| r.name.as_str()).collect()
}

fn sorted(recording: &Recording, window: [f64; 2], id: &str) -> Vec<String> {
    let window = Interval::new(window[0], window[1]);
    let order = RowOrder::from_id(id);
    let shown = raster(recording, window, order, 100, &Task::alone()).unwrap();
    names(&shown).into_iter().map(str::to_owned).collect()
}

#[test]
fn rows_stand_by_class_and_then_in_the_chosen_order() {
    let wired = |id: &str, class, group: Option<&str>, electrode: Option<&str>| {
        let mut unit = unit(id, class);
        unit.group = group.map(str::to_owned);
        unit.electrode = electrode.map(str::to_owned);
        unit
    };
    let recording = recording(
        vec![
            wired("u10", Class::Inhibitory, Some("2"), None),
            wired("u9", Class::Excitatory, Some("10"), Some("1")),
            wired("u3", Class::Excitatory, Some("2"), Some("10")),
            wired("u20", Class::Excitatory, Some("2"), Some("9")),
            wired("u1", Class::Unclassified, None, None),
            wired("u2", Class::Inhibitory, None, Some("1")),
        ],
        vec![
            regular(0.9, 1.0, 10.0),
            regular(0.5, 2.0, 10.0),
            regular(0.3, 0.5, 10.0),
            vec![9.9],
            regular(0.0, 0.1, 10.0),
            regular(0.2, 0.3, 10.0),
        ],
        Some([0.0, 10.0]),
    );
    let whole = [0.0, 10.0];
    assert_eq!(
        sorted(&recording, whole, "rate"),
        ["u3", "u9", "u20", "u2", "u10", "u1"]
    );
    assert_eq!(
        sorted(&recording, whole, "electrode"),
        ["u20", "u3", "u9", "u10", "u2", "u1"]
    );
    assert_eq!(
        sorted(&recording, whole, "class"),
        ["u3", "u9", "u20", "u2", "u10", "u1"]
    );
    assert_eq!(
        sorted(&recording, whole, "file"),
        ["u9", "u3", "u20", "u10", "u2", "u1"]
    );
    // From 0.4 s on: u9 at 0.5, u3 at 0.8; I: u2 at 0.5, u10 at 0.9; u20 is silent before 1 s.
    assert_eq!(
        sorted(&recording, [0.4, 1.0], "latency"),
        ["u9", "u3", "u20", "u2", "u10", "u1"]
    );
    // Rate is over the whole recording: another window, the same rows.
    assert_eq!(
        sorted(&recording, [9.8, 10.0], "rate"),
        sorted(&recording, whole, "rate")
    );
}

#[test]
fn few_spikes_are_kept_one_by_one() {
    let recording = recording(
        vec![
            unit("a", Class::Excitatory),
            unit("b", Class::Inhibitory),
            Unit::new("c"),
        ],
        vec![vec![0.5, 1.0, 1.5, 2.0], vec![1.25], vec![]],
        Some([0.0, 3.0]),
    );
    let window = Interval::new(1.0, 2.0);
    let shown = raster(&recording, window, RowOrder::Rate, 100, &Task::alone()).unwrap();
    assert_eq!((shown.inside, shown.outside), (3, 2));
    assert_eq!(shown.times_s(0), Some(&[1.0, 1.5][..]));
    assert_eq!(shown.times_s(1), Some(&[1.25][..]));
    assert_eq!(shown.times_s(2), Some(&[][..]));
    assert_eq!(shown.times_s(3), None);
    assert_eq!(shown.nearest_s(0, 1.26), Some(1.5));
    assert_eq!(shown.nearest_s(0, 1.24), Some(1.0));
    assert_eq!(shown.nearest_s(0, 99.0), Some(1.5));
    assert_eq!(shown.nearest_s(2, 1.0), None);
    assert_eq!(shown.rate_in_window_hz(0), 2.0);
    assert!((shown.rows[0].rate_hz - 4.0 / 3.0).abs() < 1e-12);
}

#[test]
fn ticks_give_way_to_density_when_a_spike_has_less_than_a_pixel() {
    let recording = recording(
        vec![
            unit("a", Class::Excitatory),
            unit("silent", Class::Inhibitory),
        ],
        vec![regular(0.05, 0.1, 10.0), vec![]],
        Some([0.0, 10.0]),
    );
    let at = |columns| {
        let window = recording.span();
        raster(&recording, window, RowOrder::Rate, columns, &Task::alone()).unwrap()
    };
    assert!(matches!(at(100).spikes, RasterSpikes::Every { .. }));
    let RasterSpikes::Density { columns, counts } = at(50).spikes else {
        panic!("100 spikes of one unit do not fit 50 pixels");
    };
    // 0.05, 0.15 in the first 0.2 s, and so on: two in each column; the silent unit has none.
    assert_eq!(columns, 50);
    assert_eq!(counts[..50], [2; 50]);
    assert_eq!(counts[50..], [0; 50]);
    let (count, extent) = at(50).column_at(0, 1.05).unwrap();
    assert_eq!(count, 2);
    assert!((extent.start_s - 1.0).abs() < 1e-12 && (extent.stop_s - 1.2).abs() < 1e-12);
    assert!(at(0).column_at(0, 1.0).is_some());
}

#[test]
fn there_is_a_most_of_ticks() {
    let spikes = MOST_TICKS + 1;
    let train = (0..spikes).map(|j| j as f64 * 1e-3).collect();
    let recording = recording(vec![unit("a", Class::Excitatory)], vec![train], None);
    let every = |window| {
        let shown = raster(&recording, window, RowOrder::Rate, 100_000, &Task::alone()).unwrap();
        matches!(shown.spikes, RasterSpikes::Every { .. })
    };
    assert!(every(Interval::new(0.0, 40.0 - 5e-4)));
    assert!(!every(Interval::new(0.0, 41.0)));
}

proptest! {
    #[test]
    fn density_conserves_spikes(
        seed in 0u64..1000, units in 1usize..6, columns in 1usize..40,
        from in -2.0..8.0f64, length in 0.1..15.0f64,
    ) {
        let mut random = rand_pcg::Pcg64::seed_from_u64(seed);
        let trains: Vec<Vec<f64>> = (0..units)
            .map(|_| (0..500).map(|_| random.random_range(0.0..10.0)).collect())
            .collect();
        let list = (0..units).map(|u| unit(&u.to_string(), Class::Excitatory)).collect();
        let recording = recording(list, trains, None);
        let window = Interval::new(from, from + length);
        let shown = raster(&recording, window, RowOrder::File, columns, &Task::alone()).unwrap();
        prop_assert_eq!(shown.inside + shown.outside, 500 * units);
        for (r, row) in shown.rows.iter().enumerate() {
            let here = recording.trains().unit_in(row.unit, window).len();
            prop_assert_eq!(row.spikes, here);
            let drawn = match &shown.spikes {
                RasterSpikes::Every { .. } => shown.times_s(r).unwrap().len(),
                RasterSpikes::Density { counts, .. } => {
                    counts[r * columns..(r + 1) * columns].iter().sum::<u32>() as usize
                }
            };
            prop_assert_eq!(drawn, here);
        }
    }
}

fn settings(k: f64, normalisation: Normalisation) -> Settings {
    Settings {
        scale: Scale::new(k),
        normalisation,
        ..Settings::default()
    }
}

#[test]
fn spikes_of_a_clock_fall_into_their_bins() {
    // Methods E.1: 30 kHz ticks and bins of 1 ms, counted in whole ticks.
    let mut random = rand_pcg::Pcg64::seed_from_u64(7);
    let mut ticks: Vec<u64> = (0..400_000)
        .map(|_| random.random_range(0..3_000_000))
        .collect();
    ticks.sort_unstable();
    let times = ticks.iter().map(|&t| t as f64 / 30_000.0).collect();
    let recording = recording(
        vec![unit("a", Class::Excitatory)],
        vec![times],
        Some([0.0, 100.0]),
    );
    let shown = ensemble_trace(
        &recording,
        &Selection::whole(&recording),
        &settings(1.0, Normalisation::Count),
        100,
        &Task::alone(),
    )
    .unwrap();
    assert_eq!(shown.columns.bins.len(), 100_000);
    let mut expected = vec![0u32; 100_000];
    for t in ticks {
        expected[(t / 30) as usize] += 1;
    }
    // A point holds 1000 bins: their mean, smallest and largest.
    assert_eq!(shown.columns.bins_each, 1000);
    for (point, bins) in expected.chunks(1000).enumerate() {
        let sum: u32 = bins.iter().sum();
        let [mean, low, high] = [
            &shown.classes[0].mean,
            &shown.classes[0].low,
            &shown.classes[0].high,
        ]
        .map(|v| v[point]);
        assert_eq!(mean, f64::from(sum) / 1000.0);
        assert_eq!(low, f64::from(*bins.iter().min().unwrap()));
        assert_eq!(high, f64::from(*bins.iter().max().unwrap()));
    }
}

#[test]
fn bins_start_where_the_window_starts_and_the_rest_is_counted() {
    let recording = recording(
        vec![
            unit("e", Class::Excitatory),
            unit("f", Class::Excitatory),
            unit("i", Class::Inhibitory),
        ],
        vec![vec![2.0, 2.05, 3.2], vec![2.31], vec![2.1]],
        Some([0.0, 10.0]),
    );
    let width = Scale::new(20.0).width_s();
    let selection = Selection {
        window: Interval::new(2.0, 2.0 + 4.1 * width),
        states: Vec::new(),
        sample: None,
    };
    let shown = ensemble_trace(
        &recording,
        &selection,
        &settings(20.0, Normalisation::Rate),
        100,
        &Task::alone(),
    )
    .unwrap();
    assert_eq!((shown.columns.bins.len(), shown.columns.bins_each), (4, 1));
    assert!((shown.columns.bins.left_out_s() - 0.1 * width).abs() < 1e-9);
    let [e, i] = &shown.classes[..] else {
        panic!("two classes")
    };
    let counts = shown.columns.e.iter().map(|x| x.sum);
    assert!(counts.eq([2, 1, 0, 0]));
    assert_eq!((e.spikes, e.spikes_left_out), (3, 1));
    assert_eq!(e.mean[0], 2.0 * (1.0 / (2.0 * width)));
    assert_eq!(i.mean[0], 1.0 / width);
    let bin = shown.columns.bins.interval(1).unwrap();
    assert_eq!((bin.start_s, bin.stop_s), (2.0 + width, 2.0 + 2.0 * width));
    assert_eq!(shown.columns.bins.find(2.0 + width), Some(1));
    assert_eq!(shown.columns.bins.find(1.9), None);
    assert_eq!(shown.columns.bins.find(2.0 + 4.05 * width), None);
    assert_eq!(shown.columns.bins.interval(4), None);
}

#[test]
fn no_bin_straddles_the_border_of_a_state() {
    let mut parts = Parts::new("states");
    parts.units = vec![unit("e", Class::Excitatory)];
    parts.trains = SpikeTrains::from_units(vec![regular(0.0, 0.01, 20.0)]);
    parts.epochs = vec![
        Epoch::state(State::Wake, 1.0, 4.0),
        Epoch::state(State::Rem, 4.0, 10.0),
        Epoch::state(State::Wake, 10.0, 11.0),
    ];
    let recording = Recording::new(parts).unwrap();
    let selection = Selection {
        window: recording.span(),
        states: vec!["Wake".into()],
        sample: None,
    };
    let width = Scale::new(20.0).width_s();
    let shown = ensemble_trace(
        &recording,
        &selection,
        &settings(20.0, Normalisation::Share),
        1000,
        &Task::alone(),
    )
    .unwrap();
    // 3 s and 1 s in bins of 299 ms: 10 and 3.
    assert_eq!(shown.columns.bins.len(), 13);
    let runs = shown.columns.runs.iter().map(|r| r.columns.clone());
    assert!(runs.eq([0..10, 10..13]));
    assert_eq!(
        shown.columns.bins.interval(9).unwrap().stop_s,
        1.0 + 10.0 * width
    );
    assert_eq!(shown.columns.bins.interval(10).unwrap().start_s, 10.0);
    assert_eq!(shown.columns.bins.find(4.5), None);
    assert_eq!(shown.point_at(10.1), Some(10));
    let total: f64 = shown.classes[0].mean.iter().sum();
    assert!((total - 1.0).abs() < 1e-12);
}

#[test]
fn z_scores_have_mean_zero_and_sd_one_also_when_thinned() {
    let mut random = rand_pcg::Pcg64::seed_from_u64(3);
    let train = (0..20_000)
        .map(|_| random.random_range(0.0..100.0))
        .collect();
    let recording = recording(
        vec![unit("i", Class::Inhibitory)],
        vec![train],
        Some([0.0, 100.0]),
    );
    let at = |points| {
        ensemble_trace(
            &recording,
            &Selection::whole(&recording),
            &settings(10.0, Normalisation::ZScore),
            points,
            &Task::alone(),
        )
        .unwrap()
    };
    let fine = at(1 << 20);
    let values = &fine.classes[0].mean;
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let variance = values.iter().map(|v| v * v).sum::<f64>() / n;
    assert!(mean.abs() < 1e-9 && (variance - 1.0).abs() < 1e-9);
    let coarse = at(50);
    assert_eq!(coarse.classes[0].normaliser, fine.classes[0].normaliser);
    assert_eq!(coarse.columns.sums, fine.columns.sums);
}

#[test]
fn overview_of_regular_trains_is_their_rate() {
    let recording = recording(
        vec![
            unit("e", Class::Excitatory),
            unit("f", Class::Excitatory),
            unit("i", Class::Inhibitory),
        ],
        vec![
            regular(0.125, 0.25, 100.0),
            Vec::new(),
            regular(0.0, 0.125, 100.0),
        ],
        Some([0.0, 100.0]),
    );
    let seen = overview(&recording, 50, &Task::alone()).unwrap();
    assert_eq!(seen.e_rate, [2.0; 50]);
    // The spike at 100 s, the end of the span, belongs to the last column.
    assert_eq!(seen.i_rate[..49], [8.0; 49]);
    assert_eq!(seen.i_rate[49], 8.5);
    assert_eq!(seen.all_rate[0], 4.0);
    // A first look, before the trains are pooled, sees the same.
    let (units, trains) = (recording.units(), recording.trains());
    let first = first_look(units, trains, recording.span(), 50, &Task::alone());
    assert_eq!(first.unwrap(), seen);
    assert!(
        overview(&recording, 0, &Task::alone())
            .unwrap()
            .e_rate
            .is_empty()
    );
}

#[test]
fn a_class_without_units_has_no_overview() {
    let recording = recording(vec![Unit::new("a")], vec![vec![1.0, 2.0]], None);
    let seen = overview(&recording, 10, &Task::alone()).unwrap();
    assert!(seen.e_rate.is_empty() && seen.i_rate.is_empty());
    assert_eq!(seen.all_rate.iter().sum::<f32>() * 0.1, 2.0);
}

#[test]
fn an_overtaken_analysis_stops() {
    let recording = recording(
        vec![unit("e", Class::Excitatory)],
        vec![regular(0.0, 0.1, 10.0)],
        None,
    );
    let task = Task::new(&|| true, &|_| ());
    let stopped = Some(AnalysisError::Cancelled);
    let window = recording.span();
    assert_eq!(
        raster(&recording, window, RowOrder::Rate, 10, &task).err(),
        stopped
    );
    assert_eq!(overview(&recording, 10, &task).err(), stopped);
    let selection = Selection::whole(&recording);
    let traced = ensemble_trace(&recording, &selection, &Settings::default(), 10, &task);
    assert_eq!(traced.err(), stopped);
}
