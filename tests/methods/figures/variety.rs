//! Nine plots with what the balance plane and the raster lack.

use super::gallery::{Noise, line, panel, points};
use equipoise::plot::{Anchor, Axis, Dash, Ink, Legend, Mark, Plot, Ramp, Sheet, Stroke, Ticks};
use std::sync::Arc;

fn titled(id: &'static str, title: &str, x: Axis, y: Axis) -> Plot {
    let mut plot = Plot::new(id, title, x, y);
    plot.show_title = true;
    plot
}

fn collapse() -> Plot {
    let log = |label: &str, unit: &str, range| {
        let mut axis = Axis::new(label, unit, range);
        axis.log = true;
        axis
    };
    let mut curves = titled(
        "curves",
        "Collapse",
        log("Bin width", "ms", [1.0, 11_000.0]),
        log("Variance", "Hz²", [1e-3, 10.0]),
    );
    curves.legend = Legend::BottomLeft;
    for (name, dash, ink, power) in [
        ("Measured", Dash::Solid, Ink::Excitatory, -0.5),
        ("Shuffled", Dash::Dashed, Ink::Surrogate, -0.8),
        ("Poisson", Dash::Dotted, Ink::Faint, -1.0),
        ("Model", Dash::DashDotted, Ink::Accent, -0.3),
    ] {
        let xy = (0..32)
            .map(|k| {
                let dt = (0.3 * f64::from(k)).exp();
                [dt, 5.0 * dt.powf(power)]
            })
            .collect();
        curves.add_named(name, line(xy, Stroke::new(ink, 1.0).dashed(dash)));
    }
    curves
}

fn mean_and_sd() -> Plot {
    let mut band = titled(
        "band",
        "Mean ± SD",
        Axis::new("Lag", "s", [-2.0, 2.0]),
        Axis::new("Correlation", "", [-0.5, 1.0]),
    );
    let x: Vec<f64> = (0..81).map(|j| -2.0 + 0.05 * f64::from(j)).collect();
    let mean = |x: f64| (-x.abs() * 2.0).exp();
    let missing = |x: f64, v: f64| if (0.9..1.1).contains(&x) { f64::NAN } else { v };
    band.add_named(
        "± SD",
        Mark::Band {
            low: x.iter().map(|x| missing(*x, mean(*x) - 0.2)).collect(),
            high: x.iter().map(|x| missing(*x, mean(*x) + 0.2)).collect(),
            x: x.clone().into(),
            ink: Ink::Excitatory,
            opacity: 0.25,
        },
    );
    band.add_named(
        "Mean",
        line(
            x.iter().map(|x| [*x, missing(*x, mean(*x))]).collect(),
            Stroke::new(Ink::Excitatory, 1.0),
        ),
    );
    band.add(Mark::VerticalLine {
        x: 0.0,
        stroke: Stroke::new(Ink::Hairline, 0.5),
    });
    band.legend = Legend::TopRight;
    band
}

fn rings(noise: &mut Noise) -> Plot {
    let mut rings = titled(
        "rings",
        "Rings",
        Axis::new("Depth", "µm", [1200.0, 0.0]),
        Axis::new("Rate", "Hz", [0.0, 30.0]),
    );
    let scattered = |n: &mut Noise, count| -> Vec<[f64; 2]> {
        (0..count)
            .map(|_| [1200.0 * n.uniform(), 4.0 * (0.8 * n.normal()).exp()])
            .collect()
    };
    rings.add(Mark::Points {
        xy: scattered(noise, 60).into(),
        radius_pt: 1.6,
        filled: false,
        ink: Ink::Unclassified,
        opacity: 1.0,
    });
    rings.add(points(scattered(noise, 60), 1.6, Ink::Excitatory, 0.7));
    rings.add(points(scattered(noise, 20), 1.6, Ink::Inhibitory, 0.7));
    rings.add(Mark::Text {
        at: [1150.0, 28.0],
        text: "deep & <below>".to_owned(),
        anchor: Anchor::Start,
        ink: Ink::Text,
        size_pt: 6.0,
        within: None,
    });
    rings.add(Mark::Text {
        at: [10.0, 20.0],
        text: "near the edge".to_owned(),
        anchor: Anchor::Middle,
        ink: Ink::Faint,
        size_pt: 6.0,
        within: None,
    });
    rings
}

