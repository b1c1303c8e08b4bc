//! Sessions of CellExplorer and buzcode: a file of one opens all of them (`buzcode`), and with
//! `<session>.xml` the field and the events that it describes (`neuroscope`).

use super::{Contents, Format, FormatError, OpenOptions, Preview, Progress, RecordingFile};
use super::{buzcode, mat, neuroscope};
use std::path::Path;

/// Reader of sessions.
#[derive(Clone, Copy, Debug, Default)]
pub struct Session;

impl Format for Session {
    fn name(&self) -> &'static str {
        buzcode::NAME
    }
    fn extensions(&self) -> &'static [&'static str] {
        &["mat"]
    }
    fn recognises(&self, path: &Path, head: &[u8]) -> bool {
        mat::is_matlab(path, head) && buzcode::is_named(path)
    }
    fn recognises_folder(&self, _folder: &Path, names: &[String]) -> bool {
        buzcode::is_folder(names)
    }
    fn files(&self, path: &Path) -> Vec<RecordingFile> {
        let Ok((folder, session)) = buzcode::place(path) else {
            return Vec::new();
        };
        if let Some(xml) = neuroscope::parameters_of(&folder, &session) {
            return neuroscope::NeuroScope.files(&xml);
        }
        let own = buzcode::session_files(&folder, &session).into_iter();
        let own: Vec<RecordingFile> = own.map(RecordingFile::whole).collect();
        match own.as_slice() {
            // A file alone is itself.
            [_] if !path.is_dir() => Vec::new(),
            _ => own,
        }
    }
    fn read(
        &self,
        path: &Path,
        _preview: Preview,
        options: &OpenOptions,
        progress: &Progress<'_>,
    ) -> Result<Contents, FormatError> {
        let (folder, session) = buzcode::place(path)?;
        match neuroscope::parameters_of(&folder, &session) {
            Some(xml) => neuroscope::read_session(path, &xml, options, progress),
            None => buzcode::read(path, progress),
        }
    }
}
