//! Properties of the units among the variables, and a warning about variables that are not used.

use crate::formats::mat::content::Content;
use crate::formats::mat::per_unit;
use crate::formats::mat::value::MatValue;
use crate::formats::mat::{Variables, path};
use crate::recording::Warning;

/// Variables that a warning names.
const NAMED: usize = 6;

/// Lists of one number or text a unit become columns, in the file or in the struct of the times.
pub(super) fn add(variables: &Variables, content: &mut Content) {
    let units = content.units.len();
    // Of one unit, every number of the file could be.
    if units < 2 {
        return;
    }
    let around = content.used.first().and_then(|p| p.rsplit_once('.'));
    let around = around.and_then(|(outer, _)| path::resolve(variables, outer).ok());
    let mut found = Vec::new();
    if let Some([inner]) = around.as_ref().map(|v| v.list.as_slice())
        && let MatValue::Struct(s) = inner.as_ref()
    {
        found.extend(s.fields.iter().zip(&s.values).map(|(n, v)| (n, v, false)));
    }
    found.extend(variables.list.iter().map(|(n, v)| (n, v, true)));
    for (name, value, is_variable) in found {
        let is_taken = content
            .used
            .iter()
            .any(|u| u.rsplit('.').next() == Some(name))
            || content.columns.iter().any(|c| c.name == *name);
        if is_taken {
            continue;
        }
        if let Some(column) = per_unit::column(name, value, units) {
            content.columns.push(column);
            if is_variable {
                content.used.push(name.clone());
            }
        }
    }
}

/// Counts the variables that nothing was made of; single numbers and texts are settings.
pub(super) fn note_unused(variables: &Variables, content: &mut Content) {
    let is_used = |name: &str| {
        let mut used = content.used.iter();
        used.any(|u| u.split(['.', '{', '(']).next() == Some(name))
    };
    let is_setting = |value: &MatValue| match value {
        MatValue::Numbers(n) => n.data.len() <= 1,
        MatValue::Text(_) => true,
        // Why it was not read is said where it was met.
        MatValue::Omitted(o) => o.class == "sparse" || o.class == "function handle",
        other => other.is_empty(),
    };
    let left: Vec<&str> = (variables.list.iter())
        .filter(|(name, value)| !is_used(name) && !is_setting(value))
        .map(|(name, _)| name.as_str())
        .collect();
    if left.is_empty() {
        return;
    }
    let more = if left.len() > NAMED { ", .." } else { "" };
    let what = format!(
        "variables are not used ({}{more}); say what they are in Variables of this file, or with --mat",
        left.iter()
            .take(NAMED)
            .copied()
            .collect::<Vec<_>>()
            .join(", ")
    );
    content.warnings.push(Warning::counted(left.len(), what));
}
