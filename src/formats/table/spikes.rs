//! From rows of (unit, time) to spike trains.

use super::channel_units::ChannelUnits;
use super::constant::Constants;
use super::number;
use super::plan::Plan;
use crate::formats::FormatError;
use crate::recording::{SpikeTrains, Warning};
use std::collections::HashMap;
use std::path::Path;

/// More than this is no column of unit names.
const MOST_UNITS: usize = 100_000;
/// When so many rows at the beginning fail, the plan is wrong.
const FIRST_ROWS: usize = 3;

/// Why a row was left out, for the message.
#[derive(Clone, Debug)]
struct Failure {
    place: String,
    expected: String,
    found: String,
}

/// Collects spikes as they are read; each costs 12 bytes.
pub(super) struct Collector<'a> {
    path: &'a Path,
    format: &'static str,
    /// Times in units of the file are divided by this.
    per_second: f64,
    times_s: Vec<f64>,
    units: Vec<u32>,
    ids: Vec<String>,
    index: HashMap<String, u32>,
    /// The unit of the last row, as written: most tables have long runs.
    last: Option<(Vec<u8>, u32)>,
    rows: usize,
    failed: usize,
    first_failure: Option<Failure>,
    /// Where units were recorded; then `units` are pairs of these.
    places: ChannelUnits,
    has_places: bool,
    constants: Constants,
}

impl<'a> Collector<'a> {
    pub(super) fn new(
        path: &'a Path,
        format: &'static str,
        per_second: f64,
        rows: usize,
        constants: Constants,
    ) -> Self {
        Self {
            path,
            format,
            per_second,
            times_s: Vec::with_capacity(rows),
            units: Vec::with_capacity(rows),
            ids: Vec::new(),
            index: HashMap::new(),
            last: None,
            rows: 0,
            failed: 0,
            first_failure: None,
            places: ChannelUnits::default(),
            has_places: true,
            constants,
        }
    }

    /// The index of a unit by its name as written.
    pub(super) fn unit(&mut self, written: &[u8]) -> Result<u32, FormatError> {
        if let Some((last, index)) = &self.last
            && last == written
        {
            return Ok(*index);
        }
        let text = number::text(written);
        let id = number::canonical_id(&text);
        let index = match self.index.get(id.as_ref()) {
            Some(&index) => index,
            None => self.add_unit(&id)?,
        };
        match &mut self.last {
            Some((last, known)) => {
                last.clear();
                last.extend_from_slice(written);
                *known = index;
            }
            None => self.last = Some((written.to_vec(), index)),
        }
        Ok(index)
    }

    fn add_unit(&mut self, id: &str) -> Result<u32, FormatError> {
        if self.ids.len() >= MOST_UNITS {
            return Err(FormatError::malformed(
                self.path,
                self.format,
                "the unit column",
                format!("at most {MOST_UNITS} units"),
                "more different values than that; name another column as the unit column",
            ));
        }
        let index = self.ids.len() as u32;
        self.ids.push(id.to_owned());
        self.index.insert(id.to_owned(), index);
        Ok(index)
    }

    /// The other columns that are looked at.
    #[cfg(feature = "parquet")]
    pub(super) fn constant_columns(&self) -> Vec<usize> {
        self.constants.wanted()
    }

