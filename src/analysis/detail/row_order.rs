//! In which order the units of a raster stand.

use super::raster::RasterRow;
use crate::recording::Unit;
use std::cmp::Ordering;

/// Order of the rows within their class; excitatory rows come first, then inhibitory, then those
/// without class.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RowOrder {
    /// Highest rate first, over the whole recording: rows stay where they are while the window
    /// moves.
    #[default]
    Rate,
    /// Group (shank, tetrode, area), then electrode; numbers in names count as numbers, units
    /// without either come last.
    Electrode,
    /// Only by class, then by name.
    Class,
    /// First spike in the window first; silent units last. The only order that follows the window.
    Latency,
    /// As the file lists them.
    File,
}

impl RowOrder {
    /// Name on the command line, and in the menu.
    pub const OPTIONS: &'static [(&'static str, &'static str)] = &[
        ("rate", "Rate"),
        ("electrode", "Electrode"),
        ("class", "Class and name"),
        ("latency", "First spike in the window"),
        ("file", "Order in the file"),
    ];

    /// From the first part of an entry of [`Self::OPTIONS`]; anything else is `Rate`.
    pub fn from_id(id: &str) -> Self {
        match id {
            "electrode" => Self::Electrode,
            "class" => Self::Class,
            "latency" => Self::Latency,
            "file" => Self::File,
            _ => Self::Rate,
        }
    }

    /// Sorts rows that come in the order of the file. Ties keep that order.
    pub(in crate::analysis) fn sort(self, rows: &mut [RasterRow], units: &[Unit]) {
        rows.sort_by(|a, b| {
            a.class
                .cmp(&b.class)
                .then_with(|| self.compare(a, b, units))
        });
    }

    fn compare(self, a: &RasterRow, b: &RasterRow, units: &[Unit]) -> Ordering {
        match self {
            Self::Rate => b.rate_hz.total_cmp(&a.rate_hz),
            Self::Electrode => {
                let of = |row: &RasterRow| {
                    let unit = units.get(row.unit);
                    let group = unit.and_then(|u| u.group.as_deref());
                    (group, unit.and_then(|u| u.electrode.as_deref()))
                };
                let ((group_a, wire_a), (group_b, wire_b)) = (of(a), of(b));
                last_if_none(group_a, group_b).then_with(|| last_if_none(wire_a, wire_b))
            }
            Self::Class => natural(&a.name, &b.name),
            Self::Latency => {
                let first = |row: &RasterRow| row.first_s.unwrap_or(f64::INFINITY);
                first(a).total_cmp(&first(b))
            }
            Self::File => a.unit.cmp(&b.unit),
        }
    }
}

fn last_if_none(a: Option<&str>, b: Option<&str>) -> Ordering {
    match (a, b) {
        (Some(a), Some(b)) => natural(a, b),
        (a, b) => b.is_some().cmp(&a.is_some()),
    }
}

/// Text order in which runs of digits compare as numbers: "E2" before "E10".
pub fn natural(a: &str, b: &str) -> Ordering {
    let (mut a, mut b) = (a, b);
    loop {
        let (number_a, number_b) = (leading_digits(a), leading_digits(b));
        if number_a > 0 && number_b > 0 {
            let (x, y) = (&a[..number_a], &b[..number_b]);
            let (short_x, short_y) = (x.trim_start_matches('0'), y.trim_start_matches('0'));
            let order = short_x
                .len()
                .cmp(&short_y.len())
                .then_with(|| short_x.cmp(short_y))
                .then_with(|| x.len().cmp(&y.len()));
            if order.is_ne() {
                return order;
            }
            (a, b) = (&a[number_a..], &b[number_b..]);
            continue;
        }
        let (mut rest_a, mut rest_b) = (a.chars(), b.chars());
        match (rest_a.next(), rest_b.next()) {
            (Some(x), Some(y)) if x == y => (a, b) = (rest_a.as_str(), rest_b.as_str()),
            (x, y) => return x.cmp(&y),
        }
    }
}

fn leading_digits(text: &str) -> usize {
    text.bytes().take_while(u8::is_ascii_digit).count()
}
