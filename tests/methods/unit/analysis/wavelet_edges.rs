use equipoise::analysis::wavelet::Edges;

#[test]
fn distances_are_to_the_nearest_end_or_gap() {
    let mut a = vec![0.0; 20];
    a[10] = f64::NAN;
    a[11] = f64::INFINITY;
    let edges = Edges::find([&a, &[0.0; 20]]);
    assert_eq!(edges.missing(), 2);
    let away = [0.0, 3.0, 8.0, 10.0, 11.0, 12.0, 19.0].map(|at| edges.away(at));
    assert_eq!(away, [0.5, 3.5, 1.5, 0.0, 0.0, 0.5, 0.5]);
}
