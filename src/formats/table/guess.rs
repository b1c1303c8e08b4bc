//! Which column is the time, which names the unit, and what unit the times have.

use super::plan::{Guess, TableChoices};
use super::time_unit::TimeUnit;
use super::{names, number};
use crate::formats::{FormatError, unrecognised};
use std::collections::{HashMap, HashSet};
use std::path::Path;

/// The first rows of a table, and what is known of its columns.
pub(super) struct Rows<'a> {
    pub columns: &'a [String],
    /// Whether the names are the file's own.
    pub named: bool,
    pub cells: &'a [Vec<String>],
    pub decimal_comma: bool,
    /// The unit of time that each column's type states; may be empty.
    pub stated: &'a [Option<TimeUnit>],
}

pub(super) struct Guesses {
    pub unit_column: Guess<Option<usize>>,
    pub time_column: Guess<usize>,
    pub time_unit: Guess<TimeUnit>,
}

/// Index of a column that a person named.
pub(super) fn column(path: &Path, columns: &[String], name: &str) -> Result<usize, FormatError> {
    names::by_name_or_number(columns, name).ok_or_else(|| {
        FormatError::malformed(
            path,
            "table",
            format!("column \"{name}\""),
            format!("one of the columns {}", columns.join(", ")),
            "no column of this name",
        )
    })
}

pub(super) fn guess(
    path: &Path,
    view: &Rows<'_>,
    choices: &TableChoices,
) -> Result<Guesses, FormatError> {
    let chosen_unit = match &choices.unit_column {
        Some(name) => Some(column(path, view.columns, name)?),
        None => None,
    };
    let time_column = match &choices.time_column {
        Some(name) => Guess::chosen(column(path, view.columns, name)?),
        None => view
            .time_column(chosen_unit)
            .ok_or_else(|| unrecognised::error(path, view.without_time()))?,
    };
    let unit_column = match chosen_unit {
        Some(index) => Guess::chosen(Some(index)),
        None => view.unit_column(time_column.value).map_err(|why| {
            unrecognised::error(
                path,
                format!(
                    "a table with a time column \"{}\" but {why} (its columns are {}; name the unit column if it is one of them)",
                    view.columns.get(time_column.value).map_or("", String::as_str),
                    view.list()
                ),
            )
        })?,
    };
    let guess = time_unit(view, unit_column.value, time_column.value);
    Ok(Guesses {
        unit_column,
        time_column,
        time_unit: choose_time_unit(guess, choices),
    })
}

/// A person's choice of unit and rate replaces the guess.
pub(super) fn choose_time_unit(guess: Guess<TimeUnit>, choices: &TableChoices) -> Guess<TimeUnit> {
    let mut guess = choices.time_unit.map_or(guess, Guess::chosen);
    if let Some(rate) = choices.rate_hz {
        if let TimeUnit::Samples { rate_hz } = &mut guess.value {
            *rate_hz = Some(rate);
            guess.certain = true;
        } else if !guess.certain {
            guess = Guess::certain(
                TimeUnit::Samples {
                    rate_hz: Some(rate),
                },
                "a rate is given",
            );
        }
    }
    guess
}

