//! Where the electrodes of an array are: map files (`.cmp`), and configurations (`.ccf`) that a map
//! was loaded into.
//!
//! Source: the map files of the instrument's software, and the rule of CereLink for their units: a
//! grid in steps of one, without sizes of electrodes, counts electrodes, which are 400 um apart;
//! all else is in micrometres.

use super::NAME;
use crate::formats::FormatError;
use crate::formats::positional_file::text;
use crate::formats::xml;
use std::collections::BTreeMap;
use std::path::Path;

/// From one electrode of an array to the next.
const PITCH_UM: f64 = 400.0;
/// Arrays have fewer electrodes than this.
const MOST: usize = 1 << 14;
/// Electrodes of a bank.
const BANK: u32 = 32;

/// Positions by the numbers of the electrodes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Map {
    pub positions_um: BTreeMap<u32, [f64; 3]>,
}

impl Map {
    /// # Errors
    /// When the file cannot be read, or is a configuration that tells no positions.
    pub(super) fn read(path: &Path) -> Result<Self, FormatError> {
        let text = text(path, NAME)?;
        let is_configuration = path
            .extension()
            .is_some_and(|e| e.eq_ignore_ascii_case("ccf"));
        if !is_configuration {
            return Ok(Self::parse(&text));
        }
        let wrong = |expected: &str, found: &str| {
            FormatError::malformed(path, NAME, "the configuration", expected, found)
        };
        if !text.contains("<CCF") {
            return Err(wrong("XML", "the binary form of older software"));
        }
        let map = Self::configured(&text).map_err(|why| wrong("XML", &why))?;
        if map.positions_um.is_empty() {
            return Err(wrong(
                "positions of electrodes",
                "none: no map was loaded into it",
            ));
        }
        Ok(map)
    }

    /// Lines of column, row, bank (A, B, ..), electrode in the bank, label, or in the order that a
    /// comment names; other lines are comments.
    pub fn parse(text: &str) -> Self {
        let mut order = Order::default();
        let mut rows = BTreeMap::new();
        for line in text.lines() {
            if let Some(comment) = line.trim_start().strip_prefix("//") {
                order = Order::named(comment).unwrap_or(order);
                continue;
            }
            if let Some((electrode, place)) = order.row(line)
                && rows.len() < MOST
            {
                rows.insert(electrode, place);
            }
        }
        Self::in_um(rows, order.size.is_some())
    }

    /// The channels of a configuration that have a position.
    fn configured(text: &str) -> Result<Self, String> {
        let document = xml::parse(text)?;
        let mut rows = BTreeMap::new();
        let mut has_sizes = false;
        let items = document.descendants();
        for item in items.filter(|n| n.has_tag_name("ChanInfo_item")).take(MOST) {
            let channel = xml::children(item, "chan").next().map(xml::text);
            let numbers: Vec<f64> = xml::nodes(item, &["position", "position_item"])
                .into_iter()
                .filter_map(|n| xml::text(n).parse().ok())
                .filter(|v: &f64| v.abs() < 1e9)
                .collect();
            // x, y, size, headstage.
            if let (Some(Ok(channel)), [x, y, rest @ ..]) =
                (channel.map(str::parse), numbers.as_slice())
                && numbers.iter().any(|v| *v != 0.0)
            {
                has_sizes |= rest.first().is_some_and(|s| *s != 0.0);
                rows.insert(channel, [*x, *y]);
            }
        }
        Ok(Self::in_um(rows, has_sizes))
    }

    fn in_um(rows: BTreeMap<u32, [f64; 2]>, has_sizes: bool) -> Self {
        let counts = !has_sizes && [0, 1].iter().any(|axis| steps_of_one(&rows, *axis));
        let unit_um = if counts { PITCH_UM } else { 1.0 };
        let rows = rows.into_iter();
        Self {
            positions_um: rows
                .map(|(electrode, [x, y])| (electrode, [x * unit_um, y * unit_um, 0.0]))
                .collect(),
        }
    }
}

/// Whether the closest two places along an axis are 1 apart.
fn steps_of_one(rows: &BTreeMap<u32, [f64; 2]>, axis: usize) -> bool {
    let mut along: Vec<f64> = rows.values().map(|place| place[axis]).collect();
    along.sort_by(f64::total_cmp);
    along.dedup();
    let steps = along.windows(2).map(|pair| pair[1] - pair[0]);
    steps.reduce(f64::min) == Some(1.0)
}

/// Which word of a line is what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Order {
    column: usize,
    row: usize,
    bank: usize,
    electrode: usize,
    size: Option<usize>,
}

impl Default for Order {
    fn default() -> Self {
        Self {
            column: 0,
            row: 1,
            bank: 2,
            electrode: 3,
            size: None,
        }
    }
}

impl Order {
    /// From a comment that names the columns, such as "col row bank elec label".
    fn named(comment: &str) -> Option<Self> {
        let words: Vec<String> = comment.split_whitespace().map(str::to_lowercase).collect();
        let at = |names: [&str; 2]| words.iter().position(|w| names.contains(&w.as_str()));
        let order = Self {
            column: at(["col", "c"])?,
            row: at(["row", "r"])?,
            bank: at(["bank", "b"])?,
            electrode: at(["elec", "e"])?,
            size: at(["size", "s"]),
        };
        // A sentence that has these words is no heading.
        (words.len() <= 6).then_some(order)
    }

    /// The electrode and where it is, as the line has it.
    fn row(&self, line: &str) -> Option<(u32, [f64; 2])> {
        let words: Vec<&str> = line.split_whitespace().collect();
        let number = |at: usize| words.get(at)?.parse::<f64>().ok().filter(|v| v.abs() < 1e6);
        let (column, row) = (number(self.column)?, number(self.row)?);
        let bank = words.get(self.bank)?.chars().next()?.to_ascii_uppercase();
        let electrode: u32 = words.get(self.electrode)?.parse().ok()?;
        let bank = u32::from(bank)
            .checked_sub(u32::from('A'))
            .filter(|b| *b < 26)?;
        (1..=BANK)
            .contains(&electrode)
            .then_some((bank * BANK + electrode, [column, row]))
    }
}
