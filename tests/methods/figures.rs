//! Figures as files: what is drawn is where the numbers say, and the same each time.

mod gallery;
mod variety;

use equipoise::plot::export::{Page, RenderError, csv, pdf, png, svg};
use equipoise::plot::{Axis, Ink, Legend, Mark, Plot, Sheet, Stroke, Theme};
use gallery::{balance, browse, line, points};
use resvg::usvg::roxmltree::{Document, Node};
use std::path::Path;
use variety::variety;

const PT_PER_MM: f64 = 72.0 / 25.4;

fn one(plot: Plot) -> Sheet {
    Sheet::column(vec![(1.0, plot)])
}

fn page() -> Page {
    let mut page = Page::new(120.0, 90.0);
    page.metadata = vec![
        ("file_sha256".to_owned(), "0123abcd".to_owned()),
        ("selection".to_owned(), "Wake & \"REM\" <all>".to_owned()),
    ];
    page
}

fn number(node: Node, name: &str) -> f64 {
    node.attribute(name)
        .and_then(|v| v.parse().ok())
        .unwrap_or_else(|| panic!("{name} of {node:?}"))
}

fn elements<'a>(document: &'a Document, tag: &str) -> Vec<Node<'a, 'a>> {
    let found = document
        .descendants()
        .filter(|n| n.has_tag_name(("http://www.w3.org/2000/svg", tag)));
    found.collect()
}

/// x, y, width and height of the clip of the plot area.
fn area(document: &Document) -> [f64; 4] {
    let clip = elements(document, "clipPath")[0];
    let rect = clip.first_element_child().expect("a rectangle");
    ["x", "y", "width", "height"].map(|name| number(rect, name))
}

#[test]
fn gallery_renders_alike_each_time_in_every_format() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    for (name, sheet, size) in [
        ("balance", balance(), [150.0, 100.0]),
        ("browse", browse(3000), [180.0, 120.0]),
        ("variety", variety(), [180.0, 150.0]),
    ] {
        for theme in [Theme::light(), Theme::dark()] {
            let mut page = Page::new(size[0], size[1]);
            page.png_dpi = 150.0;
            let look = if theme.dark { "dark" } else { "light" };
            page.theme = theme;
            page.title = Some(format!("Gallery: {name}"));
            page.footer = Some("Equipoise · gallery.nwb · sha256 0123abcd".to_owned());
            let (drawn, printed, painted) = (
                svg(&sheet, &page).expect("svg"),
                pdf(&sheet, &page).expect("pdf"),
                png(&sheet, &page).expect("png"),
            );
            // To be looked at: target/tmp/balance-light.png and so on.
            for (bytes, kind) in [
                (drawn.as_bytes(), "svg"),
                (printed.as_slice(), "pdf"),
                (painted.as_slice(), "png"),
            ] {
                let path = folder.join(format!("{name}-{look}.{kind}"));
                std::fs::write(path, bytes).expect("the folder of tests can be written");
            }
            Document::parse(&drawn).expect("well-formed");
            assert!(printed.starts_with(b"%PDF"));
            if !page.theme.dark {
                assert_eq!(drawn, svg(&sheet, &page).unwrap());
                assert!(printed == pdf(&sheet, &page).unwrap());
                assert!(painted == png(&sheet, &page).unwrap());
            }
        }
    }
}

#[test]
fn points_stand_where_their_numbers_say() {
    let xy = vec![
        [1.0, 10.0],
        [2.0, 100.0],
        [f64::NAN, 10.0],
        [4.0, 1000.0],
        [9.0, 10.0],
    ];
    let mut y = Axis::new("y", "", [1000.0, 1.0]);
    y.log = true;
    let mut plot = Plot::new("p", "P", Axis::new("x", "", [0.0, 5.0]), y);
    plot.add_named("A", points(xy, 1.0, Ink::Excitatory, 1.0));
    plot.legend = Legend::TopRight;
    let text = svg(&one(plot), &page()).unwrap();
    let document = Document::parse(&text).unwrap();
    let [x, y, w, h] = area(&document);
    let circles = elements(&document, "circle");
    // The one that is no number and the one outside are left out.
    let expected = [[1.0, 10.0], [2.0, 100.0], [4.0, 1000.0]];
    assert_eq!(circles.len(), expected.len());
    for (circle, [ex, ey]) in circles.into_iter().zip(expected) {
        // The y axis runs down: 1000 is below.
        let place = [x + w * ex / 5.0, y + h * f64::log10(ey) / 3.0];
        for (found, expected) in [number(circle, "cx"), number(circle, "cy")]
            .iter()
            .zip(place)
        {
            let off_mm = (found - expected).abs() / PT_PER_MM;
            assert!(off_mm < 0.01, "{off_mm} mm");
        }
    }
}

