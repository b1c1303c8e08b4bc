//! The clock of the files of one recording.
//!
//! Amplifiers count from when they were switched on. Those of the third version of the format may
//! take their clock from the network, which counts nanoseconds since 1970: such times are counted
//! from the first of them, and when that was is said.

use crate::formats::date;
use crate::recording::Warning;
use std::time::{Duration, UNIX_EPOCH};

/// Seconds since 1970: no amplifier is left on for so long, and no recording is made later.
const OF_THE_DAY_S: std::ops::Range<u64> = 300_000_000..10_000_000_000;

/// A time as the files have it, and how many make a second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ticks {
    pub count: u64,
    pub per_second: u32,
}

/// The second that times are counted from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Clock {
    zero_s: u64,
}

impl Clock {
    /// From the first time of each file that has the clock.
    pub fn new(firsts: impl Iterator<Item = Ticks>) -> Self {
        let seconds = firsts.filter_map(|t| t.count.checked_div(t.per_second.into()));
        let zero_s = seconds.min().filter(|s| OF_THE_DAY_S.contains(s));
        Self {
            zero_s: zero_s.unwrap_or(0),
        }
    }

    /// Nanoseconds since 1970 are too long for f64; since the first of them they are not.
    pub fn seconds(self, time: Ticks) -> f64 {
        let zero = self.zero_s.saturating_mul(time.per_second.into());
        let size = time.count.abs_diff(zero) as f64 / f64::from(time.per_second);
        if time.count < zero { -size } else { size }
    }

    /// What is said of times that are not as they stand in the files.
    pub fn warning(self) -> Option<Warning> {
        let moment = UNIX_EPOCH.checked_add(Duration::from_secs(self.zero_s))?;
        let what = format!(
            "times are those of the day and are counted from {} ({} s)",
            date::iso(moment),
            self.zero_s
        );
        (self.zero_s > 0).then(|| Warning::new(what))
    }
}
