//! Polylines: thinned to pixels, cut to what is seen.

use super::super::frame::Frame;
use eframe::egui::{Pos2, Rect, pos2};

/// How far beyond the plot area lines are drawn, in points: joins and soft edges need room.
pub const BEYOND: f32 = 24.0;

/// The visible runs of a line on the screen, broken where a value is not finite. Where several
/// points fall into one column of pixels, the first, lowest, highest and last of them stay: no
/// peak vanishes.
pub fn polylines(xy: &[[f64; 2]], frame: &Frame) -> Vec<Vec<Pos2>> {
    let thin = xy.len() as f32 > 2.0 * frame.rect.width() * frame.pixels_per_point;
    let mut runs = Runs {
        bounds: frame.rect.expand(BEYOND),
        last: None,
        out: Vec::new(),
    };
    let mut column = Column::default();
    for &point in xy {
        let at = frame.pos(point);
        if !(at.x.is_finite() && at.y.is_finite()) {
            column.flush(&mut runs);
            runs.last = None;
        } else if thin {
            column.add(at, (at.x * frame.pixels_per_point).floor(), &mut runs);
        } else {
            runs.to(at);
        }
    }
    column.flush(&mut runs);
    runs.out
}

/// Points of an ellipse, in data coordinates, the first repeated at the end.
pub fn ellipse(centre: [f64; 2], semi_axes: [f64; 2], angle_rad: f64) -> Vec<[f64; 2]> {
    const PIECES: u32 = 180;
    let (sin, cos) = angle_rad.sin_cos();
    (0..=PIECES)
        .map(|j| {
            let (s, c) = (f64::from(j) / f64::from(PIECES) * std::f64::consts::TAU).sin_cos();
            let (along, across) = (c * semi_axes[0], s * semi_axes[1]);
            [
                centre[0] + along * cos - across * sin,
                centre[1] + along * sin + across * cos,
            ]
        })
        .collect()
}

/// The points of one column of pixels that matter.
#[derive(Default)]
struct Column {
    number: f32,
    points: Option<[(usize, Pos2); 4]>,
    count: usize,
}

impl Column {
    fn add(&mut self, at: Pos2, number: f32, runs: &mut Runs) {
        if self.points.is_some() && number != self.number {
            self.flush(runs);
        }
        let here = (self.count, at);
        self.count += 1;
        self.number = number;
        match &mut self.points {
            Some([_, high, low, last]) => {
                if at.y < high.1.y {
                    *high = here;
                }
                if at.y > low.1.y {
                    *low = here;
                }
                *last = here;
            }
            empty => *empty = Some([here; 4]),
        }
    }
    fn flush(&mut self, runs: &mut Runs) {
        if let Some(mut points) = self.points.take() {
            points.sort_by_key(|(order, _)| *order);
            let mut before = None;
            for (order, at) in points {
                if before != Some(order) {
                    runs.to(at);
                }
                before = Some(order);
            }
        }
        self.count = 0;
    }
}

/// Segments, cut to the bounds and joined where they meet.
struct Runs {
    bounds: Rect,
    last: Option<Pos2>,
    out: Vec<Vec<Pos2>>,
}

impl Runs {
    fn to(&mut self, at: Pos2) {
        let Some(from) = self.last.replace(at) else {
            return;
        };
        // What has no length has no direction either: a corner without one is at no place at all.
        let Some([a, b]) = cut(from, at, &self.bounds).filter(|[a, b]| a != b) else {
            return;
        };
        match self.out.last_mut() {
            Some(run) if run.last() == Some(&a) => run.push(b),
            _ => self.out.push(vec![a, b]),
        }
    }
}

/// The part of a segment inside `bounds` (Liang and Barsky).
fn cut(a: Pos2, b: Pos2, bounds: &Rect) -> Option<[Pos2; 2]> {
    if bounds.contains(a) && bounds.contains(b) {
        return Some([a, b]);
    }
    let d = b - a;
    let (mut from, mut to) = (0.0f32, 1.0f32);
    for (step, room) in [
        (-d.x, a.x - bounds.left()),
        (d.x, bounds.right() - a.x),
        (-d.y, a.y - bounds.top()),
        (d.y, bounds.bottom() - a.y),
    ] {
        if step == 0.0 {
            if room < 0.0 {
                return None;
            }
        } else if step < 0.0 {
            from = from.max(room / step);
        } else {
            to = to.min(room / step);
        }
    }
    let at = |f: f32| pos2(a.x + d.x * f, a.y + d.y * f);
    (from <= to).then(|| {
        [
            if from == 0.0 { a } else { at(from) },
            if to == 1.0 { b } else { at(to) },
        ]
    })
}
