//! Few, round ticks; the same for every renderer.

use super::{Axis, Ticks};

/// A tick: where, and what it says (empty for a minor tick).
#[derive(Clone, Debug, PartialEq)]
pub struct Tick {
    pub at: f64,
    pub text: String,
}

/// The ticks of an axis that shows `range` (either end may be the larger) and has room for about
/// `most` labels.
pub fn ticks(axis: &Axis, range: [f64; 2], most: usize) -> Vec<Tick> {
    let (low, high) = (range[0].min(range[1]), range[0].max(range[1]));
    if !(low.is_finite() && high.is_finite()) || high <= low {
        return Vec::new();
    }
    match &axis.ticks {
        Ticks::None => Vec::new(),
        Ticks::At(places) => places
            .iter()
            .filter(|(at, _)| (low..=high).contains(at))
            .map(|(at, text)| Tick {
                at: *at,
                text: text.clone(),
            })
            .collect(),
        Ticks::Time => time_ticks(low, high, most),
        _ if axis.log => log_ticks(low, high, most),
        kind => linear_ticks(low, high, most, matches!(kind, Ticks::Unsigned)),
    }
}

fn steps(low: f64, high: f64, step: f64) -> impl Iterator<Item = f64> {
    let first = (low / step - 1e-9).ceil() as i64;
    let last = (high / step + 1e-9).floor() as i64;
    (first..=last.min(first + 200)).map(move |j| j as f64 * step)
}

fn round_step(span: f64, most: usize) -> f64 {
    let rough = span / most.max(1) as f64;
    let power = 10f64.powf(rough.log10().floor());
    [1.0, 2.0, 5.0, 10.0]
        .into_iter()
        .map(|m| m * power)
        .find(|step| *step >= rough * 0.999)
        .unwrap_or(10.0 * power)
}

fn linear_ticks(low: f64, high: f64, most: usize, unsigned: bool) -> Vec<Tick> {
    // One number is no scale: closer ticks where there would be less than two.
    let step = [most, 2 * most, 4 * most]
        .map(|most| round_step(high - low, most))
        .into_iter()
        .find(|step| steps(low, high, *step).nth(1).is_some())
        .unwrap_or_else(|| round_step(high - low, most));
    let digits = (-step.log10().floor()).max(0.0) as usize;
    let largest = low.abs().max(high.abs());
    steps(low, high, step)
        .map(|at| {
            let shown = if unsigned { at.abs() } else { at };
            let text = if (1e-3..1e5).contains(&largest) {
                signed(format!("{shown:.digits$}"))
            } else {
                number_text(if at.abs() < step * 1e-6 { 0.0 } else { shown }, 3)
            };
            Tick { at, text }
        })
        .collect()
}

fn log_ticks(low: f64, high: f64, most: usize) -> Vec<Tick> {
    if low <= 0.0 {
        return Vec::new();
    }
    let (first, last) = (low.log10().ceil() as i32, high.log10().floor() as i32);
    let decades = (last - first + 1).max(0) as usize;
    let every = decades.div_ceil(most.max(1)).max(1) as i32;
    let mut out = Vec::new();
    for power in (first - 1)..=last {
        for m in 1..10 {
            let at = f64::from(m) * 10f64.powi(power);
            if at < low * 0.999_999 || at > high * 1.000_001 {
                continue;
            }
            let text = if (m == 1 && (power - first) % every == 0)
                || (decades < 2 && (m == 2 || m == 5))
            {
                number_text(at, 1)
            } else {
                String::new()
            };
            out.push(Tick { at, text });
        }
    }
    out
}

/// Ticks in seconds, minutes or hours: "90 s" never stands where "1:30" is meant.
fn time_ticks(low: f64, high: f64, most: usize) -> Vec<Tick> {
    const ROUND: [f64; 16] = [
        1.0, 2.0, 5.0, 10.0, 15.0, 30.0, 60.0, 120.0, 300.0, 600.0, 900.0, 1800.0, 3600.0, 7200.0,
        14400.0, 28800.0,
    ];
    let rough = (high - low) / most.max(1) as f64;
    let step = if rough < 1.0 {
        round_step(high - low, most)
    } else {
        ROUND
            .into_iter()
            .find(|s| *s >= rough * 0.999)
            .unwrap_or_else(|| round_step((high - low) / 3600.0, most) * 3600.0)
    };
    steps(low, high, step)
        .map(|at| Tick {
            at,
            text: time_text(at, step),
        })
        .collect()
}

/// A time with as many parts as the step needs: "12.4 s", "3:05", "1:02:00".
fn time_text(t_s: f64, step_s: f64) -> String {
    let sign = if t_s < 0.0 { "−" } else { "" };
    let t = t_s.abs();
    if step_s < 1.0 {
        let digits = (-step_s.log10().floor()).max(0.0) as usize;
        if t < 60.0 {
            return format!("{sign}{t:.digits$} s");
        }
        // Round first, so that 59.9996 does not become ":60.000".
        let unit = 10f64.powi(digits as i32);
        let t = (t * unit).round() / unit;
        let minutes = (t / 60.0).floor();
        let seconds = t - minutes * 60.0;
        let width = digits + 3;
        return clock(sign, minutes as u64, &format!("{seconds:0width$.digits$}"));
    }
    let whole = t.round() as u64;
    if whole < 60 && step_s < 60.0 {
        return format!("{sign}{whole} s");
    }
    clock(sign, whole / 60, &format!("{:02}", whole % 60))
}

fn clock(sign: &str, minutes: u64, seconds: &str) -> String {
    if minutes < 60 {
        format!("{sign}{minutes}:{seconds}")
    } else {
        format!("{sign}{}:{:02}:{seconds}", minutes / 60, minutes % 60)
    }
}

fn signed(text: String) -> String {
    let zero = text
        .trim_start_matches('-')
        .chars()
        .all(|c| c == '0' || c == '.');
    match text.strip_prefix('-') {
        Some(rest) if zero => rest.to_owned(),
        Some(rest) => format!("−{rest}"),
        None => text,
    }
}

/// A number with so many significant figures, as people write it: 0.00123, 12 300, 1.2×10⁻⁵; a
/// dash for what is not a number.
pub fn number_text(value: f64, significant: usize) -> String {
    if !value.is_finite() {
        return "–".to_owned();
    }
    if value == 0.0 {
        return "0".to_owned();
    }
    let significant = significant.max(1);
    let rounded: f64 = format!("{:.*e}", significant - 1, value)
        .parse()
        .unwrap_or(value);
    let power = rounded.abs().log10().floor() as i32;
    if (-4..6).contains(&power) {
        let digits = (significant as i32 - 1 - power).max(0) as usize;
        return signed(format!("{rounded:.digits$}"));
    }
    let mantissa = rounded / 10f64.powi(power);
    let mut text = signed(format!("{mantissa:.*}", significant - 1));
    if text.contains('.') {
        text = text.trim_end_matches('0').trim_end_matches('.').to_owned();
    }
    let exponent: String = power
        .to_string()
        .chars()
        .map(|c| match c {
            '-' => '⁻',
            '1' => '¹',
            '2' => '²',
            '3' => '³',
            c => char::from_u32(0x2070 + c.to_digit(10).unwrap_or(0)).unwrap_or(c),
        })
        .collect();
    if text == "1" {
        format!("10{exponent}")
    } else {
        format!("{text}×10{exponent}")
    }
}
