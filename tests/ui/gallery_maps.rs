//! Sheets with the marks that the clouds and rasters of the gallery have not, and a table.

use equipoise::plot::{
    Anchor, Axis, Cell, Dash, Ink, Legend, Mark, Panel, Plot, Ramp, Sheet, Stroke, Table, Ticks,
};
use std::sync::Arc;

fn solid(ink: Ink, width_pt: f32) -> Stroke {
    Stroke::new(ink, width_pt)
}

/// Maps, and curves on log axes.
pub fn maps() -> Sheet {
    let panel = |row, column, plot| Panel { row, column, plot };
    Sheet {
        columns: vec![1.0, 1.0],
        rows: vec![1.0, 1.0],
        panels: vec![
            panel(0, 0, map("rates", "Sequential", Ramp::Sequential)),
            panel(0, 1, map("balance", "Diverging", Ramp::Diverging)),
            panel(1, 0, curves()),
            panel(1, 1, downwards()),
        ],
        ..Sheet::default()
    }
}

fn map(id: &'static str, title: &str, ramp: Ramp) -> Plot {
    let x = Axis::new("Time", "", [0.0, 240.0]).with_ticks(Ticks::Time);
    let mut plot = Plot::new(id, title, x, Axis::new("Scale", "k", [1.0, 33.0]));
    plot.show_title = true;
    let values = (0..32 * 60)
        .map(|j| {
            let (k, t) = ((j / 60) as f32, (j % 60) as f32);
            if t > 40.0 && t < 46.0 && k > 24.0 {
                f32::NAN
            } else {
                f32::midpoint((t * 0.2).sin(), (k * 0.15).cos())
            }
        })
        .collect();
    plot.add(Mark::Image {
        x: [0.0, 240.0],
        y: [1.0, 33.0],
        columns: 60,
        rows: 32,
        values,
        ramp,
        range: [-1.0, 1.0],
    });
    plot
}

fn curves() -> Plot {
    let mut x = Axis::new("Bin width", "s", [1e-3, 12.0]);
    x.log = true;
    let mut y = Axis::new(
        "Variance of the ensemble, relative to a Poisson process",
        "",
        [0.05, 40.0],
    );
    y.log = true;
    let mut plot = Plot::new("curves", "Collapse", x, y);
    plot.legend = Legend::BottomRight;
    let widths: Vec<f64> = (0..32).map(|k| 1e-3 * (0.3 * f64::from(k)).exp()).collect();
    let curve = |power: f64| {
        widths
            .iter()
            .map(|w| 2.0 * (w / 0.1).powf(power))
            .collect::<Vec<_>>()
    };
    let (low, middle, high) = (curve(0.3), curve(0.35), curve(0.4));
    let factor =
        |by: f64, values: &[f64]| -> Arc<[f64]> { values.iter().map(|v| v * by).collect() };
    plot.add_named(
        "95 % of surrogates",
        Mark::Band {
            x: widths.clone().into(),
            low: factor(0.5, &low),
            high: factor(0.8, &high),
            ink: Ink::Surrogate,
            opacity: 0.3,
        },
    );
    for (j, dash) in [Dash::Solid, Dash::Dashed, Dash::Dotted, Dash::DashDotted]
        .into_iter()
        .enumerate()
    {
        let xy = widths
            .iter()
            .zip(&middle)
            .map(|(w, v)| [*w, v * 1.35f64.powi(j as i32)])
            .collect();
        let ink = Ink::FineToCoarse(j as f32 / 3.0);
        plot.add_named(
            format!("Group {}", j + 1),
            Mark::Line {
                xy,
                stroke: solid(ink, 1.5).dashed(dash),
            },
        );
    }
    let rings = widths
        .iter()
        .zip(&middle)
        .step_by(3)
        .map(|(w, v)| [*w, v * 0.5])
        .collect();
    plot.add_named(
        "Measured",
        Mark::Points {
            xy: rings,
            radius_pt: 3.0,
            filled: false,
            ink: Ink::Excitatory,
            opacity: 1.0,
        },
    );
    plot.add(Mark::VerticalLine {
        x: 0.1,
        stroke: solid(Ink::Accent, 1.0),
    });
    plot.add(Mark::Text {
        at: [0.11, 25.0],
        text: "100 ms".into(),
        anchor: Anchor::Start,
        ink: Ink::Accent,
        size_pt: 11.0,
        within: None,
    });
    plot
}

/// An axis that runs down, spans over a part of the height, a filled ellipse, a broken line.
fn downwards() -> Plot {
    let names = ["CA1", "CA3", "Dentate gyrus"];
    let places = names
        .iter()
        .zip([150.0, 450.0, 750.0])
        .map(|(n, d)| (d, (*n).to_owned()))
        .collect();
    let mut plot = Plot::new(
        "depth",
        "Depth",
        Axis::new("Lag", "ms", [-50.0, 50.0]),
        Axis::new("Depth", "", [900.0, 0.0]).with_ticks(Ticks::At(places)),
    );
    plot.add(Mark::Spans {
        spans: Arc::from([(-20.0, -10.0, Ink::Seizure), (10.0, 30.0, Ink::Period)]),
        y: Some([300.0, 600.0]),
        opacity: 0.25,
    });
    plot.add(Mark::Ellipse {
        centre: [0.0, 450.0],
        semi_axes: [18.0, 200.0],
        angle_rad: 0.0,
        stroke: solid(Ink::Inhibitory, 1.5),
        fill_opacity: 0.15,
    });
    let xy = (0..=100)
        .map(|j| {
            let lag = f64::from(j) - 50.0;
            [
                lag,
                if (60..66).contains(&j) {
                    f64::NAN
                } else {
                    450.0 + 250.0 * (lag / 9.0).sin()
                },
            ]
        })
        .collect();
    plot.add(Mark::Line {
        xy,
        stroke: solid(Ink::Excitatory, 1.5),
    });
    plot.add(Mark::Text {
        at: [0.0, 60.0],
        text: "rings, not discs".into(),
        anchor: Anchor::Middle,
        ink: Ink::Faint,
        size_pt: 11.0,
        within: None,
    });
    plot
}

/// Numbers beside the cloud.
pub fn table() -> Table {
    let row = |name: &str, e: f64, i: f64, figures: usize, unit: &str| {
        vec![
            Cell::text(name),
            Cell::number(e, figures, unit),
            Cell::number(i, figures, unit),
        ]
    };
    Table {
        title: "Balance".into(),
        columns: ["", "Excitation", "Inhibition"].map(Into::into).into(),
        rows: vec![
            row("Bins", 2007.0, 2007.0, 4, ""),
            row("Mean", 5.41, 11.8, 3, "Hz"),
            row("SD", 0.913, 0.0812, 3, "Hz"),
            row("Var f", f64::NAN, -1.2e-5, 2, ""),
        ],
    }
}
