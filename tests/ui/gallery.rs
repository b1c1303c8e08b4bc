//! Sheets with every mark, from numbers that are the same each time.

use equipoise::plot::{
    Anchor, Axis, Cell, Dash, Ink, Legend, Mark, Panel, Plot, Ramp, Sheet, Stroke, Table, Ticks,
};
use equipoise::recording::State;
use std::sync::Arc;

/// Numbers in 0..1 (Lehmer's generator).
pub struct Numbers(u64);

impl Numbers {
    pub fn new(seed: u64) -> Self {
        Self(seed * 2 + 1)
    }
    pub fn next(&mut self) -> f64 {
        self.0 = self.0 * 48_271 % 2_147_483_647;
        self.0 as f64 / 2_147_483_647.0
    }
    /// Roughly normal, mean 0 and SD 1.
    fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.next()).sum::<f64>() - 6.0
    }
}

fn solid(ink: Ink, width_pt: f32) -> Stroke {
    Stroke::new(ink, width_pt)
}

fn histogram(values: impl Iterator<Item = f64>, width: f64) -> Arc<[f64]> {
    let mut counts = vec![0.0; (10.0 / width) as usize];
    for value in values {
        if let Some(count) = counts.get_mut((value / width) as usize) {
            *count += 1.0;
        }
    }
    counts.into()
}

/// A cloud of `n` points with its margins.
pub fn cloud(n: usize) -> Sheet {
    let mut numbers = Numbers::new(7);
    let mut points = |n: usize, e: f64, i: f64| -> Arc<[[f64; 2]]> {
        (0..n)
            .map(|_| {
                let shared = numbers.normal();
                [
                    e + 0.9 * shared + 0.35 * numbers.normal(),
                    i + 0.8 * shared + 0.35 * numbers.normal(),
                ]
            })
            .collect()
    };
    let wake = points(n * 2 / 3, 5.4, 5.6);
    let sleep = points(n - n * 2 / 3, 3.0, 2.6);
    let axis = |name: &str| {
        Axis::new(name, "Hz per neuron", [0.0, 10.0])
            .defined("Spikes of the class in a bin, divided by its neurons and the bin's width.")
    };
    let mut plot = Plot::new(
        "cloud",
        "Balance plane",
        axis("Excitation"),
        axis("Inhibition"),
    );
    plot.summary = format!("n = {n} bins, r = 0.91");
    plot.equal_aspect = true;
    plot.legend = Legend::TopLeft;
    plot.add(Mark::Line {
        xy: Arc::from([[0.0, 0.0], [10.0, 10.0]]),
        stroke: solid(Ink::Faint, 1.0).dashed(Dash::Dashed),
    });
    for (name, xy, state, centre) in [
        ("Wake", &wake, State::Wake, [5.4, 5.6]),
        ("Slow-wave sleep", &sleep, State::SlowWaveSleep, [3.0, 2.6]),
    ] {
        plot.add_named(
            name,
            Mark::Points {
                xy: Arc::clone(xy),
                radius_pt: 1.75,
                filled: true,
                ink: Ink::State(state),
                opacity: 0.55,
            },
        );
        for sigma in [1.0, 2.0] {
            plot.add(Mark::Ellipse {
                centre,
                semi_axes: [1.25 * sigma, 0.36 * sigma],
                angle_rad: 0.73,
                stroke: solid(Ink::Text, 1.0),
                fill_opacity: 0.0,
            });
        }
    }
    let bare_x = || Axis::bare([0.0, 10.0]);
    let bars = |axis: usize, xy: &Arc<[[f64; 2]]>, ink| Mark::Bars {
        start: 0.0,
        width: 0.2,
        values: histogram(xy.iter().map(|p| p[axis]), 0.2),
        base: 0.0,
        along_y: axis == 1,
        ink,
        opacity: 0.65,
    };
    let most = n as f64 / 9.0;
    let mut top = Plot::new(
        "excitation",
        "Excitation alone",
        bare_x(),
        Axis::bare([0.0, most]),
    );
    let mut side = Plot::new(
        "inhibition",
        "Inhibition alone",
        Axis::bare([0.0, most]),
        bare_x(),
    );
    for (xy, state) in [(&wake, State::Wake), (&sleep, State::SlowWaveSleep)] {
        top.add(bars(0, xy, Ink::State(state)));
        side.add(bars(1, xy, Ink::State(state)));
    }
    let panel = |row, column, plot| Panel { row, column, plot };
    Sheet {
        columns: vec![5.0, 1.0],
        rows: vec![1.0, 5.0],
        panels: vec![panel(0, 0, top), panel(1, 0, plot), panel(1, 1, side)],
        link_x: true,
        link_y: true,
        ..Sheet::default()
    }
}

