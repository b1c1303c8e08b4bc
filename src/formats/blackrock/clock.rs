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
pub(super) struct Ticks {
    pub count: u64,
    pub per_second: u32,
}

/// The second that times are counted from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Clock {
    zero_s: u64,
}

impl Clock {
    /// From the first time of each file that has the clock.
    pub(super) fn new(firsts: impl Iterator<Item = Ticks>) -> Self {
        let seconds = firsts.filter_map(|t| t.count.checked_div(t.per_second.into()));
        let zero_s = seconds.min().filter(|s| OF_THE_DAY_S.contains(s));
        Self {
            zero_s: zero_s.unwrap_or(0),
        }
    }

    /// Nanoseconds since 1970 are too long for f64; since the first of them they are not.
    pub(super) fn seconds(self, time: Ticks) -> f64 {
        let zero = self.zero_s.saturating_mul(time.per_second.into());
        let size = time.count.abs_diff(zero) as f64 / f64::from(time.per_second);
        if time.count < zero { -size } else { size }
    }

    /// What is said of times that are not as they stand in the files.
    pub(super) fn warning(self) -> Option<Warning> {
        let moment = UNIX_EPOCH.checked_add(Duration::from_secs(self.zero_s))?;
        let what = format!(
            "times are those of the day and are counted from {} ({} s)",
            date::iso(moment),
            self.zero_s
        );
        (self.zero_s > 0).then(|| Warning::new(what))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_of_the_day_count_from_the_first_second_to_the_nanosecond() {
        let at = |count| Ticks {
            count,
            per_second: 1_000_000_000,
        };
        let first = 1_700_000_000_250_000_000;
        let clock = Clock::new([at(first + 5), at(first)].into_iter());
        assert_eq!(clock.seconds(at(first)), 0.25);
        assert_eq!(clock.seconds(at(first + 33)), 0.250_000_033);
        assert_eq!(clock.seconds(at(1_699_999_999_500_000_000)), -0.5);
        let said = clock.warning().expect("a word on it").message;
        assert!(said.contains("2023-11-14T22:13:20+00:00 (1700000000 s)"));
    }

    #[test]
    fn other_clocks_stay() {
        let at = |count| Ticks {
            count,
            per_second: 30_000,
        };
        for count in [0, 90_000, u64::MAX] {
            let clock = Clock::new([at(count)].into_iter());
            assert_eq!(clock, Clock::default());
            assert_eq!(clock.warning(), None);
        }
        assert_eq!(Clock::default().seconds(at(90_000)), 3.0);
    }
}
