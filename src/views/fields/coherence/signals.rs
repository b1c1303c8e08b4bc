//! The two signals that are compared, on one clock, with what lies around the window.

use super::info::{CHANNEL, FIELD, FIRST, HIGHEST, LOWEST, OTHER, SECOND, TAU_E, TAU_I, VOICES};
use crate::analysis::wavelet::{MOST_SAMPLES, Scales};
use crate::analysis::{AnalysisError, Reference, Task, current, field_samples};
use crate::plot::number_text;
use crate::recording::{Class, Field, Interval};
use crate::views::Input;
use crate::views::shared::{field_choice, wording};
use std::ops::Range;

/// Samples of the window, at least.
const FEWEST: usize = 16;

/// Two signals of one clock.
pub struct Signals {
    pub samples: [Vec<f64>; 2],
    /// Those in the window.
    pub core: Range<usize>,
    pub rate_hz: f64,
    /// Time of the first sample in the window.
    pub start_s: f64,
    pub scales: Scales,
    pub names: [String; 2],
    /// What had to be done otherwise than asked.
    pub notes: Vec<String>,
}

fn nothing<T>(why: impl Into<String>) -> Result<T, AnalysisError> {
    Err(AnalysisError::NothingToShow(why.into()))
}

/// Where the samples of both signals are.
struct Clock {
    /// Time of sample 0 of the stretch with its padding, and the samples of that stretch.
    start_s: f64,
    rate_hz: f64,
    samples: usize,
    core: Range<usize>,
    /// Number of the first sample in the field.
    first: u64,
}

pub fn signals(input: &Input<'_>, task: &Task<'_>) -> Result<Signals, AnalysisError> {
    let (recording, values) = (input.recording, input.values);
    let mut notes = Vec::new();
    let field = field_choice::field(input, &FIELD)?;
    let [first, second] = chosen(input, field.is_some(), &mut notes)?;
    let (low, high) = (values.number(&LOWEST), values.number(&HIGHEST));
    // A current alone has no clock: one that is fast enough for the highest frequency.
    let rate_hz = field.map_or((2.5 * high).max(100.0), |f| f.rate_hz);
    let voices = u32::try_from(values.integer(&VOICES)).unwrap_or(12);
    let Some(scales) = Scales::new(low, high, voices, rate_hz) else {
        return nothing(format!(
            "Frequencies from {} to {} Hz do not fit signals with {} samples a second: set the lowest below the highest, and below half of that.",
            number_text(low, 3),
            number_text(high, 3),
            number_text(rate_hz, 4)
        ));
    };
    let clock = clock(input, field, rate_hz, scales.reach_s())?;
    let taus = [&TAU_E, &TAU_I].map(|tau| values.number(tau) / 1e3);
    let mut currents = None;
    let mut get = |which: &str, asked| -> Result<(Vec<f64>, String), AnalysisError> {
        if let ("channel", Some(field)) = (which, field) {
            let channel = field_choice::channel(input, asked, field)?;
            return channel_of(field, channel, &clock, task);
        }
        if currents.is_none() {
            let length_s = clock.samples as f64 / clock.rate_hz;
            let stretch = Interval::new(clock.start_s, clock.start_s + length_s);
            let trains = recording.ensembles().times_s();
            currents = Some(current(trains, stretch, clock.rate_hz, taus, task)?);
        }
        let [e, i] = currents.as_ref().map_or([&[][..]; 2], |[e, i]| [e, i]);
        Ok(match which {
            "c-e" => (e.to_vec(), "C_E".to_owned()),
            "c-i" => (i.to_vec(), "C_I".to_owned()),
            _ => (
                e.iter().zip(i).map(|(e, i)| e - i).collect(),
                "C(t)".to_owned(),
            ),
        })
    };
    let (a, name_a) = get(&first, &OTHER)?;
    let (b, name_b) = get(&second, &CHANNEL)?;
    if name_a == name_b {
        notes.push("Both signals are the same, so they are coherent everywhere.".to_owned());
    }
    if [&first, &second]
        .iter()
        .any(|which| which.starts_with('c') && *which != "channel")
    {
        notes.extend(wording::unclassified(recording));
    }
    let common = a.len().min(b.len());
    let mut samples = [a, b];
    for samples in &mut samples {
        samples.truncate(common);
    }
    Ok(Signals {
        samples,
        core: clock.core.start.min(common)..clock.core.end.min(common),
        rate_hz: clock.rate_hz,
        start_s: clock.start_s + clock.core.start as f64 / clock.rate_hz,
        scales,
        names: [name_a, name_b],
        notes,
    })
}

