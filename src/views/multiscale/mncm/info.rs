//! Help and parameters of the co-occurrence view.

use crate::analysis::{Direction, Features, Parameter, Signal, Span};
use crate::views::shared::states::{EQUAL, EQUAL_SEED};
use crate::views::{Help, Info, Input};

pub static DIRECTION: Parameter = Parameter::choice(
    "direction",
    "Offset along",
    "Compares each place of the multiscale matrix with one some scales coarser, or some steps later",
    "scale",
    &[("scale", "Scale"), ("time", "Time")],
);

pub static SIGNAL: Parameter = Parameter::choice(
    "signal",
    "Signal",
    "What is compared: z(zE - zI), E, I, or E at the first place against I at the second",
    "f",
    &[
        ("f", "E - I"),
        ("e", "E"),
        ("i", "I"),
        ("cross", "E against I"),
    ],
);

pub static LEVELS: Parameter = Parameter::choice(
    "levels",
    "Levels",
    "Into how many levels the range is divided; few levels lower the correlation",
    "16",
    &[("8", "8"), ("16", "16"), ("32", "32"), ("64", "64")],
);

pub static RANGE: Parameter = Parameter::choice(
    "range",
    "Range of levels",
    "What the levels divide: -3 to 3 SD, or from the smallest to the largest value that occurs",
    "fixed",
    &[("fixed", "-3 to 3 SD"), ("extremes", "Smallest to largest")],
);

pub static OFFSET: Parameter = Parameter::whole(
    "offset",
    "Largest offset",
    "Offsets go from 1 to this many scales, or steps of time",
    [5, 1, 10],
);

pub static RULER: Parameter = Parameter::choice(
    "ruler",
    "z-scores over",
    "Mean and SD of the whole recording keep the states' different spreads; those of the selection do not",
    "whole",
    &[("whole", "Whole recording"), ("selection", "Selection")],
);

pub static DISPLAY: Parameter = Parameter::choice(
    "display",
    "Feature map",
    "Each feature divided by its maximum over states and offsets, or as it is",
    "maximum",
    &[
        ("maximum", "Divided by its maximum"),
        ("absolute", "Absolute"),
    ],
);

pub static FEATURE: Parameter = Parameter::choice(
    "feature",
    "Feature",
    "The feature that is drawn against time and against scale",
    "correlation",
    &[
        ("contrast", "Contrast"),
        ("correlation", "Correlation"),
        ("dissimilarity", "Dissimilarity"),
        ("energy", "Energy"),
        ("entropy", "Entropy"),
        ("homogeneity", "Homogeneity"),
    ],
);

pub static COURSE: Parameter = Parameter::number(
    "course",
    "Sliding window",
    "s",
    "Length of the window that slides over time; it advances by a quarter",
    [30.0, 1.0, 3600.0],
);

pub static INFO: Info = Info {
    id: "mncm",
    title: "Co-occurrence",
    summary: "How often levels of the multiscale balance occur together at an offset (MNCM), by state, time and scale",
    help: Help {
        shows: "Six features of the multiscale normalised co-occurrence matrix (MNCM). Feature map: one column a state, one dot an offset, from offset 1 (dark) on. SurrogateFeatures it the correlation against the offset; below, one feature in a window that slides over time, and the same feature at each scale; at the bottom the multiscale matrix itself, M = z(zE - zI), and how often its levels occur together at offset 1 in the selection. The dashed line is exp(-0.15 n), the correlation of constant, independent (Poisson) activity at n scales. Grey bars hold 95 % of the realisations of a surrogate of the selection as a whole.",
        computed: "At every point of a common time grid, spikes of E and of I are counted in windows [t, t + dt) of all 32 scales; windows that would run off an interval of the selection are masked. Counts become z-scores per scale and class, their difference is a z-score again, and the range of -3 to 3 SD is divided into half-open levels. P_n(a, b) is the share of pairs (k, t), (k + n, t), or along time (k, t), (k, t + n steps), that have levels a and b, in both orders. Features follow scikit-image: contrast is the sum of P (a - b)^2, dissimilarity of P |a - b|, homogeneity of P / (1 + (a - b)^2), energy the root of the sum of P^2, entropy minus the sum of P ln P in nats, and correlation that of the levels of a pair (1 where all are one). A surrogate is measured like the selection: with the ruler of the data's whole recording, or each realisation with its own.",
        look_for: "States that lie above the Poisson line: their imbalance lasts longer than a window, so that neighbouring scales see the same event. Contrast and entropy tell how far from balance a state gets, because all states are measured with the SDs of the whole recording. Steps of the course at borders of states and at seizures.",
        fooled_by: "Levels: rounding lowers the correlation, by a factor of about 1/(1 + w^2/12) for levels w SDs wide, and much more where one extreme value sets the range. Windows of neighbouring scales overlap, so that even independent spikes correlate; only the distance from the dashed line means something. Along time, windows longer than a step overlap too. A state whose SD is small against that of the recording falls into few levels: energy and homogeneity are then high for that reason alone. What lies beyond the range has the first or the last level: a seizure far beyond it is all one level, with correlation, energy and homogeneity 1. Energy is the root of the angular second moment here; MATLAB calls the second moment itself energy, and takes |a - b| for homogeneity. E against I is counted in both orders, so that it does not say who leads. At coarse scales a short state has few independent windows.",
        reconstructed: "The definition is reconstructed: the text names a joint space of E, I and scale and six features. That offsets go along scale, that M is compared with itself, and that each feature is divided by its maximum was inferred from the values of Fig 3B. Number of levels and their range are not given anywhere. Figure and text disagree about homogeneity: REM has the maximum in the figure, \"wakefulness shows high homogeneity\" in the text.",
        source: "Dehghani, Symmetry's Edge in Cortical Dynamics (2023), Fig 3B; features after Haralick (1973) as in scikit-image. Windows and levels are this program's conventions.",
    },
    parameters: &[
        &DIRECTION,
        &SIGNAL,
        &LEVELS,
        &RANGE,
        &OFFSET,
        &RULER,
        &DISPLAY,
        &FEATURE,
        &COURSE,
        &EQUAL,
        &EQUAL_SEED,
    ],
};

