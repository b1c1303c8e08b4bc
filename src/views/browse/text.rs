//! Numbers and times in words.

/// "1,234,567".
pub fn thousands(n: usize) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// "1,234 spikes", "1 spike".
pub fn counted(n: usize, one: &str) -> String {
    let plural = if n == 1 { "" } else { "s" };
    format!("{} {one}{plural}", thousands(n))
}

/// A moment of the recording to a tenth of a millisecond: "12.3456 s", "1:02:03.4567".
pub fn moment(t_s: f64) -> String {
    if !t_s.is_finite() {
        return "–".to_owned();
    }
    let sign = if t_s < 0.0 { "−" } else { "" };
    let ticks = (t_s.abs() * 1e4).round() as u64;
    let (seconds, rest) = (ticks / 10_000, ticks % 10_000);
    match (seconds / 3600, seconds / 60 % 60, seconds % 60) {
        (0, 0, s) => format!("{sign}{s}.{rest:04} s"),
        (0, m, s) => format!("{sign}{m}:{s:02}.{rest:04}"),
        (h, m, s) => format!("{sign}{h}:{m:02}:{s:02}.{rest:04}"),
    }
}
