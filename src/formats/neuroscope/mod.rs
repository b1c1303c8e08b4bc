//! Sessions of NeuroScope, Klusters and KlustaKwik.
//!
//! Files of one name: `.xml` (rates, channels, spike groups), `.res.N` and `.clu.N` (the sample and
//! the cluster of every spike of group N), `.spk.N` (waveforms, of which the mean is kept), `.eeg`,
//! `.lfp` and `.dat` (fields, read by window), `.sts.X` (state X, in samples of the field
//! potential) and `.X.evt` (events, in milliseconds). Units are named group-cluster; cluster 0 is
//! noise and cluster 1 cannot be told apart: both are kept, and not included at first. The folder
//! or any of its files opens the session. Source: the NeuroScope manual, "File formats".

mod epochs;
mod numbers;
mod parameters;
mod session;
mod spikes;
mod waveforms;

use super::events::Events;
use super::input::{Input, name_of, text};
use super::raw::{Raw, SampleKind};
use super::{Format, FormatError, OpenOptions, Progress, RecordingFile, buzcode, finish, roster};
use crate::recording::{Epoch, Field, Origin, Parts, Pyramid, Recording, Warning};
use parameters::Parameters;
use session::Session;
use std::collections::BTreeMap;
use std::path::Path;
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
    fn files(&self, path: &Path) -> Vec<RecordingFile> {
        Session::of(path).map(|s| s.files()).unwrap_or_default()
    }
    fn read(
        &self,
        path: &Path,
        options: &OpenOptions,
        progress: &Progress<'_>,
    ) -> Result<Recording, FormatError> {
        progress.check()?;
        let session = Session::of(path).ok_or_else(|| {
            let expected = "files such as name.xml, name.res.1 and name.clu.1";
            FormatError::malformed(path, NAME, "the session", expected, "none")
        })?;
        let parts = parts(path, &session, options, progress)?;
        finish(path, parts, progress)
    }
}

/// The parameters and raw samples of a session whose units are in other files.
pub(super) fn files_beside(folder: &Path, base: &str) -> Vec<RecordingFile> {
    let Some(session) = described(folder, base) else {
        return Vec::new();
    };
    let alone = Session {
        groups: BTreeMap::new(),
        states: Vec::new(),
        ..session
    };
    alone.files()
}

/// Fields and events of a session whose units are in other files.
pub(super) fn beside(
    folder: &Path,
    base: &str,
    progress: &Progress<'_>,
    warnings: &mut Vec<Warning>,
) -> Result<(Vec<Field>, Vec<Epoch>), FormatError> {
    let Some(mut session) = described(folder, base) else {
        return Ok((Vec::new(), Vec::new()));
    };
    session.states.clear();
    let parameters = match &session.parameters {
        Some(path) => Parameters::parse(&text(path, NAME)?),
        None => Parameters::default(),
    };
    let fields = fields(&session, &parameters, progress, warnings)?;
    let epochs = epochs(&session, &parameters, progress, warnings)?;
    Ok((fields, epochs))
}

/// The session of this name, if its parameters are there.
fn described(folder: &Path, base: &str) -> Option<Session> {
    Session::of(&folder.join(format!("{base}.xml"))).filter(|s| s.parameters.is_some())
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

fn parts(
    path: &Path,
    session: &Session,
    options: &OpenOptions,
    progress: &Progress<'_>,
) -> Result<Parts, FormatError> {
    let mut warnings = Vec::new();
    if session.others > 0 {
        let what = format!(
            "other sessions are in this folder; {} is read",
            session.base
        );
        warnings.push(Warning::counted(session.others, what));
    }
    let parameters = match &session.parameters {
        Some(path) => Parameters::parse(&text(path, NAME)?),
        None => Parameters::default(),
    };
    let xml = session
        .parameters
        .as_deref()
        .map(name_of)
        .unwrap_or_default();
    let rate_hz = roster::rate_hz(parameters.rate_hz, options, &xml, &mut warnings);
    let mut spikes = spikes::read(path, session, rate_hz, progress, &mut warnings)?;
    waveforms::read(
        session,
        &parameters,
        &spikes.groups,
        &mut spikes.units,
        rate_hz,
        progress,
        &mut warnings,
    )?;
    warnings.extend(roster::excluded(&spikes.units));
    let mut parts = Parts::new(session.base.clone());
    parts.origin = Origin::File {
        path: path.to_owned(),
        format: NAME.to_owned(),
    };
    parts.fields = fields(session, &parameters, progress, &mut warnings)?;
    if session.groups.is_empty()
        && let Some(units) = buzcode::units_beside(path, &session.base)
    {
        let what = "holds the units of this session; open it, or the folder, to read all together";
        warnings.push(Warning::new(what).at(units));
    }
    parts.epochs = epochs(session, &parameters, progress, &mut warnings)?;
    parts.units = spikes.units;
    parts.trains = spikes.trains;
    parts.class_column = roster::classify(path, &mut parts.units, &[], options)?;
    parts.warnings = warnings;
    Ok(parts)
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
    let input = Input::open(path)?;
    let over = input.length() % (kind.size() * channels as u64).max(1);
    if over > 0 {
        let what = "bytes at its end are no whole sample of all channels and are left out";
        warnings.push(Warning::counted(over as usize, what).at(object.clone()));
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
