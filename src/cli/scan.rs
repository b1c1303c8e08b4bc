//! `equipoise scan`: many networks at the points of a grid of parameters, one row of a table each.

use super::args::ScanArgs;
use super::catch_panic::catch_panic;
use super::error::Error;
use super::grid::MOST;
use super::meter::Meter;
use super::{output, simulate};
use crate::analysis::{Task, Values};
use crate::models::ModelError;
use crate::models::rate::RateModel;
use crate::models::rate::parameters::{J0, LIVE, N};
use crate::models::rate::theory::{Length, Onset, Realisation, Scanned};
use rayon::prelude::*;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

/// One network of the scan.
struct Asked {
    seed: u64,
    point: Vec<f64>,
}

/// What became of it.
struct Found {
    scanned: Result<Scanned, ModelError>,
    /// Where it was asked for and there is one.
    onset: Option<Onset>,
}

pub(super) fn run(args: &ScanArgs, meter: &Meter) -> Result<(), Error> {
    let ending = output::extension(&args.out);
    if !["csv", "parquet"].contains(&&ending[..]) {
        return Err(Error::Usage(format!(
            "--out: expected a file that ends in .parquet or .csv, found {}",
            args.out.display()
        )));
    }
    #[cfg(not(feature = "parquet"))]
    if ending == "parquet" {
        return Err(Error::Usage(
            "--out: this build cannot write .parquet (choose .csv, or build it with the feature \
             \"parquet\")"
                .into(),
        ));
    }
    let values = values(args)?;
    let all = asked(args)?;
    let mine = args.part.map_or(0..all.len(), |part| part.range(all.len()));
    let all = &all[mine];
    let names: Vec<&str> = args.grid.iter().map(|grid| &grid.name[..]).collect();
    let length = Length {
        transient: args.transient,
        time: args.time,
        exponents: usize::from(args.exponents),
    };
    let done = AtomicUsize::new(0);
    let one = |asked: &Asked| -> Result<Found, ModelError> {
        let realisation = Realisation::new(&values, asked.seed)?;
        let changed: Vec<(&str, f64)> = names.iter().copied().zip(asked.point.clone()).collect();
        let task = Task::alone();
        let here = realisation.with(&changed);
        let onset = match &here {
            Ok(here) if args.onsets => here.onset(&task)?.ok(),
            _ => None,
        };
        let scanned = here.and_then(|here| Ok(here.scanned(length, &task)?));
        let so_far = 1 + done.fetch_add(1, Ordering::Relaxed);
        meter.count(
            "networks",
            so_far as f32 / all.len() as f32,
            all.len() as u32,
        );
        Ok(Found { scanned, onset })
    };
    let failed = |panic| Error::with_path(&args.out, format_args!("the scan failed: {panic}"));
    let found = catch_panic(|| all.par_iter().map(one).collect::<Result<Vec<_>, _>>());
    meter.clear();
    let found = found
        .map_err(failed)?
        .map_err(|e| Error::Usage(e.to_string()))?;
    let table = table(args, &values, &names, all, &found);
    write(&args.out, &ending, &table)?;
    let stopped = found.iter().filter(|f| f.scanned.is_err()).count();
    let rows = found.len();
    meter.done(&match stopped {
        0 => format!("{} ({rows} networks)", args.out.display()),
        _ => format!(
            "{} ({rows} networks, of which {stopped} could not run: column reason)",
            args.out.display()
        ),
    });
    Ok(())
}

/// The values that all networks share; a coupling that the grid sets does not enter.
fn values(args: &ScanArgs) -> Result<Values, Error> {
    let mut values = simulate::preset_and_set(&RateModel, args.preset.as_deref(), &args.set)?;
    let set = |values: &mut Values, parameter: &'static crate::analysis::Parameter, text: &str| {
        let value = parameter
            .parse(text)
            .map_err(|e| Error::Usage(format!("--{e}")))?;
        values.set(parameter, &value);
        Ok::<_, Error>(())
    };
    if let Some(n) = args.n {
        set(&mut values, &N, &n.to_string())?;
    }
    if args.grid.iter().any(|grid| grid.name == J0.id) {
        set(&mut values, &J0, "0")?;
    }
    for grid in &args.grid {
        let parameter = LIVE.iter().find(|p| p.id == grid.name).ok_or_else(|| {
            let names: Vec<&str> = LIVE.iter().map(|p| p.id).collect();
            Error::Usage(format!(
                "--grid: expected a parameter that leaves the connections as they are ({}), found {}",
                names.join(", "),
                grid.name
            ))
        })?;
        for value in &grid.values {
            // Says which values there are.
            parameter
                .parse(&value.to_string())
                .map_err(|e| Error::Usage(format!("--grid {e}")))?;
        }
    }
    Ok(values)
}

/// All networks: every realisation at every point of the grid.
fn asked(args: &ScanArgs) -> Result<Vec<Asked>, Error> {
    let points = args.grid.iter().map(|grid| grid.values.len());
    let count = points.fold(args.realisations as usize, usize::saturating_mul);
    if count > MOST {
        return Err(Error::Usage(format!(
            "--grid: expected at most {MOST} networks in all, found {count} (a coarser grid, or fewer \
             realisations)"
        )));
    }
    let mut points = vec![Vec::new()];
    for grid in &args.grid {
        let longer = |point: &Vec<f64>| {
            let ends = grid.values.clone().into_iter();
            let point = point.clone();
            ends.map(move |end| [&point[..], &[end]].concat())
        };
        points = points.iter().flat_map(longer).collect();
    }
    let seeds = (0..u64::from(args.realisations)).map(|k| args.seed.wrapping_add(k));
    let of_seed = |seed: u64| points.iter().map(move |point| (seed, point.clone()));
    let all = seeds.flat_map(of_seed);
    Ok(all.map(|(seed, point)| Asked { seed, point }).collect())
}

