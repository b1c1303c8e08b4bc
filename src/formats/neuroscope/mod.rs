//! Sessions of NeuroScope, Klusters and KlustaKwik.
//!
//! Files of one name: `.xml` (rates, channels, spike groups), `.res.N` and `.clu.N` (the sample and
//! the cluster of every spike of group N), `.spk.N` (waveforms, of which the mean is kept), `.eeg`,
//! `.lfp` and `.dat` (fields, read by window), `.sts.X` (state X, in samples of the field
//! potential) and `.X.evt` (events, in milliseconds). What buzcode and CellExplorer keep beside them
//! in MATLAB files of the same name (units with classes, sleep states, events) is read with them;
//! without any units, so are those of the one sorting in a folder beside them. Units are named
//! group-cluster; cluster 0 is noise and cluster 1 cannot be told apart: both are kept, and not
//! included at first. The folder or any of its files opens the session. Source: the NeuroScope manual, "File formats".

mod cells;
mod epochs;
mod numbers;
mod parameters;
pub mod session;
mod spikes;
mod waveforms;

use super::events::Events;
use super::positional_file::{PositionalFile, name_of, text};
use super::raw::{Raw, SampleKind};
use super::{
    Contents, Format, FormatError, OpenOptions, Preview, Progress, RecordingFile, assemble,
};
use crate::recording::{Epoch, Field, Pyramid, Warning};
use parameters::Parameters;
use session::Session;
use spikes::Spikes;
use std::path::{Path, PathBuf};
use std::sync::Arc;

const NAME: &str = "NeuroScope session";

/// Reader of sessions.
#[derive(Clone, Copy, Debug, Default)]
pub struct NeuroScope;

impl Format for NeuroScope {
    fn name(&self) -> &'static str {
        "NeuroScope / KlustaKwik session"
    }
    fn extensions(&self) -> &'static [&'static str] {
        &["xml", "eeg", "lfp", "dat", "evt"]
    }
    fn recognises(&self, path: &Path, _head: &[u8]) -> bool {
        session::is_part(path)
    }
    fn recognises_folder(&self, folder: &Path, names: &[String]) -> bool {
        !session::sessions(folder, names).is_empty()
    }
    fn grows(&self, _path: &Path) -> bool {
        true
    }
    fn files(&self, path: &Path) -> Vec<RecordingFile> {
        Session::from_path(path)
            .map(|s| s.files())
            .unwrap_or_default()
    }
    fn read(
        &self,
        path: &Path,
        _preview: Preview,
        options: &OpenOptions,
        progress: &Progress<'_>,
    ) -> Result<Contents, FormatError> {
        read_session(path, path, options, progress)
    }
}

/// The parameters of a session whose units are in MATLAB files, if they are there: with them it is
/// read whole.
pub(super) fn parameters_of(folder: &Path, base: &str) -> Option<PathBuf> {
    let xml = folder.join(format!("{base}.xml"));
    let session = xml.is_file().then(|| Session::from_path(&xml))?;
    session.filter(|s| !s.matlab.is_empty()).map(|_| xml)
}

/// The session that `own`, one of its files, belongs to, as it was opened by `path`.
pub(super) fn read_session(
    path: &Path,
    own: &Path,
    options: &OpenOptions,
    progress: &Progress<'_>,
) -> Result<Contents, FormatError> {
    let session = Session::from_path(own).ok_or_else(|| {
        let expected = "files such as name.xml, name.res.1 and name.clu.1";
        FormatError::malformed(path, NAME, "the session", expected, "none")
    })?;
    contents(path, &session, options, progress)
}

fn fields(
    session: &Session,
    parameters: &Parameters,
    progress: &Progress<'_>,
    warnings: &mut Vec<Warning>,
) -> Result<Vec<Field>, FormatError> {
    let mut fields = Vec::new();
    for path in &session.fields {
        progress.check()?;
        match field(path, parameters, warnings)? {
            Ok(field) => fields.push(field),
            Err(why) => {
                warnings.push(Warning::new(format!("is left out: {why}")).at(name_of(path)));
            }
        }
    }
    Ok(fields)
}

