//! Correlation of E and I over lags and scales: by its definition, and what its view shows.

use crate::common::{
    asked, in_threads, naive, night, number, pair, poisson, random, recording, said,
};
use equipoise::analysis::{
    AnalysisError, Autocovariances, Bins, Scale, ScaleCorrelation, Selection, SurrogateKind, Task,
    Value, correlation, correlogram_of_counts, count,
};
use equipoise::plot::Mark;
use equipoise::recording::{Class, Interval, Intervals};

/// Methods B5 and E.9 as they are written, one pair of bins at a time.
fn by_definition(
    [e, i]: [&[f64]; 2],
    intervals: &Intervals,
    scale: Scale,
    most_lag: usize,
) -> Vec<f64> {
    let (e, i) = (naive(e, intervals, scale), naive(i, intervals, scale));
    let n = e.counts.len() as f64;
    let z = |counts: &[u32]| -> Vec<f64> {
        let mean = counts.iter().map(|&c| f64::from(c)).sum::<f64>() / n;
        let squares = counts.iter().map(|&c| (f64::from(c) - mean).powi(2));
        let sd = (squares.sum::<f64>() / n).sqrt();
        counts.iter().map(|&c| (f64::from(c) - mean) / sd).collect()
    };
    let (e, i) = (z(&e.counts), z(&i.counts));
    let mut first = 0;
    let mut ranges = Vec::new();
    for interval in intervals.as_slice() {
        let bins = ((interval.stop_s - interval.start_s) / scale.width_s() + 1e-6).floor();
        ranges.push(first..first + bins as i64);
        first += bins as i64;
    }
    let most_lag = most_lag as i64;
    (-most_lag..=most_lag)
        .map(|lag| {
            let pairs = ranges.iter().flat_map(|range| {
                let inside = move |t: &i64| range.contains(&(t + lag));
                range.clone().filter(inside)
            });
            let (mut sum, mut count) = (0.0, 0);
            for t in pairs {
                sum += e[t as usize] * i[(t + lag) as usize];
                count += 1;
            }
            if count == 0 { f64::NAN } else { sum / n }
        })
        .collect()
}

fn at(trains: [&[f64]; 2], intervals: &Intervals, k: f64, most_lag: usize) -> ScaleCorrelation {
    let scales = [Scale::new(k)];
    correlation(trains, intervals, &scales, most_lag, &Task::alone())
        .expect("nobody overtakes it")
        .remove(0)
}

#[test]
fn a_positive_lag_is_that_of_inhibition_behind_excitation() {
    let span = Interval::new(0.0, 600.0);
    let e = poisson(&mut random(12), 10.0, span);
    let scale = Scale::new(20.0);
    let i: Vec<f64> = e.iter().map(|t| t + 2.0 * scale.width_s()).collect();
    let found = at([&e, &i], &span.into(), 20.0, 5);
    let lags: Vec<i64> = found.lags().map(|(lag, _)| lag).collect();
    assert_eq!(lags, (-5..=5).collect::<Vec<_>>());
    let largest = found.lags().max_by(|a, b| a.1.total_cmp(&b.1));
    assert_eq!(largest.expect("values").0, 2);
}

#[test]
fn it_is_its_definition_over_several_intervals() {
    let span = Interval::new(0.0, 40.0);
    let mut rng = random(61);
    let e = poisson(&mut rng, 60.0, span);
    // Some of E again 9 ms later, so that there is something to find.
    let mut i: Vec<f64> = e.iter().step_by(2).map(|t| t + 0.009).collect();
    i.extend(poisson(&mut rng, 40.0, span));
    i.sort_by(f64::total_cmp);
    // One is shorter than the lags, one than a coarse bin, and one touches none of them.
    let intervals = Intervals::from(
        [(0.5, 13.21), (14.0, 14.02), (15.0, 15.6), (17.3, 39.0)]
            .map(|(start, stop)| Interval::new(start, stop))
            .to_vec(),
    );
    for (k, most_lag) in [(1.0, 20), (6.0, 5), (10.4, 20), (17.0, 33), (24.0, 20)] {
        let found = at([&e, &i], &intervals, k, most_lag);
        let expected = by_definition([&e, &i], &intervals, Scale::new(k), most_lag);
        assert_eq!(found.r.len(), 2 * most_lag + 1);
        for ((lag, r), expected) in found.lags().zip(&expected) {
            assert!(
                (r - expected).abs() < 1e-9 || (r.is_nan() && expected.is_nan()),
                "k {k}, lag {lag}: {r} for {expected}"
            );
        }
    }
}

