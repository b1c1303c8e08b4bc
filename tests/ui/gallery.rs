//! A balance plane and a stretch of recording, from numbers that are the same each time.

use equipoise::plot::{Anchor, Axis, Dash, Ink, Legend, Mark, Panel, Plot, Sheet, Stroke, Ticks};
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

const RANGE_S: [f64; 2] = [1800.0, 1860.0];

/// A minute of recording: states, field, raster, both ensembles.
pub fn browse(spikes: usize, bins: usize, samples: usize) -> Sheet {
    let mut numbers = Numbers::new(3);
    Sheet::column(vec![
        (0.25, states()),
        (2.0, field(samples, &mut numbers)),
        (3.0, raster(spikes, &mut numbers)),
        (2.5, ensembles(bins, &mut numbers)),
    ])
}

fn states() -> Plot {
    let mut states = Plot::new(
        "states",
        "States",
        Axis::bare(RANGE_S),
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
    states
}

fn field(samples: usize, numbers: &mut Numbers) -> Plot {
    let mut field = Plot::new(
        "field",
        "Field",
        Axis::bare(RANGE_S),
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
    field
}

fn raster(spikes: usize, numbers: &mut Numbers) -> Plot {
    let rows = Ticks::At(vec![(10.0, "I".into()), (60.0, "E".into())]);
    let units = Axis::new("Units", "", [0.0, 100.0]).with_ticks(rows);
    let mut raster = Plot::new("raster", "Raster", Axis::bare(RANGE_S), units);
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
    raster
}

fn ensembles(bins: usize, numbers: &mut Numbers) -> Plot {
    let time = Axis::new("Time", "", RANGE_S)
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
        within: None,
    });
    ensembles
}
