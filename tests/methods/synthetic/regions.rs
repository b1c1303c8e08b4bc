//! Regions that return to balance at different speeds.

use super::{RETURN_BIN_S, SEEDS, fitted_tau_s, mean, night};
use equipoise::models::synthetic::{Night, Region};
use equipoise::recording::{ColumnValues, SpikeTrains};
use rayon::prelude::*;

fn uneven(seed: u64) -> Night {
    Night {
        return_ratio: 2.0,
        ..night(seed)
    }
}

/// E - I after the seizure in bins, each in units of the region's own rate in wakefulness.
fn after_seizure(night: &Night, trains: &SpikeTrains, region: &Region) -> Vec<f64> {
    let rates = night.truth().unit_rates_hz();
    let offset_s = night.truth().seizure().unwrap().stop_s;
    let bins = ((night.duration_s - offset_s) / RETURN_BIN_S) as usize;
    let of = |is_e: bool| {
        let units = region
            .units
            .iter()
            .filter(|&&u| (u < night.excitatory) == is_e);
        let expected: f64 = units.clone().map(|&unit| rates[unit] * RETURN_BIN_S).sum();
        let mut sums = vec![0.0; bins];
        for &unit in units {
            for t in trains.unit(unit).iter().filter(|t| **t >= offset_s) {
                if let Some(sum) = sums.get_mut(((t - offset_s) / RETURN_BIN_S) as usize) {
                    *sum += 1.0 / expected;
                }
            }
        }
        sums
    };
    of(true).iter().zip(of(false)).map(|(e, i)| e - i).collect()
}

#[test]
fn regions_recover_in_the_planted_order_with_the_planted_times() {
    let nights: Vec<[Vec<f64>; 3]> = (1..=2 * SEEDS)
        .into_par_iter()
        .map(|seed| {
            let night = uneven(seed);
            let trains = night.trains();
            let regions = night.truth().regions();
            [0, 1, 2].map(|r| after_seizure(&night, &trains, &regions[r]))
        })
        .collect();
    let average = |region: usize, without: Option<usize>| -> Vec<f64> {
        (0..nights[0][region].len())
            .map(|bin| {
                let kept: Vec<f64> = (0..nights.len())
                    .filter(|n| Some(*n) != without)
                    .map(|n| nights[n][region][bin])
                    .collect();
                mean(&kept)
            })
            .collect()
    };
    let mut found = Vec::new();
    for (region, expected) in [60.0, 120.0, 240.0].into_iter().enumerate() {
        let tau = fitted_tau_s(&average(region, None));
        // Error by leaving out one night at a time.
        let n = nights.len();
        let left: Vec<f64> = (0..n)
            .map(|w| fitted_tau_s(&average(region, Some(w))))
            .collect();
        let centre = mean(&left);
        let error = left.iter().map(|t| (t - centre).powi(2)).sum::<f64>() * (n as f64 - 1.0);
        let error = (error / n as f64).sqrt();
        println!("region {region}: {tau} +- {error} s, planted {expected}");
        assert!(
            error < 0.25 * expected,
            "region {region}: too coarse, {error}"
        );
        assert!(
            (tau - expected).abs() < 4.0 * error,
            "region {region}: {tau} +- {error}"
        );
        found.push(tau);
    }
    assert!(
        found[0] < 0.8 * found[1] && found[1] < 0.8 * found[2],
        "{found:?}"
    );
}

#[test]
fn regions_are_told_in_the_recording_and_in_the_truth() {
    let short = Night {
        duration_s: 400.0,
        ..uneven(3)
    };
    let recording = short.recording();
    let truth = short.truth();
    let offset_s = truth.seizure().unwrap().stop_s;
    let regions = truth.regions();
    let column = recording
        .columns()
        .iter()
        .find(|c| c.name == "return_time_constant_s");
    let ColumnValues::Number(return_s) = &column.expect("a column").values else {
        panic!("numbers");
    };
    let mut units = 0;
    for (region, expected) in regions.iter().zip([60.0, 120.0, 240.0]) {
        assert_eq!(region.return_time_constant_s, expected);
        assert!((truth.imbalance_of(region, offset_s) + 0.9).abs() < 1e-9);
        let later = truth.imbalance_of(region, offset_s + 30.0);
        assert!((later + 0.9 * (-30.0 / expected).exp()).abs() < 1e-9);
        for &unit in &region.units {
            assert_eq!(
                recording.units()[unit].group.as_deref(),
                Some(&*region.name)
            );
            assert_eq!(return_s[unit], expected);
            units += 1;
        }
    }
    assert_eq!(units, 100, "every unit is in one region");
    // Before the seizure ends nothing differs, nor do the units whose region returns as the night.
    let even = Night {
        return_ratio: 1.0,
        ..short.clone()
    };
    let (uneven, same) = (short.trains(), even.trains());
    for (number, region) in regions.iter().enumerate() {
        for &unit in &region.units {
            let before = |times: &[f64]| times.iter().filter(|t| **t < offset_s).count();
            let (a, b) = (uneven.unit(unit), same.unit(unit));
            assert_eq!(a[..before(a)], b[..before(b)]);
            assert!(number == 1 || before(a) == a.len() || a != b, "unit {unit}");
        }
    }
    assert_eq!(even.truth().regions().len(), 1);
    assert!(recording.columns().len() > even.recording().columns().len());
}