    /// A spike; `place` is the channel as written, for all of them or for none; `cell` gives what
    /// stands beside it in another column.
    pub(super) fn push<'c>(
        &mut self,
        unit: u32,
        place: Option<&[u8]>,
        time: f64,
        cell: impl Fn(usize) -> Option<&'c [u8]>,
    ) {
        self.rows += 1;
        self.times_s.push(time / self.per_second);
        let place = place.filter(|_| self.has_places);
        let pair = place.map(|p| self.places.pair(unit, p));
        if pair.is_none() {
            self.has_places = false;
        }
        if pair == Some(None) {
            self.without_places();
        }
        let own = pair.flatten().unwrap_or(unit);
        self.units.push(own);
        self.constants.note(own, cell);
    }

    /// Units are what their column names, wherever they were recorded.
    fn without_places(&mut self) {
        for unit in &mut self.units {
            *unit = self.places.unit(*unit);
        }
        self.constants.fold(|pair| self.places.unit(pair));
        self.has_places = false;
    }

    /// Splits units whose numbers start anew on every channel, and gives a warning about it.
    fn part(&mut self, plan: &Plan) -> Option<Warning> {
        if !self.has_places {
            return None;
        }
        let name = |column: Option<usize>| {
            let name = column.and_then(|c| plan.columns.get(c));
            name.map_or("", String::as_str)
        };
        let (unit, place) = (name(plan.unit_column.value), name(plan.place_column()));
        let shared = self.places.shared();
        // A units table names units as they are.
        let parts = self.places.start_anew() && plan.units_path.is_none();
        if parts {
            self.ids = self.places.ids(&self.ids);
        } else {
            self.without_places();
        }
        let what = if parts {
            format!(
                "units of column {unit} occur with several values of {place}, so units are named \
                 {place}-{unit}; if they are the same units all over, take column {place} out"
            )
        } else {
            format!(
                "units of column {unit} occur with several values of {place} and are taken to be \
                 the same; if they are not, write one column that names both"
            )
        };
        (shared > 0).then(|| Warning::counted(shared, what).at("spikes table"))
    }

    /// Counts a row that is left out; an error when the first rows all fail.
    pub(super) fn fail(
        &mut self,
        place: impl FnOnce() -> String,
        expected: &str,
        found: impl FnOnce() -> String,
    ) -> Result<(), FormatError> {
        self.rows += 1;
        self.failed += 1;
        if self.first_failure.is_none() {
            self.first_failure = Some(Failure {
                place: place(),
                expected: expected.to_owned(),
                found: found(),
            });
        }
        if self.failed == self.rows && self.rows >= FIRST_ROWS {
            return Err(self.failure("the first rows cannot be read"));
        }
        Ok(())
    }

    fn failure(&self, how_many: &str) -> FormatError {
        let first = self.first_failure.clone().unwrap_or_else(|| Failure {
            place: "the table".into(),
            expected: "rows".into(),
            found: "none".into(),
        });
        let found = format!("{} ({how_many})", first.found);
        FormatError::malformed(self.path, self.format, first.place, first.expected, found)
    }

    /// The ids in order of first appearance, the unit of every spike, and warnings.
    pub(super) fn finish(mut self, plan: &Plan) -> Result<Spikes, FormatError> {
        if self.failed * 10 > self.rows {
            let how_many = format!("{} of {} rows cannot be read", self.failed, self.rows);
            return Err(self.failure(&how_many));
        }
        let mut warnings = Vec::from_iter(self.part(plan));
        warnings.extend(self.constants.warning());
        if let (Some(first), true) = (&self.first_failure, self.failed > 0) {
            warnings.push(
                Warning::counted(
                    self.failed,
                    format!(
                        "rows are left out; the first is {}: expected {}, found {}",
                        first.place, first.expected, first.found
                    ),
                )
                .at("spikes table"),
            );
        }
        Ok(Spikes {
            ids: self.ids,
            times_s: self.times_s,
            units: self.units,
            constants: self.constants,
            warnings,
        })
    }
}

/// All spikes in the order of the file.
pub(super) struct Spikes {
    /// Names of the units, in order of first appearance.
    pub ids: Vec<String>,
    pub times_s: Vec<f64>,
    /// Index into `ids` of every spike.
    pub units: Vec<u32>,
    pub constants: Constants,
    pub warnings: Vec<Warning>,
}

impl Spikes {
    /// Sorts the spikes into trains: `order[u]` is the new place of unit `u`, below `count`.
    pub(super) fn into_trains(self, order: &[usize], count: usize) -> SpikeTrains {
        let place = |unit: u32| order.get(unit as usize).copied().filter(|p| *p < count);
        let mut ends = vec![0_usize; count];
        for &unit in &self.units {
            if let Some(end) = place(unit).and_then(|p| ends.get_mut(p)) {
                *end += 1;
            }
        }
        let mut from = 0;
        let mut next: Vec<usize> = Vec::with_capacity(count);
        for end in &mut ends {
            next.push(from);
            from += *end;
            *end = from;
        }
        let mut sorted = vec![0.0; from];
        for (&unit, &time) in self.units.iter().zip(&self.times_s) {
            if let Some(at) = place(unit).and_then(|p| next.get_mut(p)) {
                if let Some(slot) = sorted.get_mut(*at) {
                    *slot = time;
                }
                *at += 1;
            }
        }
        SpikeTrains::from_ragged(sorted, &ends).unwrap_or_default()
    }
}
