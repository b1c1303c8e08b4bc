//! A selection split into its states, for the views that show them side by side.

use crate::analysis::{BLOCK_S, Parameter, Sample, Selection};
use crate::plot::{Dash, Ink};
use crate::recording::{Epoch, EpochKind, Intervals, Recording, State};
use crate::views::Input;
use crate::views::shared::wording;

pub static EQUAL: Parameter = Parameter::switch(
    "equal-durations",
    "Equal durations",
    "Cuts every state to the duration of the shortest: blocks of a minute are drawn at random",
    false,
);

pub static EQUAL_SEED: Parameter = Parameter::whole(
    "equal-seed",
    "Seed of the blocks",
    "Another seed draws other blocks where durations are made equal",
    [1, 0, 1_000_000],
);

/// A state, the seizures or a period, as far as it lies in the window.
#[derive(Clone, Debug, PartialEq)]
pub struct StateSelection {
    pub name: String,
    /// A letter or two, for tick labels.
    pub short: String,
    pub ink: Ink,
    /// Parts that share an ink differ in the pattern of their lines.
    pub dash: Dash,
    pub selection: Selection,
    pub intervals: Intervals,
}

/// The parts of the selection that its chips name, or of all time in the window where it names
/// none: sleep states in the order of the published figures, seizures, then periods as they come.
pub fn parts(input: &Input<'_>) -> Vec<StateSelection> {
    let (recording, selection) = (input.recording, input.selection);
    let mut first: Vec<&Epoch> = Vec::new();
    for chip in recording.chips() {
        let chosen = selection.states.is_empty() || selection.states.contains(&chip.name);
        first.extend(
            recording
                .lasting_epochs()
                .find(|e| chosen && e.chip() == chip.name),
        );
    }
    first.sort_by_key(|epoch| order(epoch.kind));
    let mut parts: Vec<StateSelection> = Vec::new();
    for epoch in first {
        let selection = Selection {
            states: vec![epoch.chip().to_owned()],
            ..selection.clone()
        };
        let intervals = selection.intervals(recording);
        if intervals.is_empty() {
            continue;
        }
        let ink = epoch.kind.into();
        let alike = parts.iter().filter(|p| p.ink == ink).count();
        parts.push(StateSelection {
            name: epoch.chip().to_owned(),
            short: short(epoch),
            ink,
            dash: [Dash::Solid, Dash::DashDotted, Dash::Dotted, Dash::Dashed][alike % 4],
            selection,
            intervals,
        });
    }
    if input.values.switch(&EQUAL) {
        equalise(&mut parts, recording, input);
    }
    parts
}

/// The order of Fig 3B; what is no state comes after.
fn order(kind: EpochKind) -> usize {
    match kind {
        EpochKind::State(state) => State::ALL.iter().position(|s| *s == state).unwrap_or(0),
        EpochKind::Seizure => State::ALL.len(),
        _ => State::ALL.len() + 1,
    }
}

fn short(epoch: &Epoch) -> String {
    match epoch.kind {
        EpochKind::State(State::Wake) => "W".to_owned(),
        EpochKind::State(State::Rem) => "R".to_owned(),
        EpochKind::State(State::LightSleep) => "L".to_owned(),
        EpochKind::State(State::SlowWaveSleep) => "S".to_owned(),
        EpochKind::Seizure => "Sz".to_owned(),
        _ => epoch.chip().chars().take(2).collect(),
    }
}

fn equalise(parts: &mut [StateSelection], recording: &Recording, input: &Input<'_>) {
    let durations = parts.iter().map(|p| p.intervals.duration_s());
    let duration_s = durations.fold(f64::INFINITY, f64::min);
    let seed = u64::try_from(input.values.integer(&EQUAL_SEED)).unwrap_or(0);
    for part in parts {
        part.selection.sample = Some(Sample { duration_s, seed });
        part.intervals = part.selection.intervals(recording);
    }
}

/// How long each part is, or to what all are cut; `None` without parts.
pub fn durations_note(parts: &[StateSelection], input: &Input<'_>) -> Option<String> {
    let length = |part: &StateSelection| wording::length(part.intervals.duration_s());
    let first = parts.first()?;
    if input.values.switch(&EQUAL) {
        return Some(format!(
            "Every state is cut to {}, in blocks of {BLOCK_S} s drawn with seed {}.",
            length(first),
            input.values.integer(&EQUAL_SEED)
        ));
    }
    let each: Vec<String> = parts
        .iter()
        .map(|part| format!("{} {}", part.name, length(part)))
        .collect();
    let unequal = if parts.len() > 1 {
        ": durations differ, and with them what chance alone can do"
    } else {
        ""
    };
    Some(format!("{}{unequal}.", each.join(", ")))
}
