//! Notes of a view that is split by state.

use super::StateOutcome;
use super::columns::MOST;
use super::numbers;
use crate::plot::{Cell, Sheet, Table};
use crate::views::shared::states::{StateSelection, durations_note};
use crate::views::{Input, NumberSource};

/// The first table of each state as one: a column each, and the interval of its surrogate.
pub fn table<T>(shown: &[StateOutcome<'_, T>], sheets: &[Sheet], input: &Input<'_>) -> Vec<Table> {
    let tables: Vec<(&StateSelection, &Table)> = shown
        .iter()
        .zip(sheets)
        .filter_map(|(s, sheet)| Some((s.part, sheet.tables.first()?)))
        .collect();
    let Some((_, first)) = tables.first() else {
        return Vec::new();
    };
    let mut columns = vec![String::new()];
    let mut rows: Vec<Vec<Cell>> = first.rows.iter().map(|r| r[..1].to_vec()).collect();
    let mut duration = vec![Cell::text("Duration")];
    let mut bins = vec![Cell::text("Bins n")];
    for (part, table) in &tables {
        let size = numbers::size(part, input);
        for (place, heading) in table.columns.iter().enumerate().skip(1) {
            // The mean of the surrogate lies in the middle of its interval, as a rule.
            if heading == "Surrogate" {
                continue;
            }
            let is_number = heading != "95 %";
            let of = |cell| if is_number { cell } else { Cell::text("") };
            let minutes = size.value("duration_s") / 60.0;
            duration.push(of(Cell::number(minutes, 3, "min")));
            bins.push(of(size.count_cell("n_bins")));
            columns.push(match heading.as_str() {
                "E" | "I" => format!("{}, {heading}", part.name),
                "95 %" => "surrogate".to_owned(),
                _ => part.name.clone(),
            });
            for (row, of_part) in rows.iter_mut().zip(&table.rows) {
                row.push(of_part.get(place).cloned().unwrap_or(Cell::text("")));
            }
        }
    }
    rows.insert(0, duration);
    let has_n = |row: &Vec<Cell>| row.first() == bins.first();
    if !rows.iter().any(has_n) {
        rows.insert(1, bins);
    }
    vec![Table::new(first.title.clone(), columns, rows)]
}

/// Durations, states without an outcome, then what the states say themselves: once where all say
/// the same.
pub fn notes<T>(
    apart: &[(StateSelection, Result<T, String>)],
    sheets: &[Sheet],
    input: &Input<'_>,
) -> Vec<String> {
    let parts: Vec<StateSelection> = apart.iter().map(|(part, _)| part.clone()).collect();
    let mut notes: Vec<String> = durations_note(&parts, input).into_iter().collect();
    for (part, outcome) in apart {
        if let Err(why) = outcome {
            notes.push(format!("{} is not shown: {why}", part.name));
        }
    }
    let there = apart.iter().filter(|(_, outcome)| outcome.is_ok());
    if there.clone().count() > MOST {
        let left_out: Vec<&str> = there.clone().skip(MOST).map(|(p, _)| &p.name[..]).collect();
        notes.push(format!(
            "Side by side there is room for {MOST}; not shown: {}.",
            left_out.join(", ")
        ));
    }
    let mut own = Vec::new();
    for ((part, _), sheet) in there.zip(sheets) {
        // Colours are common to all columns, and said once.
        let said = sheet.notes.iter().filter(|n| !n.starts_with("Colours"));
        for note in said {
            if sheets.iter().all(|other| other.notes.contains(note)) {
                if !notes.contains(note) {
                    notes.push(note.clone());
                }
            } else {
                own.push(format!("{}: {note}", part.name));
            }
        }
    }
    notes.extend(own);
    notes
}
