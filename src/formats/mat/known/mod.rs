//! Layouts of laboratories that are recognised without asking.
//!
//! Spike times must look like spike times: ascending lists, in seconds. Where two variables could be
//! meant, or the times could be in samples, nothing is guessed and a person is asked.

mod columns;
mod lists;
mod pairs;
mod sampled;
mod signals;
mod wave_clus;

pub(super) use pairs::{by_unit, side, split};
pub(super) use signals::Axis;

use super::Variables;
use super::content::Content;

/// What is recognised in the variables; `None` when a person has to say it.
pub(in crate::formats) fn recognise(variables: &Variables) -> Option<Content> {
    let spikes = wave_clus::find(variables);
    let spikes = spikes
        .or_else(|| lists::find(variables))
        .or_else(|| pairs::find(variables));
    let signals = signals::find(variables, spikes.is_some());
    let signals = signals.or_else(|| sampled::find(variables));
    let mut content = spikes.unwrap_or_default();
    if let Some(signals) = signals {
        content.add(signals);
    }
    if content.is_empty() {
        return None;
    }
    columns::add(variables, &mut content);
    columns::note_unused(variables, &mut content);
    Some(content)
}
