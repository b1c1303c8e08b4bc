//! The field and the channel that a view's parameters name.

use crate::analysis::{AnalysisError, Entry, Parameter};
use crate::recording::Field;
use crate::views::Input;

/// The field asked for; `None` where the recording has none at all.
///
/// # Errors
/// [`AnalysisError::NothingToShow`] where there are fields, but not this one.
pub fn field<'a>(
    input: &Input<'a>,
    parameter: &Parameter,
) -> Result<Option<&'a Field>, AnalysisError> {
    let fields = input.recording.fields();
    if fields.is_empty() {
        return Ok(None);
    }
    let names: Vec<&str> = fields.iter().map(|f| f.name.as_str()).collect();
    Entry::Field
        .find(&input.values.get(parameter), &names, "this recording")
        .map(|index| fields.get(index))
        .map_err(AnalysisError::NothingToShow)
}

/// The index of the channel asked for.
///
/// # Errors
/// [`AnalysisError::NothingToShow`] where the field has no such channel.
pub fn channel(
    input: &Input<'_>,
    parameter: &Parameter,
    field: &Field,
) -> Result<usize, AnalysisError> {
    let names: Vec<&str> = field.channels.iter().map(String::as_str).collect();
    let whole = format!("field {}", field.name);
    Entry::Channel
        .find(&input.values.get(parameter), &names, &whole)
        .map_err(AnalysisError::NothingToShow)
}
