//! Tables of spikes: CSV, TSV and Parquet, one row a spike, with units and epochs beside them.
//!
//! [`plan`] looks at the beginning of a file and says what it recognises: separator, decimal comma,
//! header, encoding, which column names the unit, which is the time and in what unit. A person may
//! change that ([`Plan::apply`], [`TableChoices`]); reading then streams the rows. Beside
//! `rat.csv` it finds `rat_units.csv`, `rat_epochs.csv` and `rat_states.csv`, or else `units.csv`,
//! `epochs.csv` and `states.csv`, in any of the known endings; opening one of those opens its
//! spikes.

mod channel_units;
mod constant;
mod encoding;
mod epochs;
mod grid;
mod guess;
pub mod names;
pub mod number;
#[cfg(feature = "parquet")]
mod pages;
#[cfg(feature = "parquet")]
mod parquet;
#[cfg(not(feature = "parquet"))]
#[path = "no_parquet.rs"]
mod parquet;
mod plan;
pub mod siblings;
mod sniff;
mod spikes;
mod text;
mod time_unit;
mod units;
mod whole_lines;
mod write;

pub use encoding::Encoding;
pub(super) use grid::Grid;
pub use plan::{Container, Guess, Plan, TableChoices};
pub use time_unit::TimeUnit;
pub use write::{write_csv, write_epochs_csv};

use super::{
    Classes, Contents, Format, FormatError, OpenOptions, Preview, Progress, RecordingFile,
    unrecognised,
};
use crate::recording::Warning;
use plan::Sample;
use siblings::Role;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Rows of a Parquet table that are looked at.
const SAMPLE_ROWS: usize = 2000;

/// Reader of tables.
pub struct Tables;

impl Format for Tables {
    fn name(&self) -> &'static str {
        "CSV, TSV or Parquet table"
    }
    fn extensions(&self) -> &'static [&'static str] {
        &siblings::ENDINGS
    }
    fn recognises(&self, _path: &Path, head: &[u8]) -> bool {
        head.starts_with(parquet::MAGIC)
            || (encoding::detect(head).is_some() && unrecognised::text_but_no_table(head).is_none())
    }
    fn look(&self, path: &Path, _progress: &Progress<'_>) -> Result<Preview, FormatError> {
        // A person may still say what is what in a table that is not recognised.
        Ok(plan(path).map_or(Preview::None, |plan| Preview::Table(Box::new(plan))))
    }
    fn would_open(&self, path: &Path) -> bool {
        plan(path).is_ok()
    }
    fn grows(&self, path: &Path) -> bool {
        // Parquet has its index at the end.
        text::head(path).is_ok_and(|(head, _)| !head.starts_with(parquet::MAGIC))
    }
    fn files(&self, path: &Path) -> Vec<RecordingFile> {
        let spikes = siblings::spikes_of(path).unwrap_or_else(|| path.to_owned());
        let beside = siblings::units_of(&spikes).into_iter();
        let beside: Vec<PathBuf> = beside.chain(siblings::epochs_of(&spikes)).collect();
        if beside.is_empty() {
            return Vec::new();
        }
        let all = std::iter::once(spikes).chain(beside);
        all.map(RecordingFile::whole).collect()
    }
    fn read(
        &self,
        path: &Path,
        preview: Preview,
        options: &OpenOptions,
        progress: &Progress<'_>,
    ) -> Result<Contents, FormatError> {
        // Epochs that are added to a recording are read by themselves, whatever lies beside them.
        if options.is_added
            && is_beside_spikes(path)
            && siblings::role(path) == Role::Epochs
            && let Some(epochs) = epochs_alone(path, options, progress)?
        {
            return Ok(epochs);
        }
        let plan = match preview {
            Preview::Table(plan) if options.table == TableChoices::default() => Ok(*plan),
            _ => plan_with(path, &options.table),
        };
        match plan {
            Ok(plan) => read(plan, options, progress),
            // Epochs need no spikes to be looked at.
            Err(why @ FormatError::Unrecognised { .. }) => {
                epochs_alone(path, options, progress)?.ok_or(why)
            }
            Err(why) => Err(why),
        }
    }
}

/// Whether a table is one of units or epochs, by its name, and its spikes are beside it.
pub(super) fn is_beside_spikes(path: &Path) -> bool {
    siblings::spikes_of(path).is_some()
}

/// What is recognised in a table.
///
/// # Errors
/// [`FormatError::Unrecognised`] when it is no table of spikes; others when it cannot be read.
pub fn plan(path: &Path) -> Result<Plan, FormatError> {
    plan_with(path, &TableChoices::default())
}

