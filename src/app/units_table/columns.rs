//! The columns of the table: what they say, how wide they are, and the order they give.

use super::table::Content;
use crate::analysis::natural;
use crate::recording::{Class, Unit};
use std::cmp::Ordering;

/// Between two columns.
pub(super) const GAP: f32 = 12.0;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Column {
    Included,
    #[default]
    Unit,
    Class,
    Source,
    Quality,
    Group,
    Spikes,
    Rate,
    Cv,
    Violations,
    Intervals,
    Waveform,
    Correlogram,
}

/// More room between the last number and the first drawing.
const BEFORE_DRAWINGS: f32 = 12.0;

/// Heading, the line under it, what it means, width in points.
type Entry = (&'static str, &'static str, &'static str, f32);

impl Column {
    pub const ALL: [Self; 13] = [
        Self::Included,
        Self::Unit,
        Self::Class,
        Self::Source,
        Self::Quality,
        Self::Group,
        Self::Spikes,
        Self::Rate,
        Self::Cv,
        Self::Violations,
        Self::Intervals,
        Self::Waveform,
        Self::Correlogram,
    ];

    #[rustfmt::skip]
    const fn entry(self) -> Entry {
        match self {
            Self::Included => ("In", "", "Whether the unit takes part in the ensembles", 32.0),
            Self::Unit => ("Unit", "", "As the file names it", 72.0),
            Self::Class => ("Class", "", "E excitatory, I inhibitory, – unclassified", 48.0),
            Self::Source => ("Class from", "", "Where the class comes from", 108.0),
            Self::Quality => ("Quality", "", "As the file says it", 60.0),
            Self::Group => ("Group", "electrode", "Shank, tetrode or area, and electrode", 84.0),
            Self::Spikes => ("Spikes", "", "In the whole recording", 72.0),
            Self::Rate => ("Rate", "Hz", "Mean over the whole recording", 52.0),
            Self::Cv => ("CV", "of intervals", "Standard deviation of the intervals between spikes by their mean: 0 for a clock, 1 for a Poisson process, more for bursts", 68.0),
            Self::Violations => ("Refractory", "% under 2 ms", "Share of the intervals between spikes that are shorter than 2 ms: more than about 1 % speaks of spikes of several cells", 80.0),
            Self::Intervals => ("Intervals", "1 ms to 10 s, log", "How often the intervals between spikes have which length, ten bins a decade; the thin line is at 2 ms", 88.0),
            Self::Waveform => ("Waveform", "mean", "Mean waveform on the channel where it is largest; the thin line is at zero", 72.0),
            Self::Correlogram => ("Autocorrelogram", "−50 to 50 ms", "How often another spike of the unit follows or precedes by so much, in bins of 1 ms; the thin line is at no lag", 106.0),
        }
    }
    pub fn title(self) -> &'static str {
        self.entry().0
    }
    /// The unit or the range, under the title.
    pub fn under(self) -> &'static str {
        self.entry().1
    }
    pub fn meaning(self) -> &'static str {
        self.entry().2
    }
    pub fn is_drawing(self) -> bool {
        matches!(self, Self::Intervals | Self::Waveform | Self::Correlogram)
    }
    /// Numbers stand at the right.
    pub fn is_number(self) -> bool {
        matches!(
            self,
            Self::Spikes | Self::Rate | Self::Cv | Self::Violations
        )
    }
    /// Whether a change by hand can change the order.
    pub fn is_edited(self) -> bool {
        matches!(self, Self::Included | Self::Class | Self::Source)
    }
    pub fn needs_stats(self) -> bool {
        matches!(self, Self::Cv | Self::Violations)
    }
}

/// Left edge and width of every column; words get what is left over.
pub(super) fn places(available: f32) -> [(f32, f32); Column::ALL.len()] {
    let least = least_width();
    let words = [Column::Unit, Column::Source, Column::Quality, Column::Group];
    let more = ((available - least).max(0.0) / words.len() as f32).floor();
    let mut left = 0.0;
    Column::ALL.map(|column| {
        let width = column.entry().3 + if words.contains(&column) { more } else { 0.0 };
        if column == Column::Intervals {
            left += BEFORE_DRAWINGS;
        }
        let place = (left, width);
        left += width + GAP;
        place
    })
}

pub(super) fn least_width() -> f32 {
    let widths = Column::ALL.iter().map(|c| c.entry().3);
    widths.sum::<f32>() + BEFORE_DRAWINGS + GAP * (Column::ALL.len() - 1) as f32
}

/// "shank 1 · E12", or what there is of it.
pub(super) fn group_text(unit: &Unit) -> Option<String> {
    match (&unit.group, &unit.electrode) {
        (Some(group), Some(electrode)) if group != electrode => {
            Some(format!("{group} · {electrode}"))
        }
        (group, electrode) => group.clone().or_else(|| electrode.clone()),
    }
}

/// What a unit is sorted by.
enum Key {
    Number(f64),
    Text(String),
    Missing,
}

impl Key {
    fn from_unit(column: Column, content: &Content<'_>, at: usize) -> Self {
        let Some(unit) = content.recording.units().get(at) else {
            return Self::Missing;
        };
        let text = |text: Option<String>| text.map_or(Self::Missing, Self::Text);
        let number = |value: f64| {
            if value.is_nan() {
                Self::Missing
            } else {
                Self::Number(value)
            }
        };
        let stats = content.stats(at);
        match column {
            Column::Included => Self::Number(f64::from(u8::from(!unit.included))),
            Column::Class => match unit.class {
                Class::Excitatory => Self::Number(0.0),
                Class::Inhibitory => Self::Number(1.0),
                Class::Unclassified => Self::Missing,
            },
            Column::Source => text(unit.class_source.as_ref().map(ToString::to_string)),
            Column::Quality => text(unit.quality.clone()),
            Column::Group => text(group_text(unit)),
            Column::Spikes | Column::Rate => Self::Number(content.spikes(at) as f64),
            Column::Cv => stats.map_or(Self::Missing, |s| number(s.cv)),
            Column::Violations => stats.map_or(Self::Missing, |s| number(s.violations)),
            Column::Unit | Column::Intervals | Column::Waveform | Column::Correlogram => {
                Self::Text(unit.id.clone())
            }
        }
    }
    /// What is missing comes last, in either direction.
    fn compare(&self, other: &Self, descending: bool) -> Ordering {
        let order = match (self, other) {
            (Self::Number(a), Self::Number(b)) => a.total_cmp(b),
            (Self::Text(a), Self::Text(b)) => natural(a, b),
            // One column gives one kind of key.
            (Self::Missing, Self::Missing)
            | (Self::Number(_), Self::Text(_))
            | (Self::Text(_), Self::Number(_)) => Ordering::Equal,
            (Self::Missing, _) => return Ordering::Greater,
            (_, Self::Missing) => return Ordering::Less,
        };
        if descending { order.reverse() } else { order }
    }
}

/// The units by a column; what is equal keeps the order of the file.
pub(super) fn sort(
    units: &mut Vec<usize>,
    column: Column,
    descending: bool,
    content: &Content<'_>,
) {
    let mut keyed: Vec<(Key, usize)> = units
        .iter()
        .map(|&at| (Key::from_unit(column, content, at), at))
        .collect();
    keyed.sort_by(|(a, _), (b, _)| a.compare(b, descending));
    *units = keyed.into_iter().map(|(_, at)| at).collect();
}
