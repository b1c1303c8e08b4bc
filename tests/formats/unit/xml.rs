use equipoise::formats::xml::{nodes, parse};

#[test]
fn paths_texts_and_bounds() {
    let text = "<?xml version='1.0'?><a x=\"1\"><!-- <b>no</b> --><b>1</b>\n<c/><b> 2 </b></a>";
    let document = parse(text).expect("XML");
    let texts = nodes(document.root(), &["a", "b"])
        .into_iter()
        .map(equipoise::formats::xml::text);
    assert_eq!(texts.collect::<Vec<_>>(), ["1", "2"]);
    assert!(parse("<a><b>1</a>").is_err());
    assert!(parse(&"<a>".repeat(1000)).is_err());
    assert!(parse("<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>").is_err());
    let deep = "<a>".repeat(100_000) + &"</a>".repeat(100_000);
    // Too deep is an error, and no overflow of the stack.
    assert!(parse(&deep).is_err());
}
