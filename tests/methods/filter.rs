//! Filters and periodograms against scipy 1.17.

use equipoise::analysis::filter::{Filter, Pass};
use equipoise::analysis::spectrogram::{Periodogram, segments};
use equipoise::analysis::{Reference, Task, field_samples};
use equipoise::recording::{Field, MemoryField, Pyramid};
use ndarray::array;
use std::f64::consts::TAU;
use std::sync::Arc;

const RATE_HZ: f64 = 500.0;

// j = np.arange(400); x = np.sin(.05*j) + .5*np.sin(.8*j + .001*j**2) + .01*j
fn signal() -> Vec<f64> {
    (0..400)
        .map(|j| {
            let j = f64::from(j);
            (0.05 * j).sin() + 0.5 * (0.8 * j + 0.001 * j * j).sin() + 0.01 * j
        })
        .collect()
}

// sos = signal.butter(N, W, kind, fs=500, output="sos"); signal.sosfiltfilt(sos, x)[[0,1,50,200,398,399]]
// notch: signal.tf2sos(*signal.iirnotch(60, 30, fs=500))
#[test]
fn values_are_those_of_sosfiltfilt() {
    let x = signal();
    let notch = Pass::Notch {
        hz: 60.0,
        quality: 30.0,
    };
    for (pass, order, theirs) in [
        (
            Pass::Band(5.0, 40.0),
            4,
            [
                -0.079_868_773_806_6,
                -0.064_322_543_438_6,
                0.086_355_935_445_3,
                -0.059_586_225_124_5,
                -0.133_201_935_652,
                -0.047_259_807_781,
            ],
        ),
        (
            Pass::Band(20.0, 100.0),
            3,
            [
                -0.008_890_409_281_52,
                0.347_546_875_258,
                -0.491_314_068_085,
                -0.273_616_085_934,
                -0.351_090_769_504,
                0.004_925_126_044_77,
            ],
        ),
        (
            Pass::Band(8.0, 12.0),
            1,
            [
                -0.001_073_570_570_68,
                0.011_180_697_996_8,
                0.015_546_908_848_3,
                -0.021_517_113_784_3,
                -0.028_891_617_947_6,
                -0.022_711_952_251_3,
            ],
        ),
        (
            Pass::High(2.0),
            3,
            [
                -0.072_114_398_439_8,
                0.337_258_566_524,
                0.069_275_931_187_5,
                -1.063_664_843_26,
                -0.463_530_731_846,
                0.223_658_189_272,
            ],
        ),
        (
            Pass::Low(30.0),
            5,
            [
                -0.013_032_415_946_8,
                0.048_907_569_035_7,
                1.098_398_503_44,
                1.455_977_577_64,
                5.129_480_391_35,
                5.262_708_875_51,
            ],
        ),
        (
            notch,
            1,
            [
                -0.036_841_507_485_7,
                0.355_295_229_4,
                0.577_890_056_637,
                1.014_061_442_01,
                4.553_779_416_02,
                5.275_811_612_69,
            ],
        ),
    ] {
        let filter = Filter::new(pass, order, RATE_HZ).expect("in range");
        let ours = filter.run(&x);
        for (at, theirs) in [0, 1, 50, 200, 398, 399].into_iter().zip(theirs) {
            assert!(
                (ours[at] - theirs).abs() < 1e-8,
                "{pass:?} {order} at {at}: {} {theirs}",
                ours[at]
            );
        }
    }
}

#[test]
fn half_of_the_amplitude_is_left_at_a_corner_and_nothing_is_delayed() {
    for order in [1, 4, 8] {
        let filter = Filter::new(Pass::Band(8.0, 40.0), order, RATE_HZ).expect("in range");
        for corner in [8.0, 40.0] {
            assert!((filter.gain(corner, RATE_HZ) - 0.5).abs() < 1e-6, "{order}");
        }
        let middle = (8.0_f64 * 40.0).sqrt();
        assert!(filter.gain(middle, RATE_HZ) > 0.95);
    }
    let filter = Filter::new(Pass::Band(8.0, 40.0), 4, RATE_HZ).expect("in range");
    let sine = |j: usize| (TAU * 18.0 * j as f64 / RATE_HZ).sin();
    let out = filter.run(&(0..5000).map(sine).collect::<Vec<_>>());
    for (j, v) in out.iter().enumerate().take(4000).skip(1000) {
        assert!(
            (v - sine(j) * filter.gain(18.0, RATE_HZ)).abs() < 1e-3,
            "{j}"
        );
    }
    let notch = Pass::Notch {
        hz: 50.0,
        quality: 30.0,
    };
    let notch = Filter::new(notch, 1, RATE_HZ).expect("in range");
    assert!(notch.gain(50.0, RATE_HZ) < 1e-9 && notch.gain(40.0, RATE_HZ) > 0.99);
}

