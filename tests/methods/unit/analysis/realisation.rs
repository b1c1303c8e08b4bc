use equipoise::analysis::numerics::random::random;
use equipoise::analysis::surrogates::realisation::{PIECE, shuffle, sort};
use equipoise::analysis::{AnalysisError, Task};
use equipoise::recording::Interval;
use rand::RngExt;

#[test]
fn many_times_come_into_order_and_none_is_lost() {
    let mut rng = random(1, 0, 0);
    let interval = Interval::new(100.0, 2000.0);
    // Unevenly: half of them in the first hundredth.
    let one = |j: u32| {
        let share: f64 = rng.random();
        let of = if j.is_multiple_of(2) { 0.01 } else { 1.0 };
        interval.start_s + share * of * interval.duration_s()
    };
    let times: Vec<f64> = (0..300_000).map(one).collect();
    let mut expected = times.clone();
    expected.sort_unstable_by(f64::total_cmp);
    let mut sorted = times;
    sort(&mut sorted, interval, &Task::alone()).expect("not overtaken");
    assert_eq!(sorted, expected);
}

#[test]
fn a_shuffle_in_pieces_leaves_no_place_favoured() {
    let n = 3 * PIECE + 17;
    let mut all: Vec<usize> = (0..n).collect();
    shuffle(&mut all, &mut random(2, 0, 0), &Task::alone()).expect("not overtaken");
    // Mean shift of each quarter from its own place is that of the middle, within 5 SE.
    let quarter = n / 4;
    for part in all.chunks(quarter).take(4) {
        let mean = part.iter().sum::<usize>() as f64 / part.len() as f64;
        let se = n as f64 / 12f64.sqrt() / (part.len() as f64).sqrt();
        assert!((mean - 0.5 * n as f64).abs() < 5.0 * se, "{mean}");
    }
    all.sort_unstable();
    assert!(all.into_iter().eq(0..n), "nothing is lost");
}

#[test]
fn an_overtaken_shuffle_stops() {
    let overtaken = Task::new(&|| true, &|_| ());
    let mut all = vec![0.0; 10];
    let stopped = shuffle(&mut all, &mut random(3, 0, 0), &overtaken);
    assert_eq!(stopped, Err(AnalysisError::Cancelled));
}
