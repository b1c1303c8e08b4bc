//! A network that a file gives: who is connected to whom, the state it begins in, its parameters.

use super::matrix::Matrix;
use super::parameters::{ALL, Parameters};
use crate::analysis::{Value, Values};
use crate::models::parameter;
use serde_json::{Map, Value as Json};

/// At most so many units; more would be a mistake in a file of this kind.
const MOST: usize = 20_000;

/// What a file of JSON says of a network:
///
/// ```json
/// {"C": [[0, 1, ..], ..], "NE": 8, "h0": [..], "w0": [..],
///  "params": {"J0": 0.8, "I0": 0, "c": 0.5, "fE": 0.8, "gEE": 3, "gEI": 5.4, "gIE": 3, "gII": 9,
///             "u": 0.5, "tauD": 10}, "dt": 0.05}
/// ```
///
/// `C[i][j]` is 1 where unit j projects to unit i, the excitatory units being the first. `NE` may be
/// left out where `params` has `fE`; parameters that are not there have their defaults. Names may be
/// written in either case and with or without `_` (`c`, `h`, `w` for `C`, `h0`, `w0`, or `j0` for
/// `J0`); other keys are not read.
#[derive(Clone, Debug)]
pub struct GivenNetwork {
    pub matrix: Matrix,
    pub h: Vec<f64>,
    pub w: Vec<f64>,
    /// The parameters that the file has.
    pub values: Values,
}

impl GivenNetwork {
    /// Reads the JSON.
    ///
    /// # Errors
    /// Names the key, what was expected there and what was found.
    pub fn parse(text: &str) -> Result<Self, String> {
        let json: Json = serde_json::from_str(text.trim_start_matches('\u{feff}'))
            .map_err(|e| format!("expected a network as JSON: {e}"))?;
        let file = json
            .as_object()
            .ok_or("expected an object with C, h0, w0 and params")?;
        let values = values(file)?;
        let rows = rows(file)?;
        let n = rows.len();
        let n_e = excitatory(file, &values, n)?;
        let h = numbers(file, &["h0", "h"], n)?;
        let w = numbers(file, &["w0", "w"], n_e)?;
        if let Some(found) = w.iter().find(|w| !(0.0..=1.0).contains(*w)) {
            return Err(format!(
                "w0: expected efficacies from 0 to 1, found {found}"
            ));
        }
        Ok(Self {
            matrix: Matrix::from_rows(n_e, &rows),
            h,
            w,
            values,
        })
    }

    /// These values, with those of the file where there are none, and the parameters they make.
    pub fn with_values(&self, values: &Values) -> (Values, Parameters) {
        let mut all = self.values.clone();
        for parameter in ALL {
            if values.has(parameter) {
                all.set(parameter, &values.get(parameter));
            }
        }
        let parameters = Parameters {
            n: self.matrix.n(),
            n_e: self.matrix.n_e(),
            ..Parameters::from_values(&all)
        };
        (all, parameters)
    }
}

/// The entry of the first of these names that is there.
fn entry<'a>(file: &'a Map<String, Json>, names: &[&str]) -> Option<&'a Json> {
    names.iter().find_map(|name| file.get(*name))
}

/// Letters and digits alone, in lower case.
fn plain(name: &str) -> String {
    name.to_lowercase().replace('_', "")
}

fn values(file: &Map<String, Json>) -> Result<Values, String> {
    let mut values = Values::default();
    let mut take = |name: &str, found: &Json| {
        let Some(known) = ALL.iter().find(|p| plain(p.id) == plain(name)) else {
            return Err(format!("params: there is no parameter {name}"));
        };
        let text = match found {
            Json::String(text) => text.clone(),
            other => other.to_string(),
        };
        let value: Value = parameter(&ALL, known.id)?.parse(&text)?;
        values.set(known, &value);
        Ok(())
    };
    if let Some(params) = file.get("params") {
        let params = params
            .as_object()
            .ok_or("params: expected an object of numbers")?;
        for (name, found) in params {
            take(name, found)?;
        }
    }
    if let Some(dt) = file.get("dt") {
        take("dt", dt)?;
    }
    Ok(values)
}

/// The inputs of every unit.
fn rows(file: &Map<String, Json>) -> Result<Vec<Vec<u16>>, String> {
    let matrix = entry(file, &["C", "c"])
        .and_then(Json::as_array)
        .ok_or("C: expected a matrix of 0 and 1, a list of rows")?;
    let n = matrix.len();
    if !(2..=MOST).contains(&n) {
        return Err(format!("C: expected 2 to {MOST} rows, found {n}"));
    }
    let row = |(i, row): (usize, &Json)| {
        let cells = row.as_array().filter(|cells| cells.len() == n);
        let cells =
            cells.ok_or_else(|| format!("C[{i}]: expected {n} numbers, as many as rows"))?;
        let mut sources = Vec::new();
        for (j, cell) in cells.iter().enumerate() {
            let is_one = cell
                .as_f64()
                .filter(|v| [0.0, 1.0].contains(v))
                .or(cell.as_bool().map(f64::from));
            match is_one {
                Some(1.0) => sources.push(j as u16),
                Some(_) => (),
                None => return Err(format!("C[{i}][{j}]: expected 0 or 1, found {cell}")),
            }
        }
        Ok(sources)
    };
    matrix.iter().enumerate().map(row).collect()
}

fn excitatory(file: &Map<String, Json>, values: &Values, n: usize) -> Result<usize, String> {
    let n_e = match file.get("NE") {
        Some(found) => found
            .as_u64()
            .map(|n_e| n_e as usize)
            .ok_or_else(|| format!("NE: expected a number of units, found {found}"))?,
        None => match ALL.iter().find(|p| p.id == "f_e") {
            Some(f_e) => (n as f64 * values.number(f_e)).round() as usize,
            None => n,
        },
    };
    if (1..n).contains(&n_e) {
        Ok(n_e)
    } else {
        Err(format!(
            "NE: expected 1 to {} of {n} units, found {n_e}",
            n - 1
        ))
    }
}

fn numbers(file: &Map<String, Json>, names: &[&str], count: usize) -> Result<Vec<f64>, String> {
    let name = names[0];
    let list = entry(file, names)
        .and_then(Json::as_array)
        .ok_or_else(|| format!("{name}: expected a list of {count} numbers"))?;
    if list.len() != count {
        return Err(format!(
            "{name}: expected {count} numbers, found {}",
            list.len()
        ));
    }
    let number = |(k, found): (usize, &Json)| {
        let number = found.as_f64().filter(|v| v.abs() < 1e6);
        number.ok_or_else(|| format!("{name}[{k}]: expected a number, found {found}"))
    };
    list.iter().enumerate().map(number).collect()
}
