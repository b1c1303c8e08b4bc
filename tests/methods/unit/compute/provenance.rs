use equipoise::analysis::{Selection, Settings, Values};
use equipoise::compute::{FigureOptions, Provenance, Source};
use equipoise::recording::Interval;
use equipoise::views::{self, Canvas, Edits, Recipe, RecordingSource};
use std::collections::BTreeMap;

fn provenance() -> Provenance {
    let recipe = Recipe {
        view: "browse".into(),
        source: views::Source::Recording(RecordingSource {
            name: "naïve & <night>".into(),
            ..RecordingSource::default()
        }),
        selection: Selection {
            window: Interval::new(0.1 + 0.2, 1e6 / 7.0),
            states: vec!["Wake".into()],
            sample: None,
        },
        settings: Settings::default(),
        values: Values::default(),
        other_values: BTreeMap::new(),
        canvas: Canvas::default(),
    };
    let file = Some(Source::file("näht/spikes.csv"));
    Provenance {
        figure: Some(FigureOptions::default()),
        ..Provenance::new(recipe, file, &Edits::default())
    }
}

#[test]
fn a_recipe_is_found_in_whatever_holds_it() {
    let provenance = provenance();
    let json = provenance.json();
    assert!(json.starts_with(Provenance::START), "{json}");
    assert!(json.is_ascii() && !json.contains(['<', '>', '&']), "{json}");
    let svg = format!("<svg><metadata>{json}</metadata>{{}}</svg>");
    let resaved = svg.replace('"', "&quot;");
    let csv = format!("# Equipoise\n# recipe: {json}\npanel,layer\n");
    let png = [b"\x89PNG\0\xff", json.as_bytes(), b"\0\xfe"].concat();
    let analysis = format!("{{\n\"program\": {{}}, \"recipe\": {json}}}");
    let texts = [json.clone(), svg, resaved, csv, analysis].map(String::into_bytes);
    for bytes in texts.into_iter().chain([png]) {
        let read = Provenance::read(&bytes).expect("there is one");
        assert_eq!(read, provenance);
        assert_eq!(read.json(), json, "to the last digit");
    }
    let bare = provenance.recipe.json();
    let read = Provenance::read(bare.as_bytes()).expect("a recipe alone");
    assert_eq!((read.recipe, read.file), (provenance.recipe, None));
}

#[test]
fn what_is_no_recipe_is_refused_and_a_newer_one_is_told() {
    let text = |bytes: &[u8]| Provenance::read(bytes).expect_err("none").to_string();
    assert!(text(b"<svg></svg>").contains("there is no recipe"));
    assert!(text(b"{\"a\": 1}").contains("there is no recipe"));
    assert!(text(b"{\"recipe\": ").contains("cannot be read: EOF"));
    assert!(text(b"{\"view\": \"browse\"}").contains("missing field `source`"));
    let json = provenance().json();
    let cut = &json.as_bytes()[..json.len() / 2];
    assert!(text(&[b"# recipe: ", cut].concat()).contains("cannot be read"));
    let this = format!("\"version\":\"{}\"", env!("CARGO_PKG_VERSION"));
    let newer = json.replace(&this, "\"version\":\"99.0.1-beta\"");
    let read = Provenance::read(newer.as_bytes()).expect("it can be read");
    assert_eq!(read.newer_version(), Some("99.0.1-beta"));
    assert_eq!(provenance().newer_version(), None);
    let other = newer.replace("\"selection\"", "\"selections\"");
    assert!(text(other.as_bytes()).contains("newer than this one"));
}
