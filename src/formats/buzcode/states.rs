//! Sleep states: `SleepState.ints.NREMstate` and its like, N x 2 seconds.

use crate::formats::mat::Struct;
use crate::formats::mat::per_unit;
use crate::recording::{Epoch, EpochKind, State, Warning};

/// The epochs of `SleepState.ints`, or of `SleepState` itself as `cell_metrics` has it.
pub(super) fn read(name: &str, states: &Struct, warnings: &mut Vec<Warning>) -> Vec<Epoch> {
    let ints = states.get("ints").and_then(|v| v.structure());
    let lists = ints.unwrap_or(states);
    let mut epochs = Vec::new();
    let mut left_out = Vec::new();
    for field in &lists.fields {
        let Some(intervals) = lists.get(field).and_then(per_unit::intervals) else {
            continue;
        };
        let state = State::from_label(field).filter(|_| field.to_lowercase().ends_with("state"));
        match state {
            Some(state) => epochs.extend(
                intervals
                    .into_iter()
                    .map(|(start, stop)| Epoch::state(state, start, stop)),
            ),
            // Microarousals lie within sleep: marks, not a fifth state.
            None if field.to_lowercase().ends_with("state") => {
                let kind = EpochKind::Event;
                epochs.extend(
                    intervals
                        .into_iter()
                        .map(|(start, stop)| Epoch::new(field.clone(), start, stop, kind)),
                );
            }
            None if intervals.is_empty() => {}
            None => left_out.push(field.as_str()),
        }
    }
    if !left_out.is_empty() {
        let what = format!(
            "lists of intervals are made from the states and are left out ({})",
            left_out.join(", ")
        );
        warnings.push(Warning::counted(left_out.len(), what).at(name));
    }
    epochs
}
