//! The variables of a file, for a person to say what they are.

use super::Variables;
use super::value::{MatValue, Numbers, Struct};
use crate::formats::table::TimeUnit;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// Values that are shown of each variable.
const SHOWN: usize = 4;
/// Variables that are listed.
const MOST: usize = 2000;
/// Structs and cells within each other that are listed.
const DEEPEST: usize = 8;

/// Rows or columns of a matrix that are listed each by itself.
const LINES: u64 = 8;

/// What a person says a .mat file holds: paths to variables such as `data.spikes{3}.ts`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct MatChoices {
    /// Spike times: a cell array or struct field with one list a unit, one list for all, a matrix
    /// of two columns with the unit in one of them, or one list a column; `a+b+c` are several
    /// variables.
    pub spikes: Option<String>,
    /// Names of the units; beside one list of all times, the unit of each.
    pub unit: Option<String>,
    /// One label a unit from which its class is read.
    pub class: Option<String>,
    /// A signal, or several: `a+b`.
    pub field: Option<String>,
    /// Samples a second: a number, a variable that holds it, or a list of times of the samples.
    pub rate: Option<String>,
    /// Unit of the spike times, where it is not seconds; samples are counted at `rate`.
    pub time_unit: Option<TimeUnit>,
}

impl MatChoices {
    /// True when nothing was said.
    pub fn is_empty(&self) -> bool {
        self.spikes.is_none() && self.field.is_none()
    }
    /// The variables that the choices begin with.
    pub(super) fn roots(&self) -> Vec<String> {
        let all = [
            &self.spikes,
            &self.unit,
            &self.class,
            &self.field,
            &self.rate,
        ];
        let paths = all.into_iter().flatten().flat_map(|p| p.split('+'));
        let root = |p: &str| {
            p.split(['.', '{', '('])
                .next()
                .unwrap_or(p)
                .trim()
                .to_owned()
        };
        paths.map(root).collect()
    }
    /// Reads `spikes=PATH,unit=PATH,class=PATH,field=PATH,rate=PATH_OR_HZ`.
    ///
    /// # Errors
    /// In words, what was expected.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut choices = Self::default();
        // The comma of data(:,2) is its own.
        let mut depth = 0_usize;
        let parts = text.split(|c| {
            match c {
                '(' => depth += 1,
                ')' => depth = depth.saturating_sub(1),
                _ => {}
            }
            c == ',' && depth == 0
        });
        for part in parts.filter(|p| !p.trim().is_empty()) {
            let expected = "expected spikes=, unit=, class=, field= or rate= and a path";
            let (role, path) = part.split_once('=').ok_or(expected)?;
            let place = match role.trim() {
                "spikes" => &mut choices.spikes,
                "unit" => &mut choices.unit,
                "class" => &mut choices.class,
                "field" => &mut choices.field,
                "rate" => &mut choices.rate,
                _ => return Err(format!("{expected}, found \"{part}\"")),
            };
            *place = Some(path.trim().to_owned()).filter(|p| !p.is_empty());
        }
        if choices.is_empty() {
            return Err("expected spikes=PATH or field=PATH".into());
        }
        Ok(choices)
    }
}

/// One variable or field of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variable {
    /// As [`MatChoices`] takes it.
    pub path: String,
    /// "double", "cell", "struct".
    pub class: String,
    /// "1 x 16".
    pub shape: String,
    pub dims: usize,
    /// The first values, or what the items of a cell array are.
    pub first: String,
}

/// The variables of a file, and what they were taken for.
#[derive(Clone, Debug, PartialEq)]
pub struct MatPlan {
    pub path: PathBuf,
    pub variables: Vec<Variable>,
    /// Variables beyond those that are listed.
    pub unlisted: usize,
    pub choices: MatChoices,
}