#[test]
fn long_and_mostly_empty_intervals_are_as_exact() {
    // Bins with a spike are paired one by one where most have none: at the fine scales here, and in
    // the long intervals only.
    let span = Interval::new(0.0, 300.0);
    let mut rng = random(71);
    let e = poisson(&mut rng, 0.7, span);
    let mut i: Vec<f64> = e.iter().map(|t| t + 0.0065).collect();
    i.extend(poisson(&mut rng, 0.4, span));
    i.extend(e.iter().step_by(3));
    i.sort_by(f64::total_cmp);
    let several = Intervals::from(
        [(0.2, 131.4), (131.9, 132.03), (140.0, 299.5)]
            .map(|(start, stop)| Interval::new(start, stop))
            .to_vec(),
    );
    // A border that cuts through spikes: what is near it has no partner.
    let at_spikes = Interval::new(e[3], e[e.len() - 3]).into();
    for intervals in [several, at_spikes] {
        for (k, most_lag) in [(1.0, 20), (2.5, 9), (4.0, 31), (9.0, 20), (18.0, 20)] {
            let found = at([&e, &i], &intervals, k, most_lag);
            let expected = by_definition([&e, &i], &intervals, Scale::new(k), most_lag);
            assert!(found.at_zero() > 0.1);
            for ((lag, r), expected) in found.lags().zip(&expected) {
                assert!(
                    (r - expected).abs() < 1e-9,
                    "k {k}, lag {lag}: {r} for {expected}"
                );
            }
        }
    }
}

#[test]
fn dense_and_long_counts_are_as_exact() {
    // 70 spikes in a millisecond make stretches too full for narrow counts.
    let span = Interval::new(0.0, 12.0);
    let mut rng = random(67);
    let burst = |rng: &mut rand_pcg::Pcg64| {
        let mut train = poisson(rng, 200.0, span);
        train.extend(poisson(rng, 70_000.0, Interval::new(5.0, 6.0)));
        train.sort_by(f64::total_cmp);
        train
    };
    let (e, i) = (burst(&mut rng), burst(&mut rng));
    for k in [1.0, 8.0, 15.0, 20.0] {
        let found = at([&e, &i], &span.into(), k, 20);
        let expected = by_definition([&e, &i], &span.into(), Scale::new(k), 20);
        for (r, expected) in found.r.iter().zip(&expected) {
            assert!((r - expected).abs() < 1e-9, "k {k}: {r} for {expected}");
        }
    }
}

#[test]
fn identical_trains_correlate_fully_at_lag_0() {
    let span = Interval::new(3.0, 63.0);
    let train = poisson(&mut random(71), 50.0, span);
    for k in [1.0, 10.0, 20.0] {
        let found = at([&train, &train], &span.into(), k, 20);
        assert!((found.at_zero() - 1.0).abs() < 1e-12);
        let peak = found.peak.expect("a peak");
        assert!(peak.lag_bins.abs() < 1e-9 && (peak.r - 1.0).abs() < 1e-3);
        assert!(!peak.is_at_edge);
    }
}

#[test]
fn inhibition_that_follows_has_a_positive_lag() {
    let span = Interval::new(0.0, 120.0);
    let mut rng = random(73);
    let scale = Scale::new(12.0);
    let dt = scale.width_s();
    let e = poisson(&mut rng, 40.0, Interval::new(0.0, 118.0));
    let later = |bins: f64| -> Vec<f64> { e.iter().map(|t| t + bins * dt).collect() };
    let peak = |i: &[f64]| {
        let found = at([&e, i], &span.into(), 12.0, 20);
        found.peak.expect("a peak")
    };
    let three = peak(&later(3.0));
    assert!((three.lag_bins - 3.0).abs() < 0.05, "{three:?}");
    // Between bins: a shift of 3.5 bins is shared by lags 3 and 4.
    let between = peak(&later(3.5));
    assert!((between.lag_bins - 3.5).abs() < 0.05, "{between:?}");
    let before = at([&later(3.0), &e], &span.into(), 12.0, 20);
    assert!((before.peak.expect("a peak").lag_bins + 3.0).abs() < 0.05);
    let beyond = peak(&later(20.0));
    assert!(beyond.is_at_edge && beyond.lag_bins == 20.0, "{beyond:?}");
}

