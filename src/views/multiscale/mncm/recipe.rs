//! What the parameters ask for, and the features by name.

use super::info::{COURSE, DIRECTION, FEATURE, LEVELS, OFFSET, RANGE, RULER, SIGNAL};
use crate::analysis::{Direction, Features, Signal, Span};
use crate::views::Input;

/// The parameters of a measurement.
#[derive(Clone, Copy, Debug)]
pub struct Recipe {
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

impl Recipe {
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
    pub fn of(&self, features: &Features) -> f64 {
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
