use equipoise::cli::report::section::{data_uri, table_html};
use equipoise::plot::{Cell, Table};

#[test]
fn an_address_holds_nothing_that_html_or_srcset_would_read() {
    let uri = data_uri("<svg a=\"1, 2\">é&#x27;</svg>");
    let (_, data) = uri.split_once(',').expect("a data address");
    assert_eq!(
        data,
        "%3Csvg%20a=%221%2C%202%22%3E%C3%A9%26%23x27;%3C/svg%3E"
    );
}

#[test]
fn tables_show_numbers_with_units_and_gaps_as_dashes() {
    let html = table_html(&Table {
        title: "A < B".into(),
        columns: vec!["r".into()],
        rows: vec![
            vec![Cell::number(0.12345, 3, "Hz")],
            vec![Cell::number(f64::NAN, 3, "")],
        ],
    });
    assert!(html.contains("<caption>A &lt; B</caption>"), "{html}");
    assert!(html.contains(">0.123 Hz<"), "{html}");
    assert!(html.contains(">– <"), "{html}");
}
