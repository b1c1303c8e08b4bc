//! Marks as paths on the page, for the SVG writer and for dense pictures alike.

use super::frame::{Frame, Rect};
use super::writer::number;
use crate::plot::{Dash, Ink, Mark, Stroke, arrow};
use resvg::tiny_skia::{self, Transform};

/// A step of a path, in points of the page.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Step {
    Move([f64; 2]),
    Line([f64; 2]),
    Curve([[f64; 2]; 3]),
    Close,
}

/// An outline or a line.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Path(pub Vec<Step>);

impl Path {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
    fn polygon(&mut self, points: impl IntoIterator<Item = [f64; 2]>) {
        for (j, p) in points.into_iter().enumerate() {
            self.0
                .push(if j == 0 { Step::Move(p) } else { Step::Line(p) });
        }
        self.0.push(Step::Close);
    }
    fn rect(&mut self, r: Rect) {
        self.polygon([
            [r.x, r.y],
            [r.right(), r.y],
            [r.right(), r.bottom()],
            [r.x, r.bottom()],
        ]);
    }
    /// Path data for SVG.
    pub(super) fn to_data(&self) -> String {
        let mut d = String::with_capacity(self.0.len() * 12);
        let point = |d: &mut String, p: [f64; 2]| {
            number(d, p[0]);
            d.push(' ');
            number(d, p[1]);
        };
        let mut last = ' ';
        for step in &self.0 {
            match step {
                Step::Move(p) => {
                    d.push('M');
                    point(&mut d, *p);
                    last = 'M';
                }
                Step::Line(p) => {
                    // After a move, further pairs are lines.
                    d.push(if matches!(last, 'M' | 'L') { ' ' } else { 'L' });
                    point(&mut d, *p);
                    last = 'L';
                }
                Step::Curve(points) => {
                    d.push('C');
                    for (j, p) in points.iter().enumerate() {
                        if j > 0 {
                            d.push(' ');
                        }
                        point(&mut d, *p);
                    }
                    last = 'C';
                }
                Step::Close => {
                    d.push('Z');
                    last = 'Z';
                }
            }
        }
        d
    }
    /// The path for tiny-skia, moved and scaled.
    pub(super) fn to_skia(&self, transform: Transform) -> Option<tiny_skia::Path> {
        let mut out = tiny_skia::PathBuilder::new();
        let f = |p: &[f64; 2]| p.map(|v| v as f32);
        for step in &self.0 {
            match step {
                Step::Move(p) => {
                    let [x, y] = f(p);
                    out.move_to(x, y);
                }
                Step::Line(p) => {
                    let [x, y] = f(p);
                    out.line_to(x, y);
                }
                Step::Curve([a, b, c]) => {
                    let ([x1, y1], [x2, y2], [x, y]) = (f(a), f(b), f(c));
                    out.cubic_to(x1, y1, x2, y2, x, y);
                }
                Step::Close => out.close(),
            }
        }
        out.finish()?.transform(transform)
    }
}

/// A line, broken where a point cannot be placed. A point with no neighbour becomes a dot, which
/// round caps make visible.
pub(super) fn line(frame: &Frame, xy: &[[f64; 2]]) -> Path {
    let mut path = Path::default();
    for run in xy.split(|p| frame.place(*p).is_none()) {
        let mut points = run.iter().filter_map(|p| frame.place(*p));
        if let Some(first) = points.next() {
            path.0.push(Step::Move(first));
            if run.len() == 1 {
                path.0.push(Step::Line([first[0] + 0.01, first[1]]));
            }
            path.0.extend(points.map(Step::Line));
        }
    }
    path
}

/// What a band, bars or spans fill, with ink and opacity; nothing for other marks.
pub(super) fn areas(frame: &Frame, mark: &Mark) -> Vec<(Path, Ink, f32)> {
    match mark {
        Mark::Band {
            x,
            low,
            high,
            ink,
            opacity,
        } => vec![(band(frame, x, low, high), *ink, *opacity)],
        Mark::Bars {
            start,
            width,
            values,
            base,
            along_y,
            ink,
            opacity,
        } => {
            let shape = bars(frame, [*start, *width, *base], values, *along_y);
            vec![(shape, *ink, *opacity)]
        }
        Mark::Spans { spans, y, opacity } => self::spans(frame, spans, *y)
            .into_iter()
            .map(|(shape, ink)| (shape, ink, *opacity))
            .collect(),
        _ => Vec::new(),
    }
}

