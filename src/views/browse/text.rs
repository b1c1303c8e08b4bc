//! Numbers and times in words.

/// "1,234,567".
pub(super) fn thousands(n: usize) -> String {
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
pub(super) fn counted(n: usize, one: &str) -> String {
    let plural = if n == 1 { "" } else { "s" };
    format!("{} {one}{plural}", thousands(n))
}

/// A moment of the recording to a tenth of a millisecond: "12.3456 s", "1:02:03.4567".
pub(super) fn moment(t_s: f64) -> String {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_and_times_read_as_clocks() {
        let grouped = [0, 999, 1000, 1_234_567].map(thousands);
        assert_eq!(grouped, ["0", "999", "1,000", "1,234,567"]);
        assert_eq!(counted(1, "spike"), "1 spike");
        assert_eq!(moment(12.345_64), "12.3456 s");
        assert_eq!(moment(59.999_99), "1:00.0000");
        assert_eq!(moment(-3723.5), "−1:02:03.5000");
        assert_eq!(moment(f64::NAN), "–");
    }
}
