//! `equipoise simulate`: a model run as a recording.

use super::args::{FieldStorage, SimulateArgs};
use super::catch_panic::catch_panic;
use super::error::Error;
use super::meter::Meter;
use super::{convert, output};
use crate::analysis::{Task, Values};
use crate::formats::atomic_write;
use crate::models::{self, Changes, Model, Network, Silent, rate};
use std::fmt::Write as _;
use std::io::{BufWriter, Write};
use std::path::Path;

pub(super) fn run(args: &SimulateArgs, meter: &Meter) -> Result<(), Error> {
    if let Some(out) = &args.out {
        convert::check_ending(out)?;
    }
    let model = models::find(&args.model)
        .ok_or_else(|| Error::Usage(format!("there is no model \"{}\"", args.model)))?;
    let values = values(model, args)?;
    for (name, flag) in [
        ("--network", &args.network),
        ("--trajectory", &args.trajectory),
    ] {
        if flag.is_some() && model.id() != rate::RateModel.id() {
            return Err(Error::Usage(format!(
                "{name}: only the model {} has it",
                rate::RateModel.id()
            )));
        }
    }
    let changes = args.changes.as_deref().map_or(Ok(None), |path| {
        let changes = Changes::parse(&text(path)?, model);
        changes.map(Some).map_err(|e| Error::with_path(path, e))
    })?;
    let given = args.network.as_deref().map(given_network).transpose()?;
    let run = Run {
        model,
        values,
        seed: args.seed,
        changes,
        given,
    };
    if let Some(path) = &args.trajectory {
        let written = catch_panic(|| run.write_trajectory(path, meter));
        written
            .map_err(|panic| Error::with_path(path, format_args!("the model failed: {panic}")))??;
        meter.done(&path.display().to_string());
    }
    let Some(out) = &args.out else {
        return Ok(());
    };
    let never = || false;
    let progress = |done: f32| meter.show(model.title(), done);
    meter.show(model.title(), 0.0);
    let recording = catch_panic(|| run.recording(&Task::new(&never, &progress)))
        .map_err(|panic| Error::with_path(out, format_args!("the model failed: {panic}")))?
        .map_err(|e| Error::with_path(out, e))?;
    meter.clear();
    convert::write(&recording, out, FieldStorage::Copied, meter)
}

/// Reads the network that a file gives.
pub(super) fn given_network(path: &Path) -> Result<rate::GivenNetwork, Error> {
    rate::GivenNetwork::parse(&text(path)?).map_err(|e| Error::with_path(path, e))
}

fn text(path: &Path) -> Result<String, Error> {
    std::fs::read_to_string(path)
        .map_err(|e| Error::with_path(path, format_args!("cannot read: {e}")))
}

/// The preset's values, then those that are set.
fn values(model: &dyn Model, args: &SimulateArgs) -> Result<Values, Error> {
    let mut values = preset_and_set(model, args.preset.as_deref(), &args.set)?;
    if let Some(seconds) = &args.seconds {
        assign(&mut values, model, "--seconds", "duration", seconds)?;
    }
    Ok(values)
}

/// The preset's values, then those of `--set`.
pub(super) fn preset_and_set<'a>(
    model: &dyn Model,
    preset: Option<&str>,
    set: impl IntoIterator<Item = &'a (String, String)>,
) -> Result<Values, Error> {
    let mut values = match preset {
        Some(id) => models::preset(model, id).map_err(|e| Error::Usage(format!("--preset {e}")))?,
        None => Values::default(),
    };
    for (name, text) in set {
        assign(&mut values, model, "--set", name, text)?;
    }
    Ok(values)
}

fn assign(
    values: &mut Values,
    model: &dyn Model,
    flag: &str,
    name: &str,
    text: &str,
) -> Result<(), Error> {
    let found = models::parameter(model.parameters(), name)
        .and_then(|parameter| Ok((parameter, parameter.parse(text)?)));
    let (parameter, value) = found.map_err(|e| Error::Usage(format!("{flag} {e}")))?;
    values.set(parameter, &value);
    Ok(())
}

/// What is to be run.
struct Run {
    model: &'static dyn Model,
    values: Values,
    seed: u64,
    changes: Option<Changes>,
    given: Option<rate::GivenNetwork>,
}

impl Run {
    fn recording(
        &self,
        task: &Task<'_>,
    ) -> Result<crate::recording::Recording, models::ModelError> {
        let (values, seed) = (&self.values, self.seed);
        match (&self.given, &self.changes) {
            (Some(given), changes) => {
                let changes = changes.clone().unwrap_or_default();
                rate::record_given(given, values, seed, &changes, task)
            }
            (None, Some(changes)) if !self.model.live().is_empty() => {
                models::record(self.model, values, seed, changes, task)
            }
            _ => self.model.run(values, seed, task),
        }
    }

    /// Time in membrane time constants, h of all units and w of the excitatory ones, before the
    /// first step and after each.
    fn write_trajectory(&self, path: &Path, meter: &Meter) -> Result<(), Error> {
        let cannot = |e: std::io::Error| {
            let words = output::io_message(&e);
            Error::with_path(path, format_args!("cannot write: {words}"))
        };
        let failed = |e: models::ModelError| Error::with_path(path, e);
        let mut network = match &self.given {
            Some(given) => rate::build_given(given, &self.values, self.seed),
            None => rate::build(&self.values, self.seed),
        }
        .map_err(failed)?;
        let file = atomic_write::temporary(path).map_err(cannot)?;
        let mut writer = BufWriter::new(file);
        let [n, n_e] = [network.matrix().n(), network.matrix().n_e()];
        let mut line = String::from("t");
        for unit in 0..n {
            let _ = write!(line, ",h{unit}");
        }
        for unit in 0..n_e {
            let _ = write!(line, ",w{unit}");
        }
        let changes = self.changes.clone().unwrap_or_default();
        let mut to_come = changes.as_slice();
        let last = models::run_length(&self.values, network.step_s());
        for step in 0..=last {
            writeln!(writer, "{line}").map_err(cannot)?;
            if step > 0 {
                let told = &mut |_: &_, _| ();
                models::run_to(&mut network, step, &mut to_come, &mut Silent, told)
                    .map_err(failed)?;
            }
            line.clear();
            let _ = write!(line, "{}", step as f64 * network.parameters().dt);
            for value in network.h().into_iter().chain(network.w()) {
                let _ = write!(line, ",{value}");
            }
            meter.show("trajectory", step as f32 / last as f32);
        }
        writeln!(writer, "{line}").map_err(cannot)?;
        meter.clear();
        let file = writer.into_inner().map_err(|e| cannot(e.into_error()))?;
        atomic_write::persist(file, path).map_err(cannot)
    }
}