impl Rows<'_> {
    /// The names of the first columns, shortened.
    fn list(&self) -> String {
        let short = |name: &String| name.chars().take(24).collect::<String>();
        let mut list: Vec<String> = self.columns.iter().take(12).map(short).collect();
        if self.columns.len() > 12 {
            list.push("…".to_owned());
        }
        list.join(", ")
    }

    /// What a table is that has no spike times.
    fn without_time(&self) -> String {
        if self.is_matrix() {
            return format!(
                "a matrix of {} columns of numbers without names, which say neither which is the time nor which the unit (name them with --time-column and --unit-column, by their numbers from 1)",
                self.columns.len()
            );
        }
        if super::epochs::speaks_of_epochs(self.columns) {
            return "a table of epochs with no table of spikes beside it".to_owned();
        }
        let what = match (self.stated.is_empty(), self.columns.len()) {
            (true, 0 | 1) => {
                let is_numbers = self.cells(0).all(|c| c.trim().parse::<f64>().is_ok());
                let more = if is_numbers {
                    " (numbers of sleep stages are read where the file has \"hypno\" in its name)"
                } else {
                    ""
                };
                return format!("text without a time column{more}");
            }
            (true, _) => "text",
            (false, _) => "a Parquet table",
        };
        let lists = if self.stated.is_empty() {
            ""
        } else {
            "; a row is a spike, columns of lists are not read"
        };
        format!(
            "{what} without a time column (its columns are {}; name the time column if it is one of them{lists})",
            self.list()
        )
    }

    fn cells(&self, column: usize) -> impl Iterator<Item = &str> {
        self.cells
            .iter()
            .filter_map(move |r| r.get(column))
            .map(String::as_str)
    }

    fn value(&self, row: &[String], column: usize) -> Option<f64> {
        number::parse(row.get(column)?.as_bytes(), self.decimal_comma)
    }

    /// Share of rows in which the column is a number.
    fn numeric(&self, column: usize) -> f64 {
        let count = self
            .cells
            .iter()
            .filter(|r| self.value(r, column).is_some())
            .count();
        count as f64 / self.cells.len().max(1) as f64
    }

    fn distinct(&self, column: usize) -> usize {
        self.cells(column).collect::<HashSet<_>>().len()
    }

    fn time_column(&self, unit: Option<usize>) -> Option<Guess<usize>> {
        if self.named {
            let mut fits: Vec<(u8, usize)> = (0..self.columns.len())
                .filter(|c| Some(*c) != unit && (self.cells.is_empty() || self.numeric(*c) > 0.5))
                .filter_map(|c| Some((names::time_rank(self.columns.get(c)?)?, c)))
                .collect();
            fits.sort_unstable();
            let (rank, best) = *fits.first()?;
            return Some(if fits.iter().filter(|f| f.0 == rank).count() == 1 {
                Guess::certain(best, "its name says so")
            } else {
                Guess::likely(best, "its name says so, but that of another does too")
            });
        }
        if self.is_matrix() {
            return None;
        }
        // Numbers in few rows of many columns ascend by chance.
        if self.columns.len() > 2 && self.cells.len() < 20 {
            return None;
        }
        // Without names: numbers that ascend within the values of another column.
        (0..self.columns.len())
            .filter(|c| Some(*c) != unit && self.numeric(*c) > 0.9 && self.cells.len() >= 2)
            .filter_map(|c| {
                let by = (0..self.columns.len()).filter(|u| *u != c && self.names_units(*u));
                let ascends = by
                    .map(|u| self.ascending(c, Some(u)))
                    .chain((self.columns.len() == 1).then(|| self.ascending(c, None)))
                    .fold(0.0, f64::max);
                // Counts that are mostly zero hardly ever go down either.
                let is_time = ascends > 0.95 && self.distinct(c) * 10 > self.cells.len();
                is_time.then(|| (self.distinct(c), c))
            })
            .max_by_key(|(distinct, c)| (*distinct, *c))
            .map(|(_, c)| Guess::likely(c, "its numbers ascend within each unit"))
    }

    /// Several columns of fractions, none of which has a name: measurements, not spikes. A column of
    /// times, and at most one number beside each spike, may have them.
    fn is_matrix(&self) -> bool {
        let has_fractions = |column: &usize| {
            let mut values = self.cells.iter().filter_map(|r| self.value(r, *column));
            values.any(|v| v.fract() != 0.0)
        };
        !self.named && (0..self.columns.len()).filter(has_fractions).count() > 2
    }

    /// Whether a column holds words or whole numbers that repeat, as names of units do.
    fn names_units(&self, column: usize) -> bool {
        let whole_or_word = self.cells(column).all(|cell| {
            number::parse(cell.as_bytes(), self.decimal_comma)
                .map_or(!cell.is_empty(), |v| v.fract() == 0.0 && v >= 0.0)
        });
        whole_or_word && (self.cells.len() < 20 || self.distinct(column) * 2 <= self.cells.len())
    }

    /// Share of steps, within the same unit, that do not go down.
    fn ascending(&self, time: usize, unit: Option<usize>) -> f64 {
        let steps = self.intervals(time, unit);
        let up = steps.iter().filter(|d| **d >= 0.0).count();
        if steps.is_empty() {
            0.0
        } else {
            up as f64 / steps.len() as f64
        }
    }

    /// Differences of successive times of the same unit.
    fn intervals(&self, time: usize, unit: Option<usize>) -> Vec<f64> {
        let mut last = HashMap::<&str, f64>::new();
        let mut steps = Vec::new();
        for row in self.cells {
            let key = unit.and_then(|u| row.get(u)).map_or("", String::as_str);
            if let Some(t) = self.value(row, time)
                && let Some(before) = last.insert(key, t)
            {
                steps.push(t - before);
            }
        }
        steps
    }

    fn unit_column(&self, time: usize) -> Result<Guess<Option<usize>>, &'static str> {
        if self.columns.len() == 1 {
            return Ok(Guess::likely(
                None,
                "there is only the time, so all spikes are of one unit",
            ));
        }
        if self.named {
            let known = (0..self.columns.len())
                .filter(|c| *c != time)
                .filter_map(|c| Some((names::unit_rank(self.columns.get(c)?)?, c)))
                .min();
            if let Some((_, column)) = known {
                return Ok(Guess::certain(Some(column), "its name says so"));
            }
        }
        if self.is_regular(time) {
            return Err("its times are regular, as those of a signal");
        }
        (0..self.columns.len())
            .filter(|c| *c != time && self.names_units(*c))
            .min_by_key(|c| self.distinct(*c))
            .map(|c| Guess::likely(Some(c), "its values come again and again"))
            .ok_or("no column that names the unit")
    }

    /// All steps alike: a sampled signal, not spikes.
    fn is_regular(&self, time: usize) -> bool {
        let steps = self.intervals(time, None);
        let first = steps.first().copied().unwrap_or(0.0);
        steps.len() >= 5 && first > 0.0 && steps.iter().all(|d| (d - first).abs() < 1e-3 * first)
    }
}

