use equipoise::analysis::Scale;
use equipoise::views::shared::scale_plot::remarks;

#[test]
fn neighbouring_scales_share_a_sentence() {
    let said = [(1.0, "a"), (2.0, "a"), (3.0, "b"), (5.0, "b")];
    let said = said.iter().map(|(k, text)| (Scale::new(*k), *text));
    assert_eq!(
        remarks("x", said),
        ["x at k = 1 to 2: a", "x at k = 3: b", "x at k = 5: b"]
    );
}
