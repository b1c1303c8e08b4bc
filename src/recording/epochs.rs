//! Labelled intervals: states, seizures, events, trials.

use super::{Interval, Warning, is_usable};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// A state of the sleep-wake axis.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum State {
    Wake,
    Rem,
    LightSleep,
    SlowWaveSleep,
}

impl State {
    pub const ALL: [Self; 4] = [Self::Wake, Self::Rem, Self::LightSleep, Self::SlowWaveSleep];

    pub fn name(self) -> &'static str {
        match self {
            Self::Wake => "Wake",
            Self::Rem => "REM",
            Self::LightSleep => "Light sleep",
            Self::SlowWaveSleep => "Slow-wave sleep",
        }
    }

    /// The usual names of sleep states, as files write them. NREM without a stage counts as
    /// slow-wave sleep, as rodent laboratories use it.
    pub fn from_label(label: &str) -> Option<Self> {
        let name: String = label
            .to_lowercase()
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .collect();
        let stage = name.strip_prefix("sleepstage");
        // As EDF+ writes it; a bare "n" says nothing.
        if stage == Some("n") {
            return Some(Self::SlowWaveSleep);
        }
        let name = stage
            .or_else(|| name.strip_suffix("state"))
            .unwrap_or(&name);
        Some(match name {
            "wake" | "w" | "awake" | "waking" | "wk" | "aw" | "quietwake" | "activewake" | "qw" => {
                Self::Wake
            }
            "rem" | "r" | "remsleep" | "paradoxicalsleep" => Self::Rem,
            "lightsleep" | "ls" | "lsl" | "n1" | "n2" | "1" | "2" | "s1" | "s2" | "nrem1"
            | "nrem2" | "light" => Self::LightSleep,
            "sws" | "slowwavesleep" | "slowwave" | "nrem" | "nonrem" | "nremsleep"
            | "deepsleep" | "n3" | "n4" | "3" | "4" | "s3" | "s4" | "nrem3" | "nrem4" | "deep" => {
                Self::SlowWaveSleep
            }
            _ => return None,
        })
    }
}

/// What an epoch is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum EpochKind {
    State(State),
    Seizure,
    Event,
    Trial,
    /// A stretch of the session with a name of its own, such as RUN or REST.
    Period,
}

impl EpochKind {
    /// Reads a label, given the name of the table it stands in.
    pub fn from_label(label: &str, table: &str) -> Self {
        let (label_low, table_low) = (label.to_lowercase(), table.to_lowercase());
        if ["seizure", "ictal", "szr"]
            .iter()
            .any(|w| label_low.contains(w))
            && !["interictal", "preictal", "postictal"]
                .iter()
                .any(|w| label_low.contains(w))
        {
            return Self::Seizure;
        }
        if table_low.contains("trial") {
            return Self::Trial;
        }
        if let Some(state) = State::from_label(label) {
            return Self::State(state);
        }
        if table_low.contains("event") || table_low.contains("stim") || table_low.contains("ripple")
        {
            return Self::Event;
        }
        Self::Period
    }
}

/// A labelled time interval.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Epoch {
    pub label: String,
    pub start_s: f64,
    pub stop_s: f64,
    pub kind: EpochKind,
}

impl Epoch {
    pub fn new(label: impl Into<String>, start_s: f64, stop_s: f64, kind: EpochKind) -> Self {
        Self {
            label: label.into(),
            start_s,
            stop_s,
            kind,
        }
    }
    pub fn state(state: State, start_s: f64, stop_s: f64) -> Self {
        Self::new(state.name(), start_s, stop_s, EpochKind::State(state))
    }
    pub fn interval(&self) -> Interval {
        Interval::new(self.start_s, self.stop_s)
    }
    /// The name of the chip it belongs to: the state's own name, "Seizure", or the label.
    pub fn chip(&self) -> &str {
        match self.kind {
            EpochKind::State(state) => state.name(),
            EpochKind::Seizure => "Seizure",
            _ => &self.label,
        }
    }
}

/// Drops epochs that are not finite, turns round those that end before they start, sorts.
pub(super) fn mend(epochs: &mut Vec<Epoch>) -> Vec<Warning> {
    let mut warnings = Vec::new();
    let before = epochs.len();
    epochs.retain(|e| is_usable(e.start_s) && is_usable(e.stop_s));
    if epochs.len() < before {
        warnings.push(Warning::counted(
            before - epochs.len(),
            "epochs had a start or stop that is not finite, or beyond 10^12 s, and are left out",
        ));
    }
    let mut turned = 0;
    for epoch in epochs.iter_mut().filter(|e| e.start_s > e.stop_s) {
        std::mem::swap(&mut epoch.start_s, &mut epoch.stop_s);
        turned += 1;
    }
    if turned > 0 {
        warnings.push(Warning::counted(
            turned,
            "epochs stopped before they started; start and stop were exchanged",
        ));
    }
    epochs.sort_by(|a, b| {
        a.start_s
            .total_cmp(&b.start_s)
            .then(a.stop_s.total_cmp(&b.stop_s))
    });
    warnings
}

/// What the epochs of one name have in common: a state, "Seizure", or a period of the session.
#[derive(Clone, Debug, PartialEq)]
pub struct Chip {
    pub name: String,
    /// Of the first of them.
    pub kind: EpochKind,
    pub count: usize,
    /// Their lengths together, in seconds.
    pub total_s: f64,
}

/// The epochs of a recording, with what every frame of the window asks of them: of events and trials
/// there may be a hundred thousand.
#[derive(Debug)]
pub(super) struct Epochs {
    all: Vec<Epoch>,
    /// Places of states, seizures and periods among them.
    lasting: Vec<usize>,
    chips: Vec<Chip>,
}

impl Epochs {
    /// `all` in order, as [`mend`] leaves them.
    pub fn new(all: Vec<Epoch>) -> Self {
        let lasts = |epoch: &Epoch| !matches!(epoch.kind, EpochKind::Event | EpochKind::Trial);
        let lasting: Vec<usize> = (0..all.len()).filter(|at| lasts(&all[*at])).collect();
        let mut chips: Vec<Chip> = Vec::new();
        let mut places: HashMap<&str, usize> = HashMap::new();
        for epoch in lasting.iter().map(|at| &all[*at]) {
            let place = *places.entry(epoch.chip()).or_insert_with(|| {
                chips.push(Chip {
                    name: epoch.chip().to_owned(),
                    kind: epoch.kind,
                    count: 0,
                    total_s: 0.0,
                });
                chips.len() - 1
            });
            chips[place].count += 1;
            chips[place].total_s += epoch.stop_s - epoch.start_s;
        }
        drop(places);
        Self {
            all,
            lasting,
            chips,
        }
    }
    pub fn all(&self) -> &[Epoch] {
        &self.all
    }
    pub fn lasting(&self) -> impl Iterator<Item = &Epoch> + Clone {
        self.lasting.iter().map(|at| &self.all[*at])
    }
    /// Where one is; the first of several alike.
    pub fn place_of(&self, epoch: &Epoch) -> Option<usize> {
        let first = (self.all).partition_point(|one| one.start_s < epoch.start_s);
        let mut alike = self.all[first..]
            .iter()
            .take_while(|one| one.start_s <= epoch.start_s);
        Some(first + alike.position(|one| one == epoch)?)
    }
    pub fn chips(&self) -> &[Chip] {
        &self.chips
    }
}