/// The area between two curves, broken where it cannot be placed.
fn band(frame: &Frame, x: &[f64], low: &[f64], high: &[f64]) -> Path {
    let mut path = Path::default();
    let mut run: Vec<[f64; 3]> = Vec::new();
    let mut end = |run: &mut Vec<[f64; 3]>| {
        if run.len() > 1 {
            let back = run.iter().rev().map(|p| [p[0], p[1]]);
            path.polygon(run.iter().map(|p| [p[0], p[2]]).chain(back));
        }
        run.clear();
    };
    for ((x, low), high) in x.iter().zip(low).zip(high) {
        let places = (
            frame.x.place(*x),
            frame.y.place_from_zero(*low),
            frame.y.place_from_zero(*high),
        );
        if let (Some(x), Some(low), Some(high)) = places {
            run.push([x, low, high]);
        } else {
            end(&mut run);
        }
    }
    end(&mut run);
    path
}

/// Bars from `base`, as one outline per run of neighbours so that no seam shows between them.
fn bars(frame: &Frame, [start, width, base]: [f64; 3], values: &[f64], along_y: bool) -> Path {
    let (bins, heights) = if along_y {
        (&frame.y, &frame.x)
    } else {
        (&frame.x, &frame.y)
    };
    let point = |bin: f64, height: f64| {
        if along_y {
            [height, bin]
        } else {
            [bin, height]
        }
    };
    let mut path = Path::default();
    let Some(base) = heights.place_from_zero(base) else {
        return path;
    };
    let mut outline: Vec<[f64; 2]> = Vec::new();
    let mut end = |outline: &mut Vec<[f64; 2]>| {
        if let (Some(first), Some(last)) = (outline.first().copied(), outline.last().copied()) {
            let bin = |p: [f64; 2]| if along_y { p[1] } else { p[0] };
            let feet = [point(bin(last), base), point(bin(first), base)];
            path.polygon(outline.drain(..).chain(feet));
        }
    };
    for (j, value) in values.iter().enumerate() {
        let edges = [j as f64, (j + 1) as f64].map(|e| bins.place_from_zero(start + e * width));
        match (edges, heights.place_from_zero(*value)) {
            ([Some(a), Some(b)], Some(height)) => {
                outline.extend([point(a, height), point(b, height)]);
            }
            _ => end(&mut outline),
        }
    }
    end(&mut outline);
    path
}

/// The two ends of each upright stroke that touches the plot area.
pub(super) fn upright_strokes<'a>(
    frame: &'a Frame,
    xy: &'a [[f64; 2]],
    height: f64,
) -> impl Iterator<Item = [f64; 3]> + 'a {
    let (left, right) = (frame.area.x - 2.0, frame.area.right() + 2.0);
    xy.iter().filter_map(move |[x, y]| {
        let x = frame.x.place(*x).filter(|x| (left..=right).contains(x))?;
        let [a, b] = [-0.5, 0.5].map(|s| frame.y.place_from_zero(y + s * height));
        let (a, b) = (a?, b?);
        let (top, bottom) = (a.min(b), a.max(b));
        (bottom >= frame.area.y && top <= frame.area.bottom()).then_some([x, top, bottom])
    })
}

/// Upright strokes as one path.
pub(super) fn strokes(frame: &Frame, xy: &[[f64; 2]], height: f64) -> Path {
    Path(
        upright_strokes(frame, xy, height)
            .flat_map(|[x, top, bottom]| [Step::Move([x, top]), Step::Line([x, bottom])])
            .collect(),
    )
}

/// Arrows of one length whose middles are seen.
pub(super) fn arrows(frame: &Frame, at: &[[f64; 2]], angles: &[f32], length_pt: f32) -> Path {
    let mut path = Path::default();
    for (at, angle) in at.iter().zip(angles) {
        let Some([x, y]) = frame.place(*at).filter(|p| frame.area.is_near(*p, 0.0)) else {
            continue;
        };
        let mut points = arrow(*angle, length_pt)
            .map(|[dx, dy]| [x + dx, y - dy])
            .into_iter();
        path.0.extend(points.next().map(Step::Move));
        path.0.extend(points.map(Step::Line));
    }
    path
}