#[test]
fn lines_break_where_there_is_no_number() {
    let xy = vec![
        [0.0, 0.0],
        [1.0, 1.0],
        [2.0, f64::NAN],
        [3.0, 1.0],
        [4.0, 0.0],
        [5.0, f64::INFINITY],
        [6.0, 1.0],
    ];
    let mut plot = Plot::new("p", "P", Axis::bare([0.0, 6.0]), Axis::bare([0.0, 1.0]));
    plot.add_named("trace", line(xy, Stroke::new(Ink::Field, 1.0)));
    let text = svg(&one(plot), &page()).unwrap();
    let document = Document::parse(&text).unwrap();
    let layer = document
        .descendants()
        .find(|n| n.attribute("data-layer") == Some("trace"));
    let d = layer
        .and_then(|l| l.first_element_child())
        .and_then(|p| p.attribute("d"))
        .unwrap();
    assert_eq!(d.matches('M').count(), 3, "{d}");
    assert!(!d.contains("NaN") && !d.contains("inf"));
}

#[test]
fn axes_of_equal_aspect_have_equal_units() {
    let mut plot = Plot::new(
        "p",
        "P",
        Axis::new("x", "", [0.0, 10.0]),
        Axis::new("y", "", [0.0, 10.0]),
    );
    plot.equal_aspect = true;
    plot.add(points(
        vec![[5.0, 5.0], [6.0, 5.0], [5.0, 6.0]],
        1.0,
        Ink::Text,
        1.0,
    ));
    let text = svg(&one(plot), &page()).unwrap();
    let document = Document::parse(&text).unwrap();
    let c: Vec<[f64; 2]> = elements(&document, "circle")
        .into_iter()
        .map(|n| [number(n, "cx"), number(n, "cy")])
        .collect();
    assert!(
        ((c[1][0] - c[0][0]) - (c[0][1] - c[2][1])).abs() < 0.02,
        "{c:?}"
    );
    let [x, y, w, h] = area(&document);
    // The centre stays.
    assert!((c[0][0] - x - w / 2.0).abs() < 0.02 && (c[0][1] - y - h / 2.0).abs() < 0.02);
}

#[test]
fn linked_axes_are_named_once_and_marks_are_clipped() {
    let text = svg(&browse(500), &page()).unwrap();
    let document = Document::parse(&text).unwrap();
    let words: Vec<&str> = elements(&document, "text")
        .into_iter()
        .filter_map(|n| n.text())
        .collect();
    assert_eq!(words.iter().filter(|w| **w == "Time").count(), 1);
    assert_eq!(
        words.iter().filter(|w| **w == "20:30").count(),
        1,
        "{words:?}"
    );
    let clipped = document
        .descendants()
        .filter(|n| n.attribute("clip-path").is_some())
        .count();
    assert_eq!(clipped, 4);
    for node in document.descendants() {
        if let Some(id) = node.attribute("clip-path") {
            let id = id.trim_start_matches("url(#").trim_end_matches(')');
            assert!(
                elements(&document, "clipPath")
                    .iter()
                    .any(|c| c.attribute("id") == Some(id))
            );
        }
    }
}

#[test]
fn a_dense_layer_is_one_picture_that_looks_like_its_marks() {
    let sheet = browse(3000);
    let mut page = Page::new(100.0, 80.0);
    page.png_dpi = 200.0;
    let vectors = svg(&sheet, &page).unwrap();
    assert!(!vectors.contains("<image"));
    page.dense_marks = 1000;
    let mixed = svg(&sheet, &page).unwrap();
    let document = Document::parse(&mixed).unwrap();
    // The field's line and, together, the two layers of the raster.
    assert_eq!(elements(&document, "image").len(), 2);
    let pixels = |page: &Page| {
        image::load_from_memory(&png(&sheet, page).unwrap())
            .unwrap()
            .to_rgb8()
    };
    let dense = pixels(&page);
    page.dense_marks = 20_000;
    let sparse = pixels(&page);
    assert_eq!(dense.dimensions(), sparse.dimensions());
    let far = dense
        .iter()
        .zip(sparse.iter())
        .filter(|(a, b)| a.abs_diff(**b) > 48)
        .count();
    assert!(far < dense.len() / 1000, "{far} of {}", dense.len());
}

