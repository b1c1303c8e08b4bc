//! Browse and its analyses against what can be worked out by hand.

mod drawing;
mod fields;
mod spikes;

use equipoise::analysis::{Normalisation, Scale, Selection, Settings, Values};
use equipoise::recording::{
    Class, ClassSource, Epoch, EpochKind, Field, Interval, MemoryField, Parts, Pyramid, Recording,
    SpikeTrains, State, Unit,
};
use equipoise::views::{Canvas, Input};
use ndarray::Array2;
use std::sync::Arc;

fn unit(id: &str, class: Class) -> Unit {
    Unit::new(id).with_class(class, ClassSource::Hand)
}

fn recording(units: Vec<Unit>, trains: Vec<Vec<f64>>, span: Option<[f64; 2]>) -> Recording {
    let mut parts = Parts::new("test");
    parts.units = units;
    parts.trains = SpikeTrains::from_units(trains);
    parts.span = span.map(|[a, b]| Interval::new(a, b));
    Recording::new(parts).unwrap()
}

/// Spikes every `step` seconds from `first` up to `stop`.
fn regular(first: f64, step: f64, stop: f64) -> Vec<f64> {
    let mut times = Vec::new();
    while first + step * times.len() as f64 <= stop {
        times.push(first + step * times.len() as f64);
    }
    times
}

fn field(samples: Array2<f32>, rate_hz: f64) -> Field {
    Field {
        name: "LFP".into(),
        rate_hz,
        start_s: 0.0,
        samples: samples.ncols() as u64,
        channels: (0..samples.nrows()).map(|c| format!("ch{c}")).collect(),
        positions_um: None,
        unit: "V".into(),
        pyramid: Arc::new(Pyramid::new(samples.ncols() as u64)),
        source: Arc::new(MemoryField(samples)),
    }
}

/// Ten seconds with all there is: two E, one I (left out), one without class, a field, epochs of
/// each kind.
fn complete() -> Recording {
    let mut parts = Parts::new("complete");
    let mut left_out = unit("i1", Class::Inhibitory);
    left_out.included = false;
    parts.units = vec![
        unit("e1", Class::Excitatory),
        unit("e2", Class::Excitatory),
        left_out,
        unit("i2", Class::Inhibitory),
        Unit::new("?"),
    ];
    parts.trains = SpikeTrains::from_units(vec![
        regular(0.05, 0.5, 10.0),
        regular(0.1, 0.25, 10.0),
        regular(0.2, 0.1, 10.0),
        regular(0.2, 0.2, 10.0),
        vec![5.0],
    ]);
    parts.fields = vec![field(
        Array2::from_shape_fn((3, 10_000), |(c, j)| ((j / 7 + c) % 13) as f32 * 1e-5),
        1000.0,
    )];
    parts.epochs = vec![
        Epoch::state(State::Wake, 0.0, 4.0),
        Epoch::state(State::Rem, 4.0, 9.0),
        Epoch::new("Seizure 1", 6.0, 7.0, EpochKind::Seizure),
        Epoch::new("RUN", 0.0, 5.0, EpochKind::Period),
        Epoch::new("tone", 3.0, 3.0, EpochKind::Event),
    ];
    parts.span = Some(Interval::new(0.0, 10.0));
    Recording::new(parts).unwrap()
}

/// What a view is given, kept alive for an [`Input`].
struct Setup {
    recording: Recording,
    selection: Selection,
    settings: Settings,
    values: Values,
    canvas: Canvas,
}

impl Setup {
    fn new(recording: Recording) -> Self {
        Self {
            selection: Selection::whole(&recording),
            recording,
            settings: Settings {
                scale: Scale::new(20.0),
                normalisation: Normalisation::Rate,
                ..Settings::default()
            },
            values: Values::default(),
            canvas: Canvas {
                width_px: 400,
                height_px: 300,
            },
        }
    }
    fn window(mut self, start_s: f64, stop_s: f64) -> Self {
        self.selection.window = Interval::new(start_s, stop_s);
        self
    }
    fn input(&self) -> Input<'_> {
        Input {
            recording: &self.recording,
            selection: &self.selection,
            settings: &self.settings,
            values: &self.values,
            other_values: None,
            canvas: self.canvas,
        }
    }
}
