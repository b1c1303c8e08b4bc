//! `Plot`: the one description of a drawing. Screen, SVG, PDF and PNG render that same `Plot`.
//!
//! A plot knows no pixels, no colours and no renderer: marks are in data coordinates and are drawn
//! in [`Ink`]s, which a [`Theme`] turns into colours. A [`Sheet`] is what a view makes: plots on a
//! grid, with the tables and the notes that belong to them.

pub mod export;
mod ink;
#[cfg(feature = "window")]
pub mod screen;
mod sheet;
mod theme;
mod ticks;

pub use ink::{Ink, Ramp};
pub use sheet::{Cell, Panel, Sheet, Table};
pub use theme::{Rgba, Theme};
pub use ticks::{Tick, number_text, ticks};

/// The decimal logarithm as a call: as an intrinsic it is worked out for every point of a linear
/// axis too, and thrown away.
#[cfg(feature = "figures")]
#[cold]
#[inline(never)]
fn decimal_log(value: f64) -> f64 {
    value.log10()
}

use std::sync::Arc;

/// One drawing: two axes and layers of marks, the first at the bottom.
#[derive(Clone, Debug, PartialEq)]
pub struct Plot {
    /// Stable name within its sheet, such as `cloud`; used for files and for linking.
    pub id: &'static str,
    /// Name for people, also in the accessibility tree.
    pub title: String,
    /// Draw the title above the plot.
    pub show_title: bool,
    /// One line that says what is seen, for those who do not see it.
    pub summary: String,
    pub x: Axis,
    pub y: Axis,
    /// One unit of x is as long as one unit of y.
    pub equal_aspect: bool,
    pub layers: Vec<Layer>,
    pub legend: Legend,
    /// A curve that a person may drag, in data coordinates; it is drawn as a layer of its own.
    pub handle: Option<Arc<[[f64; 2]]>>,
}

impl Plot {
    pub fn new(id: &'static str, title: impl Into<String>, x: Axis, y: Axis) -> Self {
        Self {
            id,
            title: title.into(),
            show_title: false,
            summary: String::new(),
            x,
            y,
            equal_aspect: false,
            layers: Vec::new(),
            legend: Legend::None,
            handle: None,
        }
    }
    /// Adds an unnamed layer.
    pub fn add(&mut self, mark: Mark) {
        self.layers.push(Layer { name: None, mark });
    }
    /// Adds an unnamed line.
    pub fn add_line(&mut self, xy: impl Into<Arc<[[f64; 2]]>>, stroke: Stroke) {
        self.add(Mark::line(xy, stroke));
    }
    /// Adds an upright line at x over the whole height.
    pub fn add_vertical(&mut self, x: f64, stroke: Stroke) {
        self.add(Mark::VerticalLine { x, stroke });
    }
    /// Adds a line at y over the whole width.
    pub fn add_level(&mut self, y: f64, stroke: Stroke) {
        self.add(Mark::HorizontalLine { y, stroke });
    }
    /// Adds a layer that the legend names.
    pub fn add_named(&mut self, name: impl Into<String>, mark: Mark) {
        self.layers.push(Layer {
            name: Some(name.into()),
            mark,
        });
    }
}

/// An axis.
#[derive(Clone, Debug, PartialEq)]
pub struct Axis {
    /// In words, sentence case: "Excitation".
    pub label: String,
    /// Shown in brackets behind the label: "Hz per neuron".
    pub unit: String,
    /// What the quantity is, for whoever hovers over the axis.
    pub definition: String,
    /// Both ends, in data coordinates; the first may be the larger (an axis that runs down).
    pub range: [f64; 2],
    pub log: bool,
    pub ticks: Ticks,
}

impl Axis {
    pub fn new(label: impl Into<String>, unit: impl Into<String>, range: [f64; 2]) -> Self {
        Self {
            label: label.into(),
            unit: unit.into(),
            definition: String::new(),
            range,
            log: false,
            ticks: Ticks::Auto,
        }
    }
    /// An axis without label or ticks.
    pub fn bare(range: [f64; 2]) -> Self {
        Self {
            ticks: Ticks::None,
            ..Self::new("", "", range)
        }
    }
    #[must_use]
    pub fn defined(mut self, definition: impl Into<String>) -> Self {
        self.definition = definition.into();
        self
    }
    #[must_use]
    pub fn with_ticks(mut self, ticks: Ticks) -> Self {
        self.ticks = ticks;
        self
    }
    /// "Excitation (Hz per neuron)".
    pub fn text(&self) -> String {
        match (self.label.is_empty(), self.unit.is_empty()) {
            (true, _) => self.unit.clone(),
            (_, true) => self.label.clone(),
            _ => format!("{} ({})", self.label, self.unit),
        }
    }
}