#[test]
fn what_cannot_be_filtered_is_refused_and_the_shortest_signals_pass() {
    for pass in [
        Pass::Band(40.0, 8.0),
        Pass::Band(0.0, 8.0),
        Pass::Low(250.0),
        Pass::High(f64::NAN),
        Pass::Notch {
            hz: 300.0,
            quality: 30.0,
        },
    ] {
        assert_eq!(Filter::new(pass, 4, RATE_HZ), None, "{pass:?}");
    }
    let filter = Filter::new(Pass::Low(30.0), 4, RATE_HZ).expect("in range");
    assert_eq!(filter.run(&[]), Vec::<f64>::new());
    for n in 1..40 {
        let out = filter.run(&vec![3.0; n]);
        assert!(out.len() == n && out.iter().all(|v| (v - 3.0).abs() < 1e-9));
    }
}

// f, t, P = signal.spectrogram(x, 500, window="hann", nperseg=100, noverlap=50)
#[test]
fn densities_are_those_of_scipy() {
    let x: Vec<f32> = signal().iter().map(|v| *v as f32).collect();
    let periodogram = Periodogram::new(100, RATE_HZ);
    assert_eq!(
        (periodogram.rows(), periodogram.frequency_hz(3)),
        (51, 15.0)
    );
    let (places, thinned) = segments(&(0..400), 100, 1000);
    assert!(!thinned);
    assert_eq!(places.len(), 7);
    for (row, column, theirs) in [
        (0, 0, 0.007_798_838_045_85),
        (1, 0, 0.031_115_595_092_7),
        (25, 5, 4.936_192_063_23e-5),
    ] {
        let place = &places[column];
        let own = &x[place.start as usize..place.end as usize];
        let ours = periodogram.density(own).expect("a whole segment")[row];
        assert!((ours / theirs - 1.0).abs() < 1e-3, "{row} {column}: {ours}");
    }
    assert_eq!(periodogram.density(&x[..99]), None);
    let mut gap = x[..100].to_vec();
    gap[7] = f32::NAN;
    assert_eq!(periodogram.density(&gap), None);
}

#[test]
fn segments_that_are_too_many_are_spread_evenly() {
    let (places, thinned) = segments(&(1000..101_000), 100, 10);
    assert!(thinned);
    let starts: Vec<u64> = places.iter().map(|p| p.start).collect();
    assert_eq!(starts[..3], [5950, 15_950, 25_950]);
    assert_eq!(starts[9], 95_950);
    assert_eq!(segments(&(0..99), 100, 10), (vec![], false));
    assert_eq!(segments(&(0..100), 100, 10).0.len(), 1);
}

#[test]
fn channels_are_measured_against_what_is_asked_for() {
    let samples = array![[1.0f32, 2.0, f32::NAN], [4.0, 6.0, 8.0], [7.0, 1.0, 2.0]];
    let field = Field {
        name: "LFP".into(),
        rate_hz: RATE_HZ,
        start_s: 0.0,
        samples: 3,
        channels: ["a", "b", "c"].map(str::to_owned).to_vec(),
        positions_um: None,
        unit: "uV".into(),
        source: Arc::new(MemoryField(samples)),
        pyramid: Arc::new(Pyramid::new(3)),
    };
    let get = |channels: &[usize], reference| {
        field_samples(&field, channels, reference, 0..9, &Task::alone()).expect("in memory")
    };
    assert_eq!(get(&[1], Reference::None), array![[4.0, 6.0, 8.0]]);
    assert_eq!(
        get(&[1, 2, 9], Reference::Bipolar),
        array![[-3.0, 5.0, 6.0], [7.0, 1.0, 2.0]]
    );
    // Means 4, 3 and, of what is there, 5.
    assert_eq!(
        get(&[2], Reference::CommonAverage),
        array![[3.0, -2.0, -3.0]]
    );
    let gap = get(&[0], Reference::CommonAverage);
    assert!(gap[[0, 0]] == -3.0 && gap[[0, 2]].is_nan());
}
