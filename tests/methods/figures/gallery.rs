//! Sheets as the views make them: the balance plane, and a raster over time.

use equipoise::plot::{
    Axis, Cell, Dash, Ink, Legend, Mark, Panel, Plot, Sheet, Stroke, Table, Ticks,
};
use equipoise::recording::State;
use std::sync::Arc;

/// Numbers between 0 and 1, the same each time.
pub struct Noise(u64);

impl Noise {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }
    pub fn uniform(&mut self) -> f64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 / (1u64 << 53) as f64
    }
    pub fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.uniform()).sum::<f64>() - 6.0
    }
}

pub fn points(xy: Vec<[f64; 2]>, radius_pt: f32, ink: Ink, opacity: f32) -> Mark {
    Mark::Points {
        xy: xy.into(),
        radius_pt,
        filled: true,
        ink,
        opacity,
    }
}

pub fn line(xy: Vec<[f64; 2]>, stroke: Stroke) -> Mark {
    Mark::Line {
        xy: xy.into(),
        stroke,
    }
}

fn bars(start: f64, width: f64, values: Vec<f64>, along_y: bool, ink: Ink) -> Mark {
    Mark::Bars {
        start,
        width,
        values: values.into(),
        base: 0.0,
        along_y,
        ink,
        opacity: 0.8,
    }
}

fn histogram(values: impl Iterator<Item = f64>, width: f64, bins: usize) -> Vec<f64> {
    let mut out = vec![0.0; bins];
    for value in values {
        if let Some(count) = out.get_mut((value / width) as usize) {
            *count += 1.0;
        }
    }
    out
}

pub fn panel(row: usize, column: usize, plot: Plot) -> Panel {
    Panel { row, column, plot }
}

/// The balance plane with its marginals and its table.
pub fn balance() -> Sheet {
    let mut noise = Noise::new(7);
    let mut cloud = |count: usize, centre: [f64; 2], spread: f64| -> Vec<[f64; 2]> {
        (0..count)
            .map(|_| {
                let (common, own) = (noise.normal(), noise.normal());
                let (e, i) = (0.9 * common + 0.2 * own, 0.9 * common - 0.2 * own);
                [centre[0] + spread * e, centre[1] + spread * i]
            })
            .collect()
    };
    let wake = cloud(700, [2.2, 2.6], 0.35);
    let slow = cloud(900, [1.3, 1.5], 0.3);
    let range = [0.0, 4.0];
    let excitation = Axis::new("Excitation", "Hz per neuron", range);
    let inhibition = Axis::new("Inhibition", "Hz per neuron", range);
    let mut plane = Plot::new(
        "cloud",
        "Balance plane",
        excitation.clone(),
        inhibition.clone(),
    );
    plane.summary = String::from("Inhibition against excitation in bins of 299 ms");
    plane.equal_aspect = true;
    plane.legend = Legend::BottomRight;
    plane.add(line(
        vec![[0.0, 0.0], [4.0, 4.0]],
        Stroke::new(Ink::Faint, 0.6).dashed(Dash::Dashed),
    ));
    plane.add_named(
        "Wake",
        points(wake.clone(), 0.9, Ink::State(State::Wake), 0.6),
    );
    plane.add_named(
        "Slow-wave sleep",
        points(slow.clone(), 0.9, Ink::State(State::SlowWaveSleep), 0.6),
    );
    for sigma in 1..=3 {
        plane.add(Mark::Ellipse {
            centre: [1.7, 1.95],
            semi_axes: [0.55 * f64::from(sigma), 0.12 * f64::from(sigma)],
            angle_rad: std::f64::consts::FRAC_PI_4,
            stroke: Stroke::new(Ink::Text, 0.8),
            fill_opacity: if sigma == 1 { 0.08 } else { 0.0 },
        });
    }
    let both = || wake.iter().chain(&slow);
    let over_e = histogram(both().map(|p| p[0]), 0.1, 40);
    let over_i = histogram(both().map(|p| p[1]), 0.1, 40);
    let count = |label: &str| Axis::new(label, "", [0.0, 150.0]);
    let mut above = Plot::new("marginal_e", "Excitation", excitation, count("Bins"));
    above.add(bars(0.0, 0.1, over_e, false, Ink::Excitatory));
    let mut beside = Plot::new("marginal_i", "Inhibition", count("Bins"), inhibition);
    beside.add(bars(0.0, 0.1, over_i, true, Ink::Inhibitory));
    let row =
        |name: &str, value: f64, unit: &str| vec![Cell::text(name), Cell::number(value, 3, unit)];
    Sheet {
        columns: vec![4.0, 1.0],
        rows: vec![1.0, 4.0],
        panels: vec![panel(0, 0, above), panel(1, 0, plane), panel(1, 1, beside)],
        link_x: true,
        link_y: true,
        tables: vec![
            Table {
                title: "Ensembles at k = 20".to_owned(),
                columns: Vec::new(),
                rows: vec![
                    row("Bins", 1600.0, ""),
                    row("Mean excitation", 1.694, "Hz"),
                    row("Mean inhibition", 1.981, "Hz"),
                    row("Correlation", 0.913, ""),
                    row("Angle", 44.6, "°"),
                    row("Width across", -0.001_23, "Hz"),
                    row("Undefined", f64::NAN, "Hz"),
                ],
            },
            Table {
                title: "By state".to_owned(),
                columns: ["State", "n", "r"].map(str::to_owned).to_vec(),
                rows: vec![
                    vec![
                        Cell::text("Wake"),
                        Cell::number(700.0, 3, ""),
                        Cell::number(0.92, 2, ""),
                    ],
                    vec![
                        Cell::text("Slow-wave sleep"),
                        Cell::number(900.0, 3, ""),
                        Cell::number(0.9, 2, ""),
                    ],
                ],
            },
        ],
        notes: vec!["The last 0.12 s are left out: they do not fill a bin.".to_owned()],
    }
}

