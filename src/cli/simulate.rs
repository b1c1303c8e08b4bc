//! `equipoise simulate`: a model run as a recording.

use super::args::KeptFields;
use super::meter::Meter;
use super::trouble::Trouble;
use super::{convert, guard, select};
use crate::analysis::Task;
use crate::models;
use std::path::Path;

pub(super) fn run(
    model: &str,
    out: &Path,
    seed: u64,
    set: &[(String, String)],
    meter: &Meter,
) -> Result<(), Trouble> {
    convert::check_ending(out)?;
    let model = models::all()
        .iter()
        .find(|m| m.id() == model)
        .ok_or_else(|| Trouble::Usage(format!("there is no model \"{model}\"")))?;
    let values = select::values(model.parameters(), set)?;
    let never = || false;
    let progress = |done: f32| meter.show(model.title(), done);
    meter.show(model.title(), 0.0);
    let recording = guard::caught(|| model.run(&values, seed, &Task::new(&never, &progress)))
        .map_err(|panic| Trouble::at(out, format_args!("the model failed: {panic}")))?
        .map_err(|e| Trouble::at(out, e))?;
    meter.clear();
    convert::write(&recording, out, KeptFields::Copied, meter)
}
