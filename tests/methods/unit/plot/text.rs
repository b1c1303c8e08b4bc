use equipoise::plot::export::figure::text::{Weight, database, fit, width_pt, wrap};

#[test]
fn fonts_are_read_and_figures_are_tabular() {
    for weight in Weight::ALL {
        assert!(weight.face().is_some());
        let one = width_pt("1", 10.0, weight);
        assert!((4.0..10.0).contains(&one));
        for figure in "0123456789".chars() {
            // Of the semi-bold figures the font draws some 3/2816 em narrower, which nobody sees;
            // tables are set in the regular ones, which are exactly alike.
            let off = (width_pt(&figure.to_string(), 10.0, weight) - one).abs();
            let most = match weight {
                Weight::Regular => 0.0,
                Weight::SemiBold => 30.0 / 2816.0 + 1e-9,
            };
            assert!(off <= most, "{figure}: {off}");
        }
    }
    assert_eq!(database().len(), 2);
}

#[test]
fn lines_break_between_words_and_never_exceed_the_width() {
    let text = "Balance of excitation and inhibition 0123456789abcdef0123456789abcdef";
    let lines = wrap(text, 60.0, 7.0, Weight::Regular);
    assert!(lines.len() > 3);
    for line in &lines {
        assert!(width_pt(line, 7.0, Weight::Regular) <= 60.0, "{line}");
    }
    let letters = |t: &str| t.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    assert_eq!(letters(&lines.concat()), letters(text));
    assert!(fit(text, 60.0, 7.0, Weight::Regular).ends_with('…'));
    assert_eq!(fit("short", 60.0, 7.0, Weight::Regular), "short");
    // Nothing fits into nothing, and that is no endless loop.
    assert_eq!(wrap("ab", 0.0, 7.0, Weight::Regular), ["a", "b"]);
    assert_eq!(fit("ab", 0.0, 7.0, Weight::Regular), "");
}
