//! The drawing of connections: the matrix beside the correlogram of one pair.

use super::{Outcome, correlogram, matrix, numbers, p_text, word, wording};
use crate::analysis::connections::{FEWEST_SPIKES, MOST_UNITS, Test, conflict, evidence};
use crate::plot::{Cell, Panel, Sheet, Table, number_text};
use crate::recording::Class;
use crate::views::{Input, NumberSource, Row};

pub fn sheet(outcome: &Outcome, input: &Input<'_>) -> Sheet {
    let plots = [matrix::plot(outcome, input), correlogram::plot(outcome)];
    let stacked = input.canvas.is_upright();
    let place = |(at, plot)| Panel {
        row: if stacked { at } else { 0 },
        column: if stacked { 0 } else { at },
        plot,
    };
    let (columns, rows) = if stacked {
        (vec![1.0], vec![1.25, 1.0])
    } else {
        (vec![1.0, 1.25], vec![1.0])
    };
    Sheet {
        columns,
        rows,
        panels: plots.into_iter().enumerate().map(place).collect(),
        tables: tables(outcome, input),
        notes: notes(outcome, input),
        ..Sheet::default()
    }
}

pub fn notes(outcome: &Outcome, input: &Input<'_>) -> Vec<String> {
    let mut notes = vec![tested(outcome), by_chance(outcome), time(outcome, input)];
    notes.extend(outcome.shown.as_ref().err().cloned());
    notes.extend(correlogram::held_back(outcome));
    notes.extend(correlogram::cut(outcome));
    notes.extend(coincide(outcome, input));
    if !outcome.options.strict_troughs {
        notes.push(
            "Strict troughs is off: dead time on both sides of 0 counts as inhibition.".to_owned(),
        );
    }
    notes.extend(left_out(outcome));
    notes.push(masked(outcome));
    notes.extend(blind(outcome));
    notes.extend(conflicts(outcome, input));
    if outcome.found.len() > MOST_ROWS {
        notes.push(format!(
            "The table has the first {MOST_ROWS} connections; export them for all."
        ));
    }
    notes
}

fn pairs(n: usize) -> String {
    wording::counted(n as u64, "pair", "pairs")
}

fn tested(outcome: &Outcome) -> String {
    let name = match outcome.options.test {
        Test::Convolution => "Convolution test".to_owned(),
        Test::Jitter => format!(
            "Jitter test, {} jittered trains for each pair, seed {}",
            outcome.options.jitters, outcome.options.seed
        ),
    };
    let (done, all) = (outcome.pairs.done(), outcome.pairs.count());
    let of = wording::counted(outcome.order.len() as u64, "unit", "units");
    if outcome.pairs.is_complete() {
        format!("{name}: {} of {of}, each in both directions.", pairs(all))
    } else {
        format!(
            "{name}: {done} of {} of {of} are tested so far.",
            pairs(all)
        )
    }
}

fn by_chance(outcome: &Outcome) -> String {
    let expected = outcome.options.chance() * 2.0 * outcome.pairs.done() as f64;
    let level = match outcome.options.test {
        Test::Convolution => format!("alpha {}", outcome.options.alpha),
        Test::Jitter => "the global 99 % band".to_owned(),
    };
    format!(
        "By chance at most about {} of each sign would be found at {level}.",
        number_text(expected, 2)
    )
}

fn time(outcome: &Outcome, input: &Input<'_>) -> String {
    let window = input.selection.window;
    let states = if input.selection.states.is_empty() {
        String::new()
    } else {
        format!(
            " in the chosen states, {} in all",
            wording::length(outcome.duration_s)
        )
    };
    format!(
        "Spikes from {} to {}{states}; no lag goes from one stretch of time to another.",
        wording::clock(window.start_s),
        wording::clock(window.stop_s)
    )
}

fn left_out(outcome: &Outcome) -> Option<String> {
    let out = outcome.left_out;
    let reasons = [
        (
            out.few_spikes,
            format!("with fewer than {FEWEST_SPIKES} spikes in the selection"),
        ),
        (out.excluded, "not included".to_owned()),
        (out.beyond, format!("beyond the first {MOST_UNITS}")),
    ];
    let said: Vec<String> = reasons
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, why)| format!("{} {why}", wording::counted(count as u64, "unit", "units")))
        .collect();
    (!said.is_empty()).then(|| format!("Left out: {}.", said.join(", ")))
}

