//! The picture: its cells on the axis that is asked for, the cone, the level, the phases.

use super::info::AXIS;
use super::level::SHARE;
use super::{Outcome, ridges};
use crate::analysis::wavelet::Scales;
use crate::plot::{Axis, Dash, Ink, Mark, Plot, Ramp, Stroke, Ticks, number_text};
use crate::views::Input;
use crate::views::shared::colour_bar;
use std::sync::Arc;

/// Rows of a linear axis.
const LINEAR_ROWS: usize = 240;
/// Arrows across and down.
const ARROWS: [usize; 2] = [36, 14];
/// Coherence below which a phase means nothing, whatever the level.
const LEAST_R2: f32 = 0.5;

/// How frequencies are laid out.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    Log,
    Linear,
    LinearDown,
}

impl Layout {
    pub fn from_input(input: &Input<'_>) -> Self {
        match input.values.choice(&AXIS).as_str() {
            "linear" => Self::Linear,
            "linear-down" => Self::LinearDown,
            _ => Self::Log,
        }
    }
}

/// The lowest and the highest frequency of the cells, edges included.
pub fn span_hz(scales: &Scales) -> [f64; 2] {
    let last = scales.count() as f64 - 0.5;
    [scales.frequency_hz(last), scales.frequency_hz(-0.5)]
}

pub fn axis(scales: &Scales, layout: Layout) -> Axis {
    let [low, high] = span_hz(scales);
    let range = match layout {
        Layout::Log => [low, high],
        Layout::Linear => [0.0, high],
        Layout::LinearDown => [high, 0.0],
    };
    let mut axis = Axis::new("Frequency", "Hz", range)
        .defined("1 / (1.033 s), the Fourier frequency of a wavelet of scale s");
    axis.log = layout == Layout::Log;
    if axis.log {
        let words = (-2..4).flat_map(|power| {
            (1..10).map(move |digit| {
                let at = f64::from(digit) * 10f64.powi(power);
                let named = matches!(digit, 1 | 2 | 5);
                let text = if named {
                    number_text(at, 1)
                } else {
                    String::new()
                };
                (at, text)
            })
        });
        axis.ticks = Ticks::At(words.filter(|(at, _)| (low..=high).contains(at)).collect());
    }
    axis
}

/// What the colours stand for.
pub struct Colours {
    pub label: &'static str,
    pub unit: &'static str,
    pub definition: &'static str,
    pub range: [f64; 2],
    /// From a value to what is shown.
    pub shown: fn(f32) -> f32,
}

pub fn colours(outcome: &Outcome, input: &Input<'_>) -> Colours {
    if ridges::is_r2(input) {
        return Colours {
            label: "R²",
            unit: "",
            definition: "Squared coherence: 1 where one signal follows from the other",
            range: [0.0, 1.0],
            shown: |v| v,
        };
    }
    let decibels: fn(f32) -> f32 = |v| 10.0 * v.max(1e-9).log10();
    let mut all: Vec<f32> = ridges::values(outcome, input)
        .iter()
        .filter(|v| v.is_finite())
        .map(|v| decibels(*v))
        .collect();
    all.sort_by(f32::total_cmp);
    // A twentieth of the cells lies below the range and a two-hundredth above.
    let at = |share: f64| all.get(((all.len().max(1) - 1) as f64 * share) as usize);
    let ends = [at(0.05), at(0.995)].map(|v| v.map_or(0.0, |v| f64::from(*v)));
    let cross = input.values.choice(&super::info::PICTURE) == "cross";
    Colours {
        label: if cross { "Cross power" } else { "Power" },
        unit: "dB",
        definition: if cross {
            "|W_a W_b*| over the product of both SDs in the window, in decibels"
        } else {
            "|W|² over the variance in the window, in decibels: 0 for white noise"
        },
        range: if ends[0] < ends[1] {
            ends
        } else {
            [-10.0, 10.0]
        },
        shown: decibels,
    }
}

/// The cells as an image.
pub fn image(outcome: &Outcome, input: &Input<'_>, layout: Layout) -> Mark {
    let colours = colours(outcome, input);
    let (scales, columns) = (outcome.work.scales(), outcome.planes.columns);
    let cells = ridges::values(outcome, input);
    let [low, high] = span_hz(scales);
    let (rows, y, values): (usize, [f64; 2], Arc<[f32]>) = if layout == Layout::Log {
        let values = cells.iter().map(|v| (colours.shown)(*v)).collect();
        (outcome.planes.rows, [high, low], values)
    } else {
        let mut values = Vec::with_capacity(LINEAR_ROWS * columns);
        for row in 0..LINEAR_ROWS {
            let hz = (row as f64 + 0.5) / LINEAR_ROWS as f64 * high;
            let place = scales.place(hz);
            let from = cells.get((place.round().max(0.0) as usize * columns)..);
            let own = from
                .and_then(|rest| rest.get(..columns))
                .filter(|_| hz >= low);
            match own {
                Some(own) => values.extend(own.iter().map(|v| (colours.shown)(*v))),
                None => values.resize(values.len() + columns, f32::NAN),
            }
        }
        (LINEAR_ROWS, [0.0, high], values.into())
    };
    Mark::Image {
        x: outcome.extent(),
        y,
        columns,
        rows,
        values,
        ramp: Ramp::Sequential,
        range: colours.range.map(|v| v as f32),
    }
}