fn images() -> [Plot; 2] {
    let image = |id, title: &str, ramp, range, values: Vec<f32>| {
        let mut plot = titled(
            id,
            title,
            Axis::new("Time", "", [0.0, 600.0]).with_ticks(Ticks::Time),
            Axis::new("Scale", "", [0.5, 32.5]),
        );
        plot.add(Mark::Image {
            x: [0.0, 600.0],
            y: [0.5, 32.5],
            columns: 40,
            rows: 32,
            values: values.into(),
            ramp,
            range,
        });
        plot
    };
    let cells = |f: &dyn Fn(f32, f32) -> f32| -> Vec<f32> {
        (0..32 * 40u16)
            .map(|j| f(f32::from(j % 40) / 40.0, f32::from(j / 40) / 32.0))
            .collect()
    };
    let sequential = cells(&|x, y| {
        if (0.4..0.45).contains(&x) {
            f32::NAN
        } else {
            (x * 9.0).sin() * y
        }
    });
    let diverging = cells(&|x, y| (x * 6.0).sin() * (1.0 - y) - 0.3 * y);
    let viridis = image(
        "viridis",
        "Sequential",
        Ramp::Sequential,
        [-1.0, 1.0],
        sequential,
    );
    let both = image(
        "diverging",
        "Diverging",
        Ramp::Diverging,
        [-1.0, 1.0],
        diverging,
    );
    [viridis, both]
}

fn fine_to_coarse(noise: &mut Noise) -> Plot {
    let mut fine = titled(
        "fine",
        "Fine to coarse",
        Axis::new("Excitation", "Hz per neuron", [0.0, 10.0]),
        Axis::new("Inhibition", "Hz per neuron", [0.0, 10.0]),
    );
    fine.equal_aspect = true;
    for (j, share) in [0.0f32, 0.33, 0.67, 1.0].into_iter().enumerate() {
        let spread = 1.6 - 0.4 * j as f64;
        let xy = (0..120)
            .map(|_| {
                let (a, b) = (noise.normal(), noise.normal());
                [5.0 + spread * (a + 0.3 * b), 5.0 + spread * (a - 0.3 * b)]
            })
            .collect();
        fine.add_named(
            format!("{} ms", [2, 20, 200, 2000][j]),
            points(xy, 1.0, Ink::FineToCoarse(share), 0.9),
        );
    }
    fine.legend = Legend::TopLeft;
    fine
}

fn turned_ellipse() -> Plot {
    let mut ellipses = titled(
        "ellipses",
        "Unequal axes",
        Axis::new("x", "", [-2.0, 2.0]),
        Axis::new("y", "", [-8.0, 8.0]),
    );
    ellipses.add(Mark::Ellipse {
        centre: [0.0, 0.0],
        semi_axes: [1.5, 0.5],
        angle_rad: 1.0,
        stroke: Stroke::new(Ink::Accent, 1.0),
        fill_opacity: 0.15,
    });
    ellipses
}

fn given_ticks() -> Plot {
    let states = ["Wake", "REM", "Light sleep", "Slow-wave sleep"];
    let mut named = titled(
        "named",
        "Given ticks",
        Axis::new("Share", "%", [0.0, 100.0]),
        Axis::new("", "", [-0.6, 3.6]).with_ticks(Ticks::At(
            states
                .iter()
                .enumerate()
                .map(|(j, s)| (j as f64, (*s).to_owned()))
                .collect(),
        )),
    );
    named.add(Mark::Bars {
        start: -0.5,
        width: 1.0,
        values: Arc::new([55.0, 12.0, f64::NAN, 33.0]),
        base: 0.0,
        along_y: true,
        ink: Ink::Accent,
        opacity: 0.6,
    });
    named
}

/// Nine plots with what the others lack: log and reversed axes, dashes, bands, images, rings, text,
/// given ticks, an empty range.
pub fn variety() -> Sheet {
    let mut noise = Noise::new(11);
    let empty = titled(
        "empty",
        "Nothing in the window",
        Axis::new("Time", "s", [f64::NAN, 1.0]),
        Axis::new("Rate", "Hz", [1.0, 1.0]),
    );
    let [viridis, both] = images();
    let plots = [
        collapse(),
        mean_and_sd(),
        rings(&mut noise),
        viridis,
        both,
        fine_to_coarse(&mut noise),
        turned_ellipse(),
        given_ticks(),
        empty,
    ];
    Sheet {
        columns: vec![1.0; 3],
        rows: vec![1.0; 3],
        panels: plots
            .into_iter()
            .enumerate()
            .map(|(j, plot)| panel(j / 3, j % 3, plot))
            .collect(),
        ..Sheet::default()
    }
}
