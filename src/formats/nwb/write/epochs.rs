//! Epochs as tables of intervals, one for each kind.

use super::table::{File, Table};
use crate::formats::hdf5::write::Address;
use crate::recording::{Epoch, EpochKind, Recording};
use std::io::{self, Seek, Write};

/// The table an epoch goes to, and what is in it. `trials` and `epochs` are NWB's own names.
fn table_of(kind: EpochKind) -> (&'static str, &'static str) {
    match kind {
        EpochKind::State(_) => ("states", "states of the sleep-wake axis"),
        EpochKind::Seizure => ("seizures", "seizures"),
        EpochKind::Event => ("events", "events"),
        EpochKind::Trial => ("trials", "trials"),
        EpochKind::Period => ("epochs", "periods of the session"),
    }
}

/// What the kind is, as the reader of this program knows it.
fn words(kind: EpochKind) -> String {
    match kind {
        EpochKind::State(state) => state.name().to_owned(),
        EpochKind::Seizure => "seizure".into(),
        EpochKind::Event => "event".into(),
        EpochKind::Trial => "trial".into(),
        EpochKind::Period => "period".into(),
    }
}

/// The tables that have rows.
pub(super) fn write<W: Write + Seek>(
    file: &mut File<W>,
    recording: &Recording,
) -> io::Result<Vec<(String, Address)>> {
    let mut tables: Vec<(&str, &str, Vec<&Epoch>)> = Vec::new();
    for epoch in recording.epochs() {
        let (name, description) = table_of(epoch.kind);
        match tables.iter_mut().find(|(n, ..)| *n == name) {
            Some((.., rows)) => rows.push(epoch),
            None => tables.push((name, description, vec![epoch])),
        }
    }
    let mut written = Vec::new();
    for (name, description, rows) in tables {
        let mut table = Table::new(file, (0..rows.len() as i64).collect::<Vec<_>>().into_iter())?;
        let times = |of: fn(&Epoch) -> f64| -> Vec<f64> { rows.iter().map(|e| of(e)).collect() };
        let starts = times(|e| e.start_s);
        table.numbers(file, "start_time", "start in seconds", &starts)?;
        let stops = times(|e| e.stop_s);
        table.numbers(file, "stop_time", "stop in seconds", &stops)?;
        let labels: Vec<String> = rows.iter().map(|e| e.label.clone()).collect();
        table.texts(file, "label", "what the interval is called", &labels)?;
        let kinds: Vec<String> = rows.iter().map(|e| words(e.kind)).collect();
        let what = "a state (Wake, REM, Light sleep, Slow-wave sleep), seizure, event, trial or \
                    period";
        table.texts(file, "epoch_kind", what, &kinds)?;
        let address = table.finish(file, ("core", "TimeIntervals"), description)?;
        written.push((name.to_owned(), address));
    }
    Ok(written)
}
