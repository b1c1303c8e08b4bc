//! Connections in numbers: every one that was found, and the evidence of every unit.

use super::Outcome;
use crate::analysis::connections::{Test, conflict, evidence};
use crate::recording::Class;
use crate::views::{Input, Numbers, Rows};
use serde_json::json;

pub fn numbers(outcome: &Outcome, input: &Input<'_>) -> Vec<Numbers> {
    vec![connections(outcome, input), units(outcome, input)]
}

/// The word that something is called in JSON.
fn word(value: impl serde::Serialize) -> String {
    json!(value).as_str().unwrap_or_default().to_owned()
}

pub fn connections(outcome: &Outcome, input: &Input<'_>) -> Numbers {
    let (options, lags, out) = (outcome.options, outcome.options.lags(), outcome.left_out);
    let jitter = options.test == Test::Jitter;
    let directions = 2 * outcome.pairs.done();
    let window = input.selection.window;
    let rows = Rows::new("connections", &outcome.found)
        .column("pre", |c| outcome.name(c.pre).to_owned())
        .column("post", |c| outcome.name(c.post).to_owned())
        .column("sign", |c| word(c.sign))
        .column("lag_s", |c| c.lag_s)
        .column("p", |c| c.p)
        .column("excess", |c| c.excess);
    Numbers::new("connections")
        .fact("test", json!(options.test))
        .fact("bin_s", lags.bin_s)
        .fact("window_s", lags.half as f64 * lags.bin_s)
        .fact("alpha", (!jitter).then_some(options.alpha))
        .fact("jitter_s", jitter.then_some(options.jitter_s))
        .fact("jitters", json!(jitter.then_some(options.jitters)))
        .fact("seed", json!(jitter.then_some(options.seed)))
        .fact("strict_troughs", options.strict_troughs)
        .fact("from_s", window.start_s)
        .fact("to_s", window.stop_s)
        .fact("duration_s", outcome.duration_s)
        .fact("units_tested", outcome.order.len())
        .fact("units_few_spikes", out.few_spikes)
        .fact("units_not_included", out.excluded)
        .fact("units_beyond", out.beyond)
        .fact("directions_tested", directions)
        .fact(
            "expected_by_chance_of_each_sign",
            options.chance() * directions as f64,
        )
        .table(rows)
}

pub fn units(outcome: &Outcome, input: &Input<'_>) -> Numbers {
    let units = input.recording.units();
    let all = evidence(&outcome.found, units.len());
    let class = |class: Class| class.name().to_lowercase();
    let waveform = |unit: usize| outcome.waveforms[unit];
    let rows = Rows::new("", outcome.pairs.units().iter().copied())
        .column("unit", |&u| units[u].id.clone())
        .column("class", |&u| class(units[u].class))
        .column("class_source", |&u| {
            units[u].class_source.as_ref().map(ToString::to_string)
        })
        .column("waveform", |&u| Some(waveform(u)).filter(|w| !w.is_empty()))
        .column("made_excitatory", |&u| all[u].made[0])
        .column("made_inhibitory", |&u| all[u].made[1])
        .column("received_excitatory", |&u| all[u].received[0])
        .column("received_inhibitory", |&u| all[u].received[1])
        .column("suggested", |&u| all[u].suggested().map(class))
        .column("conflict", |&u| {
            conflict(&all[u], units[u].class, waveform(u))
        });
    Numbers::new("connection_evidence").table(rows)
}
