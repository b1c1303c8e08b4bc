//! Recordings for tests, and the obvious way to bin them.

use crate::few::few;
use equipoise::analysis::{
    AnalysisError, Normalisation, Scale, Selection, Settings, Surrogate, SurrogateKind, Task,
    Value, Values,
};
use equipoise::models;
use equipoise::plot::Cell;
use equipoise::recording::{
    Class, ClassSource, Interval, Intervals, Parts, Recording, SpikeTrains, Unit,
};
use equipoise::views::{AnyView, Canvas, Export, Input, Picture, by_id};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;
use std::sync::OnceLock;

pub fn random(seed: u64) -> Pcg64 {
    Pcg64::seed_from_u64(seed)
}

/// A recording of units with these classes and spike times.
pub fn recording(units: Vec<(Class, Vec<f64>)>, span: Interval) -> Recording {
    let mut parts = Parts::new("test");
    let mut trains = Vec::new();
    for (index, (class, times)) in units.into_iter().enumerate() {
        parts
            .units
            .push(Unit::new(index.to_string()).with_class(class, ClassSource::Hand));
        trains.push(times);
    }
    parts.trains = SpikeTrains::from_units(trains);
    parts.span = Some(span);
    Recording::new(parts).expect("units and trains agree")
}

/// One E and one I unit.
pub fn pair(e: Vec<f64>, i: Vec<f64>, span: Interval) -> Recording {
    recording(vec![(Class::Excitatory, e), (Class::Inhibitory, i)], span)
}

/// A homogeneous Poisson train.
pub fn poisson(rng: &mut Pcg64, rate_hz: f64, span: Interval) -> Vec<f64> {
    let mut t = span.start_s;
    std::iter::from_fn(|| {
        t += -(1.0 - rng.random::<f64>()).ln() / rate_hz;
        (t < span.stop_s).then_some(t)
    })
    .collect()
}

/// Methods E.1 as it is written, one spike at a time.
pub struct Naive {
    pub counts: Vec<u32>,
    pub left_out: u64,
    pub left_out_s: f64,
}

pub fn naive(times_s: &[f64], intervals: &Intervals, scale: Scale) -> Naive {
    let dt = scale.width_s();
    let mut all = Naive {
        counts: Vec::new(),
        left_out: 0,
        left_out_s: 0.0,
    };
    let mut taken = vec![false; times_s.len()];
    for interval in intervals.as_slice() {
        let (t0, t1) = (interval.start_s, interval.stop_s);
        let n = ((t1 - t0) / dt + 1e-6).floor() as i64;
        let first = all.counts.len();
        all.counts.resize(first + n as usize, 0);
        all.left_out_s += (t1 - t0 - n as f64 * dt).max(0.0);
        for (&t, taken) in times_s.iter().zip(&mut taken) {
            let bin = ((t - t0) / dt + 1e-6).floor() as i64;
            if *taken || bin < 0 || (bin >= n && t >= t1) {
                continue;
            }
            *taken = true;
            if bin < n {
                all.counts[first + bin as usize] += 1;
            } else {
                all.left_out += 1;
            }
        }
    }
    all
}

/// A view that is asked for.
pub struct Asked<'a> {
    pub recording: &'a Recording,
    pub selection: Selection,
    pub settings: Settings,
    pub values: Values,
}

/// Everything in a recording, at scale `k`.
pub fn asked(recording: &Recording, k: f64) -> Asked<'_> {
    Asked {
        recording,
        selection: Selection::whole(recording),
        settings: Settings {
            scale: Scale::new(k),
            normalisation: Normalisation::Rate,
            ..Settings::default()
        },
        values: Values::default(),
    }
}

impl Asked<'_> {
    pub fn input(&self) -> Input<'_> {
        Input {
            recording: self.recording,
            selection: &self.selection,
            settings: &self.settings,
            values: &self.values,
            other_values: None,
            canvas: Canvas::default(),
        }
    }
    pub fn draw(&self, id: &str) -> Result<Picture, AnalysisError> {
        let view = by_id(id).expect("registered");
        view.compute(&self.input(), &Task::alone())
    }
    /// A surrogate of so many realisations beside the data.
    pub fn with_surrogate(mut self, kind: SurrogateKind, realisations: u32) -> Self {
        self.settings.surrogate = Some(Surrogate {
            kind,
            seed: 5,
            realisations,
        });
        self
    }
    /// Drawn until nothing more comes, and in how many pieces.
    pub fn draw_all(&self, id: &str) -> (Picture, usize) {
        let view = by_id(id).expect("registered");
        let (input, task) = (self.input(), Task::alone());
        let mut picture = view.compute(&input, &task).expect("drawn");
        let mut pieces = 0;
        while let Some(more) = view.refine(&input, &picture, &task).expect("refined") {
            picture = more;
            pieces += 1;
        }
        (picture, pieces)
    }
    pub fn export(&self, id: &str) -> Vec<Export> {
        let view = by_id(id).expect("registered");
        view.export(&self.input(), &Task::alone())
            .expect("exported")
    }
    pub fn set(&mut self, id: &str, parameter: &str, value: &Value) {
        let info = by_id(id).expect("registered").info();
        let parameter = info.parameters.iter().find(|p| p.id == parameter);
        self.values.set(parameter.expect("known"), value);
    }
}

/// All of a drawing, as text: numbers that are missing are not equal to themselves.
pub fn said(picture: &Picture) -> String {
    format!("{:?}", picture.sheet)
}

/// The number in a cell of a table.
pub fn number(cell: &Cell) -> f64 {
    match cell {
        Cell::Number { value, .. } => *value,
        Cell::Text(text) => panic!("not a number: {text}"),
    }
}

/// So many threads, whatever the machine has.
pub fn in_threads<T: Send>(threads: usize, work: impl FnOnce() -> T + Send) -> T {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
    pool.build().expect("threads").install(work)
}

/// The synthetic night as it comes, made once.
pub fn night() -> &'static Recording {
    static NIGHT: OnceLock<Recording> = OnceLock::new();
    NIGHT.get_or_init(|| {
        let model = models::find("night").expect("in the list");
        let made = model.run(&Values::default(), 1, &Task::alone());
        made.expect("the defaults are in range")
    })
}

/// Values with which a view is quick.
pub fn quick_values(view: &dyn AnyView) -> Values {
    let mut values = few(view, 20, 50);
    // Where nothing fluctuates theory settles soon.
    let couplings: &[(&str, f64)] = match view.info().id {
        "mean-field" => &[("j0", 0.5)],
        "mean-field-scan" => &[("from", 0.3), ("to", 0.5)],
        _ => &[],
    };
    for (name, coupling) in couplings {
        let parameter = view.info().parameters.iter().find(|p| p.id == *name);
        values.set(parameter.expect("a coupling"), &Value::Number(*coupling));
    }
    values
}

/// A short run of a small network for the views that need one; `None` for those that show the night.
pub fn network_for(view: &str) -> Option<Recording> {
    let (model, set) = match view {
        "cell-input" => ("coba", [("n", "600"), ("p", "0.05"), ("duration", "0.6")]),
        "rate-units" => ("rate", [("n", "200"), ("j0", "0.9"), ("duration", "0.6")]),
        _ => return None,
    };
    let model = models::find(model).expect("in the list");
    let mut values = Values::default();
    for (name, text) in set {
        let parameter = models::parameter(model.parameters(), name).expect("known");
        values.set(parameter, &parameter.parse(text).expect("in its range"));
    }
    Some(model.run(&values, 1, &Task::alone()).expect("a run"))
}