impl MatPlan {
    pub(in crate::formats) fn new(path: &Path, variables: &Variables) -> Self {
        let mut list = Vec::new();
        for (name, value) in &variables.list {
            add(name, value, 0, &mut list);
        }
        let unlisted = list.len().saturating_sub(MOST);
        list.truncate(MOST);
        Self {
            path: path.to_owned(),
            variables: list,
            unlisted,
            choices: MatChoices::default(),
        }
    }
    /// The same for all files whose variables have the same names, classes and numbers of
    /// dimensions, whatever their lengths: what is chosen for one of them fits the others.
    pub fn signature(&self) -> String {
        let mut hash = Sha256::new();
        for v in &self.variables {
            hash.update(format!("{}\0{}\0{}\n", v.path, v.class, v.dims));
        }
        let digest = hash.finalize();
        digest.iter().take(16).fold(String::new(), |mut hex, byte| {
            // Writing to a string does not fail.
            let _ = write!(hex, "{byte:02x}");
            hex
        })
    }
    /// What a person needs to know to say what is what.
    pub fn describe(&self) -> String {
        let widest = self.variables.iter().map(|v| v.path.chars().count()).max();
        let width = widest.unwrap_or(0).min(40);
        if self.variables.is_empty() {
            return "no variables\n".to_owned();
        }
        let mut text = String::new();
        for v in &self.variables {
            let what = format!("{} {}", v.shape, v.class);
            // Writing to a string does not fail.
            let _ = writeln!(text, "{:<width$}  {what:<20}  {}", v.path, v.first);
        }
        if self.unlisted > 0 {
            let _ = writeln!(text, "and {} more", self.unlisted);
        }
        text
    }
}

fn add(path: &str, value: &MatValue, depth: usize, list: &mut Vec<Variable>) {
    let dims: Vec<String> = value.dims().iter().map(u64::to_string).collect();
    list.push(Variable {
        path: path.to_owned(),
        class: value.class().to_owned(),
        shape: dims.join(" x "),
        dims: dims.len(),
        first: first(value),
    });
    // One more than the limit is enough to know that there are more.
    if depth >= DEEPEST || list.len() > 2 * MOST {
        return;
    }
    let fields = |s: &Struct, list: &mut Vec<Variable>| {
        for (field, value) in s.fields.iter().zip(&s.values) {
            add(&format!("{path}.{field}"), value, depth + 1, list);
        }
    };
    match value {
        MatValue::Struct(s) => fields(s, list),
        // Fields of the structs in a cell array are reached through it.
        MatValue::Cell(c) => {
            let items = c.items.iter().find(|v| !v.is_empty());
            if let Some(MatValue::Struct(s)) = items {
                fields(s, list);
            }
            if let Some(inner @ MatValue::Cell(_)) = items {
                add(&format!("{path}{{1}}"), inner, depth + 1, list);
            }
        }
        MatValue::Numbers(n) => lines(path, n, list),
        _ => {}
    }
}

/// The columns of a tall matrix, the rows of a wide one.
fn lines(path: &str, numbers: &Numbers, list: &mut Vec<Variable>) {
    let [rows, columns] = *numbers.dims.as_slice() else {
        return;
    };
    let (count, length, is_tall) = (rows.min(columns), rows.max(columns), rows >= columns);
    if !(2..=LINES).contains(&count) || length <= LINES {
        return;
    }
    for at in 0..count {
        let (place, apart, own) = if is_tall {
            (at * rows, 1, format!("{path}(:,{})", at + 1))
        } else {
            (at, rows, format!("{path}({},:)", at + 1))
        };
        let shown = (0..SHOWN as u64)
            .map_while(|i| numbers.data.get(usize::try_from(place + i * apart).ok()?));
        let shown: Vec<String> = shown.map(number).collect();
        list.push(Variable {
            path: own,
            class: numbers.class.to_owned(),
            shape: if is_tall {
                format!("{length} x 1")
            } else {
                format!("1 x {length}")
            },
            dims: 2,
            first: format!("{}, …", shown.join(", ")),
        });
    }
}

fn first(value: &MatValue) -> String {
    match value {
        MatValue::Numbers(n) => {
            let shown: Vec<String> = n.data.iter().take(SHOWN).map(number).collect();
            let more = n.dims.iter().product::<u64>() > shown.len() as u64;
            let end = if more { ", …" } else { "" };
            format!("{}{end}", shown.join(", "))
        }
        MatValue::Text(t) => {
            let text: String = t.rows.first().map_or("", |r| r).chars().take(40).collect();
            format!("\"{text}\"")
        }
        MatValue::Cell(c) => c
            .items
            .iter()
            .find(|v| !v.is_empty())
            .map_or_else(|| "empty".into(), |v| format!("of {}", v.describe())),
        MatValue::Struct(s) => format!("fields {}", s.fields.join(", ")),
        MatValue::Omitted(o) => o.why.to_string(),
    }
}

/// Six digits are enough to tell what it is.
fn number(value: f64) -> String {
    if value.fract() == 0.0 || !value.is_finite() {
        return value.to_string();
    }
    let digits = (5 - value.abs().log10().floor() as i32).clamp(0, 12) as usize;
    let text = format!("{value:.digits$}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
