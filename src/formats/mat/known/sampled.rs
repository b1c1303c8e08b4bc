//! Signals known by their names, and a variable that says how often they were sampled.

use super::signals::{Along, laid_out, rounded};
use crate::formats::mat::Variables;
use crate::formats::mat::content::{Content, field};
use crate::formats::mat::leaves::plain;
use crate::formats::mat::value::Numbers;

const RATES: [&str; 12] = [
    "fs",
    "sr",
    "srate",
    "samplerate",
    "samplingrate",
    "samplefrequency",
    "samplingfrequency",
    "fslfp",
    "lfpfs",
    "lfprate",
    "lfpsamplerate",
    "lfpsamplingrate",
];
const SIGNALS: [&str; 5] = ["lfp", "eeg", "ecog", "emg", "eog"];
/// A shorter list is a result, not a signal.
const FEWEST: usize = 100;
/// Rates that are believed.
const RATES_HZ: std::ops::RangeInclusive<f64> = 1.0..=1e6;

/// Fields at the one rate of the file, from 0 s; of a matrix the longer dimension is time.
pub(super) fn find(variables: &Variables) -> Option<Content> {
    let mut rates = variables.list.iter().filter_map(|(name, value)| {
        let rate = value.numbers().and_then(Numbers::scalar)?;
        let is_rate = RATES.contains(&plain(name).as_str()) && RATES_HZ.contains(&rate);
        is_rate.then_some((name, rate))
    });
    let (rate_name, rate_hz) = rates.next()?;
    if rates.next().is_some() {
        return None;
    }
    let mut content = Content::default();
    for (name, value) in &variables.list {
        let own = plain(name);
        if own == plain(rate_name)
            || !SIGNALS
                .iter()
                .any(|s| own.starts_with(s) || own.ends_with(s))
        {
            continue;
        }
        let Some(numbers) = value.numbers().filter(|n| n.data.len() >= FEWEST) else {
            continue;
        };
        let samples = match numbers.matrix() {
            _ if numbers.is_list() => laid_out(numbers, &Along::List, numbers.data.len()),
            Some((rows, columns)) if rows >= columns => {
                laid_out(numbers, &Along::Channels(columns), rows)
            }
            Some((rows, columns)) => laid_out(numbers, &Along::Rows(rows), columns),
            None => continue,
        };
        content
            .fields
            .push(field(name, rounded(rate_hz), 0.0, samples));
        content
            .what
            .push(format!("field {name} at {rate_name}, from 0 s"));
        content.used.extend([name.clone(), rate_name.clone()]);
    }
    (!content.is_empty()).then_some(content)
}
