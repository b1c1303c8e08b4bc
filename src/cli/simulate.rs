//! `equipoise simulate`: a model run as a recording.

use super::args::{FieldStorage, SimulateArgs};
use super::catch_panic::catch_panic;
use super::error::Error;
use super::meter::Meter;
use super::{convert, select};
use crate::analysis::Task;
use crate::models;

pub(super) fn run(args: &SimulateArgs, meter: &Meter) -> Result<(), Error> {
    let out = args.out.as_path();
    convert::check_ending(out)?;
    let model = models::all()
        .iter()
        .find(|m| m.id() == args.model)
        .ok_or_else(|| Error::Usage(format!("there is no model \"{}\"", args.model)))?;
    let values = select::values(model.parameters(), &args.set)?;
    let never = || false;
    let progress = |done: f32| meter.show(model.title(), done);
    meter.show(model.title(), 0.0);
    let recording = catch_panic(|| model.run(&values, args.seed, &Task::new(&never, &progress)))
        .map_err(|panic| Error::with_path(out, format_args!("the model failed: {panic}")))?
        .map_err(|e| Error::with_path(out, e))?;
    meter.clear();
    convert::write(&recording, out, FieldStorage::Copied, meter)
}
