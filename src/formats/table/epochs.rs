//! Tables of epochs and states.

use super::grid::Grid;
use super::names;
use super::time_unit::TimeUnit;
use crate::formats::FormatError;
use crate::formats::positional_file::{name_of, stem_of};
use crate::recording::{Epoch, EpochKind, State, Warning};
use std::path::Path;

const START: [&str; 10] = [
    "start",
    "starttime",
    "tstart",
    "begin",
    "onset",
    "timestart",
    "startsample",
    "from",
    "on",
    "starts",
];
const STOP: [&str; 12] = [
    "stop",
    "stoptime",
    "tstop",
    "end",
    "endtime",
    "tend",
    "timestop",
    "timeend",
    "offset",
    "to",
    "off",
    "stopsample",
];
const DURATION: [&str; 4] = ["duration", "dur", "length", "epochduration"];
const LABEL: [&str; 13] = [
    "state",
    "label",
    "name",
    "epoch",
    "stage",
    "event",
    "eventtype",
    "description",
    "condition",
    "trialtype",
    "behavior",
    "type",
    "tag",
];
const KIND: &str = "kind";

/// True for the columns of a table of intervals.
pub(super) fn speaks_of_epochs(columns: &[String]) -> bool {
    names::find(columns, &START).is_some()
        && (names::find(columns, &STOP).is_some() || names::find(columns, &DURATION).is_some())
}

/// Word of a kind of epoch in the `kind` column; states go by their own names.
pub(super) fn kind_word(kind: EpochKind) -> &'static str {
    match kind {
        EpochKind::State(state) => state.name(),
        EpochKind::Seizure => "seizure",
        EpochKind::Event => "event",
        EpochKind::Trial => "trial",
        EpochKind::Period => "period",
    }
}

fn kind_from_word(word: &str) -> Option<EpochKind> {
    Some(match word.to_lowercase().as_str() {
        "seizure" => EpochKind::Seizure,
        "event" => EpochKind::Event,
        "trial" => EpochKind::Trial,
        "period" => EpochKind::Period,
        _ => EpochKind::State(State::from_label(word)?),
    })
}

/// Reads the rows of an epochs table. `spike_unit` is the unit of the spike times, which holds here
/// too where the names of the columns do not say otherwise.
pub(super) fn read(
    path: &Path,
    grid: &Grid,
    spike_unit: TimeUnit,
    rate_hz: Option<f64>,
) -> Result<(Vec<Epoch>, Vec<Warning>), FormatError> {
    let columns = &grid.columns;
    let (stop, duration) = (names::find(columns, &STOP), names::find(columns, &DURATION));
    let (Some(start), Some(second)) = (names::find(columns, &START), stop.or(duration)) else {
        return Err(FormatError::malformed(
            path,
            "epochs table",
            "the columns",
            "a start and a stop (or duration)",
            columns.join(", "),
        ));
    };
    let object = name_of(path);
    let mut warnings = Vec::new();
    let named = columns
        .get(start)
        .and_then(|n| names::time_unit(n))
        .or_else(|| columns.get(second).and_then(|n| names::time_unit(n)));
    let unit = match named {
        Some(TimeUnit::Samples { .. }) => TimeUnit::Samples {
            rate_hz: rate_hz.or(match spike_unit {
                TimeUnit::Samples { rate_hz } => rate_hz,
                _ => None,
            }),
        },
        Some(unit) => unit,
        None => {
            if spike_unit != TimeUnit::Seconds {
                let message =
                    format!("times of epochs are read as {spike_unit}, like those of the spikes");
                warnings.push(Warning::new(message).at(object.clone()));
            }
            spike_unit
        }
    };
    let Some(per_second) = unit.per_second() else {
        return Err(super::no_rate(path, "epochs table"));
    };
    let label = names::find(columns, &LABEL);
    let kinds = names::find(columns, &[KIND])
        .filter(|c| grid.column(*c).all(|word| kind_from_word(word).is_some()));
    let table = table_word(path);
    let mut epochs = Vec::with_capacity(grid.len());
    let (mut failed, mut first) = (0_usize, None);
    for row in 0..grid.len() {
        let (Some(from), Some(to)) = (grid.number(row, start), grid.number(row, second)) else {
            failed += 1;
            first = first.or(Some(row));
            continue;
        };
        let to = if stop.is_some() { to } else { from + to };
        let text = match label {
            Some(column) if !grid.cell(row, column).is_empty() => grid.cell(row, column),
            _ => &table,
        };
        let kind = kinds
            .and_then(|c| kind_from_word(grid.cell(row, c)))
            .unwrap_or_else(|| EpochKind::from_label(text, &table));
        epochs.push(Epoch::new(text, from / per_second, to / per_second, kind));
    }
    if let Some(row) = first {
        let line = grid.line(row);
        if failed * 10 > grid.len() && failed > 1 || epochs.is_empty() {
            return Err(FormatError::malformed(
                path,
                "epochs table",
                format!(
                    "line {line}, columns {} and {}",
                    columns[start], columns[second]
                ),
                "two numbers",
                format!("others ({failed} of {} rows cannot be read)", grid.len()),
            ));
        }
        let message =
            format!("rows have no start or stop and are left out; the first is line {line}");
        warnings.push(Warning::counted(failed, message).at(object));
    }
    Ok((epochs, warnings))
}

/// "trials" for "rat_trials.csv".
fn table_word(path: &Path) -> String {
    let stem = stem_of(path);
    stem.rsplit(['_', '-', '.'])
        .next()
        .unwrap_or(&stem)
        .to_owned()
}