#[test]
fn independent_trains_stay_inside_the_interval() {
    let span = Interval::new(0.0, 100.0);
    let mut rng = random(79);
    let (mut inside, mut all) = (0, 0);
    for _ in 0..25 {
        let (e, i) = (poisson(&mut rng, 50.0, span), poisson(&mut rng, 80.0, span));
        let found = at([&e, &i], &span.into(), 10.0, 20);
        let intervals = Intervals::from(span);
        let memory = Autocovariances::new([&e, &i], &intervals, &Task::alone());
        let memory = memory.expect("not overtaken");
        let bins = Bins::new(&intervals, Scale::new(10.0));
        let found = found.correlogram.with_n_eff(&memory, &bins);
        let half = found.half_if_unrelated();
        inside += found.r.iter().filter(|r| r.abs() <= half).count();
        all += found.r.len();
    }
    // 1025 lags: 95 % plus and minus four standard errors.
    let share = f64::from(u32::try_from(inside).expect("few")) / f64::from(all as u32);
    assert!((share - 0.95).abs() < 0.028, "{share}");
}

#[test]
fn the_number_of_threads_changes_no_bit() {
    let recording = night();
    let intervals = Selection::whole(recording).intervals(recording);
    let trains = recording.ensembles().times_s();
    let scales: Vec<Scale> = Scale::all().collect();
    let run = || correlation(trains, &intervals, &scales, 20, &Task::alone()).expect("done");
    let bits = |all: Vec<ScaleCorrelation>| -> Vec<u64> {
        let all = all.iter().flat_map(|c| {
            let peak = c.peak.map_or([0.0; 2], |peak| [peak.lag_bins, peak.r]);
            c.r.iter().copied().chain(peak).collect::<Vec<_>>()
        });
        all.map(f64::to_bits).collect()
    };
    assert_eq!(bits(in_threads(1, run)), bits(in_threads(2, run)));
}

#[test]
fn what_cannot_be_correlated_says_why() {
    let span = Interval::new(0.0, 5.0);
    let train = poisson(&mut random(83), 20.0, span);
    let reason = |found: ScaleCorrelation| {
        assert!(found.peak.is_none() && found.r.iter().all(|r| r.is_nan()));
        found.correlogram.reason.expect("a reason")
    };
    assert!(reason(at([&train, &[]], &span.into(), 5.0, 20)).contains("same count"));
    assert!(reason(at([&train, &train], &span.into(), 32.0, 20)).contains("0 bins"));
    let long = Intervals::from(Interval::new(0.0, 1e9));
    // 10^12 bins are no reason: nearly all of them are empty.
    let found = at([&train, &train], &long, 1.0, 20);
    assert!(found.reason.is_none() && (found.at_zero() - 1.0).abs() < 1e-9);
    let stopped = correlation(
        [&train, &train],
        &span.into(),
        &[Scale::FINEST],
        20,
        &Task::new(&|| true, &|_| ()),
    );
    assert_eq!(stopped, Err(AnalysisError::Cancelled));
}

