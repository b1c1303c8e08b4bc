//! The raster panel: rows of units, excitatory ones at the top.

use super::text::{counted, moment, thousands};
use crate::analysis::{Raster, RasterRow, RasterSpikes};
use crate::plot::{Axis, Ink, Mark, Plot, Ramp, number_text};
use crate::recording::Class;
use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

/// Height of a spike in rows.
const TICK_ROWS: f64 = 0.8;
/// How much paler units are drawn that were left out of the ensembles.
const PALER: f32 = 0.35;
/// A column with a single spike is never fainter than this, however full others are.
pub const FAINTEST: f32 = 0.12;

/// Height of the middle of a row: row 0 is the uppermost.
fn height(raster: &Raster, row: usize) -> f64 {
    raster.rows.len() as f64 - row as f64 - 0.5
}

/// The rows of each class, which stand together.
fn groups(raster: &Raster) -> impl Iterator<Item = (Class, Range<usize>)> + '_ {
    Class::ALL.into_iter().filter_map(|class| {
        let first = raster.rows.iter().position(|r| r.class == class)?;
        let count = raster.rows.iter().filter(|r| r.class == class).count();
        Some((class, first..first + count))
    })
}

/// Units that share a row of a density: no more rows are drawn than the panel has pixels.
fn units_a_row(raster: &Raster, height_px: u32) -> usize {
    raster
        .rows
        .len()
        .div_ceil(height_px.max(64) as usize)
        .max(1)
}

/// The counts of a class in a density, units that share a row added up.
struct Density<'a> {
    class: Class,
    rows: Range<usize>,
    counts: Cow<'a, [u32]>,
}

fn densities<'a>(raster: &'a Raster, height_px: u32) -> Vec<Density<'a>> {
    let RasterSpikes::Density { columns, counts } = &raster.spikes else {
        return Vec::new();
    };
    let together = units_a_row(raster, height_px);
    let of_class = |(class, rows): (Class, Range<usize>)| {
        let own = &counts[rows.start * columns..rows.end * columns];
        let sum = |of: &'a [u32]| -> Vec<u32> {
            let mut sums = vec![0; *columns];
            for row in of.chunks(*columns) {
                sums.iter_mut().zip(row).for_each(|(sum, n)| *sum += n);
            }
            sums
        };
        let counts = if together == 1 {
            Cow::Borrowed(own)
        } else {
            own.chunks(together * columns).flat_map(sum).collect()
        };
        Density {
            class,
            rows,
            counts,
        }
    };
    groups(raster).map(of_class).collect()
}

pub(in crate::views) fn plot(raster: &Raster, x: Axis, height_px: u32) -> Plot {
    let y = Axis::bare([0.0, raster.rows.len().max(1) as f64]);
    let y = Axis {
        label: "Units".into(),
        ..y
    }
    .defined("One row a unit: excitatory at the top, then inhibitory, then those without class");
    let mut plot = Plot::new("raster", "Raster", x, y);
    match raster.spikes {
        RasterSpikes::Every { .. } => {
            for (class, rows) in groups(raster) {
                add_ticks(&mut plot, raster, class, rows);
            }
        }
        RasterSpikes::Density { columns, .. } => {
            let densities = densities(raster, height_px);
            let full = full_ink(densities.iter().flat_map(|d| d.counts.iter().copied()));
            let together = units_a_row(raster, height_px);
            for density in densities {
                add_density(&mut plot, raster, &density, [columns, together], full);
            }
        }
    }
    let parts: Vec<String> = groups(raster)
        .map(|(class, rows)| format!("{} {}", rows.len(), class.name().to_lowercase()))
        .collect();
    plot.summary = format!(
        "Raster of {} ({}) with {}",
        counted(raster.rows.len(), "unit"),
        parts.join(", "),
        counted(raster.inside, "spike")
    );
    plot
}

fn add_ticks(plot: &mut Plot, raster: &Raster, class: Class, rows: Range<usize>) {
    for included in [true, false] {
        let xy: Arc<[[f64; 2]]> = rows
            .clone()
            .filter(|&r| raster.rows[r].included == included)
            .flat_map(|r| {
                let y = height(raster, r);
                let times = raster.times_s(r).unwrap_or(&[]);
                times.iter().map(move |&t| [t, y])
            })
            .collect();
        if !xy.is_empty() {
            plot.add_named(
                class.name(),
                Mark::Ticks {
                    xy,
                    height: TICK_ROWS,
                    width_pt: 1.0,
                    ink: Ink::from(class),
                    opacity: if included { 1.0 } else { PALER },
                },
            );
        }
    }
}

