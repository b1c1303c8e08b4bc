//! Views about a model take their time whatever the recording: for tests they are given few units.

use equipoise::analysis::{Value, Values};
use equipoise::views::{About, AnyView};

/// Values for one network of a hundred units, few couplings, and one set of random numbers, where a view is about a
/// model; for others none. Times are in membrane time constants.
pub fn few(view: &dyn AnyView, transient: i64, time: i64) -> Values {
    let mut values = Values::default();
    if view.about() == About::Recording {
        return values;
    }
    for parameter in view.info().parameters {
        let few = match parameter.id {
            "network-units" => 100,
            "transient" => transient,
            "time" => time,
            "sets" | "networks" | "currents" => 1,
            "steps" => 3,
            _ => continue,
        };
        values.set(parameter, &Value::Integer(few));
    }
    values
}
