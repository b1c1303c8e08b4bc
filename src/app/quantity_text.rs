//! Times and counts as people write them.

/// "12.4 s", "3 min 20 s", "1 h 05 min".
pub fn duration(duration_s: f64) -> String {
    let s = duration_s.max(0.0);
    if s < 10.0 {
        return crate::plot::number_text(s, 3) + " s";
    }
    let whole = s.round() as u64;
    match whole {
        0..60 => format!("{s:.1} s"),
        60..3600 => format!("{} min {:02} s", whole / 60, whole % 60),
        _ => format!("{} h {:02} min", whole / 3600, whole % 3600 / 60),
    }
}

/// A place in time: "0:03:12.4".
pub fn clock(t_s: f64) -> String {
    let sign = if t_s < 0.0 { "−" } else { "" };
    // Whole tenths first, so that 59.96 becomes 1:00.0 and not 0:60.0.
    let tenths = (t_s.abs() * 10.0).round() as u64;
    let (s, tenth) = (tenths / 10, tenths % 10);
    format!(
        "{sign}{}:{:02}:{:02}.{tenth}",
        s / 3600,
        s % 3600 / 60,
        s % 60
    )
}

/// Reads a time: "754.2", "754.2 s", "12:34", "1:02:03.5", "12.5 min".
pub fn parse_time(text: &str) -> Option<f64> {
    let text = text.trim().replace('−', "-");
    let (number, unit_s) = if let Some(rest) = text.strip_suffix("min") {
        (rest, 60.0)
    } else if let Some(rest) = text.strip_suffix("ms") {
        (rest, 1e-3)
    } else if let Some(rest) = text.strip_suffix('h') {
        (rest, 3600.0)
    } else {
        (text.strip_suffix('s').unwrap_or(&text), 1.0)
    };
    let (negative, number) = match number.trim().strip_prefix('-') {
        Some(rest) => (true, rest.trim()),
        None => (false, number.trim()),
    };
    let parts: Vec<f64> = number
        .split(':')
        .map(|p| p.trim().replace(',', ".").parse().ok())
        .collect::<Option<_>>()?;
    if parts.len() > 3 || (parts.len() > 1 && unit_s != 1.0) || parts.iter().any(|p| *p < 0.0) {
        return None;
    }
    let t_s = parts.iter().fold(0.0, |sum, part| sum * 60.0 + part) * unit_s;
    let t_s = if negative { -t_s } else { t_s };
    t_s.is_finite().then_some(t_s)
}

/// "1,234,567".
pub fn count(n: usize) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}
