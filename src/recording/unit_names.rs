//! Names of units in a person's changes: they stay when other files are added to a
//! recording, or taken away from it, and the units have other places.

use super::Unit;
use std::collections::{HashMap, HashSet};

/// One name a unit, all different: its own, with a number behind it where others have it too.
pub fn unit_names<'u>(units: &'u [Unit]) -> Vec<String> {
    let mut taken = HashSet::with_capacity(units.len());
    let mut numbers: HashMap<&str, usize> = HashMap::new();
    let mut name = |unit: &'u Unit| {
        let mut name = unit.id.clone();
        while !taken.insert(name.clone()) {
            let number = numbers.entry(&unit.id).or_insert(1);
            *number += 1;
            name = format!("{} #{number}", unit.id);
        }
        name
    };
    units.iter().map(&mut name).collect()
}