/// Where an axis has ticks.
#[derive(Clone, Debug, PartialEq)]
pub enum Ticks {
    /// Few and round; powers of ten on a log axis.
    Auto,
    /// Round times: s, min, h as the range asks.
    Time,
    /// Round numbers without their sign (for E up and I down).
    Unsigned,
    None,
    /// At these places, with these words.
    At(Vec<(f64, String)>),
}

/// Where the legend of the named layers goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Legend {
    None,
    TopLeft,
    TopRight,
    BottomRight,
    BottomLeft,
}

/// One layer of marks.
#[derive(Clone, Debug, PartialEq)]
pub struct Layer {
    /// Name in the legend and in exported numbers.
    pub name: Option<String>,
    pub mark: Mark,
}

/// How a line is broken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Dash {
    #[default]
    Solid,
    Dashed,
    Dotted,
    DashDotted,
}

/// Colour, width in points and pattern of a line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stroke {
    pub ink: Ink,
    pub width_pt: f32,
    pub dash: Dash,
}

impl Stroke {
    pub fn new(ink: Ink, width_pt: f32) -> Self {
        Self {
            ink,
            width_pt,
            dash: Dash::Solid,
        }
    }
    #[must_use]
    pub fn dashed(mut self, dash: Dash) -> Self {
        self.dash = dash;
        self
    }
}

/// Which point of a text stands at its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    Start,
    Middle,
    End,
}

/// Marks, in data coordinates. Values that are not finite break a line and leave out a point.
#[derive(Clone, Debug, PartialEq)]
pub enum Mark {
    /// Discs (`filled`) or rings.
    Points {
        xy: Arc<[[f64; 2]]>,
        radius_pt: f32,
        filled: bool,
        ink: Ink,
        opacity: f32,
    },
    Line {
        xy: Arc<[[f64; 2]]>,
        stroke: Stroke,
    },
    /// The area between two curves over common x.
    Band {
        x: Arc<[f64]>,
        low: Arc<[f64]>,
        high: Arc<[f64]>,
        ink: Ink,
        opacity: f32,
    },
    /// Bars side by side from `base`: bar `j` covers `[start + j width, start + (j + 1) width)`.
    /// With `along_y` they lie down: the bins are on y and the values on x.
    Bars {
        start: f64,
        width: f64,
        values: Arc<[f64]>,
        base: f64,
        along_y: bool,
        ink: Ink,
        opacity: f32,
    },
    /// Short upright strokes centred at `(x, y)`, `height` tall in units of y: spikes of a raster.
    Ticks {
        xy: Arc<[[f64; 2]]>,
        height: f64,
        width_pt: f32,
        ink: Ink,
        opacity: f32,
    },
    Ellipse {
        centre: [f64; 2],
        /// Semi-axes in data units (of x; equal aspect is assumed for turned ellipses only in
        /// the sense that both axes are in data units).
        semi_axes: [f64; 2],
        /// Of the first semi-axis, from the x axis towards the y axis.
        angle_rad: f64,
        stroke: Stroke,
        /// 0 for none.
        fill_opacity: f32,
    },
    /// Arrows of one length on the page, whatever the axes are, with their middles at `at`.
    Arrows {
        at: Arc<[[f64; 2]]>,
        /// From pointing right towards pointing up, as seen on the page.
        angles_rad: Arc<[f32]>,
        length_pt: f32,
        stroke: Stroke,
    },
    /// A matrix as a picture: row 0 at `y[0]`, column 0 at `x[0]`; `values` row by row, NaN
    /// transparent.
    Image {
        x: [f64; 2],
        y: [f64; 2],
        columns: usize,
        rows: usize,
        values: Arc<[f32]>,
        ramp: Ramp,
        /// Values at the two ends of the ramp.
        range: [f32; 2],
    },
    /// Upright bands over the whole height, or over the part `y` of it in data units.
    Spans {
        spans: Arc<[(f64, f64, Ink)]>,
        y: Option<[f64; 2]>,
        opacity: f32,
    },
    VerticalLine {
        x: f64,
        stroke: Stroke,
    },
    HorizontalLine {
        y: f64,
        stroke: Stroke,
    },
    Text {
        at: [f64; 2],
        text: String,
        anchor: Anchor,
        ink: Ink,
        size_pt: f32,
        /// Stretch of x that it has to fit into; it is left out where it does not.
        within: Option<[f64; 2]>,
    },
}

