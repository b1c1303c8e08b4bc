//! How much memory there is, and sizes in words.

/// Where the system does not say.
const FALLBACK_BYTES: u64 = 2 << 30;

/// Bytes that may be taken without harm to others: three quarters of what the system says is free.
pub(super) fn memory_at_hand() -> u64 {
    let said = std::fs::read_to_string("/proc/meminfo").ok();
    let free = said.and_then(|text| available_bytes(&text));
    free.unwrap_or(FALLBACK_BYTES) / 4 * 3
}

/// "MemAvailable: 16303892 kB" of Linux.
fn available_bytes(meminfo: &str) -> Option<u64> {
    let line = meminfo
        .lines()
        .find_map(|l| l.strip_prefix("MemAvailable:"))?;
    let kib: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    kib.checked_mul(1024)
}

/// "14.4 MB".
pub(super) fn size_text(bytes: u64) -> String {
    const UNITS: [&str; 4] = ["kB", "MB", "GB", "TB"];
    if bytes < 1000 {
        return format!("{bytes} bytes");
    }
    let mut value = bytes as f64 / 1e3;
    let mut unit = 0;
    while value >= 999.5 && unit + 1 < UNITS.len() {
        value /= 1e3;
        unit += 1;
    }
    let digits = usize::from(value < 9.95);
    format!("{value:.digits$} {}", UNITS[unit])
}
