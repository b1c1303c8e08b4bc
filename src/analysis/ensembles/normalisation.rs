//! The five normalisations of ensemble activity (methods A2); do not mix them.

use crate::recording::Class;
use serde::{Deserialize, Serialize};

/// How pooled counts become ensemble activity. Every axis names it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Normalisation {
    /// Spikes a second and neuron (Hz): count / (units x bin width).
    #[default]
    Rate,
    /// Spikes a neuron in the bin: count / units.
    Count,
    /// Share of the window's spikes of that class, `UnitSum`: count / sum of counts.
    Share,
    /// (count - mean) / SD over the analysed bins, with n in the denominator.
    ZScore,
    /// count / largest count of the analysed bins.
    Max,
}

impl Normalisation {
    pub const ALL: [Self; 5] = [
        Self::Rate,
        Self::Count,
        Self::Share,
        Self::ZScore,
        Self::Max,
    ];

    /// Name in the selector.
    pub fn name(self) -> &'static str {
        match self {
            Self::Rate => "Rate per neuron",
            Self::Count => "Count per neuron",
            Self::Share => "Share of the window",
            Self::ZScore => "z-score",
            Self::Max => "Maximum",
        }
    }
    /// Name on the command line and in files.
    pub fn id(self) -> &'static str {
        match self {
            Self::Rate => "rate",
            Self::Count => "count",
            Self::Share => "share",
            Self::ZScore => "zscore",
            Self::Max => "max",
        }
    }
    /// Unit on the axis.
    pub fn unit(self) -> &'static str {
        match self {
            Self::Rate => "Hz per neuron",
            Self::Count => "spikes per neuron and bin",
            Self::Share => "share of the window",
            Self::ZScore => "z-score",
            Self::Max => "fraction of maximum",
        }
    }
    /// One line on what it does and what it does to the picture.
    pub fn help(self) -> &'static str {
        match self {
            Self::Rate => "Spikes a second and neuron. Clouds contract as bins get longer.",
            Self::Count => "Spikes a neuron in each bin. All widths grow with the bin.",
            Self::Share => {
                "Each bin's share of all spikes of its class in the selection (UnitSum); its mean is 1 / number of bins, for E and for I."
            }
            Self::ZScore => {
                "Distance from the mean in standard deviations. The ellipse then always lies at 45 degrees and says no more than r."
            }
            Self::Max => "Each class divided by its own largest bin.",
        }
    }
    /// The map from counts to values for one class at one scale.
    pub fn normaliser(self, counts: &CountSummary) -> Normaliser {
        let zero_to_nan = |x: f64| if x > 0.0 { x } else { f64::NAN };
        match self {
            Self::Rate => Normaliser {
                offset: 0.0,
                factor: 1.0 / (zero_to_nan(counts.units) * zero_to_nan(counts.width_s)),
            },
            Self::Count => Normaliser {
                offset: 0.0,
                factor: 1.0 / zero_to_nan(counts.units),
            },
            Self::Share => Normaliser {
                offset: 0.0,
                factor: 1.0 / zero_to_nan(counts.sum),
            },
            Self::ZScore => Normaliser {
                offset: counts.mean,
                factor: 1.0 / zero_to_nan(counts.sd),
            },
            Self::Max => Normaliser {
                offset: 0.0,
                factor: 1.0 / zero_to_nan(counts.max),
            },
        }
    }
}

/// What a normalisation needs to know of the counts of one class at one scale.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct CountSummary {
    pub class: Class,
    /// Units in the class.
    pub units: f64,
    pub width_s: f64,
    pub sum: f64,
    pub mean: f64,
    /// With n in the denominator.
    pub sd: f64,
    pub max: f64,
}

/// `value = (count - offset) * factor`; the factor is NaN where the normalisation is undefined (no
/// units, no spikes, no variance).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Normaliser {
    pub offset: f64,
    pub factor: f64,
}

impl Normaliser {
    pub fn apply(&self, count: f64) -> f64 {
        (count - self.offset) * self.factor
    }
    pub fn is_defined(&self) -> bool {
        self.factor.is_finite()
    }
}
