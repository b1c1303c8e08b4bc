//! MATLAB files: one tree of values from any version, and the layouts of recordings in it that are
//! known or that a person describes.

pub(super) mod chosen;
mod content;
pub(super) mod known;
mod leaves;
mod load;
pub mod numbers;
mod path;
pub(super) mod per_unit;
mod plan;
mod v4;
mod v5;
mod v73;
mod value;

pub use numbers::Data;
pub use plan::{MatChoices, MatPlan, Variable};
pub use value::{Cell, MatValue, Numbers, OmittedValue, Struct, Text};

use super::{FormatError, Progress, memory_at_hand, plain_file, size_text};
use crate::recording::Warning;
use load::Load;
use std::io::Read;
use std::path::Path;

pub(super) const NAME: &str = "MATLAB";

/// The variables of a file, in its order (7.3: by name), and what there was to say about them.
#[derive(Debug, Default)]
pub struct Variables {
    pub list: Vec<(String, MatValue)>,
    pub warnings: Vec<Warning>,
    /// "v4", "v5" or "7.3".
    pub version: &'static str,
}

impl Variables {
    pub fn get(&self, name: &str) -> Option<&MatValue> {
        self.list.iter().find(|(n, _)| n == name).map(|(_, v)| v)
    }
}

/// Every value of a file.
///
/// # Errors
/// When it is no MATLAB file, or nothing in it can be read.
pub fn read_variables(path: &Path, progress: &Progress<'_>) -> Result<Variables, FormatError> {
    read_without(path, &[], progress)
}

/// As [`read_variables`], without what stands at or below these paths.
pub(super) fn read_without(
    path: &Path,
    skipped: &[&str],
    progress: &Progress<'_>,
) -> Result<Variables, FormatError> {
    let wanted = |at: &str| !skipped.iter().any(|s| at.ends_with(s));
    read(path, &wanted, None, progress)
}

/// Reads again those variables that a person chose and that were left out for their size, as far as
/// there is memory.
pub(super) fn complete(
    path: &Path,
    variables: &mut Variables,
    choices: &MatChoices,
    progress: &Progress<'_>,
) -> Result<(), FormatError> {
    let roots = choices.roots();
    let is_chosen = |name: &str| roots.iter().any(|r| r == name);
    let bytes = |(name, value): &(String, MatValue)| {
        if is_chosen(name) {
            value.left_out_bytes()
        } else {
            0
        }
    };
    let needed = variables
        .list
        .iter()
        .map(bytes)
        .fold(0, u64::saturating_add);
    if needed == 0 {
        return Ok(());
    }
    let memory = memory_at_hand();
    // The numbers, and the field or the trains that are made of them.
    if needed.saturating_mul(2) > memory {
        let expected = format!("variables for which {} are at hand", size_text(memory));
        let found = format!("{} and as much for what is made of them", size_text(needed));
        return Err(FormatError::malformed(
            path,
            NAME,
            "the chosen variables",
            expected,
            found,
        ));
    }
    progress.report(0.1, &format!("variables of {}", size_text(needed)));
    let wanted = |at: &str| is_chosen(at.split('.').next().unwrap_or(at));
    let read = read(path, &wanted, Some(memory / 2), progress)?;
    for (name, value) in read.list.into_iter().filter(|(n, _)| is_chosen(n)) {
        if let Some((_, own)) = variables.list.iter_mut().find(|(n, _)| *n == name) {
            *own = value;
        }
    }
    // What was said of them holds no longer, but for what is left out even so.
    let is_old = |w: &Warning| {
        let object = w.object.as_deref().unwrap_or_default();
        let root = object.split(['.', '{', '(']).next().unwrap_or_default();
        is_chosen(root) && w.message.contains("read when it is chosen")
    };
    variables.warnings.retain(|w| !is_old(w));
    let more = read.warnings.into_iter().filter(is_old);
    variables.warnings.extend(more);
    Ok(())
}

fn read(
    path: &Path,
    wanted: &(dyn Fn(&str) -> bool + Sync),
    memory: Option<u64>,
    progress: &Progress<'_>,
) -> Result<Variables, FormatError> {
    let io = |source| FormatError::Io {
        path: path.to_owned(),
        source,
    };
    let mut file = plain_file::open(path).map_err(io)?;
    let bytes = file.metadata().map_err(io)?.len();
    let mut head = Vec::new();
    file.by_ref().take(512).read_to_end(&mut head).map_err(io)?;
    drop(file);
    let mut load = Load::new(path, bytes, wanted, progress);
    if let Some(memory) = memory {
        load = load.of_chosen(memory);
    }
    let (mut variables, version) = if v5::recognises(&head) {
        (v5::read(&mut load)?, "v5")
    } else if v4::recognises(&head) {
        (v4::read(&mut load)?, "v4")
    } else {
        (v73::read(&mut load)?, "7.3")
    };
    variables.version = version;
    variables.warnings = load.warnings;
    Ok(variables)
}

/// True for the beginning of a MATLAB file of any version.
pub(super) fn is_matlab(path: &Path, head: &[u8]) -> bool {
    let named = path
        .extension()
        .is_some_and(|e| e.eq_ignore_ascii_case("mat"));
    v5::recognises(head)
        || head.starts_with(b"MATLAB 7.3 MAT-file")
        || (named && (head.starts_with(b"\x89HDF\r\n\x1a\n") || v4::recognises(head)))
}
