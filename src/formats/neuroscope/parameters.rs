//! What the `.xml` of a session says.

use crate::formats::xml;
use roxmltree::Node;
use std::collections::BTreeMap;

/// Bits, channels, groups and files that are kept; no recording has more.
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
    /// From the text of the file; the error says in words why it is no XML.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let document = xml::parse(text)?;
        let root = document.root_element();
        let number = |node: Node<'_, '_>| {
            let value = xml::text(node).parse::<f64>().ok();
            value.filter(|v| v.is_finite() && *v > 0.0)
        };
        let whole = |node| number(node).filter(|v| *v <= MOST as f64).map(|v| v as u32);
        let last = |path: &[&'static str]| xml::nodes(root, path).pop();
        let system = |name| last(&["acquisitionSystem", name]);
        let mut all = Self {
            bits: system("nBits").and_then(whole),
            channels: system("nChannels").and_then(whole).map(|n| n as usize),
            rate_hz: system("samplingRate").and_then(number),
            lfp_rate_hz: last(&["fieldPotentials", "lfpSamplingRate"]).and_then(number),
            voltage_range: system("voltageRange").and_then(number),
            amplification: system("amplification").and_then(number),
            ..Self::default()
        };
        for file in xml::nodes(root, &["files", "file"]).into_iter().take(MOST) {
            let ending = xml::children(file, "extension").next().map(xml::text);
            let rate = xml::children(file, "samplingRate").find_map(number);
            if let (Some(ending), Some(rate)) = (ending, rate) {
                let ending = ending.trim_start_matches('.').to_owned();
                all.rates_hz.insert(ending, rate);
            }
        }
        let groups = xml::nodes(root, &["spikeDetection", "channelGroups", "group"]);
        let group = |node| Group {
            channels: xml::nodes(node, &["channels", "channel"])
                .into_iter()
                .filter_map(|c| xml::text(c).parse().ok())
                .collect(),
            samples: xml::children(node, "nSamples")
                .find_map(whole)
                .map(u64::from),
        };
        all.groups = groups.into_iter().take(MOST).map(group).collect();
        Ok(all)
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