#[test]
fn the_night_has_its_map_its_curve_and_its_numbers() {
    let mut asked = asked(night(), 20.0);
    let picture = asked.draw("correlation").expect("drawn");
    let ids: Vec<_> = picture.sheet.panels.iter().map(|p| p.plot.id).collect();
    assert_eq!(ids, ["map", "colours", "curve"]);
    let map = picture.sheet.plot("map").expect("map");
    assert!(map.layers.iter().any(
        |l| matches!(l.mark, Mark::Image { columns: 41, rows: 32, range, .. } if range[0] == -range[1])
    ));
    assert!(
        map.layers
            .iter()
            .any(|l| matches!(l.mark, Mark::HorizontalLine { y, .. } if y == 20.0))
    );
    assert_eq!(picture.sheet.tables[0].rows.len(), 8);
    // Scales between the 32 have a curve of their own.
    asked.settings.scale = Scale::new(20.5);
    let picture = asked.draw("correlation").expect("drawn");
    assert!(picture.sheet.tables[0].columns[1].contains("347"));
    asked.set("correlation", "lags", &Value::Integer(5));
    let exports = asked.export("correlation");
    assert_eq!(exports[0].key, "correlation");
    let scales = exports[0].json["scales"].as_array().expect("a list");
    assert_eq!(scales.len(), 32);
    for scale in scales {
        let scale = scale.as_object().expect("an object");
        let names = ["k", "dt_s", "lags_s", "r", "peak_lag_s", "peak_r", "n"];
        assert!(scale.len() == 9 && names.iter().all(|n| scale.contains_key(*n)));
        assert_eq!(scale["r"].as_array().expect("a list").len(), 11);
    }
    let (header, rows) = exports[0].csv.as_ref().expect("a table");
    assert!(header.len() == 9 && rows.len() == 32 * 11);
}

#[test]
fn without_classes_it_says_the_way_out() {
    let span = Interval::new(0.0, 60.0);
    let train = || poisson(&mut random(89), 20.0, span);
    for (class, word) in [
        (Class::Unclassified, "excitatory or inhibitory"),
        (Class::Excitatory, "inhibitory"),
    ] {
        let recording = recording(vec![(class, train())], span);
        match asked(&recording, 20.0).draw("correlation") {
            Err(AnalysisError::NothingToShow(text)) => assert!(text.contains(word), "{text}"),
            _ => panic!("drew something"),
        }
    }
    let silent = pair(train(), Vec::new(), span);
    match asked(&silent, 20.0).draw("correlation") {
        Err(AnalysisError::NothingToShow(text)) => assert!(text.contains("same count"), "{text}"),
        _ => panic!("drew something"),
    }
    let exports = asked(&silent, 20.0).export("correlation");
    assert!(exports[0].json["scales"][0]["r"][0].is_null());
    assert!(exports[0].warnings[0].starts_with("correlation at k = 1 to "));
}

#[test]
fn counts_at_hand_give_what_their_spikes_give() {
    let span = Interval::new(0.0, 100.0);
    let mut rng = random(97);
    // So many spikes that some stretches do not fit into 16 bits.
    let (e, i) = (
        poisson(&mut rng, 4000.0, span),
        poisson(&mut rng, 30.0, span),
    );
    let intervals = Intervals::from(vec![Interval::new(0.0, 40.3), Interval::new(41.0, 99.0)]);
    let task = Task::alone();
    for k in [3.0, 12.0, 20.5] {
        let bins = Bins::new(&intervals, Scale::new(k));
        let counts = [&e, &i].map(|train| count(train, &bins, &task).expect("few bins"));
        let found = correlogram_of_counts(&counts, &bins, 20, &task);
        let of_spikes = at([&e, &i], &intervals, k, 20);
        assert_eq!(found, Ok(of_spikes.correlogram), "{k}");
    }
}

#[test]
fn a_surrogate_is_a_band_and_two_columns() {
    let span = Interval::new(0.0, 60.0);
    let mut rng = random(101);
    let mut train = |rate_hz| poisson(&mut rng, rate_hz, span);
    let recording = recording(
        vec![
            (Class::Excitatory, train(20.0)),
            (Class::Excitatory, train(10.0)),
            (Class::Inhibitory, train(30.0)),
        ],
        span,
    );
    let (without, none) = asked(&recording, 15.0).draw_all("correlation");
    assert_eq!((none, without.sheet.tables[0].columns.len()), (0, 2));
    for kind in [SurrogateKind::CircularShift, SurrogateKind::BinPermutation] {
        let all = |threads| {
            let mut asked = asked(&recording, 15.0).with_surrogate(kind, 20);
            asked.set("correlation", "lags", &Value::Integer(5));
            in_threads(threads, || asked.draw_all("correlation"))
        };
        let (picture, pieces) = all(1);
        assert_eq!(pieces, 5);
        assert_eq!(said(&all(2).0), said(&picture));
        let notes = &picture.sheet.notes;
        assert!(notes.iter().any(|n| n.contains("20 realisations, seed 5")));
        let bands: Vec<_> = picture
            .sheet
            .plot("curve")
            .expect("curve")
            .layers
            .iter()
            .filter_map(|l| match &l.mark {
                Mark::Band { low, high, .. } => Some((low, high)),
                _ => None,
            })
            .collect();
        let [(low, high)] = bands[..] else {
            panic!("{} bands", bands.len())
        };
        assert_eq!(low.len(), 11);
        // What is independent stays so: about as wide as if bins were.
        let half = 1.96 / (60.0 / Scale::new(15.0).width_s()).sqrt();
        for (low, high) in low.iter().zip(high.iter()) {
            assert!(*low < 0.0 && *high > 0.0, "{kind:?}: {low} {high}");
            assert!(*low > -2.0 * half && *high < 2.0 * half, "{low} {high}");
        }
        let table = &picture.sheet.tables[0];
        assert_eq!(table.columns[2..], ["p", "Surrogate", "95 %"]);
        assert!(table.rows.iter().all(|row| row.len() == 5));
        assert!(number(&table.rows[3][3]).abs() < half);
    }
}

