//! What the drawing leaves out or assumes.

use super::draw::said_of;
use super::{Group, Outcome, surrogate};
use crate::plot::number_text;
use crate::views::Input;
use crate::views::shared::states::{EQUAL, durations_note, parts};
use crate::views::shared::wording;

pub fn notes(outcome: &Outcome, input: &Input<'_>) -> Vec<String> {
    let parameters = &outcome.parameters;
    let mut notes = vec![format!(
        "{} in {} levels between {} and {} SD, offsets in {}; z-scores over {}.",
        parameters.signal_text(),
        parameters.levels,
        number_text(outcome.ends[0], 2),
        number_text(outcome.ends[1], 2),
        parameters.offset_unit(),
        if parameters.whole_ruler {
            "the whole recording"
        } else {
            "the selection"
        }
    )];
    let step = number_text(outcome.step_s * 1e3, 3);
    let each = said_of(outcome, |g| {
        let columns = wording::counted(g.columns as u64, "column", "columns");
        format!("{columns}, {} s", number_text(g.duration_s, 4))
    });
    notes.push(format!("Columns every {step} ms at 32 scales. {each}."));
    if outcome.groups.iter().any(|g| g.short != "All") {
        let short = outcome
            .groups
            .iter()
            .map(|g| format!("{} {}", g.short, g.name));
        notes.push(format!(
            "Colours and letters: {}.",
            short.collect::<Vec<_>>().join(", ")
        ));
        if input.values.switch(&EQUAL) {
            notes.extend(durations_note(&parts(input), input));
        } else if input.selection.states.is_empty() {
            let selected = outcome.selection.duration_s;
            let in_states: f64 = outcome.groups.iter().map(|g| g.duration_s).sum();
            let rest = selected - in_states;
            if rest > 1e-6 {
                notes.push(format!(
                    "{} s in no state are in the course and the pictures, not in the feature map.",
                    number_text(rest, 4)
                ));
            }
        }
    }
    let masked = &outcome.masked;
    notes.push(format!(
        "Masked: {} % of the windows of the selection, which would run off an interval.",
        number_text(100.0 * masked.share, 2)
    ));
    if masked.scales_without_window > 0 {
        notes.push(format!(
            "{} without a whole window in the selection.",
            wording::counted(
                masked.scales_without_window as u64,
                "scale is",
                "scales are"
            )
        ));
    }
    if masked.scales_that_do_not_vary > 0 {
        notes.push(format!(
            "{} left out, because the counts of E or of I do not vary.",
            wording::counted(
                masked.scales_that_do_not_vary as u64,
                "scale is",
                "scales are"
            )
        ));
    }
    let alike = |g: &&Group| {
        g.scales
            .iter()
            .any(|(_, f)| f.contrast == 0.0 && f.asm == 1.0)
    };
    let names: Vec<&str> = outcome
        .groups
        .iter()
        .filter(alike)
        .map(|g| g.name.as_str())
        .collect();
    if !names.is_empty() {
        notes.push(format!(
            "At some scales all levels are one (in {}): the correlation is 1 by definition there.",
            names.join(", ")
        ));
    }
    let width = (outcome.ends[1] - outcome.ends[0]) / parameters.levels as f64;
    notes.push(format!(
        "A level is {} SD wide; rounding lowers the correlation, to about {} times what it is without.",
        number_text(width, 3),
        number_text(1.0 / (1.0 + width * width / 12.0), 3)
    ));
    notes.push(
        "The definition is reconstructed; the figure and the text of the paper disagree about homogeneity."
            .to_owned(),
    );
    notes.extend(surrogate::notes(outcome.surrogate.as_ref(), input));
    notes.extend(wording::unclassified(input.recording));
    notes
}
