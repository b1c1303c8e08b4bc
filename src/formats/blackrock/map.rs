//! `.cmp`: where the electrodes of an array are.

use super::NAME;
use crate::formats::FormatError;
use crate::formats::input::text;
use std::collections::BTreeMap;
use std::path::Path;

/// From one electrode of an array to the next.
const PITCH_UM: f64 = 400.0;
/// Arrays have fewer electrodes than this.
const MOST: usize = 1 << 14;

/// Positions by the numbers of the electrodes.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Map {
    pub positions_um: BTreeMap<u32, [f64; 3]>,
}

impl Map {
    pub(super) fn read(path: &Path) -> Result<Self, FormatError> {
        Ok(Self::parse(&text(path, NAME)?))
    }

    /// Lines of column, row, bank (A, B, ..), electrode in the bank, label; others are comments.
    fn parse(text: &str) -> Self {
        let mut map = Self::default();
        for line in text.lines() {
            let mut words = line.split_whitespace();
            let place = (|| {
                let column: f64 = words.next()?.parse().ok()?;
                let row: f64 = words.next()?.parse().ok()?;
                let bank = words.next()?.chars().next()?.to_ascii_uppercase();
                let electrode: u32 = words.next()?.parse().ok()?;
                let bank = u32::from(bank)
                    .checked_sub(u32::from('A'))
                    .filter(|b| *b < 26)?;
                let fits = (1..=32).contains(&electrode) && column.abs() < 1e6 && row.abs() < 1e6;
                fits.then_some((bank * 32 + electrode, column, row))
            })();
            if let Some((electrode, column, row)) = place
                && map.positions_um.len() < MOST
            {
                let place = [column * PITCH_UM, row * PITCH_UM, 0.0];
                map.positions_um.insert(electrode, place);
            }
        }
        map
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn banks_count_on() {
        let map = Map::parse(
            "// array\n//col row bank elec label\n0 9 A 1 chan1\n3\t2\tC\t32\telec96\nx\n",
        );
        assert_eq!(map.positions_um.len(), 2);
        assert_eq!(map.positions_um[&1], [0.0, 3600.0, 0.0]);
        assert_eq!(map.positions_um[&96], [1200.0, 800.0, 0.0]);
    }
}