/// A minute of recording: states, field, raster, both ensembles.
pub fn browse(spikes: usize, bins: usize, samples: usize) -> Sheet {
    let mut numbers = Numbers::new(3);
    let range = [1800.0, 1860.0];
    let mut states = Plot::new(
        "states",
        "States",
        Axis::bare(range),
        Axis::bare([0.0, 1.0]),
    );
    states.summary = "wake, then light and slow-wave sleep".into();
    states.add(Mark::Spans {
        spans: Arc::from([
            (1800.0, 1818.0, Ink::State(State::Wake)),
            (1818.0, 1831.0, Ink::State(State::LightSleep)),
            (1831.0, 1860.0, Ink::State(State::SlowWaveSleep)),
        ]),
        y: None,
        opacity: 1.0,
    });

    let mut field = Plot::new(
        "field",
        "Field",
        Axis::bare(range),
        Axis::new("LFP", "mV", [-1.2, 1.2]),
    );
    for (shift, ink) in [(0.5, Ink::Field), (-0.5, Ink::Field)] {
        let xy = (0..samples)
            .map(|j| {
                let t = 1800.0 + 60.0 * j as f64 / samples as f64;
                let slow = if t > 1831.0 { 0.35 } else { 0.08 };
                [t, shift + slow * (t * 5.0).sin() + 0.08 * numbers.normal()]
            })
            .collect();
        field.add(Mark::Line {
            xy,
            stroke: solid(ink, 1.0),
        });
    }

    let rows = Ticks::At(vec![(10.0, "I".into()), (60.0, "E".into())]);
    let units = Axis::new("Units", "", [0.0, 100.0]).with_ticks(rows);
    let mut raster = Plot::new("raster", "Raster", Axis::bare(range), units);
    raster.summary = format!("{spikes} spikes of 100 units");
    for (ink, from, to) in [(Ink::Excitatory, 20, 100), (Ink::Inhibitory, 0, 20)] {
        let share = spikes * if from == 0 { 2 } else { 3 } / 5;
        let mut xy: Vec<[f64; 2]> = (0..share)
            .map(|_| {
                let unit = from + (numbers.next().powi(2) * f64::from(to - from)) as i32;
                [1800.0 + 60.0 * numbers.next(), f64::from(unit) + 0.5]
            })
            .collect();
        xy.sort_by(|a, b| a[0].total_cmp(&b[0]));
        raster.add(Mark::Ticks {
            xy: xy.into(),
            height: 0.8,
            width_pt: 1.0,
            ink,
            opacity: 1.0,
        });
    }

    let time = Axis::new("Time", "", range)
        .with_ticks(Ticks::Time)
        .defined("From the start of the recording.");
    let rate = Axis::new("Ensembles", "Hz per neuron", [-9.0, 9.0])
        .with_ticks(Ticks::Unsigned)
        .defined("Excitation upwards, inhibition downwards.");
    let mut ensembles = Plot::new("ensembles", "Ensembles", time, rate);
    ensembles.legend = Legend::TopRight;
    for (name, ink, sign) in [
        ("Excitation", Ink::Excitatory, 1.0),
        ("Inhibition", Ink::Inhibitory, -1.0),
    ] {
        let values = (0..bins)
            .map(|j| {
                sign * (3.0 + 1.5 * (j as f64 * 60.0 / bins as f64).sin() + numbers.normal())
                    .max(0.0)
            })
            .collect();
        ensembles.add_named(
            name,
            Mark::Bars {
                start: 1800.0,
                width: 60.0 / bins as f64,
                values,
                base: 0.0,
                along_y: false,
                ink,
                opacity: 1.0,
            },
        );
        ensembles.add(Mark::HorizontalLine {
            y: sign * 3.0,
            stroke: solid(Ink::Text, 1.0).dashed(Dash::Dotted),
        });
    }
    ensembles.add(Mark::HorizontalLine {
        y: 0.0,
        stroke: solid(Ink::Page, 1.0),
    });
    ensembles.add(Mark::Line {
        xy: Arc::from([[1802.0, -8.0], [1812.0, -8.0]]),
        stroke: solid(Ink::Text, 2.0),
    });
    ensembles.add(Mark::Text {
        at: [1813.0, -8.0],
        text: "100 × 100 ms".into(),
        anchor: Anchor::Start,
        ink: Ink::Text,
        size_pt: 11.0,
    });
    Sheet::column(vec![
        (0.25, states),
        (2.0, field),
        (3.0, raster),
        (2.5, ensembles),
    ])
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
                ((t * 0.2).sin() + (k * 0.15).cos()) / 2.0
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
    plot.legend = Legend::BottomLeft;
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
