//! MATLAB files of any name: sessions of CellExplorer, layouts that are known, and what a person says
//! the variables are.

use super::mat::{MatPlan, NAME, Variables, chosen, complete, is_matlab, known, read_variables};
use super::positional_file::stem_of;
use super::{Contents, Format, FormatError, OpenOptions, Preview, Progress, buzcode};
use std::path::Path;

/// Reader of MATLAB files.
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
    fn look(&self, path: &Path, progress: &Progress<'_>) -> Result<Preview, FormatError> {
        let variables = read_variables(path, progress)?;
        Ok(Preview::Variables(Box::new(variables)))
    }
    fn read(
        &self,
        path: &Path,
        preview: Preview,
        options: &OpenOptions,
        progress: &Progress<'_>,
    ) -> Result<Contents, FormatError> {
        let mut variables = match preview {
            Preview::Variables(variables) => *variables,
            _ => read_variables(path, progress)?,
        };
        progress.report(0.8, "spike times");
        if !options.mat.is_empty() {
            complete(path, &mut variables, &options.mat, progress)?;
            let content = chosen::read(path, &variables, &options.mat)?;
            return Ok(content.into_contents(path, variables));
        }
        if buzcode::is_session(&variables) {
            return buzcode::contents(path, &stem_of(path), vec![variables], Vec::new());
        }
        match known::recognise(&variables) {
            Some(content) => Ok(content.into_contents(path, variables)),
            None => Err(unknown(path, &variables)),
        }
    }
}

/// Whether a file with these variables is read without a person's help.
pub(super) fn is_known(variables: &Variables) -> bool {
    buzcode::is_session(variables) || known::recognise(variables).is_some()
}

/// The error for variables that are not recognised: what there is, and what to do.
fn unknown(path: &Path, variables: &Variables) -> FormatError {
    let list = MatPlan::new(path, variables).variables;
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