fn masked(outcome: &Outcome) -> String {
    match outcome.masked {
        None => "Electrodes are not known, so no central bin is masked.".to_owned(),
        Some(0) => "No two units share an electrode.".to_owned(),
        Some(n) => format!(
            "{} on one electrode: the central bin is masked, where spikes that coincide are not told apart.",
            pairs(n)
        ),
    }
}

/// Pairs that share spikes, and the worst of them.
fn coincide(outcome: &Outcome, input: &Input<'_>) -> Option<String> {
    let both = outcome.pairs.verdicts().filter(|(.., v)| v.coincide);
    let of =
        |(a, b, _): (usize, usize, _)| (a < b).then(|| [a, b].map(|p| outcome.pairs.units()[p]));
    let all: Vec<[usize; 2]> = both.filter_map(of).collect();
    let fewest = |pair: &&[usize; 2]| {
        let of = |unit: usize| input.recording.trains().unit(unit).len();
        of(pair[0]).min(of(pair[1]))
    };
    let first = all.iter().max_by_key(fewest)?;
    let names = first.map(|unit| outcome.name(unit));
    Some(format!(
        "In {}, such as {} and {}, more spikes coincide than by chance: one cell may be sorted twice. No trough counts there.",
        pairs(all.len()),
        names[0],
        names[1]
    ))
}

/// Directions with too few spikes to detect a trough.
fn blind(outcome: &Outcome) -> Option<String> {
    let blind = outcome.pairs.verdicts().filter(|(.., v)| !v.could_inhibit);
    let (blind, all) = (blind.count(), 2 * outcome.pairs.done());
    (blind > 0).then(|| {
        format!(
            "In {} of {} the spikes are too few for a trough to be told: inhibition may be missed there.",
            blind,
            wording::counted(all as u64, "direction", "directions")
        )
    })
}

fn conflicts(outcome: &Outcome, input: &Input<'_>) -> Option<String> {
    let units = input.recording.units();
    let all = evidence(&outcome.found, units.len());
    let in_conflict = units.iter().zip(&all).zip(&outcome.waveforms[..]);
    let count = in_conflict
        .filter(|((unit, evidence), waveform)| conflict(evidence, unit.class, waveform).is_some())
        .count();
    (count > 0).then(|| {
        format!(
            "{} with evidence against itself, its class or its waveform: see the table.",
            wording::counted(count as u64, "unit", "units")
        )
    })
}

/// Rows of a table, at most.
pub const MOST_ROWS: usize = 500;

pub fn tables(outcome: &Outcome, input: &Input<'_>) -> Vec<Table> {
    vec![connections(outcome, input), units(outcome, input)]
}

fn connections(outcome: &Outcome, input: &Input<'_>) -> Table {
    let numbers = numbers::connections(outcome, input);
    let rows = numbers.rows("connections").zip(&outcome.found);
    let rows = rows.take(MOST_ROWS).map(|(row, found)| {
        vec![
            Cell::text(row.words("pre")),
            Cell::text(row.words("post")),
            Cell::text(word(found.sign)),
            row.time_cell("lag_s", 2, 0.0),
            Cell::text(p_text(row.value("p"))),
            row.cell("excess", 2),
        ]
    });
    let columns = ["From", "To", "Sign", "Lag", "p", "Excess per spike"];
    Table::new("Connections, least p first", columns, rows)
}

fn units(outcome: &Outcome, input: &Input<'_>) -> Table {
    let numbers = numbers::units(outcome, input);
    let both = |row: &Row<'_>, what: &str| {
        ["excitatory", "inhibitory"].map(|sign| row.value(&format!("{what}_{sign}")))
    };
    let has_some = |row: &Row<'_>| [both(row, "made"), both(row, "received")] != [[0.0; 2]; 2];
    let rows = numbers.rows("").filter(has_some).take(MOST_ROWS);
    let rows = rows.map(|row| {
        let or_dash = |text: &str| Cell::text(if text.is_empty() { "–" } else { text });
        let letter = |name: &str| Cell::text(Class::from_label(row.words(name)).letter());
        let counts = |what: &str| {
            let [e, i] = both(&row, what);
            Cell::text(format!("{e} E, {i} I"))
        };
        vec![
            Cell::text(row.words("unit")),
            letter("class"),
            or_dash(row.words("class_source")),
            or_dash(row.words("waveform")),
            counts("made"),
            counts("received"),
            letter("suggested"),
            Cell::text(row.words("conflict")),
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
    Table::new("Evidence for classes", columns, rows)
}
