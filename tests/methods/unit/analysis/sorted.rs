use equipoise::analysis::numerics::sorted::column_counts;
use equipoise::recording::merge::advance;
use proptest::prelude::*;

proptest! {
    #[test]
    fn advancing_is_bisection(
        mut times in prop::collection::vec(0.0..10.0f64, 0..200),
        from in 0usize..220, stride in 0usize..50, edge in -1.0..11.0f64,
    ) {
        times.sort_by(f64::total_cmp);
        let whole = times.partition_point(|&t| t < edge);
        prop_assert_eq!(
            advance(&times, from, stride, |t| t < edge),
            whole.max(from.min(times.len()))
        );
    }

    #[test]
    fn columns_conserve_spikes(
        mut times in prop::collection::vec(0.0..10.0f64, 0..300),
        columns in 1usize..70,
    ) {
        times.sort_by(f64::total_cmp);
        let mut out = vec![0; columns];
        column_counts(&times, 0.0, 10.0, &mut out);
        prop_assert_eq!(out.iter().sum::<u32>() as usize, times.len());
        let mut brute = vec![0u32; columns];
        for t in &times {
            let column = (t / (10.0 / columns as f64) + 1e-6).floor() as usize;
            brute[column.min(columns - 1)] += 1;
        }
        prop_assert_eq!(out, brute);
    }
}
