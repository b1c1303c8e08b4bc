use equipoise::cli::report::html::{escape, shown};

#[test]
fn text_cannot_become_markup() {
    assert_eq!(
        escape("<a b=\"c\">&'"),
        "&lt;a b=&quot;c&quot;&gt;&amp;&#39;"
    );
}

#[test]
fn numbers_are_short_on_the_page() {
    assert_eq!(shown(2007.0), "2007");
    assert_eq!(shown(0.298_867_4), "0.29887");
}
