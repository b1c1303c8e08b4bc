//! The connections that were found, and what they say of each unit's class.

use super::{Outcome, p_text, word};
use crate::analysis::connections::{conflict, evidence};
use crate::plot::{Cell, Table};
use crate::views::Input;

/// Rows of a table, at most.
pub const MOST_ROWS: usize = 500;

pub fn tables(outcome: &Outcome, input: &Input<'_>) -> Vec<Table> {
    vec![connections(outcome), units(outcome, input)]
}

fn connections(outcome: &Outcome) -> Table {
    let row = |c: &crate::analysis::connections::Connection| {
        vec![
            Cell::text(outcome.name(c.pre)),
            Cell::text(outcome.name(c.post)),
            Cell::text(word(c.sign)),
            Cell::number(1e3 * c.lag_s, 2, "ms"),
            Cell::text(p_text(c.p)),
            Cell::number(c.excess, 2, ""),
        ]
    };
    let columns = ["From", "To", "Sign", "Lag", "p", "Excess per spike"];
    Table {
        title: "Connections, least p first".to_owned(),
        columns: columns.map(str::to_owned).to_vec(),
        rows: outcome.found.iter().take(MOST_ROWS).map(row).collect(),
    }
}

fn units(outcome: &Outcome, input: &Input<'_>) -> Table {
    let units = input.recording.units();
    let all = evidence(&outcome.found, units.len());
    let with_some = units
        .iter()
        .zip(&all)
        .zip(&outcome.waveforms[..])
        .filter(|((_, evidence), _)| !evidence.is_empty());
    let rows = with_some
        .take(MOST_ROWS)
        .map(|((unit, evidence), waveform)| {
            let source = unit.class_source.as_ref();
            let both = |[e, i]: [usize; 2]| Cell::text(format!("{e} E, {i} I"));
            vec![
                Cell::text(unit.id.clone()),
                Cell::text(unit.class.letter()),
                Cell::text(source.map_or("–".to_owned(), ToString::to_string)),
                Cell::text(if waveform.is_empty() { "–" } else { waveform }),
                both(evidence.made),
                both(evidence.received),
                Cell::text(evidence.suggested().map_or("–", |class| class.letter())),
                Cell::text(conflict(evidence, unit.class, waveform).unwrap_or("")),
            ]
        });
    let columns = [
        "Unit",
        "Class",
        "Class from",
        "Waveform",
        "Makes",
        "Receives",
        "Suggests",
        "Conflict",
    ];
    Table {
        title: "Evidence for classes".to_owned(),
        columns: columns.map(str::to_owned).to_vec(),
        rows: rows.collect(),
    }
}