fn drive(t: f64) -> f64 {
    1.0 + 0.5 * (t / 4.0).sin() + 0.3 * (t / 1.3).sin()
}

fn field(time: &Axis, noise: &mut Noise) -> Plot {
    let mut field = Plot::new(
        "field",
        "Field",
        time.clone(),
        Axis::new("LFP", "mV", [-1.0, 1.0]),
    );
    field.add(line(
        (0..6000)
            .map(|j| {
                let t = 1200.0 + f64::from(j) * 0.01;
                let value = 0.4 * (t * 7.0).sin() * drive(t) / 1.8 + 0.08 * noise.normal();
                // A gap where the amplifier was off.
                [
                    t,
                    if (2000..2400).contains(&j) {
                        f64::NAN
                    } else {
                        value
                    },
                ]
            })
            .collect(),
        Stroke::new(Ink::Field, 0.4),
    ));
    field
}

/// Field, states, raster and ensembles over common time.
pub fn browse(spikes: usize) -> Sheet {
    let mut noise = Noise::new(3);
    let time = Axis::new("Time", "", [1200.0, 1260.0]).with_ticks(Ticks::Time);
    let field = field(&time, &mut noise);
    let mut states = Plot::new("states", "States", time.clone(), {
        let mut axis = Axis::bare([0.0, 1.0]);
        axis.label = String::from("State");
        axis
    });
    states.x.ticks = Ticks::Auto;
    states.add(Mark::Spans {
        spans: Arc::new([
            (1190.0, 1214.0, Ink::State(State::Wake)),
            (1214.0, 1231.0, Ink::State(State::LightSleep)),
            (1231.0, 1252.0, Ink::State(State::SlowWaveSleep)),
            (1252.0, 1270.0, Ink::State(State::Rem)),
        ]),
        y: None,
        opacity: 1.0,
    });
    let mut raster = Plot::new(
        "raster",
        "Raster",
        time.clone(),
        Axis::new("Unit", "", [100.5, 0.5]),
    );
    for (ink, units, share) in [
        (Ink::Excitatory, 1..81, 0.6),
        (Ink::Inhibitory, 81..101, 0.4),
    ] {
        let units: Vec<f64> = units.map(f64::from).collect();
        let mut xy = Vec::new();
        while xy.len() < (spikes as f64 * share) as usize {
            let t = 1200.0 + 60.0 * noise.uniform();
            if noise.uniform() < drive(t) / 1.8 {
                let unit = units[(noise.uniform() * units.len() as f64) as usize];
                xy.push([t, unit]);
            }
        }
        raster.add(Mark::Ticks {
            xy: xy.into(),
            height: 0.8,
            width_pt: 0.35,
            ink,
            opacity: 0.9,
        });
    }
    let mut ensembles = Plot::new(
        "ensembles",
        "Ensembles",
        time,
        Axis::new("Ensembles", "Hz per neuron", [-4.0, 4.0]).with_ticks(Ticks::Unsigned),
    );
    ensembles.legend = Legend::TopRight;
    let mut trace = |sign: f64| -> Vec<f64> {
        (0..200)
            .map(|j| sign * (1.6 * drive(1200.0 + 0.3 * f64::from(j)) + 0.2 * noise.normal()))
            .collect()
    };
    let (e, i) = (trace(1.0), trace(-1.0));
    ensembles.add_named("Excitatory", bars(1200.0, 0.3, e, false, Ink::Excitatory));
    ensembles.add_named("Inhibitory", bars(1200.0, 0.3, i, false, Ink::Inhibitory));
    ensembles.add(Mark::HorizontalLine {
        y: 1.6,
        stroke: Stroke::new(Ink::Text, 0.6),
    });
    ensembles.add(Mark::HorizontalLine {
        y: -1.6,
        stroke: Stroke::new(Ink::Text, 0.6),
    });
    ensembles.add(Mark::VerticalLine {
        x: 1231.0,
        stroke: Stroke::new(Ink::Accent, 0.8),
    });
    let mut sheet = Sheet::column(vec![
        (2.0, field),
        (0.35, states),
        (5.0, raster),
        (3.0, ensembles),
    ]);
    sheet.notes.push("Every spike is drawn.".to_owned());
    sheet
}
