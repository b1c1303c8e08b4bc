//! In what the times of a table are counted.

use super::names;
use serde::{Deserialize, Serialize};

/// Unit of the time column.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum TimeUnit {
    Seconds,
    Milliseconds,
    Microseconds,
    /// Numbers of samples; without a rate they cannot be read.
    Samples {
        rate_hz: Option<f64>,
    },
}

impl TimeUnit {
    /// How many make a second: times are divided by it, so that whole milliseconds stay exact. `None`
    /// for samples without a usable rate.
    pub(super) fn per_second(self) -> Option<f64> {
        match self {
            Self::Seconds => Some(1.0),
            Self::Milliseconds => Some(1e3),
            Self::Microseconds => Some(1e6),
            Self::Samples { rate_hz } => rate_hz.filter(|r| r.is_finite() && *r > 0.0),
        }
    }
}

impl std::fmt::Display for TimeUnit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Seconds => f.write_str("seconds"),
            Self::Milliseconds => f.write_str("milliseconds"),
            Self::Microseconds => f.write_str("microseconds"),
            Self::Samples {
                rate_hz: Some(rate),
            } => write!(f, "samples at {rate} Hz"),
            Self::Samples { rate_hz: None } => f.write_str("samples of unknown rate"),
        }
    }
}

/// Reads "s", "ms", "us" and "samples", and their longer names.
impl std::str::FromStr for TimeUnit {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        names::time_unit(text.trim())
            .ok_or_else(|| format!("expected s, ms, us or samples, found \"{text}\""))
    }
}