/// Size of axis labels on the screen. Lengths of marks in points go with it: on a page with
/// labels of another size, strokes, dots and words are that much thinner or thicker.
pub const LABEL_PT: f32 = 12.5;

/// An arrow as one line, around its middle, x to the right and y upwards: along the shaft, then over
/// both sides of the head.
#[cfg(feature = "figures")]
pub(crate) fn arrow(angle_rad: f32, length: f32) -> [[f64; 2]; 5] {
    let along = f64::from(length) / 2.0;
    let (sin, cos) = f64::from(angle_rad).sin_cos();
    let turned = |x: f64, y: f64| [x * cos - y * sin, x * sin + y * cos];
    let (back, side) = (along - 0.7 * along, 0.45 * along);
    let tip = turned(along, 0.0);
    [
        turned(-along, 0.0),
        tip,
        turned(back, side),
        tip,
        turned(back, -side),
    ]
}

impl Mark {
    /// A line through points.
    pub fn line(xy: impl Into<Arc<[[f64; 2]]>>, stroke: Stroke) -> Self {
        let xy = xy.into();
        Self::Line { xy, stroke }
    }
    /// Opaque discs.
    pub fn discs(xy: impl Into<Arc<[[f64; 2]]>>, radius_pt: f32, ink: Ink) -> Self {
        Self::Points {
            xy: xy.into(),
            radius_pt,
            filled: true,
            ink,
            opacity: 1.0,
        }
    }
    /// Opaque rings.
    pub fn rings(xy: impl Into<Arc<[[f64; 2]]>>, radius_pt: f32, ink: Ink) -> Self {
        Self::Points {
            xy: xy.into(),
            radius_pt,
            filled: false,
            ink,
            opacity: 1.0,
        }
    }
    /// Upright bands over the whole height.
    pub fn spans(spans: impl Into<Arc<[(f64, f64, Ink)]>>, opacity: f32) -> Self {
        Self::Spans {
            spans: spans.into(),
            y: None,
            opacity,
        }
    }
    /// A text that is shown whatever room there is.
    pub fn text(
        at: [f64; 2],
        text: impl Into<String>,
        anchor: Anchor,
        ink: Ink,
        size_pt: f32,
    ) -> Self {
        Self::Text {
            at,
            text: text.into(),
            anchor,
            ink,
            size_pt,
            within: None,
        }
    }
    /// With strokes, dots and words so many times as large; data are shared.
    #[must_use]
    pub fn sized(&self, by: f32) -> Self {
        let mut mark = self.clone();
        match &mut mark {
            Self::Points { radius_pt: pt, .. }
            | Self::Ticks { width_pt: pt, .. }
            | Self::Text { size_pt: pt, .. } => *pt *= by,
            Self::Line { stroke, .. }
            | Self::Ellipse { stroke, .. }
            | Self::VerticalLine { stroke, .. }
            | Self::HorizontalLine { stroke, .. } => stroke.width_pt *= by,
            Self::Arrows {
                length_pt, stroke, ..
            } => {
                *length_pt *= by;
                stroke.width_pt *= by;
            }
            Self::Band { .. } | Self::Bars { .. } | Self::Image { .. } | Self::Spans { .. } => {}
        }
        mark
    }
    /// Bytes of its data.
    pub fn bytes(&self) -> usize {
        size_of::<Self>()
            + match self {
                Self::Points { xy, .. } | Self::Ticks { xy, .. } | Self::Line { xy, .. } => {
                    size_of_val(&xy[..])
                }
                Self::Arrows { at, angles_rad, .. } => {
                    size_of_val(&at[..]) + size_of_val(&angles_rad[..])
                }
                Self::Bars { values, .. } => size_of_val(&values[..]),
                Self::Band { x, .. } => 3 * size_of_val(&x[..]),
                Self::Image { values, .. } => size_of_val(&values[..]),
                Self::Spans { spans, .. } => size_of_val(&spans[..]),
                _ => 0,
            }
    }
    /// How many separate marks the layer draws, to decide whether it is dense.
    pub fn count(&self) -> usize {
        match self {
            Self::Points { xy, .. } | Self::Ticks { xy, .. } | Self::Line { xy, .. } => xy.len(),
            Self::Arrows { at, .. } => at.len(),
            Self::Bars { values, .. } => values.len(),
            Self::Band { x, .. } => x.len(),
            Self::Spans { spans, .. } => spans.len(),
            _ => 1,
        }
    }
}
