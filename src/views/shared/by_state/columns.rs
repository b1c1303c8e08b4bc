//! One column a state, with common axes and colours.

use super::{Split, StateOutcome};
use crate::plot::{Legend, Mark, Panel, Plot, Sheet, Ticks, number_text};

/// Columns that are drawn, at most.
pub const MOST: usize = 8;

/// With more columns there is no key.
const MOST_WITH_KEY: usize = 3;

/// Names of the plots, column by column.
static IDS: [[&str; 3]; MOST] = [
    ["state-1", "state-1-second", "state-1-third"],
    ["state-2", "state-2-second", "state-2-third"],
    ["state-3", "state-3-second", "state-3-third"],
    ["state-4", "state-4-second", "state-4-third"],
    ["state-5", "state-5-second", "state-5-third"],
    ["state-6", "state-6-second", "state-6-third"],
    ["state-7", "state-7-second", "state-7-third"],
    ["state-8", "state-8-second", "state-8-third"],
];

/// The columns, without tables and notes.
pub fn sheet<V: Split>(shown: &[StateOutcome<'_, V::Outcome>], sheets: &[Sheet]) -> Sheet {
    let shown_columns = shown.len().min(MOST);
    let (mut panels, mut colours) = (Vec::new(), None);
    let mut heights = Vec::new();
    for &place in V::COLUMN {
        let plots = sheets.iter().take(MOST);
        let mut plots: Vec<Plot> = plots
            .filter_map(|sheet| sheet.panels.get(place))
            .map(|panel| panel.plot.clone())
            .collect();
        let Some(height) = sheets.first().and_then(|s| height(s, place)) else {
            continue;
        };
        let row = heights.len();
        heights.push(height);
        share_axes(&mut plots, V::STRETCHES);
        colours = colours.or(share_colours(&mut plots));
        for (column, (mut plot, shown)) in plots.into_iter().zip(shown).enumerate() {
            plot.summary = format!("{}. {}", shown.part.name, plot.summary);
            // Above the others there is room for the name of a row.
            plot.show_title = row == 0 || (column == 0 && plot.show_title);
            if row == 0 {
                plot.title.clone_from(&shown.part.name);
            } else if column > 0 {
                plot.title = format!("{}, {}", plot.title, shown.part.name);
            }
            if column > 0 {
                plot.y.label.clear();
                plot.y.unit.clear();
                plot.y.ticks = Ticks::None;
            }
            // A key that is wider than its column hides what it explains.
            if (row, column) != (0, 0) || shown_columns > MOST_WITH_KEY {
                plot.legend = Legend::None;
            }
            plot.id = IDS[column][row];
            panels.push(Panel { row, column, plot });
        }
    }
    let mut widths = vec![1.0; shown_columns];
    // Room for the labels of the common y axis.
    if let Some(first) = widths.first_mut().filter(|_| shown_columns > 1) {
        *first += 0.12;
    }
    Sheet {
        columns: widths,
        rows: heights,
        panels,
        link_x: sheets.first().is_some_and(|s| s.link_x),
        link_y: true,
        notes: colours.map(colours_note).into_iter().collect(),
        ..Sheet::default()
    }
}

/// Of the panel in that place.
fn height(sheet: &Sheet, place: usize) -> Option<f32> {
    sheet.rows.get(sheet.panels.get(place)?.row).copied()
}

fn share_axes(plots: &mut [Plot], own_time: bool) {
    let y = plots.iter().map(|p| p.y.range).reduce(union);
    let x = plots.iter().map(|p| p.x.range).reduce(union);
    for plot in plots {
        plot.y.range = y.unwrap_or(plot.y.range);
        if own_time {
            // Seconds of the recording, but not the window that is scrubbed.
            if plot.x.ticks == Ticks::Time {
                plot.x.ticks = Ticks::Auto;
                "s".clone_into(&mut plot.x.unit);
            }
        } else {
            plot.x.range = x.unwrap_or(plot.x.range);
        }
    }
}

/// Of two ranges that run the same way.
fn union(a: [f64; 2], b: [f64; 2]) -> [f64; 2] {
    if a[0] > a[1] {
        [a[0].max(b[0]), a[1].min(b[1])]
    } else {
        [a[0].min(b[0]), a[1].max(b[1])]
    }
}

/// The same value has the same colour in every column.
fn share_colours(plots: &mut [Plot]) -> Option<[f64; 2]> {
    let of = |plots: &[Plot]| {
        let marks = plots.iter().flat_map(|p| &p.layers);
        marks
            .filter_map(|layer| match &layer.mark {
                Mark::Image { range, .. } => Some(range.map(f64::from)),
                _ => None,
            })
            .reduce(union)
    };
    let common = of(plots)?;
    for layer in plots.iter_mut().flat_map(|p| &mut p.layers) {
        if let Mark::Image { range, .. } = &mut layer.mark {
            *range = common.map(|end| end as f32);
        }
    }
    Some(common)
}

fn colours_note([low, high]: [f64; 2]) -> String {
    format!(
        "Colours are the same in every column, from {} to {}.",
        number_text(low, 2),
        number_text(high, 2)
    )
}