/// Which signals are compared: those asked for, or what of them there is.
fn chosen(
    input: &Input<'_>,
    has_field: bool,
    notes: &mut Vec<String>,
) -> Result<[String; 2], AnalysisError> {
    let (recording, values) = (input.recording, input.values);
    let [mut first, mut second] = [values.choice(&FIRST), values.choice(&SECOND)];
    if !has_field {
        notes.push(
            "This recording has no field: the currents of E and of I are compared with each other."
                .to_owned(),
        );
        [first, second] = ["c-e".to_owned(), "c-i".to_owned()];
    }
    let missing = |class| recording.count(class) == 0;
    if first == "c" && missing(Class::Excitatory) != missing(Class::Inhibitory) {
        let (left, gone, word) = if missing(Class::Inhibitory) {
            ("c-e", "inhibitory", "excitatory")
        } else {
            ("c-i", "excitatory", "inhibitory")
        };
        notes.push(format!(
            "No unit is classed as {gone}: the current is that of {word} units alone."
        ));
        left.clone_into(&mut first);
    }
    for which in [&first, &second] {
        let gone = match which.as_str() {
            "c" => missing(Class::Excitatory) && missing(Class::Inhibitory),
            "c-e" => missing(Class::Excitatory),
            "c-i" => missing(Class::Inhibitory),
            _ => false,
        };
        if gone {
            return nothing(
                "There is no current, because units of its class are missing. Set classes in Units, or choose a channel of the field as the first signal.",
            );
        }
    }
    Ok([first, second])
}

fn clock(
    input: &Input<'_>,
    field: Option<&Field>,
    rate_hz: f64,
    reach_s: f64,
) -> Result<Clock, AnalysisError> {
    let window = input.selection.window;
    if !(rate_hz.is_finite() && rate_hz > 0.0) {
        return nothing(format!(
            "The field has a sampling rate of {rate_hz} Hz, which cannot be worked with."
        ));
    }
    let most_s = MOST_SAMPLES as f64 / rate_hz - 2.0 * reach_s - 1.0;
    if window.duration_s() > most_s {
        return nothing(format!(
            "The window is too long for signals with {} samples a second. Choose one of at most {}, or a higher lowest frequency.",
            number_text(rate_hz, 4),
            wording::clock(most_s.max(0.0))
        ));
    }
    let reach = (reach_s * rate_hz).ceil() as u64 + 1;
    let span = input.recording.span();
    let (start_s, all) = field.map_or_else(
        || (span.start_s, (span.duration_s() * rate_hz) as u64),
        |field| (field.start_s, field.samples),
    );
    let index = |t_s: f64| {
        ((t_s - start_s) * rate_hz - 1e-6)
            .ceil()
            .clamp(0.0, all as f64) as u64
    };
    let core = index(window.start_s)..index(window.stop_s);
    if core.end < core.start + FEWEST as u64 {
        let end_s = start_s + all as f64 / rate_hz;
        return nothing(if window.stop_s <= start_s || window.start_s >= end_s {
            format!(
                "The signals run from {} to {}, which is outside the window: move it there.",
                wording::clock(start_s),
                wording::clock(end_s)
            )
        } else {
            format!(
                "The window holds {} of the signals: stretch it.",
                wording::counted(core.end.saturating_sub(core.start), "sample", "samples")
            )
        });
    }
    let from = core.start.saturating_sub(reach);
    let to = (core.end + reach).min(all);
    Ok(Clock {
        start_s: start_s + from as f64 / rate_hz,
        rate_hz,
        samples: (to - from) as usize,
        core: (core.start - from) as usize..(core.end - from) as usize,
        first: from,
    })
}

fn channel_of(
    field: &Field,
    channel: usize,
    clock: &Clock,
    task: &Task<'_>,
) -> Result<(Vec<f64>, String), AnalysisError> {
    let range = clock.first..clock.first + clock.samples as u64;
    let samples = field_samples(field, &[channel], Reference::None, range, task)?;
    Ok((
        samples.iter().map(|v| f64::from(*v)).collect(),
        format!("{} · {}", field.name, field.channels[channel]),
    ))
}
