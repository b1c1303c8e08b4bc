//! The selection that the flags ask for, and remarks about it.

use super::args::{ParameterArgs, SelectionArgs};
use super::error::Error;
#[cfg(feature = "figures")]
use super::info::seconds;
use crate::analysis::{
    Normalisation, Parameter, Scale, Selection, Settings, Surrogate, SurrogateKind, Value, Values,
};
use crate::recording::{Interval, Recording, State};
use serde_json::{Value as Json, json};
use std::path::Path;

impl SelectionArgs {
    /// The settings asked for, with this surrogate where nothing is said of one.
    pub fn settings(
        &self,
        scale: Option<Scale>,
        surrogate: Option<SurrogateKind>,
    ) -> Result<Settings, Error> {
        let [event, baseline] = self.marked()?;
        let mut all = Normalisation::ALL.into_iter();
        let normalisation = all.find(|n| n.id() == self.normalisation);
        Ok(Settings {
            scale: scale.unwrap_or_default(),
            normalisation: normalisation.unwrap_or_default(),
            surrogate: self.surrogate(surrogate),
            event,
            baseline,
        })
    }
    fn surrogate(&self, otherwise: Option<SurrogateKind>) -> Option<Surrogate> {
        let kind = match self.surrogate.as_deref() {
            None => otherwise,
            Some(id) => SurrogateKind::from_id(id),
        };
        kind.map(|kind| Surrogate {
            kind,
            seed: self.surrogate_seed,
            realisations: self.realisations,
        })
    }
    /// The chosen event and baseline.
    fn marked(&self) -> Result<[Option<Interval>; 2], Error> {
        let stretch = |name: &str, ends: &[f64]| match *ends {
            [from, to] if from < to => Ok(Some(Interval::new(from, to))),
            [from, to] => Err(Error::Usage(format!(
                "--{name} ends before it starts: {from} {to}"
            ))),
            _ => Ok(None),
        };
        Ok([
            stretch("event", &self.event)?,
            stretch("baseline", &self.baseline)?,
        ])
    }
}

/// The selection that the flags ask for, with remarks.
///
/// A window that reaches past the recording is taken as it stands, since the person may know better
/// than the first and last spike when the recording began and ended; a remark says so.
pub(super) fn selection(
    recording: &Recording,
    flags: &SelectionArgs,
    file: &Path,
) -> Result<(Selection, Vec<String>), Error> {
    let span = recording.span();
    let window = Interval::new(
        flags.from.unwrap_or(span.start_s),
        flags.to.unwrap_or(span.stop_s),
    );
    if let (Some(from), Some(to)) = (flags.from, flags.to)
        && from >= to
    {
        return Err(Error::Usage(format!(
            "the window ends before it starts: --from {from} --to {to}"
        )));
    }
    if window.intersect(&span).is_none() {
        return Err(Error::with_path(
            file,
            format_args!(
                "the window from {} s to {} s holds nothing: the recording runs from {} s to {} s",
                window.start_s, window.stop_s, span.start_s, span.stop_s
            ),
        ));
    }
    let mut remarks = Vec::new();
    let outside_s = window.duration_s()
        - window
            .intersect(&span)
            .map_or(0.0, |both| both.duration_s());
    if outside_s > 0.0 {
        remarks.push(format!(
            "the window reaches {outside_s} s past what the recording covers ({} s to {} s); bins there are counted as empty",
            span.start_s, span.stop_s
        ));
    }
    let selection = Selection {
        window,
        states: states(recording, &flags.states).map_err(|e| Error::with_path(file, e))?,
        sample: None,
    };
    if selection.intervals(recording).is_empty() {
        remarks
            .push("the chosen states do not occur in the window: nothing is analysed".to_owned());
    }
    Ok((selection, remarks))
}

/// The recording's own names of the states: letter case does not matter, and the usual other names
/// of a sleep state ("sws") are understood.
fn states(recording: &Recording, asked: &[String]) -> Result<Vec<String>, String> {
    let known: Vec<&str> = recording.chips().iter().map(|chip| &*chip.name).collect();
    let mut chosen: Vec<String> = Vec::new();
    for name in asked.iter().map(|s| s.trim()).filter(|s| !s.is_empty()) {
        let usual = State::from_label(name).map(State::name);
        let label = known
            .iter()
            .find(|k| **k == name)
            .or_else(|| {
                known
                    .iter()
                    .find(|k| k.to_lowercase() == name.to_lowercase())
            })
            .or_else(|| known.iter().find(|k| Some(**k) == usual))
            .ok_or_else(|| match known.len() {
                0 => format!("there is no state \"{name}\": the recording has no states"),
                _ => format!(
                    "there is no state \"{name}\"; states are {}",
                    known.join(", ")
                ),
            })?;
        if !chosen.iter().any(|c| c == label) {
            chosen.push((*label).to_owned());
        }
    }
    Ok(chosen)
}

/// The selection as figures and files state it.
pub(super) fn selection_json(recording: &Recording, selection: &Selection) -> Json {
    let intervals: Vec<Json> = selection
        .intervals(recording)
        .as_slice()
        .iter()
        .map(|i| json!({ "start_s": i.start_s, "stop_s": i.stop_s }))
        .collect();
    json!({
        "from_s": selection.window.start_s,
        "to_s": selection.window.stop_s,
        "states": selection.states,
        "intervals": intervals,
    })
}

/// The selection in words: "64 s to 4371 s, in Wake, REM".
#[cfg(feature = "figures")]
pub(super) fn selection_text(selection: &Selection) -> String {
    let mut text = format!(
        "{} s to {} s",
        seconds(selection.window.start_s),
        seconds(selection.window.stop_s)
    );
    if !selection.states.is_empty() {
        text.push_str(", in ");
        text.push_str(&selection.states.join(", "));
    }
    text
}

/// The values that `--set` gives to parameters; a parameter that is not there is wrong usage.
pub(super) fn values(
    parameters: &[&'static Parameter],
    set: &[(String, String)],
) -> Result<Values, Error> {
    let mut values = Values::default();
    for (name, text) in set {
        let found = value(parameters, name, text);
        let (parameter, value) = found.map_err(|e| Error::Usage(format!("--set {e}")))?;
        values.set(parameter, &value);
    }
    Ok(values)
}

/// A parameter by its name, and its value from text.
pub(super) fn value(
    parameters: &[&'static Parameter],
    name: &str,
    text: &str,
) -> Result<(&'static Parameter, Value), String> {
    let Some(parameter) = parameters.iter().find(|p| p.id == name) else {
        let known: Vec<_> = parameters.iter().map(|p| p.id).collect();
        return Err(if known.is_empty() {
            format!("{name}: there are no parameters to set here")
        } else {
            format!("{name}: parameters are {}", known.join(", "))
        });
    };
    Ok((parameter, parameter.parse(text)?))
}

impl ParameterArgs {
    /// The values set for a view.
    pub fn values(&self, view: &str) -> Values {
        let mut values = Values::default();
        for set in self.set.iter().filter(|set| set.view == view) {
            values.set(set.parameter, &set.value);
        }
        values
    }
}
