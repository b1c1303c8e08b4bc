use equipoise::recording::merge::merge;
use proptest::prelude::*;

/// By comparison of (time, train).
fn sorted(trains: &[Vec<f64>]) -> (Vec<f64>, Vec<u32>) {
    let spikes = (0..)
        .zip(trains)
        .flat_map(|(n, t)| t.iter().map(move |t| (*t, n)));
    let mut spikes: Vec<(f64, u32)> = spikes.collect();
    spikes.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    spikes.into_iter().unzip()
}

fn merged(trains: &[Vec<f64>]) -> (Vec<f64>, Vec<u32>) {
    merge(
        &(0..)
            .zip(trains.iter().map(Vec::as_slice))
            .collect::<Vec<_>>(),
    )
}

proptest! {
    #[test]
    fn merging_is_sorting_by_time_then_train(
        // Few distinct times, so that many coincide; some far away, so that cells are crowded.
        mut trains in prop::collection::vec(
            prop::collection::vec(
                prop_oneof![6 => (0u32..200).prop_map(|t| f64::from(t) / 128.0), 1 => Just(1e6)],
                0..120,
            ),
            0..9,
        ),
    ) {
        for train in &mut trains {
            train.sort_by(f64::total_cmp);
        }
        prop_assert_eq!(merged(&trains), sorted(&trains));
    }
}

/// Enough spikes for several blocks of pieces, in trains of very different length, with a
/// crowd of equal times across a border.
#[test]
fn many_pieces_are_merged_as_one() {
    let train = |n: usize| -> Vec<f64> {
        let mut x = 0x9e37_79b9_u64.wrapping_mul(n as u64 + 1);
        let mut times: Vec<f64> = (0..n)
            .map(|_| {
                x = x.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                ((x >> 40) as f64 / 1024.0).floor() / 16.0
            })
            .collect();
        times.extend(std::iter::repeat_n(500.0, n / 10));
        times.sort_by(f64::total_cmp);
        times
    };
    let trains: Vec<Vec<f64>> = [400_000, 1, 0, 30_000, 7, 255, 256, 100_000]
        .map(train)
        .into();
    assert_eq!(merged(&trains), sorted(&trains));
}
