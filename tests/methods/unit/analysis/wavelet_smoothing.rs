use equipoise::analysis::wavelet::Smoothing;

#[test]
fn windows_are_those_of_the_two_programs() {
    // MATLAB: [mod(3.6, 1); ones(2 * round(3.6) - 1, 1); mod(3.6, 1)].
    let ours = Smoothing::Grinsted.over_scales(12);
    assert_eq!(ours.len(), 9);
    assert!((ours[0] - 0.6 / 8.2).abs() < 1e-12 && (ours[4] - 1.0 / 8.2).abs() < 1e-12);
    // pycwt: rect(int(round(0.6 / dj * 2)), normalize=True).
    let theirs = Smoothing::Pycwt.over_scales(12);
    assert_eq!(theirs.len(), 14);
    assert!((theirs[0] - 0.5 / 13.0).abs() < 1e-12 && (theirs[1] - 1.0 / 13.0).abs() < 1e-12);
    assert_eq!(
        Smoothing::Grinsted.over_scales(1),
        [0.3 / 1.6, 1.0 / 1.6, 0.3 / 1.6]
    );
}