/// A column of the table.
enum Column {
    Whole(Vec<i64>),
    /// NaN where there is none.
    Number(Vec<f64>),
    Text(Vec<String>),
}

fn table(
    args: &ScanArgs,
    values: &Values,
    names: &[&str],
    asked: &[Asked],
    found: &[Found],
) -> Vec<(String, Column)> {
    let number = |of: &dyn Fn(&Scanned) -> f64| {
        let all = found
            .iter()
            .map(|f| f.scanned.as_ref().map_or(f64::NAN, of));
        Column::Number(all.collect())
    };
    let seeds = asked.iter().map(|asked| asked.seed as i64).collect();
    let n = vec![values.integer(&N); asked.len()];
    let mut columns = vec![
        ("n".to_owned(), Column::Whole(n)),
        ("seed".to_owned(), Column::Whole(seeds)),
    ];
    for (nth, name) in names.iter().enumerate() {
        let values = asked.iter().map(|asked| asked.point[nth]).collect();
        columns.push(((*name).to_owned(), Column::Number(values)));
    }
    let regimes = found.iter().map(|f| {
        let regime = f.scanned.as_ref().map(|s| s.exponents.regime.to_string());
        regime.unwrap_or_default()
    });
    columns.push(("regime".to_owned(), Column::Text(regimes.collect())));
    for nth in 0..usize::from(args.exponents) {
        let value = number(&|s| s.exponents.values[nth]);
        let error = number(&|s| s.exponents.errors[nth]);
        columns.push((format!("exponent{}", nth + 1), value));
        columns.push((format!("error{}", nth + 1), error));
    }
    columns.push(("phi_e".to_owned(), number(&|s| s.phi_e)));
    columns.push(("phi_i".to_owned(), number(&|s| s.phi_i)));
    columns.push(("w".to_owned(), number(&|s| s.w)));
    columns.push(("sd_h_e".to_owned(), number(&|s| s.apart)));
    if args.onsets {
        let onset = |of: fn(&Onset) -> f64| {
            let all = found.iter().map(|f| f.onset.as_ref().map_or(f64::NAN, of));
            Column::Number(all.collect())
        };
        columns.push(("onset_j0".to_owned(), onset(|o| o.j0)));
        columns.push(("onset_omega".to_owned(), onset(|o| o.omega)));
    }
    let reasons = found.iter().map(|f| f.scanned.as_ref().err());
    let reasons = reasons.map(|e| e.map(ToString::to_string).unwrap_or_default());
    columns.push(("reason".to_owned(), Column::Text(reasons.collect())));
    columns
}

fn write(path: &Path, ending: &str, table: &[(String, Column)]) -> Result<(), Error> {
    if ending == "csv" {
        let header: Vec<String> = table.iter().map(|(name, _)| name.clone()).collect();
        let rows = table.first().map_or(0, |(_, column)| match column {
            Column::Whole(all) => all.len(),
            Column::Number(all) => all.len(),
            Column::Text(all) => all.len(),
        });
        let cell = |column: &Column, row: usize| match column {
            Column::Whole(all) => all[row].to_string(),
            Column::Number(all) if all[row].is_nan() => String::new(),
            Column::Number(all) => all[row].to_string(),
            Column::Text(all) => all[row].clone(),
        };
        let row = |row: usize| table.iter().map(|(_, column)| cell(column, row)).collect();
        let rows: Vec<Vec<String>> = (0..rows).map(row).collect();
        return output::write_csv(path, &header, &rows);
    }
    #[cfg(feature = "parquet")]
    {
        let cannot = |e| Error::with_path(path, format_args!("cannot write: {e}"));
        let bytes = parquet_bytes(table).map_err(cannot)?;
        output::write(path, &bytes)?;
    }
    Ok(())
}

/// The table as one row group of required columns, Snappy.
#[cfg(feature = "parquet")]
fn parquet_bytes(table: &[(String, Column)]) -> Result<Vec<u8>, parquet::errors::ParquetError> {
    use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
    use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int64Type};
    use parquet::file::properties::WriterProperties;
    use parquet::file::writer::SerializedFileWriter;
    use parquet::schema::types::Type;
    use std::sync::Arc;

    let field = |(name, column): &(String, Column)| {
        let (physical, logical) = match column {
            Column::Whole(_) => (Physical::INT64, None),
            Column::Number(_) => (Physical::DOUBLE, None),
            Column::Text(_) => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
        };
        let field = Type::primitive_type_builder(name, physical)
            .with_repetition(Repetition::REQUIRED)
            .with_logical_type(logical);
        field.build().map(Arc::new)
    };
    let fields = table.iter().map(field).collect::<Result<Vec<_>, _>>()?;
    let schema = Type::group_type_builder("scan")
        .with_fields(fields)
        .build()?;
    let properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .build();
    let mut bytes = Vec::new();
    let mut writer = SerializedFileWriter::new(&mut bytes, Arc::new(schema), Arc::new(properties))?;
    let mut group = writer.next_row_group()?;
    for (_, column) in table {
        let Some(mut to) = group.next_column()? else {
            break;
        };
        match column {
            Column::Whole(all) => to.typed::<Int64Type>().write_batch(all, None, None)?,
            Column::Number(all) => to.typed::<DoubleType>().write_batch(all, None, None)?,
            Column::Text(all) => {
                let all: Vec<ByteArray> = all.iter().map(|text| text.as_str().into()).collect();
                to.typed::<ByteArrayType>().write_batch(&all, None, None)?
            }
        };
        to.close()?;
    }
    group.close()?;
    writer.close()?;
    Ok(bytes)
}
