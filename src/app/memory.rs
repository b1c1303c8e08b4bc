//! Which recordings are let go when memory is short. They are read again when they are shown.

/// What recordings may take where the system does not say how much memory there is.
const FALLBACK_BYTES: u64 = 2 << 30;

/// A recording in memory.
#[derive(Clone, Copy, Debug)]
pub struct HeldRecording {
    pub tab: u64,
    pub bytes: u64,
    /// The frame in which it was last shown.
    pub shown_at: u64,
    /// It shows, or is being written to a file.
    pub in_use: bool,
}

/// Tabs to let go until the rest fits into `budget` bytes: those shown longest ago first, and none
/// that is in use.
pub fn to_let_go(mut held: Vec<HeldRecording>, budget: u64) -> Vec<u64> {
    let mut total: u64 = held.iter().map(|h| h.bytes).sum();
    held.retain(|h| !h.in_use);
    held.sort_by_key(|h| h.shown_at);
    let gone = held.into_iter().take_while(|h| {
        let is_over = total > budget;
        total = total.saturating_sub(h.bytes);
        is_over
    });
    gone.map(|h| h.tab).collect()
}

/// Bytes that recordings may take: a quarter of the memory of this machine.
pub fn budget() -> u64 {
    let said = std::fs::read_to_string("/proc/meminfo").ok();
    said.and_then(|text| total_bytes(&text))
        .map_or(FALLBACK_BYTES, |total| total / 4)
}

/// "MemTotal: 16303892 kB" of Linux.
pub fn total_bytes(meminfo: &str) -> Option<u64> {
    let line = meminfo.lines().find_map(|l| l.strip_prefix("MemTotal:"))?;
    let kib: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    kib.checked_mul(1024)
}