/// The cone of influence, paler and with a border: cells that an end of the data affects.
pub fn add_cone(plot: &mut Plot, outcome: &Outcome, layout: Layout) {
    let [low, high] = span_hz(outcome.work.scales());
    let foot = if layout == Layout::Log { low } else { 0.0 };
    let columns = outcome.planes.columns;
    let cone: Vec<f64> = (0..columns)
        .map(|c| outcome.work.cone_hz(c).clamp(foot, high))
        .collect();
    if cone.iter().all(|hz| *hz <= low) {
        return;
    }
    // Half a column more at both ends, as far as the cells go.
    let [start, end] = outcome.extent();
    let inner = (0..columns).map(|c| outcome.time_s(c as f64));
    let x: Vec<f64> = std::iter::once(start).chain(inner).chain([end]).collect();
    let ends = [cone.first(), cone.last()].map(|hz| hz.copied().unwrap_or(foot));
    let top: Vec<f64> = std::iter::once(ends[0])
        .chain(cone)
        .chain([ends[1]])
        .collect();
    plot.add(Mark::Band {
        x: x.as_slice().into(),
        low: vec![foot; x.len()].into(),
        high: top.as_slice().into(),
        ink: Ink::Page,
        opacity: 0.55,
    });
    let border = x.iter().zip(&top).map(|(x, hz)| {
        let inside = *hz > low && *hz < high;
        [*x, if inside { *hz } else { f64::NAN }]
    });
    plot.add_named(
        "Cone of influence",
        Mark::line(
            border.collect::<Vec<_>>(),
            Stroke::new(Ink::Text, 1.0).dashed(Dash::Dashed),
        ),
    );
}

/// The levels of all rows; `None` before there are any, or where none are asked for.
pub fn levels(outcome: &Outcome) -> Option<Vec<f64>> {
    let level = outcome.level.as_ref()?;
    let rows = 0..outcome.planes.rows;
    Some(rows.map(|j| level.quantile(j, SHARE)).collect())
}

/// The rows in which what passes the level is outlined: not where it is as narrow as few columns, so
/// that outlines would hide the picture.
pub fn outlined(outcome: &Outcome, levels: &[f64]) -> Vec<bool> {
    /// Ends of what passes, one in so many columns at most.
    const COLUMNS_AN_END: usize = 6;
    /// Rows to each side that count as well: one that is crowded by chance is outlined with the others.
    const BESIDE: usize = 3;
    let (columns, rows) = (outcome.planes.columns, outcome.planes.rows);
    let is_crowded = |row: usize| {
        let own = &outcome.planes.r2[row * columns..(row + 1) * columns];
        let passes = |r2: f32| f64::from(r2) > levels[row];
        let ends = own.windows(2).filter(|p| passes(p[0]) != passes(p[1]));
        ends.count() * COLUMNS_AN_END > columns
    };
    let crowded: Vec<bool> = (0..rows).map(is_crowded).collect();
    let is_outlined = |row: usize| {
        let near = &crowded[row.saturating_sub(BESIDE)..(row + BESIDE + 1).min(rows)];
        2 * near.iter().filter(|c| **c).count() <= near.len()
    };
    (0..rows).map(is_outlined).collect()
}

