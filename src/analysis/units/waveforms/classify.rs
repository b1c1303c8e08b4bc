//! Units divided into regular and fast spiking.

use super::{
    Fault, Features, HalfWidth, TwoGaussians, TwoMeans, has_trough, measure, two_gaussians,
    two_means,
};
use crate::analysis::{AnalysisError, Parameter, Values};
use crate::recording::{Class, Unit};

/// Units with features, at least.
pub const FEWEST: usize = 6;
/// Share of waveforms that may end before their peak has fallen, before all are measured by their
/// trough.
const MOST_CUT: f64 = 0.1;
/// A unit is certain from this posterior probability on.
pub const CERTAIN: f64 = 0.9;

/// Starts of k-means, if nothing else is asked for.
const RESTARTS: usize = 20;

pub static METHOD: Parameter = Parameter::choice(
    "method",
    "Parted by",
    "k-means, as published, or a mixture of two Gaussians, whose groups may differ in size and shape",
    "k-means",
    &[("k-means", "k-means"), ("mixture", "Gaussian mixture")],
);

pub static HALF_WIDTH: Parameter = Parameter::choice(
    "half-width",
    "Half width of",
    "Where the width is taken: of the positive peak after the trough, or of the trough. By itself it is that of the peak, and that of the trough where more than a tenth of the waveforms end before their peak has fallen to half",
    "fitting",
    &[
        ("fitting", "Peak, or trough where cut"),
        ("peak", "The peak"),
        ("valley", "The trough"),
    ],
);

pub static SHIFT: Parameter = Parameter::number(
    "shift",
    "Boundary moved by",
    "",
    "Moves the boundary towards longer waveforms, in SD across it (k-means) or in log odds (mixture); dragging it does the same. 0 leaves it where it was found",
    [0.0, -20.0, 20.0],
);

pub static SEED: Parameter = Parameter::whole(
    "seed",
    "Seed",
    "Start of the random numbers of the 20 starts of k-means",
    [1, 0, 1_000_000],
);

/// Features of a waveform, or why it has none.
pub type Measurement = Result<Features, Fault>;

/// How units are divided.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Method {
    #[default]
    KMeans,
    Mixture,
}

/// Options of the classification.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Options {
    pub method: Method,
    /// `None` takes the peak, and the trough where too many waveforms end before their peak has
    /// fallen: wide spikes are cut first, so leaving them out would leave out one kind of cell.
    pub half_width: Option<HalfWidth>,
    /// Moves the boundary towards longer waveforms: in SD across it for k-means, in log odds for
    /// the mixture. 0 leaves it where it was found.
    pub shift: f64,
    pub restarts: usize,
    pub seed: u64,
}

impl From<&Values> for Options {
    fn from(values: &Values) -> Self {
        Self {
            method: match values.choice(&METHOD).as_str() {
                "mixture" => Method::Mixture,
                _ => Method::KMeans,
            },
            half_width: match values.choice(&HALF_WIDTH).as_str() {
                "valley" => Some(HalfWidth::Trough),
                "peak" => Some(HalfWidth::Peak),
                _ => None,
            },
            shift: values.number(&SHIFT),
            restarts: RESTARTS,
            seed: u64::try_from(values.integer(&SEED)).unwrap_or(1),
        }
    }
}

impl Default for Options {
    /// The defaults of the parameters.
    fn default() -> Self {
        Self::from(&Values::default())
    }
}

/// Units in the plane of both features.
#[derive(Clone, Debug, PartialEq)]
pub struct WaveformClasses {
    /// By unit.
    pub measured: Vec<Measurement>,
    /// Where the half width was taken.
    pub half_width: HalfWidth,
    /// Fast spiking, by unit; `None` without features.
    pub fast: Vec<Option<bool>>,
    /// Posterior probability of its own group under the mixture, by unit; NaN without features.
    pub posterior: Vec<f64>,
    /// Mean and SD by which each feature was standardised, in ms.
    pub standard: [(f64, f64); 2],
    /// Centres in standardised units; the second group is fast spiking.
    pub means: TwoMeans,
    pub gaussians: TwoGaussians,
    pub options: Options,
}

