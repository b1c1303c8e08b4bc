//! What must hold whatever is done: nothing panics, nothing is drawn at a place that is none, undo
//! leads back to the start, and what is opened again is what was closed.

use eframe::egui::epaint::{ClippedShape, Primitive, Shape};
use eframe::egui::{Pos2, Rect};
use serde::Serialize;
use serde_json::Value;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use super::Window;

/// What does not hold.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    /// The same for the same cause.
    pub kind: String,
    pub said: String,
}

impl Fault {
    pub fn new(kind: impl Into<String>, said: impl Into<String>) -> Self {
        Self {
            kind: kind.into(),
            said: said.into(),
        }
    }
}

static PANICS: Mutex<Vec<Fault>> = Mutex::new(Vec::new());
static IS_WATCHED: AtomicBool = AtomicBool::new(false);

/// Records the panics of every thread from now on, also of those that are caught, while something is
/// [watched](watch).
pub fn record_panics() {
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        if !IS_WATCHED.load(Ordering::Relaxed) {
            return before(info);
        }
        let place = info.location().map(ToString::to_string);
        let trace = std::backtrace::Backtrace::force_capture().to_string();
        let ours = trace.lines().filter(|l| l.contains("equipoise::"));
        let ours: Vec<_> = ours.take(8).map(str::trim).collect();
        let thread = std::thread::current();
        let name = thread.name().unwrap_or("a thread").to_owned();
        let kind = format!("panic at {}", place.unwrap_or_default());
        let said = format!("{name}: {info}\n{}", ours.join("\n"));
        let mut panics = PANICS
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        panics.push(Fault::new(kind, said));
    }));
}

pub fn watch(is_watched: bool) {
    IS_WATCHED.store(is_watched, Ordering::Relaxed);
}

/// The first panic since the last question.
pub fn panicked() -> Option<Fault> {
    let mut panics = PANICS
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    std::mem::take(&mut *panics).into_iter().next()
}

/// Whether a shape has a place that is none. A rectangle that is inside out is not drawn.
fn is_broken(shape: &Shape) -> bool {
    let off = |p: &Pos2| !p.is_finite();
    let off_rect = |r: &Rect| r.any_nan() || (!r.is_negative() && !r.is_finite());
    match shape {
        Shape::Vec(shapes) => shapes.iter().any(is_broken),
        Shape::Circle(c) => off(&c.center) || !c.radius.is_finite(),
        Shape::Ellipse(e) => off(&e.center) || !e.radius.is_finite(),
        Shape::LineSegment { points, .. } => points.iter().any(off),
        Shape::Path(path) => path.points.iter().any(off),
        Shape::Rect(r) => off_rect(&r.rect),
        Shape::Text(text) => off(&text.pos),
        Shape::Mesh(mesh) => mesh
            .vertices
            .iter()
            .any(|v| off(&v.pos) || !v.uv.is_finite()),
        Shape::QuadraticBezier(b) => b.points.iter().any(off),
        Shape::CubicBezier(b) => b.points.iter().any(off),
        _ => false,
    }
}

/// The first shape of the last frame that is drawn at a place that is none.
pub fn broken_shape(window: &Window) -> Option<Fault> {
    let shapes = &window.output().shapes;
    let ClippedShape {
        clip_rect, shape, ..
    } = shapes.iter().find(|s| is_broken(&s.shape))?;
    let mut said = format!("{shape:?}");
    said.truncate(said.floor_char_boundary(1500));
    Some(Fault::new(
        "a shape that is nowhere",
        format!("within {clip_rect:?}: {said}"),
    ))
}

/// Whether the triangles of the last frame have corners that are nowhere.
pub fn broken_triangles(window: &Window) -> Option<Fault> {
    let output = window.output();
    for primitive in window
        .ctx
        .tessellate(output.shapes.clone(), output.pixels_per_point)
    {
        if let Primitive::Mesh(mesh) = &primitive.primitive {
            let broken = mesh.vertices.iter().filter(|v| !v.pos.is_finite()).count();
            if broken > 0 {
                let clip = primitive.clip_rect;
                let of = mesh.vertices.len();
                return Some(Fault::new(
                    "a triangle that is nowhere",
                    format!("{broken} of {of} vertices within {clip:?}"),
                ));
            }
        }
    }
    None
}

/// In what two things of plain data differ; empty where they are the same.
pub fn differences(a: &impl Serialize, b: &impl Serialize) -> String {
    let value = |of: serde_json::Result<Value>| of.expect("plain data");
    let (a, b) = (
        value(serde_json::to_value(a)),
        value(serde_json::to_value(b)),
    );
    let mut found = Vec::new();
    compare("", &a, &b, &mut found);
    found.join("\n")
}

fn compare(path: &str, a: &Value, b: &Value, found: &mut Vec<String>) {
    match (a, b) {
        (Value::Object(a), Value::Object(b)) => {
            for key in a.keys().chain(b.keys().filter(|k| !a.contains_key(*k))) {
                let of = |m: &serde_json::Map<_, _>| m.get(key).cloned().unwrap_or_default();
                compare(&format!("{path}/{key}"), &of(a), &of(b), found);
            }
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            for (j, (a, b)) in a.iter().zip(b).enumerate() {
                compare(&format!("{path}/{j}"), a, b, found);
            }
        }
        _ if a != b => found.push(format!("{path}: {a} and {b}")),
        _ => {}
    }
}
