//! What is analysed, and the settings that every analysis shares.

use super::sample::Sample;
use super::{Normalisation, Scale, Surrogate};
use crate::recording::{Interval, Intervals, Recording};
use serde::{Deserialize, Serialize};

/// Time window and states: what is analysed. Which units take part is said by the units
/// themselves ([`Unit::included`](crate::recording::Unit::included)).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Selection {
    pub window: Interval,
    /// Chips of the included states ([`Epoch::chip`](crate::recording::Epoch::chip)); empty: all
    /// time, in a state or not.
    pub states: Vec<String>,
    /// Only as much of that time, to compare states of unequal duration.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sample: Option<Sample>,
}

impl Selection {
    /// Everything in a recording.
    pub fn whole(recording: &Recording) -> Self {
        Self {
            window: recording.span(),
            states: Vec::new(),
            sample: None,
        }
    }
    /// The time that is analysed: the window, or its part in the chosen states, or a sample of
    /// that. Bins never straddle the border of two of these intervals.
    pub fn intervals(&self, recording: &Recording) -> Intervals {
        let all = self.all_intervals(recording);
        match &self.sample {
            Some(sample) => sample.draw(&all),
            None => all,
        }
    }
    fn all_intervals(&self, recording: &Recording) -> Intervals {
        if self.states.is_empty() {
            return self.window.into();
        }
        Intervals::from(
            recording
                .lasting_epochs()
                .filter(|e| self.states.iter().any(|s| s == e.chip()))
                .map(crate::recording::Epoch::interval)
                .collect::<Vec<_>>(),
        )
        .clip(self.window)
    }
}

/// The settings that every analysis shares.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    pub scale: Scale,
    pub normalisation: Normalisation,
    /// Shown beside the data where a view has one.
    pub surrogate: Option<Surrogate>,
    /// The event that seizure views are about; `None`: the one that [`MarkedEvent`](super::MarkedEvent)
    /// finds.
    pub event: Option<Interval>,
    /// What the event is measured against; `None`: the time before its onset.
    pub baseline: Option<Interval>,
}