/// The outline of what passes the level of its row: where R² less the level changes its sign
/// between the middles of four cells.
pub fn add_outline(plot: &mut Plot, outcome: &Outcome, levels: &[f64]) {
    let outlined = outlined(outcome, levels);
    let (columns, rows) = (outcome.planes.columns, outcome.planes.rows);
    let scales = outcome.work.scales();
    let over = |row: usize, column: usize| {
        f64::from(outcome.planes.r2[row * columns + column]) - levels[row]
    };
    let corners = [(0, 0), (0, 1), (1, 1), (1, 0)];
    let mut xy: Vec<[f64; 2]> = Vec::new();
    let shown = (0..rows.saturating_sub(1)).filter(|row| outlined[*row] && outlined[row + 1]);
    for row in shown {
        for column in 0..columns.saturating_sub(1) {
            let values = corners.map(|(r, c)| over(row + r, column + c));
            if values.iter().any(|v| v.is_nan()) {
                continue;
            }
            let mut crossed = (0..4).filter_map(|side| {
                let (a, b) = (values[side], values[(side + 1) % 4]);
                if (a > 0.0) == (b > 0.0) {
                    return None;
                }
                let share = a / (a - b);
                let corner = |side: usize| {
                    let (r, c) = corners[side % 4];
                    [r as f64, c as f64]
                };
                let ([r0, c0], [r1, c1]) = (corner(side), corner(side + 1));
                let place = row as f64 + r0 + share * (r1 - r0);
                let at = column as f64 + c0 + share * (c1 - c0);
                Some([outcome.time_s(at), scales.frequency_hz(place)])
            });
            while let (Some(from), Some(to)) = (crossed.next(), crossed.next()) {
                xy.extend([from, to, [f64::NAN; 2]]);
            }
        }
    }
    if !xy.is_empty() {
        plot.add_named(
            "95 % of red noise",
            Mark::line(xy, Stroke::new(Ink::OnBright, 0.9)),
        );
    }
}

/// Arrows of the phase, evenly spread, where the signals are coherent.
pub fn add_arrows(plot: &mut Plot, outcome: &Outcome, levels: Option<&[f64]>, layout: Layout) {
    let scales = outcome.work.scales();
    let planes = &outcome.planes;
    let [low, high] = span_hz(scales);
    let [across, down] = ARROWS;
    let mut at = Vec::new();
    let mut angles = Vec::new();
    for nth in 0..down {
        let share = (nth as f64 + 0.5) / down as f64;
        let hz = match layout {
            Layout::Log => low * (high / low).powf(share),
            _ => high * share,
        };
        let place = scales.place(hz).round();
        if hz < low || !(0.0..planes.rows as f64).contains(&place) {
            continue;
        }
        let row = place as usize;
        for step in 0..across {
            let column = ((step as f64 + 0.5) / across as f64 * planes.columns as f64) as usize;
            let cell = row * planes.columns + column;
            let least = levels.map_or(LEAST_R2, |l| (l[row] as f32).max(LEAST_R2));
            let coherent = planes.r2.get(cell).is_some_and(|r2| *r2 >= least);
            if coherent && outcome.work.cone_hz(column) < scales.frequency_hz(place) {
                at.push([outcome.time_s(column as f64), scales.frequency_hz(place)]);
                angles.push(planes.phase[cell]);
            }
        }
    }
    if !at.is_empty() {
        plot.add_named(
            "Phase",
            Mark::Arrows {
                at: at.into(),
                angles_rad: angles.into(),
                length_pt: 11.0,
                stroke: Stroke::new(Ink::OnBright, 1.1),
            },
        );
    }
}

/// Pieces of the bar of the ridges.
const STEPS: u8 = 16;

/// A bar of the colours of the picture.
pub fn of_picture(outcome: &Outcome, input: &Input<'_>) -> Plot {
    let Colours {
        label,
        unit,
        definition,
        range,
        ..
    } = colours(outcome, input);
    let y = Axis::new(label, unit, range).defined(definition);
    let mut plot = colour_bar::plot("Colours", y, Ramp::Sequential);
    plot.summary = format!(
        "{label} from {} to {} {unit}",
        number_text(range[0], 2),
        number_text(range[1], 2)
    );
    plot
}

/// A bar of the inks of the ridges.
pub fn of_ridges(outcome: &Outcome, input: &Input<'_>) -> Plot {
    let ends = ridges::ends(outcome, input);
    let r2 = ridges::is_r2(input);
    let mut y = if r2 {
        Axis::new("R²", "", ends).defined("Coherence on the ridge")
    } else {
        Axis::new("Power", "x variance", ends).defined("Power on the ridge, over the variance")
    };
    y.log = !r2;
    let mut plot = Plot::new("strengths", "Inks of the ridges", Axis::bare([0.0, 1.0]), y);
    for step in 0..STEPS {
        // Each up to the top, the next over it, so that no seam shows.
        let share = f64::from(step) / f64::from(STEPS);
        let [low, high] = ends;
        let height = [share, 1.0].map(|share| {
            if r2 {
                low + share * (high - low)
            } else {
                low * (high / low).powf(share)
            }
        });
        plot.add(Mark::Spans {
            spans: [(0.0, 1.0, Ink::Strength(share as f32))].into(),
            y: Some(height),
            opacity: 1.0,
        });
    }
    plot.summary = format!(
        "Strength from {} to {}",
        number_text(ends[0], 2),
        number_text(ends[1], 2)
    );
    plot
}