/// The unit of the times: as the type or the name of the column states it, else from the values.
pub(super) fn time_unit(view: &Rows<'_>, unit: Option<usize>, time: usize) -> Guess<TimeUnit> {
    if let Some(stated) = view.stated.get(time).copied().flatten() {
        return Guess::certain(stated, "the type of the column says so");
    }
    if view.named
        && let Some(named) = view.columns.get(time).and_then(|n| names::time_unit(n))
    {
        return Guess::certain(named, "the name of the column says so");
    }
    let values: Vec<f64> = view
        .cells
        .iter()
        .filter_map(|r| view.value(r, time))
        .collect();
    let largest = values.iter().fold(0.0_f64, |a, v| a.max(v.abs()));
    let whole = values.iter().all(|v| v.fract() == 0.0);
    let mut steps = view.intervals(time, unit);
    steps.retain(|d| *d > 0.0);
    let shortest = (steps.len() >= 20).then(|| steps.iter().copied().fold(f64::MAX, f64::min));
    let samples = TimeUnit::Samples { rate_hz: None };
    let (value, because) = match (whole, shortest) {
        _ if values.is_empty() => (TimeUnit::Seconds, "there are no values to tell by"),
        // A cell hardly ever waits half a second between any two of its spikes.
        (false, Some(d)) if d >= 0.5 => (
            TimeUnit::Milliseconds,
            "no two spikes of a unit are less than 0.5 apart",
        ),
        (false, None) if largest > 2e5 => (
            TimeUnit::Milliseconds,
            "in seconds it would be more than two days",
        ),
        (false, _) => (TimeUnit::Seconds, "numbers are small and have decimals"),
        (true, _) if largest > 1e10 => (
            TimeUnit::Microseconds,
            "whole numbers above ten thousand million",
        ),
        // A refractory period is a few milliseconds, or tens of samples.
        (true, Some(d)) if d <= 10.0 && largest < 1e8 => (
            TimeUnit::Milliseconds,
            "whole numbers, the shortest interval within a unit is at most 10",
        ),
        (true, None) if largest < 1e6 => (TimeUnit::Milliseconds, "whole numbers below a million"),
        (true, _) => (samples, "whole numbers that are far apart"),
    };
    Guess::likely(value, because)
}