#[test]
fn dense_points_are_as_dark_as_points() {
    let mut noise = gallery::Noise::new(5);
    let xy: Vec<[f64; 2]> = (0..400)
        .map(|_| [noise.uniform(), noise.uniform()])
        .collect();
    for (filled, radius_pt) in [(true, 0.1), (true, 0.8), (true, 3.0), (false, 2.0)] {
        let mut plot = Plot::new("p", "P", Axis::bare([0.0, 1.0]), Axis::bare([0.0, 1.0]));
        plot.add(Mark::Points {
            xy: xy.clone().into(),
            radius_pt,
            filled,
            ink: Ink::Text,
            opacity: 0.5,
        });
        let sheet = one(plot);
        let darkness = |dense_marks: usize| -> f64 {
            let page = Page {
                dense_marks,
                ..Page::new(60.0, 60.0)
            };
            let image = image::load_from_memory(&png(&sheet, &page).unwrap())
                .unwrap()
                .to_luma8();
            image.iter().map(|v| f64::from(255 - v)).sum()
        };
        let (vector, picture) = (darkness(1000), darkness(100));
        assert!(
            (picture / vector - 1.0).abs() < 0.08,
            "{filled} {radius_pt}: {picture} against {vector}"
        );
    }
}

#[test]
fn metadata_is_in_every_file() {
    let (sheet, page) = (balance(), page());
    let text = svg(&sheet, &page).unwrap();
    let document = Document::parse(&text).unwrap();
    let metadata = elements(&document, "metadata")[0];
    let values: Vec<&str> = metadata.descendants().filter_map(|n| n.text()).collect();
    for expected in ["file_sha256", "0123abcd", "Wake & \"REM\" <all>"] {
        assert!(values.contains(&expected), "{values:?}");
    }
    assert!(values.iter().any(|v| v.starts_with("Equipoise ")));
    let description = elements(&document, "desc")[0].text().unwrap();
    assert!(description.contains("Inhibition against excitation"));

    let bytes = png(&sheet, &page).unwrap();
    let reader = ::png::Decoder::new(std::io::Cursor::new(&bytes))
        .read_info()
        .unwrap();
    let info = reader.info();
    let chunk = |keyword: &str| {
        let found = info.utf8_text.iter().find(|c| c.keyword == keyword);
        found.and_then(|c| c.get_text().ok())
    };
    assert_eq!(chunk("file_sha256").as_deref(), Some("0123abcd"));
    assert_eq!(chunk("selection").as_deref(), Some("Wake & \"REM\" <all>"));
    // 120 mm x 90 mm at 300 dots per inch, and it says so.
    assert_eq!((info.width, info.height), (1417, 1063));
    assert_eq!(info.pixel_dims.map(|d| d.xppu), Some(11_811));

    let printed = pdf(&sheet, &page).unwrap();
    let text = String::from_utf8_lossy(&printed);
    assert!(text.contains("file_sha256: 0123abcd"));
    assert!(!text.contains("CreationDate"));

    let numbers = csv(&sheet, &page);
    assert!(numbers.contains("# file_sha256: 0123abcd\n"));
}

