//! Rates and irregularity: closed forms, borders, observed time, and the interval of the median.

use crate::common::{asked, in_threads, poisson, random, recording};
use equipoise::analysis::{Distribution, Irregularity, Task, Value, irregularity};
use equipoise::plot::{Cell, Mark};
use equipoise::recording::{Class, ClassSource, Interval, Intervals, Parts, Recording};
use equipoise::recording::{SpikeTrains, Unit};
use rand::RngExt;

const VIEW: &str = "irregularity";

fn of(train: Vec<f64>, selected: impl Into<Intervals>) -> Irregularity {
    let span = Interval::new(0.0, 1e4);
    let recording = recording(vec![(Class::Excitatory, train)], span);
    let all = irregularity(&recording, &selected.into(), 10, &Task::alone());
    all.expect("nobody overtakes it").remove(0)
}

fn near(found: f64, expected: f64, by: f64) {
    assert!((found - expected).abs() < by, "{found} for {expected}");
}

/// A train whose intervals are sums of so many exponential ones.
fn gamma(order: usize, spikes: usize) -> Vec<f64> {
    let all = poisson(&mut random(23), 100.0, Interval::new(0.0, 1e4));
    all.into_iter().step_by(order).take(spikes).collect()
}

#[test]
fn a_clock_has_none_and_a_poisson_process_has_one() {
    let clock = of(
        (0..1000).map(|j| f64::from(j) * 0.01).collect(),
        Interval::new(0.0, 10.0),
    );
    assert_eq!(
        (clock.spikes, clock.intervals, clock.rate_hz),
        (1000, 999, 100.0)
    );
    for measure in [clock.cv, clock.cv2, clock.lv] {
        assert!(measure < 1e-9, "{measure}");
    }
    let span = Interval::new(0.0, 1e4);
    let chance = of(gamma(1, 100_000), span);
    assert_eq!(chance.rate_hz, chance.spikes as f64 / 1e4);
    // Four standard errors: that of the CV of exponential intervals is 1 / sqrt(n); 2|a - b|/(a + b)
    // is uniform over 0..2, and 3((a - b)/(a + b))^2 has the variance 4/5. Neighbours share intervals.
    let se = 1.0 / (chance.intervals as f64).sqrt();
    near(chance.cv, 1.0, 4.0 * se);
    near(chance.cv2, 1.0, 4.0 * se);
    near(chance.lv, 1.0, 4.0 * se);
}

#[test]
fn gamma_intervals_have_their_closed_forms() {
    // Of order k: CV 1 / sqrt(k), LV 3 / (2 k + 1), and CV2 binom(2 k, k) 2 / 4^k.
    let four = of(gamma(4, 40_000), Interval::new(0.0, 1e4));
    assert!(four.intervals > 30_000, "{}", four.intervals);
    near(four.cv, 0.5, 0.01);
    near(four.lv, 1.0 / 3.0, 0.01);
    near(four.cv2, 2.0 * 70.0 / 256.0, 0.01);
}

#[test]
fn intervals_worked_out_by_hand() {
    // Intervals of 1, 3, 1 and 3 s, again and again.
    let mut train = vec![0.0];
    for j in 0..20 {
        train.push(train[j] + if j % 2 == 0 { 1.0 } else { 3.0 });
    }
    let found = of(train, Interval::new(0.0, 50.0));
    assert_eq!((found.spikes, found.intervals), (21, 20));
    near(found.rate_hz, 0.42, 1e-12);
    near(found.cv, 0.5, 1e-12);
    near(found.cv2, 1.0, 1e-12);
    near(found.lv, 0.75, 1e-12);
}

#[test]
fn what_changes_slowly_raises_cv_and_hardly_its_neighbours() {
    // A clock that goes five times as fast in the second half.
    let slow = (0..500).map(|j| f64::from(j) * 0.1);
    let fast = (0..2500).map(|j| 50.0 + f64::from(j) * 0.02);
    let found = of(slow.chain(fast).collect(), Interval::new(0.0, 100.0));
    assert!(found.cv > 0.8, "{}", found.cv);
    assert!(found.cv2 < 0.01 && found.lv < 0.01);
}

