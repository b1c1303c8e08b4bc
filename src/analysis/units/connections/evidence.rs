//! What the connections of a unit say of its class: a unit that only excites is excitatory, one
//! that only inhibits is inhibitory, and one that does both is neither.

use super::{Connection, Sign};
use crate::recording::Class;

/// Connections of one unit, excitatory and inhibitory.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Evidence {
    pub made: [usize; 2],
    pub received: [usize; 2],
}

impl Evidence {
    /// The class that the connections it makes suggest; `None` for none and for both kinds.
    pub fn suggested(&self) -> Option<Class> {
        match self.made.map(|made| made > 0) {
            [true, false] => Some(Class::Excitatory),
            [false, true] => Some(Class::Inhibitory),
            _ => None,
        }
    }
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Of each of `units` units, by its place in the file.
pub fn evidence(found: &[Connection], units: usize) -> Vec<Evidence> {
    let mut all = vec![Evidence::default(); units];
    for connection in found {
        let sign = usize::from(connection.sign == Sign::Inhibitory);
        if let Some(pre) = all.get_mut(connection.pre) {
            pre.made[sign] += 1;
        }
        if let Some(post) = all.get_mut(connection.post) {
            post.received[sign] += 1;
        }
    }
    all
}

/// The class that connections suggest for each of `units` units, by its place in the file; to be
/// taken with [`ClassSource::CrossCorrelogram`](crate::recording::ClassSource::CrossCorrelogram).
pub fn suggested_classes(found: &[Connection], units: usize) -> Vec<Option<Class>> {
    let all = evidence(found, units);
    all.iter().map(Evidence::suggested).collect()
}

/// Where the evidence contradicts itself, the class that the unit has, or the group of its waveform
/// ("RS", "FS"), in a few words.
pub fn conflict(evidence: &Evidence, class: Class, waveform: &str) -> Option<&'static str> {
    if evidence.made[0] > 0 && evidence.made[1] > 0 {
        return Some("excites and inhibits");
    }
    match (evidence.suggested()?, class, waveform) {
        (Class::Excitatory, Class::Inhibitory, _) => Some("excites, classed inhibitory"),
        (Class::Inhibitory, Class::Excitatory, _) => Some("inhibits, classed excitatory"),
        (Class::Excitatory, _, "FS") => Some("excites, FS by waveform"),
        (Class::Inhibitory, _, "RS") => Some("inhibits, RS by waveform"),
        _ => None,
    }
}
