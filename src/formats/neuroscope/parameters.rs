//! What the `.xml` of a session says.

use crate::formats::xml;
use std::collections::BTreeMap;

/// Groups and channels that are kept; no probe has more.
const MOST: usize = 1 << 16;

/// One spike group: the channels its spikes were cut from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Group {
    pub channels: Vec<u32>,
    /// Samples of a spike.
    pub samples: Option<u64>,
}

/// Everything that is used of it; what it does not say is `None`.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Parameters {
    pub bits: Option<u32>,
    pub channels: Option<usize>,
    pub rate_hz: Option<f64>,
    pub lfp_rate_hz: Option<f64>,
    /// Rates of files by their endings, as the oldest versions write them.
    pub rates_hz: BTreeMap<String, f64>,
    pub voltage_range: Option<f64>,
    pub amplification: Option<f64>,
    /// Spike groups; `.res.1` belongs to the first.
    pub groups: Vec<Group>,
}

impl Parameters {
    pub(super) fn parse(text: &str) -> Self {
        let mut all = Self::default();
        let mut ending = String::new();
        let mut channels = 0;
        xml::walk(text, |path, text| {
            let Some(text) = text else {
                if matches!(path, [_, "spikeDetection", "channelGroups", "group"])
                    && all.groups.len() < MOST
                {
                    all.groups.push(Group::default());
                }
                return;
            };
            let number = || {
                text.parse::<f64>()
                    .ok()
                    .filter(|v| v.is_finite() && *v > 0.0)
            };
            let whole = || number().filter(|v| *v <= MOST as f64).map(|v| v as u32);
            match path {
                [_, "acquisitionSystem", name] => match *name {
                    "nBits" => all.bits = whole(),
                    "nChannels" => all.channels = whole().map(|n| n as usize),
                    "samplingRate" => all.rate_hz = number(),
                    "voltageRange" => all.voltage_range = number(),
                    "amplification" => all.amplification = number(),
                    _ => {}
                },
                [_, "fieldPotentials", "lfpSamplingRate"] => all.lfp_rate_hz = number(),
                [_, "files", "file", "extension"] => {
                    text.trim_start_matches('.').clone_into(&mut ending);
                }
                [_, "files", "file", "samplingRate"] => {
                    if let Some(rate) = number()
                        && all.rates_hz.len() < MOST
                    {
                        all.rates_hz.insert(std::mem::take(&mut ending), rate);
                    }
                }
                [
                    _,
                    "spikeDetection",
                    "channelGroups",
                    "group",
                    "channels",
                    "channel",
                ] => {
                    if let (Some(group), Ok(channel)) = (all.groups.last_mut(), text.parse())
                        && channels < MOST
                    {
                        channels += 1;
                        group.channels.push(channel);
                    }
                }
                [_, "spikeDetection", "channelGroups", "group", "nSamples"] => {
                    if let Some(group) = all.groups.last_mut() {
                        group.samples = whole().map(u64::from);
                    }
                }
                _ => {}
            }
        });
        all
    }

    /// Samples a second of a field by its ending.
    pub(super) fn rate_of(&self, ending: &str) -> Option<f64> {
        let own = self.rates_hz.get(ending).copied();
        match ending {
            "eeg" | "lfp" => own.or(self.lfp_rate_hz),
            _ => own.or(self.rate_hz),
        }
    }
    /// Microvolts a step, where the amplifier is described.
    pub(super) fn microvolts(&self) -> Option<f64> {
        let steps = 2_f64.powi(self.bits.unwrap_or(16).min(64) as i32);
        Some(self.voltage_range? / steps / self.amplification? * 1e6)
    }
    /// Samples take two bytes, or four beyond 16 bits.
    pub(super) fn is_wide(&self) -> bool {
        self.bits.is_some_and(|b| b > 16)
    }
}
