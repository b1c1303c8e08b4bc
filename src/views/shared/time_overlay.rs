//! Marks that follow the pointer and the playhead on plots over time.

use crate::plot::{Ink, Mark, Stroke};
use crate::recording::Interval;
use crate::views::Marks;

/// The brushed stretch, the marked bin and the playhead on the plots with these ids, as far as they
/// are in the window. A stretch is drawn at least two pixels wide, so that a bin of a millisecond is
/// seen in an hour.
pub fn overlay(
    plots: impl IntoIterator<Item = &'static str> + Clone,
    window: Interval,
    pixel_s: f64,
    marks: &Marks,
) -> Vec<(&'static str, Mark)> {
    let mut out = Vec::new();
    for (stretch, opacity) in [(marks.brush, 0.12), (marks.bin, 0.3)] {
        let Some(seen) = stretch.and_then(|stretch| {
            let middle = f64::midpoint(stretch.start_s, stretch.stop_s);
            let wide = Interval::new(
                stretch.start_s.min(middle - pixel_s),
                stretch.stop_s.max(middle + pixel_s),
            );
            wide.intersect(&window)
        }) else {
            continue;
        };
        let mark = Mark::spans([(seen.start_s, seen.stop_s, Ink::Accent)], opacity);
        out.extend(plots.clone().into_iter().map(|id| (id, mark.clone())));
    }
    if let Some(x) = marks.playhead_s.filter(|&t| window.contains(t)) {
        let stroke = Stroke::new(Ink::Accent, 1.0);
        let line = |id| (id, Mark::VerticalLine { x, stroke });
        out.extend(plots.into_iter().map(line));
    }
    out
}