#[test]
fn intervals_across_borders_do_not_count() {
    // 10 ms apart but for the jump between both parts.
    let part = |from: f64| (0..100).map(move |j| from + 0.005 + f64::from(j) * 0.01);
    let train: Vec<f64> = part(0.0).chain(part(50.0)).collect();
    let two = vec![Interval::new(0.0, 1.0), Interval::new(50.0, 51.0)];
    let found = of(train.clone(), Intervals::from(two));
    assert_eq!((found.spikes, found.intervals), (200, 198));
    assert_eq!((found.observed_s, found.rate_hz), (2.0, 100.0));
    assert!(found.cv < 1e-9 && found.cv2 < 1e-9, "{}", found.cv);
    let whole = of(train, Interval::new(0.0, 51.0));
    assert!(whole.intervals == 199 && whole.cv > 10.0, "{}", whole.cv);
}

/// Three units over 100 s: a clock that was observed in the first half, one with few spikes, and a
/// silent one.
fn partial() -> Recording {
    let mut parts = Parts::new("partial");
    for (id, class) in [
        ("a", Class::Excitatory),
        ("b", Class::Excitatory),
        ("c", Class::Inhibitory),
    ] {
        parts
            .units
            .push(Unit::new(id).with_class(class, ClassSource::Hand));
    }
    parts.units[0].observed = Some(vec![Interval::new(0.0, 50.0)].into());
    let clock = (0..500).map(|j| 0.05 + f64::from(j) * 0.1).collect();
    let few = (0..9).map(|j| 1.0 + f64::from(j)).collect();
    parts.trains = SpikeTrains::from_units(vec![clock, few, Vec::new()]);
    parts.span = Some(Interval::new(0.0, 100.0));
    Recording::new(parts).expect("units and trains agree")
}

#[test]
fn rates_are_over_observed_time_and_few_spikes_have_no_cv() {
    let recording = partial();
    let mut asked = asked(&recording, 20.0);
    let export = &asked.export(VIEW)[0];
    let units = &export.json["units"];
    assert_eq!(
        (&units[0]["observed_s"], &units[0]["rate_hz"]),
        (&50.0.into(), &10.0.into())
    );
    assert!(units[0]["cv"].as_f64().expect("500 spikes") < 1e-9);
    assert_eq!(units[1]["rate_hz"], 0.09);
    assert!(units[1]["cv"].is_null() && units[1]["lv"].is_null());
    assert_eq!(units[2]["rate_hz"], 0.0);
    let groups = &export.json["groups"];
    assert_eq!(
        (&groups[0]["class"], &groups[0]["units"]),
        (&"excitatory".into(), &2.into())
    );
    assert_eq!(groups[0]["too_few_spikes"], 1);
    assert!(groups[1]["median"].is_null() && groups[0]["median_ci"].is_null());
    assert_eq!(export.warnings.len(), 2, "{:?}", export.warnings);
    let (header, rows) = export.csv.as_ref().expect("a table");
    let names = "unit,class,spikes,observed_s,rate_hz,intervals,cv,cv2,lv";
    assert_eq!((header.join(","), rows.len()), (names.to_owned(), 3));
    let picture = asked.draw(VIEW).expect("drawn");
    let notes = picture.sheet.notes.join("\n");
    assert!(
        notes.contains("2 units with fewer than 10 spikes"),
        "{notes}"
    );
    assert!(
        notes.contains("log axis: 1 unit without a spike"),
        "{notes}"
    );
    assert!(notes.contains("they are not too low"), "{notes}");
    asked.set(VIEW, "rate-axis", &Value::Choice("linear".into()));
    asked.set(VIEW, "least-spikes", &Value::Integer(5));
    let picture = asked.draw(VIEW).expect("drawn");
    let notes = picture.sheet.notes.join("\n");
    assert!(notes.contains("1 unit with fewer than 5 spikes") && !notes.contains("log axis"));
}

