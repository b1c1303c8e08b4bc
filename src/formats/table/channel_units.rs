//! Units whose numbers start anew on every channel, as Plexon's Offline Sorter exports them.

use super::number;
use std::collections::{HashMap, HashSet};

/// More pairs of unit and channel than this are no units.
const MOST: usize = 100_000;

/// Pairs of unit and place, each once.
#[derive(Default)]
pub(super) struct ChannelUnits {
    index: HashMap<(u32, u32), u32>,
    /// Unit and place of each pair.
    pairs: Vec<(u32, u32)>,
    names: Vec<String>,
    named: HashMap<String, u32>,
    /// The place of the last row, as written: most tables have long runs.
    last: Option<(Vec<u8>, u32)>,
}

impl ChannelUnits {
    /// The index of a pair; `None` when there are too many.
    pub(super) fn pair(&mut self, unit: u32, written: &[u8]) -> Option<u32> {
        let place = match &self.last {
            Some((last, place)) if last == written => *place,
            _ => self.place(written)?,
        };
        if let Some(index) = self.index.get(&(unit, place)) {
            return Some(*index);
        }
        if self.pairs.len() >= MOST {
            return None;
        }
        let index = self.pairs.len() as u32;
        self.pairs.push((unit, place));
        self.index.insert((unit, place), index);
        Some(index)
    }

    fn place(&mut self, written: &[u8]) -> Option<u32> {
        let text = number::text(written);
        let id = number::canonical_id(&text);
        let place = match self.named.get(id.as_ref()) {
            Some(&place) => place,
            None if self.names.len() >= MOST => return None,
            None => {
                let place = self.names.len() as u32;
                self.named.insert(id.clone().into_owned(), place);
                self.names.push(id.into_owned());
                place
            }
        };
        self.last = Some((written.to_vec(), place));
        Some(place)
    }

    /// The unit of a pair.
    pub(super) fn unit(&self, pair: u32) -> u32 {
        self.pairs.get(pair as usize).map_or(0, |p| p.0)
    }

    /// Units that occur with several places.
    pub(super) fn shared(&self) -> usize {
        self.spread().values().filter(|n| **n > 1).count()
    }

    /// Whether numbers start anew in every place: then one of them is found in half of all places
    /// or more. A unit of the whole recording is found on few channels near each other.
    pub(super) fn start_anew(&self) -> bool {
        let widest = self.spread().into_values().max().unwrap_or(0);
        widest > 1 && widest * 2 >= self.names.len()
    }

    fn spread(&self) -> HashMap<u32, usize> {
        let mut spread = HashMap::new();
        for (unit, _) in &self.pairs {
            *spread.entry(*unit).or_default() += 1;
        }
        spread
    }

    /// A name for each pair: "channel-unit".
    pub(super) fn ids(&self, units: &[String]) -> Vec<String> {
        let mut taken = HashSet::new();
        let id = |(unit, place): &(u32, u32)| {
            let unit = units.get(*unit as usize).map_or("", String::as_str);
            let place = self.names.get(*place as usize).map_or("", String::as_str);
            let mut id = format!("{place}-{unit}");
            // "1-2" and "3" make the same name as "1" and "2-3".
            while !taken.insert(id.clone()) {
                id.push('\'');
            }
            id
        };
        self.pairs.iter().map(id).collect()
    }
}
