//! Which recordings are let go when memory is short. They are read again when they are shown.

/// What recordings may take where the system does not say how much memory there is.
const FALLBACK_BYTES: u64 = 2 << 30;

/// A recording in memory.
#[derive(Clone, Copy, Debug)]
pub struct Held {
    pub tab: u64,
    pub bytes: u64,
    /// The frame in which it was last shown.
    pub shown_at: u64,
    /// It shows, or is being written to a file.
    pub in_use: bool,
}

/// Tabs to let go until the rest fits into `budget` bytes: those shown longest ago first, and none
/// that is in use.
#[must_use]
pub fn to_let_go(mut held: Vec<Held>, budget: u64) -> Vec<u64> {
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
#[must_use]
pub fn budget() -> u64 {
    let said = std::fs::read_to_string("/proc/meminfo").ok();
    said.and_then(|text| total_bytes(&text))
        .map_or(FALLBACK_BYTES, |total| total / 4)
}

/// "MemTotal: 16303892 kB" of Linux.
fn total_bytes(meminfo: &str) -> Option<u64> {
    let line = meminfo.lines().find_map(|l| l.strip_prefix("MemTotal:"))?;
    let kib: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    kib.checked_mul(1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn those_shown_longest_ago_go_first_and_none_that_is_in_use() {
        let held = |tab, bytes, shown_at, in_use| Held {
            tab,
            bytes,
            shown_at,
            in_use,
        };
        let all = vec![
            held(1, 40, 7, false),
            held(2, 40, 3, false),
            held(3, 40, 9, true),
            held(4, 40, 5, false),
            held(5, 40, 1, true),
        ];
        assert!(to_let_go(all.clone(), 200).is_empty());
        assert_eq!(to_let_go(all.clone(), 199), [2]);
        assert_eq!(to_let_go(all.clone(), 120), [2, 4]);
        assert_eq!(to_let_go(all, 0), [2, 4, 1], "what is in use stays");
    }

    #[test]
    fn the_memory_of_the_machine_is_read_or_assumed() {
        let text = "MemTotal:       16303892 kB\nMemFree:         1234 kB\n";
        assert_eq!(total_bytes(text), Some(16_303_892 * 1024));
        for other in ["", "MemTotal: much", "MemTotal: 12 MB", "MemFree: 12 kB"] {
            assert_eq!(total_bytes(other), None, "{other}");
        }
        assert!(budget() > 0);
    }
}
