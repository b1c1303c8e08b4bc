//! Regions of the array, which may return to balance at different speeds.

use super::Night;
use super::units::ELECTRODES;
use crate::models::random::{Purpose, Stream};

/// Regions where recovery differs.
const REGIONS: usize = 3;

/// A part of the array, and how it returns to balance after the seizure.
#[derive(Clone, Debug, PartialEq)]
pub struct Region {
    /// The group of its units in the recording.
    pub name: String,
    /// Places of its units, excitatory first.
    pub units: Vec<usize>,
    /// Time constant of its return to balance.
    pub return_time_constant_s: f64,
}

impl Night {
    /// Electrode of each unit, from 0, in an order that the seed decides.
    pub(super) fn electrodes(&self) -> Vec<usize> {
        let places = Stream::new(self.seed, Purpose::Array, 0).order(ELECTRODES);
        let units = self.excitatory + self.inhibitory;
        (0..units).map(|unit| places[unit % ELECTRODES]).collect()
    }

    /// The whole array where the regions are alike, and three thirds of its electrodes where not:
    /// the second returns as the night says, the first sooner and the third later by the ratio.
    pub(super) fn regions(&self) -> Vec<Region> {
        let electrodes = self.electrodes();
        if self.return_ratio <= 1.0 {
            return vec![Region {
                name: "Array".into(),
                units: (0..electrodes.len()).collect(),
                return_time_constant_s: self.return_s,
            }];
        }
        let of = |region: usize| Region {
            name: format!("Region {}", region + 1),
            units: (0..electrodes.len())
                .filter(|&unit| electrodes[unit] * REGIONS / ELECTRODES == region)
                .collect(),
            return_time_constant_s: self.return_s * self.return_ratio.powi(region as i32 - 1),
        };
        (0..REGIONS).map(of).collect()
    }
}