/// I follows E by two bins, each spike with a jitter of two: of 95 % intervals of the lag of the peak
/// about 95 in 100 hold that, and they are as wide as the lags that are found scatter.
#[test]
fn the_interval_of_the_lag_of_the_peak_has_its_level() {
    const RECORDINGS: u64 = 100;
    let (span, scale) = (Interval::new(0.0, 60.0), Scale::new(8.0));
    let (bins, width_s) = (Bins::new(&span.into(), scale), scale.width_s());
    let task = Task::alone();
    let (mut held, mut widths, mut lags) = (0, 0.0, Vec::new());
    for seed in 0..RECORDINGS {
        let mut rng = random(seed);
        let e = poisson(&mut rng, 60.0, span);
        let mut i = poisson(&mut rng, 60.0, span);
        // Two uniform numbers: symmetric about two bins.
        let later = |rng: &mut rand_pcg::Pcg64| 2.0 + 4.0 * (uniform(rng) + uniform(rng) - 1.0);
        i.extend(e.iter().map(|t| t + later(&mut rng) * width_s));
        i.sort_by(f64::total_cmp);
        let found = at([&e, &i], &span.into(), scale.k(), 20).correlogram;
        let found = found.with_peak_lag_interval([&e, &i], &bins, &task);
        let found = found.expect("not overtaken");
        let [low, high] = found.peak_lag_bins.expect("a peak and long blocks");
        held += u32::from(low <= 2.0 && 2.0 <= high);
        widths += (high - low) / RECORDINGS as f64;
        lags.push(found.peak.expect("a peak").lag_bins);
    }
    let n = RECORDINGS as f64;
    let mean = lags.iter().sum::<f64>() / n;
    let sd = (lags.iter().map(|l| (l - mean).powi(2)).sum::<f64>() / n).sqrt();
    // 90 % of 100 less two standard errors.
    assert!(held >= 84, "{held} of {RECORDINGS}");
    // 2 * 2.093; where the highest bin changes, parts without a block scatter more.
    assert!((3.0..8.0).contains(&(widths / sd)), "{widths} for {sd}");
}

/// There is none where blocks are hardly longer than the lags, and none at the edge.
#[test]
fn a_lag_without_long_blocks_has_no_interval() {
    let span = Interval::new(0.0, 60.0);
    let mut rng = random(3);
    let e = poisson(&mut rng, 100.0, span);
    for (k, most_lag, is_there) in [(8.0, 20, true), (8.0, 400, false), (22.0, 20, false)] {
        let bins = Bins::new(&span.into(), Scale::new(k));
        let found = at([&e, &e], &span.into(), k, most_lag).correlogram;
        let found = found.with_peak_lag_interval([&e, &e], &bins, &Task::alone());
        let interval = found.expect("not overtaken").peak_lag_bins;
        assert_eq!(interval.is_some(), is_there, "{k} {most_lag}");
        // A train with itself is at lag 0, whatever is left out.
        for end in interval.iter().flatten() {
            assert!(end.abs() < 0.1, "{end}");
        }
    }
}

fn uniform(rng: &mut rand_pcg::Pcg64) -> f64 {
    rand::RngExt::random(rng)
}
