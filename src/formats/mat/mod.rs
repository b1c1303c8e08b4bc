//! MATLAB files: one tree of values from any version, and the recordings that are known in it.

mod chosen;
mod content;
mod known;
mod leaves;
mod load;
mod numbers;
mod path;
pub(super) mod per_unit;
mod plan;
mod v4;
mod v5;
mod v73;
mod value;

pub use numbers::Data;
pub use plan::{MatChoices, MatPlan, Variable, plan};
pub use value::{Cell, MatValue, Numbers, Omitted, Struct, Text};

use super::{Format, FormatError, OpenOptions, Progress, buzcode};
use crate::recording::{Recording, Warning};
use load::{Load, Wanted};
use std::io::Read;
use std::path::Path;

const NAME: &str = "MATLAB";

/// Reader of MATLAB files of any layout.
#[derive(Clone, Copy, Debug, Default)]
pub struct Mat;

impl Format for Mat {
    fn name(&self) -> &'static str {
        NAME
    }
    fn extensions(&self) -> &'static [&'static str] {
        &["mat"]
    }
    fn recognises(&self, path: &Path, head: &[u8]) -> bool {
        is_matlab(path, head)
    }
    fn read(
        &self,
        path: &Path,
        options: &OpenOptions,
        progress: &Progress<'_>,
    ) -> Result<Recording, FormatError> {
        progress.check()?;
        let variables = read_variables(path, progress)?;
        progress.report(0.8, "spike times");
        if !options.mat.is_empty() {
            let content = chosen::read(path, &variables, &options.mat)?;
            return content.finish(path, variables, options, progress);
        }
        if buzcode::is_session(&variables) {
            let stem = path.file_stem().unwrap_or_default().to_string_lossy();
            return buzcode::recording(path, &stem, variables, options, progress);
        }
        match known::recognise(&variables) {
            Some(content) => content.finish(path, variables, options, progress),
            None => Err(unknown(path, &variables)),
        }
    }
}

/// The variables of a file, for a person to say what is what, and whether [`Mat`] reads it without
/// asking.
///
/// # Errors
/// When it is no MATLAB file, or nothing in it can be read.
pub fn plan_and_known(
    path: &Path,
    progress: &Progress<'_>,
) -> Result<(MatPlan, bool), FormatError> {
    let variables = read_variables(path, progress)?;
    let known = buzcode::is_session(&variables) || known::recognise(&variables).is_some();
    Ok((plan::of(path, &variables), known))
}

/// Nothing in the file is known: says what there is, and what to do.
fn unknown(path: &Path, variables: &Variables) -> FormatError {
    let list = plan::of(path, variables).variables;
    let some: Vec<String> = list
        .iter()
        .take(8)
        .map(|v| format!("{} ({} {})", v.path, v.shape, v.class))
        .collect();
    let more = if list.len() > some.len() {
        format!(" and {} more", list.len() - some.len())
    } else {
        String::new()
    };
    let found = if some.is_empty() {
        // Why nothing could be read is the first warning.
        let why = variables.warnings.first().map(|w| format!(": {w}"));
        format!("no variables{}", why.unwrap_or_default())
    } else {
        format!("{}{more}", some.join(", "))
    };
    let expected = "spike times or fields in a known layout; say which variable holds them \
                    (--mat spikes=PATH,unit=PATH,class=PATH,field=PATH,rate=PATH_OR_HZ)";
    FormatError::malformed(path, NAME, "the variables", expected, found)
}

/// The variables of a file, in its order (7.3: by name), and what there was to say about them.
#[derive(Debug, Default)]
pub struct Variables {
    pub list: Vec<(String, MatValue)>,
    pub warnings: Vec<Warning>,
    /// "v4", "v5" or "7.3".
    pub version: &'static str,
}

impl Variables {
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&MatValue> {
        self.list.iter().find(|(n, _)| n == name).map(|(_, v)| v)
    }
}

/// Every value of a file.
///
/// # Errors
/// When it is no MATLAB file, or nothing in it can be read.
pub fn read_variables(path: &Path, progress: &Progress<'_>) -> Result<Variables, FormatError> {
    read_wanted(path, Wanted::ALL, progress)
}

/// As [`read_variables`], without what stands at or below these paths.
pub(super) fn read_without(
    path: &Path,
    skipped: &[&str],
    progress: &Progress<'_>,
) -> Result<Variables, FormatError> {
    let wanted = |at: &str| !skipped.iter().any(|s| at.ends_with(s));
    let wanted = Wanted {
        path: &wanted,
        ..Wanted::ALL
    };
    read_wanted(path, wanted, progress)
}

fn read_wanted(
    path: &Path,
    wanted: Wanted<'_>,
    progress: &Progress<'_>,
) -> Result<Variables, FormatError> {
    let io = |source| FormatError::Io {
        path: path.to_owned(),
        source,
    };
    let mut file = std::fs::File::open(path).map_err(io)?;
    let bytes = file.metadata().map_err(io)?.len();
    let mut head = Vec::new();
    file.by_ref().take(512).read_to_end(&mut head).map_err(io)?;
    drop(file);
    let mut load = Load::new(path, bytes, wanted, progress);
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
