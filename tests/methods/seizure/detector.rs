//! Candidates: closed forms of their series, and nights whose seizure is known.

use crate::common::{pair, poisson, random};
use equipoise::analysis::Task;
use equipoise::analysis::detector::{
    Evidence, Sensitivity, Series, candidates, departures, detect, line_length, propose,
};
use equipoise::models::synthetic::Night;
use equipoise::recording::{Interval, Recording};

#[test]
fn line_length_is_that_of_a_saw() {
    // Up by 1 each sample: 100 a second at 100 Hz; then four times as steep.
    let mut samples: Vec<f32> = (0..100u8).map(f32::from).collect();
    samples.extend((1..=100u16).map(|j| 99.0 + 4.0 * f32::from(j)));
    let found = line_length(&samples, 100.0, 0.5);
    assert_eq!(found.len(), 4);
    assert!((found[0] - 100.0).abs() < 1e-9 && (found[3] - 400.0).abs() < 1e-9);
    // A gap is passed over, and a step without samples has no length.
    let mut gap = samples.clone();
    gap[..50].fill(f32::NAN);
    assert!(line_length(&gap, 100.0, 0.5)[0].is_nan());
    assert!((line_length(&gap, 100.0, 0.5)[1] - found[1]).abs() < 1e-9);
}

#[test]
fn departures_do_not_mind_the_event_itself() {
    let mut values: Vec<f64> = (0..99).map(|j| f64::from(j % 3)).collect();
    values[50..60].fill(100.0);
    values[70] = f64::NAN;
    let found = departures(&values);
    // Median 1, median absolute deviation 1.
    assert!((found[0] + 1.0 / 1.4826).abs() < 1e-9);
    assert!((found[55] - 99.0 / 1.4826).abs() < 1e-9);
    assert!(found[70].is_nan());
    assert!(departures(&[3.0; 10]).iter().all(|z| *z == 0.0));
}

fn series(why: Evidence, high: &[(usize, usize)], step_s: f64) -> Series {
    let mut values: Vec<f64> = (0..200).map(|j| f64::from(j % 5)).collect();
    for &(from, to) in high {
        let sign = if why == Evidence::Coordination {
            -1.0
        } else {
            1.0
        };
        values[from..to].fill(50.0 * sign);
    }
    Series {
        start_s: 10.0,
        step_s,
        values,
        why,
    }
}

#[test]
fn runs_are_joined_over_short_gaps_and_short_ones_left_out() {
    let sensitivity = Sensitivity::default();
    let found = candidates(
        &series(Evidence::LineLength, &[(20, 30), (33, 40), (60, 63)], 1.0),
        &sensitivity,
    );
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].interval, Interval::new(30.0, 50.0));
    assert!(found[0].score > 6.0);
    // A blip of 1 s that comes 3 s after is not part of it.
    let blip = candidates(
        &series(Evidence::LineLength, &[(20, 30), (33, 34)], 1.0),
        &sensitivity,
    );
    assert_eq!(blip[0].interval, Interval::new(30.0, 40.0));
    // A line length that falls, or a correlation that rises, is nothing.
    let mut fallen = series(Evidence::LineLength, &[], 1.0);
    fallen.values[20..40].fill(-50.0);
    assert_eq!(candidates(&fallen, &sensitivity), []);
}

#[test]
fn series_that_agree_make_one_proposal_with_all_their_reasons() {
    let sharp = series(Evidence::Imbalance, &[(20, 40)], 1.0);
    let blunt = series(Evidence::Coordination, &[(3, 12), (30, 32)], 5.0);
    let alone = series(Evidence::LineLength, &[(100, 120)], 1.0);
    let found = propose(&[blunt, alone, sharp], &Sensitivity::default());
    let both = found
        .iter()
        .find(|c| c.why.len() == 2)
        .expect("they overlap");
    assert_eq!(both.why, [Evidence::Imbalance, Evidence::Coordination]);
    assert_eq!(
        both.interval,
        Interval::new(30.0, 50.0),
        "the sharper borders"
    );
    assert!(found.iter().any(|c| c.why == [Evidence::LineLength]));
    assert!(found.windows(2).all(|p| p[0].score >= p[1].score));
}

/// Line length of the first channel of the first field.
fn field_series(recording: &Recording, step_s: f64) -> Series {
    let field = &recording.fields()[0];
    let all = field
        .source
        .read(&[0], 0..field.samples)
        .expect("in memory");
    let samples: Vec<f32> = all.iter().copied().collect();
    Series {
        start_s: field.start_s,
        step_s,
        values: line_length(&samples, field.rate_hz, step_s),
        why: Evidence::LineLength,
    }
}

#[test]
fn the_seizures_of_twenty_nights_are_proposed_where_they_are() {
    // The seizures begin and end at whole seconds; steps of 0.7 s do not know that.
    let sensitivity = Sensitivity {
        step_s: 0.7,
        ..Sensitivity::default()
    };
    let (mut onsets, mut ends, mut first) = (0, 0, 0);
    let mut found_at = Vec::new();
    for seed in 1..=20 {
        let model = Night {
            seed,
            ..Night::default()
        };
        let recording = model.recording();
        let truth = model.truth().seizure().expect("it has one");
        let more = vec![field_series(&recording, sensitivity.step_s)];
        let found = detect(&recording, more, &sensitivity, &Task::alone()).expect("alone");
        let Some(best) = found.first() else {
            found_at.push(None);
            continue;
        };
        found_at.push(Some((
            best.interval.start_s - truth.start_s,
            best.interval.stop_s - truth.stop_s,
            found.len(),
            best.within_s,
        )));
        first += u32::from(best.interval.intersect(&truth).is_some());
        onsets += u32::from((best.interval.start_s - truth.start_s).abs() <= best.within_s);
        ends += u32::from((best.interval.stop_s - truth.stop_s).abs() <= best.within_s);
    }
    println!("first {first}, onset {onsets}, end {ends} of 20: {found_at:?}");
    assert!(first >= 18, "{first} of 20: {found_at:?}");
    assert!(
        onsets >= 16 && ends >= 16,
        "{onsets}, {ends} of 20: {found_at:?}"
    );
}

#[test]
fn homogeneous_trains_and_silent_classes_give_no_proposal() {
    let span = Interval::new(0.0, 900.0);
    let mut rng = random(51);
    let (e, i) = (poisson(&mut rng, 60.0, span), poisson(&mut rng, 60.0, span));
    let calm = pair(e.clone(), i, span);
    let sensitivity = Sensitivity::default();
    let none = |recording| detect(recording, Vec::new(), &sensitivity, &Task::alone());
    assert_eq!(none(&calm), Ok(Vec::new()));
    assert_eq!(none(&pair(e, Vec::new(), span)), Ok(Vec::new()));
}