#[test]
fn histograms_count_every_unit_once_and_mark_medians_and_poisson() {
    let mut rng = random(29);
    let span = Interval::new(0.0, 100.0);
    let unit = |j: u32, class| (class, poisson(&mut rng, 1.0 + f64::from(j), span));
    let classes = [Class::Excitatory, Class::Inhibitory, Class::Unclassified];
    let units = (0..30).zip(classes.into_iter().cycle());
    let recording = recording(
        units
            .map({
                let mut unit = unit;
                move |(j, class)| unit(j, class)
            })
            .collect(),
        span,
    );
    let mut asked = asked(&recording, 20.0);
    for (axis, measure) in [("log", "cv"), ("linear", "cv2"), ("log", "lv")] {
        asked.set(VIEW, "rate-axis", &Value::Choice(axis.into()));
        asked.set(VIEW, "measure", &Value::Choice(measure.into()));
        let sheet = asked.draw(VIEW).expect("drawn").sheet;
        let json = &asked.export(VIEW)[0].json;
        assert_eq!(json["measure"], measure);
        for (plot, median) in [("rates", "rate_median_hz"), ("irregularity", "median")] {
            let plot = sheet.plot(plot).expect("the plot");
            let of_bands = plot.layers.iter().filter_map(|l| match &l.mark {
                // Each bin has two points.
                Mark::Band { high, .. } => Some(high.iter().sum::<f64>() / 2.0),
                _ => None,
            });
            assert_eq!(of_bands.collect::<Vec<_>>(), [10.0; 3]);
            let at: Vec<f64> = plot
                .layers
                .iter()
                .filter_map(|l| match l.mark {
                    Mark::VerticalLine { x, .. } => Some(x),
                    _ => None,
                })
                .collect();
            let groups = json["groups"].as_array().expect("classes");
            for group in groups {
                assert!(at.contains(&group[median].as_f64().expect("a median")));
            }
            assert_eq!(at.contains(&1.0), plot.id == "irregularity");
            assert!(
                plot.summary.starts_with("E: 10 units, median "),
                "{}",
                plot.summary
            );
        }
        let columns = &sheet.tables[0].columns;
        assert_eq!(columns[1..], ["E", "I", "Without class"]);
        let Cell::Text(interval) = &sheet.tables[0].rows[2][1] else {
            panic!("no interval");
        };
        assert!(interval.contains(" to "), "{interval}");
    }
}

#[test]
fn the_interval_of_the_median_holds_it_as_often_as_it_says() {
    // Log-normal with the median 1.
    let mut rng = random(31);
    let mut normal = || (0..12).map(|_| rng.random::<f64>()).sum::<f64>() - 6.0;
    for n in [8, 25, 60] {
        let repetitions = 200;
        let held = (0..repetitions).filter(|_| {
            let sample: Vec<f64> = (0..n).map(|_| normal().exp()).collect();
            let found = Distribution::new(sample, 1);
            let [low, high] = found.median_interval.expect("enough values");
            assert!(low <= found.median && found.median <= high);
            low <= 1.0 && 1.0 <= high
        });
        let share = held.count() as f64 / f64::from(repetitions);
        assert!(share >= 0.9, "{n} values: {share}");
        // It is no wider than it has to be.
        assert!(share < 1.0, "{n} values: {share}");
    }
}

#[test]
fn a_distribution_has_its_quantiles_and_few_values_have_no_interval() {
    let five = Distribution::new([3.0, 1.0, f64::NAN, 2.0, 10.0, 4.0], 1);
    assert_eq!((five.n(), five.median, five.mean), (5, 3.0, 4.0));
    assert_eq!((five.quartiles, five.median_interval), ([2.0, 4.0], None));
    let none = Distribution::new([], 1);
    assert!(none.n() == 0 && none.median.is_nan() && none.mean.is_nan());
    let same = Distribution::new([2.0; 9], 1);
    assert_eq!(same.median_interval, Some([2.0, 2.0]));
    let many = || Distribution::new((0..500).map(|j| f64::from(j * j)), 1);
    assert_eq!(in_threads(1, many), in_threads(2, many));
}
