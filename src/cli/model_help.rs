//! The models' parameters and presets in words, for `simulate --help`.

use crate::analysis::{Kind, Parameter};
use crate::models;
use std::fmt::Write;

/// What there is to be set, model by model; stands below the flags in `simulate --help`.
pub(super) fn model_help() -> String {
    let mut text = String::from(
        "Parameters, for --set; what is marked * can be changed while the network runs (--changes):\n",
    );
    for model in models::all() {
        let _ = write!(
            text,
            "\n{}: {}\n  {}\n",
            model.id(),
            model.title(),
            model.summary()
        );
        for preset in model.presets() {
            let _ = writeln!(text, "  --preset {}: {}", preset.id, preset.help);
        }
        for parameter in model.parameters() {
            let live = model.live().iter().any(|p| p.id == parameter.id);
            let mark = if live { "*" } else { "" };
            let (id, range) = (parameter.id, range(parameter));
            let _ = write!(text, "  {id}{mark}  {range}\n      {}\n", parameter.help);
        }
    }
    text
}

/// Default, range and unit in words.
fn range(parameter: &Parameter) -> String {
    let unit = match parameter.unit {
        "" => String::new(),
        unit => format!(" {unit}"),
    };
    match parameter.kind {
        Kind::Number { default, min, max } => format!("{default} ({min} to {max}){unit}"),
        Kind::Integer { default, min, max } => format!("{default} ({min} to {max}){unit}"),
        Kind::Choice { default, options } => {
            let known: Vec<_> = options.iter().map(|(id, _)| *id).collect();
            format!("{default} (one of {})", known.join(", "))
        }
        Kind::Switch { default } => format!("{default} (true or false)"),
        Kind::Entry { default, of } => format!("{default} (name or number of a {})", of.word()),
    }
}