/// As [`plan`], with what a person already said; that finds the time column where names do not.
///
/// # Errors
/// As [`plan`], and when a named column is not there.
pub fn plan_with(path: &Path, choices: &TableChoices) -> Result<Plan, FormatError> {
    let role = siblings::role(path);
    let spikes = siblings::spikes_of(path);
    let result = match &spikes {
        Some(spikes) => plan_spikes(spikes, choices),
        None => plan_spikes(path, choices),
    };
    let mut plan = match (result, role) {
        (Err(FormatError::Unrecognised { .. }), Role::Units | Role::Epochs) if spikes.is_none() => {
            let kind = if role == Role::Units {
                "a units table"
            } else {
                "a table of epochs"
            };
            return Err(unrecognised::error(
                path,
                format!("{kind} with no table of spikes beside it"),
            ));
        }
        (result, _) => result?,
    };
    plan.units_path = siblings::units_of(&plan.spikes_path).filter(|p| *p != plan.spikes_path);
    plan.epochs_paths = siblings::epochs_of(&plan.spikes_path);
    plan.epochs_paths.retain(|p| *p != plan.spikes_path);
    // What a person opened goes before what else lies there.
    if spikes.is_some() && role == Role::Units {
        plan.units_path = Some(path.to_owned());
    } else if spikes.is_some() && !plan.epochs_paths.iter().any(|p| p == path) {
        plan.epochs_paths = vec![path.to_owned()];
    }
    Ok(plan)
}

fn plan_spikes(path: &Path, choices: &TableChoices) -> Result<Plan, FormatError> {
    let (head, length) = text::head(path)?;
    if head.starts_with(parquet::MAGIC) {
        let table = parquet::Table::open(path)?;
        let rows = table.sample(SAMPLE_ROWS)?;
        let sample = Sample::Parquet {
            rows: rows.into(),
            units: table.stated.into(),
        };
        let encoding = Guess::certain(Encoding::Utf8, "Parquet is UTF-8");
        return Plan::from_sample(path, sample, encoding, table.columns, choices);
    }
    if let Some(what) = unrecognised::text_but_no_table(&head) {
        return Err(unrecognised::error(path, what));
    }
    let Some((encoding, sure)) = encoding::detect(&head) else {
        return Err(unrecognised::error(path, unrecognised::describe(&head)));
    };
    let guess = Guess {
        value: encoding,
        certain: sure,
        because: "its first bytes say so".into(),
    };
    let sample = Sample::Text {
        head: Arc::from(encoding::decode(&head, encoding)),
        cut: length > head.len() as u64,
    };
    Plan::from_sample(path, sample, guess, Vec::new(), choices)
}

fn no_rate(path: &Path, format: &'static str) -> FormatError {
    FormatError::malformed(
        path,
        format,
        "the time column",
        "the rate of its samples (--rate HZ, or the field Rate)",
        "numbers of samples without a rate",
    )
}

/// Reads the table of a plan, with the units and epochs beside it. `options.table` goes over the
/// plan.
fn read(
    mut plan: Plan,
    options: &OpenOptions,
    progress: &Progress<'_>,
) -> Result<Contents, FormatError> {
    plan.apply(&options.table)?;
    let format = match plan.container {
        Container::Text => "text table",
        Container::Parquet => "Parquet table",
    };
    let unit = plan.time_unit.value;
    let per_second = unit
        .per_second()
        .ok_or_else(|| no_rate(&plan.spikes_path, format))?;
    progress.check()?;
    let mut spikes = match plan.container {
        Container::Text => text::spikes(&plan, per_second, options.is_growing, progress)?,
        Container::Parquet => parquet::spikes(&plan, per_second, progress)?,
    };
    let mut contents = Contents::new(&plan.spikes_path, format);
    contents.classes = Classes::Set;
    let parts = &mut contents.parts;
    parts.warnings = std::mem::take(&mut spikes.warnings);
    if !plan.time_unit.certain {
        let message = format!(
            "the unit of time is taken to be {unit}: {}",
            plan.time_unit.because
        );
        parts
            .warnings
            .push(Warning::new(message).at("spikes table"));
    }
    let units = read_units(&plan, &spikes, options, progress, &mut parts.warnings)?;
    parts.trains = spikes.into_trains(&units.order, units.units.len());
    parts.units = units.units;
    parts.columns = units.columns;
    parts.class_column = units.class_column;
    parts.warnings.extend(units.warnings);
    for beside in &plan.epochs_paths {
        progress.check()?;
        let rows = small_table(beside, options.is_growing, progress)
            .and_then(|grid| epochs::read(beside, &grid, unit, options.table.rate_hz));
        match rows {
            Ok((epochs, warnings)) => {
                parts.epochs.extend(epochs);
                parts.warnings.extend(warnings);
            }
            Err(FormatError::Cancelled) => return Err(FormatError::Cancelled),
            Err(why) => parts
                .warnings
                .push(Warning::new(format!("left out: {why}")).at("epochs table")),
        }
    }
    Ok(contents)
}