fn contents(
    path: &Path,
    session: &Session,
    options: &OpenOptions,
    progress: &Progress<'_>,
) -> Result<Contents, FormatError> {
    let mut warnings = Vec::new();
    if session.others > 0 {
        let what = format!(
            "other sessions are in this folder; {} is read",
            session.base
        );
        warnings.push(Warning::counted(session.others, what));
    }
    let parameters = match &session.parameters {
        Some(path) => Parameters::parse(&text(path, NAME)?).unwrap_or_else(|why| {
            let what = format!("is no XML that can be read and is left out: {why}");
            warnings.push(Warning::new(what).at(name_of(path)));
            Parameters::default()
        }),
        None => Parameters::default(),
    };
    let xml = session
        .parameters
        .as_deref()
        .map(name_of)
        .unwrap_or_default();
    if !xml.is_empty() && xml != format!("{}.xml", session.base) {
        let what = format!(
            "is read, the only parameters here: there is no {}.xml",
            session.base
        );
        warnings.push(Warning::new(what).at(xml.clone()));
    }
    let rate_hz = assemble::rate_hz(parameters.rate_hz, options, &xml, &mut warnings);
    let cells = cells::read(session, progress, &mut warnings)?;
    let mut spikes = if cells::has_units(cells.as_ref()) {
        let groups = session.groups.values();
        let sorted = groups.filter(|g| g.times().is_some()).count();
        if sorted > 0 {
            let what = "groups of .res and .clu are left out: CellExplorer's units are read, which were made from them";
            warnings.push(Warning::counted(sorted, what));
        }
        Spikes::default()
    } else {
        spikes::read(
            path,
            session,
            rate_hz,
            options.is_growing,
            progress,
            &mut warnings,
        )?
    };
    waveforms::read(
        session,
        &parameters,
        &spikes.groups,
        &mut spikes.units,
        rate_hz,
        progress,
        &mut warnings,
    )?;
    let mut contents = Contents::new(path, NAME);
    let parts = &mut contents.parts;
    parts.name.clone_from(&session.base);
    parts.fields = fields(session, &parameters, progress, &mut warnings)?;
    parts.epochs = epochs(session, &parameters, progress, &mut warnings)?;
    parts.units = spikes.units;
    parts.trains = spikes.trains;
    parts.warnings = warnings;
    if let Some(cells) = cells {
        cells::add(cells, &mut contents);
    }
    if contents.parts.units.is_empty() {
        let warnings = &mut contents.parts.warnings;
        if let Some(sorted) = cells::sorting(session, rate_hz, progress, warnings)? {
            cells::take_units(sorted.parts, &mut contents.parts);
        }
    }
    Ok(contents)
}

/// A field, or why it cannot be shown.
fn field(
    path: &Path,
    parameters: &Parameters,
    warnings: &mut Vec<Warning>,
) -> Result<Result<Field, &'static str>, FormatError> {
    let object = name_of(path);
    let ending = object.rsplit('.').next().unwrap_or_default();
    let Some(channels) = parameters.channels else {
        return Ok(Err(
            "the .xml does not give the number of channels (nChannels)",
        ));
    };
    let Some(rate_hz) = parameters.rate_of(ending) else {
        return Ok(Err("the .xml does not give its sampling rate"));
    };
    let kind = if parameters.is_wide() {
        SampleKind::I32
    } else {
        SampleKind::I16
    };
    let input = PositionalFile::open(path)?;
    let over = input.length() % (kind.size() * channels as u64).max(1);
    if over > 0 {
        let what = "bytes at its end are no whole sample of all channels and are left out";
        let warning = Warning::counted(over as usize, what).at(object.clone());
        warnings.push(warning.of_end());
    }
    let gain = parameters.microvolts();
    let gains = vec![gain.unwrap_or(1.0); channels];
    let Some(raw) = Raw::interleaved(Arc::new(input), kind, 0, &gains) else {
        return Ok(Err("it holds no whole sample"));
    };
    let samples = raw.samples();
    Ok(Ok(Field {
        name: object,
        rate_hz,
        start_s: 0.0,
        samples,
        channels: (0..channels).map(|c| c.to_string()).collect(),
        positions_um: None,
        unit: if gain.is_some() { "uV" } else { "steps" }.into(),
        source: Arc::new(raw),
        pyramid: Arc::new(Pyramid::new(samples)),
    }))
}

fn epochs(
    session: &Session,
    parameters: &Parameters,
    progress: &Progress<'_>,
    warnings: &mut Vec<Warning>,
) -> Result<Vec<Epoch>, FormatError> {
    let all = session.states.iter().chain(&session.events);
    let bytes = all
        .filter_map(|p| Some(std::fs::metadata(p).ok()?.len()))
        .sum();
    let mut events = Events::new(bytes);
    for path in &session.states {
        let Some(rate_hz) = parameters.rate_of("lfp") else {
            let what =
                "is left out: the .xml does not give the rate of its samples (lfpSamplingRate)";
            warnings.push(Warning::new(what).at(name_of(path)));
            continue;
        };
        epochs::states(path, rate_hz, &mut events, progress, warnings)?;
    }
    for path in &session.events {
        epochs::events(path, &mut events, progress, warnings)?;
    }
    warnings.extend(events.warning("epochs"));
    Ok(events.epochs)
}