impl WaveformClasses {
    /// The class that the waveform suggests: regular spiking units are taken as excitatory, fast spiking
    /// ones as inhibitory. `None` without features and for uncertain ones.
    pub fn class(&self, unit: usize) -> Option<Class> {
        let fast = *self.fast.get(unit)?;
        let class = if fast? {
            Class::Inhibitory
        } else {
            Class::Excitatory
        };
        (!self.is_uncertain(unit)).then_some(class)
    }
    /// Less than [`CERTAIN`]. A boundary that was moved by hand leaves none uncertain.
    pub fn is_uncertain(&self, unit: usize) -> bool {
        self.options.shift == 0.0 && self.posterior.get(unit).is_some_and(|p| *p < CERTAIN)
    }
    /// "RS", "FS" or "uncertain"; empty without features.
    pub fn group(&self, unit: usize) -> &'static str {
        match self.fast.get(unit).copied().flatten() {
            None => "",
            Some(_) if self.is_uncertain(unit) => "uncertain",
            Some(true) => "FS",
            Some(false) => "RS",
        }
    }
    /// Features in standardised units.
    pub fn standardised(&self, features: Features) -> [f64; 2] {
        let [(m, s), (n, t)] = self.standard;
        [
            (features.trough_to_peak_ms - m) / s,
            (features.half_width_ms - n) / t,
        ]
    }
    /// On which side of the boundary a standardised point lies: positive for fast spiking.
    pub fn side(&self, p: [f64; 2]) -> f64 {
        self.found_side(p) + self.options.shift
    }
    fn found_side(&self, p: [f64; 2]) -> f64 {
        match self.options.method {
            Method::KMeans => {
                let [a, b] = self.means.centres;
                let along = [b[0] - a[0], b[1] - a[1]];
                let middle = [f64::midpoint(a[0], b[0]), f64::midpoint(a[1], b[1])];
                let length = along[0].hypot(along[1]);
                ((p[0] - middle[0]) * along[0] + (p[1] - middle[1]) * along[1]) / length
            }
            Method::Mixture => self.gaussians.log_odds(p),
        }
    }
    /// The shift that lays the boundary through a point, in ms of both features.
    pub fn shift_through(&self, [trough_to_peak_ms, half_width_ms]: [f64; 2]) -> f64 {
        let features = Features {
            trough_to_peak_ms,
            half_width_ms,
            rises_at_end: false,
        };
        -self.found_side(self.standardised(features))
    }
}

