//! What the colours of the picture and the inks of the ridges stand for.

use super::picture::{Colours, colours};
use super::{Outcome, ridges};
use crate::plot::{Axis, Ink, Mark, Plot, Ramp, number_text};
use crate::views::Input;
use crate::views::shared::colour_bar;

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