/// The parameters of a measurement.
#[derive(Clone, Copy, Debug)]
pub struct Parameters {
    pub direction: Direction,
    pub signal: Signal,
    pub levels: usize,
    pub span: Span,
    pub offsets: usize,
    /// z-scores over the whole recording rather than the selection.
    pub whole_ruler: bool,
    /// Drawn against time and scale.
    pub feature: &'static Feature,
    /// Length of the sliding window.
    pub course_s: f64,
}

impl Parameters {
    pub fn new(input: &Input<'_>) -> Self {
        let values = input.values;
        let feature = values.choice(&FEATURE);
        Self {
            direction: match values.choice(&DIRECTION).as_str() {
                "time" => Direction::Time,
                _ => Direction::Scale,
            },
            signal: match values.choice(&SIGNAL).as_str() {
                "e" => Signal::E,
                "i" => Signal::I,
                "cross" => Signal::Cross,
                _ => Signal::Difference,
            },
            levels: values.choice(&LEVELS).parse().unwrap_or(16),
            span: match values.choice(&RANGE).as_str() {
                "extremes" => Span::Extremes,
                _ => Span::Fixed,
            },
            offsets: values.integer(&OFFSET).max(1) as usize,
            whole_ruler: values.choice(&RULER) == "whole",
            feature: SIX.iter().find(|f| f.id == feature).unwrap_or(&SIX[1]),
            course_s: values.number(&COURSE),
        }
    }
    /// What an offset counts.
    pub fn offset_unit(&self) -> &'static str {
        match self.direction {
            Direction::Scale => "scales",
            Direction::Time => "steps of time",
        }
    }
    /// What is compared, in words.
    pub fn signal_text(&self) -> &'static str {
        match self.signal {
            Signal::Difference => "M = z(zE - zI)",
            Signal::E => "z-score of E",
            Signal::I => "z-score of I",
            Signal::Cross => "z-scores of E against I",
        }
    }
}

/// A feature: its name, what it is, and where it is kept.
#[derive(Debug)]
pub struct Feature {
    pub id: &'static str,
    pub name: &'static str,
    /// For where six stand side by side.
    pub short: &'static str,
    pub unit: &'static str,
    pub definition: &'static str,
    value: fn(&Features) -> f64,
}

impl Feature {
    pub fn value_in(&self, features: &Features) -> f64 {
        (self.value)(features)
    }
}

/// The six of Fig 3B, in alphabetical order as there.
pub static SIX: [Feature; 6] = [
    Feature {
        id: "contrast",
        name: "Contrast",
        short: "Contr.",
        unit: "levels²",
        definition: "Sum of P(a, b) (a - b)²",
        value: |f| f.contrast,
    },
    Feature {
        id: "correlation",
        name: "Correlation",
        short: "Corr.",
        unit: "",
        definition: "Pearson correlation of the two levels of a pair",
        value: |f| f.correlation,
    },
    Feature {
        id: "dissimilarity",
        name: "Dissimilarity",
        short: "Dissim.",
        unit: "levels",
        definition: "Sum of P(a, b) |a - b|",
        value: |f| f.dissimilarity,
    },
    Feature {
        id: "energy",
        name: "Energy",
        short: "Energy",
        unit: "",
        definition: "Square root of the sum of P(a, b)²",
        value: |f| f.energy,
    },
    Feature {
        id: "entropy",
        name: "Entropy",
        short: "Entropy",
        unit: "nats",
        definition: "Minus the sum of P(a, b) ln P(a, b)",
        value: |f| f.entropy,
    },
    Feature {
        id: "homogeneity",
        name: "Homogeneity",
        short: "Homog.",
        unit: "",
        definition: "Sum of P(a, b) / (1 + (a - b)²)",
        value: |f| f.homogeneity,
    },
];

/// The index of the correlation among the six.
pub const CORRELATION: usize = 1;

/// Correlation of windows `offset` scales apart that share their start, of activity that is
/// constant and independent: the root of the ratio of their widths.
pub fn poisson(offset: f64) -> f64 {
    (-0.15 * offset).exp()
}
