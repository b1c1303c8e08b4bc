//! Paths to values, as one would write them in MATLAB: `data.spikes{3}.ts`.
//!
//! `{3}` is an item of a cell array, `(3)` an element of a struct array, `(:,2)` a column and `(2,:)`
//! a row of a matrix. A field of a struct array or of a cell array of structs, without an index, is
//! the list of that field of all of them.

use super::Variables;
use super::numbers::Data;
use super::value::{MatValue, Numbers};
use std::borrow::Cow;

enum Step<'p> {
    Field(&'p str),
    Item(usize),
    Element(usize),
    Column(usize),
    Row(usize),
}

/// The values a path leads to: one, or one for each element of the arrays on the way.
#[derive(Debug)]
pub(super) struct Values<'v> {
    pub list: Vec<Cow<'v, MatValue>>,
    /// True when the path fans out over an array, whatever its length.
    pub many: bool,
}

/// Follows a path.
///
/// # Errors
/// In words, what was expected and what was found on the way.
pub(super) fn resolve<'v>(variables: &'v Variables, path: &str) -> Result<Values<'v>, String> {
    let steps = parse(path)?;
    let mut steps = steps.into_iter();
    let Some(Step::Field(name)) = steps.next() else {
        return Err(format!("expected the name of a variable, found \"{path}\""));
    };
    let known = || -> String {
        let names: Vec<&str> = variables.list.iter().map(|(n, _)| n.as_str()).collect();
        names.join(", ")
    };
    let first = variables.get(name).ok_or_else(|| {
        format!(
            "expected one of the variables {}, found \"{name}\"",
            known()
        )
    })?;
    let mut values = Values {
        list: vec![Cow::Borrowed(first)],
        many: false,
    };
    for step in steps {
        values = follow(values, &step)?;
    }
    Ok(values)
}

fn follow<'v>(from: Values<'v>, step: &Step<'_>) -> Result<Values<'v>, String> {
    let mut many = from.many;
    let mut list = Vec::with_capacity(from.list.len());
    for value in from.list {
        let Cow::Borrowed(value) = value else {
            return Err("expected the end of the path after a row or column".into());
        };
        match (step, value) {
            (Step::Field(name), MatValue::Struct(s)) => {
                if !s.fields.iter().any(|f| f == name) {
                    let known = s.fields.join(", ");
                    return Err(format!(
                        "expected one of the fields {known}, found \"{name}\""
                    ));
                }
                many |= s.len() != 1;
                list.extend(
                    (0..s.len())
                        .filter_map(|at| s.get_at(at, name))
                        .map(Cow::Borrowed),
                );
            }
            (Step::Field(_), MatValue::Cell(cell)) => {
                many = true;
                // Items without contents have no fields.
                let items = cell.items.iter().filter(|v| !v.is_empty());
                let items = items.map(Cow::Borrowed).collect();
                let inner = Values { list: items, many };
                list.extend(follow(inner, step)?.list);
            }
            (Step::Item(at), MatValue::Cell(cell)) => {
                let item = cell.items.get(*at).ok_or_else(|| {
                    format!(
                        "expected at most {} items, found {{{}}}",
                        cell.items.len(),
                        at + 1
                    )
                })?;
                list.push(Cow::Borrowed(item));
            }
            (Step::Element(at), MatValue::Struct(s)) if s.len() == 1 && *at == 0 => {
                list.push(Cow::Borrowed(value));
            }
            (Step::Column(_) | Step::Row(_), MatValue::Numbers(numbers)) => {
                let line = line(numbers, step).ok_or_else(|| {
                    format!(
                        "expected a column or row of {}, found none",
                        value.describe()
                    )
                })?;
                list.push(Cow::Owned(MatValue::Numbers(line)));
            }
            (Step::Column(_) | Step::Row(_), other) => {
                return Err(format!("expected a matrix, found {}", other.describe()));
            }
            (Step::Element(_), _) => {
                return Err("an element in ( ) can only be taken of one field: write \
                            data(3).ts as data.ts, and choose its units there"
                    .into());
            }
            (Step::Field(name), other) => {
                return Err(format!(
                    "expected a struct with the field \"{name}\", found {}",
                    other.describe()
                ));
            }
            (Step::Item(_), other) => {
                return Err(format!("expected a cell array, found {}", other.describe()));
            }
        }
    }
    Ok(Values { list, many })
}

/// A column or row of a matrix, as a list.
fn line(numbers: &Numbers, step: &Step<'_>) -> Option<Numbers> {
    let (rows, columns) = numbers.matrix()?;
    let (first, apart, count) = match *step {
        Step::Column(at) if at < columns => (rows * at, 1, rows),
        Step::Row(at) if at < rows => (at, rows, columns),
        _ => return None,
    };
    let all = (0..count).map_while(|i| numbers.data.get(first + i * apart));
    Some(Numbers {
        dims: vec![count as u64, 1],
        class: numbers.class,
        data: Data::F64(all.collect()),
    })
}

fn parse(path: &str) -> Result<Vec<Step<'_>>, String> {
    let odd = || format!("expected a path such as data.spikes{{3}}.ts, found \"{path}\"");
    let mut steps = Vec::new();
    for part in path.split('.') {
        let name_end = part.find(['{', '(']).unwrap_or(part.len());
        let (name, mut rest) = part.split_at(name_end);
        if name.trim().is_empty() {
            return Err(odd());
        }
        steps.push(Step::Field(name.trim()));
        while !rest.is_empty() {
            let (close, item) = match rest.chars().next() {
                Some('{') => ('}', true),
                Some('(') => (')', false),
                _ => return Err(odd()),
            };
            let (inside, after) = rest
                .get(1..)
                .and_then(|r| r.split_once(close))
                .ok_or_else(odd)?;
            let at = |text: &str| -> Result<usize, String> {
                let number: usize = text.trim().parse().map_err(|_| odd())?;
                number.checked_sub(1).ok_or_else(odd)
            };
            let halves = inside.split_once(',').map(|(a, b)| (a.trim(), b.trim()));
            steps.push(match (item, halves) {
                (true, _) => Step::Item(at(inside)?),
                (false, None) => Step::Element(at(inside)?),
                (false, Some((":", column))) => Step::Column(at(column)?),
                (false, Some((row, ":"))) => Step::Row(at(row)?),
                (false, Some(_)) => return Err(odd()),
            });
            rest = after;
        }
    }
    Ok(steps)
}