/// Divides the units of a recording by their waveforms.
///
/// # Errors
/// [`AnalysisError::NothingToShow`] for fewer than [`FEWEST`] units with features, with why the
/// others have none.
pub fn classify(units: &[Unit], options: &Options) -> Result<WaveformClasses, AnalysisError> {
    let (half_width, measured) = measured(units, options.half_width);
    let features: Vec<Features> = measured.iter().filter_map(|m| m.ok()).collect();
    let nothing = |why: &str| {
        Err(AnalysisError::NothingToShow(format!(
            "{why} {} of {} units have a waveform that can be measured{}. {}Set classes by hand in Units, or take them from a column of the file.",
            features.len(),
            units.len(),
            faults(&measured),
            way_out(units, &measured)
        )))
    };
    if features.len() < FEWEST {
        return nothing(&format!(
            "To part units by their waveforms, at least {FEWEST} are needed:"
        ));
    }
    let standard = [
        standard(features.iter().map(|f| f.trough_to_peak_ms)),
        standard(features.iter().map(|f| f.half_width_ms)),
    ];
    let scaled = |f: &Features| {
        [
            (f.trough_to_peak_ms - standard[0].0) / standard[0].1,
            (f.half_width_ms - standard[1].0) / standard[1].1,
        ]
    };
    let points: Vec<[f64; 2]> = features.iter().map(scaled).collect();
    let Some(mut means) = two_means(&points, options.restarts, options.seed) else {
        return nothing("All waveforms are alike, so they cannot be parted:");
    };
    // Whatever the seed, the second group is the one with the shorter time to the peak.
    if means.centres[1][0] > means.centres[0][0] {
        means.centres.swap(0, 1);
        means.second.iter_mut().for_each(|s| *s = !*s);
    }
    let gaussians = two_gaussians(&points, &means);
    let mut grouping = WaveformClasses {
        fast: vec![None; units.len()],
        posterior: vec![f64::NAN; units.len()],
        measured,
        half_width,
        standard,
        means,
        gaussians,
        options: *options,
    };
    for unit in 0..units.len() {
        let Ok(features) = grouping.measured[unit] else {
            continue;
        };
        let p = grouping.standardised(features);
        let fast = grouping.side(p) > 0.0;
        let odds = grouping.gaussians.log_odds(p);
        let own = if fast { odds } else { -odds };
        grouping.fast[unit] = Some(fast);
        grouping.posterior[unit] = 1.0 / (1.0 + (-own).exp());
    }
    Ok(grouping)
}

/// Features of all units, and where the half width was taken.
fn measured(units: &[Unit], asked: Option<HalfWidth>) -> (HalfWidth, Vec<Measurement>) {
    let of = |half| -> Vec<Measurement> {
        let all = units.iter();
        all.map(|u| measure(u.waveform.as_ref(), half)).collect()
    };
    if let Some(half) = asked {
        return (half, of(half));
    }
    let by_peak = of(HalfWidth::Peak);
    let cut = by_peak.iter().filter(|m| **m == Err(Fault::CutShort));
    if cut.count() == 0 {
        return (HalfWidth::Peak, by_peak);
    }
    let by_trough = of(HalfWidth::Trough);
    let both = by_peak.iter().zip(&by_trough);
    let more = both.filter(|(peak, trough)| peak.is_err() && trough.is_ok());
    let there = by_trough.iter().filter(|m| m.is_ok()).count();
    if more.count() as f64 > MOST_CUT * there as f64 {
        (HalfWidth::Trough, by_trough)
    } else {
        (HalfWidth::Peak, by_peak)
    }
}

/// What to do about waveforms that end before their peak has fallen; empty where nothing helps.
pub(crate) fn way_out(units: &[Unit], measured: &[Measurement]) -> String {
    let short = units.iter().zip(measured);
    let helped = short.filter(|(unit, measured)| {
        **measured == Err(Fault::CutShort) && has_trough(unit.waveform.as_ref())
    });
    match helped.count() {
        0 => String::new(),
        n => format!("With Half width of: The trough, in Options, {n} more can be measured. "),
    }
}

/// How many waveforms have which fault: ", 3 are inverted".
pub(crate) fn faults(measured: &[Result<Features, Fault>]) -> String {
    let mut all: Vec<Fault> = measured.iter().filter_map(|m| m.err()).collect();
    all.sort_unstable();
    let groups = all.chunk_by(|a, b| a == b);
    let words = groups.map(|same| format!("{} {}", same.len(), same[0].words()));
    let words: Vec<String> = words.collect();
    if words.is_empty() {
        String::new()
    } else {
        format!(" ({})", words.join("; "))
    }
}

/// Mean and SD; a feature that does not vary is left as it is.
fn standard(values: impl Iterator<Item = f64> + Clone) -> (f64, f64) {
    let n = values.clone().count() as f64;
    let mean = values.clone().sum::<f64>() / n;
    let variance = values.map(|v| (v - mean).powi(2)).sum::<f64>() / n;
    let sd = variance.sqrt();
    (mean, if sd > 0.0 { sd } else { 1.0 })
}
