//! What the columns of a picture hold of the products of one scale.

use super::chunk::{Products, Row};
use std::ops::Range;

/// Mean coherence of the evaluations in each column, and the cross spectrum summed over them.
pub(super) struct Smoothed {
    pub r2: Vec<f32>,
    pub phase: Vec<f32>,
}

/// Squared coherence of smoothed products; NaN where a signal has nothing there.
pub(super) fn r2([a, b, re, im]: &Products) -> f64 {
    let (a, b, re, im) = (f64::from(*a), f64::from(*b), f64::from(*re), f64::from(*im));
    let r2 = (re * re + im * im) / (a * b);
    // Schwarz's inequality, but for rounding.
    if r2.is_finite() {
        r2.min(1.0)
    } else {
        f64::NAN
    }
}

/// Columns of `width` samples, from evaluations `step` samples apart.
pub(super) fn smoothed(
    products: &[Products],
    step: usize,
    width: usize,
    columns: usize,
) -> Smoothed {
    let mut out = Smoothed {
        r2: Vec::with_capacity(columns),
        phase: Vec::with_capacity(columns),
    };
    for column in 0..columns {
        let points = (column * width).div_ceil(step)..((column + 1) * width).div_ceil(step);
        let own = products.get(points.start..points.end.min(products.len()));
        let (mut sum, mut count, mut cross) = (0.0, 0.0, [0.0, 0.0]);
        for product in own.unwrap_or_default() {
            let value = r2(product);
            if value.is_finite() {
                sum += value;
                count += 1.0;
                cross[0] += f64::from(product[2]);
                cross[1] += f64::from(product[3]);
            }
        }
        let some = count > 0.0;
        out.r2.push((sum / count) as f32);
        let phase = (cross[1] as f32).atan2(cross[0] as f32);
        out.phase.push(if some { phase } else { f32::NAN });
    }
    out
}

/// Means of `|W_a|^2`, `|W_b|^2` and `|W_a W_b|` in each column, the padding of `pad` samples left
/// out: over the grid, or between its points where columns are narrower than they are apart.
pub(super) fn powers(row: &Row, pad: usize, width: usize, columns: Range<usize>) -> [Vec<f32>; 3] {
    let mut out = [(); 3].map(|()| Vec::with_capacity(columns.len()));
    for column in columns {
        let from = pad + column * width;
        let own = from.div_ceil(row.thin)..(from + width).div_ceil(row.thin);
        let means = if width < 2 * row.thin {
            let middle = from as f64 + (width as f64 - 1.0) / 2.0;
            sizes(&between(&row.products, middle / row.thin as f64))
        } else {
            let own = row.products.get(own).unwrap_or_default();
            let mut sum = [0.0; 3];
            for product in own {
                for (sum, size) in sum.iter_mut().zip(sizes(product)) {
                    *sum += size;
                }
            }
            sum.map(|s| s / own.len() as f64)
        };
        for (out, mean) in out.iter_mut().zip(means) {
            out.push(mean as f32);
        }
    }
    out
}

fn sizes([a, b, re, im]: &Products) -> [f64; 3] {
    let [re, im] = [*re, *im].map(f64::from);
    [f64::from(*a).max(0.0), f64::from(*b).max(0.0), re.hypot(im)]
}

/// Products between the points of a grid: the polynomial through the nearest four.
fn between(products: &[Products], at: f64) -> Products {
    let before = (at.floor().max(1.0) as usize).min(products.len().saturating_sub(3).max(1));
    let x = at - before as f64;
    let weights = [
        -x * (x - 1.0) * (x - 2.0) / 6.0,
        (x + 1.0) * (x - 1.0) * (x - 2.0) / 2.0,
        -(x + 1.0) * x * (x - 2.0) / 2.0,
        (x + 1.0) * x * (x - 1.0) / 6.0,
    ];
    let mut out = [0.0f64; 4];
    for (weight, product) in weights.iter().zip(products.iter().skip(before - 1)) {
        for (out, value) in out.iter_mut().zip(product) {
            *out += weight * f64::from(*value);
        }
    }
    out.map(|v| v as f32)
}
