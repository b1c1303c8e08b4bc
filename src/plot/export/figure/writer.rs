//! Small pieces of SVG.

use super::frame::Rect;
use super::text::{self, LEADING, Weight};
use crate::plot::{Anchor, Rgba};
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// Appends a number with two decimals at most.
pub(super) fn number(out: &mut String, value: f64) {
    // 1e9 is far outside of any page, and NaN becomes 0: what is written is always a number.
    let hundredths = (value * 100.0).round().clamp(-1e11, 1e11) as i64;
    if hundredths < 0 {
        out.push('-');
    }
    let (whole, rest) = (
        hundredths.unsigned_abs() / 100,
        hundredths.unsigned_abs() % 100,
    );
    // Writing to a string does not fail.
    let _ = match (rest, rest % 10) {
        (0, _) => write!(out, "{whole}"),
        (_, 0) => write!(out, "{whole}.{}", rest / 10),
        _ => write!(out, "{whole}.{rest:02}"),
    };
}

/// A number with two decimals at most.
pub fn num(value: f64) -> String {
    let mut out = String::new();
    number(&mut out, value);
    out
}

/// Text for XML: escaped, and without characters that XML has no place for.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\t' | '\n' | '\r' => out.push(' '),
            c if c.is_control() || matches!(c, '\u{FFFE}' | '\u{FFFF}') => out.push('\u{FFFD}'),
            c => out.push(c),
        }
    }
    out
}

/// `#rrggbb`.
pub(super) fn hex([r, g, b, _]: Rgba) -> String {
    format!("#{r:02x}{g:02x}{b:02x}")
}

/// The alpha of a colour times an opacity, 0 to 1.
pub(super) fn opacity(colour: Rgba, opacity: f32) -> f64 {
    let given = if opacity.is_finite() { opacity } else { 1.0 };
    f64::from(given.clamp(0.0, 1.0)) * f64::from(colour[3]) / 255.0
}

/// ` name="value"` for an opacity that is not 1.
pub(super) fn opacity_attribute(name: &str, value: f64) -> String {
    if value >= 1.0 {
        String::new()
    } else {
        format!(" {name}=\"{value:.3}\"")
    }
}

/// A piece of text in its place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Words<'a> {
    pub text: &'a str,
    /// Where its anchor and its baseline are.
    pub at: [f64; 2],
    pub size_pt: f64,
    pub weight: Weight,
    pub anchor: Anchor,
    pub colour: Rgba,
    /// Read from below.
    pub upwards: bool,
}

impl<'a> Words<'a> {
    /// No words yet, to be read from there to the right.
    pub(super) fn new(at: [f64; 2], size_pt: f64, weight: Weight, colour: Rgba) -> Words<'a> {
        Words {
            text: "",
            at,
            size_pt,
            weight,
            anchor: Anchor::Start,
            colour,
            upwards: false,
        }
    }
}

/// The body of an SVG as it grows.
#[derive(Debug, Default)]
pub(super) struct Writer {
    pub out: String,
    /// Characters used, regular and semi-bold.
    pub used: [BTreeSet<char>; 2],
    pub outlines: bool,
    /// Clip rectangles by the name that says what they are.
    pub clips: BTreeSet<String>,
}

impl Writer {
    pub(super) fn push(&mut self, piece: &str) {
        self.out.push_str(piece);
    }

    pub(super) fn words(&mut self, words: Words) {
        if words.text.trim().is_empty() {
            return;
        }
        if self.outlines {
            self.outlined(words);
            return;
        }
        self.used[words.weight as usize].extend(words.text.chars());
        let [x, y] = words.at.map(num);
        let anchor = match words.anchor {
            Anchor::Start => "",
            Anchor::Middle => " text-anchor=\"middle\"",
            Anchor::End => " text-anchor=\"end\"",
        };
        let weight = match words.weight {
            Weight::Regular => "",
            Weight::SemiBold => " font-weight=\"600\"",
        };
        let turn = if words.upwards {
            format!(" transform=\"rotate(-90 {x} {y})\"")
        } else {
            String::new()
        };
        let piece = format!(
            "<text x=\"{x}\" y=\"{y}\" font-size=\"{}\" fill=\"{}\"{}{anchor}{weight}{turn}>{}</text>\n",
            num(words.size_pt),
            hex(words.colour),
            opacity_attribute("fill-opacity", opacity(words.colour, 1.0)),
            escape(words.text)
        );
        self.push(&piece);
    }

    /// Lines of text, the first on the baseline of `first`.
    pub(super) fn lines(&mut self, lines: &[String], first: Words) {
        for (j, line) in lines.iter().enumerate() {
            let down = j as f64 * LEADING * first.size_pt;
            self.words(Words {
                text: line,
                at: [first.at[0], first.at[1] + down],
                ..first
            });
        }
    }

    fn outlined(&mut self, words: Words) {
        let width = text::width_pt(words.text, words.size_pt, words.weight);
        let back = match words.anchor {
            Anchor::Start => 0.0,
            Anchor::Middle => width / 2.0,
            Anchor::End => width,
        };
        let [x, y] = words.at;
        let place = if words.upwards {
            format!("translate({} {}) rotate(-90)", num(x), num(y + back))
        } else {
            format!("translate({} {})", num(x - back), num(y))
        };
        let piece = format!(
            "<path transform=\"{place}\" fill=\"{}\" aria-label=\"{}\" d=\"{}\"/>\n",
            hex(words.colour),
            escape(words.text),
            text::outlines(words.text, words.size_pt, words.weight)
        );
        self.push(&piece);
    }

    pub(super) fn rect(&mut self, r: Rect, colour: Rgba, share: f32) {
        let [x, y, w, h] = [r.x, r.y, r.w.max(0.0), r.h.max(0.0)].map(num);
        let piece = format!(
            "<rect x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\" fill=\"{}\"{}/>\n",
            hex(colour),
            opacity_attribute("fill-opacity", opacity(colour, share))
        );
        self.push(&piece);
    }

    /// A straight solid line.
    pub(super) fn rule(
        &mut self,
        [x1, y1]: [f64; 2],
        [x2, y2]: [f64; 2],
        width: f64,
        colour: Rgba,
    ) {
        let [x1, y1, x2, y2, width] = [x1, y1, x2, y2, width].map(num);
        let piece = format!(
            "<path d=\"M{x1} {y1}L{x2} {y2}\" stroke=\"{}\" stroke-width=\"{width}\"/>\n",
            hex(colour)
        );
        self.push(&piece);
    }

    /// The attribute that clips to a rectangle. Its name says the rectangle, so that drawings in
    /// one page of HTML never mean each other's.
    pub(super) fn clip(&mut self, r: Rect) -> String {
        let [x, y, w, h] = [r.x, r.y, r.w.max(0.0), r.h.max(0.0)].map(num);
        let id = format!("clip-{x}-{y}-{w}-{h}").replace('.', "_");
        self.clips.insert(format!(
            "<clipPath id=\"{id}\"><rect x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\"/></clipPath>"
        ));
        format!(" clip-path=\"url(#{id})\"")
    }
}
