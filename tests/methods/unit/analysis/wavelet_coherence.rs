use equipoise::analysis::numerics::wavelet::coherence::{pieces, standardised};

#[test]
fn every_column_is_in_one_piece() {
    for (columns, a_chunk) in [(1, 1), (7, 2), (100, 9), (64, 4)] {
        let mut seen = vec![0; columns];
        for range in pieces(columns, a_chunk, 1 << 16).into_iter().flatten() {
            for column in range {
                seen[column] += 1;
            }
        }
        assert!(seen.iter().all(|n| *n == 1), "{columns} {a_chunk}");
    }
    let order: Vec<usize> = pieces(8, 1, 1 << 18)
        .concat()
        .iter()
        .map(|r| r.start)
        .collect();
    assert_eq!(order, [0, 4, 2, 6, 1, 5, 3, 7]);
}

#[test]
fn gaps_are_bridged() {
    let nan = f64::NAN;
    let bridged = standardised(&[nan, 2.0, nan, nan, 5.0, nan], (0.0, 1.0));
    assert_eq!(bridged, [1.0, 2.0, 3.0, 4.0, 5.0, 2.5]);
}
