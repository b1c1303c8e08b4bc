//! Words that views share.

use crate::analysis::{AnalysisError, Normalisation};
use crate::plot::number_text;
use crate::recording::{Class, ClassSource, Intervals, Recording};
use crate::views::Input;

/// A time on the recording's clock: "3.25 s", "12:03.4", "1:02:03.4".
pub fn clock(t_s: f64) -> String {
    let sign = if t_s < 0.0 { "−" } else { "" };
    let t = t_s.abs();
    if t < 60.0 {
        return format!("{sign}{t:.2} s");
    }
    // Rounded first, so that 119.96 does not become 1:60.0.
    let tenths = (t * 10.0).round();
    let minutes = (tenths / 600.0).floor();
    let seconds = (tenths - minutes * 600.0) / 10.0;
    if minutes < 60.0 {
        format!("{sign}{minutes:.0}:{seconds:04.1}")
    } else {
        let hours = (minutes / 60.0).floor();
        format!(
            "{sign}{hours:.0}:{:02.0}:{seconds:04.1}",
            minutes - hours * 60.0
        )
    }
}

/// What short times up to `most_s` are given in: so many to a second, and its name.
pub fn time_unit(most_s: f64) -> (f64, &'static str) {
    if most_s < 2.0 {
        (1e3, "ms")
    } else {
        (1.0, "s")
    }
}

/// A stretch of time or a lag: "12.4 ms", "−3.20 s".
pub fn seconds(t_s: f64) -> String {
    let (by, unit) = time_unit(t_s.abs());
    format!("{} {unit}", number_text(t_s * by, 3))
}

/// A length of time with three figures: "12.0 ms", "3.45 s", "28.0 min", "8.00 h".
pub fn length(duration_s: f64) -> String {
    let (value, unit) = match duration_s {
        d if d < 0.9995 => (d * 1e3, "ms"),
        d if d < 119.95 => (d, "s"),
        d if d < 7199.5 => (d / 60.0, "min"),
        d => (d / 3600.0, "h"),
    };
    format!("{} {unit}", number_text(value, 3))
}

/// The short unit behind a value.
pub fn short_unit(normalisation: Normalisation) -> &'static str {
    match normalisation {
        Normalisation::Rate => "Hz",
        Normalisation::Count => "spikes per neuron",
        Normalisation::Share | Normalisation::Max => "",
        Normalisation::ZScore => "SD",
    }
}

/// "E 3.20 Hz, I 14.1 Hz".
pub fn pair(e: f64, i: f64, normalisation: Normalisation) -> String {
    let value = |x: f64| {
        let text = format!("{} {}", number_text(x, 3), short_unit(normalisation));
        text.trim_end().to_owned()
    };
    format!("E {}, I {}", value(e), value(i))
}

/// "1 bin", "12 bins".
pub fn counted(count: u64, one: &str, many: &str) -> String {
    let digits = count.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        // Thin spaces in numbers of five figures and more.
        if digits.len() > 4 && place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push('\u{202f}');
        }
        text.push(digit);
    }
    format!("{text} {}", if count == 1 { one } else { many })
}

/// What the bins leave out: time and spikes.
pub fn left_out(left_out_s: f64, left_out_e: u64, left_out_i: u64) -> String {
    if left_out_s < 1e-9 && left_out_e + left_out_i == 0 {
        return "The bins fill the selection: nothing is left out.".to_owned();
    }
    format!(
        "Left out at the ends, where no whole bin fits: {} s, with {} and {}.",
        number_text(left_out_s, 3),
        counted(left_out_e, "E spike", "E spikes"),
        counted(left_out_i, "I spike", "I spikes"),
    )
}

/// Units that no ensemble holds.
pub fn unclassified(recording: &Recording) -> Option<String> {
    let count = recording.count(Class::Unclassified);
    (count > 0).then(|| {
        format!(
            "{} without class in neither ensemble.",
            counted(count as u64, "unit is", "units are")
        )
    })
}

/// Classes that are only guessed from rates: said wherever anything rests on them.
pub fn guessed(recording: &Recording) -> Option<String> {
    let all = recording.units().iter().filter(|u| u.included);
    let guessed = all.filter(|u| u.class_source == Some(ClassSource::Rate));
    let count = guessed.count() as u64;
    (count > 0).then(|| {
        format!(
            "Heuristic: the class of {} is guessed from its rate.",
            counted(count, "unit", "units")
        )
    })
}

/// Time of a selection in which units were not observed.
pub fn unobserved(recording: &Recording, time: &Intervals) -> Option<String> {
    let (count, most_s) = recording.unobserved(time)?;
    let mut sentences = vec![format!(
        "{} not observed in all of the selection, for up to {}: that they do not fire there is not known.",
        counted(count as u64, "unit was", "units were"),
        length(most_s)
    )];
    let ensembles = recording.ensembles().pair();
    let fewer: Vec<String> = recording
        .unit_counts(time)
        .iter()
        .zip(["excitatory", "inhibitory"])
        .filter(|(units, _)| units.observed < units.all as f64)
        .map(|(units, class)| format!("{:.1} of {} {class}", units.observed, units.all))
        .collect();
    if !fewer.is_empty() {
        sentences.push(format!(
            "Per neuron means per neuron observed on average: {}.",
            fewer.join(", ")
        ));
    }
    for (ensemble, class) in ensembles.into_iter().zip(["excitatory", "inhibitory"]) {
        if let Some(missing_s) = recording.unobserved_s(ensemble, time) {
            let missing = length(missing_s);
            sentences.push(format!("For {missing} of it no {class} unit was observed."));
        }
    }
    Some(sentences.join(" "))
}

/// "set by hand (2), file, column type (10)": where the classes come from; `None` without any.
pub fn class_sources(recording: &Recording) -> Option<String> {
    let sources = recording.class_sources().iter();
    let words: Vec<String> = sources.map(|(s, n)| format!("{s} ({n})")).collect();
    (!words.is_empty()).then(|| words.join("; "))
}

/// Said where states are chosen that do not apply.
pub fn whole_window(input: &Input<'_>) -> Option<String> {
    let words = "The choice of states does not apply here: the whole window is shown.";
    (!input.selection.states.is_empty()).then(|| words.to_owned())
}

/// No scale has enough bins for statistics.
pub fn too_short() -> AnalysisError {
    AnalysisError::NothingToShow(
        "The selection has no scale with 30 bins in which E and I differ. Choose a longer window or more states."
            .to_owned(),
    )
}

/// Fails with the way out when a class has no unit.
pub fn both_classes(recording: &Recording) -> Result<(), AnalysisError> {
    let missing = |class: Class| recording.count(class) == 0;
    let which = match (missing(Class::Excitatory), missing(Class::Inhibitory)) {
        (false, false) => return Ok(()),
        (true, true) => "excitatory or inhibitory",
        (true, false) => "excitatory",
        (false, true) => "inhibitory",
    };
    Err(AnalysisError::NothingToShow(format!(
        "No unit is classed as {which}. Set classes in Units, or take them from a column, from waveforms or from connections."
    )))
}
