//! Which ticks an axis gets on paper, and how its label is broken into lines.

use super::frame::Scale;
use super::text::{LEADING, Weight, width_pt, wrap};
use crate::plot::{Axis, Tick, Ticks, ticks};

/// Ticks that fit: their labels never touch. `size_pt` is the size of the labels; `upright` axes
/// stack their labels.
pub fn fitting(
    axis: &Axis,
    range: [f64; 2],
    scale: &Scale,
    size_pt: f64,
    upright: bool,
) -> Vec<Tick> {
    let (low, high) = scale.ends();
    if !scale.is_valid() || high <= low {
        return Vec::new();
    }
    let room = if upright { 2.6 } else { 5.0 } * size_pt;
    let most = (((high - low) / room) as usize).clamp(2, 7);
    let extent = |t: &Tick| {
        if upright {
            size_pt * 1.2
        } else {
            width_pt(&t.text, size_pt, Weight::Regular) + 0.8 * size_pt
        }
    };
    let fits = |wanted: usize| {
        let found = sparse(ticks(axis, range, wanted), scale);
        clear(&found, scale, extent).then_some(found)
    };
    if let Some(found) = (1..=most).rev().find_map(fits) {
        // One or two numbers hardly make a scale: more of them, where they still fit.
        if named(&found).count() >= 3 {
            return found;
        }
        let finer = (most + 1..=most + 4).filter_map(fits);
        return finer
            .take_while(|f| named(f).count() <= 7)
            .find(|f| named(f).count() >= 3)
            .unwrap_or(found);
    }
    // Given places, or two long labels: keep every tick, and each label that is clear of the last.
    let mut found = sparse(ticks(axis, range, 1), scale);
    let mut places: Vec<(f64, usize)> = found
        .iter()
        .enumerate()
        .filter(|(_, t)| !t.text.is_empty())
        .filter_map(|(j, t)| Some((scale.place(t.at)?, j)))
        .collect();
    places.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut end = f64::NEG_INFINITY;
    for (place, j) in places {
        let half = extent(&found[j]) / 2.0;
        if place - half < end {
            found[j].text.clear();
        } else {
            end = place + half;
        }
    }
    found
}

/// Without the ticks between powers of ten where they would stand closer than a hatching.
fn sparse(mut ticks: Vec<Tick>, scale: &Scale) -> Vec<Tick> {
    const LEAST_DECADE_PT: f64 = 14.0;
    let decade = scale.place(10.0).zip(scale.place(1.0));
    if scale.is_log() && decade.is_some_and(|(a, b)| (a - b).abs() < LEAST_DECADE_PT) {
        let whole = |v: f64| (v.log10() - v.log10().round()).abs() < 1e-9;
        ticks.retain(|t| !t.text.is_empty() || whole(t.at));
    }
    ticks
}

/// The ticks that have labels.
pub fn named(ticks: &[Tick]) -> impl Iterator<Item = &Tick> {
    ticks.iter().filter(|t| !t.text.is_empty())
}

/// Whether no label touches the next; `extent` is how much of the axis one takes.
pub fn clear(ticks: &[Tick], scale: &Scale, extent: impl Fn(&Tick) -> f64) -> bool {
    let mut spans: Vec<(f64, f64)> = named(ticks)
        .filter_map(|t| Some((scale.place(t.at)?, extent(t) / 2.0)))
        .collect();
    spans.sort_by(|a, b| a.0.total_cmp(&b.0));
    spans.windows(2).all(|w| match w {
        [a, b] => a.0 + a.1 <= b.0 - b.1,
        _ => true,
    })
}

/// Whether anything of the axis is drawn.
pub(super) fn is_shown(axis: &Axis) -> bool {
    axis.ticks != Ticks::None || !axis.text().is_empty()
}

/// The label of an axis in lines.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Label {
    pub lines: Vec<String>,
    pub size_pt: f64,
    /// On a y axis: written across instead of upwards, since the plot is too low.
    pub across: bool,
}

impl Label {
    /// Height of its lines together.
    pub(super) fn height(&self) -> f64 {
        match self.lines.len() {
            0 => 0.0,
            n => self.size_pt * (1.0 + (n - 1) as f64 * LEADING),
        }
    }
    pub(super) fn width(&self) -> f64 {
        self.lines
            .iter()
            .map(|l| width_pt(l, self.size_pt, Weight::Regular))
            .fold(0.0, f64::max)
    }
    /// How much room it takes beside the ticks of an axis.
    pub(super) fn depth(&self) -> f64 {
        if self.across {
            self.width()
        } else {
            self.height()
        }
    }
}

/// Breaks the label of an axis that is `length_pt` long: on one line, else with its unit on a
/// second, else across.
pub fn label(axis: &Axis, length_pt: f64, size_pt: f64, upright: bool) -> Label {
    let text = axis.text();
    let of = |lines: Vec<String>, across| Label {
        lines,
        size_pt,
        across,
    };
    if text.is_empty() {
        return Label::default();
    }
    let wide = |t: &str| width_pt(t, size_pt, Weight::Regular);
    // A label may reach a little into the gaps beside its plot.
    let most = length_pt + 0.6 * size_pt;
    if wide(&text) <= most {
        return of(vec![text], false);
    }
    let unit = format!("({})", axis.unit);
    let two = !axis.label.is_empty() && !axis.unit.is_empty();
    if two && wide(&axis.label) <= most && wide(&unit) <= most {
        return of(vec![axis.label.clone(), unit], false);
    }
    let lines = wrap(&text, most, size_pt, Weight::Regular);
    let words_whole = text.split_whitespace().all(|w| wide(w) <= most);
    if !upright || (words_whole && lines.len() <= 2) {
        return of(lines, false);
    }
    of(wrap(&text, 9.0 * size_pt, size_pt, Weight::Regular), true)
}