fn add_density(
    plot: &mut Plot,
    raster: &Raster,
    density: &Density<'_>,
    [columns, together]: [usize; 2],
    full: u32,
) {
    let units = &raster.rows[density.rows.clone()];
    let opacity = |units: &[RasterRow]| {
        let of_unit = |unit: &RasterRow| if unit.included { 1.0 } else { PALER };
        units.iter().map(of_unit).sum::<f32>() / units.len() as f32
    };
    let rows = units.chunks(together).zip(density.counts.chunks(columns));
    let count = rows.len();
    // Bottom row first.
    let values = rows
        .rev()
        .flat_map(|(units, counts)| {
            let opacity = opacity(units);
            counts.iter().map(move |&n| opacity * darkness(n, full))
        })
        .collect();
    let top = raster.rows.len() - density.rows.start;
    plot.add_named(
        density.class.name(),
        Mark::Image {
            x: [raster.window.start_s, raster.window.stop_s],
            y: [(top - units.len()) as f64, top as f64],
            columns,
            rows: count,
            values,
            ramp: Ramp::Ink(Ink::from(density.class)),
            range: [0.0, 1.0],
        },
    );
}

/// The count from which on a column has full ink: 99 % of the columns with spikes have at most
/// this many, so that one burst does not make everything else pale. The same for all classes.
pub fn full_ink(counts: impl IntoIterator<Item = u32>) -> u32 {
    let mut filled: Vec<u32> = counts.into_iter().filter(|&n| n > 0).collect();
    if filled.is_empty() {
        return 1;
    }
    let place = (filled.len() - 1) * 99 / 100;
    *filled.select_nth_unstable(place).1
}

/// Square root of the share of full ink; 0 for no spike only.
pub fn darkness(count: u32, full: u32) -> f32 {
    if count == 0 {
        0.0
    } else {
        (count as f32 / full as f32).sqrt().clamp(FAINTEST, 1.0)
    }
}

pub(in crate::views) fn notes(raster: &Raster, height_px: u32, notes: &mut Vec<String>) {
    notes.push(match &raster.spikes {
        RasterSpikes::Every { .. } => format!("Every spike: {}", thousands(raster.inside)),
        RasterSpikes::Density { columns, .. } => {
            let densities = densities(raster, height_px);
            let full = full_ink(densities.iter().flat_map(|d| d.counts.iter().copied()));
            let rows = match units_a_row(raster, height_px) {
                1 => String::new(),
                units => format!(", {units} units a row"),
            };
            format!(
                "Density: {} in {columns} columns{rows}; full ink from {} a column on, by square root below.",
                counted(raster.inside, "spike"),
                counted(full as usize, "spike"),
            )
        }
    });
    if raster.outside > 0 {
        notes.push(format!(
            "{} before or after the window.",
            counted(raster.outside, "spike")
        ));
    }
    let left_out = raster.rows.iter().filter(|r| !r.included).count();
    if left_out > 0 {
        notes.push(format!(
            "{} left out of the ensembles; paler in the raster.",
            counted(left_out, "unit")
        ));
    }
}

/// "Unit E12 · excitatory · 1.8 Hz · spike at 12.3456 s".
pub(in crate::views) fn pick(raster: &Raster, at: [f64; 2]) -> Option<String> {
    let from_top = raster.rows.len() as f64 - at[1];
    if !(0.0..raster.rows.len() as f64).contains(&from_top) || !raster.window.contains(at[0]) {
        return None;
    }
    let index = from_top as usize;
    let row = raster.rows.get(index)?;
    let mut parts = vec![
        format!("Unit {}", row.name),
        row.class.name().to_lowercase(),
        format!("{} Hz", number_text(raster.rate_in_window_hz(index), 2)),
    ];
    if !row.included {
        parts.push("not in the ensembles".to_owned());
    }
    parts.push(if let Some(t) = raster.nearest_s(index, at[0]) {
        format!("spike at {}", moment(t))
    } else if let Some((count, extent)) = raster.column_at(index, at[0]) {
        format!(
            "{} from {} to {}",
            counted(count as usize, "spike"),
            moment(extent.start_s),
            moment(extent.stop_s)
        )
    } else {
        "no spike in the window".to_owned()
    });
    Some(parts.join(" · "))
}