/// What a table of epochs gives without any spikes; `None` for another table.
fn epochs_alone(
    path: &Path,
    options: &OpenOptions,
    progress: &Progress<'_>,
) -> Result<Option<Contents>, FormatError> {
    let (head, length) = text::head(path)?;
    let is_parquet = head.starts_with(parquet::MAGIC);
    // Other tables may be large: the head tells them.
    let columns = if is_parquet {
        parquet::Table::open(path)?.columns
    } else if let Some((encoding, _)) = encoding::detect(&head) {
        let cut = length > head.len() as u64;
        sniff::shape(&encoding::decode(&head, encoding), cut, &options.table).columns
    } else {
        return Ok(None);
    };
    if !epochs::speaks_of_epochs(&columns) {
        return Ok(None);
    }
    let grid = small_table(path, options.is_growing, progress)?;
    let rate_hz = options.table.rate_hz.or(options.sample_rate_hz);
    let (epochs, warnings) = epochs::read(path, &grid, TimeUnit::Seconds, rate_hz)?;
    let container = if is_parquet { "Parquet" } else { "text" };
    let mut contents = Contents::new(path, format!("{container} table of epochs"));
    contents.parts.epochs = epochs;
    contents.parts.warnings = warnings;
    Ok(Some(contents))
}

fn small_table(
    path: &Path,
    is_growing: bool,
    progress: &Progress<'_>,
) -> Result<Grid, FormatError> {
    let (head, _) = text::head(path)?;
    if head.starts_with(parquet::MAGIC) {
        parquet::Table::open(path)?.grid(progress)
    } else {
        text::grid(path, is_growing, progress)
    }
}

fn read_units(
    plan: &Plan,
    spikes: &spikes::Spikes,
    options: &OpenOptions,
    progress: &Progress<'_>,
    warnings: &mut Vec<Warning>,
) -> Result<units::UnitTable, FormatError> {
    let ids = &spikes.ids;
    let Some(path) = &plan.units_path else {
        return no_table(plan, spikes, options);
    };
    let grid = match small_table(path, options.is_growing, progress) {
        Ok(grid) => grid,
        Err(FormatError::Cancelled) => return Err(FormatError::Cancelled),
        Err(why) => {
            warnings.push(Warning::new(format!("left out: {why}")).at("units table"));
            return no_table(plan, spikes, options);
        }
    };
    let column = unit_column(plan);
    let grid = match units::id_column(&grid.columns, column) {
        Some(id_column) => spikes.constants.beside(path, grid, id_column, ids)?,
        None => grid,
    };
    let units = units::with_table(ids, &grid, column, options).map_err(|source| {
        FormatError::Recording {
            path: path.clone(),
            source,
        }
    })?;
    if let Some(units) = units {
        return Ok(units);
    }
    let message = "has no unit in common with the spikes, so it is left out";
    warnings.push(Warning::new(message).at(path.display().to_string()));
    no_table(plan, spikes, options)
}

/// The name of the column that names the unit.
fn unit_column(plan: &Plan) -> &str {
    let column = plan.unit_column.value.and_then(|c| plan.columns.get(c));
    column.map_or("", String::as_str)
}

/// What is known of units that have no table of their own stands beside their spikes.
fn no_table(
    plan: &Plan,
    spikes: &spikes::Spikes,
    options: &OpenOptions,
) -> Result<units::UnitTable, FormatError> {
    let path = &plan.spikes_path;
    let comma = plan.decimal_comma.value;
    let column = unit_column(plan);
    let recording = |source| FormatError::Recording {
        path: path.clone(),
        source,
    };
    if let Some(grid) = spikes.constants.table(path, column, &spikes.ids, comma)?
        && let Some(units) =
            units::with_table(&spikes.ids, &grid, column, options).map_err(recording)?
    {
        return Ok(units);
    }
    match &options.class_column {
        Some(column) => Err(recording(crate::recording::RecordingError::UnknownColumn {
            column: column.clone(),
            known: "none, as there is no units table beside the spikes, and no column that is the same for all spikes of a unit".into(),
        })),
        None => Ok(units::without_table(&spikes.ids)),
    }
}

/// A small table, whole.
pub(super) fn grid(path: &Path, progress: &Progress<'_>) -> Result<Grid, FormatError> {
    small_table(path, false, progress)
}
