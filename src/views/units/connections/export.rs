//! Connections in numbers: every one that was found, and the evidence of every unit.

use super::Outcome;
use crate::analysis::connections::{Connection, Test, conflict, evidence};
use crate::views::shared::scale_plot::{cell, number};
use crate::views::{Export, Input};
use serde_json::{Value, json};

pub fn export(outcome: &Outcome, input: &Input<'_>) -> Vec<Export> {
    vec![connections(outcome, input), units(outcome, input)]
}

const COLUMNS: [&str; 6] = ["pre", "post", "sign", "lag_s", "p", "excess"];

fn connections(outcome: &Outcome, input: &Input<'_>) -> Export {
    let sign = |c: &Connection| json!(c.sign).as_str().unwrap_or_default().to_owned();
    let object = |c: &Connection| {
        json!({
            "pre": outcome.name(c.pre),
            "post": outcome.name(c.post),
            "sign": c.sign,
            "lag_s": number(c.lag_s),
            "p": number(c.p),
            "excess": number(c.excess),
        })
    };
    let row = |c: &Connection| {
        let names = [outcome.name(c.pre), outcome.name(c.post)].map(str::to_owned);
        let numbers = [c.lag_s, c.p, c.excess].map(cell);
        [&names[..], &[sign(c)], &numbers[..]].concat()
    };
    let (options, lags, out) = (outcome.options, outcome.options.lags(), outcome.left_out);
    let jitter = options.test == Test::Jitter;
    let only = |on: bool, value: Value| if on { value } else { Value::Null };
    let directions = 2 * outcome.pairs.done();
    let window = input.selection.window;
    Export {
        key: "connections",
        json: json!({
            "test": options.test,
            "bin_s": lags.bin_s,
            "window_s": number(lags.half as f64 * lags.bin_s),
            "alpha": only(!jitter, number(options.alpha)),
            "jitter_s": only(jitter, number(options.jitter_s)),
            "jitters": only(jitter, json!(options.jitters)),
            "seed": only(jitter, json!(options.seed)),
            "strict_troughs": options.strict_troughs,
            "from_s": number(window.start_s),
            "to_s": number(window.stop_s),
            "duration_s": number(outcome.duration_s),
            "units_tested": outcome.order.len(),
            "units_few_spikes": out.few_spikes,
            "units_not_included": out.excluded,
            "units_beyond": out.beyond,
            "directions_tested": directions,
            "expected_by_chance_of_each_sign": number(options.chance() * directions as f64),
            "connections": outcome.found.iter().map(object).collect::<Vec<_>>(),
        }),
        csv: Some((
            COLUMNS.map(str::to_owned).to_vec(),
            outcome.found.iter().map(row).collect(),
        )),
        warnings: Vec::new(),
    }
}

fn units(outcome: &Outcome, input: &Input<'_>) -> Export {
    let units = input.recording.units();
    let all = evidence(&outcome.found, units.len());
    let (mut objects, mut rows) = (Vec::new(), Vec::new());
    let class_text = |class: Option<crate::recording::Class>| {
        class.map_or(String::new(), |class| class.name().to_lowercase())
    };
    for &unit in outcome.pairs.units() {
        let (about, evidence, waveform) = (&units[unit], &all[unit], outcome.waveforms[unit]);
        let [[made_e, made_i], [received_e, received_i]] = [evidence.made, evidence.received];
        let against = conflict(evidence, about.class, waveform);
        let source = about.class_source.as_ref().map(ToString::to_string);
        objects.push(json!({
            "unit": about.id,
            "class": about.class,
            "class_source": source,
            "waveform": (!waveform.is_empty()).then_some(waveform),
            "made_excitatory": made_e,
            "made_inhibitory": made_i,
            "received_excitatory": received_e,
            "received_inhibitory": received_i,
            "suggested": evidence.suggested(),
            "conflict": against,
        }));
        let counts = [made_e, made_i, received_e, received_i].map(|n| n.to_string());
        let words = [
            about.id.clone(),
            class_text(Some(about.class)),
            source.unwrap_or_default(),
            waveform.to_owned(),
        ];
        let last = [
            class_text(evidence.suggested()),
            against.unwrap_or_default().to_owned(),
        ];
        rows.push([&words[..], &counts[..], &last[..]].concat());
    }
    let header = [
        "unit",
        "class",
        "class_source",
        "waveform",
        "made_excitatory",
        "made_inhibitory",
        "received_excitatory",
        "received_inhibitory",
        "suggested",
        "conflict",
    ];
    Export {
        key: "connection_evidence",
        json: Value::Array(objects),
        csv: Some((header.map(str::to_owned).to_vec(), rows)),
        warnings: Vec::new(),
    }
}