#[test]
fn csv_holds_every_number() {
    let mut plot = Plot::new(
        "p",
        "P",
        Axis::new("Rate", "Hz", [0.0, 1.0]),
        Axis::bare([0.0, 1.0]),
    );
    plot.add_named(
        "a, b",
        points(vec![[0.1, 1e-9], [f64::NAN, 2.0]], 1.0, Ink::Text, 1.0),
    );
    plot.add(Mark::Bars {
        start: 1.0,
        width: 0.5,
        values: [3.0, 4.0].into(),
        base: 0.0,
        along_y: true,
        ink: Ink::Text,
        opacity: 1.0,
    });
    let mut sheet = one(plot);
    sheet.tables = balance().tables;
    let text = csv(&sheet, &page());
    let mut reader = ::csv::ReaderBuilder::new()
        .comment(Some(b'#'))
        .from_reader(text.as_bytes());
    let rows: Vec<Vec<String>> = reader
        .records()
        .map(|r| r.unwrap().iter().map(str::to_owned).collect())
        .collect();
    assert_eq!(
        rows[0],
        ["p", "a, b", "point", "0", "0.1", "", "1e-9", "", "", "", ""]
    );
    assert_eq!(rows[1][4], "NaN");
    assert_eq!(
        rows[3],
        ["p", "1", "bar", "1", "0", "4", "1.5", "2", "", "", ""]
    );
    let last = rows.last().unwrap();
    assert_eq!(last[..4], ["table", "By state", "r", "1"]);
    assert_eq!(last[8], "0.9");
    assert!(text.contains("# p: x is Rate (Hz)\n"));
    // All marks of the gallery have their rows.
    let all = csv(&variety(), &page());
    for mark in [
        "point",
        "line",
        "band",
        "bar",
        "ellipse",
        "cell",
        "vertical line",
        "text",
    ] {
        assert!(all.contains(&format!(",{mark},0,")), "{mark}");
    }
    assert_eq!(all.matches(",cell,").count(), 2 * 32 * 40);
}

#[test]
fn text_is_text_or_outlines() {
    let mut page = page();
    let kept = svg(&balance(), &page).unwrap();
    assert!(kept.contains(">Excitation (Hz per neuron)</text>") && kept.contains("@font-face"));
    page.text_as_outlines = true;
    let outlined = svg(&balance(), &page).unwrap();
    assert!(!outlined.contains("<text") && !outlined.contains("@font-face"));
    assert!(outlined.contains("aria-label=\"Excitation (Hz per neuron)\""));
}

#[test]
fn no_range_and_no_page_brings_it_down() {
    let odd = [
        f64::NAN,
        f64::INFINITY,
        f64::NEG_INFINITY,
        0.0,
        -1.0,
        1e308,
        -1e308,
        1e-308,
    ];
    for a in odd {
        for b in odd {
            for log in [false, true] {
                let mut axis = Axis::new("x", "y", [a, b]);
                axis.log = log;
                let mut plot = Plot::new("p", "P", axis.clone(), axis);
                plot.equal_aspect = true;
                plot.add(points(
                    vec![[a, b], [0.5, 0.5]],
                    f32::NAN,
                    Ink::Text,
                    f32::NAN,
                ));
                plot.add(line(
                    vec![[a, b], [b, a], [1.0, 1.0]],
                    Stroke::new(Ink::Text, f32::INFINITY),
                ));
                plot.add(Mark::Ellipse {
                    centre: [a, b],
                    semi_axes: [a, b],
                    angle_rad: a,
                    stroke: Stroke::new(Ink::Text, 1.0),
                    fill_opacity: 1.0,
                });
                plot.add(Mark::Image {
                    x: [a, b],
                    y: [b, a],
                    columns: 3,
                    rows: 2,
                    values: [0.0; 2].into(),
                    ramp: equipoise::plot::Ramp::Sequential,
                    range: [0.0, 0.0],
                });
                let sheet = one(plot);
                let text = svg(
                    &sheet,
                    &Page {
                        dense_marks: 2,
                        ..Page::new(20.0, 20.0)
                    },
                )
                .unwrap();
                Document::parse(&text).unwrap();
            }
        }
    }
    for sheet in [Sheet::default(), balance(), browse(10), variety()] {
        for size in [[1.0, 1.0], [5.0, 200.0], [300.0, 8.0]] {
            let page = Page::new(size[0], size[1]);
            Document::parse(&svg(&sheet, &page).unwrap()).unwrap();
            assert!(png(&sheet, &page).is_ok() && pdf(&sheet, &page).is_ok());
        }
    }
    for size in [[0.0, 10.0], [f64::NAN, 10.0], [10.0, 1e9]] {
        let refused = svg(&Sheet::default(), &Page::new(size[0], size[1]));
        assert!(matches!(refused, Err(RenderError::Size { .. })));
    }
    let huge = Page {
        png_dpi: 2400.0,
        ..Page::new(5000.0, 5000.0)
    };
    assert!(matches!(
        png(&Sheet::default(), &huge),
        Err(RenderError::Pixels { .. })
    ));
}