/// An ellipse given in data units, wherever the axes put it.
pub(super) fn ellipse(frame: &Frame, centre: [f64; 2], axes: [f64; 2], angle_rad: f64) -> Path {
    let (sin, cos) = angle_rad.sin_cos();
    let at = |u: f64, v: f64| {
        let (a, b) = (axes[0] * u, axes[1] * v);
        frame.place([centre[0] + a * cos - b * sin, centre[1] + a * sin + b * cos])
    };
    let mut path = Path::default();
    if frame.x.is_log() || frame.y.is_log() {
        let corners: Option<Vec<[f64; 2]>> = (0..180)
            .map(|j| {
                let (v, u) = (f64::from(j) / 180.0 * std::f64::consts::TAU).sin_cos();
                at(u, v)
            })
            .collect();
        if let Some(corners) = corners {
            path.polygon(corners);
        }
        return path;
    }
    // Straight axes take Bezier curves to Bezier curves; eight of them are round to 4e-6.
    let pull = 4.0 / 3.0 * (std::f64::consts::PI / 16.0).tan();
    let knot = |j: i32| (f64::from(j) / 8.0 * std::f64::consts::TAU).sin_cos();
    let Some(start) = at(1.0, 0.0) else {
        return path;
    };
    path.0.push(Step::Move(start));
    for j in 0..8 {
        let ((s0, c0), (s1, c1)) = (knot(j), knot(j + 1));
        let points = [
            at(c0 - pull * s0, s0 + pull * c0),
            at(c1 + pull * s1, s1 - pull * c1),
            at(c1, s1),
        ];
        let [Some(a), Some(b), Some(c)] = points else {
            return Path::default();
        };
        path.0.push(Step::Curve([a, b, c]));
    }
    path.0.push(Step::Close);
    path
}

/// Bands over the whole height or over the part `y`; neighbours of one ink are joined, and none is
/// narrower than a hairline, so that none is lost.
fn spans(frame: &Frame, spans: &[(f64, f64, Ink)], y: Option<[f64; 2]>) -> Vec<(Path, Ink)> {
    const LEAST_PT: f64 = 0.25;
    let (top, bottom) = match y {
        None => (frame.area.y, frame.area.bottom()),
        Some(y) => match y.map(|v| frame.y.place_from_zero(v)) {
            [Some(a), Some(b)] => (a.min(b), a.max(b)),
            _ => return Vec::new(),
        },
    };
    let mut found: Vec<(f64, f64, Ink)> = Vec::new();
    for (start, stop, ink) in spans {
        let places = [start, stop].map(|v| frame.x.place_from_zero(*v));
        let [Some(a), Some(b)] = places else { continue };
        let (a, b) = (a.min(b), a.max(b));
        if b < frame.area.x || a > frame.area.right() {
            continue;
        }
        let thin = ((LEAST_PT - (b - a)) / 2.0).max(0.0);
        let (a, b) = (a - thin, b + thin);
        match found.last_mut() {
            Some(last) if last.2 == *ink && (last.1 - a).abs() < 1e-6 => last.1 = b,
            _ => found.push((a, b, *ink)),
        }
    }
    let mut out: Vec<(Path, Ink)> = Vec::new();
    for (a, b, ink) in found {
        let rect = Rect {
            x: a,
            y: top,
            w: b - a,
            h: bottom - top,
        };
        if let Some((path, _)) = out.iter_mut().find(|(_, other)| *other == ink) {
            path.rect(rect);
        } else {
            let mut path = Path::default();
            path.rect(rect);
            out.push((path, ink));
        }
    }
    out
}

/// Lengths of strokes and gaps, points; empty for a solid line.
pub(super) fn dashes(stroke: &Stroke) -> Vec<f64> {
    let w = f64::from(stroke.width_pt).max(0.4);
    match stroke.dash {
        Dash::Solid => Vec::new(),
        Dash::Dashed => vec![4.0 * w, 2.5 * w],
        Dash::Dotted => vec![w, 2.0 * w],
        Dash::DashDotted => vec![4.0 * w, 2.0 * w, w, 2.0 * w],
    }
}
